"""Names that look like a natural person's: sole traders appear in the dumps by their own name."""

from __future__ import annotations

import re
import unicodedata

_NAMES = """
adam adrian agnes agnese agnieszka albert alberto aleksandar aleksander aleksandra aleksei alessandra alessandro
alex alexander alexandra alexandros alexei alfonso alfred alice alina alojz ambrogio ana anders andras andre
andrea andreas andrei andrej andrew andrzej angela angelika angelo anita anja ann anna anne anneli annette anton
antonella antonin antonio antonios antti apostolos arkadiusz arne arthur arturo arvid athanasios axel barbara
bartosz beata beatrice benjamin bernard bernd bernhard bert birgit bjoern bjorn bogdan bogdana boris borut
branko brian brigitte britta bruno carl carla carlo carlos carmen caroline catherine cecilia cezary charles
chiara chris christian christina christine christoph christophe christopher claes claire claudia claudio clemens
constantin cornelia cristian cristina dalibor damian daniel daniela daniele danuta darius dariusz david davide
dejan denis diana didier dieter dietmar dimitrios dimitris dirk dominik dominique dorota dorothea dragan dusan
eduard eduardo edward eero egon eleftherios elena eleni elisabeth elisabetta elizabeth emanuele emil emilia
emilio emma enrico enrique enzo eric erik erika erkki ernst esteban esther etienne eugen eugenia eva evangelos
ewa fabio federico felix ferdinand fernando filip filippo filippos florian franca francesca francesco francisco
franco frank frans franz frederic fredrik friederike friedrich fritz gabor gabriel gabriele gabriella gaetano
gennaro georg george georgios gerald gerard gerd gerhard gerrit gert gianluca gianni gilles giorgio giorgos
giovanni giulia giuseppe goran gregor grzegorz guenter guenther guido guillaume gunnar gunter gunther gustav
hannu hans harald hartmut heidi heike heikki heinrich heinz helen helena helga helmut henri henrik henry henryk
herbert hermann hildegard holger hubert hugo ian ignacio igor ilona ilse ines ingeborg ingo ingrid ioana ioannes
ioannis irene iris isabel isabelle ismo istvan ivan ivana ivo jacek jack jacques jakob jakub james jan jana jane
janez janusz jaroslav jaroslaw javier jean jennifer jens jeroen jerome jerzy jesus jiri joachim joan joanna joao
joaquin jochen joerg johan johann johannes john jonas jordi jorge joris jose josef josep joseph joze jozef juan
judith juergen jukka julia julian juliane julie jurgen kai karel karin karl karsten katarina katarzyna katerina
katharina kathrin katja kazimierz kerstin kevin kjell klara klaus knut konrad konstantinos kristian kristina
krzysztof kurt lajos lars laszlo laura laurent leif lena leonardo leszek ljiljana lorenz lothar louis lubomir
luc luca lucia luciano ludwig luigi luis luisa lukas lutz maarten maciej magdalena magnus maja malgorzata
manfred manolis manuel manuela marc marcel marcello marcin marco marek margaret margarita margit maria marie
mario marion marius mariusz mark markku markus marta martin martina massimo matej mateusz mathias matteo matthew
matthias maurice maurizio mauro max maximilian meinhard michael michal michel michele miguel mihai mikael milan
milos mirko miroslav mladen monica monika monique nadia nadine natalia natalie nenad nicola nicolae nicolas
nicole niels niklas nikola nikolai nikolaos nikos nils nina norbert odile olaf olavi oleg olga oliver olivier
oscar oskar otto pablo panagiotis panos paola paolo pascal pasquale patricia patrick patrik patrizia paul paula
paulo pavel pawel pedro pekka pentti per pertti peter petr petra philip philipp philippe philippos pia pierre
pieter pietro piotr radek radoslaw rafal raffaele raimund rainer ralf raphael raul rebecca reijo reiner reinhard
reinhold renate rene ricardo riccardo richard robert roberta roberto roland rolf romain roman ronald rosa rudolf
ruediger rui ruth ryszard sabine salvatore samuel sandor sandra sandro sara sarah sebastian seppo sergio
siegfried sigrid sigurd silke silvia simon simona simone slavko slawomir sofia sonja sophie sotirios spyridon
spyros stanislav stanislaw stavros stefan stefania stefano steffen stephan stephane stephanie stephen steven
susan susanne sven svetlana sylvia tadeusz tamas tanja tapio tatjana teresa theodor theodoros thierry thomas
thorsten tim timo tobias tom tomas tomasz tomislav torsten tuomas udo ulrich ulrike uros ursula ute uwe vaclav
valentin valentina valter vasile vasileios vasilis veikko vera veronika vesna vicente victor viktor viktoria
ville vincent vincenzo vjekoslav vladimir vladislav volker waldemar walter wanda werner wieslaw wilhelm willem
william wim wojciech wolfgang wolfram xavier yannick yannis yiannis yves zbigniew zdenek zeljko zofia zoltan
zoran zsolt zsuzsanna
"""
GIVEN_NAMES = frozenset(_NAMES.split())
ORGANISED = re.compile(
    r"\b(ag|ab|as|aps|a/s|asbl|association|asociacion|bv|b\.v\.|centre|center|centro|co|company|confindustria|"
    r"consult(?!ant\b)\w*|cv|doo|d\.o\.o|ehf|e\.?v|foundation|fundacion|fondazione|gmbh|group|inc|institut\w*|"
    r"invest\w*|kft|kg|kommun\w*|lab\w*|lda|llc|llp|ltd|limited|media|museum|nv|n\.v\.|ohg|oy|oyj|partner\w*|plc|"
    r"research|s\.?a|sarl|sas|school|services|sia|sl|slu|societ\w*|solutions|stichting|software|sp\.? ?z|spa|"
    r"s\.?p\.?a|spol|srl|s\.?r\.?l|sro|s\.?r\.?o|stiftung|studio|system\w*|tech\w*|trust|uab|universit\w*|verein|"
    r"zrt|ug|und|and|et|y|&)\b|[0-9&@/+]",
    re.IGNORECASE,
)
_STROKES = str.maketrans("łŁøØđĐ", "lLoOdD")
TITLES = re.compile(r"^(dr|prof|ing|dipl|mag|mr|mrs|ms)\b\.?", re.IGNORECASE)


def looks_like_person(name: str | None, kind: str | None = None) -> bool:
    """Tell whether an organisation's name looks like a natural person's.

    Two to four words without a sign of an organisation, one of the first two or the last a common given name; or an
    academic title in front. Universities, research and public bodies are never persons. Rather one company too many is
    hidden from lists than one person shown.

    Parameters
    ----------
    name
        Name as the source writes it; None is no person.
    kind
        HES, REC, PUB, PRC or OTH; None: not stated.

    Examples
    --------
    >>> looks_like_person("Maria Example", "PRC"), looks_like_person("Maria Example GmbH", "PRC")
    (True, False)
    >>> looks_like_person("SAP SE"), looks_like_person("EXAMPLE SŁAWOMIR")
    (False, True)
    """
    if not name or kind in {"HES", "REC", "PUB"}:
        return False
    plain = name if name.isascii() else _without_accents(name)
    words = [word for part in plain.casefold().replace("-", " ").split() if (word := part.strip(".,;"))]
    titled = len(words) <= 5 and TITLES.match(name) is not None  # noqa: PLR2004
    named = 2 <= len(words) <= 4 and not GIVEN_NAMES.isdisjoint((*words[:2], words[-1]))  # noqa: PLR2004
    # The long expression last: few names come this far, and the answer is the same.
    return (titled or named) and ORGANISED.search(name) is None


def _without_accents(name: str) -> str:
    """Write a name in the letters of `GIVEN_NAMES`.

    Examples
    --------
    >>> _without_accents("Günter Łukasz")
    'Gunter Lukasz'
    """
    letters = unicodedata.normalize("NFKD", name.translate(_STROKES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))

"""Names that look like a natural person's: sole traders appear in the dumps by their own name."""

from __future__ import annotations

import re

GIVEN_NAMES = frozenset(
    """
    adam adrian agnes agnieszka albert alberto alessandro alessandra alex alexander alexandra alexandros alfonso alfred alice alina
    ana andras andrea andreas andrei andrew andrzej angela angelo anita anja ann anna anne annette anton antonella antonio arne arthur
    barbara beata beatrice benjamin bernard bernd bernhard bert birgit bjorn brian brigitte bruno carl carla carlo carlos carmen caroline
    catherine cecilia charles chiara chris christian christina christine christoph christophe christopher claire claudia claudio
    constantin cornelia cristina cristian daniel daniela daniele david davide denis diana dieter dietmar dimitrios dimitris dirk dominik
    dorota edward elena elisabeth elisabetta elizabeth emanuele emil emma enrico eric erik ernst esther eva evangelos fabio
    federico felix ferdinand fernando filip florian francesca francesco francisco frank frans franz frederic friedrich gabor
    gabriel gabriele georg george georgios gerald gerard gerd gerhard gerrit gianluca giorgio giovanni giulia giuseppe gregor guido
    gunter gunther hans harald heike heinz heinrich helen helena helga helmut henri henrik henry herbert hermann holger hugo ian igor ilse
    ines ingrid ioana ioannis irene iris isabel isabelle istvan ivan ivana jack jacek jacques jakob jakub james jan jana jane janez
    javier jean jennifer jens jeroen jesus joachim joan joanna joao jochen johan johann johannes john jonas jorge jose josef joseph juan judith
    julia julian juliane julie jurgen kai karel karin karl katarina katarzyna katharina kathrin katja kerstin kevin klaus konrad
    konstantinos kristina krzysztof kurt lars laszlo laura laurent lena leonardo lothar louis luc luca lucia luigi luis luisa lukas lutz
    magdalena maja malgorzata manfred manuel manuela marc marcel marcin marco marek margaret margarita maria marie mario marion
    marius mark markus marta martin martina mateusz matej mathias matteo matthew matthias maurizio maurice max maximilian michael michal
    michel michele miguel mihai mikael milan monica monika nadia nadine natalia natalie nicola nicolas nicole niels nikola nikolaos nikos
    nils nina norbert olaf olga oliver olivier oscar otto pablo paola paolo pascal patricia patrick patrizia paul paula paulo pavel pawel pedro per
    peter petr petra philip philipp philippe pia pierre pieter pietro piotr rainer ralf raphael raul rebecca reinhard renate rene
    ricardo riccardo richard robert roberta roberto roland rolf roman ronald rosa rudolf ruth ryszard sabine samuel sandra sandro
    sara sarah sebastian sergio sigrid silke silvia simon simona simone sofia sonja sophie stefan stefania stefano steffen stephan
    stephane stephanie stephen steven susan susanne sven sylvia tamas tanja teresa theodor theodoros thierry thomas tim timo tobias tom
    tomas tomasz udo ulrich ulrike ursula ute uwe valentin valentina vera veronika victor viktor vincent vincenzo vladimir volker
    walter wanda werner wilhelm willem william wojciech wolfgang xavier yannick yves zoltan zofia
    """.split()
)
ORGANISED = re.compile(
    r"\b(ag|ab|as|aps|a/s|asbl|association|asociacion|bv|b\.v\.|centre|center|centro|co|company|consult\w*|cv|doo|d\.o\.o|ehf|e\.?v|foundation|"
    r"fundacion|fondazione|gmbh|group|inc|institut\w*|invest\w*|kft|kg|kommun\w*|lab\w*|lda|llc|llp|ltd|limited|media|museum|nv|n\.v\.|ohg|oy|oyj|partner\w*|"
    r"plc|research|s\.?a|sarl|sas|school|services|sia|sl|slu|societ\w*|solutions|software|sp\.? ?z|spa|s\.?p\.?a|spol|srl|s\.?r\.?l|sro|"
    r"s\.?r\.?o|stiftung|studio|system\w*|tech\w*|trust|uab|universit\w*|verein|zrt|ug|und|and|et|y|&)\b|[0-9&@/+]",
    re.IGNORECASE,
)
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
    >>> looks_like_person("Maria Example", "PRC"), looks_like_person("Maria Example GmbH", "PRC"), looks_like_person("SAP SE")
    (True, False, False)
    """
    if not name or kind in {"HES", "REC", "PUB"}:
        return False
    words = [word.strip(".,;").casefold() for word in re.split(r"[\s-]+", name.strip()) if word.strip(".,;")]
    titled = len(words) <= 5 and TITLES.match(name) is not None  # noqa: PLR2004
    named = 2 <= len(words) <= 4 and any(word in GIVEN_NAMES for word in (*words[:2], words[-1]))  # noqa: PLR2004
    # The long expression last: few names come this far, and the answer is the same.
    return (titled or named) and ORGANISED.search(name) is None

"""Words in names of organisations: legal forms, what means the same in Europe's languages, and what marks a part.

All words are written as `crossfield.lake.names.plain_words` writes them: lower case, Latin letters without marks,
umlauts as their plain vowel. A line is the meaning, a colon, and what stands for it; a phrase has its words joined by
``_``.
"""

from __future__ import annotations

_FORMS = """
gmbh: gmbh ggmbh mbh gesellschaft_mit_beschrankter_haftung gemeinnutzige_gmbh gemeinnutzige_gesellschaft_mbh gesmbh
 gesellschaft_mbh
kg: gmbh_co_kg gmbh_und_co_kg gmbh_co_kgaa kg kgaa ohg kommanditgesellschaft ag_co_kg ag_co_kgaa mbh_co_kg
ug: ug haftungsbeschrankt ug_haftungsbeschrankt unternehmergesellschaft
ag: ag aktiengesellschaft
ev: ev eingetragener_verein
eg: eg eingetragene_genossenschaft
ltd: ltd limited co_ltd company_limited pvt_ltd private_limited_company private_limited limited_liability_company
 llc pty_ltd pty
plc: plc public_limited_company
guarantee: lbg cic company_limited_by_guarantee community_interest_company
llp: llp lp
inc: inc incorporated corp corporation
sl: sl slu sll slne slp sociedad_limitada sociedad_limitada_unipersonal sociedad_de_responsabilidad_limitada
sa: sa sau sociedad_anonima sociedad_anonima_unipersonal societe_anonyme sociedade_anonima spolka_akcyjna
coop: scoop s_coop scop sociedad_cooperativa societa_cooperativa scrl cvba
srl: srl srls societa_a_responsabilita_limitata societate_cu_raspundere_limitata
scarl: scarl societa_consortile_a_responsabilita_limitata scarl_onlus
spa: spa societa_per_azioni
sarl: sarl sarlu eurl societe_a_responsabilite_limitee
sas: sas sasu societe_par_actions_simplifiee
bv: bv besloten_vennootschap
nv: nv naamloze_vennootschap
bvba: bvba sprl besloten_vennootschap_met_beperkte_aansprakelijkheid societe_privee_a_responsabilite_limitee
asbl: asbl vzw aisbl ivzw association_sans_but_lucratif vereniging_zonder_winstoogmerk
ab: ab aktiebolag ab_publ
as: as asa aksjeselskap aktieselskab akciova_spolecnost akciova_spolocnost aktsiaselts anonim_sirketi
 akciju_sabiedriba
aps: aps anpartsselskab ivs
oy: oy oyj ab_oy oy_ab osakeyhtio
sro: sro spol_sro spol_s_ro spolecnost_s_rucenim_omezenym spolocnost_s_rucenim_obmedzenym
zoo: sp_zoo spzoo sp_z_oo sp_z_o_o spolka_z_oo spolka_z_o_o spolka_z_ograniczona_odpowiedzialnoscia spolka_zoo
kft: kft korlatolt_felelossegu_tarsasag nonprofit_kft
zrt: zrt nyrt rt zartkoruen_mukodo_reszvenytarsasag reszvenytarsasag
doo: doo drustvo_s_ogranicenom_odgovornoscu druzba_z_omejeno_odgovornostjo
dd: dd dionicko_drustvo delniska_druzba
ood: ood eood
ad: ad ead
uab: uab uzdaroji_akcine_bendrove
sia: sia sabiedriba_ar_ierobezotu_atbildibu
ou: ou osauhing
lda: lda limitada unipessoal_lda ltda sociedade_unipessoal_lda
greek: ae epe ike oe ee anonymi_etaireia anonimi_etairia anonymos_etaireia monoprosopi_ike
ehf: ehf hf ohf
sti: sti limited_sirketi ltd_sti
se: se
eeig: ewiv eeig geie
onlus: onlus
"""
_MEANINGS = """
university: universitair universitario universitat universite universita universidad universidade universiteit
 universitet universitetet universitatea
 universitaria uniwersytet uniwersytetu univerzita univerzity univerzitet univerza sveuciliste sveucilista egyetem
 yliopisto
 ulikool universitas universitesi panepistimio univ uni universitate universitates universitetas universiti
 universitats
 haskoli universities universita_degli_studi universita_studi alma_mater_studiorum
technical_university: vysoke_uceni_technicke tu university_of_technology technical_university politecnico
 politecnica politecnic polytechnic
 polytechnique politehnica politechnika polytechnio polytechneio technological_university institute_of_technology
 technologico_university
hochschule: vysoka_skola fachhochschule fh hochschule university_of_applied_sciences hogeschool
 university_of_applied_science
 ammattikorkeakoulu hochschule_fur_angewandte_wissenschaften applied_sciences_university
technical: techn technische technischen technischer technisches technique techniques technical tecnica tecnico technicka
 technicke
 techniczny techniczna teknik tekniska tekniske teknisk tehnica tehnicki muszaki technikos
institute: institut institute instituto istituto instytut institutul institutet instituut institutt ustav intezet inst
 institutas institutes instituts institucio
centre: centre center centro centrum zentrum centar kozpont centras keskus merkezi kentro centrul centra centri
 centers
research: forschung forschungs recherche recherches ricerca ricerche investigacion investigaciones investigacao
 badan badawczy
 badawcze onderzoek forskning forsknings cercetare vyzkum vyzkumny vyskum kutato kutatas tutkimus erevna erevnon
 recerca
science: wissenschaft wissenschaften sciences scientifique scientifiques ciencia ciencias scienze scienza nauk nauka
 ved vied
 wetenschap wetenschappen vetenskap vetenskaper tudomany tudomanyos scientific cientifica cientificas cientifico
 stiinta
 wissenschaftliche wissenschaftlichen
academy: akademie academia accademia akademia academie akademi akademija akademii
hospital: hospital krankenhaus klinikum klinik hopital hopitaux ospedale ospedaliera szpital ziekenhuis sykehus
 sjukhus spital
 nemocnice korhaz clinic clinica klinika klinikken hospitalier hospitals
medical: medizinische medizinischen medizinischer medica medico medicale medyczny medicinal medicine medizin
 medecine medicina
 medic medisch medische medicinsk medicinska orvosi lekarska
foundation: stiftung stichting fundacion fundacio fundacao fondazione fondation fundacja stiftelsen nadace
 alapitvany saatio
 fundatia idryma fonden
association: asociacion associazione associacao verein verband vereniging asociatia stowarzyszenie forening
 foreningen asociace
 dernegi sdruzeni somateio egyesulet udruga zdruzenie
society: gesellschaft societe societa sociedad sociedade
municipality: stadt city ville ciudad ayuntamiento comune gemeente kommune kommun municipio gmina mairie commune dimos
 landeshauptstadt municipiul obec mesto camara_municipal miasto ajuntament concello gemeinde stad
ministry: ministerium ministere ministerio ministero ministerstwo ministerstvo ministerie ministerul ypourgeio
chamber: kammer chambre camara camera cambra
ihk: industrie_und_handelskammer chamber_of_commerce_and_industry chambre_de_commerce_et_industrie
hwk: handwerkskammer chamber_of_crafts chamber_of_skilled_crafts
commerce: handel handels commercio comercio
agency: agentur agence agencia agenzia agentschap agentura agentia
national: nationale nationales nationaler nacional nazionale narodowy narodni nationaal nationaux national
european: europaische europaisches europaischer europeen europeenne europeo europea europejski europees
international: internationale internationales internationaler internacional internazionale
council: conseil consejo consiglio conselho rada
environment: umwelt environnement ambiente environmental milieu
energy: energie energia energetica energi energies energetique
technology: technologie technologien technologies tecnologia tecnologias technologia teknologi teknologia tecnologie
 technologii
 technologiques tecnologico tecnologica technological
system: systeme systems sistemas sistemi systemy systemes sistema sisteme
engineering: ingenieria ingegneria ingenierie engenharia ingenieur ingenieurs
applied: angewandte angewandten appliquee appliquees applicata applicate aplicada aplicadas stosowanych toegepaste
 appliques
health: gesundheit sante salud salute saude zdrowia terveys
water: wasser eau agua acqua eaux aguas
development: entwicklung developpement desarrollo sviluppo desenvolvimento rozwoju ontwikkeling dezvoltare razvoj
 utveckling
education: bildung educacion istruzione formazione formacion educacao
industry: industrie industria industries industriale industrial industriel industrielle industriales
physics: physik physique fisica fizyki fysik
chemistry: chemie chimie quimica chimica chemical chemii kemi
biology: biologie biologia biologii
mathematics: mathematik mathematiques matematica matematicas matematyki
informatics: informatik informatique informatica informatyki computer_science computing
material: materialien materiaux materiales materiali materials werkstoffe
agriculture: landwirtschaft agricultural agricola agricole agricoltura agraria agrario agronomique
food: lebensmittel aliments alimentation alimentos alimentare alimentaria
transport: verkehr transports trasporti transportes transportation
solution: solutions losungen soluzioni soluciones
service: services servicios servizi servicos dienste dienstleistungen
group: gruppe groupe grupo gruppo grupa groep
partner: partners
lab: labs laboratory laboratories laboratorium laboratoire laboratoires laboratorio laboratori labor
network: netzwerk reseau red rete rede netwerk networks
innovation: innovations innovacion innovazione inovacao innovaciones innovative innovacio
company: unternehmen compania compagnie
municipal: municipale kommunale
german: deutsche deutsches deutscher deutschen
royal: koniglich koninklijke koninklijk kungliga kungl
applied_science: angewandte_wissenschaften
art: kunste kunst arts arte artes
music: musik musica musique
economics: wirtschaft economie economia okonomie economiques
electronics: elektronik electronique electronica elettronica electronic
optics: optik optique optica ottica
mechanics: mechanik mecanique meccanica mecanica
production: produktion produktionstechnik produccion produzione
protection: schutz
nuclear: nucleaire nuclear kern nucleare
space: spatiale spatiales espacial spaziale raumfahrt
public: offentliche publique publico pubblica publica
regional: regionale regionales
studies: studi etudes estudios
"""
_PLACES = """
munchen: munich
wien: vienna vienne viena
koln: cologne colonia
nurnberg: nuremberg
hannover: hanover
braunschweig: brunswick
praha: prague prag praze
warszawa: warsaw warschau varsovie warszawski warszawska warszawie
krakow: cracow krakau krakowie
wroclaw: breslau
gdansk: danzig gdanska
lodz: lodzki lodzka
milano: milan mailand
roma: rome rom
torino: turin
firenze: florence florenz
venezia: venice venedig
napoli: naples neapel
genova: genoa genua
padova: padua
lisboa: lisbon lissabon
porto: oporto
sevilla: seville
zaragoza: saragossa
athina: athens athen athinai athinon
thessaloniki: salonica thessalonikis
bucuresti: bucharest bukarest
beograd: belgrade belgrad beogradu
kobenhavn: copenhagen kopenhagen
goteborg: gothenburg goteburg
bruxelles: brussels brussel
antwerpen: antwerp anvers
gent: ghent gand
leuven: louvain lowen
liege: luttich luik
haag: hague
geneve: geneva genf
zurich: zuerich zurigo
basel: basle bale
bern: berne
strasbourg: strassburg
sachsen: saxony saxe
bayern: bavaria
thuringen: thuringia
catalunya: cataluna catalonia katalonien
andalucia: andalusia
lombardia: lombardy
toscana: tuscany
piemonte: piedmont
sofia: sofija
helsinki: helsingfors
turku: abo
bratislava: pressburg bratislave
zagreb: zagrebu
ljubljana: ljubljani
kyiv: kiev
moskva: moscow moskau
luxembourg: luxemburg
deutschland: germany allemagne alemania
osterreich: austria osterreichische osterreichisches
schweiz: switzerland suisse svizzera schweizerische
italia: italy italien italiana italiano italian
espana: spain spanien espagne espanola spanish
france: frankreich francaise francais french
polska: poland polen polish polskiej
nederland: netherlands niederlande dutch
belgie: belgium belgique belgien
sverige: sweden schweden swedish svenska
norge: norway norwegen norwegian norsk
danmark: denmark danemark danish dansk
suomi: finland finnland finnish
hellas: greece greek hellenic griechenland
portugal: portuguesa portuguese
romania: rumanien
magyar: hungary hungarian ungarn magyarorszag
cesko: czech ceska ceske tschechische
slovensko: slovakia slovak slovenska
slovenija: slovenia slowenien
hrvatska: croatia kroatien croatian
turkiye: turkey turkei turkish
europe: europa
"""
_STOP = """
of the for and at in on to by with from
und der die das des dem den fur zu zur zum am im an von vom mit
et de du la le les en pour au aux des sur un une
y el los las del para por con e
di della delle dei degli dell il lo gli per da nel nella al alla
van voor het een
w na z do oraz dla we
og av ved til och i
ve ile
kai tis tou ton stin ta
pro v a o u si din pentru za s se k l d es
"""
_PARTS = """
fakultat faculty faculte facultad facolta fakulta fakultet wydzial faculdade facultatea
department departement departamento dipartimento departament departments dept abteilung lehrstuhl chair professur
arbeitsgruppe dezernat referat division unit fachbereich fachgebiet bereich section sektion school
"""


def soften(word: str) -> str:
    """Write umlauts that are two letters as one: registers have both.

    Examples
    --------
    >>> soften("muenchen"), soften("koeln"), soften("prague")
    ('munchen', 'koln', 'pragu')
    """
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _read(text: str) -> dict[str, str]:
    """What stands for a meaning → the meaning; a line that begins with a blank goes on the line above."""
    found = {}
    for line in text.strip().replace("\n ", " ").splitlines():
        meaning, _, variants = line.partition(":")
        for variant in variants.split():
            found[soften(variant)] = meaning
    return found


FORMS = _read(_FORMS)
MEANINGS = _read(_MEANINGS) | _read(_PLACES)
SAID = frozenset(_read(_MEANINGS).values())
STOP = frozenset(_STOP.split())
PARTS = frozenset(_PARTS.split())
# Heads of German compounds: Forschungszentrum is Forschung and Zentrum.
HEADS = (
    *("zentrum", "institut", "gesellschaft", "universitat", "hochschule", "klinikum", "verein", "verband", "kammer"),
    *("akademie", "stiftung", "agentur", "ministerium", "technik", "forschung", "technologie", "systeme", "werke"),
    "medizin",
)
# What is in a name beside the name proper and tells another legal person apart: a clinic is not its university.
APART = frozenset(
    {
        *(
            "hospital",
            "foundation",
            "association",
            "alumni",
            "holding",
            "technical",
            "medical",
            "hochschule",
            "academy",
        ),
        *("students", "studentenwerk", "studierendenwerk", "incubator", "ventures", "transfer", "friends", "freunde"),
        *("technical_university", "spinoff", "museum", "library", "bibliothek", "press", "verlag", "society", "invest"),
        *("international", "europe", "consulting", "capital", "union", "federation", "club", "network", "park"),
    }
)
# Research organisations whose institutes are no legal persons of their own: words that name the parent.
PARENTS = (
    ("fraunhofer",), ("max", "planck"), ("cnrs",), ("csic",), ("cnr",), ("inria",), ("inserm",), ("inrae",), ("vtt",),
)  # fmt: skip

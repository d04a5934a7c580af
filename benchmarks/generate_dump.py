"""Write a synthetic CORDIS dump of any size in the official format, the same for the same seed.

The dump looks like what a user downloads: `project.csv`, `organization.csv`, `euroSciVoc.csv`, `topics.csv` and
`legalBasis.csv`, `;`-separated, UTF-8, every field quoted, with the official files' traps (decimal commas beside
decimal points, line breaks and doubled quotes in objectives, `EL`, `UK`, `XK`, `NA`, `ZZ` and `DE;HU` as countries).
Nothing in it is real but reference codes: organisations are coined words, texts are random sentences.

NUTS 2016 and EuroSciVoc codes come from `../shared/data` where that folder exists, else from small built-in lists,
so dumps are byte-identical for the same parameters on machines that agree on that.

    python benchmarks/generate_dump.py --output /tmp/bench_dump
"""

from __future__ import annotations

import argparse
import csv
import io
import time
import zipfile
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

REFERENCE_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
ARCHIVE_NAME = "cordis-SYNTHETICprojects-csv.zip"
TODAY = np.datetime64("2026-11-01")
CHUNK = 4_000
MAX_FIELDS = 4

HEADERS = {
    "project.csv": "id acronym status title startDate endDate totalCost ecMaxContribution legalBasis topics "
    "ecSignatureDate frameworkProgramme masterCall subCall fundingScheme nature objective contentUpdateDate rcn "
    "grantDoi",
    "organization.csv": "projectID projectAcronym organisationID vatNumber name shortName SME activityType street "
    "postCode city country nutsCode geolocation organizationURL contactForm contentUpdateDate rcn order role "
    "ecContribution netEcContribution totalCost endOfParticipation active",
    "euroSciVoc.csv": "projectID euroSciVocCode euroSciVocPath euroSciVocTitle euroSciVocDescription",
    "topics.csv": "projectID topic title",
    "legalBasis.csv": "projectID legalBasis title uniqueProgrammePart",
}

# ---------------------------------------------------------------- words

NOUNS = """
ability academy access account achievement action activity actor adaptation addition adoption advance advantage agenda
agreement aim allocation alternative ambition amount analogy angle announcement answer apparatus appearance
application appraisal approach area argument arrangement array article aspect assembly assessment asset assignment
association assumption attempt attention attribute audience audit author authority autonomy average award background
balance barrier base baseline basis behaviour benchmark beneficiary benefit block board body bottleneck boundary
branch breakthrough bridge budget calculation calendar call campaign candidate capability capacity career case
catalogue category cause centre challenge chance change channel chapter characteristic choice circle circumstance
citizen claim class classification clause code cohort collaboration collection combination comment commitment
committee community comparison competence competition complement complexity component composition compromise
concept conception concern conclusion condition conference configuration conflict connection consensus
consequence consideration consortium constraint construct contact container content contest context continuation
contract contradiction contrast contribution convergence conversation cooperation coordination core correction
correlation correspondence cost council counterpart country couple course creation criterion critique cross culture
curve custom cycle damage dataset date deadline debate decade decision decomposition defect deficit
definition degree delay deliverable demand demonstration demonstrator denomination dependency deployment derivation
description designer destination detail determinant deviation diagram dialogue difference difficulty dilemma dimension
direction directive discipline discovery discussion disparity display dispute dissemination distance distinction
distribution diversity division doctrine document domain driver duration dynamic edge edition effect effort element
emphasis employee encounter end endeavour engagement enquiry ensemble enterprise entity entry environment episode
equation era error essay estimate estimation evaluation event evidence evolution examination example exception
exchange exercise expectation expense experience experiment expert explanation exploitation exploration exposure
expression extension extent facet facility factor failure family feature feedback field figure finding fit flexibility
flow focus forecast form formalism formation formula forum foundation fraction fragment frame framework freedom
frequency frontier function gain gap generation goal governance gradient grant graph group guarantee guide guideline
habit half hierarchy highlight hint history hypothesis idea ideal identity illustration image impact implementation
implication improvement incentive incident inclusion increase indication indicator individual inequality inference
influence initiative innovation input inquiry insight inspection instance institute institution instruction instrument
integration intention interaction interest interface interpretation interval intervention introduction invention
inventory investigation investment invitation issue item iteration journal journey judgement junction justification
kind knowledge label lack landscape language layer leader league lecture legacy lesson level leverage library limit
limitation line link list literature location logic loop magnitude majority management mandate manner manual
map margin mark market matrix maturity meaning measure measurement mechanism meeting member membership memory mentor
message method methodology metric migration milestone mind minority mission mixture mode model modification module
moment momentum monitor motivation movement narrative nation nature necessity need negotiation neighbour network niche
node norm notion novelty number objective obligation observation observer obstacle occasion occurrence offer office
operation operator opinion opportunity option order organisation orientation origin outcome outline output outreach
overlap overview owner package panel paper paradigm parameter part participant participation partner partnership
passage path pathway pattern peer perception performance period permission perspective phase phenomenon picture piece
pilot pillar place plan plane plateau player point policy pool population portfolio position possibility
potential practice practitioner precision prediction preference preparation presence presentation preservation
pressure principle priority probability problem procedure process product profile programme progress project
prominence promise property proportion proposal prospect protocol prototype provider provision proxy publication
purpose quality quantity quest question questionnaire range rate ratio rationale reaction reader reality reason
recognition recommendation record reduction reference refinement reflection reform regime region register regulation
relation relationship relevance reliability report repository representation representative reproduction request
requirement research researcher reservation resolution resource response responsibility restriction result review
revision reward risk roadmap role root round routine rule sample scale scenario scheme scholar school scope score
section sector segment selection seminar sense sequence series session setting shape share shift side sign signature
significance similarity simulation situation skill society solution sort source space specialist specification
spectrum sphere spread stage stakeholder standard start state statement station statistic status step stimulus strand
strategy strength structure student study style subject subset success suggestion summary supervisor supplement
support surprise survey symmetry synergy synthesis table talent target task taxonomy team technique template tendency
tension term territory test theme theorem theory thesis threshold tier tool topic trace tradition training trajectory
transaction transfer transformation transition translation treatise trend trial trigger turn type uncertainty
understanding union unit university update upgrade usage user utility validation validity value variable variant
variation variety version view viewpoint vision visit volume volunteer voice way weakness window workflow
workshop world year zone
"""

VERBS = """
accelerate accept access accommodate accompany achieve acquire activate adapt add address adjust adopt advance
advocate affect agree aim align allocate allow alter analyse anchor announce answer anticipate appear apply appoint
appraise approach approximate articulate ask assemble assess assign assist associate assume assure attach attempt
attend attract augment author automate avoid award balance base belong benchmark boost bridge broaden calculate
calibrate call capture carry cause challenge change characterise check circulate claim clarify classify co-create
coach collaborate collect combine compare compensate compile complement complete complicate comprise compute
concentrate conceptualise concern conclude conduct configure confirm connect consider consolidate constitute consult
contain contextualise continue contrast contribute convert convince cooperate coordinate correct correlate cover
create criticise cultivate customise debate decide decline decompose decrease dedicate deepen define delegate deliver
demand demonstrate depend deploy derive describe deserve design detail detect determine develop devise devote diagnose
differentiate discover discuss display disseminate distinguish distribute diversify divide document dominate double
drive edit educate elaborate elevate elicit eliminate embrace emerge emphasise employ empower enable encapsulate
encompass encounter encourage engage enhance enlarge enrich ensure establish estimate evaluate evolve examine exceed
exchange exclude execute exemplify exercise exhibit expand expect experience explain exploit explore expose express
extend extract facilitate familiarise favour feature finalise finance focus follow formalise formulate foster frame
fulfil function gather generalise generate govern guarantee guide handle harmonise highlight host identify illuminate
illustrate imagine implement imply improve include incorporate increase indicate influence inform initiate innovate
inspire install integrate intend intensify interact interpret intervene introduce invent invest investigate invite
involve isolate iterate join justify label launch lead learn leverage limit link list locate maintain manage manifest
map match maximise measure mediate mention merge migrate minimise mobilise model moderate modify monitor motivate
narrow navigate negotiate network normalise note nurture observe obtain offer operate optimise orchestrate order
organise orient outline overlap participate perceive perform permit pioneer position possess postulate practise
predict prepare present preserve prevail prevent prioritise proceed process produce promise promote propose provide
publish pursue qualify quantify question raise rank reach realise recognise recommend reconcile reconsider reconstruct
record recruit reduce refine reflect reform regard reinforce reject relate release rely remain remove render renew
repeat replace replicate report represent reproduce request require research resolve respond restore restrict
restructure retain reveal review revise revisit reward sample satisfy scale schedule scrutinise search secure select
separate serve shape share sharpen shift show signal simplify simulate solve specialise specify stabilise standardise
start state stimulate streamline strengthen stress structure study submit substantiate suggest summarise supervise
support survey sustain synthesise systematise tackle tailor target test tighten trace trigger turn uncover underline
underpin undertake unify unite unravel update upgrade validate value verify view visit visualise widen yield
"""

ADJECTIVES = """
able abstract academic acceptable accessible accountable accurate active actual acute adaptive additional adequate
adjacent advanced advantageous affordable alternative ambiguous ambitious ample analogous analytical ancient annual
apparent applicable applied appropriate arbitrary attractive authentic automatic autonomous available average aware
balanced basic beneficial bilateral bold brief broad capable careful causal central certain challenging characteristic
clear coherent cohesive collaborative collective common comparable comparative compatible competent competitive
complete complex comprehensive conceptual concise conclusive concrete concurrent conditional confident
consistent constant constructive contemporary continental continuous contradictory controversial conventional
convincing cooperative core correct costly creative credible critical crucial cultural cumulative current customary
cyclical decentralised decisive dedicated deep definite deliberate democratic dependable descriptive desirable
detailed deterministic different difficult direct disciplinary disparate disruptive distant distinct distinctive
diverse dominant double dual durable dynamic early eclectic economic educational effective efficient elaborate
elementary eligible emerging empirical encouraging enduring enormous entire equal equitable essential established
ethical evident exact excellent exceptional exclusive existing expensive experimental explicit exploratory extensive
external extraordinary extreme fair familiar fast favourable feasible final financial fine firm flexible foremost
formal formidable forthcoming fragmented frequent fresh fruitful full functional fundamental further general generic
genuine global gradual great groundbreaking growing hard harmonised helpful heterogeneous hidden hierarchical high
historical holistic homogeneous horizontal huge ideal identical imaginative immediate imminent imperative implicit
important impressive inclusive incomplete incremental independent indirect individual inevitable influential informal
informative inherent initial innovative insightful institutional integral integrated intellectual intense intensive
interactive interdisciplinary interesting intermediate internal international intersectoral intrinsic intuitive
invaluable irregular iterative joint judicious key large lasting late latent leading legal legitimate likely limited
linear little local logical long longitudinal low lucid main major manageable mandatory manifold marginal massive
mature maximal meaningful measurable methodical methodological minimal minor mixed modern modest modular
multidisciplinary multilateral multiple mutual narrow national natural necessary negative neutral new next nominal
nonlinear normal notable novel numerical numerous objective observable obvious occasional official ongoing open
operational optimal optional ordinary organisational original outstanding overall parallel partial participatory
particular passive past peculiar periodic permanent persistent pertinent philosophical pioneering pivotal plausible
political popular positive possible potential powerful practical pragmatic precious precise predictable predominant
preliminary present prevalent previous primary principal private proactive productive professional profound prolific
prominent promising proper proportional prospective proven public pure qualitative quantitative quick radical rapid
rare rational ready real realistic reasonable recent reciprocal recurrent reflective regional regular related relative
relevant reliable remarkable repeatable representative reproducible resilient responsible rich rigorous robust routine
salient satisfactory scarce scientific secondary selective senior sensible separate sequential serious severe shared
sharp short significant similar simple simultaneous single sizeable slow small social societal solid sophisticated
sound spatial special specific spontaneous stable standard static statistical steady straightforward strategic strict
striking strong structural structured subsequent substantial subtle successful sufficient suitable superior
supplementary supportive sustained symbolic symmetric systematic systemic tangible targeted technical temporary
tentative theoretical thematic thorough tight timely topical total traditional transdisciplinary transferable
transformative transient transnational transparent tremendous typical ubiquitous ultimate unclear underlying
unexpected unexplored uniform unique universal unknown unprecedented unresolved urgent useful usual valid valuable
variable varied vast versatile vertical viable vibrant visible vital vivid voluntary vulnerable weak wide widespread
whole worthwhile young naïve à-la-carte
"""

# One line per field: EuroSciVoc title to look for | weight | phrases a keyword tagger would look for.
FIELDS = """
electronic engineering | 8 | microelectronics, semiconductor, integrated circuit, microcontroller, silicon wafer, \
power electronics, MEMS, chip design, CMOS technology, printed electronics
software | 10 | software, cloud computing, internet of things, cybersecurity, blockchain, 5G network, edge computing, \
wireless communication, information technology, embedded system
artificial intelligence | 10 | machine learning, artificial intelligence, deep learning, neural network, big data, \
computer vision, natural language processing, data mining
nanotechnology | 6 | nanotechnology, nanoparticle, carbon nanotube, graphene, nanostructure, nanomaterial, thin film
materials engineering | 8 | advanced materials, composite material, lightweight construction, coating, ceramics, \
smart material, polymer composite, titanium alloy, carbon fibre
production engineering | 6 | additive manufacturing, 3D printing, industrial robot, production line, Industry 4.0, \
process automation, digital twin, laser welding, smart factory
optics | 6 | photonic sensor, photonics, laser, optical fibre, LED lighting, quantum optics, spectroscopy, \
holography, photodetector
biological sciences | 10 | biotechnology, genome editing, protein engineering, cell culture, CRISPR, enzyme, \
stem cell, DNA sequencing, synthetic biology, bioreactor
automotive engineering | 5 | electric vehicle, automotive, autonomous driving, powertrain, car manufacturer, \
vehicle battery, combustion engine
mechanical engineering | 4 | mechanical engineering, machine tool, hydraulics, gearbox, pump, turbine blade, bearing
energy and fuels | 10 | hydrogen, fuel cell, photovoltaic, solar energy, wind power, smart grid, energy storage, \
lithium-ion battery, heat pump, energy efficiency, electrolyser
clinical medicine | 10 | clinical trial, cancer, patient, diagnosis, cardiovascular disease, medical device, \
personalised medicine, telemedicine, drug delivery, vaccine
agriculture | 6 | crop, precision farming, soil fertility, livestock, food security, plant breeding, fertiliser
food and beverages | 4 | food processing, food safety, dairy product, nutrition, functional food, food supply chain
chemical engineering | 5 | catalyst, chemical process, green chemistry, polymerisation, membrane, solvent, reactor
civil engineering | 4 | building renovation, concrete, construction site, building information modelling, \
timber construction, bridge maintenance
textiles | 2 | textile, technical textile, fabric, weaving, smart textile, yarn
transport | 5 | logistics, rail freight, railway, public transport, multimodal transport, urban mobility, port terminal
water | 4 | wastewater, water treatment, drinking water, desalination, flood risk, groundwater
waste management | 5 | recycling, circular economy, waste management, critical raw materials, secondary raw material, \
resource efficiency, plastic waste
climatic changes | 8 | climate change, greenhouse gas, biodiversity, carbon capture, air pollution, ecosystem service, \
emission reduction
aerospace engineering | 4 | satellite, aircraft, aerospace, earth observation, spacecraft, drone, jet engine
robotics | 4 | robotics, human-robot interaction, robot gripper, mechatronics, exoskeleton, actuator
quantum physics | 3 | quantum computing, quantum communication, qubit, quantum sensor, entanglement
tourism | 2 | tourism, cultural heritage, museum, creative industries, game design
gerontology | 3 | active ageing, dementia, assisted living, elderly care, rehabilitation, long-term care
"""

# Slots: A adjective, N noun, P plural noun, V verb with s, B verb, G gerund, D past form, R adverb, T field phrase.
SENTENCES = """
The N of A P V a A N of P in the N of T
In this N , we will B a A N for T and B its N for A P
Despite A P , the N between P and P V R D
T has D A P , yet its N remains R A
The project will B the A N , B A P and B the N of P to B A N
Our N is to B how A P of T can B the A N of N
By G A P with T , the consortium V a A N for P across A P
The A N , known as "N" , V the P of N and N
Recent P in N have D that A P R B the N of A P
This N is A because A P of N are R D
We B three P : G the N , G A P and G the N of A P
A A N in T could B the N of P and B A P
The P will be D by a A N of A P ; the N is R D in A P
The N V on A P , on A P and on the N of N
Although T is a A N , the N of its P is R D
To this end , A P will be R D with A P from N and N
The so-called "A N" will B P that B the N — from N to N — of A P
The N combines T with A P to B A P
What A P B the N of N , and how R do they B A P
It will B A N , B P and B a A N of P at the N of N and N
The A P of the N will be D and D in A P with A P
Such a N V A P , G the N of A P
G A P is R A for P in T and in A P
We R B that the N of P V the N , while A P B A N
"""

TITLES = """
A A N for T
G the N of P in A P
T for A P
A N of T and T
G T for A N
A P and P of the A N
From N to N : A P in T
The N of N : a A N
A P for G T
The "N" of T in A P
G A N in T
"""

# Country | latitude | longitude | weight | a city where the country has no NUTS regions: split at blanks.
COUNTRIES = """
DE 51.0 10.3 140
ES 40.2 -3.6 115
FR 46.6 2.4 112
IT 43.0 12.2 108
UK 52.4 -1.5 80
NL 52.2 5.4 62
BE 50.7 4.6 56
EL 38.6 23.0 46
SE 59.4 15.8 32
AT 47.6 14.1 32
CH 46.8 8.2 32
DK 55.9 10.2 28
PT 39.7 -8.3 30
FI 61.5 25.4 26
NO 60.8 9.8 22
IE 53.1 -7.6 22
PL 52.1 19.3 24
CZ 49.8 15.4 14
HU 47.2 19.4 12
RO 45.8 25.0 14
SI 46.1 14.8 11
BG 42.7 25.3 7
SK 48.7 19.4 6
HR 45.2 16.0 7
EE 58.7 25.5 7
LT 55.3 23.9 6
LV 56.9 24.9 5
CY 35.0 33.2 8
LU 49.7 6.1 6
MT 35.9 14.4 3
RS 44.2 20.8 6
TR 39.1 34.0 10
IS 64.9 -18.6 3
MK 41.6 21.7 1
ME 42.8 19.2 1
AL 41.1 20.0 1
LI 47.1 9.5 0.4
IL 32.8 35.0 14 Haifa
US 42.4 -71.1 12 Boston
CA 45.5 -73.6 4 Montréal
UA 50.4 30.5 4 Kyiv
CN 31.2 121.5 3 Shanghai
ZA -33.9 18.4 3 Cape Town
JP 35.7 139.7 2 Tokyo
AU -37.8 145.0 2 Melbourne
BR -23.5 -46.6 2 São Paulo
IN 12.9 77.6 2 Bengaluru
KE -1.3 36.8 1 Nairobi
GE 41.7 44.8 1 Tbilisi
TN 36.8 10.2 1 Tunis
NA -22.6 17.1 0.5 Windhoek
XK 42.7 21.2 0.4 Prishtina
ZZ 46.2 6.1 0.4 Geneva
"""

# Real NUTS 3 (2016) codes of places with much research: hubs of the full list, and the whole list without it.
HUBS = """
DE212 München|DE300 Berlin|DED21 Dresden|DED51 Leipzig|DED41 Chemnitz|DEA2D Aachen|DE122 Karlsruhe|DE111 Stuttgart
DE600 Hamburg|DE929 Hannover|ES300 Madrid|ES511 Barcelona|ES523 Valencia|ES213 Bilbao|FR101 Paris|FRK24 Grenoble
FRK26 Lyon|FRJ23 Toulouse|ITC4C Milano|ITI43 Roma|ITC11 Torino|ITH55 Bologna|UKI31 London|UKH12 Cambridge
UKJ14 Oxford|UKM75 Edinburgh|NL329 Amsterdam|NL333 Delft|NL414 Eindhoven|BE100 Bruxelles|BE242 Leuven|EL303 Athina
EL522 Thessaloniki|SE110 Stockholm|SE232 Göteborg|AT130 Wien|AT221 Graz|CH040 Zürich|CH011 Lausanne|DK011 København
PT170 Lisboa|PT11A Porto|FI1B1 Helsinki|NO011 Oslo|NO060 Trondheim|IE061 Dublin|PL911 Warszawa|CZ010 Praha
CZ064 Brno|HU110 Budapest|RO321 București|SI041 Ljubljana|BG411 Sofia|SK010 Bratislava|HR041 Zagreb|EE001 Tallinn
LT011 Vilnius|LV006 Rīga|CY000 Lefkosia|LU000 Luxembourg|MT001 Valletta|RS110 Beograd|TR510 Ankara|IS001 Reykjavík
"""

LEGAL_FORMS = {
    "DE": "GMBH",
    "AT": "GMBH",
    "CH": "AG",
    "FR": "SAS",
    "ES": "SL",
    "IT": "SRL",
    "UK": "LIMITED",
    "IE": "LIMITED",
    "NL": "BV",
    "BE": "NV",
    "EL": "AE",
    "SE": "AB",
    "DK": "APS",
    "FI": "OY",
    "NO": "AS",
    "PT": "LDA",
    "PL": "SP. Z O.O.",
    "CZ": "S.R.O.",
    "SK": "S.R.O.",
    "HU": "KFT",
    "RO": "SRL",
    "SI": "DOO",
    "HR": "DOO",
    "BG": "EOOD",
    "EE": "OÜ",
    "IL": "LTD",
    "US": "INC",
}
SYLLABLES = """
nova inno quanta lumi astro hydro terra eco bio nano opti cyber vari omni prima sola velo aero geo syn trans vita alpha
delta kineti macro opta pulsa resi sona tecto ultra vecto xeno zeni agri ferro gala helio
| tec sys lab dyn mat gen net logix form wave metrix works core point grid scope line cast field max flux ware mind base
craft link path forge sense nova plan bridge
"""
FIRST_SYLLABLES, SECOND_SYLLABLES = (block.split() for block in SYLLABLES.split("|"))
TRADES = """SYSTEMS TECHNOLOGIES ENGINEERING SOLUTIONS CONSULTING MATERIALS SENSORS SOFTWARE ENERGY BIOTECH LOGISTICS
MEDICAL PHOTONICS AUTOMATION ANALYTICS ENVIRONMENT FOODS TEXTILES MOBILITY SERVICES""".replace("\n", " ").split(" ")
FACULTIES = ("TECHNOLOGY", "APPLIED SCIENCES", "MEDICINE", "LIFE SCIENCES", "ECONOMICS", "AGRICULTURE", "MINING")

# Kind of programme | call pattern ({y} the year, {n} running numbers) | weight | code | title | finer code | title
PARTS = """
H2020 | ICT-{n}-{y} | 6 | H2020-EU.2.1. | INDUSTRIAL LEADERSHIP - Leadership in enabling and industrial technologies | \
H2020-EU.2.1.1. | INDUSTRIAL LEADERSHIP - Leadership in enabling and industrial technologies - ICT
H2020 | NMBP-{n}-{y} | 3 | H2020-EU.2.1. | INDUSTRIAL LEADERSHIP - Leadership in enabling and industrial technologies \
| H2020-EU.2.1.2. | INDUSTRIAL LEADERSHIP - Leadership in enabling and industrial technologies - Nanotechnologies
H2020 | SC1-PM-{n}-{y} | 3 | H2020-EU.3.1. | SOCIETAL CHALLENGES - Health, demographic change and well-being | \
H2020-EU.3.1.3. | Treating and managing disease
H2020 | SFS-{n}-{y} | 3 | H2020-EU.3.2. | SOCIETAL CHALLENGES - Food security, sustainable agriculture and forestry \
| H2020-EU.3.2.1. | Sustainable agriculture and forestry
H2020 | LC-SC3-RES-{n}-{y} | 4 | H2020-EU.3.3. | SOCIETAL CHALLENGES - Secure, clean and efficient energy | \
H2020-EU.3.3.2. | Low-cost, low-carbon energy supply
H2020 | MG-{n}-{y} | 4 | H2020-EU.3.4. | SOCIETAL CHALLENGES - Smart, Green And Integrated Transport | \
H2020-EU.3.4.8. | Clean Sky 2
H2020 | SC5-{n}-{y} | 3 | H2020-EU.3.5. | SOCIETAL CHALLENGES - Climate action, Environment, Resource Efficiency \
and Raw Materials | H2020-EU.3.5.4. | Enabling the transition towards a green economy
H2020 | INFRAIA-{n}-{y} | 1 | H2020-EU.1.4. | EXCELLENT SCIENCE - Research Infrastructures | H2020-EU.1.4.1. | \
Developing the European research infrastructures for 2020 and beyond
HORIZON | HORIZON-HLTH-{y}-TOOL-{n} | 4 | HORIZON.2.1 | Health | HORIZON.2.1.5 | Tools, Technologies and Digital \
Solutions for Health and Care, including personalised medicine
HORIZON | HORIZON-CL3-{y}-FCT-{n} | 2 | HORIZON.2.3 | Civil Security for Society | HORIZON.2.3.3 | Cybersecurity
HORIZON | HORIZON-CL4-{y}-DIGITAL-EMERGING-{n} | 7 | HORIZON.2.4 | Digital, Industry and Space | HORIZON.2.4.2 | \
Key Digital Technologies
HORIZON | HORIZON-CL4-{y}-TWIN-TRANSITION-{n} | 4 | HORIZON.2.4 | Digital, Industry and Space | HORIZON.2.4.1 | \
Manufacturing Technologies
HORIZON | HORIZON-CL5-{y}-D3-{n} | 6 | HORIZON.2.5 | Climate, Energy and Mobility | HORIZON.2.5.2 | Energy Supply
HORIZON | HORIZON-CL6-{y}-CIRCBIO-{n} | 4 | HORIZON.2.6 | Food, Bioeconomy Natural Resources, Agriculture and \
Environment | HORIZON.2.6.3 | Agriculture, Forestry and Rural Areas
HORIZON | HORIZON-WIDERA-{y}-ACCESS-{n} | 2 | HORIZON.4.1 | Widening participation and spreading excellence | \
HORIZON.4.1.2 | Twinning
"""

# Programme | topic pattern | weight | topic title | code | title | funding scheme: the projects of one organisation
SINGLES = """
H2020 | ERC-{y}-STG | 4 | ERC Starting Grant | H2020-EU.1.1. | EXCELLENT SCIENCE - European Research Council (ERC) \
| ERC-STG
H2020 | ERC-{y}-COG | 3 | ERC Consolidator Grant | H2020-EU.1.1. | EXCELLENT SCIENCE - European Research Council (ERC) \
| ERC-COG
H2020 | MSCA-IF-{y}-EF | 8 | Marie Skłodowska-Curie Individual Fellowships (IF-EF) | H2020-EU.1.3. | \
EXCELLENT SCIENCE - Marie Skłodowska-Curie Actions | MSCA-IF
H2020 | SMEInst-{y}-01 | 4 | Open Disruptive Innovation Scheme (implemented through the SME instrument) | \
H2020-EU.2.3. | INDUSTRIAL LEADERSHIP - Innovation In SMEs | SME-1
HORIZON | ERC-{y}-STG | 4 | ERC STARTING GRANTS | HORIZON.1.1 | European Research Council (ERC) | HORIZON-ERC
HORIZON | ERC-{y}-ADG | 3 | ERC ADVANCED GRANTS | HORIZON.1.1 | European Research Council (ERC) | HORIZON-ERC
HORIZON | HORIZON-MSCA-{y}-PF-01-01 | 8 | MSCA Postdoctoral Fellowships | HORIZON.1.2 | \
Marie Skłodowska-Curie Actions (MSCA) | HORIZON-TMA-MSCA-PF-EF
HORIZON | HORIZON-EIC-{y}-ACCELERATOROPEN-01 | 3 | EIC Accelerator Open | HORIZON.3.1 | \
The European Innovation Council (EIC) | HORIZON-EIC-ACC
"""

YEARS = np.arange(2014, 2028)
YEAR_WEIGHTS = np.array([1.5, 8, 8.5, 8.5, 8.5, 9, 8.5, 7, 5, 8.5, 8.5, 8.5, 6, 2])
ROLES = ("coordinator", "participant", "partner", "thirdParty", "associatedPartner")
ROLE_WEIGHTS = np.array([0, 0.82, 0.02, 0.08, 0.08])
ACTIVITIES = ("HES", "REC", "PRC", "PUB", "OTH")
PRIVATE = 2
QUOTE = '"'
FIELD_COUNTS = np.array([0.05, 0.10, 0.32, 0.34, 0.19])
CONTACT = "https://ec.europa.eu/info/funding-tenders/opportunities/portal/screen/contact-form/project"


# ---------------------------------------------------------------- helpers


def _records(text: str) -> list[list[str]]:
    """Split one of the tables above into its records and their stripped cells."""
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


def _escape(text: str) -> str:
    """Double the quotes in a field."""
    return text.replace('"', '""')


def _rows(*columns: Iterable[str]) -> str:
    """Join escaped columns to quoted, semicolon-separated lines."""
    return "".join(['"' + '";"'.join(row) + '"\n' for row in zip(*columns, strict=True)])


def _take(values: Sequence[str], index: NDArray[np.integer]) -> list[str]:
    """Look up strings by position."""
    return [values[i] for i in index.tolist()]


def _choice(rng: np.random.Generator, weights: NDArray[np.floating], size: int) -> Ints:
    """Draw positions with the given weights."""
    edges = np.cumsum(weights, dtype=np.float64)
    drawn: Ints = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return drawn.clip(max=len(edges) - 1)


def _ragged(starts: Ints, lengths: Ints) -> Ints:
    """Return the positions of all runs `start … start + length - 1`, one run after the other."""
    positions: Ints = np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
    return positions


def _money(cents: Ints, mark: str) -> list[str]:
    """Write amounts in cents as euros with the decimal mark given, without trailing zeros."""
    return [f"{c // 100}{mark}{c % 100:02d}".rstrip("0") if c % 100 else str(c // 100) for c in cents.tolist()]


def _booleans(values: NDArray[np.bool_]) -> list[str]:
    """Write booleans as raw dumps do."""
    return ["true" if value else "false" for value in values.tolist()]


def _chunks(total: int, size: int) -> Iterator[slice]:
    """Cut `range(total)` into slices."""
    return (slice(start, min(start + size, total)) for start in range(0, total, size))


# ---------------------------------------------------------------- text


def _with_s(word: str) -> str:
    """Form a noun's plural or a verb's third person."""
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def _with_ending(word: str, ending: str) -> str:
    """Attach `ing` or `ed` to a verb."""
    if ending == "ed" and word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ied"
    stem = word[:-1] if word.endswith("e") and (ending == "ed" or not word.endswith("ee")) else word
    return stem + ending


def _with_ly(word: str) -> str:
    """Form an adjective's adverb."""
    for old, new in (("ically", "ically"), ("ic", "ically"), ("ble", "bly"), ("le", "ly"), ("y", "ily")):
        if word.endswith(old):
            return word[: -len(old)] + new
    return word + "ly"


def _word_kinds() -> dict[str, list[str]]:
    """Return the words of each kind of slot, about 3,000 distinct ones in all."""
    nouns, verbs, adjectives = NOUNS.split(), VERBS.split(), ADJECTIVES.split()
    stems = ("al", "ive", "ous", "ic", "ent", "ant", "able", "ible", "ate", "ful")
    return {
        "N": nouns,
        "P": [_with_s(word) for word in nouns],
        "B": verbs,
        "V": [_with_s(word) for word in verbs],
        "G": [_with_ending(word, "ing") for word in verbs],
        "D": [_with_ending(word, "ed") for word in verbs],
        "A": adjectives,
        "R": [_with_ly(word) for word in adjectives if word.endswith(stems)],
    }


# How a word is written, by number; the second form takes the capitalised word.
FORMS = ("{} ", "{} ", "{}, ", "{}; ", "{}: ", "{}. ", "{}.\n", "{}? ", '""{}"" ', '""{} ', '{}"" ')
PLAIN, CAPITAL, COMMA, SEMICOLON, COLON, STOP, PARAGRAPH, QUESTION, QUOTED, OPENING, CLOSING = range(len(FORMS))
MARKS = {",": COMMA, ";": SEMICOLON, ":": COLON}
QUOTES = {(False, False): PLAIN, (True, True): QUOTED, (True, False): OPENING, (False, True): CLOSING}


class Lexicon:
    """All words in all their written forms, addressed by number.

    Attributes
    ----------
    first, count
        Position of the first word and number of words of each slot code; code 0 is the field phrase.
    field_first, field_count
        The same for the phrases of each field.
    """

    def __init__(self, patterns: str) -> None:
        kinds = _word_kinds()
        literals = dict.fromkeys(word for word in patterns.split() if word.strip(QUOTE) not in (*kinds, "T", *MARKS))
        phrases = [[phrase.strip() for phrase in row[2].split(",")] for row in _records(FIELDS)]
        groups = [kinds["N"], *kinds.values(), *([word] for word in literals), *phrases]
        counts = np.array([len(group) for group in groups])
        starts = np.cumsum(counts) - counts
        self.codes = {"T": 0} | {word: code for code, word in enumerate([*kinds, *literals], start=1)}
        self.first, self.count = starts[: len(self.codes)], counts[: len(self.codes)]
        self.field_first, self.field_count = starts[len(self.codes) :], counts[len(self.codes) :]
        words = [word for group in groups for word in group]
        self.size = len(words)
        capital = [word[0].upper() + word[1:] for word in words]
        written = [form.format(word) for i, form in enumerate(FORMS) for word in (capital if i == CAPITAL else words)]
        self.written = np.array(written, dtype=object)


class Composer:
    """Writes random texts from sentence patterns.

    Parameters
    ----------
    lexicon
        The words.
    patterns
        One sentence pattern a line; capital letters are slots, everything else is written as it stands.
    prose
        Whether sentences end in a full stop, some of them in a line break.
    """

    def __init__(self, lexicon: Lexicon, patterns: str, *, prose: bool) -> None:
        self.lexicon, self.prose = lexicon, prose
        parsed = [self._parse(line) for line in patterns.strip().splitlines()]
        self.codes = np.concatenate([codes for codes, _ in parsed])
        self.forms = np.concatenate([forms for _, forms in parsed])
        self.lengths = np.array([len(codes) for codes, _ in parsed])
        self.starts = np.cumsum(self.lengths) - self.lengths

    def _parse(self, line: str) -> tuple[Ints, Ints]:
        """Turn one pattern into slot codes and written forms; a mark changes the form of the word before it."""
        codes: list[int] = []
        forms: list[int] = []
        for word in line.split():
            if word in MARKS:
                forms[-1] = MARKS[word]
            else:
                codes.append(self.lexicon.codes[word.strip(QUOTE)])
                forms.append(QUOTES[word.startswith(QUOTE), word.endswith(QUOTE)])
        forms[0] = CAPITAL
        if self.prose:
            forms[-1] = QUESTION if line.startswith("What") else STOP
        return np.array(codes), np.array(forms)

    @cached_property
    def sentence_length(self) -> float:
        """Mean number of characters of a sentence."""
        fields = np.arange(5_000)[:, None] % len(self.lexicon.field_first)
        texts = self.compose(np.ones(5_000, np.int64), fields, np.random.default_rng(0))
        return sum(map(len, texts)) / len(texts) + 1

    def compose(self, sentences: Ints, fields: Ints, rng: np.random.Generator) -> list[str]:
        """Write one text per entry, with doubled quotes.

        Parameters
        ----------
        sentences
            Number of sentences of each text.
        fields
            The fields of each text, one row each, filled from the left, -1 for none.
        rng
            Source of randomness.

        Returns
        -------
        list of str
            The texts.
        """
        picks = rng.integers(len(self.lengths), size=int(sentences.sum()))
        lengths = self.lengths[picks]
        place = _ragged(self.starts[picks], lengths)
        owner = np.repeat(np.repeat(np.arange(len(sentences)), sentences), lengths)
        words = self._fill(self.codes[place], fields[owner], rng)
        forms = self.forms[place]
        if self.prose:
            ends = np.cumsum(lengths) - 1
            forms[ends[(rng.random(len(ends)) < 0.12) & (forms[ends] == STOP)]] = PARAGRAPH
        pieces = self.lexicon.written[forms * self.lexicon.size + words].tolist()
        bounds = np.searchsorted(owner, np.arange(len(sentences) + 1)).tolist()
        return ["".join(pieces[a:b]).rstrip() for a, b in pairwise(bounds)]

    def _fill(self, codes: Ints, fields: Ints, rng: np.random.Generator) -> Ints:
        """Choose a word for each slot, frequent ones more often; field phrases from the text's own fields."""
        skewed = rng.random(len(codes)) ** 2
        words: Ints = self.lexicon.first[codes] + (self.lexicon.count[codes] * skewed).astype(np.int64)
        slots = np.flatnonzero(codes == 0)
        own = fields[slots]
        known = (own >= 0).sum(axis=1)
        field = own[np.arange(len(slots)), (rng.random(len(slots)) * known).astype(np.int64)]
        stray = rng.random(len(slots)) < 0.01
        field[stray] = rng.integers(len(self.lexicon.field_first), size=int(stray.sum()))
        slots, field = slots[field >= 0], field[field >= 0]
        phrase = (self.lexicon.field_count[field] * skewed[slots]).astype(np.int64)
        words[slots] = self.lexicon.field_first[field] + phrase
        return words


# ---------------------------------------------------------------- reference codes


@dataclass(frozen=True)
class Regions:
    """Places an organisation may have: code, country, city, point and weight, one entry each."""

    code: list[str]
    country: list[str]
    city: list[str]
    point: Floats
    weight: Floats


def _nuts(folder: Path) -> list[tuple[str, str]]:
    """Return NUTS 3 codes of the 2016 version with a city name, from the reference file or the built-in list."""
    source = folder / "nuts_2016_regions.csv"
    if not source.exists():
        return [(entry[:5], entry[6:]) for entry in HUBS.strip().replace("\n", "|").split("|")]
    with source.open(encoding="utf-8", newline="") as stream:
        units = [(row["NUTS_ID"], row["NAME_LATN"]) for row in csv.DictReader(stream)]
    return sorted((code, name.split(",")[0]) for code, name in units if len(code) == 5 and not code.endswith("ZZ"))


def _regions(folder: Path, rng: np.random.Generator) -> Regions:
    """Spread each country's weight over its regions, most of it over its hubs and a few others."""
    countries = {row[0]: row for row in (line.split(maxsplit=4) for line in COUNTRIES.strip().splitlines())}
    hubs = {entry[:5] for entry in HUBS.strip().replace("\n", "|").split("|")}
    places = [(code, code[:2], city) for code, city in _nuts(folder) if code[:2] in countries]
    places += [(code, code, row[4]) for code, row in countries.items() if len(row) == 5]
    pull = rng.lognormal(0.0, 1.3, len(places)) * np.array([12.0 if code in hubs else 1.0 for code, _, _ in places])
    names = np.array([country for _, country, _ in places])
    total = {country: pull[names == country].sum() for country in countries}
    weight = np.array([p * float(countries[c][3]) / total[c] for p, c in zip(pull, names.tolist(), strict=True)])
    point = np.array([[float(countries[c][1]), float(countries[c][2])] for c in names.tolist()])
    return Regions([p[0] for p in places], names.tolist(), [p[2] for p in places], point, weight)


@dataclass(frozen=True)
class Vocabulary:
    """EuroSciVoc nodes from level 3 down, and which of them belong to each field."""

    code: list[str]
    path: list[str]
    title: list[str]
    members: list[Ints]


def _vocabulary(folder: Path) -> Vocabulary:
    """Read the EuroSciVoc tree, or make one up that has the same shape."""
    source = folder / "euroscivoc_tree.csv"
    anchors = [row[0] for row in _records(FIELDS)]
    if source.exists():
        with source.open(encoding="utf-8", newline="") as stream:
            nodes = [(r["codePath"], r["titlePath"], r["title"]) for r in csv.DictReader(stream) if int(r["level"]) > 2]
    else:
        roots = ("medical and health sciences", "natural sciences", "engineering and technology")
        nodes = [
            (f"/{21 + 2 * (i % 3)}/{101 + i}/{10001 + 40 * i + j}", f"/{roots[i % 3]}/{name}/{name} {j}", f"{name} {j}")
            for i, name in enumerate(anchors)
            for j in range(25)
        ]
    found = [np.flatnonzero([anchor in path for _, path, _ in nodes]) for anchor in anchors]
    members = [part if len(part) else np.arange(len(nodes)) for part in found]
    code, path, title = ([_escape(node[i]) for node in nodes] for i in range(3))
    return Vocabulary(code, path, title, members)


# ---------------------------------------------------------------- topics and fields


@dataclass(frozen=True)
class Topics:
    """Call topics, ordered by year and by whether they are for single organisations.

    `group[year, single]` gives the first topic and the number of topics; `field` is -1 where there is none.
    """

    code: list[str]
    title: list[str]
    part: list[str]
    part_title: list[str]
    finer: list[str]
    finer_title: list[str]
    scheme: list[str]
    weight: Floats
    field: Ints
    group: dict[tuple[int, bool], tuple[int, int]]


def _topics(projects: int, composer: Composer, rng: np.random.Generator) -> Topics:
    """Invent the calls of all years: about one topic for twelve projects, and the fixed ones of ERC, MSCA and EIC."""
    per_year = max(3, projects // (12 * len(YEARS)))
    rows: list[list[str]] = []
    group = {}
    for year in range(2014, 2028):
        programme = "H2020" if year <= 2020 else "HORIZON"
        parts = [row for row in _records(PARTS) if row[0] == programme]
        group[year, False] = (len(rows), per_year)
        for i, pick in enumerate(_choice(rng, np.array([float(row[2]) for row in parts]), per_year).tolist()):
            _, pattern, _, *names = parts[pick]
            scheme = ("" if year <= 2020 else "HORIZON-") + ("RIA", "RIA", "IA", "CSA")[i % 4]
            rows.append([pattern.format(y=year, n=f"{i // 40 + 1:02d}-{i % 40 + 1:02d}"), "", *names, scheme, "1"])
        singles = [row for row in _records(SINGLES) if row[0] == programme]
        group[year, True] = (len(rows), len(singles))
        for _, pattern, weight, title, part, part_title, scheme in singles:
            rows.append([pattern.format(y=year), title, part, part_title, "", "", scheme, weight])
    open_field = _choice(rng, np.array([float(row[1]) for row in _records(FIELDS)]), len(rows))
    field = np.where([bool(row[1]) for row in rows], -1, open_field)
    invented = composer.compose(np.ones(len(rows), np.int64), field[:, None], rng)
    columns = [list(column) for column in zip(*rows, strict=True)]
    titles = [given or made for given, made in zip(columns[1], invented, strict=True)]
    weights = np.array(columns[7], dtype=np.float64)
    part_names = columns[2], columns[3], columns[4], columns[5]
    return Topics(columns[0], titles, *part_names, columns[6], weights, field, group)


def _pick_topics(topics: Topics, years: Ints, single: NDArray[np.bool_], rng: np.random.Generator) -> Ints:
    """Choose a topic of the year before each project's start."""
    picked = np.zeros(len(years), np.int64)
    calls = np.maximum(years - 1, 2014)
    for (year, alone), (first, count) in topics.group.items():
        mask = (calls == year) & (single == alone)
        picked[mask] = first + _choice(rng, topics.weight[first : first + count], int(mask.sum()))
    return picked


def _pick_fields(topic_field: Ints, rng: np.random.Generator) -> Ints:
    """Choose up to four distinct fields a project, the topic's own first."""
    weights = np.array([float(row[1]) for row in _records(FIELDS)])
    count = _choice(rng, FIELD_COUNTS, len(topic_field))
    score = np.log(weights) + rng.gumbel(size=(len(topic_field), len(weights)))
    with_topic = np.flatnonzero(topic_field >= 0)
    score[with_topic, topic_field[with_topic]] = np.inf
    count[with_topic] = np.maximum(count[with_topic], 1)
    best = np.argsort(-score, axis=1, kind="stable")[:, :MAX_FIELDS]
    return np.where(np.arange(MAX_FIELDS) < count[:, None], best, -1)


# ---------------------------------------------------------------- organisations


@dataclass(frozen=True)
class Organisations:
    """Organisations: identifier, and the columns organisationID to organizationURL already joined."""

    pic: list[str]
    joined: list[str]


def _names(kind: Ints, place: Ints, regions: Regions, rng: np.random.Generator) -> list[str]:
    """Coin names of companies, universities, institutes and authorities; one in fifty carries quotes."""
    draws = rng.integers(1 << 30, size=(len(kind), 5)).tolist()
    names = []
    for activity, region, (a, b, c, d, e) in zip(kind.tolist(), place.tolist(), draws, strict=True):
        city, form = regions.city[region].upper(), LEGAL_FORMS.get(regions.country[region], "")
        stem = (FIRST_SYLLABLES[a % len(FIRST_SYLLABLES)] + SECOND_SYLLABLES[b % len(SECOND_SYLLABLES)]).upper()
        trade, faculty = TRADES[c % len(TRADES)], FACULTIES[d % len(FACULTIES)]
        stem = f'"{stem}"' if e % 50 == 0 else stem
        names.append(
            (
                f"UNIVERSITY OF {faculty} {city}",
                f"{stem} INSTITUTE FOR {trade} {city}",
                f"{stem} {trade} {form}".rstrip(),
                f"MUNICIPALITY OF {city} - {trade} AGENCY",
                f"{stem} ASSOCIATION FOR {trade}",
            )[activity]
        )
    return names


def _organisations(count: int, regions: Regions, rng: np.random.Generator) -> Organisations:
    """Invent organisations; the first ones, which take part most, are mostly universities and institutes."""
    busy = np.arange(count) < count // 20
    kind = np.where(
        busy,
        _choice(rng, np.array([0.55, 0.30, 0.08, 0.05, 0.02]), count),
        _choice(rng, np.array([0.08, 0.10, 0.64, 0.07, 0.11]), count),
    )
    place = _choice(rng, regions.weight, count)
    pic = [str(number) for number in rng.choice(111_000_000, count, replace=False) + 888_000_000]
    names = _names(kind, place, regions, rng)
    country, city, code = (_take(column, place) for column in (regions.country, regions.city, regions.code))
    code = _blanked(code, 0.03, rng)
    for odd in range(2_500, count, 5_000):
        country[odd], code[odd] = "DE;HU", ""
    number = rng.integers(100_000_000, 1_000_000_000, count).tolist()
    columns = (
        pic,
        _blanked([f"{c[:2]}{n}" for c, n in zip(country, number, strict=True)], 0.3, rng),
        [_escape(name) for name in names],
        [f"{name.replace(QUOTE, '')[:6].strip()}{i % 97}" for i, name in enumerate(names)],
        _booleans((kind == PRIVATE) & (rng.random(count) < 0.62)),
        _take(ACTIVITIES, kind),
        [f"{TRADES[n % len(TRADES)]} STREET {n % 180 + 1}" for n in number],
        [str(n % 90_000 + 10_000) for n in number],
        city,
        country,
        code,
        _blanked(_points(regions.point[place], rng), 0.1, rng),
        _blanked([f"http://www.org{n}.example" for n in number], 0.25, rng),
    )
    return Organisations(pic, ['";"'.join(row) for row in zip(*columns, strict=True)])


def _blanked(values: list[str], share: float, rng: np.random.Generator) -> list[str]:
    """Empty a share of the values."""
    lost = (rng.random(len(values)) < share).tolist()
    return ["" if gone else value for value, gone in zip(values, lost, strict=True)]


def _points(centre: Floats, rng: np.random.Generator) -> list[str]:
    """Write points around the centres given, as `lat,lon`."""
    return [f"{lat:.6f},{lon:.6f}" for lat, lon in (centre + rng.uniform(-1, 1, centre.shape)).tolist()]


def _sizes(size: Size, rng: np.random.Generator) -> Ints:
    """Draw the number of participants of each project: two in five have one, the rest are heavy-tailed."""
    weights = np.where(rng.random(size.projects) < 0.4, 1e-9, rng.lognormal(0.0, 0.7, size.projects))
    sizes: Ints = 1 + rng.multinomial(size.participations - size.projects, weights / weights.sum())
    while (surplus := int((sizes - size.organisations).clip(0).sum())) > 0:
        sizes = np.minimum(sizes, size.organisations)
        np.add.at(sizes, rng.choice(np.flatnonzero(sizes < size.organisations), surplus), 1)
    return sizes


def _members(owner: Ints, organisations: int, rng: np.random.Generator) -> Ints:
    """Draw an organisation for each participation: Zipf, each at least once, none twice in a project."""
    weights = 1.0 / (np.arange(organisations) + 10.0)
    members = _choice(rng, weights, len(owner))
    pinned = np.zeros(len(owner), bool)
    if len(owner) >= organisations:
        slots = rng.permutation(len(owner))[:organisations]
        members[slots], pinned[slots] = np.arange(organisations), True
    for attempt in range(100_000):
        key = owner * organisations + members
        order = np.lexsort((~pinned, key))
        twice = order[1:][np.diff(key[order]) == 0]
        if not len(twice):
            return members
        members[twice] = _choice(rng, weights if attempt < 6 else np.ones(organisations), len(twice))
    raise ValueError("too many participations for so few organisations")


# ---------------------------------------------------------------- projects


@dataclass(frozen=True)
class Projects:
    """The columns of the projects that several files share, all escaped."""

    identifier: list[str]
    acronym: list[str]
    updated: list[str]
    start: NDArray[np.datetime64]
    horizon: NDArray[np.bool_]
    topic: Ints
    fields: Ints


@dataclass(frozen=True)
class Participations:
    """The participations, ordered by project: who, in which role, with how much money (in cents)."""

    owner: Ints
    member: Ints
    order: Ints
    role: Ints
    contribution: Ints
    net: Ints
    cost: Ints


def _identifiers(horizon: NDArray[np.bool_], rng: np.random.Generator) -> list[str]:
    """Number the projects as the programmes do, with gaps."""
    gaps = rng.integers(1, 12, len(horizon))
    number = np.where(horizon, 101_040_000 + np.cumsum(gaps * horizon), 633_000 + np.cumsum(gaps * ~horizon))
    return [str(n) for n in number.tolist()]


def _projects(single: NDArray[np.bool_], topics: Topics, rng: np.random.Generator) -> Projects:
    """Invent the projects' identifiers, dates, topics and fields."""
    count = len(single)
    years = YEARS[_choice(rng, YEAR_WEIGHTS, count)]
    topic = _pick_topics(topics, years, single, rng)
    months = (years - 1970) * 12 + rng.integers(12, size=count)
    days = np.where(rng.random(count) < 0.85, 0, rng.integers(28, size=count))
    start = months.astype("datetime64[M]").astype("datetime64[D]") + days
    horizon = np.maximum(years - 1, 2014) > 2020
    acronym = [
        FIRST_SYLLABLES[a % len(FIRST_SYLLABLES)].upper() + SECOND_SYLLABLES[b % len(SECOND_SYLLABLES)] * (c % 2)
        for a, b, c in rng.integers(1 << 30, size=(count, 3)).tolist()
    ]
    moments = np.maximum(start, np.datetime64("2015-01-01")).astype("datetime64[s]")
    updated = np.minimum(moments + rng.integers(86_400 * 900, size=count), TODAY.astype("datetime64[s]"))
    stamps = [stamp.replace("T", " ") for stamp in updated.astype(str).tolist()]
    fields = _pick_fields(topics.field[topic], rng)
    return Projects(_identifiers(horizon, rng), acronym, stamps, start, horizon, topic, fields)


def _participations(sizes: Ints, organisations: int, rng: np.random.Generator) -> Participations:
    """Fill the projects with organisations, roles and money."""
    owner = np.repeat(np.arange(len(sizes)), sizes)
    count = len(owner)
    order = 1 + np.arange(count) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    role = np.where(order == 1, 0, _choice(rng, ROLE_WEIGHTS, count))
    funded = (role < 2) | (rng.random(count) < 0.06)
    euros = rng.lognormal(12.3, 0.9, count) * np.where(order == 1, 1.6, 1.0)
    cents = np.where(rng.random(count) < 0.6, np.round(euros) * 100, np.round(euros * 100)).astype(np.int64)
    contribution = np.where(funded, cents, 0)
    net = np.where(rng.random(count) < 0.05, contribution * 9 // 10, contribution)
    cost = np.where(rng.random(count) < 0.12, 0, (cents * rng.choice([1.0, 1.0, 1.25, 1.43], count)).astype(np.int64))
    return Participations(owner, _members(owner, organisations, rng), order, role, contribution, net, cost)


# ---------------------------------------------------------------- the dump


@dataclass(frozen=True)
class Size:
    """How much to write: rows, distinct organisations, and the mean length of an objective in characters."""

    projects: int
    participations: int
    organisations: int
    objective_chars: int

    def __post_init__(self) -> None:
        """Refuse what cannot be met."""
        if self.projects < 1 or self.organisations < 1 or self.objective_chars < 0:
            raise ValueError("projects and organisations must be at least 1, objective_chars at least 0")
        if not self.projects <= self.participations <= self.projects * self.organisations:
            raise ValueError("participations must lie between projects and projects times organisations")


class Dump:
    """A planned dump; its tables are written chunk by chunk.

    Parameters
    ----------
    size
        How much to write.
    seed
        Every table has its own random stream derived from it.
    data
        Folder with the reference files, used where they exist.
    """

    def __init__(self, size: Size, seed: int, data: Path) -> None:
        self.seed, self.size = seed, size
        lexicon = Lexicon(SENTENCES + TITLES)
        self.prose = Composer(lexicon, SENTENCES, prose=True)
        self.headline = Composer(lexicon, TITLES, prose=False)
        self.vocabulary = _vocabulary(data)
        sizes = _sizes(size, self._rng(1))
        self.topics = _topics(size.projects, self.headline, self._rng(2))
        self.projects = _projects(sizes == 1, self.topics, self._rng(3))
        self.organisations = _organisations(size.organisations, _regions(data, self._rng(4)), self._rng(5))
        self.participations = _participations(sizes, size.organisations, self._rng(6))

    def _rng(self, stream: int) -> np.random.Generator:
        """Return the generator of one stream."""
        return np.random.default_rng([self.seed, stream])

    def tables(self) -> dict[str, Callable[[], Iterator[tuple[int, str]]]]:
        """Return for each file the function that yields its row counts and lines."""
        return {
            "project.csv": self._project,
            "organization.csv": self._organization,
            "euroSciVoc.csv": self._euroscivoc,
            "topics.csv": self._topic,
            "legalBasis.csv": self._legal_basis,
        }

    def _project(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of `project.csv`."""
        rng, plan, topics = self._rng(10), self.projects, self.topics
        given = np.bincount(self.participations.owner, self.participations.contribution).astype(np.int64)
        cost = (given * rng.choice([0.0, 1.0, 1.0, 1.0, 1.2, 1.43], len(given))).astype(np.int64)
        months = rng.choice([12, 24, 36, 36, 42, 48, 60], len(given)).astype("timedelta64[M]")
        end = (plan.start.astype("datetime64[M]") + months).astype("datetime64[D]") - 1
        status = np.where(rng.random(len(given)) < 0.02, 2, np.where(end < TODAY, 1, 0))
        signed = plan.start - rng.integers(20, 220, len(given))
        rcn = rng.permutation(len(given)) + 190_000
        for part in _chunks(len(given), CHUNK):
            topic, identifier = plan.topic[part], plan.identifier[part]
            codes = _take(topics.code, topic)
            title, objective = self._texts(plan.fields[part], rng)
            lines = _rows(
                identifier,
                plan.acronym[part],
                _take(("SIGNED", "CLOSED", "TERMINATED"), status[part]),
                title,
                plan.start[part].astype(str).tolist(),
                end[part].astype(str).tolist(),
                _money(cost[part], ","),
                _money(given[part], ","),
                _take(topics.part, topic),
                codes,
                signed[part].astype(str).tolist(),
                _take(("H2020", "HORIZON"), plan.horizon[part].astype(np.int64)),
                *([code.rpartition("-")[0] for code in codes] for _ in range(2)),
                _take(topics.scheme, topic),
                [""] * len(topic),
                objective,
                plan.updated[part],
                rcn[part].astype(str).tolist(),
                [f"10.3030/{number}" for number in identifier],
            )
            yield len(topic), lines

    def _texts(self, fields: Ints, rng: np.random.Generator) -> tuple[list[str], list[str]]:
        """Compose the titles and objectives of projects with the fields given."""
        titles = self.headline.compose(np.ones(len(fields), np.int64), fields, rng)
        if not self.size.objective_chars:
            return titles, [""] * len(fields)
        wanted = self.size.objective_chars / self.prose.sentence_length
        sentences = np.floor(wanted + rng.random(len(fields))).astype(np.int64).clip(1)
        return titles, self.prose.compose(sentences, fields, rng)

    def _organization(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of `organization.csv`."""
        rng, plan, who = self._rng(11), self.projects, self.organisations
        facts = self.participations
        ended = rng.random(len(facts.owner)) < 0.02
        rcn = [str(number) for number in rng.permutation(len(who.pic)) + 1_900_000]
        for part in _chunks(len(facts.owner), 10 * CHUNK):
            owner, member = facts.owner[part], facts.member[part]
            identifiers, pics = _take(plan.identifier, owner), _take(who.pic, member)
            blank = (facts.role[part] > 1) & (facts.contribution[part] == 0)
            given, net = (_money(values[part], ".") for values in (facts.contribution, facts.net))
            yield (
                len(owner),
                _rows(
                    identifiers,
                    _take(plan.acronym, owner),
                    _take(who.joined, member),
                    [f"{CONTACT}/{pic}/{number}" for pic, number in zip(pics, identifiers, strict=True)],
                    _take(plan.updated, owner),
                    _take(rcn, member),
                    facts.order[part].astype(str).tolist(),
                    _take(ROLES, facts.role[part]),
                    ["" if no else text for no, text in zip(blank.tolist(), given, strict=True)],
                    ["" if no else text for no, text in zip(blank.tolist(), net, strict=True)],
                    _money(facts.cost[part], ","),
                    _booleans(ended[part]),
                    [""] * len(owner),
                ),
            )

    def _euroscivoc(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of `euroSciVoc.csv`: two to four distinct codes a project, its fields' own first."""
        rng, fields, nodes = self._rng(12), self.projects.fields, self.vocabulary
        draws = rng.random(fields.shape)
        codes = (draws * len(nodes.code)).astype(np.int64)
        for field, members in enumerate(nodes.members):
            mask = fields == field
            codes[mask] = members[(draws[mask] * len(members)).astype(np.int64)]
        later, earlier = np.tril_indices(MAX_FIELDS, -1)
        while len(same := np.argwhere(codes[:, later] == codes[:, earlier])):
            codes[same[:, 0], later[same[:, 1]]] = rng.integers(len(nodes.code), size=len(same))
        count = rng.integers(2, MAX_FIELDS + 1, len(codes))
        owner = np.repeat(np.arange(len(codes)), count)
        chosen = codes[np.arange(MAX_FIELDS) < count[:, None]]
        for part in _chunks(len(owner), 10 * CHUNK):
            columns = (_take(column, chosen[part]) for column in (nodes.code, nodes.path, nodes.title))
            identifiers = _take(self.projects.identifier, owner[part])
            yield len(identifiers), _rows(identifiers, *columns, [""] * len(identifiers))

    def _topic(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of `topics.csv`."""
        for part in _chunks(len(self.projects.topic), 10 * CHUNK):
            topic = self.projects.topic[part]
            columns = (_take(column, topic) for column in (self.topics.code, self.topics.title))
            yield len(topic), _rows(self.projects.identifier[part], *columns)

    def _legal_basis(self) -> Iterator[tuple[int, str]]:
        """Yield the lines of `legalBasis.csv`: the programme part, and for some projects a finer one below it."""
        rng, topics, topic = self._rng(13), self.topics, self.projects.topic
        finer = np.array([bool(code) for code in topics.finer])[topic] & (rng.random(len(topic)) < 0.6)
        yield (
            len(topic),
            _rows(
                self.projects.identifier,
                _take(topics.part, topic),
                _take(topics.part_title, topic),
                ["true"] * len(topic),
            ),
        )
        rows = np.flatnonzero(finer)
        below = topic[rows]
        columns = (_take(self.projects.identifier, rows), _take(topics.finer, below), _take(topics.finer_title, below))
        yield len(rows), _rows(*columns, [""] * len(rows))


def _write(stream: io.TextIOBase, header: str, table: Callable[[], Iterator[tuple[int, str]]]) -> int:
    """Write one file and return its number of rows."""
    stream.write(_rows(*([name] for name in header.split())))
    total = 0
    for count, lines in table():
        stream.write(lines)
        total += count
    return total


def _write_folder(folder: Path, dump: Dump) -> dict[str, int]:
    """Write all tables as CSV files."""
    rows = {}
    for name, table in dump.tables().items():
        with (folder / name).open("w", encoding="utf-8", newline="") as stream:
            rows[name] = _write(stream, HEADERS[name], table)
    return rows


def _write_archive(folder: Path, dump: Dump) -> dict[str, int]:
    """Write all tables into one zip, with fixed dates so that equal dumps are equal files."""
    rows = {}
    with zipfile.ZipFile(folder / ARCHIVE_NAME, "w", compresslevel=1) as archive:
        for name, table in dump.tables().items():
            entry = zipfile.ZipInfo(name, (2026, 11, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (
                archive.open(entry, "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", newline="") as stream,
            ):
                rows[name] = _write(stream, HEADERS[name], table)
    return rows


def generate(
    path: Path | str,
    *,
    projects: int = 60_000,
    participations: int = 460_000,
    objective_chars: int = 2_000,
    organisations: int = 60_000,
    seed: int = 1,
    archive: bool = False,
    data: Path = REFERENCE_DATA,
) -> dict[str, int]:
    """Write a synthetic dump.

    Parameters
    ----------
    path
        Folder to write into; files of the same names are replaced.
    projects, participations, organisations
        Rows of `project.csv` and `organization.csv`, and how many organisations share them.
    objective_chars
        Mean length of an objective in characters; 0 leaves objectives empty.
    seed
        The same seed and parameters give the same bytes.
    archive
        Write one zip, as users download it, in place of the CSV files.
    data
        Folder with `nuts_2016_regions.csv` and `euroscivoc_tree.csv`; built-in lists replace what is missing.

    Returns
    -------
    dict
        Number of rows of each file.
    """
    dump = Dump(Size(projects, participations, organisations, objective_chars), seed, data)
    Path(path).mkdir(parents=True, exist_ok=True)
    return (_write_archive if archive else _write_folder)(Path(path), dump)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the generator from the command line and say what it wrote."""
    parser = argparse.ArgumentParser(description="Write a synthetic CORDIS dump in the official format.")
    parser.add_argument("--projects", type=int, default=60_000)
    parser.add_argument("--participations", type=int, default=460_000)
    parser.add_argument("--objective-chars", type=int, default=2_000, help="mean length of an objective")
    parser.add_argument("--organisations", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    parser.add_argument("--zip", action="store_true", dest="archive", help="write one zip in place of CSV files")
    options = vars(parser.parse_args(arguments))
    folder = options.pop("output")
    begin = time.perf_counter()
    try:
        rows = generate(folder, **options)
    except ValueError as error:
        parser.error(str(error))
    for name, count in rows.items():
        size = "" if options["archive"] else f"{(folder / name).stat().st_size / 1e6:8.1f} MB"
        print(f"{name:18}{count:10,} rows {size}")
    if options["archive"]:
        print(f"{ARCHIVE_NAME} {(folder / ARCHIVE_NAME).stat().st_size / 1e6:.1f} MB")
    print(f"written in {time.perf_counter() - begin:.1f} s")


if __name__ == "__main__":
    main()

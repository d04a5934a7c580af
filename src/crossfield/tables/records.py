"""Tables of records: what sources deliver, typed and linked."""

from __future__ import annotations

from crossfield.tables.schema import Table, columns

REGION = Table(
    "region",
    "A NUTS unit of the reference version, a country outside NUTS (level 0), or the row `unknown`.",
    columns(
        "region string | code in the reference version; `unknown` for participations without a resolvable place",
        "level int | NUTS level 0 to 3 | unknown",
        "country string | country code as Eurostat writes it (EL, UK) | unknown",
        "parent string | code one level up | level 0 and unknown",
        "name string | name in the region's own language",
        "name_latin string | name in Latin letters",
        "longitude float[degree] | longitude of a point inside the unit | no point in the facts for this version",
        "latitude float[degree] | latitude of that point | no point in the facts for this version",
        "kind string | nuts, country or unknown",
    ),
    ("region",),
)

REGION_LINK = Table(
    "region_link",
    "Crosswalk: which part of a unit of one NUTS version lies in a unit of another.",
    columns(
        "from_version string | NUTS version of from_code",
        "from_code string | unit to convert",
        "to_version string | NUTS version of to_code",
        "to_code string | unit it falls into | not convertible: no source tells",
        "level int | NUTS level of both",
        "weight float[share of population] | part of from_code's people who live in to_code, 0 to 1 | not convertible",
    ),
    ("from_version", "from_code", "to_version", "to_code"),
)

FIELD = Table(
    "field",
    "A node of a vocabulary: key technology, sector, future field, science field, programme part.",
    columns(
        "scheme string | vocabulary the field belongs to",
        "field string | code, unique in its scheme",
        "parent string | code one level up | top of the hierarchy, or a scheme without one",
        "level int | depth, 1 at the top",
        "kind string | group inside the scheme: technology, sector, future, pilot, science, programme, topic",
        "title_en string | title in English",
        "title_de string | title in German | the source has none",
        "definition_en string | definition in English | the source has none",
        "definition_de string | definition in German | the source has none",
        "position int | place in the scheme's own order",
    ),
    ("scheme", "field"),
)

FIELD_LINK = Table(
    "field_link",
    "Concordance: a field of one scheme and what stands for it in another.",
    columns(
        "scheme string | scheme of field",
        "field string | field",
        "other_scheme string | euroscivoc, nace or another scheme",
        "other_field string | code there",
        "kind string | subtree (with all below), exact",
    ),
    ("scheme", "field", "other_scheme", "other_field"),
)

FIELD_OVERLAP = Table(
    "field_overlap",
    "How far two fields of a scheme are defined by the same codes and phrases.",
    columns(
        "scheme string | scheme of both",
        "field_a string | first field in code order",
        "field_b string | second field",
        "shared float[share] | shared phrases and codes / those of the smaller definition, 0 to 1",
    ),
    ("scheme", "field_a", "field_b"),
)

NAMED_INTERFACE = Table(
    "named_interface",
    "An interface with a name: a set of fields on each side; its figures stand under the scheme `SCHEME:NAME`.",
    columns(
        "scheme string | scheme of its fields",
        "interface string | code, unique in the scheme",
        "title_en string | title in English",
        "title_de string | title in German | the vocabulary has none",
        "side_a string | fields of the first side, parted by semicolons",
        "side_b string | fields of the second side",
        "aims string | future fields it aims at, parted by semicolons | none stated",
        "source string | where it is described | not stated",
        "position int | place in the vocabulary's own order",
    ),
    ("scheme", "interface"),
)

ORGANISATION = Table(
    "organisation",
    "A legal person as the source names it; the newest participation's values win.",
    columns(
        "organisation string | id in this lake: the kind of identifier and its value",
        "name string | official name | the source gives none",
        "short_name string | short name | the source gives none",
        "kind string | HES higher education, REC research, PRC company, PUB public body, OTH other | not stated",
        "sme bool | small or medium-sized enterprise | not stated",
        "vat string | VAT number | the source gives none",
        "city string | city | the source gives none",
        "postcode string | postcode | the source gives none",
        "country string | country code | not a country",
        "region string | finest region it resolves to, or `unknown`",
        "address string | web address | the source gives none",
        "participations int | participations in all loaded projects",
        "person bool | true where the name looks like a natural person's; never shown in lists",
    ),
    ("organisation",),
)

ORGANISATION_ID = Table(
    "organisation_id",
    "Crosswalk of identifiers.",
    columns(
        "organisation string | id in this lake",
        "kind string | pic, vat, ror, wikidata, register, own",
        "value string | identifier as its register writes it",
        "source string | source it was read from",
    ),
    ("organisation", "kind", "value"),
)

ORGANISATION_LINK = Table(
    "organisation_link",
    "Two organisations that are one, may be one, or belong together; counted apart until a person merges them.",
    columns(
        "organisation string | id in this lake; for a merged one the id it had before",
        "other string | organisation that stands for it, that it may be, or that it belongs to",
        "kind string | same (certain), review (a person should look), institute of, merged (by a person's decision)",
        "score float[share] | probability that both are one, by the weights; 1 where decided | institute of",
        "reason string | what spoke for and against it, parted by semicolons",
        "decided string | day of the decision, ISO 8601 | nobody has decided",
    ),
    ("organisation", "other"),
)

PLACE = Table(
    "place",
    "A city, and a region that it lies in by what its organisations say; cities of at least two of them.",
    columns(
        "country string | country code of the region",
        "folded string | name as it is compared: small letters, no accents, signs and districts, ue as u",
        "city string | name as its organisations spell it most often",
        "region string | deepest region of at least 90 % of them; where there is none, each NUTS 2 region of a tenth",
        "organisations int | organisations of the city whose region is known by other things than the city's name",
        "share float[share] | part of them that lie in the region, 0 to 1",
    ),
    ("country", "folded", "region"),
)

CLUSTER = Table(
    "cluster",
    "A cluster organisation as a list names it.",
    columns(
        "cluster string | id: name and country in lower case, joined by hyphens",
        "name string | name",
        "country string | country code | not stated",
        "city string | seat | not stated",
        "postcode string | postcode of the seat | not stated",
        "region string | finest region the seat resolves to, or `unknown`",
        "region_given string | region as the list writes it | not stated",
        "region_how string | code, converted, postcode, city, name (of a region), country or unknown",
        "region_note string | what is uncertain about it | nothing",
        "fields string | the list's own words for its fields, parted by semicolons | not stated",
        "founded string | founding date, as exact as known (ISO 8601) | not stated",
        "members int | members at members_as_of | not stated",
        "members_as_of string | date of the member count, as exact as known | not stated",
        "label string | excellence label or programme | not stated",
        "website string | web address | not stated",
        "source_address string | where the row was read | not stated",
        "remark string | remark of the list | none",
    ),
    ("cluster",),
)

PROJECT = Table(
    "project",
    "A funded project.",
    columns(
        "project string | id at the funder; where it equals rcn the source has no other, and no public address",
        "framework string | FP7, H2020 or HORIZON | not stated",
        "acronym string | acronym | not stated",
        "status string | status as the source writes it | not stated",
        "start date | first day | not stated or impossible",
        "end date | last day | not stated or impossible",
        "year int | year of the first day; where a dump has no dates, the year of the call | unknown: counted apart",
        "year_basis string | start or call | year unknown",
        "cost_cents int[euro cent] | total cost | not declared (0 in the source means this), or unparsable",
        "contribution_cents int[euro cent] | EU contribution | not declared or unparsable",
        "programme string | main legal basis | not stated",
        "topic string | call topic | not stated",
        "call string | call | not stated",
        "funding string | funding scheme | not stated",
        "title string | title | not stated",
        "rcn string | CORDIS record number | not stated",
        "source string | source the row was read from",
    ),
    ("project",),
)

PARTICIPATION = Table(
    "participation",
    "An organisation's part in a project; one organisation counts once per project.",
    columns(
        "project string | project",
        "organisation string | organisation",
        "role string | coordinator, participant, partner, thirdParty, associatedPartner | not stated",
        "position int | place in the project's list | not stated",
        "country string | country code | not a country",
        "region string | finest region it resolves to, or `unknown`",
        "region_given string | region code as the source gives it | none given",
        "region_how string | code, converted, postcode, polygon, coordinates, city, country or unknown",
        "region_note string | what is uncertain about it | nothing",
        "contribution_cents int[euro cent] | EU contribution | not stated, or 0",
        "cost_cents int[euro cent] | cost | not declared",
        "ended bool | participation ended before the project | not stated",
        "source string | source the row was read from",
    ),
    ("project", "organisation"),
)

PROJECT_REGION = Table(
    "project_region",
    "A region with organisations in a project: what stands for participations where they are left out (starter lake).",
    columns(
        "project string | project",
        "region string | finest region that figures count, or `unknown`",
        "organisations int | organisations of the project there",
    ),
    ("project", "region"),
)

PROJECT_TEXT = Table(
    "project_text",
    "A text of a project that is searched for fields.",
    columns(
        "project string | project",
        "kind string | topic, title or objective",
        "part string | topic code for a topic, empty otherwise",
        "text string | text in Unicode NFC",
    ),
    ("project", "kind", "part"),
)

PROJECT_CODE = Table(
    "project_code",
    "A code the source itself gives a project.",
    columns(
        "project string | project",
        "scheme string | euroscivoc, programme or topic",
        "code string | code, unique in its scheme",
    ),
    ("project", "scheme", "code"),
)

PHRASE = Table(
    "phrase",
    "An expression that a vocabulary searches for.",
    columns(
        "scheme string | scheme of field",
        "field string | field the expression stands for",
        "language string | en or de",
        "phrase string | expression; a star opens the word, = keeps upper and lower case apart",
        "excludes bool | true: a match of the field that overlaps this expression does not count",
    ),
    ("scheme", "field", "phrase", "excludes", "language"),
)

EVIDENCE = Table(
    "evidence",
    "One place in a project's texts or codes that speaks for a field.",
    columns(
        "project string | project",
        "scheme string | scheme of field",
        "field string | field",
        "kind string | topic, title, objective or code",
        "part string | topic code for a topic, the code for a code, empty otherwise",
        "start int | first character (in text); place of the code in its hierarchy, walked from the top",
        "stop int | character after the last; place after the last code below",
        "phrase string | expression that matched, or the code",
    ),
    ("project", "scheme", "field", "kind", "part", "start", "phrase"),
)

TAG = Table(
    "tag",
    "A project and a field it belongs to.",
    columns(
        "project string | project",
        "scheme string | scheme of the field",
        "field string | field",
        "weight float | weight before division over the project's fields, > 0",
        "share float[share] | u: weight / sum of the project's weights in this scheme; sums to 1",
        "kinds string | kinds of evidence: letters of code, topic, title, objective as C T N O",
        "text_first_stop int | smallest end of a text span; later texts lie behind earlier ones | no text",
        "text_last_start int | largest begin of a text span | no text",
        "code_first_stop int | smallest end of a code's place in the hierarchy | no code",
        "code_last_start int | largest begin | no code",
    ),
    ("project", "scheme", "field"),
)

PAIR = Table(
    "pair",
    "A project and two fields of one scheme that each have evidence of their own in it.",
    columns(
        "project string | project",
        "scheme string | scheme of both",
        "field_a string | first field in code order",
        "field_b string | second field",
        "weight float[share] | w: 2 u_a u_b / (1 - sum u^2), rescaled to sum 1 over the project's pairs",
    ),
    ("project", "scheme", "field_a", "field_b"),
)

ACTIVITY = Table(
    "activity",
    "A number of any statistical source by region, field and year.",
    columns(
        "source string | source or file it was read from",
        "region string | region code as given",
        "field string | field code as given; `total` where the source has no fields",
        "year int | year",
        "measure string | what is measured, with its unit",
        "value float | value in the measure's unit | missing in the source",
    ),
    ("source", "region", "field", "year", "measure"),
)

COVERAGE = Table(
    "coverage",
    "How full a column of the records is, by year and country.",
    columns(
        "table string | table",
        "column string | column",
        "year int | start year of the project | start unknown",
        "country string | country of the participation; `all` for projects",
        "rows int | rows",
        "filled int | rows with a value",
    ),
    ("table", "column", "year", "country"),
)

QUARANTINE = Table(
    "quarantine",
    "What was not taken over from a source as it stood, and why.",
    columns(
        "source string | source",
        "file string | file inside it",
        "row string | line number or key of the row",
        "column string | column | the whole row",
        "value string | value found, shortened to 200 characters | none",
        "reason string | why",
        "kept bool | true where the row was kept without the value, false where the row was left out",
    ),
    ("source", "file", "row", "column", "reason", "value"),
)

RECORDS = (
    REGION,
    REGION_LINK,
    FIELD,
    FIELD_LINK,
    FIELD_OVERLAP,
    NAMED_INTERFACE,
    ORGANISATION,
    ORGANISATION_ID,
    ORGANISATION_LINK,
    PLACE,
    CLUSTER,
    PROJECT,
    PARTICIPATION,
    PROJECT_REGION,
    PROJECT_TEXT,
    PROJECT_CODE,
    PHRASE,
    EVIDENCE,
    TAG,
    PAIR,
    ACTIVITY,
    COVERAGE,
    QUARANTINE,
)

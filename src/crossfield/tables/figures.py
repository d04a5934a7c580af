"""Tables of figures: what is computed once per data version, laid out for reading."""

from __future__ import annotations

from crossfield.tables.schema import Table, columns

LEVELS = (0, 1, 2)
EVERYWHERE = -1
COUNTINGS = ("whole", "fractional", "eur")
PAIRED = ("whole", "fractional")
WINDOW_YEARS = 6

_WINDOW = (
    "level int | NUTS level of region",
    "scheme string | scheme of the fields",
    "counting string | whole, fractional or eur",
    "year_from int | first start year of the window",
    "year_to int | last start year of the window",
)

FIELD_FIGURE = Table(
    "field_figure",
    "A region's activity in a field over a window, against what its size predicts.",
    columns(
        "region string | region, or `unknown`",
        "field string | field",
        *_WINDOW,
        "count float[projects] | n: projects counted, or euro | counting is eur and no contribution is stated",
        "expected float[projects] | N_r n_+f / N_+ | region unknown",
        "value float | location quotient, shrunken; 1 = as Europe | region unknown, or see note",
        "low float | 5 % bound | value is null, or counting is eur",
        "high float | 95 % bound | value is null, or counting is eur",
        "support int | distinct projects with the field and an organisation in the region",
        "note string | why the value is null or weak | nothing to say",
    ),
    ("level", "scheme", "counting", "year_from", "year_to", "region", "field"),
)

INTERFACE_FIGURE = Table(
    "interface_figure",
    "An interface of two fields in a region over a window: three looks, activity, potential and gap.",
    columns(
        "region string | region, or `unknown`",
        "field_a string | first field in code order",
        "field_b string | second field",
        *_WINDOW,
        "joint float[projects] | J: joint projects counted, or euro | counting is eur and no contribution is stated",
        "expected float[projects] | N_r J_+ab / N_+ | region unknown",
        "strength float | joint / expected, shrunken; 1 = as the region's size predicts | region unknown, or see note",
        "strength_low float | 5 % bound | strength is null, or counting is eur",
        "strength_high float | 95 % bound | strength is null, or counting is eur",
        "bridging_organisations int | organisations of the region active in both fields",
        "bridges float | bridging organisations against O_r B_+ab / O_+, shrunken | as strength",
        "bridges_low float | 5 % bound | bridges is null",
        "bridges_high float | 95 % bound | bridges is null",
        "synergy float | joint against what the two fields and Europe's pattern give, shrunken | as strength",
        "synergy_low float | 5 % bound | synergy is null, or counting is eur",
        "synergy_high float | 95 % bound | synergy is null, or counting is eur",
        "activity float[projects per 3 years] | strength on whole counts, as a rate | strength is null",
        "activity_low float[projects per 3 years] | 5 % bound | activity is null",
        "activity_high float[projects per 3 years] | 95 % bound | activity is null",
        "potential float[projects per 3 years] | joint projects to be expected | not computed yet",
        "potential_low float[projects per 3 years] | 5 % bound | potential is null",
        "potential_high float[projects per 3 years] | 95 % bound | potential is null",
        "gap float[projects per 3 years] | potential - activity | potential is null",
        "gap_low float[projects per 3 years] | 5 % bound | gap is null",
        "gap_high float[projects per 3 years] | 95 % bound | gap is null",
        "probability float[share] | chance of at least one joint project | potential is null, or without a back-test",
        "support int | distinct projects with both fields and an organisation in the region",
        "topics int | distinct call topics of these projects",
        "coverage float[share] | participations of the window with a known region at this level",
        "note string | why a figure is null or weak | nothing to say",
    ),
    ("level", "scheme", "counting", "year_from", "year_to", "region", "field_a", "field_b"),
)

FIELD_YEAR = Table(
    "field_year",
    "Projects of a region in a field by start year.",
    columns(
        "level int | NUTS level of region; -1 for `all`",
        "scheme string | scheme of the field",
        "region string | region, `unknown`, or `all`: every project, with or without organisations",
        "field string | field",
        "year int | start year",
        "whole int[projects] | distinct projects",
        "fractional float[projects] | sum of v u",
        "squares float | sum of (v u)^2: what the spread of fractional counts is told from",
        "eur_cents float[euro cent] | EU contribution split over fields | no contribution stated",
    ),
    ("level", "scheme", "region", "field", "year"),
)

INTERFACE_YEAR = Table(
    "interface_year",
    "Joint projects of a region at two fields by start year.",
    columns(
        "level int | NUTS level of region; -1 for `all`",
        "scheme string | scheme of both fields",
        "region string | region, `unknown`, or `all`: every project, with or without organisations",
        "field_a string | first field in code order",
        "field_b string | second field",
        "year int | start year",
        "whole int[projects] | distinct projects",
        "fractional float[projects] | sum of v w",
        "squares float | sum of (v w)^2: what the spread of fractional counts is told from",
        "eur_cents float[euro cent] | EU contribution split over pairs | no contribution stated",
    ),
    ("level", "scheme", "region", "field_a", "field_b", "year"),
)

EXPOSURE = Table(
    "exposure",
    "Tagged projects of a region by start year: what rates over time are divided by.",
    columns(
        "level int | NUTS level of region; -1 for `all`",
        "scheme string | scheme of the tags",
        "region string | region, `unknown`, or `all`: every project, with or without organisations",
        "year int | start year",
        "projects int[projects] | distinct tagged projects with an organisation in the region",
        "fractional float[projects] | sum of v over tagged projects",
        "organisations int | distinct organisations in these projects",
    ),
    ("level", "scheme", "region", "year"),
)

REGION_TIE = Table(
    "region_tie",
    "Joint projects of two regions at a field.",
    columns(
        "level int | NUTS level of both",
        "scheme string | scheme of the field",
        "field string | field, or `all`",
        "region_a string | first region in code order",
        "region_b string | second region",
        "projects int | distinct joint projects in all years",
    ),
    ("level", "scheme", "field", "region_a", "region_b"),
)

BRIDGE = Table(
    "bridge",
    "An organisation active in both fields of an interface.",
    columns(
        "scheme string | scheme of both fields",
        "field_a string | first field in code order",
        "field_b string | second field",
        "year_from int | first start year of the window",
        "year_to int | last start year of the window",
        "region string | finest region of the organisation, or `unknown`",
        "organisation string | organisation",
        "projects_a int | its projects in field_a",
        "projects_b int | its projects in field_b",
        "joint int | its projects with both fields, each with evidence of its own",
    ),
    ("scheme", "field_a", "field_b", "year_from", "year_to", "region", "organisation"),
)

ORGANISATION_FIELD = Table(
    "organisation_field",
    "Projects of an organisation in a field by start year.",
    columns(
        "organisation string | organisation",
        "scheme string | scheme of the field",
        "field string | field",
        "year int | start year",
        "projects int | distinct projects",
    ),
    ("organisation", "scheme", "field", "year"),
)

ORGANISATION_TIE = Table(
    "organisation_tie",
    "Two organisations and how often they worked together; in the starter lake profiled ones, from two projects on.",
    columns(
        "organisation_a string | first organisation in the order of ids",
        "organisation_b string | second organisation",
        "projects int | distinct joint projects in all years",
    ),
    ("organisation_a", "organisation_b"),
)

UNLISTED_ORGANISATIONS = Table(
    "unlisted_organisations",
    "How many organisations a reduced lake counts but does not list.",
    columns(
        "region string | finest region they resolve to, or `unknown`",
        "kind string | as in organisation | not stated",
        "reason string | fewer than three participations, or no name to show",
        "organisations int | organisations",
        "participations int | their participations",
    ),
    ("region", "kind", "reason"),
)

FIELD_LACK = Table(
    "field_lack",
    "How surely a region is weaker or stronger in a field than its size predicts: both sides of complementarity.",
    columns(
        "region string | region",
        "field string | field",
        "level int | NUTS level of region",
        "scheme string | scheme of the field",
        "year_from int | first start year of the window",
        "year_to int | last start year of the window",
        "lack float[share] | P(location quotient <= 1), from whole counts | no activity in the field in Europe",
        "strength float[share] | P(location quotient > 1) | as lack",
        "support int | distinct projects with the field and an organisation in the region",
    ),
    ("level", "scheme", "region", "field"),
)

COMPLEMENTARITY = Table(
    "complementarity",
    "A region that complements another at an interface or in all fields: the best 20, and the best 10 without ties.",
    columns(
        "level int | NUTS level of both",
        "scheme string | scheme of the fields",
        "region string | region that looks for partners",
        "field_a string | first field in code order, or `all`",
        "field_b string | second field, or `all`",
        "place int | 1 for the best partner of all",
        "partner string | region with at least 30 tagged projects",
        "year_from int | first start year of the window",
        "year_to int | last start year of the window",
        "score float | S = has + leads / 2",
        "has float | D: what the partner has itself of what the region lacks, 0 to the number of fields",
        "leads float | R: what it has of that which leads there, 0 to the number of fields",
        "lack_a float[share] | how surely the region is no stronger in field_a than Europe | field_a is `all`",
        "lack_b float[share] | the same in field_b | field_b is `all`",
        "has_a float[share] | how surely the partner is stronger in field_a than Europe | field_a is `all`",
        "has_b float[share] | the same in field_b | field_b is `all`",
        "projects int | the partner's tagged projects",
        "projects_a int[projects] | those in field_a",
        "projects_b int[projects] | those in field_b",
        "strength float | the partner's own strength at the interface, whole counts | no figure, or field_a is `all`",
        "strength_low float | 5 % bound | strength is null",
        "strength_high float | 95 % bound | strength is null",
        "bridging_organisations int | the partner's organisations in both fields | field_a is `all`",
        "links_here int | joint projects of both regions at the interface, all years",
        "links int | joint tagged projects of both regions, all years",
        "tie string | `here`: joint projects at this interface; `elsewhere`: only at others; `new`: none",
        "note string | why the score is weak, or ranked otherwise | nothing to say",
    ),
    ("level", "scheme", "region", "field_a", "field_b", "partner"),
    ("level", "scheme", "region", "field_a", "field_b", "place"),
)

REGION_FIGURE = Table(
    "region_figure",
    "A figure of a region as a whole over a window: structure, complexity, peers, dynamics, validity.",
    columns(
        "level int | NUTS level of region",
        "scheme string | scheme of the fields it is computed over",
        "region string | region, or `all` where a figure is of all regions together",
        "indicator string | name of the indicator",
        "part string | what it says: its measure, criterion or event; `value` where it says one thing",
        "about string | peer region, or source and measure of another activity, or `all`",
        "year_from int | first start year of the window",
        "year_to int | last start year of the window",
        "value float | as the indicator defines it | see note",
        "low float | 5 % bound | value is null, or the method has none",
        "high float | 95 % bound | value is null, or the method has none",
        "support int | records, fields or regions behind it, as the indicator says",
        "note string | why the value is null or weak | nothing to say",
    ),
    ("level", "scheme", "region", "indicator", "part", "about"),
)

DECLARED = Table(
    "declared",
    "A field or an interface that a region's strategy declares.",
    columns(
        "scheme string | scheme of the fields",
        "region string | region",
        "field_a string | first field in code order",
        "field_b string | second field of an interface; the same as field_a for a field by itself",
    ),
    ("scheme", "region", "field_a", "field_b"),
)

FIGURES = (
    FIELD_FIGURE,
    INTERFACE_FIGURE,
    FIELD_YEAR,
    INTERFACE_YEAR,
    EXPOSURE,
    REGION_TIE,
    BRIDGE,
    ORGANISATION_FIELD,
    ORGANISATION_TIE,
    UNLISTED_ORGANISATIONS,
    FIELD_LACK,
    COMPLEMENTARITY,
    REGION_FIGURE,
    DECLARED,
)

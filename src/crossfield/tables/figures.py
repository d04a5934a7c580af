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
        "acceleration float[projects per 3 years] | activity in the window's second half less the first, per exposure"
        " | activity is null, or coverage changed",
        "acceleration_low float[projects per 3 years] | 5 % bound | acceleration is null",
        "acceleration_high float[projects per 3 years] | 95 % bound | acceleration is null",
        "potential float[projects per 3 years] | joint projects to be expected in the three years ahead | see note",
        "potential_low float[projects per 3 years] | 5 % bound | potential is null",
        "potential_high float[projects per 3 years] | 95 % bound | potential is null",
        "gap float[projects per 3 years] | potential - activity | potential is null",
        "gap_low float[projects per 3 years] | 5 % bound | gap is null",
        "gap_high float[projects per 3 years] | 95 % bound | gap is null",
        "probability float[share] | of cells that scored alike in the back-test, the share that got a joint project"
        " | potential is null, or no back-test",
        "part string | entry: no joint project up to the last complete year; growth: some | potential is null",
        "decile int | tenth of the back-test's chances that the cell falls into, 1 to 10 | no back-test",
        "drivers string | features that move the potential most from that of the mean cell, largest first, parted by"
        " semicolons: + raises it, - lowers it | potential is null",
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

POTENTIAL_MODEL = Table(
    "potential_model",
    "A number of the fitted model behind the potential of a scheme and level; see crossfield.indicators.potential.",
    columns(
        "scheme string | scheme of the fields",
        "level int | NUTS level of the regions",
        "year_from int | first start year of the features",
        "year_to int | last start year of the features; the forecast is for the three years after it",
        "term string | feature, intercept, exposure (incidences ahead), or of the chance: level, together, frailty",
        "weight float | weight of the standardised feature, or the number itself",
        "mean float | mean of the feature in the cells the model was fitted on | no feature",
        "spread float | its standard deviation there | no feature",
    ),
    ("level", "scheme", "term"),
)

BACKTEST = Table(
    "backtest",
    "A measure of how figures of an earlier year fared in the years after it.",
    columns(
        "task string | interfaces, or another task that was tested",
        "part string | entry: cells without a joint project up to t; growth: cells with some",
        "scheme string | scheme of the fields",
        "level int | NUTS level of the regions",
        "year_from int | first start year used",
        "fit_until int | last year of the features the model was fitted on; their outcomes are the years up to t",
        "until int | t: last year before the test",
        "test_until int | last year of the test",
        "score string | model, or a baseline",
        "measure string | name of the measure; pr_auc_ratio_to_NAME compares the model with a baseline",
        "value float | its value | undefined, such as a ranking without positives",
        "low float | 5 % bound, regions (and for ratios topics) drawn anew | not drawn",
        "high float | 95 % bound | not drawn",
    ),
    ("level", "scheme", "task", "part", "score", "measure"),
)

BACKTEST_DECILE = Table(
    "backtest_decile",
    "What came of the cells of one tenth of chances in a back-test.",
    columns(
        "task string | as in backtest",
        "part string | as in backtest",
        "scheme string | scheme of the fields",
        "level int | NUTS level of the regions",
        "until int | t: last year before the test",
        "test_until int | last year of the test",
        "decile int | 1 lowest chances to 10",
        "chance_from float[share] | lowest chance of the tenth",
        "predicted float[share] | mean chance",
        "observed float[share] | share of the cells with a joint project in the test",
        "observed_low float[share] | 5 % bound, regions drawn anew",
        "observed_high float[share] | 95 % bound",
        "cells int | cells region × interface",
    ),
    ("level", "scheme", "task", "part", "decile"),
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
    "A figure of a region as a whole over a window: structure, complexity, peers, change, dynamics, validity.",
    columns(
        "level int | NUTS level of region",
        "scheme string | scheme of the fields it is computed over",
        "region string | region, or `all` where a figure is of all regions together",
        "indicator string | name of the indicator",
        "part string | what it says: its measure, criterion or event; `value` where it says one thing",
        "about string | peer region, field, or source and measure of another activity, or `all`",
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

REGION_MONEY = Table(
    "region_money",
    "EU contribution to the organisations of a region by their kind and the start year of the project.",
    columns(
        "level int | NUTS level of region",
        "region string | region, or `unknown`",
        "kind string | HES, REC, PRC, PUB or OTH as in organisation, or `unknown`",
        "year int | start year",
        "participations int | participations in projects that start in the year",
        "eur_cents float[euro cent] | EU contribution of these participations | no contribution stated",
    ),
    ("level", "region", "kind", "year"),
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

PARTNER_MODEL = Table(
    "partner_model",
    "A feature of the partner ranker and its weights: score = sum of root * sqrt(x) + line * x.",
    columns(
        "given string | organisation: who asks is all that is known; topic: what the project is about is known too",
        "position int | place in the ranker",
        "feature string | name of the feature; x is its value over the largest among those not known yet",
        "root float | weight of the square root; 0 for signed features",
        "line float | weight of the feature itself",
        "year_from int | first start year of the features it was fitted on",
        "year_to int | last start year of these features",
        "outcome_year int | start year of the new partners it was fitted to",
    ),
    ("given", "feature"),
    ("given", "position"),
)

PARTNER_TREES = Table(
    "partner_trees",
    "Trees that correct the partner ranker, where the version was built with the setting boost; else without rows.",
    columns(
        "given string | as in partner_model", "model string | LightGBM's text of the trees, over the ranker's features"
    ),
    ("given",),
)

PARTNER_BACKTEST = Table(
    "partner_backtest",
    "A measure of how the partner ranker, fitted on earlier years, found the partners of the years after them.",
    columns(
        "given string | as in partner_model",
        "of string | all queries, or those with a `topic unseen in training`",
        "score string | ranker, trees that correct it, or the simple ranking it is compared with",
        "measure string | recall_at_100, recall_at_20, mrr; with `_above`: what the ranker has above this score",
        "value float[share] | its mean over queries",
        "low float | 5 % bound, queries drawn anew | not drawn",
        "high float | 95 % bound | not drawn",
        "queries int | organisations or planned projects that asked",
        "year_from int | first start year of the features",
        "until int | last start year of the features",
        "test_until int | last start year of the partners to be found; the first is the year after `until`",
    ),
    ("given", "of", "score", "measure"),
)

PARTNER_FACTOR = Table(
    "partner_factor",
    "Collaboration factors of an organisation: numbers from which its ties can be told.",
    columns(
        "organisation string | organisation with a project of 2 to 60 organisations",
        "factor int | number of the factor, 0 to 31",
        "value float | its value",
    ),
    ("organisation", "factor"),
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
    POTENTIAL_MODEL,
    BACKTEST,
    BACKTEST_DECILE,
    UNLISTED_ORGANISATIONS,
    FIELD_LACK,
    COMPLEMENTARITY,
    REGION_FIGURE,
    REGION_MONEY,
    DECLARED,
    PARTNER_MODEL,
    PARTNER_TREES,
    PARTNER_BACKTEST,
    PARTNER_FACTOR,
)

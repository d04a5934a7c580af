"""Tables → one number per key, with interval, support and note."""

from crossfield.parts import Indicator

AMOUNTS = ("region", "field", "amount")

INDICATORS = (
    Indicator(
        "location-quotient",
        "How much more at home a field is in a region than in Europe",
        "crossfield.indicators.specialisation:location_quotient",
    ),
    Indicator(
        "interface",
        "Strength, bridges and synergy of two fields in a region, with activity",
        "crossfield.indicators.interface:interface_figures",
    ),
    Indicator(
        "complementarity",
        "Which regions have what a region lacks at an interface, or what leads there",
        "crossfield.indicators.complementarity:complementarity",
    ),
    Indicator(
        "location-quotient-raw",
        "How much more at home a field is in a region than in all regions, on amounts",
        "crossfield.indicators.quotients:location_quotient_raw",
        AMOUNTS,
    ),
    Indicator(
        "location-quotient-per-capita",
        "Activity per head of a region in a field, against that of all regions",
        "crossfield.indicators.quotients:location_quotient_per_capita",
        (*AMOUNTS, "people"),
    ),
    Indicator(
        "specialised",
        "Whether a region is at home in a field: location quotient of 1 or more",
        "crossfield.indicators.quotients:specialised",
        AMOUNTS,
    ),
    Indicator(
        "significance",
        "How likely chance alone gives so many records, false discoveries controlled",
        "crossfield.indicators.quotients:poisson_significance",
        AMOUNTS,
    ),
    Indicator(
        "krugman",
        "How far a region's shares of fields are from those of all regions",
        "crossfield.indicators.diversity:krugman",
        AMOUNTS,
    ),
    Indicator(
        "specialisation-coefficient",
        "Which part of a region's activity had to change its field for the shares of all regions",
        "crossfield.indicators.diversity:specialisation_coefficient",
        AMOUNTS,
    ),
    Indicator(
        "hachman",
        "How alike a region's shares of fields are to those of all regions",
        "crossfield.indicators.diversity:hachman",
        AMOUNTS,
    ),
    Indicator(
        "herfindahl",
        "How far a region's activity is in few fields",
        "crossfield.indicators.diversity:herfindahl",
        AMOUNTS,
    ),
    Indicator(
        "entropy",
        "How evenly a region's activity is spread over fields",
        "crossfield.indicators.diversity:entropy",
        AMOUNTS,
    ),
    Indicator(
        "variety",
        "Variety within groups of fields (related) and between them (unrelated)",
        "crossfield.indicators.diversity:variety",
        (*AMOUNTS, "parent"),
    ),
    Indicator(
        "locational-gini",
        "How unevenly a field is spread over regions, against all activity",
        "crossfield.indicators.concentration:locational_gini",
        AMOUNTS,
    ),
    Indicator(
        "prody",
        "Income of the regions that are at home in a field",
        "crossfield.indicators.concentration:prody",
        (*AMOUNTS, "income"),
    ),
    Indicator(
        "growth",
        "Growth of a region in a field from one year to the next, per exposure",
        "crossfield.indicators.growth:growth",
        (*AMOUNTS, "year"),
    ),
    Indicator(
        "shift-share",
        "What of a change comes from all activity, from the field and from the region itself",
        "crossfield.indicators.growth:shift_share",
        (*AMOUNTS, "year"),
    ),
    Indicator(
        "cluster-stars",
        "Where a field is large, at home and productive at once",
        "crossfield.indicators.stars:cluster_stars",
        AMOUNTS,
    ),
    Indicator(
        "relatedness",
        "How related two fields are, by the regions at home in both",
        "crossfield.indicators.field_pairs:relatedness",
        AMOUNTS,
    ),
    Indicator(
        "co-occurrence",
        "How related two fields are, by the projects, patents or firms that have both",
        "crossfield.indicators.field_pairs:co_occurrence",
        AMOUNTS,
    ),
    Indicator(
        "relatedness-significance",
        "How likely chance alone gives so many regions at home in both fields",
        "crossfield.indicators.field_pairs:relatedness_significance",
        AMOUNTS,
    ),
    Indicator(
        "density",
        "Which share of what is related to a field a region has already",
        "crossfield.indicators.field_density:density",
        AMOUNTS,
    ),
    Indicator(
        "density-reasons",
        "Which fields of a region make its relatedness density around a field",
        "crossfield.indicators.field_density:density_reasons",
        AMOUNTS,
    ),
    Indicator(
        "complexity",
        "Complexity of regions (ECI) and its ranks, with intervals, also on one fixed basis",
        "crossfield.indicators.region_complexity:complexity_of_regions",
        AMOUNTS,
    ),
    Indicator(
        "field-complexity",
        "Complexity of fields (PCI), on the scale of the regions'",
        "crossfield.indicators.region_complexity:complexity_of_fields",
        AMOUNTS,
    ),
    Indicator(
        "fitness",
        "Fitness of regions and complexity of fields, by sums in place of means",
        "crossfield.indicators.region_complexity:fitness",
        AMOUNTS,
    ),
    Indicator(
        "peers",
        "Comparable regions by size, structure and specialisation, with the distance by each",
        "crossfield.indicators.peers:peers",
        AMOUNTS,
    ),
    Indicator(
        "strategy",
        "Fields that a region's strategy declares, beside those in which it is at home",
        "crossfield.indicators.strategy:strategy",
        (*AMOUNTS, "declared"),
    ),
    Indicator(
        "dynamics",
        "Rates at which a region enters fields, leaves them and stays in them",
        "crossfield.indicators.dynamics:dynamics",
        (*AMOUNTS, "year"),
    ),
    Indicator(
        "entry",
        "Which fields a region has entered, of those in which it was not at home before",
        "crossfield.indicators.dynamics:entry",
        (*AMOUNTS, "year"),
    ),
    Indicator(
        "exit",
        "Which fields a region has left, of those in which it was at home before",
        "crossfield.indicators.dynamics:field_exit",
        (*AMOUNTS, "year"),
    ),
    Indicator(
        "validity",
        "Rank correlation of a region's activity with patents, employment or another one",
        "crossfield.indicators.validity:validity",
        (*AMOUNTS, "other"),
    ),
)

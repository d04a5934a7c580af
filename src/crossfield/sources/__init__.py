"""The outside world → tables, one module per provider."""

from crossfield.parts import Source

SOURCES = (
    Source("cordis-fp7", "EU projects of the Seventh Framework Programme, 2007-2013", "crossfield.sources.cordis:FP7"),
    Source("cordis-h2020", "EU projects of Horizon 2020, 2014-2020", "crossfield.sources.cordis:H2020"),
    Source("cordis-horizon", "EU projects of Horizon Europe, 2021-2027", "crossfield.sources.cordis:HORIZON"),
    Source("cordis", "EU projects from any official CORDIS dump you hold", "crossfield.sources.cordis:ANY"),
    Source("clusters", "A list of cluster organisations, CSV or XLSX", "crossfield.sources.clusters:CLUSTERS"),
    Source(
        "statistics",
        "Region × field × year from Eurostat TSV, SDMX-CSV or an own CSV",
        "crossfield.sources.statistics:STATISTICS",
    ),
)

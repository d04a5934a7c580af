"""How well the data cover each year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Frames

Years = tuple[int, int]


def years_by_source(frames: Frames) -> dict[str, Years]:
    """First and last start year of the projects of each source; sources without dated projects are left out."""
    found = (
        frames.arrow("project", ("source", "year"))
        .group_by("source")
        .aggregate([("year", "min"), ("year", "max")])
        .to_pylist()
    )
    return {row["source"]: (row["year_min"], row["year_max"]) for row in found if row["year_min"] is not None}


def programme_rows(manifest: Manifest, years: Mapping[str, Years]) -> list[dict[str, Any]]:
    """What is loaded and what is not, programme by programme, with what a reader must not conclude from it."""
    loaded = {source.name: source for source in manifest.sources if source.rows_kept}
    last = manifest.last_complete_year
    rows = []
    for source, programme, missing in (
        ("cordis-fp7", _("7th Framework Programme, 2007–2013"), _("Nothing before 2014 is seen: no long trend.")),
        ("cordis-h2020", _("Horizon 2020, 2014–2020"), _("EU research from 2014 to 2020 is missing.")),
        ("cordis-horizon", _("Horizon Europe, 2021–2027"), _("Whatever began after 2020 is missing.")),
    ):
        entry, span = loaded.get(source), years.get(source)
        there = _("Projects that start in %(first)d to %(last)d") % {"first": span[0], "last": span[1]} if span else ""
        hides = missing
        if entry:
            incomplete = [_absent(word) for word in entry.absent]
            if last and span and span[1] > last:
                incomplete.append(_("Years after %(year)d are not complete and enter no trend.") % {"year": last})
            hides = " ".join(incomplete) or _("Whole programme, as of the date below.")
        rows.append({"programme": programme, "loaded": there or (_("loaded") if entry else _("no")), "hides": hides})
    return rows + _never_there(loaded)


def _absent(word: str) -> str:
    """What a partial dump lacks, in plain words."""
    known = {
        "project.csv is missing": _("No dates and costs: years are those of the calls."),
        "organization.csv is missing": _("No organisations: its projects count for all of Europe, for no region."),
        "euroSciVoc.csv is missing": _("No science fields: fields come from the text of the call topics."),
    }
    return known.get(word, word)


def _never_there(loaded: Mapping[str, object]) -> list[dict[str, Any]]:
    """Programmes that no source brings; the pages on one's own tables take them."""
    no, clusters = _("no"), _("List of cluster organisations")
    return [
        {"programme": clusters, "loaded": _("loaded") if "clusters" in loaded else no,
         "hides": _("A seed, not a full list: a cluster that is missing here may exist.")},
        {"programme": _("ERDF (European Regional Development Fund)"), "loaded": no,
         "hides": _("Most EU money for innovation in a region: a low figure here may be a high one there. Kohesio's "
                    "export can be added as an own table.")},
        {"programme": _("Interreg"), "loaded": no,
         "hides": _("Cross-border partners outside of research are missing. keep.eu's export can be added as an own "
                    "table.")},
        {"programme": _("CIP (Competitiveness and Innovation), 2007–2013"), "loaded": no,
         "hides": _("Cluster projects of those years are not counted.")},
        {"programme": _("National, state and private research"), "loaded": no,
         "hides": _("Most of all research: figures say how a region stands in EU programmes, not how much it does.")},
    ]  # fmt: skip


def coverage_by_year(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Projects by start year, and of 100 how many have a call topic, and participations a region.

    Examples
    --------
    >>> rows = [
    ...     {"table": "project", "column": "topic", "year": 2015, "rows": 4, "filled": 3},
    ...     {"table": "participation", "column": "region", "year": 2015, "rows": 8, "filled": 6},
    ... ]
    >>> coverage_by_year(rows)
    [{'year': 2015, 'rows': 4, 'topic': 75, 'region': 75}]
    """
    counts: dict[tuple[int, str], list[int]] = {}
    for row in rows:
        if row["year"] is not None and (row["table"], row["column"]) in {
            ("project", "topic"),
            ("participation", "region"),
        }:
            count = counts.setdefault((row["year"], row["column"]), [0, 0])
            count[0] += row["rows"]
            count[1] += row["filled"]
    years = sorted({year for year, column in counts if column == "topic"})
    return [
        {"year": year, "rows": counts[year, "topic"][0]}
        | {name: _share(*counts.get((year, name), [0, 0])) for name in ("topic", "region")}
        for year in years
    ]


def _share(rows: int, filled: int) -> int | None:
    return round(100 * filled / rows) if rows else None

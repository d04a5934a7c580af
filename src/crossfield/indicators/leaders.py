"""Who leads in a region and what money came there: read from stored tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

if TYPE_CHECKING:
    from crossfield.lake.store import Frames

Row = dict[str, Any]
CENTS_PER_MILLION = 100_000_000
PROGRAMMES = "programme"


def leading_organisations(frames: Frames, region: str, scheme: str, years: tuple[int, int], top: int = 30) -> list[Row]:
    """Organisations of a region with most projects in the fields of a scheme.

    Parameters
    ----------
    frames
        A data version.
    region
        Code of the region.
    scheme, years
        Scheme of the fields, first and last start year.
    top
        How many to give.

    Returns
    -------
    list of dict
        organisation, name, kind, region, projects (a project counts once in each of its fields), fields (distinct
        ones). Empty where the data version lists no organisations. Those without a name to show are left out.
    """
    if "organisation" not in frames or "organisation_field" not in frames:
        return []
    table = frames.arrow("organisation", ("organisation", "name", "kind", "region", "person"))
    table = table.filter(pc.starts_with(table.column("region"), region))
    here = {row["organisation"]: row for row in table.to_pylist() if row["name"] and not row["person"]}
    wanted = ("organisation", "field", "year", "projects")
    rows = frames.arrow("organisation_field", wanted, scheme=scheme, organisation=list(here))
    year = rows.column("year")
    within = rows.filter(pc.and_(pc.greater_equal(year, years[0]), pc.less_equal(year, years[1])))
    counted = within.group_by("organisation").aggregate([("projects", "sum"), ("field", "count_distinct")])
    codes = counted.column("organisation").to_pylist()
    projects = dict(zip(codes, counted.column("projects_sum").to_pylist(), strict=True))
    fields = dict(zip(codes, counted.column("field_count_distinct").to_pylist(), strict=True))
    order = sorted(projects, key=lambda code: (-projects[code], here[code]["name"], code))
    keep = ("organisation", "name", "kind", "region")
    return [
        {key: here[code][key] for key in keep} | {"projects": projects[code], "fields": fields[code]}
        for code in order[:top]
    ]


def money_by_year(frames: Frames, region: str, level: int, *, until: int) -> list[Row]:
    """EU contribution to projects of a region by start year, split evenly over a project's organisations.

    Parameters
    ----------
    frames
        A data version.
    region, level
        Code of the region and its NUTS level.
    until
        Last complete start year: later ones are left out, as they would look like a fall.

    Returns
    -------
    list of dict
        year, million_euro (None: no contribution stated), projects (distinct ones with a programme part).
    """
    asked: dict[str, str | int] = {"level": level, "scheme": PROGRAMMES, "region": region}
    counted = {row["year"]: row["projects"] for row in frames.read("exposure", **asked)}
    cents: dict[int, float] = {}
    for row in frames.read("field_year", **asked):
        if row["eur_cents"] is not None:
            cents[row["year"]] = cents.get(row["year"], 0.0) + row["eur_cents"]
    return [
        {
            "year": year,
            "million_euro": cents[year] / CENTS_PER_MILLION if year in cents else None,
            "projects": projects,
        }
        for year, projects in sorted(counted.items())
        if year <= until
    ]

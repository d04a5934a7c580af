"""EU money of a region: counted by kind of organisation at the build, and read from stored tables."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from crossfield.indicators.leaders import CENTS_PER_MILLION, PROGRAMMES
from crossfield.tables.headings import fold

if TYPE_CHECKING:
    import pyarrow as pa

    from crossfield.lake.engine import Frame
    from crossfield.lake.store import Frames

Row = dict[str, Any]
UNKNOWN = "unknown"
EURO_PER_MILLION = 1_000_000
PEOPLE = {"people", "population", "inhabitants", "einwohner", "bevoelkerung"}
"""Measures of statistics that say how many people live in a region."""


def money_by_kind(projects: Frame, participations: Frame, organisations: Frame, level: int) -> Frame:
    """Table region_money for one level: region × kind of organisation × start year.

    Parameters
    ----------
    projects, participations, organisations
        Tables project, participation and organisation. Projects without a start year are left out.
    level
        NUTS level; what is known less finely is ``unknown``.

    Returns
    -------
    Frame
        level, region, kind, year, participations, eur_cents (null: no participation states a contribution).
    """
    import narwhals as nw  # noqa: PLC0415 -- slow import, needed at the build only

    from crossfield.lake.regions import level_expr  # noqa: PLC0415 -- slow import

    dated = projects.filter(~nw.col("year").is_null()).select("project", "year")
    kinds = organisations.select("organisation", kind=nw.col("kind").fill_null(UNKNOWN))
    rows = participations.select("project", "organisation", "contribution_cents", region=level_expr("region", level))
    rows = rows.join(dated, on="project", how="inner").join(kinds, on="organisation", how="left")
    cents = nw.when(nw.col("contribution_cents") > 0).then(nw.col("contribution_cents")).cast(nw.Float64())
    rows = rows.with_columns(nw.col("kind").fill_null(UNKNOWN), cents=cents)
    counted = rows.group_by("region", "kind", "year").agg(
        participations=nw.len(),
        euro=nw.col("cents").sum(),
        stated=(~nw.col("cents").is_null()).cast(nw.Int64()).sum(),
    )
    return counted.with_columns(level=nw.lit(level), eur_cents=nw.when(nw.col("stated") > 0).then(nw.col("euro")))


def money_by_field(frames: Frames, region: str, level: int, scheme: str, years: tuple[int, int]) -> list[Row]:
    """EU contribution to a region's projects by field of a scheme, most first: read, added up over the years.

    Parameters
    ----------
    frames
        A data version.
    region, level
        Code of the region and its NUTS level.
    scheme
        Scheme of the fields, or programme.
    years
        First and last start year.

    Returns
    -------
    list of dict
        field, million_euro (None: none stated), projects (a project counts in each of its fields).
    """
    asked: dict[str, str | int] = {"level": level, "scheme": scheme, "region": region}
    return _added(frames.read("field_year", **asked), ("field",), years)


def money_by_interface(frames: Frames, region: str, level: int, scheme: str, years: tuple[int, int]) -> list[Row]:
    """EU contribution to a region's joint projects by interface, most first: read, added up over the years.

    Parameters
    ----------
    frames, region, level, scheme, years
        As for `money_by_field`.

    Returns
    -------
    list of dict
        field_a, field_b, million_euro (None: none stated), projects.
    """
    asked: dict[str, str | int] = {"level": level, "scheme": scheme, "region": region}
    return _added(frames.read("interface_year", **asked), ("field_a", "field_b"), years)


def money_of_kinds(frames: Frames, region: str, level: int, years: tuple[int, int]) -> list[Row]:
    """EU contribution to a region's organisations by their kind, most first: read, added up over the years.

    Parameters
    ----------
    frames, region, level, years
        As for `money_by_field`.

    Returns
    -------
    list of dict
        kind, million_euro (None: none stated), projects (participations). Empty where the data version was built
        before this table was.
    """
    if "region_money" not in frames:
        return []
    rows = frames.read("region_money", level=level, region=region)
    return _added([row | {"whole": row["participations"]} for row in rows], ("kind",), years)


def money_of_regions(frames: Frames, level: int, years: tuple[int, int]) -> dict[str, Row]:
    """EU contribution of every region of a level, in all and per head: read, added up over the years.

    Parameters
    ----------
    frames, level, years
        As for `money_by_field`.

    Returns
    -------
    dict
        Region → million_euro (None: none stated), projects, people (None: not loaded) and euro_per_head.
    """
    span = [*range(years[0], years[1] + 1)]
    asked: dict[str, Any] = {"level": level, "scheme": PROGRAMMES, "year": span}
    counted = _by_region(frames.arrow("exposure", **asked), "projects")
    people, found = people_of(frames), {}
    for region, cents in _by_region(frames.arrow("field_year", **asked), "eur_cents").items():
        million = None if cents is None else cents / CENTS_PER_MILLION
        told = {"million_euro": million, "projects": counted.get(region, 0), "people": people.get(region)}
        found[region] = told | {"euro_per_head": _per_head(million, people.get(region))}
    return found


def _by_region(table: pa.Table, column: str) -> dict[str, Any]:
    """Sum of a column for each region, largest first; None where no row states any."""
    sums = table.group_by("region", use_threads=False).aggregate([(column, "sum")])
    pairs = zip(sums.column("region").to_pylist(), sums.column(f"{column}_sum").to_pylist(), strict=True)
    return dict(sorted(pairs, key=lambda pair: (-(pair[1] or 0), pair[0])))


def people_of(frames: Frames) -> dict[str, float]:
    """People of each region in the latest year of the loaded statistics; empty where none were loaded."""
    found: dict[str, tuple[int, float]] = {}
    for row in frames.read("activity", field="total"):
        if row["value"] and set(fold(row["measure"]).split()[:1]) & PEOPLE:
            found[row["region"]] = max(found.get(row["region"], (0, 0.0)), (row["year"], row["value"]))
    return {region: value for region, (_year, value) in found.items()}


def _per_head(million_euro: float | None, people: float | None) -> float | None:
    return None if million_euro is None or not people else million_euro * EURO_PER_MILLION / people


def _added(rows: list[Row], names: tuple[str, ...], years: tuple[int, int]) -> list[Row]:
    """Add up years; money is None where no year states any. Equal sums stand in the order of their codes."""
    cents: dict[tuple[str, ...], float] = {}
    projects: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows:
        key = tuple(str(row[name]) for name in names)
        if years[0] <= row["year"] <= years[1]:
            projects[key] += row["whole"]
            if row["eur_cents"] is not None:
                cents[key] = cents.get(key, 0.0) + row["eur_cents"]
    order = sorted(projects, key=lambda key: (-cents.get(key, 0.0), key))
    return [
        dict(zip(names, key, strict=True))
        | {"million_euro": cents[key] / CENTS_PER_MILLION if key in cents else None, "projects": projects[key]}
        for key in order
    ]

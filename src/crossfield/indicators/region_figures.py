"""Figures of a region as a whole, computed once per data version: structure, complexity, peers, change, validity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from crossfield.errors import NotComputableError
from crossfield.indicators.counting import ALL
from crossfield.indicators.diversity import entropy, hachman, herfindahl, krugman
from crossfield.indicators.dynamics import dynamics
from crossfield.indicators.figures import scheme_window
from crossfield.indicators.growth import growth, shift_share
from crossfield.indicators.peers import peers
from crossfield.indicators.region_complexity import complexity_of_regions
from crossfield.indicators.validity import NO_OTHER, validity
from crossfield.indicators.validity import beside as put_beside
from crossfield.lake.coverage import COMPARED, shares
from crossfield.lake.delivery import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from crossfield.indicators.figures import Scheme
    from crossfield.indicators.window import Window, YearTables

    Rows = list[dict[str, Any]]

FEWEST = 5
NEAREST = 5
VALUE = "value"
TOTAL = "total"
CHANGES: tuple[tuple[str, Callable[[pa.Table], pa.Table], str, str], ...] = (
    ("dynamics", dynamics, "event", ""),
    ("growth", growth, "", "field"),
    ("shift-share", shift_share, "component", "field"),
)
"""Indicator of two halves of a window, and the columns that name its part and what it is about."""
STRUCTURE = {"krugman": krugman, "hachman": hachman, "herfindahl": herfindahl, "entropy": entropy}


@dataclass(frozen=True, slots=True)
class Beside:
    """What else a data version knows of regions and fields.

    Parameters
    ----------
    coverage
        Rows of the table coverage.
    activity
        Table activity: other activity by source, region, field, year and measure.
    links
        Rows of field_link to NACE: scheme, field, other_field.
    """

    coverage: Rows
    activity: pa.Table
    links: Rows

    @classmethod
    def of(cls, folder: Path) -> Beside:
        """Read it from the folder of a version."""
        links = pq.read_table(folder / "field_link.parquet", filters=[("other_scheme", "=", "nace")]).to_pylist()
        return cls(
            pq.read_table(folder / "coverage.parquet").to_pylist(), pq.read_table(folder / "activity.parquet"), links
        )


def region_figures(
    years: YearTables, schemes: Iterable[Scheme], beside: Beside, *, level: int, year_from: int, year_to: int
) -> pa.Table:
    """Table region_figure of one level, for all schemes with fields of their own, sorted.

    Parameters
    ----------
    years
        Counted tables.
    schemes
        Schemes; those whose fields are not known beforehand are left out.
    beside
        Coverage, other activity and links.
    level, year_from, year_to
        NUTS level and window.

    Returns
    -------
    Table
        region_figure, of regions with five tagged projects or more, on whole counts.
    """
    rows: Rows = []
    middle = (year_from + year_to + 1) // 2
    for scheme in sorted(schemes, key=lambda one: one.name):
        if not scheme.fields:
            continue
        asked: dict[str, Any] = {"level": level, "counting": "whole"}
        now = scheme_window(years, scheme, **asked, year_from=year_from, year_to=year_to)
        halves = [(year_from, middle - 1), (middle, year_to)]
        before, after = (scheme_window(years, scheme, **asked, year_from=a, year_to=b) for a, b in halves)
        found = [*_of_window(now), *_of_halves(before, after, beside.coverage), *_of_others(now, beside)]
        listed = _listed(now)
        keys = {"level": level, "scheme": scheme.name, "year_from": year_from, "year_to": year_to}
        rows += [row | keys for row in found if row["region"] in listed]
    table = pa.Table.from_pylist(rows, schema=arrow_schema("region_figure"))
    order = ("level", "scheme", "region", "indicator", "part", "about")
    return table.sort_by([(name, "ascending") for name in order])


def activity_of(window: Window, **more: float | None) -> pa.Table:
    """A window as a user's table: known regions with tagged projects, whole counts, other columns constant."""
    chosen = window.known & (window.total_whole > 0)
    places = np.argwhere(chosen[:, None] & (window.field_whole > 0))
    amount = window.field_whole[tuple(places.T)]
    columns: dict[str, Any] = {
        "region": [window.regions.names[place] for place in places[:, 0]],
        "field": [window.fields.names[place] for place in places[:, 1]],
        "amount": amount,
        "records": amount.astype(np.int64),
    }
    kept = {name: value for name, value in more.items() if value is not None}
    return pa.table(columns | {name: [value] * len(amount) for name, value in kept.items()})


def _listed(window: Window) -> set[str]:
    enough = np.flatnonzero(window.known & (window.total_whole >= FEWEST))
    return {ALL, *(window.regions.names[place] for place in enough)}


def _rows(indicator: str, table: pa.Table, part: str = "", about: str = "") -> Rows:
    """Rows of an indicator under the columns of region_figure; ``part`` and ``about`` name its key columns."""
    kept = ("value", "low", "high", "support", "note")
    return [
        {"region": row["region"], "indicator": indicator}
        | {"part": row[part] if part else VALUE, "about": (row[about] if about else None) or ALL}
        | {name: row[name] for name in kept}
        for row in table.to_pylist()
    ]


def _tried(compute: Callable[[pa.Table], pa.Table], table: pa.Table) -> pa.Table | None:
    """What an indicator gives, or None where the whole table has no defined value."""
    try:
        return compute(table)
    except NotComputableError:
        return None


def _of_window(window: Window) -> Rows:
    table = activity_of(window)
    rows: Rows = []
    for name, compute in STRUCTURE.items():
        if (found := _tried(compute, table)) is not None:
            rows += _rows(name, found)
    if (found := _tried(complexity_of_regions, table)) is not None:
        rows += _rows("complexity", found.filter(pc.equal(found.column("basis"), "own")), "measure")
    if (found := _tried(lambda one: peers(one, count=NEAREST), table)) is not None:
        rows += _rows("peers", found, "criterion", "peer")
    return rows


def _of_halves(before: Window, after: Window, coverage: Rows) -> Rows:
    """Entry, exit, persistence, growth and what it is made of, from the first to the second half of the window."""
    parts = []
    for one, covered in zip((before, after), _coverages(before, after, coverage), strict=True):
        exposure = float(one.total_whole[one.known].sum())
        parts.append(activity_of(one, year=one.year_to, coverage=covered, exposure=exposure))
    if not all(part.num_rows for part in parts):
        return []
    table = pa.concat_tables(parts)
    rows: Rows = []
    for name, compute, part, about in CHANGES:
        if (found := _tried(compute, table)) is not None:
            rows += _rows(name, found, part, about)
    return rows


def _coverages(before: Window, after: Window, coverage: Rows) -> tuple[float | None, float | None]:
    """How full both halves are, in the column that changed most."""
    spans = [range(one.year_from, one.year_to + 1) for one in (before, after)]
    pairs = [tuple(shares(coverage, *column, span) for span in spans) for column in COMPARED]
    known = [(one, other) for one, other in pairs if one and other]
    return max(known, key=lambda pair: max(pair) / min(pair), default=(None, None))


def _of_others(window: Window, beside: Beside) -> Rows:
    """Rank correlations with every measure of other activity that the data version holds."""
    rows: Rows = []
    for source, measure, year, table in _measures(window, beside.activity):
        about = f"{source}: {measure}, {year}"
        links = [(row["field"], row["other_field"]) for row in beside.links if row["scheme"] == window.scheme]
        over_fields = _over_fields(window, table, links)
        found = _rows(
            "validity", validity(_over_totals(window, table) if over_fields is None else over_fields), "across"
        )
        skipped = {"fields"} if over_fields is None else set()
        rows += [row | {"about": about} for row in found if row["part"] not in skipped and row["note"] != NO_OTHER]
    return rows


def _measures(window: Window, activity: pa.Table) -> Iterable[tuple[str, str, int, pa.Table]]:
    """Source, measure, its latest year with five of the window's regions, and the rows of that year."""
    own = activity.filter(pc.is_in(activity.column("region"), value_set=pa.array(window.regions.names, pa.string())))
    own = own.filter(pc.is_valid(own.column("value")))
    counted = own.group_by(["source", "measure", "year"]).aggregate([("region", "count_distinct")]).to_pylist()
    latest: dict[tuple[str, str], int] = {}
    for row in counted:
        if row["region_count_distinct"] >= FEWEST:
            key = row["source"], row["measure"]
            latest[key] = max(latest.get(key, row["year"]), row["year"])
    for (source, measure), year in sorted(latest.items()):
        chosen = [
            pc.equal(own.column(name), value)
            for name, value in (("source", source), ("measure", measure), ("year", year))
        ]
        yield source, measure, year, own.filter(pc.and_(pc.and_(chosen[0], chosen[1]), chosen[2]))


def _over_fields(window: Window, table: pa.Table, links: list[tuple[str, str]]) -> pa.Table | None:
    """The window with the other activity by field; None where it knows no fields that are linked."""
    by_field = table.filter(pc.not_equal(table.column("field"), TOTAL))
    if not by_field.num_rows or not links:
        return None
    compared = put_beside(activity_of(window), by_field, links)
    return None if compared.column("other").null_count == compared.num_rows else compared


def _over_totals(window: Window, table: pa.Table) -> pa.Table:
    """Each region's tagged projects beside its total; without a total, beside the sum over its fields."""
    totals = table.filter(pc.equal(table.column("field"), TOTAL))
    rows = totals if totals.num_rows else table
    chosen = np.flatnonzero(window.known & (window.total_whole > 0))
    names = [window.regions.names[place] for place in chosen]
    own = pa.table({"region": names, "field": [TOTAL] * len(names), "amount": window.total_whole[chosen]})
    one = rows.set_column(rows.column_names.index("field"), "field", pa.array([TOTAL] * rows.num_rows))
    return put_beside(own, one)

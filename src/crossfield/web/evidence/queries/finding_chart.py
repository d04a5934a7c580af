"""How a table is drawn, as a few words that are kept with it: the picture is redrawn from the rows that are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.html import escape
from django.utils.translation import override

from crossfield.charts.profile import profile_bar
from crossfield.charts.words import number
from crossfield.web.evidence.queries.trend import by_year

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crossfield.web.evidence.models import Finding
    from crossfield.web.evidence.queries.listing import Column, Listing

    Row = dict[str, Any]

RANGES, YEARS, DRAWING = "ranges", "years", "drawing"
MOST_YEARS = 40


def chart_of(listing: Listing) -> dict[str, Any] | None:
    """How a table is drawn: a dot with its range in each row, columns by year, or not at all.

    Examples
    --------
    >>> from crossfield.web.evidence.queries.listing import Column, Listing
    >>> years = Listing("t", "Money", (Column("year", "Year", "year"), Column("sum", "Sum", "number")), [])
    >>> chart_of(years)
    {'kind': 'years', 'x': 'year', 'y': 'sum'}
    """
    columns = listing.columns
    ranged = next((one.key for one in columns if one.is_ranged), "")
    if listing.bar is not None and ranged:
        return {"kind": RANGES, "value": ranged}
    if columns[0].form == "year":
        height = next((one.key for one in columns[1:] if one.form in {"number", "count"}), "")
        return {"kind": YEARS, "x": columns[0].key, "y": height} if height else None
    return None


def drawn_bar(chart: dict[str, Any] | None, columns: Sequence[Column]) -> Callable[[Row], str] | None:
    """The picture of a row, for tables that have one."""
    if not chart or chart.get("kind") != RANGES:
        return None
    column = next((one for one in columns if one.key == chart["value"]), None)
    if column is None:
        return None
    low, high = column.bounds
    return lambda row: profile_bar(row.get(column.key), row.get(low), row.get(high))


def drawn_years(finding: Finding) -> str:
    """The picture of a table by years, as SVG; empty for others."""
    chart = finding.chart or {}
    if chart.get("kind") != YEARS:
        return ""
    shown = [row for row in finding.rows[:MOST_YEARS] if row[chart["x"]] is not None]
    counts = [(int(row[chart["x"]]), float(row[chart["y"]] or 0)) for row in shown]
    height = next(one for one in finding.columns if one["key"] == chart["y"])
    digits = 0 if height["form"] == "count" else 1
    said = [number(value, finding.language, digits) for _year, value in counts]
    with override(finding.language):
        return by_year(counts, said, title=escape(height["heading"]))


def drawing_of(finding: Finding) -> dict[str, Any] | None:
    """A drawing that was kept with its own data: specification and colours; None for others."""
    chart = finding.chart or {}
    return chart if chart.get("kind") == DRAWING else None

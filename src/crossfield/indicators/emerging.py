"""Emerging interfaces: how much faster joint projects come in the second half of a window than in the first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.indicators.interface import YEARS_OF_ACTIVITY, expected_by_size
from crossfield.indicators.shrinkage import shrink
from crossfield.indicators.window import UNKNOWN, window
from crossfield.lake.coverage import is_changed
from crossfield.tables.figures import EVERYWHERE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.indicators.window import Window, YearTables

    Floats = NDArray[np.float64]

CHANGED = "coverage changed"
ONE_YEAR = "no acceleration over a single year"
NORMAL = 1.645  # standard deviations on either side of a normal 90 % interval


@dataclass(frozen=True, slots=True)
class Acceleration:
    """Change of activity between the halves of a window, on the axes of that window.

    Parameters
    ----------
    value, low, high
        Joint projects per three years, shape (R, P); NaN where undefined.
    note
        Why all of them are undefined; empty otherwise.
    """

    value: Floats
    low: Floats
    high: Floats
    note: str = ""


def acceleration(years: YearTables, whole: Window) -> Acceleration:
    r"""Change of an interface's rate from the first to the second half of a window, per exposure.

    .. math:: a_{rab} = \theta_2 e_2 \frac{3}{T_2} - \theta_1 e_1 \frac{3}{T_1} \cdot \frac{X_2 / T_2}{X_1 / T_1}

    with strength theta and expectation e on whole counts in each half of T years and exposure X (tagged project ×
    region incidences with a known region). The interval takes the halves' posteriors as independent and normal.

    Parameters
    ----------
    years
        Counted tables of the data version.
    whole
        The window; a middle year of an odd number of years falls into the second half.

    Returns
    -------
    Acceleration
        At the exposure of the second half; undefined where the window has one year, or where coverage changed by more
        than a fifth: the part of organisations with a known region, or the part of projects with a field of the scheme.
    """
    nothing = np.full(whole.joint.shape, np.nan)
    if whole.years == 1:
        return Acceleration(nothing, nothing, nothing, ONE_YEAR)
    middle = whole.year_from + whole.years // 2
    spans = ((whole.year_from, middle - 1), (middle, whole.year_to))
    for part in (known_part, tagged_part):
        before, after = (part(years.exposure, whole.scheme, whole.level, span) for span in spans)
        if before is None or after is None or is_changed(before, after):
            return Acceleration(nothing, nothing, nothing, CHANGED)
    (rate, spread, before), (now, spread_now, after) = (_half(years, whole, span) for span in spans)
    lengths = [last - first + 1 for first, last in spans]
    scale = (after / lengths[1]) / (before / lengths[0]) if before else np.nan
    value, reach = now - rate * scale, NORMAL * np.hypot(spread_now, spread * scale)
    return Acceleration(value, value - reach, value + reach)


def known_part(exposure: pa.Table, scheme: str, level: int, span: tuple[int, int]) -> float | None:
    """Part of the organisations in tagged projects whose region is known at a level; None without a project."""
    rows = _rows(exposure, scheme, level, span)
    known = rows.filter(pc.not_equal(rows.column("region"), UNKNOWN))
    total, sure = (float(pc.sum(table.column("fractional")).as_py() or 0) for table in (rows, known))
    return sure / total if total else None


def tagged_part(exposure: pa.Table, scheme: str, _level: int, span: tuple[int, int]) -> float | None:
    """Part of the projects that have a field of the scheme, of those that the best covered scheme knows."""
    schemes = pc.unique(exposure.column("scheme")).to_pylist()
    rows = {name: _rows(exposure, name, EVERYWHERE, span) for name in schemes}
    projects = {name: pc.sum(table.column("projects")).as_py() or 0 for name, table in rows.items()}
    most = max(projects.values(), default=0)
    return projects.get(scheme, 0) / most if most else None


def _rows(exposure: pa.Table, scheme: str, level: int, span: tuple[int, int]) -> pa.Table:
    same = pc.and_(pc.equal(exposure.column("scheme"), scheme), pc.equal(exposure.column("level"), level))
    inside = pc.and_(
        pc.greater_equal(exposure.column("year"), span[0]), pc.less_equal(exposure.column("year"), span[1])
    )
    return exposure.filter(pc.and_(same, inside))


def _half(years: YearTables, whole: Window, span: tuple[int, int]) -> tuple[Floats, Floats, float]:
    """Activity of a half, its standard deviation, both on the axes of the whole window, and the exposure."""
    asked = {"level": whole.level, "scheme": whole.scheme, "counting": "whole", "fields": whole.fields.names}
    half = window(years, year_from=span[0], year_to=span[1], **asked)  # type: ignore[arg-type]  # one dict of several types
    expected = expected_by_size(half, half.joint, half.total)
    found = shrink(half.joint, expected)
    # A gamma of mean m and variance m^2 / shape; its shape is alpha + x.
    deviation = found.value / np.sqrt(found.alpha + half.joint)
    rate = expected * YEARS_OF_ACTIVITY / half.years
    at = whole.regions.places(pa.chunked_array([pa.array(half.regions.names, pa.string())]))
    activity, spread = np.zeros(whole.joint.shape), np.zeros(whole.joint.shape)  # nothing expected, nothing there
    activity[at], spread[at] = (np.where(expected > 0, part * rate, 0.0) for part in (found.value, deviation))
    return activity, spread, float(half.total[half.known].sum())

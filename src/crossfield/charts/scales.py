"""How a figure becomes a colour: classes with round limits, the same for the map, its legend and the bars."""

from __future__ import annotations

import math
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.charts.interface_cells import Cell

STRENGTH_LIMITS = (0.5, 0.67, 0.9, 1.1, 1.5, 2.0)
"""Fixed, so that the maps of two regions can be compared."""

LARGEST_AREA = 1000.0
SMALLEST_AREA = 45.0


def colour_limits(cells: Sequence[Cell], shows: str) -> tuple[float, ...]:
    """Return the limits between the colour classes: six around the reference, or four for the potential.

    Strength has fixed limits; those of gap and potential follow the largest value, rounded to 1, 2 or 5.
    """
    if shows == "strength":
        return STRENGTH_LIMITS
    largest = max((abs(cell.value) for cell in cells if cell.value is not None), default=1.0)
    if shows == "gap":
        step = round_step(largest / 3)
        return (-2 * step, -step, -step / 4, step / 4, step, 2 * step)
    step = round_step(largest / 5)
    return (step, 2 * step, 3 * step, 4 * step)


def colour_class(value: float, limits: Sequence[float]) -> int:
    """Return which class a value falls in, counted from 0.

    Examples
    --------
    >>> colour_class(1.0, (0.5, 0.9, 1.1, 2.0))
    2
    """
    return bisect_right(limits, value)


def class_values(limits: Sequence[float]) -> list[float]:
    """Return one value inside every class, for swatches."""
    middles = [(low + high) / 2 for low, high in pairwise(limits)]
    return [limits[0] - 0.1, *middles, limits[-1] + 0.1]


def round_step(size: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten that is no larger than ``size``.

    Examples
    --------
    >>> round_step(0.73), round_step(3.2)
    (0.5, 2.0)
    """
    if size <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(size))
    return max(factor * power for factor in (1.0, 2.0, 5.0) if factor * power <= size * (1 + 1e-9))


def mark_area(support: int, largest: int) -> float:
    """Return the area of a mark in square pixels: proportional to its projects, but never too small to see.

    Examples
    --------
    >>> mark_area(40, 40), mark_area(20, 40), mark_area(0, 40)
    (1000.0, 500.0, 45.0)
    """
    return max(LARGEST_AREA * support / max(largest, 10), SMALLEST_AREA)


def sample_sizes(largest: int) -> list[int]:
    """Return three numbers of projects for the size legend, the largest at most ``largest``.

    Examples
    --------
    >>> sample_sizes(38)
    [1, 10, 20]
    """
    top = int(round_step(max(largest, 1)))
    return sorted({1, max(1, int(round_step(top / 2)) if top > 1 else 1), top})

"""How sure the ranks of complexity are: intervals by bootstrap."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators.complexity import Complexity, complexity
from crossfield.indicators.presence import Cells, Floats, Matrix, binary_presence

if TYPE_CHECKING:
    from numpy.typing import NDArray

RESAMPLED = ("records", "fields")
USABLE = 0.5
DIGITS = 9


@dataclass(frozen=True, slots=True)
class RankIntervals:
    """Ranks of regions by ECI, shape (R,) each; NaN for a region outside the core, or in the core of too few draws.

    Parameters
    ----------
    rank
        1 for the highest ECI; equal values (to 9 digits) share the mean of their ranks.
    low, high
        Quantiles of the rank over the draws; low is the better rank.
    eci, eci_low, eci_high
        The ECI itself with its quantiles.
    support
        Draws in which the region has an ECI.
    draws
        Draws in which there was an ECI at all.
    """

    rank: Floats
    low: Floats
    high: Floats
    eci: Floats
    eci_low: Floats
    eci_high: Floats
    support: NDArray[np.int64]
    draws: int


def rank_intervals(
    amounts: Matrix,
    *,
    resample: str = "records",
    unit: float = 1.0,
    draws: int = 200,
    level: float = 0.9,
    seed: int = 0,
) -> RankIntervals:
    """Intervals of the ranks of regions by ECI.

    ``records``: each draw takes every amount as a Poisson count around the observed one, x* = c Poisson(x / c): what
    other projects might have been there. ``fields``: each draw takes fields with replacement: what hangs on the choice
    of fields. Each draw is aligned with the full table by the sign of their correlation.

    Parameters
    ----------
    amounts
        Shape (R, F), >= 0, dense or sparse; whole or fractional counts for ``records``, any unit for ``fields``.
    resample
        ``records`` or ``fields``.
    unit
        c, > 0: amount that one record stands for (mean weight of a fractional count).
    draws
        Number of draws, at least 2.
    level
        Probability that the interval holds, above 0 and below 1.
    seed
        Seed of the draws; the same seed gives the same intervals.

    Returns
    -------
    RankIntervals

    Raises
    ------
    NotComputableError
        There is no ECI of the table (see `complexity`), or none in half of the draws; an argument is out of its range.

    Examples
    --------
    >>> table = np.array([[40, 30, 20, 1], [30, 25, 1, 9], [35, 1, 8, 2], [30, 12, 0, 0], [25, 0, 1, 0.0]])
    >>> found = rank_intervals(table, draws=50)
    >>> bool((found.low <= found.rank).all() and (found.rank <= found.high).all())
    True

    References
    ----------
    Efron & Tibshirani (1993), An Introduction to the Bootstrap.
    """
    if resample not in RESAMPLED or not unit > 0 or draws <= 1 or not 0 < level < 1:
        message = f"resample={resample!r}, unit={unit}, draws={draws}, level={level}: out of range."
        raise NotComputableError(message, "records or fields; unit > 0; two draws or more; 0 < level < 1.")
    base = complexity(binary_presence(amounts))
    cells = sparse.csr_array(amounts).astype(float)
    chance = np.random.default_rng(seed)
    found = [_draw(cells, base, resample, unit, chance) for _ in range(draws)]
    values = np.array([eci for eci in found if eci is not None])
    if len(values) < USABLE * draws:
        message = f"Only {len(values)} of {draws} draws have a complexity at all."
        raise NotComputableError(message, "The table is too small or too sparse for it.")
    return _summary(base.eci, values, (1 - level) / 2)


def ranks(values: Floats) -> Floats:
    """Ranks from 1 for the largest value; equal values (to 9 digits) share the mean of their ranks, NaN has none.

    Examples
    --------
    >>> ranks(np.array([0.5, 2.0, np.nan, 0.5])).tolist()
    [2.5, 1.0, nan, 2.5]
    """
    placed = np.full(len(values), np.nan)
    defined = np.flatnonzero(~np.isnan(values))
    _, place, counts = np.unique(-np.round(values[defined], DIGITS), return_inverse=True, return_counts=True)
    placed[defined] = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return placed


def _draw(cells: Cells, base: Complexity, resample: str, unit: float, chance: np.random.Generator) -> Floats | None:
    """ECI of one draw with the sign of the full table; None where it has none."""
    try:
        if resample == "records":
            drawn = cells.copy()
            drawn.data = chance.poisson(cells.data / unit) * unit
            eci = complexity(binary_presence(drawn)).eci
        else:
            present = binary_presence(cells)
            eci = complexity(present[:, chance.integers(0, cells.shape[1], cells.shape[1])]).eci
    except NotComputableError:
        return None
    both = ~np.isnan(eci) & ~np.isnan(base.eci)
    return eci if eci[both] @ base.eci[both] >= 0 else -eci


def _summary(eci: Floats, values: Floats, tail: float) -> RankIntervals:
    placed = np.array([ranks(row) for row in values])
    support = np.count_nonzero(~np.isnan(values), axis=0)
    weak = (support < USABLE * len(values)) | np.isnan(eci)
    bounds = []
    for each in (placed, values):
        kept = np.where(weak, 0.0, each)
        low, high = np.nanquantile(kept, [tail, 1 - tail], axis=0)
        bounds += [np.where(weak, np.nan, low), np.where(weak, np.nan, high)]
    return RankIntervals(ranks(eci), bounds[0], bounds[1], eci, bounds[2], bounds[3], support, len(values))

"""Where the knots of a network stand: springs between those that are linked, the same picture for the same network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROUNDS = 90
GOLDEN = math.pi * (3 - math.sqrt(5))
PULL = 0.35
"""Of a link with little weight; strong ones pull up to three times as much."""
GRAVITY = 0.09
"""Pull to the middle: without it, knots without a link would fly away."""


def network_layout(
    count: int, links: Sequence[tuple[int, int, float]], *, wide: float = 1.0
) -> list[tuple[float, float]]:
    """Place knots by springs and repulsion (Fruchterman and Reingold), from a spiral, without chance.

    Parameters
    ----------
    count
        Number of knots.
    links
        One knot, another, and the weight of their link, above 0.
    wide
        Width of the picture, its height being 1.

    Returns
    -------
    list of tuple
        x from 0 to ``wide`` and y from 0 to 1 of every knot.

    Examples
    --------
    >>> network_layout(1, [])
    [(0.5, 0.5)]
    >>> here = network_layout(4, [(0, 1, 1.0), (2, 3, 1.0)])
    >>> math.dist(here[0], here[1]) < math.dist(here[0], here[2])
    True

    References
    ----------
    Fruchterman & Reingold (1991), Software: Practice and Experience 21, 1129-1164.
    """
    if count < 2:  # noqa: PLR2004 -- one knot has no other to stand off from
        return [(wide / 2, 0.5)] * count
    at = _spiral(count)
    ends = np.array([(a, b) for a, b, _weight in links], dtype=np.int64).reshape(-1, 2)
    pull = np.array([PULL + math.log2(1 + weight) / 10 for _a, _b, weight in links], dtype=float)
    ideal = math.sqrt(1.0 / count)
    for turn in range(ROUNDS):
        apart = at[:, None, :] - at[None, :, :]
        square = np.maximum((apart**2).sum(axis=2), 1e-6)
        moved = (apart * (ideal**2 / square)[:, :, None]).sum(axis=1)
        along = at[ends[:, 0]] - at[ends[:, 1]]
        length = np.sqrt(np.maximum((along**2).sum(axis=1), 1e-9))
        force = along * (pull * length / ideal)[:, None]
        np.add.at(moved, ends[:, 0], -force)
        np.add.at(moved, ends[:, 1], force)
        moved -= GRAVITY * at * count * ideal
        size = np.sqrt(np.maximum((moved**2).sum(axis=1), 1e-12))
        step = 0.12 * (1 - turn / ROUNDS)
        at = at + moved * (np.minimum(size, step) / size)[:, None]
    return _fitted(at, wide)


def _spiral(count: int) -> Floats:
    """Knots on a spiral of golden angles, so that no two begin at one place."""
    steps = np.arange(count) + 0.5
    radius, angle = np.sqrt(steps / count) / 2, steps * GOLDEN
    return np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))


def _fitted(at: Floats, wide: float) -> list[tuple[float, float]]:
    """Stretch the places over the picture; rounded, so that engines that add otherwise draw the same."""
    low, high = at.min(axis=0), at.max(axis=0)
    reach = np.where(high - low > 0, high - low, 1.0)
    placed = (at - low) / reach * np.array([wide, 1.0])
    return [(round(float(x), 4), round(float(y), 4)) for x, y in placed]

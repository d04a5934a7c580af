"""Complementarity: which regions have what a region lacks, or what leads to it.

Both sides are soft, so that uncertain regions do not win by looking average everywhere. The idea is Balland and
Boschma's (2021); the exact form is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from scipy.special import gammainc

from crossfield.errors import NotComputableError
from crossfield.indicators.shrinkage import shrink

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crossfield.indicators.matrix import Axis

    Floats = NDArray[np.float64]

FEWEST_PROJECTS = 30
LEADING_SHARE = 0.5
LITTLE_LACK = 0.1
HAS_BOTH = "the region has both fields; ranked by the partners' own strength"
NOTHING_LEADS = "nothing is known to lead to this field"


class Counts(Protocol):
    """What is asked of a window: axes, known regions (R,), their tagged projects (R,) and projects by field (R, F)."""

    @property
    def regions(self) -> Axis:
        """Axis of regions."""
        ...

    @property
    def fields(self) -> Axis:
        """Axis of fields."""
        ...

    @property
    def known(self) -> NDArray[np.bool_]:
        """Which regions are known."""
        ...

    @property
    def total_whole(self) -> Floats:
        """Tagged projects of each region."""
        ...

    @property
    def field_whole(self) -> Floats:
        """Projects of each region in each field."""
        ...


@dataclass(frozen=True, slots=True)
class SoftSides:
    """What regions lack and what candidates have, as probabilities; R regions, F fields, C candidates.

    Parameters
    ----------
    fields
        Codes of the fields.
    known
        Which regions are known, shape (R,).
    candidates
        Places of the candidates on the axis of regions, shape (C,).
    lack
        P(LQ <= 1 | data), shape (R, F); NaN for an unknown region or a field without activity.
    near
        Soft proximity of fields over the candidates, shape (F, F).
    """

    fields: list[str]
    known: NDArray[np.bool_]
    candidates: NDArray[np.int64]
    lack: Floats
    near: Floats

    @classmethod
    def of(cls, window: Counts) -> SoftSides:
        """Both sides of a window.

        Raises
        ------
        NotComputableError
            Fewer than two regions have 30 tagged projects.
        """
        candidates, lack = candidates_of(window), soft_lack(window)[0]
        return cls(window.fields.names, window.known, candidates, lack, proximity_of(_strength(lack[candidates])))

    def complement(self, fields: Sequence[str] = ()) -> Complement:
        """Complementarity at the interface of some fields; none: in all fields."""
        wanted = np.array([not fields or name in fields for name in self.fields], dtype=float)
        filled, strength = np.nan_to_num(self.lack, nan=0.0), _strength(self.lack[self.candidates])
        reach = self.near.sum(axis=1)
        weight = np.divide(wanted, reach, out=np.zeros_like(wanted), where=reach > 0)
        has = (filled * wanted) @ strength.T
        leads = (filled * ((filled * weight) @ self.near)) @ strength.T
        itself = np.arange(len(self.lack))[:, None] == self.candidates[None, :]
        hidden = itself | ~self.known[:, None]
        has[hidden], leads[hidden] = np.nan, np.nan
        without = [int(place) for place in np.flatnonzero((wanted > 0) & (reach <= 0))]
        return Complement(self.candidates, has, leads, self.lack, without)


@dataclass(frozen=True, slots=True)
class Complement:
    """Complementarity of all candidate regions for all regions.

    Parameters
    ----------
    candidates
        Places of the candidates on the axis of regions, shape (C,).
    has
        D: what a candidate has itself of what a region lacks, shape (R, C), >= 0; NaN where both are the same region.
    leads
        R: what it has of that which leads to it, shape (R, C), >= 0; NaN as above.
    lack
        P(LQ <= 1 | data) of every region and field, shape (R, F); NaN where unknown.
    without_lead
        Fields of the interface to which nothing is known to lead, as places on the axis of fields.
    """

    candidates: NDArray[np.int64]
    has: Floats
    leads: Floats
    lack: Floats
    without_lead: list[int]

    @property
    def score(self) -> Floats:
        """S = D + R / 2, shape (R, C)."""
        return self.has + LEADING_SHARE * self.leads


def soft_lack(window: Counts) -> tuple[Floats, float]:
    r"""Probability that a region is not stronger in a field than Europe.

    .. math:: \ell_{rf} = P(LQ_{rf} \le 1 \mid data), \quad LQ \sim \Gamma(\alpha + n, rate\; \alpha + e)

    Returns
    -------
    tuple
        Array of shape (R, F), 0 to 1, NaN for an unknown region or a field without activity; and alpha.
    """
    size = np.where(window.known, window.total_whole, 0.0)
    expected = np.outer(size / size.sum() if size.sum() else size, window.field_whole[window.known].sum(axis=0))
    alpha = shrink(window.field_whole, np.where(window.known[:, None], expected, 0.0)).alpha
    lack = gammainc(alpha + window.field_whole, alpha + expected)
    usable = window.known[:, None] & (expected > 0)
    return np.where(usable, lack, np.nan), alpha


def proximity_of(strength: Floats) -> Floats:
    r"""Soft proximity of fields over regions, less what every pair shares.

    .. math:: \varphi_{ij} = \max\left(0,
              \frac{(\sigma^T \sigma)_{ij}}{\max(\sum \sigma_i, \sum \sigma_j)} - median\right)

    Parameters
    ----------
    strength
        P(LQ > 1) of regions and fields, shape (C, F).

    Returns
    -------
    array of shape (F, F)
        Symmetric, >= 0, diagonal 0; the median is taken off the diagonal.
    """
    together, sums = strength.T @ strength, strength.sum(axis=0)
    largest = np.maximum(sums[:, None], sums[None, :])
    near = np.divide(together, largest, out=np.zeros_like(together), where=largest > 0)
    np.fill_diagonal(near, 0.0)
    off = ~np.eye(len(near), dtype=bool)
    near = np.maximum(near - np.median(near[off]), 0.0) if off.any() else near
    np.fill_diagonal(near, 0.0)
    return np.asarray(near, dtype=float)


def candidates_of(window: Counts) -> NDArray[np.int64]:
    """Places of the regions with at least 30 tagged projects.

    Raises
    ------
    NotComputableError
        There are fewer than two.
    """
    candidates = np.flatnonzero(window.known & (window.total_whole >= FEWEST_PROJECTS))
    if len(candidates) < 2:  # noqa: PLR2004
        message = f"{len(candidates)} region(s) have {FEWEST_PROJECTS} or more tagged projects; expected two at least."
        raise NotComputableError(message, "Take a longer span of years or a higher NUTS level.")
    return candidates


def complementarity(window: Counts, fields: Sequence[str] = ()) -> Complement:
    r"""How far other regions complement each region at an interface, or in all fields.

    .. math:: D_{rs} = \sum_i a_i \ell_{ri} \sigma_{si}, \quad
              R_{rs} = \sum_i a_i \ell_{ri} \sum_j \varphi_{ij} \sigma_{sj} \ell_{rj} / \sum_j \varphi_{ij}

    Parameters
    ----------
    window
        Matrices of the finest scheme available; whole counts are used.
    fields
        The interface's fields; none: all.

    Returns
    -------
    Complement
        D, R and S of every candidate for every region, shape (R, C), without unit, 0 to the number of fields (S up to
        half as much again); NaN of a region with itself and of unknown regions.

    Raises
    ------
    NotComputableError
        Fewer than two regions have 30 tagged projects.

    Notes
    -----
    Explains fit and does not predict ties: in the back-test existing links and size find new partner regions
    better. Both sides rest on EU projects as tagged; a region strong in what no project shows is not found. What
    leads to a field is what occurs where it does, which need not help to get there. Scores of interfaces with
    different numbers of fields are not comparable.

    References
    ----------
    Balland and Boschma (2021), Regional Studies 55, 1652-1666 (complementary interregional linkages).
    """
    return SoftSides.of(window).complement(fields)


def _strength(lack: Floats) -> Floats:
    """P(LQ > 1 | data); 0 where nothing is known."""
    return np.where(np.isnan(lack), 0.0, 1.0 - lack)

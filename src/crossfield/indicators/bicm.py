"""Which fields occur together more often than sizes explain: the bipartite configuration model (BiCM)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import solve
from scipy.special import expit

from crossfield.errors import NotComputableError
from crossfield.indicators.poisson_binomial import exact_tail, quick_tail, two_kinds
from crossfield.indicators.presence import (
    Cells,
    Floats,
    Matrix,
    co_occurrence_blocks,
    diversity,
    presence_cells,
    ubiquity,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Places = NDArray[np.intp]

EXACT_PAIRS = 1_000_000  # pairs × kinds of regions up to which every p-value is exact
SLICE = 4096
STEPS = 200
MISS = 1e-9
FAR = 4.0
RIDGE = 1e-12


@dataclass(frozen=True, slots=True)
class Bicm:
    """A fitted configuration model; regions with the same diversity and fields with the same ubiquity are of one kind.

    Parameters
    ----------
    region_kind, field_kind
        Kind of each region and field, shapes (R,) and (F,).
    region_copies, field_copies
        Regions and fields of each kind, shapes (A,) and (B,).
    by_kind
        Probability that a region of one kind has a field of another, shape (A, B), between 0 and 1.
    """

    region_kind: Places
    field_kind: Places
    region_copies: Floats
    field_copies: Floats
    by_kind: Floats

    def probabilities(self) -> Floats:
        """Probability of every cell, shape (R, F)."""
        cells: Floats = self.by_kind[self.region_kind][:, self.field_kind]
        return cells


@dataclass(frozen=True, slots=True)
class Significance:
    """Co-occurrence of two fields against the configuration model; all matrices symmetric, shape (F, F).

    Parameters
    ----------
    p
        P(V >= observed), between 0 and 1; NaN on the diagonal and for a field in no region. Exact for all pairs that
        decide the threshold and in small tables, else to a few per cent of itself.
    expected
        Mean co-occurrence under the model, in regions; NaN as for p.
    z
        (observed - expected) / standard deviation; NaN as for p, and where the model leaves no choice.
    significant
        True where p is at or below the threshold: the same as if every p had been exact.
    threshold
        Largest p that the false-discovery control lets pass; 0 where none does.
    """

    p: Floats
    expected: Floats
    z: Floats
    significant: NDArray[np.bool_]
    threshold: float


def configuration_model(presence: Matrix) -> Bicm:
    r"""Most random table in which each region keeps its diversity and each field its ubiquity on average.

    .. math:: p_{rf} = \frac{x_r y_f}{1 + x_r y_f}, \quad \sum_f p_{rf} = d_r, \quad \sum_r p_{rf} = u_f

    Solved by Newton's method on one unknown for each distinct diversity and ubiquity. Regions with all fields or none,
    and fields in all regions or none, are certain and leave the equations first.

    Parameters
    ----------
    presence
        Binary, shape (R, F), dense or sparse.

    Returns
    -------
    Bicm
        Its sums meet diversity and ubiquity to 1e-9 of them.

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty; the equations could not be solved.

    Examples
    --------
    Two regions with one of two fields each: every cell is as likely as not.

    >>> configuration_model(np.array([[1, 0], [0, 1]])).probabilities().round(9).tolist()
    [[0.5, 0.5], [0.5, 0.5]]

    References
    ----------
    Saracco, Di Clemente, Gabrielli & Squartini (2015), Scientific Reports 5, 10595; Vallarano et al. (2021),
    Scientific Reports 11, 15227.
    """
    cells = presence_cells(presence)
    d, region_kind, m = np.unique(diversity(cells), return_inverse=True, return_counts=True)
    u, field_kind, n = np.unique(ubiquity(cells), return_inverse=True, return_counts=True)
    copies = m.astype(float), n.astype(float)
    by_kind, rows, columns, left = _certain(d, u, *copies)
    if rows.any():
        inner = _solved(left[0][rows], left[1][columns], copies[0][rows], copies[1][columns])
        by_kind[np.ix_(rows, columns)] = inner
    return Bicm(region_kind, field_kind, *copies, by_kind)


def co_occurrence_significance(presence: Matrix, *, false_discoveries: float = 0.05) -> Significance:
    r"""Pairs of fields that share more regions than the configuration model explains.

    .. math:: V_{ij} = \sum_r M_{ri} M_{rj}, \quad p_{ij} = P\left( \sum_r X_r \ge V_{ij} \right), \quad
              X_r \sim Bernoulli(p_{ri} p_{rj})

    The sum is Poisson-binomial. Every p comes from a saddlepoint formula with a bound of its error; pairs that this
    error leaves undecided are computed exactly (Fourier transform). The threshold is that of Benjamini and Hochberg
    over all pairs of fields that are in any region.

    Parameters
    ----------
    presence
        Binary, shape (R, F), dense or sparse.
    false_discoveries
        Share of false ones among the significant pairs that is accepted, above 0 and below 1.

    Returns
    -------
    Significance

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty; fewer than two fields are in any region; the share is not between 0 and 1.

    Examples
    --------
    Fields 1 and 2 share two regions, where 2 · (2/3)² + 2 · (1/3)² = 1.11 are expected.

    >>> found = co_occurrence_significance(np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1], [0, 0, 1]]))
    >>> float(found.expected[0, 1].round(6)), float(found.p[0, 1].round(6))
    (1.111111, 0.304984)

    References
    ----------
    Saracco et al. (2017), New Journal of Physics 19, 053022; Benjamini & Hochberg (1995), Journal of the Royal
    Statistical Society B 57, 289-300.
    """
    if not 0 < false_discoveries < 1:
        message = f"The share of false discoveries is {false_discoveries}; a number between 0 and 1 was expected."
        raise NotComputableError(message, "0.05 is common.")
    cells = presence_cells(presence)
    model = configuration_model(cells)
    present = np.flatnonzero(ubiquity(cells))
    if len(present) == 1:
        message = "Only one field is in any region."
        raise NotComputableError(message, "Co-occurrence needs two.")
    pairs = _Pairs.of(cells, model)
    p, threshold = pairs.tails(false_discoveries)
    size = cells.shape[1]
    full = np.full((size, size), np.nan)
    full[pairs.i, pairs.j] = full[pairs.j, pairs.i] = p
    expected, z = pairs.moments(size)
    return Significance(full, expected, z, full <= threshold, threshold)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Pairs i < j of fields in any region: kinds a and b, shared regions, and the moments of each pair of kinds."""

    model: Bicm
    i: Places
    j: Places
    count: Floats
    power_sums: list[Floats]

    @classmethod
    def of(cls, cells: Cells, model: Bicm) -> _Pairs:
        present = ubiquity(cells) > 0
        parts = []
        for columns, block in co_occurrence_blocks(cells):
            chosen = np.arange(columns.stop)[:, None] < np.arange(columns.start, columns.stop)
            chosen &= present[: columns.stop, None] & present[columns]
            i, j = np.nonzero(chosen)
            parts.append((i, j + columns.start, block[chosen].astype(float)))
        i, j, count = (np.concatenate(part) for part in zip(*parts, strict=True))
        by_kind, copies = model.by_kind, model.region_copies[:, None]
        powers = [by_kind**n for n in range(1, 6)]
        return cls(model, i, j, count, [(power * copies).T @ power for power in powers])

    def kinds(self) -> tuple[Places, Places]:
        return self.model.field_kind[self.i], self.model.field_kind[self.j]

    def tails(self, false_discoveries: float) -> tuple[Floats, float]:
        """P-value of each pair and the threshold, with all that decide it exact."""
        if len(self.count) * len(self.model.region_copies) <= EXACT_PAIRS:
            p = self._exact(np.arange(len(self.count)))
            return p, _benjamini_hochberg(p, false_discoveries)
        p, error = quick_tail(self.count, two_kinds(self.power_sums).at(*self.kinds()))
        unknown = np.isnan(p)
        low, high = np.where(unknown, 0.0, p / (1 + error)), np.where(unknown, 1.0, p * (1 + error))
        first, last = (_benjamini_hochberg(bound, false_discoveries) for bound in (high, low))
        undecided = np.flatnonzero(unknown | ((low <= last) & (high > first)))
        p[undecided] = self._exact(undecided)
        return p, _benjamini_hochberg(p, false_discoveries)

    def _exact(self, chosen: Places) -> Floats:
        """Exact p-values of some pairs; pairs of the same kinds and count are computed once."""
        a, b = (kind[chosen] for kind in self.kinds())
        sides = np.minimum(a, b), np.maximum(a, b), self.count[chosen].astype(np.intp)
        shape = (len(self.model.field_copies), len(self.model.field_copies), len(self.model.region_kind) + 1)
        keys, back = np.unique(np.ravel_multi_index(sides, shape), return_inverse=True)
        a, b, count = np.unravel_index(keys, shape)
        order = np.argsort(self.power_sums[0][a, b], kind="stable")
        p = np.empty(len(keys))
        for start in range(0, len(keys), SLICE):
            part = order[start : start + SLICE]
            q = self.model.by_kind[:, a[part]] * self.model.by_kind[:, b[part]]
            p[part] = exact_tail(count[part].astype(float), q, self.model.region_copies)
        return p[back]

    def moments(self, size: int) -> tuple[Floats, Floats]:
        """Expected count and z as symmetric matrices."""
        a, b = self.kinds()
        mean = self.power_sums[0][a, b]
        variance = (self.power_sums[0] - self.power_sums[1])[a, b]
        spread = np.sqrt(np.where(variance > MISS * mean, variance, np.nan))
        expected, z = np.full((size, size), np.nan), np.full((size, size), np.nan)
        for into, values in ((expected, mean), (z, (self.count - mean) / spread)):
            into[self.i, self.j] = into[self.j, self.i] = values
        return expected, z


def _benjamini_hochberg(p: Floats, share: float) -> float:
    """Largest p-value that passes; 0 where none does."""
    ordered = np.sort(p)
    passing = np.flatnonzero(ordered <= share / len(p) * np.arange(1, len(p) + 1))
    return float(ordered[passing[-1]]) if passing.size else 0.0


def _certain(
    d: Floats, u: Floats, m: Floats, n: Floats
) -> tuple[Floats, NDArray[np.bool_], NDArray[np.bool_], tuple[Floats, Floats]]:
    """Cells that are certain, what kinds are left, and what is left of their sums.

    Taking out a region with all fields may leave another field with all regions: again, until nothing is certain.
    """
    by_kind = np.zeros((len(d), len(u)))
    rows, columns, d, u = np.ones(len(d), bool), np.ones(len(u), bool), d.copy(), u.copy()
    while True:
        full, empty = rows & (d == n[columns].sum()), rows & (d == 0)
        by_kind[np.ix_(full, columns)] = 1.0
        u[columns] -= m[full].sum()
        rows &= ~(full | empty)
        full_column, empty_column = columns & (u == m[rows].sum()), columns & (u == 0)
        by_kind[np.ix_(rows, full_column)] = 1.0
        d[rows] -= n[full_column].sum()
        columns &= ~(full_column | empty_column)
        if not (full | empty).any() and not (full_column | empty_column).any():
            return by_kind, rows, columns, (d, u)


def _solved(d: Floats, u: Floats, m: Floats, n: Floats) -> Floats:
    """Probabilities between kinds, by Newton's method on the logarithms of x and y."""
    whole = float(m @ d)
    x, y = np.log(d / np.sqrt(whole)), np.log(u / np.sqrt(whole))
    p: Floats = expit(x[:, None] + y)
    miss = np.inf
    for _ in range(STEPS):
        off_d, off_u = d - p @ n, u - m @ p
        miss = max(np.abs(off_d / d).max(), np.abs(off_u / u).max())
        if miss < MISS:
            return p
        x, y = _newton(x, y, p * (1 - p), (off_d, off_u, m, n))
        p = expit(x[:, None] + y)
    message = f"The configuration model was not solved in {STEPS} steps; sums are off by {miss:.1e} of them."
    raise NotComputableError(message, "Few regions or fields of extreme sizes do this; leave them out.")


def _newton(x: Floats, y: Floats, slope: Floats, rest: tuple[Floats, Floats, Floats, Floats]) -> tuple[Floats, Floats]:
    """One step of Newton's method, no longer than `FAR`; x + c, y - c is the same model, so one y stands still."""
    off_d, off_u, m, n = rest
    of_rows, of_columns = slope @ n, m @ slope
    cross = slope * n / of_rows[:, None]
    inner = np.diag(of_columns * n) - (slope * n * m[:, None]).T @ cross
    aim = n * off_u - (slope * n * m[:, None]).T @ (off_d / of_rows)
    inner[np.diag_indices(len(y))] += RIDGE * of_columns * n
    step_y = np.zeros(len(y))
    if len(y) > 1:
        step_y[:-1] = solve(inner[:-1, :-1], aim[:-1], assume_a="pos")
    step_x = off_d / of_rows - cross @ step_y
    most = max(np.abs(step_x).max(), np.abs(step_y).max())
    short = min(1.0, FAR / most)
    return x + short * step_x, y + short * step_y

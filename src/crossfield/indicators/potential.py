"""Potential: joint projects that an interface may bring in three years, told from everything but its own.

A Poisson model with a ridge over all cells region × pair; its features are logarithms of shrunken ratios, so that a
short window says less than a long one and no count is ever taken as zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crossfield.errors import NotComputableError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.indicators.cells import CellRecords, Cells
    from crossfield.indicators.matrix import Axis

    Floats = NDArray[np.float64]

FEATURES = (
    "lower_quotient",
    "higher_quotient",
    "region_tagged",
    "region_total",
    "europe_joint",
    "rarer_field",
    "commoner_field",
    "bridging",
    "organisations",
    "country",
    "other_joint",
    "less_joint_field",
    "more_joint_field",
)
RIDGE = 1e-4
SCALE = 1e4
STEPS = 60
NOTHING_MET = "No interface of the earlier years has a joint project in the later ones."


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model as plain numbers.

    Parameters
    ----------
    intercept, weights
        Of the standardised features, in the order of `FEATURES`.
    mean, spread
        Of every feature in the cells it was fitted on.
    """

    intercept: float
    weights: Floats
    mean: Floats
    spread: Floats

    def drivers(self, features: Floats, most: int = 3) -> NDArray[np.int64]:
        """Numbers of the features that move a cell most from the mean one, largest first, from 1; negative: it lowers.

        Returns
        -------
        array of shape (R, P, most)
        """
        parts = (features - self.mean) / self.spread * self.weights
        order = np.argsort(-np.abs(parts), axis=-1, kind="stable")[..., :most]
        signs = np.where(np.take_along_axis(parts, order, axis=-1) < 0, -1, 1)
        return np.asarray((order + 1) * signs, dtype=np.int64)

    def rate(self, features: Floats) -> Floats:
        """Joint projects per incidence of exposure, shape (R, P); at most 1, as a joint project is an incidence."""
        return np.exp(np.minimum(self.intercept + ((features - self.mean) / self.spread) @ self.weights, 0.0))


def features(cells: Cells, records: CellRecords) -> Floats:
    """Features of every cell, without anything from the cell's own joint projects.

    Returns
    -------
    array of shape (R, P, 13)
        In the order of `FEATURES`; all finite.
    """
    a, b = records.pairs.T
    size = max(cells.exposure, 1.0)
    na, nb = cells.field[:, a] - cells.both, cells.field[:, b] - cells.both
    tagged = cells.tagged[:, None] - cells.both
    total = cells.total[:, None] - cells.both
    share = cells.field.sum(axis=0) / size
    share_a, share_b = share[a] + 1 / size, share[b] + 1 / size
    quotient_a, quotient_b = (_shrunken(n, tagged * s, 9.0) for n, s in ((na, share_a), (nb, share_b)))
    elsewhere = cells.joint.sum(axis=0) - cells.joint
    part = (cells.total / max(cells.total.sum(), 1.0))[:, None]
    columns = {
        "lower_quotient": np.minimum(quotient_a, quotient_b),
        "higher_quotient": np.maximum(quotient_a, quotient_b),
        "region_tagged": np.log((tagged + 2) / (size + 2 * len(tagged))),
        "region_total": np.log((total + 2) / (cells.total.sum() + 2 * len(tagged))),
        "europe_joint": np.log((elsewhere + 1) / size),
        "rarer_field": np.log(np.minimum(share_a, share_b)) + np.zeros_like(na),
        "commoner_field": np.log(np.maximum(share_a, share_b)) + np.zeros_like(na),
        "bridging": _shrunken(cells.bridging, part * cells.bridging.sum(axis=0), 3.0),
        "organisations": _shrunken(cells.active, part * cells.active.sum(axis=0), 9.0),
        **_neighbours(cells, records, size),
    }
    return np.stack([columns[name] for name in FEATURES], axis=-1)


def fit_model(
    inputs: Floats, outcome: Floats, exposure: float, past: NDArray[np.bool_], weight: Floats | None = None
) -> Model:
    """Fit joint projects of a later window on the features of an earlier one.

    Parameters
    ----------
    inputs
        Features, shape (R, P, K).
    outcome
        Joint projects of the later window, shape (R, P).
    exposure
        Incidences of the later window.
    past
        Regions that had a participation before, shape (R,).
    weight
        How often each region counts, shape (R,); None: once.

    Raises
    ------
    NotComputableError
        No cell has an outcome, or no region a past.
    """
    times = np.where(past, 1.0 if weight is None else weight, 0.0)
    drawn = np.flatnonzero(times)
    x, y, times = inputs[drawn], outcome[drawn], times[drawn]
    if exposure <= 0 or not times @ y.sum(axis=1):
        raise NotComputableError(NOTHING_MET, "Potential needs records of six years or more.")
    mean = np.average(x.mean(axis=1), axis=0, weights=times)
    spread = np.sqrt(np.average(((x - mean) ** 2).mean(axis=1), axis=0, weights=times)) + 1e-9
    coefficients = _poisson(_standard(x, mean, spread), y * SCALE / exposure, times, np.zeros(1 + x.shape[-1]))
    return Model(float(coefficients[0] - np.log(SCALE)), coefficients[1:], mean, spread)


def refitted(model: Model, inputs: Floats, outcome: Floats, exposure: float, times: Floats) -> Model:
    """Fit a model again on redrawn counts, from where it stands: its standardisation is kept.

    Parameters
    ----------
    model
        Fitted on all cells.
    inputs, outcome, exposure
        As in `fit_model`, counted with redrawn topics.
    times
        How often each region was drawn, shape (R,); 0 where it had no past.

    Raises
    ------
    NotComputableError
        No cell drawn has an outcome.
    """
    if not times @ outcome.sum(axis=1) or exposure <= 0:
        raise NotComputableError(NOTHING_MET, "Potential needs records of six years or more.")
    drawn = np.flatnonzero(times)
    start = np.r_[model.intercept + np.log(SCALE), model.weights]
    target = outcome[drawn] * SCALE / exposure
    found = _poisson(_standard(inputs[drawn], model.mean, model.spread), target, times[drawn], start)
    return Model(float(found[0] - np.log(SCALE)), found[1:], model.mean, model.spread)


def _shrunken(observed: Floats, expected: Floats, alpha: float) -> Floats:
    return np.asarray(np.log((alpha + observed) / (alpha + expected)))


def _neighbours(cells: Cells, records: CellRecords, size: float) -> dict[str, Floats]:
    """What the region has at other pairs, and its country's other regions at this one."""
    a, b = records.pairs.T
    here = cells.joint.sum(axis=1)[:, None]
    all_pairs = cells.joint.sum()
    expected = (cells.tagged / size)[:, None] * (all_pairs - cells.joint.sum(axis=0))
    sides = np.zeros((len(a), cells.field.shape[1]))
    sides[np.arange(len(a)), a] = sides[np.arange(len(a)), b] = 1.0
    by_field = np.matmul(cells.joint[:, None, :], sides)[:, 0]
    ja, jb = by_field[:, a] - cells.joint, by_field[:, b] - cells.joint
    country = _country_sums(records.regions, cells.joint)
    tagged = _country_sums(records.regions, cells.tagged[:, None])
    country_expected = tagged / size * cells.joint.sum(axis=0)
    return {
        "country": _shrunken(country, country_expected, 3.0),
        "other_joint": _shrunken(here - cells.joint, expected, 9.0),
        "less_joint_field": np.log(np.minimum(ja, jb) / size * SCALE + 0.3),
        "more_joint_field": np.log(np.maximum(ja, jb) / size * SCALE + 0.3),
    }


def _country_sums(regions: Axis, counts: Floats) -> Floats:
    """Sum over the other regions of each region's country, shape of the counts."""
    _, country = np.unique([name[:2] for name in regions.names], return_inverse=True)
    order = np.argsort(country, kind="stable")
    first = np.searchsorted(country[order], np.arange(country.max(initial=-1) + 1))
    return np.asarray(np.add.reduceat(counts[order], first, axis=0)[country] - counts) if len(first) else counts


def _standard(x: Floats, mean: Floats, spread: Floats) -> Floats:
    """Standardised features behind a column of ones, shape (R, P, 1 + K)."""
    standard = np.empty((*x.shape[:2], 1 + x.shape[2]))
    standard[..., 0] = 1.0
    standard[..., 1:] = (x - mean) / spread
    return standard


def _poisson(x: Floats, y: Floats, weight: Floats, start: Floats) -> Floats:
    """Ridge Poisson regression by Newton steps with halving; the intercept, in the first column, is not drawn to 0.

    Products are taken region by region: so small, they run in one thread and give the same digits with any number.

    Parameters
    ----------
    x, y, weight
        Shapes (R, P, K), (R, P) and (R,).
    start
        Where to start, shape (K,), unless equal rates everywhere are nearer.
    """
    total = weight.sum() * y.shape[1]
    ridge = np.full(x.shape[2], RIDGE)
    ridge[0] = 0.0
    seen = np.matmul((weight[:, None] * y)[:, None, :], x).sum(axis=(0, 1)) / total

    def loss(point: Floats) -> tuple[float, Floats]:
        mean = weight[:, None] * np.exp(np.minimum(np.matmul(x, point), 50.0))
        return float(mean.sum() / total - (seen * point).sum() + 0.5 * (ridge * point**2).sum()), mean

    flat = np.zeros_like(start)
    flat[0] = np.log(weight @ y.sum(axis=1) / total)
    at = min((start, flat), key=lambda point: loss(point)[0])
    best, mean = loss(at)
    for _ in range(STEPS):
        slope = np.matmul(mean[:, None, :], x).sum(axis=(0, 1)) / total - seen + ridge * at
        bend = np.matmul(x.transpose(0, 2, 1), x * mean[..., None]).sum(axis=0) / total + np.diag(ridge + 1e-12)
        step = np.linalg.solve(bend, slope)
        length, (now, ahead) = 1.0, loss(at - step)
        while now > best and length > 1e-6:  # noqa: PLR2004
            length /= 2
            now, ahead = loss(at - length * step)
        if now > best:
            break
        at = at - length * step
        if best - now < 1e-12 * max(1.0, abs(best)):
            break
        best, mean = now, ahead
    return at


def driver_names(drivers: NDArray[np.int64]) -> list[str]:
    """Names of drivers, one text a row of their numbers.

    Examples
    --------
    >>> driver_names(np.array([[8, -4]]))
    ['+bridging;-region_total']
    """
    rows, which = np.unique(drivers, axis=0, return_inverse=True)
    texts = [";".join(("+" if n > 0 else "-") + FEATURES[abs(n) - 1] for n in row) for row in rows.tolist()]
    return [texts[place] for place in which.tolist()]

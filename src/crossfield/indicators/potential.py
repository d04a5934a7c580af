"""Potential: joint projects that an interface may bring in three years, told from everything but its own.

A Poisson model with a ridge over all cells region × pair; its features are logarithms of shrunken ratios, so that a
short window says less than a long one and no count is ever taken as zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

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
FRAILTY = (np.exp(-4.0), np.exp(6.0))


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model as plain numbers.

    Parameters
    ----------
    intercept, weights
        Of the standardised features, in the order of `FEATURES`.
    mean, spread
        Of every feature in the cells it was fitted on.
    frailty
        alpha of the gamma that spreads cells of equal features; large: they hardly differ.
    """

    intercept: float
    weights: Floats
    mean: Floats
    spread: Floats
    frailty: float

    def rate(self, features: Floats) -> Floats:
        """Joint projects per incidence of exposure, shape (R, P)."""
        return np.exp(self.intercept + ((features - self.mean) / self.spread) @ self.weights)


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
    rows = np.repeat(times, outcome.shape[1])
    used = rows > 0
    x, y, rows = inputs.reshape(-1, inputs.shape[-1])[used], outcome.ravel()[used], rows[used]
    if not len(y) or y.sum() <= 0 or exposure <= 0:
        message = "No interface of the earlier years has a joint project in the later ones."
        raise NotComputableError(message, "Potential needs records of six years or more.")
    mean = np.average(x, axis=0, weights=rows)
    spread = np.sqrt(np.average((x - mean) ** 2, axis=0, weights=rows)) + 1e-9
    coefficients = _poisson(np.column_stack([np.ones(len(y)), (x - mean) / spread]), y * SCALE / exposure, rows)
    model = Model(float(coefficients[0] - np.log(SCALE)), coefficients[1:], mean, spread, 1.0)
    return Model(model.intercept, model.weights, mean, spread, fit_frailty(y, model.rate(x) * exposure))


def entry_probability(model: Model, rate: Floats, exposure_past: float, exposure_ahead: float) -> Floats:
    r"""Chance of at least one joint project ahead in a cell that has had none so far.

    .. math:: P = 1 - \left(\frac{\alpha + \mu_0}{\alpha + \mu_0 + \mu_1}\right)^{\alpha}

    with the means of the past and of the window ahead: a cell that stayed empty although much was expected is a
    rarer one.
    """
    behind, ahead = rate * exposure_past, rate * exposure_ahead
    return 1.0 - ((model.frailty + behind) / (model.frailty + behind + ahead)) ** model.frailty


def growth_probability(model: Model, rate: Floats, exposure_ahead: float) -> Floats:
    """Chance of at least one joint project ahead, whatever the cell has had."""
    return 1.0 - (model.frailty / (model.frailty + rate * exposure_ahead)) ** model.frailty


def fit_frailty(outcome: Floats, mean: Floats) -> float:
    """Alpha of the negative binomial that explains outcomes with these means best."""

    def loss(log_alpha: float) -> float:
        alpha = np.exp(log_alpha)
        parts = gammaln(alpha + outcome) - gammaln(alpha) + alpha * np.log(alpha / (alpha + mean))
        return -float(np.sum(parts + outcome * np.log(mean / (alpha + mean))))

    bounds = tuple(np.log(FRAILTY))
    return float(np.exp(minimize_scalar(loss, bounds=bounds, method="bounded").x))


def _shrunken(observed: Floats, expected: Floats, alpha: float) -> Floats:
    return np.asarray(np.log((alpha + observed) / (alpha + expected)))


def _neighbours(cells: Cells, records: CellRecords, size: float) -> dict[str, Floats]:
    """What the region has at other pairs, and its country's other regions at this one."""
    a, b = records.pairs.T
    here = cells.joint.sum(axis=1)[:, None]
    all_pairs = cells.joint.sum()
    expected = (cells.tagged / size)[:, None] * (all_pairs - cells.joint.sum(axis=0))
    by_field = np.zeros_like(cells.field)
    for side in (a, b):
        np.add.at(by_field.T, side, cells.joint.T)
    ja, jb = by_field[:, a] - cells.joint, by_field[:, b] - cells.joint
    same = _same_country(records.regions)
    country = same @ cells.joint
    country_expected = (same @ cells.tagged / size)[:, None] * cells.joint.sum(axis=0)
    return {
        "country": _shrunken(country, country_expected, 3.0),
        "other_joint": _shrunken(here - cells.joint, expected, 9.0),
        "less_joint_field": np.log(np.minimum(ja, jb) / size * SCALE + 0.3),
        "more_joint_field": np.log(np.maximum(ja, jb) / size * SCALE + 0.3),
    }


def _same_country(regions: Axis) -> Floats:
    country = np.array([name[:2] for name in regions.names])
    same = np.equal.outer(country, country).astype(np.float64)
    np.fill_diagonal(same, 0.0)
    return np.asarray(same)


def _poisson(x: Floats, y: Floats, weight: Floats) -> Floats:
    """Ridge Poisson regression by Newton steps with halving; the intercept, in the first column, is not drawn to 0."""
    total = weight.sum()
    ridge = np.full(x.shape[1], RIDGE)
    ridge[0] = 0.0
    at = np.zeros(x.shape[1])
    at[0] = np.log(max(float(np.average(y, weights=weight)), 1e-12))

    def loss(point: Floats) -> float:
        linear = np.minimum(x @ point, 50.0)
        return float(weight @ (np.exp(linear) - y * linear) / total + 0.5 * ridge @ point**2)

    best = loss(at)
    for _ in range(STEPS):
        mean = np.exp(np.minimum(x @ at, 50.0))
        slope = x.T @ (weight * (mean - y)) / total + ridge * at
        bend = (x * (weight * mean)[:, None]).T @ x / total + np.diag(ridge + 1e-12)
        step = np.linalg.solve(bend, slope)
        length = 1.0
        while loss(at - length * step) > best and length > 1e-6:  # noqa: PLR2004
            length /= 2
        at = at - length * step
        now = loss(at)
        if best - now < 1e-12 * max(1.0, abs(best)):
            break
        best = now
    return at

"""How well scores rank: average precision, ROC area, precision at the top, calibration; weighted, ties as one step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

DECILES = 10
DIGITS = 9
SMALLEST = -300


def significant(values: Floats) -> Floats:
    """Round to 9 significant digits, so that sums in another order rank alike; NaN stays NaN.

    Examples
    --------
    >>> significant(np.array([1.00000000001, 0.0, np.nan])).tolist()
    [1.0, 0.0, nan]
    """
    with np.errstate(divide="ignore"):
        power = np.floor(np.log10(np.abs(values)))
    # a scale that is a number: what is smaller than 1e-300 is rounded to fewer digits
    scale = 10.0 ** (DIGITS - 1 - np.where(np.isfinite(power), np.maximum(power, SMALLEST), 0.0))
    rounded: Floats = np.round(values * scale) / scale
    return rounded


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores in descending order, sorted once, to be judged against many outcomes.

    Parameters
    ----------
    order
        Places of the scores, best first, shape (n,).
    last
        Places in that order at which a run of equal scores ends.
    """

    order: NDArray[np.int64]
    last: NDArray[np.int64]

    @classmethod
    def of(cls, scores: Floats) -> Ranking:
        """Sort scores; equal to 9 significant digits is equal."""
        order = np.argsort(-scores, kind="stable")
        ordered = significant(scores[order])
        return cls(order, np.flatnonzero(np.r_[ordered[1:] != ordered[:-1], True]))

    def average_precision(self, positive: Floats, weight: Floats) -> float:
        """Area under precision over recall, as a sum over the runs of equal scores; NaN without a positive.

        Examples
        --------
        >>> Ranking.of(np.array([3.0, 2.0, 1.0])).average_precision(np.array([1.0, 0.0, 1.0]), np.ones(3))
        0.8333333333333333
        """
        found, seen = self._sums(positive * weight), self._sums(weight)
        if not found[-1]:
            return float("nan")
        gains = np.diff(np.r_[0.0, found])
        precision = np.divide(found, seen, out=np.zeros_like(found), where=seen > 0)
        return float((gains * precision).sum() / found[-1])

    def roc_area(self, positive: Floats, weight: Floats) -> float:
        """Chance that a positive scores above a negative, ties half; NaN where all are of one kind."""
        found, missed = self._sums(positive * weight), self._sums((1 - positive) * weight)
        if not found[-1] or not missed[-1]:
            return float("nan")
        gains, before = np.diff(np.r_[0.0, found]), np.r_[0.0, missed[:-1]]
        ties = np.diff(np.r_[0.0, missed])
        return float((gains * (missed[-1] - before - ties / 2)).sum() / (found[-1] * missed[-1]))

    def precision_at(self, count: int, positive: Floats) -> float:
        """Share of positives among the first ``count``."""
        return float(positive[self.order[:count]].mean())

    def _sums(self, values: Floats) -> Floats:
        return np.cumsum(values[self.order])[self.last]


def calibration_slope(probability: Floats, positive: Floats) -> float:
    """Slope of a logistic regression of the outcome on the log odds: 1 is right, above 1 the forecast is timid.

    NaN where the regression has no finite answer, as where all positives score above all negatives.
    """
    odds = np.log(np.clip(probability, 1e-9, 1 - 1e-9) / np.clip(1 - probability, 1e-9, 1))
    x = np.column_stack([np.ones(len(odds)), odds])
    at = np.array([0.0, 1.0])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-np.clip(x @ at, -40, 40)))
        bend = (x * (chance * (1 - chance))[:, None]).T @ x + 1e-9 * np.eye(2)
        step = np.linalg.solve(bend, x.T @ (positive - chance))
        at += step
        if np.abs(step).max() < 1e-10:  # noqa: PLR2004
            return float(at[1])
    return float("nan")


def decile_of(chance: Floats, edges: Floats) -> NDArray[np.int64]:
    """Number of the tenth a forecast falls into, 0 to 9, by the lower edges of the tenths.

    Examples
    --------
    >>> decile_of(np.array([0.05, 0.3, 0.9]), np.array([0.1, 0.2, 0.3])).tolist()
    [0, 2, 2]
    """
    return np.asarray(np.clip(np.searchsorted(edges, chance, side="right") - 1, 0, len(edges) - 1), dtype=np.int64)


def deciles(probability: Floats, positive: Floats) -> list[dict[str, float]]:
    """Ten groups of equal size by forecast: lowest forecast, mean forecast, observed share, cells."""
    edges = np.quantile(probability, np.linspace(0, 1, DECILES + 1))[:-1]
    group = decile_of(probability, edges)
    rows = []
    for place in range(DECILES):
        inside = group == place
        if inside.any():
            row = {"decile": place + 1, "from": edges[place], "predicted": probability[inside].mean()}
            rows.append(
                {
                    key: float(value)
                    for key, value in (row | {"observed": positive[inside].mean(), "cells": inside.sum()}).items()
                }
            )
    return rows


def poisson_deviance(outcome: Floats, mean: Floats, weight: Floats | None = None) -> float:
    """Twice the log-likelihood lost against a perfect forecast, summed; lower is better."""
    mean = np.maximum(mean, 1e-9)
    logs = outcome * np.log(np.maximum(outcome, 1e-9) / mean)
    parts = 2 * (np.where(outcome > 0, logs, 0.0) - (outcome - mean))
    return float(parts.sum() if weight is None else weight @ parts)


def spearman(one: Floats, other: Floats) -> float:
    """Rank correlation, ties at their mean rank; NaN where one side is constant.

    Examples
    --------
    >>> spearman(np.array([1.0, 2.0, 3.0]), np.array([10.0, 20.0, 90.0]))
    1.0
    """
    a, b = (_ranks(values) for values in (one, other))
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return round(float(a @ b) / size, 12) if size else float("nan")


def _ranks(values: Floats) -> Floats:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(count)
    return (ends - (count - 1) / 2)[place].astype(float)

"""Older and other measures of complexity: fitness, the method of reflections, normalised ubiquity, PRODY."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crossfield.errors import NotComputableError
from crossfield.indicators.presence import (
    Floats,
    Matrix,
    binary_presence,
    diversity,
    location_quotient_cells,
    presence_cells,
    ubiquity,
)

VANISHED = 1e-250
RAW_STEPS = 2


class Fitness(NamedTuple):
    """Fitness of regions and complexity of fields after the same number of updates, each with mean 1."""

    regions: Floats
    fields: Floats


class Reflections(NamedTuple):
    """Averages of averages: regions, shape (R,), and fields, shape (F,)."""

    regions: Floats
    fields: Floats


def fitness(presence: Matrix, *, updates: int = 20) -> Fitness:
    r"""Fitness of regions and complexity of fields.

    .. math:: \tilde F_r^{(n)} = \sum_f M_{rf} Q_f^{(n-1)}, \quad
              \tilde Q_f^{(n)} = \frac{1}{\sum_r M_{rf} / F_r^{(n-1)}}, \quad
              F^{(n)} = \tilde F^{(n)} / \langle \tilde F^{(n)} \rangle, \quad F^{(0)} = Q^{(0)} = 1

    Parameters
    ----------
    presence
        M, binary, shape (R, F), dense or sparse.
    updates
        n, at least 1. Packages count the start as the first: 20 there are 19 here.

    Returns
    -------
    Fitness
        Each > 0 with mean 1, no unit; NaN for an empty region or field, and for a value that has run down to nothing
        (below 1e-250 of the mean), which tables do in which some fields only ever occur beside the same others.

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty; fewer than one update.

    Examples
    --------
    Region 1 has both fields, region 2 one of them: 2 and 1, divided by their mean.

    >>> found = fitness(np.array([[1, 1], [1, 0]]), updates=1)
    >>> found.regions.round(3).tolist(), found.fields.round(3).tolist()
    ([1.333, 0.667], [0.667, 1.333])

    References
    ----------
    Tacchella, Cristelli, Caldarelli, Gabrielli & Pietronero (2012), Scientific Reports 2, 723.
    """
    _at_least(updates, 1, "updates")
    cells = presence_cells(presence).astype(float)
    back = cells.T.tocsr()
    regions = np.where(diversity(cells) > 0, 1.0, np.nan)
    fields = np.where(ubiquity(cells) > 0, 1.0, np.nan)
    for _ in range(updates):
        inverse = back @ np.nan_to_num(1 / regions)
        regions, fields = (
            _mean_one(cells @ np.nan_to_num(fields)),
            _mean_one(1 / np.where(inverse > 0, inverse, np.nan)),
        )
    return Fitness(regions, fields)


def method_of_reflections(presence: Matrix, *, steps: int, scaled: bool = False) -> Reflections:
    r"""Averages of averages: mean ubiquity of a region's fields, mean diversity of a field's regions, and so on.

    .. math:: k_{r,n} = \frac{1}{k_{r,0}} \sum_f M_{rf} k_{f,n-1}, \quad
              k_{f,n} = \frac{1}{k_{f,0}} \sum_r M_{rf} k_{r,n-1}

    with diversity k_{r,0} and ubiquity k_{f,0}. Even steps of regions and odd steps of fields rise with complexity.

    Parameters
    ----------
    presence
        M, binary, shape (R, F), dense or sparse.
    steps
        n, at least 0.
    scaled
        From step 3 on, give 100 (k - min) / (max - min) instead, as EconGeo does: the differences become tiny.

    Returns
    -------
    Reflections
        In regions or fields, or between 0 and 100; NaN for an empty region or field, and where all are equal and so
        cannot be scaled.

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty; steps below 0.

    Examples
    --------
    >>> found = method_of_reflections(np.array([[1, 1], [1, 0]]), steps=1)
    >>> found.regions.tolist(), found.fields.tolist()
    ([1.5, 2.0], [1.5, 2.0])

    References
    ----------
    Hidalgo & Hausmann (2009), PNAS 106, 10570-10575.
    """
    _at_least(steps, 0, "steps")
    cells = presence_cells(presence).astype(float)
    back, d, u = cells.T.tocsr(), diversity(cells), ubiquity(cells)
    regions, fields = d, u
    of_regions, of_fields = np.where(d > 0, d, np.nan), np.where(u > 0, u, np.nan)
    for _ in range(steps):
        regions, fields = (cells @ fields) / of_regions, (back @ regions) / of_fields
        regions, fields = np.nan_to_num(regions), np.nan_to_num(fields)
    regions, fields = np.where(d > 0, regions, np.nan), np.where(u > 0, fields, np.nan)
    if scaled and steps > RAW_STEPS:
        return Reflections(_to_hundred(regions), _to_hundred(fields))
    return Reflections(regions, fields)


def normalised_ubiquity(amounts: Matrix) -> Floats:
    r"""Share of a field in all amounts, relative to its share in all presences.

    .. math:: \frac{x_{\cdot f} / x_{\cdot\cdot}}{u_f / \sum_g u_g}

    Parameters
    ----------
    amounts
        Shape (R, F), >= 0, dense or sparse, in any unit; u counts location quotients of 1 or more.

    Returns
    -------
    array of shape (F,)
        Ratio > 0 without unit; above 1 for fields held in large amounts by few regions; NaN for a field with no amount.

    Raises
    ------
    NotComputableError
        An amount is negative or not finite, or all are 0.

    Examples
    --------
    Each field is at home in one region; the first has 6 of 10 in all amounts and 1 of 2 presences.

    >>> normalised_ubiquity(np.array([[5.0, 1.0], [1.0, 3.0]])).round(3).tolist()
    [1.2, 0.8]

    References
    ----------
    Balland (2017), Economic Geography in R: Introduction to the EconGeo package.
    """
    regions_of = ubiquity(binary_presence(amounts))
    column = np.asarray(amounts.sum(axis=0), dtype=float).ravel()
    share = np.divide(regions_of, regions_of.sum())
    found: Floats = column / column.sum() / np.where(share > 0, share, np.nan)
    return found


def prody(amounts: Matrix, income: Matrix) -> Floats:
    r"""Income level of a field: mean income of the regions that have it, weighted by their location quotient.

    .. math:: PRODY_f = \frac{\sum_r LQ_{rf} y_r}{\sum_r LQ_{rf}}

    Parameters
    ----------
    amounts
        Shape (R, F), >= 0, dense or sparse, in any unit.
    income
        y, shape (R,), finite, for instance euro per head.

    Returns
    -------
    array of shape (F,)
        In the unit of the income; NaN for a field with no amount.

    Raises
    ------
    NotComputableError
        An amount is negative or not finite, or all are 0; an income is missing, or not one per region.

    Examples
    --------
    Quotients 1.5 and 0.5 in a region with 10 and one with 30: (1.5 · 10 + 0.5 · 30) / 2.

    >>> prody(np.array([[3.0, 1.0], [1.0, 3.0]]), np.array([10.0, 30.0])).tolist()
    [15.0, 25.0]

    References
    ----------
    Hausmann, Hwang & Rodrik (2007), Journal of Economic Growth 12, 1-25.
    """
    level = np.asarray(income, dtype=float)
    if level.shape != (amounts.shape[0],) or not np.isfinite(level).all():
        message = f"Income of shape {level.shape} with {np.count_nonzero(~np.isfinite(level))} missing value(s) found."
        raise NotComputableError(message, f"One finite number for each of {amounts.shape[0]} regions was expected.")
    quotients = location_quotient_cells(amounts)
    quotients = np.nan_to_num(quotients) if isinstance(quotients, np.ndarray) else quotients
    weight = np.asarray(quotients.sum(axis=0)).ravel()
    found: Floats = (level @ quotients) / np.where(weight > 0, weight, np.nan)
    return found


def _at_least(number: int, least: int, name: str) -> None:
    if number < least:
        message = f"{number} {name} found, at least {least} was expected."
        raise NotComputableError(message, f"Give {least} or more.")


def _mean_one(values: Floats) -> Floats:
    """Divided by their mean; NaN where undefined or run down to nothing."""
    kept = np.where(values > 0, values, np.nan)
    kept = kept / np.nanmean(kept)
    return np.where(kept > VANISHED, kept, np.nan)


def _to_hundred(values: Floats) -> Floats:
    low, high = np.nanmin(values), np.nanmax(values)
    if high - low <= np.finfo(float).eps * abs(high):
        return np.full(len(values), np.nan)
    scaled: Floats = 100 * (values - low) / (high - low)
    return scaled

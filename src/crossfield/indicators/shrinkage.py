"""Gamma-Poisson shrinkage: observed against expected, drawn towards 1 as far as the records are few."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ALPHA_RANGE = (0.01, 1000.0)
TAIL = 0.05
ROUGHLY = 1e-3  # how near to the top the likelihood itself is searched
NOT_APART = "no region-specific {} can be told apart from chance"


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Shrunken ratios.

    Parameters
    ----------
    value, low, high
        Arrays of one shape: posterior mean, 5 % and 95 % quantile; NaN where nothing is expected.
    alpha
        How strongly values are drawn to 1; NaN without a cell that expects anything.
    bound
        True where alpha ran into the end of its range: nothing tells the regions apart.
    """

    value: Floats
    low: Floats
    high: Floats
    alpha: float
    bound: bool

    def bound_note(self, look: str) -> str:
        """What to say where alpha ran into the end of its range; empty otherwise."""
        if not self.bound:
            return ""
        return NOT_APART.format(look) if self.alpha > 1 else f"{look}: regions differ more than the method can shrink"


def shrink(observed: Floats, expected: Floats, scale: Floats | float = 1.0, *, alpha: float | None = None) -> Shrunken:
    r"""Draw observed / expected towards 1.

    .. math:: \\theta \\sim \\Gamma(\\alpha, \\alpha),\\; x \\mid \\theta \\sim Poisson(\\theta \\varepsilon)
              \\Rightarrow E(\\theta \\mid x) = (\\alpha + x) / (\\alpha + \\varepsilon)

    Parameters
    ----------
    observed, expected
        Arrays of one shape, >= 0; x and e before division by the scale.
    scale
        c: spread of a fractional count, > 0, broadcastable; 1 for whole counts.
    alpha
        Use this alpha; None: the one that maximises the likelihood over all cells with expected > 0.

    Returns
    -------
    Shrunken
        Ratios around 1 without unit; NaN where expected is 0.

    Examples
    --------
    >>> shrink(np.array([3.0]), np.array([1.0]), alpha=1.0).value.item()
    2.0

    References
    ----------
    DuMouchel (1999), The American Statistician 53, 177-190 (gamma-Poisson shrinkage of observed/expected ratios).
    """
    from scipy.special import gammainccinv, gammaincinv  # noqa: PLC0415 -- slow import

    x, epsilon = np.asarray(observed, float) / scale, np.asarray(expected, float) / scale
    cells = epsilon > 0
    if not cells.any():
        nothing = np.full(x.shape, np.nan)
        return Shrunken(nothing, nothing.copy(), nothing.copy(), float("nan"), bound=False)
    alpha = fit_alpha(x[cells], epsilon[cells]) if alpha is None else alpha
    value, low, high = (np.full(x.shape, np.nan) for _ in range(3))
    shape, rate = alpha + x[cells], alpha + epsilon[cells]
    value[cells] = shape / rate
    shapes, which = np.unique(shape, return_inverse=True)  # quantiles are slow, and most counts are 0
    low[cells] = gammaincinv(shapes, TAIL)[which] / rate
    high[cells] = gammainccinv(shapes, TAIL)[which] / rate
    bound = not ALPHA_RANGE[0] * 1.01 < alpha < ALPHA_RANGE[1] * 0.99
    return Shrunken(value, low, high, float(alpha), bound)


def unshrunken(observed: Floats, expected: Floats) -> Shrunken:
    """Observed / expected as it is, for amounts: no interval, NaN where nothing is expected.

    Examples
    --------
    >>> unshrunken(np.array([3.0, 1.0]), np.array([2.0, 0.0])).value.tolist()
    [1.5, nan]
    """
    ratio = np.divide(observed, expected, out=np.full(observed.shape, np.nan), where=expected > 0)
    bounds = np.full(observed.shape, np.nan)
    return Shrunken(ratio, bounds, bounds.copy(), float("nan"), bound=False)


def fit_alpha(x: Floats, epsilon: Floats, bounds: tuple[float, float] = ALPHA_RANGE) -> float:
    """Alpha that maximises the marginal likelihood of counts x with expectations epsilon > 0.

    Parameters
    ----------
    x, epsilon
        Shape (n,).
    bounds
        Smallest and largest alpha.

    Returns
    -------
    float
        At the largest one the counts vary no more than chance alone would make them. The likelihood is flat at its
        top, so that what is looked for there is where its slope is 0: that hangs on the last digits of the counts and
        of the sums by as little as they differ.

    Examples
    --------
    >>> round(fit_alpha(np.array([0.0, 1.0, 2.0, 9.0]), np.full(4, 3.0)), 9)
    0.811256511
    """
    from scipy.optimize import brentq, minimize_scalar  # noqa: PLC0415 -- slow import
    from scipy.special import digamma, gammaln  # noqa: PLC0415 -- slow import

    counts, cells = np.unique(x, return_counts=True)
    some = x > 0
    seen, due = x[some], epsilon[some]

    # Sums, not inner products: BLAS adds in another order when it has more threads.
    def loss(log_alpha: float) -> float:
        alpha = np.exp(log_alpha)
        gain = (cells * (gammaln(alpha + counts) - gammaln(alpha))).sum() - alpha * np.log1p(epsilon / alpha).sum()
        return -float(gain + (seen * np.log(due / (alpha + due))).sum())

    def slope(log_alpha: float) -> float:
        alpha = np.exp(log_alpha)
        gain = (cells * (digamma(alpha + counts) - digamma(alpha))).sum() - np.log1p(epsilon / alpha).sum()
        return float(gain + ((epsilon - x) / (alpha + epsilon)).sum())

    low, high = (float(np.log(bound)) for bound in bounds)
    near = float(minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": ROUGHLY}).x)
    left, right, reach = near, near, 2 * ROUGHLY
    while left > low and slope(left) <= 0:
        left, reach = max(left - reach, low), 2 * reach
    while right < high and slope(right) >= 0:
        right, reach = min(right + reach, high), 2 * reach
    if slope(left) <= 0:
        return bounds[0]
    if slope(right) >= 0:
        return bounds[1]
    return float(np.exp(brentq(slope, left, right, xtol=1e-14)))

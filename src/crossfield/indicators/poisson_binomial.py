"""Upper tails of sums of unlike coin throws (Poisson-binomial): quick for millions, exact for those that decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from crossfield.indicators.presence import Floats

ONE_KIND = 1e-10  # below this share of the product of moments, all probabilities are equal but for rounding
CENTRE = 0.1  # standard deviations from the mean within which two large numbers would cancel
SADDLE, SADDLE_MOST = 0.07, 0.15
REACH = 10.0  # standard deviations beyond which a tilted distribution holds less than 1e-15
CHUNK = 1 << 21
NEWTON = 60


@dataclass(frozen=True, slots=True)
class TwoKinds:
    """Two kinds of coins that give a sum the same first four cumulants.

    Parameters
    ----------
    first, second
        Probability of each kind, in [0, 1].
    mean_first, mean_second
        What each kind adds to the mean.
    rest
        What the fifth powers of all probabilities sum up to beyond those of the two kinds, >= 0.
    """

    first: Floats
    second: Floats
    mean_first: Floats
    mean_second: Floats
    rest: Floats

    def at(self, *index: NDArray[np.intp]) -> TwoKinds:
        """The same for some sums."""
        return TwoKinds(*(getattr(self, name)[index] for name in self.__slots__))


def two_kinds(power_sums: Sequence[Floats]) -> TwoKinds:
    r"""Two kinds of coins from the sums of the first five powers of all probabilities.

    .. math:: S_n = \sum_r q_r^n = \omega_1 p_1^{n-1} + \omega_2 p_2^{n-1}, \quad n = 1 \dots 4

    This is Gaussian quadrature: the cumulant function of the two kinds misses that of all coins by at most
    (S_5 - the fifth powers of the two kinds) u^5 / 5 at odds 1 + u.

    Parameters
    ----------
    power_sums
        S_1 to S_5, arrays of one shape, >= 0.

    Returns
    -------
    TwoKinds
        Where all q are equal, the second kind adds nothing.

    Examples
    --------
    Coins of 0.5, 0.5 and 0.1 are two kinds already.

    >>> q = np.array([0.5, 0.5, 0.1])
    >>> found = two_kinds([np.array([np.sum(q**n)]) for n in (1, 2, 3, 4, 5)])
    >>> [round(float(x[0]), 9) for x in (found.first, found.second, found.mean_first, found.mean_second)]
    [0.5, 0.1, 1.0, 0.1]

    References
    ----------
    Golub & Welsch (1969), Mathematics of Computation 23, 221-230 (quadrature from moments).
    """
    s1, s2, s3, s4, s5 = power_sums
    spread = s1 * s3 - s2 * s2
    one = ~(spread > ONE_KIND * s1 * s3)
    with np.errstate(divide="ignore", invalid="ignore"):
        total, product = (s1 * s4 - s2 * s3) / spread, (s2 * s4 - s3 * s3) / spread
        first = (total + np.sqrt(np.maximum(total * total - 4 * product, 0))) / 2
        second = np.maximum(product / first, 0)
        mean_first = (s2 - second * s1) / (first - second)
        single = np.where(s1 > 0, s2 / s1, 0.0)
    first, second = np.where(one, single, np.minimum(first, 1)), np.where(one, single / 2, second)
    mean_first = np.where(one, s1, mean_first)
    mean_second = s1 - mean_first
    rest = s5 - mean_first * first**4 - mean_second * second**4
    return TwoKinds(first, second, mean_first, mean_second, np.maximum(rest, 0))


def quick_tail(count: Floats, kinds: TwoKinds) -> tuple[Floats, Floats]:
    """P(V >= count) by the saddlepoint formula of Lugannani and Rice on two kinds of coins.

    Parameters
    ----------
    count
        Whole numbers, shape (n,).
    kinds
        Of shape (n,).

    Returns
    -------
    (tail, error)
        Shape (n,) each: between 0 and 1, and how far off it may be where below 0.3, as a share of itself: the bound of
        the quadrature plus 0.07 / the variance of the tilted sum, at most 0.15 (measured: never above 0.06 / variance).
        NaN and infinite where the count is beyond what two kinds can reach.

    Examples
    --------
    >>> q = np.full(100, 0.1)
    >>> kinds = two_kinds([np.array([np.sum(q**n)]) for n in (1, 2, 3, 4, 5)])
    >>> tail, error = quick_tail(np.array([20.0]), kinds)  # exact, binomial: 0.0019786
    >>> round(float(tail[0]), 4), round(float(error[0]), 4)
    (0.002, 0.0044)

    References
    ----------
    Lugannani & Rice (1980), Advances in Applied Probability 12, 475-490; Butler (2007), Saddlepoint Approximations with
    Applications, ch. 1 (continuity correction).
    """
    p, q, of_p, of_q = kinds.first, kinds.second, kinds.mean_first, kinds.mean_second
    with np.errstate(all="ignore"):
        odds, reached = _odds(count, kinds)
        more = odds - 1
        tilt, part_p, part_q = np.log(odds), 1 + p * more, 1 + q * more
        growth = of_p / p * np.log1p(p * more) + np.where(of_q > 0, of_q / q * np.log1p(q * more), 0.0)
        variance = odds * (of_p * (1 - p) / (part_p * part_p) + of_q * (1 - q) / (part_q * part_q))
        signed = np.copysign(np.sqrt(2 * np.maximum(tilt * count - growth, 0)), tilt)
        normal = np.exp(-signed * signed / 2) / np.sqrt(2 * np.pi)
        spread = np.sqrt(variance)
        tail = ndtr(-signed)
        skew = of_p * (1 - p) * (1 - 2 * p) + of_q * (1 - q) * (1 - 2 * q)
        middle = tail + normal * (0.5 / spread - skew / (6 * variance * spread))
        tail += normal * (1 / ((1 - 1 / odds) * spread) - 1 / signed)
        error = np.abs(more) ** 5 * kinds.rest / 5 + np.minimum(SADDLE / variance, SADDLE_MOST)
    np.copyto(tail, middle, where=np.abs(signed) < CENTRE)
    reached &= ~np.isnan(tail)
    tail[~reached], error[~reached] = np.nan, np.inf
    tail[count <= 0], error[count <= 0] = 1.0, 0.0
    return np.clip(tail, 0.0, 1.0, out=tail), error


def _odds(count: Floats, kinds: TwoKinds) -> tuple[Floats, NDArray[np.bool_]]:
    """Odds that tilt the mean of two kinds of coins to the count: root of a quadratic; and where there is one."""
    p, q, of_p, of_q = kinds.first, kinds.second, kinds.mean_first, kinds.mean_second
    not_p, not_q = 1 - p, 1 - q
    squared, free = of_p * q + of_q * p - count * p * q, -count * not_p * not_q
    linear = of_p * not_q + of_q * not_p - count * (not_p * q + not_q * p)
    root = np.sqrt(linear * linear - 4 * squared * free)
    odds = np.where(linear > 0, -2 * free / (linear + root), (root - linear) / (2 * squared))
    return odds, (squared > 0) & (of_p + of_q > 0)


def exact_tail(count: Floats, probabilities: Floats, copies: Floats) -> Floats:
    """P(V >= count), exact, by the discrete Fourier transform of the tilted distribution.

    Each sum is tilted so that its mean is the count: far tails keep their digits.

    Parameters
    ----------
    count
        Whole numbers, shape (n,).
    probabilities
        q, in [0, 1], shape (coins, n): one column per sum.
    copies
        How often each coin occurs, whole, shape (coins,).

    Returns
    -------
    array of shape (n,)
        Between 0 and 1, to 1e-10 of itself.

    Examples
    --------
    >>> exact_tail(np.array([2.0]), np.array([[0.5], [0.1]]), np.array([2, 1])).round(12).tolist()
    [0.3]

    References
    ----------
    Hong (2013), Computational Statistics & Data Analysis 59, 41-51.
    """
    tail = np.ones(len(count))
    lowest = copies @ (probabilities == 1)
    highest = copies @ (probabilities > 0)
    tail[count > highest] = 0.0
    top = (count == highest) & (count > lowest)
    with np.errstate(divide="ignore"):
        logs = np.log(np.where(probabilities > 0, probabilities, 1.0))
    tail[top] = np.exp(copies @ logs[:, top])
    open_ = np.flatnonzero((count > lowest) & (count < highest))
    step = max(1, CHUNK // max(1, len(copies)) // 32)
    for start in range(0, len(open_), step):
        chosen = open_[start : start + step]
        tail[chosen] = _tilted_tail(count[chosen], probabilities[:, chosen], copies)
    return tail


def _tilted_tail(count: Floats, probabilities: Floats, copies: Floats) -> Floats:
    tilt = _tilt(count, probabilities, copies)
    odds = np.exp(tilt)
    lifted = 1 + probabilities * (odds - 1)
    tilted = probabilities * odds / lifted
    growth = copies @ np.log(lifted)
    mean = copies @ tilted
    reach = REACH * np.sqrt((copies @ (tilted * (1 - tilted))).max()) + REACH
    length = 1 << int(np.ceil(np.log2(2 * reach)))
    waves = _characteristic(tilted, copies, length)
    turn = np.exp(-2j * np.pi / length * np.outer(count % length, np.arange(length // 2 + 1)))
    mass = np.fft.irfft(np.conj(waves * turn), length, axis=1)
    steps = np.arange(length)
    inside = steps[None, :] < (mean - count + length / 2)[:, None]
    weights = np.exp(np.where(inside, -tilt[:, None] * steps, -np.inf))
    tail: Floats = np.exp(growth - tilt * count) * (np.maximum(mass, 0) * weights).sum(axis=1)
    return np.where(mean - count >= length / 2, 1.0, np.minimum(tail, 1.0))


def _tilt(count: Floats, probabilities: Floats, copies: Floats) -> Floats:
    """Tilt that brings the mean to the count where that lies above it, else 0."""
    tilt = np.zeros(len(count))
    above = count > copies @ probabilities
    if not above.any():
        return tilt
    q, goal, at = probabilities[:, above], count[above], np.zeros(int(above.sum()))
    low, high = at.copy(), np.full(len(at), np.inf)
    for _ in range(NEWTON):  # any tilt is exact; one that brings the mean this close keeps all digits
        tilted = q * np.exp(at) / (1 + q * np.expm1(at))
        miss = goal - copies @ tilted
        if (np.abs(miss) < 1e-9 * goal).all():
            break
        low, high = np.where(miss > 0, at, low), np.where(miss < 0, at, high)
        after = at + miss / (copies @ (tilted * (1 - tilted)))
        halved = np.where(np.isinf(high), at + 1, (low + high) / 2)
        at = np.where((after > low) & (after < high) & (after < at + 2), after, halved)
    tilt[above] = at
    return tilt


def _characteristic(tilted: Floats, copies: Floats, length: int) -> NDArray[np.complex128]:
    """Characteristic function of each sum at the first half of the frequencies, shape (n, length / 2 + 1)."""
    turn = np.exp(2j * np.pi / length * np.arange(length // 2 + 1)) - 1
    waves = np.ones((tilted.shape[1], len(turn)), complex)
    for q, times in zip(tilted, copies.astype(int), strict=True):
        factor = 1 + q[:, None] * turn
        left = times
        while left:
            if left & 1:
                waves *= factor
            left >>= 1
            if left:
                factor *= factor
    return waves

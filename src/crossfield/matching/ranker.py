"""The learned ranker: an additive model of features, fitted on past years, that is nothing but a few numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crossfield.matching.features import SIGNED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bits = NDArray[np.bool_]
    Block = dict[str, Floats]
    Pooled = tuple[NDArray[np.float32], Bits, Bits]

POOL = 600
RIDGE = 1e-3
STEPS = 60
TOLERANCE, SLACK = 1e-9, 1e-12  # of a weight: the next step is its square; of the loss, more than its rounding
LEARNED = 256  # queries at a time: few and large products, since each waits for all threads of BLAS
NINE_DIGITS = 1e-8  # of a score: what is nearer may be the same to 9 digits
MEMBERS, FEWEST_MEMBERS = 64, 4  # of a group of candidates, where groups are worth the while


@dataclass(frozen=True, slots=True)
class Ranker:
    r"""An additive score.

    .. math:: s = \sum_f a_f \sqrt{x_f} + b_f x_f

    where x is a feature divided by the query's largest among those it does not know; of signed ones there is no root.

    Parameters
    ----------
    features
        Names, in order.
    root, line
        a and b, shape (features,).
    """

    features: tuple[str, ...]
    root: Floats
    line: Floats

    def parts(self, scaled: Block) -> Block:
        """What each feature adds to the score.

        Parameters
        ----------
        scaled
            Features after `scaled`.

        Examples
        --------
        >>> ranker = Ranker(("activity",), np.array([2.0]), np.array([1.0]))
        >>> ranker.parts({"activity": np.array([[0.25, 1.0]])})["activity"].tolist()
        [[1.25, 3.0]]
        """
        return {
            name: self.line[place] * scaled[name]
            if name in SIGNED
            else self.root[place] * np.sqrt(scaled[name]) + self.line[place] * scaled[name]
            for place, name in enumerate(self.features)
        }

    def score(self, scaled: Block) -> Floats:
        """Score of all candidates, shape (Q, N)."""
        shape = next(iter(scaled.values())).shape
        found, root, part = np.zeros(shape), np.empty(shape), np.empty(shape)  # written again and again: no new memory
        for place, name in enumerate(self.features):
            if name in SIGNED:
                np.multiply(scaled[name], self.line[place], out=part)
            else:
                np.sqrt(scaled[name], out=root)
                np.multiply(root, self.line[place], out=part)
                part += self.root[place]
                part *= root
            found += part
        return found


def scaled(block: Block, known: Bits) -> Block:
    """Divide each feature by the query's largest among the candidates it does not know; signed ones stay.

    Parameters
    ----------
    block
        Feature → array of shape (Q, N).
    known
        True for the one who asks and those it knows, shape (Q, N).

    Examples
    --------
    >>> scaled({"activity": np.array([[4.0, 2.0, 1.0]])}, np.array([[True, False, False]]))["activity"].tolist()
    [[2.0, 1.0, 0.5]]
    """
    found = {}
    new, seen = (~known).astype(float), np.empty(known.shape)
    for name, values in block.items():
        if name in SIGNED:
            found[name] = values
            continue
        largest = np.multiply(values, new, out=seen).max(axis=1, keepdims=True)
        found[name] = values / np.where(largest > 0, largest, 1.0)
    return found


def best(score: Floats, known: Bits, count: int) -> NDArray[np.int64]:
    """Places of the best candidates, best first: by score to 9 significant digits, then in code order.

    Examples
    --------
    >>> best(np.array([[0.3, 0.1 + 0.2, 0.9]]), np.array([[False, False, True]]), 2).tolist()
    [[0, 1]]
    """
    hidden = np.where(known, -np.inf, score)
    count = min(count, hidden.shape[1])
    found = np.empty((len(hidden), count), dtype=np.int64)
    for row, (values, bound) in enumerate(zip(hidden, _bounds(hidden, count), strict=True)):
        near = np.flatnonzero(values >= bound - (NINE_DIGITS * abs(bound) if np.isfinite(bound) else 0.0))
        found[row] = near[_first(values[near], count)]
    return found


def _bounds(hidden: Floats, count: int) -> Floats:
    """A value of each query that its best ones reach: so many groups have a member that is as good.

    Looking for the best among the few that reach it takes a fifth of the time that all of them take.
    """
    members = min(MEMBERS, hidden.shape[1] // (2 * count)) if count else 0
    if members < FEWEST_MEMBERS:
        return np.full(len(hidden), -np.inf)
    groups = hidden.shape[1] // members
    tops = hidden[:, : groups * members].reshape(len(hidden), members, groups).max(axis=1)
    found: Floats = np.partition(tops, groups - count, axis=1)[:, groups - count]
    return found


def _first(values: Floats, count: int) -> NDArray[np.int64]:
    """The best of one query."""
    if not count:
        return np.zeros(0, dtype=np.int64)
    edge = float(np.partition(values, len(values) - count)[len(values) - count])
    # all that may be as good as the last one to 9 digits, so that a tie at the edge is broken by code too
    reach = NINE_DIGITS * abs(edge) if np.isfinite(edge) else 0.0
    above = np.flatnonzero(values > edge + reach)
    level = np.flatnonzero((values >= edge - reach) & (values <= edge + reach))
    if reach:
        level = level[np.lexsort((level, -_rounded(values[level])))]
    above = above[np.lexsort((above, -_rounded(values[above])))]
    return np.concatenate([above, level[: count - len(above)]])


def fit_ranker(features: Sequence[str], rows: Sequence[Pooled]) -> Ranker:
    r"""Fit the score so that the partners that came stand above the others.

    .. math:: \min -\frac{1}{Q} \sum_q \frac{1}{|P_q|} \sum_{j \in P_q} \ln \frac{e^{s_{qj}}}{\sum_k e^{s_{qk}}}
              + 0.001 |w|^2

    Per query the 600 candidates with the largest sum of features take part; it is convex, so there is one answer.

    Parameters
    ----------
    features
        Names of the features, as given to `pooled`.
    rows
        Blocks of queries, each as `pooled` gives it.

    References
    ----------
    McFadden (1974), Frontiers in Econometrics (conditional logit); Cao et al. (2007), ICML (listwise ranking).
    """
    shaped, came, new = (np.concatenate(part) for part in zip(*rows, strict=True))
    weights = _fitted(shaped, came, new, [name in SIGNED for name in features])
    return Ranker(tuple(features), weights[: len(features)], weights[len(features) :])


def pooled(features: Sequence[str], block: Block, known: Bits, wanted: Bits) -> Pooled:
    """The candidates that take part in a fit: per query the 600 with the largest sum of features.

    Parameters
    ----------
    features
        Names of the features to use.
    block, known, wanted
        Features after `scaled`, those known, and the partners that came, each of shape (Q, N).

    Returns
    -------
    tuple
        Roots and values of each candidate's features, who came, and who could, of shapes (Q, 600, 2 × features),
        (Q, 600) and (Q, 600); fewer where there are fewer candidates.
    """
    easy = np.zeros(known.shape)
    for name in features:
        if name not in SIGNED:
            easy += block[name]
    places = best(easy, known, POOL)
    taken = [np.take_along_axis(block[name], places, axis=1) for name in features]
    shaped = np.stack([*(np.sqrt(np.abs(one)) for one in taken), *taken], axis=-1).astype(np.float32)
    return shaped, np.take_along_axis(wanted, places, axis=1), ~np.take_along_axis(known, places, axis=1)


def _fitted(shaped: NDArray[np.float32], came: Bits, new: Bits, signed: Sequence[bool]) -> Floats:
    spread = _spread(shaped)
    use = (spread > 0) & ~np.array([*signed, *([False] * len(signed))])
    weights = np.zeros(len(use))
    able = np.flatnonzero(came.any(axis=1))
    if len(able):
        weights[use] = _Choices(shaped, came, new, able, use, spread[use]).optimum() / spread[use]
    return weights


def _spread(shaped: NDArray[np.float32]) -> Floats:
    """Standard deviation of each feature; exactly 0 where all have the same. In portions, for the sake of memory."""
    flat = shaped.reshape(-1, shaped.shape[2])
    rows = [slice(start, start + POOL * LEARNED) for start in range(0, len(flat), POOL * LEARNED)]
    mean = np.sum([flat[some].sum(axis=0, dtype=float) for some in rows], axis=0) / len(flat)
    squares = np.sum([((flat[some] - mean) ** 2).sum(axis=0) for some in rows], axis=0)
    found: Floats = np.where(flat.max(axis=0) > flat.min(axis=0), np.sqrt(squares / len(flat)), 0.0)
    return found


@dataclass(frozen=True, slots=True)
class _Choices:
    """What candidates of each query have, who came, who could; queries of which somebody came; features and units."""

    shaped: NDArray[np.float32]
    came: Bits
    new: Bits
    able: NDArray[np.int64]
    use: Bits
    unit: Floats

    def optimum(self) -> Floats:
        """Weights where the slope is 0: Newton's steps, halved where the loss would not fall.

        The last step is smaller than what sums in another order change, so it is the same place whatever the threads.
        """
        weights = np.zeros(len(self.unit))
        lost, slope, bend = self._at(weights)
        for _ in range(STEPS):
            step = np.linalg.solve(bend, slope)
            found = self._at(weights - step)
            while found[0] > lost + SLACK * abs(lost):
                step /= 2
                found = self._at(weights - step)
            weights, (lost, slope, bend) = weights - step, found
            if np.abs(step).max(initial=0.0) <= TOLERANCE:
                break
        return weights

    def _at(self, weights: Floats) -> tuple[float, Floats, Floats]:
        """The loss at some weights, its slope and its bend, of shapes (), (F,) and (F, F); in double precision."""
        width, count = len(weights), len(self.able)
        lost, slope, bend = RIDGE * float(weights @ weights), 2 * RIDGE * weights, 2 * RIDGE * np.eye(width)
        for start in range(0, count, LEARNED):
            rows = self.able[start : start + LEARNED]
            given = self.shaped[rows][:, :, self.use] / self.unit
            wanted = self.came[rows] / self.came[rows].sum(axis=1, keepdims=True)
            score = given @ weights
            score -= score.max(axis=1, keepdims=True)
            chance = np.where(self.new[rows], np.exp(score), 0.0)
            sums = np.maximum(chance.sum(axis=1, keepdims=True), 1e-300)
            chance /= sums
            lost -= float((wanted * (score - np.log(sums))).sum()) / count
            mean = (chance[:, None, :] @ given)[:, 0]
            slope += (mean - (wanted[:, None, :] @ given)[:, 0]).sum(axis=0) / count
            second = (given * chance[:, :, None]).reshape(-1, width).T @ given.reshape(-1, width)
            bend += (second - mean.T @ mean) / count
        return lost, slope, bend


def _rounded(values: Floats) -> Floats:
    """Values to 9 significant digits; minus infinity stays."""
    told = np.where(np.isfinite(values), values, 0.0)
    step = 10.0 ** (np.floor(np.log10(np.maximum(np.abs(told), 1e-300))) - 8)
    return np.where(np.isfinite(values), np.where(told == 0, 0.0, np.round(told / step) * step), values)

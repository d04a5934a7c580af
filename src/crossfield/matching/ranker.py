"""The learned ranker: an additive model of features, fitted on past years, that is nothing but a few numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize

from crossfield.matching.features import SIGNED

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bits = NDArray[np.bool_]
    Block = dict[str, Floats]

POOL = 600
RIDGE = 1e-3
STEPS = 60
SHAPES = ("root", "line")


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
    edge = np.partition(hidden, hidden.shape[1] - count, axis=1)[:, hidden.shape[1] - count]
    found = np.empty((len(hidden), count), dtype=np.int64)
    for row, values in enumerate(hidden):
        found[row] = _first(values, float(edge[row]), count)
    return found


def _first(values: Floats, edge: float, count: int) -> NDArray[np.int64]:
    """The best of one query; ``edge`` is the value of the last one."""
    # all that may be as good as the last one to 9 digits, so that a tie at the edge is broken by code too
    reach = 1e-8 * abs(edge) if np.isfinite(edge) else 0.0
    above = np.flatnonzero(values > edge + reach)
    level = np.flatnonzero((values >= edge - reach) & (values <= edge + reach))
    if reach:
        level = level[np.lexsort((level, -_rounded(values[level])))]
    above = above[np.lexsort((above, -_rounded(values[above])))]
    return np.concatenate([above, level[: count - len(above)]])


def fit_ranker(features: Sequence[str], rows: Iterable[tuple[Block, Bits, Bits]]) -> Ranker:
    r"""Fit the score so that the partners that came stand above the others.

    .. math:: \min -\frac{1}{Q} \sum_q \frac{1}{|P_q|} \sum_{j \in P_q} \ln \frac{e^{s_{qj}}}{\sum_k e^{s_{qk}}}
              + 0.001 |w|^2

    Per query the 600 candidates with the largest sum of features take part; it is convex, so there is one answer.

    Parameters
    ----------
    features
        Names of the features to use.
    rows
        Blocks of queries: features after `scaled`, those known, and the partners that came, each of shape (Q, N).

    References
    ----------
    McFadden (1974), Frontiers in Econometrics (conditional logit); Cao et al. (2007), ICML (listwise ranking).
    """
    shaped, came, new = [], [], []
    for block, known, wanted in rows:
        easy = np.zeros(known.shape)
        for name in features:
            if name not in SIGNED:
                easy += block[name]
        places = best(easy, known, POOL)
        taken = [np.take_along_axis(block[name], places, axis=1) for name in features]
        shaped.append(np.stack([*(np.sqrt(np.abs(one)) for one in taken), *taken], axis=-1).astype(np.float32))
        came.append(np.take_along_axis(wanted, places, axis=1))
        new.append(~np.take_along_axis(known, places, axis=1))
    weights = _fitted(
        np.concatenate(shaped), np.concatenate(came), np.concatenate(new), [name in SIGNED for name in features]
    )
    return Ranker(tuple(features), weights[: len(features)], weights[len(features) :])


def _fitted(shaped: NDArray[np.float32], came: Bits, new: Bits, signed: Sequence[bool]) -> Floats:
    queries, pool, width = shaped.shape
    flat = shaped.reshape(-1, width)
    spread = flat.std(axis=0, dtype=np.float64)
    use = (spread > 0) & ~np.array([*signed, *([False] * len(signed))])
    flat = flat[:, use] / spread[use].astype(np.float32)
    target = came / np.maximum(came.sum(axis=1, keepdims=True), 1)
    able = np.asarray(came.any(axis=1), dtype=float)
    told = able[:, None] / max(able.sum(), 1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        score = (flat @ weights.astype(np.float32)).reshape(queries, pool).astype(float)
        score -= score.max(axis=1, keepdims=True)
        chance = np.where(new, np.exp(score), 0.0)
        sums = np.maximum(chance.sum(axis=1, keepdims=True), 1e-300)
        lost = -(told * target * (score - np.log(sums))).sum() + RIDGE * (weights @ weights)
        slope = ((chance / sums - target) * told).astype(np.float32).ravel() @ flat
        return float(lost), slope.astype(float) + 2 * RIDGE * weights

    found = minimize(loss, np.zeros(int(use.sum())), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    weights = np.zeros(width)
    weights[use] = found.x / spread[use]
    return weights


def _rounded(values: Floats) -> Floats:
    """Values to 9 significant digits; minus infinity stays."""
    told = np.where(np.isfinite(values), values, 0.0)
    step = 10.0 ** (np.floor(np.log10(np.maximum(np.abs(told), 1e-300))) - 8)
    return np.where(np.isfinite(values), np.where(told == 0, 0.0, np.round(told / step) * step), values)

"""Two-way bootstrap over regions and call topics: how much wider an interval is than independent projects make it.

Projects of one call topic are not independent, and what is expected of a region rests on the other regions. Topics and
regions are drawn anew, 500 times, and the shrunken value is computed again. By as much as its variance exceeds what the
model has already counted in (x / (alpha + epsilon)^2, independent projects), the variance of the posterior is widened;
by no less than what topics of the usual size at the interface add to what is expected of the region. The value stays.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

from crossfield.indicators.matrix import Axis, axis_of, sparse_matrix
from crossfield.indicators.shrinkage import TAIL

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray
    from scipy import sparse

    from crossfield.indicators.shrinkage import Shrunken
    from crossfield.indicators.window import TopicTables, Window

    Floats = NDArray[np.float64]

DRAWS = 500
AT_ONCE = 50
SEED = 20140714


@dataclass(frozen=True, slots=True)
class Resampling:
    """Counts of a window by topic, and the draws; R regions, P pairs, F fields, T topics, D draws.

    Parameters
    ----------
    window
        The window; its regions, fields and pairs are the axes.
    tables
        Counts by topic of the window's scheme.
    topics
        Axis of topics.
    often
        How often each topic was drawn, shape (T, D), and each region, shape (R, D); 0 for the unknown one.
    only
        Pairs to be widened; the others stay as they are.
    kept
        Strength by counting, once it is widened: activity asks for that on whole counts in every counting.
    """

    window: Window
    tables: TopicTables
    topics: Axis
    often: tuple[Floats, Floats]
    only: NDArray[np.int64]
    kept: dict[str, Shrunken] = field(default_factory=dict)

    @classmethod
    def of(cls, window: Window, tables: TopicTables, only: tuple[str, str] | None = None) -> Resampling:
        """Draw topics and regions of a window.

        Parameters
        ----------
        window
            Counted matrices.
        tables
            Counts by topic, of any schemes.
        only
            The one pair to be widened; None: all.
        """
        names = ("joints", "fields", "sizes", "bridges", "active")
        own = replace(tables, **{name: _of_scheme(getattr(tables, name), window.scheme) for name in names})
        topics = axis_of(own.sizes.column("topic"), own.joints.column("topic"))
        generator = np.random.default_rng(SEED)
        known = np.flatnonzero(window.known)
        often, drawn = np.zeros((len(topics.names), DRAWS)), np.zeros((len(window.known), DRAWS))
        for place in range(DRAWS):
            for into, among in ((often, np.arange(len(topics.names))), (drawn, known)):
                if len(among):
                    times = np.bincount(generator.integers(0, len(among), len(among)), minlength=len(among))
                    into[among, place] = times
        pairs = window.pair_names()
        return cls(window, own, topics, (often, drawn), np.array([n for n, p in enumerate(pairs) if only in {None, p}]))

    def strength(self, found: Shrunken, observed: Floats, expected: Floats, scale: Floats, value: str) -> Shrunken:
        """Widen strength; ``value`` is whole or fractional."""
        if value not in self.kept:
            joint, sizes = self._cells(self.tables.joints, value), self._sizes(self.tables.sizes, value)
            self.kept[value] = self._widened(found, (observed, expected, scale), joint, sizes)
        return self.kept[value]

    def bridges(self, found: Shrunken, observed: Floats, expected: Floats) -> Shrunken:
        """Widen bridges: an organisation counts with the mean weight of its projects' topics."""
        cells = self._cells(self.tables.bridges, "organisations")
        sizes = self._sizes(self.tables.active, "organisations")
        return self._widened(found, (observed, expected, np.ones(observed.shape[1])), cells, sizes)

    def synergy(self, found: Shrunken, observed: Floats, expected: Floats, scale: Floats, value: str) -> Shrunken:
        """Widen synergy: the two fields' counts are drawn with their projects."""
        window, table = self.window, self.tables.fields
        at, name = window.regions.places(table.column("region")), window.fields.places(table.column("field"))
        count = len(window.fields.names)
        fields = self._matrix(table, value, np.where(name >= 0, at * count + name, -1), len(window.known) * count)
        sizes = self._sizes(self.tables.sizes, value)
        return self._widened(found, (observed, expected, scale), self._cells(self.tables.joints, value), sizes, fields)

    def _widened(
        self,
        found: Shrunken,
        cells: tuple[Floats, Floats, Floats],
        joint: sparse.csr_array,
        sizes: sparse.csr_array,
        fields: sparse.csr_array | None = None,
    ) -> Shrunken:
        observed, expected, scale = cells
        if not len(self.only) or np.isnan(found.alpha):
            return found
        value = found.value[:, self.only]
        variance = self._variance(found.alpha, value, scale[self.only], (joint, sizes, fields))
        x, epsilon = (part[:, self.only] / scale[self.only] for part in (observed, expected))
        rate = found.alpha + epsilon
        # A cell without a joint project has none to draw anew: it takes what is usual at its pair.
        usual = (self._clustering(joint, observed[:, self.only], scale[self.only]) - 1) * epsilon * value / rate**2
        excess = np.maximum(np.maximum(variance - x / rate**2, usual), 0.0)
        low, high = found.low.copy(), found.high.copy()
        wider = ~np.isnan(value) & (excess > 0)
        bounds = gamma_bounds(value[wider], value[wider] / rate[wider] + excess[wider])
        for into, bound in zip((low, high), bounds, strict=True):
            part = into[:, self.only]
            part[wider] = bound
            into[:, self.only] = part
        return replace(found, low=low, high=high)

    def _clustering(self, joint: sparse.csr_array, observed: Floats, scale: Floats) -> Floats:
        """Design effect of topics at each pair, shape (P,): projects of a topic in a region, each project asked."""
        squares = np.asarray(joint.power(2).sum(axis=1)).reshape(observed.shape)[self.window.known].sum(axis=0)
        sums = observed[self.window.known].sum(axis=0) * scale
        effect: Floats = np.divide(squares, sums, out=np.ones_like(sums), where=sums > 0)
        return np.maximum(effect, 1.0)

    def _variance(
        self,
        alpha: float,
        value: Floats,
        scale: Floats,
        counts: tuple[sparse.csr_array, sparse.csr_array, sparse.csr_array | None],
    ) -> Floats:
        """Variance of the shrunken value over the draws, shape of the value."""
        joint, sizes, fields = counts
        regions, pairs = value.shape
        sums = np.zeros((2, regions, pairs))
        a, b = self.window.pairs[self.only].T
        start = np.nan_to_num(value)[..., None]
        for first in range(0, DRAWS, AT_ONCE):
            topics, often = (one[:, first : first + AT_ONCE] for one in self.often)
            observed, size = (joint @ topics).reshape(regions, pairs, -1), sizes @ topics
            everywhere = (observed * often[:, None, :]).sum(axis=0)
            if fields is None:
                due = size / np.maximum((size * often).sum(axis=0), 1e-300)
                expected = due[:, None, :] * everywhere
            else:
                both = (fields @ topics).reshape(regions, -1, topics.shape[1])
                share = both[:, a] * both[:, b] / np.maximum(size, 1e-300)[:, None, :]
                expected = share * (everywhere / np.maximum((share * often[:, None, :]).sum(axis=0), 1e-300))
            change = (alpha + observed / scale[:, None]) / (alpha + expected / scale[:, None]) - start
            sums += change.sum(axis=-1), (change**2).sum(axis=-1)
        return np.asarray((sums[1] - sums[0] ** 2 / DRAWS) / (DRAWS - 1))

    def _cells(self, table: pa.Table, value: str) -> sparse.csr_array:
        """Cells of the chosen pairs × topics."""
        place = np.full(len(self.window.pairs) + 1, -1)
        place[self.only] = np.arange(len(self.only))
        pair, region = place[self.window.pair_places(table)], self.window.regions.places(table.column("region"))
        cell = np.where((pair >= 0) & (region >= 0), region * len(self.only) + pair, -1)
        return self._matrix(table, value, cell, len(self.window.known) * len(self.only))

    def _sizes(self, table: pa.Table, value: str) -> sparse.csr_array:
        return self._matrix(table, value, self.window.regions.places(table.column("region")), len(self.window.known))

    def _matrix(self, table: pa.Table, value: str, rows: NDArray[np.int64], size: int) -> sparse.csr_array:
        topic = self.topics.places(table.column("topic"))
        return sparse_matrix(table, value, (rows, topic), (size, len(self.topics.names)))


def gamma_bounds(mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """5 % and 95 % quantile of gammas with these means and variances, both > 0.

    Examples
    --------
    >>> low, high = gamma_bounds(np.array([1.0]), np.array([1.0]))  # the exponential: -ln 0.95 and -ln 0.05
    >>> round(low.item(), 4), round(high.item(), 4)
    (0.0513, 2.9957)
    """
    from scipy.special import gammainccinv, gammaincinv  # noqa: PLC0415 -- slow import

    shape, unit = mean**2 / variance, variance / mean
    return gammaincinv(shape, TAIL) * unit, gammainccinv(shape, TAIL) * unit


def _of_scheme(table: pa.Table, scheme: str) -> pa.Table:
    return table.filter(pc.equal(table.column("scheme"), scheme))

"""Back-test of complementarity: whether regions that complement one become its new partners at an interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators.complementarity import candidates_of, complementarity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.indicators.backtest import Split
    from crossfield.indicators.cells import CellRecords, Cells
    from crossfield.indicators.matrix import Axis

    Floats = NDArray[np.float64]

FIRST = 20
DRAWS = 500
SEED = 20171231
EARTH_KM = 6371.0
MODEL = "complementarity"
BASELINES = ("has-itself", "has-what-leads-to-it", "existing-links", "size", "nearness")


@dataclass(frozen=True, slots=True)
class KnownRegions:
    """Counts of known regions in the form complementarity asks for."""

    regions: Axis
    fields: Axis
    total_whole: Floats
    field_whole: Floats

    @property
    def known(self) -> NDArray[np.bool_]:
        """All of them."""
        return np.ones(len(self.total_whole), dtype=bool)


def backtest_complementarity(
    records: CellRecords, split: Split, points: dict[str, tuple[float, float]]
) -> dict[str, Any]:
    """Recall among the first 20 of regions that become new partners at an interface in the test window.

    A query is a region and an interface at which it gains a partner region with which it had no joint project at that
    interface up to t. All regions with 30 tagged projects up to t are candidates.

    Parameters
    ----------
    records
        Projects of one scheme and level.
    split
        Only ``first``, ``until`` and ``test_until`` are used: nothing is fitted.
    points
        Region → (longitude, latitude); regions without a point are as far as the farthest.

    Returns
    -------
    dict
        task, part, train, test, model (recall_at_20, queries), baselines, intervals (90 %, over regions drawn anew; of
        the ratio to each baseline), verdict, reach (new partners, and those among the candidates).

    Raises
    ------
    NotComputableError
        No region gains a partner, or there are too few candidates.
    """
    past = records.counted(split.first, split.until)
    counts = KnownRegions(records.regions, records.fields, past.tagged, past.field)
    candidates = candidates_of(counts)
    before = _partners(records, split.first, split.until)
    after = _partners(records, split.until + 1, split.test_until)
    scores = _fixed_scores(records, past, split, points, candidates)
    hits: dict[str, list[float]] = {name: [] for name in (MODEL, *BASELINES)}
    asker: list[int] = []
    gained = reachable = 0
    for place, pair in enumerate(records.pairs):
        new = np.triu((after[place].toarray() > 0) & ~(before[place].toarray() > 0), 1)
        new |= new.T
        gained += int(new.sum())
        wanted = new[:, candidates]
        reachable += int(wanted.sum())
        if not wanted.any():
            continue
        found = complementarity(counts, [records.fields.names[side] for side in pair])
        asked = scores | {MODEL: found.score, "has-itself": found.has, "has-what-leads-to-it": found.leads}
        rows = np.flatnonzero(wanted.any(axis=1))
        asker += rows.tolist()
        for name, score in asked.items():
            hits[name] += _recalls(score[rows], wanted[rows]).tolist()
    if not asker:
        message = "No region gains a partner region at any interface in the test window."
        raise NotComputableError(message, "Choose a split with more records.")
    return _judged(hits, np.array(asker), split) | {"reach": {"new_partners": gained, "among_candidates": reachable}}


def distance_km(one: Floats, other: Floats) -> Floats:
    """Great-circle distance of points given as longitude and latitude in degrees.

    Parameters
    ----------
    one, other
        Shapes (R, 2) and (C, 2).

    Returns
    -------
    array of shape (R, C)
        Kilometres; NaN where a point is NaN.

    Examples
    --------
    >>> round(float(distance_km(np.array([[13.74, 51.05]]), np.array([[16.61, 49.19]]))[0, 0]))
    291
    """
    a, b = np.radians(one)[:, None, :], np.radians(other)[None, :, :]
    half = np.sin((b - a) / 2) ** 2
    inner = half[..., 1] + np.cos(a[..., 1]) * np.cos(b[..., 1]) * half[..., 0]
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(inner)))


def _partners(records: CellRecords, year_from: int, year_to: int) -> list[sparse.csr_matrix]:
    """Joint projects of two regions, a matrix per pair."""
    inside = np.flatnonzero((records.year >= year_from) & (records.year <= year_to))
    region, pairs = records.region_project[:, inside], records.project_pair[inside].tocsc()
    found = []
    for place in range(pairs.shape[1]):
        rows = pairs.indices[pairs.indptr[place] : pairs.indptr[place + 1]]
        part = region[:, rows]
        found.append(sparse.csr_matrix(part @ part.T))
    return found


def _fixed_scores(
    records: CellRecords,
    past: Cells,
    split: Split,
    points: dict[str, tuple[float, float]],
    candidates: NDArray[np.int64],
) -> dict[str, Floats]:
    inside = np.flatnonzero((records.year >= split.first) & (records.year <= split.until))
    region = records.region_project[:, inside]
    links = np.asarray((region @ region.T).todense())[:, candidates].astype(float)
    where = np.array([points.get(name, (np.nan, np.nan)) for name in records.regions.names])
    far = distance_km(where, where[candidates])
    nearness = -np.where(np.isnan(far), np.nanmax(far) if not np.isnan(far).all() else 0.0, far)
    itself = np.arange(len(links))[:, None] == candidates[None, :]
    scores = {"existing-links": links, "size": np.zeros_like(links) + past.tagged[candidates], "nearness": nearness}
    return {name: np.where(itself, np.nan, score) for name, score in scores.items()}


def _recalls(score: Floats, wanted: NDArray[np.bool_]) -> Floats:
    """Share of each row's wanted regions among its first 20; equal scores in code order."""
    order = np.argsort(-np.nan_to_num(score, nan=-np.inf), axis=1, kind="stable")[:, :FIRST]
    return np.asarray(np.take_along_axis(wanted, order, axis=1).sum(axis=1) / wanted.sum(axis=1))


def _judged(hits: dict[str, list[float]], asker: NDArray[np.int64], split: Split) -> dict[str, Any]:
    recalls = {name: np.array(values) for name, values in hits.items()}
    generator = np.random.default_rng(SEED)
    regions = np.unique(asker)
    sums = {name: np.bincount(asker, values, minlength=regions.max() + 1)[regions] for name, values in recalls.items()}
    counts = np.bincount(asker, minlength=regions.max() + 1)[regions]
    drawn = generator.integers(0, len(regions), (DRAWS, len(regions)))
    means = {name: total[drawn].sum(axis=1) / counts[drawn].sum(axis=1) for name, total in sums.items()}
    intervals = {"recall_at_20": _bounds(means[MODEL])}
    intervals |= {f"recall_at_20_ratio_to_{name}": _bounds(means[MODEL] / means[name]) for name in BASELINES}
    beaten = all(intervals[f"recall_at_20_ratio_to_{name}"][0] > 1 for name in ("existing-links", "size"))
    verdict = "predicts ties" if beaten else "explains fit and does not predict ties"
    return {
        "task": "complementarity",
        "part": "new partner regions",
        "train": {"features": split.to_dict()["test"]["features"]},
        "test": {"outcome": split.to_dict()["test"]["outcome"]},
        "model": {"recall_at_20": float(recalls[MODEL].mean()), "queries": float(len(asker))},
        "baselines": {name: {"recall_at_20": float(recalls[name].mean())} for name in BASELINES},
        "intervals": intervals,
        "verdict": verdict,
    }


def _bounds(values: Floats) -> list[float]:
    return [float(bound) for bound in np.quantile(values, [0.05, 0.95])]

"""Back-test of partners: whom organisations worked with in later years, against what was suggested before."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import sparse

from crossfield.config import YES, Settings
from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.matching.embedder import embedder_of
from crossfield.matching.features import ORGANISATION, TOPIC, Features, TopicQuery, along_each
from crossfield.matching.network import network_of
from crossfield.matching.ranker import Ranker, best, fit_ranker, pooled, scaled
from crossfield.matching.threads import in_threads, one_thread_each
from crossfield.matching.trees import Trees, fit_trees

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from crossfield.lake.store import Frames
    from crossfield.matching.embedder import Embedder
    from crossfield.matching.network import Network

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bits = NDArray[np.bool_]

GIVEN = ("organisation", "topic")
FEATURES = {"organisation": ORGANISATION, "topic": TOPIC}
FEWEST_PROJECTS = 2
BLOCK = 16  # 16 queries' features stay in the processor's memory: half the time of 64
FIRST, MANY = 20, 100
MODEL, TREES = "ranker", "trees"
BASELINES = (
    *("popularity", "popularity-in-part", "common-neighbours", "adamic-adar", "resource-allocation", "als", "text"),
    "plain-sum",
)
AGAINST = {"organisation": ("adamic-adar",), "topic": ("plain-sum",)}
ALL, UNSEEN = "all", "topic unseen in training"
MEASURES = ("recall_at_100", "recall_at_20", "mrr")
THIRDS = ("smallest", "middle", "largest")
DRAWS = 1000
SEED = 20171231
DEFAULTS = Settings()


@dataclass(frozen=True, slots=True)
class Queries:
    """Who asks, and whom they worked with later.

    Parameters
    ----------
    asker
        Places of those who ask, on the axis of organisations up to the split.
    came
        Partners that came and were not met before, shape (Q, N), 0 or 1.
    unreachable
        Partners that came and are in no project up to the split, per query.
    topics
        Planned projects where these are given; empty for organisations alone.
    seen
        Whether the topic occurs up to the split; all False for organisations alone.
    """

    asker: Ints
    came: sparse.csr_array
    unreachable: Ints
    topics: tuple[TopicQuery, ...] = ()
    seen: Bits = field(default_factory=lambda: np.zeros(0, bool))


def organisation_queries(past: Network, later: Network, ties: sparse.csr_array) -> Queries:
    """Organisations with two or more projects up to the split that gain a partner.

    Parameters
    ----------
    past, later
        Networks up to the split and after it.
    ties
        Who has worked with whom up to the split.
    """
    place = _places(past, later)
    member = _moved(later, place, len(past.organisations.names))
    joint = sparse.csr_array(member @ member.T)
    new = _new(joint, ties)
    outside = later.member[place < 0]
    beyond = np.zeros(len(past.organisations.names), dtype=np.int64)
    if outside.shape[0]:
        met = later.member @ outside.T
        beyond[place[place >= 0]] = np.diff(sparse.csr_array(met).indptr)[place >= 0]
    asker = np.flatnonzero((past.degree >= FEWEST_PROJECTS) & (np.diff(new.indptr) > 0))
    return Queries(asker, sparse.csr_array(new[asker]), beyond[asker], (), np.zeros(len(asker), bool))


def topic_queries(past: Network, later: Network, ties: sparse.csr_array) -> Queries:
    """Later projects whose coordinator has two or more projects up to the split and gains a partner there."""
    place = _places(past, later)
    member = sparse.csr_array(_moved(later, place, len(past.organisations.names)).T)
    lead = np.where(later.coordinator >= 0, place[later.coordinator], -1)
    able = np.flatnonzero((lead >= 0) & (past.degree[np.maximum(lead, 0)] >= FEWEST_PROJECTS))
    new = _new(member[able], ties[lead[able]], lead[able])
    found = np.flatnonzero(np.diff(new.indptr) > 0)
    kept = able[found]
    known = set(past.topic) - {""}
    topics = tuple(
        TopicQuery(int(lead[one]), later.part[one], later.family[one], later.titles.get(later.topic[one], ""))
        for one in kept
    )
    beyond = np.asarray(later.size[kept] - np.diff(member.indptr)[kept], dtype=np.int64)
    seen = np.array([later.topic[one] in known for one in kept], dtype=bool)
    return Queries(lead[kept], sparse.csr_array(new[found]), beyond, topics, seen)


QUERIES: dict[str, Callable[[Network, Network, sparse.csr_array], Queries]] = {
    "organisation": organisation_queries,
    "topic": topic_queries,
}


def learned_ranker(
    past: Features, later: Network, given: str, *, most: int = 2500, boost: bool = False
) -> tuple[Ranker, Trees | None]:
    """Fit a ranker: features up to a year, partners of the year after it; nothing later is read.

    Parameters
    ----------
    past
        Features up to the year.
    later
        Projects of the year after it.
    given
        organisation or topic.
    most
        Queries to learn from; of more, every second, third … in code order is taken.
    boost
        Fit trees that correct it as well.

    Returns
    -------
    tuple
        The additive ranker, and the trees where they are asked for.

    Raises
    ------
    NotComputableError, ConfigError
        No organisation gains a partner; trees are asked for and LightGBM is not installed.
    """
    asked = QUERIES[given](past.network, later, past.ties)
    if not len(asked.asker):
        message = f"No organisation with two projects up to {past.until} gains a partner that was there before."
        raise NotComputableError(message, "The ranker has nothing to learn from; fetch dumps of more years.")
    rows = np.arange(0, len(asked.asker), -(-len(asked.asker) // most))
    names = FEATURES[given]
    with one_thread_each():
        blocks = in_threads(lambda some: pooled(names, *_block(past, asked, some)), _rows(rows))
        ranker = fit_ranker(names, blocks)
    return ranker, fit_trees(ranker, blocks) if boost else None


def backtest_partners(
    network: Network,
    embedder: Embedder,
    given: str,
    *,
    until: int,
    test_until: int,
    kinds: dict[str, str] | None = None,
    boost: bool = False,
) -> dict[str, Any]:
    """Recall of later partners among the first 20 and 100 suggestions, against simple rankings.

    Parameters
    ----------
    network
        All years.
    embedder
        How titles are compared.
    given
        organisation: who asks is all that is known; topic: coordinator, programme part and topic title are.
    until, test_until
        Last year of the features, and of the partners to be found.
    kinds
        Organisation → kind; the figures are given by kind too.
    boost
        Test the trees as well that correct the ranker.

    Returns
    -------
    dict
        task, part, train, test, first (the figures to show first), model, trees (where they are asked for), baselines,
        intervals (90 %, over queries drawn anew; of the difference to each baseline and to the trees as well), by
        (kinds of queries), gap_year (beside the one simple ranking that has to be beaten), reach.

    Raises
    ------
    UnknownNameError
        ``given`` is neither.
    NotComputableError
        The years hold no queries.
    ConfigError
        Trees are asked for and LightGBM is not installed.
    """
    if given not in GIVEN:
        raise UnknownNameError("part of the back-test", given, GIVEN, f"Known: {', '.join(GIVEN)}.")
    features_until = features_by_year(network, embedder)
    trial = _tried(network, features_until, given, until=until, after=until, test_until=test_until, boost=boost)
    gap = _tried(
        network, features_until, given, until=until - 1, after=until, test_until=test_until, against=AGAINST[given]
    )
    first = trial.past.year.min()
    groups = _groups(trial, kinds or {})
    shown = UNSEEN if given == "topic" else ALL
    means = _means(trial, groups[ALL])
    return {
        "task": "partners",
        "part": f"given {given}",
        "train": {"features": f"{first}-{until}", "ranker": f"{first}-{until - 1} for partners of {until}"},
        "test": {"outcome": f"{until + 1}-{test_until}"},
        "first": _means(trial, groups[shown]) | {"of": shown, "gap_year": _means(gap, _groups(gap, {})[shown])},
        "model": means[MODEL] | {"queries": len(trial.asked.asker)},
        **({TREES: means[TREES]} if boost else {}),
        "baselines": {name: value for name, value in means.items() if name not in {MODEL, TREES}},
        "intervals": _intervals(trial),
        "by": {name: _means(trial, rows) | {"queries": int(rows.sum())} for name, rows in groups.items()},
        "gap_year": _means(gap, np.ones(len(gap.asked.asker), bool)) | {"features": f"{first}-{until - 1}"},
        "reach": _reach(trial),
    }


def run_partner_backtest(frames: Frames, given: str, settings: Settings = DEFAULTS) -> dict[str, Any]:
    """Run the back-test on a data version: features up to two years before the last complete one, three years tested.

    Parameters
    ----------
    frames
        A data version with records.
    given
        organisation or topic.
    settings
        Whether trees are tested as well (boost), and where the language model is that the version was built with.

    Returns
    -------
    dict
        As `backtest_partners`.

    Raises
    ------
    TableMissingError, NotComputableError, UnknownNameError, ConfigError
        It holds no records; too few years or partners; ``given`` is neither; what is set is not installed.
    """
    if given not in GIVEN:
        raise UnknownNameError("part of the back-test", given, GIVEN, f"Known: {', '.join(GIVEN)}.")
    last = frames.manifest.last_complete_year
    if last is None:
        message = f"The data version {frames.manifest.version} holds no dated projects."
        raise NotComputableError(message, "Fetch a dump with project.csv, for instance: crossfield fetch cordis-h2020")
    kinds = {row["organisation"]: row["kind"] or "not stated" for row in frames.read("organisation")}
    embedder, _ = embedder_of(frames, settings.text_model)
    network, boost = network_of(frames), settings.boost == YES
    return backtest_partners(network, embedder, given, until=last - 2, test_until=last + 1, kinds=kinds, boost=boost)


def features_by_year(network: Network, embedder: Embedder) -> Callable[[int], Features]:
    """Features of the records up to a year; those of one year are made once, for all that ask."""
    return cache(lambda year: Features(network.between(0, year), embedder))


def backtest_rows(
    network: Network,
    features_until: Callable[[int], Features],
    given: str,
    *,
    until: int,
    test_until: int,
    boost: bool = False,
) -> list[dict[str, Any]]:
    """The back-test that is stored with a model: the ranker against the one simple ranking it has to beat.

    Parameters
    ----------
    network, given, until, test_until, boost
        As in `backtest_partners`.
    features_until
        As of `features_by_year`.

    Returns
    -------
    list[dict]
        Rows of the table partner_backtest; ranges only where all queries are meant.

    Raises
    ------
    NotComputableError
        The years hold no queries.
    """
    against = AGAINST[given]
    trial = _tried(
        network, features_until, given, until=until, after=until, test_until=test_until, against=against, boost=boost
    )
    ranges, groups, rows = _intervals(trial), _groups(trial, {}), []
    span = {"year_from": int(network.year.min()), "until": until, "test_until": test_until}
    for of in [name for name in (ALL, UNSEEN) if name in groups and groups[name].any()]:
        told = {"given": given, "of": of, "queries": int(groups[of].sum())} | span
        for key, (score, measure, value) in _values(_means(trial, groups[of])).items():
            low, high = ranges[key] if key in ranges and of == ALL else (None, None)
            rows.append(told | {"score": score, "measure": measure, "value": value, "low": low, "high": high})
    return rows


def _values(means: dict[str, dict[str, float]]) -> dict[str, tuple[str, str, float]]:
    """Every measure of every ranking, and what the model has above it, by its key among the intervals."""
    found = {}
    for score, measures in means.items():
        for measure, value in measures.items():
            key = measure if score == MODEL else f"{measure} of {score}"
            found[key] = (score, measure, value)
            if score != MODEL:
                above = means[MODEL][measure] - value
                found[f"{measure}_above_{score}"] = (score, f"{measure}_above", above)
    return found


@dataclass(frozen=True, slots=True)
class Trial:
    """One run: measures of every ranking and query, shape (queries, measures), and what was suggested by size.

    ``newcomers`` has for every query, of the newcomers among the partners that came, the share among the first 100 of
    all and of the newcomers' view; not a number where none came.
    """

    past: Network
    asked: Queries
    found: dict[str, Floats]
    suggested: Floats
    newcomers: Floats


def _tried(
    network: Network,
    features_until: Callable[[int], Features],
    given: str,
    *,
    until: int,
    after: int,
    test_until: int,
    against: Sequence[str] = BASELINES,
    boost: bool = False,
) -> Trial:
    ranker, trees = learned_ranker(features_until(until - 1), network.between(until, until), given, boost=boost)
    features, later = features_until(until), network.between(after + 1, test_until)
    past = features.network
    asked = QUERIES[given](past, later, features.ties)
    if not len(asked.asker):
        message = f"No organisation with two projects up to {until} gains a partner in {after + 1}-{test_until}."
        raise NotComputableError(message, "Fetch dumps of more years.")
    small = past.newcomer

    def measured(rows: Ints) -> tuple[dict[str, Floats], Floats, Floats]:
        block, known, came = _block(features, asked, rows)
        wanted = came.sum(axis=1)
        scores = {MODEL: ranker.score(block)} | ({TREES: trees.score(block, known)} if trees else {})
        scores |= _simple_scores(features, asked.asker[rows], block, given, against)
        places = {name: best(score, known, MANY) for name, score in scores.items()}
        hits = {name: np.take_along_axis(came, first, axis=1) for name, first in places.items()}
        views = (places[MODEL], best(scores[MODEL], known | ~small, MANY))
        suggested = np.bincount(places[MODEL].ravel(), minlength=len(small)).astype(float)
        newcomers = np.stack([_reached(came & small, view) for view in views], axis=1)
        return {name: _measures(hit, wanted) for name, hit in hits.items()}, suggested, newcomers

    with one_thread_each():
        parts = in_threads(measured, _rows(np.arange(len(asked.asker))))
    found = {name: np.concatenate([one[0][name] for one in parts]) for name in parts[0][0]}
    suggested: Floats = np.sum([one[1] for one in parts], axis=0)
    return Trial(past, asked, found, suggested, np.concatenate([one[2] for one in parts]))


def _reached(came: Bits, places: Ints) -> Floats:
    """Share of the partners that came at these places of the list; not a number where none came.

    Examples
    --------
    >>> _reached(np.array([[True, False, True], [False, False, False]]), np.array([[0, 1], [0, 1]])).tolist()
    [0.5, nan]
    """
    wanted = came.sum(axis=1)
    hits = np.take_along_axis(came, places, axis=1).sum(axis=1)
    found: Floats = np.where(wanted > 0, hits / np.maximum(wanted, 1), np.nan)
    return found


def _rows(wanted: Ints) -> list[Ints]:
    """Queries in blocks."""
    return [wanted[start : start + BLOCK] for start in range(0, len(wanted), BLOCK)]


def _block(features: Features, asked: Queries, rows: Ints) -> tuple[dict[str, Floats], Bits, Bits]:
    """Features after `scaled` of some queries, those they know, and the partners that came."""
    asker = asked.asker[rows]
    known = features.ties[asker].toarray() > 0
    known[np.arange(len(rows)), asker] = True
    if asked.topics:
        block = features.of_topics([asked.topics[row] for row in rows])
    else:
        block = features.of_organisations(asker)
    return scaled(block, known), known, asked.came[rows].toarray() > 0


def _simple_scores(
    features: Features, asker: Ints, block: dict[str, Floats], given: str, wanted: Sequence[str]
) -> dict[str, Floats]:
    degree, reach = features.network.degree, 1 / np.maximum(features.partners, 1)
    part, text = ("activity-in-part", "subject-near") if given == "topic" else ("parts-in-common", "subjects-in-common")
    ways: dict[str, Callable[[], Floats]] = {
        "popularity": lambda: np.broadcast_to(degree, (len(asker), len(degree))),
        "popularity-in-part": lambda: block[part] ** 2,
        "adamic-adar": lambda: block["shared-partners"],
        "als": lambda: block["collaboration-factors"],
        "text": lambda: block[text],
        "plain-sum": lambda: block["shared-partners"] + block[part] ** 2 + 2 * block[text],
    }
    shared, found = ("common-neighbours", "resource-allocation"), {}
    if any(name in wanted for name in shared):
        ties = features.ties[asker]
        found = dict(zip(shared, along_each(ties, [ties.data, reach[ties.indices]], features.ties), strict=True))
    return {name: found[name] if name in found else ways[name]() for name in wanted}


def _measures(hits: Bits, wanted: Ints) -> Floats:
    """Recall@100, Recall@20 (of at most 20) and reciprocal rank of every query.

    Examples
    --------
    >>> _measures(np.array([[False, True]]), np.array([4])).tolist()
    [[0.25, 0.25, 0.5]]
    """
    place = hits.argmax(axis=1)
    early = hits[:, :FIRST].sum(axis=1) / np.minimum(FIRST, wanted)
    rank = np.where(hits.any(axis=1), 1 / (place + 1), 0.0)
    return np.stack([hits.sum(axis=1) / wanted, early, rank], axis=1)


def _means(trial: Trial, rows: Bits) -> dict[str, Any]:
    return {
        name: dict(zip(MEASURES, map(float, values[rows].mean(axis=0)), strict=True)) if rows.any() else None
        for name, values in trial.found.items()
    }


def _intervals(trial: Trial) -> dict[str, list[float]]:
    """5 % and 95 % over queries drawn anew: of the model's measures, and of what it has above each baseline."""
    queries = len(trial.asked.asker)
    drawn = np.random.default_rng(SEED).multinomial(queries, np.full(queries, 1 / queries), DRAWS) / queries
    found = {}
    for name, values in trial.found.items():
        against = trial.found[MODEL] if name == MODEL else trial.found[MODEL] - values
        low, high = np.quantile(drawn @ against, [0.05, 0.95], axis=0)
        for place, measure in enumerate(MEASURES):
            key = measure if name == MODEL else f"{measure}_above_{name}"
            found[key] = [float(low[place]), float(high[place])]
    return found


def _groups(trial: Trial, kinds: dict[str, str]) -> dict[str, Bits]:
    """Queries by what they are: topic seen or not, kind, newcomer, third of size."""
    asker, past = trial.asked.asker, trial.past
    groups = {ALL: np.ones(len(asker), bool)}
    if trial.asked.topics:
        titled = np.array([bool(one.title) for one in trial.asked.topics])
        groups |= {UNSEEN: ~trial.asked.seen, "topic seen in training": trial.asked.seen}
        groups |= {"title known": titled, "title not known": ~titled}
    told = np.array([kinds.get(past.organisations.names[one], "not stated") for one in asker])
    groups |= {f"kind {kind}": told == kind for kind in sorted(set(told.tolist()))} if kinds else {}
    starts = past.member.multiply(past.year[None, :].astype(float)).tocsr()
    begun = np.array([starts.data[starts.indptr[one] : starts.indptr[one + 1]].min() for one in asker])
    groups["newcomer (first project in the last two years)"] = begun >= past.year.max() - 1
    bounds = np.quantile(past.degree[asker], [1 / 3, 2 / 3])
    third = np.searchsorted(bounds, past.degree[asker], side="left")
    return groups | {f"{name} third by projects": third == place for place, name in enumerate(THIRDS)}


def _reach(trial: Trial) -> dict[str, Any]:
    """Partners that came: how many could be found at all, and how suggestions and partners are spread over size."""
    came = np.asarray(trial.asked.came.sum(axis=0)).ravel()
    degree = trial.past.degree
    one = degree < FEWEST_PROJECTS
    large = degree >= np.quantile(degree, 0.9)
    unreachable = int(trial.asked.unreachable.sum())
    return {
        "partners": int(came.sum()) + unreachable,
        "unreachable": unreachable,
        "unreachable_share": unreachable / max(int(came.sum()) + unreachable, 1),
        "one_project": {"partners": _share(came, one), "suggestions": _share(trial.suggested, one)},
        "largest_tenth": {"partners": _share(came, large), "suggestions": _share(trial.suggested, large)},
        "newcomers": _newcomers(trial, came),
    }


def _newcomers(trial: Trial, came: Floats) -> dict[str, Any]:
    """Newcomers among the partners that came, and how many of them the first 100 of all and of their own view have."""
    able = ~np.isnan(trial.newcomers[:, 0])
    means = trial.newcomers[able].mean(axis=0) if able.any() else (None, None)
    small = trial.past.newcomer
    return {
        "partners": _share(came, small),
        "suggestions": _share(trial.suggested, small),
        "queries": int(able.sum()),
        "recall_at_100": None if means[0] is None else float(means[0]),
        "recall_at_100_of_their_view": None if means[1] is None else float(means[1]),
    }


def _share(counts: Floats, rows: Bits) -> float:
    return float(counts[rows].sum() / max(counts.sum(), 1))


def _places(past: Network, later: Network) -> Ints:
    """Place of each later organisation on the axis up to the split; -1 where it is new."""
    known = {name: place for place, name in enumerate(past.organisations.names)}
    return np.array([known.get(name, -1) for name in later.organisations.names], dtype=np.int64)


def _moved(later: Network, place: Ints, count: int) -> sparse.csr_array:
    """Later participations of the organisations up to the split, shape (count, projects)."""
    rows = later.member.tocoo()
    inside = place[rows.row] >= 0
    into = (rows.data[inside], (place[rows.row[inside]], rows.col[inside]))
    return sparse.csr_array(into, shape=(count, later.member.shape[1]))


def _new(joint: sparse.csr_array, ties: sparse.csr_array, asker: Ints | None = None) -> sparse.csr_array:
    """1 where there is joint work and no tie; the askers themselves (or the diagonal) left out."""
    rows = joint.tocoo()
    itself = rows.row if asker is None else asker[rows.row]
    kept = rows.col != itself
    into = (np.ones(kept.sum()), (rows.row[kept], rows.col[kept]))
    new = sparse.csr_array(into, shape=joint.shape)
    known = new.multiply(ties)
    found = sparse.csr_array(new - known)
    found.eliminate_zeros()
    return found

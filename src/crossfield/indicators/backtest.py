"""Back-tests: what the figures would have said in earlier years, against what came.

No fact after the split is used but the exposure of the test window.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.chance import fit_chance
from crossfield.indicators.drawn_cells import drawn_cells
from crossfield.indicators.potential import features, fit_model
from crossfield.indicators.ranking import Ranking, calibration_slope, decile_of, deciles, poisson_deviance, spearman

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.indicators.cells import CellRecords, Cells
    from crossfield.indicators.chance import Chance
    from crossfield.indicators.potential import Model

    Floats = NDArray[np.float64]

PARTS = ("entry", "growth")
ROUNDED = 12
"""Decimals of the factorisation: cells that are 0 but for rounding stay tied, whatever processor multiplied them."""
BASELINES = ("product", "affinity", "conditional", "synergy", "pair-density", "factorisation", "region-total")
RANK = 4
DRAWS = 200
SEED = 20171231
TOPS = (50, 200, 1000)
THIRDS = ("small", "middle", "large")


@dataclass(frozen=True, slots=True)
class Split:
    """Years of a back-test.

    Parameters
    ----------
    first
        First start year used.
    fit_until
        Last year of the features the model is fitted on; its outcomes are the years after it, up to ``until``.
    until
        t: last year before the test.
    test_until
        Last year of the test.
    """

    first: int
    fit_until: int
    until: int
    test_until: int

    def to_dict(self) -> dict[str, dict[str, str]]:
        """Train and test windows in words."""
        return {
            "train": {"features": f"{self.first}-{self.fit_until}", "outcome": f"{self.fit_until + 1}-{self.until}"},
            "test": {"features": f"{self.first}-{self.until}", "outcome": f"{self.until + 1}-{self.test_until}"},
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """A model and the baselines on one split, before they are judged.

    Parameters
    ----------
    past, test
        Counts up to t, and of the test window.
    model
        The fitted model.
    rate
        Joint projects per incidence of exposure, shape (R, P).
    chance
        How the rate becomes a chance, measured up to t.
    baselines
        Name → score, shape (R, P).
    """

    split: Split
    records: CellRecords
    past: Cells
    test: Cells
    model: Model
    rate: Floats
    chance: Chance
    baselines: dict[str, Floats]


def default_split(records: CellRecords, last_complete: int) -> Split:
    """T = two years before the last complete one, three test years, fitted on the two years up to t.

    Raises
    ------
    NotComputableError
        There are fewer than six years of records.
    """
    first = int(records.year.min()) if len(records.year) else last_complete
    split = Split(first, last_complete - 4, last_complete - 2, last_complete + 1)
    if split.fit_until < first:
        message = f"A back-test needs six years of records; found {first}-{last_complete}."
        raise NotComputableError(message, "Load a dump with more years.")
    return split


def run_trial(records: CellRecords, split: Split) -> Trial:
    """Fit the model before t and score every cell at t."""
    early = records.counted(split.first, split.fit_until)
    later = records.counted(split.fit_until + 1, split.until)
    past = records.counted(split.first, split.until)
    test = records.counted(split.until + 1, split.test_until)
    model = fit_model(features(early, records), later.joint, later.exposure, early.total > 0)
    rate = model.rate(features(past, records))
    chance = fit_chance(rate, past, drawn_cells(records, split.first, split.until).topics_met())
    return Trial(split, records, past, test, model, rate, chance, baseline_scores(past, records))


def baseline_scores(cells: Cells, records: CellRecords) -> dict[str, Floats]:
    """The seven baselines from counts up to t, shape (R, P) each."""
    a, b = records.pairs.T
    na, nb, joint = cells.field[:, a], cells.field[:, b], cells.joint
    joint_sum, sa, sb = joint.sum(axis=0), *(np.maximum(cells.field.sum(axis=0)[side], 1.0) for side in (a, b))
    ea, eb = (np.maximum(cells.europe_field[side], 1.0) for side in (a, b))
    even = np.ones_like(joint)
    m = na * nb / np.maximum(cells.tagged, 1.0)[:, None]
    present = (joint > 0).astype(float)
    count = present.sum(axis=0)
    near = present.T @ present / np.maximum(np.maximum(count[:, None], count[None, :]), 1.0)
    np.fill_diagonal(near, 0.0)
    left, size, right = np.linalg.svd(np.log1p(joint), full_matrices=False)
    return {
        "product": na * nb,
        "affinity": even * (joint_sum * cells.tagged.sum() / (sa * sb)),
        "conditional": (na * cells.europe_joint / ea + nb * cells.europe_joint / eb) / 2,
        "synergy": m / np.maximum(m.sum(axis=0), 1e-9) * joint_sum,
        "pair-density": present @ near / np.maximum(near.sum(axis=0), 1e-9),
        "factorisation": np.round((left[:, :RANK] * size[:RANK]) @ right[:RANK], ROUNDED),
        "region-total": even * cells.total[:, None],
    }


def backtest_interfaces(records: CellRecords, split: Split, *, part: str = "entry") -> dict[str, Any]:
    """Judge the potential at entry or growth.

    Parameters
    ----------
    records, split
        Projects of one scheme and level, and the years.
    part
        entry: cells without joint project up to t; growth: cells with one or more.

    Returns
    -------
    dict
        task, part, train, test, model (metric → value), baselines (name → metric → value), intervals (metric →
        [5 %, 95 %], for the model and for its ratio to each baseline), deciles: share of the cells with a joint project
        in the test window by tenth of their chance, with [5 %, 95 %] over regions drawn anew.

    Raises
    ------
    UnknownNameError
        No such part.
    NotComputableError
        The records are too few.
    """
    if part not in PARTS:
        raise UnknownNameError("part of the back-test", part, PARTS, f"Known: {', '.join(PARTS)}.")
    return judged_part(run_trial(records, split), part)


def judged_part(trial: Trial, part: str) -> dict[str, Any]:
    """Judge one part of a trial; as `backtest_interfaces`."""
    judged = judge_entry(trial) if part == "entry" else judge_growth(trial)
    return {"task": "interfaces", "part": part, **trial.split.to_dict(), **judged}


def judge_entry(trial: Trial) -> dict[str, Any]:
    """Ranking, thirds of region size, calibration and bootstrap intervals of the entry part."""
    cells = (trial.past.total > 0)[:, None] & (trial.past.joint == 0)
    probability = trial.chance.entry(trial.rate, trial.past.exposure, trial.test.exposure)[cells]
    positive = (trial.test.joint[cells] > 0).astype(float)
    if not positive.any() or positive.all():
        message = "No cell without joint project has gained one in the test window, or all have."
        raise NotComputableError(message, "Choose a split with more records.")
    scores = {"model": trial.rate[cells], **{name: score[cells] for name, score in trial.baselines.items()}}
    rankings = {name: Ranking.of(score) for name, score in scores.items()}
    region = np.broadcast_to(np.arange(cells.shape[0])[:, None], cells.shape)[cells]
    judged = {
        name: _entry_metrics(ranking, scores[name], positive, region, trial.past.total)
        for name, ranking in rankings.items()
    }
    judged["model"] |= {
        "cells": float(len(positive)),
        "positive_share": float(positive.mean()),
        "predicted_to_observed": float(probability.mean() / positive.mean()),
        "calibration_slope": calibration_slope(probability, positive),
    }
    return {
        "model": judged.pop("model"),
        "baselines": judged,
        "intervals": _entry_intervals(trial, cells, rankings, region),
        "deciles": _decile_rows(trial, cells, probability, positive),
    }


def judge_growth(trial: Trial) -> dict[str, Any]:
    """Poisson deviance and rank correlation of the growth part, against persistence and e of size and of synergy."""
    cells = (trial.past.total > 0)[:, None] & (trial.past.joint > 0)
    scale = trial.test.exposure / max(trial.past.exposure, 1.0)
    size = np.outer(trial.past.tagged / max(trial.past.tagged.sum(), 1.0), trial.past.joint.sum(axis=0))
    means = {
        "model": trial.rate * trial.test.exposure,
        "persistence": trial.past.joint * scale,
        "expected-by-size": size * scale,
        "expected-by-fields": trial.baselines["synergy"] * scale,
    }
    outcome = trial.test.joint[cells]
    if not outcome.any():
        message = "No active interface has a joint project in the test window."
        raise NotComputableError(message, "Choose a split with more records.")
    judged = {
        name: {"poisson_deviance": poisson_deviance(outcome, mean[cells]), "spearman": spearman(outcome, mean[cells])}
        for name, mean in means.items()
    }
    judged["model"] |= {
        "cells": float(len(outcome)),
        "predicted_to_observed": float(means["model"][cells].sum() / outcome.sum()),
    }
    chance = trial.chance.growth(trial.rate, trial.test.exposure)[cells]
    return {
        "model": judged.pop("model"),
        "baselines": judged,
        "intervals": _growth_intervals(trial, cells, means),
        "deciles": _decile_rows(trial, cells, chance, (outcome > 0).astype(float)),
    }


def _decile_rows(trial: Trial, cells: NDArray[np.bool_], chance: Floats, positive: Floats) -> list[dict[str, float]]:
    """Deciles with the interval of their observed share over regions drawn anew."""
    rows = deciles(chance, positive)
    group = decile_of(chance, np.array([row["from"] for row in rows]))
    size, (row_of, _) = len(trial.past.total), np.nonzero(cells)
    found, came = (
        np.bincount(group * size + row_of, weight, len(rows) * size).reshape(-1, size)
        for weight in (np.ones(len(group)), positive)
    )
    often = np.array([one for one, _ in _draws(trial, joint=False)]).T
    shares = np.divide(came @ often, found @ often, out=np.full((len(rows), DRAWS), np.nan), where=found @ often > 0)
    low, high = np.nanquantile(shares, [0.05, 0.95], axis=1)
    return [row | {"low": float(low[place]), "high": float(high[place])} for place, row in enumerate(rows)]


def _entry_metrics(
    ranking: Ranking, score: Floats, positive: Floats, region: NDArray[np.int64], size: Floats
) -> dict[str, float]:
    one = np.ones(len(positive))
    found = {"pr_auc": ranking.average_precision(positive, one), "roc_auc": ranking.roc_area(positive, one)}
    found |= {f"precision_at_{top}": ranking.precision_at(top, positive) for top in TOPS}
    edges = np.quantile(size[size > 0], [1 / 3, 2 / 3])
    third = np.searchsorted(edges, size, side="right")[region]
    for place, name in enumerate(THIRDS):
        inside = third == place
        own = Ranking.of(score[inside]) if inside.any() else None
        found[f"pr_auc_{name}_regions"] = own.average_precision(positive[inside], one[inside]) if own else float("nan")
        found[f"roc_auc_{name}_regions"] = own.roc_area(positive[inside], one[inside]) if own else float("nan")
    areas = [_area_within(score[region == place], positive[region == place]) for place in np.unique(region)]
    found["mean_roc_auc_within_regions"] = float(np.nanmean(areas)) if not np.isnan(areas).all() else float("nan")
    return found


def _area_within(score: Floats, positive: Floats) -> float:
    return Ranking.of(score).roc_area(positive, np.ones(len(positive)))


def _draws(trial: Trial, *, joint: bool = True) -> list[tuple[Floats, Floats]]:
    """Bootstrap draws: how often each region counts, and the test window's joint projects with topics drawn anew."""
    generator = np.random.default_rng(SEED)
    regions, topics = len(trial.past.total), int(trial.records.topic.max()) + 1
    by_topic = drawn_cells(trial.records, trial.split.until + 1, trial.split.test_until).joint if joint else None
    drawn = []
    for _ in range(DRAWS):
        often, weight = (
            np.bincount(generator.integers(0, size, size), minlength=size).astype(float) for size in (regions, topics)
        )
        counts = np.empty(0) if by_topic is None else (weight @ by_topic).reshape(regions, -1)
        drawn.append((often, counts))
    return drawn


def _entry_intervals(
    trial: Trial, cells: NDArray[np.bool_], rankings: dict[str, Ranking], region: NDArray[np.int64]
) -> dict[str, Any]:
    """Intervals of the areas over regions drawn anew, of their ratios over regions and topics.

    Topics drawn anew leave fewer cells with a joint project, which lowers every area alike and leaves ratios alone.
    """
    found: dict[str, list[float]] = {}
    seen = (trial.test.joint[cells] > 0).astype(float)
    for often, joint in _draws(trial):
        weight, positive = often[region], (joint[cells] > 0).astype(float)
        found.setdefault("pr_auc", []).append(rankings["model"].average_precision(seen, weight))
        found.setdefault("roc_auc", []).append(rankings["model"].roc_area(seen, weight))
        areas = {name: ranking.average_precision(positive, weight) for name, ranking in rankings.items()}
        for name in trial.baselines:
            found.setdefault(f"pr_auc_ratio_to_{name}", []).append(_ratio(areas["model"], areas[name]))
    return {name: _interval(values) for name, values in found.items()}


def _growth_intervals(trial: Trial, cells: NDArray[np.bool_], means: dict[str, Floats]) -> dict[str, Any]:
    region = np.broadcast_to(np.arange(cells.shape[0])[:, None], cells.shape)[cells]
    found: dict[str, list[float]] = {}
    for often, joint in _draws(trial):
        lost = {name: poisson_deviance(joint[cells], mean[cells], often[region]) for name, mean in means.items()}
        for name in means:
            if name != "model":
                found.setdefault(f"poisson_deviance_ratio_to_{name}", []).append(_ratio(lost["model"], lost[name]))
    return {name: _interval(values) for name, values in found.items()}


def _ratio(one: float, other: float) -> float:
    """A draw in which the other one loses nothing has no ratio."""
    return one / other if other else float("nan")


def _interval(values: list[float]) -> list[float]:
    if np.isnan(values).all():
        return [float("nan")] * 2
    return [float(bound) for bound in np.nanquantile(values, [0.05, 0.95])]

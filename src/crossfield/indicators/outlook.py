"""What a data version says of the years ahead at one scheme and level: the forecast, its model and its back-tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError
from crossfield.indicators.backtest import PARTS, default_split, judged_part, run_trial
from crossfield.indicators.forecast import AHEAD, forecast, model_rows, with_forecast, without_forecast

if TYPE_CHECKING:
    import pyarrow as pa

    from crossfield.indicators.backtest import Split
    from crossfield.indicators.cells import CellRecords
    from crossfield.indicators.forecast import Forecast

    Rows = list[dict[str, Any]]

TOO_FEW_YEARS = "no potential: too few complete years"
TOO_FEW_PROJECTS = "no potential: too few joint projects to learn from"
FEWEST = 30  # joint projects × regions to learn from, and cells that gained one to prove it on


@dataclass(slots=True)
class Outlook:
    """Forecast and back-tests of one scheme and level, as far as the records allow.

    Parameters
    ----------
    forecast
        None: see ``reason``.
    reason
        Why there is no forecast; empty otherwise.
    deciles
        Part → deciles of its back-test.
    models, backtests, tenths
        Rows of the tables potential_model, backtest and backtest_decile.
    """

    forecast: Forecast | None = None
    reason: str = ""
    deciles: dict[str, Rows] = field(default_factory=dict)
    models: Rows = field(default_factory=list)
    backtests: Rows = field(default_factory=list)
    tenths: Rows = field(default_factory=list)

    def filled(self, figures: pa.Table) -> pa.Table:
        """Rows of interface_figure of this scheme and level with potential, gap and probability, or the reason."""
        if self.forecast is None:
            return without_forecast(figures, self.reason)
        return with_forecast(figures, self.forecast, self.deciles)


def outlook(records: CellRecords, scheme: str, level: int, last_complete: int) -> Outlook:
    """Forecast the three years after the last complete one, and test the same on earlier years.

    Parameters
    ----------
    records
        Projects of one scheme and level, of all years.
    scheme, level
        Names for the rows.
    last_complete
        Last complete start year.
    """
    found = Outlook()
    first = int(records.year.min()) if len(records.year) else last_complete
    learnt = (
        records.region_project[:, records.year <= last_complete] @ records.project_pair[records.year <= last_complete]
    )
    if learnt.sum() < FEWEST:
        found.reason = TOO_FEW_PROJECTS
        return found
    try:
        found.forecast = forecast(records, first, last_complete)
    except NotComputableError:
        found.reason = TOO_FEW_YEARS if last_complete - first + 1 < 2 * AHEAD else TOO_FEW_PROJECTS
        return found
    found.models = model_rows(found.forecast, scheme, level)
    try:
        trial = run_trial(records, default_split(records, last_complete))
    except NotComputableError:
        return found
    for part in PARTS:
        try:
            judged = judged_part(trial, part)
        except NotComputableError:
            continue
        if sum(row["observed"] * row["cells"] for row in judged["deciles"]) < FEWEST:
            continue
        found.deciles[part] = judged["deciles"]
        where = {"task": "interfaces", "part": part, "scheme": scheme, "level": level}
        found.backtests += measure_rows(judged, where, trial.split)
        found.tenths += decile_rows(judged, where, trial.split)
    return found


def measure_rows(judged: dict[str, Any], where: dict[str, Any], split: Split) -> Rows:
    """Measures of a judged back-test as rows of the table backtest."""
    years = {name: getattr(split, name) for name in ("fit_until", "until", "test_until")}
    where = where | {"year_from": split.first} | years
    bounds = judged["intervals"]
    rows = []
    for score, measures in {"model": judged["model"], **judged["baselines"]}.items():
        for measure, value in measures.items():
            low, high = bounds.get(measure, (None, None)) if score == "model" else (None, None)
            rows.append(where | {"score": score, "measure": measure, "value": value, "low": low, "high": high})
    for measure, (low, high) in bounds.items():
        name, _, baseline = measure.partition("_ratio_to_")
        if baseline:
            value = _ratio(judged["model"][name], judged["baselines"][baseline][name])
            rows.append(where | {"score": "model", "measure": measure, "value": value, "low": low, "high": high})
    return [{key: _defined(value) for key, value in row.items()} for row in rows]


def decile_rows(judged: dict[str, Any], where: dict[str, Any], split: Split) -> Rows:
    """Deciles of a judged back-test as rows of the table backtest_decile."""
    years = {"until": split.until, "test_until": split.test_until}
    names = {"from": "chance_from", "low": "observed_low", "high": "observed_high"}
    return [
        where
        | years
        | {names.get(key, key): int(value) if key in {"decile", "cells"} else value for key, value in row.items()}
        for row in judged["deciles"]
    ]


def _ratio(one: float, other: float) -> float:
    return one / other if other else np.nan


def _defined(value: Any) -> Any:  # noqa: ANN401 -- a name, a year or a number
    return None if isinstance(value, float) and np.isnan(value) else value

"""Years ahead of one scheme and level: forecast, model and back-tests as rows, and the reason where there is none."""

from dataclasses import replace

import pyarrow as pa
import pytest
from scipy import sparse

from crossfield.indicators.backtest import PARTS, Split, backtest_interfaces, default_split
from crossfield.indicators.outlook import FEWEST, TOO_FEW_PROJECTS, TOO_FEW_YEARS, decile_rows, measure_rows, outlook
from crossfield.indicators.question import Question
from crossfield.indicators.recount import recounted_cells
from crossfield.lake.delivery import arrow_schema

WHERE = {"task": "interfaces", "part": "entry", "scheme": "s", "level": 1}
SPLIT = Split(2014, 2015, 2017, 2020)
JUDGED = {
    "model": {"pr_auc": 0.3, "roc_auc": float("nan")},
    "baselines": {"product": {"pr_auc": 0.2}, "affinity": {"pr_auc": 0.0}},
    "intervals": {
        "pr_auc": [0.25, 0.35],
        "pr_auc_ratio_to_product": [1.1, 1.9],
        "pr_auc_ratio_to_affinity": [2.0, 3.0],
    },
    "deciles": [{"decile": 1.0, "from": 0.1, "predicted": 0.2, "observed": 0.3, "cells": 9.0, "low": 0.1, "high": 0.4}],
}


def test_measures_by_hand():
    rows = measure_rows(JUDGED, WHERE, SPLIT)
    years = {"year_from": 2014, "fit_until": 2015, "until": 2017, "test_until": 2020}
    assert all(row.items() >= (WHERE | years).items() for row in rows)
    assert [(row["score"], row["measure"], row["value"], row["low"], row["high"]) for row in rows] == [
        ("model", "pr_auc", 0.3, 0.25, 0.35),
        ("model", "roc_auc", None, None, None),
        ("product", "pr_auc", 0.2, None, None),
        ("affinity", "pr_auc", 0.0, None, None),
        ("model", "pr_auc_ratio_to_product", pytest.approx(1.5), 1.1, 1.9),
        ("model", "pr_auc_ratio_to_affinity", None, 2.0, 3.0),
    ]
    assert pa.Table.from_pylist(rows, arrow_schema("backtest")).num_rows == len(rows)


def test_deciles_by_hand():
    (row,) = decile_rows(JUDGED, WHERE, SPLIT)
    assert row == WHERE | {
        "until": 2017,
        "test_until": 2020,
        "decile": 1,
        "chance_from": 0.1,
        "predicted": 0.2,
        "observed": 0.3,
        "observed_low": 0.1,
        "observed_high": 0.4,
        "cells": 9,
    }


@pytest.fixture(scope="module")
def cells(small_lake):
    with small_lake.open() as frames:
        return recounted_cells(frames, Question("DED"), 0), frames.manifest.last_complete_year


def test_rows_are_those_of_forecast_and_back_tests(cells):
    records, last = cells
    found = outlook(records, "saxony", 0, last)
    judged = {part: backtest_interfaces(records, default_split(records, last), part=part) for part in PARTS}
    came = {part: sum(row["observed"] * row["cells"] for row in one["deciles"]) for part, one in judged.items()}
    assert {part: round(count) >= FEWEST for part, count in came.items()} == {"entry": True, "growth": False}
    assert (found.reason, found.forecast.year_to) == ("", last)
    assert found.deciles == {"entry": judged["entry"]["deciles"]}  # too little grew to prove anything on
    values = {row["measure"]: row["value"] for row in found.backtests if row["score"] == "model"}
    assert values["pr_auc"] == judged["entry"]["model"]["pr_auc"]
    assert {row["part"] for row in (*found.backtests, *found.tenths)} == {"entry"}
    assert {row["term"] for row in found.models} > {"intercept", "bridging"}
    assert [row["decile"] for row in found.tenths] == [int(row["decile"]) for row in judged["entry"]["deciles"]]


def test_too_few_years_leave_a_reason(cells):
    records, _ = cells
    first = int(records.year.min())
    found = outlook(records, "saxony", 0, first + 2)
    assert found.forecast is None
    assert found.reason == TOO_FEW_YEARS
    figures = pa.Table.from_pylist([{"activity": 1.0}, {"activity": None}], arrow_schema("interface_figure"))
    assert found.filled(figures).column("note").to_pylist() == [TOO_FEW_YEARS, None]


def test_a_test_window_without_outcome_leaves_a_forecast_without_back_test(cells):
    """All joint projects after t are lost: the forecast stands on the years before, and nothing proves it."""
    records, last = cells
    pair = records.project_pair.toarray()
    pair[records.year > last - 2] = 0
    cut = replace(records, project_pair=sparse.csr_matrix(pair))
    found = outlook(cut, "saxony", 0, last)
    assert found.forecast is not None
    assert (found.deciles, found.backtests, found.tenths) == ({}, [], [])


def test_few_joint_projects_teach_nothing(cells):
    records, last = cells
    none = replace(records, project_pair=sparse.csr_matrix(records.project_pair.shape))
    found = outlook(none, "saxony", 0, last)
    assert (found.forecast, found.models) == (None, [])
    assert found.reason == TOO_FEW_PROJECTS

"""Back-tests by name: refused with what is known, and the same as the back-tests themselves, null for NaN."""

import json
from dataclasses import replace

import pytest

from crossfield.errors import NotComputableError, TableMissingError, UnknownNameError
from crossfield.indicators.backtest import backtest_interfaces, default_split
from crossfield.indicators.partner_backtest import backtest_complementarity
from crossfield.indicators.proof import _defined, run_backtest
from crossfield.indicators.question import Question
from crossfield.indicators.recount import recounted_cells
from crossfield.lake.store import Frames, Lake

ASKED = Question("DED")
UNKNOWN = {
    "partners": (("partners", "entry", 2), "Unknown back-test: 'partners'.", "Known: interfaces, complementarity."),
    "exit": (("interfaces", "exit", 2), "Unknown part: 'exit'.", "Known: entry, growth."),
    "level 3": (("interfaces", "entry", 3), "Unknown NUTS level: '3'.", "Known: 0, 1, 2."),
}


@pytest.fixture(scope="module")
def frames(small_lake):
    with small_lake.open() as frames:
        yield frames


def without_nan(value):
    """Null for NaN by way of JSON, which is how the answer leaves the house."""
    return json.loads(json.dumps(value), parse_constant=lambda _: None)


@pytest.mark.parametrize(("asked", "message", "hint"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_names_are_refused_where_there_are_records(asked, message, hint, frames):
    task, part, level = asked
    assert "participation" in frames
    with pytest.raises(UnknownNameError) as refused:
        run_backtest(frames, task, ASKED, part=part, level=level)
    assert refused.value.message == message
    assert refused.value.hint.endswith(hint)


def test_a_version_without_dated_projects_is_refused(frames):
    undated = Frames(frames.folder, replace(frames.manifest, last_complete_year=None))
    with pytest.raises(NotComputableError, match="holds no dated projects") as refused:
        run_backtest(undated, "interfaces", ASKED)
    assert refused.value.message == f"The data version {frames.manifest.version} holds no dated projects."
    assert refused.value.hint == "Fetch a dump with project.csv, for instance: crossfield fetch cordis-h2020"


@pytest.mark.parametrize("task", ["interfaces", "complementarity"])
def test_a_version_without_records_is_refused(task):
    with Lake().open() as starter, pytest.raises(TableMissingError, match="A back-test needs the records"):
        run_backtest(starter, task, ASKED)


@pytest.mark.parametrize("task", ["interfaces", "complementarity"])
def test_too_few_years_are_refused(task, frames):
    """The last complete year so early that five years of records lie before it."""
    first = int(recounted_cells(frames, ASKED, 0).year.min())
    short = Frames(frames.folder, replace(frames.manifest, last_complete_year=first + 3))
    with pytest.raises(NotComputableError, match=f"needs six years of records; found {first}-{first + 3}"):
        run_backtest(short, task, ASKED, level=0)
    short.close()


def test_interfaces_are_those_of_the_back_test(frames):
    records = recounted_cells(frames, ASKED, 0)
    split = default_split(records, frames.manifest.last_complete_year)
    answer = run_backtest(frames, "interfaces", ASKED, part="growth", level=0)
    assert answer == without_nan(backtest_interfaces(records, split, part="growth"))
    assert (answer["task"], answer["part"]) == ("interfaces", "growth")
    assert answer["test"] == {"features": f"{split.first}-{split.until}", "outcome": "2024-2026"}


def test_complementarity_is_that_of_the_back_test_with_the_regions_places(frames):
    records = recounted_cells(frames, ASKED, 1)
    split = default_split(records, frames.manifest.last_complete_year)
    points = {
        row["region"]: (row["longitude"], row["latitude"])
        for row in frames.read("region")
        if None not in (row["longitude"], row["latitude"])
    }
    answer = run_backtest(frames, "complementarity", ASKED, level=1)
    assert answer == without_nan(backtest_complementarity(records, split, points))
    assert answer["reach"]["new_partners"] > 0


def test_an_undefined_measure_is_null_however_deep_it_lies():
    nan = float("nan")
    answer = {"model": {"pr_auc": nan, "cells": 0.0}, "deciles": [{"observed": nan}, [nan, 1.0]], "task": "nan", "n": 1}
    expected = {"model": {"pr_auc": None, "cells": 0.0}, "deciles": [{"observed": None}, [None, 1.0]]}
    assert _defined(answer) == expected | {"task": "nan", "n": 1}

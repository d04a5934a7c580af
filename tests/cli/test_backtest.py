"""The command that runs back-tests."""

import json

import pytest

from crossfield.errors import TableMissingError, UnknownNameError
from crossfield.indicators.proof import run_backtest
from crossfield.indicators.question import Question
from crossfield.lake.store import Lake
from crossfield.sources.tagfile import read_tags


def test_the_starter_lake_needs_records():
    with Lake().open() as frames, pytest.raises(TableMissingError, match="needs the records") as refused:
        run_backtest(frames, "interfaces", Question("DED"))
    assert refused.value.hint == "needs: crossfield fetch cordis-h2020"


@pytest.mark.parametrize(
    ("task", "part", "level"), [("partner", "entry", 2), ("interfaces", "exit", 2), ("interfaces", "entry", 3)]
)
def test_unknown_names_are_refused(task, part, level):
    with Lake().open() as frames, pytest.raises(UnknownNameError, match="Unknown"):
        run_backtest(frames, task, Question("DED"), part=part, level=level)


@pytest.mark.shared
def test_both_parts_and_complementarity_run_on_tags_of_ones_own(h2020_lake, shared):
    asked = Question("DED", tags=read_tags(shared / "oracles" / "h2020_reference_tags.csv"))
    with h2020_lake.open() as frames:
        answers = [
            run_backtest(frames, "interfaces", asked, part="entry", level=1),
            run_backtest(frames, "interfaces", asked, part="growth", level=1),
            run_backtest(frames, "complementarity", asked, level=1),
        ]
    for answer in answers:
        assert list(json.loads(json.dumps(answer, allow_nan=False)))[:2] == ["task", "part"]
        assert answer["intervals"]
    assert answers[0]["model"]["pr_auc"] > max(judged["pr_auc"] for judged in answers[0]["baselines"].values())
    assert answers[2]["verdict"] == "explains fit and does not predict ties"

"""Back-tests on the reference tags: the bars of the definitions, and refusals."""

from math import isnan

import pytest

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.backtest import (
    BASELINES,
    Split,
    _interval,
    _ratio,
    backtest_interfaces,
    default_split,
    run_trial,
)
from crossfield.indicators.cells import cell_records
from crossfield.indicators.counting import Records
from crossfield.lake.pairs import pairs_from_tags
from crossfield.sources.tagfile import read_tags


@pytest.fixture(scope="module")
def cells(h2020_lake, shared):
    with h2020_lake.open() as frames:
        tags = frames.session.register(read_tags(shared / "oracles" / "h2020_reference_tags.csv"))
        records = Records.of(frames, tags=tags, pairs=frames.session.keep(pairs_from_tags(tags)))
        return cell_records(frames.session, records, level=2, scheme="own")


@pytest.fixture(scope="module")
def entry(cells):
    return backtest_interfaces(cells, default_split(cells, 2019), part="entry")


@pytest.mark.shared
def test_the_split_is_that_of_the_definitions(cells):
    split = default_split(cells, 2019)
    assert split == Split(2014, 2015, 2017, 2020)
    assert split.to_dict()["test"] == {"features": "2014-2017", "outcome": "2018-2020"}


@pytest.mark.shared
def test_entry_reaches_its_bars(entry):
    best = max(entry["baselines"][name]["pr_auc"] for name in BASELINES[:5])
    assert entry["model"]["pr_auc"] >= 1.20 * best
    assert entry["model"]["roc_auc"] >= 0.845
    assert 0.8 <= entry["model"]["predicted_to_observed"] <= 1.25
    for name in BASELINES:
        assert entry["intervals"][f"pr_auc_ratio_to_{name}"][0] > 1.03


@pytest.mark.shared
def test_baselines_are_those_of_the_definitions(entry):
    found = [round(entry["baselines"][name]["pr_auc"], 3) for name in BASELINES]
    assert found == pytest.approx([0.155, 0.056, 0.182, 0.184, 0.160, 0.169, 0.106], abs=0.004)


@pytest.mark.shared
def test_deciles_tell_what_came(entry):
    rows = entry["deciles"]
    assert [row["decile"] for row in rows] == list(range(1, 11))
    assert rows[-1]["observed"] > 5 * rows[4]["observed"]
    assert sum(row["cells"] for row in rows) == entry["model"]["cells"]


@pytest.mark.shared
def test_growth_beats_persistence_and_expectation(cells):
    found = backtest_interfaces(cells, default_split(cells, 2019), part="growth")
    for name, judged in found["baselines"].items():
        assert found["model"]["poisson_deviance"] < judged["poisson_deviance"]
        assert found["intervals"][f"poisson_deviance_ratio_to_{name}"][1] < 1


@pytest.mark.shared
def test_nothing_after_the_split_but_exposure_is_used(cells):
    """Scores at t are the same when all later projects are lost."""
    from dataclasses import replace

    split = default_split(cells, 2019)
    cut = replace(cells, year=cells.year.copy())
    cut.year[cut.year > split.until] = 1990
    full, blind = run_trial(cells, split), run_trial(cut, split)
    assert (full.rate == blind.rate).all()
    for name in BASELINES:
        assert (full.baselines[name] == blind.baselines[name]).all()


@pytest.mark.shared
def test_an_unknown_part_is_refused(cells):
    with pytest.raises(UnknownNameError, match="exit"):
        backtest_interfaces(cells, default_split(cells, 2019), part="exit")


@pytest.mark.shared
def test_too_few_years_are_refused(cells):
    with pytest.raises(NotComputableError, match="six years"):
        default_split(cells, 2017)


def test_a_draw_in_which_a_baseline_loses_nothing_has_no_ratio():
    assert (_ratio(1.0, 4.0), _ratio(0.0, 4.0)) == (0.25, 0.0)
    assert isnan(_ratio(1.0, 0.0))
    assert _interval([1.0, float("nan"), 1.0]) == [1.0, 1.0]
    assert [isnan(bound) for bound in _interval([float("nan")] * 3)] == [True, True]

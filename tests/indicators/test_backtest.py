"""Back-tests: by hand on made-up records, the bars of the definitions on the reference tags, and refusals."""

from dataclasses import replace
from math import isnan

import narwhals as nw
import numpy as np
import pytest
from scipy import sparse

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.backtest import (
    BASELINES,
    Split,
    _interval,
    _ratio,
    backtest_interfaces,
    baseline_scores,
    default_split,
    run_trial,
)
from crossfield.indicators.cells import CellRecords, cell_records
from crossfield.indicators.counting import Records
from crossfield.indicators.matrix import Axis
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
    assert 0.8 <= entry["model"]["calibration_slope"] <= 1.2
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
def test_a_year_later_the_chance_is_calibrated_as_well(cells):
    model = backtest_interfaces(cells, Split(2014, 2016, 2018, 2020), part="entry")["model"]
    assert 0.8 <= model["predicted_to_observed"] <= 1.25
    assert 0.8 <= model["calibration_slope"] <= 1.2


@pytest.mark.shared
def test_the_definitions_count_lacks_the_one_region_whose_projects_the_tags_never_read(cells, entry, h2020_lake):
    """The reference tags read topic titles without ERC and MSCA: of Liechtenstein's two projects they read none."""
    with h2020_lake.open() as frames:
        parts = frames["participation"].select("project", "region")
        dated = frames["project"].filter(nw.col("year") <= 2017, ~nw.col("topic").is_null())
        read = dated.filter(~nw.col("topic").str.starts_with("ERC"), ~nw.col("topic").str.starts_with("MSCA"))
        rows = frames.session.arrow(parts.join(read.select("project"), on="project", how="inner"))
    told = {code[:4] for code in rows.column("region").to_pylist()}
    assert set(cells.regions.names) - told == {"LI00"}
    assert entry["model"]["cells"] == 43_547
    assert entry["model"]["cells"] - len(cells.pairs) == 43_394


@pytest.mark.shared
def test_growth_beats_persistence_and_expectation(cells):
    found = backtest_interfaces(cells, default_split(cells, 2019), part="growth")
    for name, judged in found["baselines"].items():
        assert found["model"]["poisson_deviance"] < judged["poisson_deviance"]
        assert found["intervals"][f"poisson_deviance_ratio_to_{name}"][1] < 1


@pytest.mark.shared
def test_nothing_after_the_split_but_exposure_is_used(cells):
    """Scores at t are the same when all later projects are lost."""
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


def records_of(projects, regions, fields):
    """Records of projects, each its regions, fields and start year; every two fields of a project make a pair."""
    region, field = np.zeros((regions, len(projects))), np.zeros((len(projects), fields))
    for place, (where, what, _) in enumerate(projects):
        region[where, place], field[place, what] = 1, 1
    pairs = np.array([(a, b) for a in range(fields) for b in range(a + 1, fields)])
    both = sparse.csr_matrix(field[:, pairs[:, 0]] * field[:, pairs[:, 1]])
    year = np.array([start for _, _, start in projects], dtype=np.int64)
    return CellRecords(
        regions=Axis([f"{'AB'[place % 2]}X{place:02d}" for place in range(regions)]),
        fields=Axis([f"f{place}" for place in range(fields)]),
        pairs=pairs,
        year=year,
        topic=np.arange(len(projects)),
        region_project=sparse.csr_matrix(region),
        unit_project=sparse.csr_matrix(region),
        unit_region=np.arange(regions),
        project_field=sparse.csr_matrix(field),
        project_pair=both,
        project_both=both,
        totals={int(one): region[:, year == one].sum(axis=1) for one in set(year.tolist())},
    )


def drawn_records(seed=1, regions=20, fields=6, projects=300, last=2020):
    """Projects with one to three regions and fields; a region's home field stands in half of its projects."""
    generator = np.random.default_rng(seed)
    home = generator.dirichlet(np.ones(regions))
    rows = []
    for _ in range(projects):
        where = generator.choice(regions, generator.integers(1, 4), replace=False, p=home)
        what = set(generator.choice(fields, generator.integers(1, 3), replace=False).tolist())
        what |= {int(where[0]) % fields} if generator.random() < 0.5 else set()
        rows.append((where, sorted(what), int(generator.integers(2014, last + 1))))
    return records_of(rows, regions, fields)


@pytest.mark.parametrize(
    ("first", "last_complete", "split"),
    [
        (2014, 2019, Split(2014, 2015, 2017, 2020)),
        (2014, 2018, Split(2014, 2014, 2016, 2019)),  # five years and one not yet complete
        (2000, 2019, Split(2000, 2015, 2017, 2020)),
    ],
)
def test_the_split_follows_the_last_complete_year(first, last_complete, split):
    records = records_of([([0], [0, 1], first), ([0], [0], 2019)], 1, 2)
    assert default_split(records, last_complete) == split


@pytest.mark.parametrize("projects", [[([0], [0, 1], 2016)], []])
def test_years_that_do_not_reach_are_refused_and_named(projects):
    with pytest.raises(NotComputableError, match=r"found 20(16|19)-2019") as refusal:
        default_split(records_of(projects, 1, 2), 2019)
    assert refusal.value.hint == "Load a dump with more years."


def test_windows_are_said_without_overlap():
    assert Split(2014, 2015, 2017, 2020).to_dict() == {
        "train": {"features": "2014-2015", "outcome": "2016-2017"},
        "test": {"features": "2014-2017", "outcome": "2018-2020"},
    }


def test_baselines_by_hand():
    """R0 has f0 × f1 twice and f2 once; R1 has f0 once and f2 twice; of the pairs only f0 × f1 has met."""
    projects = [([0], [0, 1], 2014), ([0], [0, 1], 2015), ([0], [2], 2015), ([1], [0], 2014)]
    projects += [([1], [2], 2014), ([1], [2], 2015)]
    records = records_of(projects, 2, 3)
    found = baseline_scores(records.counted(2014, 2015), records)
    assert tuple(found) == BASELINES
    # fields: R0 2, 2, 1 and R1 1, 0, 2 of three tagged projects each
    assert found["product"].tolist() == [[4, 2, 2], [0, 2, 0]]
    # two joint projects of six, against 3 and 2 in the fields
    assert found["affinity"] == pytest.approx(np.array([[2 * 6 / (3 * 2), 0, 0]] * 2))
    # of Europe's projects in f0 two of three meet f1; of those in f1 both meet f0
    assert found["conditional"] == pytest.approx(np.array([[(2 * 2 / 3 + 2) / 2, 0, 0], [1 / 3, 0, 0]]))
    assert found["synergy"] == pytest.approx(np.array([[2, 0, 0], [0, 0, 0]]))
    assert found["pair-density"].tolist() == [[0, 0, 0], [0, 0, 0]]  # no pair is near another
    assert found["factorisation"] == pytest.approx(np.array([[np.log(3), 0, 0], [0, 0, 0]]), abs=1e-12)
    assert found["region-total"].tolist() == [[3, 3, 3], [3, 3, 3]]


@pytest.mark.parametrize("part", ["entry", "growth"])
def test_a_part_is_judged_with_all_that_is_promised(part):
    found = backtest_interfaces(drawn_records(), Split(2014, 2015, 2017, 2020), part=part)
    assert (found["task"], found["part"]) == ("interfaces", part)
    assert set(found) == {"task", "part", "train", "test", "model", "baselines", "intervals", "deciles"}
    rows = found["deciles"]
    assert sum(row["cells"] for row in rows) == found["model"]["cells"]
    assert all(row["low"] <= row["high"] for row in rows)
    assert [row["from"] for row in rows] == sorted(row["from"] for row in rows)
    low, high = next(iter(found["intervals"].values()))
    assert low <= high


def test_all_cells_are_either_entered_or_grown():
    split, records = Split(2014, 2015, 2017, 2020), drawn_records()
    past = records.counted(2014, 2017)
    entry, growth = (backtest_interfaces(records, split, part=part)["model"]["cells"] for part in ("entry", "growth"))
    assert entry + growth == int((past.total > 0).sum()) * len(records.pairs)
    assert growth == (past.joint > 0).sum()


def test_the_order_of_projects_changes_no_score():
    records, split = drawn_records(), Split(2014, 2015, 2017, 2020)
    order = np.random.default_rng(5).permutation(len(records.year))
    mixed = replace(
        records,
        year=records.year[order],
        topic=records.topic[order],
        region_project=records.region_project[:, order],
        unit_project=records.unit_project[:, order],
        project_field=records.project_field[order],
        project_pair=records.project_pair[order],
        project_both=records.project_both[order],
    )
    straight, again = run_trial(records, split), run_trial(mixed, split)
    assert again.rate == pytest.approx(straight.rate, rel=1e-9)
    for name in BASELINES:
        assert again.baselines[name] == pytest.approx(straight.baselines[name], rel=1e-9, abs=1e-12)


def test_later_projects_do_not_change_what_was_forecast():
    records, split = drawn_records(), Split(2014, 2015, 2017, 2020)
    fewer = replace(records, year=np.where(records.year > split.until, 1990, records.year))
    assert (run_trial(fewer, split).rate == run_trial(records, split).rate).all()


def test_a_window_in_which_nothing_came_is_refused():
    records = drawn_records(last=2017)
    split = Split(2014, 2015, 2017, 2020)
    with pytest.raises(NotComputableError, match="No cell without joint project has gained one"):
        backtest_interfaces(records, split, part="entry")
    with pytest.raises(NotComputableError, match="No active interface has a joint project"):
        backtest_interfaces(records, split, part="growth")


def test_a_part_that_does_not_exist_is_refused_before_anything_is_computed():
    with pytest.raises(UnknownNameError, match="part of the back-test") as refusal:
        backtest_interfaces(records_of([], 0, 2), Split(2014, 2015, 2017, 2020), part="grwth")
    assert refusal.value.closest == ["growth"]

"""The back-test of complementarity: hand-worked recall, planted partners, and the verdict on the reference tags."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators.backtest import Split, default_split
from crossfield.indicators.cells import CellRecords, cell_records
from crossfield.indicators.counting import Records
from crossfield.indicators.matrix import Axis
from crossfield.indicators.partner_backtest import BASELINES, _recalls, backtest_complementarity, distance_km
from crossfield.lake.pairs import pairs_from_tags
from crossfield.sources.tagfile import read_tags

SPLIT = Split(2014, 2015, 2017, 2020)


def made_records(joint_later):
    """Three regions strong in one field each up to 2017; ``joint_later`` pairs of regions meet at f0 × f1 in 2018."""
    projects = [([place], [place], 2016) for place in (0, 1, 2) for _ in range(40)]
    projects += [(list(regions), [0, 1], 2018) for regions in joint_later]
    region, field = np.zeros((3, len(projects))), np.zeros((len(projects), 3))
    for place, (regions, fields, _) in enumerate(projects):
        region[regions, place] = 1
        field[place, fields] = 1
    pairs = np.array([(0, 1), (0, 2), (1, 2)])
    both = sparse.csr_matrix(field[:, pairs[:, 0]] * field[:, pairs[:, 1]])
    year = np.array([year for _, _, year in projects])
    return CellRecords(
        regions=Axis(["AA1", "BB1", "CC1"]),
        fields=Axis(["f0", "f1", "f2"]),
        pairs=pairs,
        year=year,
        topic=np.arange(len(projects)),
        region_project=sparse.csr_matrix(region),
        unit_project=sparse.csr_matrix(region),
        unit_region=np.arange(3),
        project_field=sparse.csr_matrix(field),
        project_pair=both,
        project_both=both,
        totals={int(one): region[:, year == one].sum(axis=1) for one in set(year.tolist())},
    )


def test_recall_by_hand():
    score = np.arange(25, dtype=float)[None, :]
    wanted = np.zeros((1, 25), bool)
    wanted[0, [24, 5, 4]] = True
    assert _recalls(score, wanted).tolist() == [pytest.approx(2 / 3)]


def test_regions_never_count_as_their_own_partner():
    score = np.array([[np.nan, 1.0]])
    assert _recalls(score, np.array([[False, True]])).tolist() == [1.0]


def test_new_partners_are_found_and_counted_once_a_side():
    found = backtest_complementarity(made_records([(0, 1)]), SPLIT, {"AA1": (0.0, 50.0), "BB1": (1.0, 50.0)})
    assert found["reach"] == {"new_partners": 2, "among_candidates": 2}
    assert found["model"] == {"recall_at_20": 1.0, "queries": 2.0}
    assert sorted(found["baselines"]) == sorted(BASELINES)


def test_no_new_partner_is_refused():
    with pytest.raises(NotComputableError, match="No region gains"):
        backtest_complementarity(made_records([]), SPLIT, {})


def test_distance_is_symmetric_and_unknown_stays_unknown():
    points = np.array([[13.74, 51.05], [16.61, 49.19], [np.nan, np.nan]])
    far = distance_km(points, points)
    assert far[0, 1] == pytest.approx(far[1, 0])
    assert far[0, 0] == pytest.approx(0)
    assert np.isnan(far[2]).all()


@pytest.mark.shared
def test_on_the_reference_tags_it_explains_fit_and_does_not_predict_ties(h2020_lake, shared):
    with h2020_lake.open() as frames:
        tags = frames.session.register(read_tags(shared / "oracles" / "h2020_reference_tags.csv"))
        records = Records.of(frames, tags=tags, pairs=frames.session.keep(pairs_from_tags(tags)))
        cells = cell_records(frames.session, records, level=1, scheme="own")
        rows = frames.read("region")
    points = {row["region"]: (row["longitude"], row["latitude"]) for row in rows if row["longitude"] is not None}
    found = backtest_complementarity(cells, default_split(cells, 2019), points)
    assert found["verdict"] == "explains fit and does not predict ties"
    assert found["model"]["recall_at_20"] == pytest.approx(0.275, abs=0.01)
    assert found["baselines"]["size"]["recall_at_20"] == pytest.approx(0.449, abs=0.01)
    assert found["intervals"]["recall_at_20_ratio_to_size"][1] < 1


POINT = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


@given(POINT, POINT, POINT)
def test_no_way_over_a_third_point_is_shorter(one, other, third):
    far = distance_km(np.array([one, other, third]), np.array([one, other, third]))
    assert far[0, 1] <= far[0, 2] + far[2, 1] + 1e-6
    assert far == pytest.approx(far.T, abs=1e-6)
    assert far.max() <= 20_016  # half way round the earth


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((0.0, 0.0), (90.0, 0.0), 10_007.5),  # a quarter of the equator
        ((0.0, 90.0), (123.0, -90.0), 20_015.1),  # pole to pole, whatever the meridian
        ((179.5, 0.0), (-179.5, 0.0), 111.2),  # over the line of dates
    ],
)
def test_distances_by_hand(one, other, km):
    assert distance_km(np.array([one]), np.array([other]))[0, 0] == pytest.approx(km, abs=0.1)


def test_several_queries_have_their_own_recall():
    score = np.tile(np.arange(30, dtype=float), (3, 1))
    wanted = np.zeros((3, 30), bool)
    wanted[0, 29] = wanted[1, 0] = True
    wanted[2, [29, 28, 0, 1]] = True
    assert _recalls(score, wanted).tolist() == [1.0, 0.0, 0.5]


def test_equal_scores_stand_in_code_order():
    wanted = np.zeros((1, 25), bool)
    wanted[0, [19, 20]] = True
    assert _recalls(np.zeros((1, 25)), wanted).tolist() == [0.5]


def test_regions_without_a_point_are_as_far_as_the_farthest_and_none_need_have_one():
    found = backtest_complementarity(made_records([(0, 1), (1, 2)]), SPLIT, {})
    assert found["reach"] == {"new_partners": 4, "among_candidates": 4}
    assert found["baselines"]["nearness"] == {"recall_at_20": 1.0}
    assert (found["train"], found["test"]) == ({"features": "2014-2017"}, {"outcome": "2018-2020"})


def test_among_so_few_all_are_found_and_no_baseline_is_beaten():
    found = backtest_complementarity(made_records([(0, 1)]), SPLIT, {})
    assert found["verdict"] == "explains fit and does not predict ties"
    assert {tuple(bounds) for bounds in found["intervals"].values()} == {(1.0, 1.0)}

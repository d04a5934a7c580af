"""The back-test of complementarity: hand-worked recall, planted partners, and the verdict on the reference tags."""

import numpy as np
import pytest
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

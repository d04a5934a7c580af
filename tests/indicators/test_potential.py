"""Potential: nothing of the cell's own joint projects, and a model that finds what was planted."""

import numpy as np
import pytest
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators.cells import CellRecords
from crossfield.indicators.forecast import forecast
from crossfield.indicators.matrix import Axis
from crossfield.indicators.potential import FEATURES, features, fit_model

YEARS = np.arange(2014, 2020)


def made_records(projects=900, regions=24, fields=5, seed=1):
    """Random projects of six years with one to three regions and fields each; every two fields make a pair."""
    generator = np.random.default_rng(seed)
    pairs = np.array([(a, b) for a in range(fields) for b in range(a + 1, fields)])
    home = generator.dirichlet(np.ones(regions) * 2)
    region = np.zeros((regions, projects))
    field = np.zeros((projects, fields))
    for place in range(projects):
        region[generator.choice(regions, generator.integers(1, 4), replace=False, p=home), place] = 1
        field[place, generator.choice(fields, generator.integers(1, 4), replace=False)] = 1
    both = field[:, pairs[:, 0]] * field[:, pairs[:, 1]]
    year = generator.choice(YEARS, projects)
    return CellRecords(
        regions=Axis([f"{'ABCD'[place % 4]}X{place:02d}" for place in range(regions)]),
        fields=Axis([f"f{place}" for place in range(fields)]),
        pairs=pairs,
        year=year,
        topic=generator.integers(0, 200, projects),
        region_project=sparse.csr_matrix(region),
        unit_project=sparse.csr_matrix(region),
        unit_region=np.arange(regions),
        project_field=sparse.csr_matrix(field),
        project_pair=sparse.csr_matrix(both),
        project_both=sparse.csr_matrix(both),
        totals={int(one): region[:, year == one].sum(axis=1) for one in YEARS},
    )


@pytest.fixture(scope="module")
def records():
    return made_records()


def test_counts_are_those_of_the_years(records):
    cells = records.counted(2015, 2016)
    inside = (records.year >= 2015) & (records.year <= 2016)
    assert cells.exposure == records.region_project[:, inside].sum()
    assert cells.europe_field.sum() == records.project_field[inside].sum()
    assert cells.joint.shape == (24, 10)


def test_weights_count_a_project_as_often(records):
    once, twice = records.counted(2014, 2019), records.counted(2014, 2019, np.full(len(records.year), 2.0))
    np.testing.assert_allclose(twice.joint, 2 * once.joint)
    np.testing.assert_allclose(twice.tagged, 2 * once.tagged)


def test_features_are_finite_and_complete(records):
    found = features(records.counted(2014, 2019), records)
    assert found.shape == (24, 10, len(FEATURES))
    assert np.isfinite(found).all()


def test_own_joint_projects_do_not_speak_for_a_cell(records):
    """One more project with both fields and no others moves the cell only through Europe's sums."""
    pair, region = 3, 7
    a, b = records.pairs[pair]
    extra = np.zeros((1, 5))
    extra[0, [a, b]] = 1
    own = np.zeros((1, len(records.pairs)))
    own[0, pair] = 1
    place = np.zeros((24, 1))
    place[region] = 1
    more = CellRecords(
        regions=records.regions,
        fields=records.fields,
        pairs=records.pairs,
        year=np.r_[records.year, 2015],
        topic=np.r_[records.topic, 0],
        region_project=sparse.csr_matrix(sparse.hstack([records.region_project, place])),
        unit_project=sparse.csr_matrix(sparse.hstack([records.unit_project, place])),
        unit_region=records.unit_region,
        project_field=sparse.csr_matrix(sparse.vstack([records.project_field, extra])),
        project_pair=sparse.csr_matrix(sparse.vstack([records.project_pair, own])),
        project_both=sparse.csr_matrix(sparse.vstack([records.project_both, own])),
        totals={year: total + (place[:, 0] if year == 2015 else 0) for year, total in records.totals.items()},
    )
    before, after = records.counted(2014, 2019), more.counted(2014, 2019)
    assert after.joint[region, pair] == before.joint[region, pair] + 1
    cell = (region, pair)
    change = features(after, more)[cell] - features(before, records)[cell]
    moved = dict(zip(FEATURES, np.abs(change), strict=True))
    assert moved["bridging"] < 0.02
    assert moved["less_joint_field"] == pytest.approx(0, abs=0.01)
    assert moved["more_joint_field"] == pytest.approx(0, abs=0.01)
    assert max(moved.values()) < 0.03


def test_planted_rates_are_found(records):
    inputs = features(records.counted(2014, 2016), records)
    weights = np.zeros(len(FEATURES))
    weights[2], weights[4] = 0.8, 0.5
    standard = (inputs - inputs.mean(axis=(0, 1))) / (inputs.std(axis=(0, 1)) + 1e-9)
    mean = np.exp(standard @ weights - 1)
    outcome = np.random.default_rng(2).poisson(mean).astype(float)
    model = fit_model(inputs, outcome, 1000.0, np.ones(24, bool))
    assert model.rate(inputs).sum() * 1000 == pytest.approx(outcome.sum(), rel=1e-3)
    assert np.corrcoef(np.log(model.rate(inputs)).ravel(), np.log(mean).ravel())[0, 1] > 0.9


def test_no_outcome_cannot_be_learnt(records):
    inputs = features(records.counted(2014, 2016), records)
    with pytest.raises(NotComputableError, match="No interface"):
        fit_model(inputs, np.zeros(inputs.shape[:2]), 10.0, np.ones(24, bool))


def test_a_forecast_has_bounds_and_is_deterministic(records):
    one, other = (forecast(records, 2014, 2019, draws=5) for _ in range(2))
    np.testing.assert_array_equal(one.draws, other.draws)
    assert one.potential.shape == (24, 10)
    assert ((one.chance >= 0) & (one.chance <= 1)).all()
    assert (one.entry == (records.counted(2014, 2019).joint == 0)).all()


def test_five_years_are_too_few(records):
    with pytest.raises(NotComputableError, match="6 complete years"):
        forecast(records, 2015, 2019)

"""The live forecast: what it writes into figures, by hand and by law, and the model that stands behind it."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators.cells import CellRecords
from crossfield.indicators.forecast import BOUNDS, COLUMNS, Forecast, forecast, forecast_model, with_forecast
from crossfield.indicators.matrix import Axis
from crossfield.indicators.potential import FEATURES, Model, features
from crossfield.lake.delivery import arrow_schema

PAIRS = np.array([(0, 1), (0, 2), (1, 2)])
REGIONS = ["AT1", "AT2", "BE1", "BE2", "BE3", "CZ1", "CZ2", "CZ3"]
DRAWN = np.arange(1.0, 6.0)


def made_records(seed=3, order=None, projects=400):
    """Projects of six years with one or two of eight regions and of three fields; ``order`` renames the regions."""
    generator = np.random.default_rng(seed)
    region, field = np.zeros((len(REGIONS), projects)), np.zeros((projects, 3))
    for place in range(projects):
        region[generator.choice(8, generator.integers(1, 3), replace=False, p=np.arange(1, 9) / 36), place] = 1
        field[place, generator.choice(3, generator.integers(1, 3), replace=False)] = 1
    year, topic = generator.integers(2014, 2020, projects), generator.integers(0, 60, projects)
    region = region if order is None else region[order]
    both = sparse.csr_matrix(field[:, PAIRS[:, 0]] * field[:, PAIRS[:, 1]])
    return CellRecords(
        regions=Axis(REGIONS),
        fields=Axis(["a", "b", "c"]),
        pairs=PAIRS,
        year=year,
        topic=topic,
        region_project=sparse.csr_matrix(region),
        unit_project=sparse.csr_matrix(region),
        unit_region=np.arange(len(REGIONS)),
        project_field=sparse.csr_matrix(field),
        project_pair=both,
        project_both=both,
        totals={int(one): region[:, year == one].sum(axis=1) for one in set(year.tolist())},
    )


def figures_of(rows):
    """Rows (region, field_a, field_b, activity, low, high) of interface_figure with a note each, to be kept."""
    names = ("region", "field_a", "field_b", "activity", "activity_low", "activity_high")
    rows = [dict(zip(names, row, strict=True)) | {"note": f"row {place}"} for place, row in enumerate(rows)]
    return pa.Table.from_pylist(rows, arrow_schema("interface_figure"))


@pytest.fixture(scope="module")
def records():
    return made_records()


@pytest.fixture(scope="module")
def found(records):
    return forecast(records, 2014, 2019, draws=12)


@pytest.fixture(scope="module")
def whole(records):
    """A row of every cell, its activity the joint projects of the last three years."""
    joint = records.counted(2017, 2019).joint
    names = records.fields.names
    return figures_of(
        (region, names[a], names[b], joint[r, p], joint[r, p] * 0.5, joint[r, p] * 1.5)
        for r, region in enumerate(REGIONS)
        for p, (a, b) in enumerate(PAIRS)
    )


@pytest.fixture
def by_hand(records):
    """Potential 10 r + p, chances 1/4; five draws 1 to 5 in every cell."""
    potential = 10.0 * np.arange(8)[:, None] + np.arange(3)
    draws = np.broadcast_to(DRAWN[:, None, None], (5, 8, 3)).astype(np.float32)
    return Forecast(records, 2014, 2019, potential, draws, np.full((8, 3), 0.25), potential == 0)


def test_columns_are_filled_by_hand(by_hand):
    rows = with_forecast(figures_of([("BE1", "a", "c", 4.0, 4.0, 4.0), ("AT1", "b", "c", 0.0, 0.0, 0.0)]), by_hand)
    first, second = rows.select(COLUMNS).to_pylist()
    assert (first["potential"], first["gap"], first["probability"]) == (21.0, 17.0, 0.25)
    assert (second["potential"], second["gap"], second["probability"]) == (2.0, 2.0, 0.25)
    for row in (first, second):
        assert (row["potential_low"], row["potential_high"]) == pytest.approx((1.2, 4.8))
    # An activity without spread shifts the draws: 1 to 5 less 4, and less 0.
    assert (first["gap_low"], first["gap_high"]) == pytest.approx((-3.0, 1.0))
    assert (second["gap_low"], second["gap_high"]) == pytest.approx((1.0, 5.0))


NULL = {
    "activity is null": ("BE1", "a", "b", None, None, None),
    "unknown region": ("unknown", "a", "b", 4.0, 3.0, 5.0),
    "region without record": ("XX1", "a", "b", 4.0, 3.0, 5.0),
    "field without record": ("BE1", "a", "z", 4.0, 3.0, 5.0),
    "fields against the order of their codes": ("BE1", "b", "a", 4.0, 3.0, 5.0),
}


@pytest.mark.parametrize("row", NULL.values(), ids=NULL)
def test_what_has_no_forecast_is_null_and_its_neighbour_is_not(row, by_hand):
    rows = with_forecast(figures_of([row, ("BE1", "a", "b", 4.0, 4.0, 4.0)]), by_hand).select(COLUMNS).to_pylist()
    assert rows[0] == dict.fromkeys(COLUMNS)
    assert (rows[1]["potential"], rows[1]["gap"]) == (20.0, 16.0)


def test_no_rows_stay_no_rows(by_hand):
    empty = figures_of([])
    assert with_forecast(empty, by_hand).equals(empty)


def test_nothing_else_is_touched(found, whole):
    filled = with_forecast(whole, found)
    assert filled.schema == whole.schema == arrow_schema("interface_figure")
    rest = [name for name in whole.column_names if name not in COLUMNS]
    assert filled.select(rest).equals(whole.select(rest))
    assert {name: filled.column(name).null_count for name in COLUMNS} == dict.fromkeys(COLUMNS, 0)


def test_gap_is_potential_less_activity_and_bounds_are_ordered(found, whole):
    filled = {name: np.array(column) for name, column in with_forecast(whole, found).to_pydict().items()}
    np.testing.assert_array_equal(filled["potential"], found.potential.ravel())
    np.testing.assert_array_equal(filled["gap"], filled["potential"] - filled["activity"])
    np.testing.assert_array_equal(filled["probability"], found.probability.ravel())
    low, high = np.quantile(found.draws.astype(float), BOUNDS, axis=0)
    np.testing.assert_allclose(filled["potential_low"], low.ravel())
    np.testing.assert_allclose(filled["potential_high"], high.ravel())
    assert (filled["potential_low"] <= filled["potential_high"]).all()
    assert (filled["gap_low"] <= filled["gap_high"]).all()
    assert ((filled["probability"] >= 0) & (filled["probability"] <= 1)).all()


def test_an_uncertain_activity_widens_the_gap(by_hand):
    certain, uncertain = with_forecast(
        figures_of([("BE1", "a", "b", 4.0, 4.0, 4.0), ("BE1", "a", "b", 4.0, 1.0, 8.0)]), by_hand
    ).to_pylist()
    assert uncertain["gap_low"] < certain["gap_low"]
    assert uncertain["gap_high"] > certain["gap_high"]
    assert uncertain["gap"] == certain["gap"]


def test_the_same_seed_gives_the_same_rows_and_another_moves_the_gaps_interval_only(found, whole):
    one, same, other = (with_forecast(whole, found, seed) for seed in (1, 1, 2))
    assert one.equals(same)
    differ = {name for name in whole.column_names if not one.column(name).equals(other.column(name))}
    assert differ == {"gap_low", "gap_high"}


def test_more_rows_than_are_drawn_at_once(by_hand):
    """Rows are drawn by 500: the last of 501 is filled as the first, but for its own draws."""
    rows = with_forecast(figures_of([("BE1", "a", "b", 4.0, 4.0, 4.0)] * 501), by_hand)
    np.testing.assert_allclose(rows.column("gap_low").to_pylist(), -3.0)
    np.testing.assert_allclose(rows.column("gap_high").to_pylist(), 1.0)


def test_the_model_is_plain_numbers_that_give_the_forecast(found, records):
    plain = forecast_model(records, 2014, 2019)
    assert list(plain) == ["intercept", "weights", "mean", "spread", "frailty"]
    assert {len(plain[name]) for name in ("weights", "mean", "spread")} == {len(FEATURES)}
    read = json.loads(json.dumps(plain, allow_nan=False))
    assert read == plain
    lists = {name: np.array(read[name]) for name in ("weights", "mean", "spread")}
    model = Model(**(read | lists))
    now, recent = records.counted(2014, 2019), records.counted(2017, 2019)
    rate = model.rate(features(now, records))
    np.testing.assert_allclose(rate * recent.exposure, found.potential)
    ahead, alpha = rate * recent.exposure, model.frailty
    behind = np.where(now.joint == 0, rate * now.exposure, 0.0)
    chance = 1 - ((alpha + behind) / (alpha + behind + ahead)) ** alpha
    np.testing.assert_allclose(found.probability, chance)


def test_permuting_regions_of_a_country_permutes_the_forecast(found):
    order = [1, 0, 4, 2, 3, 6, 7, 5]
    other = forecast(made_records(order=order), 2014, 2019, draws=1)
    np.testing.assert_allclose(other.potential, found.potential[order], rtol=1e-6)
    np.testing.assert_allclose(other.probability, found.probability[order], rtol=1e-4)
    assert (other.entry == found.entry[order]).all()


def test_too_few_years_and_no_joint_project_are_refused(records):
    with pytest.raises(NotComputableError, match="needs 6 complete years of records; found 2015-2019") as refused:
        forecast(records, 2015, 2019)
    assert refused.value.hint == "Load a dump with more years."
    without = replace(records, project_pair=sparse.csr_matrix(records.project_pair.shape))
    for ask in (forecast, forecast_model):
        with pytest.raises(NotComputableError, match="No interface of the earlier years"):
            ask(without, 2014, 2019)

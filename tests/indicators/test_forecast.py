"""The live forecast: what it writes into figures, by hand and by law, and the model that stands behind it."""

import json
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators.cells import CellRecords
from crossfield.indicators.chance import Chance
from crossfield.indicators.forecast import (
    BOUNDS,
    COLUMNS,
    NO_BACKTEST,
    Forecast,
    forecast,
    model_rows,
    with_forecast,
    without_forecast,
)
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
    model = Model(-1.0, np.arange(13.0), np.zeros(13), np.ones(13))
    return Forecast(
        records,
        2014,
        2019,
        potential,
        draws,
        np.full((8, 3), 0.25),
        potential == 0,
        model,
        Chance(1.0, 1.0, 2.0),
        100.0,
        np.full((8, 3, 2), [8, -4]),
    )


def tenths(*observed):
    """Deciles from 0, 0.2 and 0.4 on, with these shares that came."""
    return [{"decile": place + 1, "from": 0.2 * place, "observed": share} for place, share in enumerate(observed)]


DECILES = {"entry": tenths(0.0, 0.1, 0.5), "growth": tenths(0.3, 0.6, 0.9)}


def test_columns_are_filled_by_hand(by_hand):
    rows = with_forecast(
        figures_of([("BE1", "a", "c", 4.0, 4.0, 4.0), ("AT1", "a", "b", 0.0, 0.0, 0.0)]), by_hand, DECILES
    )
    first, second = rows.select(COLUMNS).to_pylist()
    assert (first["potential"], first["gap"]) == (21.0, 17.0)
    assert (second["potential"], second["gap"]) == (0.0, 0.0)
    # A chance of 0.25 lies in the second tenth of either part.
    assert (first["part"], first["decile"], first["probability"]) == ("growth", 2, 0.6)
    assert (second["part"], second["decile"], second["probability"]) == ("entry", 2, 0.1)
    assert first["drivers"] == second["drivers"] == "+bridging;-region_total"
    for row in (first, second):
        assert (row["potential_low"], row["potential_high"]) == pytest.approx((1.2, 4.8))
    # An activity without spread shifts the draws: 1 to 5 less 4, and less 0.
    assert (first["gap_low"], first["gap_high"]) == pytest.approx((-3.0, 1.0), rel=1e-5)
    assert (second["gap_low"], second["gap_high"]) == pytest.approx((1.0, 5.0), rel=1e-5)


NULL = {
    "activity is null": ("BE1", "a", "b", None, None, None),
    "unknown region": ("unknown", "a", "b", 4.0, 3.0, 5.0),
    "region without record": ("XX1", "a", "b", 4.0, 3.0, 5.0),
    "field without record": ("BE1", "a", "z", 4.0, 3.0, 5.0),
    "fields against the order of their codes": ("BE1", "b", "a", 4.0, 3.0, 5.0),
}


@pytest.mark.parametrize("row", NULL.values(), ids=NULL)
def test_what_has_no_forecast_is_null_and_its_neighbour_is_not(row, by_hand):
    rows = (
        with_forecast(figures_of([row, ("BE1", "a", "b", 4.0, 4.0, 4.0)]), by_hand, DECILES).select(COLUMNS).to_pylist()
    )
    assert rows[0] == dict.fromkeys(COLUMNS)
    assert (rows[1]["potential"], rows[1]["gap"]) == (20.0, 16.0)


def test_no_rows_stay_no_rows(by_hand):
    empty = figures_of([])
    assert with_forecast(empty, by_hand, DECILES).equals(empty)


def test_nothing_else_is_touched(found, whole):
    filled = with_forecast(whole, found, DECILES)
    assert filled.schema == whole.schema == arrow_schema("interface_figure")
    rest = [name for name in whole.column_names if name not in COLUMNS]
    assert filled.select(rest).equals(whole.select(rest))
    assert {name: filled.column(name).null_count for name in COLUMNS} == dict.fromkeys(COLUMNS, 0)


def test_gap_is_potential_less_activity_and_bounds_are_ordered(found, whole):
    filled = {name: np.array(column) for name, column in with_forecast(whole, found, DECILES).to_pydict().items()}
    np.testing.assert_array_equal(filled["potential"], found.potential.ravel())
    np.testing.assert_array_equal(filled["gap"], filled["potential"] - filled["activity"])
    low, high = np.quantile(found.draws.astype(float), BOUNDS, axis=0)
    np.testing.assert_allclose(filled["potential_low"], low.ravel())
    np.testing.assert_allclose(filled["potential_high"], high.ravel())
    assert (filled["potential_low"] <= filled["potential_high"]).all()
    assert (filled["gap_low"] <= filled["gap_high"]).all()
    assert ((filled["probability"] >= 0) & (filled["probability"] <= 1)).all()


def test_an_uncertain_activity_widens_the_gap(by_hand):
    certain, uncertain = with_forecast(
        figures_of([("BE1", "a", "b", 4.0, 4.0, 4.0), ("BE1", "a", "b", 4.0, 1.0, 8.0)]), by_hand, DECILES
    ).to_pylist()
    assert uncertain["gap_low"] < certain["gap_low"]
    assert uncertain["gap_high"] > certain["gap_high"]
    assert uncertain["gap"] == certain["gap"]


def test_the_same_seed_gives_the_same_rows_and_another_moves_the_gaps_interval_only(found, whole):
    one, same, other = (with_forecast(whole, found, DECILES, seed) for seed in (1, 1, 2))
    assert one.equals(same)
    differ = {name for name in whole.column_names if not one.column(name).equals(other.column(name))}
    assert differ == {"gap_low", "gap_high"}


def test_more_rows_than_are_drawn_at_once(by_hand):
    """Rows are drawn by 500: the last of 501 is filled as the first, but for its own draws."""
    now = [4.0 + 1e-9 * place for place in range(501)]
    rows = with_forecast(figures_of([("BE1", "a", "b", one, one, one) for one in now]), by_hand, DECILES)
    np.testing.assert_allclose(rows.column("gap_low").to_pylist(), -3.0, rtol=1e-5)
    np.testing.assert_allclose(rows.column("gap_high").to_pylist(), 1.0, rtol=1e-5)


def test_rows_of_several_countings_share_their_draws(by_hand):
    one = ("BE1", "a", "b", 4.0, 2.0, 6.0)
    rows = with_forecast(figures_of([one, ("AT1", "a", "c", 1.0, 0.5, 2.0), one]), by_hand, DECILES)
    first, _, last = rows.select(COLUMNS).to_pylist()
    assert first == last


def test_a_part_without_back_test_has_no_probability_and_says_so(by_hand):
    rows = with_forecast(
        figures_of([("BE1", "a", "c", 4.0, 4.0, 4.0), ("AT1", "a", "b", 0.0, 0.0, 0.0)]),
        by_hand,
        {"growth": DECILES["growth"]},
    ).to_pylist()
    assert [(row["part"], row["decile"], row["probability"]) for row in rows] == [
        ("growth", 2, 0.6),
        ("entry", None, None),
    ]
    assert [row["note"] for row in rows] == ["row 0", f"row 1; {NO_BACKTEST}"]


def test_without_a_forecast_the_notes_of_what_has_activity_say_why():
    rows = without_forecast(
        figures_of([("BE1", "a", "b", 4.0, 3.0, 5.0), NULL["activity is null"]]), "no potential: why"
    )
    assert rows.column("note").to_pylist() == ["row 0; no potential: why", "row 1"]
    assert rows.column("potential").to_pylist() == [None, None]


def test_the_model_is_plain_numbers_that_give_the_forecast(found, records):
    rows = json.loads(json.dumps(model_rows(found, "s", 1), allow_nan=False))
    assert [row["term"] for row in rows] == ["intercept", "exposure", "level", "together", "frailty", *FEATURES]
    assert {(row["scheme"], row["level"], row["year_from"], row["year_to"]) for row in rows} == {("s", 1, 2014, 2019)}
    plain = {row["term"]: row["weight"] for row in rows}
    weights, mean, spread = (np.array([row[key] for row in rows[5:]]) for key in ("weight", "mean", "spread"))
    model = Model(plain["intercept"], weights, mean, spread)
    now, recent = records.counted(2014, 2019), records.counted(2017, 2019)
    assert plain["exposure"] == recent.exposure
    rate = model.rate(features(now, records))
    np.testing.assert_allclose(rate * recent.exposure, found.potential)
    # The level makes what is expected of all years what they brought, in topics of as many projects as a topic has.
    topics = rate * (now.joint.sum() / (rate * now.exposure).sum() / plain["together"])
    ahead, alpha = topics * recent.exposure, plain["frailty"]
    behind = np.where(now.joint == 0, topics * now.exposure, 0.0)
    np.testing.assert_allclose(found.chance, 1 - ((alpha + behind) / (alpha + behind + ahead)) ** alpha)


def test_a_draw_in_which_nothing_came_expects_nothing():
    """One topic alone has joint projects in the later years: where it is not drawn, potential is 0."""
    records = made_records()
    late = records.year >= 2017
    pair = records.project_pair.toarray()
    pair[late & (records.topic != 0)] = 0
    found = forecast(replace(records, project_pair=sparse.csr_matrix(pair)), 2014, 2019, draws=40)
    nothing = (found.draws == 0).all(axis=(1, 2))
    assert 5 <= nothing.sum() <= 25
    assert (found.draws[~nothing] > 0).all()


def test_permuting_regions_of_a_country_permutes_the_forecast(found):
    order = [1, 0, 4, 2, 3, 6, 7, 5]
    other = forecast(made_records(order=order), 2014, 2019, draws=1)
    np.testing.assert_allclose(other.potential, found.potential[order], rtol=1e-6)
    np.testing.assert_allclose(other.chance, found.chance[order], rtol=1e-4)
    assert (other.entry == found.entry[order]).all()


def test_too_few_years_and_no_joint_project_are_refused(records):
    with pytest.raises(NotComputableError, match="needs 6 complete years of records; found 2015-2019") as refused:
        forecast(records, 2015, 2019)
    assert refused.value.hint == "Load a dump with more years."
    without = replace(records, project_pair=sparse.csr_matrix(records.project_pair.shape))
    with pytest.raises(NotComputableError, match="No interface of the earlier years"):
        forecast(without, 2014, 2019)

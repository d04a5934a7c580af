"""Fitness, reflections, normalised ubiquity and PRODY against EconGeo and the trade table."""

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators.fitness import fitness, method_of_reflections, normalised_ubiquity, prody
from crossfield.indicators.presence import binary_presence, location_quotient_cells, read_amounts

# EconGeo (../shared/oracles/oracle_econgeo.txt)
MAT01 = np.array([[0, 1, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]])
MAT10 = np.array([[0, 6, 9, 4], [10, 10, 3, 6], [7, 8, 1, 6], [9, 10, 0, 5], [10, 0, 0, 1]])
MAT100 = np.array([[44, 63, 8, 83], [48, 42, 10, 1], [74, 54, 96, 16], [39, 26, 28, 13], [89, 61, 45, 76]])
HH = np.array([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
REFLECTIONS = {
    0: ([4, 1, 2, 1], [1, 2, 2, 3]),
    1: ([2, 2, 2.5, 3], [4, 2.5, 3, 2.333333333]),
    2: ([2.958333333, 2.5, 2.666666667, 2.333333333], [2, 2, 2.25, 2.5]),
    3: ([37.5, 0, 75, 100], [100, 25, 52.27272727, 0]),
    4: ([100, 56.41025641, 58.97435897, 0], [36, 0, 72, 100]),
}


@pytest.mark.parametrize("steps", REFLECTIONS)
def test_reflections_of_the_four_countries_are_those_of_econgeo(steps):
    found = method_of_reflections(HH, steps=steps, scaled=True)
    regions, fields = REFLECTIONS[steps]
    assert found.regions.tolist() == pytest.approx(regions, abs=1e-8)
    assert found.fields.tolist() == pytest.approx(fields, abs=1e-8)


def test_late_reflections_are_those_of_econgeo():
    regions = method_of_reflections(MAT01, steps=20, scaled=True).regions
    fields = method_of_reflections(MAT01, steps=19, scaled=True).fields
    assert regions.tolist() == pytest.approx([41.886117, 0, 0, 41.886117, 100], abs=1e-6)
    assert fields.tolist() == pytest.approx([63.24555322, 63.24555322, 100, 0], abs=1e-8)
    assert method_of_reflections(MAT01, steps=20).regions.max() < 3


def test_reflections_are_undefined_for_empty_rows_and_where_nothing_differs():
    table = np.zeros((5, 5), int)
    table[:4, :4] = HH
    found = method_of_reflections(table, steps=4, scaled=True)
    assert found.regions.tolist() == pytest.approx([*REFLECTIONS[4][0], np.nan], nan_ok=True)
    assert found.fields.tolist() == pytest.approx([*REFLECTIONS[4][1], np.nan], nan_ok=True)
    assert np.isnan(method_of_reflections(np.ones((3, 3)), steps=4, scaled=True).regions).all()
    with pytest.raises(NotComputableError, match="at least 0"):
        method_of_reflections(HH, steps=-1)


@pytest.mark.shared
def test_fitness_of_the_trade_table_is_that_after_19_updates(shared):
    def column(name):
        with (shared / "oracles" / f"world_trade_1998_2000_{name}.csv").open(encoding="utf-8") as lines:
            return {row["k"]: float(row["v"]) for row in csv.DictReader(lines)}

    with gzip.open(shared / "oracles" / "world_trade_1998_2000.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    names = ([row[name] for row in rows] for name in ("country", "product"))
    amounts = read_amounts(*names, [float(row["value"]) for row in rows])
    found = fitness(binary_presence(amounts.cells), updates=19)
    countries, products = column("fitness_countries"), column("complexity_products")
    np.testing.assert_allclose(found.regions, [countries[name] for name in amounts.regions], rtol=1e-11)
    np.testing.assert_allclose(found.fields, [products[name] for name in amounts.fields], rtol=1e-11)


def test_fitness_is_undefined_for_the_empty_and_for_what_runs_down_to_nothing():
    found = fitness(np.array([[1, 1, 0], [1, 0, 0], [0, 0, 0]]), updates=3)
    assert np.isnan(found.regions).tolist() == [False, False, True]
    assert np.isnan(found.fields).tolist() == [False, False, True]
    assert np.nanmean(found.regions) == pytest.approx(1)
    nested = np.tril(np.ones((60, 60), int))
    late = fitness(nested, updates=2000)
    assert ((late.regions > 0) | np.isnan(late.regions)).all()
    with pytest.raises(NotComputableError, match="at least 1"):
        fitness(nested, updates=0)


def test_permutations_permute_fitness():
    table = np.random.default_rng(1).random((12, 9)) < 0.5
    table[:, 0] = True
    order = np.random.default_rng(2).permutation(12)
    np.testing.assert_allclose(fitness(table[order]).regions, fitness(table).regions[order], rtol=1e-12)


def test_normalised_ubiquity_is_that_of_econgeo():
    assert normalised_ubiquity(MAT10).round(2).tolist() == [1.03, 0.97, 1.11, 0.94]
    assert normalised_ubiquity(sparse.csr_array(MAT10)).round(2).tolist() == [1.03, 0.97, 1.11, 0.94]
    assert np.isnan(normalised_ubiquity(np.array([[1.0, 0.0], [2.0, 0.0]])))[1]


def test_prody_is_that_of_econgeo_but_for_its_rounding():
    """EconGeo rounds the location quotients to 2 digits first: with that we meet it to all its digits."""
    income = np.array([5, 10, 15, 25, 50])  # EconGeo's example of a vector of incomes
    published = [21.20754717, 18.56203008, 22.7742616, 22.57471264]
    rounded = location_quotient_cells(MAT100).round(2)
    assert (income @ rounded / rounded.sum(axis=0)).tolist() == pytest.approx(published, abs=5e-9)
    assert prody(MAT100, income).tolist() == pytest.approx(published, rel=1e-3)
    exact = location_quotient_cells(MAT100)
    assert prody(sparse.csr_array(MAT100), income) == pytest.approx(income @ exact / exact.sum(axis=0))


@pytest.mark.parametrize("income", [[1.0, 2.0], [1.0, 2.0, 3.0, 4.0, np.nan]])
def test_prody_refuses_missing_incomes(income):
    with pytest.raises(NotComputableError, match="5 regions was expected"):
        prody(MAT100, np.array(income))


PRESENCES = arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 7))).filter(lambda table: table.any())
AMOUNTS = arrays(float, st.tuples(st.integers(1, 6), st.integers(1, 6)), elements=st.integers(0, 9).map(float)).filter(
    lambda table: table.any()
)


@settings(deadline=None)
@given(PRESENCES, st.integers(1, 5))
def test_fitness_has_mean_one_and_is_the_same_sparse(table, updates):
    found, thin = fitness(table, updates=updates), fitness(sparse.csr_array(table.astype(float)), updates=updates)
    for values, sparsely, side in zip(found, thin, (1, 0), strict=True):
        assert np.nanmean(values) == pytest.approx(1)
        assert (np.isnan(values) == ~table.any(axis=side)).all()
        assert sparsely == pytest.approx(values, nan_ok=True)


@settings(deadline=None)
@given(PRESENCES)
def test_who_has_all_that_another_has_is_no_less_fit(table):
    found = fitness(table, updates=3).regions
    for one in range(len(table)):
        for other in range(len(table)):
            if table[other].any() and (table[one] | ~table[other]).all():
                assert found[one] >= found[other] * (1 - 1e-9)


@settings(deadline=None)
@given(PRESENCES)
def test_reflections_begin_with_sizes_and_stay_between_the_least_and_the_largest(table):
    first = method_of_reflections(table, steps=0)
    assert np.nan_to_num(first.regions).tolist() == table.sum(axis=1).tolist()
    assert np.nan_to_num(first.fields).tolist() == table.sum(axis=0).tolist()
    for steps in (1, 2, 3):
        found = method_of_reflections(table, steps=steps)
        start = first.fields if steps % 2 else first.regions
        regions = found.regions[~np.isnan(found.regions)]
        assert ((regions >= np.nanmin(start) - 1e-9) & (regions <= np.nanmax(start) + 1e-9)).all()


@settings(deadline=None)
@given(AMOUNTS, st.sampled_from([0.25, 3.0, 1e5]))
def test_the_unit_of_amounts_does_not_matter(table, unit):
    income = np.arange(1.0, len(table) + 1)
    assert normalised_ubiquity(table * unit) == pytest.approx(normalised_ubiquity(table), nan_ok=True)
    assert prody(table * unit, income) == pytest.approx(prody(table, income), nan_ok=True)


@settings(deadline=None)
@given(AMOUNTS)
def test_the_income_of_a_field_lies_between_those_of_the_regions_that_have_it(table):
    income = np.linspace(5.0, 80.0, len(table))
    for field, found in enumerate(prody(table, income)):
        having = income[table[:, field] > 0]
        assert np.isnan(found) == (having.size == 0)
        if having.size:
            assert having.min() - 1e-9 <= found <= having.max() + 1e-9
    assert prody(table, 2 * income + 1) == pytest.approx(2 * prody(table, income) + 1, nan_ok=True)


def test_two_updates_by_hand():
    """From 4/3 and 2/3 (fields 2/3 and 4/3): regions 2 and 2/3; fields 1 / (3/4 + 3/2) and 1 / (3/4)."""
    found = fitness(np.array([[1, 1], [1, 0]]), updates=2)
    assert found.regions.tolist() == pytest.approx([1.5, 0.5])
    assert found.fields.tolist() == pytest.approx([0.5, 1.5])

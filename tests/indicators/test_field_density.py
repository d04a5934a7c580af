"""Relatedness density on tables: equal to the matrix functions, its reasons add up, null with its reason."""

from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.indicators.density import proximity_density
from crossfield.indicators.field_density import density, density_reasons
from crossfield.indicators.presence import binary_presence

AMOUNTS = np.random.default_rng(3).poisson(3.0, (9, 5)) + 1.0


def test_density_is_that_of_the_matrix(table_of):
    found = np.array(density(table_of(AMOUNTS)).column("value").to_pylist(), float).reshape(AMOUNTS.shape)
    np.testing.assert_allclose(found, proximity_density(binary_presence(AMOUNTS)))


def test_the_reasons_of_a_cell_add_up_to_its_density(table_of):
    sums = {}
    for row in density_reasons(table_of(AMOUNTS)).to_pylist():
        sums[row["region"], row["field"]] = sums.get((row["region"], row["field"]), 0.0) + row["value"]
    rows = density(table_of(AMOUNTS)).to_pylist()
    assert sums == {(row["region"], row["field"]): pytest.approx(row["value"]) for row in rows}


def test_reasons_name_fields_that_the_region_has_best_first(table_of):
    present = binary_presence(AMOUNTS).toarray()
    rows = density_reasons(table_of(AMOUNTS)).to_pylist()
    named = [row for row in rows if row["by"] is not None]
    assert all(present[int(row["region"][1:]), int(row["by"][1:])] for row in named)
    assert all(row["by"] != row["field"] and row["value"] > 0 and row["support"] > 0 for row in named)
    for one, other in pairwise(rows):
        if (one["region"], one["field"]) == (other["region"], other["field"]):
            assert (-one["value"], one["by"]) <= (-other["value"], other["by"])


def test_what_is_undefined_says_why(table_of):
    rows = density(table_of([[0, 0, 0], [3, 1, 1], [1, 3, 1], [0, 2, 5]])).to_pylist()
    assert {row["note"] for row in rows if row["region"] == "R0"} == {"no activity in the region"}
    reasons = density_reasons(table_of([[0, 0, 0], [3, 1, 1], [1, 3, 1], [0, 2, 5]])).to_pylist()
    assert [(row["by"], row["value"], row["note"]) for row in reasons if row["region"] == "R0"] == [
        (None, None, "no activity in the region")
    ] * 3
    alone = density(table_of([[9, 0], [0, 9]])).to_pylist()
    assert {(row["value"], row["note"]) for row in alone} == {(None, "the field is related to no other")}
    nothing = density_reasons(table_of([[9, 9, 0], [9, 9, 0], [0, 0, 9]])).to_pylist()
    told = {(row["field"], row["value"], row["note"]) for row in nothing if row["region"] == "R2"}
    assert told == {
        ("f0", 0.0, "the region has nothing related to the field"),
        ("f1", 0.0, "the region has nothing related to the field"),
        ("f2", None, "the field is related to no other"),
    }


TABLES = st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=2, max_size=6).filter(
    lambda rows: any(map(any, rows))
)


def cells(found):
    return {(row["region"], row["field"]): row for row in found.to_pylist()}


@given(TABLES)
def test_a_density_is_a_share_and_null_has_its_reason(table_of, rows):
    for row in density(table_of(rows)).to_pylist():
        assert (row["value"] is None) <= bool(row["note"])
        assert row["value"] is None or -1e-12 <= row["value"] <= 1 + 1e-12
        assert (row["low"], row["high"]) == (None, None)


@given(TABLES)
def test_reasons_and_densities_are_null_in_the_same_cells_and_add_up(table_of, rows):
    whole, parts = cells(density(table_of(rows))), density_reasons(table_of(rows)).to_pylist()
    sums = {}
    for row in parts:
        sums.setdefault((row["region"], row["field"]), []).append(row["value"])
    assert sums.keys() == whole.keys()
    for key, values in sums.items():
        told = whole[key]["value"]
        assert (None in values) == (told is None)
        assert told is None or sum(values) == pytest.approx(told, abs=1e-9)


@given(TABLES, st.sampled_from([0.5, 4.0, 1024.0]))
def test_the_unit_of_amounts_moves_no_density(table_of, rows, unit):
    scaled = [[value * unit for value in row] for row in rows]
    once, again = (density(table_of(matrix)).column("value").to_pylist() for matrix in (rows, scaled))
    assert again == pytest.approx(once)


@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(table_of, rows, chance):
    table = table_of(rows)
    mixed = table.take(pa.array(chance.sample(range(table.num_rows), table.num_rows)))
    assert density(mixed).equals(density(table))
    assert density_reasons(mixed).equals(density_reasons(table))


def test_missing_amounts_are_said_of_densities_and_of_reasons(table_of):
    table = table_of(AMOUNTS)
    amounts = table.column("amount").to_pylist()
    amounts[0] = None
    table = table.set_column(2, "amount", pa.array(amounts))
    for way in (density, density_reasons):
        assert all(
            "some amounts are missing" in row["note"] for row in way(table).to_pylist() if row["value"] is not None
        )


def test_each_year_is_computed_by_itself(table_of):
    table = pa.concat_tables([table_of(AMOUNTS, year=2019), table_of(AMOUNTS[::-1], year=2020)])
    for way in (density, density_reasons):
        rows = [row for row in way(table).to_pylist() if row["year"] == 2019]
        assert [row | {"year": None} for row in rows] == way(table_of(AMOUNTS)).to_pylist()

"""Relatedness density on tables: equal to the matrix functions, its reasons add up, null with its reason."""

from itertools import pairwise

import numpy as np
import pytest

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

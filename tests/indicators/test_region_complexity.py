"""Complexity and fitness on tables: equal to the matrix functions, a fixed basis, intervals, reasons, refusals."""

import numpy as np
import pyarrow as pa
import pytest

from crossfield.errors import NotComputableError
from crossfield.indicators.complexity import complexity
from crossfield.indicators.complexity_ranks import ranks
from crossfield.indicators.fitness import fitness as fitness_of
from crossfield.indicators.presence import binary_presence
from crossfield.indicators.region_complexity import complexity_of_fields, complexity_of_regions, fitness

NESTED = np.array([[9, 7, 4, 1], [5, 6, 3, 0], [4, 5, 0, 0], [9, 1, 0, 0], [6, 0, 1, 0], [7, 3, 2, 0.0]])


def values(found, **asked):
    rows = [row for row in found.to_pylist() if asked.items() <= row.items()]
    return np.array([row["value"] for row in rows], float)


def test_own_basis_is_the_complexity_of_the_matrix(table_of):
    expected = complexity(binary_presence(NESTED))
    regions, fields = complexity_of_regions(table_of(NESTED)), complexity_of_fields(table_of(NESTED))
    np.testing.assert_allclose(values(regions, measure="eci", basis="own"), expected.eci)
    np.testing.assert_allclose(values(fields, basis="own"), expected.pci)
    np.testing.assert_array_equal(values(regions, measure="rank", basis="own"), ranks(expected.eci))


def test_intervals_hold_their_value(table_of):
    rows = complexity_of_regions(table_of(NESTED * 20)).to_pylist()
    own = [row for row in rows if row["basis"] == "own"]
    assert all(row["low"] <= row["value"] <= row["high"] for row in own if row["low"] is not None)
    assert {row["low"] is None for row in own} == {any("no interval" in (row["note"] or "") for row in own)}


def test_the_first_year_is_the_yardstick_of_later_ones(table_of):
    later = NESTED.copy()
    later[5, 3] = 6
    table = pa.concat_tables([table_of(NESTED, year=2019), table_of(later, year=2020)])
    basis = complexity(binary_presence(NESTED))
    regions, fields = complexity_of_regions(table), complexity_of_fields(table)
    fixed = values(regions, measure="eci", basis="first", year=2020)
    np.testing.assert_allclose(fixed, basis.regions(binary_presence(later)))
    np.testing.assert_allclose(values(fields, basis="first", year=2020), basis.fields(binary_presence(later)))
    assert len(values(regions, basis="first", year=2019)) == 0  # its own year is the basis


def test_a_year_without_a_pattern_is_null_with_the_reason_and_the_others_stand(table_of):
    table = pa.concat_tables([table_of(NESTED, year=2019), table_of(NESTED * 0 + 1, year=2020)])
    rows = [row for row in complexity_of_regions(table).to_pylist() if row["basis"] == "own" and row["year"] == 2020]
    assert {(row["value"], row["note"]) for row in rows} == {
        (None, "no complexity of this year: too few or too symmetric regions and fields")
    }
    assert not np.isnan(values(complexity_of_regions(table), year=2019, basis="own")).any()


def test_a_part_beside_the_largest_is_null_and_said(table_of):
    apart = np.zeros((8, 6))
    apart[:6, :4], apart[6:, 4:] = NESTED, 5
    rows = {row["region"]: row for row in complexity_of_regions(table_of(apart)).to_pylist() if row["measure"] == "eci"}
    assert (rows["R7"]["value"], rows["R7"]["note"]) == (None, "not connected with the largest part of the network")
    assert "the network falls into parts: computed on the largest" in rows["R0"]["note"]


def test_without_any_pattern_the_reason_is_raised(table_of):
    with pytest.raises(NotComputableError, match="same fields"):
        complexity_of_regions(table_of([[1, 1], [1, 1]]))


def test_fitness_is_that_of_the_matrix_and_empty_names_say_so(table_of):
    padded = np.zeros((7, 5))
    padded[:6, :4] = NESTED
    found = fitness(table_of(padded))
    expected = fitness_of(binary_presence(padded))
    np.testing.assert_allclose(values(found, kind="region"), expected.regions)
    np.testing.assert_allclose(values(found, kind="field"), expected.fields)
    notes = {row["name"]: row["note"] for row in found.to_pylist() if row["value"] is None}
    assert (notes["R6"], notes["f4"]) == ("region without any field", "field in no region")

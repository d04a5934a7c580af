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


def test_the_order_of_rows_changes_nothing(table_of):
    table = table_of(NESTED)
    mixed = table.take(pa.array(np.random.default_rng(2).permutation(table.num_rows)))
    for indicator in (complexity_of_regions, complexity_of_fields, fitness):
        assert indicator(mixed).equals(indicator(table))


@pytest.mark.parametrize("unit", [0.125, 1024.0])
def test_the_unit_of_amounts_does_not_matter(table_of, unit):
    for indicator in (complexity_of_fields, fitness):
        np.testing.assert_allclose(values(indicator(table_of(NESTED * unit))), values(indicator(table_of(NESTED))))
    once, again = (values(complexity_of_regions(table_of(one)), measure="eci") for one in (NESTED, NESTED * unit))
    np.testing.assert_allclose(again, once)


def test_complexity_has_mean_0_and_deviation_1_and_is_the_mean_of_its_fields(table_of):
    regions = values(complexity_of_regions(table_of(NESTED)), measure="eci", basis="own")
    assert (regions.mean(), regions.std()) == pytest.approx((0, 1), abs=1e-9)
    present = binary_presence(NESTED).toarray()
    fields = values(complexity_of_fields(table_of(NESTED)), basis="own")
    np.testing.assert_allclose(regions, (present @ fields) / present.sum(axis=1), atol=1e-9)


def test_fitness_has_mean_one_on_each_side_and_rewards_more_fields(table_of):
    found = fitness(table_of(NESTED))
    for kind in ("region", "field"):
        assert values(found, kind=kind).mean() == pytest.approx(1)
    assert values(found, kind="region").min() > 0


def test_support_counts_fields_of_regions_and_regions_of_fields(table_of):
    present = binary_presence(NESTED).toarray()
    regions = [row for row in complexity_of_regions(table_of(NESTED)).to_pylist() if row["measure"] == "rank"]
    fields = [row for row in complexity_of_fields(table_of(NESTED)).to_pylist() if row["basis"] == "own"]
    assert [row["support"] for row in regions if row["basis"] == "own"] == present.sum(axis=1).tolist()
    assert [row["support"] for row in fields] == present.sum(axis=0).tolist()


def test_a_year_of_nothing_between_others_is_null_and_keeps_the_basis(table_of):
    years = [(2018, NESTED), (2019, NESTED * 0), (2020, NESTED)]
    table = pa.concat_tables([table_of(matrix, year=year) for year, matrix in years])
    found = complexity_of_regions(table)
    assert np.isnan(values(found, year=2019)).all()
    np.testing.assert_allclose(
        values(found, year=2020, measure="eci", basis="first"), values(found, year=2018, measure="eci", basis="own")
    )
    empty = fitness(table)
    assert np.isnan(values(empty, year=2019)).all()
    assert {row["note"] for row in empty.to_pylist() if row["year"] == 2019} == {
        "region without any field",
        "field in no region",
    }


def test_missing_amounts_weaken_all_values(table_of):
    table = table_of(NESTED)
    amounts = table.column("amount").to_pylist()
    amounts[-1] = None  # was 0: the others stand as they are
    table = table.set_column(2, "amount", pa.array(amounts))
    for indicator in (complexity_of_regions, complexity_of_fields, fitness):
        rows = [row for row in indicator(table).to_pylist() if row["value"] is not None]
        assert rows
        assert all("some amounts are missing" in row["note"] for row in rows)

"""Fields in space against the field's R package, by hand, and by law."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.indicators.concentration import locational_gini, prody

# The example of EconGeo (R), as in ../shared/oracles/oracle_econgeo.txt.
ECONGEO = [[44, 63, 8, 83], [48, 42, 10, 1], [74, 54, 96, 16], [39, 26, 28, 13], [89, 61, 45, 76]]
GINI = [0.05770244779, 0.05698379309, 0.18123146440, 0.19770511310]
INCOME = [5, 10, 15, 25, 50]
PRODY = [21.20754717, 18.56203008, 22.7742616, 22.57471264]


def long_table(matrix, income=None):
    regions, fields = len(matrix), len(matrix[0])
    table = {
        "region": [f"R{r}" for r in range(regions) for _ in range(fields)],
        "field": [f"I{f}" for _ in range(regions) for f in range(fields)],
        "amount": [None if x is None else float(x) for row in matrix for x in row],
    }
    return pa.table(table | ({"income": [x for x in income for _ in range(fields)]} if income else {}))


def values(table):
    return table.column("value").to_pylist()


def test_the_gini_is_that_of_econgeo():
    assert values(locational_gini(long_table(ECONGEO))) == pytest.approx(GINI, abs=5e-12)


def test_prody_is_that_of_econgeo_but_for_its_rounding():
    """R weighs by quotients rounded to two digits; with these we give its numbers, without up to 0.1 % others."""
    found = values(prody(long_table(ECONGEO, INCOME)))
    assert found == pytest.approx(PRODY, rel=1.5e-3)
    amount = np.array(ECONGEO, dtype=float)
    quotient = amount / amount.sum(axis=1, keepdims=True) / (amount.sum(axis=0) / amount.sum())
    assert found == pytest.approx((quotient / quotient.sum(axis=0)).T @ np.array(INCOME), rel=1e-12)
    rounded = quotient.round(2)
    assert (rounded / rounded.sum(axis=0)).T @ np.array(INCOME) == pytest.approx(PRODY, abs=5e-9)


def test_gini_by_hand():
    """Shares 1/4 and 3/4 of a field in regions of equal size: 1/2 - (1/4 + 1/4 + 1) / 4."""
    table = locational_gini(long_table([[3, 1], [1, 3]]))
    assert table.column_names == ["field", "year", "value", "low", "high", "support", "note"]
    assert values(table) == [0.125, 0.125]


matrices = st.integers(2, 5).flatmap(
    lambda fields: st.lists(st.lists(st.integers(1, 50), min_size=fields, max_size=fields), min_size=2, max_size=5)
)


@given(matrices, st.randoms())
def test_gini_lies_in_its_bounds_and_knows_no_order(matrix, random):
    found = values(locational_gini(long_table(matrix)))
    assert all(0 <= value < 0.5 for value in found)
    turned = random.sample(matrix, len(matrix))
    assert values(locational_gini(long_table(turned))) == pytest.approx(found, abs=1e-12)


@given(matrices)
def test_prody_of_equal_incomes_is_that_income(matrix):
    assert values(prody(long_table(matrix, [7] * len(matrix)))) == pytest.approx([7] * len(matrix[0]))


def test_a_field_spread_as_all_activity_has_gini_zero():
    assert values(locational_gini(long_table([[2, 4], [3, 6]]))) == pytest.approx([0, 0], abs=1e-12)


@pytest.mark.parametrize(
    ("matrix", "note"),
    [
        ([[1, 2]], "one region only: nothing to compare with"),
        ([[1], [2]], "one field only: nothing to compare with"),
        ([[0, 0], [0, 0]], "no activity in the field"),
    ],
)
def test_without_comparison_there_is_no_value(matrix, note):
    for table in (locational_gini(long_table(matrix)), prody(long_table(matrix, [5] * len(matrix)))):
        assert set(values(table)) == {None}
        assert set(table.column("note").to_pylist()) == {note}


def test_an_unknown_income_of_a_region_in_the_field_is_no_zero():
    table = prody(long_table([[3, 0], [1, 3], [1, 1]], [None, 20, 40]))
    assert values(table)[0] is None
    assert table.column("note").to_pylist()[0] == "income of a region with activity unknown"
    assert 20 < values(table)[1] < 40


def test_missing_amounts_weaken():
    table = locational_gini(long_table([[3, None], [1, 3]]))
    assert table.column("note").to_pylist() == ["some amounts are missing"] * 2

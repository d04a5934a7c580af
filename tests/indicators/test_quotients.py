"""Location quotients against the field's R package, by hand, and by law."""

import csv
from math import exp

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError
from crossfield.indicators.quotients import (
    adjusted_p,
    location_quotient_per_capita,
    location_quotient_raw,
    mid_p,
    poisson_significance,
    significance_of_window,
    specialised,
)

# The example of EconGeo (R), 5 regions × 4 industries, as in ../shared/oracles/oracle_econgeo.txt.
ECONGEO = [[44, 63, 8, 83], [48, 42, 10, 1], [74, 54, 96, 16], [39, 26, 28, 13], [89, 61, 45, 76]]
ECONGEO_LQ = [
    [0.6923658352, 1.1847745750, 0.1979149787, 2.03163914275],
    [1.4807031724, 1.5484182565, 0.4849896754, 0.04798575096],
    [0.9606575964, 0.8378048780, 1.9593582888, 0.32310405644],
    [1.1463226800, 0.9133302654, 1.2939158511, 0.59438953779],
    [1.0232196200, 0.8381483815, 0.8133867435, 1.35918311564],
]
ECONGEO_M = [[0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 0], [1, 0, 1, 0], [1, 0, 0, 1]]

matrices = st.integers(2, 5).flatmap(
    lambda fields: st.lists(st.lists(st.integers(1, 50), min_size=fields, max_size=fields), min_size=2, max_size=5)
)


def long_table(matrix, **columns):
    regions, fields = np.array(matrix, dtype=object).shape
    return pa.table(
        {
            "region": [f"R{r}" for r in range(regions) for _ in range(fields)],
            "field": [f"I{f}" for _ in range(regions) for f in range(fields)],
            "amount": [None if x is None else float(x) for row in matrix for x in row],
            **{name: [x for x in values for _ in range(fields)] for name, values in columns.items()},
        }
    )


def values(table):
    return table.column("value").to_pylist()


def notes(table):
    return table.column("note").to_pylist()


def test_the_quotients_are_those_of_econgeo():
    found = np.reshape(values(location_quotient_raw(long_table(ECONGEO))), (5, 4))
    assert found == pytest.approx(np.array(ECONGEO_LQ), abs=5e-11)
    assert np.reshape(values(specialised(long_table(ECONGEO))), (5, 4)).tolist() == ECONGEO_M


def test_the_shape_and_its_keys():
    table = location_quotient_raw(long_table([[3, 1], [1, 3]]))
    assert table.column_names == ["region", "field", "year", "value", "low", "high", "support", "note"]
    assert table.to_pylist()[0] == {
        "region": "R0", "field": "I0", "year": None, "value": 1.5, "low": None, "high": None, "support": 1,
        "note": None,
    }  # fmt: skip


@pytest.mark.shared
def test_saxonys_quotients_by_employment(shared):
    """Construction 1.38, manufacturing 0.99, ICT 0.77 (../shared/data/README.md, by hand)."""
    with (shared / "data" / "de_bundesland_industries_2015.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["emp_all"]]
    table = pa.table(
        {
            "region": [row["region_code"] for row in rows],
            "field": [row["ind_code"] for row in rows],
            "amount": [float(row["emp_all"]) for row in rows],
        }
    )
    found = {(row["region"], row["field"]): row["value"] for row in location_quotient_raw(table).to_pylist()}
    assert [round(found["SN", f"WZ08-{section}"], 2) for section in "FCJ"] == [1.38, 0.99, 0.77]


@given(st.lists(st.integers(1, 9), min_size=2, max_size=4), st.lists(st.integers(1, 9), min_size=2, max_size=4))
def test_a_proportional_table_is_one(sizes, shares):
    table = long_table(np.outer(sizes, shares).tolist())
    assert values(location_quotient_raw(table)) == pytest.approx([1.0] * len(table))
    assert set(values(specialised(table))) == {1.0}


@given(matrices, st.randoms())
def test_the_order_of_rows_does_not_matter(matrix, random):
    table = long_table(matrix)
    order = list(range(len(table)))
    random.shuffle(order)
    assert location_quotient_raw(table.take(order)).equals(location_quotient_raw(table))


@given(matrices, st.floats(0.001, 1000))
def test_the_unit_does_not_matter(matrix, unit):
    scaled = long_table([[x * unit for x in row] for row in matrix])
    assert values(location_quotient_raw(scaled)) == pytest.approx(values(location_quotient_raw(long_table(matrix))))


@given(matrices)
def test_quotients_average_to_one_over_what_is_expected(matrix):
    amount = np.array(matrix, dtype=float)
    found = np.reshape(values(location_quotient_raw(long_table(matrix))), amount.shape)
    weight = np.outer(amount.sum(axis=1), amount.sum(axis=0)) / amount.sum()
    assert (found * weight).sum(axis=0) == pytest.approx(amount.sum(axis=0))


def test_what_is_undefined_is_null_and_says_why():
    table = location_quotient_raw(long_table([[3, 1, 0], [1, 3, 0], [0, 0, 0]]))
    rows = {(row["region"], row["field"]): (row["value"], row["note"]) for row in table.to_pylist()}
    assert rows["R2", "I0"] == (None, "no activity in the region")
    assert rows["R0", "I2"] == (None, "no activity in the field")
    assert rows["R0", "I0"] == (1.5, None)


def test_a_zero_in_an_active_region_and_field_is_a_zero():
    assert values(location_quotient_raw(long_table([[4, 0], [2, 2]])))[1] == 0


@pytest.mark.parametrize(
    ("matrix", "note"),
    [
        ([[3, 1]], "one region only: nothing to compare with"),
        ([[3, 1], [0, 0]], "one region only: nothing to compare with"),
        ([[3], [1]], "one field only: nothing to compare with"),
        ([[0, 0], [0, 0]], "no activity in the region"),
    ],
)
@pytest.mark.parametrize("indicator", [location_quotient_raw, specialised, poisson_significance])
def test_without_comparison_there_is_no_quotient(indicator, matrix, note):
    table = indicator(long_table(matrix))
    assert set(values(table)) == {None}
    assert note in notes(table)
    assert None not in notes(table)


def test_a_missing_amount_is_null_and_weakens_the_rest():
    table = location_quotient_raw(long_table([[3, None], [1, 3]]))
    assert values(table)[1] is None
    assert notes(table) == ["some amounts are missing", "amount missing"] + ["some amounts are missing"] * 2


def test_records_are_the_support_and_few_of_them_a_weakness():
    table = long_table([[30, 10], [10, 30]]).append_column("records", pa.array([7, 4, 5, 9]))
    found = location_quotient_raw(table)
    assert found.column("support").to_pylist() == [7, 4, 5, 9]
    assert notes(found) == [None, "few records", None, None]
    assert notes(location_quotient_raw(table, floor=8)) == ["few records"] * 3 + [None]


def test_each_year_stands_alone():
    years = [long_table(matrix).append_column("year", pa.array([year] * 4)) for year, matrix in
             ((2020, [[1, 1], [1, 1]]), (2019, [[3, 1], [1, 3]]))]  # fmt: skip
    found = location_quotient_raw(pa.concat_tables(years))
    assert values(found) == [1.5, 0.5, 0.5, 1.5, 1, 1, 1, 1]
    assert found.column("year").to_pylist() == [2019] * 4 + [2020] * 4


def test_per_head_by_hand():
    """Of f0: 3 in R0 with 1 person and 1 in R1 with 3: 4 per 4 heads in both together, 3 and 1/3 in each."""
    found = location_quotient_per_capita(long_table([[3, 1], [1, 3]], people=[1, 3]))
    assert values(found) == pytest.approx([3, 1, 1 / 3, 1])


def test_per_head_leaves_out_whose_people_are_unknown():
    found = location_quotient_per_capita(long_table([[3, 1], [1, 3], [9, 9], [2, 2]], people=[1, 3, None, 0]))
    assert values(found) == pytest.approx([3, 1, 1 / 3, 1, None, None, None, None])
    assert notes(found)[4:] == ["number of people unknown"] * 4
    alone = location_quotient_per_capita(long_table([[3, 1], [1, 3]], people=[1, None]))
    assert notes(alone) == ["one region only: nothing to compare with"] * 2 + ["number of people unknown"] * 2


def test_mid_p_by_hand():
    """P(X > 1) + P(X = 1) / 2 of a Poisson with mean 2 is 1 - e^-2 (1 + 2 / 2)."""
    found = mid_p(np.array([1.0, 0.0, 3.0]), np.array([2.0, 2.0, 0.0]))
    assert found[:2] == pytest.approx([1 - 2 * exp(-2), 1 - exp(-2) / 2])
    assert np.isnan(found[2])


def test_benjamini_hochberg_by_hand():
    """The example of their paper of 1995, 15 tests: four are below 0.05, as there."""
    p = np.array([
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1,
    ])  # fmt: skip
    found = adjusted_p(p)
    assert (found <= 0.05).sum() == 4
    assert found[3] == pytest.approx(0.0095 * 15 / 4)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.randoms())
def test_benjamini_hochberg_keeps_the_order_and_only_raises(p, random):
    p = np.array(p)
    found = adjusted_p(p)
    assert (found >= p).all()
    assert (found <= 1).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= 0).all()
    order = np.array(random.sample(range(len(p)), len(p)))
    assert adjusted_p(p[order]) == pytest.approx(found[order])


def test_what_was_not_tested_does_not_count_as_a_test():
    assert adjusted_p(np.array([0.01, np.nan, 0.02]))[[0, 2]].tolist() == [0.02, 0.02]


def test_significance_is_adjusted_over_all_cells():
    table = long_table([[20, 2], [2, 20]])
    raw = mid_p(np.array([[20.0, 2], [2, 20]]), np.full((2, 2), 11.0))
    assert values(poisson_significance(table)) == pytest.approx(adjusted_p(raw).ravel().tolist())
    assert poisson_significance(table).column("support").to_pylist() == [20, 2, 2, 20]


def test_a_stated_size_is_what_is_expected_from():
    """A record may count in both fields: sizes 10 and 30 make 1 : 3 of what is expected."""
    found = poisson_significance(long_table([[6, 6], [14, 14]], total=[10, 30]))
    raw = mid_p(np.array([[6.0, 6], [14, 14]]), np.array([[5.0, 5], [15, 15]]))
    assert values(found) == pytest.approx(adjusted_p(raw).ravel().tolist())


def test_parts_of_numbers_have_no_chance_model():
    with pytest.raises(NotComputableError, match="whole counts"):
        poisson_significance(long_table([[1.5, 1], [1, 1]]))


@pytest.mark.shared
def test_significance_of_a_window_knows_no_unknown_region(reference):
    window = reference.window()
    found = significance_of_window(window)
    assert np.isnan(found[~window.known]).all()
    assert ((found[window.known] >= 0) & (found[window.known] <= 1)).all()

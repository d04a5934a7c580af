"""Whether EU projects stand for other activity: by hand, and against the formulas."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.indicators.validity import NOT_ALL, beside, validity, validity_sentence


def long_table(amount, other):
    regions, fields = len(amount), len(amount[0])
    return pa.table(
        {
            "region": [f"R{r}" for r in range(regions) for _ in range(fields)],
            "field": [f"F{f}" for _ in range(regions) for f in range(fields)],
            "amount": pa.array([x for row in amount for x in row], pa.float64()),
            "other": pa.array([x for row in other for x in row], pa.float64()),
        }
    )


def told(table, across):
    return {row["region"]: row for row in table.to_pylist() if row["across"] == across}


def test_rank_correlation_by_hand():
    """Ranks 1 2 3 4 5 and 1 2 3 5 4: 1 - 6 × 2 / (5 × 24) = 0.9."""
    row = told(validity(long_table([[1, 2, 3, 4, 5]], [[10, 20, 30, 50, 40]])), "fields")["R0"]
    assert row["value"] == pytest.approx(0.9)
    spread = 1.6448536269514722 * np.sqrt((1 + 0.81 / 2) / 2)
    assert row["low"] == pytest.approx(np.tanh(np.arctanh(0.9) - spread))
    assert row["high"] == pytest.approx(np.tanh(np.arctanh(0.9) + spread))
    assert (row["support"], row["note"]) == (5, None)


def test_a_perfect_order_has_no_interval():
    row = told(validity(long_table([[1, 2, 3, 4, 5]], [[1, 4, 9, 16, 25]])), "fields")["R0"]
    assert (row["value"], row["low"], row["high"]) == (1, None, None)
    assert row["note"] == "perfect order: no interval"


def test_regions_together_and_the_place_of_each():
    """Sums 1 to 5; by the other activity R0 and R1 change places."""
    found = validity(long_table([[1], [2], [3], [4], [5]], [[7], [6], [8], [9], [10]]))
    assert told(found, "regions")["all"]["value"] == pytest.approx(0.9)
    assert told(found, "place")["R0"]["value"] == pytest.approx(-1 / 4)
    assert told(found, "place")["R1"]["value"] == pytest.approx(1 / 4)
    assert told(found, "fields")["R0"]["note"] == "fewer than five fields to compare"


@pytest.mark.parametrize(
    ("amount", "other", "note"),
    [
        ([[1, 2, 3, 4]], [[1, 2, 3, 4]], "fewer than five fields to compare"),
        ([[1, 2, 3, 4, 5]], [[1, 2, 3, 4, None]], "fewer than five fields to compare"),
        ([[1, 2, 3, 4, None]], [[1, 2, 3, 4, 5]], "fewer than five fields to compare"),
        ([[2] * 5], [[1, 2, 3, 4, 5]], "all values are equal: no order"),
        ([[1, 2, 3, 4, 5]], [[None] * 5], "no other activity in the data"),
    ],
)
def test_what_cannot_be_told_is_null(amount, other, note):
    row = told(validity(long_table(amount, other)), "fields")["R0"]
    assert (row["value"], row["low"], row["note"]) == (None, None, note)


def test_few_regions_are_not_compared():
    found = validity(long_table([[1], [2]], [[1], [None]]))
    assert told(found, "regions")["all"]["note"] == "fewer than five regions to compare"
    assert told(found, "place")["R1"]["note"] == "no other activity in the data"


@given(st.lists(st.lists(st.integers(0, 9), min_size=6, max_size=6), min_size=2, max_size=2))
def test_correlation_is_symmetric_and_bounded(rows):
    there, back = (validity(long_table([one], [other])).to_pylist()[0] for one, other in (rows, rows[::-1]))
    assert there == back
    assert there["value"] is None or -1 <= there["value"] <= 1
    if there["low"] is not None:
        assert -1 <= there["low"] <= there["value"] <= there["high"] <= 1


def test_a_statistic_is_brought_to_the_tables_fields():
    """C26 stands above C26.1 and holds it: it is counted once; years are added up; dots do not count."""
    table = pa.table({"region": ["A", "A", "B"], "field": ["chips", "cars", "chips"], "amount": [1, 2, 3]})
    rows = [("A", "C26", 9.0), ("A", "C26.1", 4.0), ("A", "C26", 1.0), ("A", "C29", None), ("B", "C27", 5.0)]
    statistic = pa.table(
        {"region": [r for r, _, _ in rows], "field": [f for _, f, _ in rows], "value": [v for *_, v in rows]}
    )
    found = beside(table, statistic, [("chips", "C26"), ("chips", "C26.1"), ("chips", "C27"), ("cars", "C29")])
    assert found.column("other").to_pylist() == [10, None, 5]


def test_without_links_fields_are_named_alike():
    table = pa.table({"region": ["A"], "field": ["total"], "amount": [1], "other": [7.0]})
    statistic = pa.table({"region": ["A", "A"], "field": ["total", "total"], "value": [3.0, 4.0]})
    assert beside(table, statistic).column("other").to_pylist() == [7]


def test_the_sentence_says_what_projects_leave_out():
    row = {"region": "DED", "value": 0.62, "low": 0.2, "high": 0.85, "support": 14, "note": None}
    assert validity_sentence(row, "employment").endswith(
        f"0.62 [0.20, 0.85] (1 = the same, 0 = unrelated). {NOT_ALL['en']}"
    )
    assert "zu 0,62 [0,20; 0,85] überein" in validity_sentence(row, "Beschäftigung", "de")
    nothing = row | {"value": None, "note": "fewer than five fields to compare"}
    assert validity_sentence(nothing, "patents") == f"DED: fewer than five fields to compare. {NOT_ALL['en']}"


ROWS = st.lists(st.lists(st.integers(0, 9), min_size=6, max_size=6), min_size=2, max_size=2)


@given(ROWS, st.sampled_from([0.5, 3.0, 1000.0]))
def test_units_and_any_order_keeping_change_do_not_matter(rows, unit):
    amount, other = rows
    once = validity(long_table([amount], [other])).to_pylist()[0]
    assert validity(long_table([amount], [[value * unit for value in other]])).to_pylist()[0] == once
    assert validity(long_table([amount], [[value**3 for value in other]])).to_pylist()[0] == once


@given(ROWS)
def test_the_other_way_round_the_sign_is_turned(rows):
    amount, other = rows
    there = validity(long_table([amount], [other])).to_pylist()[0]
    back = validity(long_table([amount], [[-value for value in other]])).to_pylist()[0]
    if there["value"] is None:
        assert (back["value"], back["note"]) == (None, there["note"])
    else:
        assert back["value"] == pytest.approx(-there["value"])


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=5, max_size=9))
def test_places_gained_and_lost_add_up_to_nothing(cells):
    found = validity(long_table([[one] for one, _ in cells], [[other] for _, other in cells]))
    places = [row["value"] for row in told(found, "place").values()]
    assert sum(places) == pytest.approx(0, abs=1e-9)
    assert all(-1 <= place <= 1 for place in places)


def test_more_fields_make_a_narrower_interval():
    few, many = (told(validity(long_table([list(range(n))], [[*range(1, n), 0]])), "fields")["R0"] for n in (12, 60))
    assert many["high"] - many["low"] < few["high"] - few["low"]


def test_a_column_that_is_there_already_is_replaced_and_other_regions_say_nothing():
    table = pa.table({"region": ["A", "B"], "field": ["f", "f"], "amount": [1, 1], "other": [7.0, 8.0]})
    statistic = pa.table({"region": ["A", "C"], "field": ["f", "f"], "value": [2.0, 3.0]})
    found = beside(table, statistic)
    assert found.column("other").to_pylist() == [2.0, None]
    assert found.column_names.count("other") == 1


def test_a_correlation_without_bounds_is_said_without_them():
    row = {"region": "DED", "value": 1.0, "low": None, "high": None, "support": 5, "note": "perfect order: no interval"}
    assert "agrees by 1.00 (1 = the same" in validity_sentence(row, "patents")
    assert "zu 1,00 überein" in validity_sentence(row, "Patenten", "de")

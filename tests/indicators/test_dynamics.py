"""Entry, exit and persistence: by hand, and by law."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.dynamics import dynamics, entry, field_exit


def two_years(before, after, **columns):
    """Long table of two matrices; columns say a pair (before, after)."""
    regions, fields = len(before), len(before[0])
    count, parts = regions * fields, []
    for place, matrix in enumerate((before, after)):
        parts.append(
            pa.table(
                {
                    "region": [f"R{r}" for r in range(regions) for _ in range(fields)],
                    "field": [f"F{f}" for _ in range(regions) for f in range(fields)],
                    "year": [2016 + 3 * place] * count,
                    "amount": pa.array([x for row in matrix for x in row], pa.float64()),
                    **{name: pa.array([pair[place]] * count, pa.float64()) for name, pair in columns.items()},
                }
            )
        )
    return pa.concat_tables(parts)


def column(table, name="value"):
    return table.column(name).to_pylist()


# R0 is at home in F0 and F1 before; it leaves F1 and enters F2.
BEFORE = [[1, 1, 0, 0, 0], [1, 0, 1, 1, 1]]
AFTER = [[1, 0, 1, 0, 0], [1, 0, 1, 1, 1]]


def test_rates_by_hand():
    found = dynamics(two_years(BEFORE, AFTER), presence="any")
    assert column(found, "event") == ["entry", "exit", "persistence"] * 2
    assert column(found)[:3] == pytest.approx([1 / 3, 1 / 2, 1 / 2])
    assert column(found, "support")[:3] == [3, 2, 2]
    assert column(found, "note")[:3] == ["few fields at risk"] * 3
    assert column(found)[3:] == [0, 0, 1]


def test_cells_by_hand():
    table = two_years(BEFORE, AFTER)
    assert column(entry(table, presence="any"))[:5] == [None, None, 1, 0, 0]
    assert column(field_exit(table, presence="any"))[:5] == [0, 1, None, None, None]
    assert column(entry(table, presence="any"), "note")[0] == "at home before: cannot enter"
    assert column(field_exit(table, presence="any"), "note")[2] == "not at home before: cannot leave"


def test_at_home_is_by_the_quotient_where_nothing_else_is_said():
    """R0's share of F0 is above the average before and after, its 1 of F1 never is."""
    table = two_years([[9, 1], [1, 9]], [[9, 1], [1, 9]])
    assert column(dynamics(table)) == [0, 0, 1] * 2
    assert column(dynamics(table, presence="any")) == [None, 0, 1] * 2
    assert column(dynamics(table, presence="any"), "note")[0] == "at home in every field before"


@pytest.mark.parametrize("indicator", [dynamics, entry, field_exit])
def test_changed_coverage_tells_nothing(indicator):
    found = indicator(two_years(BEFORE, AFTER, coverage=(0.9, 0.4)), presence="any")
    assert set(column(found)) == {None}
    assert set(column(found, "note")) == {"coverage changed"}


def test_a_region_that_is_not_there_in_one_year_is_at_no_risk():
    found = dynamics(two_years([[0, 0], [1, 1]], [[1, 1], [1, 0]]), presence="any")
    assert column(found)[:3] == [None] * 3
    assert set(column(found, "note")[:3]) == {"no activity in the region"}
    cells = entry(two_years([[0, 0], [1, 1]], [[1, 1], [1, 0]]), presence="any")
    assert column(cells, "note")[:2] == ["unknown before or after"] * 2


def test_missing_amounts_are_at_no_risk():
    found = dynamics(two_years([[1, 0, None], [1, 1, 1]], [[1, 1, 1], [1, 1, 1]]), presence="any")
    assert column(found, "support")[:2] == [1, 1]
    assert "some amounts are missing" in column(found, "note")[0]


@given(
    st.lists(st.lists(st.integers(0, 1), min_size=6, max_size=6), min_size=4, max_size=4),
    st.sampled_from(["any", "quotient"]),
)
def test_exit_and_persistence_add_up_and_bounds_hold_the_value(rows, presence):
    found = dynamics(two_years(rows[:2], rows[2:]), presence=presence).to_pylist()
    for event in (found[:3], found[3:]):
        stays, leaves = event[2]["value"], event[1]["value"]
        assert (stays is None) is (leaves is None)
        assert stays is None or stays + leaves == pytest.approx(1)
    for row in found:
        assert (row["value"] is None) is (row["low"] is None) is (row["high"] is None)
        assert row["value"] is None or 0 <= row["low"] <= row["value"] <= row["high"] <= 1
        assert row["note"] or row["value"] is not None


@given(st.lists(st.lists(st.integers(0, 1), min_size=6, max_size=6), min_size=4, max_size=4))
def test_the_rates_are_the_means_of_the_cells(rows):
    table = two_years(rows[:2], rows[2:])
    rates = np.array(column(dynamics(table, presence="any")), dtype=float).reshape(2, 3)
    for place, indicator in enumerate((entry, field_exit)):
        cells = np.array(column(indicator(table, presence="any")), dtype=float).reshape(2, 6)
        for rate, row in zip(rates[:, place], cells, strict=True):
            known = row[~np.isnan(row)]
            assert (known.size == 0) == np.isnan(rate)
            assert known.size == 0 or rate == pytest.approx(known.mean())


def test_what_is_asked_for_must_exist():
    with pytest.raises(UnknownNameError, match="presence"):
        dynamics(two_years(BEFORE, AFTER), presence="some")
    with pytest.raises(NotComputableError, match="two years"):
        dynamics(two_years(BEFORE, AFTER).slice(0, 10))


TWO = st.lists(st.lists(st.integers(0, 5), min_size=4, max_size=4), min_size=6, max_size=6)


@given(TWO, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows, chance):
    table = two_years(rows[:3], rows[3:])
    mixed = table.take(pa.array(chance.sample(range(table.num_rows), table.num_rows)))
    for indicator in (dynamics, entry, field_exit):
        assert indicator(mixed, presence="any").equals(indicator(table, presence="any"))


@given(TWO, st.sampled_from([0.5, 3.0, 1e6]))
def test_the_unit_of_amounts_enters_and_leaves_no_field(rows, unit):
    once = two_years(rows[:3], rows[3:])
    scaled = once.set_column(3, "amount", pa.array([value * unit for value in column(once, "amount")]))
    for presence in ("any", "quotient"):
        assert column(dynamics(scaled, presence=presence)) == column(dynamics(once, presence=presence))


@given(TWO)
def test_what_is_entered_forwards_is_left_backwards(rows):
    forwards = entry(two_years(rows[:3], rows[3:]), presence="any").to_pylist()
    backwards = field_exit(two_years(rows[3:], rows[:3]), presence="any").to_pylist()
    entered = {(row["region"], row["field"]) for row in forwards if row["value"] == 1}
    assert {(row["region"], row["field"]) for row in backwards if row["value"] == 1} == entered


def test_coverage_that_changed_by_a_fifth_at_most_is_no_change():
    found = dynamics(two_years(BEFORE, AFTER, coverage=(0.5, 0.6)), presence="any")
    assert column(found)[:3] == pytest.approx([1 / 3, 1 / 2, 1 / 2])


def test_five_fields_at_risk_are_enough_and_bounds_are_those_of_jeffreys():
    found = dynamics(two_years([[0] * 5 + [1]], [[1, 1, 0, 0, 0, 1]]), presence="any").to_pylist()[0]
    assert (found["value"], found["support"], found["note"]) == (0.4, 5, None)
    assert (found["low"], found["high"]) == pytest.approx(beta.ppf([0.05, 0.95], 2.5, 3.5))


def test_three_years_are_two_spans_each_under_its_later_year():
    later = two_years(AFTER, BEFORE)
    later = later.set_column(2, "year", pa.array([year + 3 for year in column(later, "year")]))
    table = pa.concat_tables([two_years(BEFORE, AFTER), later.slice(10)])
    found = [row for row in entry(table, presence="any").to_pylist() if row["region"] == "R0" and row["value"] == 1]
    assert [(row["year"], row["field"]) for row in found] == [(2019, "F2"), (2022, "F1")]

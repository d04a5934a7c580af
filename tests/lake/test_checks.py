import datetime as dt
import re

import narwhals as nw
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake.checks import DATE, Checked
from crossfield.lake.delivery import Delivery
from crossfield.lake.engine import DuckSession


@pytest.fixture
def session():
    with DuckSession() as session:
        yield session


@pytest.fixture
def check(session):
    """Checked rows of the column x, whose keys are 0, 1, 2 …; with what was found wrong."""

    def checked(values, **others):
        columns = {"key": [str(number) for number in range(len(values))], "x": values} | others
        table = pa.table({name: pa.array(column, pa.string()) for name, column in columns.items()})
        return Checked(session, Delivery(), "file.csv", session.register(table), nw.col("key"))

    return checked


def column(rows, expression):
    return [row["x"] for row in rows.session.arrow(rows.frame.select("key", x=expression).sort("key")).to_pylist()]


def keys(rows):
    return sorted(rows.session.arrow(rows.frame).column("key").to_pylist())


def found(rows):
    return [
        (row["row"], row["column"], row["value"], row["reason"], row["kept"])
        for table in rows.delivery.problems
        for row in table.to_pylist()
    ]


def test_money_with_point_or_comma_is_cents(check):
    rows = check(["1234.5", "1234,56", "0", "7", "0,005", "999999999999,99", None])
    assert column(rows, rows.money("x")) == [123450, 123456, 0, 700, 1, 99999999999999, None]
    assert found(rows) == []


def test_nothing_declared_is_no_money(check):
    rows = check(["0", "0,00", "0,01"])
    assert column(rows, rows.money("x", zero_is_missing=True)) == [None, None, 1]
    assert found(rows) == []


def test_negative_money_is_null_with_an_entry(check):
    rows = check(["5", "-12,50"])
    assert column(rows, rows.money("x")) == [500, None]
    assert found(rows) == [("1", "x", "-12,50", "negative amount", True)]


@pytest.mark.parametrize(
    "text", ["abc", "1.234.567,89", "1,234.5", "1e6", "12 €", " 12", "1,", ",5", "--1", "1" * 13, "٣", "1\n2", "NaN"]
)
def test_what_is_no_amount_is_null_with_an_entry(check, text):
    rows = check([text, "5"])
    assert column(rows, rows.money("x")) == [None, 500]
    assert found(rows) == [("0", "x", text, "not an amount", True)]


def test_dates(check):
    rows = check(["2020-02-29", "2000-02-29", "2014-12-31 10:11:12", "1999-01-01T00:00", None])
    expected = [dt.date(2020, 2, 29), dt.date(2000, 2, 29), dt.date(2014, 12, 31), dt.date(1999, 1, 1), None]
    assert column(rows, rows.date("x")) == expected
    assert found(rows) == []


@pytest.mark.parametrize(
    "text",
    [
        *("2021-02-29", "1900-02-29", "2020-02-30", "2020-04-31", "2020-13-01", "2020-00-10", "2020-01-00"),
        *("0000-00-00", "2104-01-01", "1899-12-31", "2020-1-1", "01.02.2020", "2020", "x2020-01-01", "2020-01-01x"),
    ],
)
def test_what_is_no_day_is_null_with_an_entry(check, text):
    rows = check([text])
    assert column(rows, rows.date("x")) == [None]
    assert found(rows) == [("0", "x", text, "not a date", True)]


@given(st.integers(1890, 2110), st.integers(0, 13), st.integers(0, 32))
def test_days_are_those_of_the_calendar(year, month, day):
    try:
        exists = 1900 <= dt.date(year, month, day).year <= 2099
    except ValueError:
        exists = False
    assert (re.match(DATE, f"{year:04}-{month:02}-{day:02}") is not None) == exists


def test_whole_numbers(check):
    rows = check(["0", "12", "-1", "1.0", "x", "9" * 15, "9" * 16, None])
    assert column(rows, rows.integer("x")) == [0, 12, None, None, None, 10**15 - 1, None, None]
    assert [(row, reason) for row, _, _, reason, _ in found(rows)] == [
        (str(n), "not a whole number") for n in (2, 3, 4, 6)
    ]


def test_truth_in_every_spelling(check):
    rows = check(["true", "True", "1", "Y", "false", "False", "0", "N", None, "maybe"])
    assert column(rows, rows.truth("x")) == [True] * 4 + [False] * 4 + [None] * 2
    assert found(rows) == [("9", "x", "maybe", "neither true nor false", True)]


def test_codes(check):
    rows = check(["HES", "XYZ", None])
    assert column(rows, rows.one_of("x", ["HES", "PRC"], "unknown kind")) == ["HES", None, None]
    assert found(rows) == [("1", "x", "XYZ", "unknown kind", True)]


def test_rows_left_out_are_entries_and_those_of_an_unknown_answer_stay(check):
    rows = check(["a", "b", None])
    rows.leave_out(nw.col("x") == "a", "no a", value="x")
    assert keys(rows) == ["1", "2"]
    assert found(rows) == [("0", None, "a", "no a", False)]


def test_strangers_are_left_out(check, session):
    rows = check(["a", "b", "c"])
    known = session.register(pa.table({"x": ["a", "c", "c", "z"]}))
    rows.leave_out_strangers(known, "x", "unknown")
    assert keys(rows) == ["0", "2"]
    assert found(rows) == [("1", None, "b", "unknown", False)]


def test_of_repeated_rows_the_first_by_the_order_stays(check):
    rows = check(["a", "b", "a", "a"], y=["3", "9", "1", "2"])
    rows.leave_out_repeated(["x"], ["y"], "again", value="y")
    assert keys(rows) == ["1", "2"]
    assert found(rows) == [("0", None, "3", "again", False), ("3", None, "2", "again", False)]


def test_rows_that_are_the_same_throughout_are_kept_once(check):
    rows = check(["a"] * 3, key=["k"] * 3)
    rows.leave_out_repeated(["x"], ["key"], "again", value="x")
    assert keys(rows) == ["k"]
    assert found(rows) == [("k", None, "a", "again", False)] * 2


def test_nothing_repeated_nothing_changed(check):
    rows = check(["a", "b"])
    rows.leave_out_repeated(["x"], ["key"], "again", value="x")
    assert keys(rows) == ["0", "1"]
    assert found(rows) == []


def test_long_values_are_shortened(check):
    rows = check(["x" * 500])
    rows.integer("x")
    assert found(rows)[0][2] == "x" * 200


def test_rows_may_be_kept_with_a_remark(check):
    rows = check(["a", "b"])
    rows.report(nw.col("x") == "b", "x", "odd")
    assert keys(rows) == ["0", "1"]
    assert found(rows) == [("1", "x", "b", "odd", True)]

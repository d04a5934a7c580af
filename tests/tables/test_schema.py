"""Columns, tables and how they are read from lines; what a lake holds is in test_tables."""

from dataclasses import FrozenInstanceError

import narwhals as nw
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import SchemaError
from crossfield.lake.engine import DuckSession
from crossfield.tables.schema import KINDS, Column, Table, columns, narwhals_type

WORDS = st.text("abc äö()/,.=`", min_size=1, max_size=12).map(str.strip).filter(bool)
NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
SMALL = Table("small", "A row.", columns("b int | second", "a string | first", "day date | when | open"), ("a", "b"))


@given(NAMES, st.sampled_from(sorted(KINDS)), WORDS, st.just("") | WORDS, st.just("") | WORDS)
def test_a_line_is_read_as_it_is_written(name, kind, doc, unit, null):
    head = f"{name} {kind}[{unit}]" if unit else f"{name} {kind}"
    line = f"{head} | {doc} | {null}" if null else f"{head} | {doc}"
    assert columns(line) == (Column(name, kind, doc, unit, null),)


def test_blanks_around_the_parts_do_not_count():
    assert columns("  share   float[% of all]|part|  none ") == (Column("share", "float", "part", "% of all", "none"),)


def test_lines_are_columns_in_their_order_and_no_line_is_none():
    assert [column.name for column in columns("b int | x", "a int | y")] == ["b", "a"]
    assert columns() == ()


@pytest.mark.parametrize("line", ["", "name | without a kind", "name string"])
def test_a_line_without_name_kind_or_meaning_is_refused(line):
    with pytest.raises(ValueError, match="not enough values to unpack"):
        columns(line)


def test_a_column_and_a_table_do_not_change():
    with pytest.raises(FrozenInstanceError):
        SMALL.columns[0].kind = "float"
    with pytest.raises(FrozenInstanceError):
        SMALL.key = ()


def test_a_file_is_sorted_by_its_key_unless_an_order_is_stated():
    assert (SMALL.names, SMALL.sorted_by) == (["b", "a", "day"], ["a", "b"])
    assert Table("t", "A row.", SMALL.columns, ("a", "b"), ("day",)).sorted_by == ["day"]


@pytest.mark.parametrize(
    ("kind", "found"),
    [("string", nw.String), ("int", nw.Int64), ("float", nw.Float64), ("bool", nw.Boolean), ("date", nw.Date)],
)
def test_a_kind_has_one_type(kind, found):
    assert narwhals_type(kind) == found()


def test_five_kinds_and_no_other():
    assert set(KINDS) == {"string", "int", "float", "bool", "date"}
    with pytest.raises(KeyError, match="'decimal'"):
        narwhals_type("decimal")


def test_select_casts_and_orders_and_leaves_out_what_the_table_does_not_have():
    rows = pa.table({"more": [1], "day": ["2020-02-29"], "a": [7], "b": ["3"]})
    with DuckSession() as session:
        found = session.arrow(SMALL.select(session.register(rows)))
    assert found.schema.names == ["b", "a", "day"]
    assert [str(kind) for kind in found.schema.types] == ["int64", "string", "date32[day]"]
    assert [str(value) for value in found.to_pylist()[0].values()] == ["3", "7", "2020-02-29"]


def test_select_names_all_that_is_lacking_and_what_was_found():
    with pytest.raises(SchemaError) as error:
        SMALL.select(nw.from_native(pa.table({"z": [1], "a": [2]})).lazy())
    assert error.value.message == "Table small lacks the column(s) b, day; found a, z."
    assert error.value.hint == "Check the file's header line."

"""What the tables of figures say of themselves: the same names for the same things, bounds, windows, and null."""

import re

import pytest

from crossfield.tables import FIGURES, RECORDS, TABLES, figures
from crossfield.tables.schema import KINDS, Table

BY_NAME = pytest.mark.parametrize("table", FIGURES, ids=lambda table: table.name)
KEYED = {"level": "int", "scheme": "string", "region": "string", "field": "string", "year": "int", "counting": "string"}


def column(table, name):
    return next(column for column in table.columns if column.name == name)


def test_every_table_of_the_module_is_listed_once_under_its_own_name():
    stated = {name.lower(): value for name, value in vars(figures).items() if isinstance(value, Table)}
    assert [table.name for table in FIGURES] == list(stated)
    assert stated == {table.name: table for table in FIGURES}
    assert list(TABLES) == [table.name for table in (*RECORDS, *FIGURES)]


@BY_NAME
def test_names_kinds_docs_and_units(table):
    assert len(set(table.names)) == len(table.names)
    assert [name for name in table.names if not re.fullmatch(r"[a-z]+(_[a-z]+)*", name)] == []
    assert {item.kind for item in table.columns} <= set(KINDS)
    assert [item.name for item in table.columns if not item.doc or item.doc.endswith(".")] == []
    assert {item.kind for item in table.columns if item.unit} <= {"int", "float"}
    assert table.doc.endswith(".")


@BY_NAME
def test_key_and_order_are_columns_without_repetition(table):
    for names in (table.key, table.sorted_by):
        assert names
        assert len(set(names)) == len(names)
        assert [name for name in names if name not in table.names] == []


@BY_NAME
def test_what_a_figure_is_asked_by_is_never_null_and_of_one_kind(table):
    found = {item.name: item.kind for item in table.columns if item.name in KEYED}
    assert found == {name: KEYED[name] for name in found}
    open_ones = [name for name in table.key if column(table, name).null]
    assert open_ones == (["kind"] if table.name == "unlisted_organisations" else [])


@BY_NAME
def test_a_table_that_has_a_level_is_laid_out_by_level_and_scheme(table):
    order = ["level", "scheme"] if "scheme" in table.names else ["level"]
    assert table.sorted_by[: len(order)] == order or "level" not in table.names


@BY_NAME
def test_a_count_of_things_is_a_whole_number_and_never_null(table):
    counts = {"support", "projects", "organisations", "participations", "whole", "topics", "joint", "projects_a"}
    found = [
        item
        for item in table.columns
        if item.name in counts and (table.name, item.name) != ("interface_figure", "joint")
    ]
    assert [(item.kind, item.null) for item in found] == [("int", "")] * len(found)


@pytest.mark.parametrize("table", [figures.FIELD_FIGURE, figures.INTERFACE_FIGURE], ids=lambda table: table.name)
def test_a_bound_has_its_other_end_and_a_figure_of_the_same_unit(table):
    ends = {name.removesuffix("low").rstrip("_") for name in table.names if re.search(r"(^|_)low$", name)}
    assert ends == {name.removesuffix("high").rstrip("_") for name in table.names if re.search(r"(^|_)high$", name)}
    for name in ends:
        start = f"{name}_" if name else ""
        value, low, high = (column(table, part) for part in (name or "value", f"{start}low", f"{start}high"))
        assert (low.doc, high.doc) == ("5 % bound", "95 % bound")
        assert value.kind == low.kind == high.kind == "float"
        assert value.unit == low.unit == high.unit
        assert low.null == high.null
        assert low.null.split(",")[0] == f"{name or 'value'} is null" or name == "gap"
        assert value.null


@pytest.mark.parametrize("table", [figures.FIELD_FIGURE, figures.INTERFACE_FIGURE], ids=lambda table: table.name)
def test_a_figure_ends_with_support_and_a_note_that_may_be_open(table):
    assert table.names[-1] == "note"
    assert column(table, "note").null == "nothing to say"
    assert column(table, "support").null == ""
    assert set(table.key) >= {"level", "scheme", "counting", "year_from", "year_to", "region"}


@BY_NAME
def test_a_window_has_both_ends(table):
    ends = {"year_to", "until"}  # a back-test's window ends with t, the last year before its test
    assert ("year_from" in table.names) <= bool(ends & set(table.names))
    assert ("year_to" in table.names) <= ("year_from" in table.names)
    assert not {"year", "year_from"} <= set(table.names)


@BY_NAME
def test_two_of_a_kind_stand_in_order_and_both_in_the_key(table):
    about = {"projects_a", "lack_a", "has_a"}  # what is said of either field
    firsts = [name.removesuffix("_a") for name in table.names if name.endswith("_a") and name not in about]
    for name in firsts:
        assert column(table, f"{name}_a").doc.startswith("first ")
        assert {f"{name}_a", f"{name}_b"} <= set(table.key)


def test_constants_hold_together():
    assert figures.LEVELS == (0, 1, 2)
    assert figures.EVERYWHERE not in figures.LEVELS
    assert set(figures.PAIRED) == set(figures.COUNTINGS) - {"eur"}
    assert column(figures.FIELD_FIGURE, "counting").doc == "{}, {} or {}".format(*figures.COUNTINGS)
    assert figures.WINDOW_YEARS == 6

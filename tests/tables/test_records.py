"""What the tables of records say of themselves: names, kinds, keys, units, references, and what null means."""

import re

import pytest

from crossfield.tables import RECORDS, TABLES, records
from crossfield.tables.schema import KINDS, Table

BY_NAME = pytest.mark.parametrize("table", RECORDS, ids=lambda table: table.name)
MAY_BE_OPEN = {("region_link", "to_code"), ("coverage", "year"), ("quarantine", "column"), ("quarantine", "value")}
SIGN = r"[a-z][a-z0-9]*(_[a-z0-9]+)*"


def test_every_table_of_the_module_is_listed_once_under_its_own_name():
    stated = {name.lower(): value for name, value in vars(records).items() if isinstance(value, Table)}
    assert [table.name for table in RECORDS] == list(stated)
    assert stated == {table.name: table for table in RECORDS}
    assert all(TABLES[table.name] is table for table in RECORDS)


@BY_NAME
def test_names_are_lower_case_words_and_no_column_is_there_twice(table):
    assert [name for name in (table.name, *table.names) if not re.fullmatch(SIGN, name)] == []
    assert len(set(table.names)) == len(table.names)


@BY_NAME
def test_kinds_are_known_and_every_doc_is_one_line(table):
    assert {column.kind for column in table.columns} <= set(KINDS)
    texts = [text for column in table.columns for text in (column.doc, column.null, column.unit)]
    assert [text for text in texts if text != text.strip() or "\n" in text] == []
    assert [column.name for column in table.columns if not column.doc or column.doc.endswith(".")] == []
    assert table.doc == table.doc.strip()
    assert table.doc.endswith(".")


@BY_NAME
def test_key_and_order_are_columns_without_repetition(table):
    for names in (table.key, table.sorted_by):
        assert names
        assert len(set(names)) == len(names)
        assert [name for name in names if name not in table.names] == []


@BY_NAME
def test_a_part_of_a_key_is_never_null_unless_its_doc_says_what_that_means(table):
    open_ones = {(table.name, column.name) for column in table.columns if column.name in table.key and column.null}
    assert open_ones == {(name, column) for name, column in MAY_BE_OPEN if name == table.name}


@BY_NAME
def test_amounts_are_whole_cents_and_shares_are_fractions(table):
    for column in table.columns:
        assert (column.unit == "euro cent") == column.name.endswith("_cents"), column
        assert column.kind == "int" or column.unit != "euro cent", column
        assert column.kind == "float" or not column.unit.startswith("share"), column


@BY_NAME
def test_a_code_is_text_wherever_it_stands(table):
    codes = {"project", "organisation", "region", "field", "scheme", "field_a", "field_b", "country", "source"}
    assert {column.kind for column in table.columns if column.name in codes} <= {"string"}


@pytest.mark.parametrize("name", ["project", "organisation", "region", "cluster"])
def test_a_thing_is_told_by_its_id_alone(name):
    assert TABLES[name].key == (name,)


@BY_NAME
def test_the_source_is_never_open(table):
    if table.name == "named_interface":  # its source is the page that describes it, not the file it was read from
        return
    assert [column.null for column in table.columns if column.name == "source"] in ([], [""])


def test_what_counts_stands_on_records_that_cannot_be_open():
    stated = {table.name: [column.name for column in table.columns if column.null] for table in RECORDS}
    for name in ("pair", "evidence", "phrase", "project_text", "project_code", "project_region", "organisation_id"):
        assert stated[name] == []
    assert stated["tag"] == ["text_first_stop", "text_last_start", "code_first_stop", "code_last_start"]

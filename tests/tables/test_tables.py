"""What the tables promise holds in a built lake: columns and types, unique keys, null where it is documented, notes."""

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from crossfield.errors import SchemaError
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.engine import DuckSession
from crossfield.tables import FIGURES, RECORDS, TABLES
from crossfield.tables.schema import Column, columns

UNSORTED = {"project_text", "evidence"}  # millions of rows that are read whole
KINDS = ("string", "int", "float", "bool", "date")
LOOKS = (
    "strength",
    "bridges",
    "synergy",
    "activity",
    "bridging_organisations",
    "topics",
    "coverage",
    "joint",
    "expected",
)


@pytest.fixture(scope="module")
def lake_tables(small_lake):
    folder = small_lake.folder(small_lake.current())
    return {path.stem: pq.read_table(path, partitioning=None) for path in folder.glob("*.parquet")}


def held(name, lake_tables):
    if name not in lake_tables:
        pytest.skip("only a reduced lake holds it")
    return lake_tables[name]


# --- what is written down -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_a_table_says_what_its_columns_mean(name):
    table = TABLES[name]
    assert table.doc.endswith(".")
    assert len(table.names) == len(set(table.names))
    assert set(table.key) <= set(table.names)
    assert set(table.sorted_by) <= set(table.names)
    assert all(column.doc and column.kind in KINDS and column.name.isidentifier() for column in table.columns)
    assert all(column.kind in {"int", "float"} for column in table.columns if column.unit)


def test_every_table_has_a_name_of_its_own():
    assert len(TABLES) == len(RECORDS) + len(FIGURES)


def test_a_column_is_read_from_its_line():
    share, name = columns("share float[% of all] | part | no denominator", "name string | its name")
    assert share == Column("share", "float", "part", "% of all", "no denominator")
    assert name == Column("name", "string", "its name", "", "")


def test_a_frame_is_brought_into_a_tables_columns_and_types():
    given = pa.table(
        {"weight": ["0.5"], "field_b": ["b"], "field_a": ["a"], "scheme": ["s"], "project": [7], "other": [1]}
    )
    with DuckSession() as session:
        found = session.arrow(TABLES["pair"].select(session.register(given)))
    assert found.to_pylist() == [{"project": "7", "scheme": "s", "field_a": "a", "field_b": "b", "weight": 0.5}]


def test_a_frame_without_a_column_is_refused():
    frame = nw.from_native(pa.table({"project": ["p"], "weight": [1.0]})).lazy()
    with pytest.raises(
        SchemaError, match=r"Table pair lacks the column\(s\) scheme, field_a, field_b; found project, weight"
    ):
        TABLES["pair"].select(frame)


# --- what a lake holds ----------------------------------------------------------------------------------------------


def test_a_lake_holds_tables_that_are_written_down(lake_tables, small_lake):
    assert set(lake_tables) <= set(TABLES)
    rows = {entry.name: entry.rows for entry in small_lake.manifest().tables}
    assert rows == {name: table.num_rows for name, table in lake_tables.items()}


@pytest.mark.parametrize("name", TABLES)
def test_columns_and_types_are_as_written_down(name, lake_tables):
    table, schema = held(name, lake_tables), arrow_schema(name)
    assert table.column_names == schema.names
    assert {field.name: str(field.type) for field in table.schema} == {field.name: str(field.type) for field in schema}


@pytest.mark.parametrize("name", TABLES)
def test_keys_are_unique(name, lake_tables):
    table = held(name, lake_tables)
    keys = table.select(list(TABLES[name].key))
    assert keys.group_by(keys.column_names).aggregate([]).num_rows == table.num_rows


@pytest.mark.parametrize("name", TABLES)
def test_null_stands_only_where_its_meaning_is_documented(name, lake_tables):
    table = held(name, lake_tables)
    silent = [column.name for column in TABLES[name].columns if not column.null]
    assert [column for column in silent if table.column(column).null_count] == []
    assert not any(pc.any(pc.is_nan(table.column(c.name))).as_py() for c in TABLES[name].columns if c.kind == "float")


@pytest.mark.parametrize("name", sorted(set(TABLES) - UNSORTED))
def test_rows_are_sorted_for_reading(name, lake_tables):
    table = held(name, lake_tables)
    order = [(column, "ascending") for column in TABLES[name].sorted_by]
    keys = table.select(TABLES[name].sorted_by)
    assert keys.equals(keys.sort_by(order))


@pytest.mark.parametrize(
    ("name", "figures"), [("field_figure", ("value", "count", "expected")), ("interface_figure", LOOKS)]
)
def test_a_figure_that_is_null_has_a_note(name, figures, lake_tables):
    table = lake_tables[name]
    assert table.num_rows > 1000
    for figure in figures:
        silent = table.filter(pc.and_(pc.is_null(table.column(figure)), pc.is_null(table.column("note"))))
        assert silent.num_rows == 0, (figure, silent.slice(0, 1).to_pylist())


@pytest.mark.parametrize("look", ["strength", "bridges", "synergy", "activity"])
def test_a_figure_lies_within_its_bounds(look, lake_tables):
    table = lake_tables["interface_figure"]
    value, low, high = (table.column(f"{look}{end}") for end in ("", "_low", "_high"))
    shrunken = table.filter(
        pc.and_(
            pc.is_valid(value), pc.or_(pc.not_equal(table.column("counting"), "eur"), look in {"bridges", "activity"})
        )
    )
    assert shrunken.num_rows > 1000
    low, value, high = (shrunken.column(f"{look}{end}") for end in ("_low", "", "_high"))
    assert low.null_count == high.null_count == 0
    assert pc.all(pc.and_(pc.less_equal(low, value), pc.less_equal(value, high))).as_py()
    assert pc.min(low).as_py() >= 0


def test_unknown_has_counts_and_no_figures(lake_tables):
    table = lake_tables["interface_figure"]
    unknown = table.filter(pc.equal(table.column("region"), "unknown"))
    assert pc.sum(unknown.column("support")).as_py() > 0
    for name in ("strength", "bridges", "synergy", "activity", "expected"):
        assert unknown.column(name).null_count == unknown.num_rows
    assert set(unknown.column("note").to_pylist()) == {"region unknown"}


def test_figures_of_overlapping_definitions_are_null(lake_tables):
    shared = {
        (row["scheme"], row["field_a"], row["field_b"])
        for row in lake_tables["field_overlap"].to_pylist()
        if row["shared"] > 0.5
    }
    for row in lake_tables["interface_figure"].to_pylist():
        if (row["scheme"], row["field_a"], row["field_b"]) in shared and row["region"] != "unknown":
            assert (row["strength"], row["note"]) == (None, "overlapping definitions")

"""What a source hands over: problems in one shape, and empty frames and nulls of a table's types."""

import pyarrow as pa
import pytest

from crossfield.lake.delivery import PROBLEM, Delivery, arrow_schema, nothing, null
from crossfield.lake.engine import DuckSession
from crossfield.tables import KINDS, TABLES

TYPES = {"string": "string", "int": "int64", "float": "double", "bool": "bool", "date": "date32[day]"}
BAD = {"value": ["-5", None], "row": ["7", "8"], "reason": ["negative amount", "no id"], "column": ["cost", None]}


@pytest.fixture(scope="module")
def session():
    with DuckSession() as session:
        yield session


def test_a_new_delivery_is_empty_and_shares_nothing():
    one, other = Delivery(), Delivery()
    one.files["project.csv"] = 3
    one.absent.append("no dates")
    one.problems.append(PROBLEM.empty_table())
    one.frames["tag"] = one.rows["project.csv"] = None
    assert (other.frames, other.problems, other.files, other.rows, other.absent) == ({}, [], {}, {}, [])


@pytest.mark.parametrize("kept", [True, False])
def test_problems_are_brought_into_one_shape_with_their_file(kept):
    delivery = Delivery()
    delivery.add_problems("project.csv", pa.table(BAD), kept=kept)
    (found,) = delivery.problems
    assert found.schema == PROBLEM
    both = {"file": "project.csv", "kept": kept}
    assert found.to_pylist() == [
        both | {"row": "7", "column": "cost", "value": "-5", "reason": "negative amount"},
        both | {"row": "8", "column": None, "value": None, "reason": "no id"},
    ]


def test_problems_of_several_files_stay_in_the_order_in_which_they_were_found():
    delivery = Delivery()
    for file in ("b.csv", "a.csv"):
        delivery.add_problems(file, pa.table(BAD), kept=True)
    assert pa.concat_tables(delivery.problems)["file"].to_pylist() == ["b.csv", "b.csv", "a.csv", "a.csv"]


def test_row_numbers_and_columns_of_nulls_become_text():
    delivery = Delivery()
    rows = pa.table({"row": [12], "column": pa.nulls(1), "value": pa.nulls(1), "reason": ["why"], "line": [3]})
    delivery.add_problems("a.csv", rows, kept=False)
    assert [list(row.values()) for row in delivery.problems[0].to_pylist()] == [
        ["a.csv", "12", None, None, "why", False]
    ]


def test_no_problem_leaves_no_entry():
    delivery = Delivery()
    delivery.add_problems("a.csv", pa.table(BAD).slice(0, 0), kept=True)
    assert delivery.problems == []


def test_problems_without_a_reason_are_a_mistake_of_the_reader():
    with pytest.raises(KeyError, match="reason"):
        Delivery().add_problems("a.csv", pa.table(BAD).drop_columns("reason"), kept=True)


def test_the_quarantine_is_problems_with_their_source():
    assert set(arrow_schema("quarantine").names) == {"source", *PROBLEM.names}
    assert all(arrow_schema("quarantine").field(field.name).type == field.type for field in PROBLEM)


@pytest.mark.parametrize("name", TABLES)
def test_a_tables_schema_is_its_columns_in_their_order(name):
    found = [(field.name, str(field.type)) for field in arrow_schema(name)]
    assert found == [(column.name, TYPES[column.kind]) for column in TABLES[name].columns]


@pytest.mark.parametrize("name", TABLES)
def test_nothing_has_a_tables_columns_and_no_rows(session, name):
    found = session.arrow(TABLES[name].select(nothing(session, name)))
    assert (found.num_rows, found.schema.names) == (0, TABLES[name].names)
    assert found.schema.types == arrow_schema(name).types


def test_a_table_that_is_not_written_down_has_no_schema(session):
    with pytest.raises(KeyError, match="'patents'"):
        nothing(session, "patents")


@pytest.mark.parametrize("kind", KINDS)
def test_null_has_a_type_and_no_value(session, kind):
    found = session.arrow(session.register(pa.table({"n": [1, 2]})).select(n="n", empty=null(kind)))
    assert (str(found.schema.field("empty").type), found["empty"].to_pylist()) == (TYPES[kind], [None, None])

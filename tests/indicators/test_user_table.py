"""A user's own table: what is read, what is refused with its line, and what runs on it."""

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError, SchemaError, SourceError, UnknownNameError
from crossfield.indicators.user_table import read_table, run_indicator


@pytest.fixture
def written(tmp_path):
    def write(content, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_plain_form(written):
    found = read_table(written("region,field,year,amount\nA,f,2020,1.5\nA,g,2020,2e3\n"))
    assert found.schema == pa.schema([
        ("region", pa.string()), ("field", pa.string()), ("year", pa.int64()), ("amount", pa.float64()),
    ])  # fmt: skip
    assert found.to_pylist() == [
        {"region": "A", "field": "f", "year": 2020, "amount": 1.5},
        {"region": "A", "field": "g", "year": 2020, "amount": 2000},
    ]


@pytest.mark.parametrize(
    "content",
    [
        "Region;Branche;Wert\r\nA;f;1,5\r\nA;g;2\r\n",
        '\ufeffregion\tfield\tamount\n"A"\tf\t1.5\nA\tg\t2',
        "id|REGION|Feld|remark|Betrag\n7|A| f |x|1,5\n8|A|g||2\n",
    ],
)
def test_other_signs_headings_and_decimal_commas(written, content):
    assert read_table(written(content)).to_pylist() == [
        {"region": "A", "field": "f", "amount": 1.5},
        {"region": "A", "field": "g", "amount": 2},
    ]


def test_headings_can_be_said(written):
    path = written("Land,emp,region_name,sec\nDE,5,x,f\n")
    told = {"region": "Land", "field": "sec", "amount": "emp"}
    assert read_table(path, told).to_pylist() == [{"region": "DE", "field": "f", "amount": 5}]
    with pytest.raises(UnknownNameError, match="height"):
        read_table(path, {"height": "emp"})
    with pytest.raises(SchemaError, match="no column 'empl' for amount"):
        read_table(path, {"amount": "empl"})


def test_what_is_unknown_is_no_zero(written):
    found = read_table(written("region,field,amount\nA,f,\nA,g,:\nA,h,NA\nA,i,0\n"))
    assert found.column("amount").to_pylist() == [None, None, None, 0]


def test_more_columns_for_those_that_need_them(written):
    path = written("region,field,amount,population,group,records,other\nA,f,1,70,,3,-2\nA,g,1,70,x,,1\n")
    row = {"region": "A", "field": "f", "amount": 1, "records": 3, "people": 70, "parent": None, "other": -2}
    assert read_table(path).to_pylist()[0] == row


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("A;f;x\n", "line 2 has as amount 'x', which is no number"),
        ("A;f;1\n\nA;g;-3\nB;f;-4\n", "line 4 has as amount '-3', which is negative; line 5 has as amount '-4'"),
        ("A;f;1e999\n", "line 2 has as amount '1e999', which is too large"),
        ("A;f;1.234.567\n", "line 2 has as amount '1.234.567', which is no number"),
        ("A;f;1.234\nA;g;17.250\nA;h;4\n", "line 2 has as amount '1.234', a point before thousands"),
        ("A;f;1\n;g;3\n", "line 3 has no region"),
        ("A;;1\n", "line 2 has no field"),
        ("A;f;1\nB;f;1\nA;f;2\n", "line 4 repeats \\(A, f\\) of line 2"),
        ("A;f;1\nA;g\nA;h;1;2\n", "line 3 has 2 value\\(s\\); line 4 has 4 value\\(s\\)"),
        ("A;f;x\nA;g;x\nA;h;x\nA;i;x\nA;j;x\n", "; and 2 more"),
        ("", "a header and no rows"),
    ],
)
def test_bad_lines_are_named(written, rows, said):
    with pytest.raises(SchemaError, match=said):
        read_table(written(f"region;field;amount\n{rows}"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("region,field,year,amount\nA,f,20,1\n", "line 2 has as year '20'"),
        ("region,field,amount,records\nA,f,1,1.5\n", "line 2 has as records '1.5', which is no whole number"),
        ("region,field\nA,f\n", "no column for amount; found region, field"),
        ("region,region,field,amount\nA,A,f,1\n", "has the column region twice"),
        ("\n", "is empty"),
        ('region,field,amount\nA,"f,1\nB,f,2', "CSV|value"),
    ],
)
def test_bad_files_are_told(written, content, said):
    with pytest.raises(SchemaError, match=said):
        read_table(written(content))


def test_decimals_of_three_digits_are_decimals_where_that_is_clear(written):
    found = read_table(written("region;field;amount\nA;f;1.234\nA;g;0.125\n"))
    assert found.column("amount").to_pylist() == [1.234, 0.125]
    commas = read_table(written("region,field,amount\nA,f,1.234\n"))
    assert commas.column("amount").to_pylist() == [1.234]


def test_unreadable_files(written, tmp_path):
    with pytest.raises(SourceError, match="line 2: not UTF-8"):
        read_table(written("region,field,amount\nS\xe4chsin,f,1\n".encode("latin-1")))
    with pytest.raises(SourceError, match="cannot be read"):
        read_table(tmp_path / "none.csv")


names = st.text("abcäöß 0123456789.-", min_size=1, max_size=8).map(str.strip).filter(bool)


@given(st.dictionaries(st.tuples(names, names), st.floats(0, 1e12), min_size=1, max_size=8))
def test_what_is_written_is_read(tmp_path_factory, cells):
    rows = [{"region": region, "field": field, "amount": amount} for (region, field), amount in cells.items()]
    path = tmp_path_factory.mktemp("table") / "mine.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    assert read_table(path).to_pylist() == rows


TABLE = {"region": [*"AABB"], "field": ["f", "g"] * 2, "amount": [3, 1, 1, 3]}


def test_an_indicator_runs_by_its_name():
    assert run_indicator("location-quotient-raw", pa.table(TABLE)).column("value").to_pylist() == [1.5, 0.5, 0.5, 1.5]
    assert run_indicator("krugman", pd.DataFrame(TABLE)).column("value").to_pylist() == [0.5, 0.5]


def test_what_an_indicator_needs_is_said():
    with pytest.raises(
        SchemaError, match=r"variety needs the column parent; found region, field, amount.*one level up"
    ):
        run_indicator("variety", pa.table(TABLE))
    with pytest.raises(NotComputableError, match=r"interface is computed from the records.*krugman"):
        run_indicator("interface", pa.table(TABLE))
    with pytest.raises(UnknownNameError, match="hachman"):
        run_indicator("hackman", pa.table(TABLE))

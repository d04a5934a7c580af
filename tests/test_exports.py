import csv
import io
import json
from datetime import date

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from crossfield.errors import UnknownNameError
from crossfield.exports import FORMATS, export, to_json, workbook

ROWS = [
    {"region": "DED", "name": "Sachsen; „Süd“", "joint": 8, "strength": 1.25, "note": None},
    {"region": "unknown", "name": 'a "b", c', "joint": 0, "strength": None, "note": "region unknown"},
]
LINE = "crossfield, data version x. Sources: © European Union."
DANGEROUS = ["=1+1", "+49 351", "-2", "@SUM(A1)", "\t=1+1", "\r=1+1"]


def test_json_is_the_bare_list():
    text = export(ROWS, "json", LINE).decode()
    assert json.loads(text) == ROWS
    assert "„Süd“" in text
    assert text.endswith("]\n")


def test_json_knows_dates_and_refuses_what_is_no_number():
    assert json.loads(to_json({"day": date(2026, 11, 1)})) == {"day": "2026-11-01"}
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(float("nan"))
    with pytest.raises(TypeError, match="has no JSON form"):
        to_json(object())


def test_csv_ends_with_its_citation():
    lines = list(csv.reader(io.StringIO(export(ROWS, "csv", LINE).decode(), newline="")))
    assert lines[0] == list(ROWS[0])
    assert lines[1] == ["DED", "Sachsen; „Süd“", "8", "1.25", ""]
    assert lines[2] == ["unknown", 'a "b", c', "0", "", "region unknown"]
    assert export(ROWS, "csv", LINE).decode().endswith(f"\r\n# {LINE}\r\n")
    assert not export(ROWS, "csv").decode().count("#")


def test_parquet_holds_types_and_the_citation():
    table = pq.read_table(io.BytesIO(export(ROWS, "parquet", LINE)))
    assert table.to_pylist() == ROWS
    assert table.schema.metadata[b"citation"].decode() == LINE


def test_xlsx_has_its_citation_on_a_sheet_of_its_own():
    book = load_workbook(io.BytesIO(export(ROWS, "xlsx", LINE)))
    assert book.sheetnames == ["crossfield", "Citation"]
    assert [[cell.value for cell in row] for row in book["crossfield"]] == [
        list(ROWS[0]),
        *(list(row.values()) for row in ROWS),
    ]
    assert book["Citation"]["A1"].value == LINE
    assert load_workbook(io.BytesIO(export(ROWS, "xlsx"))).sheetnames == ["crossfield"]


def test_a_workbook_has_a_sheet_for_each_table():
    book = load_workbook(io.BytesIO(workbook({"figures": ROWS, "projects": [], "more": ROWS[:1]}, LINE)))
    assert book.sheetnames == ["figures", "projects", "more", "Citation"]
    assert [book[name].max_row for name in book.sheetnames] == [3, 1, 2, 1]
    assert [cell.value for cell in book["figures"][2]] == list(ROWS[0].values())


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_that_looks_like_a_formula_stays_a_text(text):
    cell = load_workbook(io.BytesIO(export([{"name": text}], "xlsx")))["crossfield"]["A2"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()
    (_, (read,)) = csv.reader(io.StringIO(export([{"name": text}], "csv").decode(), newline=""))
    assert read == f"'{text}"


def test_signs_that_no_sheet_can_hold_are_left_out():
    book = load_workbook(io.BytesIO(export([{"name": "a\x0bb\x00c"}], "xlsx")))
    assert book["crossfield"]["A2"].value == "abc"


def test_numbers_stay_numbers():
    book = load_workbook(io.BytesIO(export([{"n": -2, "x": -1.5}], "xlsx")))["crossfield"]
    assert (book["A2"].value, book["B2"].value) == (-2, -1.5)
    assert export([{"n": -2, "x": -1.5}], "csv") == b"n,x\r\n-2,-1.5\r\n"


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"table"}))
def test_no_rows_are_a_file_too(form):
    content = export([], form, LINE)
    assert isinstance(content, bytes)
    assert content


def test_an_unknown_format_is_refused():
    with pytest.raises(UnknownNameError, match=r"Unknown format: 'jsn'\. Did you mean json"):
        export(ROWS, "jsn")

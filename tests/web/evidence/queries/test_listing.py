"""Tables as files: typed cells, localised headings in XLSX, English keys elsewhere, no formula, no HTML."""

import io
import json

from django.utils import translation
from openpyxl import load_workbook

from crossfield.web.evidence.queries.listing import Column, Listing, as_file

ROWS = [
    {"name": "=HYPERLINK(1)", "value": 1.5, "low": 1.2, "high": 2.0, "support": 1234, "note": "few records", "x": 0},
    {"name": "<b>B</b>", "value": None, "low": None, "high": None, "support": 0, "note": None, "x": 0},
]
COLUMNS = (
    Column("name", "Feld"),
    Column("value", "Quotient", "ranged"),
    Column("support", "Projekte", "count"),
    Column("note", "Hinweis", "note"),
)
LISTING = Listing("fields", "Felder", COLUMNS, ROWS, "crossfield, Datenstand x", at_first=1)


def test_xlsx_has_typed_cells_and_the_headings_of_the_page():
    with translation.override("de"):
        book = load_workbook(io.BytesIO(as_file(LISTING, "xlsx")))
    sheet = book["crossfield"]
    cells = [[cell.value for cell in row] for row in sheet.rows]

    assert cells[0] == ["Feld", "Quotient", "Quotient: von (5 %)", "Quotient: bis (95 %)", "Projekte", "Hinweis"]
    assert cells[1] == ["=HYPERLINK(1)", 1.5, 1.2, 2.0, 1234, "few records"]
    assert sheet["A2"].data_type == "s"
    assert sheet.freeze_panes == "A2"
    assert book["Citation"]["A1"].value == "crossfield, Datenstand x"


def test_csv_disarms_formulas_and_json_keeps_null():
    text = as_file(LISTING, "csv").decode()

    assert text.splitlines()[0] == "name,value,low,high,support,note"
    assert text.splitlines()[1].startswith("'=HYPERLINK(1),1.5,")
    assert json.loads(as_file(LISTING, "json"))[1]["value"] is None


def test_cells_are_written_as_the_language_does():
    with translation.override("de"):
        (name, value, support, note), (_, empty, nothing, silent) = LISTING.first[0], LISTING.rest[0]

    assert (name.text, value.text, value.reach) == ("=HYPERLINK(1)", "1,50", "1,20 bis 2,00")
    assert (support.text, note.text) == ("1.234", "wenige Fälle")
    assert (empty.text, empty.reach, nothing.text, silent.text) == ("–", "", "0", "")

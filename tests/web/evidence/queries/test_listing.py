"""Tables as files: typed cells, localised headings in XLSX, English keys elsewhere, no formula, no HTML."""

import io
import json

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pyarrow import parquet

from crossfield.errors import UnknownNameError
from crossfield.web.evidence.queries.listing import (
    FORMS,
    MEDIA,
    Column,
    Listing,
    as_file,
    localised,
    organisation_address,
)

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


@pytest.mark.parametrize(
    ("form", "value", "german", "english"),
    [
        ("text", None, "", ""),
        ("text", "", "", ""),
        ("text", 0, "0", "0"),
        ("note", None, "", ""),
        ("note", "few records; coverage changed", "wenige Fälle; Abdeckung hat sich verändert",
         "few records; coverage changed"),
        ("note", "a note of one's own", "a note of one's own", "a note of one's own"),
        ("count", None, "–", "–"),
        ("count", "", "–", "–"),
        ("count", 0, "0", "0"),
        ("count", 1_234_567, "1.234.567", "1,234,567"),
        ("number", None, "–", "–"),
        ("number", float("nan"), "–", "–"),
        ("number", float("inf"), "–", "–"),
        ("number", -0.125, "−0,12", "−0.12"),
        ("number", 1234.5, "1.234,50", "1,234.50"),
        ("year", 2019, "2019", "2019"),
        ("year", None, "–", "–"),
        ("value", None, "–", "–"),
        ("value", 1234, "1.234", "1,234"),
        ("value", 12.5, "12,50", "12.50"),
        ("value", "few records", "wenige Fälle", "few records"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_column_and_the_language_say(form, value, german, english):
    listing = Listing("t", "T", (Column("a", "A", form),), [{"a": value}])
    said = {}
    for language in ("de", "en"):
        with translation.override(language):
            ((cell,),) = listing.first
        said[language] = cell.text

    assert said == {"de": german, "en": english}


@pytest.mark.parametrize(
    ("form", "is_number", "is_ranged"),
    [
        ("text", False, False), ("note", False, False), ("keep", False, False), ("count", True, False),
        ("number", True, False), ("year", True, False), ("value", True, False), ("ranged", True, True),
    ],
)  # fmt: skip
def test_a_column_tells_where_its_values_are_set_and_whether_they_have_a_range(form, is_number, is_ranged):
    column = Column("a", "A", form)

    assert (column.is_number, column.is_ranged) == (is_number, is_ranged)


@pytest.mark.parametrize(("key", "bounds"), [("value", ("low", "high")), ("gap", ("gap_low", "gap_high"))])
def test_a_range_stands_under_keys_of_its_column(key, bounds):
    assert Column(key, "A", "ranged").bounds == bounds


@pytest.mark.parametrize(
    ("low", "high", "reach"), [(1.0, 2.0, "1.00 to 2.00"), (None, 2.0, ""), (1.0, None, ""), (None, None, "")]
)
def test_a_range_is_told_when_both_ends_are_known(low, high, reach):
    listing = Listing("t", "T", (Column("gap", "Gap", "ranged"),), [{"gap": 1.5, "gap_low": low, "gap_high": high}])
    with translation.override("en"):
        ((cell,),) = listing.first

    assert (cell.text, cell.reach) == ("1.50", reach)


def test_a_row_leads_where_its_address_says_and_only_from_that_cell():
    columns = (Column("name", "Name"), Column("place", "Ort"))
    rows = [{"name": "A", "place": "Leipzig", "code": "pic:1"}]
    listing = Listing("t", "T", columns, rows, address=lambda row: ("name", f"/de/{row['code']}/"))

    assert [cell.address for cell in listing.first[0]] == ["/de/pic:1/", ""]
    assert [cell.address for cell in Listing("t", "T", columns, rows).first[0]] == ["", ""]


def test_the_picture_stands_beside_the_first_ranged_column_only():
    columns = (Column("name", "Name"), Column("a", "A", "ranged"), Column("b", "B", "ranged"))
    listing = Listing("t", "T", columns, [{"name": "x", "a": 1.0, "b": 2.0}], bar=lambda row: f"<svg>{row['a']}</svg>")

    assert [cell.bar for cell in listing.first[0]] == ["", "<svg>1.0</svg>", ""]


def test_without_a_ranged_column_no_picture_is_drawn():
    drawn = []
    Listing("t", "T", (Column("a", "A", "count"),), [{"a": 1}], bar=drawn.append).first  # noqa: B018 -- is computed

    assert drawn == []


def test_a_cell_may_have_links_and_a_second_line():
    rows = [
        {"a": "x, y", "a_links": [("x", "/x/"), ("y", "/y/")], "b": "B", "b_about": "<i>Ort</i>"},
        {"a": "", "a_links": None, "b": "C", "b_about": None},
    ]
    (first, second) = Listing("t", "T", (Column("a", "A"), Column("b", "B")), rows).first

    assert first[0].links == (("x", "/x/"), ("y", "/y/"))
    assert (first[1].links, first[1].reach) == ((), "<i>Ort</i>")
    assert (second[0].links, second[1].reach) == ((), "")


@pytest.mark.parametrize(
    ("at_first", "most", "first", "rest", "beyond"),
    [(3, 0, 3, 4, 0), (3, 5, 3, 2, 2), (7, 0, 7, 0, 0), (10, 0, 7, 0, 0), (3, 7, 3, 4, 0), (3, 9, 3, 4, 0),
     (0, 2, 0, 2, 5)],
)  # fmt: skip
def test_rows_stand_first_fold_away_or_are_in_the_files_alone(at_first, most, first, rest, beyond):
    rows = [{"a": number} for number in range(7)]
    listing = Listing("t", "T", (Column("a", "A", "count"),), rows, at_first=at_first, most=most)
    shown = [row[0].text for row in (*listing.first, *listing.rest)]

    assert (len(listing.first), len(listing.rest), listing.beyond) == (first, rest, beyond)
    assert shown == [str(number) for number in range(first + rest)]
    assert len(json.loads(as_file(listing, "json"))) == 7


@given(st.integers(0, 30), st.integers(1, 10), st.integers(0, 40))
def test_every_row_is_shown_once_or_counted_as_beyond(rows, at_first, more):
    most = at_first + more if more else 0
    listing = Listing("t", "T", (Column("a", "A"),), [{"a": ""}] * rows, at_first=at_first, most=most)

    assert len(listing.first) + len(listing.rest) + listing.beyond == rows


@pytest.mark.parametrize(
    ("language", "caption"), [("de", "Felder: die ersten 1 von 2 Zeilen"), ("en", "Felder: the first 1 of 2 rows")]
)
def test_a_beginning_says_that_it_is_one(language, caption):
    with translation.override(language):
        short = LISTING.beginning(1)

    assert (short.caption, short.rows) == (caption, ROWS[:1])
    assert (short.name, short.columns, short.citation, short.at_first) == ("fields", COLUMNS, LISTING.citation, 1)
    assert len(LISTING.rows) == 2


def test_buttons_are_in_no_file():
    columns = (Column("a", "A"), Column("keep", "Merken", "keep"))
    listing = Listing("t", "T", columns, [{"a": "x", "keep": "pic:1"}])

    assert [column.key for column in listing.kept] == ["a"]
    assert as_file(listing, "csv").decode() == "a\r\nx\r\n"


def test_files_hold_other_columns_where_a_table_says_so():
    filed = (Column("code", "Code"), Column("gap", "Lücke", "ranged"))
    listing = Listing("t", "T", (Column("a", "A"),), [{"a": "x", "code": "c", "gap": 1.0}], filed=filed)

    assert listing.kept == filed
    assert json.loads(as_file(listing, "json")) == [{"code": "c", "gap": 1.0, "gap_low": None, "gap_high": None}]
    assert [cell.text for cell in listing.first[0]] == ["x"]


def test_what_a_row_holds_beyond_its_columns_is_in_no_file():
    keys = ["name", "value", "low", "high", "support", "note"]

    assert [list(row) for row in json.loads(as_file(LISTING, "json"))] == [keys, keys]
    assert parquet.read_table(io.BytesIO(as_file(LISTING, "parquet"))).column_names == keys


def test_parquet_has_the_rows_and_the_citation():
    table = parquet.read_table(io.BytesIO(as_file(LISTING, "parquet")))

    assert table.column("support").to_pylist() == [1234, 0]
    assert table.column("value").to_pylist() == [1.5, None]
    assert LISTING.citation.encode() in b"".join(table.schema.metadata.values())


@pytest.mark.parametrize(
    ("language", "sheets", "heads"),
    [("de", ["Tabelle", "Quellen"], ["Was", "Angabe"]), ("en", ["Table", "Sources"], ["What", "Says"])],
)
def test_beside_a_table_stands_what_it_rests_on(language, sheets, heads):
    listing = Listing("t", "T", (Column("a", "A"),), [{"a": "x"}], about=(("Title", "=1+1"), ("Source", "CORDIS")))
    with translation.override(language):
        book = load_workbook(io.BytesIO(as_file(listing, "xlsx")))
    about = [[cell.value for cell in row] for row in book[sheets[1]].rows]

    assert book.sheetnames == sheets
    assert about == [heads, ["Title", "=1+1"], ["Source", "CORDIS"]]
    assert book[sheets[1]]["B2"].data_type == "s"


@pytest.mark.parametrize("form", ["exe", "", "XLSX", "xls"])
def test_a_form_that_is_none_is_told(form):
    with pytest.raises(UnknownNameError) as told:
        as_file(LISTING, form)
    assert (told.value.kind, told.value.name) == ("format", form)


@pytest.mark.parametrize("form", FORMS)
def test_a_table_without_rows_is_a_file_all_the_same(form):
    empty = Listing("t", "T", COLUMNS, [], "Quelle")

    assert (empty.first, empty.rest, empty.beyond) == ([], [], 0)
    assert as_file(empty, form)
    assert form in MEDIA


def test_an_organisation_leads_to_its_page_in_the_language_of_the_reader():
    found = []
    for language in ("de", "en"):
        with translation.override(language):
            found.append(organisation_address({"organisation": "pic:999897729"}))

    assert found == [("name", "/de/organisation/pic:999897729/"), ("name", "/en/organisation/pic:999897729/")]


@pytest.mark.parametrize(
    ("german", "english", "language", "said"),
    [
        ("Gesundheit", "Health", "de", "Gesundheit"),
        ("Gesundheit", "Health", "en", "Health"),
        ("Gesundheit", "", "en", "Gesundheit"),
        (None, "Health", "de", "Health"),
        (None, None, "de", ""),
        ("", "", "en", ""),
    ],
)
def test_a_text_is_told_in_the_other_language_where_it_has_but_one(german, english, language, said):
    assert localised({"title_de": german, "title_en": english}, "title", language) == said

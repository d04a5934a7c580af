"""Tables as people send them: encodings, separators, headers, sheets, and what is no table."""

import csv
import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from crossfield.errors import SourceError
from crossfield.lake import grid
from crossfield.lake.grid import read_grids

NOON = datetime(2019, 5, 31, 12)  # noqa: DTZ001 -- a workbook knows no time zone


def read(tmp_path, data, name="mine.csv", **rest):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_grids(path, **rest)


def workbook(tmp_path, **sheets):
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "mine.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("utf-16", "utf-16-le")],
)
def test_every_encoding_gives_the_same_text(tmp_path, encoding, told):
    found = read(tmp_path, "Gebiet;Wert\nKöln – Süd;3\n".encode(encoding))[0]

    assert (found.headings, found.lines, found.encoding) == (["Gebiet", "Wert"], [(2, ["Köln – Süd", "3"])], told)


def test_utf_16_of_the_other_end_is_read_too(tmp_path):
    found = read(tmp_path, b"\xfe\xff" + "a;b\nß;1\n".encode("utf-16-be"))[0]

    assert (found.lines, found.encoding) == ([(2, ["ß", "1"])], "utf-16-be")


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_separator_is_told_by_the_rows(tmp_path, sign):
    lines = [["Name", "Text", "Zahl"], ["a", "x, y; z", "1"], ["b", "u", "2"]]
    out = io.StringIO()
    csv.writer(out, delimiter=sign).writerows(lines)

    assert read(tmp_path, out.getvalue())[0].column("Text") == ["x, y; z", "u"]


def test_a_title_above_the_header_and_empty_lines_are_no_rows(tmp_path):
    found = read(tmp_path, "Bericht 2024;;\n\nRegion;Feld;Wert\n\nA;b;1\n;;\nB;c;2\n")[0]

    assert found.headings == ["Region", "Feld", "Wert"]
    assert found.lines == [(5, ["A", "b", "1"]), (7, ["B", "c", "2"])]


def test_headings_are_unique_and_never_empty(tmp_path):
    found = read(tmp_path, "a;;a;b;\n1;2;3;4;5\n")[0]

    assert found.headings == ["a", "(B)", "a (2)", "b"]
    assert (found.lines, found.cut) == ([(2, ["1", "2", "3", "4"])], [2])


def test_short_rows_are_filled_up(tmp_path):
    assert read(tmp_path, "a;b;c\n1;2\n")[0].lines == [(2, ["1", "2", ""])]


def test_a_preview_reads_the_first_rows(tmp_path):
    assert [number for number, _ in read(tmp_path, "a;b\n" + "1;2\n" * 50, most=3)[0].lines] == [2, 3, 4]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xd0\xcf\x11\xe0", "an old Excel"),
        (b"<!DOCTYPE html><p>", "a web page"),
        (b'{"a": 1}', "JSON"),
        (b"a;b\0\n1;2\n", "zero bytes"),
        (b"only a header;here\n", "no rows below a header"),
        (b"1;2\n3;4\n", None),
        (b"PK\x03\x04 but no workbook", "no complete XLSX"),
    ],
)
def test_what_is_no_table_says_what_it_is_and_what_was_expected(tmp_path, data, said):
    if said is None:
        assert read(tmp_path, data)[0].headings == ["1", "2"]
        return
    with pytest.raises(SourceError, match=said) as error:
        read(tmp_path, data, name="mine.dat")
    assert error.value.hint
    assert "mine.dat" in error.value.message


def test_a_file_that_is_not_there_or_too_large_is_told(tmp_path, monkeypatch):
    with pytest.raises(SourceError, match="cannot be read"):
        read_grids(tmp_path / "gone.csv")
    monkeypatch.setattr(grid, "LARGEST", 3)
    with pytest.raises(SourceError, match="at most 3"):
        read(tmp_path, "a;b\n1;2\n")


def test_a_value_that_never_ends_is_told_by_its_line(tmp_path):
    with pytest.raises(SourceError, match="line"):
        read(tmp_path, 'a;b\n1;"' + "x" * (2**20 + 10) + "\n")


def test_a_line_that_never_ends_is_told_before_it_fills_the_memory(tmp_path, monkeypatch):
    monkeypatch.setattr(grid, "LONGEST_LINE", 1000)
    with pytest.raises(SourceError, match=r"line 2: longer than 1,000 characters"):
        read(tmp_path, "a;b\n" + "x" * 2000)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_more_rows_than_are_read_are_told_and_not_cut_off(tmp_path, monkeypatch, kind):
    monkeypatch.setattr(grid, "MOST_ROWS", 3)
    rows = [["region", "value"], *(["DED2", str(number)] for number in range(4))]
    if kind == "csv":
        path = tmp_path / "mine.csv"
        path.write_text("".join(f"{a};{b}\n" for a, b in rows), encoding="utf-8")
    else:
        path = workbook(tmp_path, Values=rows)

    with pytest.raises(SourceError, match=rf"mine.{kind} has more than 3 rows"):
        read_grids(path)
    assert len(read_grids(path, most=2)[0].lines) == 2


def test_a_file_that_turns_out_not_to_be_utf_8_late_is_read_as_windows_1252(tmp_path):
    found = read(tmp_path, b"Region;Wert\n" + b"Dresden;1\n" * 200_000 + "Köln;3\n".encode("cp1252"))[0]

    assert found.encoding == "cp1252"
    assert found.lines[-1][1] == ["Köln", "3"]


def test_each_sheet_with_rows_is_a_table(tmp_path):
    path = workbook(
        tmp_path,
        Leer=[],
        Projekte=[["Titel", "Beginn", "Betrag"], ["Süß", NOON, 2.0], [None, date(2020, 1, 2), 2.5]],
        Notiz=[["nur eine Zeile"]],
    )
    found = read_grids(path)

    assert [one.name for one in found] == ["Projekte"]
    assert found[0].lines == [(2, ["Süß", "2019-05-31", "2"]), (3, ["", "2020-01-02", "2.5"])]
    assert found[0].encoding == "xlsx"


def test_a_workbook_that_would_grow_beyond_measure_is_refused(tmp_path, monkeypatch):
    path = workbook(tmp_path, a=[["x", "y"], [1, 2]])
    monkeypatch.setattr(grid, "LARGEST_UNPACKED", 10)

    with pytest.raises(SourceError, match="would unpack"):
        read_grids(path)


def test_another_archive_is_no_workbook(tmp_path):
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("project.csv", "a;b\n")

    with pytest.raises(SourceError, match="is a ZIP archive, no table"):
        read_grids(path)


CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp", "Cn", "Co")), max_size=8)


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_is_written_is_read(tmp_path_factory, rows):
    from unicodedata import normalize

    path = tmp_path_factory.mktemp("grid") / "x.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL).writerows(
            [["Alpha one", "Beta two", "Gamma three"], *rows]
        )
    kept = [[normalize("NFC", cell).strip() for cell in row] for row in rows]
    kept = [row for row in kept if any(row)]
    if kept:
        assert [cells for _, cells in read_grids(path)[0].lines] == kept

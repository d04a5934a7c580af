"""Lists as people have them: encodings, lines above the header, workbooks, and what is no list."""

import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import Workbook

from crossfield.errors import SourceError
from crossfield.web.registry.queries import list_file
from crossfield.web.registry.queries.intake import NAMES
from crossfield.web.registry.queries.list_file import read_list

TEXT = "Firma;Ort\nMüller & Söhne GmbH;Görlitz\n"


def workbook(*lines, sheets=1):
    book, out = Workbook(), io.BytesIO()
    for _ in range(sheets - 1):
        book.create_sheet()
    for line in lines:
        book.worksheets[-1].append(line)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_umlauts_come_through_in_every_common_encoding(encoding):
    mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
    headings, rows = read_list("m.csv", mark + TEXT.encode(encoding), NAMES)

    assert (headings, rows) == (["Firma", "Ort"], [(2, ["Müller & Söhne GmbH", "Görlitz"])])


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_the_sign_between_values_is_found(sign):
    _headings, rows = read_list("m.csv", TEXT.replace(";", sign).encode(), NAMES)

    assert rows[0][1][1] == "Görlitz"


def test_a_workbook_is_read_from_its_first_filled_sheet_below_any_title():
    data = workbook(
        ["Mitglieder 2024"],
        [],
        ["Mitgliedsnr.", "Name", "Eintritt", None],
        [7.0, "A <b>", datetime.fromisoformat("2014-07-14")],
        sheets=2,
    )
    headings, rows = read_list("m.xlsx", data, NAMES)

    assert headings == ["Mitgliedsnr.", "Name", "Eintritt", "(4)"]
    assert rows == [(4, ["7", "A <b>", "2014-07-14", ""])]


def test_headings_that_stand_twice_are_told_apart():
    assert read_list("m.csv", b"Name,Name,\nA,B,C\n", NAMES)[0] == ["Name", "Name (2)", "(3)"]


def test_short_lines_are_filled_and_long_ones_keep_what_they_have():
    assert read_list("m.csv", b"Name,Ort\nA\nB,C,D\n", NAMES)[1] == [(2, ["A", ""]), (3, ["B", "C", "D"])]


def macros():
    out = io.BytesIO(workbook(["Name"], ["A"]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"Name\n", "one line only"),
        (b"PK\x03\x04broken", "no complete XLSX"),
        (workbook(["Name"], ["A"])[:-400], "no complete XLSX"),
        (workbook(), "is empty"),
        (macros(), "holds macros"),
        (b"\x00\x01\x02\x03", "is no list"),
        (b'Name\n"' + b"x" * 200_000 + b'"\n', "is no CSV"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data, told):
    with pytest.raises(SourceError) as error:
        read_list("m", data, NAMES)

    assert told in error.value.message
    assert error.value.hint


def test_too_many_rows_or_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(list_file, "MOST_ROWS", 3)
    with pytest.raises(SourceError, match="more than 3 rows"):
        read_list("m.csv", b"Name\n" + b"A\n" * 30, NAMES)
    monkeypatch.setattr(list_file, "LARGEST", 10)
    with pytest.raises(SourceError, match="at most 10"):
        read_list("m.csv", b"Name\n" + b"A\n" * 30, NAMES)
    monkeypatch.setattr(list_file, "LARGEST", 10_000_000)
    monkeypatch.setattr(list_file, "UNPACKED", 10)
    with pytest.raises(SourceError, match="unpack"):
        read_list("m.xlsx", workbook(["Name"], ["A"]), NAMES)


def test_a_cell_keeps_its_lines_and_is_not_cut():
    data = 'Name;Ort\n"A\n B\t  C";' + "x" * 32_767 + "\n"

    assert read_list("m.csv", data.encode(), NAMES)[1] == [(3, ["A\nB C", "x" * 32_767])]
    with pytest.raises(SourceError, match=r"line 2: a cell has more than 32,767 signs"):
        read_list("m.csv", f"Name;Ort\nA;{'x' * 32_768}\n".encode(), NAMES)


def test_what_files_of_the_program_add_is_taken_off_again():
    data = b"name,city\r\n'=A,'-B\r\n'C',D\r\n# Register, 2026\r\n"

    assert read_list("m.csv", data, NAMES)[1] == [(2, ["=A", "-B"]), (3, ["'C'", "D"])]


def test_lines_without_a_word_do_not_count_and_none_behind_them_is_lost(monkeypatch):
    monkeypatch.setattr(list_file, "MOST_ROWS", 3)
    lines = [["Name"], *[[None]] * 500, ["A"], *[[None]] * 500, ["B"]]

    assert read_list("m.xlsx", workbook(*lines), NAMES)[1] == [(502, ["A"]), (1003, ["B"])]


def test_a_column_too_many_is_said_and_not_cut():
    line = ";".join(["x"] * 201)
    with pytest.raises(SourceError, match="line 1: there are more than 200 columns"):
        read_list("m.csv", f"{line}\n{line}\n".encode(), NAMES)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        ("Name\nA\nMÃ¼ller\n".encode(), 3),
        ("Name\nMüller\n".encode() + b"\xff\n", 2),
        (b"Name\nA\x81B\n", 2),
    ],
)
def test_damaged_letters_are_told_with_their_line(data, line):
    with pytest.raises(SourceError, match=f"line {line}: letters such as") as error:
        read_list("m.csv", data, NAMES)

    assert error.value.hint == "Save the list again as CSV UTF-8, or as XLSX."


def test_two_hundred_thousand_rows_are_refused_as_csv_and_as_workbook():
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet()
    for number in range(60_000):
        sheet.append([f"Firm {number}"])
    book.save(out)
    for data in (b"Name\n" + b"Firm\n" * 200_000, out.getvalue()):
        with pytest.raises(SourceError, match="more than 50,000 rows"):
            read_list("m", data, NAMES)


def test_formulas_and_markup_are_text():
    data = "Name;Ort\n=HYPERLINK(1);<b>Görlitz</b>\n"

    assert read_list("m.csv", data.encode(), NAMES)[1] == [(2, ["=HYPERLINK(1)", "<b>Görlitz</b>"])]


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (7, "7"),
        (7.0, "7"),
        (7.5, "7.5"),
        (True, "True"),
        (" A  B ", "A B"),
        (datetime.fromisoformat("2014-07-14T10:30:00"), "2014-07-14"),
    ],
)
def test_cells_of_a_workbook_are_read_as_people_see_them(value, read):
    assert read_list("m.xlsx", workbook(["Name", "Ort"], ["A", value]), NAMES)[1] == [(2, ["A", read])]


def test_lines_keep_the_numbers_they_have_in_the_file():
    data = b"List of members\n\nName;Ort\nA;B\n\n;\nC;D\n"

    assert read_list("m.csv", data, NAMES) == (["Name", "Ort"], [(4, ["A", "B"]), (7, ["C", "D"])])


def test_a_header_below_the_twentieth_line_is_not_looked_for():
    data = "x;y\n" * 20 + "Name;Ort\nA;B\n"

    assert read_list("m.csv", data.encode(), NAMES)[0] == ["x", "y"]


def test_of_two_lines_with_as_many_known_headings_the_first_is_the_header():
    assert read_list("m.csv", b"Name;Ort\nFirma;Stadt\n", NAMES) == (["Name", "Ort"], [(2, ["Firma", "Stadt"])])


@pytest.mark.parametrize("encoding", ["mac-roman", "utf-16-le", "utf-16-be"])
def test_what_has_no_mark_is_told_by_its_letters(encoding):
    text = "Firma;Ort\nMüller & Söhne GmbH;Görlitz\nCafé Bäcker;Gießen\n"
    rows = [(2, ["Müller & Söhne GmbH", "Görlitz"]), (3, ["Café Bäcker", "Gießen"])]

    assert read_list("m.csv", text.encode(encoding), NAMES) == (["Firma", "Ort"], rows)


def test_letters_of_windows_are_not_taken_for_those_of_a_mac():
    text = "Firma;Ort\neŽivljenje Köln;Škofja Loka\n"

    assert read_list("m.csv", text.encode("cp1252"), NAMES)[1] == [(2, ["eŽivljenje Köln", "Škofja Loka"])]


def test_rows_that_an_open_quotation_mark_swallows_are_told():
    with pytest.raises(SourceError, match="line 3: a quotation mark is opened and not closed"):
        read_list("m.csv", b'Name;Ort\nA;B\n"C;D\nE;F\n', NAMES)


def test_a_sign_for_inches_is_no_open_quotation_mark():
    assert read_list("m.csv", b'Name;Ort\nA 5";B\nC;D\n', NAMES)[1] == [(2, ['A 5"', "B"]), (3, ["C", "D"])]


def test_formulas_without_a_value_are_told_and_not_read_as_empty():
    data = workbook(["Name", "Ort"], ["A", "B"], ['="C"&" AG"', "D"])

    with pytest.raises(SourceError, match="line 3: a formula has no value"):
        read_list("m.xlsx", data, NAMES)


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        (b'<c r="A7"><f>B7</f><v></v></c>', "7"),
        (b'<c r="A7" s="1"><f t="shared" ref="A1:A2" si="0">B7</f></c>', "7"),
        (b'<c r="A7"><f t="shared" si="0"/><v/></c>', "7"),
        (b'<c r="A7" t="str"><f>IF(B7="","",B7)</f><v></v></c>', ""),
        (b'<c r="A7"><f>B7</f><v>3</v></c>', ""),
        (b'<c r="A7"/>', ""),
    ],
)
def test_formulas_without_a_value_are_told_from_those_that_give_an_empty_text(cell, line):
    assert list_file._valueless(io.BytesIO(cell)) == line


@pytest.mark.timeout(20)  # eighteen thousand bytes took minutes
@pytest.mark.parametrize("cell", [b'<c r="A1"', b'<c r="A1"><f>', b'r="A1" ', b" ", b"/", b'r="A', b"<c "])
def test_a_sheet_that_repeats_one_sign_keeps_no_worker_busy(cell):
    for begin in (b"", b"<c ", b'<c r="A1"><f/>', b'<c r="A1"><f '):
        assert list_file._valueless(io.BytesIO(begin + cell * 20_000)) == ""


def test_a_sheet_of_notes_before_the_list_is_passed_over():
    book, out = Workbook(), io.BytesIO()
    for line in (["How to read this"], ["Every year in June"]):
        book.worksheets[0].append(line)
    members = book.create_sheet("Members")
    for line in (["Name", "Ort"], ["A", "B"]):
        members.append(line)
    book.save(out)

    assert read_list("m.xlsx", out.getvalue(), NAMES) == (["Name", "Ort"], [(2, ["A", "B"])])

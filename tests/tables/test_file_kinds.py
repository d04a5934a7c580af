"""Files that are no tables are told by what they begin with, and packages by what is in them."""

import pytest

from crossfield.errors import SourceError
from crossfield.tables.file_kinds import PACKAGE, check_table_file


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"%PDF-1.7 ...", "a PDF"),
        (b"\xef\xbb\xbf\r\n %PDF-1.7", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"GIF89a", "a picture"),
        (b"\xd0\xcf\x11\xe0", "an old Excel or Word file (.xls, .doc), or one with a password"),
        (b"<!DOCTYPE html><p>", "a web page"),
        (b"<HTML>", "a web page"),
        (b"<?xml version", "XML"),
        (b"{\\rtf1", "a Word document"),
        (b'{"a": 1}', "JSON"),
        (b'[{"a": 1}]', "JSON"),
        (b"BEGIN:VCARD\r\n", "a file of contact cards"),
        (b"BEGIN:VCALENDAR\r\n", "a calendar"),
        (b"PK\x05\x06", "a ZIP archive"),
        (b"\x1f\x8b\x08", "an archive"),
    ],
)
def test_the_first_bytes_tell_what_is_no_table(head, kind):
    with pytest.raises(SourceError) as error:
        check_table_file("mine.csv", head)

    assert error.value.message == f"mine.csv is {kind}, no table."
    assert "CSV or XLSX" in error.value.hint


@pytest.mark.parametrize(
    ("members", "said"),
    [
        (["[Content_Types].xml", "word/document.xml"], "mine is a Word document, no table."),
        (["[Content_Types].xml", "ppt/slides/slide1.xml"], "mine is a presentation, no table."),
        (["mimetype", "content.xml"], "mine is an OpenDocument file (.ods, .odt), no table."),
        (["[Content_Types].xml", "xl/workbook.bin"], "mine is a binary workbook (.xlsb), no table."),
        (["members.csv"], "mine is a ZIP archive, no table."),
        (["[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"], "mine holds macros."),
        (["[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"], "mine holds macros."),
    ],
)
def test_what_is_in_a_package_tells_what_is_no_workbook(members, said):
    with pytest.raises(SourceError) as error:
        check_table_file("mine", PACKAGE, members)

    assert error.value.message == said


@pytest.mark.parametrize("head", [b"", b"Name;Ort\n", b"[Liste]\nName\n", b"BMBF;Titel\n", b"\xff\xfeN\x00a\x00"])
def test_what_may_be_a_table_goes_on_to_its_reader(head):
    assert check_table_file("mine.csv", head) is None


def test_a_workbook_goes_on_to_its_reader():
    assert check_table_file("mine.xlsx", PACKAGE, ["[Content_Types].xml", "xl/workbook.xml"]) is None

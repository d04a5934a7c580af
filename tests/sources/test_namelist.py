"""Lists of organisations to look up."""

import pytest

from crossfield.errors import SchemaError, SourceError, UnknownNameError
from crossfield.sources import namelist
from crossfield.sources.namelist import SYNONYMS, read_names


@pytest.fixture
def read(tmp_path):
    def read(content, mapping=None):
        path = tmp_path / "members.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_names(path, mapping)

    return read


def test_headings_in_german_and_english_in_any_order(read):
    rows = read("Land;Firma;Ort;PLZ;USt-IdNr.;PIC\nDeutschland;Beispiel GmbH;Dresden;01069;DE1;9\n")
    empty = dict.fromkeys(SYNONYMS, "")
    told = {"name": "Beispiel GmbH", "city": "Dresden", "country": "DE", "postcode": "01069", "vat": "DE1", "pic": "9"}
    assert rows == [empty | told | {"row": "2", "country_given": "Deutschland"}]


def test_an_unknown_country_is_empty_and_kept_as_given(read):
    (row,) = read("name,country\nExample,Narnia\n")
    assert (row["country"], row["country_given"]) == ("", "Narnia")


def test_blank_lines_are_skipped_and_lines_are_numbered_as_in_the_file(read):
    rows = read('name\tcity\n\nA\t x \n\t\n"B\nC"\n')
    assert [(row["row"], row["name"], row["city"]) for row in rows] == [("3", "A", "x"), ("6", "B\nC", "")]


def test_letters_are_composed_and_a_mark_at_the_beginning_is_no_letter(read):
    (row,) = read("\ufeffname\nMu\u0308ller\n")
    assert row["name"] == "Müller"


def test_a_heading_may_be_said(read):
    assert read("Kunde;Firma\nA;B\n", {"name": "Kunde"})[0]["name"] == "A"


@pytest.mark.parametrize(
    ("content", "error", "message"),
    [
        (b"", SourceError, "is empty"),
        (b"PK\x03\x04...", SourceError, "is a workbook"),
        ("name\n", SourceError, "a header and no rows"),
        ("name\n,\n", SourceError, "a header and no rows"),
        ("who,where\nA,B\n", SchemaError, "no column for the organisation's name; found who, where"),
        ("name,city\nA,B,C\n", SchemaError, "line 2: 3 values, and the header has 2"),
        ("name\nMüller\n".encode("latin-1"), SourceError, "not UTF-8: line 2 has the byte 0xfc"),
        ("name\nA\0\n", SourceError, "no text file"),
        ('name\n"' + "A" * 200_000 + "\n", SourceError, "no CSV"),
    ],
)
def test_what_cannot_be_read_is_told(read, content, error, message):
    with pytest.raises(error, match=message):
        read(content)


def test_an_unknown_column_is_told(read):
    with pytest.raises(UnknownNameError, match="Unknown column: 'nome'"):
        read("name\nA\n", {"nome": "name"})


def test_a_missing_or_a_huge_file_is_told(tmp_path, monkeypatch):
    with pytest.raises(SourceError, match="cannot be read: No such file"):
        read_names(tmp_path / "none.csv")
    monkeypatch.setattr(namelist, "LARGEST", 3)
    (tmp_path / "a.csv").write_text("name\nA\n")
    with pytest.raises(SourceError, match="more than 3 bytes"):
        read_names(tmp_path / "a.csv")

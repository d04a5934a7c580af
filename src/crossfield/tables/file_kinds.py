"""What a file is that is no table, told by its first bytes and, of a package, by what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossfield.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

BEGINNING = 512
"""Bytes that tell a file."""
PACKAGE = b"PK\x03\x04"
"""How workbooks begin, and all other packages."""
OTHER_FILES = {
    b"%pdf": "a PDF",
    b"\x89png": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"gif8": "a picture",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file (.xls, .doc), or one with a password",
    b"<!do": "a web page",
    b"<htm": "a web page",
    b"<?xml": "XML",
    b"{\\rtf": "a Word document",
    b"{": "JSON",
    b"[{": "JSON",
    b"begin:vcard": "a file of contact cards",
    b"begin:vcalendar": "a calendar",
    b"pk\x05\x06": "a ZIP archive",
    b"\x1f\x8b": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"rar!": "an archive",
}
"""First bytes in small letters → what the file is."""
PARTS = {
    "word/": "a Word document",
    "ppt/": "a presentation",
    "xl/workbook.bin": "a binary workbook (.xlsb)",
    "content.xml": "an OpenDocument file (.ods, .odt)",
}
"""How names in a package begin → what it is."""
ARCHIVE = "a ZIP archive"
WORKBOOK_PARTS = ("xl/", "[content_types].xml")
MACROS = "vbaproject.bin"
BYTE_ORDER = b"\xef\xbb\xbf"


def check_table_file(name: str, head: bytes, members: Iterable[str] = ()) -> None:
    """Refuse a file that is no table: one check for all that read tables.

    Parameters
    ----------
    name
        Name of the file, for the message.
    head
        Its first bytes.
    members
        Names in it, where it is a package that can be opened.

    Raises
    ------
    SourceError
        It is another kind of file, or a workbook with macros.

    Examples
    --------
    >>> check_table_file("m.csv", b"Name;Ort")
    >>> check_table_file("m.csv", b"%PDF-1.7")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    crossfield.errors.SourceError: m.csv is a PDF, no table...
    """
    found = [one.lower() for one in members]
    if any(one.endswith(MACROS) for one in found):
        raise SourceError(f"{name} holds macros.", "Save it as XLSX without macros, or as CSV.")
    kind = _kind_of_package(found) if found else _kind(head)
    if kind == ARCHIVE:
        raise SourceError(
            f"{name} is a ZIP archive, no table.",
            "Unpack it and choose the table in it, as CSV or XLSX; an archive of dumps is loaded as data.",
        )
    if kind:
        raise SourceError(
            f"{name} is {kind}, no table.",
            "Expected CSV or XLSX: a header line, and one row per entry below it. "
            "Save its table as one of these, or ask for it so.",
        )


def _kind(head: bytes) -> str:
    begins = head.removeprefix(BYTE_ORDER).lstrip().lower()
    return next((said for sign, said in OTHER_FILES.items() if begins.startswith(sign)), "")


def _kind_of_package(members: Iterable[str]) -> str:
    """What a package is; empty: a workbook, complete or not.

    Examples
    --------
    >>> _kind_of_package(["word/document.xml"]), _kind_of_package(["xl/workbook.xml"]), _kind_of_package(["a.csv"])
    ('a Word document', '', 'a ZIP archive')
    """
    names = list(members)
    said = next((said for part, said in PARTS.items() if any(one.startswith(part) for one in names)), "")
    return said or ("" if any(one.startswith(WORKBOOK_PARTS) for one in names) else ARCHIVE)

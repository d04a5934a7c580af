"""Lists as people have them: CSV in any common encoding, or XLSX; rows of cells below their headings."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
import zlib
from datetime import date, datetime
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from crossfield.errors import SourceError
from crossfield.tables.headings import match_headings, split_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

LARGEST = 20 * 2**20
UNPACKED = 200 * 2**20
MOST_ROWS = 50_000
MOST_COLUMNS = 200
HEADER_WITHIN = 20
LONGEST_CELL = 2_000
WORKBOOK = b"PK\x03\x04"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# What openpyxl raises on workbooks whose parts are missing, cut off or no XML (ParseError is a SyntaxError).
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(SyntaxError, LookupError, ValueError, TypeError, AttributeError),
)


def read_list(
    name: str, data: bytes, synonyms: Mapping[str, Sequence[str]]
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    r"""Read a list.

    Parameters
    ----------
    name
        Name of the file, for messages.
    data
        Its bytes.
    synonyms
        Column → headings that mean it; the header is the line of the first twenty with most of them.

    Returns
    -------
    tuple
        Headings, and rows as line number and cells; blank lines are left out, short lines filled up.

    Raises
    ------
    SourceError
        It is empty, too large, damaged, a workbook with macros, no table, or has no row below the header.

    Examples
    --------
    >>> read_list("m.csv", b"Members 2024\n\nName;Ort\nBeispiel AG;Dresden\n", {"name": ["Name"], "city": ["Ort"]})
    (['Name', 'Ort'], [(4, ['Beispiel AG', 'Dresden'])])
    """
    if len(data) > LARGEST:
        message = f"{name} has {len(data):,} bytes; a list has at most {LARGEST:,}."
        raise SourceError(message, "Split the list, or check that this is it.")
    lines = _capped(name, _sheet(name, data) if data.startswith(WORKBOOK) else _text_lines(name, data, synonyms))
    if not lines:
        raise SourceError(f"{name} is empty.", "Expected a line of headings and one organisation a line below it.")
    place = max(range(min(len(lines), HEADER_WITHIN)), key=lambda at: (_known(lines[at][1], synonyms), -at))
    headings = _distinct(lines[place][1])
    rows = [(number, _fitted(cells, len(headings))) for number, cells in lines[place + 1 :]]
    if not rows:
        raise SourceError(
            f"{name} has one line only.", "Expected a line of headings and one organisation a line below it."
        )
    return headings, rows


def _known(cells: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> int:
    return sum(map(bool, match_headings([cell for cell in cells if cell], synonyms).values()))


def _distinct(cells: Sequence[str]) -> list[str]:
    """Headings, each once: empty ones and repetitions get their place as a name."""
    found: list[str] = []
    for place, cell in enumerate(cells[:MOST_COLUMNS], start=1):
        found.append(cell if cell and cell not in found else f"{cell} ({place})".strip())
    return found


def _fitted(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))][:width]


def _capped(name: str, lines: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    kept = []
    for number, cells in lines:
        if any(cells):
            kept.append((number, cells))
        if len(kept) > MOST_ROWS + HEADER_WITHIN:
            message = f"{name} has more than {MOST_ROWS:,} rows."
            raise SourceError(message, "Split the list, or check that this is it.")
    return kept


def _clean(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value)
    return " ".join(text.replace("\x00", "").split())[:LONGEST_CELL]


def _text_lines(name: str, data: bytes, synonyms: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(name, data)
    head = [line for line in text.splitlines()[:HEADER_WITHIN] if line.strip()]
    try:
        sign = max((split_heading(line, synonyms) for line in head), key=lambda one: _known(one[1], synonyms))[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        for cells in reader:
            yield reader.line_num, [_clean(cell) for cell in cells]
    except csv.Error as error:
        raise SourceError(f"{name} is no CSV: {error}.", "Check that the quotation marks match.") from error


def _decoded(name: str, data: bytes) -> str:
    """Text in UTF-8 or UTF-16; what is neither is taken as Windows-1252, in which Excel saves CSV."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), "")
    try:
        text = data.decode(marked or "utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if not text.strip():
        raise SourceError(f"{name} is empty.", "Expected a line of headings and one organisation a line below it.")
    if "\x00" in text:
        raise SourceError(f"{name} is no list.", "Expected CSV or XLSX.")
    return text


def _sheet(name: str, data: bytes) -> Iterator[tuple[int, list[str]]]:
    """Lines of the first sheet that has any; a workbook with macros is refused unread."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
        _check_book(name, members)
        return iter(_first_sheet(data))
    except SourceError:
        raise
    except DAMAGED as error:
        raise SourceError(f"{name} is no complete XLSX workbook.", "Save it again as XLSX, or as CSV.") from error


def _check_book(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    if any(one.filename.lower().endswith("vbaproject.bin") for one in members):
        raise SourceError(f"{name} holds macros.", "Save it as XLSX without macros, or as CSV.")
    if sum(one.file_size for one in members) > UNPACKED:
        raise SourceError(f"{name} would unpack to more than {UNPACKED:,} bytes.", "Split the list.")


def _first_sheet(data: bytes) -> list[tuple[int, list[str]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not know of a workbook does not matter for its cells
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                cut = zip(range(1, MOST_ROWS + 100), sheet.values, strict=False)
                lines = [(number, [_clean(cell) for cell in cells[:MOST_COLUMNS]]) for number, cells in cut]
                if any(any(cells) for _number, cells in lines):
                    return lines
        finally:
            book.close()
    return []

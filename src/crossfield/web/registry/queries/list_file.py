"""Lists as people have them: CSV in any common encoding, or XLSX; rows of cells below their headings."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from crossfield.errors import SourceError
from crossfield.exports import FORMULA
from crossfield.tables.file_kinds import BEGINNING, PACKAGE, check_table_file
from crossfield.tables.headings import match_headings, split_heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import IO

LARGEST = 20 * 2**20
UNPACKED = 200 * 2**20
MOST_ROWS = 50_000
MOST_COLUMNS = 200
HEADER_WITHIN = 20
LONGEST_CELL = 32_767
"""Signs; workbooks have no longer cells."""
DAMAGED_LETTERS = re.compile("\ufffd|Ã[¤¶¼„–œŸ©¨]")
"""What umlauts become where UTF-8 is taken for Windows-1252, and what is a letter in neither."""
PIECE, LONGEST_FORMULA = 2**22, 2**14
MAC_LETTERS = re.compile(r"[a-z][ŸŠŽ]|[A-Za-z]§[a-z]")
"""What “ü”, “ä”, “é” and “ß” of Mac OS Roman become where they are taken for Windows-1252: no language writes so."""
WINDOWS_LETTERS = re.compile("[äöüßÄÖÜ]")
VALUELESS = re.compile(
    rb'<c (?![^<>]*t="str)(?>[^<>]*?r="[A-Z]+(\d+)")[^<>]*+>\s*+<f(?: [^<>]*)?(?:/>|>[^<]*+</f>)\s*+'
    rb"(?:<v\s*+/>|<v>\s*+</v>)?+\s*+</c>"
)
"""A cell with a formula and no value: the workbook was written by a program that computes none.

No sign is read twice for one cell (possessive quantifiers): a small file could keep a worker busy for hours otherwise.
"""
CITED, GUARD = "# ", "'"
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
        It is empty, too large, damaged, another kind of file, a workbook with macros, or has no row below the header.

    Examples
    --------
    >>> read_list("m.csv", b"Members 2024\n\nName;Ort\nBeispiel AG;Dresden\n", {"name": ["Name"], "city": ["Ort"]})
    (['Name', 'Ort'], [(4, ['Beispiel AG', 'Dresden'])])
    """
    if len(data) > LARGEST:
        message = _("%(name)s has %(size)s bytes; a list has at most %(most)s.")
        said = {
            "name": name,
            "size": grouped(len(data)),
            "most": grouped(LARGEST),
        }
        raise SourceError(message % said, _("Split the list, or check that this is it."))
    check_table_file(name, data[:BEGINNING])
    lines = _capped(
        name, _sheet(name, data, synonyms) if data.startswith(PACKAGE) else _text_lines(name, data, synonyms)
    )
    if not lines:
        raise SourceError(_("%(name)s is empty.") % {"name": name}, _("Expected a line of headings and rows below it."))
    place = max(range(min(len(lines), HEADER_WITHIN)), key=lambda at: (_known(lines[at][1], synonyms), -at))
    headings = _distinct([" ".join(cell.split()) for cell in lines[place][1]])
    below = lines[place + 1 :]
    if below and below[-1][1][0].startswith(CITED) and not data.startswith(PACKAGE):
        below = below[:-1]  # the line of the program's own files that says what they rest on
    rows = [(number, _fitted(cells, len(headings))) for number, cells in below]
    if not rows:
        message = _("%(name)s has one line only.") % {"name": name}
        raise SourceError(message, _("Expected a line of headings and rows below it."))
    return headings, rows


def grouped(count: int) -> str:
    """A number as the page's language writes it.

    Examples
    --------
    >>> grouped(50_000)
    '50,000'
    """
    return number_format(count, force_grouping=True)


def _known(cells: Sequence[str], synonyms: Mapping[str, Sequence[str]]) -> int:
    return sum(map(bool, match_headings([cell for cell in cells if cell], synonyms).values()))


def _distinct(cells: Sequence[str]) -> list[str]:
    """Headings, each once: empty ones and repetitions get their place as a name."""
    found: list[str] = []
    for place, cell in enumerate(cells[:MOST_COLUMNS], start=1):
        found.append(cell if cell and cell not in found else f"{cell} ({place})".strip())
    return found


def _fitted(cells: list[str], width: int) -> list[str]:
    """Cells of a short line filled up; what a line has beyond the headings stays, for whoever reads it to say so."""
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    return [*cells, *[""] * (width - len(cells))]


def _capped(name: str, lines: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    kept = []
    for number, cells in lines:
        if any(cells):
            kept.append((number, cells))
        if any(cells[MOST_COLUMNS:]):
            message = _("%(name)s, line %(line)s: there are more than %(most)s columns.")
            said = {"name": name, "line": number, "most": MOST_COLUMNS}
            raise SourceError(message % said, _("Leave out the columns you do not need."))
        if max(map(len, cells), default=0) > LONGEST_CELL:
            message = _("%(name)s, line %(line)s: a cell has more than %(most)s signs.")
            said = {"name": name, "line": number, "most": grouped(LONGEST_CELL)}
            raise SourceError(message % said, _("Check that the quotation marks match."))
        if len(kept) > MOST_ROWS + HEADER_WITHIN:
            message = _("%(name)s has more than %(most)s rows.") % {
                "name": name,
                "most": grouped(MOST_ROWS),
            }
            raise SourceError(message, _("Split the list, or check that this is it."))
    return kept


def _clean(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).replace("\x00", "")
    return "\n".join(" ".join(line.split()) for line in text.strip().splitlines())


def _text_lines(name: str, data: bytes, synonyms: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    text = _decoded(name, data)
    head = [line for line in text.splitlines()[:HEADER_WITHIN] if line.strip()]
    try:
        sign = max((split_heading(line, synonyms) for line in head), key=lambda one: _known(one[1], synonyms))[0]
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        before = last = 0
        for cells in reader:
            before, last = last, reader.line_num
            yield reader.line_num, [_clean(_unguarded(cell)) for cell in cells]
        if last - before > 1 and text.count('"') % 2:  # the last row runs to the end, and swallowed those below it
            message = _("%(name)s, line %(line)s: a quotation mark is opened and not closed.")
            raise SourceError(message % {"name": name, "line": before + 1}, _("Check that the quotation marks match."))
    except csv.Error as error:
        message = _("%(name)s is no CSV: %(why)s.") % {"name": name, "why": error}
        raise SourceError(message, _("Check that the quotation marks match.")) from error


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that own files set before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith(GUARD) and cell[1:].startswith(FORMULA) else cell


def _decoded(name: str, data: bytes) -> str:
    """Text in UTF-8 or UTF-16; what is neither is taken as Windows-1252 or Mac OS Roman, in which Excel saves CSV."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), "") or _unmarked(data[:BEGINNING])
    try:
        text = data.decode(marked or "utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
        if MAC_LETTERS.search(text) and not WINDOWS_LETTERS.search(text):
            text = data.decode("mac-roman")
    damaged = DAMAGED_LETTERS.search(text)
    if damaged and "\x00" not in text:
        said = {"name": name, "line": text.count("\n", 0, damaged.start()) + 1}
        message = _("%(name)s, line %(line)s: letters such as “ü” are damaged.") % said
        raise SourceError(message, _("Save the list again as CSV UTF-8, or as XLSX."))
    if not text.strip():
        raise SourceError(_("%(name)s is empty.") % {"name": name}, _("Expected a line of headings and rows below it."))
    if "\x00" in text:
        raise SourceError(_("%(name)s is no list.") % {"name": name}, _("Expected CSV or XLSX."))
    return text


def _unmarked(head: bytes) -> str:
    """UTF-16 without its mark: every other byte is zero, but for few letters; empty where it is none.

    Examples
    --------
    >>> _unmarked("Name;Köln".encode("utf-16-le")), _unmarked("Name".encode("utf-16-be")), _unmarked(b"Name;Ort")
    ('utf-16-le', 'utf-16-be', '')
    """
    most = len(head) // 4
    if head[1::2].count(0) > most and not head[::2].count(0):
        return "utf-16-le"
    return "utf-16-be" if head[::2].count(0) > most and not head[1::2].count(0) else ""


def _sheet(name: str, data: bytes, synonyms: Mapping[str, Sequence[str]]) -> Iterator[tuple[int, list[str]]]:
    """Lines of the sheet that holds the list; a workbook with macros is refused unread."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            check_table_file(name, PACKAGE, [one.filename for one in members])
            _check_book(name, members)
            _check_values(name, archive, members)
        return iter(_first_sheet(data, synonyms))
    except SourceError:
        raise
    except DAMAGED as error:
        message = _("%(name)s is no complete XLSX workbook.") % {"name": name}
        raise SourceError(message, _("Save it again as XLSX, or as CSV.")) from error


def _check_book(name: str, members: Sequence[zipfile.ZipInfo]) -> None:
    if sum(one.file_size for one in members) > UNPACKED:
        message = _("%(name)s would unpack to more than %(most)s bytes.") % {
            "name": name,
            "most": grouped(UNPACKED),
        }
        raise SourceError(message, _("Split the list, or check that this is it."))


def _filled(values: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    """Lines that hold something, as far as a list may go and one more."""
    count = 0
    for number, cells in enumerate(values, start=1):
        if any(cell is not None for cell in cells):
            count += 1
            yield number, [_clean(cell) for cell in cells[: MOST_COLUMNS + 1]]
        if count > MOST_ROWS + HEADER_WITHIN:
            return


def _first_sheet(data: bytes, synonyms: Mapping[str, Sequence[str]]) -> list[tuple[int, list[str]]]:
    """Lines of the first sheet with a heading that is understood and a row below it, else of the first that has any."""
    first: list[tuple[int, list[str]]] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what openpyxl does not know of a workbook does not matter for its cells
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            for sheet in book.worksheets:
                lines = list(_filled(sheet.values))
                if len(lines) > 1 and any(_known(cells, synonyms) for _number, cells in lines[:HEADER_WITHIN]):
                    return lines
                first = first or lines
        finally:
            book.close()
    return first


def _check_values(name: str, archive: zipfile.ZipFile, members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse a workbook with formulas whose values nobody has computed: their cells would be read as empty."""
    for one in members:
        if one.filename.startswith("xl/worksheets/") and one.filename.endswith(".xml"):
            with archive.open(one) as sheet:
                line = _valueless(sheet)
            if line:
                message = _("%(name)s, line %(line)s: a formula has no value.") % {"name": name, "line": line}
                hint = _(
                    "Open the workbook in your spreadsheet program and save it there: then the values stand in it."
                )
                raise SourceError(message, hint)


def _valueless(sheet: IO[bytes]) -> str:
    """Line of the first formula without a value, read piece by piece; empty: there is none."""
    end = b""
    while piece := sheet.read(PIECE):
        found = VALUELESS.search(end + piece)
        if found:
            return found[1].decode()
        end = piece[-LONGEST_FORMULA:]
    return ""

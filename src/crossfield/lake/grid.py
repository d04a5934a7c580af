"""Tables as people send them: CSV in whatever encoding, XLSX with whatever sheets, as rows of text."""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import unicodedata
import zipfile
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from crossfield.errors import SourceError
from crossfield.tables.file_kinds import BEGINNING, PACKAGE, check_table_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO, TextIO

    Line = tuple[int, list[str]]

LARGEST = 512 * 2**20
LARGEST_UNPACKED = 2 * 2**30
HEADER_WITHIN = 30
MOST_COLUMNS, MOST_ROWS = 1000, 500_000
LONGEST_CELL, LONGEST_LINE = 2**20, 2**24
DELIMITERS = (";", ",", "\t", "|")
EXPECTED = "Expected CSV or XLSX: a header line, and one row per entry below it."
UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
SNIFFED = 20
_NOT_TABLES = (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, OSError, ParseError)


@dataclass(slots=True)
class Grid:
    """A table as it was sent.

    Parameters
    ----------
    name
        Name of the sheet; empty for CSV.
    headings
        Cells of the header line without blanks around them; an empty one is called by its letter, a repeated one gets
        its number, so that each names one column.
    lines
        Number in the file, and cells, of every row below that has a value; rows are as long as the header.
    encoding
        utf-8, utf-16-le, utf-16-be or cp1252; xlsx for workbooks.
    """

    name: str
    headings: list[str]
    lines: list[Line]
    encoding: str
    cut: list[int] = field(default_factory=list)
    """Rows that had more values than the header: the values beyond it are not read."""

    def column(self, heading: str) -> list[str]:
        """Cells of a column, in the order of the rows."""
        place = self.headings.index(heading)
        return [cells[place] for _, cells in self.lines]


def read_grids(path: Path, *, name: str = "", most: int | None = None) -> list[Grid]:
    r"""Read every table of a file: one of CSV, of a workbook one per sheet that has a header and a row.

    Parameters
    ----------
    path
        CSV (UTF-8, UTF-16 or Windows-1252, told by its bytes; comma, semicolon, tab or bar between values) or XLSX.
    name
        Name for the messages; empty: the path's.
    most
        Rows to read of each table, such as for a preview; None: all.

    Returns
    -------
    list[Grid]
        At least one.

    Raises
    ------
    SourceError
        It is missing, empty, too large, another kind of file, or has no rows or more than 500,000.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "mine.csv"
    ...     _ = path.write_bytes("Region;Wert\nKöln;3\n".encode("cp1252"))
    ...     grid = read_grids(path)[0]
    >>> grid.headings, grid.lines, grid.encoding
    (['Region', 'Wert'], [(2, ['Köln', '3'])], 'cp1252')
    """
    name = name or path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(BEGINNING)
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror}.", "Send it again.") from error
    if size > LARGEST:
        raise SourceError(f"{name} has {size:,} bytes; expected at most {LARGEST:,}.", "Split it.")
    if not head.strip():
        raise SourceError(f"{name} is empty.", EXPECTED)
    check_table_file(name, head)
    found = _sheets(path, name, most) if head.startswith(PACKAGE) else [_csv(path, name, most)]
    grids = [grid for grid in found if grid and grid.lines]
    if not grids:
        raise SourceError(f"{name} has no rows below a header line.", EXPECTED)
    return grids


def _csv(path: Path, name: str, most: int | None) -> Grid | None:
    with path.open("rb") as head:
        encoding, begins = _encoding(name, head)
    with path.open("rb") as raw:
        raw.seek(begins)
        text = io.TextIOWrapper(raw, encoding, errors="replace", newline="")
        whole = _lines(name, text)
        start = list(itertools.islice(whole, SNIFFED))
        reader = csv.reader(itertools.chain(start, whole), delimiter=_sign("".join(start)))

        def lines() -> Iterator[Line]:
            for cells in reader:
                yield reader.line_num, cells

        limit = csv.field_size_limit(LONGEST_CELL)
        try:
            return _grid(name, lines(), encoding, most)
        except csv.Error as error:
            message = f"{name}, line {reader.line_num}: {error}."
            raise SourceError(message, "Check that its quotation marks match.") from error
        finally:
            csv.field_size_limit(limit)


def _lines(name: str, text: TextIO) -> Iterator[str]:
    for number in itertools.count(1):
        line = text.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE:
            message = f"{name}, line {number}: longer than {LONGEST_LINE:,} characters."
            raise SourceError(message, "Check that its lines end where its rows end.")
        if not line:
            return
        yield _normal(line)


def _encoding(name: str, file: BinaryIO) -> tuple[str, int]:
    """Encoding, and where the text begins; what is neither UTF-8 nor UTF-16 is Windows-1252, as Excel writes it."""
    head = file.read(2**16)
    for begins, encoding in UTF16.items():
        if head.startswith(begins):
            return encoding, len(begins)
    if b"\0" in head:
        raise SourceError(f"{name} is no text file: it has zero bytes.", EXPECTED)
    begin = len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while head:
            decoder.decode(head)
            head = file.read(2**20)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252", 0
    return "utf-8", begin


def _normal(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _sign(text: str) -> str:
    """The sign that parts most lines into the same number of values, and into most."""

    def score(sign: str) -> tuple[int, int]:
        try:
            rows = [len(cells) for cells in itertools.islice(csv.reader(io.StringIO(text), delimiter=sign), SNIFFED)]
        except csv.Error:
            return 0, 0
        wide = [count for count in rows if count > 1]
        return (max(map(wide.count, wide), default=0), max(wide, default=0))

    return max(DELIMITERS, key=score)


def _sheets(path: Path, name: str, most: int | None) -> list[Grid | None]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import

    unpacked, found = 0, list[Grid | None]()
    try:
        with zipfile.ZipFile(path) as archive:
            check_table_file(name, PACKAGE, archive.namelist())
            unpacked = sum(member.file_size for member in archive.infolist())
        if unpacked <= LARGEST_UNPACKED:
            with path.open("rb") as file, closing(load_workbook(file, read_only=True, data_only=True)) as book:
                for sheet in book:
                    grid = _grid(name, _numbered(sheet.iter_rows(values_only=True)), "xlsx", most)
                    found.append(replace(grid, name=sheet.title) if grid else None)
    except SourceError:
        raise
    except _NOT_TABLES as error:
        message = f"{name} is no complete XLSX workbook."
        raise SourceError(message, "Save it again as XLSX or CSV; an archive of dumps is loaded as data.") from error
    if unpacked > LARGEST_UNPACKED:
        message = f"{name} would unpack to {unpacked:,} bytes; expected at most {LARGEST_UNPACKED:,}."
        raise SourceError(message, "Save the sheet as CSV.")
    return found


def _numbered(rows: Iterable[Sequence[object]]) -> Iterator[Line]:
    for number, cells in enumerate(rows, start=1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: object) -> str:
    """A cell of a workbook as text: dates as ISO 8601, whole numbers without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _normal(str(cell))


def _grid(name: str, lines: Iterator[Line], encoding: str, most: int | None) -> Grid | None:
    """Header and rows: the header is the first of the first lines with the most values that hold a letter."""
    begin = [line for line in itertools.islice(lines, HEADER_WITHIN) if any(cell.strip() for cell in line[1])]
    if not begin:
        return None
    place = max(range(len(begin)), key=lambda number: (_words(begin[number][1]), -number))
    header = [cell.strip() for cell in begin[place][1]][:MOST_COLUMNS]
    while header and not header[-1]:
        header.pop()
    if not header:
        return None
    grid = Grid("", _unique(header), [], encoding)
    for number, cells in itertools.chain(begin[place + 1 :], lines):
        if most is not None and len(grid.lines) >= most:
            break
        values = [cell.strip() for cell in cells]
        if any(values[len(header) :]):
            grid.cut.append(number)
        values = values[: len(header)] + [""] * (len(header) - len(values))
        if any(values):
            if len(grid.lines) == MOST_ROWS:
                message = f"{name} has more than {MOST_ROWS:,} rows."
                raise SourceError(message, "Split it, or add the rows up by region, field and year first.")
            grid.lines.append((number, values))
    return grid


def _words(cells: list[str]) -> int:
    return sum(any(sign.isalpha() for sign in cell) for cell in cells)


def _unique(header: list[str]) -> list[str]:
    seen: dict[str, int] = {}
    names = []
    for place, given in enumerate(header):
        name = given or f"({_letters(place)})"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _letters(place: int) -> str:
    """Name of a column as spreadsheets have it.

    Examples
    --------
    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name

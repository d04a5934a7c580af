"""CSV files by the engine's own reader; every line it cannot read is kept as a problem."""

from __future__ import annotations

import csv
import itertools
import mmap
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import narwhals as nw
import pyarrow as pa

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.engine import WRITE_ERRORS, quote

if TYPE_CHECKING:
    from pathlib import Path

    from crossfield.lake.engine import DuckSession, Frame

LONGEST_LINE = 16 * 2**20
BUFFER = 2 * LONGEST_LINE
LINE_ENDS = (b"\n", b"\r")
HEAD = 2**16
MOST_UNREADABLE = 0.5
MOST_UNDECODABLE = 0.05
UTF16 = (b"\xff\xfe", b"\xfe\xff")
NOT_UTF8 = "not UTF-8"
MARKS = "quotation marks do not match"
REASONS = {
    "MISSING COLUMNS": "fewer columns than the header",
    "TOO MANY COLUMNS": "more columns than the header",
    "INVALID ENCODING": NOT_UTF8,
    "LINE SIZE OVER MAXIMUM": f"line longer than {LONGEST_LINE:,} bytes",
    "UNQUOTED VALUE": MARKS,
    "INVALID STATE": MARKS,
}
_NUMBERS = itertools.count()
# Letters that Unicode NFC leaves alone wherever they stand: Latin, spacing marks, Greek and Cyrillic without their
# deprecated doubles, dashes and quotes, currency signs. In long texts the engine searches faster than it normalises.
LONG = 100
_NORMAL = r"\x00-\x{2FF}\x{370}-\x{373}\x{375}-\x{37D}\x{388}-\x{482}\x{2010}-\x{20CF}"


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A CSV file in the session.

    Parameters
    ----------
    frame
        Its rows as text, in the file's order; an empty value is null.
    rows
        Rows read well.
    problems
        Columns row, column, value, reason: a line each that could not be read.
    """

    frame: Frame
    rows: int
    problems: pa.Table


def read_csv(
    session: DuckSession, path: Path, *, needed: tuple[str, ...], wanted: tuple[str, ...] = (), delimiter: str = ";"
) -> CsvFile:
    """Read a CSV file by the names in its header, whatever their order.

    Parameters
    ----------
    session
        Session that takes the rows.
    path
        CSV file.
    delimiter
        Sign between columns.
    needed, wanted
        Columns that must be there, and columns that are null where the file lacks them; others are left out.

    Raises
    ------
    SchemaError
        A needed column is missing.
    SourceError
        The file is empty, is no text in UTF-8, or too many of its lines cannot be read.
    """
    header = _header(path, delimiter)
    _check(path, header, needed, wanted, delimiter)
    asked = (*needed, *wanted)
    names = [name if name in asked else f"other column {number}" for number, name in enumerate(header)]
    types = "{" + ", ".join(f"{quote(name)}: 'VARCHAR'" for name in names) + "}"
    columns = [f'{_normal(name) if name in header else "NULL::VARCHAR"} AS "{name}"' for name in asked]
    name = f"csv_{next(_NUMBERS)}"
    statement = (
        f"CREATE TABLE {name} AS SELECT {', '.join(columns)} FROM read_csv({quote(path)}, "  # noqa: S608
        f"delim={quote(delimiter)}, quote='\"', escape='\"', header=true, auto_detect=false, columns={types}, "
        f"store_rejects=true, rejects_table='{name}_rejects', rejects_scan='{name}_scans', "
        f"max_line_size={LONGEST_LINE}, buffer_size={BUFFER})"
    )
    try:
        session.connection.execute(statement).fetchall()
    except WRITE_ERRORS:
        raise  # the disk, not the file
    except duckdb.Error as error:
        message = f"{path.name} cannot be read as CSV with {delimiter!r} between columns: {_first_line(error)}"
        raise SourceError(
            message, "Expected UTF-8, every value in quotation marks. Download the file again."
        ) from error
    frame = nw.from_native(session.connection.table(name))
    ((rows,),) = session.connection.sql(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608
    problems = _problems(session, name, path)
    _refuse_ruins(path, rows, problems)
    return CsvFile(frame, rows, problems)


def _normal(name: str) -> str:
    """SQL of a column in Unicode NFC; long texts are searched first for letters that NFC may change."""
    ascii_only = f'strlen("{name}") = length("{name}")'
    unchanged = f"""strlen("{name}") > {LONG} AND NOT regexp_matches("{name}", '[^{_NORMAL}]')"""
    return f'CASE WHEN {ascii_only} OR {unchanged} THEN "{name}" ELSE nfc_normalize("{name}") END'


def _header(path: Path, delimiter: str) -> list[str]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip(b"\xef\xbb\xbf \r\n\t"):
        message = f"{path.name} is empty."
        raise SourceError(message, "Expected a header line and rows. Download it again.")
    if head.startswith(UTF16):
        message = f"{path.name} is written in UTF-16; expected UTF-8."
        raise SourceError(message, "Save it as UTF-8 and try again.")
    line = head.removeprefix(b"\xef\xbb\xbf").splitlines()[0].decode("utf-8", errors="replace")
    if any(ord(letter) < ord(" ") and letter != "\t" for letter in line):
        message = f"{path.name} is no text file; it begins with {head[:16]!r}."
        raise SourceError(message, "Expected CSV in UTF-8.")
    if not line.strip():
        message = f"{path.name} begins with an empty line; expected the header."
        raise SourceError(message, "Remove what stands above the header line.")
    return [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]


def _check(path: Path, header: list[str], needed: tuple[str, ...], wanted: tuple[str, ...], delimiter: str) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        found = ", ".join(header[:8])[:200]
        hint = "Compare the header line with the official dump's."
        if len(header) == 1 and any(sign in header[0] for sign in ",\t|;"):
            hint = f"Its columns seem to be parted by another sign; expected {delimiter!r}."
        message = f"{path.name} lacks the column(s) {', '.join(missing)}; found {found}."
        raise SchemaError(message, hint)
    asked = (*needed, *wanted)
    folded = [name.casefold() for name in header]
    double = [name for name in asked if folded.count(name.casefold()) > 1]
    if double:
        message = f"{path.name} has the column(s) {', '.join(double)} twice."
        raise SchemaError(message, "Each column may stand once; remove the second.")


def _refuse_ruins(path: Path, rows: int, problems: pa.Table) -> None:
    """Single bad lines are put aside; a file that is bad throughout would make figures that look like evidence."""
    lines = rows + problems.num_rows
    reasons = problems.column("reason").to_pylist()
    undecodable = reasons.count(NOT_UTF8)
    if undecodable > MOST_UNDECODABLE * lines:
        message = f"{path.name}: {undecodable:,} of {lines:,} lines are not UTF-8."
        raise SourceError(message, "Save it as UTF-8 (it may be Latin-1 or Windows-1252) and try again.")
    if len(reasons) > MOST_UNREADABLE * lines:
        message = f"{path.name}: {len(reasons):,} of {lines:,} lines cannot be read ({reasons[0]})."
        raise SourceError(message, "Expected the official file: every value in quotation marks. Download it again.")


def _problems(session: DuckSession, name: str, path: Path) -> pa.Table:
    columns = (
        "line, first(column_name ORDER BY error_type), first(csv_line ORDER BY error_type), min(error_type::VARCHAR), "
        "max(byte_position)"
    )
    statement = f"SELECT {columns} FROM {name}_rejects GROUP BY line ORDER BY line"  # noqa: S608
    rows = session.connection.sql(statement).fetchall()
    told = [(row[4] or 0, row[3]) for row in rows]
    rows += [_endless_row(path, start) for start, stop in _endless_lines(path) if not _is_told(start, stop, told)]
    return pa.table(
        {
            "row": pa.array([str(row[0]) for row in rows], pa.string()),
            "column": pa.array([row[1] for row in rows], pa.string()),
            "value": pa.array([(row[2] or "")[:200] for row in rows], pa.string()),
            "reason": pa.array([REASONS.get(row[3], str(row[3]).lower()) for row in rows], pa.string()),
        }
    )


def _endless_lines(path: Path) -> list[tuple[int, int]]:
    """Places of lines that do not fit into the engine's buffer, some of which it drops without a word."""
    found, start = [], 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        while len(data) - start > BUFFER:
            # The first sign that is found will do: the other would be looked for through all of a file that lacks it.
            ends = (data.rfind(sign, start, start + BUFFER) for sign in LINE_ENDS)
            end = next((place for place in ends if place >= 0), -1)
            if end < 0:
                ends = (data.find(sign, start) for sign in LINE_ENDS)
                end = min((place for place in ends if place >= 0), default=len(data))
                found.append((start, end))
            start = end + 1
    return found


def _is_told(start: int, stop: int, told: list[tuple[int, str]]) -> bool:
    """Tell whether a problem lies in the line; open quotation marks may begin in a line before it."""
    return any(
        (start if REASONS.get(error) != MARKS else start - BUFFER) <= place <= stop + 1
        for place, error in told
        if place
    )


def _endless_row(path: Path, start: int) -> tuple[object, ...]:
    with path.open("rb") as file:
        line = 1 + sum(file.read(min(HEAD, start - at)).count(b"\n") for at in range(0, start, HEAD))
        return line, None, file.read(200).decode("utf-8", errors="replace"), "LINE SIZE OVER MAXIMUM", start


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]

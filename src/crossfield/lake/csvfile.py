"""CSV files by the engine's own reader; every line it cannot read is kept as a problem."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import narwhals as nw
import pyarrow as pa

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.engine import quote

if TYPE_CHECKING:
    from pathlib import Path

    from crossfield.lake.engine import DuckSession, Frame

LONGEST_LINE = 16 * 2**20
HEAD = 2**16
REASONS = {
    "MISSING COLUMNS": "fewer columns than the header",
    "TOO MANY COLUMNS": "more columns than the header",
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": f"line longer than {LONGEST_LINE:,} bytes",
    "UNQUOTED VALUE": "quotation marks do not match",
    "INVALID STATE": "quotation marks do not match",
}


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


def read_csv(session: DuckSession, path: Path, *, needed: tuple[str, ...], wanted: tuple[str, ...] = (), delimiter: str = ";") -> CsvFile:
    """Read a CSV file by the names in its header, whatever their order.

    Parameters
    ----------
    needed, wanted
        Columns that must be there, and columns that are null where the file lacks them; others are left out.

    Raises
    ------
    SchemaError
        A needed column is missing.
    SourceError
        The file is empty, has no text, or most of its lines cannot be read.
    """
    header = _header(path, delimiter)
    _check(path, header, needed, delimiter)
    types = "{" + ", ".join(f"{quote(name)}: 'VARCHAR'" for name in header) + "}"
    columns = [f'nfc_normalize("{name}") AS "{name}"' for name in (*needed, *wanted) if name in header]
    absent = [f'NULL::VARCHAR AS "{name}"' for name in wanted if name not in header]
    name = f"csv_{path.stem}_{id(path)}"
    statement = (
        f'CREATE TEMP TABLE "{name}" AS SELECT {", ".join(columns + absent)} FROM read_csv({quote(path)}, '  # noqa: S608
        f"delim={quote(delimiter)}, quote='\"', escape='\"', header=true, auto_detect=false, columns={types}, "
        f"store_rejects=true, rejects_table={quote(name + '_rejects')}, rejects_scan={quote(name + '_scans')}, "
        f"max_line_size={LONGEST_LINE}, buffer_size={2 * LONGEST_LINE})"
    )
    try:
        session.connection.execute(statement).fetchall()
    except duckdb.Error as error:
        message = f"{path.name} cannot be read as CSV with {delimiter!r} between columns: {_first_line(error)}"
        raise SourceError(message, "Expected UTF-8, every value in quotation marks. Download the file again.") from error
    frame = nw.from_native(session.connection.table(name))
    ((rows,),) = session.connection.sql(f'SELECT count(*) FROM "{name}"').fetchall()  # noqa: S608
    problems = _problems(session, name)
    if problems.num_rows > rows:
        reason = problems.column("reason")[0].as_py()
        message = f"{path.name}: {problems.num_rows:,} of {rows + problems.num_rows:,} lines cannot be read ({reason})."
        hint = "Save it as UTF-8 and try again." if reason == "not UTF-8" else "Check that this is the official file."
        raise SourceError(message, hint)
    return CsvFile(frame, rows, problems)


def _header(path: Path, delimiter: str) -> list[str]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        message = f"{path.name} is empty."
        raise SourceError(message, "Expected a header line and rows. Download it again.")
    line = head.removeprefix(b"\xef\xbb\xbf").splitlines()[0].decode("utf-8", errors="replace")
    if "\0" in line:
        message = f"{path.name} is no text file."
        raise SourceError(message, "Expected CSV in UTF-8.")
    return [name.strip() for name in next(csv.reader(io.StringIO(line), delimiter=delimiter))]


def _check(path: Path, header: list[str], needed: tuple[str, ...], delimiter: str) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        found = ", ".join(header[:8])[:200]
        hint = "Compare the header line with the official dump's."
        if len(header) == 1 and any(sign in header[0] for sign in ",\t|;"):
            hint = f"Its columns seem to be parted by another sign; expected {delimiter!r}."
        message = f"{path.name} lacks the column(s) {', '.join(missing)}; found {found}."
        raise SchemaError(message, hint)
    double = sorted({name for name in header if header.count(name) > 1})
    if double:
        message = f"{path.name} has the column(s) {', '.join(double)} twice."
        raise SchemaError(message, "Each column may stand once; remove the second.")


def _problems(session: DuckSession, name: str) -> pa.Table:
    rows = session.connection.sql(
        "SELECT line, first(column_name ORDER BY error_type), first(csv_line ORDER BY error_type), min(error_type::VARCHAR) "
        f'FROM "{name}_rejects" GROUP BY line ORDER BY line'  # noqa: S608
    ).fetchall()
    return pa.table({
        "row": pa.array([str(row[0]) for row in rows], pa.string()),
        "column": pa.array([row[1] for row in rows], pa.string()),
        "value": pa.array([(row[2] or "")[:200] for row in rows], pa.string()),
        "reason": pa.array([REASONS.get(row[3], str(row[3]).lower()) for row in rows], pa.string()),
    })


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]

"""Indicators on a user's own table: ``region,field[,year],amount`` as CSV, and what else an indicator needs."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from crossfield.errors import NotComputableError, SchemaError, SourceError
from crossfield.indicators import INDICATORS
from crossfield.indicators.activity import COLUMNS, FIGURE, NEEDED, typed_rows
from crossfield.parts import find_part
from crossfield.tables.headings import choose_headings, split_heading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SYNONYMS = {
    "region": ("region", "gebiet", "nuts", "nuts code", "geo", "region code"),
    "field": (
        "field",
        "feld",
        "industry",
        "sector",
        "branche",
        "wirtschaftszweig",
        "technology",
        "technologie",
        "nace",
    ),
    "amount": ("amount", "betrag", "value", "wert", "count", "anzahl", "obs value"),
    "year": ("year", "jahr", "time period"),
    "records": ("records", "fallzahl", "support"),
    "total": ("total", "gesamt"),
    "people": ("people", "population", "pop", "einwohner", "bevölkerung"),
    "income": ("income", "einkommen", "gdp per capita", "bip je einwohner"),
    "output": ("output", "value added", "bruttowertschöpfung", "wertschöpfung"),
    "parent": ("parent", "group", "gruppe", "übergeordnet"),
    "other": ("other", "andere", "vergleich"),
    "declared": ("declared", "erklärt", "strategie"),
    "exposure": ("exposure",),
    "coverage": ("coverage", "abdeckung"),
}
UNKNOWN = ("", ":", "-", "–", ".", "..", "na", "n/a", "nan", "null", "none")
SHOWN = 3
NUMBER_HINT = "Expected a number such as 1234.5, without thousands separators and units; leave empty what is unknown."
_NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_YEAR = r"^[0-9]{4}(\.0+)?$"


def read_table(path: Path, columns: Mapping[str, str] | None = None) -> pa.Table:
    r"""Read a user's table.

    Parameters
    ----------
    path
        CSV in UTF-8 with a header line; commas, semicolons, tabs or bars between values. Decimal comma where values are
        not parted by commas. An empty amount (or ``:``, ``-``, ``na``) is unknown, not 0.
    columns
        Column → heading, for those that the headings do not tell; see `SYNONYMS`.

    Returns
    -------
    Table
        ``region``, ``field`` (text), ``amount`` (float), and those of ``year``, ``records``, … that the file has; other
        columns are left out.

    Raises
    ------
    SourceError
        The file cannot be read or is not UTF-8.
    SchemaError
        A column is missing or stands twice; a line has more or fewer values than the header; a value is no number or
        negative, a name is missing, a key stands twice: the message names the line.
    UnknownNameError
        ``columns`` names a column that does not exist.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "mine.csv"
    ...     _ = path.write_text("Region;Branche;Wert\nA;chips;2,5\n")
    ...     read_table(path).to_pylist()
    [{'region': 'A', 'field': 'chips', 'amount': 2.5}]
    """
    data = _decoded(path)
    header = data.split("\n", 1)[0].rstrip("\r")
    sign, headings = split_heading(header, SYNONYMS)
    told = choose_headings(headings, SYNONYMS, columns, file=path.name, loosely=False)
    _refuse_lacking(path, headings, told)
    file = _File(path.name, data)
    raw = _parsed(file, sign, headings)
    table = pa.table({name: _typed(file, raw.column(told[name]), name, sign) for name in COLUMNS if told.get(name)})
    _refuse_repeats(file, table)
    return table


def run_indicator(name: str, table: Any) -> pa.Table:  # noqa: ANN401 -- any frame that Narwhals knows
    """Compute an indicator on a table of one's own.

    Parameters
    ----------
    name
        Name in `INDICATORS` of one that works on tables.
    table
        As `read_table` gives it, or any frame that Narwhals knows with these columns.

    Returns
    -------
    Table
        Keys, then year, value, low, high, support, note.

    Raises
    ------
    UnknownNameError
        No such indicator.
    NotComputableError
        It is computed from records, or has no value for the whole table.
    SchemaError
        A column that it needs is missing or of another type.

    Examples
    --------
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3]})
    >>> run_indicator("herfindahl", table).column("value").to_pylist()
    [0.625, 0.625]
    """
    part = find_part(INDICATORS, name, "indicator")
    if not part.columns:
        on_tables = ", ".join(other.name for other in INDICATORS if other.columns)
        message = f"{name} is computed from the records of a data version, not from a table."
        raise NotComputableError(message, f"On tables: {on_tables}.")
    rows = typed_rows(table)
    lacking = [column for column in part.columns if column not in rows.column_names]
    if lacking:
        message = f"{name} needs the column {' and '.join(lacking)}; found {', '.join(rows.column_names)}."
        raise SchemaError(message, f"Expected: {'; '.join(f'{column}: {COLUMNS[column][1]}' for column in lacking)}.")
    found: pa.Table = part.load()(rows)
    if tuple(found.column_names[-len(FIGURE) :]) != FIGURE:
        message = (
            f"{name} gives the columns {', '.join(found.column_names)}; its keys and {', '.join(FIGURE)} were expected."
        )
        raise SchemaError(message, "This is an error in crossfield; please report it.")
    return found


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise SourceError(message, "Check the path.") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{path.name}, line {line}: not UTF-8."
        raise SourceError(message, "Save it as UTF-8 (it may be Latin-1, Windows-1252 or UTF-16).") from error
    if not text.strip():
        message = f"{path.name} is empty."
        raise SchemaError(message, "Expected a header line: region,field,amount, and year where there are years.")
    return text


def _refuse_lacking(path: Path, headings: list[str], told: Mapping[str, str | None]) -> None:
    double = sorted({heading for heading in headings if heading and headings.count(heading) > 1})
    if double:
        message = f"{path.name} has the column {', '.join(double)} twice."
        raise SchemaError(message, "Each heading may stand once; rename the second.")
    lacking = [name for name in NEEDED if not told[name]]
    if lacking:
        message = f"{path.name} has no column for {' and '.join(lacking)}; found {', '.join(headings)[:200]}."
        example = " ".join(f"--column {name}=HEADING" for name in lacking)
        raise SchemaError(message, f"Expected region,field,amount (and year); or say which it is: {example}.")


@dataclass(frozen=True, slots=True)
class _File:
    """A file that complaints name by line."""

    name: str
    data: str

    def line(self, row: int) -> int:
        """Line that holds a row, counted from 1; empty lines hold none."""
        found = -1
        for number, line in enumerate(re.split(r"\r\n|\r|\n", self.data), start=1):
            found += bool(line) and number > 1
            if found == row:
                return number
        return row + 2

    def refuse(self, wrong: Any, text: pa.ChunkedArray, said: str, hint: str) -> None:  # noqa: ANN401 -- an Arrow mask
        """Raise where a mask is true, with the first lines and what stands in them."""
        places = pc.indices_nonzero(wrong).to_pylist()
        told = [(self.line(at), said.format(repr(text[at].as_py()[:40]))) for at in places[:SHOWN]]
        if told:
            self.complain(told, len(places), hint)

    def complain(self, found: list[tuple[int, str]], count: int, hint: str) -> NoReturn:
        """Raise what is wrong with some lines, and how many more there are."""
        told = "; ".join(f"line {line} {said}" for line, said in found)
        more = f"; and {count - len(found):,} more" if count > len(found) else ""
        message = f"{self.name}: {told}{more}."
        raise SchemaError(message, hint)


def _parsed(file: _File, sign: str, headings: list[str]) -> pa.Table:
    bad: list[tuple[int, str]] = []

    def keep(row: Any) -> str:  # noqa: ANN401 -- pyarrow.csv.InvalidRow
        bad.append((file.line(row.number - 2), f"has {row.actual_columns} value(s)"))
        return "skip"

    names = [heading or f"_{place}" for place, heading in enumerate(headings)]
    read = pacsv.ReadOptions(column_names=names, skip_rows=1, use_threads=False)
    parse = pacsv.ParseOptions(delimiter=sign, invalid_row_handler=keep)
    convert = pacsv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    try:
        table = pacsv.read_csv(io.BytesIO(file.data.encode()), read, parse, convert)
    except pa.ArrowInvalid as error:
        message = f"{file.name} cannot be read as CSV: {str(error).splitlines()[0]}."
        raise SchemaError(message, "Check its quotation marks.") from error
    if bad:
        hint = f"Give each line {len(names)} values as the header does, parted by {sign!r}."
        file.complain(bad[:SHOWN], len(bad), hint)
    if not table.num_rows:
        message = f"{file.name} has a header and no rows."
        raise SchemaError(message, "Give one line per region and field.")
    return table


def _typed(file: _File, column: pa.ChunkedArray, name: str, sign: str) -> pa.ChunkedArray:
    """Bring a column of text into its type; refuse what does not fit, by line."""
    text = pc.utf8_trim_whitespace(column)
    empty = pc.equal(text, "")
    if name == "parent":
        return pc.if_else(empty, pa.scalar(None, pa.string()), text)
    if COLUMNS[name][0] == "string":
        file.refuse(empty, text, f"has no {name}", f"Give each line its {name}, such as unknown.")
        return text
    if name == "year":
        wrong = pc.invert(pc.match_substring_regex(text, _YEAR))
        file.refuse(wrong, text, "has as year {}", "Expected four digits, such as 2024.")
        return pc.cast(pc.utf8_slice_codeunits(text, 0, 4), pa.int64())
    return _numbers(file, text, name, sign)


def _numbers(file: _File, text: pa.ChunkedArray, name: str, sign: str) -> pa.ChunkedArray:
    said, unknown = f"has as {name} {{}}", pc.is_in(pc.utf8_lower(text), value_set=pa.array(UNKNOWN))
    number = text if sign == "," else pc.replace_substring(text, ",", ".", max_replacements=1)
    wrong = pc.and_(pc.invert(unknown), pc.invert(pc.match_substring_regex(number, _NUMBER)))
    file.refuse(wrong, text, f"{said}, which is no number", NUMBER_HINT)
    if sign != ",":
        file.refuse(_doubtful(text), text, f"{said}, a point before thousands or before decimals", NUMBER_HINT)
    values = pc.cast(pc.if_else(unknown, pa.scalar(None, pa.string()), number), pa.float64())
    checks = [("too large", "a finite number", pc.invert(pc.is_finite(values)))]
    if name != "other":
        checks.append(("negative", "0 or more", pc.less(values, 0)))
    if COLUMNS[name][0] == "int64":
        checks.append(("no whole number", "a whole number", pc.not_equal(pc.floor(values), values)))
    for found, expected, mask in checks:
        file.refuse(pc.fill_null(mask, fill_value=False), text, f"{said}, which is {found}", f"Expected {expected}.")
    return pc.cast(values, pa.int64()) if COLUMNS[name][0] == "int64" else values


def _doubtful(text: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values such as 1.234 in a column whose every point stands before three digits: they may be German thousands."""
    pointed = pc.match_substring(text, ".")
    thousands = pc.match_substring_regex(text, r"^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$")
    clear = pc.any(pc.and_(pc.and_(pointed, pc.invert(thousands)), pc.match_substring_regex(text, r"[0-9]"))).as_py()
    return pc.and_(thousands, not clear)


def _refuse_repeats(file: _File, table: pa.Table) -> None:
    keys = [name for name in ("region", "field", "year") if name in table.column_names]
    counted = table.group_by(keys).aggregate([([], "count_all")])
    if counted.num_rows == table.num_rows:
        return
    seen: dict[tuple[Any, ...], int] = {}
    found: list[tuple[int, str]] = []
    for at, key in enumerate(zip(*(table.column(name).to_pylist() for name in keys), strict=True)):
        first = seen.setdefault(key, at)
        if first != at and len(found) < SHOWN:
            found.append((file.line(at), f"repeats ({', '.join(map(str, key))}) of line {file.line(first)}"))
    count = table.num_rows - counted.num_rows
    file.complain(found, count, f"Expected one line per {', '.join(keys)}: add them up, or leave the second out.")

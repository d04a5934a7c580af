"""What commands give out: a table for people, a file format for programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossfield.errors import ConfigError, UnknownNameError
from crossfield.exports import BINARY, FORMATS, export, to_json, workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from crossfield.indicators.prospects import Prospect
    from crossfield.indicators.question import Question
    from crossfield.lake.store import Frames, Lake

    Rows = Sequence[dict[str, Any]]

INTERFACE_KEYS = (
    *("region", "field_a", "field_b", "year_from", "year_to", "joint", "expected"),
    *("strength", "strength_low", "strength_high"),
    *("bridging_organisations", "bridges", "bridges_low", "bridges_high", "synergy", "synergy_low", "synergy_high"),
    *("activity", "activity_low", "activity_high", "potential", "potential_low", "potential_high"),
    *("gap", "gap_low", "gap_high", "probability", "support", "topics", "counting", "coverage", "note"),
)


AHEAD = ("potential", "gap", "probability")
EMERGING_KEYS = ("acceleration", "acceleration_low", "acceleration_high")


def form_of(form: str, output: str = "") -> str:
    """Format that is asked for, by name or by the ending of the output file.

    Raises
    ------
    UnknownNameError
        No such format.
    ConfigError
        A format that is a file needs the name of one; a table goes to the terminal.

    Examples
    --------
    >>> form_of("table", "interfaces.CSV")
    'csv'
    """
    suffix = Path(output).suffix.lstrip(".").lower()
    form = suffix if form == "table" and output else form
    if form not in FORMATS:
        raise UnknownNameError("format", form, FORMATS, f"Known: {', '.join(FORMATS)}.")
    if form == "table" and output:
        message = f"{output} cannot hold a table for the terminal."
        raise ConfigError(message, "Name a file that ends in .json, .csv, .parquet or .xlsx.")
    if form in BINARY and not output:
        message = f"The format {form} is a file."
        raise ConfigError(message, f"Name it: --output FILE.{form}")
    return form


def give_out(rows: Rows, form: str, output: str, citation: str) -> None:
    """Write rows in a file format, to a file or to standard output."""
    content = export(rows, form, citation)
    if not output:
        write_out(content)
        return
    write_file(Path(output), content)
    if form == "json" and citation:
        write_file(Path(f"{output}.citation.txt"), (citation + "\n").encode())


def write_out(content: bytes) -> None:
    """Write text to standard output: UTF-8 on every system, lines ended as programs expect them."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content.replace(b"\r\n", b"\n"))


def write_file(path: Path, content: bytes) -> None:
    """Write a file.

    Raises
    ------
    ConfigError
        It cannot be written; the message says why.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise ConfigError(message, "Choose another place with --output.") from error


def interface_rows(rows: pa.Table, by: str = "strength") -> Rows:
    """Rows of interface_figure with the keys that are documented for the command, and those they are sorted by."""
    more = EMERGING_KEYS if by == "emerging" else ()
    found: Rows = rows.select([*INTERFACE_KEYS, *more]).to_pylist()
    return found


def field_titles(frames: Frames, question: Question, language: str) -> dict[str, str]:
    """Titles of fields by code, in the language or the other one; none for tags of one's own."""
    from crossfield.indicators.lookup import fields_of_scheme  # noqa: PLC0415 -- slow import

    rows = fields_of_scheme(frames, question.scheme) if question.tags is None else []
    other = "en" if language == "de" else "de"
    return {row["field"]: row[f"title_{language}"] or row[f"title_{other}"] or row["field"] for row in rows}


def told_ahead(frames: Frames, question: Question, place: dict[str, Any], this_year: int) -> Prospect | None:
    """What is said beside the potentials of a region; None for another window or tags of one's own."""
    from crossfield.indicators.prospects import prospect  # noqa: PLC0415 -- needed here only

    if question.tags is not None or place["level"] is None:
        return None
    return prospect(frames, question.scheme, str(place["region"]), int(place["level"]), this_year=this_year)


def side_titles(named: dict[str, Any] | None, titles: dict[str, str]) -> dict[str, str]:
    """Titles of the fields and of the two sides of a named interface: its fields' titles, joined.

    Examples
    --------
    >>> named = {"interface": "c3", "side_a": "ict;chips", "side_b": "bio"}
    >>> side_titles(named, {"ict": "ICT", "chips": "Chips", "bio": "Biotechnology"})["c3.a"]
    'ICT + Chips'
    """
    if named is None:
        return titles
    own = {
        f"{named['interface']}.{side}": " + ".join(titles.get(code, code) for code in named[f"side_{side}"].split(";"))
        for side in ("a", "b")
    }
    return titles | own


def give_lake(lake: Lake, form: str, output: str, citation: str) -> None:
    """Give out the current data version: version, path, tables and sources."""
    from dataclasses import asdict  # noqa: PLC0415 -- only here

    manifest = lake.manifest()
    tables = [{"name": table.name, "rows": table.rows, "quarantined": table.quarantined} for table in manifest.tables]
    sources = [asdict(entry) for entry in manifest.sources]
    answer = {"version": manifest.version, "path": str(lake.path), "tables": tables, "sources": sources}
    flat = [
        {key: value if isinstance(value, str | int) else to_json(value) for key, value in row.items()}
        for row in sources
    ]
    give_document(answer, form, output, tables={"tables": tables, "sources": flat}, citation=citation)


def give_document(
    answer: dict[str, Any], form: str, output: str = "", *, tables: Mapping[str, Rows] | None = None, citation: str = ""
) -> None:
    """Give out an answer of several tables: as JSON, as a workbook, or as one file per table.

    Parameters
    ----------
    answer
        What JSON holds.
    form, output
        Format, and file; a file ``NAME.csv`` stands for ``NAME-TABLE.csv`` of each table.
    tables
        The answer's tables by name; None: JSON alone can hold it.
    citation
        What the answer rests on.

    Raises
    ------
    ConfigError
        The format holds one table only, or a file cannot be written.
    """
    if form == "json":
        content = (to_json(answer) + "\n").encode()
        write_file(Path(output), content) if output else write_out(content)
    elif tables and form == "xlsx":
        write_file(Path(output), workbook(tables, citation))
    elif tables and output:
        path = Path(output)
        for name, rows in tables.items():
            write_file(path.with_name(f"{path.stem}-{name}{path.suffix}"), export(rows, form, citation))
    else:
        message = f"The answer has several tables; the format {form} holds one."
        hint = "Use --format json."
        raise ConfigError(message, f"{hint[:-1]}, or --output FILE.{form} for a file per table." if tables else hint)


def read_input() -> str:
    """Text from standard input.

    Raises
    ------
    ConfigError
        It is not UTF-8.
    """
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"Standard input is not UTF-8: {error.reason} at byte {error.start}."
        raise ConfigError(message, "Convert the text to UTF-8.") from error


def coverage_by_year(rows: Iterable[dict[str, Any]], table: str) -> Rows:
    """Add up coverage over countries: table, column, year, rows, filled, share.

    Raises
    ------
    UnknownNameError
        No such table is described.

    Examples
    --------
    >>> row = {"table": "project", "column": "title", "year": 2015, "rows": 4, "filled": 1}
    >>> coverage_by_year([row, row | {"filled": 3}], "project")
    [{'table': 'project', 'column': 'title', 'year': 2015, 'rows': 8, 'filled': 4, 'share': 0.5}]
    """
    sums: dict[tuple[str, str, int | None], list[int]] = {}
    for row in rows:
        entry = sums.setdefault((row["table"], row["column"], row["year"]), [0, 0])
        entry[0] += row["rows"]
        entry[1] += row["filled"]
    tables = sorted({key[0] for key in sums})
    if table and table not in tables:
        raise UnknownNameError("table with coverage", table, tables, f"Known: {', '.join(tables)}.")
    ordered = sorted(sums.items(), key=lambda item: (item[0][0], item[0][1], item[0][2] or 0))
    return [
        {"table": name, "column": column, "year": year, "rows": count, "filled": filled, "share": filled / count}
        for (name, column, year), (count, filled) in ordered
        if not table or name == table
    ]

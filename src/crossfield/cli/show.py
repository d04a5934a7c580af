"""What commands print: tables for people, files for programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from rich.console import Console
from rich.table import Table

from crossfield.errors import ConfigError, UnknownNameError
from crossfield.exports import BINARY, FORMATS, export, to_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Lake

    Rows = Sequence[dict[str, Any]]

INTERFACE_KEYS = (
    *("region", "field_a", "field_b", "year_from", "year_to", "joint", "expected", "strength", "strength_low", "strength_high"),
    *("bridging_organisations", "bridges", "bridges_low", "bridges_high", "synergy", "synergy_low", "synergy_high"),
    *("activity", "activity_low", "activity_high", "potential", "potential_low", "potential_high", "gap", "gap_low", "gap_high"),
    *("probability", "support", "topics", "counting", "coverage", "note"),
)
LISTED = 10


class Progress:
    """Steps and bytes on standard error, on a terminal only."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._status = self._console.status("starting")

    def __enter__(self) -> Self:
        """Show it."""
        if self._console.is_terminal:
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take it away."""
        self._status.stop()

    def step(self, name: str) -> None:
        """Name what is being done."""
        self._status.update(name)

    def bytes(self, loaded: int, expected: int | None) -> None:
        """Say how much is loaded."""
        whole = f" of {expected / 1e6:,.0f}" if expected else ""
        self._status.update(f"loading {loaded / 1e6:,.0f}{whole} MB")


def show_rows(rows: Rows, form: str, output: str = "", citation: str = "", *, empty: str = "Nothing found.") -> None:
    """Print rows as a table, or write them in a file format."""
    form = _form(form, output)
    if form == "table":
        _print_rows(rows, empty)
        if citation and rows:
            _console().print(citation, style="dim")
        return
    _write(export(rows, form, citation), form, output, citation)


def show_lake(lake: Lake, form: str) -> None:
    """Print the current data version: tables and sources."""
    manifest = lake.manifest()
    if _form(form, "") == "json":
        tables = [{"name": t.name, "rows": t.rows, "quarantined": t.quarantined} for t in manifest.tables]
        answer = {"version": manifest.version, "path": str(lake.path), "tables": tables}
        print(to_json(answer | {"sources": [_source(entry) for entry in manifest.sources]}))
        return
    console = _console()
    console.print(f"[bold]{manifest.version}[/] ({manifest.kind}), NUTS {manifest.settings.get('nuts')}, at {lake.path}")
    console.print(f"Last complete year: {manifest.last_complete_year or 'none'}. Built {manifest.built}.")
    _print_rows([{"table": t.name, "rows": t.rows} for t in manifest.tables], "No tables.")
    rows = [
        {"source": e.name, "read": e.rows_read, "kept": e.rows_kept, "quarantined": e.rows_quarantined, "licence": e.licence, "retrieved": e.retrieved[:10]}
        for e in manifest.sources
    ]
    _print_rows(rows, "No sources.")
    for note in manifest.notes:
        console.print(f"Note: {note}.", style="dim")


def show_region(place: dict[str, Any], rows: Rows, form: str, output: str, citation: str) -> None:
    """Print a region's fields against Europe."""
    if _form(form, output) != "table":
        show_rows(rows, form, output, citation)
        return
    console = _console()
    console.print(f"[bold]{place['name']}[/] ({place['region']}): how much more at home a field is here than in Europe (1 = as in Europe)")
    table = _table("Field", "Projects", "Expected", "Location quotient", "90 % interval", "Distinct projects", "Note")
    for row in rows:
        table.add_row(
            row["field"], _number(row["count"]), _number(row["expected"]), _number(row["value"]), _span(row, ""), str(row["support"]), row["note"] or ""
        )
    console.print(table)
    console.print(citation, style="dim")


def interface_rows(rows: pa.Table) -> Rows:
    """Rows of interface_figure with the keys that are documented for the command."""
    return rows.select(list(INTERFACE_KEYS)).to_pylist()


def show_interfaces(place: dict[str, Any], rows: Rows, form: str, output: str, citation: str) -> None:
    """Print the interfaces of a region."""
    if _form(form, output) != "table":
        show_rows(rows, form, output, citation)
        return
    console = _console()
    console.print(f"[bold]Where do fields meet in {place['name']} ({place['region']})?[/] {interfaces_answer(rows)}")
    table = _table("Interface", "Joint", "Expected", "Strength", "90 % interval", "Organisations", "Bridges", "90 % interval", "Projects", "Note")
    for row in rows:
        table.add_row(
            *(f"{row['field_a']} × {row['field_b']}", _number(row["joint"]), _number(row["expected"])),
            *(_number(row["strength"]), _span(row, "strength_"), _whole(row["bridging_organisations"])),
            *(_number(row["bridges"]), _span(row, "bridges_"), _whole(row["support"]), row["note"] or ""),
        )
    console.print(table)
    console.print(citation, style="dim")


def interfaces_answer(rows: Rows) -> str:
    """The answer in one sentence: the strongest certain interface, or the strongest candidate and how uncertain it is.

    Examples
    --------
    >>> row = {"field_a": "ict", "field_b": "health", "strength": 1.5, "strength_low": 0.9, "strength_high": 2.1, "support": 7}
    >>> interfaces_answer([row])
    'No interface is stronger than chance for certain; the strongest candidate is ict × health: 1.50 [0.90, 2.10], 7 projects.'
    """
    seen = [row for row in rows if row["strength"] is not None]
    if not seen:
        return "No figure could be computed; the notes say why."
    best = max(seen, key=lambda row: (row["strength"], row["field_a"]))
    words = f"{best['field_a']} × {best['field_b']}: {_number(best['strength'])} {_span(best, 'strength_')}, {best['support']} projects."
    certain = [row for row in seen if row["strength_low"] is not None and row["strength_low"] > 1]
    if certain:
        best = max(certain, key=lambda row: (row["strength"], row["field_a"]))
        words = f"{best['field_a']} × {best['field_b']}: {_number(best['strength'])} {_span(best, 'strength_')}, {best['support']} projects."
        return f"Most at home for its size: {words}"
    return f"No interface is stronger than chance for certain; the strongest candidate is {words}"


def show_interface(answer: dict[str, Any], form: str) -> None:
    """Print one interface: figures, organisations, projects."""
    if _form(form, "") != "table":
        if form != "json":
            message = f"One interface has several tables; the format {form!r} holds one."
            raise ConfigError(message, "Use --format json, or crossfield interfaces for one table.")
        print(to_json(answer))
        return
    console, row = _console(), answer["figures"]
    console.print(f"[bold]{row['field_a']} × {row['field_b']}[/] in {answer['region']['name']} ({row['region']}), {row['year_from']}-{row['year_to']}")
    table = _table("Question", "Observed", "Value", "90 % interval")
    table.add_row("Strength: more at home than its size predicts?", _number(row["joint"]), _number(row["strength"]), _span(row, "strength_"))
    table.add_row("Bridges: organisations in both fields?", _whole(row["bridging_organisations"]), _number(row["bridges"]), _span(row, "bridges_"))
    table.add_row("Synergy: more than the two fields would give?", _number(row["joint"]), _number(row["synergy"]), _span(row, "synergy_"))
    table.add_row("Activity: joint projects per three years", "", _number(row["activity"]), _span(row, "activity_"))
    console.print(table)
    console.print(f"Distinct joint projects: {_whole(row['support'])}; call topics: {_whole(row['topics'])}. {row['note'] or ''}")
    _print_rows([{k: o[k] for k in ("name", "region", "projects_a", "projects_b", "joint")} for o in answer["organisations"][:LISTED]], "No bridging organisation.")
    more = len(answer["organisations"]) - LISTED
    if more > 0 or answer["without_name"]:
        console.print(f"{max(more, 0)} more with a name, {answer['without_name']} more without a name.", style="dim")
    _print_rows([{k: p[k] for k in ("project", "year", "topic", "address")} for p in answer["projects"][:LISTED]], "No joint project.")
    console.print(answer["citation"], style="dim")


def coverage_by_year(rows: Iterable[dict[str, Any]], table: str) -> Rows:
    """Add up coverage over countries: table, column, year, rows, filled, share.

    Raises
    ------
    UnknownNameError
        No such table is described.
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
        {"table": name, "column": column, "year": year, "rows": count, "filled": filled, "share": filled / count if count else None}
        for (name, column, year), (count, filled) in ordered
        if not table or name == table
    ]


def say_fetched(manifest: Manifest, path: Path, *, new: bool) -> None:
    """Say what a fetch has brought."""
    if not new:
        print(f"Nothing has changed; {manifest.version} at {path} is current.")
        return
    print(f"Built {manifest.version} at {path}.")
    for entry in manifest.sources:
        left = f", {entry.rows_quarantined:,} quarantined" if entry.rows_quarantined else ""
        print(f"  {entry.name}: {entry.rows_read:,} rows read, {entry.rows_kept:,} kept{left}")
        for reason, count in sorted(entry.reasons.items()):
            print(f"    {count:,} × {reason}")
    for note in manifest.notes:
        print(f"  Note: {note}")


def _source(entry: Any) -> dict[str, Any]:  # noqa: ANN401 -- SourceEntry, whose module is slow to import
    from dataclasses import asdict  # noqa: PLC0415

    return asdict(entry)


def _form(form: str, output: str) -> str:
    suffix = Path(output).suffix.lstrip(".").lower()
    if form == "table" and suffix in FORMATS:
        form = suffix
    if form not in FORMATS:
        raise UnknownNameError("format", form, FORMATS, f"Known: {', '.join(FORMATS)}.")
    if form in BINARY and not output:
        message = f"The format {form} is a file."
        raise ConfigError(message, f"Name it: --output FILE.{form}")
    return form


def _write(content: bytes, form: str, output: str, citation: str) -> None:
    from crossfield.cli.app import write_file  # noqa: PLC0415 -- circular import

    if not output:
        sys.stdout.write(content.decode().replace("\r\n", "\n"))
        return
    write_file(Path(output), content)
    if form == "json" and citation:
        write_file(Path(f"{output}.citation.txt"), (citation + "\n").encode())


def _print_rows(rows: Rows, empty: str) -> None:
    if not rows:
        _console().print(empty)
        return
    table = _table(*(key.replace("_", " ") for key in rows[0]))
    for row in rows:
        table.add_row(*("" if value is None else _number(value) if isinstance(value, float) else str(value) for value in row.values()))
    _console().print(table)


def _table(*names: str) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in names:
        numeric = name in {"Joint", "Expected", "Strength", "Bridges", "Projects", "Organisations", "Value", "Observed", "Distinct projects", "rows", "filled", "share"}
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    return table


def _console() -> Console:
    return Console(highlight=False, soft_wrap=not sys.stdout.isatty(), width=None if sys.stdout.isatty() else 200)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f}"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}"


def _span(row: dict[str, Any], prefix: str) -> str:
    low, high = row[f"{prefix}low"], row[f"{prefix}high"]
    return "" if low is None else f"[{_number(low)}, {_number(high)}]"

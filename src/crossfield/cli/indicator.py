"""``crossfield indicator`` and ``indicators``: what is computed, and any of it on a table of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from crossfield import __version__
from crossfield.cli.options import FormatOption, OutputOption, give_plain
from crossfield.config import Settings, load_settings
from crossfield.errors import ConfigError

# These words mean something else elsewhere: projects, a line on the data, a field of an interface.
HEADINGS = {"year": "of_year", "value": "figure", "support": "behind", "basis": "on_basis", "by": "by_field"}
HEADINGS |= {"field_a": "one_field", "field_b": "other_field", "kind": "of_kind"}
SAYING = ("measure", "basis", "kind", "criterion", "event", "component", "variety", "side", "across")
SAID_DE = {
    "own": "eigenes Jahr",
    "first": "erstes Jahr",
    "rank": "Rang",
    "count": "Anzahl",
    "association": "Assoziation",
    "cosine": "Kosinus",
    "probability": "Wahrscheinlichkeit",
    "proximity-min": "Nähe (kleinerer Anteil)",
    "proximity-max": "Nähe (größerer Anteil)",
    "expected": "erwartet",
    "significant": "signifikant",
    "region": "Region",
    "field": "Feld",
    "all": "alles",
    "size": "Größe",
    "structure": "Struktur",
    "specialisation": "Spezialisierung",
    "productivity": "Produktivität",
    "stars": "Sterne",
    "mix": "Feldermischung",
    "sum": "Summe",
    "entry": "Eintritt",
    "exit": "Austritt",
    "persistence": "Verbleib",
    "related": "verwandt",
    "unrelated": "unverwandt",
    "total": "gesamt",
    "fields": "Felder",
    "regions": "Regionen",
    "place": "Platz",
    "declared and revealed": "erklärt und belegt",
    "declared only": "nur erklärt",
    "revealed only": "nur belegt",
    "neither": "weder noch",
    "not known": "nicht bekannt",
}


def indicator(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Indicator; crossfield indicators lists them.")],
    table: Annotated[
        str, typer.Option("--table", metavar="FILE.csv", help="Your table: region,field,amount, and year if there are.")
    ],
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column", metavar="NAME=HEADING", help="What a heading means, if it is not guessed; repeatable."
        ),
    ] = None,
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Compute an indicator on your own table."""
    from crossfield.cli.show import form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.indicators.user_table import read_table, run_indicator  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    given = read_table(Path(table), _headings(column or []))
    rows = run_indicator(name, given).to_pylist()
    line = _basis(settings, name, table, given.num_rows)
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_rows  # noqa: PLC0415 -- slow import

    print_rows(_shown(rows, settings.language), settings.language, line)


def indicators(form: FormatOption = "table", output: OutputOption = "") -> None:
    """List the indicators and what each needs."""
    from crossfield.indicators import INDICATORS  # noqa: PLC0415 -- slow import

    rows = [{"name": part.name, "summary": part.summary, "columns": ", ".join(part.columns)} for part in INDICATORS]
    give_plain(load_settings(), rows, form, output, "")


def _headings(given: list[str]) -> dict[str, str]:
    """Column → heading, from texts ``column=heading``."""
    wrong = [text for text in given if "=" not in text]
    if wrong:
        message = f"--column {wrong[0]!r} says no heading."
        raise ConfigError(message, "Write it as --column amount=Employees.")
    return {name: heading for name, _, heading in (text.partition("=") for text in given)}


def _shown(rows: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    """Rows for people: notes and words in their language, years as text, no empty column but for the value's."""
    from crossfield.charts.words import note_in  # noqa: PLC0415 -- slow import

    keys = [key for key in (rows[0] if rows else ()) if key == "value" or any(row[key] is not None for row in rows)]
    said = [row | {"note": note_in(row["note"], language), "year": str(row["year"] or "")} for row in rows]
    return [{HEADINGS.get(key, key): _said(key, row[key], language) for key in keys} for row in said]


def _said(key: str, value: Any, language: str) -> Any:  # noqa: ANN401 -- whatever a row holds
    """A word of the indicator in the language; names of regions and fields stay."""
    return SAID_DE.get(value, value) if language == "de" and key in SAYING else value


def _basis(settings: Settings, name: str, table: str, rows: int) -> str:
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import

    told = {"version": __version__, "name": name, "file": Path(table).name, "rows": f"{rows:,}"}
    return WORDS[settings.language]["basis_table"].format(**told)

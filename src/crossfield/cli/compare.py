"""``crossfield compare-packages``: our numbers beside those of the field's packages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from crossfield import __version__
from crossfield.cli.options import FormatOption, OutputOption
from crossfield.config import load_settings


def compare_packages(
    table: Annotated[str, typer.Option("--table", metavar="FILE.csv", help="Your table: region,field,amount.")],
    python: Annotated[
        str, typer.Option("--python", metavar="PATH", help="Python that has the packages. Default: this one.")
    ] = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Set our numbers beside those of other packages."""
    from crossfield.cli.show import form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import
    from crossfield.indicators.packages import compare_packages as compared  # noqa: PLC0415 -- slow import
    from crossfield.indicators.user_table import read_table  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    given = read_table(Path(table), {})
    rows = compared(given, python=python).to_pylist()
    told = {"version": __version__, "name": "compare-packages", "file": Path(table).name, "rows": f"{given.num_rows:,}"}
    line = WORDS[settings.language]["basis_table"].format(**told)
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_rows  # noqa: PLC0415 -- slow import

    shown = [
        {"package": " ".join(filter(None, (row["package"], row["version"]))), "quantity": row["quantity"]}
        | {"compared": row["compared"], "difference": _short(row["difference"]), "left_over": _short(row["left"])}
        | {"why": _why(row, settings.language)}
        for row in rows
    ]
    print_rows(shown, settings.language, line)


def _why(row: dict[str, Any], language: str) -> str:
    from crossfield.charts.words import note_in  # noqa: PLC0415 -- slow import
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import
    from crossfield.indicators.packages import MISSING  # noqa: PLC0415 -- slow import

    if row["why"] == MISSING:
        return WORDS[language]["missing_package"].format(name=row["package"])
    return note_in(row["why"], language)


def _short(value: float | None) -> str:
    """A difference in two digits: 0.5, 1e-15.

    Examples
    --------
    >>> _short(0.5), _short(1.23e-15), _short(0.0), _short(None)
    ('0.5', '1.2e-15', '0', '')
    """
    return "" if value is None else f"{value:.2g}"

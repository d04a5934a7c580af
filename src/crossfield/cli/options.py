"""Options that several commands share, and what commands make of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossfield.errors import ConfigError
from crossfield.indicators.question import Question, parse_years

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    import pyarrow as pa

    from crossfield.config import Settings
    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Frames, Lake

HELP_OPTIONS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
LakeOption = Annotated[
    str,
    typer.Option(
        "--lake", metavar="DIR", help="Folder of the lake. Default: yours if there is one, else the starter lake."
    ),
]
FormatOption = Annotated[str, typer.Option("--format", "-f", metavar="NAME", help="table, json, csv, parquet or xlsx.")]
OutputOption = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="Write into a file; its ending tells the format.")
]
RegionArgument = Annotated[str, typer.Argument(metavar="REGION", help="NUTS code or name, such as DED or Sachsen.")]
SchemeOption = Annotated[
    str, typer.Option("--scheme", metavar="NAME", help="Scheme of the fields. Default: as set, else saxony.")
]
YearsOption = Annotated[
    str, typer.Option("--years", metavar="FROM-TO", help="Start years. Default: the last six complete years.")
]
CountingOption = Annotated[str, typer.Option("--counting", metavar="NAME", help="fractional, whole or eur.")]
TagsOption = Annotated[
    str, typer.Option("--tags", metavar="own|FILE.csv", help="The lake's own, or a file project,field,spans of yours.")
]


def open_lake(settings: Settings, given: str) -> Lake:
    """The lake that was asked for; else the user's; else the starter lake."""
    from crossfield.lake.store import Lake  # noqa: PLC0415 -- slow import

    chosen = given or settings.lake
    if not chosen and (user_lake() / "CURRENT").is_file():
        return Lake(user_lake())
    return Lake(chosen or None)


def own_lake(settings: Settings, given: str) -> Lake:
    """The lake that a build writes to: the one asked for, else the user's."""
    from crossfield.lake.store import Lake  # noqa: PLC0415 -- slow import

    return Lake(given or settings.lake or user_lake())


def user_lake() -> Path:
    """Folder of the user's own lake."""
    from platformdirs import user_data_path  # noqa: PLC0415 -- slow import

    return user_data_path("crossfield", appauthor=False) / "lake"


def open_frames(settings: Settings, given: str) -> AbstractContextManager[Frames]:
    """The current version of the lake, on the engine that is set."""
    return open_lake(settings, given).open(engine=settings.engine)


def ask(settings: Settings, region: str, scheme: str, years: str, counting: str, tags: str = "own") -> Question:
    """Bring the options of a command into one question."""
    return Question(region, scheme or settings.scheme, parse_years(years), counting, _tags(tags))


def scope_of(manifest: Manifest, settings: Settings, lacking: str = "") -> str:
    """What the starter lake holds of an answer; empty for a lake of one's own."""
    from crossfield.indicators.lookup import reach  # noqa: PLC0415 -- slow import

    return reach(manifest, lacking, settings.language)


def mapping_of(pairs: Sequence[str]) -> dict[str, str]:
    """Column → heading from ``column=heading``.

    Raises
    ------
    ConfigError
        A pair has no column or no heading.

    Examples
    --------
    >>> mapping_of(["name=Titel", "members=Größe = Mitglieder"])
    {'name': 'Titel', 'members': 'Größe = Mitglieder'}
    """
    parts = [pair.partition("=") for pair in pairs]
    for pair, (column, _, heading) in zip(pairs, parts, strict=True):
        if not column.strip() or not heading:
            message = f"--column {pair} names no column and its heading."
            raise ConfigError(message, 'Write it as --column name="Heading of the list".')
    return {column.strip(): heading for column, _, heading in parts}


def basis(manifest: Manifest, settings: Settings, scheme: str = "", *, lacking: str = "") -> str:
    """One line that says what rows without figures rest on, and what the starter lake lacks of them."""
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import

    key = "basis_scheme" if scheme else "basis"
    line = WORDS[settings.language][key].format(version=manifest.version, scheme=scheme)
    return f"{line} {scope_of(manifest, settings, lacking)}".rstrip()


def say(settings: Settings, key: str, manifest: Manifest | None = None, **parts: object) -> None:
    """Print a sentence in the language that is set, with what the starter lake holds of the answer."""
    from crossfield.cli.words import WORDS  # noqa: PLC0415 -- slow import

    scope = scope_of(manifest, settings) if manifest else ""
    typer.echo(f"{WORDS[settings.language][key].format(**parts)} {scope}".rstrip())


def give_plain(settings: Settings, rows: Sequence[dict[str, Any]], form: str, output: str, citation: str) -> None:
    """Print rows as they are, or give them out in a file format."""
    from crossfield.cli.show import form_of, give_out  # noqa: PLC0415 -- slow import

    form = form_of(form, output)
    if form != "table":
        give_out(rows, form, output, citation)
        return
    from crossfield.cli.terminal import print_rows  # noqa: PLC0415 -- slow import

    print_rows(rows, settings.language, citation)


def this_year() -> int:
    """The reader's year, by which a forecast's window is past or not."""
    return datetime.now().astimezone().year


def _tags(given: str) -> pa.Table | None:
    if given == "own":
        return None
    from crossfield.sources.tagfile import read_tags  # noqa: PLC0415 -- slow import

    table: Any = read_tags(Path(given))
    return table

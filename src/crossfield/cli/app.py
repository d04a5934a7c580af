"""Commands. Heavy imports stand inside them, so that the command line starts fast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crossfield.config import load_settings
from crossfield.errors import ConfigError, CrossfieldError
from crossfield.sources import SOURCES

if TYPE_CHECKING:
    import pyarrow as pa

    from crossfield.config import Settings
    from crossfield.indicators.lookup import Question
    from crossfield.lake.store import Lake

app = typer.Typer(
    name="crossfield",
    help="Where fields meet in a region, with whom in Europe to take it up, and what came of it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
lake_app = typer.Typer(help="The data versions of a lake.", invoke_without_command=True)
app.add_typer(lake_app, name="lake")

LakeOption = Annotated[str, typer.Option("--lake", metavar="DIR", help="Folder of the lake. Default: yours if there is one, else the starter lake.")]
FormatOption = Annotated[str, typer.Option("--format", "-f", help="table, json, csv, parquet or xlsx.")]
OutputOption = Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="Write into a file; its ending tells the format.")]
SchemeOption = Annotated[str, typer.Option("--scheme", help="Scheme of the fields. Default: saxony.")]
YearsOption = Annotated[str, typer.Option("--years", metavar="FROM-TO", help="Start years. Default: the last six complete years.")]
CountingOption = Annotated[str, typer.Option("--counting", help="fractional, whole or eur.")]
TagsOption = Annotated[str, typer.Option("--tags", metavar="own|FILE.csv", help="own, or a file project,field,spans with tags of yours.")]


def main() -> None:
    """Run the command line; an error of crossfield ends it with one message on standard error and exit code 2."""
    try:
        app()
    except CrossfieldError as error:
        message, code = f"Error: {error}", 2
    except KeyboardInterrupt:
        message, code = "Stopped.", 130
    else:
        return
    sys.stdout.flush()
    print(message, file=sys.stderr)
    raise SystemExit(code)


def source_help() -> str:
    """Names and summaries of the sources, one a line."""
    return "\n\n".join(f"{part.name}: {part.summary}" for part in SOURCES)


@app.command(help=f"Take a source into the lake and build a new data version.\n\n{source_help()}")
def fetch(
    source: Annotated[str, typer.Argument(help="Name of the source.")],
    origin: Annotated[str, typer.Option("--from", metavar="PATH|URL", help="Zip, folder, file or address; default: its official address.")] = "",
    lake: LakeOption = "",
) -> None:
    """Take a source into the lake and build a new data version."""
    from crossfield import refresh  # noqa: PLC0415 -- slow import
    from crossfield.cli.show import Progress, say_fetched  # noqa: PLC0415

    settings = load_settings()
    target = own_lake(settings, lake)
    with Progress() as progress:
        manifest, new = refresh.fetch(target, source, origin, settings, progress=progress.bytes, report=progress.step)
    say_fetched(manifest, target.path, new=new)


@lake_app.callback()
def lake_overview(context: typer.Context, lake: LakeOption = "", form: FormatOption = "table") -> None:
    """Show the current data version: its tables and its sources."""
    if context.invoked_subcommand:
        return
    from crossfield.cli.show import show_lake  # noqa: PLC0415

    found = open_lake(load_settings(), lake)
    show_lake(found, form)


@lake_app.command("versions")
def lake_versions(lake: LakeOption = "", form: FormatOption = "table", output: OutputOption = "") -> None:
    """List the data versions, oldest first."""
    from crossfield.cli.show import show_rows  # noqa: PLC0415

    found = open_lake(load_settings(), lake)
    current = found.current()
    rows = []
    for name in found.versions():
        manifest = found.manifest(name)
        sources = ", ".join(entry.name for entry in manifest.sources)
        rows.append({"version": name, "current": name == current, "kind": manifest.kind, "built": manifest.built, "sources": sources})
    show_rows(rows, form, output)


@lake_app.command("verify")
def lake_verify(version: Annotated[str, typer.Argument(help="Version; default: the current one.")] = "", lake: LakeOption = "") -> None:
    """Compare every table of a version with the hash in its manifest."""
    from crossfield.errors import LakeError  # noqa: PLC0415

    found = open_lake(load_settings(), lake)
    problems = found.verify(version or None)
    if problems:
        message = f"Version {version or found.current()} is damaged: {'; '.join(problems)}."
        raise LakeError(message, "Build it anew with crossfield fetch.")
    typer.echo(f"{version or found.current()}: {len(found.manifest(version or None).tables)} tables as they were built.")


@lake_app.command("prune")
def lake_prune(
    keep: Annotated[list[str] | None, typer.Option("--keep", metavar="VERSION", help="Keep this version; may be repeated.")] = None,
    last: Annotated[int, typer.Option("--last", min=0, help="Newest versions to keep.")] = 1,
    lake: LakeOption = "",
) -> None:
    """Remove old data versions; the current one, open ones and those named stay."""
    removed = open_lake(load_settings(), lake).prune(keep=tuple(keep or ()), last=last)
    typer.echo(f"Removed {len(removed)} version(s){': ' if removed else '.'}{', '.join(removed)}")


@app.command()
def coverage(
    table: Annotated[str, typer.Option("--table", help="project or participation; default: both.")] = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Show how full the records are by year and column: what the data do not cover."""
    from crossfield.cli.show import coverage_by_year, show_rows  # noqa: PLC0415

    found = open_lake(load_settings(), lake)
    with found.open() as frames:
        rows = coverage_by_year(frames.read("coverage"), table)
    show_rows(rows, form, output, f"crossfield, data version {found.current()}")


@app.command()
def fields(scheme: SchemeOption = "", lake: LakeOption = "", form: FormatOption = "table", output: OutputOption = "") -> None:
    """List the fields of a scheme; without --scheme, of the default one."""
    from crossfield.cli.show import show_rows  # noqa: PLC0415
    from crossfield.indicators.lookup import fields_of_scheme  # noqa: PLC0415

    settings = load_settings()
    with open_lake(settings, lake).open() as frames:
        rows = fields_of_scheme(frames, scheme or settings.scheme)
        version = frames.manifest.version
    show_rows(rows, form, output, f"crossfield, data version {version}, scheme {scheme or settings.scheme}")


@app.command()
def tags(
    text: Annotated[str, typer.Argument(help="German or English text.")],
    scheme: SchemeOption = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Show which fields a text gets, and which of its words say so."""
    from crossfield.cli.show import show_rows  # noqa: PLC0415
    from crossfield.lake.tagging import tag_text  # noqa: PLC0415

    settings = load_settings()
    with open_lake(settings, lake).open() as frames:
        rows = tag_text(frames, text, scheme or settings.scheme)
    show_rows(rows, form, output, empty="No field's expressions stand in this text.")


@app.command()
def region(
    code: Annotated[str, typer.Argument(help="NUTS code or name, such as DED or Sachsen.")],
    scheme: SchemeOption = "",
    years: YearsOption = "",
    counting: CountingOption = "fractional",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Show a region: its fields against Europe, with interval and number of projects."""
    from crossfield.cli.show import show_region  # noqa: PLC0415
    from crossfield.indicators.lookup import citation, fields_of_region, find_region  # noqa: PLC0415

    settings = load_settings()
    question = ask(settings, code, scheme, years, counting)
    with open_lake(settings, lake).open() as frames:
        place = find_region(frames, code)
        rows = fields_of_region(frames, question).to_pylist()
        line = citation(frames, question)
    show_region(place, rows, form, output, line)


@app.command()
def interfaces(
    region: Annotated[str, typer.Argument(help="NUTS code or name, such as DED or Sachsen.")],
    scheme: SchemeOption = "",
    years: YearsOption = "",
    counting: CountingOption = "fractional",
    tags: TagsOption = "own",
    by: Annotated[str, typer.Option("--by", help="Sort by strength, bridges, synergy, activity, potential, gap, support, joint …")] = "strength",
    top: Annotated[int, typer.Option("--top", min=0, help="How many; 0: all pairs.")] = 0,
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """List the interfaces of a region: where two fields meet, how strongly, and how sure that is."""
    from crossfield.cli.show import interface_rows, show_interfaces  # noqa: PLC0415
    from crossfield.indicators import lookup  # noqa: PLC0415

    settings = load_settings()
    question = ask(settings, region, scheme, years, counting, tags)
    with open_lake(settings, lake).open() as frames:
        rows = lookup.interfaces(frames, question, by=by, top=top or None)
        line = lookup.citation(frames, question)
        place = lookup.find_region(frames, region)
    show_interfaces(place, interface_rows(rows), form, output, line)


@app.command()
def interface(
    region: Annotated[str, typer.Argument(help="NUTS code or name, such as DED or Sachsen.")],
    field_a: Annotated[str, typer.Argument(help="First field: code or title.")],
    field_b: Annotated[str, typer.Argument(help="Second field.")],
    scheme: SchemeOption = "",
    years: YearsOption = "",
    counting: CountingOption = "fractional",
    tags: TagsOption = "own",
    lake: LakeOption = "",
    form: FormatOption = "table",
) -> None:
    """Show one interface of a region: the three looks, the organisations and the projects behind them."""
    from crossfield.cli.show import show_interface  # noqa: PLC0415
    from crossfield.indicators import lookup  # noqa: PLC0415

    settings = load_settings()
    question = ask(settings, region, scheme, years, counting, tags)
    with open_lake(settings, lake).open() as frames:
        answer = lookup.interface(frames, question, field_a, field_b)
    show_interface(answer, form)


@app.command("map")
def draw_map(
    region: Annotated[str, typer.Argument(help="NUTS code or name, such as DED or Sachsen.")],
    output: Annotated[str, typer.Option("--output", "-o", metavar="FILE", help="interfaces.html, .svg, .png or .pdf")] = "interfaces.html",
    shows: Annotated[str, typer.Option("--shows", help="strength, potential or gap.")] = "strength",
    language: Annotated[str, typer.Option("--language", help="en or de.")] = "",
    scheme: SchemeOption = "",
    years: YearsOption = "",
    counting: CountingOption = "fractional",
    lake: LakeOption = "",
) -> None:
    """Draw the interface map of a region: technology × sector × future field, in one file readable offline."""
    from crossfield.cli.pictures import map_file  # noqa: PLC0415 -- slow import

    settings = load_settings()
    question = ask(settings, region, scheme, years, counting)
    with open_lake(settings, lake).open() as frames:
        content = map_file(frames, question, Path(output).suffix, shows=shows, language=language or settings.language)
    write_file(Path(output), content)
    typer.echo(f"Wrote {output} ({len(content):,} bytes).")


@app.command()
def up(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port on localhost; 0: any free one.")] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    lake: LakeOption = "",
) -> None:
    """Start crossfield on this computer: the interface map of every region, in the browser."""
    from crossfield.cli.serve import serve  # noqa: PLC0415 -- slow import

    settings = load_settings()
    serve(open_lake(settings, lake), settings, port=port, browser=browser)


@app.command()
def indicators(form: FormatOption = "table", output: OutputOption = "") -> None:
    """List the indicators."""
    from crossfield.cli.show import show_rows  # noqa: PLC0415
    from crossfield.indicators import INDICATORS  # noqa: PLC0415

    show_rows([{"name": part.name, "summary": part.summary} for part in INDICATORS], form, output)


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
    from platformdirs import user_data_path  # noqa: PLC0415

    return user_data_path("crossfield", appauthor=False) / "lake"


def ask(settings: Settings, region: str, scheme: str, years: str, counting: str, tags: str = "own") -> Question:
    """Bring the options of a command into one question."""
    from crossfield.indicators.lookup import Question, parse_years  # noqa: PLC0415 -- slow import

    return Question(region, scheme or settings.scheme, parse_years(years), counting, _tags(tags))


def write_file(path: Path, content: bytes) -> None:
    """Write a file, or say why that cannot be done."""
    try:
        path.write_bytes(content)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise ConfigError(message, "Choose another place with --output.") from error


def _tags(given: str) -> pa.Table | None:
    if given == "own":
        return None
    from crossfield.sources.tagfile import read_tags  # noqa: PLC0415 -- slow import

    table: Any = read_tags(Path(given))
    return table

"""Commands. Heavy imports stand inside them, so that the command line starts fast."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from crossfield import __version__
from crossfield.cli.account import account_app
from crossfield.cli.backtest import backtest
from crossfield.cli.backup import backup, restore
from crossfield.cli.clusters import clusters_app
from crossfield.cli.compare import compare_packages
from crossfield.cli.complementarity import complementarity
from crossfield.cli.consortium import consortium
from crossfield.cli.demo import demo
from crossfield.cli.indicator import indicator, indicators
from crossfield.cli.lake import lake_app
from crossfield.cli.link import link, organisations_app
from crossfield.cli.options import (
    HELP_OPTIONS,
    CountingOption,
    FormatOption,
    LakeOption,
    OutputOption,
    RegionArgument,
    SchemeOption,
    TagsOption,
    YearsOption,
    ask,
    basis,
    mapping_of,
    open_frames,
    open_lake,
    own_lake,
    say,
    scope_of,
    this_year,
)
from crossfield.cli.partners import partners
from crossfield.cli.profile import profile
from crossfield.cli.reindex import reindex
from crossfield.cli.work import work
from crossfield.config import load_settings
from crossfield.errors import CrossfieldError
from crossfield.sources import SOURCES

app = typer.Typer(
    name="crossfield",
    help="Where fields meet in a region, with whom in Europe to take it up, and what came of it.",
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # Rich makes the help three times as slow
    context_settings=HELP_OPTIONS,
)
app.add_typer(lake_app, name="lake")
app.add_typer(clusters_app, name="clusters")
app.add_typer(account_app, name="account")
app.add_typer(organisations_app, name="organisations", help="Which organisations are one: review, merge, split, undo.")
app.command(no_args_is_help=True)(link)
app.command(no_args_is_help=True)(backtest)
app.command()(backup)
app.command("compare-packages", no_args_is_help=True)(compare_packages)
app.command(no_args_is_help=True)(complementarity)
app.command(no_args_is_help=True)(consortium)
app.command()(demo)
app.command(no_args_is_help=True)(indicator)
app.command()(indicators)
app.command(no_args_is_help=True)(partners)
app.command(no_args_is_help=True)(profile)
app.command()(reindex)
app.command(no_args_is_help=True)(restore)
app.command()(work)


def main() -> None:
    """Run the command line; an error of crossfield ends it with one message on standard error and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]  # both are text files when a program starts
    try:
        code = _run()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    raise SystemExit(code)


def _run() -> int:
    try:
        app(prog_name="crossfield")
    except CrossfieldError as error:
        message = f"Error: {error}"
    except KeyboardInterrupt:
        return 130
    except SystemExit as end:
        return int(end.code or 0)
    else:
        return 0
    sys.stdout.flush()
    print(message, file=sys.stderr)  # outside, so that the error's traceback holds no connection at exit
    return 2


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Answer what concerns no command."""
    if version:
        typer.echo(f"crossfield {__version__}")
    elif not context.invoked_subcommand:
        typer.echo(context.get_help())


def source_help() -> str:
    """Names and summaries of the sources, one a line."""
    return "\n\n".join(f"{part.name}: {part.summary}" for part in SOURCES)


@app.command(help=f"Take a source into the lake; build a data version.\n\n{source_help()}", no_args_is_help=True)
def fetch(
    source: Annotated[str, typer.Argument(metavar="SOURCE", help="Name of the source.")],
    origin: Annotated[
        str,
        typer.Option(
            "--from",
            metavar="PATH|URL",
            help="Zip, folder, file, address or sdmx:PROVIDER/DATASET/KEY. Default: its official address.",
        ),
    ] = "",
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="COLUMN=HEADING",
            help="For clusters and statistics: which heading means a column, where the guess is wrong; repeat it.",
        ),
    ] = None,
    lake: LakeOption = "",
) -> None:
    """Take a source into the lake; build a data version."""
    from crossfield import refresh  # noqa: PLC0415 -- slow import
    from crossfield.cli.progress import Progress  # noqa: PLC0415 -- slow import

    settings = load_settings()
    target = own_lake(settings, lake)
    with Progress() as progress:
        manifest, new = refresh.fetch(
            target,
            source,
            origin,
            settings,
            mapping=mapping_of(column or ()),
            progress=progress.bytes,
            report=progress.step,
        )
    say(settings, "fetched" if new else "unchanged", version=manifest.version, path=target.path)
    for entry in manifest.sources if new else ():
        read, kept, out = (f"{rows:,}" for rows in (entry.rows_read, entry.rows_kept, entry.rows_quarantined))
        say(settings, "brought", source=entry.name, read=read, kept=kept, out=out)
        for file, chosen in entry.columns.items():
            headings = ", ".join(f"{name} = “{heading}”" for name, heading in chosen.items())
            say(settings, "headed", file=file, headings=headings)
        for reason, count in sorted(entry.reasons.items()):
            typer.echo(f"    {count:,} × {reason}")
    for note in manifest.notes if new else ():
        say(settings, "noted", note=note)


@app.command()
def coverage(
    table: Annotated[
        str, typer.Option("--table", metavar="NAME", help="project or participation. Default: both.")
    ] = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Show what the data cover, by column and year."""
    from crossfield.cli.show import coverage_by_year, form_of, give_out  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    with open_frames(settings, lake) as frames:
        rows = coverage_by_year(frames.read("coverage"), table)
        line = basis(frames.manifest, settings)
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_coverage  # noqa: PLC0415 -- slow import

    print_coverage(rows, settings.language, line)


@app.command()
def fields(
    scheme: SchemeOption = "", lake: LakeOption = "", form: FormatOption = "table", output: OutputOption = ""
) -> None:
    """List the fields of a scheme."""
    from crossfield.cli.show import form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.indicators.lookup import fields_of_scheme  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    with open_frames(settings, lake) as frames:
        rows = fields_of_scheme(frames, scheme or settings.scheme)
        line = basis(frames.manifest, settings, scheme or settings.scheme)
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_fields  # noqa: PLC0415 -- slow import

    print_fields(rows, settings.language, line)


@app.command(no_args_is_help=True)
def tags(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="German or English text; - reads it from standard input.")
    ],
    scheme: SchemeOption = "",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Show which fields a text gets, and by which words."""
    from crossfield.cli.show import form_of, give_out, read_input  # noqa: PLC0415 -- slow import
    from crossfield.lake.tagging import tag_text  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    with open_frames(settings, lake) as frames:
        rows = tag_text(frames, read_input() if text == "-" else text, scheme or settings.scheme)
        line = basis(frames.manifest, settings, scheme or settings.scheme)
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_tags  # noqa: PLC0415 -- slow import

    print_tags(rows, settings.language, line)


@app.command(no_args_is_help=True)
def region(
    code: RegionArgument,
    scheme: SchemeOption = "",
    years: YearsOption = "",
    counting: CountingOption = "fractional",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Show a region's fields against Europe, with ranges."""
    from crossfield.cli.show import field_titles, form_of, give_out  # noqa: PLC0415 -- slow import
    from crossfield.indicators import lookup  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    question = ask(settings, code, scheme, years, counting)
    with open_frames(settings, lake) as frames:
        rows = lookup.fields_of_region(frames, question).to_pylist()
        line = lookup.citation(frames, question, settings.language, shows="fields")
        place = lookup.find_region(frames, code)
        titles = field_titles(frames, question, settings.language)
    if form != "table":
        give_out(rows, form, output, line)
        return
    from crossfield.cli.terminal import print_region  # noqa: PLC0415 -- slow import

    print_region(place, rows, titles, settings.language, line)


@app.command(no_args_is_help=True)
def interfaces(
    region: RegionArgument,
    scheme: SchemeOption = "",
    years: YearsOption = "",
    counting: CountingOption = "fractional",
    tags: TagsOption = "own",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="NAME",
            help="Sort by strength, bridges, synergy, activity, potential, gap, emerging …",
        ),
    ] = "strength",
    top: Annotated[int, typer.Option("--top", metavar="NUMBER", min=0, help="How many; 0: all pairs.")] = 0,
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """List where fields meet in a region, and how surely."""
    from crossfield.cli.show import (  # noqa: PLC0415 -- slow import
        AHEAD,
        field_titles,
        form_of,
        give_out,
        interface_rows,
        told_ahead,
    )
    from crossfield.indicators import lookup  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    question = ask(settings, region, scheme, years, counting, tags)
    with open_frames(settings, lake) as frames:
        found = lookup.interfaces(frames, question, by=by)
        rows = interface_rows(found, by)
        line = lookup.citation(frames, question, settings.language)
        place = lookup.find_region(frames, region)
        titles = field_titles(frames, question, settings.language)
        ahead = told_ahead(frames, question, place, this_year()) if by in AHEAD and form == "table" else None
    if form != "table":
        give_out(rows[: top or None], form, output, line)
        return
    from crossfield.cli.terminal import print_ahead, print_emerging, print_interfaces  # noqa: PLC0415 -- slow import

    if by in AHEAD:
        print_ahead(place, found.to_pylist(), ahead, titles, settings.language, line, by=by, top=top)
        return
    if by == "emerging":
        print_emerging(place, rows, titles, settings.language, line, top=top)
        return
    print_interfaces(place, rows, titles, settings.language, line, top=top)


@app.command(no_args_is_help=True)
def interface(
    region: RegionArgument,
    field_a: Annotated[str, typer.Argument(metavar="A", help="First field, or a named interface: code or title.")],
    field_b: Annotated[str, typer.Argument(metavar="[B]", help="Second field; none for a named interface.")] = "",
    scheme: SchemeOption = "",
    years: YearsOption = "",
    counting: CountingOption = "fractional",
    tags: TagsOption = "own",
    lake: LakeOption = "",
    form: FormatOption = "table",
    output: OutputOption = "",
) -> None:
    """Show one interface: figures, organisations and projects."""
    from crossfield.cli.show import field_titles, form_of, give_document, side_titles  # noqa: PLC0415 -- slow import
    from crossfield.indicators import lookup  # noqa: PLC0415 -- slow import

    form, settings = form_of(form, output), load_settings()
    question = ask(settings, region, scheme, years, counting, tags)
    with open_frames(settings, lake) as frames:
        answer = lookup.interface(frames, question, field_a, field_b, this_year=this_year())
        line = lookup.citation(frames, question, settings.language, shows="records")
        titles = side_titles(answer["named"], field_titles(frames, question, settings.language))
    if form != "table":
        tables = {
            "figures": [answer["figures"] | {"without_name": answer["without_name"]}],
            "organisations": answer["organisations"],
            "projects": answer["projects"],
        }
        give_document(answer, form, output, tables=tables, citation=line)
        return
    from crossfield.cli.terminal import print_interface  # noqa: PLC0415 -- slow import

    print_interface(answer, titles, settings.language, line)


@app.command("map", no_args_is_help=True)
def draw_map(
    region: RegionArgument,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="It ends in .html, .svg, .png or .pdf.")
    ] = "interfaces.html",
    shows: Annotated[str, typer.Option("--shows", metavar="NAME", help="strength, potential or gap.")] = "strength",
    language: Annotated[
        str, typer.Option("--language", metavar="NAME", help="en or de. Default: as set, else en.")
    ] = "",
    scheme: SchemeOption = "",
    years: YearsOption = "",
    counting: CountingOption = "fractional",
    lake: LakeOption = "",
) -> None:
    """Draw the interface map of a region into one file.

    It shows technology × sector × future field. The HTML file is complete without network.
    """
    from crossfield.cli.pictures import map_file  # noqa: PLC0415 -- slow import
    from crossfield.cli.show import write_file  # noqa: PLC0415 -- slow import

    settings = load_settings()
    question = ask(settings, region, scheme, years, counting)
    with open_frames(settings, lake) as frames:
        content = map_file(frames, question, Path(output).suffix, shows=shows, language=language or settings.language)
        manifest = frames.manifest
    write_file(Path(output), content)
    say(settings, "wrote", manifest, path=output, size=f"{len(content):,}")


@app.command()
def up(
    host: Annotated[
        str, typer.Option("--host", metavar="ADDRESS", help="Beyond this computer people sign in. Default: localhost.")
    ] = "",
    port: Annotated[
        int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="Port; 0: any free one.")
    ] = 8765,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the browser.")] = True,
    lake: LakeOption = "",
) -> None:
    """Start the workbench and open it in the browser."""
    from crossfield.web.server import Address, start  # noqa: PLC0415 -- slow import

    settings = load_settings()
    found = open_lake(settings, lake)
    if line := scope_of(found.manifest(), settings):
        typer.echo(line)
    path = "" if found.is_starter else str(found.path.resolve())
    start(Address(host or settings.host, port), lake=path, browser=browser)

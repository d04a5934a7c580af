"""``crossfield lake``: the data versions."""

from __future__ import annotations

from typing import Annotated

import typer

from crossfield.cli.options import (
    HELP_OPTIONS,
    FormatOption,
    LakeOption,
    OutputOption,
    basis,
    give_plain,
    open_lake,
    own_lake,
    say,
    scope_of,
)
from crossfield.config import load_settings

lake_app = typer.Typer(invoke_without_command=True, rich_markup_mode=None, context_settings=HELP_OPTIONS)


@lake_app.callback()
def lake_overview(
    context: typer.Context, lake: LakeOption = "", form: FormatOption = "table", output: OutputOption = ""
) -> None:
    """Show, list, verify or prune data versions."""
    context.obj = lake
    if context.invoked_subcommand:
        return
    from crossfield.cli.show import form_of, give_lake  # noqa: PLC0415 -- slow import

    settings = load_settings()
    found = open_lake(settings, lake)
    form = form_of(form, output)
    if form != "table":
        give_lake(found, form, output, basis(found.manifest(), settings))
        return
    from crossfield.cli.terminal import print_lake  # noqa: PLC0415 -- slow import
    from crossfield.indicators.lookup import reach  # noqa: PLC0415 -- slow import

    manifest = found.manifest()
    scope = reach(manifest, language=settings.language)
    print_lake(manifest, str(found.path), settings.language, scope)


@lake_app.command("versions")
def lake_versions(
    context: typer.Context, lake: LakeOption = "", form: FormatOption = "table", output: OutputOption = ""
) -> None:
    """List the data versions, oldest first."""
    settings = load_settings()
    found = open_lake(settings, lake or context.obj)
    current = found.current()
    rows = []
    for name in found.versions():
        manifest = found.manifest(name)
        sources = ", ".join(entry.name for entry in manifest.sources)
        is_current = name == current
        row = {
            "version": name,
            "current": is_current,
            "kind": manifest.kind,
            "built": manifest.built,
            "sources": sources,
        }
        rows.append(row)
    give_plain(settings, rows, form, output, scope_of(found.manifest(), settings))


@lake_app.command("rebuild")
def lake_rebuild(context: typer.Context, lake: LakeOption = "") -> None:
    """Build anew from the sources that are there, with what has been decided about organisations since."""
    from crossfield import refresh  # noqa: PLC0415 -- slow import
    from crossfield.cli.progress import Progress  # noqa: PLC0415 -- slow import

    settings = load_settings()
    target = own_lake(settings, lake or context.obj)
    target.manifest()
    with Progress() as progress:
        manifest, new = refresh.fetch_all(target, [], settings, report=progress.step)
    say(settings, "fetched" if new else "unchanged", version=manifest.version, path=target.path)


@lake_app.command("verify")
def lake_verify(
    context: typer.Context,
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Default: the current one.")] = "",
    lake: LakeOption = "",
) -> None:
    """Compare every table of a version with the hash in its manifest."""
    from crossfield.errors import LakeError  # noqa: PLC0415 -- only here

    settings = load_settings()
    found = open_lake(settings, lake or context.obj)
    problems = found.verify(version or None)
    if problems:
        message = f"Version {version or found.current()} is damaged: {'; '.join(problems)}."
        raise LakeError(message, "Build it anew with crossfield fetch.")
    manifest = found.manifest(version or None)
    say(settings, "verified", manifest, version=manifest.version, tables=len(manifest.tables))


@lake_app.command("prune")
def lake_prune(
    context: typer.Context,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", metavar="VERSION", help="Keep this version; may be repeated.")
    ] = None,
    last: Annotated[int, typer.Option("--last", metavar="NUMBER", min=0, help="Newest versions to keep.")] = 1,
    lake: LakeOption = "",
) -> None:
    """Remove old data versions.

    The current one stays, and so do the newest, those that are open and those named with --keep.
    """
    settings = load_settings()
    removed = own_lake(settings, lake or context.obj).prune(keep=tuple(keep or ()), last=last)
    say(settings, "pruned", number=len(removed), names="".join(f"\n  {name}" for name in removed))

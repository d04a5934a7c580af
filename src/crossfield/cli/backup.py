"""``crossfield backup`` and ``crossfield restore``: the workbench's workspace in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crossfield.errors import ConfigError


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FILE", help="New file, or a folder in which it is named after the time.")
    ] = Path(),
) -> None:
    """Write the workbench's workspace into one file.

    Database, documents and the key, as they are at this moment; the workbench may run meanwhile. On PostgreSQL the
    program pg_dump is needed. Keep the file as safe as the workspace: it holds people's details and secrets. Data
    versions are not in it: fetch or copy them. `crossfield restore FILE` puts it back.
    """
    from crossfield.web.server import open_workspace  # noqa: PLC0415 -- slow import

    open_workspace()
    from crossfield.web.accounts.actions.backup import write_backup  # noqa: PLC0415 -- after Django is set up

    try:
        made = write_backup(target)
    except OSError as error:
        message = f"The backup {target} cannot be written: {error.strerror}."
        raise ConfigError(message, "Name a file or folder that can be written and has room.") from error
    typer.echo(
        f"{made.path}: {made.size / 1e6:,.1f} MB, {made.documents} documents. Put it back: crossfield restore FILE"
    )


def restore(
    source: Annotated[Path, typer.Argument(metavar="FILE", help="What `crossfield backup` wrote.")],
) -> None:
    """Put a backup in the place of the workbench's workspace.

    Stop the workbench first. The file is checked as a whole before anything changes; what stood there is moved into a
    folder beside it. On PostgreSQL name an empty database. An older backup is brought up to date, a newer one refused.
    """
    from crossfield.web.server import open_workspace, prepare  # noqa: PLC0415 -- slow import

    open_workspace()
    from crossfield.web.accounts.actions.backup import restore_backup  # noqa: PLC0415 -- after Django is set up

    done = restore_backup(source)
    prepare()
    typer.echo(
        f"The workspace is as it was at {done.backup.written:%Y-%m-%d %H:%M} UTC, {done.backup.documents} documents."
    )
    if done.aside:
        typer.echo(f"What stood there is in {done.aside}; remove it when you are sure.")
    typer.echo("Whoever was erased since then is there again: erase them once more.")

"""``crossfield work``: the recurring work that is due, once, for a scheduler beside the workbench."""

from __future__ import annotations

import typer


def work() -> None:
    """Do the recurring work that is due, once."""
    from crossfield.web.server import prepare  # noqa: PLC0415 -- slow import

    prepare()
    from crossfield.web.tasks import work_once  # noqa: PLC0415 -- after Django is set up

    done = work_once()
    typer.echo("\n".join(f"{name}\t{count}" for name, count in done.items()) or "Nothing is due.")

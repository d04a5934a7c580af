"""``crossfield reindex``: the workbench's search, filled anew."""

from __future__ import annotations

import typer


def reindex() -> None:
    """Fill the search anew, from the register and the data.

    The workbench does so by itself when the data change. This is for after a restored backup, or where something that
    is there is not found. What is right already stays untouched.
    """
    from crossfield.web.server import prepare  # noqa: PLC0415 -- slow import

    prepare()
    from crossfield.web.evidence.actions.search import fill_search  # noqa: PLC0415 -- after Django is set up
    from crossfield.web.evidence.queries.data import current_version  # noqa: PLC0415 -- the same
    from crossfield.web.registry.actions.search import fill_register_search  # noqa: PLC0415 -- the same

    changed = fill_register_search() + fill_search(current_version())
    typer.echo(f"{changed} entries of the search were added, changed or taken away.")

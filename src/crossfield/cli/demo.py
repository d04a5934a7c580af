"""``crossfield demo``: the worked example in the workbench's register."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    reset: Annotated[
        bool, typer.Option("--reset", help="Take the example away first, and what was added to its cooperations.")
    ] = False,
) -> None:
    """Bring the worked example into the register.

    Saxony's clusters, their partners and cooperations from 2011 on. An empty register gets it at its first start.
    What is there stays as it is; --reset restores what ships. Your own entries stay in either case.
    """
    from crossfield.web.server import prepare  # noqa: PLC0415 -- slow import

    prepare()
    from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies  # noqa: PLC0415 -- after Django is set up
    from crossfield.web.registry.actions.example import add_example, reset_example  # noqa: PLC0415 -- the same

    adopt_vocabularies()
    new = reset_example() if reset else add_example()
    typer.echo(f"{new} entries had to be added: the example stands in the register, each with its public source.")

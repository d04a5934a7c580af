"""``crossfield demo``: the worked example in the workbench's register."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    reset: Annotated[
        bool, typer.Option("--reset", help="Put what is there of the example right, too, as it ships.")
    ] = False,
) -> None:
    """Bring the worked example into the register.

    Saxony's clusters, their partners and cooperations from 2011 on. An empty register gets it at its first start.
    What is there stays as it is; with --reset, what was changed of the example is again as it ships. Your own entries,
    and what you added to organisations of the example, stay in either case.
    """
    from crossfield.web.server import prepare  # noqa: PLC0415 -- slow import

    prepare()
    from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies  # noqa: PLC0415 -- after Django is set up
    from crossfield.web.registry.actions.example import add_example  # noqa: PLC0415 -- the same
    from crossfield.web.registry.actions.example_reset import reset_example  # noqa: PLC0415 -- the same

    adopt_vocabularies()
    new = reset_example() if reset else add_example()
    put_right = " or put right" if reset else ""
    typer.echo(
        f"{new} entries had to be added{put_right}: the example stands in the register, each with its public source."
    )

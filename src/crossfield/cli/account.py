"""``crossfield account``: who may sign in to a workbench that others reach."""

from __future__ import annotations

from typing import Annotated

import typer

from crossfield.cli.options import HELP_OPTIONS

account_app = typer.Typer(
    help="Accounts of the workbench.", no_args_is_help=True, rich_markup_mode=None, context_settings=HELP_OPTIONS
)


@account_app.callback()
def account() -> None:
    """Accounts of the workbench."""


@account_app.command(no_args_is_help=True)
def create(
    email: Annotated[str, typer.Argument(metavar="MAIL-ADDRESS", help="Whose account it is.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="As pages show it.")] = "",
    administers: Annotated[
        bool, typer.Option("--administers/--works", help="May also administer users and texts.")
    ] = True,
    password: Annotated[
        str, typer.Option("--password", metavar="TEXT", help="At least 12 characters. Default: asked for.")
    ] = "",
) -> None:
    """Make an account that signs in with a password."""
    from crossfield.web.server import prepare  # noqa: PLC0415 -- slow import

    password = password or str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    prepare()
    from crossfield.web.accounts.actions.account import create_account  # noqa: PLC0415 -- after Django is set up

    made = create_account(email, password=password, name=name, administers=administers)
    typer.echo(f"{made.email} can sign in.")

"""``crossfield account``: who may sign in to a workbench that others reach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from crossfield.cli.options import HELP_OPTIONS

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User

account_app = typer.Typer(
    help="Accounts of the workbench.", no_args_is_help=True, rich_markup_mode=None, context_settings=HELP_OPTIONS
)

Email = Annotated[str, typer.Argument(metavar="MAIL-ADDRESS", help="Whose account it is.")]
Password = Annotated[
    str, typer.Option("--password", metavar="TEXT", help="At least 12 characters. Default: asked for.")
]


@account_app.callback()
def account() -> None:
    """Accounts of the workbench."""


@account_app.command(no_args_is_help=True)
def create(
    email: Email,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="As pages show it.")] = "",
    administers: Annotated[
        bool | None,
        typer.Option(
            "--administers/--works",
            help="Also administers the whole workbench, or not. Default: the first account does.",
            show_default=False,
        ),
    ] = None,
    role: Annotated[str, typer.Option("--role", metavar="ROLE", help="What the person is there.")] = "administrator",
    institution: Annotated[
        str, typer.Option("--institution", metavar="NAME", help="Where; made if it is new. Default: the first one.")
    ] = "",
    password: Password = "",
) -> None:
    """Make an account that signs in with a password."""
    password = password or _asked_for()
    _prepare()
    from crossfield.web.accounts.actions.account import create_account  # noqa: PLC0415 -- after Django is set up

    made = create_account(
        email, password=password, name=name, administers=administers, role=role, institution=institution
    )
    typer.echo(f"{made.email} can sign in{' and administers the workbench' if made.is_superuser else ''}.")


@account_app.command("list")
def list_accounts() -> None:
    """List accounts: address, institution, role, whether it is closed."""
    _prepare()
    from crossfield.web.accounts.models import User  # noqa: PLC0415 -- after Django is set up

    found = [user for user in User.objects.select_related("institution") if not user.is_desk]
    for user in found:
        rights = "administers the workbench" if user.is_superuser else user.role
        state = "" if user.may_sign_in else "demonstration only" if user.is_active else "closed"
        shown = (user.email, str(user.institution or "-"), rights, state)
        typer.echo("\t".join(part for part in shown if part))
    if not found:
        typer.echo("No accounts yet. Make one: crossfield account create MAIL-ADDRESS")


@account_app.command(no_args_is_help=True)
def disable(
    email: Email,
    again: Annotated[bool, typer.Option("--undo", help="Let the person sign in again.")] = False,
) -> None:
    """Close an account and end its sessions."""
    user = _account_of(email)
    from crossfield.web.accounts.actions.account import close_account, reopen_account  # noqa: PLC0415 -- the same

    (reopen_account if again else close_account)(user, by=None)
    typer.echo(f"{user.email} can sign in again." if again else f"{user.email} can no longer sign in.")


@account_app.command(no_args_is_help=True)
def password(
    email: Email,
    without_second_step: Annotated[
        bool, typer.Option("--without-second-step", help="Also remove app, passkeys and recovery codes.")
    ] = False,
    password: Password = "",
) -> None:
    """Give an account a new password and end its sessions."""
    user = _account_of(email)
    from crossfield.web.accounts.actions.account import remove_second_step, set_password  # noqa: PLC0415 -- the same

    set_password(user, password=password or _asked_for())
    if without_second_step:
        remove_second_step(user, by=None)
    typer.echo(f"{user.email} has a new password.")


@account_app.command()
def demo() -> None:
    """Make one account per role, in demo mode only; the passwords are shown this once."""
    _prepare()
    from crossfield.web.accounts.actions.account import make_demo_accounts  # noqa: PLC0415 -- the same

    for email, secret in make_demo_accounts().items():
        typer.echo(f"{email}\t{secret}")


def _prepare() -> None:
    from crossfield.web.server import prepare  # noqa: PLC0415 -- slow import

    prepare()


def _asked_for() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))


def _account_of(email: str) -> User:
    """The account of an address.

    Raises
    ------
    UnknownNameError
        There is none.
    """
    _prepare()
    from crossfield.errors import UnknownNameError  # noqa: PLC0415 -- after Django is set up
    from crossfield.web.accounts.models import User  # noqa: PLC0415 -- the same

    found = {user.email: user for user in User.objects.all() if not user.is_desk}
    wanted = email.strip().casefold()
    if wanted not in found:
        raise UnknownNameError("account", wanted, found)
    return found[wanted]

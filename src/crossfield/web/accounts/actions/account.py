"""Accounts: the local user of a desk, and people with a password."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from crossfield.errors import ConfigError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import Institution, User
from crossfield.web.accounts.models.user import DESK_EMAIL


@transaction.atomic
def create_account(email: str, *, password: str, name: str = "", administers: bool = True) -> User:
    """Make an account that signs in with a password.

    Who may: whoever can run commands where the workspace lies. Logged; nothing is sent.

    Parameters
    ----------
    email
        Mail address; case does not count.
    password
        At least twelve characters, none of the common ones.
    name
        As pages show it.
    administers
        True: also the administration (users, texts of the footer).

    Raises
    ------
    ConfigError
        The address is no mail address or is taken, or the password is too weak.
    """
    email = email.strip().casefold()
    try:
        validate_email(email)
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        message = f"No account was made for {email!r}: {' '.join(error.messages)}"
        raise ConfigError(message, "Give a mail address and a password of at least twelve characters.") from error
    if User.objects.filter(email=email).exists():
        message = f"There is an account for {email!r} already."
        raise ConfigError(message, "Take another address, or change the password in the administration.")
    user = User.objects.create_user(
        email, password, name=name, institution=_first_institution(), is_staff=administers, is_superuser=administers
    )
    write_log(user, verb="create_account", by=None, fields=("email", "name", "password"))
    return user


@transaction.atomic
def ensure_desk_user() -> User:
    """Make the one local user of a desk, or find it; it has no password and can sign in nowhere else. Logged once."""
    user = User.objects.select_related("institution").filter(email=DESK_EMAIL).first()
    if user is None:
        rights = {"is_staff": True, "is_superuser": True}
        user = User.objects.create_user(DESK_EMAIL, None, institution=_first_institution(), **rights)
        write_log(user, verb="ensure_desk_user", by=None)
    return user


def remember_region(user: User, *, region: str) -> None:
    """Keep the region that a user looks at as the user's own. Who may: the user. A preference, so it is not logged."""
    if user.region != region:
        user.region = region
        user.save(update_fields=["region"])


def _first_institution() -> Institution:
    found = Institution.objects.order_by("pk").first()
    if found is None:
        found = Institution.objects.create(name="crossfield")
        write_log(found, verb="create_institution", by=None, fields=("name",))
    return found

"""Accounts: the local user of a desk, and people with a password."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from crossfield.errors import ConfigError, NotAllowedError, UnknownNameError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import Institution, User
from crossfield.web.accounts.models.user import DEMO_DOMAIN, DESK_EMAIL, Role
from crossfield.web.accounts.rules import is_allowed

if TYPE_CHECKING:
    from collections.abc import Iterable


@transaction.atomic
def create_account(
    email: str,
    *,
    password: str,
    name: str = "",
    administers: bool | None = None,
    role: str = Role.ADMINISTRATOR,
    institution: str = "",
) -> User:
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
        True: also the administration of the whole workbench (users, institutions, texts of the footer); None: where
        nobody does so yet.
    role
        What the person is at the institution.
    institution
        Its name, made where there is none yet; empty: the first one.

    Raises
    ------
    ConfigError
        The address is no mail address or is taken, or the password is too weak.
    UnknownNameError
        There is no such role.
    """
    email = email.strip().casefold()
    if role not in Role.values:
        raise UnknownNameError("role", role, Role.values)
    _check_password(email, password, name)
    if User.objects.filter(email=email).exists():
        message = f"There is an account for {email!r} already."
        raise ConfigError(message, f"Take another address, or set a new password: crossfield account password {email}")
    home = _institution_named(institution) if institution else _first_institution()
    if administers is None:
        administers = not User.objects.filter(is_superuser=True, is_active=True).exclude(email=DESK_EMAIL).exists()
    rights = {"role": role, "is_staff": administers, "is_superuser": administers}
    user = User.objects.create_user(email, password, name=name, institution=home, **rights)
    write_log(user, verb="create_account", by=None, fields=("email", "name", "password"))
    return user


def ensure_desk_user() -> User:
    """Make the one local user of a desk, or find it; it has no password and can sign in nowhere else. Logged once.

    Every request asks for it, so finding it must not wait for who writes: a transaction would.
    """
    return _desk_user() or _make_desk_user()


def _desk_user() -> User | None:
    return User.objects.select_related("institution").filter(email=DESK_EMAIL).first()


@transaction.atomic
def _make_desk_user() -> User:
    user = _desk_user()  # two first requests at once: the one that waited finds it
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


@transaction.atomic
def change_profile(user: User, *, name: str, language: str) -> None:
    """Keep what a user is called and which language mail to this user has. Who may: the user. Logged."""
    user.name, user.language = name.strip()[:200], language
    user.save(update_fields=["name", "language"])
    write_log(user, verb="change_profile", by=user, fields=("name", "language"))


@transaction.atomic
def change_role(person: User, *, by: User, role: str) -> None:
    """Make somebody of the own institution something else there.

    Who may: administrators of the institution, for others than themselves. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not.
    UnknownNameError
        There is no such role.
    """
    _check_may_change(person, by)
    if role not in Role.values:
        raise UnknownNameError("role", role, Role.values)
    person.role = role
    person.save(update_fields=["role"])
    write_log(person, verb="change_role", by=by, fields=("role",))


@transaction.atomic
def close_account(person: User, *, by: User | None) -> None:
    """Let somebody sign in no longer, and end the sessions there are.

    Who may: administrators of the person's institution, for others than themselves; None: whoever can run commands
    where the workspace lies. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not.
    """
    if by is not None:
        _check_may_change(person, by)
    person.is_active = False
    person.save(update_fields=["is_active"])
    end_sessions(person, by=by)
    write_log(person, verb="close_account", by=by, fields=("is_active",))


@transaction.atomic
def reopen_account(person: User, *, by: User | None) -> None:
    """Let somebody sign in again. Who may: as for closing. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not.
    """
    if by is not None:
        _check_may_change(person, by)
    person.is_active = True
    person.save(update_fields=["is_active"])
    write_log(person, verb="reopen_account", by=by, fields=("is_active",))


@transaction.atomic
def remove_second_step(person: User, *, by: User | None) -> None:
    """Sign somebody in by password alone again, where device and recovery codes are lost.

    Who may: as for closing; whoever does it makes sure who asks. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not.
    """
    if by is not None:
        _check_may_change(person, by)
    Authenticator.objects.filter(user=person).delete()
    write_log(person, verb="remove_second_step", by=by)


@transaction.atomic
def set_password(person: User, *, password: str) -> None:
    """Give an account a new password and end its sessions.

    Who may: whoever can run commands where the workspace lies. Logged; nothing is sent.

    Raises
    ------
    ConfigError
        The password is too weak.
    """
    _check_password(person.email, password, person.name)
    person.set_password(password)
    person.save(update_fields=["password"])
    end_sessions(person, by=None)
    write_log(person, verb="set_password", by=None, fields=("password",))


@transaction.atomic
def end_sessions(person: User, *, by: User | None, numbers: Iterable[int] | None = None) -> int:
    """End sessions of a person: those of the given numbers, or all; returns how many.

    Who may: the person, and the actions that close an account. Logged.
    """
    found = UserSession.objects.filter(user=person)
    if numbers is not None:
        found = found.filter(pk__in=list(numbers))
    ended = list(found)
    for session in ended:
        session.end()
    if ended:
        write_log(person, verb="end_sessions", by=by)
    return len(ended)


@transaction.atomic
def make_demo_accounts() -> dict[str, str]:
    """One account per role with a new password, at one institution; returns passwords by mail address.

    Who may: whoever can run commands where the workspace lies, in demo mode only. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        This is no demonstration.
    """
    if not settings.DEMO:
        raise NotAllowedError("Demo accounts are made in demo mode only.", 'Set CROSSFIELD_DEMO=yes, or demo = "yes".')
    made = {}
    for role in Role.values:
        email, password = f"{role}@{DEMO_DOMAIN}", secrets.token_urlsafe(12)
        person = User.objects.filter(email=email).first()
        if person is None:
            create_account(email, password=password, name=f"Demo {role}", administers=False, role=role)
        else:
            set_password(person, password=password)
        made[email] = password
    return made


def _check_may_change(person: User, by: User) -> None:
    if person.pk == by.pk or not is_allowed(by, "people.change", institution=person.institution_id):
        raise NotAllowedError(
            _("You may not change this account."), _("Administrators change the accounts of their own institution.")
        )
    if person.is_superuser and not by.is_superuser:
        raise NotAllowedError(_("This account administers the whole workbench."), _("Ask those who run it."))


def _check_password(email: str, password: str, name: str) -> None:
    try:
        validate_email(email)
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        message = f"The account {email!r} cannot be made or changed so: {' '.join(error.messages)}"
        raise ConfigError(message, "Give a mail address and a password of at least twelve characters.") from error


def _institution_named(name: str) -> Institution:
    found = Institution.objects.filter(name=name).order_by("pk").first()
    if found is None:
        found = Institution.objects.create(name=name)
        write_log(found, verb="create_institution", by=None, fields=("name",))
    return found


def _first_institution() -> Institution:
    return Institution.objects.order_by("pk").first() or _institution_named("crossfield")

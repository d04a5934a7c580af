"""Inviting people to an institution, and taking up or withdrawing an invitation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from crossfield.errors import ConfigError, NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.mail import send_mail
from crossfield.web.accounts.models import Invitation, User
from crossfield.web.accounts.queries.invitation import open_invitations_at
from crossfield.web.accounts.rules import can_invite

if TYPE_CHECKING:
    from collections.abc import Callable

    from crossfield.web.accounts.models import Institution

MOST_OPEN = 200
"""Invitations that an institution may have open at a time: nobody sends mail in bulk through them."""


@transaction.atomic
def invite_person(
    email: str,
    *,
    by: User,
    role: str,
    language: str,
    address_of: Callable[[str, str], str],
    institution: Institution | None = None,
) -> Invitation:
    """Offer somebody a place at the own institution, by mail; those who administer the workbench do so for every one.

    Who may: cluster managers and administrators, each for the roles they may give. Logged without the address. One mail
    is sent; to somebody who has an account already it says so, which the inviter does not learn.

    Parameters
    ----------
    email
        Mail address of whom to invite.
    by
        Who invites.
    role
        What the person will be there.
    language
        Of the mail: de or en.
    address_of
        Makes the address of a page from the invitation's token and the language; an empty token: the page to sign in.
    institution
        Where the place is; None: at the own institution.

    Raises
    ------
    NotAllowedError
        The user may not give this role, or none at this institution, or too many invitations of it are open.
    """
    institution = institution or by.institution
    if institution is None or not can_invite(by, role, institution=institution.pk):
        raise NotAllowedError(
            _("You may not invite anybody with this role."), _("Ask an administrator of your institution.")
        )
    waiting = open_invitations_at(institution.pk)
    if waiting.count() >= MOST_OPEN:
        raise NotAllowedError(
            _("Too many invitations of your institution are open."), _("Withdraw some of them first.")
        )
    email = email.strip().casefold()
    waiting.filter(email=email).update(withdrawn=timezone.now())  # the newest one counts
    made = Invitation.objects.create(email=email, institution=institution, role=role, language=language, invited_by=by)
    write_log(made, verb="invite_person", by=by, fields=("email", "role"))
    known = User.objects.filter(email=email).exists()
    with override(language):
        shown = {
            "invitation": made,
            "address": address_of("" if known else made.public_id, language),
            "known": known,
        }
        send_mail("account/mail/invitation.txt", to=email, shown=shown)
    return made


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, password: str) -> User:
    """Make the account that an invitation offers, and use the invitation up.

    Who may: whoever has its signed address. Logged; nothing is sent.

    Parameters
    ----------
    invitation
        An open one.
    name
        As pages show it.
    password
        At least twelve characters, none of the common ones.

    Raises
    ------
    ConfigError
        The password is too weak.
    WrongStateError
        The invitation was used, withdrawn or has expired, or there is an account for its address by now.
    """
    now = timezone.now()
    still = Invitation.objects.filter(pk=invitation.pk, used=None, withdrawn=None, expires__gt=now)
    if still.update(used=now) != 1 or User.objects.filter(email=invitation.email).exists():
        raise WrongStateError(
            _("This invitation is no longer valid."), _("Ask the person who invited you for another one.")
        )
    kept = {"name": name.strip(), "institution": invitation.institution, "language": invitation.language}
    try:
        validate_password(password, User(email=invitation.email, name=name))
    except ValidationError as error:
        raise ConfigError(" ".join(error.messages)) from error
    user = User.objects.create_user(invitation.email, password, role=invitation.role, **kept)
    write_log(user, verb="accept_invitation", by=user, fields=("email", "name", "password", "role"))
    return user


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Take an invitation back. Who may: whoever may invite with its role to its institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not.
    """
    if not can_invite(by, invitation.role, institution=invitation.institution_id):
        raise NotAllowedError(_("This invitation is not yours to withdraw."), "")
    Invitation.objects.filter(pk=invitation.pk, used=None, withdrawn=None).update(withdrawn=timezone.now())
    write_log(invitation, verb="withdraw_invitation", by=by, fields=("withdrawn",))

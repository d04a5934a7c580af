"""Invitations, as those who may invite see them, and as the signed address finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from crossfield.web.accounts.models import Invitation
from crossfield.web.accounts.rules import can_administer

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

SIGNER = Signer(salt="crossfield.invitation")


def open_invitations(user: User) -> QuerySet[Invitation]:
    """Invitations that can still be taken up, newest first: of the user's institution, for who administers of all."""
    return _open() if can_administer(user) else open_invitations_at(user.institution_id)


def open_invitations_at(institution: int | None) -> QuerySet[Invitation]:
    """Invitations of an institution that can still be taken up, newest first."""
    return _open().filter(institution=institution)


def _open() -> QuerySet[Invitation]:
    still = Invitation.objects.filter(used=None, withdrawn=None, expires__gt=timezone.now())
    return still.select_related("institution")


def token_of(public_id: str) -> str:
    """The signed part of an invitation's address."""
    return SIGNER.sign(public_id)


def invitation_behind(token: str) -> Invitation | None:
    """The invitation that a signed address leads to while it can be taken up; None for any other address."""
    try:
        public_id = SIGNER.unsign(token)
    except BadSignature:
        return None
    return _open().select_related("institution", "invited_by").filter(public_id=public_id).first()

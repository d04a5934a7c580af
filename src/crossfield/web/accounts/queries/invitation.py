"""Invitations, as those who may invite see them, and as the signed address finds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from crossfield.web.accounts.models import Invitation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

SIGNER = Signer(salt="crossfield.invitation")


def open_invitations(user: User) -> QuerySet[Invitation]:
    """Invitations of a user's institution that can still be taken up, newest first."""
    still = Invitation.objects.filter(used=None, withdrawn=None, expires__gt=timezone.now())
    return still.filter(institution=user.institution_id).select_related("institution")


def token_of(public_id: str) -> str:
    """The signed part of an invitation's address."""
    return SIGNER.sign(public_id)


def invitation_behind(token: str) -> Invitation | None:
    """The invitation that a signed address leads to while it can be taken up; None for any other address."""
    try:
        public_id = SIGNER.unsign(token)
    except BadSignature:
        return None
    still = Invitation.objects.filter(used=None, withdrawn=None, expires__gt=timezone.now())
    return still.select_related("institution", "invited_by").filter(public_id=public_id).first()

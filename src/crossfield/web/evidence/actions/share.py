"""Links by which a finding is read without an account: made, revoked, opened."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.evidence.models import ShareLink

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.models import Finding

DAYS = (7, 30, 90)
"""For how long a link may be open."""


def hash_of(token: str) -> str:
    """What is kept of a token: who reads the database cannot open the link.

    Examples
    --------
    >>> hash_of("abc")[:8]
    'ba7816bf'
    """
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def share_finding(finding: Finding, *, by: User, days: int) -> tuple[ShareLink, str]:
    """Make a link by which anybody who has it reads a finding, and nothing else, until it expires.

    Who may: its owner. Logged without the token; nothing is sent.

    Parameters
    ----------
    finding
        What is read.
    by
        Its owner.
    days
        7, 30 or 90.

    Returns
    -------
    tuple[ShareLink, str]
        The link, and its token, which is told this once and not kept.

    Raises
    ------
    NotAllowedError
        It is somebody else's, or the time is none of these.
    """
    if finding.owner_id != by.pk:
        raise NotAllowedError(_("Only who pinned a finding shares it by a link."), "")
    if days not in DAYS:
        message = _("A link is open for 7, 30 or 90 days.")
        raise NotAllowedError(message, "")
    token = secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(days=days)
    link = ShareLink.objects.create(finding=finding, token_hash=hash_of(token), made_by=by, expires=expires)
    write_log(link, verb="share_finding", by=by, fields=("expires", "finding"))
    return link, token


@transaction.atomic
def revoke_link(link: ShareLink, *, by: User) -> None:
    """Close a link at once. Who may: the owner of its finding. Logged."""
    if link.finding.owner_id != by.pk:
        raise NotAllowedError(_("Only who pinned a finding closes its links."), "")
    if link.revoked is None:
        link.revoked = timezone.now()
        link.save(update_fields=["revoked"])
        write_log(link, verb="revoke_link", by=by, fields=("revoked",))


@transaction.atomic
def open_link(token: str) -> Finding | None:
    """Read what a token opens; None where it is unknown, expired, revoked, or its finding was removed.

    Who may: anybody who has the token. Logged without the token and without who it was.
    """
    now = timezone.now()
    links = ShareLink.objects.select_related("finding").filter(revoked=None, expires__gt=now, finding__removed=None)
    link = links.filter(token_hash=hash_of(token)).first()
    if link is None:
        return None
    ShareLink.objects.filter(pk=link.pk).update(opened=F("opened") + 1, last_opened=now)
    write_log(link, verb="open_link", by=None)
    return link.finding

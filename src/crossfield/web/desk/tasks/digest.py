"""Sending the weekly digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import override

from crossfield.web.accounts.actions.mail import Letter, send_once
from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.models.user import DESK_EMAIL
from crossfield.web.accounts.queries.mail import link_to
from crossfield.web.desk.queries.digest import digest_of

if TYPE_CHECKING:
    from datetime import datetime

TEMPLATE = "desk/mail/digest.txt"


def send_digests(now: datetime) -> int:
    """Send each account what needs it, once a calendar week, in its language; who has nothing to do gets no mail.

    Parameters
    ----------
    now
        When it is.

    Returns
    -------
    int
        Mails that were sent.
    """
    today = timezone.localtime(now).date()
    year, week, _day = today.isocalendar()
    sent = 0
    users = User.objects.filter(is_active=True, institution__isnull=False).exclude(email=DESK_EMAIL)
    for user in users.select_related("institution"):
        if not user.may_sign_in:  # an account of a demonstration that is over
            continue
        with override(user.language):
            digest = digest_of(user, today)
        if digest:
            shown = {"digest": digest, "inbox": link_to("inbox", language=user.language)}
            key = f"digest:{year}-W{week:02d}:{user.public_id}"
            letter = Letter(key, MailKind.DIGEST, user.email, user.language, TEMPLATE, shown, user.institution)
            sent += send_once(letter)
    return sent

"""Requests for profiles that go out by themselves: what was asked for many at once, and the yearly update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from crossfield.web.accounts.models import Institution
from crossfield.web.registry.actions.profile import send_link
from crossfield.web.registry.actions.profile_request import ask_again
from crossfield.web.registry.models import Profile, ProfileLink
from crossfield.web.registry.models.profile import VALID_FOR
from crossfield.web.registry.queries.profile import may_be_sent
from crossfield.web.registry.queries.profile_request import requests_waiting, tried_lately
from crossfield.web.registry.tasks.mailing import TRIED_EACH, is_full

if TYPE_CHECKING:
    from datetime import datetime


def ask_yearly(now: datetime) -> int:
    """Ask everybody again a year after the last request, answered or not, as long as there is a ground to.

    Parameters
    ----------
    now
        When it is.

    Returns
    -------
    int
        Mails that were sent; what is above the limit of the day goes out by `send_requests`.
    """
    if settings.DESK:
        return 0
    for institution in Institution.objects.filter(pk__in=Profile.objects.values("institution")).order_by("pk"):
        ask_again(institution, now=now)
    return send_requests(now)


def send_requests(now: datetime) -> int:
    """Send the links that were asked for many at once and did not go out yet, each once.

    Whether the membership or the consent still holds, and whether the address wants such mail, is asked before each.

    Parameters
    ----------
    now
        When it is.

    Returns
    -------
    int
        Mails that were sent.
    """
    today, sent = timezone.localtime(now).date(), 0
    waiting = list(requests_waiting(now))
    tried = tried_lately(waiting, now - TRIED_EACH)
    for link in waiting:
        if is_full():
            return sent
        if f"profile:{link.public_id}" in tried or not may_be_sent(link, today):
            continue
        link.expires = now + VALID_FOR  # it may have waited for its day
        if _still_open(link) and send_link(link):
            sent += 1
    return sent


def _still_open(link: ProfileLink) -> bool:
    """Tell whether nobody has made a newer link meanwhile, which ends this one; if so, it is valid from now on."""
    again = ProfileLink.objects.filter(pk=link.pk, sent=None, used=None, expires__gt=timezone.now())
    return again.update(expires=link.expires) == 1

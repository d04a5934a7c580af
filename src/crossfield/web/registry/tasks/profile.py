"""The yearly update: members are asked once a year whether their profile still holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from crossfield.web.registry.actions.profile import send_new_link
from crossfield.web.registry.models import Profile
from crossfield.web.registry.queries.profile import may_be_sent

if TYPE_CHECKING:
    from datetime import datetime

YEAR = timedelta(days=365)


def ask_yearly(now: datetime) -> int:
    """Send a link to the address that confirmed a profile, a year after the last link, as long as there is a ground to.

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
    old = Profile.objects.filter(confirmed__lte=now - YEAR).exclude(links__created__gt=now - YEAR)
    for profile in old.select_related("organisation", "institution"):
        link = profile.links.exclude(used=None).first()
        if link is not None and may_be_sent(link, today):
            sent += send_new_link(link)
    return sent

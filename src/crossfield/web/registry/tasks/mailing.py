"""Sending mailings, each to everybody once, within the limit of the day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from crossfield.web.accounts.actions import mail
from crossfield.web.accounts.actions.mail import Letter, send_once
from crossfield.web.accounts.models import Mail
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.registry.actions.mailing import end_mailing
from crossfield.web.registry.models import Mailing
from crossfield.web.registry.queries.consent import KINDS
from crossfield.web.registry.queries.mailing import (
    TEMPLATE,
    answers_to,
    event_attached,
    free_for_mailings,
    key_of,
    reach_of,
    recipients,
    shown_in,
)

if TYPE_CHECKING:
    from datetime import datetime

    from crossfield.web.registry.models import PersonDetail

TRIED_FOR = timedelta(days=3)
"""How long an address that the mail server refuses is tried again."""
TRIED_EACH = timedelta(hours=6)
"""When it is: a server that is asked every few minutes takes it for an attack."""


def send_mailings(now: datetime) -> int:
    """Send what has been let out and is not sent yet.

    Whether somebody's consent still holds, and whether the letter was stopped, is asked before each mail. What went out
    stands in the outbox, so that nobody gets it twice, whatever breaks off in between.

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
    for mailing in Mailing.objects.filter(state=Mailing.State.GOING).select_related("event", "institution", "owner"):
        for detail in _due(mailing, now):
            if is_full():
                return sent
            going = Mailing.objects.filter(pk=mailing.pk, state=Mailing.State.GOING)
            if going.exists() and recipients(mailing, today).filter(pk=detail.pk).exists():
                sent += send_once(_letter(mailing, detail))
        is_late = mailing.begun is None or mailing.begun <= now - TRIED_FOR
        if is_late or not reach_of(mailing, today).waiting:
            end_mailing(mailing)
    return sent


def _due(mailing: Mailing, now: datetime) -> list[PersonDetail]:
    """Whom it has not reached yet, without those whose mail server has refused it a short time ago."""
    tried = Mail.objects.filter(key__startswith=key_of(mailing), state=Mail.State.FAILED, at__gt=now - TRIED_EACH)
    refused = set(tried.values_list("to_hash", flat=True))
    waiting = reach_of(mailing, timezone.localtime(now).date()).waiting
    return [one for one in waiting if address_hash(one.value) not in refused]


def is_full() -> bool:
    """True where no more letters to many may go out today; the next turn goes on, and other mail still goes."""
    return not free_for_mailings(timezone.now(), mail.MOST_A_DAY)


def _letter(mailing: Mailing, detail: PersonDetail) -> Letter:
    language = mailing.language_for(detail.person.language)
    with override(language):
        agreed = date_format(timezone.localtime(detail.confirmed), "DATE_FORMAT") if detail.confirmed else ""
    shown = shown_in(mailing, language, agreed)
    kind = KINDS[mailing.purpose]
    return Letter(
        key_of(mailing, detail),
        kind,
        detail.value,
        language,
        TEMPLATE,
        shown,
        mailing.institution,
        answers_to(mailing),
        event_attached(mailing),
    )

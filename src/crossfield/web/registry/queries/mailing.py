"""Mailings: whose they are, whom they reach, and why they do not reach others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from math import ceil
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from crossfield.web.accounts.actions.mail import mail_text
from crossfield.web.accounts.models import Mail
from crossfield.web.accounts.queries.draft import Attachment, Draft
from crossfield.web.accounts.queries.mail import address_hash, blocked, can_be_sent_to, sent_since
from crossfield.web.registry.models import Mailing, PersonDetail
from crossfield.web.registry.queries.calendar import calendar_of
from crossfield.web.registry.queries.consent import KINDS
from crossfield.web.registry.queries.event import events_kept_alone
from crossfield.web.registry.queries.legal_basis import is_consent, purpose_said
from crossfield.web.registry.queries.person import why_ended
from crossfield.web.registry.rules import can_read

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

SHARE = 0.8
"""Of the mails of a day that letters to many may fill."""
UNTOLD = "…"
"""Stands for the link by which one leaves, where a letter is only looked at."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a mailing reaches: details that are still to be written to, how many were, and why others are left out.

    Parameters
    ----------
    waiting
        Mail addresses to which it will go, each once.
    sent
        How many it went to, or may have gone to.
    left_out
        Reason → how many addresses.
    """

    waiting: list[PersonDetail]
    sent: int
    left_out: dict[str, int]


def mailings_for(user: User | None) -> QuerySet[Mailing]:
    """Mailings of the user's institution, newest first; none for other roles.

    An invitation to an event that somebody keeps alone is seen by her only.
    """
    if user is None or not can_read(user):
        return Mailing.objects.none()
    own = Mailing.objects.filter(institution=user.institution_id).exclude(event__in=events_kept_alone(user))
    return own.select_related("event", "institution", "owner")


def recipients(mailing: Mailing, day: date) -> QuerySet[PersonDetail]:
    """Addresses whose people have confirmed by a link that this institution may write for this purpose."""
    return addresses_kept(mailing).filter(confirmed__isnull=False, withdrawn__isnull=True, expires__gte=day)


def addresses_kept(mailing: Mailing) -> QuerySet[PersonDetail]:
    """All mail addresses that the institution has noted for the purpose, on whatever ground.

    Those that somebody keeps alone are there for her own letters only.
    """
    shared = ~Q(seen=PersonDetail.Seen.OWN)
    own = addresses_noted(mailing).filter(shared if mailing.owner_id is None else shared | Q(owner=mailing.owner_id))
    return own.filter(purpose=mailing.purpose).select_related("person").order_by("pk")


def addresses_noted(mailing: Mailing) -> QuerySet[PersonDetail]:
    """All mail addresses that its institution has noted, for whatever purpose."""
    return PersonDetail.objects.filter(kind=PersonDetail.Kind.MAIL, person__institution=mailing.institution_id)


def reach_of(mailing: Mailing, day: date) -> Reach:
    """To whom a mailing goes on a day, and why it does not go to others whose address is noted for its purpose.

    Each address counts once, with the first reason that holds.

    Parameters
    ----------
    mailing
        Which one.
    day
        When it would go out.
    """
    mails = Mail.objects.filter(key__startswith=key_of(mailing))
    gone = mails.exclude(state__in=Mail.UNSENT)
    written = set(gone.values_list("to_hash", flat=True))
    refused = mails.filter(state=Mail.State.REFUSED).values_list("to_hash", flat=True)
    closed = dict.fromkeys(refused, _("refused for good by the mail server"))
    left = blocked(KINDS[mailing.purpose], mailing.institution_id).values_list("to_hash", flat=True)
    closed |= dict.fromkeys(left, _("unsubscribed from mail of this kind"))
    seen: set[str] = set()
    waiting: list[PersonDetail] = []
    reasons: Counter[str] = Counter()
    for one in addresses_kept(mailing):
        known = address_hash(one.value)
        reason = _why_not(one, day) or closed.get(known, "")
        if not reason and known in seen:
            reason = _("the same address is noted twice")
        if reason:
            reasons[reason] += 1
            continue
        seen.add(known)
        if known not in written:
            waiting.append(one)
    return Reach(waiting, gone.count(), dict(reasons.most_common()))


def most_of_mailings(most: int) -> int:
    """After how many mails of a day letters to many wait: digests and reminders of all share that limit with them.

    Parameters
    ----------
    most
        Mails that go out in 24 hours.

    Examples
    --------
    >>> most_of_mailings(2000), most_of_mailings(1)
    (1600, 1)
    """
    return ceil(most * SHARE)


def free_for_mailings(now: datetime, most: int) -> int:
    """How many letters to many may still go out, where so many mails go out in 24 hours."""
    return max(0, most_of_mailings(most) - sent_since(now - timedelta(days=1)))


def _why_not(one: PersonDetail, day: date) -> str:
    """Why the workbench may not write to an address by itself; empty where it may."""
    if ended := why_ended(one, day):
        return ended
    if not can_be_sent_to(one.value):
        return not_sendable(one.value)
    if not is_consent(one.basis):
        return _("kept on another ground than a consent")
    return "" if one.confirmed else _("consent not confirmed by the person's own link")


def not_sendable(address: str) -> str:
    """Why no mail server takes an address; it may have gone with somebody who shared it and was erased."""
    if address.rpartition("@")[0].isascii():
        return _("no mail address")
    return _("letters such as umlauts before the @: write from your own mailbox")


def key_of(mailing: Mailing, detail: PersonDetail | None = None) -> str:
    """The key of a mailing's mails in the outbox, with that of an address the whole one."""
    return f"mailing:{mailing.public_id}:{detail.public_id if detail else ''}"


def letters_to_erased(mailing: Mailing) -> list[str]:
    """Keys of its mails whose reader's address the register does not hold any more."""
    mails = Mail.objects.filter(key__startswith=key_of(mailing)).exclude(to_hash="")
    held = {key_of(mailing, one) for one in addresses_noted(mailing)}
    return [key for key in mails.values_list("key", flat=True) if key not in held]


def letters_going() -> list[str]:
    """How keys of the mails begin whose letter is going out."""
    return [key_of(one) for one in Mailing.objects.filter(state=Mailing.State.GOING)]


def shown_in(mailing: Mailing, language: str, agreed: str) -> dict[str, Any]:
    """What the letter shows in a language.

    Parameters
    ----------
    mailing
        Which one.
    language
        de or en, one in which it is there.
    agreed
        When the reader agreed, as it is read.
    """
    own = "" if mailing.owner is None or mailing.owner.is_desk else mailing.owner.email
    return {
        "subject": mailing.subject(language),
        "text": mailing.text(language),
        "event": mailing.event,
        "institution": mailing.institution,
        "reply": answers_to(mailing) or own,
        "purpose": purpose_said(mailing.purpose, language),
        "agreed": agreed,
    }


def answers_to(mailing: Mailing) -> str:
    """Mail address to which answers go, as its institution has said; empty: none is said."""
    return mailing.institution.contact if mailing.institution else ""


def event_attached(mailing: Mailing) -> tuple[Attachment, ...]:
    """The event that a letter invites to, as a file for calendars; nothing where it invites to none.

    It is published (RFC 5546, ``METHOD:PUBLISH``, sent as RFC 6047 says), not requested: a request names whoever is
    asked in the file and has the calendar answer by mail, which nobody reads here. The address that publishes it is
    where answers go, or else the workbench's own.
    """
    if mailing.event is None:
        return ()
    address = answers_to(mailing) or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    text = calendar_of(mailing.event, organizer=(str(mailing.institution or ""), address))
    return (Attachment("event.ics", "calendar", text, (("method", "PUBLISH"),)),)


def draft_of(mailing: Mailing, language: str, sender: tuple[str, str] | None) -> Draft:
    """The letter as somebody sends it from the own mailbox, to whom she chooses there.

    Parameters
    ----------
    mailing
        Which one.
    language
        de or en, one in which it is there.
    sender
        Name and address of who sends it.
    """
    with override(language):
        subject, text = mail_text(TEMPLATE, shown_in(mailing, language, ""))
    return Draft("", subject, text, sender, answers_to(mailing), event_attached(mailing))


def previews_of(mailing: Mailing, day: date) -> list[dict[str, str]]:
    """The letter as it would go out, in each language in which it is there.

    Returns
    -------
    list[dict]
        language, subject, text.
    """
    found = []
    for language in ("de", "en"):
        if mailing.text(language):
            with override(language):
                shown = shown_in(mailing, language, date_format(day, "DATE_FORMAT"))
                subject, text = mail_text(TEMPLATE, {**shown, "leave": UNTOLD})
            found.append({"language": language, "subject": subject, "text": text})
    return found


TEMPLATE = "registry/mail/mailing.txt"

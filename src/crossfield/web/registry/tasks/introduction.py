"""Asking what came of introductions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from crossfield.web.accounts.actions.mail import Letter, send_once
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.models.user import DESK_EMAIL
from crossfield.web.accounts.queries.mail import link_to
from crossfield.web.registry.models import Contact
from crossfield.web.registry.queries.week import ASKED_AFTER
from crossfield.web.registry.rules import can_change

if TYPE_CHECKING:
    from datetime import datetime

TEMPLATE = "registry/mail/introduction.txt"


def ask_introductions(now: datetime) -> int:
    """Ask who made an introduction, once and after thirty days, what came of it; one click there makes a cooperation.

    Parameters
    ----------
    now
        When it is.

    Returns
    -------
    int
        Mails that were sent.
    """
    long_ago = timezone.localtime(now).date() - ASKED_AFTER
    asked = Contact.objects.filter(kind=Contact.Kind.INTRODUCTION, outcome="", day__lte=long_ago, owner__is_active=True)
    asked = asked.filter(taken_off=None)
    sent = 0
    for one in asked.exclude(owner__email=DESK_EMAIL).select_related(
        "owner__institution", "organisation", "introduced_to"
    ):
        # Who left the institution is not asked.
        if one.owner is None or not one.owner.may_sign_in or not can_change(one.owner, one):
            continue
        language = one.owner.language
        shown = {"contact": one, "address": link_to("register_contact", one.public_id, language=language)}
        key = f"introduction:{one.public_id}"
        letter = Letter(key, MailKind.REMINDER, one.owner.email, language, TEMPLATE, shown, one.owner.institution)
        sent += send_once(letter)
    return sent

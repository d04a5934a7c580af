"""Recurring work and the mail it sends, for those who run the workbench."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from crossfield.web.accounts.actions.mail import MOST_A_DAY, mail_text
from crossfield.web.accounts.models import Schedule
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.mail import link_to, mail_counts, sent_since
from crossfield.web.accounts.rules import can_administer
from crossfield.web.desk.queries.digest import digest_of
from crossfield.web.desk.tasks.digest import TEMPLATE
from crossfield.web.registry.actions.profile import TEMPLATE as PROFILE
from crossfield.web.registry.models.profile import VALID_FOR
from crossfield.web.registry.tasks.introduction import TEMPLATE as INTRODUCTION

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User

SHOWN = timedelta(days=30)
OTHERS = {MailKind.REMINDER.value: INTRODUCTION, MailKind.UPDATE.value: PROFILE}
"""Kind of mail → its template, of those that are looked at here beside the digest."""
UNTOLD = "…"
"""Stands for links where a mail is only looked at."""


@require_safe
def schedule(request: HttpRequest) -> HttpResponse:
    """When what was done last and is due next, what was sent, and the own digest as it would be sent today."""
    user, now = reader_of(request), timezone.now()
    if not can_administer(user):
        raise Http404
    shown = {
        "works": Schedule.objects.all(),
        "counts": mail_counts(now - SHOWN),
        "today": sent_since(now - timedelta(days=1)),
        "most": MOST_A_DAY,
        "is_printed": not settings.CROSSFIELD.mail,
        "previews": [{"language": code, "name": name, **_preview(user, code)} for code, name in settings.LANGUAGES],
    }
    shown["others"] = [
        {"title": label, "language": code, "name": name, **_other(user, kind, code)}
        for kind, label in MailKind.choices
        if kind in OTHERS
        for code, name in settings.LANGUAGES
    ]
    return render(request, "desk/schedule.html", shown)


def _other(user: User, kind: str, language: str) -> dict[str, str]:
    """What else goes out by itself, with names that stand for any."""
    with override(language):
        one, other = _("Organisation A"), _("Organisation B")
        today = timezone.localdate()
        shown = {
            "contact": {"organisation": one, "introduced_to": other, "day": today},
            "profile": {"institution": user.institution, "organisation": one},
            "until": today + VALID_FOR,
        }
        subject, text = mail_text(OTHERS[kind], {**shown, "address": UNTOLD, "leave": UNTOLD})
    return {"subject": subject, "text": text}


def _preview(user: User, language: str) -> dict[str, str]:
    with override(language):
        shown = {"digest": digest_of(user, timezone.localdate()), "inbox": link_to("inbox", language=language)}
        subject, text = mail_text(TEMPLATE, {**shown, "leave": UNTOLD})
    return {"subject": subject, "text": text}

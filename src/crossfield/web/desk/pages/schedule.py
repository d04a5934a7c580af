"""Recurring work and the mail it sends, for those who run the workbench."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe

from crossfield.web.accounts.actions.mail import MOST_A_DAY, mail_text
from crossfield.web.accounts.models import Schedule
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.mail import link_to, mail_counts, sent_since
from crossfield.web.accounts.rules import can_administer
from crossfield.web.desk.queries.digest import digest_of
from crossfield.web.desk.tasks.digest import TEMPLATE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User

SHOWN = timedelta(days=30)


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
    return render(request, "desk/schedule.html", shown)


def _preview(user: User, language: str) -> dict[str, str]:
    with override(language):
        shown = {"digest": digest_of(user, timezone.localdate()), "inbox": link_to("inbox", language=language)}
        subject, text = mail_text(TEMPLATE, {**shown, "leave": "…"})
    return {"subject": subject, "text": text}

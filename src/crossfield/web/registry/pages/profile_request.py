"""Asking all members of a cluster for their profile: looked at before, then let out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.actions.mail import MOST_A_DAY, mail_text
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.registry.actions.profile import TEMPLATE
from crossfield.web.registry.actions.profile_request import ask_members
from crossfield.web.registry.models import Cluster
from crossfield.web.registry.models.profile import VALID_FOR
from crossfield.web.registry.pages.form import attempt, once
from crossfield.web.registry.queries.mailing import UNTOLD, free_for_mailings, most_of_mailings
from crossfield.web.registry.queries.profile_request import members_asking
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.queries.profile_request import Addressee


@never_cache
@require_safe
def profile_requests(request: HttpRequest, public_id: str) -> HttpResponse:
    """Who would be asked, who was asked within a year, and whom the workbench may not write to, and why."""
    user, found = cluster_to_ask(request, public_id)
    now = timezone.now()
    asking = members_asking(found, user, now)
    most, free = most_of_mailings(MOST_A_DAY), free_for_mailings(now, MOST_A_DAY)
    text = ngettext(
        "%(count)s member would be asked. Nothing is sent yet.",
        "%(count)s members would be asked. Nothing is sent yet.",
        len(asking.waiting),
    )
    shown: dict[str, Any] = {
        "cluster": found.organisation,
        "asking": asking,
        "answer": text % {"count": len(asking.waiting)},
        "later": max(0, len(asking.waiting) - free),
        "most": most,
        "reasons": Counter(why for _one, why in asking.without).most_common(),
        "once": new_public_id(),
        "goes": bool(asking.waiting) and not settings.DESK,
        "previews": _previews(user, asking.waiting[:1]),
    }
    return render(request, "registry/profile_requests.html", shown)


@require_POST
def profile_requests_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask them all; the recurring work sends the links."""
    user, found = cluster_to_ask(request, public_id)
    common = once(request)

    def ask() -> str:
        count = ask_members(found, by=user, public_id=common)
        text = ngettext(
            "%(count)s member is asked. The mail goes out within the limit of the day.",
            "%(count)s members are asked. The mails go out one after the other, within the limit of the day.",
            count,
        )
        return text % {"count": count}

    attempt(request, ask)
    return redirect("register_cluster_profiles", public_id)


def cluster_to_ask(request: HttpRequest, public_id: str) -> tuple[User, Cluster]:
    """Who asks, and the cluster whose members are asked; who does not write is refused."""
    user = reader_of(request)
    found = get_object_or_404(Cluster.objects.select_related("organisation"), organisation__public_id=public_id)
    check_writes(user)
    return user, found


def _previews(user: User, first: list[Addressee]) -> list[dict[str, str]]:
    """The mail to the first of them, in both languages, with a sign in place of its links."""
    previews = []
    for one in first:
        for code, _name in settings.LANGUAGES:
            with override(code):
                profile = {"institution": user.institution, "organisation": one.organisation}
                told = {"profile": profile, "address": UNTOLD, "until": timezone.localdate() + VALID_FOR}
                subject, text = mail_text(TEMPLATE, {**told, "leave": UNTOLD})
            previews.append({"language": code, "subject": subject, "text": text})
    return previews

"""Letters to everybody who has agreed to be sent mail: written, looked at in both languages, tried dry, let out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.mail import MOST_A_DAY
from crossfield.web.accounts.pages.draft import draft_file
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.draft import sender_of
from crossfield.web.accounts.rules import is_allowed_at_home
from crossfield.web.registry.actions.mailing import TEXTS, change_mailing, let_mailing_out, stop_mailing, write_mailing
from crossfield.web.registry.forms.mailing import MailingChangeForm, MailingForm
from crossfield.web.registry.models import Mailing
from crossfield.web.registry.pages.form import attempt, make_once, once, onto, refuse, saved_meanwhile, sent
from crossfield.web.registry.queries.mailing import (
    answers_to,
    draft_of,
    event_attached,
    free_for_mailings,
    mailings_for,
    most_of_mailings,
    previews_of,
    reach_of,
)
from crossfield.web.registry.queries.week import events_for
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.queries.draft import Draft
    from crossfield.web.registry.models import Event

SHOWN = 200
LANGUAGES = ("de", "en")


@require_safe
def mailings(request: HttpRequest) -> HttpResponse:
    """Which letters the institution has written."""
    user = reader_of(request)
    check_writes(user)
    return render(request, "registry/mailings.html", {"mailings": mailings_for(user)[:SHOWN]})


@require_http_methods(["GET", "HEAD", "POST"])
def mailing_new(request: HttpRequest) -> HttpResponse:
    """Write one; with an event in the address it is its invitation."""
    user = reader_of(request)
    check_writes(user)
    event = _invited_to(request, user)
    form = MailingForm(sent(request), initial=_start(event))
    public_id = once(request)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        texts, purpose = {name: given[name] for name in TEXTS}, given["purpose"]
        invited = event if purpose == Mailing.Purpose.EVENTS else None

        def make(free: str) -> object:
            return write_mailing(purpose, by=user, texts=texts, event=invited, public_id=free)

        try:
            made = make_once(mailings_for(user), public_id, make)
        except WrongStateError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("register_mailing", made)
    shown = {"title": _("Write to people who agreed"), "button": _("Save the draft"), "back": "register_mailings"}
    context = {**shown, "form": form, "once": public_id}
    return render(request, "registry/form.html", context, status=422 if form.errors else 200)


def _invited_to(request: HttpRequest, user: User) -> Event | None:
    """The event that the address names, where it is one of the own institution."""
    own = events_for(user).filter(institution=user.institution_id)
    return own.filter(public_id=request.GET.get("event", "")[:100].replace("\0", "")).first()


def _start(event: Event | None) -> dict[str, str]:
    """An invitation begins with what the event says, in the event's language."""
    if event is None:
        return {"purpose": Mailing.Purpose.NEWS}
    with override(event.language):
        subject = _("Invitation: %(title)s") % {"title": event.title}
        text = "\n\n".join(part for part in (_("Good day,"), event.text) if part)
    texts = {f"subject_{event.language}": subject[:200], f"text_{event.language}": text}
    return {"purpose": Mailing.Purpose.EVENTS, **texts}


@require_safe
def mailing(request: HttpRequest, public_id: str) -> HttpResponse:
    """One of them: as it would be read, to how many it goes, and why not to others."""
    found = _own(request, public_id)
    today = timezone.localdate()
    reach = reach_of(found, today)
    most, free = most_of_mailings(MOST_A_DAY), free_for_mailings(timezone.now(), MOST_A_DAY)
    shown: dict[str, Any] = {
        "one": found,
        "answer": _answer(found, len(reach.waiting), reach.sent),
        "later": max(0, len(reach.waiting) - free),
        "most": most,
        "left_out": reach.left_out.items(),
        "previews": previews_of(found, today),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "answers_to": answers_to(found),
        "sets_contact": is_allowed_at_home(reader_of(request), "institution.change"),
        "goes": bool(reach.waiting) and not settings.DESK,
        "states": Mailing.State,
    }
    return render(request, "registry/mailing.html", shown)


def _drafts(found: Mailing, user: User) -> list[tuple[str, Draft]]:
    """The letter for the user's own mailbox, in each language in which it is there."""
    return [(code, draft_of(found, code, sender_of(user))) for code in LANGUAGES if found.text(code)]


@never_cache
@require_safe
def mailing_own(request: HttpRequest, public_id: str) -> HttpResponse:
    """The letter as a draft for the own mailbox, in each language in which it is there."""
    found = _own(request, public_id)
    return render(request, "registry/mailing_own.html", {"one": found, "drafts": _drafts(found, reader_of(request))})


@never_cache
@require_safe
def mailing_calendar(request: HttpRequest, public_id: str) -> HttpResponse:
    """The event that a letter invites to, as it goes along with each mail."""
    for file in event_attached(_own(request, public_id)):
        answer = HttpResponse(file.text, content_type=f"text/{file.subtype}; method=PUBLISH; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{file.name}"'
        return answer
    raise Http404


@never_cache
@require_safe
def mailing_draft(request: HttpRequest, public_id: str, language: str) -> HttpResponse:
    """The letter in a language as a file for a mail program."""
    found = _own(request, public_id)
    for code, draft in _drafts(found, reader_of(request)):
        if code == language:
            return draft_file(draft, f"{public_id}-{code}")
    raise Http404


def _answer(found: Mailing, waiting: int, sent: int) -> str:
    """To how many it goes or went, in one sentence."""
    if found.state == Mailing.State.DRAFT:
        text = ngettext(
            "It would go to %(count)s address. Nothing is sent yet.",
            "It would go to %(count)s addresses. Nothing is sent yet.",
            waiting,
        )
        return text % {"count": waiting}
    text = ngettext("It went to %(count)s address", "It went to %(count)s addresses", sent) % {"count": sent}
    if found.state == Mailing.State.GOING:
        return _("%(text)s; %(waiting)s wait.") % {"text": text, "waiting": waiting}
    if found.state == Mailing.State.STOPPED:
        return _("%(text)s and was stopped then.") % {"text": text}
    return f"{text}."


@require_http_methods(["GET", "HEAD", "POST"])
def mailing_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a draft; where somebody else has saved meanwhile, both texts are shown."""
    found = _own(request, public_id)
    start = {name: getattr(found, name) for name in (*TEXTS, "version")}
    form = MailingChangeForm(sent(request), initial=start)
    saved: list[tuple[str, str]] = []
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            change_mailing(found, by=reader_of(request), version=given.pop("version") or 0, texts=given)
        except WrongStateError as error:
            if given and found.version != form.cleaned_data["version"]:
                saved = saved_meanwhile(form, {name: getattr(found, name) for name in TEXTS})
                form = MailingChangeForm(onto(request, version=found.version))
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("register_mailing", public_id)
    shown = {"form": form, "saved": saved, "title": _("Change the draft"), "language": found.language_for("de")}
    shown["back"] = reverse("register_mailing", args=[public_id])
    return render(request, "registry/change.html", shown, status=422 if form.errors else 200)


@require_POST
def mailing_go(request: HttpRequest, public_id: str) -> HttpResponse:
    """Let it out, or stop it."""
    user, found = reader_of(request), _own(request, public_id)
    version = request.POST.get("version", "")

    def change() -> str:
        if request.POST.get("choice") == "stop":
            stop_mailing(found, by=user)
        else:
            let_mailing_out(found, by=user, version=int(version[:9]) if version.isdecimal() else 0)
        return _("Saved.")

    attempt(request, change)
    return redirect("register_mailing", public_id)


def _own(request: HttpRequest, public_id: str) -> Mailing:
    user = reader_of(request)
    found = get_object_or_404(mailings_for(user), public_id=public_id)
    check_changes(user, found)
    return found

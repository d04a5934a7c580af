"""How a person is asked whether she may be sent mail, and the page on which she says so herself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.mail import mail_text
from crossfield.web.accounts.pages.draft import draft_file
from crossfield.web.accounts.pages.reader import reader_of, reader_or_none
from crossfield.web.accounts.queries.draft import Draft, sender_of
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.accounts.queries.mail import can_be_sent_to, link_to
from crossfield.web.registry.actions.consent import (
    ask_for_consent,
    confirm_consent,
    end_all_mail,
    note_answer,
    withdraw_consent,
)
from crossfield.web.registry.forms.person import AnswerForm
from crossfield.web.registry.pages.form import refuse, sent
from crossfield.web.registry.queries.consent import (
    agreed_text,
    can_answer,
    can_be_asked,
    consent_request_behind,
    consent_requests_for,
    consent_token,
    is_left,
    letter_text,
)
from crossfield.web.registry.queries.detail_check import UNSENDABLE
from crossfield.web.registry.queries.person import details_for_writing
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import ConsentRequest, PersonDetail

TEMPLATE, LETTER = "registry/mail/consent.txt", "registry/mail/consent_letter.txt"
ANSWERS = {"withdraw": withdraw_consent, "all": end_all_mail}
"""What a person chooses on the page, unless she agrees."""
UNTOLD = "…"
"""Stands for the signed part of the link where a mail is only looked at."""


@require_POST
def consent_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a person whether she may be sent mail at an address."""
    user = reader_of(request)
    found = get_object_or_404(details_for_writing(user), public_id=public_id)
    check_writes(user)
    if settings.DESK:
        messages.error(
            request, _("Nobody but you reaches a workbench at a desk, so that a link could not be answered.")
        )
        return redirect("register_consent_letter", public_id)
    try:
        made = ask_for_consent(found, by=user, language=found.person.language)
    except WrongStateError as error:
        messages.error(request, error_in_html(error))
        return redirect("register_person", found.person.public_id)
    return redirect("register_consent", made.public_id)


@never_cache
@require_safe
def consent_request(request: HttpRequest, public_id: str) -> HttpResponse:
    """How far a request is, and the draft by which the person is asked."""
    found, user = _asked(request, public_id), reader_of(request)
    shown: dict[str, Any] = {"one": found, "person": found.detail.person}
    shown["unsendable"] = "" if can_be_sent_to(found.detail.value) else UNSENDABLE
    if found.is_open and not settings.DESK:
        shown |= {"draft": _draft(found, consent_token(found), user), "preview": _draft(found, UNTOLD, user).text}
    return render(request, "registry/consent_request.html", shown)


@never_cache
@require_safe
def consent_draft_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft as a file for a mail program."""
    found = _asked(request, public_id)
    if not found.is_open or settings.DESK:
        raise Http404
    return draft_file(_draft(found, consent_token(found), reader_of(request)), public_id)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent_letter(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a person by letter or mail, without a link, and note the answer: who says it, when and by which way."""
    found = _asked_by_letter(request, public_id)
    user, form = reader_of(request), AnswerForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            note_answer(found, by=user, **form.cleaned_data)
        except WrongStateError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("register_person", found.person.public_id)
    shown = {"one": found, "person": found.person, "form": form, "draft": _letter(found, user)}
    return render(request, "registry/consent_letter.html", shown, status=422 if form.errors else 200)


@never_cache
@require_safe
def consent_letter_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The letter as a file for a mail program."""
    return draft_file(_letter(_asked_by_letter(request, public_id), reader_of(request)), public_id)


def _asked_by_letter(request: HttpRequest, public_id: str) -> PersonDetail:
    user = reader_of(request)
    found = get_object_or_404(details_for_writing(user), public_id=public_id)
    check_writes(user)
    if not can_be_asked(found):
        raise Http404
    return found


def _letter(found: PersonDetail, user: User) -> Draft:
    """The letter by which the person is asked, in its language."""
    language = found.person.language
    with override(language):
        shown = {"person": found.person, "text": letter_text(found, language)}
        return Draft(found.value, *mail_text(LETTER, shown), sender_of(user))


def _draft(found: ConsentRequest, token: str, user: User) -> Draft:
    """The mail by which the person is asked, for the user's own mailbox."""
    address = unquote(link_to("consent", token, language=found.language))  # neither part needs to be escaped in a text
    with override(found.language):
        shown = {"one": found, "address": address, "text": agreed_text(found, found.language)}
        return Draft(found.detail.value, *mail_text(TEMPLATE, shown), sender_of(user))


def _asked(request: HttpRequest, public_id: str) -> ConsentRequest:
    user = reader_of(request)
    found = get_object_or_404(consent_requests_for(user), public_id=public_id)
    check_writes(user)
    return found


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, token: str) -> HttpResponse:
    """Agree, or take it back: looking at it changes nothing, so that a mail scanner may open it.

    Who is signed in for the institution that asks sees what the person sees, and cannot answer. This is no proof
    against one who signs out and follows the link of the own draft.
    """
    found = consent_request_behind(token)
    if found is None:
        raise Http404
    user = reader_or_none(request)
    if request.method == "POST":
        act = ANSWERS.get(request.POST.get("choice", ""), confirm_consent)
        try:
            act(found, by=user)
        except WrongStateError as error:
            messages.error(request, error_in_html(error))
        else:
            if act is end_all_mail:
                messages.success(request, _("Nobody in this workbench sends you mail any more."))
        return redirect("consent", token)
    shown = {
        "one": found,
        "text": agreed_text(found, get_language() or "en"),
        "asker": found.detail.person.institution,
        "can_answer": can_answer(user, found),
        "is_left": found.holds and is_left(found),
    }
    return render(request, "registry/consent.html", shown)

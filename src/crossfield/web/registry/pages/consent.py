"""How a person is asked whether she may be sent mail, and the page on which she says so herself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.mail import mail_text
from crossfield.web.accounts.pages.draft import draft_file
from crossfield.web.accounts.pages.reader import reader_of, reader_or_none
from crossfield.web.accounts.queries.draft import Draft
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.accounts.queries.mail import link_to
from crossfield.web.registry.actions.consent import ask_for_consent, confirm_consent, withdraw_consent
from crossfield.web.registry.queries.consent import (
    agreed_text,
    can_answer,
    consent_request_behind,
    consent_requests_for,
    consent_token,
)
from crossfield.web.registry.queries.person import details_for_writing
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.registry.models import ConsentRequest

TEMPLATE = "registry/mail/consent.txt"
UNTOLD = "…"
"""Stands for the signed part of the link where a mail is only looked at."""


@require_POST
def consent_ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask a person whether she may be sent mail at an address."""
    user = reader_of(request)
    found = get_object_or_404(details_for_writing(user), public_id=public_id)
    check_writes(user)
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
    found = _asked(request, public_id)
    shown: dict[str, Any] = {"one": found, "person": found.detail.person}
    if found.is_open:
        shown |= {"draft": _draft(found, consent_token(found)), "preview": _draft(found, UNTOLD).text}
    return render(request, "registry/consent_request.html", shown)


@never_cache
@require_safe
def consent_draft_file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The draft as a file for a mail program."""
    found = _asked(request, public_id)
    if not found.is_open:
        raise Http404
    return draft_file(_draft(found, consent_token(found)), public_id)


def _draft(found: ConsentRequest, token: str) -> Draft:
    """The mail by which the person is asked, for the user's own mailbox."""
    address = unquote(link_to("consent", token, language=found.language))  # neither part needs to be escaped in a text
    with override(found.language):
        shown = {"one": found, "address": address, "text": agreed_text(found, found.language)}
        return Draft(found.detail.value, *mail_text(TEMPLATE, shown))


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
        act = withdraw_consent if request.POST.get("choice") == "withdraw" else confirm_consent
        try:
            act(found, by=user)
        except WrongStateError as error:
            messages.error(request, error_in_html(error))
        return redirect("consent", token)
    shown = {
        "one": found,
        "text": agreed_text(found, get_language() or "en"),
        "asker": found.detail.person.institution,
        "can_answer": can_answer(user, found),
    }
    return render(request, "registry/consent.html", shown)

"""Doors of the workbench: which names and which people it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.accounts.actions.kept_form import forget_form, keep_form
from crossfield.web.accounts.forms.refill import refilled
from crossfield.web.accounts.models import User
from crossfield.web.accounts.queries.kept_form import (
    COOKIE,
    TAKEN_UP,
    TAKEN_UP_BY,
    kept_form_for,
    page_before,
    page_filled,
    writer_of,
    writer_token,
)
from crossfield.web.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from crossfield.web.accounts.models import KeptForm

    Answer = Callable[[HttpRequest], HttpResponse]

MISDIRECTED = 421
REFUSED = 422
"""A form that is shown again with what is wrong in it."""
ANSWERED = {*range(200, 400), REFUSED}
"""Where a form has reached its page."""
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")


def refuse_foreign_hosts(answer: Answer) -> Answer:
    """Answer to the own names only: a foreign page whose name leads here (DNS rebinding) reads nothing.

    At a desk nobody signs in, so that a request that a proxy passed on is refused as well.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        domain, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
            return _refusal(_("This workbench answers to its own name only."))
        if settings.DESK and not is_local(request):
            return _refusal(_("This workbench answers this computer only. Those who run it can open it to others."))
        return answer(request)

    return middleware


def sign_in_at_desk(answer: Answer) -> Answer:
    """At a desk, every request is the local user's; elsewhere people sign in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.DESK and is_local(request):
            request.user = ensure_desk_user()
        return answer(request)

    return middleware


def keep_forms(answer: Answer) -> Answer:
    """What is sent after the session has ended is kept for its writer, and stands in its form again after signing in.

    Nothing is sent again by itself. The form is the writer's alone: another person who signs in sees the page as ever.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.DESK:
            return answer(request)
        user = request.user
        if not isinstance(user, User):
            response = answer(request)
            return _to_sign_in(request) if _is_turned_away(request, response) else response
        response = answer(request)
        kept = _taken_up(request, user) if response.status_code in ANSWERED else None
        if kept is not None and request.method == "POST" and response.status_code != REFUSED:
            forget_form(kept)
        elif kept is not None and _is_page(response):
            _fill(request, response, kept)
        return _marked(request, response)

    return middleware


def _taken_up(request: HttpRequest, user: User) -> KeptForm | None:
    """What is to stand in its form again, or what comes from such a form."""
    asked = {"GET": (request.GET, TAKEN_UP), "POST": (request.POST, TAKEN_UP_BY)}.get(request.method or "")
    return kept_form_for(user, asked[0].get(asked[1], "")) if asked else None


def _is_page(response: HttpResponse) -> bool:
    return not response.streaming and response.get("Content-Type", "").startswith("text/html")


def _fill(request: HttpRequest, response: HttpResponse, kept: KeptForm) -> None:
    """Put what was typed into the form of a page, and which one it is; a form that is shown again holds the former."""
    fields, mark = None if response.status_code == REFUSED else kept.fields, (TAKEN_UP_BY, kept.public_id)
    page = response.content.decode(response.charset)
    text = refilled(page, path=request.path, action=kept.action, fields=fields, mark=mark)
    response.content = text.encode(response.charset)


def _is_turned_away(request: HttpRequest, response: HttpResponse) -> bool:
    """Tell whether a form reached a page for which one has to sign in; its token was checked before."""
    to_sign_in = response.get("Location", "").partition("?")[0] == resolve_url(settings.LOGIN_URL)
    match = request.resolver_match
    closed = match is not None and getattr(match.func, "login_required", True)
    return request.method == "POST" and closed and to_sign_in and "HX-Request" not in request.headers


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and from there back to the page on which the form stood."""
    page, writer, kept = page_before(request), writer_of(request), None
    if writer is not None:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        had_files = any(request.FILES.values())
        kept = keep_form(writer, action=request.path, page=page, fields=fields, had_files=had_files)
        former = kept_form_for(writer, request.POST.get(TAKEN_UP_BY, ""))
        if kept is not None and former is not None:
            forget_form(former)
    return redirect_to_login(page_filled(kept) if kept else page)


def _marked(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With the mark by which the browser's next forms are known to be this person's; who signs out takes it along."""
    if not isinstance(request.user, User):
        response.delete_cookie(COOKIE, samesite="Lax")
    elif not _is_marked(request, request.user):
        response.set_cookie(
            COOKIE,
            writer_token(request.user),
            max_age=2 * settings.SESSION_COOKIE_AGE,  # longer than the session whose end it bridges
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


def _is_marked(request: HttpRequest, user: User) -> bool:
    return request.COOKIES.get(COOKIE) == writer_token(user)


def is_local(request: HttpRequest) -> bool:
    """Tell whether a request comes from this computer and not through a proxy on it."""
    direct = not any(name in request.META for name in FORWARDED)
    return direct and is_loopback(request.META.get("REMOTE_ADDR", ""))


def _refusal(text: str) -> HttpResponse:
    answer = HttpResponse(f"{text}\n", status=MISDIRECTED, content_type="text/plain; charset=utf-8")
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer

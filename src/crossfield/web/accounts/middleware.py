"""Doors of the workbench: which names and which people it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils.translation import gettext as _

from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.settings import is_loopback

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    Answer = Callable[[HttpRequest], HttpResponse]

MISDIRECTED = 421
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
            return _refusal(_("This workbench answers this computer only. Start it with --host to let others in."))
        return answer(request)

    return middleware


def sign_in_at_desk(answer: Answer) -> Answer:
    """At a desk, every request is the local user's; elsewhere people sign in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.DESK and is_local(request):
            request.user = ensure_desk_user()
        return answer(request)

    return middleware


def is_local(request: HttpRequest) -> bool:
    """Tell whether a request comes from this computer and not through a proxy on it."""
    direct = not any(name in request.META for name in FORWARDED)
    return direct and is_loopback(request.META.get("REMOTE_ADDR", ""))


def _refusal(text: str) -> HttpResponse:
    answer = HttpResponse(f"{text}\n", status=MISDIRECTED, content_type="text/plain; charset=utf-8")
    answer["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return answer

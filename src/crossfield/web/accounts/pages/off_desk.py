"""Pages on signing in: they are there where people sign in, and lead to the start page at a desk."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    View = Callable[..., HttpResponseBase]


def off_desk(view: View) -> View:
    """Answer where people sign in; at a desk there is one user and nothing to sign in to."""

    @wraps(view)
    def answered(request: HttpRequest, *places: object, **named: object) -> HttpResponseBase:
        return redirect("start") if settings.DESK else view(request, *places, **named)

    return never_cache(answered)


def before_sign_in(view: View) -> View:
    """The same for pages that are read without being signed in."""
    return login_not_required(off_desk(view))

"""Who asks for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404

from crossfield.web.accounts.models import User

if TYPE_CHECKING:
    from django.http import HttpRequest


def reader_of(request: HttpRequest) -> User:
    """The signed-in user; for anybody else there is no page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def reader_or_none(request: HttpRequest) -> User | None:
    """The signed-in user; None for anybody else, on pages that everybody reads."""
    return request.user if isinstance(request.user, User) else None

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

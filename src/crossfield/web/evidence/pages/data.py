"""The page on the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crossfield.errors import LakeError
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.load import KINDS, PROGRAMMES, load_view, official_address, recent_loads
from crossfield.web.evidence.queries.source import data_view, versions_known
from crossfield.web.evidence.rules import can_manage_data

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.queries.source import DataView

UNREADABLE = 503


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is loaded, from when to when, what is missing, and how to load more."""
    view = _view()
    manages = can_manage_data(request.user)
    shown = {
        "view": view,
        "listings": view.listings if view else {},
        "manages": manages,
        "versions": versions_known(),
        "loads": [load_view(load) for load in recent_loads()] if manages else [],
        "official": [(name, said, official_address(name)) for name, said in PROGRAMMES.items()],
        "kinds": KINDS.items(),
        "is_own": not settings.CROSSFIELD.lake,
    }
    return render(request, "evidence/data.html", shown, status=200 if view else UNREADABLE)


def _view() -> DataView | None:
    """What the version that is shown holds; None: it cannot be read, and others are shown and loaded all the same."""
    try:
        return data_view(current_version(), get_language() or "en")
    except LakeError:
        return None


@require_safe
def data_file(_: HttpRequest, name: str, form: str) -> HttpResponse:
    """One of the page's tables as a file."""
    return listing_file(data_view(current_version(), get_language() or "en").listings, name, form, "data")

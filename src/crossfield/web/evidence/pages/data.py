"""The page on the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.source import data_view

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is loaded, from when to when, and what is missing."""
    view = data_view(current_version(), get_language() or "en")
    return render(request, "evidence/data.html", {"view": view, "listings": view.listings})


@require_safe
def data_file(_: HttpRequest, name: str, form: str) -> HttpResponse:
    """One of the page's tables as a file."""
    return listing_file(data_view(current_version(), get_language() or "en").listings, name, form, "data")

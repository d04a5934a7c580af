"""Search: a page of its own, and the list under the field that every page has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crossfield.web.accounts.pages.reader import reader_or_none
from crossfield.web.desk.queries.frame import own_region
from crossfield.web.desk.queries.search import search_view
from crossfield.web.evidence.queries.data import current_version

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.desk.queries.search import SearchView

LONGEST_QUERY = 120
AT_MOST, IN_LIST = 50, 8


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything that matches, best first."""
    return render(request, "desk/search.html", {"view": _view(request, AT_MOST)})


@require_safe
def search_list(request: HttpRequest) -> HttpResponse:
    """The best matches as options of the search field."""
    return render(request, "desk/search_list.html", {"view": _view(request, IN_LIST)})


def _view(request: HttpRequest, limit: int) -> SearchView:
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY].strip()
    user = reader_or_none(request)
    asked = (own_region(request), get_language() or "en")
    return search_view(text, version=current_version(), user=user, asked=asked, limit=limit)

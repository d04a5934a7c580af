"""What another data version changes for a region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.models import User
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.changes import changes_view
from crossfield.web.evidence.queries.data import current_version, lake_of, own_settings
from crossfield.web.evidence.queries.region import default_region, regions_with_figures
from crossfield.web.evidence.queries.sheet import changes_sheet
from crossfield.web.evidence.queries.source import version_before, versions_known

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.queries.changes import ChangesView

LONGEST = 80


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Old beside new: for the reader's region and the last two versions, unless others are asked for."""
    before, after, region = _asked(request)
    if not before:
        return render(request, "evidence/changes_none.html", {"version": after})
    view = changes_view(before, after, region, get_language() or "en")
    shown = {
        "view": view,
        "listings": view.listings,
        "versions": versions_known(),
        "places": regions_with_figures(after, own_settings().scheme),
        "query": f"?{request.GET.urlencode()}" if request.GET else "",
    }
    return render(request, "evidence/changes.html", shown)


@require_safe
def changes_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """One of the page's tables as a file."""
    view = _view(request)
    return listing_file(view.listings, name, form, f"changes-{view.place['region']}")


@require_POST
def changes_pin(request: HttpRequest, name: str) -> HttpResponse:
    """Pin one of the page's tables."""
    view = _view(request)
    asked = {"page": "changes", "region": str(view.place["region"]), "table": name, "language": get_language() or "en"}
    asked |= {"before": view.before, "after": view.after}
    return pin(request, view.listings, version=view.after, said=(view.question, view.answer), asked=asked)


@require_safe
def changes_a4(request: HttpRequest) -> HttpResponse:
    """What has changed, on one sheet of paper."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    if not _asked(request)[0]:
        return redirect("changes")
    return render(request, "evidence/a4.html", {"sheet": changes_sheet(_view(request), query)})


def _view(request: HttpRequest) -> ChangesView:
    before, after, region = _asked(request)
    return changes_view(before, after, region, get_language() or "en")


def _asked(request: HttpRequest) -> tuple[str, str, str]:
    after = request.GET.get("after", "")[:LONGEST] or current_version()
    lake_of(after)
    before = request.GET.get("before", "")[:LONGEST] or version_before(after)
    own = request.user.region if isinstance(request.user, User) else ""
    return before, after, request.GET.get("region", "")[:LONGEST] or default_region(own)

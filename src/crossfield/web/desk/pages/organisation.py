"""The page of an organisation of the data: what it works on and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation import organisation_view
from crossfield.web.evidence.queries.partner_sheet import organisation_sheet

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.queries.organisation import OrganisationView


@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Fields, roles, partners, interfaces and projects of an organisation."""
    view = _view(code)
    if view.code != code:
        return redirect("organisation", view.code)
    return render(request, "desk/organisation.html", {"view": view, "listings": view.listings})


@require_safe
def organisation_file(_: HttpRequest, code: str, name: str, form: str) -> HttpResponse:
    """One of the page's tables as a file."""
    view = _view(code)
    return listing_file(view.listings, name, form, view.code.replace(":", "-"))


@require_POST
def organisation_pin(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Pin one of the page's tables."""
    view, language = _view(code), get_language() or "en"
    asked = {"page": "organisation", "organisation": view.code, "table": name, "language": language}
    return pin(request, view.listings, version=current_version(), said=(view.name, view.answer), asked=asked)


@require_safe
def organisation_a4(request: HttpRequest, code: str) -> HttpResponse:
    """The organisation on one sheet of paper."""
    return render(request, "evidence/a4.html", {"sheet": organisation_sheet(_view(code))})


def _view(code: str) -> OrganisationView:
    return organisation_view(current_version(), code, get_language() or "en")

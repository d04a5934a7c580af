"""The page of an organisation of the data: what it works on and with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.pages.reader import reader_or_none
from crossfield.web.desk.queries.cooperation import register_citation
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.acquaintance import ways_answer, ways_listing, ways_to
from crossfield.web.evidence.queries.basis import REGISTER
from crossfield.web.evidence.queries.crosswalk import registered_as
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation import organisation_view
from crossfield.web.evidence.queries.partner_sheet import organisation_sheet
from crossfield.web.evidence.queries.shortlist import codes_on_shortlist
from crossfield.web.registry.queries.organisation import newest_values
from crossfield.web.registry.rules import can_read, can_write

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.queries.acquaintance import Way
    from crossfield.web.evidence.queries.listing import Listing
    from crossfield.web.evidence.queries.organisation import OrganisationView


@require_safe
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """Fields, roles, partners, interfaces and projects of an organisation."""
    view = _view(code)
    if view.code != code:
        return redirect("organisation", view.code)
    user, registered = reader_or_none(request), registered_as(view.code)
    ways = ways_to(user, code=view.code, organisation=registered)
    shown = {
        "view": view,
        "listings": view.listings | {"ways": _ways(ways)},
        "ways": ways_answer(ways),
        "registered": registered,
        "kept": user is not None and view.code in codes_on_shortlist(user),
        "knows": can_read(user),
        "add": _adding(view) if can_write(user) and registered is None else "",
    }
    return render(request, "desk/organisation.html", shown)


@require_safe
def organisation_file(request: HttpRequest, code: str, name: str, form: str) -> HttpResponse:
    """One of the page's tables as a file."""
    view = _view(code)
    listings = _known(request, view) if name == "ways" else view.listings
    return listing_file(listings, name, form, view.code.replace(":", "-"))


@require_POST
def organisation_pin(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Pin one of the page's tables."""
    view, language = _view(code), get_language() or "en"
    asked = {"page": "organisation", "organisation": view.code, "table": name, "language": language}
    if name == "ways":  # of the register: no data version computes it anew
        listings, said = _known(request, view), (view.name, "")
        return pin(request, listings, version=REGISTER, said=said, asked=asked | {"page": "organisation_ways"})
    return pin(request, view.listings, version=current_version(), said=(view.name, view.answer), asked=asked)


@require_safe
def organisation_a4(request: HttpRequest, code: str) -> HttpResponse:
    """The organisation on one sheet of paper."""
    view = _view(code)
    registered = registered_as(view.code) if can_read(reader_or_none(request)) else None
    website = newest_values([registered.pk]).get(registered.pk, {}).get("website", "") if registered else ""
    return render(request, "evidence/a4.html", {"sheet": organisation_sheet(view, website)})


def _view(code: str) -> OrganisationView:
    return organisation_view(current_version(), code, get_language() or "en")


def _adding(view: OrganisationView) -> str:
    """Address of the form that adds it to the register, with what the data know of it."""
    kind, _colon, number = view.code.partition(":")
    known = {"name": view.name, "region": view.region, "pic": number if kind == "pic" else "", "source": view.citation}
    return f"{reverse('register_organisation_new')}?{urlencode(known)}"


def _known(request: HttpRequest, view: OrganisationView) -> dict[str, Listing]:
    """The table of ways, for those who read the register; for all others there is none."""
    user = reader_or_none(request)
    if not can_read(user):
        return {}
    return {"ways": _ways(ways_to(user, code=view.code, organisation=registered_as(view.code)))}


def _ways(ways: list[Way]) -> Listing:
    return ways_listing(ways, get_language() or "en", register_citation())

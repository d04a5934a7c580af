"""The interface map of a region: page, drawing, picture files, table files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.pages.reader import reader_or_none
from crossfield.web.evidence.pages.download import check_picture, listing_file, picture_answer
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interfaces import interface_drawing, interface_picture, interfaces_view, of_field
from crossfield.web.evidence.queries.named import named_entries
from crossfield.web.evidence.queries.region import find_region
from crossfield.web.evidence.queries.sheet import interfaces_sheet

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_safe
def interfaces(request: HttpRequest, code: str) -> HttpResponse:
    """Where fields meet in a region."""
    view = interfaces_view(current_version(), code, _shows(request), get_language() or "en", _opened(request))
    if view.place["region"] != code:
        asked = request.GET.urlencode()  # what the map shows goes along
        address = reverse("interfaces", args=[view.place["region"]])
        return redirect(f"{address}?{asked}" if asked else address, permanent=True)
    field = request.GET.get("field", "")[:80]
    listing = of_field(current_version(), view.listing, field) if field else view.listing
    shown = {"view": view, "here": code, "listing": listing, "field": field, "query": _query(request)}
    user = reader_or_none(request)
    shown["named"] = named_entries(user, current_version(), view.place, get_language() or "en")
    return render(request, "evidence/interfaces.html", shown)


@require_safe
def interfaces_drawing(request: HttpRequest, code: str) -> JsonResponse:
    """The map as a specification that the page's script draws."""
    language = get_language() or "en"
    return JsonResponse(interface_drawing(current_version(), code, _shows(request), language, _opened(request)))


@require_safe
def interfaces_picture(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The map as a file, with title, answer and sources."""
    check_picture(form)
    region = find_region(current_version(), code)["region"]
    language = get_language() or "en"
    chart = interface_picture(current_version(), region, _shows(request), language, _opened(request), framed=True)
    return picture_answer(chart.to_dict(), form, f"{region}-interfaces")


@require_safe
def interfaces_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The table of a region's interfaces as a file."""
    view = interfaces_view(current_version(), code, _shows(request), get_language())
    return listing_file({view.listing.name: view.listing}, view.listing.name, form, view.place["region"])


@require_POST
def interfaces_pin(request: HttpRequest, code: str) -> HttpResponse:
    """Pin the table of a region's interfaces."""
    version, language = current_version(), get_language() or "en"
    opened = _opened(request)
    view = interfaces_view(version, code, _shows(request), language, opened)
    name, region = view.listing.name, str(view.place["region"])
    asked = {"page": "interfaces", "region": region, "table": name, "language": language, "shows": view.shows}
    said = (str(view.place["label"]), view.answer)
    drawing = interface_drawing(version, region, view.shows, language, opened)
    framed = interface_picture(version, region, view.shows, language, opened, framed=True).to_dict(validate=False)
    chart = {"kind": "drawing", "framed": framed, **drawing}
    return pin(request, {name: view.listing}, version=version, said=said, asked=asked, chart=chart)


@require_safe
def interfaces_a4(request: HttpRequest, code: str) -> HttpResponse:
    """The map on one sheet of paper."""
    language = get_language() or "en"
    view = interfaces_view(current_version(), code, _shows(request), language, _opened(request))
    sheet = interfaces_sheet(current_version(), view, language, _query(request))
    return render(request, "evidence/a4.html", {"sheet": sheet})


@require_safe
def interfaces_inline(request: HttpRequest, code: str) -> HttpResponse:
    """The map as a picture inside a page: without title and citation, which the page says."""
    language = get_language() or "en"
    chart = interface_picture(current_version(), code, _shows(request), language, _opened(request), framed=False)
    return picture_answer(chart.to_dict(validate=False))


def _shows(request: HttpRequest) -> str:
    return request.GET.get("shows", "strength")[:20]


def _opened(request: HttpRequest) -> str:
    return request.GET.get("open", "")[:80]


def _query(request: HttpRequest) -> str:
    """What the map shows, as the end of an address."""
    asked = {"shows": _shows(request)} | ({"open": _opened(request)} if _opened(request) else {})
    return f"?{urlencode(asked)}"

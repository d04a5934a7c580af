"""The interface map of a region: page, drawing, picture files, table files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.models import User
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interfaces import interface_drawing, interface_picture, interfaces_view, of_field
from crossfield.web.evidence.queries.named import named_entries
from crossfield.web.evidence.queries.region import find_region
from crossfield.web.evidence.queries.sheet import interfaces_sheet
from crossfield.web.evidence.tasks import picture_file

if TYPE_CHECKING:
    from django.http import HttpRequest

PICTURES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@require_safe
def interfaces(request: HttpRequest, code: str) -> HttpResponse:
    """Where fields meet in a region."""
    view = interfaces_view(current_version(), code, _shows(request), get_language())
    if view.place["region"] != code:
        asked = request.GET.urlencode()  # what the map shows goes along
        address = reverse("interfaces", args=[view.place["region"]])
        return redirect(f"{address}?{asked}" if asked else address, permanent=True)
    field = request.GET.get("field", "")[:80]
    listing = of_field(current_version(), view.listing, field) if field else view.listing
    shown = {"view": view, "here": code, "listing": listing, "field": field, "query": f"?shows={view.shows}"}
    user = request.user if isinstance(request.user, User) else None
    shown["named"] = named_entries(user, current_version(), view.place, get_language() or "en")
    return render(request, "evidence/interfaces.html", shown)


@require_safe
def interfaces_drawing(request: HttpRequest, code: str) -> JsonResponse:
    """The map as a specification that the page's script draws."""
    return JsonResponse(interface_drawing(current_version(), code, _shows(request), get_language()))


@require_safe
def interfaces_picture(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The map as a file, with title, answer and sources."""
    if form not in PICTURES:
        raise Http404
    region = find_region(current_version(), code)["region"]
    chart = interface_picture(current_version(), region, _shows(request), get_language(), framed=True)
    answer = HttpResponse(picture_file(chart.to_dict(), f".{form}"), content_type=PICTURES[form])
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{region}-interfaces.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def interfaces_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The table of a region's interfaces as a file."""
    view = interfaces_view(current_version(), code, _shows(request), get_language())
    return listing_file({view.listing.name: view.listing}, view.listing.name, form, view.place["region"])


@require_POST
def interfaces_pin(request: HttpRequest, code: str) -> HttpResponse:
    """Pin the table of a region's interfaces."""
    version, language = current_version(), get_language() or "en"
    view = interfaces_view(version, code, _shows(request), language)
    name, region = view.listing.name, str(view.place["region"])
    asked = {"page": "interfaces", "region": region, "table": name, "language": language, "shows": view.shows}
    said = (str(view.place["label"]), view.answer)
    drawing = interface_drawing(version, region, view.shows, language)
    framed = interface_picture(version, region, view.shows, language, framed=True).to_dict(validate=False)
    chart = {"kind": "drawing", "framed": framed, **drawing}
    return pin(request, {name: view.listing}, version=version, said=said, asked=asked, chart=chart)


@require_safe
def interfaces_a4(request: HttpRequest, code: str) -> HttpResponse:
    """The map on one sheet of paper."""
    language = get_language() or "en"
    view = interfaces_view(current_version(), code, _shows(request), language)
    return render(request, "evidence/a4.html", {"sheet": interfaces_sheet(current_version(), view, language)})


@require_safe
def interfaces_inline(request: HttpRequest, code: str) -> HttpResponse:
    """The map as a picture inside a page: without title and citation, which the page says."""
    chart = interface_picture(current_version(), code, _shows(request), get_language() or "en", framed=False)
    answer = HttpResponse(picture_file(chart.to_dict(validate=False), ".svg"), content_type=PICTURES["svg"])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _shows(request: HttpRequest) -> str:
    return request.GET.get("shows", "strength")[:20]

"""The interface map of a region: page, drawing, picture files, table files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interfaces import interface_drawing, interface_picture, interfaces_view
from crossfield.web.evidence.tasks import picture_file

if TYPE_CHECKING:
    from django.http import HttpRequest

PICTURES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}


@require_safe
def interfaces(request: HttpRequest, code: str) -> HttpResponse:
    """Where fields meet in a region."""
    view = interfaces_view(current_version(), code, _shows(request), get_language())
    if view.place["region"] != code:
        return redirect("interfaces", view.place["region"], permanent=True)
    return render(request, "evidence/interfaces.html", {"view": view, "here": code})


@require_safe
def interfaces_drawing(request: HttpRequest, code: str) -> JsonResponse:
    """The map as a specification that the page's script draws."""
    return JsonResponse(interface_drawing(current_version(), code, _shows(request), get_language()))


@require_safe
def interfaces_picture(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The map as a file, with title, answer and sources."""
    if form not in PICTURES:
        raise Http404
    chart = interface_picture(current_version(), code, _shows(request), get_language(), framed=True)
    answer = HttpResponse(picture_file(chart.to_dict(), f".{form}"), content_type=PICTURES[form])
    answer["Content-Disposition"] = f'attachment; filename="crossfield-{code}-interfaces.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
def interfaces_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The table of a region's interfaces as a file."""
    view = interfaces_view(current_version(), code, _shows(request), get_language())
    return listing_file({view.listing.name: view.listing}, view.listing.name, form, view.place["region"])


def _shows(request: HttpRequest) -> str:
    return request.GET.get("shows", "strength")[:20]

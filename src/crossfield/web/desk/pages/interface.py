"""The page of an interface: what joins evidence and work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.interface import interface_view
from crossfield.web.evidence.queries.sheet import interface_sheet

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def interface(request: HttpRequest, code: str, field_a: str, field_b: str) -> HttpResponse:
    """Figures of an interface, who works on it here and elsewhere, and the records behind."""
    view = interface_view(current_version(), code, field_a, field_b, get_language() or "en")
    if (view.place["region"], *view.pair) != (code, field_a, field_b):
        return redirect("interface", view.place["region"], *view.pair, permanent=True)
    return render(request, "desk/interface.html", {"view": view, "listings": view.listings, "here": code})


@require_safe
def interface_file(_: HttpRequest, *, code: str, field_a: str, field_b: str, name: str, form: str) -> HttpResponse:
    """One of the page's tables as a file."""
    view = interface_view(current_version(), code, field_a, field_b, get_language() or "en")
    stem = "-".join((str(view.place["region"]), *view.pair))
    return listing_file(view.listings, name, form, stem)


@require_POST
def interface_pin(request: HttpRequest, *, code: str, field_a: str, field_b: str, name: str) -> HttpResponse:
    """Pin one of the page's tables."""
    version, language = current_version(), get_language() or "en"
    view = interface_view(version, code, field_a, field_b, language)
    asked = {"page": "interface", "region": str(view.place["region"]), "table": name, "language": language}
    asked |= {"field_a": view.pair[0], "field_b": view.pair[1]}
    said = (f"{view.title} · {view.place['label']}", view.answer)
    return pin(request, view.listings, version=version, said=said, asked=asked)


@require_safe
def interface_a4(request: HttpRequest, code: str, field_a: str, field_b: str) -> HttpResponse:
    """The interface on one sheet of paper."""
    view = interface_view(current_version(), code, field_a, field_b, get_language() or "en")
    return render(request, "evidence/a4.html", {"sheet": interface_sheet(view)})

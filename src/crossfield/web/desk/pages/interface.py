"""The page of an interface: what joins evidence and work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.pages.reader import reader_or_none
from crossfield.web.desk.queries.panel import panels_at
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.basis import REGISTER
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.interface import interface_listing, interface_view
from crossfield.web.evidence.queries.region import find_region
from crossfield.web.evidence.queries.sheet import interface_sheet
from crossfield.web.registry.queries.panel import AskedInterface

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.desk.queries.panel import ShownPanel
    from crossfield.web.evidence.queries.interface import InterfaceView


@require_safe
def interface(request: HttpRequest, code: str, field_a: str, field_b: str) -> HttpResponse:
    """Figures of an interface, who works on it here and elsewhere, and the records behind."""
    view = interface_view(current_version(), code, field_a, field_b, get_language() or "en")
    if (view.place["region"], *view.pair) != (code, field_a, field_b):
        return redirect("interface", view.place["region"], *view.pair, permanent=True)
    shown = {"view": view, "listings": view.listings, "here": code, "panels": _panels(request, view)}
    return render(request, "desk/interface.html", shown)


@require_safe
def interface_file(
    request: HttpRequest, *, code: str, field_a: str, field_b: str, name: str, form: str
) -> HttpResponse:
    """One of the page's tables as a file."""
    version, language = current_version(), get_language() or "en"
    place, pair = find_region(version, code), sorted((field_a, field_b))
    found = interface_listing(version, code, (field_a, field_b), name, language)
    if found is None:
        panels = _panels(request, interface_view(version, code, field_a, field_b, language))
        known = {one.listing.name: one.listing for one in panels}
    else:
        known = {name: found}
    return listing_file(known, name, form, "-".join((str(place["region"]), *pair)))


@require_POST
def interface_pin(request: HttpRequest, *, code: str, field_a: str, field_b: str, name: str) -> HttpResponse:
    """Pin one of the page's tables."""
    version, language = current_version(), get_language() or "en"
    view = interface_view(version, code, field_a, field_b, language)
    asked = {"page": "interface", "region": str(view.place["region"]), "table": name, "language": language}
    asked |= {"field_a": view.pair[0], "field_b": view.pair[1]}
    said = (f"{view.title} · {view.place['label']}", view.answer)
    if name in view.listings:
        return pin(request, view.listings, version=version, said=said, asked=asked)
    known = {one.listing.name: one for one in _panels(request, view)}
    said = (said[0], known[name].says if name in known else "")
    listings = {key: one.listing for key, one in known.items()}
    return pin(request, listings, version=REGISTER, said=said, asked=asked | {"page": "interface_register"})


@require_safe
def interface_a4(request: HttpRequest, code: str, field_a: str, field_b: str) -> HttpResponse:
    """The interface on one sheet of paper."""
    view = interface_view(current_version(), code, field_a, field_b, get_language() or "en")
    return render(request, "evidence/a4.html", {"sheet": interface_sheet(view)})


def _panels(request: HttpRequest, view: InterfaceView) -> list[ShownPanel]:
    """What the rooms know about it, for who asks."""
    sides = ((view.pair[0],), (view.pair[1],))
    asked = AskedInterface(
        str(view.place["region"]), own_settings().scheme, *sides, title=view.title, language=get_language() or "en"
    )
    return panels_at(reader_or_none(request), asked, view.citation)

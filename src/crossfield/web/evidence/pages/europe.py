"""The map of Europe: page, drawing, picture files, table files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.evidence.pages.download import check_picture, listing_file, picture_answer
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.europe import chosen_fields, europe_drawing, europe_picture, europe_view
from crossfield.web.evidence.queries.region import find_region
from crossfield.web.evidence.queries.sheet import europe_sheet

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.evidence.queries.europe import EuropeView

LONGEST_CODE = 80


@require_safe
def europe_choice(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to the map of the fields that were chosen; without any to that of the region's strongest interface."""
    given = tuple(request.GET.get(name, "")[:LONGEST_CODE] for name in ("a", "b"))
    fields = chosen_fields(current_version(), code, given)
    return redirect("europe", find_region(current_version(), code)["region"], ",".join(fields))


@require_safe
def europe(request: HttpRequest, code: str, fields: str) -> HttpResponse:
    """Where in Europe a field or an interface is at home, and with whom the region works there."""
    view = _view(code, fields)
    if (view.place["region"], ",".join(view.fields)) != (code, fields):
        return redirect("europe", view.place["region"], ",".join(view.fields), permanent=True)
    shown = {"view": view, "here": code, "fields": fields, "listings": {"europe": view.listing}}
    return render(request, "evidence/europe.html", shown)


@require_safe
def europe_data(_: HttpRequest, code: str, fields: str) -> JsonResponse:
    """The map as a specification that the page's script draws."""
    view = _view(code, fields)
    return JsonResponse(europe_drawing(current_version(), str(view.place["region"]), view.fields, _language()))


@require_safe
def europe_image(_: HttpRequest, code: str, fields: str, form: str) -> HttpResponse:
    """The map as a file of 16 : 9, with title, answer and sources."""
    check_picture(form)
    view = _view(code, fields)
    region = str(view.place["region"])
    chart = europe_picture(current_version(), region, view.fields, _language(), "framed")
    return picture_answer(chart.to_dict(validate=False), form, f"{region}-europe-{'-'.join(view.fields)}")


@require_safe
def europe_inline(request: HttpRequest, code: str, fields: str) -> HttpResponse:
    """The map inside a page where no script draws it: small on narrow screens."""
    view = _view(code, fields)
    form = "small" if request.GET.get("size") == "small" else "page"
    chart = europe_picture(current_version(), str(view.place["region"]), view.fields, _language(), form)
    return picture_answer(chart.to_dict(validate=False))


@require_safe
def europe_file(_: HttpRequest, *, code: str, fields: str, name: str, form: str) -> HttpResponse:
    """The table of all regions as a file."""
    view = _view(code, fields)
    stem = "-".join((str(view.place["region"]), *view.fields))
    return listing_file({view.listing.name: view.listing}, name, form, stem)


@require_POST
def europe_pin(request: HttpRequest, code: str, fields: str, name: str) -> HttpResponse:
    """Pin the table of all regions."""
    view = _view(code, fields)
    asked = {"page": "europe", "region": str(view.place["region"]), "table": name, "language": _language()}
    asked |= dict(zip(("field_a", "field_b"), view.fields, strict=False))
    said = (f"{view.title} · {view.place['label']}", view.answer)
    return pin(request, {view.listing.name: view.listing}, version=current_version(), said=said, asked=asked)


@require_safe
def europe_a4(request: HttpRequest, code: str, fields: str) -> HttpResponse:
    """The map on one sheet of paper."""
    return render(request, "evidence/a4.html", {"sheet": europe_sheet(_view(code, fields))})


def _view(code: str, fields: str) -> EuropeView:
    return europe_view(current_version(), code, tuple(fields[: 2 * LONGEST_CODE].split(",")), _language())


def _language() -> str:
    return get_language() or "en"

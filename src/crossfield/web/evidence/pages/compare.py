"""Regions side by side: page, drawing, picture files, table files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.evidence.pages.download import check_picture, listing_file, picture_answer
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.compare import (
    chosen_regions,
    compare_drawing,
    compare_picture,
    compare_view,
    proposed,
)
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.region import default_region
from crossfield.web.evidence.queries.sheet import compare_sheet

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.evidence.queries.compare import CompareView

LONGEST = 200


@require_safe
def compare_choice(request: HttpRequest) -> HttpResponse:
    """Lead to the regions that were chosen; without any to a region and those most like it."""
    given = [one[:LONGEST] for text in request.GET.getlist("region") for one in text.split(",")]
    codes = chosen_regions(current_version(), given)
    return redirect("compare", ",".join(codes or proposed(current_version(), default_region(""), _language())))


@require_safe
def compare(request: HttpRequest, codes: str) -> HttpResponse:
    """Up to five regions side by side."""
    view = _view(codes)
    if view.codes != codes:
        return redirect("compare", view.codes, permanent=True)
    return render(request, "evidence/compare.html", {"view": view, "codes": codes, "listings": view.listings})


@require_safe
def compare_data(_: HttpRequest, codes: str) -> JsonResponse:
    """The picture as a specification that the page's script draws."""
    return JsonResponse(compare_drawing(current_version(), _codes(_view(codes)), _language()))


@require_safe
def compare_image(_: HttpRequest, codes: str, form: str) -> HttpResponse:
    """The picture as a file, with title, answer and sources."""
    check_picture(form)
    view = _view(codes)
    chart = compare_picture(current_version(), _codes(view), _language(), "framed")
    return picture_answer(chart.to_dict(validate=False), form, f"{'-'.join(_codes(view))}-compared")


@require_safe
def compare_inline(request: HttpRequest, codes: str) -> HttpResponse:
    """The picture inside a page where no script draws it: small on narrow screens."""
    form = "small" if request.GET.get("size") == "small" else "page"
    chart = compare_picture(current_version(), _codes(_view(codes)), _language(), form)
    return picture_answer(chart.to_dict(validate=False))


@require_safe
def compare_file(_: HttpRequest, codes: str, name: str, form: str) -> HttpResponse:
    """One of the tables as a file."""
    view = _view(codes)
    return listing_file(view.listings, name, form, "-".join(_codes(view)))


@require_POST
def compare_pin(request: HttpRequest, codes: str, name: str) -> HttpResponse:
    """Pin one of the tables."""
    view = _view(codes)
    asked = {"page": "compare", "region": view.codes, "table": name, "language": _language()}
    return pin(request, view.listings, version=current_version(), said=(view.names, view.answer), asked=asked)


@require_safe
def compare_a4(request: HttpRequest, codes: str) -> HttpResponse:
    """The comparison on one sheet of paper."""
    return render(request, "evidence/a4.html", {"sheet": compare_sheet(_view(codes), _language())})


def _view(codes: str) -> CompareView:
    found = chosen_regions(current_version(), [one[:LONGEST] for one in codes.split(",")[:LONGEST]])
    if not found:
        raise Http404
    return compare_view(current_version(), found, _language())


def _codes(view: CompareView) -> tuple[str, ...]:
    return tuple(view.codes.split(","))


def _language() -> str:
    return get_language() or "en"

"""The organisations at an interface as a network: page, drawing, picture files, table files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.evidence.pages.download import check_picture, listing_file, picture_answer
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.network import network_drawing, network_picture, network_view
from crossfield.web.evidence.queries.sheet import network_sheet

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.evidence.queries.network import NetworkView


@require_safe
def network(request: HttpRequest, code: str, field_a: str, field_b: str) -> HttpResponse:
    """Who works on an interface in Europe, and who has worked with whom."""
    view = _view(code, field_a, field_b)
    if (view.place["region"], *view.pair) != (code, field_a, field_b):
        return redirect("network", view.place["region"], *view.pair, permanent=True)
    shown = {"view": view, "here": code, "pair": view.pair, "listings": view.listings}
    return render(request, "evidence/network.html", shown)


@require_safe
def network_data(_: HttpRequest, code: str, field_a: str, field_b: str) -> JsonResponse:
    """The network as a specification that the page's script draws."""
    return JsonResponse(network_drawing(current_version(), _asked(_view(code, field_a, field_b)), _language()))


@require_safe
def network_image(_: HttpRequest, *, code: str, field_a: str, field_b: str, form: str) -> HttpResponse:
    """The network as a file, with title, answer and sources."""
    check_picture(form)
    asked = _asked(_view(code, field_a, field_b))
    chart = network_picture(current_version(), asked, _language(), "framed")
    return picture_answer(chart.to_dict(validate=False), form, f"{'-'.join(asked)}-network")


@require_safe
def network_inline(request: HttpRequest, code: str, field_a: str, field_b: str) -> HttpResponse:
    """The network inside a page where no script draws it: small on narrow screens."""
    form = "small" if request.GET.get("size") == "small" else "page"
    chart = network_picture(current_version(), _asked(_view(code, field_a, field_b)), _language(), form)
    return picture_answer(chart.to_dict(validate=False))


@require_safe
def network_file(_: HttpRequest, *, code: str, field_a: str, field_b: str, name: str, form: str) -> HttpResponse:
    """One of the tables as a file."""
    view = _view(code, field_a, field_b)
    return listing_file(view.listings, name, form, "-".join((*_asked(view), "network")))


@require_POST
def network_pin(request: HttpRequest, *, code: str, field_a: str, field_b: str, name: str) -> HttpResponse:
    """Pin one of the tables."""
    view = _view(code, field_a, field_b)
    asked = {"page": "network", "region": str(view.place["region"]), "table": name, "language": _language()}
    asked |= {"field_a": view.pair[0], "field_b": view.pair[1]}
    said = (f"{view.title} · {view.place['label']}", view.answer)
    return pin(request, view.listings, version=current_version(), said=said, asked=asked)


@require_safe
def network_a4(request: HttpRequest, code: str, field_a: str, field_b: str) -> HttpResponse:
    """The network on one sheet of paper."""
    return render(request, "evidence/a4.html", {"sheet": network_sheet(_view(code, field_a, field_b))})


def _view(code: str, field_a: str, field_b: str) -> NetworkView:
    return network_view(current_version(), code, field_a, field_b, _language())


def _asked(view: NetworkView) -> tuple[str, str, str]:
    return str(view.place["region"]), view.pair[0], view.pair[1]


def _language() -> str:
    return get_language() or "en"

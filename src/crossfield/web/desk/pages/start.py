"""The start page, the choice of one's own region, and the idea box."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.errors import UnknownNameError
from crossfield.web.accounts.actions.account import remember_region
from crossfield.web.accounts.models import User
from crossfield.web.desk.queries.frame import own_region
from crossfield.web.desk.queries.start import start_view
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.idea import idea_view
from crossfield.web.evidence.queries.partner_question import PartnerQuestion
from crossfield.web.evidence.queries.places import places_or_closest
from crossfield.web.evidence.queries.region import find_region

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Three sentences on one's own region, and a box for an idea."""
    view = start_view(current_version(), own_region(request), get_language() or "en")
    return render(request, "desk/start.html", {"view": view, "example": _example()})


@require_safe
def idea(request: HttpRequest) -> HttpResponse:
    """Fields and interfaces of an idea: the answer alone where the page's script asks, else a page."""
    text = request.GET.get("text", "")
    region = own_region(request)
    view = idea_view(current_version(), region, text, get_language() or "en")
    partners = PartnerQuestion(region, text=view.text, new=True).query
    htmx = getattr(request, "htmx", False)
    return render(request, "desk/idea_answer.html" if htmx else "desk/idea.html", {"view": view, "partners": partners})


@require_POST
def choose_region(request: HttpRequest) -> HttpResponse:
    """Make a region one's own: start page and menu lead there from now on; of a mistyped one, choose what was meant."""
    asked = request.POST.get("region", "")[:200].strip()
    try:
        place = find_region(current_version(), asked)
    except UnknownNameError as error:
        view = start_view(current_version(), own_region(request), get_language() or "en")
        shown = {"view": view, "example": _example(), "asked": asked}
        shown["places"], shown["closest"] = places_or_closest(current_version(), error)
        return render(request, "desk/start.html", shown, status=HTTPStatus.NOT_FOUND)
    if isinstance(request.user, User):
        remember_region(request.user, region=str(place["region"]))
    return redirect("start")


def _example() -> str:
    return _(
        "Sensors in clothing warn older people at home before a fall. A small chip in the textile analyses the "
        "movement, and the nursing service is called."
    )

"""Regions suggested for a seat that is being typed; a person confirms one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from crossfield.web.evidence.queries.intake import named, places_said
from crossfield.web.evidence.queries.link import country_of
from crossfield.web.evidence.queries.seat import Address, seats_found, told_country

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST = 100


@require_safe
def seat_suggested(request: HttpRequest) -> HttpResponse:
    """Regions of a postcode and a city, each with its reason, as choices of a form; nothing where none is known."""
    region, postcode, city = (request.GET.get(key, "").strip()[:LONGEST] for key in ("region", "postcode", "city"))
    seat = seats_found([told_country(Address(country_of(region), postcode, city))])[0]
    places = places_said()
    among = [(seat.region, seat.why)] if seat.region else list(seat.among)
    shown = {
        "among": [(code, named(code, places), why) for code, why in among],
        "chosen": request.GET.get("suggested", ""),
        "is_told": len(region) > len("DE") and not country_of(region),
    }
    return render(request, "evidence/seat_suggested.html", shown)

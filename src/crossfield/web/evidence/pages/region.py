"""Regions: the list, one region, and its tables as files."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from crossfield.errors import closest_names
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.places import is_called, places_found
from crossfield.web.evidence.queries.region import matching, region_view, regions_holding, regions_with_figures
from crossfield.web.evidence.queries.sheet import region_sheet

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.indicators.places import Place

LONGEST_QUERY = 200


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """Find a region by name, code or a city in it, or choose it from a list by country."""
    rows = regions_with_figures(current_version(), own_settings().scheme)
    wanted = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    found = matching(rows, wanted) if wanted else []
    places = places_found(current_version(), wanted, is_sure=bool(found)) if wanted else []
    if len(found) == 1 and not _elsewhere(places, str(found[0]["region"])):
        return redirect("region", found[0]["region"])
    countries = [
        {"name": group[0]["label"], "code": code, "regions": group}
        for code, group in ((key, list(rows_of)) for key, rows_of in groupby(rows, key=_country))
    ]
    shown: dict[str, Any] = {"wanted": wanted, "found": found, "countries": countries, "count": len(rows)}
    told = {row["region"] for row in found}
    shown["places"] = [(place, row) for place, row in places if row["region"] not in told]
    told |= {row["region"] for _, row in places}
    if wanted and not found:
        parts = regions_holding(current_version(), wanted)
        shown["parts"] = [(name, row) for name, row in parts if row["region"] not in told]
        if not is_called(places, wanted):
            shown["closest"] = closest_names(wanted, (str(row["label"]) for row in rows))
    return render(request, "evidence/regions.html", shown)


def _elsewhere(places: list[tuple[Place, dict[str, Any]]], code: str) -> bool:
    """True where a city of the same name lies neither in the region nor around it."""
    regions = [str(row["region"]) for _, row in places]
    return any(not one.startswith(code) and not code.startswith(one) for one in regions)


def _country(row: dict[str, Any]) -> str:
    return str(row["country"])


@require_safe
def region(request: HttpRequest, code: str) -> HttpResponse:
    """What a region is specialised in, who leads there, what money came."""
    view = region_view(current_version(), code, get_language())
    if view.place["region"] != code:
        return redirect("region", view.place["region"], permanent=True)
    return render(request, "evidence/region.html", {"view": view, "listings": view.listings, "here": code})


@require_safe
def region_file(_: HttpRequest, code: str, name: str, form: str) -> HttpResponse:
    """One of the tables of a region's page as a file."""
    view = region_view(current_version(), code, get_language())
    return listing_file(view.listings, name, form, view.place["region"])


@require_POST
def region_pin(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Pin one of the tables of a region's page."""
    version, language = current_version(), get_language() or "en"
    view = region_view(version, code, language)
    asked = {"page": "region", "region": str(view.place["region"]), "table": name, "language": language}
    answer = view.answer if name == "fields" else ""  # it speaks of the fields; other tables have none of their own
    return pin(request, view.listings, version=version, said=(str(view.place["label"]), answer), asked=asked)


@require_safe
def region_a4(request: HttpRequest, code: str) -> HttpResponse:
    """The region on one sheet of paper."""
    view = region_view(current_version(), code, get_language())
    return render(request, "evidence/a4.html", {"sheet": region_sheet(view, get_language())})

"""Regions: the list, one region, and its tables as files."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.region import matching, region_view, regions_with_figures

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

LONGEST_QUERY = 200


@require_safe
def regions(request: HttpRequest) -> HttpResponse:
    """Find a region by name or code, or choose it from a list by country."""
    rows = regions_with_figures(current_version(), own_settings().scheme)
    wanted = request.GET.get("q", "")[:LONGEST_QUERY].strip()
    found = matching(rows, wanted) if wanted else []
    if len(found) == 1:
        return redirect("region", found[0]["region"])
    countries = [
        {"name": group[0]["label"], "code": code, "regions": group}
        for code, group in ((key, list(rows_of)) for key, rows_of in groupby(rows, key=_country))
    ]
    shown: dict[str, Any] = {"wanted": wanted, "found": found, "countries": countries, "count": len(rows)}
    return render(request, "evidence/regions.html", shown)


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

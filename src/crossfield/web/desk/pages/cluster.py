"""Clusters of the data: the list, and the page of one with the clusters that suit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import pin
from crossfield.web.evidence.queries.cluster import cluster_view, clusters_listing
from crossfield.web.evidence.queries.crosswalk import cluster_registered_as
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.partner_sheet import cluster_sheet

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.queries.cluster import ClusterView


@require_safe
def clusters(request: HttpRequest) -> HttpResponse:
    """All clusters of the data."""
    listing = clusters_listing(current_version(), get_language() or "en")
    return render(request, "desk/clusters.html", {"listing": listing})


@require_safe
def clusters_file(_: HttpRequest, form: str) -> HttpResponse:
    """The list as a file."""
    listing = clusters_listing(current_version(), get_language() or "en")
    return listing_file({"clusters": listing}, "clusters", form, "data")


@require_POST
def clusters_pin(request: HttpRequest) -> HttpResponse:
    """Pin the list."""
    version, language = current_version(), get_language() or "en"
    asked = {"page": "clusters", "table": "clusters", "language": language}
    listings = {"clusters": clusters_listing(version, language)}
    return pin(request, listings, version=version, said=(_("Clusters"), ""), asked=asked)


@require_safe
def cluster(request: HttpRequest, code: str) -> HttpResponse:
    """Fields, region, members and matching clusters."""
    view = _view(code)
    if view.code != code:
        return redirect("cluster", view.code)
    shown = {"view": view, "listings": view.listings, "registered": cluster_registered_as(view.code)}
    return render(request, "desk/cluster.html", shown)


@require_safe
def cluster_file(_: HttpRequest, code: str, name: str, form: str) -> HttpResponse:
    """One of the page's tables as a file."""
    view = _view(code)
    return listing_file(view.listings, name, form, view.code)


@require_POST
def cluster_pin(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Pin one of the page's tables."""
    view, language = _view(code), get_language() or "en"
    asked = {"page": "cluster", "cluster": view.code, "table": name, "language": language}
    return pin(request, view.listings, version=current_version(), said=(view.name, view.answer), asked=asked)


@require_safe
def cluster_a4(request: HttpRequest, code: str) -> HttpResponse:
    """The cluster on one sheet of paper."""
    return render(request, "evidence/a4.html", {"sheet": cluster_sheet(_view(code))})


def _view(code: str) -> ClusterView:
    return cluster_view(current_version(), code, get_language() or "en")

"""Pinned findings: the list, one of them with its files and picture, noting, releasing, removing and bringing back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.models.release import Release
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.evidence.actions.finding import (
    MOST_ROWS,
    note_finding,
    pin_finding,
    release_finding,
    remove_finding,
    restore_finding,
)
from crossfield.web.evidence.actions.share import DAYS
from crossfield.web.evidence.pages.download import listing_file, picture_answer
from crossfield.web.evidence.queries.finding import findings_for, folders_of, listing_of, narrowed, removed_for
from crossfield.web.evidence.queries.finding_chart import drawing_of, drawn_years
from crossfield.web.evidence.queries.share import links_of
from crossfield.web.evidence.queries.sheet import finding_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest

    from crossfield.web.evidence.models import Finding
    from crossfield.web.evidence.queries.listing import Listing

FILTERS = ("q", "folder", "region", "whose")
LONGEST_FILTER = 100
LONGEST_ADDRESS = 500


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """All findings a reader may see, by folder, narrowed by what is asked."""
    user = reader_of(request)
    asked = {name: request.GET.get(name, "").replace("\0", "")[:LONGEST_FILTER].strip() for name in FILTERS}
    found = findings_for(user).defer("rows", "chart")
    shown = {
        "findings": narrowed(found, asked, user),
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "folders": folders_of(user),
        "removed": removed_for(user).defer("rows", "chart")[:5],
        "moved": len(request.session.get("moved", [])),
        "is_desk": settings.DESK,
    }
    return render(request, "evidence/findings.html", shown)


@require_safe
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """A finding as it was pinned."""
    user, found = reader_of(request), find_finding(request, public_id)
    is_own = found.owner_id == user.pk
    shown = {
        "finding": found,
        "listing": listing_of(found),
        "is_own": is_own,
        "years": drawn_years(found),
        "has_drawing": drawing_of(found) is not None,
        "folders": folders_of(user),
        "levels": [] if settings.DESK else Release.choices,
        "links": links_of(found) if is_own and not settings.DESK else [],
        "days": DAYS,
        "new_link": request.session.pop("new_link", "") if is_own else "",
    }
    return render(request, "evidence/finding.html", shown)


@require_safe
def finding_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """Its table as a file."""
    found = find_finding(request, public_id)
    return listing_file({"finding": listing_of(found)}, name, form, found.public_id)


@require_safe
def finding_drawing(request: HttpRequest, public_id: str) -> JsonResponse:
    """A drawing that was kept, for the page's script."""
    drawing = drawing_of(find_finding(request, public_id))
    if drawing is None:
        raise Http404
    return JsonResponse({name: drawing[name] for name in ("spec", "light", "dark")})


@require_safe
def finding_picture(request: HttpRequest, public_id: str, form: str) -> HttpResponse:
    """A drawing that was kept, as a file with title and sources."""
    found = find_finding(request, public_id)
    drawing = drawing_of(found)
    if drawing is None:
        raise Http404
    kind = "inline" if request.GET.get("inline") else "attachment"
    return picture_answer(drawing["framed"], form, found.public_id, kind)


@require_safe
def finding_a4(request: HttpRequest, public_id: str) -> HttpResponse:
    """A finding on one sheet of paper."""
    return render(request, "evidence/a4.html", {"sheet": finding_sheet(find_finding(request, public_id))})


@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down why it was kept, and where it belongs."""
    given = {key: request.POST.get(key, "").replace("\0", "").strip() for key in ("title", "note", "folder")}
    note_finding(find_finding(request, public_id), by=reader_of(request), **given)
    messages.success(request, _("Saved."))
    return redirect("finding", public_id)


@require_POST
def release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who may see it."""
    release_finding(
        find_finding(request, public_id), by=reader_of(request), release=request.POST.get("release", "")[:20]
    )
    messages.success(request, _("Saved."))
    return redirect("finding", public_id)


@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it away; the list offers to bring it back."""
    remove_finding(find_finding(request, public_id), by=reader_of(request))
    messages.success(request, _("Removed. It can be brought back below."))
    return redirect("findings")


@require_POST
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring it back."""
    user = reader_of(request)
    restore_finding(get_object_or_404(removed_for(user), public_id=public_id), by=user)
    return redirect("finding", public_id)


def pin(
    request: HttpRequest,
    listings: Mapping[str, Listing],
    *,
    version: str,
    said: tuple[str, str],
    asked: dict[str, str],
    chart: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Keep one of a page's tables as a finding; ``said`` are the page's title and answer.

    A table with more rows than a finding keeps asks first whether the first ones shall be kept.
    """
    if asked["table"] not in listings:
        raise Http404
    listing, address = listings[asked["table"]], request.path.removesuffix(f"{asked['table']}/pin/")
    address += f"?{request.GET.urlencode()}" if request.GET else ""
    if len(address) > LONGEST_ADDRESS:  # a long idea: its text stands in the parameters
        address = address.partition("?")[0]
    if len(listing.rows) > MOST_ROWS:
        if not request.POST.get("first"):
            shown = {"listing": listing, "rows": len(listing.rows), "most": MOST_ROWS, "back": address}
            return render(request, "evidence/pin_first.html", shown)
        listing = listing.beginning(MOST_ROWS)
    made = pin_finding(
        listing,
        by=reader_of(request),
        title=f"{said[0]}: {listing.caption}",
        answer=said[1],
        address=address,
        version=version,
        parameters=asked,
        chart=chart,
    )
    messages.success(request, _("Pinned as it is today. Note below why it matters."))
    return redirect(reverse("finding", args=[made.public_id]))


def find_finding(request: HttpRequest, public_id: str) -> Finding:
    """The finding with this public id that a reader may see; for all others there is none."""
    return get_object_or_404(findings_for(reader_of(request)), public_id=public_id)

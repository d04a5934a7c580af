"""Pinned findings: the list, one of them, its table as files, noting, removing and bringing back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.web.accounts.models import User
from crossfield.web.evidence.actions.finding import note_finding, pin_finding, remove_finding, restore_finding
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.queries.finding import findings_for, listing_of, removed_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.models import Finding
    from crossfield.web.evidence.queries.listing import Listing


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """All findings a reader may see, by folder."""
    user = _user(request)
    shown = {"findings": findings_for(user).defer("rows"), "removed": removed_for(user).defer("rows")[:5]}
    return render(request, "evidence/findings.html", shown)


@require_safe
def finding(request: HttpRequest, public_id: str) -> HttpResponse:
    """A finding as it was pinned."""
    found = _finding(request, public_id)
    is_own = found.owner_id == _user(request).pk
    return render(request, "evidence/finding.html", {"finding": found, "listing": listing_of(found), "is_own": is_own})


@require_safe
def finding_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """Its table as a file."""
    found = _finding(request, public_id)
    return listing_file({"finding": listing_of(found)}, name, form, found.public_id)


@require_POST
def note(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write down why it was kept, and where it belongs."""
    given = {key: request.POST.get(key, "").strip() for key in ("title", "note", "folder")}
    note_finding(_finding(request, public_id), by=_user(request), **given)
    messages.success(request, _("Saved."))
    return redirect("finding", public_id)


@require_POST
def remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it away; the list offers to bring it back."""
    remove_finding(_finding(request, public_id), by=_user(request))
    messages.success(request, _("Removed. It can be brought back below."))
    return redirect("findings")


@require_POST
def restore(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring it back."""
    user = _user(request)
    restore_finding(get_object_or_404(removed_for(user), public_id=public_id), by=user)
    return redirect("finding", public_id)


def pin(
    request: HttpRequest, listings: Mapping[str, Listing], *, version: str, said: tuple[str, str], asked: dict[str, str]
) -> HttpResponse:
    """Keep one of a page's tables as a finding; ``said`` are the page's title and answer."""
    if asked["table"] not in listings:
        raise Http404
    listing, address = listings[asked["table"]], request.path.removesuffix(f"{asked['table']}/pin/")
    title = f"{said[0]}: {listing.caption}"
    made = pin_finding(
        listing,
        by=_user(request),
        title=title,
        answer=said[1],
        address=address,
        version=version,
        parameters=asked,
    )
    messages.success(request, _("Pinned as it is today. Note below why it matters."))
    return redirect(reverse("finding", args=[made.public_id]))


def _finding(request: HttpRequest, public_id: str) -> Finding:
    return get_object_or_404(findings_for(_user(request)), public_id=public_id)


def _user(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user

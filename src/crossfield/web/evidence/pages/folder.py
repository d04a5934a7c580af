"""Folders of findings: moving, renaming, and taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.evidence.actions.finding import move_findings
from crossfield.web.evidence.queries.finding import findings_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

    from crossfield.web.evidence.models import Finding

MOST = 500
"""Findings moved in one go."""


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Put the ticked findings into a folder, old or new."""
    ticked = request.POST.getlist("finding")[:MOST]
    own = findings_for(reader_of(request)).filter(owner=reader_of(request), public_id__in=ticked)
    return _moved(request, list(own.defer("rows", "chart")), request.POST.get("folder", ""))


@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Give a folder another name."""
    user = reader_of(request)
    own = findings_for(user).filter(owner=user, folder=request.POST.get("old", "")[:200]).exclude(folder="")
    return _moved(request, list(own.defer("rows", "chart")), request.POST.get("folder", ""))


@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take the last move or renaming back."""
    user, former = reader_of(request), dict(request.session.pop("moved", []))
    own = findings_for(user).filter(owner=user, public_id__in=list(former)).defer("rows", "chart")
    for one in own:
        move_findings([one], by=user, folder=former[one.public_id])
    messages.success(request, _("Taken back."))
    return redirect("findings")


def _moved(request: HttpRequest, own: Sequence[Finding], folder: str) -> HttpResponse:
    moved = move_findings(own, by=reader_of(request), folder=folder.replace("\0", "").strip())
    if moved:
        request.session["moved"] = moved
        count = {"n": len(moved)}
        messages.success(request, ngettext("%(n)s finding moved.", "%(n)s findings moved.", len(moved)) % count)
    else:
        messages.info(request, _("Nothing was moved: tick findings and name a folder first."))
    return redirect("findings")

"""An institution that leaves: its files first, then out of the register; the shared core stays."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.history import RESTORABLE
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.desk.queries.leaving import sheets_listing
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.registry.actions.departure import bring_back, take_away
from crossfield.web.registry.pages.form import attempt
from crossfield.web.registry.queries.cluster import spoken_for
from crossfield.web.registry.queries.departure import (
    departures_for,
    own_things,
    sheets_for_leaving,
    state_of,
    written_down,
)
from crossfield.web.registry.rules import can_represent

if TYPE_CHECKING:
    from django.http import HttpRequest

    from crossfield.web.accounts.models import User

TAKEN = "files_taken"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leaving(request: HttpRequest) -> HttpResponse:
    """What would go, its files, and the button that takes it away once they are taken."""
    user = _administrator(request)
    if request.method == "POST":

        def take() -> str:
            take_away(by=user, state=request.session.get(TAKEN, ""))
            return _("Taken out of the register. It can be brought back for thirty days.")

        attempt(request, take)
        return redirect("register_leaving")
    listing = sheets_listing(sheets_for_leaving(user))
    count = len(listing.rows)
    text = ngettext("Your institution keeps %(count)s sheet.", "Your institution keeps %(count)s sheets.", count)
    shown = {
        "answer": text % {"count": count},
        "listing": listing,
        "has_things": bool(own_things(user.institution_id)),
        "is_taken": request.session.get(TAKEN, "") == state_of(user),
        "spoken": spoken_for(user).order_by("name"),
        "departures": [(one, one.at + RESTORABLE) for one in departures_for(user)],
        "institution": user.institution,
    }
    return render(request, "desk/leaving.html", shown)


@never_cache
@require_safe
def leaving_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """The sheets as a table."""
    return listing_file({"sheets": sheets_listing(sheets_for_leaving(_administrator(request)))}, name, form, "own")


@never_cache
@require_safe
def leaving_all(request: HttpRequest) -> HttpResponse:
    """Sheets, contacts and people with all their columns; that it was taken is remembered in the session."""
    user = _administrator(request)
    text = json.dumps(written_down(own_things(user.institution_id)), ensure_ascii=False, indent=1)
    answer = HttpResponse(text + "\n", content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="crossfield-institution.json"'
    if request.method == "GET":
        request.session[TAKEN] = state_of(user)
    return answer


@require_POST
def leaving_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring back what was taken away."""
    user = reader_of(request)
    found = get_object_or_404(departures_for(user), public_id=public_id)

    def undo() -> str:
        bring_back(found, by=user)
        return _("Brought back.")

    attempt(request, undo)
    return redirect("register_leaving")


def _administrator(request: HttpRequest) -> User:
    user = reader_of(request)
    if not can_represent(user):
        raise NotAllowedError(
            _("Only administrators take away what their institution keeps."),
            _("Ask an administrator of your institution."),
        )
    return user

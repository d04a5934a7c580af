"""A finding computed anew: what was, what is, the difference and why; the new one can be kept beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.evidence.actions.finding import pin_finding
from crossfield.web.evidence.pages.download import listing_file
from crossfield.web.evidence.pages.finding import find_finding
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.recompute import comparison_of, recomputed

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
def recompute(request: HttpRequest, public_id: str) -> HttpResponse:
    """Compare a finding with today's data; where that cannot be done, say why."""
    found = find_finding(request, public_id)
    try:
        comparison, why_not = comparison_of(found, current_version()), ""
    except (NotComputableError, UnknownNameError) as error:
        comparison, why_not = None, error_in_html(error)
    shown = {"finding": found, "comparison": comparison, "why_not": why_not}
    return render(request, "evidence/recompute.html", shown)


@require_safe
def recompute_file(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """The differences as a file."""
    found = find_finding(request, public_id)
    return listing_file({"changes": comparison_of(found, current_version()).listing}, name, form, found.public_id)


@require_POST
def keep_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Keep today's table as a finding of its own, in the same folder; the old one stays as it is."""
    found, user, version = find_finding(request, public_id), reader_of(request), current_version()
    made = pin_finding(
        recomputed(found, version),
        by=user,
        title=found.title,
        answer="",
        address=found.address,
        version=version,
        parameters={**found.parameters, "language": found.language},
    )
    made.folder = found.folder if found.owner_id == user.pk else ""
    made.save(update_fields=["folder"])
    messages.success(request, _("Today's table is kept as a finding of its own; the old one stays as it was."))
    return redirect("finding", made.public_id)

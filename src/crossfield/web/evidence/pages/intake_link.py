"""Which organisation a row of a list is: why it was linked so, and another one, a new one or none instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crossfield.errors import WrongStateError
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.evidence.actions.intake_link import correct_link, restore_link
from crossfield.web.evidence.queries.intake import first_found, row_said
from crossfield.web.registry.models import Intake, IntakeRow, Organisation
from crossfield.web.registry.pages.form import attempt
from crossfield.web.registry.queries.intake import ENTERED, intakes_for
from crossfield.web.registry.queries.organisation import organisations_found, without_form
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User

SUGGESTED = 20


@require_http_methods(["GET", "HEAD", "POST"])
def intake_link(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """What was found for a row, and what else it may be; what is chosen there."""
    user = reader_of(request)
    found = get_object_or_404(intakes_for(user), public_id=public_id)
    row = get_object_or_404(found.rows.select_related("organisation", "intake"), number=number)
    check_writes(user)
    if request.method == "POST":
        attempt(request, lambda: _chosen(request, row, user))
        return redirect(f"{reverse('register_intake', args=[public_id])}#decided")
    asked = request.GET.get("q", "").replace("\0", "").strip()[:300] or without_form(row.values.get("name", ""))
    others = organisations_found(asked).order_by("folded", "pk") if asked else Organisation.objects.none()
    is_open = found.state == Intake.State.PREVIEW and row.answer not in {"", IntakeRow.Answer.ERROR}
    shown: dict[str, Any] = {
        "intake": found,
        "row": row,
        "said": row_said(row),
        "first": first_found(row),
        "asked": asked,
        "others": [one for one in others[:SUGGESTED] if one.pk != row.organisation_id],
        "is_linked": is_open and found.kind not in ENTERED,
        "is_open": is_open,
        "brought": found.items.filter(number=number).select_related("organisation").first(),
    }
    return render(request, "evidence/intake_link.html", shown)


def _chosen(request: HttpRequest, row: IntakeRow, user: User) -> str:
    """Do what the button says."""
    choice, chosen = request.POST.get("choice", ""), request.POST.get("organisation", "")
    if choice == "found":
        return _corrected(restore_link(row, by=user))
    organisation = Organisation.objects.filter(public_id=chosen).first()
    if organisation is None and choice != "new":
        raise WrongStateError(_("This organisation is not in the register (any more)."), _("Choose another one."))
    return _corrected(correct_link(row, by=user, organisation=organisation))


def _corrected(count: int) -> str:
    return ngettext("Saved for %(count)s row.", "Saved for %(count)s rows.", count) % {"count": count}

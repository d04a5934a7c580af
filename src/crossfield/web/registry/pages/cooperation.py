"""Writing cooperations: a new one, confirming, proving, status, next steps, release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crossfield.errors import WrongStateError
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.registry.actions.cooperation import (
    agree_step,
    change_status,
    confirm_cooperation,
    finish_step,
    prove_cooperation,
    record_cooperation,
    release_cooperation,
)
from crossfield.web.registry.forms.cooperation import CooperationForm, ProofForm, ReleaseForm, StatusForm, StepForm
from crossfield.web.registry.models import CooperationPartner, CooperationStep
from crossfield.web.registry.pages.form import attempt, make_once, once, refuse, tell
from crossfield.web.registry.queries.cooperation import cooperations_for
from crossfield.web.registry.queries.interface import fields_to_choose, interface_asked, interfaces_for
from crossfield.web.registry.rules import check_writes

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django import forms
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.registry.models import Cooperation


@require_http_methods(["GET", "HEAD", "POST"])
def cooperation_new(request: HttpRequest) -> HttpResponse:
    """Record a cooperation; sent twice it is recorded once."""
    user = reader_of(request)
    check_writes(user)
    sent = request.POST if request.method == "POST" else None
    start = {"partners": request.GET.get("partner", "")[:300], "title": request.GET.get("title", "")[:300]}
    start |= interface_asked(request.GET.dict(), user)
    form = CooperationForm(sent, initial=start, interfaces=interfaces_for(user), fields=fields_to_choose())
    public_id = once(request)
    if sent is not None and form.is_valid():
        given = dict(form.cleaned_data)
        given["partners"] = [(one, CooperationPartner.Role.PARTNER, "") for one in given["partners"]]
        given |= {"by": user, "language": get_language() or "en"}
        try:
            made = make_once(
                cooperations_for(user), public_id, lambda free: record_cooperation(**given, public_id=free)
            )
        except WrongStateError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Recorded. Say below what proves it, and what was agreed next."))
            return redirect("register_cooperation", made)
    shown = {
        "form": form,
        "once": public_id,
        "title": _("Record a cooperation"),
        "button": _("Record"),
        "lead": _("Whoever is not in the register yet is added first."),
        "back": "register_cooperations",
    }
    return render(request, "registry/form.html", shown, status=200 if not form.errors else 422)


@require_POST
def cooperation_confirm(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm it for the partners that the own institution speaks for."""
    user = reader_of(request)
    confirm_cooperation(_cooperation(request, public_id), by=user)
    messages.success(request, _("Confirmed."))
    return redirect("register_cooperation", public_id)


@require_POST
def cooperation_prove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a document that proves it."""
    user = reader_of(request)
    return _change(request, public_id, ProofForm, lambda found, given: prove_cooperation(found, by=user, **given))


@require_POST
def cooperation_status(request: HttpRequest, public_id: str) -> HttpResponse:
    """Set how far it is."""
    user = reader_of(request)
    return _change(request, public_id, StatusForm, lambda found, given: change_status(found, by=user, **given))


@require_POST
def cooperation_step(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note an agreed next step."""
    user = reader_of(request)
    return _change(request, public_id, StepForm, lambda found, given: agree_step(found, by=user, **given))


@require_POST
def cooperation_release(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who sees it."""
    user = reader_of(request)
    return _change(request, public_id, ReleaseForm, lambda found, given: release_cooperation(found, by=user, **given))


@require_POST
def step_done(request: HttpRequest, public_id: str) -> HttpResponse:
    """Note that a step is done."""
    user = reader_of(request)
    seen = cooperations_for(user).values("pk")
    step = get_object_or_404(CooperationStep, public_id=public_id, cooperation__in=seen)

    def finish() -> str:
        finish_step(step, by=user)
        return _("Saved.")

    attempt(request, finish)
    return redirect("register_cooperation", step.cooperation.public_id)


def _cooperation(request: HttpRequest, public_id: str) -> Cooperation:
    return get_object_or_404(cooperations_for(reader_of(request)), public_id=public_id)


def _change(
    request: HttpRequest,
    public_id: str,
    kind: type[forms.Form],
    change: Callable[[Cooperation, dict[str, Any]], object],
) -> HttpResponse:
    """Check a small form and act; what is wrong with it is told on the page it came from."""
    found, form = _cooperation(request, public_id), kind(request.POST)
    tell(request, form, lambda given: change(found, given))
    return redirect("register_cooperation", public_id)

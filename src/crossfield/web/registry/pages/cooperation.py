"""Writing cooperations: a new one, changing and withdrawing it, answers of partners, proofs, status, steps, release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import WrongStateError
from crossfield.web.accounts.models import Document
from crossfield.web.accounts.pages.document import document_answer
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.registry.actions.cooperation import (
    agree_step,
    change_cooperation,
    change_status,
    confirm_cooperation,
    decline_cooperation,
    finish_step,
    is_without_cluster,
    prove_cooperation,
    record_cooperation,
    release_cooperation,
    remove_proof,
    withdraw_cooperation,
)
from crossfield.web.registry.forms.cooperation import (
    CooperationChangeForm,
    CooperationForm,
    DeclineForm,
    ProofForm,
    ReleaseForm,
    StatusForm,
    StepForm,
)
from crossfield.web.registry.models import CooperationPartner, CooperationStep
from crossfield.web.registry.pages.form import attempt, make_once, once, onto, refuse, saved_meanwhile, tell
from crossfield.web.registry.queries.cooperation import cooperations_for
from crossfield.web.registry.queries.interface import fields_to_choose, interface_asked, interfaces_for
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from django import forms
    from django.http import FileResponse, HttpRequest, HttpResponse

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
            _warn(request, get_object_or_404(cooperations_for(user), public_id=made))
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
    user, found, seen = reader_of(request), _cooperation(request, public_id), request.POST.get("version", "")[:9]

    def confirm() -> str:
        confirm_cooperation(found, by=user, version=int(seen) if seen.isdecimal() else None)
        return _("Confirmed.")

    attempt(request, confirm)
    return redirect("register_cooperation", public_id)


@require_POST
def cooperation_decline(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that it is not so, or take a confirmation back."""
    user = reader_of(request)
    return _change(request, public_id, DeclineForm, lambda found, given: decline_cooperation(found, by=user, **given))


@require_http_methods(["GET", "HEAD", "POST"])
def cooperation_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change what is said of it; where somebody else has saved meanwhile, both texts are shown."""
    user, found = reader_of(request), _cooperation(request, public_id)
    check_changes(user, found)
    chosen = {"interfaces": interfaces_for(user), "fields": fields_to_choose()}
    form = CooperationChangeForm(request.POST if request.method == "POST" else None, cooperation=found, **chosen)
    saved = []
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version")
        try:
            changed = change_cooperation(found, by=user, version=version, given=given)
        except WrongStateError as error:
            if found.version != version:
                saved = saved_meanwhile(form, {name: getattr(found, name) for name in given})
            form = CooperationChangeForm(onto(request, version=found.version), cooperation=found, **chosen)
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            _warn(request, changed)
            return redirect("register_cooperation", public_id)
    shown = {"form": form, "saved": saved, "title": found.title, "language": found.language}
    shown["lead"] = _("Institutions of other partners that have answered are asked again, unless only the end changes.")
    shown["back"] = reverse("register_cooperation", args=[public_id])
    return render(request, "registry/change.html", shown, status=422 if form.errors else 200)


@require_POST
def cooperation_withdraw(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take it out of the register, where it was recorded by mistake."""
    found = _cooperation(request, public_id)
    title = found.title
    try:
        withdraw_cooperation(found, by=reader_of(request))
    except WrongStateError as error:
        messages.error(request, error_in_html(error))
        return redirect("register_cooperation", public_id)
    messages.success(request, _("“%(title)s” is taken out of the register.") % {"title": title})
    return redirect("register_cooperations")


@require_POST
def cooperation_prove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add a document that proves it."""
    user = reader_of(request)
    return _change(request, public_id, ProofForm, lambda found, given: prove_cooperation(found, by=user, **given))


@require_safe
def cooperation_document(request: HttpRequest, public_id: str, document_id: str) -> FileResponse:
    """Give out a stored document to whoever sees the cooperation that it proves."""
    proofs = _cooperation(request, public_id).proofs.values("document")
    return document_answer(get_object_or_404(Document, public_id=document_id, pk__in=proofs))


@require_POST
def cooperation_proof_remove(request: HttpRequest, public_id: str, number: int) -> HttpResponse:
    """Take a proof off that was recorded by mistake."""
    user, found = reader_of(request), _cooperation(request, public_id)
    check_changes(user, found)
    one = get_object_or_404(found.proofs, pk=number)

    def remove() -> str:
        remove_proof(one, by=user)
        return _("Removed.")

    attempt(request, remove)
    return redirect("register_cooperation", public_id)


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


def _warn(request: HttpRequest, saved: Cooperation) -> None:
    """Say what is unlikely of what was saved, and may be so all the same: associations join one another, too."""
    if is_without_cluster(saved):
        messages.warning(
            request,
            _(
                "Neither of the two is a cluster of the register. If one is, say so on its page; if they are no "
                "members of one another, choose another kind."
            ),
        )


def _cooperation(request: HttpRequest, public_id: str) -> Cooperation:
    return get_object_or_404(cooperations_for(reader_of(request)), public_id=public_id)


def _change(
    request: HttpRequest,
    public_id: str,
    kind: type[forms.Form],
    change: Callable[[Cooperation, dict[str, Any]], object],
) -> HttpResponse:
    """Check a small form and act; what is wrong with it is told on the page it came from."""
    found, form = _cooperation(request, public_id), kind(request.POST, request.FILES)
    tell(request, form, lambda given: change(found, given))
    return redirect("register_cooperation", public_id)

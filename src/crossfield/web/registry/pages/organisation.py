"""Writing organisations: a new one, values, relations, the own sheet, and for which the institution speaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crossfield.errors import WrongStateError
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.delegate import end_delegate, name_delegate
from crossfield.web.registry.actions.merge import merge_organisations, undo_merge
from crossfield.web.registry.actions.number import correct_number
from crossfield.web.registry.actions.organisation import (
    add_organisation,
    add_value,
    end_representation,
    remove_value,
    represent_organisation,
    write_sheet,
)
from crossfield.web.registry.actions.proposal import change_core, decide_proposal, withdraw_proposal
from crossfield.web.registry.actions.relation import change_relation, relate_organisations, remove_relation
from crossfield.web.registry.forms.organisation import (
    ChangedRelationForm,
    CoreForm,
    DelegateForm,
    MergeForm,
    NewOrganisationForm,
    NumberForm,
    RelationForm,
    RemoveValueForm,
    RepresentForm,
    SheetForm,
    ValueForm,
)
from crossfield.web.registry.models import (
    CoreProposal,
    Organisation,
    OrganisationMerge,
    OrganisationRelation,
)
from crossfield.web.registry.pages.form import attempt, make_once, once, onto, refuse, saved_meanwhile, tell
from crossfield.web.registry.queries.delegate import delegates_for, delegates_to_choose
from crossfield.web.registry.queries.interface import fields_to_choose
from crossfield.web.registry.queries.organisation import SUGGESTED, numbers_to_choose, organisations_found, sheet_for
from crossfield.web.registry.queries.proposal import values_to_remove
from crossfield.web.registry.rules import check_represents, check_writes

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse


@require_safe
def names(request: HttpRequest) -> HttpResponse:
    """Names of organisations that hold what is being typed, as options of a list; empty for less than two letters."""
    text = next((text for texts in request.GET.lists() for text in texts[1]), "").strip()
    found = organisations_found(text)[:SUGGESTED] if len(text) > 1 else []
    return render(request, "registry/names.html", {"found": found})


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Add an organisation, and say whether it is a cluster."""
    user = reader_of(request)
    check_writes(user)
    sent = request.POST if request.method == "POST" else None
    is_cluster = request.GET.get("cluster", "") == "1"
    start = {**_start(request), "is_cluster": is_cluster}
    form = NewOrganisationForm(sent, initial=start, fields=fields_to_choose())
    public_id = once(request)
    if sent is not None and form.is_valid():
        given = form.cleaned_data

        def add(free: str) -> None:
            made = add_organisation(
                given["name"],
                by=user,
                region=given["region"],
                identifiers={"pic": given["pic"]} if given["pic"] else {},
                values={key: given[key] for key in ("city", "postcode", "website")},
                source=given["source"],
                as_of=timezone.localdate().isoformat(),
                public_id=free,
                seat_source=f"{given['source']}; {given['region_why']}" if given.get("region_why") else "",
            )
            if given["is_cluster"]:
                make_cluster(made, by=user, fields=given["fields_of"])

        try:
            made = make_once(Organisation.objects.all(), public_id, add)
        except WrongStateError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Added to the register."))
            return redirect("register_organisation", made)
    shown = {
        "form": form,
        "suggests": True,
        "once": public_id,
        "title": _("Add a cluster") if is_cluster else _("Add an organisation"),
        "button": _("Add"),
        "lead": _("Name, seat and numbers are shared by all institutions here; your own notes stay on your own sheet."),
        "back": "register_clusters" if is_cluster else "register_organisations",
    }
    return render(request, "registry/form.html", shown, status=200 if not form.errors else 422)


def _start(request: HttpRequest) -> dict[str, str]:
    """What the page that leads here knows already."""
    known = ("name", "region", "city", "postcode", "website", "pic", "source")
    return {key: request.GET.get(key, "").replace("\0", "")[:300] for key in known}


@require_POST
def organisation_value(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add what a source says."""
    user, found = reader_of(request), _organisation(public_id)
    tell(request, ValueForm(request.POST), lambda given: add_value(found, by=user, **given))
    return redirect("register_organisation", public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_value_remove(request: HttpRequest, public_id: str) -> HttpResponse:
    """Choose what was said by mistake, and take it off."""
    user, found = reader_of(request), _organisation(public_id)
    check_writes(user)
    sent, values = request.POST if request.method == "POST" else None, values_to_remove(found, user)
    if not values:
        messages.error(request, _("Nothing that stands here was said by your institution."))
        return redirect("register_organisation", public_id)
    form = RemoveValueForm(sent, values=values)
    if sent is not None and form.is_valid():
        remove_value(form.cleaned_data["value"], by=user)
        messages.success(request, _("Taken off; the history has it."))
        return redirect("register_organisation", public_id)
    shown = {
        "form": form,
        "title": _("Take off what was said by mistake"),
        "button": _("Remove"),
        "lead": found.name,
        "back": "register_organisation",
        "back_to": public_id,
    }
    return render(request, "registry/form.html", shown, status=200 if not form.errors else 422)


@require_POST
def organisation_relation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say how it belongs to another one; a form that is sent twice says it once."""
    user, found, every = reader_of(request), _organisation(public_id), OrganisationRelation.objects.all()

    def relate(given: dict[str, Any]) -> None:
        make_once(every, once(request), lambda free: relate_organisations(found, by=user, public_id=free, **given))

    tell(request, RelationForm(request.POST), relate)
    return redirect("register_organisation", public_id)


@require_POST
def relation_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct or end a relation, or take it off."""
    user = reader_of(request)
    check_writes(user)
    every = OrganisationRelation.objects.select_related("organisation", "other")
    found = get_object_or_404(every, public_id=public_id)
    if request.POST.get("choice") == "remove":
        told = {name: request.POST.get(name, "").replace("\0", "")[:600] for name in ("stands", "reason")}
        attempt(request, lambda: _became(remove_relation(found, by=user, **told), _("Taken off.")))
    else:
        form = ChangedRelationForm(request.POST)
        tell(request, form, lambda given: _became(change_relation(found, by=user, **given), _("Saved.")))
    here = found.other if request.POST.get("from") == found.other.public_id else found.organisation
    return redirect("register_organisation", here.public_id)


@require_POST
def organisation_core(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change name or seat, or propose it where others use the entry, too."""
    user, found = reader_of(request), _organisation(public_id)
    check_writes(user)

    def change(given: dict[str, str]) -> str:
        return _became(change_core(found, by=user, **given), _("Changed, for all institutions."))

    tell(request, CoreForm(request.POST), change)
    return redirect("register_organisation", public_id)


def _became(proposal: CoreProposal | None, changed: str) -> str:
    """What became of a change of the core."""
    if proposal is None:
        return changed
    return _("Proposed. It changes once another institution that uses this entry confirms it.")


@require_POST
def organisation_number(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct a number, or take a wrong one away."""
    user, found = reader_of(request), _organisation(public_id)
    check_writes(user)
    form = NumberForm(request.POST, several=numbers_to_choose(found))
    tell(request, form, lambda given: _became(correct_number(found, by=user, **given), _("Saved.")))
    return redirect("register_organisation", public_id)


@require_POST
def proposal_decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Confirm, decline or withdraw a proposal."""
    user = reader_of(request)
    check_writes(user)
    found = get_object_or_404(CoreProposal.objects.select_related("organisation"), public_id=public_id)
    choice = request.POST.get("choice", "")

    def decide() -> str:
        if choice == "withdraw":
            withdraw_proposal(found, by=user)
            return _("Your proposal is taken back.")
        if choice == "accept":
            decide_proposal(found, by=user, accept=True)
            return _("Confirmed: it now reads so for all.")
        decide_proposal(found, by=user, accept=False)
        return _("Declined: the entry stays as it is.")

    attempt(request, decide)
    return redirect("register_organisation", found.organisation.public_id)


@require_POST
def organisation_delegate(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say who answers for it, and on what ground."""
    user, found = reader_of(request), _organisation(public_id)
    check_writes(user)
    form = DelegateForm(request.POST, accounts=delegates_to_choose(user))
    tell(request, form, lambda given: name_delegate(found, by=user, **given))
    return redirect("register_organisation", public_id)


@require_POST
def delegate_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that somebody answers for it no longer."""
    user = reader_of(request)
    found = get_object_or_404(delegates_for(user), public_id=public_id)
    check_writes(user)
    end_delegate(found, by=user)
    messages.success(request, _("Saved."))
    return redirect("register_organisation", found.organisation.public_id)


@require_POST
def organisation_merge(request: HttpRequest, public_id: str) -> HttpResponse:
    """Merge another entry into it."""
    user, found = reader_of(request), _organisation(public_id)
    check_writes(user)
    form = MergeForm(request.POST)

    def merge(given: dict[str, Any]) -> str:
        merge_organisations(found, gone=given.pop("other"), by=user, **given)
        return _("Merged. It can be undone below, under “Merged entries”.")

    tell(request, form, merge)
    return redirect("register_organisation", public_id)


@require_POST
def merge_undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Make two entries of one again."""
    user = reader_of(request)
    check_writes(user)
    found = get_object_or_404(OrganisationMerge.objects.select_related("kept"), public_id=public_id)

    def undo() -> str:
        undo_merge(found, by=user)
        return _("Undone.")

    attempt(request, undo)
    return redirect("register_organisation", found.kept.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_sheet(request: HttpRequest, public_id: str) -> HttpResponse:
    """Write the own sheet; where somebody else has saved it meanwhile, both texts are shown."""
    user, found = reader_of(request), _organisation(public_id)
    check_writes(user)
    sheet = sheet_for(user, found)
    start = {name: getattr(sheet, name) for name in SheetForm.base_fields} if sheet else {"version": 0}
    form = SheetForm(request.POST if request.method == "POST" else None, initial=start)
    saved: list[tuple[str, str]] = []
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            write_sheet(found, by=user, version=given.pop("version"), given=given)
        except WrongStateError as error:
            now = sheet_for(user, found)
            saved = saved_meanwhile(form, {name: getattr(now, name) for name in given}) if now else []
            form = SheetForm(onto(request, version=now.version if now else 0))
            refuse(form, error)
        else:
            messages.success(request, _("Saved. Only your institution sees this sheet."))
            return redirect("register_organisation", public_id)
    shown = {"form": form, "saved": saved, "title": found.name, "question": _("What does your institution note?")}
    shown["lead"] = _("Only your institution sees, counts and finds this sheet.")
    shown["back"] = reverse("register_organisation", args=[public_id])
    return render(request, "registry/change.html", shown, status=200 if not form.errors else 422)


@require_POST
def organisation_represent(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that the own institution speaks for it, or that an institution does no longer."""
    user, found = reader_of(request), _organisation(public_id)

    def end() -> str:
        end_representation(found, by=user)
        return _("No institution speaks for it any more. What was confirmed stays confirmed.")

    def say(given: dict[str, Any]) -> str:
        represent_organisation(found, by=user, **given)
        return _("Your institution now confirms cooperations for this organisation.")

    if request.POST.get("choice") == "end":
        attempt(request, end)
    else:
        check_represents(user)
        tell(request, RepresentForm(request.POST), say)
    return redirect("register_organisation", public_id)


def _organisation(public_id: str) -> Organisation:
    return get_object_or_404(Organisation, public_id=public_id)

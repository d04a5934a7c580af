"""Writing clusters with their fields, and memberships of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crossfield.errors import WrongStateError
from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.accounts.queries.engine_words import error_in_html
from crossfield.web.registry.actions.cluster import (
    begin_membership,
    change_cluster_fields,
    change_membership,
    end_membership,
    make_cluster,
    put_membership_back,
    unmake_cluster,
    withdraw_membership,
)
from crossfield.web.registry.forms.organisation import ChangedMembershipForm, ClusterForm, EndForm, MembershipForm
from crossfield.web.registry.models import Cluster, Field, Organisation
from crossfield.web.registry.pages.form import attempt, onto, refuse, saved_meanwhile, sent, tell
from crossfield.web.registry.queries.cluster import fields_stand, membership_stands, own_memberships
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Membership


@require_http_methods(["GET", "HEAD", "POST"])
def cluster_fields(request: HttpRequest, public_id: str) -> HttpResponse:
    """Say that an organisation is a cluster, in which fields it works, or that it is none."""
    user = reader_of(request)
    check_writes(user)
    found = get_object_or_404(Organisation.objects.select_related("cluster"), public_id=public_id)
    cluster: Cluster | None = getattr(found, "cluster", None)
    stands = fields_stand(cluster) if cluster else []
    form = ClusterForm(sent(request), stands=stands)
    is_none, saved, status = request.POST.get("choice") == "none", [], 422 if form.errors else 200
    if form.is_bound and form.is_valid():
        try:
            said = _say_cluster(found, cluster, user, form, is_none=is_none)
        except WrongStateError as error:
            status = 422
            if is_none:  # its form has no fields: those of the cluster are not to be emptied by the next click
                form = ClusterForm(stands=stands)
                messages.error(request, error_in_html(error))
            else:
                saved = _titles(stands) if form.cleaned_data["stands"] != stands else []
                form = ClusterForm(onto(request, stands=",".join(map(str, stands))), stands=stands)
                refuse(form, error)
        else:
            messages.success(request, said)
            return redirect("register_organisation" if is_none else "register_cluster", public_id)
    shown = {"one": found, "form": form, "is_cluster": cluster is not None, "saved": saved}
    return render(request, "registry/cluster_fields.html", shown, status=status)


def _titles(fields: list[int]) -> list[str]:
    """What fields are called in the language of the page."""
    language = get_language() or "en"
    return [one.title(language) for one in Field.objects.filter(pk__in=fields)]


def _say_cluster(found: Organisation, cluster: Cluster | None, user: User, form: ClusterForm, *, is_none: bool) -> str:
    """Do what the form says; what came of it."""
    fields, stands = form.cleaned_data["fields_of"], form.cleaned_data["stands"]
    if cluster is None and is_none:
        return _("It is no cluster.")
    if cluster is None:
        make_cluster(found, by=user, fields=fields)
        return _("It is a cluster now: its members can be recorded.")
    if is_none:
        unmake_cluster(cluster, by=user, stands=stands)
        return _("It is no cluster.")
    change_cluster_fields(cluster, by=user, fields=fields, stands=stands)
    return _("Saved.")


@require_POST
def membership_new(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record a member of a cluster."""
    user = reader_of(request)
    cluster = get_object_or_404(Cluster.objects.select_related("organisation"), organisation__public_id=public_id)
    tell(request, MembershipForm(request.POST), lambda given: begin_membership(cluster, by=user, **given))
    return redirect("register_cluster", public_id)


@require_POST
def membership_end(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record how a membership ended."""
    user, found = reader_of(request), _own(request, public_id)
    check_changes(user, found)
    tell(request, EndForm(request.POST), lambda given: end_membership(found, by=user, **given))
    return redirect("register_cluster", found.cluster.organisation.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def membership_change(request: HttpRequest, public_id: str) -> HttpResponse:
    """Correct a membership; where somebody else has saved meanwhile, both are shown."""
    user, found = reader_of(request), _own(request, public_id)
    check_changes(user, found)
    form, saved = ChangedMembershipForm(sent(request), membership=found), []
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        stands = given.pop("stands")
        try:
            change_membership(found, by=user, stands=stands, given=given)
        except WrongStateError as error:
            found = _own(request, public_id)
            if membership_stands(found) != stands:
                saved = saved_meanwhile(form, {name: getattr(found, name) for name in given})
            form = ChangedMembershipForm(onto(request, stands=membership_stands(found)), membership=found)
            refuse(form, error)
        else:
            messages.success(request, _("Saved."))
            return redirect("register_cluster", found.cluster.organisation.public_id)
    shown = {"one": found, "form": form, "saved": saved, "stands": membership_stands(found)}
    return render(request, "registry/membership.html", shown, status=422 if form.errors else 200)


@require_POST
def membership_off(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a membership off that was recorded by mistake, or put it back."""
    user, found = reader_of(request), _own(request, public_id)
    check_changes(user, found)

    def change() -> str:
        if request.POST.get("choice") == "again":
            put_membership_back(found, by=user)
            return _("Put back.")
        withdraw_membership(found, by=user, stands=request.POST.get("stands", ""))
        return _("Taken off. It is shown and counted no more; you can put it back.")

    attempt(request, change)
    return redirect("register_membership_change", public_id)


def _own(request: HttpRequest, public_id: str) -> Membership:
    """What the own institution recorded; of another one's nobody is told whether it is there."""
    return get_object_or_404(own_memberships(reader_of(request)), public_id=public_id)

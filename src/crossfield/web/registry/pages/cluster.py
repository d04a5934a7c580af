"""Writing memberships of clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from crossfield.web.accounts.pages.reader import reader_of
from crossfield.web.registry.actions.cluster import begin_membership, end_membership
from crossfield.web.registry.forms.organisation import EndForm, MembershipForm
from crossfield.web.registry.models import Cluster
from crossfield.web.registry.pages.form import tell
from crossfield.web.registry.queries.cluster import memberships_for

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


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
    user = reader_of(request)
    found = get_object_or_404(memberships_for(user), public_id=public_id)
    tell(request, EndForm(request.POST), lambda given: end_membership(found, by=user, **given))
    return redirect("register_cluster", found.cluster.organisation.public_id)

"""Who uses an organisation, and which changes of its core wait for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from crossfield.web.registry.models import CoreProposal, Membership, OrganisationSheet, Representation
from crossfield.web.registry.queries.intake import in_portions
from crossfield.web.registry.queries.week import MOST, Todo
from crossfield.web.registry.rules import can_write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation


def institutions_using(organisation: Organisation) -> set[int]:
    """Row numbers of the institutions that keep a sheet or memberships of an organisation or speak for it."""
    sheets = OrganisationSheet.objects.filter(organisation=organisation)
    memberships = Membership.objects.filter(Q(member=organisation) | Q(cluster__organisation=organisation))
    speaks = Representation.objects.filter(organisation=organisation)
    kept = (rows.exclude(institution=None) for rows in (sheets, memberships, speaks))
    return {key for rows in kept for key in rows.values_list("institution", flat=True)}


def used_by_others(organisations: Iterable[int], user: User) -> set[int]:
    """Keys of those organisations that an institution other than the user's keeps a sheet or memberships of."""
    own, found = user.institution_id, set[int]()
    for some in in_portions(sorted(organisations)):
        sheets = OrganisationSheet.objects.filter(organisation__in=some)
        speaks = Representation.objects.filter(organisation__in=some)
        members = Membership.objects.filter(member__in=some)
        clusters = Membership.objects.filter(cluster__organisation__in=some)
        ways = ((sheets, "organisation"), (speaks, "organisation"), (members, "member"))
        for rows, column in (*ways, (clusters, "cluster__organisation")):
            foreign = rows.exclude(institution=None).exclude(institution=own)
            found |= set(foreign.values_list(column, flat=True))
    return found


def proposals_of(organisation: Organisation) -> QuerySet[CoreProposal]:
    """Changes of its core that wait; the core is everyone's."""
    return organisation.proposals.filter(state=CoreProposal.State.OPEN).select_related("institution")


def proposals_to_decide(user: User | None) -> QuerySet[CoreProposal]:
    """Proposals of others that wait for the user's institution.

    Where somebody speaks for the organisation, that institution decides; else any other that uses it.
    """
    if user is None or not can_write(user):
        return CoreProposal.objects.none()
    own, there = user.institution_id, OuterRef("organisation")
    speaks = Representation.objects.filter(organisation=there)
    used = Exists(OrganisationSheet.objects.filter(organisation=there, institution=own)) | Exists(
        Membership.objects.filter(Q(member=there) | Q(cluster__organisation=there), institution=own)
    )
    waiting = CoreProposal.objects.filter(state=CoreProposal.State.OPEN).exclude(institution=own)
    mine = Q(Exists(speaks.filter(institution=own))) | (Q(~Exists(speaks)) & Q(used))
    return waiting.filter(mine).select_related("organisation", "institution")


def proposal_todos(user: User, today: date) -> list[Todo]:  # noqa: ARG001 -- as all of them
    """Changes of shared entries that others propose and the own institution decides."""
    text = _("%(organisation)s: another institution proposes “%(value)s”.")
    return [
        Todo(
            text % {"organisation": one.organisation, "value": one.value},
            None,
            reverse("register_organisation", args=[one.organisation.public_id]),
            _("proposal"),
        )
        for one in proposals_to_decide(user)[:MOST]
    ]

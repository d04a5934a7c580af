"""Who uses an organisation, and which changes of its core wait for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from crossfield.web.accounts.models import FieldChange
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.models import (
    Contact,
    CooperationPartner,
    CoreProposal,
    EventGuest,
    Membership,
    OrganisationSheet,
    PersonFunction,
    Profile,
    Representation,
)
from crossfield.web.registry.queries.intake import in_portions
from crossfield.web.registry.queries.organisation import NEWEST
from crossfield.web.registry.queries.week import MOST, Todo
from crossfield.web.registry.rules import can_write

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation, OrganisationRelation, OrganisationValue


def rows_using() -> list[tuple[QuerySet[Any], str, str]]:
    """What institutions keep of organisations: rows, and by which columns they name organisation and institution.

    What somebody keeps for herself alone is left out: her colleagues, who decide, would learn of it.
    """
    ways = (
        (OrganisationSheet, "", ("organisation",)),
        (Membership, "", ("member", "cluster__organisation")),
        (Representation, None, ("organisation",)),
        (PersonFunction, "person__", ("organisation",)),
        (Contact, "", ("organisation", "introduced_to")),
        (EventGuest, "event__", ("organisation",)),
        (CooperationPartner, "cooperation__", ("organisation",)),
        (Profile, "", ("organisation",)),
    )
    found = []
    for model, to_owned, columns in ways:
        rows: QuerySet[Any] = model._base_manager.exclude(**{f"{to_owned or ''}institution": None})
        if any(one.name == "taken_off" for one in model._meta.concrete_fields):  # by mistake: it counts nowhere
            rows = rows.filter(taken_off=None)
        shared = rows if to_owned is None else rows.exclude(**{f"{to_owned}release": Release.OWN})
        found += [(shared, column, f"{to_owned or ''}institution") for column in columns]
    return found


def institutions_using(organisation: Organisation) -> set[int]:
    """Row numbers of the institutions that keep anything of an organisation, such as a sheet, or speak for it."""
    kept = ((rows.filter(**{column: organisation}), owner) for rows, column, owner in rows_using())
    return {key for rows, owner in kept for key in rows.order_by().values_list(owner, flat=True)}


def decides_alone(organisation: Organisation, institution: int | None) -> bool:
    """Tell whether an institution, by its key, changes the core of an organisation at once.

    It speaks for it, or no other one keeps anything of it.
    """
    speaks = Representation.objects.filter(organisation=organisation, institution=institution)
    return speaks.exists() or institutions_using(organisation) <= {institution}


def end_to_ask(relation: OrganisationRelation, user: User) -> Organisation | None:
    """Of which of both organisations of a relation another institution decides; None: the user's own one changes it.

    Who speaks for one of the two decides; where two institutions speak, each for one, neither does so alone. Where
    nobody speaks, whoever uses one of them, too, is asked.
    """
    own, ends = user.institution_id, (relation.organisation, relation.other)
    rows = Representation.objects.filter(organisation__in=ends)
    speaking = dict(rows.values_list("organisation_id", "institution_id"))
    asked = {one for one, institution in speaking.items() if institution != own}
    if not speaking:
        asked = used_by_others((one.pk for one in ends), user)
    return next((one for one in ends if one.pk in asked), None)


def proposal_said(proposal: CoreProposal) -> str:
    """A proposal in one sentence, for who decides it."""
    if proposal.value:
        text = _("%(organisation)s: another institution proposes “%(value)s”.")
        return text % {"organisation": proposal.organisation, "value": proposal.value}
    text = _("%(organisation)s: another institution proposes to take “%(value)s” away.")
    return text % {"organisation": proposal.organisation, "value": proposal.before}


def used_by_others(organisations: Iterable[int], user: User) -> set[int]:
    """Keys of those organisations of which an institution other than the user's keeps anything."""
    own, found = user.institution_id, set[int]()
    for some in in_portions(sorted(organisations)):
        for rows, column, owner in rows_using():
            foreign = rows.filter(**{f"{column}__in": some}).exclude(**{owner: own})
            found |= set(foreign.order_by().values_list(column, flat=True))
    return found


def values_to_remove(organisation: Organisation, user: User | None) -> list[OrganisationValue]:
    """What sources say that a user may take off: what the own institution wrote down, and what none here did.

    The latter only where no other institution uses the entry.
    """
    if user is None or not can_write(user):
        return []
    said = list(organisation.values.order_by("key", NEWEST, "pk"))
    nobodys = [one for one in said if one.said_by_id is None]
    if nobodys and institutions_using(organisation) - {user.institution_id}:
        # What is older than the column is told by the history alone.
        known = {"kind": "organisation", "public_id": organisation.public_id, "institution": user.institution}
        told = set(FieldChange.objects.filter(**known).values_list("field", "new"))
        nobodys = [one for one in nobodys if {(one.key, one.value), (one.key, one.told)} & told]
    return [one for one in said if one.said_by_id == user.institution_id or one in nobodys]


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
    used = Q()
    for rows, column, owner in rows_using():
        used |= Q(Exists(rows.filter(**{column: there, owner: own})))
    waiting = CoreProposal.objects.filter(state=CoreProposal.State.OPEN).exclude(institution=own)
    mine = Q(Exists(speaks.filter(institution=own))) | (Q(~Exists(speaks)) & used)
    return waiting.filter(mine).select_related("organisation", "institution")


def proposal_todos(user: User, today: date) -> list[Todo]:  # noqa: ARG001 -- as all of them
    """Changes of shared entries that others propose and the own institution decides."""
    return [
        Todo(
            proposal_said(one),
            None,
            reverse("register_organisation", args=[one.organisation.public_id]),
            _("proposal"),
        )
        for one in proposals_to_decide(user)[:MOST]
    ]

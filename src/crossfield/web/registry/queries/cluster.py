"""Clusters of the register and who is a member on which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min, Q

from crossfield.web.accounts.models.search import searched
from crossfield.web.accounts.rules import is_released_to
from crossfield.web.registry.models import Cluster, Membership, Organisation, OrganisationValue
from crossfield.web.registry.models.organisation import ValueKey
from crossfield.web.registry.queries.organisation import otherwise_called
from crossfield.web.registry.queries.seat import COUNTRY, seats_known
from crossfield.web.registry.rules import can_read, is_in_register_of

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User


def registered_clusters() -> QuerySet[Cluster]:
    """All clusters, with what a list of them shows; the core is everyone's."""
    found = Cluster.objects.select_related("organisation")
    in_order = ("organisation__folded", "organisation__name", "pk")  # "biosaxony" stands among those with B
    return found.prefetch_related("fields").order_by(*in_order)


def clusters_found(text: str) -> QuerySet[Cluster]:
    """Clusters one of whose names holds a text, or that have their seat or work in the region or country it names."""
    found = registered_clusters()
    if not text:
        return found
    meant = Q(organisation__folded__contains=searched(text)) | Q(organisation__in=otherwise_called(text))
    for code in seats_known(text):
        # Who works in Saxony works in Dresden, and who works in Dresden works in Saxony.
        told = "|".join((f"{code}[A-Z0-9]{{0,3}}", *(code[:length] for length in range(COUNTRY, len(code)))))
        working = OrganisationValue.objects.filter(key=ValueKey.REGIONS, value__regex=rf"(^|\(|; )({told})(\)|;|$)")
        meant |= Q(organisation__region__startswith=code) | Q(organisation__in=working.values("organisation"))
    return found.filter(meant)


def memberships_for(user: User | None) -> QuerySet[Membership]:
    """Memberships of which a user may know."""
    found = Membership.objects.filter(is_in_register_of(user))
    return found.select_related("member", "successor", "cluster__organisation")


def own_memberships(user: User | None) -> QuerySet[Membership]:
    """What the user's institution recorded, with what it took off; nothing for who does not read its register."""
    if user is None or not can_read(user):
        return Membership.every.none()
    found = Membership.every.filter(is_released_to(user), institution=user.institution_id)
    return found.select_related("member", "successor", "cluster__organisation")


def membership_stands(membership: Membership) -> str:
    """All that can be changed of it, in one text: another one where somebody has changed it meanwhile."""
    parts = (membership.valid_from, membership.valid_to, membership.successor_id, membership.taken_off)
    return "|".join([*(str(part or "") for part in parts), membership.ended, membership.source])


def fields_stand(cluster: Cluster) -> list[int]:
    """Keys of its fields, in order: other ones where somebody has changed them meanwhile."""
    return sorted(cluster.fields.values_list("pk", flat=True))


def lasting_on(day: date) -> Q:
    """The condition that a membership lasts on a day; the first and the last day count."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    return begun & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def members_on(cluster: Cluster, user: User | None, day: date) -> QuerySet[Membership]:
    """Memberships of a cluster that last on a day, of which a user may know, by name."""
    return memberships_for(user).filter(lasting_on(day), cluster=cluster).order_by("member__name", "pk")


def changes_between(cluster: Cluster, user: User | None, first: date, last: date) -> dict[str, QuerySet[Membership]]:
    """Memberships of a cluster that began or ended within some days, of which a user may know, by name.

    Whose last day is one of the days has left: memberships end with a year, and count as of that year.
    """
    known = memberships_for(user).filter(cluster=cluster).order_by("member__name", "pk")
    return {
        "joined": known.filter(valid_from__gte=first, valid_from__lte=last),
        "left": known.filter(valid_to__gte=first, valid_to__lte=last),
    }


def first_known_day(cluster: Cluster, user: User | None) -> date | None:
    """The day on which the first membership begins that a user may know of; None where no beginning is known."""
    first: date | None = memberships_for(user).filter(cluster=cluster).aggregate(first=Min("valid_from"))["first"]
    return first


def spoken_for(user: User | None) -> QuerySet[Organisation]:
    """Organisations that the user's institution speaks for."""
    if user is None or user.institution_id is None:
        return Organisation.objects.none()
    return Organisation.objects.filter(representation__institution=user.institution_id)


def memberships_of(organisation: Organisation, user: User | None) -> QuerySet[Membership]:
    """Memberships of an organisation, of which a user may know, newest first."""
    return memberships_for(user).filter(member=organisation).order_by("-valid_from", "pk")

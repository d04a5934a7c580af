"""Cooperations that a user may see, and how they are counted."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from crossfield.web.registry.models import Cooperation, CooperationPartner, Field
from crossfield.web.registry.queries.interface import interfaces_for
from crossfield.web.registry.rules import can_read, is_in_register_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Organisation


def cooperations_for(user: User | None) -> QuerySet[Cooperation]:
    """Cooperations of which a user may know: released ones, and those of partners that the institution speaks for."""
    seen = is_in_register_of(user)
    if user is not None and can_read(user):
        spoken_for = CooperationPartner.objects.filter(
            organisation__representation__institution=user.institution_id
        ).exclude(cooperation__release="own")
        seen |= Q(pk__in=spoken_for.values("cooperation"))
    found = Cooperation.objects.filter(seen).distinct().select_related("interface", "side_a", "side_b")
    # One join, so that not every organisation's number stands in a second query.
    parts = CooperationPartner.objects.select_related("organisation").order_by("position", "pk")
    return found.prefetch_related(Prefetch("partners", parts))


def cooperations_of(organisation: Organisation, user: User | None) -> QuerySet[Cooperation]:
    """Cooperations of an organisation of which a user may know."""
    parts = CooperationPartner.objects.filter(organisation=organisation)
    return cooperations_for(user).filter(pk__in=parts.values("cooperation"))


def cooperations_at(
    scheme: str, sides: tuple[Collection[str], Collection[str]], user: User | None, *, named: str = ""
) -> QuerySet[Cooperation]:
    """Cooperations at an interface of which a user may know, whichever of its sides comes first.

    Parameters
    ----------
    scheme
        Scheme of the fields.
    sides
        Codes of the fields on each side.
    user
        Who asks; named interfaces that are kept from this user join nothing.
    named
        Public id of the named interface that is asked about; "" for two fields: then every named interface counts that
        has one of them on each side.
    """
    one, other = (Field.objects.filter(scheme=scheme, code__in=side).values("pk") for side in sides)
    interfaces = interfaces_for(user).order_by()
    if named:
        interfaces = interfaces.filter(public_id=named)
    else:
        interfaces = interfaces.filter(
            Q(side_a__in=one, side_b__in=other) | Q(side_a__in=other, side_b__in=one),
        )
    at = Q(interface__in=interfaces.values("pk")) | Q(side_a__in=one, side_b__in=other)
    return cooperations_for(user).filter(at | Q(side_a__in=other, side_b__in=one))


def standings(cooperations: Iterable[Cooperation]) -> dict[str, int]:
    """How many are confirmed, documented and stated, in this order, nothing left out."""
    counted = Counter(one.standing for one in cooperations)
    return {standing: counted[standing] for standing in Cooperation.Standing.values}


def partner_countries(cooperation: Cooperation) -> list[str]:
    """Codes of the countries of the partners, sorted; partners without a known seat count for none."""
    return sorted({part.organisation.country for part in cooperation.partners.all()} - {""})


def partner_count(cooperation: Cooperation) -> int:
    """Number of partners, those known as a number only included."""
    return len(cooperation.partners.all()) + cooperation.others

"""Cooperations that a user may see, and how they are counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q
from django.db.models.functions import Substr

from crossfield.web.registry.models import Cooperation, CooperationPartner, Field, Organisation
from crossfield.web.registry.queries.interface import interfaces_for, interfaces_named_to
from crossfield.web.registry.rules import can_read, is_in_register_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import Institution, User

MOST_SPOKEN_FOR = 5_000
"""Cooperations that a search takes into account because the institution speaks for a partner."""


def cooperations_for(user: User | None) -> QuerySet[Cooperation]:
    """Cooperations of which a user may know: released ones, and those of partners that the institution speaks for."""
    seen = is_in_register_of(user)
    if user is not None and can_read(user):
        seen |= Q(pk__in=_spoken_for(user).values("cooperation"))
    found = Cooperation.objects.filter(seen).select_related("side_a", "side_b")
    found = found.prefetch_related(
        Prefetch("interface", interfaces_named_to(user))
    )  # one that is kept from her is None
    # One join, so that not every organisation's number stands in a second query.
    parts = CooperationPartner.objects.select_related("organisation").order_by("position", "pk")
    return found.prefetch_related(Prefetch("partners", parts))


def _spoken_for(user: User) -> QuerySet[CooperationPartner]:
    """Parts in cooperations of the organisations that the user's institution speaks for."""
    parts = CooperationPartner.objects.filter(organisation__representation__institution=user.institution_id)
    return parts.exclude(cooperation__release="own")


def waits_for(user: User) -> Q:
    """Parts that the user's institution, which speaks for them, may confirm.

    Those that nobody has confirmed; and where one institution has confirmed for all partners, those that it no longer
    speaks for: the second side is missing.
    """
    open_ones = CooperationPartner.objects.filter(confirmed_by=None).values("cooperation")
    alone = Cooperation.objects.exclude(standing=Cooperation.Standing.CONFIRMED).filter(others=0).order_by()
    alone = alone.exclude(pk__in=open_ones)
    return Q(confirmed_by=None) | (Q(cooperation__in=alone.values("pk")) & ~Q(confirmed_by=user.institution_id))


def confirmed_alone(cooperation: Cooperation) -> Institution | None:
    """The institution that alone has confirmed a cooperation for all of its partners; None: several, or not for all."""
    said = {part.confirmed_by for part in cooperation.partners.all()}
    return said.pop() if len(said) == 1 else None


def cooperations_spoken_for(user: User | None) -> list[str]:
    """Public ids of the cooperations that a reader knows of because the institution speaks for a partner."""
    if user is None or not can_read(user):
        return []
    ids = _spoken_for(user).order_by().values_list("cooperation__public_id", flat=True)
    return list(ids.distinct()[:MOST_SPOKEN_FOR])


def cooperations_kept_alone(user: User) -> QuerySet[Cooperation]:
    """Cooperations that others released to themselves only: nobody else of their institution sees them either."""
    return Cooperation.objects.filter(release="own").exclude(owner=user).order_by()


def cooperations_of(organisation: Organisation, user: User | None) -> QuerySet[Cooperation]:
    """Cooperations of an organisation of which a user may know."""
    parts = CooperationPartner.objects.filter(organisation=organisation).order_by()
    if not parts.exists():
        return Cooperation.objects.none()  # most have none; to ask who may see which takes ten times as long
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


@dataclass(frozen=True, slots=True)
class Known:
    """Under what cooperations count, how many of them there are, and how many are known in which way.

    ``key`` is a country's code, an organisation's or a named interface's public id, or two fields as `pair_key` writes
    them; ``title`` what it is called where a name belongs to it.
    """

    key: str
    title: str
    standings: dict[str, int]

    @property
    def cooperations(self) -> int:
        """All of them."""
        return sum(self.standings.values())


def standings_of(found: QuerySet[Cooperation]) -> dict[str, int]:
    """The same as `standings`, counted by the database."""
    rows = found.order_by().values_list("standing").annotate(n=Count("pk"))
    return dict.fromkeys(Cooperation.Standing.values, 0) | dict(rows)


def known_by_country(found: QuerySet[Cooperation]) -> list[Known]:
    """Cooperations by the country of their partners, each once for each country, the most first."""
    parts = _parts(found).exclude(organisation__region="").annotate(country=Substr("organisation__region", 1, 2))
    rows = parts.values_list("country", "country", "cooperation__standing")
    return _known(rows.annotate(n=Count("cooperation", distinct=True)))


def known_by_partner(found: QuerySet[Cooperation], most: int | None = None) -> list[Known]:
    """Cooperations by partner, the most first; at most so many partners (None: all)."""
    counts = {one: Count("pk", filter=Q(cooperation__standing=one)) for one in Cooperation.Standing.values}
    parts = _parts(found)
    counted = parts.values_list("organisation").annotate(n=Count("pk"), **counts).order_by("-n", "organisation")
    rows = list(counted[:most])
    # Their names afterwards: where there are many, most are not shown.
    named = Organisation.every.values_list("pk", "public_id", "name")
    if most is None:
        named = named.filter(pk__in=parts.values("organisation"))
    else:
        named = named.filter(pk__in=[row[0] for row in rows])
    called = {key: (public_id, name) for key, public_id, name in named}
    return [Known(*called[key], dict(zip(counts, known, strict=True))) for key, _n, *known in rows]


def number_of_partners(found: QuerySet[Cooperation]) -> int:
    """How many organisations take part in them."""
    return _parts(found).values("organisation").distinct().count()


def known_by_interface(found: QuerySet[Cooperation], user: User | None, language: str) -> list[Known]:
    """Cooperations by named interface, else by their two fields; those with neither are left out. The most first.

    A named interface that is kept from the user counts as none.
    """
    at = Q(interface__isnull=False) | Q(side_a__isnull=False, side_b__isnull=False)
    counted = found.order_by().filter(at).values_list("interface", "side_a", "side_b", "standing")
    rows = list(counted.annotate(n=Count("pk")))
    shown = interfaces_named_to(user).filter(pk__in={row[0] for row in rows if row[0]})
    names = {one.pk: one for one in shown}
    fields = Field.objects.in_bulk({key for row in rows if row[0] not in names for key in row[1:3] if key})
    told = []
    for interface, side_a, side_b, standing, count in rows:
        if interface in names:
            told.append((names[interface].public_id, names[interface].name, standing, count))
        elif side_a and side_b:
            pair = sorted((fields[side_a], fields[side_b]), key=lambda one: one.code)
            told.append((pair_key(*pair), " × ".join(one.title(language) for one in pair), standing, count))
    return _known(told)


def pair_key(one: Field, other: Field) -> str:
    """Two fields as an address names them, in whatever order they are given.

    Examples
    --------
    >>> pair_key(Field(scheme="s", code="b"), Field(scheme="s", code="a"))
    's:a:b'
    """
    return ":".join((one.scheme, *sorted((one.code, other.code))))


def interface_key(one: Cooperation) -> str:
    """Under which key a cooperation counts by its interface; "" where it names none."""
    if one.interface:
        return one.interface.public_id
    return pair_key(one.side_a, one.side_b) if one.side_a and one.side_b else ""


def at_interface(found: QuerySet[Cooperation], key: str, user: User | None) -> QuerySet[Cooperation]:
    """Those at an interface, by the key under which `known_by_interface` counts them."""
    named = interfaces_named_to(user)
    if ":" not in key:
        return found.filter(interface__in=named.filter(public_id=key).order_by().values("pk"))
    scheme, _first, rest = key.partition(":")
    one, _second, other = rest.partition(":")
    pair = {"side_a__scheme": scheme, "side_b__scheme": scheme}
    sides = Q(side_a__code=one, side_b__code=other) | Q(side_a__code=other, side_b__code=one)
    return found.filter(sides, **pair).exclude(interface__in=named.order_by().values("pk"))


def without_seat(found: QuerySet[Cooperation]) -> int:
    """How many of them have no partner whose seat is known: they count for no country."""
    placed = CooperationPartner.objects.exclude(organisation__region="").values("cooperation")
    return found.exclude(pk__in=placed).count()


def _parts(found: QuerySet[Cooperation]) -> QuerySet[CooperationPartner]:
    """Who takes part in them, in no order; an organisation stands once in each."""
    return CooperationPartner.objects.filter(cooperation__in=found.order_by().values("pk")).order_by()


def _known(rows: Iterable[tuple[str, str, str, int]]) -> list[Known]:
    counted: dict[tuple[str, str], dict[str, int]] = {}
    none = dict.fromkeys(Cooperation.Standing.values, 0)
    for key, title, standing, count in rows:
        known = counted.setdefault((key, title), none.copy())
        known[standing] += count
    found = [Known(*place, known) for place, known in counted.items()]
    return sorted(found, key=lambda one: (-one.cooperations, one.title, one.key))


def partner_countries(cooperation: Cooperation) -> list[str]:
    """Codes of the countries of the partners, sorted; partners without a known seat count for none."""
    return sorted({part.organisation.country for part in cooperation.partners.all()} - {""})


def partner_count(cooperation: Cooperation) -> int:
    """Number of partners, those known as a number only included."""
    return len(cooperation.partners.all()) + cooperation.others

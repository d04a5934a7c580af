"""Relations of organisations in words, and told apart from what they were."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from crossfield.web.registry.models import Organisation, OrganisationRelation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Edge = tuple[int, int, str]
    """A relation: keys of both organisations, as it names them, and its kind."""
    Below = Callable[[set[int]], Iterable[Edge]]

KINDS = OrganisationRelation.Kind


def relation_said(relation: OrganisationRelation) -> str:
    """The other organisation, with share, days and source as far as they are told, as the history tells it.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> other = SimpleNamespace(name="Holding AG")
    >>> relation_said(
    ...     SimpleNamespace(other=other, share=Decimal("51.50"), valid_from=None, valid_to=None, source="HRB 1")
    ... )
    'Holding AG, 51.5 %, HRB 1'
    """
    share = _share(relation)
    days = f"{relation.valid_from or '…'} – {relation.valid_to or '…'}"
    parts = [share and f"{share} %", days if relation.valid_from or relation.valid_to else "", relation.source]
    return ", ".join([relation.other.name, *(part for part in parts if part)])


def relation_stands(relation: OrganisationRelation) -> str:
    """All that can be changed of it, in one text: another one where somebody has changed it meanwhile."""
    days = (str(day or "") for day in (relation.valid_from, relation.valid_to))
    return "|".join([_share(relation), *days, relation.source])


def _share(relation: OrganisationRelation) -> str:
    return "" if relation.share is None else f"{Decimal(str(relation.share)).normalize():f}"


def step_of(one: int, other: int, kind: str) -> tuple[str, int, int]:
    """In which chain a relation stands, and which of both organisations is above or after the other there.

    Parents, majority owners, who controls by contract, and that of which another one is an institute are above: one
    hierarchy, whatever the kinds. Successors stand in a chain of their own.

    Examples
    --------
    >>> step_of(1, 2, "majority"), step_of(1, 2, "institute"), step_of(1, 2, "successor")
    (('hierarchy', 1, 2), ('hierarchy', 2, 1), ('successor', 1, 2))
    """
    if kind == KINDS.INSTITUTE:
        return "hierarchy", other, one
    return "successor" if kind == KINDS.SUCCESSOR else "hierarchy", one, other


def _way(start: int, end: int, below: Below) -> list[Edge] | None:
    """The fewest relations that lead down from one organisation to another, the first first; None where none do."""
    came: dict[int, tuple[int, Edge] | None] = {start: None}
    edge = {start}
    while edge and end not in came:
        found = [(*step_of(*one)[1:], one) for one in below(edge)]
        edge = {lower for _upper, lower, _one in found} - came.keys()
        came |= {lower: (upper, one) for upper, lower, one in reversed(found) if lower in edge}
    if end not in came:
        return None
    way: list[Edge] = []
    step = came[end]
    while step is not None:
        way.append(step[1])
        step = came[step[0]]
    return way[::-1]


def circle_in_register(one: int, other: int, kind: str) -> list[Edge] | None:
    """Relations of the register with which one more would close a circle; None where it would close none."""
    chain, upper, lower = step_of(one, other, kind)

    def below(keys: set[int]) -> Iterable[Edge]:
        down = Q(organisation__in=keys, kind=KINDS.SUCCESSOR)
        if chain == "hierarchy":
            down = Q(organisation__in=keys, kind__in=(KINDS.PARENT, KINDS.MAJORITY, KINDS.CONTROL))
            down |= Q(other__in=keys, kind=KINDS.INSTITUTE)
        return OrganisationRelation.objects.filter(down).order_by("pk").values_list("organisation", "other", "kind")

    return _way(lower, upper, below)


@dataclass(frozen=True, slots=True)
class Edges:
    """Relations as edges: by chain, from each organisation to those below or before it."""

    to: dict[tuple[str, int], list[Edge]] = dataclasses.field(default_factory=dict)

    @classmethod
    def of_register(cls) -> Edges:
        """All of the register."""
        made = cls()
        for edge in OrganisationRelation.objects.order_by("pk").values_list("organisation", "other", "kind"):
            made.add(*edge)
        return made

    def add(self, one: int, other: int, kind: str) -> None:
        """Add a relation."""
        chain, upper, _lower = step_of(one, other, kind)
        self.to.setdefault((chain, upper), []).append((one, other, kind))

    def circle(self, one: int, other: int, kind: str) -> list[Edge] | None:
        """Relations with which one more would close a circle; None where it would close none.

        Examples
        --------
        >>> edges = Edges()
        >>> edges.add(1, 2, "parent"), edges.add(3, 2, "institute")
        (None, None)
        >>> edges.circle(3, 1, "majority"), edges.circle(1, 3, "parent"), edges.circle(3, 1, "successor")
        ([(1, 2, 'parent'), (3, 2, 'institute')], None, None)
        """
        chain, upper, lower = step_of(one, other, kind)
        return _way(lower, upper, lambda keys: [edge for key in keys for edge in self.to.get((chain, key), ())])


def chain_said(edges: Sequence[Edge]) -> str:
    """Relations in words, as pages tell them."""
    names = dict(
        Organisation.every.filter(pk__in={key for edge in edges for key in edge[:2]}).values_list("pk", "name")
    )
    kinds = dict(KINDS.choices)
    return "; ".join(f"{names.get(one)}: {kinds[kind]} → {names.get(other)}" for one, other, kind in edges)

"""Making what stands in the register findable: by each action that writes it, and all of it anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crossfield.web.accounts.actions.search import Text, keep_texts, keep_texts_among, note_state, texts_of
from crossfield.web.accounts.models import SearchState
from crossfield.web.registry.models import Cluster, Cooperation, Event, FundingCall, Organisation, Person
from crossfield.web.registry.queries.organisation import other_names
from crossfield.web.registry.queries.searchable import CALL, CLUSTER, COOPERATION, EVENT, ORGANISATION, PERSON, WEIGHTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from django.db.models import Model

KINDS = (ORGANISATION, CLUSTER, COOPERATION, EVENT, CALL, PERSON)
KIND_OF: dict[type[Model], str] = {Cooperation: COOPERATION, Event: EVENT, FundingCall: CALL}
ORIGIN, FILLING = "register", "2"
"""Counted up where the texts are made in another way, so that the table is filled anew after an upgrade."""


def make_organisations_findable(organisations: Sequence[Organisation]) -> int:
    """Write the names of organisations and clusters into the search table. Who may: the action that changes them.

    Returns
    -------
    int
        Entries that were added, changed or taken away.
    """
    ids = [one.public_id for one in organisations]
    return keep_texts_among((ORGANISATION, CLUSTER), ids, _organisations(organisations))


def forget_organisations(public_ids: Sequence[str]) -> int:
    """Take organisations out of the search that are in the register no more. Who may: the action that deletes them."""
    return keep_texts_among((ORGANISATION, CLUSTER), public_ids, ())


def make_findable(thing: Cooperation | Event | FundingCall) -> int:
    """Write the title of a cooperation, an event or a call into the search table, with its rights.

    Who may: the action that changes it.
    """
    return keep_texts_among((_kind(thing),), [thing.public_id], _titled([thing]))


def forget(thing: Cooperation | Event | FundingCall) -> int:
    """Take something out of the search that is in the register no more. Who may: the action that deletes it."""
    return keep_texts_among((_kind(thing),), [thing.public_id], ())


def keep_entries_findable(model: type[Event | FundingCall], public_ids: Sequence[str]) -> int:
    """Bring events or calls into the search, or take out those that are in the register no more.

    Who may: the action that writes them or takes them back.
    """
    there = model._default_manager.filter(public_id__in=public_ids).select_related("owner")
    return keep_texts_among((KIND_OF[model],), public_ids, _titled(there))


def make_person_findable(person: Person) -> int:
    """Write the name of a person into the search table, for readers of the own institution; no detail is in it.

    Who may: the action that changes it.
    """
    return keep_texts_among((PERSON,), [person.public_id], _people([person]))


def forget_person(public_id: str) -> int:
    """Take a person out of the search. Who may: the action that erases it."""
    return keep_texts_among((PERSON,), [public_id], ())


def keep_people_findable(public_ids: Sequence[str]) -> int:
    """Bring people into the search, or take out those that are in the register no more.

    Who may: the action that writes them or takes them back.
    """
    there = Person.objects.filter(public_id__in=public_ids).select_related("owner")
    return keep_texts_among((PERSON,), public_ids, _people(there))


def fill_register_search() -> int:
    """Make the whole register findable; what has not changed stays untouched. Who may: the program. Not logged.

    Returns
    -------
    int
        Entries that were added, changed or taken away.
    """
    changed = keep_texts(KINDS, _all())
    note_state(ORIGIN, FILLING)
    return changed


def is_register_filled() -> bool:
    """Tell whether the search table has been filled with the register in today's way."""
    return SearchState.objects.filter(origin=ORIGIN, state=FILLING).exists()


def _all() -> Iterator[Text]:
    yield from _organisations(list(Organisation.objects.all()))
    for model in (Cooperation, Event, FundingCall):
        yield from _titled(model.objects.select_related("owner").iterator(chunk_size=1_000))
    yield from _people(Person.objects.select_related("owner").iterator(chunk_size=1_000))


def _people(people: Iterable[Person]) -> Iterator[Text]:
    for one in people:
        yield from texts_of(one, PERSON, one.public_id, [Text(PERSON, one.public_id, one.name, weight=WEIGHTS[PERSON])])


def _organisations(organisations: Sequence[Organisation]) -> Iterator[Text]:
    clusters = set(Cluster.objects.filter(organisation__in=organisations).values_list("organisation", flat=True))
    others = other_names([one.pk for one in organisations])
    for one in organisations:
        kind = CLUSTER if one.pk in clusters else ORGANISATION
        text = Text(kind, one.public_id, one.name, detail=one.region, weight=WEIGHTS[kind])
        yield text
        yield from (replace(text, text=name, title=one.name) for name in others.get(one.pk, ()))


def _titled(things: Iterable[Cooperation | Event | FundingCall]) -> Iterator[Text]:
    for one in things:
        kind = _kind(one)
        text = Text(kind, one.public_id, one.title, language=one.language, detail=_detail(one), weight=WEIGHTS[kind])
        place = one.place if isinstance(one, Event) else ""
        yield from texts_of(
            one, kind, one.public_id, [text, *([replace(text, text=place, title=one.title)] if place else [])]
        )


def _kind(thing: Cooperation | Event | FundingCall) -> str:
    return KIND_OF[type(thing)]


def _detail(thing: Cooperation | Event | FundingCall) -> str:
    """When it was or is: the same in every language."""
    if isinstance(thing, Cooperation):
        return thing.began
    day = thing.day if isinstance(thing, Event) else thing.deadline
    return day.isoformat() if day else ""

"""What lists of people bring: written at once, undone but for what was changed since, and forgotten with a person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.tables.headings import fold
from crossfield.web.accounts.actions.history import RESTORABLE, as_stored
from crossfield.web.accounts.models import FieldChange
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.intake_entry import DELETED
from crossfield.web.registry.actions.intake_people import ATTRIBUTES
from crossfield.web.registry.actions.person import check_ground, consent_entry
from crossfield.web.registry.models import (
    ConsentEntry,
    Intake,
    IntakeEntry,
    IntakeRow,
    Organisation,
    Person,
    PersonDetail,
    PersonFunction,
)
from crossfield.web.registry.queries.intake import TAKEN, in_portions
from crossfield.web.registry.queries.legal_basis import days_of, is_consent
from crossfield.web.registry.queries.people_list import DETAILS, name_of
from crossfield.web.registry.queries.person import is_among

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crossfield.web.accounts.models import User

    Told = tuple[str, str, str, Any, Any]

CHUNK = 1_000
TOLD = ("kind", "value", "purpose", "basis", "seen", "expires")
"""Columns of a detail that the history tells."""


@dataclass(slots=True)
class _Written:
    """What the rows of a list make or change, until it is written."""

    functions: list[PersonFunction] = field(default_factory=list)
    changed_functions: list[PersonFunction] = field(default_factory=list)
    details: list[PersonDetail] = field(default_factory=list)
    changed_people: dict[int, Person] = field(default_factory=dict)
    entries: list[IntakeEntry] = field(default_factory=list)


def ground_of(intake: Intake) -> dict[str, Any]:
    """For what and on which legal basis a list's details are kept, with days as days."""
    days = {name: date.fromisoformat(text) for name in ("expires", "day") if (text := intake.ground.get(name))}
    ground: dict[str, Any] = {"purpose": "", "basis": "", "seen": "", "way": ""}
    return ground | dict(intake.ground) | {"expires": None, "day": None} | days


def check_list_ground(ground: Mapping[str, Any]) -> None:
    """Refuse a ground on which nothing may be kept. Who may: actions on lists of people. Not logged.

    Raises
    ------
    UnknownNameError
        The rule file has no such purpose or basis.
    WrongStateError
        A consent without the way it was given, or the last day is over.
    """
    check_ground(**{name: ground[name] for name in ("purpose", "basis", "expires", "way")})


def write_people(intake: Intake, *, by: User) -> dict[str, int]:
    """Write the rows of a list of people: new people, functions, details on the list's ground; how much of each.

    What somebody has changed, noted or withdrawn since it was compared stays as it is.

    Who may: `write_items`, which has checked and logs it, in the same transaction. A consent is written into the
    consent log.

    Raises
    ------
    WrongStateError
        The list's ground is none any more.
    """
    ground = ground_of(intake)
    check_list_ground(ground)
    rows = list(intake.rows.filter(TAKEN).order_by("number"))
    is_new = {row.pk: not row.found or row.choice == IntakeRow.Choice.OTHER for row in rows}
    known = {one.public_id: one for one in _locked(intake, _found(rows, is_new))}
    made = _made(intake, [row for row in rows if is_new[row.pk]], by)
    places = _places(_keys(rows))
    written, there = _Written(), _There.of([*known.values()])
    for row in rows:
        person = made.get(row.pk) or known.get(row.found)
        if person is not None:
            _bring(row, person, written, there, places, is_new=is_new[row.pk])
    _write(written, by, ground)
    count = len(written.entries) - len(made)
    return {"people": len(made), "people_changed": count, "details": len(written.details)}


def _keys(rows: Sequence[IntakeRow]) -> list[int]:
    """Organisations at which rows bring functions."""
    return [key for row in rows for key, _function in row.values["functions"]]


def _made(intake: Intake, rows: Sequence[IntakeRow], by: User) -> dict[int, Person]:
    """New people, by the row that brings them."""
    owned = {"owner": by, "institution": by.institution, "release": Release.INSTITUTION}
    made = {
        row.pk: Person(name=row.values["name"], language=row.values["language"] or intake.language, **owned)
        for row in rows
    }
    Person.objects.bulk_create(made.values(), batch_size=CHUNK)
    return made


def _found(rows: Sequence[IntakeRow], is_new: Mapping[int, bool]) -> list[str]:
    return sorted({row.found for row in rows if not is_new[row.pk]})


def _locked(intake: Intake, ids: Sequence[str]) -> Iterator[Person]:
    own = Person.objects.select_for_update().filter(institution=intake.institution_id).order_by("pk")
    for some in in_portions(ids):
        yield from own.filter(public_id__in=some)


def _places(keys: Sequence[int]) -> dict[int, Organisation]:
    return {one.pk: one for some in in_portions(sorted(set(keys))) for one in Organisation.objects.filter(pk__in=some)}


@dataclass(frozen=True, slots=True)
class _There:
    """Functions and ways to reach somebody that are noted, by the person's key."""

    functions: dict[int, list[PersonFunction]]
    ways: dict[int, set[tuple[str, str]]]

    @classmethod
    def of(cls, people: Sequence[Person]) -> _There:
        """Of these people."""
        functions: dict[int, list[PersonFunction]] = {}
        ways: dict[int, set[tuple[str, str]]] = {}
        for some in in_portions([one.pk for one in people]):
            for one in PersonFunction.objects.filter(person__in=some):
                functions.setdefault(one.person_id, []).append(one)
            told = PersonDetail.objects.filter(person__in=some).values_list("person", "kind", "value", "value_hash")
            for key, kind, value, value_hash in told:
                ways.setdefault(key, set()).add((kind, value_hash or value))
        return cls(functions, ways)


def _bring(
    row: IntakeRow,
    person: Person,
    written: _Written,
    there: _There,
    places: Mapping[int, Organisation],
    *,
    is_new: bool,
) -> None:
    """What one row brings, and the entry that undoes it."""
    entry = IntakeEntry(intake_id=row.intake_id, number=row.number, thing=person.public_id, title=person.name)
    entry.is_new, entry.after = is_new, {"functions": [], "details": []}
    if is_new:
        entry.after |= {"person": person.name, "language": person.language}
    for change in _changes_of(row, is_new=is_new):
        column = change["column"]
        if column in ATTRIBUTES and getattr(person, ATTRIBUTES[column]) == change["was"]:
            entry.before[column], entry.after[column] = change["was"], change["after"]
            setattr(person, ATTRIBUTES[column], change["after"])
            written.changed_people[person.pk] = person
        elif column == "function" and change["organisation"] in places:
            entry.after["functions"] += _function(change, person, written, there)
        elif column in DETAILS:
            entry.after["details"] += _details(change, person, written, there)
    if is_new or any((entry.before, *entry.after.values())):
        written.entries.append(entry)


def _changes_of(row: IntakeRow, *, is_new: bool) -> Iterator[Mapping[str, Any]]:
    """What a row brings; of somebody else than the one who was found everything that it says."""
    if not (is_new and row.found):
        yield from row.changes
        return
    for key, function in row.values["functions"]:
        yield {"column": "function", "organisation": key, "was": "", "told": function or _("contact person")}
    for kind, value in row.values["details"]:
        yield {"column": kind, "told": [value]}


def _details(change: Mapping[str, Any], person: Person, written: _Written, there: _There) -> list[str]:
    """Public ids of details that are new; what somebody has noted since is not noted twice."""
    kind, ways = change["column"], there.ways.setdefault(person.pk, set())
    new = [one for one in change["told"] if not is_among(ways, kind, one)]
    made = [PersonDetail(person=person, kind=kind, value=one) for one in new]
    ways |= {(kind, one.value) for one in made}
    written.details += made
    return [one.public_id for one in made]


def _function(change: Mapping[str, Any], person: Person, written: _Written, there: _There) -> list[list[Any]]:
    """A new function, or one that is called otherwise now; nothing where somebody has noted it since."""
    at = [one for one in there.functions.get(person.pk, ()) if one.organisation_id == change["organisation"]]
    told, was = change["told"][:200], change["was"]
    known = next((one for one in at if was and one.function == was), None)
    if any(one.function == told for one in at) or (was and known is None):
        return []
    if known is not None:
        known.function = told
        written.changed_functions.append(known)
    else:
        made = PersonFunction(person=person, organisation_id=change["organisation"], function=told)
        written.functions.append(made)
        there.functions.setdefault(person.pk, []).append(made)
    return [[change["organisation"], was, told]]


def _write(written: _Written, by: User, ground: Mapping[str, Any]) -> None:
    today = timezone.localdate()
    basis = ground["basis"]
    for detail in written.details:
        detail.purpose, detail.basis, detail.seen, detail.owner = ground["purpose"], basis, ground["seen"], by
        detail.expires = ground["expires"] or today + timedelta(days=days_of(basis))
    for person in written.changed_people.values():
        person.version += 1
    Person.objects.bulk_update(written.changed_people.values(), ["name", "language", "version"], batch_size=CHUNK)
    PersonFunction.objects.bulk_update(
        [one for one in written.changed_functions if one.pk], ["function"], batch_size=CHUNK
    )
    PersonFunction.objects.bulk_create(written.functions, batch_size=CHUNK)
    PersonDetail.objects.bulk_create(written.details, batch_size=CHUNK)
    if is_consent(basis):
        told = {"by": by, "act": ConsentEntry.Act.GIVEN, "way": ground["way"], "day": ground["day"] or today}
        ConsentEntry.objects.bulk_create([consent_entry(one, **told) for one in written.details], batch_size=CHUNK)
    IntakeEntry.objects.bulk_create(written.entries, batch_size=CHUNK)


def undo_people(intake: Intake) -> None:
    """Take back what a list of people brought; what somebody has changed, withdrawn or confirmed since stays.

    What the history held of people and details that go is cleared. The consent log stays as proof.

    Who may: `undo_intake`, which has checked and logs it, in the same transaction.

    Raises
    ------
    WrongStateError
        Thirty days are over: what the list said is cleared.
    """
    if intake.taken_at is None or intake.taken_at <= timezone.now() - RESTORABLE:
        raise WrongStateError(
            _("Lists of people can be undone for thirty days; then what they said is cleared."),
            _("Change people on their own pages."),
        )
    entries = list(intake.entries.order_by("-number"))  # the last first: a row may go on from the one before
    people = {one.public_id: one for one in _locked(intake, sorted({entry.thing for entry in entries}))}
    used, left = _used([one.pk for one in people.values()]), _Left.of(intake, entries, [*people.values()])
    gone: dict[int, str] = {}
    for entry in entries:
        person = people.get(entry.thing)
        if person is None:
            entry.stayed = DELETED
            continue
        stayed = left.stays(entry, person, is_used=person.pk in used)
        entry.stayed = "".join(f"{one} " for one in stayed)
        if entry.is_new and not stayed:
            gone[person.pk] = person.public_id
    left.write(gone)
    IntakeEntry.objects.bulk_update(entries, ["stayed"], batch_size=CHUNK)


@dataclass(frozen=True, slots=True)
class _Left:
    """What is noted of people, and what of it goes when a list is undone."""

    functions: dict[int, list[PersonFunction]]
    details: dict[int, set[str]]
    changed: set[str]
    """Details that somebody has changed since."""
    gone_details: list[str] = field(default_factory=list)
    gone_functions: list[int] = field(default_factory=list)
    changed_functions: list[PersonFunction] = field(default_factory=list)
    people: dict[int, Person] = field(default_factory=dict)

    @classmethod
    def of(cls, intake: Intake, entries: Sequence[IntakeEntry], people: Sequence[Person]) -> _Left:
        """Of these people."""
        details: dict[int, set[str]] = {}
        for some in in_portions([one.pk for one in people]):
            for key, public_id in PersonDetail.objects.filter(person__in=some).values_list("person", "public_id"):
                details.setdefault(key, set()).add(public_id)
        brought = [public_id for entry in entries for public_id in entry.after["details"]]
        return cls(_There.of(people).functions, details, _changed(intake, brought))

    def stays(self, entry: IntakeEntry, person: Person, *, is_used: bool) -> list[str]:
        """Take back what one row brought; what stays, each once."""
        stayed = list(dict.fromkeys(self.take_back(entry, person)))
        if entry.is_new and not stayed and (is_used or not self.is_as_brought(entry, person)):
            return ["person_new"]
        return stayed

    def take_back(self, entry: IntakeEntry, person: Person) -> Iterator[str]:
        """Take back what one row brought; names of what stays."""
        for column, was in entry.before.items():
            if getattr(person, ATTRIBUTES[column]) == entry.after[column]:
                setattr(person, ATTRIBUTES[column], was)
                self.people[person.pk] = person
            else:
                yield column
        own = self.details.get(person.pk, set())
        for public_id in own & set(entry.after["details"]):
            if public_id in self.changed:
                yield "details"
            else:
                own.remove(public_id)
                self.gone_details.append(public_id)
        yield from self._functions(entry, self.functions.get(person.pk, []))

    def _functions(self, entry: IntakeEntry, at: list[PersonFunction]) -> Iterator[str]:
        for key, was, told in entry.after["functions"]:
            one = next((each for each in at if (each.organisation_id, each.function) == (key, told)), None)
            if one is None:
                continue
            if was and any((each.organisation_id, each.function) == (key, was) for each in at):
                yield "function"  # somebody has noted the earlier one anew
            elif was:
                one.function = was
                self.changed_functions.append(one)
            elif one.since is None and one.until is None:
                at.remove(one)
                self.gone_functions.append(one.pk)
            else:
                yield "function"

    def is_as_brought(self, entry: IntakeEntry, person: Person) -> bool:
        """Tell whether a person whom a list made is called as it said, and nothing else was noted of it since."""
        is_same = all(getattr(person, ATTRIBUTES[column]) == entry.after[column] for column in ATTRIBUTES)
        return is_same and not self.functions.get(person.pk) and not self.details.get(person.pk)

    def write(self, gone: Mapping[int, str]) -> None:
        """Write it by a few statements, and clear what the history holds of what is gone."""
        for person in self.people.values():
            person.version += 1
        Person.objects.bulk_update(self.people.values(), ["name", "language", "version"], batch_size=CHUNK)
        for functions in in_portions(self.gone_functions):  # first, so that one that is changed back finds its place
            PersonFunction.objects.filter(pk__in=functions).delete()
        kept = [one for one in self.changed_functions if one.pk not in set(self.gone_functions)]
        PersonFunction.objects.bulk_update(kept, ["function"], batch_size=CHUNK)
        for some in in_portions(self.gone_details):
            PersonDetail.objects.filter(public_id__in=some).delete()
        for people in in_portions(list(gone)):
            Person.objects.filter(pk__in=people).delete()
        for some in in_portions([*gone.values(), *self.gone_details]):
            FieldChange.objects.filter(public_id__in=some).update(old=None, new=None, is_personal=True, cleared=True)


def _details_of(entries: Sequence[IntakeEntry]) -> dict[str, PersonDetail]:
    ids = sorted({public_id for entry in entries for public_id in entry.after["details"]})
    found = (one for some in in_portions(ids) for one in PersonDetail.objects.filter(public_id__in=some))
    return {one.public_id: one for one in found}


def _changed(intake: Intake, ids: Sequence[str]) -> set[str]:
    """Details that somebody has changed, withdrawn, or asked to be confirmed since."""
    found: set[str] = set()
    for some in in_portions(ids):
        later = FieldChange.objects.filter(kind="persondetail", public_id__in=some)
        found |= set(later.exclude(entry__public_id=intake.public_id).values_list("public_id", flat=True))
        asked = Q(requests__isnull=False) | Q(confirmed__isnull=False) | Q(withdrawn__isnull=False)
        own = PersonDetail.objects.filter(asked, public_id__in=some)
        found |= set(own.values_list("public_id", flat=True))
    return found


def _used(people: Sequence[int]) -> set[int]:
    """Keys of people to whom something but their functions and details refers."""
    found: set[int] = set()
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel):
            continue
        other: Any = relation.related_model
        if other not in {PersonFunction, PersonDetail}:
            name = relation.field.name
            for some in in_portions(people):
                rows = other._base_manager.filter(**{f"{name}__in": some})
                found |= set(rows.values_list(name, flat=True))
    return found


def told_of_people(entries: Sequence[IntakeEntry], *, is_undone: bool) -> Iterator[Told]:
    """What rows of a list brought to people, or what undoing it took back, as the history tells it."""
    kept = _of_people_here(entries)
    names = _names(kept)
    for entry in kept:
        stayed = {*entry.stayed.split()} | ({*ATTRIBUTES, "function"} if entry.is_new else set())
        for kind, column, *pair in _told(entry, names):
            if not (is_undone and kind in stayed):
                yield "person", entry.thing, column, *(reversed(pair) if is_undone else pair)
    if not is_undone:  # what is undone is cleared
        yield from _told_details(kept)


def _names(entries: Sequence[IntakeEntry]) -> dict[int, Organisation]:
    return _places([key for entry in entries for key, _was, _told in entry.after["functions"]])


def _of_people_here(entries: Sequence[IntakeEntry]) -> list[IntakeEntry]:
    there = set(Person.objects.filter(public_id__in=[one.thing for one in entries]).values_list("public_id", flat=True))
    return [entry for entry in entries if entry.thing in there]


def _told_details(entries: Sequence[IntakeEntry]) -> Iterator[Told]:
    for public_id, detail in _details_of(entries).items():
        for column in TOLD:
            yield "persondetail", public_id, column, None, as_stored(getattr(detail, column))


def _told(entry: IntakeEntry, names: Mapping[int, Organisation]) -> Iterator[tuple[str, str, Any, Any]]:
    """Column of the list, column of the history, before and after."""
    for column in sorted(ATTRIBUTES.keys() & entry.after.keys()):
        yield column, ATTRIBUTES[column], entry.before.get(column), entry.after[column]
    for key, *pair in entry.after["functions"]:
        old, new = (f"{one}, {names[key]}" if one and key in names else None for one in pair)
        yield "function", "functions", old, new


def forget_in_lists(person: Person) -> int:
    """Delete what lists of people keep of a person: rows that are it or name it, and what they brought.

    A name of several words is looked for in all cells, in whatever order; a single word only where a row's whole name
    is that; a name without letters and digits is looked for nowhere.

    Who may: `erase_person`, which has checked and logs it, in the same transaction.

    Returns
    -------
    int
        Rows that were deleted.
    """
    lists = Intake.objects.filter(kind=Intake.Kind.PEOPLE, institution=person.institution_id)
    entries = IntakeEntry.objects.filter(intake__in=lists, thing=person.public_id)
    brought = set(entries.values_list("intake", "number"))
    name, gone = fold(person.name), list[int]()
    rows = IntakeRow.objects.filter(intake__in=lists).only("intake", "number", "found", "cells")
    columns = {one.pk: one for one in lists}
    for row in rows.iterator():
        is_it = row.found == person.public_id or (row.intake_id, row.number) in brought
        if is_it or _is_named(row, name, columns[row.intake_id]):
            gone.append(row.pk)
    entries.delete()
    for some in in_portions(gone):
        IntakeRow.objects.filter(pk__in=some).delete()
    return len(gone)


def _is_named(row: IntakeRow, name: str, intake: Intake) -> bool:
    """Tell whether a row names somebody of this folded name; without columns for names each cell may be one."""
    words = set(name.split())
    if len(words) > 1:
        return words <= set(fold(" ".join(row.cells)).split())
    cells = dict(zip(intake.headings, row.cells, strict=False))  # surplus cells have no heading
    told = {column: cells.get(intake.mapping.get(column, ""), "") for column in ("person", "given", "family")}
    names = [name_of(told)] if told.keys() & intake.mapping.keys() else row.cells
    return bool(words) and any(fold(one) == name for one in names)

"""What lists of guests bring to events: written at once, and undone but for what was changed since."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import translation

from crossfield.web.registry.actions.intake_entry import DELETED
from crossfield.web.registry.models import CheckIn, Event, EventGuest, IntakeEntry, IntakeRow, Organisation
from crossfield.web.registry.queries.intake import TAKEN, in_portions
from crossfield.web.registry.queries.organisation import is_same_but_for_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Intake

    Told = tuple[str, str, str, Any, Any]

CHUNK = 1_000
FOUND = 40
"""Signs of a guest's name that a row keeps."""
ATTRIBUTES = {"organisation": "organisation_id", "state": "state", "people": "people", "type": "kind"}
"""Columns of a list and those of a guest."""
LISTED = {"state": "listed", "people": "listed_people", "type": "listed_kind"}
"""What lists say is kept beside what counts: check-ins may count more."""
COUNTED = {ATTRIBUTES[column] for column in LISTED}
"""What check-ins say, as long as one counts."""
COLUMNS = (*ATTRIBUTES.values(), *LISTED.values())
WRITTEN = ("organisation", "state", "people", "kind", *LISTED.values())


@dataclass(frozen=True, slots=True)
class _There:
    """Guests of the events, by the event's key and their name in small letters or their organisation's key."""

    named: dict[tuple[int, str], EventGuest] = field(default_factory=dict)
    members: dict[tuple[int, int], EventGuest] = field(default_factory=dict)
    of_event: dict[int, list[EventGuest]] = field(default_factory=dict)
    checked_in: set[int] = field(default_factory=set)
    """Keys of guests with a check-in that counts."""

    @classmethod
    def of(cls, guests: Iterable[EventGuest], checked_in: set[int]) -> _There:
        """Of these guests."""
        there = cls(checked_in=checked_in)
        for one in guests:
            there.named[one.event_id, one.name.lower()] = one
            there.of_event.setdefault(one.event_id, []).append(one)
            if one.organisation_id is not None:
                there.members.setdefault((one.event_id, one.organisation_id), one)
        return there

    def meant(self, row: IntakeRow, event: Event) -> EventGuest | None:
        """The guest whom a row was compared to: by its name, else as the organisation, else by the name found."""
        found = self.named.get((event.pk, row.values["name"].lower()))
        if found is None and row.organisation_id is not None:
            found = self.members.get((event.pk, row.organisation_id))
        if found is None:
            alike = [one for one in self.of_event.get(event.pk, ()) if one.name[:FOUND] == row.found]
            found = next((one for one in alike if is_same_but_for_form(one.name, row.values["name"])), None)
        return found


def write_guests(intake: Intake, *, by: User) -> dict[str, int]:  # noqa: ARG001 -- as all that write lists
    """Write the rows of a list of guests: new guests and what differs; how much of each.

    What somebody has changed since it was compared stays as it is.

    Who may: `write_items`, which has checked and logs it, in the same transaction.
    """
    rows = list(intake.rows.filter(TAKEN).select_related("organisation").order_by("number"))
    events = {one.public_id: one for one in _locked(intake, {row.values["event"] for row in rows})}
    there = _There.of(_guests(events), _checked_in(events))
    planned = [one for row in rows for one in _planned(row, events.get(row.values["event"]), there)]
    made = [guest for guest, entry in planned if entry.is_new]
    changed = [guest for guest, entry in planned if not entry.is_new]
    EventGuest.objects.bulk_create(made, batch_size=CHUNK)
    EventGuest.objects.bulk_update(changed, WRITTEN, batch_size=CHUNK)
    IntakeEntry.objects.bulk_create([entry for _guest, entry in planned], batch_size=CHUNK)
    return {"guests": len(made), "guests_changed": len(changed)}


def _planned(row: IntakeRow, event: Event | None, there: _There) -> Iterator[tuple[EventGuest, IntakeEntry]]:
    """The guest that a row makes or changes, with what undoes it; nothing where somebody was quicker."""
    if event is None:
        return
    if row.found:
        guest = there.meant(row, event)
        entry = _change(row, guest, is_fixed=guest.pk in there.checked_in) if guest else None
        if guest and entry:
            yield guest, entry
    elif (event.pk, row.values["name"].lower()) not in there.named:
        guest = _made(row, event)
        yield guest, _entry(row, guest, event)


def _locked(intake: Intake, ids: set[str]) -> Iterator[Event]:
    own = Event.objects.select_for_update().filter(institution=intake.institution_id).order_by("pk")
    for some in in_portions(sorted(ids)):
        yield from own.filter(public_id__in=some)


def _guests(events: Mapping[str, Event]) -> Iterator[EventGuest]:
    for some in in_portions([one.pk for one in events.values()]):
        yield from EventGuest.objects.filter(event__in=some)


def _made(row: IntakeRow, event: Event) -> EventGuest:
    state, people = row.values.get("state") or EventGuest.State.INVITED.value, row.values.get("people") or 1
    is_other = row.choice == IntakeRow.Choice.OTHER
    return EventGuest(
        event=event,
        name=row.values["name"],
        organisation=None if is_other else row.organisation,
        state=state,
        listed=state,
        people=people,
        listed_people=people,
        kind=row.values.get("type", ""),
        listed_kind=row.values.get("type", ""),
    )


def _entry(row: IntakeRow, guest: EventGuest, event: Event) -> IntakeEntry:
    after = {name: getattr(guest, name) for name in COLUMNS}
    return IntakeEntry(
        intake_id=row.intake_id, number=row.number, thing=event.public_id, title=guest.name, is_new=True, after=after
    )


def _change(row: IntakeRow, guest: EventGuest, *, is_fixed: bool) -> IntakeEntry | None:
    """Write what differs into a guest; None where nothing does any more. Who checked in since keeps its figures."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in row.changes:
        name = ATTRIBUTES[change["column"]]
        if getattr(guest, name) != change["was"] or (is_fixed and name in COUNTED):
            continue
        for each in {name, LISTED.get(change["column"], name)}:
            before[each], after[each] = getattr(guest, each), change["told"]
            setattr(guest, each, change["told"])
    if not after:
        return None
    return IntakeEntry(
        intake_id=row.intake_id,
        number=row.number,
        thing=row.values["event"],
        title=guest.name,
        before=before,
        after=after,
    )


def undo_guests(intake: Intake) -> None:
    """Take back what a list of guests brought; what somebody has changed since, or who checked in, stays.

    Who may: `undo_intake`, which has checked and logs it, in the same transaction.
    """
    entries = list(intake.entries.order_by("-number"))
    events = {one.public_id: one for one in _locked(intake, {entry.thing for entry in entries})}
    there = {(one.event_id, one.name): one for one in _guests(events)}
    checked_in = _checked_in(events)
    taken_back: list[tuple[IntakeEntry, EventGuest]] = []
    for entry in entries:
        event = events.get(entry.thing)
        guest = there.get((event.pk, entry.title)) if event else None
        if guest is None:
            entry.stayed = DELETED
        else:
            entry.stayed = "".join(f"{one} " for one in _take_back(entry, guest, is_fixed=guest.pk in checked_in))
            taken_back.append((entry, guest))
    _write_back(taken_back)
    IntakeEntry.objects.bulk_update(entries, ["stayed"], batch_size=CHUNK)


def _write_back(taken_back: Sequence[tuple[IntakeEntry, EventGuest]]) -> None:
    gone = [guest.pk for entry, guest in taken_back if entry.is_new and not entry.stayed]
    changed = {guest.pk: guest for entry, guest in taken_back if not entry.is_new}
    EventGuest.objects.bulk_update(changed.values(), WRITTEN, batch_size=CHUNK)
    for some in in_portions(gone):
        EventGuest.objects.filter(pk__in=some).delete()


def _take_back(entry: IntakeEntry, guest: EventGuest, *, is_fixed: bool) -> list[str]:
    """Give a guest back what it was, as far as it still is what the row brought; columns that stay.

    What check-ins count stays, also where it is the same by chance; what lists say goes back.
    """
    fixed = COUNTED if is_fixed else set()
    same = [name for name, value in entry.after.items() if getattr(guest, name) == value and name not in fixed]
    changed = [column for column, name in ATTRIBUTES.items() if name in entry.after and name not in same]
    if entry.is_new:
        return ["guest"] if changed else []
    for name in same:
        setattr(guest, name, entry.before[name])
    return changed


def _checked_in(events: Mapping[str, Event]) -> set[int]:
    """Keys of guests with a check-in that counts."""
    found: set[int] = set()
    for some in in_portions([one.pk for one in events.values()]):
        rows = EventGuest.objects.filter(check_ins__in=CheckIn.objects.filter(event__in=some, taken_off=None))
        found |= set(rows.values_list("pk", flat=True))
    return found


def told_of_guests(intake: Intake, entries: Sequence[IntakeEntry], *, is_undone: bool) -> Iterator[Told]:
    """What rows of a list brought to events, or what undoing it took back, as the history tells it."""
    keys = {
        one["organisation_id"] for entry in entries for one in (entry.before, entry.after) if one.get("organisation_id")
    }
    names = dict(Organisation.every.filter(pk__in=keys - {None}).values_list("pk", "name"))
    with translation.override(intake.language):
        for entry in entries:
            if not (is_undone and entry.stayed):
                pair = None if entry.is_new else _said(entry, entry.before, names), _said(entry, entry.after, names)
                yield "event", entry.thing, "guests", *(reversed(pair) if is_undone else pair)


def _said(entry: IntakeEntry, told: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """A guest in words: name, how far, people, type and organisation, as far as they are told."""
    parts = [
        str(EventGuest.State(told["state"]).label) if told.get("state") else "",
        str(told["people"]) if told.get("people") else "",
        str(EventGuest.Kind(told["kind"]).label) if told.get("kind") else "",
        names.get(told.get("organisation_id") or 0, ""),
    ]
    return " · ".join([entry.title, *(part for part in parts if part)])

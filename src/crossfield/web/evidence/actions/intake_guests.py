"""Lists of guests: each row is looked up among events and organisations, and what would change is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from crossfield.tables.headings import fold
from crossfield.web.accounts.models.search import searched
from crossfield.web.evidence.queries.link import country_of
from crossfield.web.evidence.queries.meant import NUMBERS, organisations_meant
from crossfield.web.registry.actions.event import ORDER
from crossfield.web.registry.models import Event, EventGuest, IntakeRow
from crossfield.web.registry.models.partial_date import read_partial_date
from crossfield.web.registry.queries.intake import COLUMNS, cells_told, in_both_languages, in_portions, surplus
from crossfield.web.registry.queries.number import bare_number
from crossfield.web.registry.queries.organisation import is_same_but_for_form, without_form
from crossfield.web.registry.rules import can_change, is_in_register_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.meant import Meant
    from crossfield.web.registry.models import Intake

LONGEST_NAME, MOST_DIGITS, CUT = 300, 4, 40
ALSO = {
    "eingeladene": "invited", "einladung": "invited", "angemeldete": "registered", "anmeldung": "registered",
    "zugesagt": "registered", "zusage": "registered", "accepted": "registered", "teilgenommen": "attended",
    "anwesend": "attended", "war da": "attended", "there": "attended", "attended": "attended", "present": "attended",
}  # fmt: skip
"""How lists say how far somebody got, beside the register's own words."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What the register says of events that rows may mean, and of their guests."""

    by_id: dict[str, Event]
    by_title: dict[str, list[Event]]
    guests: dict[tuple[int, str], EventGuest]
    """By the event's key and the name in small letters."""
    bare: dict[tuple[int, str], list[EventGuest]]
    """By the event's key and the name without its legal form."""
    members: dict[tuple[int, int], EventGuest]
    """By the event's key and the organisation's."""
    checked_in: set[int]
    states: dict[str, str]
    types: dict[str, str]


def look_up_guests(intake: Intake, rows: Sequence[IntakeRow], *, by: User) -> None:
    """Read rows of guests, and find the event, the organisation and the guest that each row is.

    Who may: `look_up`, which has checked. The register stays as it is, so that it is not logged.
    """
    told = cells_told(intake, rows)
    known = _known(intake, told, by)
    meant = organisations_meant([_asked(one) for one in told])
    for row, cells, one in zip(rows, told, meant, strict=True):
        event = _read(row, cells, intake, known, by)
        if event is not None:
            _compare(row, event, one, known)
    _mark_doubles(intake, rows)


def _asked(told: Mapping[str, str]) -> dict[str, str]:
    numbers = {column: bare_number(column, told[column]) for column in NUMBERS if told.get(column)}
    named = {"name": told.get("organisation", ""), "id": told.get("id", "")}
    return numbers | named | {"country": country_of(told.get("country", ""))}


def _known(intake: Intake, told: Sequence[Mapping[str, str]], by: User) -> _Known:
    events = _events(intake, told, by)
    by_title: dict[str, list[Event]] = {}
    for one in events:
        by_title.setdefault(fold(one.title), []).append(one)
    guests: list[EventGuest] = []
    for some in in_portions([one.pk for one in events if can_change(by, one)]):
        guests += EventGuest.objects.filter(event__in=some)
    counting = EventGuest.objects.filter(event__in=[one.pk for one in events], check_ins__taken_off=None)
    bare: dict[tuple[int, str], list[EventGuest]] = {}
    for guest in guests:
        bare.setdefault((guest.event_id, without_form(guest.name)), []).append(guest)
    return _Known(
        by_id={one.public_id: one for one in events},
        by_title=by_title,
        guests={(one.event_id, one.name.lower()): one for one in guests},
        bare=bare,
        members={(one.event_id, one.organisation_id): one for one in guests if one.organisation_id},
        checked_in=set(counting.filter(check_ins__isnull=False).values_list("pk", flat=True)),
        states=in_both_languages(EventGuest.State) | ALSO,
        types=in_both_languages(EventGuest.Kind),
    )


def _events(intake: Intake, told: Sequence[Mapping[str, str]], by: User) -> list[Event]:
    """Events whose id or title rows tell, and the one that the list is of."""
    ids, titles = {one.get("event_id", "") for one in told}, {fold(one.get("event", "")) for one in told} - {""}
    seen = Event.objects.filter(is_in_register_of(by)).order_by().values_list("pk", "public_id", "title")
    meant = sorted(key for key, public_id, title in seen if public_id in ids or fold(title) in titles)
    found = {one.pk: one for some in in_portions(meant) for one in Event.objects.filter(pk__in=some)}
    if intake.event is not None:
        found[intake.event.pk] = intake.event
    return list(found.values())


def _read(row: IntakeRow, told: Mapping[str, str], intake: Intake, known: _Known, by: User) -> Event | None:
    """Values of a row, and what is wrong with them; the event where nothing is."""
    name = told.get("organisation", "")
    event, trouble = _event(told, intake, known, by)
    row.values = {"name": name, "event": event.public_id if event else "", "title": event.title if event else ""}
    hints = list(_read_words(row.values, told, known))
    problems = [*surplus(row.cells, intake.headings), *trouble, *_misnamed(name), *_read_people(row.values, told)]
    row.problems, row.organisation, row.changes = problems or hints, None, []
    row.key = f"{row.values['event']}/{fold(name)}"[:200]
    row.found, row.found_name, row.found_region, row.score, row.reason = "", "", "", None, ""
    row.answer = IntakeRow.Answer.ERROR if problems else IntakeRow.Answer.NEW
    return None if problems else event


def _misnamed(name: str) -> Iterator[str]:
    if not name:
        yield _("no name")
    if len(name) > LONGEST_NAME:
        yield _("%(column)s: more than %(most)s signs") % {"column": COLUMNS["organisation"], "most": LONGEST_NAME}


def _read_words(values: dict[str, Any], told: Mapping[str, str], known: _Known) -> Iterator[str]:
    """How far it got and what it is; words that nobody knows are left out."""
    for column, words in (("state", known.states), ("type", known.types)):
        if told.get(column):
            values[column] = words.get(fold(told[column]), "")
            if not values[column]:
                said = {"column": COLUMNS[column], "text": told[column]}
                yield _("%(column)s: “%(text)s” is none and is left out") % said


def _read_people(values: dict[str, Any], told: Mapping[str, str]) -> Iterator[str]:
    text = told.get("people", "")
    if text.isdecimal() and len(text) <= MOST_DIGITS and int(text):
        values["people"] = int(text)
    elif text:
        yield _("“%(text)s” is no number") % {"text": text}


def _event(told: Mapping[str, str], intake: Intake, known: _Known, by: User) -> tuple[Event | None, list[str]]:
    """The event of a row, or why it is none."""
    title = told.get("event", "")
    of_id = known.by_id.get(told.get("event_id", ""))
    found = [of_id] if of_id else _titled(title, told.get("day", ""), known)
    if not found and not title and intake.event is not None:
        found = [intake.event]
    if len(found) == 1 and can_change(by, found[0]):
        return found[0], []
    return None, [_no_event(found, title)]


def _no_event(found: Sequence[Event], title: str) -> str:
    """Why a row has no event to which guests may be added."""
    if len(found) == 1:
        return _("it belongs to another institution, and would be changed")
    if found:
        return _("several events are called “%(text)s”: add the day or the id") % {"text": title}
    return _("no event is called “%(text)s”") % {"text": title} if title else _("no event is named")


def _titled(title: str, day: str, known: _Known) -> list[Event]:
    """Events of a title, and of a day where it is told."""
    found = known.by_title.get(fold(title), []) if title else []
    day = read_partial_date(day)
    return [one for one in found if not day or one.day.isoformat() == day]


def _compare(row: IntakeRow, event: Event, meant: Meant, known: _Known) -> None:
    """Which guest a row is, which organisation, and what would change."""
    guest = _guest(row, event, meant, known)
    if meant.organisation is not None and (meant.is_sure or guest is None):
        row.organisation, row.score, row.reason = meant.organisation, meant.score, meant.reason[:300]
        row.found_region = meant.organisation.region
    if guest is not None:
        row.answer, row.found = IntakeRow.Answer.REGISTER, guest.name[:CUT]
        if not row.reason and is_same_but_for_form(row.values["name"], guest.name):
            row.reason = "" if searched(row.values["name"]) == searched(guest.name) else "other legal form"
        row.changes = list(_differences(row, guest, known))
    else:
        is_doubtful = row.organisation is not None and not meant.is_sure
        row.answer = IntakeRow.Answer.REVIEW if is_doubtful else IntakeRow.Answer.NEW
        row.changes = list(_brought(row, event))


def _guest(row: IntakeRow, event: Event, meant: Meant, known: _Known) -> EventGuest | None:
    """The guest of that name, else the one that is that organisation for sure, else the only one but for its form."""
    found = known.guests.get((event.pk, row.values["name"].lower()))
    if found is None and meant.organisation is not None and meant.is_sure:
        found = known.members.get((event.pk, meant.organisation.pk))
    return found or _but_for_form(row.values["name"], event, meant, known)


def _but_for_form(name: str, event: Event, meant: Meant, known: _Known) -> EventGuest | None:
    """The only guest that is called so but for a legal form that one of both does not say, unless it is another one."""
    alike = known.bare.get((event.pk, without_form(name)), [])
    sure = meant.organisation.pk if meant.organisation is not None and meant.is_sure else None
    if len(alike) != 1 or (sure and alike[0].organisation_id not in {None, sure}):
        return None
    return alike[0] if is_same_but_for_form(name, alike[0].name) else None


def _brought(row: IntakeRow, event: Event) -> Iterator[dict[str, str]]:
    """What a new guest is said to be."""
    told = {"state": "invited", "people": 1} | {name: value for name, value in row.values.items() if value}
    yield {"column": "event", "before": "", "after": event.title}
    for column in ("state", "people", "type"):
        if told.get(column):
            yield {"column": column, "before": "", "after": _said(column, told[column])}


def _differences(row: IntakeRow, guest: EventGuest, known: _Known) -> Iterator[dict[str, Any]]:
    """What a list says otherwise of a guest; how far it got goes on and never back."""
    if row.organisation is not None and guest.organisation_id is None:
        after = row.organisation.name
        yield {"column": "organisation", "before": "", "after": after, "was": None, "told": row.organisation.pk}
    kept = {"state": guest.state, "people": guest.people, "type": guest.kind}
    other = {name: row.values[name] for name, was in kept.items() if row.values.get(name) not in {None, "", was}}
    hint = _fixed(other, guest, known)
    if hint:
        row.problems = [*row.problems, hint]
    for column, value in other.items():
        said = {"before": _said(column, kept[column]), "after": _said(column, value)}
        yield {"column": column, **said, "was": kept[column], "told": value}


def _fixed(other: dict[str, Any], guest: EventGuest, known: _Known) -> str:
    """Why some of what a list says otherwise stays as it is; it is taken out."""
    order = [one.value for one in ORDER]
    if other and guest.pk in known.checked_in:
        other.clear()
        return _("it has checked in itself: its figures stay as they are")
    if "state" in other and order.index(other["state"]) < order.index(guest.state):
        del other["state"]
        return _("it got further than your list says: that stays")
    return ""


def _said(column: str, value: Any) -> str:  # noqa: ANN401 -- a text or a number
    if column == "people" or not value:
        return str(value)
    return str((EventGuest.State if column == "state" else EventGuest.Kind)(value).label)


def _mark_doubles(intake: Intake, rows: Sequence[IntakeRow]) -> None:
    """A guest that stands twice, by its name or as the same organisation, is taken once."""
    earlier = intake.rows.exclude(answer__in=("", "error"))
    seen: dict[str, int] = {}
    for number, key, organisation, found in earlier.values_list("number", "key", "organisation", "found"):
        event = key.partition("/")[0]
        seen |= {key: number, f"{event}/#{organisation}": number, f"{event}/={found}": number}
    for row in rows:
        if row.answer == IntakeRow.Answer.ERROR:
            continue
        is_sure = row.organisation is not None and row.answer != IntakeRow.Answer.REVIEW
        keys = [row.key, *([f"{row.values['event']}/#{row.organisation.pk}"] if is_sure and row.organisation else [])]
        # A name that is cut may be the beginning of several guests.
        keys += [f"{row.values['event']}/={row.found}"] if 0 < len(row.found) < CUT else []
        line = next((seen[key] for key in keys if key in seen), None)
        if line is not None:
            row.problems, row.answer = [_("stands in line %(line)s already") % {"line": line}], "error"
        else:
            seen |= dict.fromkeys(keys, row.number)

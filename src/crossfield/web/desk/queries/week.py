"""Contacts, events and funding calls as tables, and what needs a person today, across all rooms."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from crossfield.web.desk.queries.cooperation import interface_title, register_citation
from crossfield.web.desk.queries.registered import day_said
from crossfield.web.evidence.queries.listing import BUTTON, Column, Listing
from crossfield.web.registry import panels as registry
from crossfield.web.registry.models import EventGuest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import CheckIn, Contact, Event, FundingCall
    from crossfield.web.registry.queries.week import Todo

    Row = dict[str, Any]

TODOS = (*registry.TODOS,)
"""Of every room that has something to do for a person."""
STATES = ("invited", "registered", "attended")


def todos_of(user: User, today: date) -> list[Todo]:
    """What needs a user today, across all rooms, the earliest day first."""
    found = [todo for _name, path in TODOS for todo in resolve_name(path)(user, today)]
    return sorted(found, key=lambda todo: (todo.due or date.max, todo.text))


def todos_listing(todos: Iterable[Todo]) -> Listing:
    """They as a table."""
    columns = (Column("text", _("What")), Column("due", _("By")), Column("kind", _("Kind")))
    rows = [
        {"text": todo.text, "due": day_said(todo.due), "kind": str(todo.kind), "address": todo.address}
        for todo in todos
    ]
    return Listing(
        "today",
        _("What needs you"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("text", row["address"]),
        empty=_(
            "Nothing is due. Next steps with a day, introductions of a month ago and lists that wait show up here."
        ),
        at_first=50,
    )


def contacts_listing(contacts: Iterable[Contact]) -> Listing:
    """Contacts, newest first."""
    columns = (
        Column("organisation", _("Organisation")),
        Column("day", _("Day")),
        Column("kind", _("Kind")),
        Column("text", _("What it was about")),
        Column("interface", _("Interface")),
        Column("next_step", _("Next step")),
        Column("due", _("By")),
        Column("outcome", _("What came of it")),
    )
    rows = [
        {
            "public_id": one.public_id,
            "organisation": f"{one.organisation} ↔ {one.introduced_to}" if one.introduced_to else one.organisation.name,
            "day": day_said(one.day),
            "kind": str(one.get_kind_display()),
            "text": one.text,
            "interface": interface_title(one, get_language() or "en"),
            "next_step": one.next_step,
            "due": _("done") if one.done else day_said(one.due),
            "outcome": str(one.get_outcome_display()) if one.outcome else "",
        }
        for one in contacts
    ]
    return Listing(
        "contacts",
        _("Contacts"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("organisation", reverse("register_contact", args=[row["public_id"]])),
        empty=_("No contact is noted yet. “Note a contact” takes an organisation and one sentence."),
    )


def events_listing(events: Iterable[Event], guests: Mapping[int, Sequence[EventGuest]]) -> Listing:
    """Events with the organisations and people of each, as far as lists are there."""
    columns = (
        Column("title", _("Event")),
        Column("day", _("Day")),
        Column("kind", _("Kind")),
        Column("place", _("Place")),
        Column("interface", _("Interface")),
        Column("invited", _("Organisations invited"), "count"),
        Column("registered", _("registered"), "count"),
        Column("attended", _("were there"), "count"),
        Column("people", _("People there"), "count"),
    )
    rows = []
    for one in events:
        figures = guest_figures(guests.get(one.pk, ()))
        rows.append(
            {
                "public_id": one.public_id,
                "title": one.title,
                "day": day_said(one.day),
                "kind": str(one.get_kind_display()),
                "place": one.place,
                "interface": interface_title(one, get_language() or "en"),
                **figures,
                "last_day": day_said(one.last_day),
                "text": one.text,
                "followed": one.followed,
                "link": one.address,
            }
        )
    return Listing(
        "events",
        _("Events"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("title", reverse("register_event", args=[row["public_id"]])),
        empty=_("No event is recorded yet."),
        coded=(
            Column("public_id", _("Id in the register")),
            Column("last_day", _("Last day")),
            Column("text", _("Notes")),
            Column("followed", _("What followed")),
            Column("link", _("Link")),
        ),
    )


def guest_figures(guests: Sequence[EventGuest]) -> dict[str, int | None]:
    """Organisations invited, registered and there, and people there; None without a list: not known is not 0."""
    if not guests:
        return dict.fromkeys((*STATES, "people"))
    counted = Counter(guest.state for guest in guests)
    attended = counted["attended"]
    registered = attended + counted["registered"]
    people = sum(guest.people for guest in guests if guest.state == EventGuest.State.ATTENDED)
    return {
        "invited": registered + counted["invited"],
        "registered": registered,
        "attended": attended,
        "people": people,
    }


def guests_listing(guests: Iterable[EventGuest]) -> Listing:
    """Organisations of an event."""
    columns = (
        Column("name", _("Organisation")),
        Column("state", _("How far")),
        Column("people", _("People"), "count"),
        Column("known", _("In the register")),
    )
    rows = [
        {
            "address": reverse("register_organisation", args=[one.organisation.public_id]) if one.organisation else "",
            "name": one.name,
            "state": str(one.get_state_display()),
            "people": one.people,
            "known": _("yes") if one.organisation else _("no"),
            "type": str(one.get_kind_display()) if one.kind else "",
            "event": one.event.title,
            "day": day_said(one.event.day),
            "event_id": one.event.public_id,
            "organisation_id": one.organisation.public_id if one.organisation else "",
        }
        for one in guests
    ]
    return Listing(
        "guests",
        _("Who was invited, who came"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("name", row["address"]),
        empty=_("No list is there. Nothing is counted without one."),
        at_first=30,
        coded=(
            Column("type", _("Type")),
            Column("event", _("Event")),
            Column("day", _("Day")),
            Column("event_id", _("Id of the event")),
            Column("organisation_id", _("Id of the organisation")),
        ),
    )


def check_ins_listing(check_ins: Iterable[CheckIn]) -> Listing:
    """Check-ins by the code, the newest first, each with a button that takes it off or counts it again."""
    columns = (
        Column("name", _("Organisation")),
        Column("people", _("People"), "count"),
        Column("at", _("Checked in")),
        Column("counts", _("Counts")),
        Column("code", _("Correct it"), BUTTON),
    )
    rows = [
        {
            "name": one.name,
            "people": one.people,
            "at": date_format(timezone.localtime(one.at), "SHORT_DATETIME_FORMAT"),
            "counts": _("no, taken off") if one.taken_off else _("yes"),
            "code": one.public_id,
        }
        for one in check_ins
    ]
    return Listing(
        "check_ins", _("Who checked in by the code"), columns, rows, at_first=30, button="registry/check_in_count.html"
    )


def event_answer(figures: Mapping[str, int | None]) -> str:
    """The figures of an event in one sentence."""
    if figures["invited"] is None:
        return _("How many came is not known here: no list was brought in.")
    there = ngettext(
        "%(attended)s organisation was there", "%(attended)s organisations were there", figures["attended"] or 0
    )
    text = ngettext(
        "%(there)s, with %(people)s person, of %(registered)s registered and %(invited)s invited.",
        "%(there)s, with %(people)s people, of %(registered)s registered and %(invited)s invited.",
        figures["people"] or 0,
    )
    return text % {"there": there % figures, **figures}


def calls_listing(calls: Iterable[FundingCall], language: str, today: date) -> Listing:
    """Funding calls, the next deadline first."""
    columns = (
        Column("title", _("Funding call")),
        Column("programme", _("Programme")),
        Column("opens", _("Opens")),
        Column("deadline", _("Deadline")),
        Column("state", _("Today")),
        Column("fields", _("Fields")),
        Column("who", _("Who may apply, in the funder's words")),
    )
    rows = [
        {
            "public_id": one.public_id,
            "address": one.address,
            "page": reverse("register_call", args=[one.public_id]),
            "title": one.title,
            "programme": one.programme,
            "opens": day_said(one.opens),
            "deadline": day_said(one.deadline),
            "state": call_state(one, today),
            "fields": ", ".join(field.title(language) for field in one.fields.all()),
            "who": one.who,
        }
        for one in calls
    ]
    return Listing(
        "calls",
        _("Funding calls of others"),
        columns,
        rows,
        register_citation(),
        address=lambda row: ("title", row["page"]),
        empty=_("No funding call is noted yet."),
        coded=(Column("public_id", _("Id in the register")), Column("address", _("Link"))),
    )


def call_state(one: FundingCall, today: date) -> str:
    """Whether a call can be answered on a day; "" where its days are not known."""
    if one.deadline and one.deadline < today:
        return _("closed")
    if one.opens and one.opens > today:
        return _("not open yet")
    return _("open") if one.opens or one.deadline else ""

"""Attendance by a code: the organiser opens the check-in, organisations count themselves, nobody gives a name."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models.public_id import ALPHABET
from crossfield.web.registry.models import CheckIn, Event, EventGuest
from crossfield.web.registry.models.event import CODE_LENGTH
from crossfield.web.registry.queries.organisation import organisations_named
from crossfield.web.registry.rules import check_changes

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User

MOST_GUESTS = 2_000
"""Organisations of one event: more than that is nobody's workshop, and somebody plays with the code."""


@transaction.atomic
def open_check_in(event: Event, *, by: User) -> Event:
    """Make a code by which organisations check in until the end of the event's last day; an older code ends.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    WrongStateError
        The event is over.
    """
    check_changes(by, event)
    last = event.last_day or event.day
    if last < timezone.localdate():
        raise WrongStateError(_("This event is over."), _("Bring in a list of who was there instead."))
    event.code = "".join(secrets.choice(ALPHABET) for _sign in range(CODE_LENGTH))
    event.save(update_fields=["code"])
    write_log(event, verb="open_check_in", by=by, fields=("code",))
    return event


@transaction.atomic
def close_check_in(event: Event, *, by: User) -> Event:
    """End the check-in: the code leads nowhere any more. Who may: as for opening it. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    """
    check_changes(by, event)
    event.code = ""
    event.save(update_fields=["code"])
    write_log(event, verb="close_check_in", by=by, fields=("code",))
    return event


@transaction.atomic
def check_in(event: Event, *, name: str, kind: str, people: int, public_id: str) -> CheckIn:
    """Count an organisation as there, with so many people; checked in twice by others of it, the people add up.

    Who may: whoever has the code. Logged as the program's, without the name; nothing is sent.

    Parameters
    ----------
    event
        One whose check-in is open.
    name
        Of the organisation; no name of a person.
    kind
        One of `EventGuest.Kind`.
    people
        How many of it are there.
    public_id
        The one its form was opened with: sent twice, it counts once.

    Raises
    ------
    WrongStateError
        The check-in is closed, or the event has as many guests as one can have.
    """
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if not locked.is_checking_in:
        raise WrongStateError(_("The check-in is closed."), _("Ask the organiser."))
    known = locked.check_ins.filter(public_id=public_id).first()
    if known:
        return known
    clean = " ".join(name.split())[:300]
    made = CheckIn(event=locked, name=clean, kind=EventGuest.Kind(kind), people=people, public_id=public_id)
    made.guest = _guest_of(made)
    made.save()
    _count(made.guest)
    write_log(locked, verb="check_in", by=None, fields=("attended",))
    return made


@transaction.atomic
def take_check_in_off(one: CheckIn, *, by: User) -> None:
    """Count a check-in no longer: its people go, and with its last one an organisation is what lists say of it.

    One that stands on no list is no guest any more. What was taken off stays and can be counted again.

    Who may: cluster management and administrators of the institution the event belongs to. Logged; the history of the
    event tells who, when and which. Nothing is sent.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    """
    check_changes(by, one.event)
    Event.objects.select_for_update().get(pk=one.event_id)
    if CheckIn.objects.filter(pk=one.pk, taken_off=None).update(taken_off=timezone.now()) != 1:
        return  # somebody else was quicker, and it is as it was wanted
    one.refresh_from_db()
    if one.guest is not None:
        _count(one.guest)
    told = {"check_ins": f"{one.name}: {one.people} → 0"}
    write_log(one.event, verb="take_check_in_off", by=by, fields=("attended",), told=told)


@transaction.atomic
def count_check_in_again(one: CheckIn, *, by: User) -> None:
    """Count a check-in that was taken off, as if it had come now.

    Who may: as for taking it off. Logged; the history of the event tells who, when and which. Nothing is sent.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    WrongStateError
        The event has as many guests as one can have.
    """
    check_changes(by, one.event)
    Event.objects.select_for_update().get(pk=one.event_id)
    one.refresh_from_db()
    if one.taken_off is None:
        return
    one.guest, one.taken_off = _guest_of(one), None
    one.save(update_fields=["guest", "taken_off"])
    _count(one.guest)
    told = {"check_ins": f"{one.name}: 0 → {one.people}"}
    write_log(one.event, verb="count_check_in_again", by=by, fields=("attended",), told=told)


def _guest_of(one: CheckIn) -> EventGuest:
    """The guest whom a check-in counts, made where it is not there."""
    guest = one.event.guests.filter(name__iexact=one.name).first()
    if guest is not None:
        return guest
    if one.event.guests.count() >= MOST_GUESTS:
        raise WrongStateError(_("No more organisations can check in."), _("Ask the organiser."))
    same = organisations_named([one.name.lower()]).get(one.name.lower(), [])
    return EventGuest.objects.create(
        event=one.event, name=one.name, organisation=same[0] if len(same) == 1 else None, kind=one.kind
    )


def _count(guest: EventGuest) -> None:
    """Take what a guest is from its check-ins that count; without one, from what lists say."""
    counting = guest.check_ins.filter(taken_off=None)
    last = counting.last()
    if last is not None:
        guest.state, guest.kind = EventGuest.State.ATTENDED, last.kind
        guest.people = counting.aggregate(total=Sum("people"))["total"]
    elif guest.listed:
        guest.state, guest.kind, guest.people = guest.listed, guest.listed_kind, guest.listed_people or 1
    else:
        guest.delete()
        return
    guest.save(update_fields=["state", "kind", "people"])

"""Events: recording one, bringing its list in, and what followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from crossfield.errors import WrongStateError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.actions.release import set_release
from crossfield.web.accounts.models.release import Release
from crossfield.web.registry.actions.columns import set_columns
from crossfield.web.registry.actions.search import make_findable
from crossfield.web.registry.models import Event, EventGuest, FundingCall
from crossfield.web.registry.queries.organisation import organisations_named
from crossfield.web.registry.queries.week import CALL_COLUMNS, call_fingerprint
from crossfield.web.registry.rules import check_changes, check_writes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from crossfield.web.accounts.models import User
    from crossfield.web.registry.models import Field

CHANGED = ("title", "kind", "day", "last_day", "place", "interface", "side_a", "side_b", "text", "address", "followed")
"""Columns that `change_event` writes."""
ORDER = (EventGuest.State.INVITED, EventGuest.State.REGISTERED, EventGuest.State.ATTENDED)


@transaction.atomic
def record_event(title: str, *, by: User | None, kind: str, day: date, **rest: Any) -> Event:  # noqa: ANN401 -- columns
    """Record an event.

    Who may: cluster management and administrators, for the own institution; None: the program, for what ships, which
    everyone sees. Logged; nothing is sent.

    Parameters
    ----------
    title
        As it is shown.
    by
        Who records it.
    kind
        One of `Event.Kind`.
    day
        The first day.
    rest
        Other columns: last_day, place, interface, side_a, side_b, text, followed, address, language, public_id.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        It ends before it begins.
    """
    if by is not None:
        check_writes(by)
    _check_event_days(day, rest.get("last_day"))
    made = Event.objects.create(
        title=title.strip()[:300],
        kind=kind,
        day=day,
        owner=by,
        institution=by.institution if by else None,
        release=Release.INSTITUTION if by else Release.PUBLIC,
        **rest,
    )
    make_findable(made)
    write_log(made, verb="record_event", by=by, fields=("title", "kind", "day", *rest))
    return made


@transaction.atomic
def list_guests(event: Event, *, by: User, names: Iterable[str], state: str) -> tuple[int, int]:
    """Bring a list of organisations in: who was invited, registered, or there. Names of persons do not belong there.

    A name that stands twice counts twice as people. Who was there stays so when a list of invited ones comes later.

    Who may: cluster management and administrators of the institution it belongs to. Logged without names; nothing is
    sent.

    Parameters
    ----------
    event
        Which one.
    by
        Who brings it in.
    names
        Organisations, one for each person that comes from it.
    state
        How far they got.

    Returns
    -------
    tuple
        Organisations of the list, and how many of them are in the register.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    """
    check_changes(by, event)
    counted: dict[str, tuple[str, int]] = {}
    for name in names:
        clean = " ".join(name.split())[:300]
        if clean:
            shown, people = counted.get(clean.lower(), (clean, 0))
            counted[clean.lower()] = (shown, people + 1)
    known = organisations_named(counted)
    there = {guest.name.lower(): guest for guest in event.guests.all()}
    found = 0
    for key, (shown, people) in counted.items():
        same = known.get(key, [])
        found += len(same) == 1
        guest = there.get(key) or EventGuest(event=event, name=shown, state=state)
        guest.organisation = same[0] if len(same) == 1 else None
        guest.state = max(guest.state, state, key=[one.value for one in ORDER].index)
        guest.listed = max(guest.listed or state, state, key=[one.value for one in ORDER].index)
        guest.people = guest.listed_people = people
        guest.save()
    write_log(event, verb="list_guests", by=by, fields=(state,))
    return len(counted), found


@transaction.atomic
def change_event(event: Event, *, by: User, version: int, given: Mapping[str, object]) -> Event:
    """Change what is said of an event, what followed it included.

    Who may: cluster management and administrators of the institution it belongs to. Logged with the names of the
    columns; nothing is sent.

    Parameters
    ----------
    event
        Which one.
    by
        Who changes it.
    version
        The version the form was opened with.
    given
        Column → value; columns that are not there stay.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    WrongStateError
        Somebody else has saved since the form was opened, or it would end before it begins.
    """
    check_changes(by, event)
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if locked.version != version:
        raise WrongStateError(
            _("Somebody else has saved this event since you opened the form."),
            _("Your text is kept below; look at the saved one, put both together and save again."),
        )
    changed = set_columns(locked, CHANGED, given)
    check_days(locked)
    locked.version += 1
    locked.save(update_fields=[*changed, "version"])
    make_findable(locked)
    write_log(locked, verb="change_event", by=by, fields=changed)
    return locked


@transaction.atomic
def release_event(event: Event, *, by: User, release: str) -> Event:
    """Say how far an event is seen; its guests stay with the own institution.

    Who may: cluster management and administrators of the institution it belongs to. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The event belongs to another institution.
    """
    check_changes(by, event)
    set_release(event, by=by, release=release)
    make_findable(event)
    write_log(event, verb="release_event", by=by, fields=("release",))
    return event


@transaction.atomic
def add_funding_call(title: str, *, by: User, fields: Iterable[Field] = (), **rest: Any) -> FundingCall:  # noqa: ANN401 -- columns
    """Note a funding call of somebody else. Who may apply is the funder's text; nothing here checks it.

    Who may: cluster management and administrators, for the own institution. Logged; nothing is sent.

    Raises
    ------
    NotAllowedError
        The user may not write.
    WrongStateError
        It closes before it opens.
    """
    check_writes(by)
    _check_call_days(rest.get("opens"), rest.get("deadline"))
    made = FundingCall.objects.create(
        title=title.strip()[:300], owner=by, institution=by.institution, release=Release.INSTITUTION, **rest
    )
    made.fields.set(fields)
    make_findable(made)
    told = {"fields": keys} if (keys := fields_kept(made)) else {}
    write_log(made, verb="add_funding_call", by=by, fields=("title", *rest, *told), told=told)
    return made


@transaction.atomic
def change_funding_call(
    call: FundingCall, *, by: User, seen: str, given: Mapping[str, object], fields: Iterable[Field]
) -> FundingCall:
    """Change what is said of a funding call.

    Who may: cluster management and administrators of the institution it belongs to. Logged with the names of the
    columns, in the history with what the fields were and are; nothing is sent.

    Parameters
    ----------
    call
        Which one.
    by
        Who changes it.
    seen
        As `call_fingerprint` told when the form was opened.
    given
        Column → value; columns that are not there stay.
    fields
        Its fields as they shall be.

    Raises
    ------
    NotAllowedError
        The call belongs to another institution.
    WrongStateError
        Somebody else has saved since the form was opened, or it would close before it opens.
    """
    check_changes(by, call)
    locked = FundingCall.objects.select_for_update().get(pk=call.pk)
    if call_fingerprint(locked) != seen:
        raise WrongStateError(
            _("Somebody else has saved this call since you opened the form."),
            _("Your text is kept below; look at the saved one, put both together and save again."),
        )
    changed = set_columns(locked, CALL_COLUMNS, given)
    check_days(locked)
    was = fields_kept(locked)
    locked.save(update_fields=changed)
    locked.fields.set(fields)
    make_findable(locked)
    now = fields_kept(locked)
    told = {"told": {"fields": now}, "was": {"fields": was}} if was != now else {}
    write_log(locked, verb="change_funding_call", by=by, fields=[*changed, *told.get("told", ())], **told)
    return locked


def fields_kept(call: FundingCall) -> list[int]:
    """Row numbers of the fields of a call, as the history keeps them."""
    return sorted(call.fields.values_list("pk", flat=True))


def check_days(thing: Event | FundingCall) -> None:
    """Refuse what would end before it begins; for actions, before they save.

    Raises
    ------
    WrongStateError
        The last day is before the first one, or the deadline before the day it opens.
    """
    if isinstance(thing, Event):
        _check_event_days(thing.day, thing.last_day)
    else:
        _check_call_days(thing.opens, thing.deadline)


def _check_event_days(day: date, last_day: date | None) -> None:
    if last_day and last_day < day:
        raise WrongStateError(_("The event would end before it begins."), _("Check the two days."))


def _check_call_days(opens: date | None, deadline: date | None) -> None:
    if opens and deadline and deadline < opens:
        raise WrongStateError(_("The call would close before it opens."), _("Check the two days."))

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
def check_in(event: Event, *, name: str, kind: str, people: int, public_id: str) -> EventGuest:
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
    known = CheckIn.objects.filter(public_id=public_id, guest__event=locked).select_related("guest").first()
    if known:
        return known.guest
    clean = " ".join(name.split())[:300]
    guest = locked.guests.filter(name__iexact=clean).first()
    if guest is None:
        if locked.guests.count() >= MOST_GUESTS:
            raise WrongStateError(_("No more organisations can check in."), _("Ask the organiser."))
        same = organisations_named([clean.lower()]).get(clean.lower(), [])
        guest = EventGuest(event=locked, name=clean, organisation=same[0] if len(same) == 1 else None)
    guest.state, guest.kind = EventGuest.State.ATTENDED, EventGuest.Kind(kind)
    guest.save()
    CheckIn.objects.create(guest=guest, people=people, public_id=public_id)
    guest.people = guest.check_ins.aggregate(total=Sum("people"))["total"]
    guest.save(update_fields=["people"])
    write_log(locked, verb="check_in", by=None, fields=("attended",))
    return guest

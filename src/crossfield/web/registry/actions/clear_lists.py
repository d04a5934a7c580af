"""Lists that say something of people are cleared after thirty days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef

from crossfield.web.accounts.actions.history import RESTORABLE
from crossfield.web.registry.models import Intake, IntakeEntry, IntakeRow
from crossfield.web.registry.queries.intake import lists_before

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet


def purge_lists(now: datetime) -> int:
    """Clear what lists say of people, thirty days after they were taken over or, where they were not, brought here.

    Of lists of people everything goes. Of lists of guests the cells go, since columns that nobody chose may name
    people; what the rows brought stays, so that it can be undone. What was not taken over by then is given up.

    Who may: the program, once an hour. Not logged: the lists say it.

    Parameters
    ----------
    now
        A point in time with its zone.

    Returns
    -------
    int
        Lists that were cleared.
    """
    people, guests = (lists_before(kind, now - RESTORABLE) for kind in (Intake.Kind.PEOPLE, Intake.Kind.GUESTS))
    rows = IntakeRow.objects.filter(intake=OuterRef("pk"))
    entries = IntakeEntry.objects.filter(intake=OuterRef("pk"))
    full = [
        *people.filter(Exists(rows) | Exists(entries)).values_list("pk", flat=True),
        *guests.filter(Exists(rows.exclude(cells=[]))).values_list("pk", flat=True),
    ]
    return sum(_clear(key, people | guests) for key in full)


@transaction.atomic
def _clear(key: int, old: QuerySet[Intake]) -> bool:
    """Clear a list, unless it has been taken over at this moment."""
    intake = old.select_for_update().filter(pk=key).first()
    if intake is None:
        return False
    is_given_up = old.filter(pk=key, taken_at=None).update(state=Intake.State.CANCELLED)
    if is_given_up or intake.kind == Intake.Kind.PEOPLE:
        intake.rows.all().delete()
        intake.entries.all().delete()
    else:
        intake.rows.exclude(cells=[]).update(cells=[])
    return True

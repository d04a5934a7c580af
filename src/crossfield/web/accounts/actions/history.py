"""Writing the history, and clearing what must not be kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from crossfield.web.accounts.models import FieldChange

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crossfield.web.accounts.models import LogEntry
    from crossfield.web.accounts.models.history import Kept

    Told = str | list[int]

RESTORABLE = timedelta(days=30)
"""How long values of people's contact fields stay in the history."""


def write_changes(entry: LogEntry, thing: Kept, *, by_institution: int | None) -> list[FieldChange]:
    """Write which columns an action changed, under the line of the log that tells the action.

    Who may: the writer of the log, for each action. What is read next is compared to what stands there now.

    Parameters
    ----------
    entry
        The line of the log.
    thing
        What was changed, as the action left it.
    by_institution
        Row number of the institution that acts: its members see the history of what belongs to no institution.
    """
    was, institution = thing.was, getattr(thing, "institution_id", None) or by_institution
    made = []
    for attribute, column in thing.kept_columns().items():
        if attribute not in thing.__dict__:  # it was not read, so that it cannot have been changed
            continue
        old, new = (as_stored(values.get(attribute)) for values in (was, thing.__dict__))
        if old != new:
            made.append(
                FieldChange(
                    entry=entry,
                    institution_id=institution,
                    kind=entry.kind,
                    public_id=entry.public_id,
                    field=column,
                    old=old,
                    new=new,
                    is_personal=column in thing.PERSONAL,
                )
            )
    thing.remember()
    return FieldChange.objects.bulk_create(made)


def write_told(
    entry: LogEntry, told: Mapping[str, Told], *, institution: int | None, was: Mapping[str, Told] | None = None
) -> list[FieldChange]:
    """Write what an action added, changed or took away that is no column of the thing itself.

    Such as what a source says of it; what stood there before is told by ``was`` under the same name.

    Who may: the writer of the log, for each action.
    """
    old = was or {}
    return FieldChange.objects.bulk_create(
        FieldChange(
            entry=entry,
            institution_id=institution,
            kind=entry.kind,
            public_id=entry.public_id,
            field=name,
            old=old.get(name) or None,
            new=value or None,
        )
        for name, value in told.items()
        if value or name in old
    )


def as_stored(value: object) -> Any:  # noqa: ANN401 -- what JSON holds
    """Write a value of a column as the history keeps it; what is empty is null.

    Examples
    --------
    >>> as_stored(date(2014, 7, 14)), as_stored(""), as_stored(Decimal("51.00")), as_stored(7)
    ('2014-07-14', None, '51.00', 7)
    """
    if value is None or value == "":
        return None
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value if isinstance(value, bool | int | float | list | dict) else str(value)


def purge_history(now: datetime) -> int:
    """Clear personal values that have stood in the history for thirty days; that something was changed stays.

    Who may: the program, once a day. Not logged: the rows say it.

    Parameters
    ----------
    now
        A point in time with its zone.

    Returns
    -------
    int
        Rows that were cleared.
    """
    due = FieldChange.objects.filter(is_personal=True, cleared=False, entry__at__lte=now - RESTORABLE)
    return due.update(old=None, new=None, cleared=True)

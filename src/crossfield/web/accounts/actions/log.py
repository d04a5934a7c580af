"""Writing into the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from crossfield.web.accounts.models import LogEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossfield.web.accounts.models import User


class Named(Protocol):
    """Whatever has a public id."""

    public_id: str


def write_log(subject: Named, *, verb: str, by: User | None, fields: Iterable[str] = ()) -> LogEntry:
    """Add an entry to the log: public ids and names of columns, never their values.

    Parameters
    ----------
    subject
        What was acted on.
    verb
        Name of the action, such as ``store_document``.
    by
        Who acted; None: the program itself.
    fields
        Names of the columns that changed.
    """
    entry = LogEntry(
        by=by.public_id if by else "",
        institution=by.institution.public_id if by and by.institution else "",
        verb=verb,
        kind=type(subject).__name__.lower(),
        public_id=subject.public_id,
        fields=sorted(fields),
    )
    entry.save()
    return entry

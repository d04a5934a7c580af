"""Writing into the log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from crossfield.web.accounts.actions.history import write_changes, write_told
from crossfield.web.accounts.models import LogEntry
from crossfield.web.accounts.models.history import Kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crossfield.web.accounts.actions.history import Told
    from crossfield.web.accounts.models import User


class Named(Protocol):
    """Whatever has a public id."""

    public_id: str


def write_log(
    subject: Named,
    *,
    verb: str,
    by: User | None,
    fields: Iterable[str] = (),
    told: Mapping[str, Told] | None = None,
    was: Mapping[str, Told] | None = None,
) -> LogEntry:
    """Add an entry to the log: public ids and names of columns, never their values.

    The values go into the history, which can be cleared: columns of a subject that has one, and what is told.

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
    told
        What was added that is no column of the subject, for the history: name → text, or row numbers of fields; empty:
        it was taken away.
    was
        What stood there before, for names that are told.
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
    acting = by.institution_id if by else None
    if isinstance(subject, Kept):
        write_changes(entry, subject, by_institution=acting)
    if told:
        write_told(entry, told, institution=getattr(subject, "institution_id", None) or acting, was=was)
    return entry

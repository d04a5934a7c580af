"""Putting a partner on one's shortlist, saying why, ordering it, taking it off and bringing it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.evidence.models import ShortlistEntry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crossfield.web.accounts.models import User
    from crossfield.web.evidence.queries.shortlist import Asked

MOST_ENTRIES = 500
KEPT = ("name", "place", "status", "through", "why", "records")


@transaction.atomic
def shortlist_partner(partner: Mapping[str, Any], *, by: User, asked: Asked) -> ShortlistEntry:
    """Put a suggestion on one's shortlist, at its end; what is there already stays as it is.

    Who may: every signed-in user, for themselves. Logged without names; nothing is sent.

    Parameters
    ----------
    partner
        A row of the answer to a search: about (what it is), code, name, place, status, through, why, records.
    by
        Whose shortlist it is.
    asked
        The search it was found by.

    Raises
    ------
    NotAllowedError
        The shortlist holds 500 already.
    """
    own = ShortlistEntry.objects.filter(owner=by, removed__isnull=True)
    there = own.filter(kind=partner["about"], code=partner["code"]).first()
    if there is not None:
        return there
    if own.count() >= MOST_ENTRIES:
        message = f"The shortlist holds {MOST_ENTRIES} entries."
        raise NotAllowedError(message, _("Take some off, or pin it and begin a new one."))
    entry = ShortlistEntry.objects.create(
        owner=by,
        institution=by.institution,
        kind=partner["about"],
        code=partner["code"],
        language=asked.language,
        asked=asked.question,
        query=asked.query,
        data_version=asked.version,
        citation=asked.citation,
        position=(own.aggregate(last=Max("position"))["last"] or 0) + 1,
        **{key: str(partner.get(key) or "") for key in KEPT},
    )
    write_log(entry, verb="shortlist_partner", by=by)
    return entry


@transaction.atomic
def note_entry(entry: ShortlistEntry, *, by: User, note: str) -> None:
    """Write down what to do about it; what was kept of the search never changes. Who may: its owner. Logged."""
    _check_owner(entry, by)
    entry.note = note
    entry.save(update_fields=["note"])
    write_log(entry, verb="note_shortlist_entry", by=by, fields=("note",))


@transaction.atomic
def move_entry(entry: ShortlistEntry, *, by: User, up: bool) -> None:
    """Let it change places with the one before or after it. Who may: its owner. Logged."""
    _check_owner(entry, by)
    own = ShortlistEntry.objects.filter(owner=by, removed__isnull=True)
    others = own.filter(position__lt=entry.position) if up else own.filter(position__gt=entry.position)
    other = others.order_by("-position" if up else "position", "-pk" if up else "pk").first()
    if other is None:
        return
    entry.position, other.position = other.position, entry.position
    ShortlistEntry.objects.bulk_update([entry, other], ["position"])
    write_log(entry, verb="move_shortlist_entry", by=by, fields=("position",))


@transaction.atomic
def drop_entry(entry: ShortlistEntry, *, by: User) -> None:
    """Take it off the list; it can be brought back. Who may: its owner. Logged."""
    _check_owner(entry, by)
    entry.removed = timezone.now()
    entry.save(update_fields=["removed"])
    write_log(entry, verb="drop_shortlist_entry", by=by)


@transaction.atomic
def restore_entry(entry: ShortlistEntry, *, by: User) -> None:
    """Bring it back to where it stood; if it has been put on anew, nothing changes. Who may: its owner. Logged."""
    _check_owner(entry, by)
    own = ShortlistEntry.objects.filter(owner=by, removed__isnull=True)
    if own.filter(kind=entry.kind, code=entry.code).exists():
        return
    own.filter(position__gte=entry.position).update(position=F("position") + 1)
    entry.removed = None
    entry.save(update_fields=["removed"])
    write_log(entry, verb="restore_shortlist_entry", by=by)


def _check_owner(entry: ShortlistEntry, by: User) -> None:
    if entry.owner_id != by.pk:
        raise NotAllowedError(_("Only whose shortlist it is changes it."), "")

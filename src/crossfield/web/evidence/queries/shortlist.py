"""One's own shortlist, as entries and as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from crossfield.web.evidence.models import ShortlistEntry
from crossfield.web.evidence.queries.listing import NAME, Column, Listing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from crossfield.web.accounts.models import User

    Row = dict[str, Any]


LOOKED_BACK, MOST_BACK = 50, 5


@dataclass(frozen=True, slots=True)
class Asked:
    """The search by which somebody was found: in words, as the query of an address, and what it rests on."""

    question: str
    query: str
    version: str
    citation: str
    language: str


def shortlist_of(user: User | None) -> QuerySet[ShortlistEntry]:
    """Entries of a user's own shortlist in their order; nobody else's are on it, whatever is released."""
    return ShortlistEntry.objects.filter(owner=user, removed__isnull=True)


def dropped_by(user: User) -> QuerySet[ShortlistEntry]:
    """Entries that a user took off and can bring back, the latest first."""
    return ShortlistEntry.objects.filter(owner=user, removed__isnull=False).order_by("-removed")


def offered_again(user: User, entries: Sequence[ShortlistEntry]) -> list[ShortlistEntry]:
    """What was taken off last, each partner once, without those that are on the list again."""
    seen, found = {(entry.kind, entry.code) for entry in entries}, []
    for entry in dropped_by(user)[:LOOKED_BACK]:
        if (entry.kind, entry.code) not in seen:
            seen.add((entry.kind, entry.code))
            found.append(entry)
    return found[:MOST_BACK]


def codes_on_shortlist(user: User | None) -> set[str]:
    """Codes of what is on a user's shortlist."""
    return set(shortlist_of(user).values_list("code", flat=True))


def shortlist_answer(entries: Sequence[ShortlistEntry]) -> str:
    """What is on the list, in one sentence."""
    if not entries:
        return ""
    new = sum(entry.status in {"neu", "new"} for entry in entries)
    text = ngettext("%(n)s partner, %(new)s of them new.", "%(n)s partners, %(new)s of them new.", len(entries))
    return text % {"n": len(entries), "new": new}


def shortlist_listing(entries: Sequence[ShortlistEntry]) -> Listing:
    """The shortlist as a table."""
    columns = (
        Column("name", _("Partner"), NAME),
        Column("place", _("Place")),
        Column("status", _("Known or new")),
        Column("through", _("Through whom"), NAME),
        Column("why", _("Why")),
        Column("note", _("My note")),
        Column("asked", _("Asked")),
        Column("data_version", _("Data")),
    )
    rows: list[Row] = [
        {column.key: getattr(entry, column.key) for column in columns} | {"kind": entry.kind, "code": entry.code}
        for entry in entries
    ]
    citation = " ".join(dict.fromkeys(entry.citation for entry in entries))
    return Listing(
        "shortlist",
        _("Shortlist"),
        columns,
        rows,
        citation,
        address=lambda row: ("name", reverse(row["kind"], args=[row["code"]])),
        at_first=500,
    )

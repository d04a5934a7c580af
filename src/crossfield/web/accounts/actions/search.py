"""Filling the search table: by whoever changes something that can be found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import sleep
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Q

from crossfield.web.accounts.actions.rows import write_rows
from crossfield.web.accounts.models import SearchEntry, SearchGram, SearchState
from crossfield.web.accounts.models.release import Owned, Release
from crossfield.web.accounts.models.search import LONGEST, pieces, searched

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

AT_ONCE = 1_000
"""Entries written in one go: whoever else writes waits for one of these at most."""
BETWEEN = 0.1
"""Seconds between two of them: SQLite asks no more often whether it is its turn, and does not keep a queue."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text under which something is found, with the rights of what it finds.

    Parameters
    ----------
    kind, public_id
        What is found.
    text
        What is searched.
    title
        What is shown; empty: the text.
    detail
        Shown beside it.
    language
        en or de; empty: the same in both.
    weight
        0 to 1: which of equal hits comes first.
    owner, institution, release
        Public id of the owner, row number of the institution, and how far it is released.
    """

    kind: str
    public_id: str
    text: str
    title: str = ""
    detail: str = ""
    language: str = ""
    weight: float = 0.5
    owner: str = ""
    institution: int | None = None
    release: str = Release.PUBLIC

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What is there once."""
        return self.kind, self.public_id, self.language, self.text[:LONGEST]

    @property
    def shown(self) -> tuple[str, str, float, str, int | None, str]:
        """What may change under the same key."""
        return self.title, self.detail[:200], self.weight, self.owner, self.institution, self.release


def keep_texts(kinds: Iterable[str], texts: Iterable[Text]) -> int:
    """Make the entries of whole kinds exactly these; what has not changed stays untouched.

    Who may: the program, when the data version changes. Not logged: the table repeats what is known elsewhere.

    Returns
    -------
    int
        Entries that were added, changed or taken away.
    """
    known = {_key(entry): entry for entry in SearchEntry.objects.filter(kind__in=list(kinds)).defer("folded")}
    return _keep(known, texts)


@transaction.atomic
def keep_texts_of(kind: str, public_id: str, texts: Iterable[Text]) -> int:
    """Make the entries of one thing exactly these; none takes it out of the search.

    Who may: the action that changes the thing, in its own transaction. Not logged: that action is.

    Returns
    -------
    int
        Entries that were added, changed or taken away.
    """
    known = {_key(entry): entry for entry in SearchEntry.objects.filter(kind=kind, public_id=public_id)}
    return _keep(known, texts)


@transaction.atomic
def keep_texts_among(kinds: Iterable[str], public_ids: Sequence[str], texts: Iterable[Text]) -> int:
    """Make the entries of several things exactly these, in portions; none takes them out of the search.

    Who may: the action that changes the things, in its own transaction. Not logged: that action is.

    Returns
    -------
    int
        Entries that were added, changed or taken away.
    """
    kinds = list(kinds)
    known: dict[tuple[str, str, str, str], SearchEntry] = {}
    for ids in _portions(public_ids):
        known |= {_key(entry): entry for entry in SearchEntry.objects.filter(kind__in=kinds, public_id__in=ids)}
    return _keep(known, texts)


def texts_of(thing: Owned, kind: str, public_id: str, texts: Sequence[Text]) -> list[Text]:
    """The texts with the rights of what they find."""
    owner = thing.owner.public_id if thing.owner else ""
    named = (replace(one, kind=kind, public_id=public_id) for one in texts)
    return [replace(one, owner=owner, institution=thing.institution_id, release=thing.release) for one in named]


def rewrite_texts(institution: int, words: Iterable[str], rewrite: Callable[[str], str]) -> int:
    """Write texts of an institution anew that hold one of some words: something was taken out of what they find.

    Who may: the action that takes it out. Not logged: that action is.

    Returns
    -------
    int
        Entries that were written anew.
    """
    holds = Q()
    for folded in filter(None, map(searched, words)):
        holds |= Q(folded__contains=folded)
    entries = list(SearchEntry.objects.filter(holds, institution=institution)) if holds else []
    for entry in entries:
        entry.text, entry.title, entry.detail = (rewrite(one) for one in (entry.text, entry.title, entry.detail))
        entry.folded = searched(entry.text)
        entry.save(update_fields=["text", "title", "detail", "folded"])
    SearchGram.objects.filter(entry__in=entries).delete()
    SearchGram.objects.bulk_create(
        SearchGram(entry=entry, gram=gram, weight=entry.weight)
        for entry in entries
        for gram in sorted(pieces(entry.folded))
    )
    return len(entries)


def note_state(origin: str, state: str) -> None:
    """Remember of which state of the data the entries of an origin are. Who may: the program."""
    SearchState.objects.update_or_create(origin=origin, defaults={"state": state[:120]})


def _keep(known: dict[tuple[str, str, str, str], SearchEntry], texts: Iterable[Text]) -> int:
    wanted = {one.key: one for one in texts if searched(one.text)}
    gone = [entry.pk for key, entry in known.items() if key not in wanted]
    changed = [key for key, entry in known.items() if key in wanted and _shown(entry) != wanted[key].shown]
    new = [one for key, one in wanted.items() if key not in known]
    for rows in _in_turn(_portions(gone)):
        with transaction.atomic():
            SearchGram.objects.filter(entry__in=rows).delete()
            SearchEntry.objects.filter(pk__in=rows).delete()
    for key in changed:
        one = wanted[key]
        SearchEntry.objects.filter(pk=known[key].pk).update(**_columns(one))
        if known[key].weight != one.weight:
            SearchGram.objects.filter(entry=known[key]).update(weight=one.weight)
    for rows in _in_turn(_portions(new)):
        _add(rows)
    return len(gone) + len(changed) + len(new)


def _add(texts: Sequence[Text]) -> None:
    """Write entries and their pieces, which are worked out before anybody has to wait."""
    entries = [
        SearchEntry(
            kind=one.kind,
            public_id=one.public_id,
            language=one.language,
            text=one.text[:LONGEST],
            folded=searched(one.text[:LONGEST]),
            **_columns(one),
        )
        for one in texts
    ]
    found = [pieces(entry.folded) for entry in entries]
    with transaction.atomic():
        written = SearchEntry.objects.bulk_create(entries)
        grams = [(entry.pk, piece, entry.weight) for entry, own in zip(written, found, strict=True) for piece in own]
        write_rows(SearchGram, ("entry_id", "gram", "weight"), grams)


def _columns(one: Text) -> dict[str, Any]:
    names = ("title", "detail", "weight", "owner", "institution_id", "release")
    return dict(zip(names, one.shown, strict=True))


def _key(entry: SearchEntry) -> tuple[str, str, str, str]:
    return entry.kind, entry.public_id, entry.language, entry.text


def _shown(entry: SearchEntry) -> tuple[str, str, float, str, int | None, str]:
    return entry.title, entry.detail, entry.weight, entry.owner, entry.institution_id, entry.release


def _in_turn(portions: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
    """The portions, with time between two of them for whoever waits to write; none within a transaction."""
    for number, rows in enumerate(portions):
        if number and not connection.in_atomic_block:
            sleep(BETWEEN)
        yield rows


def _portions(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[place : place + AT_ONCE] for place in range(0, len(rows), AT_ONCE))

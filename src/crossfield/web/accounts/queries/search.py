"""Finding things by what they are called: umlauts and typos do not count, rights do."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Length
from django.utils import timezone
from rapidfuzz.distance import OSA

from crossfield.web.accounts.models import Institution, SearchEntry, SearchGram
from crossfield.web.accounts.models.search import PIECE, pieces, searched
from crossfield.web.accounts.rules import is_found_by

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from django.utils.functional import Promise

    from crossfield.web.accounts.models import User

LONGEST_QUERY = 120
LAST = "\U0010ffff"
"""Sorts behind all other signs."""
CANDIDATES = 250
"""Entries with most pieces in common, among which words are compared."""
LOOKED_AT = 2_000
"""Entries with most pieces in common, of which is asked whether the user may see them."""
AT_ONCE = 500
"""Of these, how many at once: mostly the first may be seen."""
COMMON = 3_000
"""Entries of a piece that is common."""
ALSO = 50
"""Entries with all words that are enough: where there are fewer, similar ones stand below them."""
COMPARED = ("pk", "kind", "public_id", "language", "title", "text", "folded", "detail", "weight")
ENOUGH = 0.5
"""Share of the query's letters that an entry must have, typos included."""
SHORT, MIDDLE = 4, 8
"""Words with fewer letters have no typo, those with fewer have one, all others two."""
BEGINS, INSIDE, TYPO = 0.9, 0.7, 0.12


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of things that can be found, as an app states it.

    Parameters
    ----------
    kind
        As in the search table.
    label
        What one of them is called.
    address
        Public id and the reader's region → address of its page.
    reads
        User → True where what is released to the own institution is found, too; for all others public ones only. None:
        every account of the institution finds it.
    also
        User → public ids that are found for another reason than their release; None: none are.
    """

    kind: str
    label: str | Promise
    address: Callable[[str, str], str]
    reads: Callable[[User | None], bool] | None = None
    also: Callable[[User | None], Collection[str]] | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """What narrows or widens what a user finds beyond what is released.

    Parameters
    ----------
    public_only
        Kinds of which this user finds public things only, whatever is released to the institution.
    also
        Kind → public ids that this user may see for another reason.
    """

    public_only: Collection[str] = ()
    also: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: what it is, how it is shown, and by which text it was found."""

    kind: str
    public_id: str
    title: str
    detail: str
    text: str
    score: float


def search(
    text: str,
    *,
    user: User | None,
    language: str,
    kinds: Collection[str],
    reach: Reach | None = None,
    limit: int = 30,
) -> list[Hit]:
    """Find things by name in either language, best first, each once.

    Parameters
    ----------
    text
        What was typed; its last word may be half a word.
    user
        Who asks; only what is released to this user is found.
    language
        en or de: of equal hits the one in this language comes first, and its title is shown.
    kinds
        What is looked for.
    reach
        What else narrows or widens what this user finds.
    limit
        How many at most.
    """
    query = searched(text[:LONGEST_QUERY])
    if not query:
        return []
    best: dict[tuple[str, str], Hit] = {}
    for entry in _candidates(query, user, kinds, reach or Reach()):
        score = closeness(query, entry.folded)
        if score < ENOUGH:
            continue
        own = entry.language in {"", language}
        # Ties only: a size or a language never outweighs a word.
        hit = Hit(
            entry.kind,
            entry.public_id,
            entry.title or entry.text,
            entry.detail,
            entry.text,
            score + 0.08 * entry.weight + (0.02 if own else 0.0),
        )
        known = best.get((hit.kind, hit.public_id))
        if known is None or hit.score > known.score:
            best[hit.kind, hit.public_id] = hit
    found = sorted(best.values(), key=lambda hit: (-round(hit.score, 9), hit.title, hit.public_id))[:limit]
    return _in_language(found, language)


def _in_language(hits: list[Hit], language: str) -> list[Hit]:
    """The same hits, each called as the reader's language calls it, by whatever word it was found."""
    named = SearchEntry.objects.filter(
        language=language, kind__in={hit.kind for hit in hits}, public_id__in=[hit.public_id for hit in hits]
    ).exclude(title="")
    titles = {(kind, code): title for kind, code, title in named.values_list("kind", "public_id", "title")}
    return [replace(hit, title=titles.get((hit.kind, hit.public_id), hit.title)) for hit in hits]


def _candidates(query: str, user: User | None, kinds: Collection[str], reach: Reach) -> list[Any]:
    """Entries a user may find with most pieces in common; the end of the last word may still be missing."""
    seen, asked = _seen(user, kinds, reach), pieces(query) - {f"{query[-2:]} "}
    today = timezone.localdate()
    rare = [piece for piece in sorted(asked) if not _is_common(piece, today)]
    if asked and not rare and len(large := _large(query, seen)) >= ALSO:
        return large
    if rare and (whole := _whole(query, rare, seen)):
        if len(whole) < ALSO:
            there = {one.pk for one in whole}
            # Of several words those that lack the rare one are told by nothing; of one word they are it with a typo.
            whole += [one for one in _most(rare if " " in query else asked, seen) if one.pk not in there][: 2 * ALSO]
        return whole
    return _most(asked, seen)


@lru_cache(maxsize=20_000)
def _is_common(piece: str, _today: date) -> bool:
    """Whether a piece stands in so many entries that one counts those of the others instead; asked anew each day."""
    return SearchGram.objects.filter(gram=piece).order_by().values("pk")[COMMON : COMMON + 1].exists()


def _whole(query: str, rare: Collection[str], seen: Q) -> list[Any]:
    """Entries that hold all words of a query, the largest first: most questions are such, and need not be counted.

    A common word has a hundred thousand pieces in a table of five millions; the few entries with all the rare pieces
    are found at once, and only those are asked for the common words.
    """
    grams = SearchGram.objects.filter(gram__in=rare).values("entry").annotate(same=Count("entry"))
    entries = grams.filter(same__gte=len(rare)).values("entry")
    holding = SearchEntry.objects.filter(seen, _has_words(query), pk__in=entries)
    return list(holding.order_by("-weight", "pk").values_list(*COMPARED, named=True)[:CANDIDATES])


def _large(query: str, seen: Q) -> list[Any]:
    """Of a query with common pieces alone, what begins with it, and what holds all its words among the largest.

    The largest of those that hold the beginning of its longest word.
    """
    piece = max(query.split(), key=len)[:PIECE]
    if len(piece) < PIECE:
        return []
    named = SearchEntry.objects.filter(seen, _begins(query)).order_by(Length("folded"), "-weight", "pk")
    begun = list(named.values_list(*COMPARED, named=True)[:ALSO])
    largest = SearchGram.objects.filter(gram=piece).order_by("-weight", "entry")
    first = list(largest.values_list("entry", flat=True)[:LOOKED_AT])
    # By their keys: PostgreSQL would read every entry to find them.
    held = _among(first, seen & _has_words(query))
    there = {one.pk for one in begun}
    return [*begun, *(one for one in held if one.pk not in there)]


def _begins(query: str) -> Q:
    """Entries whose text begins with a query, by the index of the texts.

    SQLite compares patterns without regard to case, for which that index is no help: it is asked for a range beside it.
    Other databases sort texts by language, where a range may leave some out.
    """
    begins = Q(folded__startswith=query)
    return begins & Q(folded__gte=query, folded__lte=f"{query}{LAST}") if connection.vendor == "sqlite" else begins


def _has_words(query: str) -> Q:
    """Entries that hold all words of a query."""
    found = Q()
    for word in dict.fromkeys(query.split()):
        found &= Q(folded__contains=word)
    return found


def _most(asked: Collection[str], seen: Q) -> list[Any]:
    """Entries that may be seen, those with most pieces in common first, and of equals the largest."""
    # The index of the pieces answers alone; who may see what is asked of the first ones only.
    grams = SearchGram.objects.filter(gram__in=asked)
    counted = grams.values("entry").annotate(same=Count("entry")).order_by("-same", "-weight", "entry")
    most = counted.values_list("entry", flat=True)
    first = list(most[:LOOKED_AT])
    found = _among(first, seen)
    if len(found) < CANDIDATES and len(first) == LOOKED_AT:
        # Most of the first ones are hidden from this user, or of other kinds: all are looked at.
        found = _among(list(most.filter(entry__in=SearchEntry.objects.filter(seen))[:CANDIDATES]), seen)
    return found


def _among(entries: list[int], seen: Q) -> list[Any]:
    """Those of some entries, best first, that may be seen; at most as many as are compared word by word."""
    found: list[Any] = []
    for begin in range(0, len(entries), AT_ONCE):
        some = entries[begin : begin + AT_ONCE]
        rows = SearchEntry.objects.filter(seen, pk__in=some).values_list(*COMPARED, named=True)
        there = {one.pk: one for one in rows}
        found += [there[entry] for entry in some if entry in there]
        if len(found) >= CANDIDATES:
            break
    return found[:CANDIDATES]


def _seen(user: User | None, kinds: Collection[str], reach: Reach) -> Q:
    """Which entries a user may find, of some kinds."""
    own = user.institution_id if user is not None else None
    partners = list(Institution.objects.filter(partners=own).values_list("pk", flat=True)) if own else []
    seen = is_found_by(user, partners)
    if reach.public_only:
        seen &= Q(release="public") | ~Q(kind__in=reach.public_only)
    for kind, public_ids in reach.also.items():
        seen |= Q(kind=kind, public_id__in=public_ids)
    return seen & Q(kind__in=kinds)


def closeness(query: str, folded: str) -> float:
    """How well a text answers a query, both folded: 1 where all its words are there, a little more for little else.

    Parameters
    ----------
    query, folded
        As `searched` gives them.

    Examples
    --------
    >>> closeness("dresdn", "dresden") < closeness("dresden", "tu dresden") < closeness("dresden", "dresden")
    True
    >>> closeness("sachsen", "bayern")
    0.0
    """
    if query.replace(" ", "") == folded.replace(" ", ""):
        return 1.25
    asked, words = query.split(), folded.split()
    there = set(words)
    scores = [1.0 if word in there else max((_same(word, other) for other in there), default=0.0) for word in asked]
    letters = sum(len(word) for word in asked)
    found = sum(len(word) * score for word, score in zip(asked, scores, strict=True)) / letters
    used = sum(len(word) for word, score in zip(asked, scores, strict=True) if score)
    whole = min(1.0, used / max(1, sum(len(word) for word in words)))
    return found + 0.1 * whole if found else 0.0


def _same(word: str, other: str) -> float:
    """How much a word of the query and one of a text are the same."""
    if word == other:
        return 1.0
    if len(word) > 1 and other.startswith(word):
        return BEGINS
    allowed = 0 if len(word) < SHORT else 1 if len(word) < MIDDLE else 2
    if not allowed:
        return 0.0
    if abs(len(word) - len(other)) <= allowed:
        typos = OSA.distance(word, other, score_cutoff=allowed)
        if typos <= allowed:
            return 1.0 - TYPO * typos
    typos = OSA.distance(word, other[: len(word)], score_cutoff=allowed)
    if typos <= allowed:
        return BEGINS - 2 * TYPO * typos
    if len(other) >= SHORT and word.startswith(other):
        return BEGINS if len(word) - len(other) < SHORT else INSIDE
    if word in other:
        return INSIDE
    return 0.0

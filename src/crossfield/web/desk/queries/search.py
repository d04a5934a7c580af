"""Search across all rooms: what each says can be found, with its address and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crossfield.tables.spelling import readable_name
from crossfield.web.accounts.models.search import searched
from crossfield.web.accounts.queries.search import ENOUGH, Reach, Searchable, closeness, search
from crossfield.web.desk.queries.answer import answers_to
from crossfield.web.evidence.actions.search import is_filled
from crossfield.web.evidence.queries.area import withins_called
from crossfield.web.evidence.queries.partner_question import PartnerQuestion
from crossfield.web.evidence.queries.region import level_in_words, region_labels
from crossfield.web.evidence.queries.searchable import SEARCHABLE as EVIDENCE
from crossfield.web.registry.queries.own_words import entries_holding, numbered
from crossfield.web.registry.queries.searchable import SEARCHABLE as REGISTRY

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.queries.search import Hit
    from crossfield.web.desk.queries.answer import Answer
    from crossfield.web.registry.queries.own_words import Entry

PARTNERS = "partner partners partnern partnerin partnerinnen partnersuche"
ASKING = "in im aus bei from near at suche suchen finden find search for"
"""Words of “Partner in Brno” that name no place."""
DESK = (
    Searchable("cluster", _("Cluster"), lambda code, _region: reverse("cluster", args=[code])),
    Searchable("organisation", _("Organisation"), lambda code, _region: reverse("organisation", args=[code])),
)
"""Nouns whose pages look across the rooms."""
SEARCHABLE = {one.kind: one for one in (*REGISTRY, *EVIDENCE, *DESK)}
"""Everything that can be found, by kind; a kind without a page is not in it."""


EXACT = 2.0
"""How well a number answers that is the whole question: better than any name."""
TASK = 0.08
"""How much more a task answers than a note."""
WORDS = 4
"""Words shown before and after the one that was found."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit as it is shown; ``through`` is the text that was found where it is not the title."""

    kind: str
    title: str
    detail: str
    through: str
    address: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """What the page of the search shows."""

    wanted: str
    found: list[Found]
    is_filled: bool
    answers: list[Answer] = field(default_factory=list)


def search_view(text: str, *, version: str, user: User | None, asked: tuple[str, str], limit: int) -> SearchView:
    """Find what a reader may see, answer what is a question, and say whether all names have been collected.

    Parameters
    ----------
    text
        What was typed.
    version
        The data version that pages show.
    user
        Who asks.
    asked
        The reader's region, into which fields and interfaces lead, and language.
    limit
        How many hits at most.
    """
    region, language = asked
    closed = [one.kind for one in SEARCHABLE.values() if one.reads is not None and not one.reads(user)]
    also = {one.kind: one.also(user) for one in SEARCHABLE.values() if one.also is not None}
    reach = Reach(closed, also)
    hits = search(text, user=user, language=language, kinds=SEARCHABLE.keys(), reach=reach, limit=limit)
    labels = region_labels(version) if any(hit.kind == "place" for hit in hits) else {}
    there = [(hit.score, _found(hit, region, labels)) for hit in hits]
    own, named = _own(text, user), {one.address for _score, one in there}
    exact = {one.address for score, one in own if score == EXACT}
    kept: list[tuple[float, Found | Entry]] = [pair for pair in own if pair[1].address not in named - exact]
    kept += [pair for pair in there if pair[1].address not in exact]
    ranked = sorted(kept, key=lambda pair: -pair[0])[:limit]
    answers = answers_to(text, user=user, today=timezone.localdate())
    # Words around what was found are looked for of what is shown alone: hundreds of long texts hold a common word.
    shown = (one if isinstance(one, Found) else _own_found(one, text) for _score, one in ranked)
    found = [*_partners_in(text, version, region), *shown][:limit]
    return SearchView(text, found, is_filled(version), answers)


def _own(text: str, user: User | None) -> list[tuple[float, Entry]]:
    """What the own institution wrote and has to do, and what a number means, each with how well it answers."""
    query, ranked = searched(text), []
    if not query:
        return []
    for one in (*numbered(user, text, timezone.localdate()), *entries_holding(user, text)):
        score = EXACT if one.is_exact else closeness(query, searched(f"{one.title} {one.text}"))
        if score >= ENOUGH:
            # Ties only, as in the search table: what is to do before what was noted.
            score += TASK if one.is_task and not one.is_exact else 0.0
            ranked.append((score, one))
    return ranked


def _own_found(one: Entry, text: str) -> Found:
    return Found(one.kind, one.title, one.detail, _around(one, searched(text)), one.address)


def _around(one: Entry, query: str) -> str:
    """Some words around the first one that was found, where the title has it not."""
    if closeness(query, searched(one.title)) >= ENOUGH:
        return ""
    words = one.text.split()
    same = [closeness(query, searched(word)) if searched(word) else 0.0 for word in words]
    place = same.index(max(same)) if same else 0
    return " ".join(words[max(0, place - WORDS) : place + WORDS])


def _partners_in(text: str, version: str, region: str) -> list[Found]:
    """The search for partners in a place, where somebody asks for them there: “Partner in Brno”."""
    words, partners = text.casefold().replace(",", " ").split(), set(PARTNERS.split())
    place = " ".join(word for word in words if word not in partners.union(ASKING.split()))
    if not place or not partners & set(words):
        return []
    found = []
    for area in withins_called(version, place):
        asked = PartnerQuestion(region, new=True, region=area.code).query
        title = gettext("Partners in %(area)s") % {"area": area.label}
        found.append(Found(gettext("Partners"), title, area.through, "", f"{reverse('partners')}?{asked}"))
    return found


def _found(hit: Hit, region: str, labels: dict[str, str]) -> Found:
    kind = SEARCHABLE[hit.kind]
    title = readable_name(hit.title) if hit.kind == "organisation" else hit.title
    through = "" if hit.text.casefold() in {hit.title.casefold(), hit.detail.casefold()} else hit.text
    detail = hit.detail
    if hit.kind == "region":
        detail = f"{hit.public_id} · {level_in_words(hit.public_id)}"
    if hit.kind == "place":
        code, (here, _of, every) = hit.public_id.partition(":")[0], hit.detail.partition("/")
        said = {"region": labels.get(code, code), "code": code, "here": here, "every": every}
        detail = gettext("lies in %(region)s (%(code)s): %(here)s of %(every)s organisations of the city") % said
    return Found(str(kind.label), title, detail, through, kind.address(hit.public_id, region))

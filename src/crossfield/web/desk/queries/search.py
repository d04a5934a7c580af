"""Search across all rooms: what each says can be found, with its address and what it is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crossfield.tables.spelling import readable_name
from crossfield.web.accounts.queries.search import Reach, Searchable, search
from crossfield.web.desk.queries.answer import answers_to
from crossfield.web.evidence.actions.search import is_filled
from crossfield.web.evidence.queries.region import level_in_words, region_labels
from crossfield.web.evidence.queries.searchable import SEARCHABLE as EVIDENCE
from crossfield.web.registry.queries.searchable import SEARCHABLE as REGISTRY

if TYPE_CHECKING:
    from crossfield.web.accounts.models import User
    from crossfield.web.accounts.queries.search import Hit
    from crossfield.web.desk.queries.answer import Answer

DESK = (
    Searchable("cluster", _("Cluster"), lambda code, _region: reverse("cluster", args=[code])),
    Searchable("organisation", _("Organisation"), lambda code, _region: reverse("organisation", args=[code])),
)
"""Nouns whose pages look across the rooms."""
SEARCHABLE = {one.kind: one for one in (*REGISTRY, *EVIDENCE, *DESK)}
"""Everything that can be found, by kind; a kind without a page is not in it."""


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
    found = [_found(hit, region, labels) for hit in hits]
    return SearchView(text, found, is_filled(version), answers_to(text, user=user, today=timezone.localdate()))


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

"""The search for partners of a data version, read once and kept while that version is shown."""

from __future__ import annotations

from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING

from crossfield.errors import CrossfieldError, NotComputableError
from crossfield.matching import cluster_match
from crossfield.matching.partners import Answer, Idea, PartnerSearch
from crossfield.matching.reduced import ReducedSearch, partner_regions, seats
from crossfield.web.evidence.queries.asker import Who, at_home, clusters_of, find_cluster
from crossfield.web.evidence.queries.data import STARTER, chosen_lake, open_data, own_settings

if TYPE_CHECKING:
    from crossfield.web.evidence.queries.partner_question import PartnerQuestion

TOP = 30
_ready: dict[str, PartnerSearch | ReducedSearch] = {}
_reading = Lock()


def takes_seconds(version: str, question: PartnerQuestion) -> bool:
    """Tell whether the answer takes seconds, because the learned search of a version has yet to be read."""
    return question.who == "organisations" and version not in _ready and _is_learned(version)


def _is_learned(version: str) -> bool:
    """Tell whether a version may have the learned search, which takes seconds to read; that of the starter is quick."""
    return chosen_lake().manifest(version).kind != STARTER


def search_of(version: str) -> PartnerSearch | ReducedSearch:
    """The search of a version; only the version shown last is kept, since a large one takes hundreds of megabytes."""
    with _reading:
        if version not in _ready:
            found = _read(version)
            _ready.clear()
            _ready[version] = found
        return _ready[version]


def read_ahead(version: str) -> None:
    """Have the search for partners in memory before a page asks; what is missing or damaged, that page tells."""
    with suppress(CrossfieldError):
        if _is_learned(version) and isinstance(found := search_of(version), PartnerSearch):
            found.get_ready()


def _read(version: str) -> PartnerSearch | ReducedSearch:
    with open_data(version) as frames:
        if "participation" in frames and "partner_model" in frames:
            try:
                return PartnerSearch(frames, own_settings())
            except NotComputableError:  # too few projects to learn from
                pass
        return ReducedSearch(frames)


def suggestions(version: str, question: PartnerQuestion, who: Who, idea: Idea) -> Answer:
    """The best partners, with the notes that weaken the answer.

    Raises
    ------
    NotComputableError
        Too little is known of who asks.
    """
    if question.who == "organisations":
        return search_of(version).suggest(at_home(who, version).asker, idea, question.filters, top=TOP)
    if question.who == "clusters" and who.kind == "cluster" and not idea.fields:
        return _clusters_for(version, question, who)
    if not who.region:
        message = f"{who.label or 'An idea'} has no region: partner regions and clusters are those of a region."
        raise NotComputableError(message, "Name a region, or look for organisations.")
    place, own = Who("region", who.region, who.label, who.region), idea.fields or who.fields[:2]
    asked = Idea(idea.scheme, own if question.who == "clusters" else idea.fields, idea.text)
    with open_data(version) as frames:
        clusters = question.who == "clusters"
        return partner_regions(frames, place.asker, asked, question.filters, top=TOP, clusters=clusters)


def _clusters_for(version: str, question: PartnerQuestion, who: Who) -> Answer:
    """Clusters for mutual membership with a cluster, in the region and the countries asked for."""
    with open_data(version) as frames:
        own, others = find_cluster(version, who.code), clusters_of(version)
        found = cluster_match.match_clusters(frames, own_settings().scheme, own, others)
    filters = question.filters
    passing = [
        one
        for one in found
        if (not filters.countries or one.place[:2] in filters.countries) and not (filters.new_only and one.known)
    ]
    kept = [one for one in passing if one.place.startswith(filters.region)]
    return Answer(tuple(kept[:TOP]), elsewhere={} if kept else seats(passing))

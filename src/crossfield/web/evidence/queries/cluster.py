"""Clusters of the data: which there are, what one is about, and which others suit it for mutual membership."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from crossfield.charts.profile import profile_bar
from crossfield.charts.words import number
from crossfield.indicators import lookup
from crossfield.indicators.question import Question
from crossfield.matching.cluster_match import match_clusters
from crossfield.matching.partners import home_of
from crossfield.web.evidence.queries.asker import clusters_of, find_cluster
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.interfaces import field_titles
from crossfield.web.evidence.queries.kept import kept_in_language
from crossfield.web.evidence.queries.listing import NAME, Column, Listing, web_address
from crossfield.web.evidence.queries.organisation import Fact
from crossfield.web.evidence.queries.organisation_index import organisation_index, place_in_words
from crossfield.web.evidence.queries.region import region_labels

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crossfield.matching.cluster_match import Profile
    from crossfield.matching.suggestion import Suggestion

    Row = dict[str, Any]

AT_FIRST = 10


@dataclass(frozen=True, slots=True)
class ClusterView:
    """What the page of a cluster shows."""

    code: str
    name: str
    place: str
    question: str
    answer: str
    facts: list[Fact]
    listings: dict[str, Listing]
    citation: str


@kept_in_language(maxsize=8)
def clusters_listing(version: str, language: str) -> Listing:
    """All clusters of the data with their fields and seats."""
    titles = field_titles(version, language)
    rows = [
        {
            "code": one.cluster,
            "name": one.name,
            "place": place_in_words(version, one.region),
            "fields": ", ".join(titles.get(code, code) for code in one.fields),
        }
        for one in clusters_of(version)
    ]
    rows.sort(key=lambda row: str(row["name"]).casefold())
    with open_data(version) as frames:
        citation = lookup.citation(frames, Question("", own_settings().scheme), language)
    return Listing(
        "clusters",
        _("Clusters of these data"),
        (Column("name", _("Cluster")), Column("place", _("Seat")), Column("fields", _("Fields"))),
        rows,
        citation,
        address=lambda row: ("name", reverse("cluster", args=[row["code"]])),
        empty=_("No list of clusters is loaded. The page on the data loads one from a file."),
        at_first=100,
    )


@kept_in_language(maxsize=64)
def cluster_view(version: str, code: str, language: str) -> ClusterView:
    """Fields, region, members where they are loaded, and the clusters that suit it.

    Raises
    ------
    UnknownNameError
        There is no such cluster.
    """
    profile, scheme = find_cluster(version, code), own_settings().scheme
    region = next((profile.region[:size] for size in (4, 3, 2) if profile.region[:size] in region_labels(version)), "")
    with open_data(version) as frames:
        (row,) = frames.read("cluster", cluster=profile.cluster)
        found = match_clusters(frames, scheme, profile, clusters_of(version)) if profile.fields else []
        figures = lookup.fields_of_region(frames, Question(region, scheme)).to_pylist() if region else []
        citation = lookup.citation(frames, Question("", scheme), language)
    titles = field_titles(version, language)
    listings = {
        "fields": _fields(profile, figures, titles, citation),
        "matches": _matches(version, found, titles, citation),
    }
    if profile.members:
        listings["members"] = _members(version, profile, citation)
    return ClusterView(
        code=profile.cluster,
        name=profile.name,
        place=place_in_words(version, profile.region),
        question=_("What is %(name)s about, and which clusters suit it?") % {"name": profile.name},
        answer=_answer(profile, found, titles, language),
        facts=_facts(row, region, place_in_words(version, profile.region), language),
        listings=listings,
        citation=citation,
    )


def _answer(profile: Profile, found: Sequence[Suggestion], titles: Mapping[str, str], language: str) -> str:
    if not profile.fields:
        return _("Its own words for its fields are none of the vocabulary, so that no cluster can be matched with it.")
    fields = _named(profile.fields, titles)
    if not found:
        return _("It is about %(fields)s.") % {"fields": fields}
    best = found[0]
    said = {"fields": fields, "name": best.name, "value": number(best.score, language)}
    text = _("It is about %(fields)s. For mutual membership %(name)s comes first (fit %(value)s of 1).")
    return text % said


def _facts(row: Row, region: str, place: str, language: str) -> list[Fact]:
    members = ""
    if row["members"] is not None:
        members = number(row["members"], language, 0)
        members += f" ({row['members_as_of']})" if row["members_as_of"] else ""
    facts = [
        Fact(_("Seat"), str(row["city"] or "")),
        Fact(_("Region"), place, reverse("region", args=[region]) if region else ""),
        Fact(_("Its own words for its fields"), str(row["fields"] or ""), is_free=True),
        Fact(_("Members"), members, is_free=True),
        Fact(_("Founded"), str(row["founded"] or "")),
        Fact(_("Label"), str(row["label"] or ""), is_free=True),
        Fact(_("Website"), str(row["website"] or ""), web_address(row["website"]), is_free=True),
        Fact(_("Source"), str(row["source_address"] or ""), web_address(row["source_address"]), is_free=True),
        Fact(_("Remark"), str(row["remark"] or ""), is_free=True),
    ]
    return [fact for fact in facts if fact.text]


def _named(codes: Sequence[str], titles: Mapping[str, str]) -> str:
    return ", ".join(titles.get(code, code) for code in codes)


def _fields(profile: Profile, figures: Sequence[Row], titles: Mapping[str, str], citation: str) -> Listing:
    """Fields of the cluster beside those its region is at home in."""
    own = {row["field"]: row for row in figures}
    order = [*profile.fields, *(row["field"] for row in figures if row["field"] not in profile.fields)]
    rows = [
        {"title": titles.get(code, code), "covered": _("yes") if code in profile.fields else _("no")}
        | {key: own.get(code, {}).get(key) for key in ("value", "low", "high", "support")}
        for code in order
    ]
    columns = (
        Column("title", _("Field")),
        Column("covered", _("Field of the cluster")),
        Column("value", _("Location quotient of its region (1 = as in Europe)"), "ranged"),
        Column("support", _("Projects of its region"), "count"),
    )
    return Listing(
        "fields",
        _("Its fields, and what its region is specialised in"),
        columns,
        rows,
        citation,
        bar=lambda row: profile_bar(row["value"], row["low"], row["high"]),
        empty=_("Neither fields nor a region with figures are known."),
        at_first=max(len(profile.fields), AT_FIRST),
    )


def _matches(version: str, found: Sequence[Suggestion], titles: Mapping[str, str], citation: str) -> Listing:
    rows = [_match(version, one, titles) for one in found]
    name, seat = Column("name", _("Cluster")), Column("place", _("Seat"))
    columns = (
        Column("score", _("Fit (0 to 1)"), "number"),
        Column("both", _("Both have")),
        Column("brings", _("It would bring")),
        Column("receives", _("It would receive")),
        Column("ties", _("Joint projects of the two regions"), "count"),
    )
    return Listing(
        "matches",
        _("Clusters for mutual membership, best first"),
        (name, *columns),
        rows,
        citation,
        address=lambda row: ("name", reverse("cluster", args=[row["code"]])),
        empty=_("No other cluster has fields that can be compared."),
        at_first=AT_FIRST,
        filed=(name, seat, *columns),
        stacks=True,
    )


def _match(version: str, one: Suggestion, titles: Mapping[str, str]) -> Row:
    reasons, place = {reason.name: reason for reason in one.reasons}, place_in_words(version, one.place)
    return {
        "code": one.who,
        "name": one.name,
        "name_about": place,
        "place": place,
        "score": one.score,
        "both": _named(reasons["overlap"].records, titles),
        "brings": _named(reasons["brings"].records, titles),
        "receives": _named(reasons["receives"].records, titles),
        "ties": reasons["regions-tied"].value,
    }


def _members(version: str, profile: Profile, citation: str) -> Listing:
    index = organisation_index(version)
    rows = [
        {"code": code, "name": name, "place": place_in_words(version, home_of(index.rows[code]))}
        for code in profile.members
        if (name := index.name_of(code))
    ]
    columns = (Column("name", _("Organisation"), NAME), Column("place", _("Region")))
    return Listing(
        "members",
        _("Members that these data know"),
        columns,
        rows,
        citation,
        address=lambda row: ("name", reverse("organisation", args=[row["code"]])),
        at_first=AT_FIRST,
    )

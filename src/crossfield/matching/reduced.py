"""Partners where a data version has no records (starter lake), and partner regions and clusters from stored figures."""

from __future__ import annotations

from collections import defaultdict
from math import log, sqrt
from typing import TYPE_CHECKING, Any

from crossfield.errors import NotComputableError, TableMissingError
from crossfield.indicators.complementary import complementary_regions
from crossfield.indicators.lookup import find_region
from crossfield.lake.tagging import tag_text
from crossfield.matching.partners import Answer, is_allowed
from crossfield.matching.suggestion import Reason, Suggestion, ranked, rounded

if TYPE_CHECKING:
    from crossfield.lake.store import Frames
    from crossfield.matching.partners import Asker, Filters, Idea

WITHOUT_RECORDS = "organisations by fields and shared partners alone, without the learned ranker and without projects"


def reduced_partners(frames: Frames, asker: Asker, idea: Idea, filters: Filters, *, top: int = 20) -> Answer:
    """Partners from profiles and ties alone: shared partners (Adamic–Adar) plus activity in the idea's fields.

    Each part is divided by its largest value, so that the score is 0 to 2.

    Parameters
    ----------
    frames
        A data version with organisation, organisation_field and organisation_tie.
    asker, idea, filters, top
        As in `PartnerSearch.suggest`.

    Raises
    ------
    NotComputableError
        Nothing is known of who asks, and no field is given.
    """
    ties: dict[str, dict[str, int]] = defaultdict(dict)
    for row in frames.read("organisation_tie"):
        ties[row["organisation_a"]][row["organisation_b"]] = row["projects"]
        ties[row["organisation_b"]][row["organisation_a"]] = row["projects"]
    mine = set(asker.members)
    known = {other for member in mine for other in ties.get(member, ())} - mine
    shared: dict[str, list[str]] = defaultdict(list)
    for friend in sorted(known):
        for other in ties[friend]:
            shared[other].append(friend)
    near = {other: sum(1 / log(max(len(ties[one]), 2)) for one in friends) for other, friends in shared.items()}
    active, latest = _activity(frames, idea, mine)
    if not near and not active:
        message = f"{asker.name}: neither ties nor fields are known in this data version."
        raise NotComputableError(
            message, "Give fields with --interface, or build a full lake: crossfield fetch cordis-h2020"
        )
    rows = [row for row in frames.read("organisation") if row["organisation"] not in mine]
    most = max(near.values(), default=0) or 1.0
    busiest = max(active.values(), default=0) or 1.0
    found, hidden = [], 0
    for row in rows:
        name = str(row["organisation"])
        parts = (near.get(name, 0) / most, active.get(name, 0) / busiest)
        late = filters.since is None or latest.get(name, 0) >= filters.since
        if not sum(parts) or not late or not is_allowed(row, filters) or (filters.new_only and name in known):
            continue
        if not row["name"] or row["person"]:
            hidden += 1
            continue
        friends = shared.get(name, [])
        reasons = (
            Reason("shared-partners", float(len(friends)), rounded(parts[0]), tuple(friends[:5])),
            Reason("field-activity", rounded(active.get(name, 0.0)), rounded(parts[1]), idea.fields),
        )
        home = str(row["region"] if row["region"] != "unknown" else row["country"] or "")
        way = () if name in known or not friends else (min(friends, key=lambda one: (len(ties[one]), one)),)
        found.append(
            Suggestion(
                name,
                asker.name,
                "organisation",
                known=name in known,
                score=rounded(sum(parts)),
                reasons=reasons,
                name=str(row["name"]),
                place=home,
                through=way,
            )
        )
    return Answer(tuple(ranked(found)[:top]), hidden, (WITHOUT_RECORDS,))


def partner_regions(
    frames: Frames, asker: Asker, idea: Idea, filters: Filters, *, top: int = 20, clusters: bool = False
) -> Answer:
    """Regions that complement a region, or the clusters that sit in them.

    Parameters
    ----------
    frames, asker, idea, filters, top
        As in `PartnerSearch.suggest`; ``asker`` is a region.
    clusters
        Give the clusters of these regions, those whose fields are the idea's first.

    Raises
    ------
    UnknownNameError
        Who asks is no region.
    NotComputableError
        The region has too few records.
    """
    place = find_region(frames, asker.name)
    pair = (idea.fields[0], idea.fields[1]) if len(idea.fields) == 2 else None  # noqa: PLR2004 -- an interface has two sides
    ties = "new" if filters.new_only else "all"
    rows: list[dict[str, Any]] = []
    note = ""
    try:
        rows = complementary_regions(frames, str(place["region"]), pair, scheme=idea.scheme, ties=ties).to_pylist()
    except (NotComputableError, TableMissingError) as error:
        if not clusters:  # clusters are found by their fields as well
            raise
        note = error.message
    names = {row["region"]: row["name"] for row in frames.read("region")}
    regions = [
        Suggestion(
            row["partner"],
            asker.name,
            "region",
            known=row["tie"] == "here",
            score=rounded(row["score"]),
            reasons=(
                Reason("has-itself", row["has"], row["has"], idea.fields),
                Reason("has-what-leads-there", row["leads"], row["leads"] / 2),
                Reason("joint-projects", float(row["links"]), None),
            ),
            name=str(names.get(row["partner"], row["partner"])),
            place=str(row["partner"])[:2],
        )
        for row in rows
        if is_allowed({"country": str(row["partner"])[:2], "region": row["partner"], "kind": "", "sme": None}, filters)
    ]
    notes = tuple(sorted({note, *(str(row["note"] or "") for row in rows)} - {""}))
    if clusters:
        return Answer(tuple(_clusters(frames, asker, idea, filters, regions)[:top]), 0, notes)
    return Answer(tuple(ranked(regions)[:top]), 0, notes)


def _clusters(
    frames: Frames, asker: Asker, idea: Idea, filters: Filters, regions: list[Suggestion]
) -> list[Suggestion]:
    """Clusters by the fields their own words name, and by how far their region complements the one that asks."""
    fit = {one.who: one.score for one in regions}
    largest = max(fit.values(), default=0) or 1.0
    found = []
    for row in frames.read("cluster"):
        region = str(row["region"])
        if region.startswith(asker.name) or not is_allowed(row | {"kind": "", "sme": None}, filters):
            continue
        own = {str(hit["field"]) for hit in tag_text(frames, f"{row['fields'] or ''}. {row['name']}", idea.scheme)}
        common = tuple(sorted(own & set(idea.fields))) if idea.fields else tuple(sorted(own))
        here = max((score for code, score in fit.items() if region.startswith(code)), default=0.0) / largest
        share = len(common) / len(idea.fields) if idea.fields else 0.0
        if share + here:
            reasons = (
                Reason("fields-in-common", float(len(common)), rounded(share), common),
                Reason("region-complements", rounded(here), rounded(here), (region,)),
            )
            found.append(
                Suggestion(
                    str(row["cluster"]),
                    asker.name,
                    "cluster",
                    known=False,
                    score=rounded(share + here),
                    reasons=reasons,
                    name=str(row["name"]),
                    place=region,
                )
            )
    return ranked(found)


def _activity(frames: Frames, idea: Idea, mine: set[str]) -> tuple[dict[str, float], dict[str, int]]:
    """Root of the projects in the idea's fields (who has all of them first), and the latest start year."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    latest: dict[str, int] = {}
    for row in frames.read("organisation_field", scheme=idea.scheme):
        name = str(row["organisation"])
        latest[name] = max(latest.get(name, 0), row["year"])
        if row["field"] in idea.fields and name not in mine:
            counts[name][row["field"]] += row["projects"]
    return {name: _joint(fields, idea) for name, fields in counts.items()}, latest


def _joint(fields: dict[str, int], idea: Idea) -> float:
    """Root of the geometric mean over the fields plus half of the mean.

    Examples
    --------
    >>> from crossfield.matching.partners import Idea
    >>> _joint({"ict": 4, "biotech": 4}, Idea(fields=("ict", "biotech")))
    2.449489742783178
    """
    values: list[Any] = [fields.get(name, 0) for name in idea.fields]
    product = 1.0
    for value in values:
        product *= value
    return sqrt(product ** (1 / len(values)) + sum(values) / len(values) / 2)

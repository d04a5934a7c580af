"""Partners where a data version has no records (starter lake), and partner regions and clusters from stored figures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError, TableMissingError
from crossfield.indicators.complementary import complementary_regions
from crossfield.indicators.lookup import find_region, region_names
from crossfield.indicators.matrix import Axis, matrix, sparse_matrix
from crossfield.lake.tagging import Tagger
from crossfield.matching.partners import Answer, homes, is_allowed, spread
from crossfield.matching.suggestion import Reason, Suggestion, ranked, rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray
    from scipy import sparse

    from crossfield.lake.store import Frames
    from crossfield.matching.partners import Asker, Filters, Idea

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Bits = NDArray[np.bool_]

MANY = 10_000
"""More than there are regions or clusters."""
WITHOUT_RECORDS = "organisations by fields and shared partners alone, without the learned ranker and without projects"


def reduced_partners(frames: Frames, asker: Asker, idea: Idea, filters: Filters, *, top: int = 20) -> Answer:
    """Partners from profiles and ties alone, asked once; see `ReducedSearch`."""
    return ReducedSearch(frames).suggest(asker, idea, filters, top=top)


class ReducedSearch:
    """A data version without records, ready to be asked for partners many times.

    Partners are told from profiles and ties alone: shared partners (Adamic–Adar) plus activity in the idea's fields.
    Each part is divided by its largest value, so that the score is 0 to 2.

    Parameters
    ----------
    frames
        A data version with organisation, organisation_field and organisation_tie; it is read once, and answers need it
        no more.
    """

    def __init__(self, frames: Frames) -> None:
        self.organisations = sorted(frames.read("organisation"), key=lambda row: str(row["organisation"]))
        ties, self._fields = frames.arrow("organisation_tie"), frames.arrow("organisation_field")
        columns = [ties.column("organisation_a"), ties.column("organisation_b"), self._fields.column("organisation")]
        listed = {str(row["organisation"]) for row in self.organisations}
        self._axis = Axis(sorted(listed.union(*(column.unique().to_pylist() for column in columns))))
        self._place = {name: place for place, name in enumerate(self._axis.names)}
        ends, size = [self._axis.places(column) for column in columns[:2]], len(self._place)
        half = sparse_matrix(ties, "projects", (ends[0], ends[1]), (size, size))
        self._ties = (half + half.T).astype(bool).tocsr()
        self._ties.sort_indices()
        self._degree = np.diff(self._ties.indptr)
        self._latest: dict[str, Ints] = {}

    def suggest(self, asker: Asker, idea: Idea, filters: Filters, *, top: int = 20) -> Answer:
        """Suggest organisations.

        Parameters
        ----------
        asker, idea, filters, top
            As in `PartnerSearch.suggest`.

        Raises
        ------
        NotComputableError
            Nothing is known of who asks, and no field is given.
        """
        mine = np.zeros(len(self._degree), bool)
        mine[[self._place[name] for name in asker.members if name in self._place]] = True
        known = (self._ties @ mine > 0) & ~mine
        rarity = known / np.log(np.maximum(self._degree, 2))
        near = self._ties @ rarity
        active, latest = self._activity(idea, mine)
        if not near.any() and not active.any():
            message = f"{asker.name}: neither ties nor fields are known in this data version."
            raise NotComputableError(
                message, "Give fields with --interface, or build a full lake: crossfield fetch cordis-h2020"
            )
        parts = (near / (near.max() or 1.0), active / (active.max() or 1.0))
        score = parts[0] + parts[1]
        late = latest >= (filters.since or 0)
        possible = (score > 0) & late & ~mine & ~(known & filters.new_only)
        found, hidden = self._listed(score, possible, filters)
        elsewhere = {}
        if filters.region and not found:
            elsewhere = homes((row, 1) for _, _, row in self._listed(score, possible, replace(filters, region=""))[0])
        found = spread(found, lambda one: one[2], filters.per_country)
        reasons = _Reasons(self._ties, self._degree, known, (near, active), parts)
        best = tuple(self._suggestion(asker, idea, reasons, place, row) for _, place, row in found[:top])
        return Answer(best, hidden, (WITHOUT_RECORDS,), elsewhere=elsewhere)

    def _listed(
        self, score: Floats, possible: Bits, filters: Filters
    ) -> tuple[list[tuple[float, int, dict[str, Any]]], int]:
        """Those who pass and have a name to show, best first, and how many have none."""
        found, hidden = [], 0
        for row in self.organisations:
            place = self._place[str(row["organisation"])]
            if possible[place] and is_allowed(row, filters):
                shown = bool(row["name"]) and not row["person"]
                hidden += not shown
                found += [(-rounded(float(score[place])), place, row)] if shown else []
        return sorted(found, key=lambda one: one[:2]), hidden

    def _activity(self, idea: Idea, mine: Bits) -> tuple[Floats, Ints]:
        """Root of the projects in the idea's fields (who has all of them first), and the latest start year."""
        import pyarrow.compute as pc  # noqa: PLC0415 -- slow import

        rows = self._fields.filter(pc.equal(self._fields.column("scheme"), idea.scheme))
        if idea.scheme not in self._latest:
            latest = np.zeros(len(mine), dtype=np.int64)
            np.maximum.at(latest, self._axis.places(rows.column("organisation")), rows.column("year").to_numpy())
            self._latest[idea.scheme] = latest
        if not idea.fields:
            return np.zeros(len(mine)), self._latest[idea.scheme]
        counts = matrix(rows, ("field", Axis(list(idea.fields))), ("organisation", self._axis), "projects")
        joint = np.prod(counts, axis=0) ** (1 / len(counts)) + counts.mean(axis=0) / 2
        return np.where(mine, 0.0, np.sqrt(joint)), self._latest[idea.scheme]

    def _suggestion(self, asker: Asker, idea: Idea, reasons: _Reasons, place: int, row: dict[str, Any]) -> Suggestion:
        known, friends = bool(reasons.known[place]), reasons.friends(place)
        way = () if known or not len(friends) else (min(friends, key=lambda one: (self._degree[one], one)),)
        names = self._axis.names
        told = (
            Reason(
                "shared-partners",
                float(len(friends)),
                rounded(float(reasons.parts[0][place])),
                tuple(names[one] for one in friends[:5]),
            ),
            Reason(
                "field-activity",
                rounded(float(reasons.found[1][place])),
                rounded(float(reasons.parts[1][place])),
                idea.fields,
            ),
        )
        return Suggestion(
            names[place],
            asker.name,
            "organisation",
            known=known,
            score=rounded(float(reasons.parts[0][place] + reasons.parts[1][place])),
            reasons=told,
            name=str(row["name"]),
            place=str(row["region"] if row["region"] != "unknown" else row["country"] or ""),
            through=tuple(names[one] for one in way),
        )


@dataclass(frozen=True, slots=True)
class _Reasons:
    """What an answer rests on: ties, who is known, and both parts as found and as shares of their largest value."""

    ties: sparse.csr_array
    degree: Ints
    known: Bits
    found: tuple[Floats, Floats]
    parts: tuple[Floats, Floats]

    def friends(self, place: int) -> Ints:
        """Partners that who asks and an organisation share."""
        others = self.ties.indices[self.ties.indptr[place] : self.ties.indptr[place + 1]]
        return np.asarray(others[self.known[others]])


def _regions_or_clusters(
    frames: Frames, asker: Asker, idea: Idea, filters: Filters, *, top: int, clusters: bool
) -> Answer:
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
    # A cluster's own region may be finer than those compared: what it complements is asked of all of them.
    sought = replace(filters, region="") if clusters else filters
    regions = _regions(rows, asker, idea, sought, region_names(frames))
    notes = tuple(sorted({note, *(str(row["note"] or "") for row in rows)} - {""}))
    best = (_clusters(frames, asker, idea, filters, regions) if clusters else ranked(regions))[:top]
    return Answer(tuple(best), 0, notes)


def _regions(
    rows: Iterable[dict[str, Any]], asker: Asker, idea: Idea, filters: Filters, names: Mapping[str, str]
) -> list[Suggestion]:
    """Rows of the table complementarity that pass, as suggestions."""
    return [
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
    answer = _regions_or_clusters(frames, asker, idea, filters, top=top, clusters=clusters)
    if answer.suggestions or not filters.region:
        return answer
    anywhere = replace(filters, region="")
    others = _regions_or_clusters(frames, asker, idea, anywhere, top=MANY, clusters=clusters)
    return replace(others, suggestions=(), elsewhere=seats(others.suggestions))


def seats(found: Iterable[Suggestion]) -> dict[str, int]:
    """How many of those who are suggested sit where; a region sits in itself."""
    return homes(({"region": one.who if one.kind == "region" else one.place, "country": ""}, 1) for one in found)


def _clusters(
    frames: Frames, asker: Asker, idea: Idea, filters: Filters, regions: list[Suggestion]
) -> list[Suggestion]:
    """Clusters by the fields their own words name, and by how far their region complements the one that asks."""
    fit = {one.who: one.score for one in regions}
    largest = max(fit.values(), default=0) or 1.0
    tagger = Tagger(row for row in frames.read("phrase") if row["scheme"] == idea.scheme)
    found = []
    for row in frames.read("cluster"):
        region = str(row["region"])
        if region.startswith(asker.name) or not is_allowed(row | {"kind": "", "sme": None}, filters):
            continue
        own = {str(hit["field"]) for hit in tagger.fields_of(f"{row['fields'] or ''}. {row['name']}")}
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

"""Clusters matched with clusters: what they share, what each would bring the other, and how their regions are tied."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError, SchemaError, SourceError, UnknownNameError
from crossfield.indicators.lookup import default_years, fields_of_scheme
from crossfield.indicators.matrix import Axis, axis_of, matrix
from crossfield.lake.tagging import Tagger
from crossfield.lake.ties import all_ties
from crossfield.matching.suggestion import Reason, Suggestion, ranked
from crossfield.tables.figures import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from crossfield.lake.store import Frames

    Floats = NDArray[np.float64]

OVERLAP, GAIN, TIES = 0.4, 0.5, 0.1
HALF = 10  # joint projects of two regions at which their tie is one half
ENOUGH = 3  # members' projects in a field from which it counts as theirs
UNMAPPED = "its words for its fields are none of the vocabulary"
UNKNOWN = "unknown"
NUTS_CODES = (4, 3)  # lengths of codes of NUTS 2 and 1


@dataclass(frozen=True, slots=True)
class Profile:
    """What a cluster is about.

    Parameters
    ----------
    cluster, name
        Id and name.
    fields
        Codes of its fields, sorted.
    region
        Region of its seat, or `unknown`.
    members
        Ids of organisations known as its members; empty: not known.
    note
        Why it has no fields; empty: nothing to say.
    """

    cluster: str
    name: str
    fields: tuple[str, ...]
    region: str
    members: tuple[str, ...] = ()
    note: str = ""


def cluster_profiles(frames: Frames, scheme: str) -> list[Profile]:
    """Profiles of all clusters of a data version, by id.

    A cluster's own words for its fields are searched for the expressions of the vocabulary; where it states none, or
    none of them is known, its name is.

    Raises
    ------
    UnknownNameError
        No such scheme.
    NotComputableError
        There are no clusters.
    """
    fields_of_scheme(frames, scheme)
    tagger = Tagger(row for row in frames.read("phrase") if row["scheme"] == scheme)
    found = []
    for row in frames.read("cluster"):
        texts = (str(row["fields"] or ""), str(row["name"]))
        fields = next(filter(None, (_fields_in(tagger, text) for text in texts)), ())
        note = "" if fields else UNMAPPED
        found.append(Profile(row["cluster"], row["name"], fields, row["region"] or UNKNOWN, note=note))
    if not found:
        message = f"The data version {frames.manifest.version} holds no clusters."
        raise NotComputableError(message, "Load a list: crossfield fetch clusters --from FILE")
    return sorted(found, key=lambda one: one.cluster)


def find_cluster(profiles: Sequence[Profile], given: str) -> Profile:
    """Find a cluster by its id or name, or by a part of its name that no other has.

    Raises
    ------
    UnknownNameError
        No cluster, or several, have it; the closest three are in the hint.

    Examples
    --------
    >>> known = [Profile("silicon-saxony-de", "Silicon Saxony", (), "DED2"), Profile("oes-de", "OES", (), "DED2")]
    >>> find_cluster(known, "silicon").cluster
    'silicon-saxony-de'
    """
    wanted = given.strip().casefold()
    same = [one for one in profiles if wanted in {one.cluster.casefold(), one.name.casefold()}]
    within = [one for one in profiles if wanted and wanted in one.name.casefold()]
    for found in (same, within):
        if len(found) == 1:
            return found[0]
    names = [one.name for one in within or profiles]
    hint = f"{len(within)} have it: {', '.join(names[:3])}." if within else "See: crossfield clusters"
    raise UnknownNameError("cluster", given, names, hint)


def read_members(frames: Frames, path: Path, profile: Profile) -> tuple[Profile, int]:
    """Add a cluster's members from a file, and the fields they work in.

    Parameters
    ----------
    frames
        A data version.
    path
        CSV in UTF-8 with a column ``organisation`` (id or name), and perhaps ``cluster``; other clusters' rows are left
        out. Natural persons are not taken.
    profile
        The cluster.

    Returns
    -------
    tuple[Profile, int]
        The cluster with its members that the data version knows, and how many rows it does not know.

    Raises
    ------
    SourceError
        The file cannot be read.
    SchemaError
        It has no column organisation.
    """
    rows = _member_rows(path)
    own = {profile.cluster.casefold(), profile.name.casefold()}
    mine = (row for row in rows if (row.get("cluster") or profile.name).casefold() in own)
    given = [(row["organisation"] or "").strip().casefold() for row in mine]
    known: dict[str, str] = {}
    for row in frames.read("organisation"):
        if row["name"] and not row["person"]:
            known |= {str(row[key]).casefold(): row["organisation"] for key in ("organisation", "name") if row[key]}
    members = tuple(sorted({known[name] for name in given if name in known}))
    return replace(profile, members=members), sum(name not in known for name in given)


def _member_rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError) as error:
        message = f"The members {path} cannot be read: {error}."
        raise SourceError(message, "Give a CSV file in UTF-8.") from error
    if rows and "organisation" not in rows[0]:
        message = f"{path} has the columns {', '.join(rows[0])}; expected organisation, and perhaps cluster."
        raise SchemaError(message, "Name the column with names or ids of members: organisation")
    return rows


def match_clusters(
    frames: Frames, scheme: str, profile: Profile, others: Iterable[Profile] | None = None
) -> list[Suggestion]:
    r"""Rank clusters for mutual membership with one.

    .. math:: s = 0.4 \frac{|F_c ∩ F_d|}{|F_c ∪ F_d|} + 0.5 \sqrt{g_{dc} g_{cd}} + 0.1 \frac{t}{t + 10}

    where F are fields, t is the number of joint projects of the two seats' regions at the field of either where they
    have most, and g_dc is what d would bring c: over the fields that d has and c lacks, the mean of the largest
    association with a field of c. Association is J_ab / √(n_a n_b) over Europe's projects of the last six complete
    years, divided by its maximum. Both have to gain: membership is mutual.

    Parameters
    ----------
    frames, scheme
        A data version, and the scheme of the fields.
    profile
        The cluster that asks; with members, fields with at least three of their projects, and more than Europe's share,
        are its fields as well.
    others
        Clusters that are considered; None: all of the data version.

    Returns
    -------
    list[Suggestion]
        Best first. ``known`` is true where members of the one have worked with members of the other. Reasons are
        overlap, mutual-gain, what the other brings and receives (which explain, and are not added), and regions-tied,
        null where a seat is known by its country only. Records are codes of fields, for ties those of the two regions.

    Raises
    ------
    NotComputableError
        The cluster has no fields.

    Notes
    -----
    The weights are set, not learned: no list of cooperating clusters exists to learn from or to test on.
    """
    profile = replace(profile, fields=tuple(sorted({*profile.fields, *_fields_of_members(frames, scheme, profile)})))
    if not profile.fields:
        message = f"{profile.name} has no fields: {UNMAPPED}, and no members with projects are given."
        raise NotComputableError(message, "Give its members with --members FILE.csv, or another --scheme.")
    possible = list(cluster_profiles(frames, scheme) if others is None else others)
    near = _Nearness.of(frames, scheme, {one.region[:length] for one in (profile, *possible) for length in NUTS_CODES})
    return ranked(
        _suggestion(near, profile, other, known=_worked_together(frames, profile, other))
        for other in possible
        if other.cluster != profile.cluster and other.fields
    )


@dataclass(frozen=True, slots=True)
class _Nearness:
    """How near fields are in Europe, and how often regions have worked together at them."""

    fields: Axis
    association: Floats
    ties: dict[tuple[str, str], dict[str, int]]

    @classmethod
    def of(cls, frames: Frames, scheme: str, regions: Collection[str]) -> _Nearness:
        """Read both from a data version; ties of these regions alone, since all of Europe's are half a million."""
        import pyarrow as pa  # noqa: PLC0415 -- slow import
        import pyarrow.compute as pc  # noqa: PLC0415 -- slow import

        singles = _last_years(frames, frames.arrow("field_year", scheme=scheme, level=EVERYWHERE))
        pairs = _last_years(frames, frames.arrow("interface_year", scheme=scheme, level=EVERYWHERE))
        fields = axis_of(singles.column("field"))
        count = matrix(singles, ("region", Axis(["all"])), ("field", fields), "whole")[0]
        joint = matrix(pairs, ("field_a", fields), ("field_b", fields), "whole")
        scale = np.sqrt(np.outer(count, count))
        near = np.divide(joint + joint.T, scale, out=np.zeros_like(joint), where=scale > 0)
        ties: dict[tuple[str, str], dict[str, int]] = {}
        table, seats = frames.arrow("region_tie", scheme=scheme), pa.array(sorted(regions), pa.string())
        ends = [pc.is_in(table.column(f"region_{end}"), value_set=seats) for end in "ab"]
        for row in table.filter(pc.and_(*ends)).to_pylist():
            ties.setdefault((row["region_a"], row["region_b"]), {})[row["field"]] = row["projects"]
        return cls(fields, near / max(float(near.max(initial=0)), 1e-12), ties)

    def gain(self, have: Sequence[str], lack: Sequence[str]) -> float:
        """Mean, over the fields that are lacking, of the largest association with a field one has; 0 if none is."""
        known = [self.fields.names.index(field) for field in have if field in self.fields.names]
        new = [self.fields.names.index(field) for field in lack if field in self.fields.names]
        return float(self.association[np.ix_(known, new)].max(axis=0).mean()) if known and new else 0.0

    def tie(self, regions: tuple[str, str], fields: Iterable[str]) -> int:
        """Joint projects of two regions of NUTS 2, else 1, at the field where they have most."""
        for length in NUTS_CODES:
            first, second = sorted(region[:length] for region in regions)
            if (first, second) in self.ties:
                here = self.ties[first, second]
                return max((here.get(field, 0) for field in fields), default=0)
        return 0


def _last_years(frames: Frames, table: pa.Table) -> pa.Table:
    import pyarrow.compute as pc  # noqa: PLC0415 -- slow import

    first, last = default_years(frames)
    year = table.column("year")
    return table.filter(pc.and_(pc.greater_equal(year, first), pc.less_equal(year, last)))


def _suggestion(near: _Nearness, one: Profile, other: Profile, *, known: bool) -> Suggestion:
    shared = sorted({*one.fields} & {*other.fields})
    new, mine = sorted({*other.fields} - {*one.fields}), sorted({*one.fields} - {*other.fields})
    overlap = len(shared) / len({*one.fields, *other.fields})
    brings, receives = near.gain(one.fields, new), near.gain(other.fields, mine)
    regions = (one.region, other.region)
    apart = min(map(len, regions)) > len("DE") and UNKNOWN not in regions and one.region[:4] != other.region[:4]
    ties = near.tie(regions, {*one.fields, *other.fields}) if apart else None
    gain = (brings * receives) ** 0.5
    reasons = [
        Reason("overlap", overlap, OVERLAP * overlap, tuple(shared)),
        Reason("mutual-gain", gain, GAIN * gain, (*new, *mine)),
        Reason("regions-tied", ties, None if ties is None else TIES * ties / (ties + HALF), regions),
        Reason("brings", brings, None, tuple(new)),
        Reason("receives", receives, None, tuple(mine)),
    ]
    reasons.sort(key=lambda reason: -(reason.weight or 0.0))
    return Suggestion(
        who=other.cluster,
        whom=one.cluster,
        kind="cluster",
        known=known,
        score=sum(reason.weight or 0.0 for reason in reasons),
        reasons=tuple(reasons),
        name=other.name,
        place="" if other.region == UNKNOWN else other.region,
    )


def _fields_in(tagger: Tagger, text: str) -> tuple[str, ...]:
    return tuple(sorted({str(row["field"]) for row in tagger.fields_of(text)}))


def _fields_of_members(frames: Frames, scheme: str, profile: Profile) -> list[str]:
    """Fields in which the members have at least three projects and more than Europe's share."""
    if not profile.members:
        return []
    rows = _last_years(frames, frames.arrow("organisation_field", scheme=scheme))
    fields, members = axis_of(rows.column("field")), Axis(sorted(profile.members))
    own = matrix(rows, ("organisation", members), ("field", fields), "projects").sum(axis=0)
    everyone = axis_of(rows.column("organisation"))
    total = matrix(rows, ("organisation", everyone), ("field", fields), "projects").sum(axis=0)
    more = own * total.sum() > total * own.sum()
    return [name for name, many in zip(fields.names, more & (own >= ENOUGH), strict=True) if many]


def _worked_together(frames: Frames, one: Profile, other: Profile) -> bool:
    """Tell whether members of both have worked together; members that are not known have not."""
    if not one.members or not other.members:
        return False
    ties = all_ties(frames)
    return bool(ties.with_group(one.members)[ties.marked(other.members)].any())


def listed(profiles: Sequence[Profile]) -> list[dict[str, Any]]:
    """Clusters as rows: cluster, name, region, fields (parted by semicolons), note."""
    return [
        {
            "cluster": one.cluster,
            "name": one.name,
            "region": one.region,
            "fields": "; ".join(one.fields),
            "note": one.note or None,
        }
        for one in profiles
    ]

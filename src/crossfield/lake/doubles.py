"""Organisations of a lake that are one, may be one, or belong together: the table organisation_link."""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crossfield.errors import UnknownNameError
from crossfield.lake.decisions import APART, MERGE, representatives
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.matches import CERTAIN, POSSIBLE, compare, parent_of
from crossfield.lake.roster import Entry, Roster, entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crossfield.lake.decisions import Decision
    from crossfield.lake.store import Frames

HOPELESS = -25.0  # of one way of comparing a pair: the other cannot save it
SAME, REVIEW, INSTITUTE, MERGED = KINDS = ("same", "review", "institute of", "merged")


def roster_of(organisations: Iterable[dict[str, Any]]) -> Roster:
    """Organisations that may be found by name: those without a name and natural persons are left out.

    Parameters
    ----------
    organisations
        Rows of the table organisation.
    """
    return Roster(entry_of(row) for row in organisations if row["name"] and not row["person"])


def organisation_links(organisations: Iterable[dict[str, Any]], decisions: Sequence[Decision] = ()) -> pa.Table:
    """Find the pairs of organisations that are one, may be one, or are institute and parent.

    Both ways of comparing a pair have to agree for it to be certain. Pairs that a person decided on are not looked at
    again: those held apart are left out, those merged are told with the day.

    Parameters
    ----------
    organisations
        Rows of the table organisation, in any order.
    decisions
        What people decided, each pair once.

    Returns
    -------
    Table
        Table organisation_link, sorted by its key.
    """
    roster = roster_of(organisations)
    known = {made.pair for made in decisions}
    rows = [row for row in _pairs(roster) if frozenset((row["organisation"], row["other"])) not in known]
    days = {name: made.date for made in decisions if made.decision == MERGE for name in made.pair}
    for name, first in representatives(decisions).items():
        merged = {"organisation": name, "other": first, "kind": MERGED, "score": 1.0, "reason": "decided"}
        rows.append(merged | {"decided": days[name]})
    table = pa.Table.from_pylist(rows, schema=arrow_schema("organisation_link"))
    return table.sort_by([("organisation", "ascending"), ("other", "ascending")])


def open_pairs(
    frames: Frames, decisions: Iterable[Decision], *, kind: str = REVIEW, country: str = ""
) -> list[dict[str, Any]]:
    """Pairs of a data version with their names, best score first, less those that people have decided on since.

    Parameters
    ----------
    frames
        A data version.
    decisions
        What people decided.
    kind
        review, same, institute of or merged.
    country
        Country of the second of each pair; empty: all.

    Raises
    ------
    TableMissingError
        The version has no such table: the starter lake, or one of an older crossfield.
    UnknownNameError
        There is no such kind.
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of pair", kind, KINDS, f"Known: {', '.join(KINDS)}.")
    known = {made.pair for made in decisions} if kind != MERGED else set()
    links = [row for row in frames.read("organisation_link") if row["kind"] == kind]
    rows = {row["organisation"]: row for row in frames.read("organisation") if not row["person"]}
    found = []
    for link in links:
        one, other = rows.get(link["organisation"], {}), rows.get(link["other"], {})
        if frozenset((link["organisation"], link["other"])) in known or country not in {"", other.get("country")}:
            continue
        pair = {"organisation": link["organisation"], "name": one.get("name"), "city": one.get("city")}
        pair |= {"other": link["other"], "other_name": other.get("name"), "other_city": other.get("city")}
        found.append(
            pair | {"country": other.get("country")} | {key: link[key] for key in ("score", "reason", "decided")}
        )
    found.sort(key=lambda pair: (-(pair["score"] or 0), pair["organisation"], pair["other"]))
    return found


def doubles(links: Iterable[dict[str, Any]], decisions: Iterable[Decision] = ()) -> dict[str, str]:
    """Organisation → the one that stands for it, for certain doubles and those that people merged.

    Parameters
    ----------
    links
        Rows of the table organisation_link.
    decisions
        What people decided since.
    """
    decisions = list(decisions)
    apart = {made.pair for made in decisions if made.decision == APART}
    found = {
        row["organisation"]: row["other"]
        for row in links
        if row["kind"] in {SAME, MERGED} and frozenset((row["organisation"], row["other"])) not in apart
    }
    found |= representatives(decisions)
    return {name: _end(found, name) for name in sorted(found)}


def _end(found: dict[str, str], name: str) -> str:
    seen = {name}
    while name in found and found[name] not in seen:
        name = found[name]
        seen.add(name)
    return name


def _pairs(roster: Roster) -> list[dict[str, Any]]:
    near = enumerate(roster.candidates(roster.entries))
    pairs = {
        (min(pair), max(pair))
        for number, others in near
        for pair in zip(repeat(number), others, strict=False)
        if len({*pair}) > 1
    }
    rows = [_row(roster, roster.entries[one], roster.entries[other]) for one, other in sorted(pairs)]
    rows += [_belongs(roster, entry) for entry in roster.entries]
    unique = {(row["organisation"], row["other"]): row for row in rows if row}
    return list(unique.values())


def _row(roster: Roster, entry: Entry, other: Entry) -> dict[str, Any]:
    """A row for a pair that may be one or belong together; empty for any other."""
    there = compare(roster, entry, other)
    if there.bits < HOPELESS:
        return {}
    back = compare(roster, other, entry)
    for part, whole, found in ((entry, other, there), (other, entry, back)):
        if "department" in found.reasons and found.bits >= POSSIBLE:
            return _told(part, whole, INSTITUTE, None, found.reasons)
    weaker = min(there, back, key=lambda way: way.bits)
    if weaker.bits < POSSIBLE:
        return {}
    small, large = sorted((entry, other), key=lambda one: (one.participations, one.organisation))
    return _told(small, large, SAME if weaker.bits >= CERTAIN else REVIEW, weaker.score, weaker.reasons)


def _belongs(roster: Roster, entry: Entry) -> dict[str, Any]:
    parent = parent_of(roster, entry)
    if parent is None or parent == entry:
        return {}
    return _told(entry, parent, INSTITUTE, None, ("name of an institute",))


def _told(entry: Entry, other: Entry, kind: str, score: float | None, reasons: tuple[str, ...]) -> dict[str, Any]:
    return {
        "organisation": entry.organisation,
        "other": other.organisation,
        "kind": kind,
        "score": None if score is None else round(score, 4),
        "reason": "; ".join(reasons),
        "decided": None,
    }

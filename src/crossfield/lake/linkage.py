"""Rows of a list → the organisation each is: identifiers first, then names, and what is uncertain goes to a person."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crossfield.lake.decisions import APART, MERGE, ROW
from crossfield.lake.doubles import doubles, roster_of
from crossfield.lake.matches import AHEAD, CERTAIN, MOST, POSSIBLE, Comparison, compare, parent_of
from crossfield.lake.roster import bare_code, entry_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crossfield.lake.decisions import Decision
    from crossfield.lake.roster import Entry, Roster
    from crossfield.lake.store import Frames

LINKED, REVIEW, INSTITUTE, NONE = "linked", "review", "institute of", "none"
IDENTIFIERS = ("own", "pic", "vat", "ror", "wikidata", "register")
FEWEST_LETTERS = 2
_MOST_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Link:
    """What was found for a row.

    Parameters
    ----------
    answer
        linked, review (a person should look), institute of (it belongs to the organisation and is not it) or none.
    organisation
        Id of the organisation; None where the answer is none.
    score
        Probability that both are one, 0 to 1; 1 where an identifier or a person says so; None: nothing was compared.
    reasons
        What spoke for and against it.
    others
        Ids of further organisations that it may be, best first.
    """

    answer: str
    organisation: str | None = None
    score: float | None = None
    reasons: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Register:
    """What rows are looked up in.

    Parameters
    ----------
    rows
        Organisation → row of the table organisation, natural persons included.
    roster
        Those that may be found by name.
    crosswalk
        Kind and value of an identifier → organisations that have it.
    same
        Organisation → the one that stands for it and its doubles.
    decisions
        What people decided.
    """

    rows: dict[str, dict[str, Any]]
    roster: Roster
    crosswalk: dict[tuple[str, str], set[str]]
    same: dict[str, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()

    @classmethod
    def of(cls, frames: Frames, decisions: Sequence[Decision] = ()) -> Register:
        """Read the organisations of a data version; one without identifiers and doubles (starter lake) has what it has.

        Raises
        ------
        TableMissingError
            The version holds no organisations.
        """
        rows = frames.read("organisation")
        identifiers = frames.read("organisation_id") if "organisation_id" in frames else []
        links = frames.read("organisation_link") if "organisation_link" in frames else []
        return cls(
            {row["organisation"]: row for row in rows},
            roster_of(rows),
            _crosswalk(rows, identifiers),
            doubles(links, decisions),
            tuple(decisions),
        )


def row_key(row: Mapping[str, str]) -> str:
    """What tells a row of a list in decisions: its name as read, city and country, whatever list it stands in.

    Examples
    --------
    >>> row_key({"name": "TU Dresden", "city": "Dresden", "country": "DE"})
    'row:dresden technical_university/dresden/DE'
    """
    entry = entry_of({"organisation": "", "name": row["name"], "city": row.get("city"), "country": row.get("country")})
    return f"{ROW}{entry.name.key}/{' '.join(sorted(entry.city))}/{entry.country}"


def link_rows(register: Register, rows: Sequence[Mapping[str, str]]) -> list[Link]:
    """Find the organisation of each row: by what people decided, by identifier, then by name with city and country.

    Parameters
    ----------
    register
        Organisations of a data version.
    rows
        Columns name, city, country, postcode, website and those of `IDENTIFIERS`; empty where unknown.

    Returns
    -------
    list[Link]
        In the order of the rows; equal for the same row whatever rows stand beside it.
    """
    keys = [row_key(row) for row in rows]
    decided = _decided(register.decisions)
    entries = [entry_of(_as_organisation(key, row)) for key, row in zip(keys, rows, strict=True)]
    apart = _held_apart(register.decisions)
    by_name = link_names(register.roster, entries, register.same, apart)
    found = []
    for key, row, entry, named in zip(keys, rows, entries, by_name, strict=True):
        if key in decided:
            found.append(Link(LINKED, register.same.get(decided[key], decided[key]), 1.0, ("decided",)))
        else:
            found.append(_by_identifier(register, row, entry) or named)
    return found


def link_names(
    roster: Roster,
    rows: Sequence[Entry],
    same: Mapping[str, str] | None = None,
    apart: Mapping[str, set[str]] | None = None,
) -> list[Link]:
    """Find the organisation of each row by its name, city and country, and by further columns where they are known.

    Parameters
    ----------
    roster
        Organisations.
    rows
        Rows, as `crossfield.lake.roster.entry_of` prepares them.
    same
        Organisation → the one that stands for it and its doubles; None: no doubles are known.
    apart
        Row → organisations that people said it is not; None: none.

    Returns
    -------
    list[Link]
        In the order of the rows.
    """
    found = roster.candidates(rows)
    linked = []
    for row, numbers in zip(rows, found, strict=True):
        refused = (apart or {}).get(row.organisation, set())
        entries = [roster.entries[number] for number in numbers if roster.entries[number].organisation not in refused]
        linked.append(_link(roster, row, entries, same or {}))
    return linked


def _link(roster: Roster, row: Entry, entries: Sequence[Entry], same: Mapping[str, str]) -> Link:
    ranked = sorted(
        ((compare(roster, row, entry), entry) for entry in entries),
        key=lambda pair: (-round(pair[0].bits, 6), -pair[1].participations, pair[1].organisation),
    )
    best = _best(row, ranked, same)
    parent = parent_of(roster, row) if best.answer != LINKED else None
    if parent:
        return Link(INSTITUTE, parent.organisation, None, ("name of an institute",))
    return best


def _best(row: Entry, ranked: Sequence[tuple[Comparison, Entry]], same: Mapping[str, str]) -> Link:
    if not ranked or ranked[0][0].bits < POSSIBLE or len("".join(row.name.words)) < FEWEST_LETTERS:
        return Link(NONE)
    (first, chosen), *possible = [
        (found, same.get(entry.organisation, entry.organisation)) for found, entry in ranked if found.bits >= POSSIBLE
    ]
    others = [(found.bits, organisation) for found, organisation in possible if organisation != chosen]
    further = tuple(dict.fromkeys(organisation for _, organisation in others))[:_MOST_OTHERS]
    behind = [bits for bits, _ in others]
    share = _share(first.bits, behind)
    if behind and first.bits - max(behind) < AHEAD:
        return Link(REVIEW, chosen, share, (*first.reasons, "several alike"), further)
    return Link(LINKED if first.bits >= CERTAIN else REVIEW, chosen, share, first.reasons, further)


def _share(bits: float, others: Iterable[float]) -> float:
    """One of them, or none: each takes its share of the odds."""
    odds = [min(2.0**weight, 2.0**MOST) for weight in (bits, *others)]
    return float(odds[0] / (1 + sum(odds)))


def _by_identifier(register: Register, row: Mapping[str, str], entry: Entry) -> Link | None:
    """The organisation that has the row's identifiers, unless its name is another's; None where there is none."""
    found = _identified(register, row)
    if not found:
        return None
    reasons = tuple(f"same {kind}" for kind in found)
    names = set.intersection(*found.values())
    if len(names) != 1:
        every = sorted(set.union(*found.values()))
        reason = "identifiers disagree" if not names else "several alike"
        return Link(REVIEW, every[0], None, (*reasons, reason), tuple(every[1 : 1 + _MOST_OTHERS]))
    organisation = next(iter(names))
    known = register.rows.get(organisation)
    if not known or not known["name"] or not row["name"] or _may_be(register.roster, entry, entry_of(known)):
        return Link(LINKED, organisation, 1.0, reasons)
    return Link(REVIEW, organisation, None, (*reasons, "other name"))


def _identified(register: Register, row: Mapping[str, str]) -> dict[str, set[str]]:
    """Kind of identifier → organisations that have the row's; kinds that none has are left out."""
    told = {kind: identifier(kind, row[kind]) for kind in IDENTIFIERS if row.get(kind)}
    found = {kind: register.crosswalk.get((kind, value), set()) for kind, value in told.items()}
    return {kind: {register.same.get(name, name) for name in names} for kind, names in found.items() if names}


def _may_be(roster: Roster, row: Entry, entry: Entry) -> bool:
    """Tell whether two names have anything in common: a slip in a number must not link what else is strange."""
    if {*row.name.words} & {*entry.name.words} or (entry.short and entry.short.key == row.name.key):
        return True
    acronyms = row.name.initials & {*entry.name.words} or entry.name.initials & {*row.name.words}
    return bool(acronyms) or compare(roster, row, entry).bits >= POSSIBLE


def identifier(kind: str, value: str) -> str:
    """Write an identifier so that spellings meet.

    Parameters
    ----------
    kind
        pic, vat, ror, wikidata, register or own.
    value
        As a list or a register writes it.

    Examples
    --------
    >>> (
    ...     identifier("ror", "https://ror.org/042aqky30"),
    ...     identifier("vat", "DE 188 369 991"),
    ...     identifier("pic", "PIC 999897729"),
    ... )
    ('042aqky30', 'DE188369991', '999897729')
    """
    if kind == "own":
        return value.strip()
    if kind in {"ror", "wikidata"}:
        return value.strip().rstrip("/").rpartition("/")[2].casefold()
    if kind == "pic":
        return re.sub(r"\D", "", value)
    return bare_code(value)


def _crosswalk(
    rows: Iterable[dict[str, Any]], identifiers: Iterable[dict[str, Any]]
) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        kind, _, value = row["organisation"].partition(":")
        found["own", row["organisation"]].add(row["organisation"])
        found[kind, identifier(kind, value)].add(row["organisation"])
    for row in identifiers:
        found[row["kind"], identifier(row["kind"], row["value"])].add(row["organisation"])
    return dict(found)


def _decided(decisions: Iterable[Decision]) -> dict[str, str]:
    """Row of a list → the organisation that people said it is."""
    merged = [(made.left, made.right) for made in decisions if made.decision == MERGE]
    pairs = (*merged, *((right, left) for left, right in merged))
    return {row: organisation for row, organisation in pairs if row.startswith(ROW)}


def _held_apart(decisions: Iterable[Decision]) -> dict[str, set[str]]:
    apart: dict[str, set[str]] = defaultdict(set)
    for made in decisions:
        if made.decision == APART:
            apart[made.left].add(made.right)
            apart[made.right].add(made.left)
    return dict(apart)


def _as_organisation(key: str, row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "organisation": key,
        "name": row["name"],
        "city": row.get("city"),
        "country": row.get("country"),
        "postcode": row.get("postcode"),
        "vat": row.get("vat"),
        "address": row.get("website"),
    }

"""A consortium for an interface: who brings what, why, under which rules, and what it costs to do without somebody."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crossfield.indicators.lookup import find_region
from crossfield.lake.ties import all_ties
from crossfield.matching.candidates import EXPERIENCE, FOCUS, HALF, Need, find_organisation, read_need, read_pool
from crossfield.matching.rules import RuleSet, area, rule_set
from crossfield.matching.selection import Plan, choose
from crossfield.matching.suggestion import Reason, Suggestion, ranked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.lake.store import Frames
    from crossfield.matching.candidates import Pool
    from crossfield.matching.selection import Choice, Selection

WHOM = "consortium"
RECORDS = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What a consortium is asked to be, in a user's words.

    Parameters
    ----------
    scheme
        Scheme of the fields.
    needs
        ``FIELD`` or ``FIELD:ROLE``, each a partner's part.
    interface
        Two fields, each perhaps several joined by +; asks for a partner on each side and one active on both.
    rules
        Name of a rule set or path of one's own; empty: none.
    partners
        How many; 0: one for each need, and as many as the rules ask.
    region
        Code or name of the home region, from which one partner comes; empty: none.
    fixed
        Ids or names of partners that are set.
    prefer
        fit, known or new.
    most_needs
        Needs one partner may cover; 0: as many as the number of partners makes necessary.
    per_country
        Partners from one country at most; 0: half of them, or any number where the rules want all from one region.
    within
        Where candidates sit: country or NUTS codes, parted by commas, or a rule set with an area; empty: anywhere.
    """

    scheme: str
    needs: tuple[str, ...] = ()
    interface: tuple[str, ...] = ()
    rules: str = ""
    partners: int = 0
    region: str = ""
    fixed: tuple[str, ...] = ()
    prefer: str = "fit"
    most_needs: int = 0
    per_country: int = 0
    within: str = ""


def consortium(frames: Frames, request: Request) -> dict[str, Any]:
    """Choose a consortium, best first.

    Parameters
    ----------
    frames
        A data version; the starter lake knows fewer organisations, and no projects behind them.
    request
        What is asked.

    Returns
    -------
    dict
        partners: suggestions, each with its country, the needs it covers, and ``without``: what the score loses if it
        is replaced, and by whom (null where nothing else meets the plan); needs, score, bound, gap (0: proven optimal);
        rules with source, date and what was found; ties: who of them worked together; notes.

    Raises
    ------
    UnknownNameError
        No such field, role, region, organisation or rule set.
    ConfigError
        Nothing is asked for, or numbers contradict each other.
    NotComputableError
        Nothing meets the plan; the message names demands that cannot hold together.

    Notes
    -----
    The rules are data with a source and a date. What they say is computed and shown; it is no legal advice.
    """
    plan = _plan(frames, request)
    pool = read_pool(
        frames, request.scheme, plan.needs, home=plan.home, partners=plan.fixed, within=area(request.within)
    )
    selection, choice = choose(pool, plan)
    together = _ties(frames, [pool.ids[place] for place in choice.members])
    proof = _projects(frames, request.scheme, plan, [pool.ids[place] for place in choice.members])
    return {
        "partners": _partners(selection, choice, proof),
        "needs": [need.label for need in plan.needs],
        "score": choice.score,
        "bound": choice.bound,
        "gap": choice.gap,
        "rules": _met(plan.rules, pool, choice, plan) if plan.rules else None,
        "ties": together,
        "notes": list(pool.notes),
    }


def _plan(frames: Frames, request: Request) -> Plan:
    sides = [read_need(frames, request.scheme, side) for side in request.interface]
    asked = [read_need(frames, request.scheme, need) for need in request.needs]
    needs = (*_interface(sides), *asked)
    home = str(find_region(frames, request.region)["region"]) if request.region else ""
    rules = rule_set(request.rules).at(home) if request.rules else None
    requirements = rules.requirements if rules else ()
    fewest = max((one.at_least for one in requirements if one.count != "sides"), default=0)
    partners = request.partners or max(len(needs), fewest)
    half = None if any(one.everyone for one in requirements) else math.ceil(partners / 2)
    return Plan(
        needs,
        partners,
        most_needs=request.most_needs or math.ceil(len(needs) / max(partners, 1)),
        per_country=request.per_country or half,
        rules=rules,
        home=home,
        fixed=tuple(str(find_organisation(frames, given)["organisation"]) for given in request.fixed),
        prefer=request.prefer,
        sides=(0, 1) if sides else (),
    )


def _interface(sides: list[Need]) -> list[Need]:
    """A partner on each side, and one that is active on both."""
    return [*sides, Need(tuple(side.sides[0] for side in sides))] if sides else []


def _partners(selection: Selection, choice: Choice, proof: dict[tuple[str, str], list[str]]) -> list[dict[str, Any]]:
    pool, plan = selection.pool, selection.plan
    places = {pool.ids[place]: place for place in choice.members}
    rows = []
    for one in ranked(_suggestion(selection, place, covers, proof) for place, covers in choice.members.items()):
        place = places[one.who]
        labels = [plan.needs[need].label for need in choice.members[place]]
        more = {"country": pool.countries[place], "type": pool.kinds[place], "ties": int(pool.ties[place])}
        rows.append(one.to_dict() | more | {"covers": labels, "without": _without(selection, choice, place)})
    return rows


def _suggestion(
    selection: Selection, place: int, covers: tuple[int, ...], proof: dict[tuple[str, str], list[str]]
) -> Suggestion:
    pool, prefer = selection.pool, selection.plan.prefer
    reasons = [reason for need in covers for reason in _reasons(selection, place, need, proof)]
    if prefer != "fit":
        reasons.append(Reason(prefer, float(pool.ties[place]), float(selection.bonus[place])))
    return Suggestion(
        who=pool.ids[place],
        whom=WHOM,
        kind="organisation",
        known=bool(pool.ties[place] > 0),
        score=sum(reason.weight or 0.0 for reason in reasons),
        reasons=tuple(sorted(reasons, key=lambda reason: -(reason.weight or 0.0))),
        name=pool.names[place],
        place=pool.regions[place] or pool.countries[place] or "",
    )


def _reasons(selection: Selection, place: int, need: int, proof: dict[tuple[str, str], list[str]]) -> list[Reason]:
    pool, label = selection.pool, selection.plan.needs[need].label
    projects, fit = float(pool.projects[place, need]), float(pool.fit[place, need])
    experience = EXPERIENCE * projects / (projects + HALF)
    records = tuple(proof.get((pool.ids[place], label), ()))
    return [
        Reason(f"experience: {label}", projects, experience, records),
        Reason(f"focus: {label}", (fit - experience) / FOCUS, fit - experience),
    ]


def _without(selection: Selection, choice: Choice, place: int) -> dict[str, Any] | None:
    """What it costs to do without a partner: the loss of score, and who comes instead."""
    if selection.pool.ids[place] in selection.plan.fixed:
        return None
    other = selection.best(without=[place])
    if other is None:
        return None
    new = [member for member in other.members if member not in choice.members]
    return {"loss": max(choice.score - other.score, 0.0), "instead": [selection.pool.names[member] for member in new]}


def _met(rules: RuleSet, pool: Pool, choice: Choice, plan: Plan) -> dict[str, Any]:
    members, rows = list(choice.members), []
    for one in rules.requirements:
        inside = [place for place in members if one.is_from(pool.countries[place], pool.regions[place])]
        if one.count == "countries":
            count = len({pool.countries[place] for place in inside} - {None})
        elif one.count == "sides":
            count = len(plan.sides)
        else:
            count = len(inside)
        rows.append({"title": one.title, "asked": len(members) if one.everyone else one.at_least, "found": count})
    told = {"name": rules.name, "title": rules.title, "source": rules.source, "source_date": rules.source_date}
    return told | {"check": rules.check, "requirements": rows}


def _ties(frames: Frames, chosen: Sequence[str]) -> list[dict[str, Any]]:
    """Pairs of the chosen that have worked together, most often first."""
    names = ("organisation_a", "organisation_b", "projects")
    rows = [dict(zip(names, one, strict=True)) for one in all_ties(frames).between(chosen)]
    return sorted(rows, key=lambda row: (-row["projects"], row["organisation_a"], row["organisation_b"]))


def _projects(frames: Frames, scheme: str, plan: Plan, chosen: Sequence[str]) -> dict[tuple[str, str], list[str]]:
    """Projects that show a partner's experience, newest first; none in the starter lake."""
    if "participation" not in frames:
        return {}
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.compute as pc  # noqa: PLC0415 -- slow import

    parts = frames.arrow("participation")
    parts = parts.filter(pc.is_in(parts.column("organisation"), value_set=pa.array(sorted(chosen), pa.string())))
    projects = frames.arrow("project")
    year = dict(zip(projects.column("project").to_pylist(), projects.column("year").to_pylist(), strict=True))
    newest = sorted(parts.to_pylist(), key=lambda row: (-(year[row["project"]] or 0), row["project"]))
    tags = frames.arrow("tag", scheme=scheme).select(["project", "field"]).to_pylist()
    found: dict[tuple[str, str], list[str]] = {}
    for need in plan.needs:
        either = {field for side in need.sides for field in side}
        tagged = {row["project"] for row in tags if row["field"] in either}
        for row in newest:
            if row["project"] in tagged:
                found.setdefault((row["organisation"], need.label), []).append(row["project"])
    return {key: records[:RECORDS] for key, records in found.items()}

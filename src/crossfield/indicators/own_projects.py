"""Projects of other programmes, as a table of one's own has them: their fields and interfaces, by region."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crossfield.indicators.quotients import location_quotient_raw
from crossfield.lake.tagging import Tagger
from crossfield.tables.figures import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Row = dict[str, Any]
    Span = tuple[str, int, int]

MENTIONS = {"title": 1, "text": 2}
"""How often a field must be spoken of: descriptions are long and mention many fields in passing."""
BATCH = 10_000
COUNTRY = 2


@dataclass(slots=True)
class ProjectCounts:
    """Projects by region and field, and by region and interface.

    Parameters
    ----------
    fields
        level, region, field, projects (distinct), amount (shared evenly over a project's fields; null: none stated),
        and of `location_quotient_raw` on the numbers of projects value, support and note.
    pairs
        level, region, field_a, field_b, projects.
    projects
        Distinct projects: with a field, in all.
    """

    fields: list[Row] = field(default_factory=list)
    pairs: list[Row] = field(default_factory=list)
    tagged: int = 0
    total: int = 0


def fields_of_projects(rows: Iterable[Mapping[str, Any]], phrases: Iterable[Row]) -> dict[str, dict[str, list[Span]]]:
    """Fields that each project's title speaks of at least once, or its description twice: last begin, first end.

    Parameters
    ----------
    rows
        project, title and text; a project may stand in several rows, of which the first texts count.
    phrases
        Rows of the table phrase, of one scheme.

    Examples
    --------
    >>> phrase = {"scheme": "s", "excludes": False}
    >>> phrases = [phrase | {"field": "ict", "phrase": "sensor*"}, phrase | {"field": "health", "phrase": "health"}]
    >>> found = fields_of_projects([{"project": "1", "title": "Sensors for health", "text": None}], phrases)
    >>> found["1"]
    {'health': [('title', 12, 18)], 'ict': [('title', 0, 7)]}
    """
    texts: dict[tuple[str, str], str] = {}
    for row in rows:
        for kind in MENTIONS:
            if row[kind]:
                texts.setdefault((str(row["project"]), kind), str(row[kind]))
    tagger, keys = Tagger(phrases), list(texts)
    found: dict[str, dict[str, list[Span]]] = {}
    for begin in range(0, len(keys), BATCH):
        part = keys[begin : begin + BATCH]
        columns = ([texts[key] for key in part], [key[0] for key in part], [key[1] for key in part], [""] * len(part))
        places = tagger.evidence(*(pa.array(column, pa.string()) for column in columns))
        grouped = places.group_by(["project", "kind", "field"], use_threads=False)
        for one in grouped.aggregate([("start", "max"), ("stop", "min"), ("start", "count")]).to_pylist():
            if one["start_count"] >= MENTIONS[one["kind"]]:
                span = (one["kind"], one["start_max"], one["stop_min"])
                found.setdefault(one["project"], {}).setdefault(one["field"], []).append(span)
    return found


def project_counts(rows: Sequence[Mapping[str, Any]], phrases: Iterable[Row]) -> ProjectCounts:
    """Count projects by region, field and interface; a pair counts where each field has a place of its own.

    Parameters
    ----------
    rows
        project, title, text, region (NUTS code or null), country (code or null), amount (or null).
    phrases
        Rows of the table phrase, of one scheme.

    Returns
    -------
    ProjectCounts
        For NUTS levels 0 to 2, where a row's code is that fine. A project counts once in each region it has a row in.

    Examples
    --------
    >>> phrase = {"scheme": "s", "excludes": False}
    >>> phrases = [phrase | {"field": "ict", "phrase": "sensor*"}, phrase | {"field": "health", "phrase": "health"}]
    >>> row = {"project": "1", "title": "Sensors for health", "text": None, "region": "DED2", "country": "DE"}
    >>> found = project_counts([row | {"amount": 10.0}], phrases)
    >>> [(one["region"], one["field_a"], one["field_b"], one["projects"]) for one in found.pairs]
    [('DE', 'health', 'ict', 1), ('DED', 'health', 'ict', 1), ('DED2', 'health', 'ict', 1)]
    >>> [(one["field"], one["amount"]) for one in found.fields if one["region"] == "DED2"]
    [('health', 5.0), ('ict', 5.0)]
    """
    tags = fields_of_projects(rows, phrases)
    everyone = {str(row["project"]) for row in rows}
    in_fields: dict[tuple[int, str, str], set[str]] = defaultdict(set)
    amounts: dict[tuple[int, str, str], list[float]] = defaultdict(list)
    in_pairs: dict[tuple[int, str, str, str], set[str]] = defaultdict(set)
    pairs = {project: own_pairs(found) for project, found in tags.items()}
    for row in rows:
        project, code = str(row["project"]), row["region"] or row["country"] or ""
        found = tags.get(project, {})
        for level in LEVELS:
            if not found or len(code) < COUNTRY + level:
                continue
            region = code[: COUNTRY + level]
            for name in found:
                in_fields[level, region, name].add(project)
                if row["amount"] is not None:
                    amounts[level, region, name].append(row["amount"] / len(found))
            for pair in pairs[project]:
                in_pairs[level, region, *pair].add(project)
    counts = [
        {
            "level": level,
            "region": region,
            "field": name,
            "projects": len(projects),
            "amount": sum(amounts[level, region, name]) if amounts[level, region, name] else None,
        }
        for (level, region, name), projects in sorted(in_fields.items())
    ]
    paired = [
        {"level": level, "region": region, "field_a": a, "field_b": b, "projects": len(projects)}
        for (level, region, a, b), projects in sorted(in_pairs.items())
    ]
    return ProjectCounts(_with_quotients(counts), paired, len(tags), len(everyone))


def own_pairs(found: Mapping[str, Sequence[Span]]) -> list[tuple[str, str]]:
    """Pairs of fields that each have a place which does not overlap one of the other's.

    Some two places do not overlap if and only if the last begin of one is not before the first end of the other.

    Examples
    --------
    >>> own_pairs({"a": [("title", 0, 9)], "b": [("title", 4, 9)], "c": [("title", 10, 12)]})
    [('a', 'c'), ('b', 'c')]
    """
    return [
        (a, b)
        for a, b in combinations(sorted(found), 2)
        if any(one[0] != other[0] or one[2] <= other[1] or other[2] <= one[1] for one in found[a] for other in found[b])
    ]


def _with_quotients(counts: list[Row]) -> list[Row]:
    """Location quotients of the numbers of projects, level by level."""
    found: list[Row] = []
    for level in LEVELS:
        rows = [row for row in counts if row["level"] == level]
        if not rows:
            continue
        columns = {name: [row[name] for row in rows] for name in ("region", "field")}
        number = [row["projects"] for row in rows]
        figures = location_quotient_raw(pa.table(columns | {"amount": [float(n) for n in number], "records": number}))
        known = {(one["region"], one["field"]): one for one in figures.to_pylist()}
        for row in rows:
            figure = known[row["region"], row["field"]]
            found.append(row | {name: figure[name] for name in ("value", "support", "note")})
    return found

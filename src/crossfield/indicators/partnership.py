"""Who is active at an interface elsewhere in Europe, and whether the region knows them: read, not computed."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from crossfield.indicators.lookup import bridges_at, default_years, find_region

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from crossfield.indicators.question import Question
    from crossfield.lake.store import Frames

Row = dict[str, Any]
MOST_LOOKED_AT = 200
MOST_MIDDLES = 400


def regions_at(frames: Frames, question: Question, pair: tuple[str, str]) -> list[Row]:
    """Other regions of the same level at an interface, the strongest first, with the projects shared so far.

    Parameters
    ----------
    frames, question
        A data version, and the region, scheme, window and counting asked for.
    pair
        Codes of two fields.

    Returns
    -------
    list of dict
        Rows of interface_figure with ``name`` (of the region), ``shared`` (joint projects with the region in all years
        and fields) and ``shared_here`` (those at the two fields, added: a project with both counts twice).
    """
    a, b = sorted(pair)
    home = find_region(frames, question.region)
    years = question.years or default_years(frames)
    asked = {"level": home["level"], "scheme": question.scheme, "counting": question.counting, "field_a": a}
    rows = frames.read("interface_figure", **asked, field_b=b, year_from=years[0], year_to=years[1])
    names = {row["region"]: row["name"] for row in frames.read("region")}
    shared = _shared(frames, question.scheme, home, ("all",))
    here = _shared(frames, question.scheme, home, (a, b))
    found = [
        row | {"name": names[row["region"]], "shared": shared[row["region"]], "shared_here": here[row["region"]]}
        for row in rows
        if row["strength"] is not None and row["support"] and row["region"] not in {home["region"], "unknown"}
    ]
    return sorted(found, key=lambda row: (-float(f"{row['strength']:.9g}"), row["region"]))


def ties_of(frames: Frames, scheme: str, region: str, field: str = "all") -> list[Row]:
    """Regions of the same level that share projects with a region, most first.

    Returns
    -------
    list of dict
        region, name, projects (distinct joint projects in all years).
    """
    home = find_region(frames, region)
    names = {row["region"]: row["name"] for row in frames.read("region")}
    found = _shared(frames, scheme, home, (field,))
    return [
        {"region": code, "name": names[code], "projects": count}
        for code, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if code != "unknown" and code in names
    ]


def _shared(frames: Frames, scheme: str, home: Row, fields: Iterable[str]) -> Counter[str]:
    code, count = home["region"], Counter[str]()
    for field in fields:
        table = frames.arrow("region_tie", level=home["level"], scheme=scheme, field=field)
        for mine, other in (("region_a", "region_b"), ("region_b", "region_a")):
            rows = table.filter(pc.equal(table.column(mine), code))
            pairs = zip(rows.column(other).to_pylist(), rows.column("projects").to_pylist(), strict=True)
            for region, projects in pairs:
                count[region] += projects
    return count


def organisations_elsewhere(
    frames: Frames, region: str, scheme: str, pair: tuple[str, str], top: int = 10
) -> list[Row]:
    """Organisations of other regions that are active in both fields, and how the region is linked to them.

    Parameters
    ----------
    frames
        A data version.
    region
        Code of the region asked for.
    scheme, pair
        Scheme, and codes of two fields.
    top
        How many new and how many known ones to give: those with most joint projects first, then with most projects in
        the weaker field.

    Returns
    -------
    list of dict
        organisation, name, kind, region, projects_a, projects_b, joint, known (joint projects with organisations of
        the region, 0: new), through (name of the organisation of the region that knows it best; for a new one the name
        of the organisation that both know; None: nobody is known). The new ones come first.
    """
    a, b = sorted(pair)
    shown = {row["organisation"]: row for row in frames.read("organisation") if row["name"] and not row["person"]}
    rows = [row for row in bridges_at(frames, scheme, (a, b)) if row["organisation"] in shown]
    away = [row for row in rows if not str(row["region"]).startswith(region)]
    away.sort(key=lambda row: (-row["joint"], -min(row["projects_a"], row["projects_b"]), row["organisation"]))
    home = {code for code, row in shown.items() if str(row["region"]).startswith(region)}
    links = _links(frames, [row["organisation"] for row in away[:MOST_LOOKED_AT]])
    found = []
    for row in away[:MOST_LOOKED_AT]:
        direct = Counter({other: count for other, count in links[row["organisation"]].items() if other in home})
        keep = {key: row[key] for key in ("organisation", "region", "projects_a", "projects_b", "joint")}
        said = {"name": shown[row["organisation"]]["name"], "kind": shown[row["organisation"]]["kind"]}
        found.append(keep | said | {"known": direct.total(), "through": _best(direct, shown)})
    new = [row for row in found if not row["known"]][:top]
    middles = _middles(frames, {row["organisation"]: links[row["organisation"]] for row in new}, home)
    for row in new:
        common = {other: count for other, count in links[row["organisation"]].items() if other in middles}
        row["through"] = _best(Counter({other: count + middles[other] for other, count in common.items()}), shown)
    return new + [row for row in found if row["known"]][:top]


def _best(counted: Counter[str], shown: dict[str, Row]) -> str | None:
    """Name of the organisation with the highest count, the first by name where several have it."""
    named = sorted((-count, str(shown[code]["name"])) for code, count in counted.items() if code in shown)
    return named[0][1] if named else None


def _links(frames: Frames, organisations: Collection[str]) -> dict[str, Counter[str]]:
    """For each organisation, those it worked with and how often."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    table, wanted = frames.arrow("organisation_tie"), pa.array(list(organisations), pa.string())
    for mine, other in (("organisation_a", "organisation_b"), ("organisation_b", "organisation_a")):
        rows = table.filter(pc.is_in(table.column(mine), value_set=wanted))
        columns = (rows.column(name).to_pylist() for name in (mine, other, "projects"))
        for one, two, projects in zip(*columns, strict=True):
            found[one][two] += projects
    return found


def _middles(frames: Frames, links: dict[str, Counter[str]], home: set[str]) -> dict[str, int]:
    """Organisations that know one of the region, with their joint projects: who can introduce."""
    known = Counter[str]()
    for partners in list(links.values()):
        known.update(partners.keys())
    often = [code for code, _ in sorted(known.items(), key=lambda item: (-item[1], item[0]))[:MOST_MIDDLES]]
    counted = _links(frames, often)
    sums = {code: sum(count for other, count in counted[code].items() if other in home) for code in often}
    return {code: count for code, count in sums.items() if count and code not in home}

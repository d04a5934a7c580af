"""Who is active at an interface elsewhere in Europe, and whether the region knows them: read, not computed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from crossfield.indicators.lookup import bridges_at, default_years, find_region, region_names
from crossfield.lake.ties import all_ties

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from crossfield.indicators.question import Question
    from crossfield.lake.store import Frames
    from crossfield.lake.ties import Bits, Counts, Ties

Row = dict[str, Any]
MOST_LOOKED_AT = 200
AT_REGIONS = (
    *("region", "level", "field_a", "field_b", "year_from", "year_to"),
    *("joint", "expected", "strength", "strength_low", "strength_high"),
    *("bridging_organisations", "support", "topics", "note"),
)
"""A table of all regions at once is read for these columns only: all of them would push out what other pages keep."""
BRIDGE = ("organisation", "region", "projects_a", "projects_b", "joint")


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
        Rows with the columns `AT_REGIONS` of interface_figure, ``name`` (of the region), ``shared`` (joint projects
        with the region in all years and fields) and ``shared_here`` (those at the two fields, added: a project with
        both counts twice).
    """
    a, b = sorted(pair)
    home = find_region(frames, question.region)
    years = question.years or default_years(frames)
    asked = {"level": home["level"], "scheme": question.scheme, "counting": question.counting, "field_a": a}
    rows = frames.read("interface_figure", AT_REGIONS, **asked, field_b=b, year_from=years[0], year_to=years[1])
    names = region_names(frames)
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
    names = region_names(frames)
    found = _shared(frames, scheme, home, (field,))
    return [
        {"region": code, "name": names[code], "projects": count}
        for code, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if code != "unknown" and code in names
    ]


def shared_projects(frames: Frames, scheme: str, region: str, fields: Iterable[str]) -> dict[str, int]:
    """Joint projects of a region with every other of its level, in fields of a scheme, all years.

    Parameters
    ----------
    frames, scheme
        A data version, and the scheme of the fields.
    region
        Code or name of the region.
    fields
        Codes of fields; their projects are added, so that a project with two of them counts twice.

    Returns
    -------
    dict
        Code of the other region → projects.
    """
    return dict(_shared(frames, scheme, find_region(frames, region), fields))


def _shared(frames: Frames, scheme: str, home: Row, fields: Iterable[str]) -> Counter[str]:
    count, asked = Counter[str](), {"level": home["level"], "scheme": scheme, "field": list(fields)}
    for mine, other in (("region_a", "region_b"), ("region_b", "region_a")):
        rows = frames.arrow("region_tie", (other, "projects"), **asked, **{mine: home["region"]})
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
        of the organisation that both know; None: nobody is known), known_by (for a new one, name of the organisation of
        the region that worked most with that one; else None). The new ones come first.
    """
    a, b = sorted(pair)
    named = _named(frames)
    inside = pc.starts_with(named.column("region"), region)
    home = named.filter(inside).column("organisation").to_pylist()
    span = dict(zip(("year_from", "year_to"), default_years(frames), strict=True))
    active = frames.arrow("bridge", BRIDGE, scheme=scheme, field_a=a, field_b=b, **span)
    away = _of(active, named.filter(pc.invert(inside)).column("organisation")).to_pylist()
    away.sort(key=lambda row: (-row["joint"], -min(row["projects_a"], row["projects_b"]), row["organisation"]))
    ties = all_ties(frames)
    met, own = ties.with_group(home), ties.marked(home)
    times = {row["organisation"]: ties.at(row["organisation"], met) for row in away[:MOST_LOOKED_AT]}
    new = [row for row in away[:MOST_LOOKED_AT] if not times[row["organisation"]]][:top]
    known = [row for row in away[:MOST_LOOKED_AT] if times[row["organisation"]]][:top]
    between = (met > 0) & ~own
    through = {row["organisation"]: ties.among(row["organisation"], own) for row in known}
    through |= {row["organisation"]: _common(ties, row["organisation"], between, met) for row in new}
    wanted = {code for counted in through.values() for code in counted} | {*home, *through}
    rows = {row["organisation"]: row for row in _of(named, pa.array(sorted(wanted), pa.string())).to_pylist()}
    names = {code: str(row["name"]) for code, row in rows.items()}
    found = []
    for row in new + known:
        code = str(row["organisation"])
        middle = _best(through[code], names)
        by = _best(ties.among(middle, own), names) if middle and not times[code] else None
        said = {
            "known": times[code],
            "through": names[middle] if middle else None,
            "known_by": names[by] if by else None,
        }
        shown = {key: row[key] for key in ("organisation", "region", "projects_a", "projects_b", "joint")}
        found.append(shown | {key: rows[code][key] for key in ("name", "kind")} | said)
    return found


def organisations_at_interface(frames: Frames, scheme: str, pair: tuple[str, str]) -> list[Row]:
    """All organisations of Europe that are active in both fields and may be shown by name.

    Parameters
    ----------
    frames
        A data version.
    scheme, pair
        Scheme, and codes of two fields.

    Returns
    -------
    list of dict
        organisation, name, kind, region, projects_a, projects_b, joint; in the order of their codes.
    """
    a, b = sorted(pair)
    shown = {row["organisation"]: row for row in _named(frames).to_pylist()}
    return [
        {key: row[key] for key in ("organisation", "region", "projects_a", "projects_b", "joint")}
        | {key: shown[row["organisation"]][key] for key in ("name", "kind")}
        for row in sorted(bridges_at(frames, scheme, (a, b)), key=lambda row: str(row["organisation"]))
        if row["organisation"] in shown
    ]


def organisation_links(frames: Frames, organisations: Collection[str]) -> list[tuple[str, str, int]]:
    """Joint projects of every two of some organisations that have any, in all fields and years.

    Returns
    -------
    list of tuple
        One organisation, the other, and their joint projects, sorted.
    """
    return all_ties(frames).between(organisations)


def _named(frames: Frames) -> pa.Table:
    """Organisations that may be shown by name."""
    table = frames.arrow("organisation", ("organisation", "name", "kind", "region", "person"))
    known = pc.and_(pc.is_valid(table.column("name")), pc.not_equal(table.column("name"), ""))
    return table.filter(pc.and_not(known, pc.fill_null(table.column("person"), fill_value=False)))


def _of(table: pa.Table, organisations: pa.Array) -> pa.Table:
    return table.filter(pc.is_in(table.column("organisation"), value_set=organisations))


def _common(ties: Ties, one: str, between: Bits, met: Counts) -> Counter[str]:
    """Those that a new organisation and the region both know, by their joint projects with either."""
    return Counter({code: count + ties.at(code, met) for code, count in ties.among(one, between).items()})


def _best(counted: Counter[str], names: dict[str, str]) -> str | None:
    """The organisation with the highest count that may be shown, the first by name where several have it."""
    ranked = sorted((-count, names[code], code) for code, count in counted.items() if code in names)
    return ranked[0][2] if ranked else None

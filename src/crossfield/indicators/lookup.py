"""Answers from a data version: what the commands and pages show. Nothing is computed that the version already holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import ConfigError, NotComputableError, TableMissingError, UnknownNameError
from crossfield.indicators.counting import LEVELS, Records
from crossfield.indicators.figures import WINDOW_YEARS, Scheme, level_figures, of_scheme, organisation_tables, year_tables
from crossfield.indicators.window import COUNTINGS, UNKNOWN, YearTables
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.pairs import pairs_from_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.lake.store import Frames

YEARS = re.compile(r"^(\d{4})-(\d{4})$")
ORDERS = ("strength", "bridges", "synergy", "activity", "potential", "gap", "probability", "support", "joint", "bridging_organisations")
ROUNDED = 9
CITATIONS = {
    "en": {
        "line": "crossfield, data version {version}, start years {years}, scheme {scheme}, {counting} counting. Sources: {sources}.",
        "own": "own tags",
        "whole": "whole",
        "fractional": "fractional",
        "eur": "euro",
    },
    "de": {
        "line": "crossfield, Datenstand {version}, Startjahre {years}, Schema {scheme}, {counting}. Quellen: {sources}.",
        "own": "eigene Feldzuordnung",
        "whole": "ganze Zählung",
        "fractional": "anteilige Zählung",
        "eur": "Zählung in Euro",
    },
}


@dataclass(frozen=True, slots=True)
class Question:
    """What figures are asked for.

    Parameters
    ----------
    region
        Code of a NUTS unit of level 0 to 2, or `unknown`.
    scheme
        Scheme of the fields.
    years
        First and last start year; None: the last six complete years.
    counting
        whole, fractional or eur.
    tags
        Table tag of the user's own; None: the data version's.
    """

    region: str
    scheme: str = "saxony"
    years: tuple[int, int] | None = None
    counting: str = "fractional"
    tags: pa.Table | None = None


def parse_years(text: str) -> tuple[int, int] | None:
    """Read ``2014-2019``; empty text means the default window.

    Raises
    ------
    ConfigError
        The text is no span of years.

    Examples
    --------
    >>> parse_years("2014-2019")
    (2014, 2019)
    """
    if not text:
        return None
    found = YEARS.match(text.strip())
    if not found or int(found[1]) > int(found[2]):
        message = f"{text!r} is no span of years."
        raise ConfigError(message, "Write the first and the last start year, such as 2014-2019.")
    return int(found[1]), int(found[2])


def default_years(frames: Frames) -> tuple[int, int]:
    """The last six complete years of a data version.

    Raises
    ------
    NotComputableError
        No project of the version has a start year.
    """
    last = frames.manifest.last_complete_year
    if last is None:
        message = f"The data version {frames.manifest.version} holds no dated projects."
        raise NotComputableError(message, "Fetch a dump with project.csv, for instance: crossfield fetch cordis-h2020")
    return last - WINDOW_YEARS + 1, last


def find_region(frames: Frames, given: str) -> dict[str, Any]:
    """Find a region by its code or name.

    Raises
    ------
    UnknownNameError
        No region has this code or name; the closest three are in the hint.
    """
    rows = frames.read("region")
    wanted = given.strip().casefold()
    for key in ("region", "name", "name_latin"):
        for row in rows:
            if str(row[key] or "").casefold() == wanted:
                return row
    names = {f"{row['region']} ({row['name']})": row for row in rows}
    codes = [str(row["region"]) for row in rows]
    close = UnknownNameError("region", given, [*codes, *(str(row["name"]) for row in rows)]).closest
    shown = [label for label, row in names.items() if row["region"] in close or row["name"] in close]
    raise UnknownNameError("region", given, [], f"Closest: {', '.join(shown[:3]) or 'none'}. NUTS codes of the reference version, such as DED.")


def find_field(frames: Frames, scheme: str, given: str) -> dict[str, Any]:
    """Find a field of a scheme by its code or title in either language.

    Raises
    ------
    UnknownNameError
        No such scheme or field.
    """
    rows = frames.read("field")
    schemes = sorted({str(row["scheme"]) for row in rows})
    if scheme not in schemes:
        raise UnknownNameError("scheme", scheme, schemes, f"Schemes: {', '.join(schemes)}.")
    own = [row for row in rows if row["scheme"] == scheme]
    wanted = given.strip().casefold()
    for key in ("field", "title_en", "title_de"):
        for row in own:
            if str(row[key] or "").casefold() == wanted:
                return row
    raise UnknownNameError(f"field of {scheme}", given, [str(row["field"]) for row in own], f"See: crossfield fields --scheme {scheme}")


def interfaces(frames: Frames, question: Question, *, by: str = "strength", top: int | None = None) -> pa.Table:
    """All interfaces of a scheme in a region, best first.

    Parameters
    ----------
    by
        Column to sort by, descending; then field codes.
    top
        Rows to give; None: all pairs of the scheme.

    Returns
    -------
    Table
        interface_figure. Read from the data version for its default window, counted from its records otherwise; without
        records (starter lake) bridges of another window are null with a note.

    Raises
    ------
    UnknownNameError
        No such region, scheme, counting or order.
    NotComputableError
        The region is finer than NUTS 2, or no tagged project of the window has an organisation there.
    """
    if by not in ORDERS:
        raise UnknownNameError("order", by, ORDERS, f"Known: {', '.join(ORDERS)}.")
    region = _region(frames, question)
    rows = _figures(frames, question, region, "interface_figure")
    if not rows.num_rows:
        span = "-".join(str(year) for year in question.years or default_years(frames))
        message = f"No project of {span} with fields of {question.scheme!r} has an organisation in {region['region']}."
        raise NotComputableError(message, "Take a longer span with --years, or the region above it.")
    return ranked(rows, by, top)


def ranked(rows: pa.Table, by: str, top: int | None = None) -> pa.Table:
    """Sort by a column rounded to 9 significant digits, descending, null last, then by field codes."""
    keys = [f"{value:.{ROUNDED - 1}e}" if value is not None else None for value in rows.column(by).to_pylist()]
    rounded = pa.array([float(key) if key else None for key in keys], pa.float64())
    order = [("rounded", "descending"), ("field_a", "ascending"), ("field_b", "ascending")]
    places = pc.sort_indices(rows.append_column("rounded", rounded), sort_keys=order)
    return rows.take(places if top is None else places[:top])


def fields_of_region(frames: Frames, question: Question) -> pa.Table:
    """Location quotients of a region, best first.

    Returns
    -------
    Table
        field_figure.
    """
    rows = _figures(frames, question, _region(frames, question), "field_figure")
    return rows.sort_by([("value", "descending"), ("field", "ascending")])


def organisations_at(frames: Frames, region: str, scheme: str, pair: tuple[str, str]) -> tuple[list[dict[str, Any]], int]:
    """Bridging organisations of a region at an interface, most joint projects first, and how many more have no name.

    Raises
    ------
    TableMissingError
        The data version holds no organisations.
    """
    a, b = sorted(pair)
    rows = [row for row in frames.read("bridge", scheme=scheme, field_a=a, field_b=b) if str(row["region"]).startswith(region)]
    names = {row["organisation"]: row for row in frames.arrow("organisation").to_pylist()} if rows else {}
    shown, hidden = [], 0
    for row in rows:
        known = names.get(row["organisation"], {})
        if not known.get("name") or known.get("person"):
            hidden += 1
        else:
            keep = {key: row[key] for key in ("organisation", "region", "projects_a", "projects_b", "joint")}
            shown.append(keep | {"name": known["name"], "kind": known["kind"]})
    shown.sort(key=lambda row: (-row["joint"], -min(row["projects_a"], row["projects_b"]), row["name"]))
    return shown, hidden


def projects_at(frames: Frames, region: str, scheme: str, pair: tuple[str, str], years: tuple[int, int]) -> list[dict[str, Any]]:
    """Joint projects of a region at an interface: id, start year, topic, address of the public record."""
    a, b = sorted(pair)
    inside = nw.col("region").str.starts_with(region) if region != UNKNOWN else nw.col("region") == UNKNOWN
    here = Records.of(frames).participations.filter(inside).select("project").unique()
    pairs = frames["pair"].filter((nw.col("scheme") == scheme) & (nw.col("field_a") == a) & (nw.col("field_b") == b))
    rows = frames["project"].join(pairs.select("project"), on="project", how="semi").join(here, on="project", how="semi")
    rows = rows.filter((nw.col("year") >= years[0]) & (nw.col("year") <= years[1]))
    found = rows.select("project", "year", "framework", "programme", "topic", "acronym", "title").sort("year", "project")
    return [row | {"address": public_address(row["project"])} for row in frames.session.arrow(found).to_pylist()]


def public_address(project: str) -> str:
    """Address of a project's public record at CORDIS.

    Examples
    --------
    >>> public_address("101000158")
    'https://cordis.europa.eu/project/id/101000158'
    """
    return f"https://cordis.europa.eu/project/id/{project}"


def citation(frames: Frames, question: Question, language: str = "en") -> str:
    """One line that says what an export rests on: data version, window, scheme, counting, sources."""
    first, last = question.years or default_years(frames)
    names = [f"{entry.producer}: {entry.title} ({entry.licence}, {entry.retrieved[:10]})" for entry in frames.manifest.sources]
    words = CITATIONS[language]
    return words["line"].format(
        version=frames.manifest.version,
        years=f"{first}-{last}",
        scheme=words["own"] if question.tags is not None else question.scheme,
        counting=words[question.counting],
        sources="; ".join(names),
    )


def _region(frames: Frames, question: Question) -> dict[str, Any]:
    if question.counting not in COUNTINGS:
        raise UnknownNameError("counting", question.counting, COUNTINGS, f"Known: {', '.join(COUNTINGS)}.")
    region = find_region(frames, question.region)
    level = region["level"]
    if level is not None and level > max(LEVELS):
        message = f"Figures exist for NUTS levels 0 to {max(LEVELS)}; {region['region']} is of level {level}."
        raise NotComputableError(message, f"Take {region['parent']}.")
    return region


def _figures(frames: Frames, question: Question, region: dict[str, Any], table: str) -> pa.Table:
    level = 1 if region["level"] is None else int(region["level"])
    years = question.years or default_years(frames)
    if question.tags is None:
        asked: dict[str, Any] = {"level": level, "scheme": question.scheme, "counting": question.counting, "region": region["region"]}
        rows = frames.arrow(table, **asked, year_from=years[0], year_to=years[1])
        if rows.num_rows or (question.years is None and _holds(frames, question, level)):
            return rows
    names = ("field_figure", "interface_figure")
    computed = _compute(frames, question, level, years)[names.index(table)]
    return computed.filter(pc.equal(computed.column("region"), region["region"]))


def _holds(frames: Frames, question: Question, level: int) -> bool:
    asked = {"level": level, "scheme": question.scheme, "counting": question.counting}
    return bool(frames.arrow("interface_figure", **asked).num_rows)


def _compute(frames: Frames, question: Question, level: int, years: tuple[int, int]) -> tuple[pa.Table, pa.Table]:
    span = {"level": level, "year_from": years[0], "year_to": years[1]}
    if question.tags is None and "participation" not in frames:
        return level_figures(_stored_years(frames), None, [_scheme(frames, question)], **span)
    records = _records(frames, question).within(*years)
    session = frames.session
    organisations, _ = organisation_tables(session, records, level)
    scheme = _scheme(frames, question)
    return level_figures(year_tables(session, records, [level]), of_scheme(organisations, scheme.name), [scheme], **span)


def _records(frames: Frames, question: Question) -> Records:
    if "participation" not in frames:
        message = "Tags of your own need the records of projects, which this data version does not hold."
        raise TableMissingError(message, "needs: crossfield fetch cordis-h2020")
    if question.tags is None:
        own = nw.col("scheme") == question.scheme
        return Records.of(frames, tags=frames["tag"].filter(own), pairs=frames["pair"].filter(own))
    session: Any = frames.session
    tags = session.register(question.tags)
    return Records.of(frames, tags=tags, pairs=session.keep(pairs_from_tags(tags)))


def _scheme(frames: Frames, question: Question) -> Scheme:
    if question.tags is not None:
        return Scheme(str(question.tags.column("scheme")[0]), (), {}, (question.counting,))
    fields = [str(row["field"]) for row in frames.read("field", scheme=question.scheme)]
    if not fields:
        find_field(frames, question.scheme, "")
    overlaps = {(str(r["field_a"]), str(r["field_b"])): float(str(r["shared"])) for r in frames.read("field_overlap", scheme=question.scheme)}
    return Scheme(question.scheme, () if question.scheme == "euroscivoc" else sorted(fields), overlaps, (question.counting,))


def _stored_years(frames: Frames) -> YearTables:
    tables: Sequence[pa.Table] = [frames.arrow(name).select(arrow_schema(name).names) for name in ("field_year", "interface_year", "exposure")]
    return YearTables(*tables)


def fields_of_scheme(frames: Frames, scheme: str) -> list[dict[str, Any]]:
    """Fields of a scheme in the scheme's own order.

    Raises
    ------
    UnknownNameError
        No such scheme.
    """
    rows = [row for row in frames.read("field") if row["scheme"] == scheme]
    if not rows:
        find_field(frames, scheme, "")
    return sorted(rows, key=lambda row: (int(str(row["position"] or 0)), str(row["field"])))


def interface(frames: Frames, question: Question, field_a: str, field_b: str) -> dict[str, Any]:
    """One interface of a region: its figures, the organisations and the projects behind them.

    Returns
    -------
    dict
        region (row of the table region), figures (row of interface_figure), organisations (name, region, projects_a,
        projects_b, joint), without_name, projects (project, year, topic, address …), citation.

    Raises
    ------
    UnknownNameError
        No such region, scheme or field.
    """
    rows = interfaces(frames, question)
    if question.tags is None:
        pair = sorted(str(find_field(frames, question.scheme, given)["field"]) for given in (field_a, field_b))
    else:
        pair = sorted((field_a, field_b))
    if pair[0] == pair[1]:
        message = f"An interface has two fields; found {pair[0]!r} twice."
        raise NotComputableError(message, "Name two different fields.")
    found = [row for row in rows.to_pylist() if [row["field_a"], row["field_b"]] == pair]
    if not found:
        raise UnknownNameError("interface", " × ".join(pair), [f"{row['field_a']} × {row['field_b']}" for row in rows.to_pylist()])
    place = find_region(frames, question.region)
    own = question.tags is None and "participation" in frames
    code = str(place["region"])
    names = (pair[0], pair[1])
    organisations, hidden = organisations_at(frames, code, question.scheme, names) if own else ([], 0)
    years = question.years or default_years(frames)
    return {
        "region": place,
        "figures": found[0],
        "organisations": organisations,
        "without_name": hidden,
        "projects": projects_at(frames, code, question.scheme, names, years) if own else [],
        "citation": citation(frames, question),
    }

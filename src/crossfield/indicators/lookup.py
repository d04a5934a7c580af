"""Answers from a data version: what the commands and pages show. Nothing is computed that the version already holds."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.question import NEEDS
from crossfield.tables.figures import COUNTINGS, LEVELS, PAIRED, WINDOW_YEARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.indicators.question import Question
    from crossfield.lake.manifest import Manifest
    from crossfield.lake.store import Frames

ORDERS = (
    *("strength", "bridges", "synergy", "activity", "potential", "gap", "probability", "support", "joint"),
    *("bridging_organisations", "emerging"),
)
ORDERED_BY = {"emerging": "acceleration"}
ROUNDED = 9
CLOSEST = 3
"""Names that are offered in the place of an unknown one, of each kind."""
NO_SOURCE_OF_INTERFACES = ("programme", "topic")
CITATIONS = {
    "en": {
        "line": (
            "crossfield, data version {version}, start years {years}, scheme {scheme}, {counting} counting. "
            "Sources: {sources}."
        ),
        "own": "own tags",
        "saxony": "Saxony's innovation strategy",
        "clustrat": "CluStrat pilot themes",
        "euroscivoc": "EuroSciVoc",
        "whole": "whole",
        "fractional": "fractional",
        "eur": "euro",
        "full": "Starter lake: full.",
        "reduced": "Starter lake: reduced, {lacking}",
        "needs": "; needs: crossfield fetch cordis-h2020.",
        "bridges": "no organisations outside the default window and countings",
        "records": "organisations from three participations on, projects without titles",
        "partners": "the three best partners at an interface, NUTS 1 only",
    },
    "de": {
        "line": (
            "crossfield, Datenstand {version}, Startjahre {years}, Schema {scheme}, {counting}. Quellen: {sources}."
        ),
        "own": "eigene Feldzuordnung",
        "saxony": "Innovationsstrategie des Freistaates Sachsen",
        "clustrat": "CluStrat-Pilotthemen",
        "euroscivoc": "EuroSciVoc",
        "whole": "ganze Zählung",
        "fractional": "anteilige Zählung",
        "eur": "Zählung in Euro",
        "full": "Mitgelieferter Datenstand: vollständig.",
        "reduced": "Mitgelieferter Datenstand: eingeschränkt, {lacking}",
        "needs": "; nötig: crossfield fetch cordis-h2020.",
        "bridges": "keine Organisationen außerhalb des Standardzeitraums und der üblichen Zählungen",
        "records": "Organisationen ab drei Beteiligungen, Projekte ohne Titel",
        "partners": "die drei besten Partner je Schnittstelle, nur NUTS 1",
    },
}


OWN_SOURCES = {
    "de": {
        "crossfield, from the web pages named in each row": "crossfield, nach den in jeder Zeile genannten Webseiten",
        "Facts about cluster organisations in Saxony and Europe": (
            "Angaben zu Clusterorganisationen in Sachsen und Europa"
        ),
        "CC0-1.0 for the compilation; single facts with their source": (
            "CC0-1.0 für die Zusammenstellung; einzelne Angaben mit ihrer Quelle"
        ),
    },
}
"""What crossfield itself put together is said in the reader's language; titles of others stay as they are."""
PROJECT_COLUMNS = ("project", "year", "framework", "programme", "topic", "acronym", "title", "rcn")


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
        No region has this code or name; the closest three are in the hint, or where the city of this name lies.
    """
    if rows := frames.read("region", region=given):
        return rows[0]
    rows = frames.read("region")
    wanted = given.strip().casefold()
    for key in ("region", "name", "name_latin"):
        called = [row for row in rows if str(row[key] or "").casefold() == wanted]
        if called:  # of one name the larger, as pages have it: Freiburg is DE13, not the canton
            return min(called, key=lambda row: row["level"])
    raise UnknownNameError("region", given, [], _hint(frames, rows, given))


def _hint(frames: Frames, rows: Sequence[dict[str, Any]], given: str) -> str:
    """Where a city of this name lies, else the closest regions."""
    from crossfield.indicators.places import all_places, places_called  # noqa: PLC0415 -- slow import

    names = {str(row["region"]): str(row["name"]) for row in rows}
    known = [one for one in all_places(frames) if one.region in names]
    places = places_called(known, given, is_sure=True)
    if len(places) > 1:
        where = "; ".join(f"{one.city}: {one.region} ({names[one.region]})" for one in places)
        return f"Several cities are called so. Take the code of one: {where}."
    for place in places:
        name, here, every = names[place.region], place.here, place.organisations
        return f"{place.city} lies in {place.region} ({name}): {here} of its {every} organisations are there."
    close = UnknownNameError("region", given, [*names, *names.values()]).closest
    near = [f"{code} ({name})" for code, name in names.items() if code in close or name in close][:CLOSEST]
    cities = [f"{one.region} ({one.city})" for one in places_called(known, given)[:CLOSEST]]
    shown = ", ".join(dict.fromkeys([*near, *cities]))
    return f"Closest: {shown or 'none'}. NUTS codes of the reference version, such as DED."


def region_names(frames: Frames) -> dict[str, str]:
    """Read the names of all regions of a data version.

    Parameters
    ----------
    frames
        Tables of a data version.

    Returns
    -------
    dict of str to str
        Name by NUTS code, of every level; the name is never null.

    Raises
    ------
    TableMissingError
        The data version has no table of regions.

    Examples
    --------
    >>> from crossfield.lake.store import Lake
    >>> with Lake().open() as frames:
    ...     region_names(frames)["DED2"]
    'Dresden'
    """
    table = frames.arrow("region", ("region", "name"))
    return dict(zip(table.column("region").to_pylist(), table.column("name").to_pylist(), strict=True))


def find_field(frames: Frames, scheme: str, given: str) -> dict[str, Any]:
    """Find a field of a scheme by its code or title in either language.

    Raises
    ------
    UnknownNameError
        No such scheme or field.
    """
    own = frames.read("field", scheme=scheme)
    if not own:
        schemes = sorted(set(frames.arrow("field", ("scheme",)).column("scheme").to_pylist()))
        raise UnknownNameError("scheme", scheme, schemes, f"Schemes: {', '.join(schemes)}.")
    wanted = given.strip().casefold()
    for key in ("field", "title_en", "title_de"):
        for row in own:
            if str(row[key] or "").casefold() == wanted:
                return row
    names = [str(row["field"]) for row in own]
    raise UnknownNameError(f"field of {scheme}", given, names, f"See: crossfield fields --scheme {scheme}")


def interfaces(frames: Frames, question: Question, *, by: str = "strength", top: int | None = None) -> pa.Table:
    """All interfaces of a scheme in a region, best first.

    Parameters
    ----------
    frames, question
        A data version, and what is asked of it.
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
        The region is finer than NUTS 2, no tagged project of the window has an organisation there, or the scheme says
        how money was administered.
    """
    if by not in ORDERS:
        raise UnknownNameError("order", by, ORDERS, f"Known: {', '.join(ORDERS)}.")
    if question.tags is None and question.scheme in NO_SOURCE_OF_INTERFACES:
        message = f"The scheme {question.scheme!r} says how money was administered, not where fields meet."
        raise NotComputableError(message, "Interfaces come from fields in texts and from EuroSciVoc: --scheme saxony.")
    region = _region(frames, question)
    rows = _figures(frames, question, region, "interface_figure")
    if not rows.num_rows:
        span = "-".join(str(year) for year in question.years or default_years(frames))
        message = f"No project of {span} with fields of {question.scheme!r} has an organisation in {region['region']}."
        hint = "Take a longer span with --years, or the region above it."
        raise NotComputableError(message, hint if frames.manifest.kind == "full" else f"{hint} {NEEDS}")
    return ranked(rows, ORDERED_BY.get(by, by), top)


def ranked(rows: pa.Table, by: str, top: int | None = None) -> pa.Table:
    """Sort by a column rounded to 9 significant digits, descending, null last, then by field codes."""
    values = (value if value is None else float(f"{value:.{ROUNDED - 1}e}") for value in rows.column(by).to_pylist())
    pairs = zip(rows.column("field_a").to_pylist(), rows.column("field_b").to_pylist(), strict=True)
    keys = [(value is None, -(value or 0), *pair) for value, pair in zip(values, pairs, strict=True)]
    places = array("q", sorted(range(len(keys)), key=keys.__getitem__)[:top])
    # from its bytes: pa.array imports pandas for half a second wherever it is installed
    return rows.take(pa.Array.from_buffers(pa.int64(), len(places), [None, pa.py_buffer(places)]))


def fields_of_region(frames: Frames, question: Question) -> pa.Table:
    """Location quotients of a region, best first.

    Returns
    -------
    Table
        field_figure.
    """
    rows = _figures(frames, question, _region(frames, question), "field_figure")
    return rows.sort_by([("value", "descending"), ("field", "ascending")])


def organisations_at(
    frames: Frames, region: str, scheme: str, pair: tuple[str, str], years: tuple[int, int] | None = None
) -> tuple[list[dict[str, Any]], int]:
    """Bridging organisations of a region at an interface, most joint projects first, and how many more have no name.

    Parameters
    ----------
    frames
        A data version.
    region, scheme, pair
        Code of the region, scheme, and codes of two fields.
    years
        First and last start year; None: the last six complete years. The starter lake holds no others.

    Raises
    ------
    TableMissingError
        The data version holds no organisations.
    """
    a, b = sorted(pair)
    rows = [row for row in bridges_at(frames, scheme, (a, b), years) if str(row["region"]).startswith(region)]
    names = _organisations(frames, [row["organisation"] for row in rows]) if rows else {}
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


def _organisations(frames: Frames, codes: list[str]) -> dict[str, dict[str, Any]]:
    """Rows of the table organisation by code."""
    columns = ("organisation", "name", "kind", "person")
    return {row["organisation"]: row for row in frames.read("organisation", columns, organisation=codes)}


def bridges_at(
    frames: Frames, scheme: str, pair: tuple[str, str], years: tuple[int, int] | None = None
) -> list[dict[str, Any]]:
    """Rows of the table bridge; another window than the stored one is counted from the records, where there are any."""
    if years is None or years == default_years(frames) or "participation" not in frames:
        span = dict(zip(("year_from", "year_to"), years or default_years(frames), strict=True))
        return frames.read("bridge", scheme=scheme, field_a=pair[0], field_b=pair[1], **span)
    import narwhals as nw  # noqa: PLC0415 -- slow import

    from crossfield.indicators.counting import Records, bridging_organisations  # noqa: PLC0415 -- slow import

    own = nw.col("scheme") == scheme
    both = (nw.col("field_a") == pair[0]) & (nw.col("field_b") == pair[1])
    tags = frames["tag"].filter(own & nw.col("field").is_in(list(pair)))
    records = Records.of(frames, tags=tags, pairs=frames["pair"].filter(own & both)).within(*years)
    session: Any = frames.session
    return list(session.arrow(bridging_organisations(records, None)).to_pylist())


def projects_at(
    frames: Frames,
    region: str,
    scheme: str,
    sides: tuple[str, str] | tuple[Sequence[str], Sequence[str]],
    years: tuple[int, int],
) -> list[dict[str, Any]]:
    """Joint projects of a region at an interface: id, start year, topic, address of the public record.

    ``sides`` are two fields, or of a named interface two sets of them. The starter lake holds projects without title
    and acronym.
    """
    one, other = ([side] if isinstance(side, str) else list(side) for side in sides)
    projects: set[str] = set()
    for a, b in ((one, other), (other, one)):
        pairs = frames.arrow("pair", ("project",), scheme=scheme, field_a=a, field_b=b)
        projects.update(pairs.column("project").to_pylist())
    here = _projects_of(frames, region, projects)
    rows = frames.read("project", PROJECT_COLUMNS, project=here)
    found = [row for row in rows if row["year"] is not None and years[0] <= row["year"] <= years[1]]
    found.sort(key=lambda row: (row["year"], row["project"]))
    return [row | {"address": public_address(row["project"], row.pop("rcn"))} for row in found]


def _projects_of(frames: Frames, region: str, projects: set[str]) -> list[str]:
    """Those of some projects that have an organisation in a region; a guessed region counts as its country."""
    table = "participation" if "participation" in frames else "project_region"
    told = ("region_how",) if table == "participation" else ()
    places = frames.arrow(table, ("project", "region", *told), project=projects)
    places = places.filter(pc.starts_with(places.column("region"), region))
    if table == "participation" and len(region) > len("DE"):
        from crossfield.indicators.counting import GUESSED  # noqa: PLC0415 -- slow import

        guessed = pc.is_in(places.column("region_how"), value_set=pa.array(GUESSED, pa.string()))
        places = places.filter(pc.invert(guessed))
    return sorted(set(places.column("project").to_pylist()))


def public_address(project: str, rcn: str | None = None) -> str | None:
    """Address of a project's public record at CORDIS; None where the id is only its record number.

    Examples
    --------
    >>> public_address("101000158"), public_address("193612", "193612")
    ('https://cordis.europa.eu/project/id/101000158', None)
    """
    return None if project == rcn else f"https://cordis.europa.eu/project/id/{project}"


def citation(frames: Frames, question: Question, language: str = "en", *, shows: str = "interfaces") -> str:
    """One line that says what an export rests on: data version, window, scheme, counting, sources.

    Parameters
    ----------
    frames, question
        A data version, and what was asked of it.
    language
        en or de.
    shows
        fields, interfaces, partners at one, or the records behind them: what the starter lake has in full, for its
        default window, or reduced.
    """
    first, last = question.years or default_years(frames)
    own = OWN_SOURCES.get(language, {})
    names = []
    for entry in frames.manifest.sources:
        producer, title, licence = (own.get(text, text) for text in (entry.producer, entry.title, entry.licence))
        names.append(f"{producer}: {title} ({', '.join(filter(None, (licence, entry.retrieved[:10])))})")
    words = CITATIONS[language]
    line = words["line"].format(
        version=frames.manifest.version,
        years=f"{first}-{last}",
        scheme=words["own"] if question.tags is not None else words.get(question.scheme, question.scheme),
        counting=words[question.counting],
        sources="; ".join(names),
    )
    stored = (first, last) == default_years(frames) and question.counting in PAIRED
    lacking = {"fields": "", "interfaces": "" if stored else "bridges"}.get(shows, shows)
    return f"{line} {reach(frames.manifest, lacking, language)}".rstrip()


def reach(manifest: Manifest, lacking: str = "", language: str = "en") -> str:
    """One line that says whether the starter lake could answer in full; empty for a lake of one's own.

    Parameters
    ----------
    manifest
        Of the data version that answers.
    lacking
        What the answer lacks: bridges, partners or records; empty: nothing.
    language
        en or de.
    """
    if manifest.kind != "starter":
        return ""
    words = CITATIONS[language]
    return words["reduced"].format(lacking=words[lacking]) + words["needs"] if lacking else words["full"]


def without_command(citation: str) -> str:
    """A citation for those who have no command line: without the command that would load more.

    Examples
    --------
    >>> without_command("Starter lake: reduced, no titles; needs: crossfield fetch cordis-h2020.")
    'Starter lake: reduced, no titles.'
    """
    for words in CITATIONS.values():
        citation = citation.replace(words["needs"], ".")
    return citation


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
        asked: dict[str, Any] = {"level": level, "scheme": question.scheme, "counting": question.counting}
        asked["region"] = region["region"]
        rows = frames.arrow(table, **asked, year_from=years[0], year_to=years[1])
        if rows.num_rows or (question.years is None and _holds(frames, question, level)):
            return rows
    from crossfield.indicators.recount import recounted  # noqa: PLC0415 -- slow import, needed where nothing is stored only

    if question.tags is None:
        fields_of_scheme(frames, question.scheme)
    computed = recounted(frames, question, level, years)[table]
    return computed.filter(pc.equal(computed.column("region"), region["region"]))


def _holds(frames: Frames, question: Question, level: int) -> bool:
    asked: dict[str, str | int] = {"level": level, "scheme": question.scheme, "counting": question.counting}
    return bool(frames.arrow("interface_figure", ("region",), **asked).num_rows)


def fields_of_scheme(frames: Frames, scheme: str) -> list[dict[str, Any]]:
    """Fields of a scheme in the scheme's own order.

    Raises
    ------
    UnknownNameError
        No such scheme.
    """
    rows = frames.read("field", scheme=scheme)
    if not rows:
        find_field(frames, scheme, "")
    return sorted(rows, key=lambda row: (int(str(row["position"] or 0)), str(row["field"])))


def interface(
    frames: Frames, question: Question, field_a: str, field_b: str = "", *, this_year: int | None = None
) -> dict[str, Any]:
    """One interface of a region: its figures and what makes them, the organisations and the projects behind them.

    Parameters
    ----------
    frames, question
        A data version, and what is asked of it.
    field_a, field_b
        Two fields by code or title; with the second empty the first is a named interface.
    this_year
        The reader's year, by which a forecast is past or not; None: that of the data version.

    Returns
    -------
    dict
        region (row of the table region), figures (row of interface_figure), named (row of named_interface; null for
        two fields), countings, reasons, prospect, organisations (name, region, projects_a, projects_b, joint),
        without_name, projects (project, year, topic, address …), citation.

    Raises
    ------
    UnknownNameError
        No such region, scheme, field or named interface.
    NotComputableError
        The two fields are one, or a named interface is asked for another window or tags than the stored ones.
    """
    if not field_b:
        return _named_interface(frames, question, field_a, this_year)
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
        names = [f"{row['field_a']} × {row['field_b']}" for row in rows.to_pylist()]
        raise UnknownNameError("interface", " × ".join(pair), names)
    return _described(frames, question, found[0], (pair[0], pair[1]), this_year)


def named_interface(frames: Frames, scheme: str, given: str) -> dict[str, Any]:
    """Find a named interface by its code or title.

    Raises
    ------
    UnknownNameError
        The scheme has none of this name.
    """
    rows = [row for row in frames.read("named_interface") if row["scheme"] == scheme]
    wanted = given.strip().casefold()
    for key in ("interface", "title_en", "title_de"):
        for row in rows:
            if str(row[key] or "").casefold() == wanted:
                return row
    names = [str(row["interface"]) for row in rows]
    hint = f"Named interfaces of {scheme}: {', '.join(names) or 'none'}. Or name two fields."
    raise UnknownNameError(f"named interface of {scheme}", given, names, hint)


def _named_interface(frames: Frames, question: Question, given: str, this_year: int | None) -> dict[str, Any]:
    row = named_interface(frames, question.scheme, given)
    if question.tags is not None or (question.years or default_years(frames)) != default_years(frames):
        first, last = default_years(frames)
        message = f"A named interface is counted when a data version is built, for {first}-{last} and its own tags."
        raise NotComputableError(message, "Leave out --years and --tags.")
    own = replace(question, scheme=f"{question.scheme}:{row['interface']}")
    (figures,) = interfaces(frames, own).to_pylist()
    sides = (str(row["side_a"]).split(";"), str(row["side_b"]).split(";"))
    return _described(frames, own, figures, sides, this_year) | {"named": row}


def _described(
    frames: Frames,
    question: Question,
    figures: dict[str, Any],
    sides: tuple[str, str] | tuple[list[str], list[str]],
    this_year: int | None,
) -> dict[str, Any]:
    """Figures with reasons, prospect, organisations and projects."""
    from crossfield.indicators.prospects import countings, prospect, reasons  # noqa: PLC0415 -- needed here only

    place, own = find_region(frames, question.region), question.tags is None
    region, pair = str(place["region"]), (figures["field_a"], figures["field_b"])
    years = question.years or default_years(frames)
    organisations, hidden = organisations_at(frames, region, question.scheme, pair, years) if own else ([], 0)
    if frames.manifest.kind == "starter":
        hidden = max((figures["bridging_organisations"] or 0) - len(organisations), 0)
    year = this_year or int(frames.manifest.built[:4] or 0)
    ahead = prospect(frames, question.scheme, region, figures["level"], this_year=year) if own else None
    return {
        "region": place,
        "figures": figures,
        "named": None,
        "countings": countings(frames, figures) if own else [],
        "reasons": reasons(frames, figures) if own else {},
        "prospect": ahead.of_pair(figures) if ahead and figures["potential"] is not None else None,
        "organisations": organisations,
        "without_name": hidden,
        "projects": projects_at(frames, region, question.scheme.partition(":")[0], sides, years) if own else [],
        "citation": citation(frames, question, shows="records"),
    }

"""Tables of one's own: activity by region and field, projects of other programmes, organisations.

What a heading means is guessed in German and English and can be said. Two exports are known by their own headings:

- Kohesio (projects under EU cohesion policy): one row per operation, as its country files have them. Columns as read by
  https://github.com/fontem-eu/fontem-api (``src/etl/load_eu_knowledge_graph.py``, seen in November 2026).
- keep.eu (Interreg projects): a workbook with a sheet of projects and one of partners, joined by programme and project
  id or acronym. Columns as read by https://github.com/stockhem-collab/EU-Navigator
  (``lib/integrations/keep-eu/transform.ts``, seen in November 2026).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crossfield.errors import SchemaError, UnknownNameError
from crossfield.lake.countries import country_code
from crossfield.lake.grid import Grid
from crossfield.tables.headings import choose_headings, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Row = dict[str, Any]

KINDS = ("activity", "projects", "organisations")
NEEDED = {"activity": ("region", "field", "amount"), "projects": ("project",), "organisations": ("name",)}
FORMS = {
    "activity": {"region": "text", "field": "text", "year": "year", "amount": "number"},
    "projects": {
        "project": "text",
        "title": "text",
        "text": "text",
        "programme": "text",
        "organisation": "text",
        "region": "region",
        "country": "country",
        "year": "year",
        "amount": "number",
    },
    "organisations": {
        "name": "text",
        "city": "text",
        "country": "country",
        "region": "region",
        "postcode": "text",
        "website": "text",
        "pic": "text",
        "vat": "text",
    },
}
_ACTIVITY = {
    "region": "region, gebiet, nuts, nuts code, geo, region code, land, bundesland, kreis",
    "field": "field, feld, industry, sector, branche, wirtschaftszweig, technology, technologie, nace, wz",
    "year": "year, jahr, time period, zeit",
    "amount": "amount, menge, betrag, value, wert, count, anzahl, obs value, beschäftigte, employment, unternehmen",
}
_PROJECTS = {
    "project": "project id, projekt id, project, projekt, operation id, aktenzeichen, förderkennzeichen, fkz, acronym, "
    "akronym, project acronym, kennung, id",
    "title": "title, titel, project title, project name, projektname, operation name, bezeichnung, thema, vorhaben",
    "text": "summary, zusammenfassung, description, beschreibung, abstract, objective, kurzbeschreibung, inhalt",
    "programme": "programme, program, programm, fund, fonds, förderprogramm, call, aufruf",
    "organisation": "organisation, organization, beneficiary, begünstigter, zuwendungsempfänger, partner, empfänger, "
    "antragsteller, einrichtung, firma",
    "region": "region, nuts, nuts code, nuts3, nuts 3, nuts2, nuts 2, nuts3 code, gebiet",
    "country": "country, country code, land, staat",
    "year": "year, jahr, start, start date, startdatum, beginn, project start, laufzeitbeginn, start year, startjahr",
    "amount": "amount, budget, total budget, total cost, gesamtkosten, betrag, förderung, zuwendung, "
    "eligible expenditure, eu funding, kosten, summe",
}
_ORGANISATIONS = {
    "name": "name, organisation, organization, organisation name, legal name, company, firma, unternehmen, "
    "einrichtung, mitglied, member, bezeichnung, institution",
    "city": "city, town, place, seat, location, ort, stadt, sitz, gemeinde, standort",
    "country": "country, country code, land, staat, länderkürzel",
    "region": "region, nuts, nuts code, gebiet, bundesland",
    "postcode": "postcode, post code, postal code, zip, zip code, plz, postleitzahl",
    "website": "website, web site, web address, url, homepage, webseite, internetadresse",
    "pic": "pic, pic number, participant identification code, teilnehmernummer",
    "vat": "vat, vat number, vat id, ust id, ust idnr, umsatzsteuer id",
}
SYNONYMS = {
    kind: {column: tuple(name.strip() for name in names.split(",")) for column, names in given.items()}
    for kind, given in (("activity", _ACTIVITY), ("projects", _PROJECTS), ("organisations", _ORGANISATIONS))
}
KOHESIO = {
    "project": "Operation_Unique_Identifier",
    "title": "Operation_Name_English",
    "text": "Operation_Summary_English",
    "programme": "Programme_Name",
    "organisation": "Beneficiary_Name",
    "region": "NUTS3_Code",
    "country": "Country",
    "year": "Operation_Start_Date",
    "amount": "Total_Eligible_Expenditure_amount",
}
KOHESIO_ELSE = {
    "title": "Operation_Name_Programme_Language",
    "text": "Operation_Summary_Programme_Language",
    "region": "NUTS2_Code",
    "country": "CountryCode",
}
"""Taken where the first choice is not in the file: the files of the two periods differ."""
KEEP = {
    "project": "Project acronym",
    "title": "Project name in English",
    "text": "Description in English",
    "programme": "Programme",
    "organisation": "Organisation in English",
    "region": "NUTS3 code (or equivalent)",
    "country": "Country code",
    "year": "Project start",
    "amount": "Partner's total eligible budget / expenditure",
}
KEEP_ELSE = {"region": "NUTS2 code (or equivalent)", "amount": "Project's total budget / expenditure"}
KEEP_PARTNER, KEEP_ID = "Lead partner", "Project ID (2021-2027 only)"
LAYOUTS = {"kohesio": (KOHESIO, KOHESIO_ELSE), "keep.eu": (KEEP, KEEP_ELSE)}
FEWEST_HEADINGS = 3
SHOWN = 60
TICK = 5000
MORE_VALUES, AS_MANY = "more values than the header", "as many values as the header has"
ONCE = "each entry once"
UNKNOWN = frozenset({"", ":", "-", "–", "—", ".", "..", "na", "n/a", "n.a.", "nan", "null", "none", "k. a.", "k.a."})
EXPECTED = {
    "text": "a text",
    "number": "a number such as 1234.5 or 1.234,50",
    "year": "a year or a date, such as 2019 or 2019-05-31",
    "region": "a NUTS code such as DED2",
    "country": "a country such as DE or Germany",
}
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_REGION = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_EDGE = re.compile(r"[\s\u00a0\u202f'’€$]|EUR", re.IGNORECASE)
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a value: the row of the file, the column's heading, what was found, what was expected."""

    row: int
    column: str
    found: str
    expected: str
    is_left_out: bool = False


@dataclass(slots=True)
class OwnRows:
    """Rows of a table of one's own that can be used, and what was wrong with the others.

    Parameters
    ----------
    kind
        activity, projects or organisations.
    rows
        The columns of `FORMS`, and ``row``, its number in the file; null where unknown.
    problems
        In the file's order. A row is left out where a column that is needed has no usable value, or it stands twice.
    read
        Rows read.
    """

    kind: str
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)
    read: int = 0


def recognise(headings: Sequence[str]) -> tuple[str, str]:
    """Which kind of table headings are, and which known export; both empty where nothing tells.

    Examples
    --------
    >>> recognise(["Operation_Unique_Identifier", "Operation_Name_English", "Country"])
    ('projects', 'kohesio')
    >>> recognise(["Region", "Branche", "Beschäftigte"]), recognise(["Firma", "Ort"]), recognise(["a", "b"])
    (('activity', ''), ('organisations', ''), ('', ''))
    """
    own = set(headings)
    for layout, (columns, instead) in LAYOUTS.items():
        if len(own & {*columns.values(), *instead.values()}) >= FEWEST_HEADINGS:
            return "projects", layout
    found = {}
    for kind in KINDS:
        mapping = guess(kind, headings)
        if all(mapping[column] for column in NEEDED[kind]):
            found[kind] = sum(map(bool, mapping.values()))
    return (max(found, key=lambda kind: (found[kind], -KINDS.index(kind))), "") if found else ("", "")


def guess(kind: str, headings: Sequence[str], layout: str = "") -> dict[str, str | None]:
    """Column → heading: as a known export has it, else by words in German and English.

    Raises
    ------
    UnknownNameError
        There is no such kind.

    Examples
    --------
    >>> guess("activity", ["Bundesland", "Branche", "Anzahl"])
    {'region': 'Bundesland', 'field': 'Branche', 'year': None, 'amount': 'Anzahl'}
    """
    if kind not in KINDS:
        raise UnknownNameError("kind of table", kind, KINDS, f"Known: {', '.join(KINDS)}.")
    if layout in LAYOUTS and kind == "projects":
        first, instead = LAYOUTS[layout]
        choices = {column: (first.get(column), instead.get(column)) for column in FORMS[kind]}
        return {column: next((one for one in both if one in headings), None) for column, both in choices.items()}
    return choose_headings(headings, SYNONYMS[kind], None, file="", loosely=kind != "activity")


def one_grid(grids: Sequence[Grid]) -> Grid:
    """The one table of a file: keep.eu's two sheets joined, else the sheet with most rows.

    Partners without their project, and projects without partners, keep empty cells.
    """
    partners = next((grid for grid in grids if {KEEP_PARTNER, KEEP["organisation"]} <= set(grid.headings)), None)
    projects = next((grid for grid in grids if grid is not partners and KEEP["title"] in grid.headings), None)
    if not partners or not projects or KEEP["title"] in partners.headings:
        return max(grids, key=lambda grid: len(grid.lines))
    added = [heading for heading in projects.headings if heading not in partners.headings]
    known = {key: cells for _, cells in projects.lines for key in _keep_keys(projects, cells)}
    places = [projects.headings.index(heading) for heading in added]
    joined = []
    for number, cells in partners.lines:
        own = next((known[key] for key in _keep_keys(partners, cells) if key in known), None)
        joined.append((number, cells + [own[place] if own else "" for place in places]))
    return Grid(partners.name, [*partners.headings, *added], joined, partners.encoding, partners.cut)


def _keep_keys(grid: Grid, cells: list[str]) -> list[tuple[str, str, str]]:
    """What joins the sheets: programme with the project's id (2021-2027), else with its acronym."""
    values = dict(zip(grid.headings, cells, strict=True))
    programme = values.get(KEEP["programme"], "")
    return [(programme, name, values[name]) for name in (KEEP_ID, KEEP["project"]) if values.get(name)]


def read_rows(
    grid: Grid, kind: str, mapping: Mapping[str, str | None], *, tick: Callable[[int], None] | None = None
) -> OwnRows:
    """Bring a table into typed rows; what does not fit is told row by row.

    Parameters
    ----------
    grid
        The table.
    kind
        activity, projects or organisations.
    mapping
        Column → heading; None or empty: the table has no such column.
    tick
        Called with the number of rows read so far, every few thousand.

    Raises
    ------
    UnknownNameError
        There is no such kind or column.
    SchemaError
        A column that is needed has no heading, or a heading is not there or taken twice.
    """
    reader = _Reader(grid, kind, _checked(grid, kind, mapping))
    for number, cells in grid.lines:
        reader.take(number, cells)
        if tick and reader.found.read % TICK == 0:
            tick(reader.found.read)
    reader.found.problems.sort(key=lambda problem: problem.row)
    return reader.found


class _Reader:
    """Takes row by row, and knows what has been."""

    def __init__(self, grid: Grid, kind: str, chosen: Mapping[str, str]) -> None:
        self.found = OwnRows(kind, [], [Problem(row, "", MORE_VALUES, AS_MANY) for row in grid.cut])
        self._chosen = chosen
        self._places = {column: grid.headings.index(heading) for column, heading in chosen.items()}
        self._parse = {column: _parser(grid, kind, column, chosen) for column in chosen}
        self._seen: set[tuple[object, ...]] = set()

    def take(self, number: int, cells: list[str]) -> None:
        """Keep a row, or say why not."""
        self.found.read += 1
        row: Row = dict.fromkeys(FORMS[self.found.kind])
        lost = [column for column, place in self._places.items() if not self._value(row, column, cells[place], number)]
        key = _key(self.found.kind, row)
        if not lost and key in self._seen:
            told = " / ".join(str(part) for part in key if part is not None)
            lost.append("")
            self.found.problems.append(Problem(number, "", told[:SHOWN], ONCE, is_left_out=True))
        if not lost:
            self._seen.add(key)
            self.found.rows.append(row | {"row": number})

    def _value(self, row: Row, column: str, given: str, number: int) -> bool:
        """Fill in a value; False where the row cannot be used without it."""
        kind, is_empty = self.found.kind, given.casefold() in UNKNOWN
        row[column] = value = None if is_empty else self._parse[column](given)
        is_needed = column in NEEDED[kind] and column != "amount"
        if value is None and (is_needed or not is_empty):
            expected = EXPECTED[FORMS[kind][column]]
            problem = Problem(number, self._chosen[column], given[:SHOWN], expected, is_left_out=is_needed)
            self.found.problems.append(problem)
        return value is not None or not is_needed


def _key(kind: str, row: Row) -> tuple[object, ...]:
    """What may stand once."""
    columns = {
        "activity": ("region", "field", "year"),
        "projects": ("project", "programme", "organisation", "region", "country"),
        "organisations": ("name", "city", "country"),
    }[kind]
    return tuple(row[column] for column in columns)


def _checked(grid: Grid, kind: str, mapping: Mapping[str, str | None]) -> dict[str, str]:
    if kind not in KINDS:
        raise UnknownNameError("kind of table", kind, KINDS, f"Known: {', '.join(KINDS)}.")
    chosen = {column: heading for column, heading in mapping.items() if heading}
    for column, heading in chosen.items():
        if column not in FORMS[kind]:
            raise UnknownNameError("column", column, FORMS[kind])
        if heading not in grid.headings:
            message = f"The table has no column {heading!r}; found {', '.join(grid.headings)[:200]}."
            raise SchemaError(message, "Choose one of its headings.")
    taken = list(chosen.values())
    twice = sorted({heading for heading in taken if taken.count(heading) > 1})
    unchosen = [column for column in NEEDED[kind] if column not in chosen]
    if twice or unchosen:
        message = f"{', '.join(twice)} is chosen twice." if twice else f"Nothing is chosen for {', '.join(unchosen)}."
        raise SchemaError(message, "Choose one heading for each, and each heading once.")
    return chosen


def _parser(grid: Grid, kind: str, column: str, chosen: Mapping[str, str]) -> Callable[[str], object]:
    form = FORMS[kind][column]
    if form == "number":
        return _number_parser(grid.column(chosen[column]))
    others: dict[str, Callable[[str], object]] = {
        "text": str,
        "year": _year,
        "region": _region,
        "country": country_code,
    }
    return others[form]


def _year(text: str) -> int | None:
    """Year of a year or a date in any order.

    Examples
    --------
    >>> _year("2019"), _year("31.05.2019"), _year("2019-05-31"), _year("19")
    (2019, 2019, 2019, None)
    """
    found = _YEAR.search(text)
    return int(found[1]) if found else None


def _region(text: str) -> str | None:
    """A NUTS code, of which the first stands where there are several.

    Examples
    --------
    >>> _region("ded21"), _region("DED2 - Dresden"), _region("Dresden")
    ('DED21', 'DED2', None)
    """
    word = re.split(r"[\s,;|:]", text.strip(), maxsplit=1)[0].upper()
    return word if _REGION.fullmatch(word) else None


def _number_parser(texts: Sequence[str]) -> Callable[[str], float | None]:
    """How a column writes numbers: with decimal comma, where any value can be read in that way only."""
    bare = [_EDGE.sub("", text) for text in texts]
    comma = any(re.search(r",\d{1,2}$|,\d{4,}$|\.\d{3},", text) for text in bare)
    point = any(re.search(r"\.\d{1,2}$|\.\d{4,}$|,\d{3}\.", text) for text in bare)
    is_german = comma and not point

    def parse(text: str) -> float | None:
        number = _EDGE.sub("", text)
        if is_german:
            number = number.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+", number) and not point:
            return None  # 1.234: a thousand or one and a bit; nothing in the column tells
        else:
            number = number.replace(",", "")
        return float(number) if _PLAIN.fullmatch(number) and float(number) >= 0 else None

    return parse


def headings_key(headings: Sequence[str]) -> str:
    """What tells tables of the same layout: their headings, whatever case and order.

    Examples
    --------
    >>> headings_key(["Wert", "Region"]) == headings_key(["region", "WERT"])
    True
    """
    return "|".join(sorted(fold(heading) for heading in headings))

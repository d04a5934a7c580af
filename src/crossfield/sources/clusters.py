"""Lists of cluster organisations, CSV or XLSX, whose headings are guessed in German and English.

A list has one row per cluster. Headings, their order and lines above them are free; what a heading means is guessed
from its words (`guess_mapping`), or said by the user. Headings that name a person's contact are never taken.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.countries import country_code, country_names
from crossfield.lake.delivery import Delivery, arrow_schema
from crossfield.lake.regions import COUNTRY_ALIASES
from crossfield.parts import Origin
from crossfield.tables.headings import DELIMITERS, choose_headings, fold, match_headings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from crossfield.lake.engine import DuckSession

LARGEST = 64 * 2**20
HEADER_WITHIN = 20
UNKNOWN = "unknown"
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")
_NAMES = {
    "name": "cluster name, name of the cluster, name des clusters, clusterorganisation, cluster organisation, name, "
    "cluster, netzwerk, network, organisation, organization, bezeichnung",
    "country": "country, country code, land, staat, laendercode, laenderkuerzel",
    "city": "city, seat, city or region, sitz, ort, stadt, standort, location, town, headquarters, place, gemeinde",
    "postcode": "postcode, post code, postal code, zip, zip code, plz, postleitzahl",
    "region": "nuts3, nuts 3 code, nuts2, nuts 2 code, nuts1, nuts, nuts code, nuts id, region code, region",
    "fields": "fields, field, felder, feld, themen, thema, themenfelder, topics, topic, sectors, sector, branchen, "
    "branche, technologies, technologien, technologiefelder, schwerpunkte, schwerpunkt, focus, industries, industry",
    "founded": "founded, foundation, founding year, founding date, year founded, established, gruendung, gegruendet, "
    "gruendungsjahr, gruendungsdatum, since, seit",
    "members": "members, number of members, member count, mitglieder, mitgliederzahl, anzahl mitglieder",
    "members_as_of": "members as of, as of, date of members, stand, mitglieder stand, stand mitglieder, "
    "stichtag, datum",
    "label": "label, labels, label or programme, excellence label, guetesiegel, auszeichnung, programme, "
    "program, programm",
    "website": "website, web site, web, url, homepage, webseite, internet, internetadresse, internetseite, web address",
    "source_address": "source address, source url, source, quelle, quellen, quelle url, quell url",
    "remark": "remark, remarks, bemerkung, bemerkungen, anmerkung, anmerkungen, comment, comments, kommentar, note, "
    "notes, notiz, hinweis",
}
SYNONYMS = {column: tuple(names.split(", ")) for column, names in _NAMES.items()}
_PERSON = {
    *("ansprechpartner", "ansprechpartnerin", "ansprechperson", "kontakt", "contact", "person", "manager", "vorname"),
    *("nachname", "surname", "email", "mail", "telefon", "phone", "fax", "geschaeftsfuehrer", "geschaeftsfuehrerin"),
    "geschaeftsfuehrung",
}
_TEXTS = ("fields", "label", "website", "source_address", "remark")
_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_NUTS_IN_PLACE = re.compile(r"\s*\(([A-Z]{2}[0-9A-Z]{1,3})\)\s*$")
_MEMBERS = re.compile(r"(\d{1,9})(?:\.0+)?|(\d{1,3}(?:[., '’\u00a0]\d{3})+)")
_DATES = (
    re.compile(r"(?P<year>\d{4})(?:\.0+)?"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?:(?P<day>\d{1,2})\.\s?)?(?P<month>\d{1,2})[./]\s?(?P<year>\d{4})"),
)
# What openpyxl raises on workbooks whose parts are missing, cut off or no XML (ParseError is a SyntaxError).
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),
    *(SyntaxError, LookupError, ValueError, TypeError, AttributeError),
)
_Line = tuple[str, list[str]]


@dataclass(slots=True)
class ClusterList:
    """What a list holds.

    Parameters
    ----------
    table
        Table ``cluster``, in the list's order.
    rows
        Rows of the list, blank ones left out.
    mapping
        Column → heading it was read from, None where the list has none.
    left_out
        Headings that were not read.
    lost, kept
        Problems with the columns row, column, value, reason: rows left out, and rows kept without a value.
    """

    table: pa.Table
    rows: int
    mapping: dict[str, str | None]
    left_out: list[str]
    lost: list[dict[str, str | None]] = field(default_factory=list)
    kept: list[dict[str, str | None]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Clusters:
    """A reader of lists of cluster organisations; ``mapping`` says what `guess_mapping` would not find."""

    name: str
    origin: Origin
    mapping: Mapping[str, str] | None = None

    def read(self, session: DuckSession, files: dict[str, Path]) -> Delivery:
        """Read all lists of a snapshot into the frame cluster; a cluster of an earlier list is left out of a later one.

        Raises
        ------
        SourceError
            No CSV or XLSX file is there, or one cannot be read.
        SchemaError
            A list has no column for the name.
        """
        delivery, tables = Delivery(), []
        usable = {name: files[name] for name in sorted(files) if name.lower().endswith(SUFFIXES)}
        if not usable:
            message = f"No list of clusters is there; found {', '.join(sorted(files)[:8]) or 'nothing'}."
            raise SourceError(message, "Expected CSV or XLSX; save other formats as one of these.")
        seen: set[str] = set()
        for name, path in usable.items():
            found = read_clusters(path, self.mapping, known=seen)
            seen.update(found.table["cluster"].to_pylist())
            tables.append(found.table)
            delivery.add_file(name, found.rows, "cluster")
            delivery.add_columns(name, found.mapping)
            for problems, kept in ((found.lost, False), (found.kept, True)):
                delivery.add_problems(name, pa.Table.from_pylist(problems, _PROBLEM), kept=kept)
            if found.left_out:
                delivery.absent.append(f"{name}: columns not read: {', '.join(found.left_out)}")
        delivery.absent += [
            f"{name} is neither CSV nor XLSX and was not read" for name in sorted(files.keys() - usable)
        ]
        delivery.frames["cluster"] = session.register(pa.concat_tables(tables))
        return delivery


_PROBLEM = pa.schema([(name, pa.string()) for name in ("row", "column", "value", "reason")])
CLUSTERS = Clusters(
    "clusters", Origin("whoever made the list", "List of cluster organisations", "", "as the list's maker states it")
)


def guess_mapping(header: Sequence[str]) -> dict[str, str | None]:
    """Guess which heading means which column of the table cluster, by words in German and English.

    Returns
    -------
    dict
        Column → heading, None where no heading means it.

    Examples
    --------
    >>> found = guess_mapping(["Clusterorganisation", "Sitz", "Anzahl Mitglieder", "Stand", "E-Mail Kontakt"])
    >>> {column: heading for column, heading in found.items() if heading}
    {'name': 'Clusterorganisation', 'city': 'Sitz', 'members': 'Anzahl Mitglieder', 'members_as_of': 'Stand'}
    """
    return match_headings(_impersonal(header), SYNONYMS)


def cluster_id(name: str, country: str | None) -> str:
    """Id of a cluster: name and country in lower-case ASCII, joined by hyphens.

    Letters that have no Latin form are told by eight hexadecimal digits of the name's hash.

    Examples
    --------
    >>> cluster_id("OptoNet Photoniknetzwerk Thüringen", "DE"), cluster_id("biosaxony", None), cluster_id("Κρήτη", "EL")
    ('optonet-photoniknetzwerk-thueringen-de', 'biosaxony', 'ba12c470-el')
    """
    folded = fold(name)
    words = re.findall(r"[a-z0-9]+", folded)
    if not folded.isascii() or not words:
        words.append(hashlib.sha256(folded.encode()).hexdigest()[:8])
    return "-".join([*words, *([country.lower()] if country else [])])


def read_clusters(path: Path, mapping: Mapping[str, str] | None = None, *, known: Iterable[str] = ()) -> ClusterList:
    """Read one list.

    Parameters
    ----------
    path
        CSV in UTF-8 (comma, semicolon, tab or bar between columns) or XLSX; the sheet with the most known headings.
    mapping
        Column of the table cluster → heading of the list, where the guess would be wrong; None: all is guessed.
    known
        Ids that earlier lists have.

    Returns
    -------
    ClusterList
        Clusters and problems; a cluster without a NUTS code for its seat has the region `unknown` until the build looks
        for its postcode, city or region by name.

    Raises
    ------
    SourceError
        The file is missing, empty, not UTF-8, no workbook, or too large for a list.
    SchemaError
        No heading means the name, or a heading of ``mapping`` is not there.
    UnknownNameError
        ``mapping`` names a column that does not exist.
    """
    lines, place = _choose(path, _candidates(path), mapping)
    header = lines[place][1]
    allowed = {*_impersonal(header), *(mapping or {}).values()}
    chosen = choose_headings([name for name in header if name in allowed], SYNONYMS, mapping, file=path.name)
    taken = {column: _place(header, heading, path.name) for column, heading in chosen.items() if heading}
    found = ClusterList(pa.table({}), 0, chosen, [name for name in header if name and name not in chosen.values()])
    rows: dict[str, dict[str, Any]] = {}
    for number, cells in lines[place + 1 :]:
        found.rows += 1
        row = _Row(found, number, cells)
        cluster = row.read(taken, len(header), is_header=cells == header)
        if cluster and (cluster["cluster"] in rows or cluster["cluster"] in known):
            row.lose("name and country again", "name", cluster["name"])
        elif cluster:
            rows[cluster["cluster"]] = cluster
    if not found.rows:
        raise SourceError(f"{path.name} has a header and no rows.", "Expected one row per cluster below the header.")
    found.table = pa.Table.from_pylist(list(rows.values()), arrow_schema("cluster"))
    return found


def _place(header: list[str], heading: str, file: str) -> int:
    if header.count(heading) > 1:
        message = f"{file} has the column {heading!r} {header.count(heading)} times."
        raise SchemaError(message, "Each column may stand once; rename or remove the others.")
    return header.index(heading)


def _impersonal(header: Sequence[str]) -> list[str]:
    return [heading for heading in header if not _PERSON & set(fold(heading).split())]


def _choose(path: Path, candidates: list[list[_Line]], mapping: Mapping[str, str] | None) -> tuple[list[_Line], int]:
    """The way of reading, or the sheet, with the most known headings, and the place of its header among its lines."""
    best, lines, place = 0, candidates[0] if candidates else [], 0
    for candidate in candidates:
        for number, (_, cells) in enumerate(candidate[:HEADER_WITHIN]):
            score = _score(cells, mapping or {})
            if score > best:
                best, lines, place = score, candidate, number
    if not lines:
        raise SourceError(f"{path.name} is empty.", "Expected a header line and one row per cluster.")
    if not best:
        message = f"{path.name} has no column for the cluster's name; found {', '.join(lines[0][1])[:200]}."
        raise SchemaError(
            message, "Give it the heading Name, or say which heading means the name: --column name=HEADING."
        )
    return lines, place


def _score(cells: list[str], mapping: Mapping[str, str]) -> int:
    guessed = guess_mapping(cells) | {column: heading for column, heading in mapping.items() if heading in cells}
    return sum(map(bool, guessed.values())) if guessed["name"] else 0


def _candidates(path: Path) -> list[list[_Line]]:
    """Lines with a value, by each sign that may stand between columns, or by each sheet."""
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    if data is None:
        message = f"{path.name} has {path.stat().st_size:,} bytes; a list of clusters has at most {LARGEST:,}."
        raise SourceError(message, "Check that this is the list.")
    if path.suffix.lower() == ".xlsx":
        found = _sheets(path.name, data)
    else:
        text = _decode(path.name, data)
        found = [_csv_lines(text, sign) for sign in DELIMITERS]
        if text.strip() and not any(found):
            message = f"{path.name} is no list: a value has more than {csv.field_size_limit():,} characters."
            raise SourceError(message, "Check that the quotation marks match.")
    return [lines for lines in found if lines]


def _decode(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"{name} is not UTF-8: line {line} has the byte 0x{data[error.start]:02x}, as in Latin-1 or Windows-1252."
        )
        raise SourceError(message, "Save it as CSV UTF-8, or as XLSX.") from error
    if "\0" in text:
        raise SourceError(f"{name} is no text file.", "Expected CSV in UTF-8, or XLSX.")
    return unicodedata.normalize("NFC", text)


def _csv_lines(text: str, sign: str) -> list[_Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    lines: list[_Line] = []
    try:
        lines.extend((str(reader.line_num), _clean(cells)) for cells in reader)
    except csv.Error:
        return []
    return [line for line in lines if any(line[1])]


def _sheets(name: str, data: bytes) -> list[list[_Line]]:
    most = 4 * LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        sheets = _read_book(data) if unpacked <= most else []
    except _DAMAGED as error:
        raise SourceError(f"{name} is no complete XLSX workbook.", "Save it again as XLSX, or as CSV UTF-8.") from error
    if unpacked > most:
        message = f"{name} would unpack to {unpacked:,} bytes; expected at most {most:,}."
        raise SourceError(message, "Check that this is the list.")
    return sheets


def _read_book(data: bytes) -> list[list[_Line]]:
    from openpyxl import load_workbook  # noqa: PLC0415 -- slow import

    with warnings.catch_warnings():
        # openpyxl warns of charts and validations that it leaves out; values are all we read.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            return [_sheet_lines(sheet) for sheet in book.worksheets]
        finally:
            book.close()


def _sheet_lines(sheet: Any) -> list[_Line]:  # noqa: ANN401 -- openpyxl's read-only sheets have no common type
    sheet.reset_dimensions()
    rows = ((str(number), _clean(map(_text, cells))) for number, cells in enumerate(sheet.values, start=1))
    lines = [line for line in rows if any(line[1])]
    width = max((len(cells) for _, cells in lines), default=0)
    return [(number, cells + [""] * (width - len(cells))) for number, cells in lines]


def _text(value: object) -> str:
    """A cell as text: whole numbers without a point, dates as ISO 8601."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else unicodedata.normalize("NFC", str(value))


def _clean(cells: Iterable[str]) -> list[str]:
    return [" ".join(cell.split()) for cell in cells]


@dataclass(slots=True)
class _Row:
    """One row of a list on its way into the table; what is wrong with it goes to the list's problems."""

    found: ClusterList
    number: str
    cells: list[str]

    def read(self, taken: dict[str, int], width: int, *, is_header: bool) -> dict[str, Any] | None:
        """Columns of the table cluster, or none where the row is left out."""
        if is_header:
            self.lose("header repeated", None, self.cells[0])
            return None
        told = self._told(taken, width)
        if not told:
            return None
        country = self._country(told.get("country"))
        seat = told.get("city") or ""
        region, country = self._region(told.get("region"), _NUTS_IN_PLACE.search(seat), country)
        return {
            "cluster": cluster_id(told["name"], country),
            "name": told["name"],
            "country": country,
            "city": (_NUTS_IN_PLACE.sub("", seat) if region in seat else seat) or None,
            "postcode": told.get("postcode"),
            "region": region,
            "region_given": None if told.get("region") == UNKNOWN else told.get("region"),
            "region_how": UNKNOWN if region == UNKNOWN else "code",
            "region_note": None,
            "founded": self._date("founded", told.get("founded")),
            "members": self._members(told.get("members")),
            "members_as_of": self._date("members_as_of", told.get("members_as_of")),
            **{column: told.get(column) for column in _TEXTS},
        }

    def _told(self, taken: dict[str, int], width: int) -> dict[str, Any]:
        """What the row has in the columns that are taken; nothing where it cannot be a cluster."""
        if len(self.cells) < width or any(self.cells[width:]):
            reason = f"{'fewer' if len(self.cells) < width else 'more'} columns than the header"
            self.lose(reason, None, " | ".join(self.cells))
            return {}
        told = {column: self.cells[place] or None for column, place in taken.items()}
        if not told["name"]:
            self.lose("no name", "name", " | ".join(filter(None, self.cells)))
            return {}
        return told

    def lose(self, reason: str, column: str | None, value: str) -> None:
        """Leave the row out."""
        self.found.lost.append({"row": self.number, "column": column, "value": value[:200], "reason": reason})

    def _keep(self, reason: str, column: str, value: str) -> None:
        self.found.kept.append({"row": self.number, "column": column, "value": value[:200], "reason": reason})

    def _country(self, text: str | None) -> str | None:
        code = country_code(text) if text else None
        if text and not code:
            self._keep("unknown country", "country", text)
        return code

    def _region(self, given: str | None, in_seat: re.Match[str] | None, country: str | None) -> tuple[str, str | None]:
        """Region and country; a code in brackets behind the seat counts where its country is the row's."""
        code = (given or "").upper()
        code = COUNTRY_ALIASES.get(code[:2], code[:2]) + code[2:]
        if not given or given == UNKNOWN:
            told = in_seat[1] if in_seat and country and in_seat[1].startswith(country) else UNKNOWN
            return told, country
        if not _NUTS.fullmatch(code):  # a name: the build knows the names of regions
            return UNKNOWN, country
        if code[:2] not in country_names().values():
            self._keep("not a NUTS code", "region", given)
            return UNKNOWN, country
        if country and code[:2] != country:
            self._keep(f"lies in another country than {country}", "region", given)
            return UNKNOWN, country
        return code, code[:2]

    def _members(self, text: str | None) -> int | None:
        match = _MEMBERS.fullmatch(text) if text else None
        if text and not match:
            self._keep("not a number of members", "members", text)
        return int(re.sub(r"\D", "", match[1] or match[2])) if match else None

    def _date(self, column: str, text: str | None) -> str | None:
        """ISO 8601, as exact as the list has it."""
        match = next((found for shape in _DATES if (found := shape.fullmatch(text or ""))), None)
        told = {name: int(part) for name, part in match.groupdict().items() if part} if match else {}
        try:
            whole = date(told["year"], told.get("month", 1), told.get("day", 1)).isoformat() if told else ""
        except ValueError:
            whole = ""
        if text and not whole:
            self._keep("not a date", column, text)
        return whole[: {1: 4, 2: 7, 3: 10}[len(told)]] if whole else None

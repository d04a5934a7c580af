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
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files as package_files
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.delivery import Delivery, arrow_schema
from crossfield.parts import Origin
from crossfield.tables.headings import DELIMITERS, choose_headings, fold, match_headings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    "region": "nuts3, nuts 3 code, nuts2, nuts 2 code, nuts1, nuts, nuts code, nuts id, region code, region",
    "fields": "fields, field, felder, feld, themen, thema, themenfelder, topics, topic, sectors, sector, branchen, "
    "branche, technologies, technologien, technologiefelder, schwerpunkte, schwerpunkt, focus, industries, industry",
    "founded": "founded, foundation, founding year, founding date, year founded, established, gruendung, gegruendet, "
    "gruendungsjahr, gruendungsdatum, since, seit",
    "members": "members, number of members, member count, mitglieder, mitgliederzahl, anzahl mitglieder",
    "members_as_of": "members as of, as of, date of members, stand, mitglieder stand, stand mitglieder, stichtag, datum",
    "label": "label, labels, label or programme, excellence label, guetesiegel, auszeichnung, programme, program, programm",
    "website": "website, web site, web, url, homepage, webseite, internet, internetadresse, internetseite, web address",
    "source_address": "source address, source url, source, quelle, quellen, quelle url, quell url",
    "remark": "remark, remarks, bemerkung, bemerkungen, anmerkung, anmerkungen, comment, comments, kommentar, note, "
    "notes, notiz, hinweis",
}
SYNONYMS = {column: tuple(names.split(", ")) for column, names in _NAMES.items()}
_PERSON = frozenset(
    "ansprechpartner ansprechpartnerin ansprechperson contact email fax kontakt mail manager manager nachname person "
    "phone surname telefon vorname geschaeftsfuehrer geschaeftsfuehrerin geschaeftsfuehrung".split()
)
_TEXTS = ("fields", "label", "website", "source_address", "remark")
_OTHER_COUNTRY_NAMES = (
    "AL Albanien, AT Österreich, AU Australien, BA Bosnien und Herzegowina, BE Belgien, BG Bulgarien, BR Brasilien, "
    "CA Kanada, CH Schweiz, CY Zypern, CZ Czech Republic, CZ Tschechien, CZ Tschechische Republik, DE Deutschland, "
    "DK Dänemark, EE Estland, EL Griechenland, EL Hellas, ES Spanien, FI Finnland, FR Frankreich, HR Kroatien, "
    "HU Ungarn, IE Irland, IN Indien, IS Island, IT Italien, KR Südkorea, LT Litauen, LU Luxemburg, LV Lettland, "
    "MD Moldau, MK Nordmazedonien, NL Holland, NL Niederlande, NL The Netherlands, NO Norwegen, NZ Neuseeland, "
    "PL Polen, RO Rumänien, RS Serbien, RU Russian Federation, RU Russland, SE Schweden, SI Slowenien, SK Slowakei, "
    "SK Slovak Republic, TR Turkey, TR Türkei, UK Great Britain, UK Großbritannien, UK Vereinigtes Königreich, "
    "US USA, US United States of America, US Vereinigte Staaten, ZA Südafrika"
)
_ALIASES = {"GR": "EL", "GB": "UK"}
_NUTS = re.compile(r"[A-Z]{2}[0-9A-Z]{0,3}")
_NUTS_IN_PLACE = re.compile(r"\s*\(([A-Z]{2}[0-9A-Z]{1,3})\)\s*$")
_MEMBERS = re.compile(r"(\d{1,9})(?:\.0+)?|(\d{1,3}(?:[., '’\u00a0]\d{3})+)")
_DATES = (
    re.compile(r"(?P<year>\d{4})(?:\.0+)?"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?:[T ]00:00(?::00)?)?"),
    re.compile(r"(?:(?P<day>\d{1,2})\.\s?)?(?P<month>\d{1,2})[./]\s?(?P<year>\d{4})"),
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
            delivery.files[name] = found.rows
            for problems, kept in ((found.lost, False), (found.kept, True)):
                delivery.add_problems(name, pa.Table.from_pylist(problems, _PROBLEM), kept=kept)
            if found.left_out:
                delivery.absent.append(f"{name}: columns not read: {', '.join(found.left_out)}")
        delivery.absent += [f"{name} is neither CSV nor XLSX and was not read" for name in sorted(files.keys() - usable)]
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
    ('optonet-photoniknetzwerk-thueringen-de', 'biosaxony', '6a7a4af7-el')
    """
    folded = fold(name)
    words = re.findall(r"[a-z0-9]+", folded)
    if not folded.isascii() or not words:
        words.append(hashlib.sha256(folded.encode()).hexdigest()[:8])
    return "-".join([*words, *([country.lower()] if country else [])])


def country_code(text: str) -> str | None:
    """Country as Eurostat writes it, from its code or its English or German name; None where it is none.

    Examples
    --------
    >>> [country_code(text) for text in ("Deutschland", "germany", "DE", "GR", "Sachsen")]
    ['DE', 'DE', 'DE', 'EL', None]
    """
    code = _ALIASES.get(text.strip().upper(), text.strip().upper())
    return code if code in _countries().values() else _countries().get(fold(text))


@cache
def _countries() -> dict[str, str]:
    path = package_files("crossfield") / "starter" / "facts" / "countries.csv"
    known = {fold(row["name"]): row["code"] for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())}
    return known | {fold(name): code for code, _, name in (pair.partition(" ") for pair in _OTHER_COUNTRY_NAMES.split(", "))}


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
        Clusters and problems; a cluster without a NUTS code for its seat has the region `unknown`.

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
    chosen = choose_headings(header, SYNONYMS | {"name": _names(header)}, mapping, file=path.name)
    for heading in filter(None, chosen.values()):
        if header.count(heading) > 1:
            message = f"{path.name} has the column {heading!r} {header.count(heading)} times."
            raise SchemaError(message, "Each column may stand once; rename or remove the others.")
    taken = {column: header.index(heading) for column, heading in chosen.items() if heading}
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
    found.table = pa.Table.from_pylist(list(rows.values()), arrow_schema("cluster"))
    return found


def _impersonal(header: Sequence[str]) -> list[str]:
    return [heading for heading in header if not _PERSON & set(fold(heading).split())]

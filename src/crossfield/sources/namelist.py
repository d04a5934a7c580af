"""A list of organisations to look up: ``name,city,country`` and identifiers, as CSV.

Headings are guessed in German and English, in any order; other columns are not read.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from typing import TYPE_CHECKING

from crossfield.errors import SchemaError, SourceError
from crossfield.lake.countries import country_code
from crossfield.tables.headings import choose_headings, split_heading

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LARGEST = 64 * 2**20
WORKBOOK = b"PK\x03\x04"
IDENTIFIERS = ("pic", "vat", "ror", "wikidata", "register", "own")
_NAMES = {
    "name": "name, organisation, organization, organisation name, organization name, legal name, company, firma, "
    "unternehmen, einrichtung, mitglied, member, bezeichnung, institution",
    "city": "city, town, place, seat, location, ort, stadt, sitz, gemeinde, standort",
    "country": "country, country code, land, staat, laendercode, laenderkuerzel",
    "postcode": "postcode, post code, postal code, zip, zip code, plz, postleitzahl",
    "website": "website, web site, web address, url, homepage, webseite, internetadresse, domain",
    "pic": "pic, pic number, pic nummer, participant identification code, teilnehmernummer",
    "vat": "vat, vat number, vat id, ust id, ust idnr, umsatzsteuer id, umsatzsteuer identifikationsnummer, ustid",
    "ror": "ror, ror id",
    "wikidata": "wikidata, wikidata id, qid",
    "register": "register, register number, registernummer, handelsregister, hrb, vereinsregister",
    "own": "own, id, own id, organisation id, kennung",
}
SYNONYMS = {column: tuple(names.split(", ")) for column, names in _NAMES.items()}


def read_names(path: Path, mapping: Mapping[str, str] | None = None) -> list[dict[str, str]]:
    r"""Read a list of organisations.

    Parameters
    ----------
    path
        CSV in UTF-8 with a header line; commas, semicolons, tabs or bars between values.
    mapping
        Column → heading, where the guess would be wrong; None: all is guessed.

    Returns
    -------
    list[dict[str, str]]
        One for each line that has a value, in its order: the columns of `SYNONYMS`, empty where the list has none,
        ``row`` (line number, the header being line 1), ``country`` (code as Eurostat writes it, empty where the list's
        is none) and ``country_given``.

    Raises
    ------
    SourceError
        The file is missing, empty, too large, no text in UTF-8, or has no rows.
    SchemaError
        No column for the name; a line has more values than the header.
    UnknownNameError
        ``mapping`` names a column that does not exist.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "members.csv"
    ...     _ = path.write_text("Firma;Ort;Land\nTU Dresden;Dresden;Deutschland\n", encoding="utf-8")
    ...     row = read_names(path)[0]
    >>> row["row"], row["name"], row["city"], row["country"]
    ('2', 'TU Dresden', 'Dresden', 'DE')
    """
    text = _text(path)
    sign, headings = split_heading(text.split("\n", 1)[0].rstrip("\r"), SYNONYMS)
    chosen = choose_headings(headings, SYNONYMS, mapping, file=path.name)
    if not chosen["name"]:
        message = f"{path.name} has no column for the organisation's name; found {', '.join(headings)[:200]}."
        raise SchemaError(message, "Give it the heading Name, or say which: --column name=HEADING")
    places = {column: headings.index(heading) for column, heading in chosen.items() if heading}
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        next(reader)
        filled = (cells for cells in reader if any(cell.strip() for cell in cells))
        rows = [_row(path, reader.line_num, cells, places, len(headings)) for cells in filled]
    except csv.Error as error:
        raise SourceError(f"{path.name} is no CSV: {error}.", "Check that the quotation marks match.") from error
    if not rows:
        raise SourceError(
            f"{path.name} has a header and no rows.", "Expected one organisation a line below the header."
        )
    return rows


def _row(path: Path, number: int, cells: list[str], places: dict[str, int], width: int) -> dict[str, str]:
    if len(cells) > width and any(cell.strip() for cell in cells[width:]):
        message = f"{path.name}, line {number}: {len(cells)} values, and the header has {width}."
        raise SchemaError(message, "Put values that hold the separator into quotation marks.")
    row = {name: cells[at].strip() if (at := places.get(name, len(cells))) < len(cells) else "" for name in SYNONYMS}
    return row | {"row": str(number), "country": country_code(row["country"]) or "", "country_given": row["country"]}


def _text(path: Path) -> str:
    try:
        data = path.read_bytes() if path.stat().st_size <= LARGEST else None
    except OSError as error:
        raise SourceError(f"The list {path} cannot be read: {error.strerror}.", "Check the path.") from error
    if data is None:
        raise SourceError(f"{path.name} has more than {LARGEST:,} bytes.", "Split the list, or check that this is it.")
    if data.startswith(WORKBOOK):
        raise SourceError(f"{path.name} is a workbook or an archive.", "Save the sheet as CSV UTF-8 and try again.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"{path.name} is not UTF-8: line {line} has the byte 0x{data[error.start]:02x}."
        raise SourceError(message, "Save it as CSV UTF-8 and try again.") from error
    if not text.strip() or "\0" in text:
        found = "is no text file" if text.strip() else "is empty"
        raise SourceError(f"{path.name} {found}.", "Expected CSV with a header line such as name,city,country.")
    return unicodedata.normalize("NFC", text)

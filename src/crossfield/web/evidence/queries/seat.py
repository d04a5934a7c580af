"""Which region a seat lies in, by its postcode and its city; what is not sure stays open for a person."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa
from django.utils.translation import gettext as _

from crossfield.errors import CrossfieldError
from crossfield.lake.exonyms import cities_called
from crossfield.lake.places import fold_place
from crossfield.lake.regions import resolve
from crossfield.sources.nuts import postcode_digits, postcode_regions
from crossfield.web.evidence.queries.data import current_version, open_data
from crossfield.web.evidence.queries.places import all_cities

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crossfield.indicators.places import Place

OWN = 2
"""Names of a city whose beginning is enough, as in `places_called`: its own, and the one that GeoNames has first."""
MOST = 8
"""Regions that a person chooses among."""
ASKED = ("country", "given", "postcode", "coordinates", "city")
SMALL = frozenset(("a", "am", "an", "auf", "bei", "d", "der", "dem", "im", "in", "ob", "vor"))
PREFIX = re.compile(r"(?P<sign>[A-Za-z]{1,3})\s*[-–]\s*(?P<code>\d.*)")
SIGNS = {
    "D": "DE", "A": "AT", "F": "FR", "I": "IT", "B": "BE", "L": "LU", "S": "SE", "E": "ES", "P": "PT", "H": "HU",
    "N": "NO", "M": "MT", "FL": "LI", "GR": "EL", "GB": "UK", "EST": "EE", "SLO": "SI", "FIN": "FI", "IRL": "IE",
    "SRB": "RS", "BIH": "BA", "MNE": "ME", "NMK": "MK",
}  # fmt: skip
"""Signs of countries as they stand before postcodes, where they are not the country's code."""


@dataclass(frozen=True, slots=True)
class Address:
    """What is told of a seat; a country is its code, "" where none is told.

    ``home`` is the country that is meant where none is told, as a person said of the list.
    """

    country: str = ""
    postcode: str = ""
    city: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """What was found of a seat.

    Parameters
    ----------
    region
        NUTS code; "" where none is known or several may be meant.
    why
        By what it was found, in words with the source.
    among
        Regions that may be meant, each with the reason for it; more than nothing where a person has to choose.
    postcode
        With the zero before it that spreadsheets leave out, where it was read so.
    """

    region: str = ""
    why: str = ""
    among: tuple[tuple[str, str], ...] = ()
    postcode: str = ""


@dataclass(slots=True)
class _Cities:
    """Cities by what they are called, and by the beginnings of their own names."""

    called: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    begun: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))

    def of(self, name: str, country: str) -> list[Place]:
        """Cities that a name means in a country, or in any; those with most organisations first, each region once."""
        wanted = fold_place(name)
        found = [*self.called.get(wanted, ()), *self.begun.get(wanted, ())] or self.called.get(
            _without_small(wanted), []
        )
        best: dict[str, Place] = {}
        for one in sorted(found, key=lambda one: (-one.here, one.city)):
            if country in {"", one.region[:2]}:
                best.setdefault(one.region, one)
        return list(best.values())


def seats_found(addresses: Sequence[Address]) -> list[Seat]:
    """Regions of seats by postcode and city; without data none is found.

    A postcode alone is enough where its country is known, and so is a city of which there is one. Where both are told
    they have to agree. What may be several places, such as Halle, Frankfurt or Neustadt, stays open with all of them.

    Parameters
    ----------
    addresses
        As they are told; the same ones are looked up once.

    Returns
    -------
    list[Seat]
        In their order.
    """
    try:
        version = current_version()
        cities = _cities(version)
    except CrossfieldError:
        return [Seat()] * len(addresses)
    distinct = dict.fromkeys(addresses)
    asked = {one: _countries(one, cities) for one in distinct}
    pairs = {(country, code) for one, countries in asked.items() for country in countries if (code := one.postcode)}
    regions = _postcode_regions(version, sorted(pairs))
    known = {one: _seat(one, countries, cities, regions) for one, countries in asked.items()}
    return [known[one] for one in addresses]


def told_country(address: Address) -> Address:
    """An address whose postcode names its country, as in D-01069: the country beside the bare postcode.

    Examples
    --------
    >>> told_country(Address(postcode="D-01069")), told_country(Address(postcode="LV-1010", country="LV")).postcode
    (Address(country='DE', postcode='01069', city='', home=''), '1010')
    >>> [told_country(Address(postcode=code)).country for code in ("SLO-1000", "EST-10111", "GR-10431", "ABC-1")]
    ['SI', 'EE', 'EL', '']
    """
    found = PREFIX.fullmatch(address.postcode)
    sign = found["sign"].upper() if found else ""
    country = SIGNS.get(sign, sign if len(sign) == len("DE") else "")
    if not found or not country:  # of three letters the first two are another country's code
        return address
    return replace(address, postcode=found["code"].strip(), country=address.country or country)


def _countries(address: Address, cities: _Cities) -> list[str]:
    """Countries in which the seat may lie: the one that is told, else the one that is meant, else those of the city."""
    if address.country:
        return [address.country]
    elsewhere = dict.fromkeys(one.region[:2] for one in cities.of(address.city, "")) if address.city else {}
    return [address.home] if address.home and (address.home in elsewhere or not elsewhere) else list(elsewhere)


def _seat(
    address: Address, countries: Sequence[str], cities: _Cities, regions: dict[tuple[str, str], tuple[str, bool]]
) -> Seat:
    by_post = {
        regions[country, address.postcode][0]: regions[country, address.postcode][1]
        for country in countries
        if (country, address.postcode) in regions
    }
    named = [one for country in countries for one in cities.of(address.city, country)] if address.city else []
    agreeing = [(region, one) for region in by_post for one in named if _is_within(region, one.region)]
    if len({region for region, _one in agreeing}) == 1:
        region = agreeing[0][0]
        return _posted(address, region, is_filled=by_post[region])
    is_told = bool(address.country or address.home)
    if len(by_post) == 1 and is_told and (not named or _are_several(address, countries)):
        region, is_filled = next(iter(by_post.items()))
        return _posted(address, region, is_filled=is_filled)
    sure = _one_city(address, countries, named) if not by_post and not address.postcode else None
    if sure:
        return Seat(sure.region, _by_city(sure))
    among = {region: _by_postcode(address, is_filled=filled) for region, filled in by_post.items()}
    for one in named:
        among.setdefault(one.region, _by_city(one))
    return Seat("", "", tuple(among.items())[:MOST])


def _posted(address: Address, region: str, *, is_filled: bool) -> Seat:
    postcode = f"0{address.postcode}" if is_filled else address.postcode
    return Seat(region, _by_postcode(address, is_filled=is_filled), postcode=postcode)


def _one_city(address: Address, countries: Sequence[str], named: Sequence[Place]) -> Place | None:
    """The city that is meant where its name means one alone: the finest of its regions that lie in one another."""
    if not named or _are_several(address, countries):
        return None
    finest = max(named, key=lambda one: len(one.region))
    return finest if all(_is_within(finest.region, one.region) for one in named) else None


def _are_several(address: Address, countries: Sequence[str]) -> bool:
    """Tell whether a country has several cities of the name: of those that are small the data may know one only."""
    return any(len(cities_called(country, address.city)) > 1 for country in countries)


def _is_within(region: str, other: str) -> bool:
    return region.startswith(other) or other.startswith(region)


def _by_postcode(address: Address, *, is_filled: bool) -> str:
    said = {"postcode": address.postcode, "city": address.city}
    text = _("postcode %(postcode)s, %(city)s") if address.city else _("postcode %(postcode)s")
    parts = [text % said, _("by Eurostat's list of postcodes")]
    if is_filled:
        parts.insert(1, _("read with its leading zero"))
    return "; ".join(parts)


def _by_city(place: Place) -> str:
    said = {"city": place.city, "here": place.here, "all": place.organisations}
    return _("%(city)s; by the data, where %(here)s of its %(all)s organisations lie there") % said


def _postcode_regions(version: str, pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[str, bool]]:
    """Regions of postcodes in their countries, and whether a leading zero had to be put before; unknown ones lack."""
    if not pairs:
        return {}
    table, links, nuts = _regions(version)
    written = {pair: _filled(*pair) for pair in pairs}
    rows = [
        dict.fromkeys(ASKED, "") | {"country": country, "postcode": written[country, code]} for country, code in pairs
    ]
    found = resolve(pa.Table.from_pylist(rows), table, links, version=nuts, postcode=postcode_regions).to_pylist()
    return {
        pair: (row["region"], written[pair] != pair[1])
        for pair, row in zip(pairs, found, strict=True)
        if row["region_how"] == "postcode"
    }


def _filled(country: str, postcode: str) -> str:
    """A postcode with the zero before it that spreadsheets leave out of numbers.

    Examples
    --------
    >>> _filled("DE", "1069"), _filled("AT", "1010"), _filled("DE", "D-01069")
    ('01069', '1010', 'D-01069')
    """
    digits = postcode_digits(country)
    return postcode.zfill(digits) if postcode.isdecimal() and len(postcode) == digits - 1 else postcode


@lru_cache(maxsize=2)
def _regions(version: str) -> tuple[pa.Table, pa.Table, str]:
    """Regions of a data version, what older codes became in them, and their NUTS version."""
    with open_data(version) as frames:
        nuts = str(frames.manifest.settings["nuts"])
        return frames.arrow("region"), frames.arrow("region_link", to_version=nuts), nuts


@lru_cache(maxsize=2)
def _cities(version: str) -> _Cities:
    found = _Cities()
    for place in all_cities(version):
        for name in {*place.names, *map(_without_small, place.names[:OWN])}:
            found.called[name].append(place)
        for name in _beginnings(place.names[:OWN]):
            found.begun[name].append(place)
    return found


def _beginnings(names: Iterable[str]) -> set[str]:
    """Names without their last words, as people leave them out: Frankfurt for Frankfurt am Main."""
    parted = [name.split() for name in names]
    return {" ".join(words[:count]) for words in parted for count in range(1, len(words))}


def _without_small(name: str) -> str:
    """A folded name without its small words, which people leave out: Frankfurt/Main, Weil/Rhein.

    Examples
    --------
    >>> _without_small("frankfurt am main"), _without_small("am")
    ('frankfurt main', 'am')
    """
    return " ".join(word for word in name.split() if word not in SMALL) or name

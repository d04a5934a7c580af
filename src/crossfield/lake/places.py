"""Cities, and the regions they lie in by what their organisations say."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import pyarrow as pa

from crossfield.lake.regions import CITY_SHARE, UNKNOWN, at_level, fold_city, shared_region

FEWEST = 2
"""Organisations of a city; below it nothing confirms the one code there is."""
A_TENTH = 1 - CITY_SHARE
BELOW_COUNTRY = len("DE1")
FIGURES_TO = 2
"""Deepest NUTS level that has figures."""
_DISTRICT = re.compile(r"(?: \d+[^\W\d]?)+$")
"""One way only to read a number: with two, a name of thirty numbers takes hours."""
_UMLAUT = re.compile(r"([aou])e")
_SMALL = """
    am an auf bei der den im in ob vor de del della des di do da du la le les sur sous en upon on nad pod na van aan et
    y i e
"""
_WORD = re.compile(r"[^\W\d_]+")


def fold_place(name: str) -> str:
    """Write a city's name so that its spellings meet, umlauts written out and numbers of districts included.

    Examples
    --------
    >>> fold_place("MUENCHEN"), fold_place("München"), fold_place("PRAHA 6"), fold_place("Frankfurt (Oder)")
    ('munchen', 'munchen', 'praha', 'frankfurt oder')
    """
    return _UMLAUT.sub(r"\1", _DISTRICT.sub("", fold_city(name)))


def readable_city(name: str) -> str:
    """Write a city's name that stands in capitals as people write it; all others stay as they are.

    Examples
    --------
    >>> readable_city("FRANKFURT AM MAIN"), readable_city("L'AQUILA"), readable_city("Praha")
    ('Frankfurt am Main', "L'Aquila", 'Praha')
    """
    name = " ".join(name.split())
    if not name.isupper():
        return name
    words = _WORD.sub(lambda found: _as_written(found[0], first=not found.start()), name)
    return words[:1].upper() + words[1:]


def _as_written(word: str, *, first: bool) -> str:
    small = word.lower()
    return small if small in _SMALL.split() and not first else word.capitalize()


def place_rows(organisations: pa.Table) -> pa.Table:
    """Cities of at least two organisations with the regions that these lie in.

    A city lies in the deepest region that at least 90 % of its organisations share. Where no region below the country
    is shared so, as with two cities of one name, it is listed once for each NUTS 2 region (or the region of level 1
    where no more is known) in which at least a tenth of them and at least two lie.

    Parameters
    ----------
    organisations
        Columns ``city, region, region_how``, one row per organisation. Those whose region is their country, unknown, or
        was itself concluded from the city's name say nothing and do not count.

    Returns
    -------
    pyarrow.Table
        Columns of the table place: ``organisations`` of the city, >= 2, and the ``share`` of them in the region, 0.1 to
        1, never null.

    Examples
    --------
    >>> codes = ["DED43", "DED43", "DED4", "DE131", "DE"]
    >>> given = pa.table({"city": ["FREIBERG"] * 5, "region": codes, "region_how": ["code"] * 5})
    >>> place_rows(given).to_pylist()  # doctest: +NORMALIZE_WHITESPACE
    [{'country': 'DE', 'folded': 'freiberg', 'city': 'Freiberg', 'region': 'DED4', 'organisations': 4, 'share': 0.75}]
    """
    spelled: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    votes: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    columns = (organisations[name].to_pylist() for name in ("city", "region", "region_how"))
    for city, region, how in zip(*columns, strict=True):
        name = fold_place(city or "")
        if name and region and region != UNKNOWN and len(region) >= BELOW_COUNTRY and how != "city":
            key = (region[: len("DE")], name)
            spelled[key][readable_city(city)] += 1
            votes[key][region] += 1
    rows = [
        {
            "country": country,
            "folded": name,
            "city": max(spelled[country, name].items(), key=lambda item: (item[1], item[0]))[0],
            "region": region,
            "organisations": cast.total(),
            "share": count / cast.total(),
        }
        for (country, name), cast in sorted(votes.items())
        if cast.total() >= FEWEST
        for region, count in _regions_of(cast)
    ]
    return pa.Table.from_pylist(rows, SCHEMA)


def _regions_of(votes: Counter[str]) -> list[tuple[str, int]]:
    """Regions of a city with the organisations there."""
    if shared := shared_region(votes):
        return [(shared, sum(count for code, count in votes.items() if code.startswith(shared)))]
    sides: Counter[str] = Counter()
    for code, count in votes.items():
        deep = at_level(code, FIGURES_TO)
        sides[code if deep == UNKNOWN else deep] += count
    least = max(FEWEST, A_TENTH * votes.total())
    return sorted((code, count) for code, count in sides.items() if count >= least)


SCHEMA = pa.schema(
    [
        *(pa.field(name, pa.string()) for name in ("country", "folded", "city", "region")),
        pa.field("organisations", pa.int64()),
        pa.field("share", pa.float64()),
    ]
)

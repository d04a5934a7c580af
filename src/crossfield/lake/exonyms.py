"""What regions and cities are called in other languages: facts of CLDR and of GeoNames that ship with the package."""

from __future__ import annotations

import csv
import gzip
import io
import re
from functools import cache
from importlib.resources import files as package_files

from crossfield.lake.places import fold_place

_WHERE = re.compile(
    r"(?: \(.*| (?:am|an|auf|bei|im|in|ob|unter|vor|a\. ?d|sur|sous|en|on|upon|nad|pod|di|del|de la|de|aan) .*|/.*)$"
)
"""What says where a city lies, after its name: (Oder), am Main, an der Weinstraße, sur Saône."""


@cache
def region_exonyms() -> tuple[tuple[str, str, str], ...]:
    """Code (NUTS 2016), language (de or en) and name, where it differs from the name that NUTS has.

    Examples
    --------
    >>> [row for row in region_exonyms() if row[0] == "PL51"]
    [('PL51', 'de', 'Niederschlesien'), ('PL51', 'en', 'Lower Silesia')]
    """
    return tuple((row["region"], row["language"], row["name"]) for row in _rows("region_names.csv.gz"))


def city_exonyms(country: str, name: str) -> tuple[str, ...]:
    """All that a city is called, in any language: for finding it, as nobody says which name is of which.

    Parameters
    ----------
    country
        Code as Eurostat writes it.
    name
        One of its names; of several cities of one name the largest is meant.

    Returns
    -------
    tuple of str
        Its names in Latin letters; empty where the list, of cities of 15,000 people and more, has none of this name.

    Examples
    --------
    >>> city_exonyms("CZ", "BRNO")
    ('Brno', 'Brünn', 'Berno', 'Bruna', 'Burno', 'Mprno')
    >>> city_exonyms("XX", "Brno")
    ()
    """
    return _cities().get((country, fold_place(name)), ())


def city_spelling(country: str, name: str) -> str:
    """A city's name with the accents that registers in capitals leave out; as it stands where none is known.

    Examples
    --------
    >>> city_spelling("DE", "MUENCHEN"), city_spelling("PL", "Wroclaw"), city_spelling("PL", "Nowhere")
    ('München', 'Wrocław', 'Nowhere')
    """
    folded = fold_place(name)
    return next((one for one in city_exonyms(country, name) if fold_place(one) == folded), name)


def cities_called(country: str, name: str) -> tuple[str, ...]:
    """Cities of a country whose own name is this one, or this one with where it lies: Frankfurt am Main and (Oder).

    Parts of a city, such as Berlin Köpenick, are no cities of their own.

    Examples
    --------
    >>> cities_called("DE", "Frankfurt"), cities_called("DE", "halle")
    (('Frankfurt am Main', 'Frankfurt (Oder)'), ('Halle (Saale)', 'Halle'))
    >>> cities_called("DE", "Berlin"), cities_called("DE", "Nowhere")
    (('Berlin',), ())
    """
    return _bare().get((country, fold_place(name)), ())


@cache
def _bare() -> dict[tuple[str, str], tuple[str, ...]]:
    """Cities by their own names, whole and without what says where they lie."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for row in _rows("city_names.csv.gz"):
        for name in {row["name"], _WHERE.sub("", row["name"])}:
            found.setdefault((row["country"], fold_place(name)), {})[row["name"]] = None
    return {key: tuple(names) for key, names in found.items()}


@cache
def _cities() -> dict[tuple[str, str], tuple[str, ...]]:
    """Names of each city by its country and any of them; the larger city of a name is the one that has it.

    Cities stand in the order of their people, and none has another's own name but that of a much smaller one.
    """
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in _rows("city_names.csv.gz"):
        names = (row["name"], *filter(None, row["names"].split(";")))
        for name in names:
            found.setdefault((row["country"], fold_place(name)), names)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    packed = package_files("crossfield").joinpath("starter", "facts", name).read_bytes()
    return list(csv.DictReader(io.StringIO(gzip.decompress(packed).decode("utf-8"))))

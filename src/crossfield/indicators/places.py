"""Cities by their names, and the regions they lie in: for who knows the city and not the region."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crossfield.lake.exonyms import city_exonyms, city_spelling
from crossfield.lake.places import fold_place

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crossfield.lake.store import Frames

LEAST_BEGUN = 3
"""Letters from which the beginning of a name is enough."""
SHORT, MIDDLE = 5, 8
"""Names with fewer letters have no typo, those with fewer have one, all others two."""
MOST = 8
LONGEST = 100
"""Letters of a name that are looked at."""
OWN = 2
"""Its own name and the one that GeoNames has first; of all others (Paris of the North) the beginning says nothing."""


@dataclass(frozen=True, slots=True)
class Place:
    """A city and a region that it lies in.

    Parameters
    ----------
    city
        Name as its organisations spell it most often, with the accents that they leave out.
    region
        NUTS code.
    organisations
        Of the city, with a region below the country, >= 2.
    share
        Part of them that lie in the region, 0.1 to 1.
    names
        All that it is called, folded, its own name first.
    """

    city: str
    region: str
    organisations: int
    share: float
    names: tuple[str, ...]

    @property
    def here(self) -> int:
        """Organisations of the city that lie in the region."""
        return round(self.organisations * self.share)


def all_places(frames: Frames) -> tuple[Place, ...]:
    """Every city of a data version with its regions; none where the version was built before there was the table.

    What its organisations call by two names (München, Munich) is one city.

    Examples
    --------
    >>> from crossfield.lake.store import Lake
    >>> with Lake().open() as frames:
    ...     [(one.region, one.here, one.organisations) for one in all_places(frames) if one.city == "Freiberg"]
    [('DED4', 4, 5)]
    """
    found: dict[tuple[str, str, str], Place] = {}
    for row in frames.read("place") if "place" in frames else ():
        country, place = str(row["country"]), _place(row)
        names = city_exonyms(country, place.city)
        key = (country, names[0] if names else place.names[0], place.region)
        found[key] = _together(found[key], place) if key in found else place
    return tuple(found.values())


def _place(row: dict[str, Any]) -> Place:
    names = (row["folded"], *(fold_place(name) for name in city_exonyms(row["country"], row["city"])))
    city = city_spelling(row["country"], row["city"])
    return Place(city, row["region"], row["organisations"], row["share"], tuple(dict.fromkeys(names)))


def _together(one: Place, other: Place) -> Place:
    """One city under two of its names, called as more of its organisations call it."""
    first, second = sorted((one, other), key=lambda place: -place.organisations)
    every = one.organisations + other.organisations
    names = tuple(dict.fromkeys((*first.names, *second.names)))
    return Place(first.city, one.region, every, (one.here + other.here) / every, names)


def places_called(places: Iterable[Place], given: str, *, is_sure: bool = False) -> list[Place]:
    """Places that a name means, those with most organisations first, each region once.

    Those that are called so or whose own names begin with it (Frankfurt am Main, Frankfurt Oder); where there is none,
    those whose own name, or the one that GeoNames has first, is a typo or two away.

    Parameters
    ----------
    places
        As `all_places` gives them.
    given
        Name of a city in any language.
    is_sure
        Take it as it stands: neither the beginning of a word nor a typo.

    Examples
    --------
    >>> known = [Place("Brno", "CZ06", 31, 1.0, ("brno", "brunn")), Place("Bern", "CH02", 40, 1.0, ("bern",))]
    >>> [one.city for given in ("BRNO", "Brünn", "brunm", "brn") for one in places_called(known, given)]
    ['Brno', 'Brno', 'Brno', 'Brno']
    """
    wanted = fold_place(given[:LONGEST])
    if not wanted:
        return []
    places = list(places)
    found = [
        one for one in places if wanted in one.names or any(name.startswith(f"{wanted} ") for name in one.names[:OWN])
    ]
    if not found and not is_sure:
        found = [one for one in places if len(wanted) >= LEAST_BEGUN and one.names[0].startswith(wanted)]
        found = found or [one for one in places if any(_is_typo(wanted, name) for name in one.names[:OWN])]
    best: dict[str, Place] = {}
    for one in sorted(found, key=lambda one: (wanted not in one.names, -one.here, one.city)):
        best.setdefault(one.region, one)
    return list(best.values())[:MOST]


def _is_typo(wanted: str, name: str) -> bool:
    from rapidfuzz.distance import OSA  # noqa: PLC0415 -- slow import, needed where nothing else was found only

    allowed = 0 if len(wanted) < SHORT else 1 if len(wanted) < MIDDLE else 2
    return allowed > 0 and OSA.distance(wanted, name, score_cutoff=allowed) <= allowed

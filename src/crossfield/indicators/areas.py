"""Areas that people name: a region by its code or name in either language, or a city and the region it lies in."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from math import cos, hypot, radians
from typing import TYPE_CHECKING, Any

from crossfield.errors import UnknownNameError
from crossfield.indicators.exonym import exonyms
from crossfield.indicators.places import LONGEST, all_places, places_called
from crossfield.lake.countries import country_names
from crossfield.lake.places import FIGURES_TO, fold_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from crossfield.indicators.places import Place
    from crossfield.lake.store import Frames

    Row = dict[str, Any]

COUNTRY = len("DE")
WHERE = "region or city"
"""What an unknown name is said to be none of."""
LEAST_HELD = 3
"""Letters from which a piece of a name is looked for."""
NEAREST = 3


@dataclass(frozen=True, slots=True)
class Area:
    """A region, and the city that it was named by.

    Parameters
    ----------
    code
        NUTS code; all below it belongs to it.
    place
        None: no city was named.
    part
        Code of the smaller region (NUTS 3) that was named and lies in it; empty: it was named itself.
    """

    code: str
    place: Place | None = None
    part: str = ""


@dataclass(frozen=True)
class AreaNames:
    """What the regions of a data version are called.

    Parameters
    ----------
    names
        Code → its names, larger regions first.
    """

    names: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> AreaNames:
        """Gather the names of rows of the table region: own ones, English and German ones."""
        known = (row for row in rows if row["level"] is not None and row["name"])
        others = _other_names()
        found = {
            str(row["region"]): (
                str(row["name"]),
                str(row["name_latin"] or row["name"]),
                *others.get(row["region"], ()),
            )
            for row in sorted(known, key=lambda row: (row["level"], row["region"]))
        }
        return cls({code: tuple(dict.fromkeys(names)) for code, names in found.items()})

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Code by folded name; of one name the larger region."""
        found: dict[str, str] = {}
        for code, names in self.names.items():
            for name in names:
                found.setdefault(fold_place(name), code)
        return found

    def called(self, given: str) -> str:
        """Code of the region that a code or a name is; empty: none."""
        code = given.strip().upper()
        return code if code in self.names else self._codes.get(fold_place(given[:LONGEST]), "")

    def holding(self, given: str) -> list[str]:
        """Codes down to NUTS 2 of the regions whose name holds a text, the larger of two of one name."""
        wanted = fold_place(given[:LONGEST])
        if len(wanted) < LEAST_HELD:
            return []
        held = (code for name, code in self._codes.items() if wanted in name and len(code) <= COUNTRY + FIGURES_TO)
        return list(dict.fromkeys(held))


@cache
def _other_names() -> dict[str, tuple[str, ...]]:
    """English and German names by code, of regions and of countries."""
    found: dict[str, tuple[str, ...]] = {}
    for code, _language, name in exonyms():
        found[code] = (*found.get(code, ()), name)
    for name, code in country_names().items():
        found[code] = (*found.get(code, ()), name.title())
    return found


def area_called(known: AreaNames, places: Iterable[Place], given: str) -> Area:
    """The region that a text names, else the one in which the city of this name lies, else the one whose name holds it.

    Smaller regions by their names lead to that of NUTS 2, as most organisations are known to that; their codes stay.

    Raises
    ------
    UnknownNameError
        Nothing, or several, are called so; the closest names are in the error.
    """
    code = known.called(given)
    if code and (len(code) <= COUNTRY + FIGURES_TO or code == given.strip().upper()):
        return Area(code)
    places = list(places)
    if city := _city_called(places, given):
        return Area(city.region[: COUNTRY + FIGURES_TO], city)
    if code:
        return Area(code[: COUNTRY + FIGURES_TO], part=code)
    held = known.holding(given)
    if len(held) == 1:
        return Area(held[0])
    near = [known.names[code][0] for code in held] or list(chain.from_iterable(known.names.values()))
    raise UnknownNameError(WHERE, given, near, _cities_near(places, given))


def _cities_near(places: Iterable[Place], given: str) -> str:
    told = ", ".join(f"{one.city} ({one.region})" for one in places_called(places, given)[:NEAREST])
    return f"Cities: {told}." if told else ""


def _city_called(places: Iterable[Place], given: str) -> Place | None:
    """The one city that is called so; None where none is."""
    cities = places_called(places, given, is_sure=True)
    if len(cities) > 1:
        where = "; ".join(f"{one.city}: {one.region}" for one in cities)
        raise UnknownNameError(WHERE, given, [], f"Several cities are called so. Take the code of one: {where}.")
    return cities[0] if cities else None


def find_area(frames: Frames, given: str) -> Area:
    """The region that a text names in a data version, or the one in which the city of this name lies.

    Raises
    ------
    UnknownNameError
        Nothing, or several, are called so; the closest names are in the error.

    Examples
    --------
    >>> from crossfield.lake.store import Lake
    >>> with Lake().open() as frames:
    ...     [find_area(frames, given).code for given in ("cz06", "Südostmähren", "Brünn")]
    ['CZ06', 'CZ06', 'CZ06']
    """
    known = AreaNames.of(frames.read("region"))
    return area_called(known, [one for one in all_places(frames) if one.region in known.names], given)


def nearby(points: Mapping[str, tuple[float, float]], code: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Where somebody is when nobody is in a region: the smallest unit above it, then the nearest of its level.

    Parameters
    ----------
    points
        Longitude and latitude of regions by code.
    code
        The region; below NUTS 2 its neighbours are regions of NUTS 2, as most places are known to that.
    counts
        How many there are by region or country.

    Returns
    -------
    list of tuple
        Code and how many, at most four.

    Examples
    --------
    >>> points = {"CZ06": (16.6, 49.2), "CZ07": (17.3, 49.6), "AT12": (15.8, 48.3), "PT17": (-9.1, 38.7)}
    >>> nearby(points, "CZ06", {"PT17": 5, "AT121": 1, "AT12": 1, "CZ07": 4, "CZ": 2})
    [('CZ0', 4), ('CZ07', 4), ('AT12', 2), ('PT17', 5)]
    """
    level = min(len(code), COUNTRY + FIGURES_TO)
    units: Counter[str] = Counter()
    for home, count in counts.items():
        units[home[:level]] += count
    here = points.get(code) or points.get(code[:level])
    if here is None:
        return _above(code, counts)
    near = [unit for unit in units if unit in points and not code.startswith(unit)]
    near.sort(key=lambda unit: (_apart(here, points[unit]), unit))
    return [*_above(code, counts), *((unit, units[unit]) for unit in near[:NEAREST])]


def _above(code: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The smallest unit above a region that has some; none where none has."""
    for length in range(len(code) - 1, COUNTRY - 1, -1):
        if held := sum(count for home, count in counts.items() if home.startswith(code[:length])):
            return [(code[:length], held)]
    return []


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Degrees of latitude between two points, near enough to tell which of several is nearer."""
    return hypot((one[0] - other[0]) * cos(radians((one[1] + other[1]) / 2)), one[1] - other[1])


def points_of(rows: Iterable[Row]) -> dict[str, tuple[float, float]]:
    """Points of rows of the table region by code, of those that have one."""
    known = (row for row in rows if row["longitude"] is not None and row["latitude"] is not None)
    return {str(row["region"]): (float(row["longitude"]), float(row["latitude"])) for row in known}

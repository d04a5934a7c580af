"""Cities, and the regions with figures that they lie in."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from crossfield.indicators.places import all_places, places_called
from crossfield.lake.places import fold_place
from crossfield.web.evidence.queries.data import open_data, own_settings
from crossfield.web.evidence.queries.region import above_with_figures, regions_with_figures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.errors import UnknownNameError
    from crossfield.indicators.places import Place

    Row = dict[str, Any]


def known_places(version: str) -> list[tuple[Place, Row]]:
    """Cities of a data version, each with the region that has figures: its own, else the one above it."""
    shown = {str(row["region"]): row for row in regions_with_figures(version, own_settings().scheme)}
    found = []
    for place in all_cities(version):
        code = place.region if place.region in shown else above_with_figures(place.region, shown)
        if code:
            found.append((place, shown[code]))
    return found


def places_found(version: str, wanted: str, *, is_sure: bool = False) -> list[tuple[Place, Row]]:
    """Cities that a name means, each with its region as `known_places` gives it.

    Parameters
    ----------
    version
        The data version.
    wanted
        What was typed.
    is_sure
        Only cities that are called so: what was typed is a region's name as well, and no typo.
    """
    rows = dict(known_places(version))
    return [(place, rows[place]) for place in places_called(rows, wanted, is_sure=is_sure)]


def is_called(places: list[tuple[Place, Row]], wanted: str) -> bool:
    """True where one of the cities is called so: other names that are near are of no use then."""
    return any(fold_place(wanted) in place.names for place, _ in places)


def places_or_closest(version: str, unknown: UnknownNameError) -> tuple[list[tuple[Place, Row]], Sequence[str]]:
    """Cities that an unknown region may mean, and the closest names: none where a city is called so."""
    places = places_found(version, unknown.name)
    return places, [] if is_called(places, unknown.name) else unknown.closest


@lru_cache(maxsize=2)
def all_cities(version: str) -> tuple[Place, ...]:
    """Every city of a data version with its regions, with figures or without."""
    with open_data(version) as frames:
        return all_places(frames)

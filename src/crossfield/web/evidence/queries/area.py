"""Where partners shall sit: a region, or the one in which a city lies; and what is near it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from crossfield.errors import UnknownNameError
from crossfield.indicators.areas import Area, AreaNames, area_called, nearby, points_of
from crossfield.web.evidence.queries.data import open_data
from crossfield.web.evidence.queries.organisation_index import all_region_labels, place_in_words
from crossfield.web.evidence.queries.places import known_places, places_found

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Within:
    """An area as a page says it: its code, its name with the code, with its country, and what led there."""

    code: str
    label: str
    place: str
    through: str = ""


@dataclass(frozen=True, slots=True)
class Near:
    """An area that has some: its code, what it is called, and how many."""

    code: str
    label: str
    count: int


def find_within(version: str, given: str) -> Within:
    """The area that a text names; in German, too, and by a city.

    Raises
    ------
    UnknownNameError
        Nothing, or several, are called so; the closest names are in the error.
    """
    area = area_called(_names(version), (place for place, _row in known_places(version)), given)
    return _within(version, area)


def _within(version: str, area: Area) -> Within:
    labels, place = all_region_labels(version), area.place
    label = _labelled(labels, area.code)
    through = ""
    if area.part:
        through = _("%(part)s is a part of %(region)s.") % {"part": _labelled(labels, area.part), "region": label}
    elif place:
        said = {"city": place.city, "region": label, "here": place.here, "every": place.organisations}
        through = _("%(city)s lies in %(region)s: %(here)s of %(every)s organisations of the city.") % said
    return Within(area.code, label, place_in_words(version, area.code), through)


def withins_called(version: str, given: str) -> list[Within]:
    """Areas that a text may mean: one, of cities of one name all, or none."""
    try:
        return [find_within(version, given)]
    except UnknownNameError:
        found = places_found(version, given, is_sure=True)
    return [_within(version, Area(str(row["region"]), place)) for place, row in found]


def areas_near(version: str, code: str, counts: Mapping[str, int]) -> tuple[Near, ...]:
    """The unit above an area and the nearest ones beside it that have some."""
    labels = all_region_labels(version)
    return tuple(Near(one, _labelled(labels, one), count) for one, count in nearby(_points(version), code, counts))


def _labelled(labels: Mapping[str, str], code: str) -> str:
    """A region with its code, a country without."""
    label = labels.get(code, code)
    return label if len(code) == len("DE") or label == code else f"{label} ({code})"


@lru_cache(maxsize=2)
def _names(version: str) -> AreaNames:
    with open_data(version) as frames:
        return AreaNames.of(frames.read("region"))


@lru_cache(maxsize=2)
def _points(version: str) -> dict[str, tuple[float, float]]:
    with open_data(version) as frames:
        return points_of(frames.read("region"))

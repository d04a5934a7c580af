"""Europe on paper: from longitude and latitude to pixels, equal in area, cut at a frame."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Point = tuple[float, float]
Ring = list[Point]

CENTRE_LONGITUDE, CENTRE_LATITUDE = 10.0, 52.0
"""Of the projection that Eurostat uses for Europe (ETRS89-LAEA)."""
EARTH = 6371.0
WEST, EAST, SOUTH, NORTH = -1850.0, 2600.0, -2050.0, 2260.0
"""Edges of the frame in kilometres from the centre: from Iceland and Portugal to Cyprus and the North Cape."""
STEP = 1.2
"""Points of an outline that are nearer than this to the one before are left out, in pixels."""


def kilometres(longitude: float, latitude: float) -> Point:
    """Lambert's azimuthal equal-area projection on a sphere, in kilometres east and north of the centre.

    Examples
    --------
    >>> kilometres(10.0, 52.0)
    (0.0, 0.0)
    >>> [round(value) for value in kilometres(13.74, 51.05)]  # Dresden
    [261, -99]
    """
    east, north = math.radians(longitude - CENTRE_LONGITUDE), math.radians(latitude)
    middle = math.radians(CENTRE_LATITUDE)
    over = 1 + math.sin(middle) * math.sin(north) + math.cos(middle) * math.cos(north) * math.cos(east)
    scale = EARTH * math.sqrt(2 / over)
    x = math.cos(north) * math.sin(east)
    y = math.cos(middle) * math.sin(north) - math.sin(middle) * math.cos(north) * math.cos(east)
    return scale * x, scale * y


@dataclass(frozen=True, slots=True)
class EuropeFrame:
    """The frame at a width in pixels, its upper left corner at (left, top).

    Examples
    --------
    >>> frame = EuropeFrame(445.0)
    >>> round(frame.height), frame.place(-61.5, 16.2)  # Guadeloupe lies outside
    (431, None)
    """

    width: float
    left: float = 0.0
    top: float = 0.0

    @property
    def scale(self) -> float:
        """Pixels per kilometre."""
        return self.width / (EAST - WEST)

    @property
    def height(self) -> float:
        """Height in pixels."""
        return (NORTH - SOUTH) * self.scale

    def place(self, longitude: float, latitude: float) -> Point | None:
        """Pixels of a place; None where it lies outside the frame."""
        east, north = kilometres(longitude, latitude)
        return self._pixel(east, north) if WEST <= east <= EAST and SOUTH <= north <= NORTH else None

    def shapes(self, features: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """GeoJSON features in pixels, cut at the frame; those that lie outside are left out."""
        found = []
        for feature in features:
            polygons = [self._polygon(rings) for rings in feature["geometry"]["coordinates"]]
            kept = [polygon for polygon in polygons if polygon]
            if kept:
                shape = {"type": "MultiPolygon", "coordinates": kept}
                found.append({"type": "Feature", "properties": feature["properties"], "geometry": shape})
        return found

    def _pixel(self, east: float, north: float) -> Point:
        return self.left + (east - WEST) * self.scale, self.top + (NORTH - north) * self.scale

    def _polygon(self, rings: Sequence[Sequence[Sequence[float]]]) -> list[Ring]:
        """A polygon in pixels: exterior ring first; holes that are cut away are left out."""
        exterior, *holes = [self._ring(ring) for ring in rings]
        return [exterior, *(hole for hole in holes if hole)] if exterior else []

    def _ring(self, ring: Sequence[Sequence[float]]) -> Ring:
        limits = ((0, WEST, 1), (0, EAST, -1), (1, SOUTH, 1), (1, NORTH, -1))
        points = [kilometres(point[0], point[1]) for point in ring[:-1]]
        for axis, limit, sign in limits:
            points = _cut(points, axis, limit, sign)
        pixels: Ring = []
        for point in (self._pixel(*one) for one in points):
            if not pixels or math.dist(point, pixels[-1]) >= STEP:
                pixels.append(point)
        rounded = [(round(x, 1), round(y, 1)) for x, y in pixels]
        return [*rounded, rounded[0]] if len(rounded) > 2 else []  # noqa: PLR2004 -- three corners span an area


def _cut(ring: Ring, axis: int, limit: float, sign: int) -> Ring:
    """Cut a ring at a straight line (Sutherland-Hodgman)."""
    kept: Ring = []
    for start, end in zip(ring[-1:] + ring[:-1], ring, strict=True):
        inside = [sign * (point[axis] - limit) >= 0 for point in (start, end)]
        if inside[0] != inside[1]:
            part = (limit - start[axis]) / (end[axis] - start[axis])
            kept.append((start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])))
        if inside[1]:
            kept.append(end)
    return kept


def arc(start: Point, end: Point, bend: float = 0.12, steps: int = 16) -> Ring:
    """A bow from one place to another, bent to the left of the way, so that links that share an end stay apart.

    Examples
    --------
    >>> arc((0.0, 0.0), (10.0, 0.0), bend=0.5, steps=2)
    [(0.0, 0.0), (5.0, -2.5), (10.0, 0.0)]
    """
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    across = (end[1] - start[1], start[0] - end[0])
    over = (middle[0] + bend * across[0], middle[1] + bend * across[1])
    points = []
    for step in range(steps + 1):
        t = step / steps
        one, two, three = (1 - t) ** 2, 2 * t * (1 - t), t * t
        x = one * start[0] + two * over[0] + three * end[0]
        y = one * start[1] + two * over[1] + three * end[1]
        points.append((round(x, 1), round(y, 1)))
    return points

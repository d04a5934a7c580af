"""Points to regions by polygons, where the user has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class Polygons:
    """Polygons of regions.

    Parameters
    ----------
    features
        GeoJSON features with the properties ``code`` and ``level``, as `crossfield.sources.nuts.read_gisco` gives them.

    Examples
    --------
    >>> square = [[[12.0, 50.0], [12.0, 52.0], [15.0, 52.0], [15.0, 50.0], [12.0, 50.0]]]
    >>> shape = {"type": "MultiPolygon", "coordinates": [square]}
    >>> one = {"type": "Feature", "properties": {"code": "DED", "level": 1}, "geometry": shape}
    >>> Polygons([one]).regions_of([(51.03, 13.73), (48.1, 11.6)])
    ['DED', None]
    """

    def __init__(self, features: Sequence[dict[str, Any]]) -> None:
        drawn = [one for one in features if any(one["geometry"]["coordinates"])]
        ordered = sorted(drawn, key=lambda one: (one["properties"]["level"], one["properties"]["code"]))
        self.codes = [str(one["properties"]["code"]) for one in ordered]
        self.rings = [
            [np.asarray(ring, dtype=float) for polygon in one["geometry"]["coordinates"] for ring in polygon]
            for one in ordered
        ]

    def regions_of(self, points: Sequence[tuple[float, float]]) -> list[str | None]:
        """Code of the deepest region that each point (latitude, longitude) lies in; None where it lies in none."""
        found: list[str | None] = [None] * len(points)
        places = np.asarray(points, dtype=float).reshape(-1, 2)
        for code, rings in zip(self.codes, self.rings, strict=True):
            low = np.min([ring.min(axis=0) for ring in rings], axis=0)
            high = np.max([ring.max(axis=0) for ring in rings], axis=0)
            near = np.flatnonzero(((places >= low[::-1]) & (places <= high[::-1])).all(axis=1))
            inside = np.zeros(len(near), dtype=bool)
            for ring in rings:  # a hole turns its inside into outside again
                inside ^= _inside(ring, places[near])
            for place in near[inside].tolist():
                found[place] = code
        return found


def _inside(ring: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a line from each point to the east crosses the ring an odd number of times."""
    (east, north), (to_east, to_north) = ring[:-1].T, ring[1:].T
    latitude, longitude = places[:, :1], places[:, 1:]
    crosses = (north > latitude) != (to_north > latitude)
    rise = np.where(to_north == north, 1.0, to_north - north)  # a level edge is never crossed
    meets = (to_east - east) * (latitude - north) / rise + east
    odd: NDArray[np.bool_] = (crosses & (longitude < meets)).sum(axis=1) % 2 == 1
    return odd

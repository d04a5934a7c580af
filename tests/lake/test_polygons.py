"""Points lie in the deepest polygon around them; holes and other countries do not count."""

import pytest

from crossfield.lake.polygons import Polygons


def square(west, south, east, north):
    return [[west, south], [west, north], [east, north], [east, south], [west, south]]


def feature(code, *polygons):
    shape = {"type": "MultiPolygon", "coordinates": list(polygons)}
    return {"type": "Feature", "properties": {"code": code, "level": len(code) - 2}, "geometry": shape}


SAXONY = feature("DED", [square(12, 50, 15, 52), square(13, 51, 14, 51.5)], [square(20, 50, 21, 51)])
DRESDEN = feature("DED2", [square(14, 50, 15, 52)])


@pytest.mark.parametrize(
    ("point", "code"),
    [
        ((50.5, 12.5), "DED"),
        ((50.5, 14.5), "DED2"),
        ((51.2, 13.5), None),
        ((50.5, 20.5), "DED"),
        ((50.5, 16.0), None),
        ((53.0, 13.0), None),
    ],
    ids=["inside", "deepest", "in a hole", "second part", "east of all", "north of all"],
)
def test_the_deepest_polygon_around_a_point(point, code):
    assert Polygons([DRESDEN, SAXONY]).regions_of([point]) == [code]


def test_many_points_and_none():
    known = Polygons([SAXONY, DRESDEN])
    assert known.regions_of([(50.5, 14.5), (0.0, 0.0), (50.5, 12.5)]) == ["DED2", None, "DED"]
    assert known.regions_of([]) == []


def test_a_region_without_an_outline_holds_no_point():
    assert Polygons([feature("DED"), feature("DED2", [])]).regions_of([(50.5, 14.5)]) == [None]

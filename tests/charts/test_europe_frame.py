"""Europe on paper: equal areas, a frame that cuts, and no country that fills the map."""

import json
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.europe_frame import EuropeFrame, arc, kilometres
from crossfield.sources.nuts import outlines

FRAME = EuropeFrame(445.0)
INSIDE = st.tuples(st.floats(-10, 35), st.floats(37, 68))


def area(ring):
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


@given(INSIDE)
def test_the_projection_keeps_areas(at):
    (x, y), step = at, 0.01
    west, east = kilometres(x - step, y), kilometres(x + step, y)
    south, north = kilometres(x, y - step), kilometres(x, y + step)
    across = (east[0] - west[0], east[1] - west[1])
    up = (north[0] - south[0], north[1] - south[1])
    drawn = across[0] * up[1] - across[1] * up[0]
    degree = 6371 * math.radians(2 * step)

    assert drawn == pytest.approx(degree * degree * math.cos(math.radians(y)), rel=1e-4)


@given(INSIDE)
def test_north_is_up_and_east_is_right(at):
    here, north, east = (FRAME.place(at[0] + x, at[1] + y) for x, y in ((0, 0), (0, 0.5), (0.5, 0)))

    assert north[1] < here[1]
    assert east[0] > here[0]


@pytest.mark.parametrize(
    ("place", "is_inside"),
    [
        ((13.74, 51.05), True),
        ((-21.9, 64.1), True),
        ((35.2, 31.8), True),
        ((-15.6, 27.9), False),
        ((15.6, 78.2), False),
    ],
    ids=["Dresden", "Reykjavík", "Jerusalem", "Gran Canaria", "Longyearbyen"],
)
def test_the_frame_holds_europe_and_its_neighbours(place, is_inside):
    at = FRAME.place(*place)

    assert (at is not None) == is_inside
    assert at is None or (0 <= at[0] <= FRAME.width and 0 <= at[1] <= FRAME.height)


def test_a_shape_is_cut_at_the_frame_and_keeps_its_hole():
    square = [[5.0, 45.0], [5.0, 50.0], [200.0, 50.0], [200.0, 45.0], [5.0, 45.0]]
    hole = [[10.0, 46.0], [12.0, 46.0], [12.0, 48.0], [10.0, 48.0], [10.0, 46.0]]
    away = [[100.0, 10.0], [101.0, 10.0], [101.0, 11.0], [100.0, 11.0], [100.0, 10.0]]
    shape = {"type": "MultiPolygon", "coordinates": [[square, hole], [away]]}
    (found,) = FRAME.shapes([{"type": "Feature", "properties": {"code": "XX"}, "geometry": shape}])
    ((exterior, inner),) = found["geometry"]["coordinates"]

    assert found["properties"] == {"code": "XX"}
    assert exterior[0] == exterior[-1]
    assert max(x for x, _ in exterior) <= FRAME.width
    assert abs(area(inner)) < abs(area(exterior))
    assert FRAME.shapes([{"type": "Feature", "properties": {}, "geometry": {"coordinates": [[away]]}}]) == []


def test_no_country_fills_the_map_and_all_fit_into_it():
    shapes = FRAME.shapes(outlines()["features"])
    sizes = {
        one["properties"]["code"]: sum(abs(area(polygon[0])) for polygon in one["geometry"]["coordinates"])
        for one in shapes
    }
    whole = FRAME.width * FRAME.height

    assert {"DE", "FR", "UK", "NO", "CY", "IS"} <= set(sizes)
    assert max(sizes.values()) < 0.25 * whole
    assert 0.3 * whole < sum(sizes.values()) < whole
    square_kilometres = sizes["DE"] / FRAME.scale**2
    assert square_kilometres == pytest.approx(357_000, rel=0.03)
    assert len(json.dumps(shapes)) < 400_000


@given(INSIDE, INSIDE)
def test_a_bow_begins_and_ends_at_its_places(one, other):
    bow = arc(one, other)

    assert bow[0] == (round(one[0], 1), round(one[1], 1))
    assert bow[-1] == (round(other[0], 1), round(other[1], 1))
    assert len(bow) == 17

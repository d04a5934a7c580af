"""Acceleration: two halves by hand, and null where a half is missing or coverage changed."""

import numpy as np
import pyarrow as pa
import pytest

from crossfield.indicators.emerging import CHANGED, ONE_YEAR, acceleration, known_part, tagged_part
from crossfield.indicators.shrinkage import shrink
from crossfield.indicators.window import YearTables, window
from crossfield.lake.delivery import arrow_schema

REGIONS = ("AA1", "BB1")
# (region, year) → joint projects at a × b.
JOINT = {("AA1", 2014): 2, ("AA1", 2015): 1, ("AA1", 2016): 8, ("AA1", 2017): 9, ("BB1", 2015): 4, ("BB1", 2016): 1}
# (region, year) → tagged projects.
SIZE = {(region, year): 20 if year < 2016 else 10 for region in REGIONS for year in range(2014, 2018)}


def tables(joint=None, size=None, unknown=0.0, everyone=100):
    """Counts at level 1 and for all of Europe; ``unknown`` is the part of each project that lies nowhere known."""
    shared = {"level": 1, "scheme": "s"}
    pairs = [
        shared | {"region": r, "field_a": "a", "field_b": "b", "year": y, "whole": n, "fractional": n, "squares": n}
        for (r, y), n in (JOINT if joint is None else joint).items()
    ]
    sizes = SIZE if size is None else size
    exposure = [shared | {"region": r, "year": y, "projects": n, "fractional": float(n)} for (r, y), n in sizes.items()]
    for year in (2016, 2017) if unknown else ():
        part = unknown * sum(n for (_, y), n in sizes.items() if y == year)
        exposure.append(shared | {"region": "unknown", "year": year, "projects": 1, "fractional": part})
    europe = []
    for year in sorted({year for _, year in sizes}):
        europe.append({"level": -1, "scheme": "s", "region": "all", "year": year, "projects": 50})
        most = everyone if year >= 2016 else 100
        europe.append({"level": -1, "scheme": "all", "region": "all", "year": year, "projects": most})
    rows = {"field_year": [], "interface_year": pairs, "exposure": exposure + europe}
    return YearTables(*(pa.Table.from_pylist(rows[name], arrow_schema(name)) for name in rows))


def whole(years, first=2014, last=2017):
    asked = {"level": 1, "scheme": "s", "counting": "whole", "fields": ("a", "b")}
    return window(years, year_from=first, year_to=last, **asked)


def test_two_halves_by_hand():
    """3 and 4 projects of 80 tagged ones, then 17 and 1 of 40: per exposure of the second half, and per three years."""
    years = tables()
    found = acceleration(years, whole(years))
    early, late = np.array([3.0, 4.0]), np.array([17.0, 1.0])
    rates = []
    for joint in (early, late):
        expected = np.full(2, joint.sum() / 2)
        rates.append((shrink(joint, expected).value * expected * 3 / 2, shrink(joint, expected)))
    (before, first), (now, second) = rates
    np.testing.assert_allclose(found.value[:, 0], now - before / 2)
    deviations = (before / 2 / np.sqrt(first.alpha + early), now / np.sqrt(second.alpha + late))
    np.testing.assert_allclose(found.high[:, 0] - found.value[:, 0], 1.645 * np.hypot(*deviations))
    np.testing.assert_allclose(found.high + found.low, 2 * found.value)
    assert found.value[0, 0] > 0 > found.value[1, 0]
    assert found.low[0, 0] > 0
    assert found.note == ""


def test_the_same_rate_per_exposure_is_no_acceleration():
    joint = {("AA1", 2014): 4, ("BB1", 2015): 4, ("AA1", 2016): 2, ("BB1", 2017): 2}
    years = tables(joint)
    np.testing.assert_allclose(acceleration(years, whole(years)).value, 0, atol=1e-12)


def test_a_region_without_projects_in_a_half_had_no_activity_there():
    size = {key: n for key, n in SIZE.items() if key[0] == "AA1" or key[1] >= 2016}
    joint = {("AA1", 2014): 4, ("AA1", 2016): 4, ("BB1", 2016): 4}
    years = tables(joint, size)
    found = acceleration(years, whole(years))
    late = shrink(np.array([4.0, 4.0]), np.array([4.0, 4.0])).value[1] * 4 * 3 / 2
    assert found.value[1, 0] == pytest.approx(late)


@pytest.mark.parametrize(
    ("years", "note"),
    [(tables(unknown=0.5), CHANGED), (tables(everyone=200), CHANGED), (tables(size={("AA1", 2017): 5}), CHANGED)],
    ids=["a third nowhere known", "half as many tagged", "no project before"],
)
def test_changed_coverage_leaves_null_and_a_note(years, note):
    found = acceleration(years, whole(years))
    assert (np.isnan(found.value).all(), np.isnan(found.low).all(), found.note) == (True, True, note)


def test_a_single_year_has_no_halves():
    years = tables()
    found = acceleration(years, whole(years, 2016, 2016))
    assert (np.isnan(found.high).all(), found.note) == (True, ONE_YEAR)


def test_coverage_by_hand():
    exposure = tables(unknown=0.25).exposure
    assert known_part(exposure, "s", 1, (2014, 2015)) == 1.0
    assert known_part(exposure, "s", 1, (2016, 2017)) == pytest.approx(0.8)
    assert known_part(exposure, "absent", 1, (2014, 2015)) is None
    assert tagged_part(exposure, "s", 1, (2014, 2015)) == 0.5
    assert tagged_part(exposure, "all", 1, (2014, 2015)) == 1.0
    assert tagged_part(exposure, "s", 1, (1990, 1991)) is None

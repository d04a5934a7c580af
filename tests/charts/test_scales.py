from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.interface_cells import interface_cells, read_fields
from crossfield.charts.scales import (
    LARGEST_AREA,
    SMALLEST_AREA,
    STRENGTH_LIMITS,
    class_values,
    colour_class,
    colour_limits,
    mark_area,
    round_step,
    sample_sizes,
)


@pytest.mark.parametrize("largest", [0, 1, 2, 7, 38, 400, 12345])
def test_sample_sizes_grow_and_stay_within_the_data(largest):
    sizes = sample_sizes(largest)
    assert sizes == sorted(set(sizes))
    assert sizes[0] == 1
    assert sizes[-1] <= max(largest, 1)


@pytest.mark.parametrize("size", [0.013, 0.2, 1.0, 4.99, 5.0, 99.0])
def test_a_round_step_is_no_larger_and_at_least_two_fifths(size):
    assert 0.4 * size <= round_step(size) <= size * 1.000001


def test_a_step_of_nothing_is_one():
    assert round_step(0.0) == 1.0


@pytest.mark.parametrize("shows", ["strength", "gap", "potential"])
def test_every_class_has_one_swatch(rows, fields, shows):
    rows[0] |= {"gap": -3.4, "potential": 7.0}
    cells = interface_cells(rows, read_fields(fields, "en"), shows=shows, language="en")
    limits = colour_limits(cells, shows)
    assert list(limits) == sorted(limits)
    assert [colour_class(value, limits) for value in class_values(limits)] == list(range(len(limits) + 1))


def test_limits_of_a_gap_are_even_around_zero(rows, fields):
    rows[0] |= {"gap": -3.4}
    cells = interface_cells(rows, read_fields(fields, "en"), shows="gap", language="en")
    assert colour_limits(cells, "gap") == (-2.0, -1.0, -0.25, 0.25, 1.0, 2.0)


@given(st.floats(1e-6, 1e9))
def test_a_round_step_is_one_two_or_five_of_a_power_of_ten(size):
    step = round_step(size)
    first = step / 10 ** math.floor(math.log10(step * (1 + 1e-9)))
    assert min(abs(first - factor) for factor in (1, 2, 5)) < 1e-6
    assert 0.39 * size <= step <= size * (1 + 1e-8)


@given(st.floats(-10, 10), st.floats(-10, 10))
def test_a_larger_figure_is_in_no_lower_class(one, other):
    low, high = sorted((one, other))
    assert 0 <= colour_class(low, STRENGTH_LIMITS) <= colour_class(high, STRENGTH_LIMITS) <= len(STRENGTH_LIMITS)


@pytest.mark.parametrize(
    ("value", "place"),
    [(0.0, 0), (0.49, 0), (0.5, 1), (0.67, 2), (0.9, 3), (1.0, 3), (1.1, 4), (1.5, 5), (2.0, 6), (99.0, 6)],
)
def test_a_limit_belongs_to_the_class_above_it(value, place):
    assert colour_class(value, STRENGTH_LIMITS) == place


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 5000))
def test_a_mark_grows_with_its_projects_between_its_bounds(one, other, largest):
    low, high = sorted(min(count, largest) for count in (one, other))
    assert SMALLEST_AREA <= mark_area(low, largest) <= mark_area(high, largest) <= LARGEST_AREA


def test_marks_of_few_projects_are_not_blown_up():
    assert mark_area(5, 5) == LARGEST_AREA / 2  # ten projects at least make a full mark
    assert mark_area(0, 0) == SMALLEST_AREA


def test_limits_follow_the_largest_figure_and_stand_without_any(rows, fields):
    def limits(shows):
        return colour_limits(interface_cells(rows, read_fields(fields, "en"), shows=shows, language="en"), shows)

    assert limits("potential") == pytest.approx((0.2, 0.4, 0.6, 0.8))  # no potential is known
    assert limits("gap") == pytest.approx((-0.4, -0.2, -0.05, 0.05, 0.2, 0.4))
    assert limits("strength") == STRENGTH_LIMITS
    rows[0] |= {"potential": 26.0}
    rows[1] |= {"potential": 3.0}
    assert limits("potential") == (5.0, 10.0, 15.0, 20.0)


def test_size_legends_by_hand():
    assert [sample_sizes(largest) for largest in (0, 1, 2, 5, 10, 99, 1000)] == [
        [1],
        [1],
        [1, 2],
        [1, 2, 5],
        [1, 5, 10],
        [1, 20, 50],
        [1, 500, 1000],
    ]

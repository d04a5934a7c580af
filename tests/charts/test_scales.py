from __future__ import annotations

import pytest

from crossfield.charts.interface_cells import interface_cells, read_fields
from crossfield.charts.scales import class_values, colour_class, colour_limits, round_step, sample_sizes


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

"""Places of knots: the same for the same network, inside the picture, near where linked."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.charts.network_layout import network_layout

PATIENT = settings(deadline=None, max_examples=30)


@st.composite
def networks(draw):
    count = draw(st.integers(2, 25))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1)).filter(lambda pair: pair[0] != pair[1])
    return count, [(a, b, float(w)) for (a, b), w in draw(st.lists(st.tuples(pairs, st.integers(1, 9)), max_size=40))]


@PATIENT
@given(networks(), st.sampled_from([1.0, 1.6]))
def test_every_knot_stands_inside_the_picture_and_always_at_the_same_place(network, wide):
    count, links = network
    places = network_layout(count, links, wide=wide)

    assert len(places) == count
    assert all(0 <= x <= wide and 0 <= y <= 1 for x, y in places)
    assert places == network_layout(count, links, wide=wide)
    assert len(set(places)) == count


@pytest.mark.parametrize("count", [0, 1])
def test_without_others_a_knot_stands_in_the_middle(count):
    assert network_layout(count, [], wide=2.0) == [(1.0, 0.5)] * count


def test_groups_that_work_together_stand_together():
    groups = [range(6), range(6, 12)]
    links = [(a, b, 5.0) for group in groups for a in group for b in group if a < b]
    places = network_layout(12, [*links, (0, 6, 1.0)])

    def mean(pairs):
        found = [math.dist(places[a], places[b]) for a, b in pairs]
        return sum(found) / len(found)

    inside = mean([(a, b) for a, b, _ in links])
    assert inside < 0.6 * mean([(a, b) for a in groups[0] for b in groups[1]])

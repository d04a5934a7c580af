"""Chance: by hand, by law, and what is planted is found: a level, projects that come together, cells that differ."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.indicators.chance import FRAILTY, Chance, fit_chance, fit_frailty

NUMBERS = st.floats(0.01, 100)


def counted(joint, exposure=100.0, total=None):
    """What fit_chance asks of the counts of the years so far."""
    total = np.ones(len(joint)) if total is None else np.array(total)
    return SimpleNamespace(joint=np.array(joint, dtype=float), exposure=exposure, total=total)


def test_a_chance_by_hand():
    chance = Chance(level=0.5, together=2.0, frailty=2.0)
    rate = np.array([[0.04, 0.08]])
    # Topics expected of 100 incidences: 0.04 * 100 * 0.5 / 2 = 1, and 2.
    np.testing.assert_allclose(chance.growth(rate, 100.0), [[1 - (2 / 3) ** 2, 1 - (2 / 4) ** 2]])
    np.testing.assert_allclose(chance.entry(rate, 100.0, 50.0), [[1 - (3 / 3.5) ** 2, 1 - (4 / 5) ** 2]])


def test_cells_that_hardly_differ_have_the_chance_of_independent_topics():
    found = Chance(1.0, 1.0, 1e9).growth(np.array([0.01, 0.02]), 100.0)
    np.testing.assert_allclose(found, 1 - np.exp([-1.0, -2.0]), rtol=1e-6)


@given(NUMBERS, st.floats(1, 10), NUMBERS, st.floats(1e-6, 1), st.floats(1, 1e4))
def test_an_empty_past_lowers_the_chance_and_more_ahead_raises_it(level, together, frailty, rate, exposure):
    chance, rates = Chance(level, together, frailty), np.array([rate])
    entry, growth = chance.entry(rates, exposure, exposure), chance.growth(rates, exposure)
    assert 0 <= entry[0] <= growth[0] <= 1
    np.testing.assert_array_equal(chance.entry(rates, 0.0, exposure), growth)
    assert chance.growth(rates, 2 * exposure)[0] >= growth[0]


def test_level_and_togetherness_are_ratios_of_sums():
    rate = np.array([[0.01, 0.03], [0.02, 0.02], [0.5, 0.5]])
    past = counted([[2, 4], [0, 6], [0, 0]], total=[3.0, 1.0, 0.0])  # the third region has had no project
    found = fit_chance(rate, past, np.array([[1.0, 2.0], [0.0, 3.0], [0.0, 0.0]]))
    assert (found.level, found.together) == pytest.approx((12 / 8, 12 / 6))


def test_twice_the_rate_is_half_the_level_and_the_same_chance():
    generator = np.random.default_rng(11)
    rate = generator.uniform(0.001, 0.03, (60, 40))
    topics = generator.poisson(rate * 100 * generator.gamma(3.0, 1 / 3, rate.shape)).astype(float)
    past = counted(topics * 2)
    one, other = fit_chance(rate, past, topics), fit_chance(2 * rate, past, topics)
    assert one.level == pytest.approx(2 * other.level)
    np.testing.assert_allclose(one.entry(rate, 100, 50), other.entry(2 * rate, 100, 50), rtol=1e-9)


@pytest.mark.parametrize("repeated", [1, 3])
def test_what_is_planted_is_found_and_foretold(repeated):
    """Topics of ``repeated`` projects each, 0.8 times as many as expected, frailty 2: entries come at their rate."""
    generator = np.random.default_rng(repeated)
    rate = generator.gamma(0.5, 0.02, (400, 200)) + 1e-5
    due = rate * 0.8 / repeated * generator.gamma(2.0, 0.5, rate.shape)
    before, after = (generator.poisson(due * exposure).astype(float) for exposure in (200, 150))
    found = fit_chance(rate, counted(before * repeated, 200.0, np.ones(400)), before)
    assert (found.level, found.frailty) == pytest.approx((0.8, 2.0), rel=0.1)
    assert found.together == repeated
    empty = before == 0
    told, came = found.entry(rate, 200.0, 150.0)[empty], after[empty] > 0
    assert told.mean() == pytest.approx(came.mean(), rel=0.05)
    upper = told > np.quantile(told, 0.9)
    assert told[upper].mean() == pytest.approx(came[upper].mean(), rel=0.05)


def test_frailty_is_found():
    generator = np.random.default_rng(5)
    mean = generator.uniform(0.5, 4, 20_000)
    outcome = generator.poisson(mean * generator.gamma(2.0, 0.5, len(mean))).astype(float)
    assert fit_frailty(outcome, mean) == pytest.approx(2.0, rel=0.1)


def test_a_cell_that_stayed_as_empty_as_was_expected_tells_nothing_of_frailty():
    outcome, mean = np.array([0.0, 1.0, 2.0, 5.0]), np.array([1.0, 1.0, 1.0, 2.0])

    assert fit_frailty(np.r_[outcome, 0.0], np.r_[mean, 0.0]) == fit_frailty(outcome, mean)


def test_a_mean_too_small_for_a_number_leaves_frailty_within_its_bounds():
    low, high = FRAILTY

    assert low <= fit_frailty(np.array([1.0, 0.0]), np.array([0.0, 0.0])) <= high

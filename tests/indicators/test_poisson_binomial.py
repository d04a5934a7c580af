"""Tails of sums of unlike coins: exact against adding coin by coin, quick within the error it states."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from crossfield.indicators.poisson_binomial import exact_tail, quick_tail, two_kinds


def tails(coins):
    """P(V >= v) for v = 0, 1, ..., by adding coin after coin."""
    mass = np.ones(1)
    for q in coins:
        mass = np.convolve(mass, [1 - q, q])
    return mass[::-1].cumsum()[::-1]


def kinds_of(coins):
    return two_kinds([np.array([np.sum(coins**n)]) for n in range(1, 6)])


def quick(coins, count):
    tail, error = quick_tail(np.array([float(count)]), kinds_of(coins))
    return float(tail[0]), float(error[0])


@settings(deadline=None)
@given(st.lists(st.sampled_from([0.0, 1e-6, 0.01, 0.3, 0.5, 0.9, 1.0]), min_size=1, max_size=25))
def test_the_exact_tail_is_that_of_adding_coins(coins):
    coins = np.array(coins)
    counts = np.arange(len(coins) + 2, dtype=float)
    found = exact_tail(counts, np.repeat(coins[:, None], len(counts), axis=1), np.ones(len(coins)))
    assert found == pytest.approx(np.append(tails(coins), 0.0), rel=1e-10, abs=1e-300)


def test_the_exact_tail_keeps_its_digits_far_out_and_counts_copies():
    counts = np.array([0.0, 30.0, 100.0, 400.0, 2000.0])
    found = exact_tail(counts, np.full((1, 5), 0.02), np.array([2000.0]))
    assert found[1:] == pytest.approx(binom.sf(counts[1:] - 1, 2000, 0.02), rel=1e-9)
    assert found[0] == 1.0


@pytest.mark.parametrize("coins", [200, 600])
@pytest.mark.parametrize("seed", range(6))
def test_the_quick_tail_is_within_the_error_it_states(coins, seed):
    chance = np.random.default_rng(seed)
    odds = chance.lognormal(chance.uniform(-4, 0), chance.uniform(0.2, 1.5), coins)
    q = (odds / (1 + odds)) ** 2
    for count, tail in enumerate(tails(q)):
        if tail < 1e-9:
            break
        found, error = quick(q, count)
        if tail < 0.3 and error < 1:
            assert abs(found / tail - 1) <= error
        elif tail >= 0.3:
            assert found == pytest.approx(tail, rel=0.15)


def test_typical_errors_are_far_below_a_per_cent():
    q = np.random.default_rng(1).beta(1, 12, 1500)
    exact = tails(q)
    for count in range(int(q.sum()) + 5, int(q.sum() + 6 * np.sqrt(q.sum()))):
        assert quick(q, count)[0] == pytest.approx(exact[count], rel=2e-3)


def test_equal_coins_are_one_kind_and_no_coin_is_none():
    kinds = kinds_of(np.full(50, 0.2))
    assert (kinds.first[0], kinds.mean_first[0], kinds.mean_second[0]) == pytest.approx((0.2, 10, 0), abs=1e-9)
    tail, error = quick_tail(np.array([0.0, 1.0]), two_kinds([np.zeros(2)] * 5))
    assert (tail[0], error[0]) == (1.0, 0.0)
    assert np.isnan(tail[1])
    assert np.isinf(error[1])


def test_a_count_out_of_reach_is_unknown_to_the_quick_tail():
    tail, error = quick(np.full(4, 0.5), 5)
    assert np.isnan(tail)
    assert np.isinf(error)


COINS = st.lists(st.sampled_from([0.01, 0.05, 0.2, 0.3, 0.5, 0.7, 0.9]), min_size=1, max_size=30)


@settings(deadline=None)
@given(COINS)
def test_two_kinds_keep_the_first_four_sums_of_powers(coins):
    coins = np.array(coins)
    kinds = kinds_of(coins)
    for power in range(1, 5):
        kept = kinds.mean_first[0] * kinds.first[0] ** (power - 1) + kinds.mean_second[0] * kinds.second[0] ** (
            power - 1
        )
        assert kept == pytest.approx(np.sum(coins**power), rel=1e-5)
    assert 0 <= kinds.second[0] <= kinds.first[0] <= 1
    assert kinds.rest[0] >= 0


def test_some_sums_can_be_taken_out():
    kinds = two_kinds([np.array([0.5, 1.0, 1.5]) ** power for power in range(1, 6)])
    some = kinds.at(np.array([2, 0]))
    assert some.first.tolist() == kinds.first[[2, 0]].tolist()
    assert some.rest.tolist() == kinds.rest[[2, 0]].tolist()


@settings(deadline=None)
@given(COINS, st.randoms(use_true_random=False))
def test_the_order_of_coins_and_how_they_are_told_do_not_matter(coins, chance):
    counts = np.arange(len(coins) + 1, dtype=float)

    def tail(some, copies):
        return exact_tail(counts, np.repeat(np.array(some)[:, None], len(counts), axis=1), np.array(copies, float))

    plain = tail(coins, [1] * len(coins))
    assert tail(chance.sample(coins, len(coins)), [1] * len(coins)) == pytest.approx(plain, rel=1e-9)
    kinds = sorted(set(coins))
    assert tail(kinds, [coins.count(one) for one in kinds]) == pytest.approx(plain, rel=1e-9)


@settings(deadline=None)
@given(COINS)
def test_a_tail_falls_with_the_count_and_its_sum_is_the_mean(coins):
    counts = np.arange(1, len(coins) + 1, dtype=float)
    found = exact_tail(counts, np.repeat(np.array(coins)[:, None], len(counts), axis=1), np.ones(len(coins)))
    assert (np.diff(found) <= 1e-12).all()
    assert found.sum() == pytest.approx(sum(coins), rel=1e-9)


def test_coins_that_always_fall_on_one_side_are_certain():
    certain = np.array([[1.0] * 4, [0.0] * 4, [1.0] * 4])
    assert exact_tail(np.array([0.0, 1.0, 2.0, 3.0]), certain, np.ones(3)).tolist() == [1.0, 1.0, 1.0, 0.0]


def test_all_heads_is_the_product():
    assert exact_tail(np.array([3.0]), np.array([[0.5], [0.1]]), np.array([2.0, 1.0])) == pytest.approx([0.025])

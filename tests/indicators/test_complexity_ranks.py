"""Rank intervals: coverage on simulated records, determinism, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError
from crossfield.indicators.complexity import complexity
from crossfield.indicators.complexity_ranks import rank_intervals, ranks
from crossfield.indicators.presence import binary_presence


def rates(seed=0, regions=25, fields=40):
    """Expected records with a ladder of capabilities: higher regions do rarer fields, too."""
    chance = np.random.default_rng(seed)
    able, hard = np.linspace(-1.5, 1.5, regions), np.linspace(-1.5, 1.5, fields)
    return 30 * np.exp(1.2 * np.outer(able, hard) - hard[None, :] + 0.3 * chance.normal(size=(regions, fields)))


def test_ranks_share_ties_and_leave_out_the_undefined():
    assert ranks(np.array([3.0, 1.0, 3.0 + 1e-12, np.nan])).tolist() == pytest.approx(
        [1.5, 3, 1.5, np.nan], nan_ok=True
    )
    assert np.isnan(ranks(np.array([np.nan]))).all()


@pytest.mark.parametrize("resample", ["records", "fields"])
def test_intervals_hold_the_rank_and_are_the_same_for_the_same_seed(resample):
    table = np.random.default_rng(1).poisson(rates())
    found = rank_intervals(table, resample=resample, draws=60)
    again = rank_intervals(table, resample=resample, draws=60)
    other = rank_intervals(table, resample=resample, draws=60, seed=1)
    assert (found.low.tolist(), found.eci_high.tolist()) == (again.low.tolist(), again.eci_high.tolist())
    assert found.eci_low.tolist() != other.eci_low.tolist()
    assert (found.low <= found.high).all()
    assert np.mean((found.low <= found.rank) & (found.rank <= found.high)) > 0.85
    assert found.draws == 60
    assert (found.support == 60).all()
    np.testing.assert_allclose(found.eci, complexity(binary_presence(table)).eci)


def test_more_records_make_narrower_intervals():
    chance = np.random.default_rng(2)
    few, many = (rank_intervals(chance.poisson(rates() * scale), draws=40) for scale in (0.3, 30))
    assert np.mean(many.high - many.low) < 0.6 * np.mean(few.high - few.low)


@pytest.mark.slow
def test_intervals_of_records_hold_the_value_of_another_sample_at_their_rate():
    """Two samples differ by the square root of two times one's error; so 90 % of one holds about 75 % of another."""
    held = []
    for seed in range(12):
        chance = np.random.default_rng(seed)
        expected = rates(seed)
        found = rank_intervals(chance.poisson(expected), draws=100, seed=seed)
        again = complexity(binary_presence(chance.poisson(expected))).eci
        held.append(np.mean((found.eci_low <= again) & (again <= found.eci_high)))
    assert 0.6 < np.mean(held) < 0.95


def test_a_region_without_fields_has_no_interval():
    table = np.vstack([np.random.default_rng(3).poisson(rates()), np.zeros(40)])
    found = rank_intervals(table, draws=20)
    assert np.isnan([found.rank[-1], found.low[-1], found.high[-1], found.eci_low[-1]]).all()
    assert found.support[-1] == 0


def test_a_table_too_small_for_its_draws_is_refused():
    with pytest.raises(NotComputableError, match="draws have a complexity"):
        rank_intervals(np.array([[2, 1, 1], [0, 1, 1], [0, 0, 1]]) * 0.2, draws=30)


@pytest.mark.parametrize(
    "wrong", [{"resample": "regions"}, {"unit": 0.0}, {"draws": 1}, {"level": 1.0}, {"level": 0.0}]
)
def test_arguments_out_of_range_are_refused(wrong):
    with pytest.raises(NotComputableError, match="out of range"):
        rank_intervals(rates(), **wrong)


VALUES = st.lists(st.one_of(st.integers(-5, 5).map(float), st.just(float("nan"))), max_size=12)


@given(VALUES)
def test_ranks_count_who_is_above_and_share_with_who_is_level(values):
    found = ranks(np.array(values))
    for value, rank in zip(values, found, strict=True):
        if np.isnan(value):
            assert np.isnan(rank)
        else:
            above = sum(other > value for other in values)
            level = sum(other == value for other in values)
            assert rank == above + (level + 1) / 2


@given(VALUES)
def test_ranks_add_up_and_turn_round_with_their_values(values):
    found, count = ranks(np.array(values)), sum(not np.isnan(value) for value in values)
    assert np.nansum(found) == count * (count + 1) / 2
    assert ranks(-np.array(values)) == pytest.approx(count + 1 - found, nan_ok=True)


def test_a_narrower_interval_lies_within_a_wider_one():
    table = np.random.default_rng(4).poisson(rates(regions=12, fields=20))
    wide, narrow = (rank_intervals(table, draws=40, level=level) for level in (0.9, 0.5))
    assert (wide.low <= narrow.low).all()
    assert (narrow.high <= wide.high).all()
    assert wide.rank.tolist() == narrow.rank.tolist()


def test_the_order_of_regions_and_another_unit_do_not_matter_to_the_ranks_themselves():
    table = np.random.default_rng(5).poisson(rates(regions=10, fields=20)).astype(float)
    order = np.random.default_rng(6).permutation(10)
    found = rank_intervals(table, resample="fields", draws=20)
    mixed = rank_intervals(table[order], resample="fields", draws=20)
    assert mixed.rank.tolist() == found.rank[order].tolist()
    assert mixed.low == pytest.approx(found.low[order])
    assert rank_intervals(table * 7, resample="fields", draws=20).high == pytest.approx(found.high)

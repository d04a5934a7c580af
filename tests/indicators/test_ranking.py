"""Rankings judged by hand-worked numbers and by laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from crossfield.indicators.ranking import (
    Ranking,
    calibration_slope,
    decile_of,
    deciles,
    poisson_deviance,
    significant,
    spearman,
)

ONE = np.ones(4)


def test_average_precision_by_hand():
    ranking = Ranking.of(np.array([4.0, 3.0, 2.0, 1.0]))
    # precision 1/1 at the first positive, 2/3 at the second
    assert ranking.average_precision(np.array([1.0, 0.0, 1.0, 0.0]), ONE) == pytest.approx((1 + 2 / 3) / 2)


def test_equal_scores_are_one_step():
    ranking = Ranking.of(np.array([2.0, 2.0, 1.0, 1.0]))
    positive = np.array([1.0, 0.0, 1.0, 0.0])
    assert ranking.average_precision(positive, ONE) == pytest.approx(0.5)
    assert ranking.roc_area(positive, ONE) == pytest.approx(0.5)


def test_weight_two_is_the_same_as_twice():
    scores, positive = np.array([3.0, 2.0, 1.0]), np.array([0.0, 1.0, 1.0])
    weighted = Ranking.of(scores).average_precision(positive, np.array([1.0, 2.0, 1.0]))
    twice = Ranking.of(np.array([3.0, 2.0, 2.0, 1.0])).average_precision(np.array([0.0, 1.0, 1.0, 1.0]), ONE)
    assert weighted == pytest.approx(twice)


def test_one_kind_only_is_undefined():
    ranking = Ranking.of(np.array([2.0, 1.0]))
    nothing = np.zeros(2)
    assert math.isnan(ranking.average_precision(nothing, np.ones(2)))
    assert math.isnan(ranking.roc_area(nothing, np.ones(2)))
    assert math.isnan(ranking.roc_area(np.ones(2), np.ones(2)))


def test_precision_at_the_top():
    assert Ranking.of(np.array([3.0, 2.0, 1.0])).precision_at(2, np.array([1.0, 0.0, 1.0])) == pytest.approx(0.5)


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_roc_area_is_the_share_of_ordered_pairs(cells):
    scores = np.array([float(score) for score, _ in cells])
    positive = np.array([float(kind) for _, kind in cells])
    pairs = [(a > b) + (a == b) / 2 for a, x in cells for b, y in cells if x and not y]
    found = Ranking.of(scores).roc_area(positive, np.ones(len(cells)))
    assert math.isnan(found) if not pairs else found == pytest.approx(sum(pairs) / len(pairs))


def test_calibrated_forecasts_have_slope_one():
    generator = np.random.default_rng(3)
    chance = generator.uniform(0.02, 0.9, 40_000)
    outcome = (generator.uniform(size=len(chance)) < chance).astype(float)
    assert calibration_slope(chance, outcome) == pytest.approx(1.0, abs=0.05)
    rows = deciles(chance, outcome)
    assert len(rows) == 10
    assert sum(row["cells"] for row in rows) == len(chance)
    assert all(abs(row["predicted"] - row["observed"]) < 0.03 for row in rows)


def test_timid_forecasts_have_a_slope_above_one():
    generator = np.random.default_rng(4)
    chance = generator.uniform(0.02, 0.9, 20_000)
    outcome = (generator.uniform(size=len(chance)) < chance).astype(float)
    assert calibration_slope(0.5 + (chance - 0.5) / 3, outcome) > 1.5


def test_deviance_is_zero_where_the_forecast_is_right():
    outcome = np.array([0.0, 1.0, 4.0])
    assert poisson_deviance(outcome, outcome) == pytest.approx(0.0, abs=1e-6)
    assert poisson_deviance(np.array([1.0]), np.array([2.0])) == pytest.approx(2 * (math.log(0.5) + 1))
    assert poisson_deviance(outcome, outcome + 1, np.array([0.0, 0.0, 1.0])) == pytest.approx(
        2 * (4 * math.log(0.8) + 1)
    )


def test_spearman_with_ties_and_without_spread():
    assert spearman(np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0])) == -1.0
    assert spearman(np.array([1.0, 1.0, 2.0]), np.array([5.0, 5.0, 9.0])) == 1.0
    assert math.isnan(spearman(np.ones(3), np.array([1.0, 2.0, 3.0])))


LISTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=30)


@given(LISTS)
def test_the_rank_correlation_is_symmetric_and_that_of_another_package(pairs):
    one, other = (np.array(side, float) for side in zip(*pairs, strict=True))
    found = spearman(one, other)
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert math.isnan(found)
        return
    assert found == pytest.approx(spearmanr(one, other).statistic, abs=1e-9)
    assert found == spearman(other, one) == -spearman(-one, other)
    assert spearman(one, one) == 1.0


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=10))
def test_nine_digits_stay_and_rounding_again_changes_nothing(values):
    once = significant(np.array(values))
    assert once == pytest.approx(np.array(values), rel=1e-8, abs=1e-300)
    assert not np.isnan(once).any()  # the smallest floats as well
    assert significant(once) == pytest.approx(once, rel=1e-15, abs=0)


@given(
    st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=30), st.randoms(use_true_random=False)
)
def test_the_order_of_cells_changes_no_area(cells, chance):
    def areas(rows):
        score, positive = (np.array(side, float) for side in zip(*rows, strict=True))
        ranking, one = Ranking.of(score), np.ones(len(rows))
        return [ranking.average_precision(positive, one), ranking.roc_area(positive, one)]

    assert areas(chance.sample(cells, len(cells))) == pytest.approx(areas(cells), nan_ok=True)


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), min_size=2, max_size=30))
def test_the_other_way_round_the_area_is_what_is_left_of_one(cells):
    score, positive = (np.array(side, float) for side in zip(*cells, strict=True))
    one = np.ones(len(cells))
    found = Ranking.of(score).roc_area(positive, one)
    assert Ranking.of(-score).roc_area(positive, one) == pytest.approx(1 - found, nan_ok=True)
    assert Ranking.of(score).roc_area(1 - positive, one) == pytest.approx(1 - found, nan_ok=True)


def test_a_score_for_all_alike_is_as_good_as_the_share_of_positives():
    positive = np.array([1.0, 0.0, 0.0, 1.0, 0.0])
    alike = Ranking.of(np.full(5, 3.0))
    assert alike.average_precision(positive, np.ones(5)) == pytest.approx(0.4)
    assert alike.roc_area(positive, np.ones(5)) == pytest.approx(0.5)
    assert alike.precision_at(99, positive) == pytest.approx(0.4)


def test_who_weighs_nothing_is_not_there():
    ranking = Ranking.of(np.array([4.0, 3.0, 2.0, 1.0]))
    positive, weight = np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.0, 1.0, 0.0, 1.0])
    assert ranking.average_precision(positive, weight) == 1.0
    assert ranking.roc_area(positive, weight) == 1.0


def test_forecasts_that_part_the_kinds_have_no_slope():
    assert math.isnan(calibration_slope(np.array([0.1, 0.2, 0.8, 0.9]), np.array([0.0, 0.0, 1.0, 1.0])))


@pytest.mark.parametrize(("chance", "place"), [(0.0, 0), (0.1, 0), (0.199, 0), (0.2, 1), (0.3, 2), (1.0, 2)])
def test_a_forecast_belongs_to_the_tenth_at_whose_lower_edge_it_begins(chance, place):
    assert decile_of(np.array([chance]), np.array([0.1, 0.2, 0.3])).tolist() == [place]


def test_forecasts_that_are_all_alike_are_one_tenth():
    (row,) = deciles(np.full(6, 0.25), np.array([1.0, 0, 0, 0, 1, 1]))
    assert row == {"decile": 10, "from": 0.25, "predicted": 0.25, "observed": 0.5, "cells": 6.0}


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(0.01, 50)), min_size=1, max_size=10))
def test_no_forecast_loses_less_than_the_right_one(cells):
    outcome, mean = (np.array(side, float) for side in zip(*cells, strict=True))
    assert poisson_deviance(outcome, mean) >= -1e-9
    whole = poisson_deviance(outcome, mean, np.ones(len(cells)))
    assert whole == pytest.approx(poisson_deviance(outcome, mean))
    assert poisson_deviance(outcome, mean, np.full(len(cells), 3.0)) == pytest.approx(3 * whole)

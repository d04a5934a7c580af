"""Rankings judged by hand-worked numbers and by laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.indicators.ranking import Ranking, calibration_slope, deciles, poisson_deviance, spearman

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

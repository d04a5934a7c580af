"""The additive score by hand, ties by code, and weights that put partners that came above the others."""

import numpy as np
import pytest

from crossfield.matching.ranker import Ranker, best, fit_ranker, scaled


def test_features_are_scaled_by_the_best_that_is_not_known():
    block = {"activity": np.array([[8.0, 4.0, 1.0]]), "country-affinity": np.array([[-1.0, 2.0, 0.5]])}
    found = scaled(block, np.array([[True, False, False]]))
    assert found["activity"].tolist() == [[2.0, 1.0, 0.25]]
    assert found["country-affinity"].tolist() == [[-1.0, 2.0, 0.5]]


def test_a_feature_that_nobody_has_stays_nought():
    assert scaled({"activity": np.zeros((1, 2))}, np.zeros((1, 2), bool))["activity"].tolist() == [[0.0, 0.0]]


def test_score_by_hand():
    ranker = Ranker(("activity", "country-affinity"), np.array([2.0, 9.0]), np.array([1.0, 3.0]))
    block = {"activity": np.array([[0.25]]), "country-affinity": np.array([[-1.0]])}
    assert ranker.score(block).tolist() == [[2 * 0.5 + 0.25 - 3.0]]


@pytest.mark.parametrize("count", [1, 2, 3, 9])
def test_equal_scores_stand_in_code_order_and_the_known_last(count):
    score = np.array([[0.3, 0.1 + 0.2, 0.9, 0.5]])
    known = np.array([[False, False, True, False]])
    assert best(score, known, count)[0].tolist() == [3, 0, 1, 2][:count]


def test_weights_put_partners_that_came_first():
    generator = np.random.default_rng(3)
    block = {"activity": generator.random((40, 30)), "shared-partners": generator.random((40, 30))}
    wanted = block["shared-partners"] > 0.8
    none = np.zeros_like(wanted)
    ranker = fit_ranker(("activity", "shared-partners"), [(block, none, wanted)])
    first = best(ranker.score(block), none, 1)
    assert np.take_along_axis(wanted, first, axis=1).mean() == 1.0
    again = fit_ranker(("activity", "shared-partners"), [(block, none, wanted)])
    assert again.root.tolist() == ranker.root.tolist()

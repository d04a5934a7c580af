"""The additive score by hand, ties by code, and weights that put partners that came above the others."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from crossfield.matching.ranker import POOL, RIDGE, Ranker, best, fit_ranker, pooled, scaled

PATIENT = settings(deadline=None, max_examples=40)
WHOLE = st.integers(-50, 50).map(float)


def fitted(features, rows):
    return fit_ranker(features, [pooled(features, *row) for row in rows])


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
    ranker = fitted(("activity", "shared-partners"), [(block, none, wanted)])
    first = best(ranker.score(block), none, 1)
    assert np.take_along_axis(wanted, first, axis=1).mean() == 1.0
    again = fitted(("activity", "shared-partners"), [(block, none, wanted)])
    assert again.root.tolist() == ranker.root.tolist()


@st.composite
def asked(draw):
    """Scores that differ clearly or not at all, and whom the one who asks knows."""
    shape = draw(st.tuples(st.integers(1, 3), st.integers(1, 12)))
    return draw(arrays.arrays(float, shape, elements=WHOLE)), draw(arrays.arrays(bool, shape))


@PATIENT
@given(asked(), st.integers(1, 15))
def test_the_best_are_those_of_a_sort_of_all(case, count):
    score, known = case
    for row, places in enumerate(best(score, known, count)):
        hidden = np.where(known[row], -np.inf, score[row])
        assert places.tolist() == np.lexsort((np.arange(len(hidden)), -hidden))[:count].tolist()


@PATIENT
@given(asked(), st.sampled_from([1e-6, 0.5, 3.0, 1e9]))
def test_the_unit_of_a_score_changes_no_order(case, unit):
    score, known = case
    count = score.shape[1]
    assert best(score * unit, known, count).tolist() == best(score, known, count).tolist()


def test_each_query_has_its_own_order_and_a_score_of_nought_is_one_like_others():
    score = np.array([[0.0, -1.0, 2.0], [5.0, 0.0, 0.0]])
    assert best(score, np.zeros((2, 3), bool), 3).tolist() == [[2, 0, 1], [0, 1, 2]]


def test_who_knows_everybody_still_gets_places_in_code_order():
    assert best(np.array([[1.0, 2.0]]), np.ones((1, 2), bool), 2).tolist() == [[0, 1]]


@PATIENT
@given(arrays.arrays(float, (2, 6), elements=st.integers(0, 9).map(float)), st.sampled_from([0.25, 2.0, 1024.0]))
def test_the_unit_of_a_feature_is_gone_after_scaling(values, unit):
    known = np.zeros((2, 6), bool)
    known[:, 0] = True
    found = scaled({"activity": values}, known)["activity"]
    again = scaled({"activity": values * unit}, known)["activity"]
    assert again[:, 1:].tolist() == found[:, 1:].tolist()
    largest = found[:, 1:].max(axis=1)
    assert set(largest.tolist()) <= {0.0, 1.0}
    assert (largest == 0).tolist() == (values[:, 1:].max(axis=1) == 0).tolist()


def test_parts_add_up_to_the_score_and_a_feature_without_weights_adds_nothing():
    names = ("activity", "country-affinity", "shared-partners")
    ranker = Ranker(names, np.array([2.0, 0.0, 0.0]), np.array([-1.0, 0.5, 0.0]))
    block = {
        "activity": np.array([[1.0, 0.25]]),
        "country-affinity": np.array([[-2.0, 4.0]]),
        "shared-partners": np.array([[1.0, 1.0]]),
    }
    parts = ranker.parts(block)
    assert {name: part.tolist() for name, part in parts.items()} == {
        "activity": [[1.0, 0.75]],
        "country-affinity": [[-1.0, 2.0]],
        "shared-partners": [[0.0, 0.0]],
    }
    assert ranker.score(block).tolist() == [[0.0, 2.75]]


def drawn(seed, queries=30, candidates=20):
    generator = np.random.default_rng(seed)
    names = ("activity", "country-affinity", "shared-partners")
    return {name: generator.random((queries, candidates)) for name in names}


def test_a_feature_that_is_the_same_for_all_gets_no_weight_and_a_signed_one_no_root():
    block = drawn(1) | {"activity": np.ones((30, 20))}
    wanted = block["country-affinity"] > 0.9
    ranker = fitted(tuple(block), [(block, np.zeros_like(wanted), wanted)])
    assert (ranker.root[0], ranker.line[0]) == (0.0, 0.0)
    assert ranker.root[1] == 0.0
    assert ranker.line[1] > 0


def test_without_anybody_who_came_all_weights_are_nought():
    block = drawn(2)
    nobody = np.zeros((30, 20), bool)
    ranker = fitted(tuple(block), [(block, nobody, nobody)])
    assert np.concatenate([ranker.root, ranker.line]).tolist() == [0.0] * 6


def test_what_those_have_who_were_known_before_teaches_nothing():
    block = drawn(3)
    known = np.zeros((30, 20), bool)
    known[:, ::2] = True
    wanted = (block["shared-partners"] > 0.7) & ~known
    mixed = {name: np.where(known, np.roll(values, 2, axis=1), values) for name, values in block.items()}
    whole, again = (fitted(tuple(block), [(one, known, wanted)]) for one in (block, mixed))
    assert mixed["activity"].tolist() != block["activity"].tolist()
    assert again.line.tolist() == pytest.approx(whole.line.tolist(), rel=1e-3, abs=1e-3)
    assert again.root.tolist() == pytest.approx(whole.root.tolist(), rel=1e-3, abs=1e-3)


def test_blocks_of_queries_are_learned_from_as_one():
    block = drawn(4)
    wanted = block["shared-partners"] > 0.8
    none = np.zeros_like(wanted)
    halves = [
        ({name: values[part] for name, values in block.items()}, none[part], wanted[part])
        for part in (slice(0, 15), slice(15, 30))
    ]
    whole, parted = fitted(tuple(block), [(block, none, wanted)]), fitted(tuple(block), halves)
    assert parted.root.tolist() == whole.root.tolist()
    assert parted.line.tolist() == whole.line.tolist()


def test_of_more_than_the_pool_only_those_with_most_features_teach():
    count = POOL + 50
    activity = np.tile(np.linspace(1.0, 2.0, count), (4, 1))
    wanted = np.zeros((4, count), bool)
    wanted[:, :50] = True  # the least active ones: outside the pool, so that nobody came
    ranker = fitted(("activity",), [({"activity": activity}, np.zeros_like(wanted), wanted)])
    assert (ranker.root.tolist(), ranker.line.tolist()) == ([0.0], [0.0])


@PATIENT
@given(st.integers(0, 99), st.integers(1, 4), st.sampled_from([3, 40, 1000]))
def test_among_many_the_best_are_those_of_a_sort_of_all(seed, count, values):
    generator = np.random.default_rng(seed)
    score = generator.integers(-values, values, (2, 700)).astype(float)
    known = generator.random((2, 700)) < [[0.1], [0.999]]  # nearly all are known to the second
    for row, places in enumerate(best(score, known, count)):
        hidden = np.where(known[row], -np.inf, score[row])
        assert places.tolist() == np.lexsort((np.arange(700), -hidden))[:count].tolist()


def test_among_many_those_that_are_equal_to_nine_digits_stand_in_code_order():
    score = np.linspace(0.0, 0.5, 700)[None, :].copy()
    score[0, [5, 90, 400]] = [0.9, 0.9 + 1e-12, 0.9 - 1e-12]
    assert best(score, np.zeros((1, 700), bool), 2).tolist() == [[5, 90]]
    assert best(score, np.zeros((1, 700), bool), 0).tolist() == [[]]


def test_one_feature_has_the_weight_at_which_the_slope_is_nought():
    # one query, candidates with 1 and 0, the first came: the chance of the other, in units, is the slope of the ridge
    names = ("country-affinity",)
    block = {"country-affinity": np.array([[1.0, 0.0]])}
    none = np.zeros((1, 2), bool)
    weight = fitted(names, [(block, none, np.array([[True, False]]))]).line[0]
    unit = 0.5  # the standard deviation; the ridge holds the weight in this unit
    assert (1 / unit) / (1 + np.exp(weight)) == pytest.approx(2 * RIDGE * weight * unit, rel=1e-9)


@pytest.mark.parametrize("seed", [5, 6])
def test_weights_are_the_same_in_any_order_of_queries_and_candidates(seed):
    block = drawn(seed, queries=150)
    wanted = (block["shared-partners"] + block["activity"] ** 2 > 1.2) & (block["country-affinity"] > 0.2)
    none = np.zeros_like(wanted)
    generator = np.random.default_rng(seed)
    rows, columns = generator.permutation(150), generator.permutation(20)
    turned = {name: values[rows][:, columns] for name, values in block.items()}
    one = fitted(tuple(block), [(block, none, wanted)])
    other = fitted(tuple(block), [(turned, none, wanted[rows][:, columns])])
    assert other.root.tolist() == pytest.approx(one.root.tolist(), rel=1e-9, abs=1e-11)
    assert other.line.tolist() == pytest.approx(one.line.tolist(), rel=1e-9, abs=1e-11)


def test_what_tells_partners_apart_for_sure_gets_a_weight_that_the_ridge_holds():
    block = {"activity": np.tile([1.0, 0.0, 0.0, 0.0], (80, 1))}
    wanted = block["activity"] > 0
    ranker = fitted(("activity",), [(block, np.zeros_like(wanted), wanted)])
    assert 0 < ranker.root[0] == pytest.approx(ranker.line[0], rel=1e-9)  # root and value of 0 and 1 are the same
    assert ranker.root[0] < 100


WEIGHTS = """
import json
import numpy as np
from crossfield.matching.ranker import fit_ranker, pooled
drawn = np.random.default_rng(11).random((3, 200, 700))
block = dict(zip(("activity", "country-affinity", "shared-partners"), drawn, strict=True))
wanted = block["shared-partners"] + block["activity"] > 1.8
ranker = fit_ranker(tuple(block), [pooled(tuple(block), block, np.zeros_like(wanted), wanted)])
print(json.dumps([*ranker.root, *ranker.line]))
"""


def test_weights_are_the_same_with_one_thread_and_with_two():
    found = []
    for threads in ("1", "2"):
        told = os.environ | {"OPENBLAS_NUM_THREADS": threads, "OMP_NUM_THREADS": threads}
        ran = subprocess.run([sys.executable, "-c", WEIGHTS], env=told, capture_output=True, text=True, check=True)
        found.append(json.loads(ran.stdout))
    assert all(weight or place == 1 for place, weight in enumerate(found[0]))  # the signed one has no root
    assert found[1] == pytest.approx(found[0], rel=1e-9)

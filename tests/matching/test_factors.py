"""Factors tell two groups apart, and are the same in any block size."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from crossfield.matching import factors
from crossfield.matching.factors import PULL, UNSEEN, collaboration_factors, projected


def two_groups(count=60):
    side = np.arange(count) % 2
    ties = (side[:, None] == side[None, :]) & (np.random.default_rng(1).random((count, count)) < 0.7)
    ties = np.triu(ties, 1)
    return sparse.csr_array((ties + ties.T).astype(float)), side


def test_ties_within_a_group_are_told_from_those_between(monkeypatch):
    monkeypatch.setattr(factors, "PULL", 0.5)  # few organisations hold fewer ties than Europe's
    ties, side = two_groups()
    found = collaboration_factors(ties, rank=4)
    score = projected(ties, found) @ found.T
    same = side[:, None] == side[None, :]
    assert score[same].mean() > 3 * abs(score[~same]).mean()


def test_blocks_do_not_matter(monkeypatch):
    ties, _ = two_groups()
    whole = collaboration_factors(ties, rank=4)
    monkeypatch.setattr(factors, "STEPS", 50)
    assert np.allclose(collaboration_factors(ties, rank=4), whole, rtol=1e-9)


def test_who_has_no_ties_has_no_factors():
    assert projected(sparse.csr_array((1, 3)), np.ones((3, 2))).tolist() == [[0.0, 0.0]]


def test_all_rows_at_once_and_one_by_one_are_alike():
    ties, _ = two_groups()
    given = np.random.default_rng(2).normal(size=(60, 4))
    few = np.concatenate([projected(ties[[row]], given) for row in range(60)])
    assert np.allclose(projected(ties, given), few, rtol=1e-9)


def test_one_factor_by_hand():
    ties = sparse.csr_array([[0.0, 1.0]])  # one tie, to the second of two organisations
    found = projected(ties, np.array([[1.0], [2.0]]))
    # 2 u = near; 4 for the tie, 0.1 · (1 + 4) for all pairs, 18 · (1 + 1 / (0.1 · 2)) for the pull to nought
    assert found.tolist() == [[pytest.approx(2 / (4 + 0.5 + 108))]]


def lost(ties, u, v):
    """What the factors u of one organisation lose, as the docstring of `collaboration_factors` says it."""
    told = v @ u
    degree = ties.sum()
    pull = PULL * (1 + degree / (UNSEEN * len(v)))
    return float((ties * (1 - told) ** 2).sum() + UNSEEN * (told**2).sum() + pull * (u @ u))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 5))
def test_no_other_factors_lose_less(seed, rank):
    generator = np.random.default_rng(seed)
    ties, v = (generator.random(12) < 0.4).astype(float), generator.normal(size=(12, rank)) * 3
    u = projected(sparse.csr_array(ties[None, :]), v)[0]
    least = lost(ties, u, v)
    for step in generator.normal(size=(10, rank)) * 0.05:
        assert lost(ties, u + step, v) > least


def test_rows_are_solved_each_by_itself():
    ties, _ = two_groups()
    given_factors = np.random.default_rng(5).normal(size=(60, 3))
    order = np.random.default_rng(6).permutation(60)
    assert np.allclose(projected(ties[order], given_factors), projected(ties, given_factors)[order], rtol=1e-12)


def test_a_turn_of_the_factors_turns_the_answer():
    ties, _ = two_groups()
    given_factors = np.random.default_rng(7).normal(size=(60, 2))
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    assert np.allclose(projected(ties, given_factors @ turn), projected(ties, given_factors) @ turn, rtol=1e-9)


def test_more_rounds_and_ranks_have_their_shape_and_the_start_is_always_the_same():
    ties, _ = two_groups()
    assert collaboration_factors(ties, rank=3, rounds=1).shape == (60, 3)
    once, again = (collaboration_factors(ties, rank=3, rounds=2) for _ in range(2))
    assert once.tolist() == again.tolist()


def test_without_any_ties_all_factors_run_to_nought():
    assert collaboration_factors(sparse.csr_array((5, 5)), rank=2, rounds=1).tolist() == [[0.0, 0.0]] * 5

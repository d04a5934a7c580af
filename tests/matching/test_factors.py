"""Factors tell two groups apart, and are the same in any block size."""

import numpy as np
from scipy import sparse

from crossfield.matching import factors
from crossfield.matching.factors import collaboration_factors, projected


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
    monkeypatch.setattr(factors, "FEW", 0)
    monkeypatch.setattr(factors, "BLOCK", 7)
    assert np.allclose(collaboration_factors(ties, rank=4), whole, rtol=1e-9)


def test_who_has_no_ties_has_no_factors():
    assert projected(sparse.csr_array((1, 3)), np.ones((3, 2))).tolist() == [[0.0, 0.0]]


def test_few_rows_are_solved_alike(monkeypatch):
    ties, _ = two_groups()
    given = np.random.default_rng(2).normal(size=(60, 4))
    few = projected(ties, given)
    monkeypatch.setattr(factors, "FEW", 0)
    assert np.allclose(projected(ties, given), few, rtol=1e-9)

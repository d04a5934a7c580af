"""Collaboration factors: a few numbers per organisation that tell its ties, by alternating least squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Floats = NDArray[np.float64]

RANK = 32
ROUNDS = 4
UNSEEN = 0.1
PULL = 18.0
SEED = 20171231
BLOCK = 1024
FEW = 256


def collaboration_factors(ties: sparse.csr_array, *, rank: int = RANK, rounds: int = ROUNDS) -> Floats:
    r"""Factors v of all organisations, so that u_i · v_j is near 1 where i and j have worked together.

    .. math:: \min \sum_{ij \in E} (1 - u_i v_j)^2 + w \sum_{ij} (u_i v_j)^2
              + \sum_i \lambda (1 + k_i / wN) (u_i^2 + v_i^2)

    with w = 0.1 the weight of pairs that have not (yet) worked together and λ = 18.

    Parameters
    ----------
    ties
        Who has worked with whom, symmetric, 0 or 1, shape (N, N).
    rank
        Factors of each organisation.
    rounds
        Times that both sides are solved.

    Returns
    -------
    array of shape (N, rank)
        v; `projected` gives u. The same for the same order of organisations, whatever the threads.

    References
    ----------
    Hu, Koren and Volinsky (2008), ICDM (collaborative filtering for implicit feedback); Rendle et al. (2022), RecSys.
    """
    count = ties.shape[0]
    generator = np.random.default_rng(SEED)
    factors: Floats = generator.normal(0, 0.1 / np.sqrt(rank), (count, rank))
    for _ in range(2 * rounds):
        factors = projected(ties, factors)
    return factors


def projected(ties: sparse.csr_array, factors: Floats, products: Floats | None = None) -> Floats:
    """The other side's factors for some organisations.

    Parameters
    ----------
    ties
        Rows of these organisations, shape (n, N).
    factors
        Factors of all, shape (N, rank).
    products
        Their products with one another, factorsᵀ factors, where they are known already.

    Returns
    -------
    array of shape (n, rank)
        A row without ties is 0.
    """
    count, rank = factors.shape
    unseen = UNSEEN * (factors.T @ factors if products is None else products)
    if ties.shape[0] <= FEW:
        return _projected_few(ties, factors, unseen)
    upper = np.triu_indices(rank)
    whole = np.empty((rank, rank), dtype=np.int64)  # place of each entry of a symmetric matrix in its upper triangle
    whole[upper] = whole.T[upper] = np.arange(len(upper[0]))
    # rows in one piece: a sparse product would copy it for every block otherwise
    pairs = np.ascontiguousarray(factors[:, upper[0]] * factors[:, upper[1]])
    found = np.empty((ties.shape[0], rank))
    pull = PULL * (1 + np.diff(ties.indptr) / (UNSEEN * max(count, 1)))
    for start in range(0, ties.shape[0], BLOCK):
        rows = ties[start : start + BLOCK]
        system = np.take(rows @ pairs, whole, axis=1)
        system += unseen
        system[:, np.arange(rank), np.arange(rank)] += pull[start : start + BLOCK, None]
        found[start : start + BLOCK] = np.linalg.solve(system, (rows @ factors)[:, :, None])[:, :, 0]
    return found


def _projected_few(ties: sparse.csr_array, factors: Floats, unseen: Floats) -> Floats:
    """The same as `projected`, without products of all organisations' factors: what a single question asks."""
    count, rank = factors.shape
    found = np.zeros((ties.shape[0], rank))
    for row in range(ties.shape[0]):
        near = factors[ties.indices[ties.indptr[row] : ties.indptr[row + 1]]]
        pull = PULL * (1 + len(near) / (UNSEEN * max(count, 1)))
        found[row] = np.linalg.solve(near.T @ near + unseen + pull * np.eye(rank), near.sum(axis=0))
    return found

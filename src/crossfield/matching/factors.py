"""Collaboration factors: a few numbers per organisation that tell its ties, by alternating least squares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crossfield.matching.threads import in_threads

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy import sparse

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

RANK = 32
ROUNDS = 4
UNSEEN = 0.1
PULL = 18.0
SEED = 20171231
STEPS = 8000  # ties in a batch: their factors are 2 MiB


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
        Rows of these organisations, 0 or 1, shape (n, N).
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
    degree = np.diff(ties.indptr)
    pull = PULL * (1 + degree / (UNSEEN * max(count, 1)))
    found = np.empty((ties.shape[0], rank))

    def solve(rows: Ints) -> None:
        near = _near(ties, rows, factors)
        system = near.transpose(0, 2, 1) @ near
        system += unseen
        system[:, np.arange(rank), np.arange(rank)] += pull[rows, None]
        found[rows] = np.linalg.solve(system, near.sum(axis=1)[:, :, None])[:, :, 0]

    in_threads(solve, _alike(degree))
    return found


def _near(ties: sparse.csr_array, rows: Ints, factors: Floats) -> Floats:
    """Factors of those each row is tied to, shape (rows, largest degree, rank); filled up with zeros."""
    degree = ties.indptr[rows + 1] - ties.indptr[rows]
    step = np.arange(degree.max(initial=0))
    there = step < degree[:, None]
    place = np.where(there, ties.indptr[rows, None] + step, 0)
    found: Floats = np.take(factors, ties.indices[place] if ties.nnz else place, axis=0)
    if not there.all():
        found[~there] = 0.0
    return found


def _alike(degree: Ints) -> list[Ints]:
    """Rows in batches of nearly the same degree, so that little is filled up and a batch stays in fast memory.

    Examples
    --------
    >>> [one.tolist() for one in _alike(np.array([6000, 1, 5000]))]
    [[1], [2], [0]]
    """
    order = np.argsort(degree, kind="stable")
    batches, start = [], 0
    while start < len(order):
        most = max(int(degree[order[start]]), 1)
        end = start + max(STEPS // most, 1)
        most = max(int(degree[order[min(end, len(order)) - 1]]), 1)  # the last of them is the largest
        end = start + max(STEPS // most, 1)
        batches.append(order[start:end])
        start = end
    return batches

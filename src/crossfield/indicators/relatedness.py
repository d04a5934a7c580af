"""Relatedness of fields: how often two occur together, against how often that is to be expected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError
from crossfield.indicators.presence import MATRIX, Floats, Matrix, co_occurrence_blocks, presence_cells, ubiquity

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

PROXIMITIES = ("min", "max")


def co_occurrence(presence: Matrix, *, diagonal: int | None = 0) -> NDArray[np.int32]:
    r"""Number of rows (regions, or projects) in which two fields are both present.

    .. math:: C_{ij} = \sum_r M_{ri} M_{rj}

    Parameters
    ----------
    presence
        Binary, shape (R, F), dense or sparse; a row is whatever two fields may share: a region, a project.
    diagonal
        What stands on the diagonal; None: the number of rows with the field.

    Returns
    -------
    array of shape (F, F)
        Symmetric counts between 0 and R.

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty.

    Examples
    --------
    >>> co_occurrence(np.array([[1, 1, 0], [1, 1, 1]])).tolist()
    [[0, 2, 1], [2, 0, 1], [1, 1, 0]]

    References
    ----------
    Balland (2017), Economic Geography in R: Introduction to the EconGeo package.
    """
    cells = presence_cells(presence)
    counts = np.empty((cells.shape[1],) * 2, np.int32)
    for columns, block in co_occurrence_blocks(cells):
        counts[: columns.stop, columns] = block
        counts[columns, : columns.start] = block[: columns.start].T
    if diagonal is not None:
        np.fill_diagonal(counts, diagonal)
    return counts


def association_strength(counts: Matrix, *, diagonal: float = 0.0) -> Floats:
    r"""Co-occurrence relative to what the sizes of both fields lead to expect.

    .. math:: A_{ij} = \frac{C_{ij}}{s_i s_j / T}, \quad s_i = \sum_{j \ne i} C_{ij}, \quad T = \sum_i s_i

    Parameters
    ----------
    counts
        Symmetric co-occurrence >= 0, shape (F, F); its diagonal is left out.
    diagonal
        What stands on the diagonal of the result.

    Returns
    -------
    array of shape (F, F)
        Ratio >= 0 without unit, 1 = as expected; NaN for a field that occurs with no other.

    Raises
    ------
    NotComputableError
        The counts are not square, symmetric, finite and >= 0, or no two fields occur together.

    Examples
    --------
    >>> association_strength(np.array([[0, 2, 1], [2, 0, 1], [1, 1, 0]])).round(3).tolist()
    [[0.0, 1.778, 1.333], [1.778, 0.0, 1.333], [1.333, 1.333, 0.0]]

    References
    ----------
    van Eck & Waltman (2009), Journal of the American Society for Information Science and Technology 60, 1635-1651.
    """
    shared, size, total = _sizes(counts)
    return _with_diagonal(shared * total / np.outer(size, size), size, diagonal)


def cosine(counts: Matrix, *, diagonal: float = 0.0) -> Floats:
    r"""Co-occurrence relative to the geometric mean of the sizes of both fields.

    .. math:: \cos_{ij} = C_{ij} / \sqrt{s_i s_j}

    Parameters
    ----------
    counts
        Symmetric co-occurrence >= 0, shape (F, F); its diagonal is left out.
    diagonal
        What stands on the diagonal of the result.

    Returns
    -------
    array of shape (F, F)
        Between 0 and 1; NaN for a field that occurs with no other.

    Raises
    ------
    NotComputableError
        As for `association_strength`.

    Examples
    --------
    >>> cosine(np.array([[0, 2, 1], [2, 0, 1], [1, 1, 0]])).round(3).tolist()
    [[0.0, 0.667, 0.408], [0.667, 0.0, 0.408], [0.408, 0.408, 0.0]]

    References
    ----------
    van Eck & Waltman (2009), Journal of the American Society for Information Science and Technology 60, 1635-1651.
    """
    shared, size, _ = _sizes(counts)
    return _with_diagonal(shared / np.sqrt(np.outer(size, size)), size, diagonal)


def jaccard(counts: Matrix, *, diagonal: float = 0.0) -> Floats:
    """Co-occurrence relative to all occurrences of either field.

    .. math:: J_{ij} = C_{ij} / (s_i + s_j - C_{ij})

    Parameters
    ----------
    counts
        Symmetric co-occurrence >= 0, shape (F, F); its diagonal is left out.
    diagonal
        What stands on the diagonal of the result.

    Returns
    -------
    array of shape (F, F)
        Between 0 and 1; NaN for a field that occurs with no other.

    Raises
    ------
    NotComputableError
        As for `association_strength`.

    Examples
    --------
    >>> jaccard(np.array([[0, 2, 1], [2, 0, 1], [1, 1, 0]])).round(3).tolist()
    [[0.0, 0.5, 0.25], [0.5, 0.0, 0.25], [0.25, 0.25, 0.0]]

    References
    ----------
    van Eck & Waltman (2009), Journal of the American Society for Information Science and Technology 60, 1635-1651.
    """
    shared, size, _ = _sizes(counts)
    return _with_diagonal(shared / (size[:, None] + size - shared), size, diagonal)


def probability(counts: Matrix, *, diagonal: float = 0.0) -> Floats:
    r"""Co-occurrence relative to the probability of drawing both fields without putting back.

    .. math:: P_{ij} = \frac{C_{ij}}{\frac{T}{2} \left( \frac{s_i}{T} \frac{s_j}{T - s_i}
              + \frac{s_j}{T} \frac{s_i}{T - s_j} \right)}

    Parameters
    ----------
    counts
        Symmetric co-occurrence >= 0, shape (F, F); its diagonal is left out.
    diagonal
        What stands on the diagonal of the result.

    Returns
    -------
    array of shape (F, F)
        Ratio >= 0 without unit, 1 = as expected; NaN for a field that occurs with no other.

    Raises
    ------
    NotComputableError
        As for `association_strength`.

    Examples
    --------
    >>> probability(np.array([[0, 2, 1], [2, 0, 1], [1, 1, 0]])).round(3).tolist()
    [[0.0, 1.111, 0.909], [1.111, 0.0, 0.909], [0.909, 0.909, 0.0]]

    References
    ----------
    Steijn (2021), Journal of Informetrics 15, 101121; the default of ``relatedness`` in EconGeo.
    """
    shared, size, total = _sizes(counts)
    expected = np.outer(size / 2, size / (total - size))
    return _with_diagonal(shared / (expected + expected.T), size, diagonal)


def proximity(
    presence: Matrix, *, kind: str = "min", diagonal: float = 0.0, dtype: DTypeLike = np.float64
) -> NDArray[Any]:
    r"""Conditional probability that a region with one of two fields has the other, too.

    .. math:: \varphi_{ij} = \min(P(i|j), P(j|i)) = C_{ij} / \max(k_i, k_j)

    Parameters
    ----------
    presence
        Binary, shape (R, F), dense or sparse.
    kind
        ``min``: the smaller of both conditional probabilities, ``max``: the larger, C / min(k_i, k_j).
    diagonal
        What stands on the diagonal. 0 here, so that no field supports itself; other packages leave 1.
    dtype
        float64, or float32 at half the memory: each value is then the exact one rounded once, off by 6e-8 of it.

    Returns
    -------
    array of shape (F, F)
        Symmetric, between 0 and 1; NaN for a field in no region, its diagonal included.

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty; kind is neither min nor max.

    Examples
    --------
    >>> proximity(np.array([[1, 1, 0], [1, 1, 1], [1, 0, 0]])).round(3).tolist()
    [[0.0, 0.667, 0.333], [0.667, 0.0, 0.5], [0.333, 0.5, 0.0]]

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487.
    """
    if kind not in PROXIMITIES:
        message = f"Unknown kind of proximity: {kind!r}."
        raise NotComputableError(message, "It is one of min, max.")
    cells = presence_cells(presence)
    size = ubiquity(cells).astype(dtype)
    size[size == 0] = np.nan
    larger = np.maximum if kind == "min" else np.minimum
    near = np.empty((len(size),) * 2, dtype)
    for columns, block in co_occurrence_blocks(cells):
        part = near[: columns.stop, columns]
        larger(size[: columns.stop, None], size[columns], out=part)
        np.divide(block, part, out=part)
        near[columns, : columns.start] = part[: columns.start].T
    np.fill_diagonal(near, np.where(np.isnan(size), np.nan, diagonal))
    return near


def co_occurrence_z(counts: Matrix, sizes: Matrix, rows: int, *, diagonal: float | None = np.nan) -> Floats:
    r"""How far a co-occurrence lies above chance, if each field were dealt to the rows blindly.

    .. math:: z_{ij} = \frac{C_{ij} - \mu}{\sigma}, \quad \mu = \frac{k_i k_j}{R}, \quad
              \sigma^2 = \mu \left(1 - \frac{k_i}{R}\right) \frac{R - k_j}{R - 1}

    Rows of different size are taken for alike; `crossfield.indicators.bicm` does not.

    Parameters
    ----------
    counts
        Co-occurrence, shape (F, F).
    sizes
        k: rows with the field, shape (F,).
    rows
        R, at least 2.
    diagonal
        What stands on the diagonal; None: the formula applied to what the diagonal of the counts holds.

    Returns
    -------
    array of shape (F, F)
        Standard deviations of the hypergeometric distribution; NaN for a field in no row or in all.

    Raises
    ------
    NotComputableError
        Fewer than two rows, or a size outside 0 to R.

    Examples
    --------
    >>> co_occurrence_z(np.array([[0, 2], [2, 0]]), np.array([2, 2]), 4).round(3).tolist()
    [[nan, 1.732], [1.732, nan]]

    References
    ----------
    Teece, Rumelt, Dosi & Winter (1994), Journal of Economic Behavior & Organization 23, 1-30.
    """
    shared, size = np.asarray(counts, dtype=float), np.asarray(sizes, dtype=float)
    if rows <= 1 or not ((size >= 0) & (size <= rows)).all():
        message = (
            f"{rows} row(s) with fields of sizes up to {size.max(initial=0):g}; two rows at least, sizes up to as many."
        )
        raise NotComputableError(message, "Give the number of rows that the co-occurrence was counted over.")
    mean = np.outer(size, size) / rows
    variance = mean * (1 - size[:, None] / rows) * (rows - size) / (rows - 1)
    spread = np.sqrt(np.where(variance > 0, variance, np.nan))
    z: Floats = (shared - mean) / spread
    if diagonal is not None:
        np.fill_diagonal(z, diagonal)
    return z


def _sizes(counts: Matrix) -> tuple[Floats, Floats, float]:
    """Co-occurrence with an empty diagonal, the sum of each row (NaN where it is 0), and the sum of all."""
    shared = np.array(counts, dtype=float)
    if shared.ndim != MATRIX or shared.shape[0] != shared.shape[1]:
        message = f"Co-occurrence of shape {shared.shape} found, a square was expected."
        raise NotComputableError(message, "Make it from a presence matrix with co_occurrence.")
    np.fill_diagonal(shared, 0.0)
    if not (np.isfinite(shared).all() and (shared >= 0).all() and np.allclose(shared, shared.T, rtol=1e-9, atol=0)):
        message = "Co-occurrence is negative, missing or not symmetric."
        raise NotComputableError(message, "Make it from a presence matrix with co_occurrence.")
    size = shared.sum(axis=1)
    total = float(size.sum())
    if not total:
        message = "No two fields occur together."
        raise NotComputableError(message, "Relatedness needs rows with more than one field.")
    return shared, np.where(size > 0, size, np.nan), total


def _with_diagonal(related: Floats, size: Floats, diagonal: float) -> Floats:
    np.fill_diagonal(related, np.where(np.isnan(size), np.nan, diagonal))
    return related

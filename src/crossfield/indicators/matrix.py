"""The one crossing from counted tables to matrices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc
from scipy import sparse

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Axis:
    """Names along one side of a matrix, in code order."""

    names: list[str]

    def places(self, column: pa.ChunkedArray) -> NDArray[np.int64]:
        """Place of every value of a column; -1 where the axis lacks it."""
        import pyarrow as pa  # noqa: PLC0415 -- slow import

        found = pc.index_in(column, value_set=pa.array(self.names, pa.string()))
        return np.asarray(pc.fill_null(found, -1).to_numpy(zero_copy_only=False), dtype=np.int64)


def axis_of(*columns: pa.ChunkedArray) -> Axis:
    """Axis of all distinct values of some columns, sorted by code."""
    return Axis(sorted({name for column in columns for name in pc.unique(column).to_pylist() if name is not None}))


def matrix(table: pa.Table, rows: tuple[str, Axis], columns: tuple[str, Axis], value: str) -> NDArray[np.float64]:
    """Sum a counted table into a dense matrix.

    Parameters
    ----------
    table
        One row per cell, in any order; cells outside the axes are left out.
    rows, columns
        Column name and axis of each side.
    value
        Column with the numbers; null counts as 0.

    Returns
    -------
    array of shape (len(rows), len(columns))
    """
    into = np.zeros((len(rows[1].names), len(columns[1].names)))
    if table.num_rows:
        i, j = rows[1].places(table.column(rows[0])), columns[1].places(table.column(columns[0]))
        numbers = np.asarray(pc.fill_null(table.column(value), 0).to_numpy(zero_copy_only=False), dtype=float)
        inside = (i >= 0) & (j >= 0)
        np.add.at(into, (i[inside], j[inside]), numbers[inside])
    return into


def sparse_matrix(
    table: pa.Table, value: str, places: tuple[NDArray[np.int64], NDArray[np.int64]], shape: tuple[int, int]
) -> sparse.csr_array:
    """Sum a counted table into a sparse matrix.

    Parameters
    ----------
    table
        One row per cell, in any order.
    value
        Column with the numbers.
    places
        Row and column of every row of the table; what is at -1 is left out.
    shape
        Of the matrix.
    """
    numbers = np.asarray(table.column(value).to_numpy(zero_copy_only=False), dtype=float)
    rows, columns = places
    inside = (rows >= 0) & (columns >= 0)
    return sparse.csr_array((numbers[inside], (rows[inside], columns[inside])), shape=shape)


def row_product(left: sparse.csr_array, right: sparse.csr_array) -> sparse.csr_array:
    """Every entry of a row of one matrix times every entry of the same row of the other.

    Parameters
    ----------
    left, right
        Shapes (n, A) and (n, B).

    Returns
    -------
    csr_array of shape (n, A B)
        Column a B + b holds left[:, a] right[:, b].

    Examples
    --------
    >>> row_product(sparse.csr_array([[1.0, 2.0]]), sparse.csr_array([[0.0, 3.0]])).toarray().tolist()
    [[0.0, 3.0, 0.0, 6.0]]
    """
    many = np.diff(right.indptr)
    row = np.repeat(np.arange(left.shape[0]), np.diff(left.indptr))
    times = many[row]
    which = np.repeat(np.arange(len(row)), times)
    place = right.indptr[row][which] + np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
    width = right.shape[1]
    columns = left.indices[which].astype(np.int64) * width + right.indices[place]
    ends = np.r_[0, np.cumsum(np.bincount(row, times, left.shape[0]))].astype(np.int64)
    values = left.data[which] * right.data[place]
    return sparse.csr_array((values, columns, ends), shape=(left.shape[0], left.shape[1] * width))

"""Amounts of regions in fields as sparse matrices: location quotients, binary presence, co-occurrence counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy import sparse

from crossfield.errors import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = NDArray[np.generic]
Cells: TypeAlias = Any  # scipy ships no types: a sparse.csr_array
Column: TypeAlias = Any  # a NumPy array, an Arrow array or a sequence
Matrix: TypeAlias = Any  # a dense array or any scipy sparse array, regions × fields

EMPTY_REGION = "region without any field"
EMPTY_FIELD = "field in no region"
ROUNDING = 1e-12  # a location quotient of 1 may miss it by the rounding of its sums; the order of rows must not decide
BLOCK = 256
MATRIX = 2  # dimensions
SHOWN = 3
LOOKED_AT = 1024  # rows that tell whether a table is sorted by a column
NEAR = 4  # whole numbers in a range of so many times their count are counted, not hashed


@dataclass(frozen=True, slots=True)
class Amounts:
    """A long table as a matrix.

    Parameters
    ----------
    regions, fields
        Distinct names along the rows and columns, ascending.
    cells
        csr_array of float64, shape (regions, fields); a cell that is not stored is 0.
    """

    regions: Numbers
    fields: Numbers
    cells: Cells


def read_amounts(region: Column, field: Column, amount: Column, *, repeated: str = "refuse") -> Amounts:
    """Matrix of a long table with one row per region and field.

    Parameters
    ----------
    region, field
        Names: NumPy arrays, Arrow arrays or sequences of text or whole numbers, shape (n,).
    amount
        Numbers >= 0 in any unit, shape (n,).
    repeated
        What a key that occurs twice means: ``refuse`` (an error) or ``sum``.

    Returns
    -------
    Amounts
        A region or field whose amounts are all 0 keeps its empty row or column.

    Raises
    ------
    NotComputableError
        No rows; an amount is negative, missing or not finite; a name is missing; a key occurs twice.

    Examples
    --------
    >>> table = read_amounts(["B", "A", "A"], ["f1", "f2", "f1"], [1, 2, 3])
    >>> table.regions.tolist(), table.fields.tolist(), table.cells.toarray().tolist()
    (['A', 'B'], ['f1', 'f2'], [[3.0, 2.0], [1.0, 0.0]])
    """
    (regions, i), (fields, j) = _coded(region, "region"), _coded(field, "field")
    return _matrix((regions, fields), (i, j), _checked(amount), repeated)


def read_amounts_by_year(
    year: Column, region: Column, field: Column, amount: Column, *, repeated: str = "refuse"
) -> dict[int, Amounts]:
    """Matrix of each year of a long table, all on the same regions and fields.

    Parameters
    ----------
    year
        Whole numbers, shape (n,).
    region, field, amount, repeated
        As for `read_amounts`.

    Returns
    -------
    dict
        Years ascending; what a year lacks is an empty row or column in it.

    Raises
    ------
    NotComputableError
        As for `read_amounts`.

    Examples
    --------
    >>> found = read_amounts_by_year([2020, 2021], ["A", "B"], ["f1", "f1"], [1, 2])
    >>> {year: amounts.cells.toarray().tolist() for year, amounts in found.items()}
    {2020: [[1.0], [0.0]], 2021: [[0.0], [2.0]]}
    """
    (years, y), (regions, i), (fields, j) = _coded(year, "year"), _coded(region, "region"), _coded(field, "field")
    numbers = _checked(amount)
    y = y.astype(np.int16)
    if (np.diff(y) < 0).any():
        order = np.argsort(y, kind="stable")
        y, i, j, numbers = y[order], i[order], j[order], numbers[order]
    edges = np.searchsorted(y, np.arange(len(years) + 1, dtype=y.dtype))
    parts = [slice(*edges[n : n + 2]) for n in range(len(years))]
    return {
        int(name): _matrix((regions, fields), (i[part], j[part]), numbers[part], repeated)
        for name, part in zip(years, parts, strict=True)
    }


def location_quotient_cells(amounts: Matrix) -> Matrix:
    r"""Location quotient of amounts, unshrunken.

    .. math:: LQ_{rf} = \frac{x_{rf} / x_{r\cdot}}{x_{\cdot f} / x_{\cdot\cdot}}

    Parameters
    ----------
    amounts
        Shape (R, F), >= 0, dense or sparse, in any unit.

    Returns
    -------
    array of the same kind and shape
        Ratio >= 0 without unit, 1 = as everywhere. Dense: NaN in an empty row or column. Sparse: only the stored cells;
        what is not stored is 0 where its row and column hold anything, and undefined where not.

    Raises
    ------
    NotComputableError
        An amount is negative or not finite, or all are 0.

    Examples
    --------
    >>> location_quotient_cells(np.array([[3.0, 1.0], [1.0, 3.0]])).tolist()
    [[1.5, 0.5], [0.5, 1.5]]

    References
    ----------
    Balassa (1965), The Manchester School 33, 99-123.
    """
    cells, row, column, quotients = _quotients(amounts)
    found = sparse.csr_array((quotients, cells.indices, cells.indptr), shape=cells.shape)
    if sparse.issparse(amounts):
        return found
    dense: Floats = found.toarray()
    dense[row == 0] = np.nan
    dense[:, column == 0] = np.nan
    return dense


def binary_presence(amounts: Matrix, *, threshold: float = 1.0) -> Cells:
    r"""Fields in which a region is at home: location quotient at or above a threshold.

    .. math:: M_{rf} = [LQ_{rf} \ge t]

    Parameters
    ----------
    amounts
        Shape (R, F), >= 0, dense or sparse.
    threshold
        t, > 0; a quotient below it by no more than rounding (1e-12 of it) counts as equal.

    Returns
    -------
    csr_array of uint8, shape (R, F)
        Stored cells are 1; empty rows and columns stay empty.

    Raises
    ------
    NotComputableError
        An amount is negative or not finite, or all are 0; the threshold is not positive.

    Examples
    --------
    >>> binary_presence(np.array([[3.0, 1.0], [1.0, 3.0]])).toarray().tolist()
    [[1, 0], [0, 1]]

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487.
    """
    _check_threshold(threshold)
    cells, _, _, quotients = _quotients(amounts)
    return _at_least(cells, quotients, threshold)


def present_where(quotients: Cells, *, threshold: float = 1.0) -> Cells:
    """`binary_presence` of amounts whose location quotients are known already.

    Parameters
    ----------
    quotients
        What `location_quotient_cells` returns for sparse amounts, shape (R, F).
    threshold
        As for `binary_presence`.

    Returns
    -------
    csr_array of uint8, shape (R, F)
        As for `binary_presence`.

    Raises
    ------
    NotComputableError
        The threshold is not positive.

    Examples
    --------
    >>> present_where(location_quotient_cells(sparse.csr_array([[3.0, 1.0], [1.0, 3.0]]))).toarray().tolist()
    [[1, 0], [0, 1]]
    """
    _check_threshold(threshold)
    return _at_least(quotients, quotients.data, threshold)


def presence_cells(matrix: Matrix) -> Cells:
    """A binary matrix, dense or sparse, as a csr_array of uint8 whose stored cells are all 1.

    Raises
    ------
    NotComputableError
        It has not two dimensions, no cell is 1, or one is neither 0 nor 1.

    Examples
    --------
    >>> presence_cells(np.array([[True, False], [True, True]])).indices.tolist()
    [0, 0, 1]
    """
    cells = _as_csr(matrix)
    if cells.dtype == bool:
        cells = cells.astype(np.uint8)
    if cells.data.size and not (cells.data == 1).all():
        if not np.isin(cells.data, (0, 1)).all():
            message = "A presence matrix holds something else than 0 and 1."
            raise NotComputableError(message, "Make it from amounts with binary_presence.")
        cells = cells.copy()
        cells.eliminate_zeros()
    if not cells.nnz:
        message = "No region is present in any field."
        raise NotComputableError(message, "Check the table and the threshold of presence.")
    return cells if cells.dtype == np.uint8 else cells.astype(np.uint8)


def diversity(presence: Cells) -> Floats:
    """Number of fields of each region, shape (R,)."""
    sizes: Floats = np.diff(presence.indptr).astype(float)
    return sizes


def ubiquity(presence: Cells) -> Floats:
    """Number of regions of each field, shape (F,)."""
    return np.bincount(presence.indices, minlength=presence.shape[1]).astype(float)


def co_occurrence_blocks(presence: Cells) -> Iterator[tuple[slice, NDArray[Any]]]:
    """Counts of regions that two fields share, exact, in blocks of columns down to the diagonal.

    Parameters
    ----------
    presence
        Binary csr_array, shape (R, F).

    Yields
    ------
    (columns, block)
        ``block[i, n]`` is the count of field i and field ``columns.start + n``, for i < ``columns.stop``; the rest
        follows by symmetry. Whole numbers, whatever the type: float32 holds them exactly below 2^24.
    """
    regions, fields = presence.shape
    own = diversity(presence)
    costs = {  # seconds on one core of 2026, by way of counting
        "dense": regions * fields * fields / 1.2e11 if regions < 1 << 24 else np.inf,
        "mixed": presence.nnz * fields / 2.2e10,
        "sparse": float(own @ own) / 2.5e8 + fields * fields / 1e9,
    }
    way = min(costs, key=lambda name: costs[name])
    kind = np.float32 if way == "dense" else np.int16 if regions < 1 << 15 else np.int32
    by_field = presence.T.tocsr().astype(kind)
    other = by_field.T.tocsr() if way == "sparse" else presence.toarray().astype(kind)
    for start in range(0, fields, BLOCK):
        columns = slice(start, min(start + BLOCK, fields))
        right = other[:, columns]
        if way == "dense":
            yield columns, other[:, : columns.stop].T @ right
        elif way == "mixed":
            yield columns, by_field[: columns.stop] @ np.ascontiguousarray(right)
        else:
            yield columns, (by_field[: columns.stop] @ right).toarray()


def _check_threshold(threshold: float) -> None:
    if not threshold > 0:
        message = f"The threshold of presence is {threshold}; a number above 0 was expected."
        raise NotComputableError(message, "At 0 every region would be at home in every field.")


def _at_least(cells: Cells, quotients: Floats, threshold: float) -> Cells:
    """Those of the stored cells whose quotient reaches a threshold, but for rounding."""
    keep = quotients >= threshold * (1 - ROUNDING)
    places = np.zeros(len(keep) + 1, np.int32)
    np.cumsum(keep, out=places[1:])
    parts = np.ones(int(places[-1]), np.uint8), cells.indices[keep], places[cells.indptr]
    found = sparse.csr_array(parts, shape=cells.shape)
    found.has_canonical_format = cells.has_canonical_format  # a part of what is in order is in order
    return found


def _as_csr(matrix: Matrix) -> Cells:
    if np.ndim(matrix) != MATRIX and not sparse.issparse(matrix):
        message = f"A matrix of regions and fields was expected, found {np.ndim(matrix)} dimension(s)."
        raise NotComputableError(message, "Give a row per region and a column per field.")
    cells = matrix if isinstance(matrix, sparse.csr_array) else sparse.csr_array(matrix)
    if not cells.has_canonical_format:
        cells = cells.copy()
        cells.sum_duplicates()
    return cells


def _quotients(amounts: Matrix) -> tuple[Cells, Floats, Floats, Floats]:
    """Stored cells, none of them 0, with the sums of rows and of columns and the location quotient of each cell."""
    cells = _as_csr(amounts).astype(float, copy=False)
    if cells.nnz and not (np.isfinite(cells.data.sum()) and cells.data.min() > 0):
        _refuse(np.flatnonzero(~(np.isfinite(cells.data) & (cells.data >= 0))), cells.data, "cell")
        cells = cells.copy()
        cells.eliminate_zeros()
    row: Floats = cells @ np.ones(cells.shape[1])
    column: Floats = cells.T @ np.ones(cells.shape[0])
    total = float(row.sum())
    if not 0 < total < np.inf:
        message = "All amounts are 0, or there are none." if not total else "The amounts are too large to be added up."
        raise NotComputableError(message, "Check the column with the amounts.")
    quotients = column[cells.indices]
    quotients *= np.repeat(row / total, np.diff(cells.indptr))
    np.divide(cells.data, quotients, out=quotients)
    return cells, row, column, quotients


def _checked(amount: Column) -> Floats:
    values = np.asarray(amount, dtype=float)
    if values.size and values.min() >= 0 and values.max() < np.inf:
        return values
    _refuse(np.flatnonzero(~(np.isfinite(values) & (values >= 0))), values, "row")
    return values


def _refuse(wrong: NDArray[np.intp], values: Floats, place: str) -> None:
    if not wrong.size:
        return
    shown = ", ".join(f"{values[n]:g} in {place} {n + 1}" for n in wrong[:SHOWN])
    message = f"{wrong.size} amount(s) are negative, missing or not finite: {shown}."
    raise NotComputableError(message, "Amounts are numbers >= 0; leave out what is unknown, and say so.")


def _coded(names: Column, column: str) -> tuple[Numbers, NDArray[np.int32]]:
    """Distinct names ascending, and each row's place among them."""
    if isinstance(names, np.ndarray) and names.dtype.kind == "i" and names.size:
        lowest, highest = int(names.min()), int(names.max())
        if highest - lowest <= NEAR * names.size:
            places = (names - lowest).astype(np.int32)
            there = np.bincount(places) > 0
            return lowest + np.flatnonzero(there), (np.cumsum(there, dtype=np.int32) - 1)[places]
    array = names if isinstance(names, (pa.Array, pa.ChunkedArray)) else pa.array(names)
    if array.null_count:
        message = f"{array.null_count} row(s) have no {column}."
        raise NotComputableError(message, "Give each row a name, for instance 'unknown'.")
    names_of_runs, ends = _runs(array)
    coded = pc.dictionary_encode(names_of_runs)
    order = pc.array_sort_indices(coded.dictionary)
    place = np.empty(len(order), np.int32)
    place[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    places = place[coded.indices.to_numpy(zero_copy_only=False)]
    found = np.asarray(coded.dictionary.take(order).to_numpy(zero_copy_only=False))
    return found, places if ends is None else np.repeat(places, np.diff(ends, prepend=0))


def _runs(array: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, NDArray[np.int32] | None]:
    """The name of each run of equal names and where it ends, if the table looks sorted by it; else all, and None."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    is_text = pa.types.is_string(array.type) or pa.types.is_large_string(array.type)
    if not is_text or len(array) < LOOKED_AT or len(pc.run_end_encode(array[:LOOKED_AT]).values) > LOOKED_AT // NEAR:
        return array, None
    runs = pc.run_end_encode(array)
    return runs.values, runs.run_ends.to_numpy()


def _matrix(
    names: tuple[Numbers, Numbers], places: tuple[NDArray[np.int32], NDArray[np.int32]], numbers: Floats, repeated: str
) -> Amounts:
    (regions, fields), (i, j) = names, places
    if not len(i) == len(j) == len(numbers) > 0:
        message = f"{len(i)} regions, {len(j)} fields and {len(numbers)} amounts; as many of each, and one at least."
        raise NotComputableError(message, "Check the table.")
    cells = sparse.csr_array((numbers, (i, j)), shape=(len(regions), len(fields)))
    cells.sum_duplicates()
    if repeated == "refuse" and cells.nnz < len(i):
        keys, counts = np.unique(i.astype(np.int64) * len(fields) + j, return_counts=True)
        first = divmod(int(keys[counts > 1][0]), len(fields))
        key = f"({regions[first[0]]}, {fields[first[1]]})"
        message = f"{len(i) - cells.nnz} row(s) repeat a key, first {key}; one row per region and field was expected."
        raise NotComputableError(message, "Add them up first, or pass repeated='sum'.")
    return Amounts(regions, fields, cells)

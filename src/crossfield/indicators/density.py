"""Relatedness density: how much of what is related to a field a region has already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError
from crossfield.indicators.presence import Cells, Floats, Matrix, diversity, presence_cells, ubiquity
from crossfield.indicators.relatedness import co_occurrence, proximity

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

FULL = 0.14  # share of its fields a region has from which a dense product is the faster one
FULL_SINGLE = 0.4  # the same where the sparse product is in single precision, which the dense one never is
CHUNK = 256
EXACT = 1 << 24  # float32 holds whole numbers below it
FIELDS_PER_REGION = 1.5  # from here on the route over pairs of regions is the faster one


@dataclass(frozen=True, slots=True)
class DensityAverages:
    """Mean density of each region, shape (R,).

    Parameters
    ----------
    internal
        Over the fields the region has; NaN where none of them has a density.
    external
        Over the fields the region lacks; NaN where it lacks none with a density.
    """

    internal: Floats
    external: Floats


def relatedness_density(
    presence: Matrix, relatedness: Matrix, *, own: bool = False, dtype: DTypeLike = np.float64
) -> NDArray[Any]:
    r"""Share of a field's relatedness that lies in fields the region has.

    .. math:: d_{ri} = \frac{\sum_j M_{rj} \varphi_{ij}}{\sum_j \varphi_{ij}}

    Parameters
    ----------
    presence
        M, binary, shape (R, F), dense or sparse.
    relatedness
        φ, symmetric, >= 0, shape (F, F), float64, or float32 with one rounding more; NaN for a field without any.
    own
        Whether j = i counts, with what stands on the diagonal of φ. If left out (the default), having the field itself
        adds nothing to its density.
    dtype
        float64, or float32 at half the memory and in half the time: a value is then off by at most (fields of the
        region + 3) · 6e-8 of itself, and that of a region with more than two fifths of all fields by 6e-8.

    Returns
    -------
    array of shape (R, F)
        Share between 0 and 1 (EconGeo: times 100); NaN in a region without any field and in a field that is related to
        no other.

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty; shapes do not fit; relatedness is negative.

    Examples
    --------
    >>> near = np.array([[0.0, 0.5, 0.25], [0.5, 0.0, 0.5], [0.25, 0.5, 0.0]])
    >>> relatedness_density(np.array([[0, 1, 0], [1, 0, 1]]), near).round(3).tolist()
    [[0.667, 0.0, 0.667], [0.333, 1.0, 0.333]]

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487; Balland, Boschma, Crespo & Rigby (2019),
    Regional Studies 53, 1252-1268.
    """
    cells, near = presence_cells(presence), _fitting(presence, relatedness)
    regions, fields = cells.shape
    own_fields, single = diversity(cells), np.dtype(dtype) == np.float32
    full = (FULL_SINGLE if single else FULL) * fields
    few, many = (np.flatnonzero(chosen) for chosen in (own_fields <= full, own_fields > full))
    of_few = (cells[few] if many.size else cells).astype(dtype)
    density = np.empty((regions, fields), dtype)
    for start in range(0, fields, 4 * CHUNK):
        columns = slice(start, min(start + 4 * CHUNK, fields))
        part, total = _column_block(near, columns, own=own)
        for first in range(0, len(many), 2 * CHUNK):
            some = many[first : first + 2 * CHUNK]
            found = cells[some].astype(float).toarray() @ part
            density[some, columns] = np.divide(found, total, out=found)
        for first in range(0, len(total), CHUNK):  # so few columns of the relatedness stay close to the processor
            near_few = np.ascontiguousarray(part[:, first : first + CHUNK], dtype)
            divisor = total[first : first + CHUNK].astype(dtype)
            here, found = slice(start + first, start + first + len(divisor)), of_few @ near_few
            if many.size:
                density[few, here] = np.divide(found, divisor, out=found)
            else:
                np.divide(found, divisor, out=density[:, here])
    density[own_fields == 0] = np.nan
    return density


def proximity_density(presence: Matrix, *, own: bool = False, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    r"""Relatedness density with the proximity of the same presence matrix.

    Equal to ``relatedness_density(presence, proximity(presence, diagonal=1), own=own)``. Where fields outnumber regions
    it goes over pairs of regions and needs no matrix of fields × fields:

    .. math:: \sum_j M_{rj} \varphi_{ij} = \sum_s M_{si} \left( \frac{1}{k_i} \sum_{j: k_j \le k_i} M_{rj} M_{sj}
              + \sum_{j: k_j > k_i} \frac{M_{rj} M_{sj}}{k_j} \right)

    Parameters
    ----------
    presence
        M, binary, shape (R, F), dense or sparse.
    own
        Whether the field itself counts, with proximity 1.
    dtype
        float64, or float32 at half the memory, off as for `relatedness_density` at most.

    Returns
    -------
    array of shape (R, F)
        Share between 0 and 1; NaN in a region without any field and in a field that is in no region or shares none.

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty.

    Examples
    --------
    >>> proximity_density(np.array([[1, 1, 0], [1, 1, 1], [1, 0, 0]])).round(3).tolist()
    [[0.667, 0.571, 1.0], [1.0, 1.0, 1.0], [0.0, 0.571, 0.4]]

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487.
    """
    cells = presence_cells(presence)
    regions, fields = cells.shape
    if fields <= FIELDS_PER_REGION * regions:
        return relatedness_density(cells, proximity(cells, diagonal=1.0), own=own, dtype=dtype)
    return _over_regions(cells, own=own, dtype=dtype)


def density_reasons(
    presence: Matrix, relatedness: Matrix, region: int, field: int, *, own: bool = False
) -> tuple[NDArray[np.intp], Floats]:
    r"""Which fields of a region make its density around one field.

    .. math:: d_{ri} = \sum_j c_j, \quad c_j = M_{rj} \varphi_{ij} / \sum_l \varphi_{il}

    Parameters
    ----------
    presence, relatedness, own
        As for `relatedness_density`.
    region, field
        Places r and i on the axes.

    Returns
    -------
    (places, parts)
        Fields j with c_j > 0 and c_j itself, largest first, then by place; the parts add up to the density. Empty where
        the region has nothing related.

    Raises
    ------
    NotComputableError
        As for `relatedness_density`; the region has no field, or the field is related to no other.

    Examples
    --------
    >>> near = np.array([[0.0, 0.5, 0.25], [0.5, 0.0, 0.5], [0.25, 0.5, 0.0]])
    >>> places, parts = density_reasons(np.array([[0, 1, 1], [1, 0, 0]]), near, 0, 0)
    >>> places.tolist(), parts.round(3).tolist()
    ([1, 2], [0.667, 0.333])

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487.
    """
    cells, near = presence_cells(presence), _fitting(presence, relatedness)
    column, total = _column_block(near, slice(field, field + 1), own=own)
    has = cells.indices[cells.indptr[region] : cells.indptr[region + 1]]
    if not has.size or np.isnan(total[0]):
        message = f"Region {region} has no field, or field {field} is related to no other: there is no density."
        raise NotComputableError(message, "Ask for a cell whose density is not null.")
    parts = column[has, 0] / total[0]
    order = np.lexsort((has, -parts))
    order = order[parts[order] > 0]
    return has[order].astype(np.intp), parts[order]


def density_averages(presence: Matrix, density: Matrix) -> DensityAverages:
    r"""Mean density of a region around the fields it has (internal) and lacks (external).

    .. math:: \bar d^{int}_r = \frac{\sum_i M_{ri} d_{ri}}{\sum_i M_{ri}}, \quad
              \bar d^{ext}_r = \frac{\sum_i (1 - M_{ri}) d_{ri}}{\sum_i (1 - M_{ri})}

    Parameters
    ----------
    presence
        M, binary, shape (R, F), dense or sparse.
    density
        d, shape (R, F); cells with NaN are left out of both sums.

    Returns
    -------
    DensityAverages
        In the unit of the density.

    Raises
    ------
    NotComputableError
        The matrix is not binary, or empty; shapes do not fit.

    Examples
    --------
    >>> found = density_averages(np.array([[1, 0], [1, 1]]), np.array([[0.5, 1.0], [0.2, 0.4]]))
    >>> found.internal.round(3).tolist(), found.external.tolist()
    ([0.5, 0.3], [1.0, nan])

    References
    ----------
    Balland (2017), Economic Geography in R: Introduction to the EconGeo package.
    """
    has = presence_cells(presence).toarray().astype(bool)
    values = np.asarray(density, dtype=float)
    if has.shape != values.shape:
        message = f"Density of shape {values.shape} found, {has.shape} was expected."
        raise NotComputableError(message, "Give the density of the same regions and fields.")
    defined = ~np.isnan(values)
    return DensityAverages(_mean_where(values, has & defined), _mean_where(values, ~has & defined))


def _mean_where(values: Floats, chosen: NDArray[np.bool_]) -> Floats:
    count = chosen.sum(axis=1)
    mean: Floats = np.where(chosen, values, 0.0).sum(axis=1) / np.where(count, count, np.nan)
    return mean


def _fitting(presence: Matrix, relatedness: Matrix) -> NDArray[Any]:
    near = np.asarray(relatedness)
    fields = presence.shape[1]
    if near.shape != (fields, fields):
        message = f"Relatedness of shape {near.shape} found, {(fields, fields)} was expected."
        raise NotComputableError(message, "Give the relatedness of the same fields.")
    if (near < 0).any():
        message = "Relatedness is negative."
        raise NotComputableError(message, "A density is a share: cut negative relatedness at 0 first, and say so.")
    return near


def _column_block(near: NDArray[Any], columns: slice, *, own: bool) -> tuple[NDArray[Any], Floats]:
    """Some columns of a relatedness, unrelated where undefined, and their sums as float64, NaN where those are 0."""
    part = near[:, columns]
    part = part if part.dtype in (np.float32, np.float64) else part.astype(float)
    own_places = np.arange(columns.start, columns.stop), np.arange(columns.stop - columns.start)
    if not own and (part[own_places] != 0).any():
        part = part.copy()
        part[own_places] = 0.0
    total = part.sum(axis=0, dtype=float)
    if np.isnan(total).any():
        part = np.nan_to_num(part, nan=0.0)
        total = part.sum(axis=0, dtype=float)
    return part, np.where(total > 0, total, np.nan)


def _over_regions(cells: Cells, *, own: bool, dtype: DTypeLike = np.float64) -> NDArray[Any]:
    """Density by pairs of regions, for more fields than regions.

    Fields go from the commonest to the rarest, in chunks. For a chunk, ``rarer`` holds how many of the fields still to
    come two regions share, ``commoner`` the sum of 1 / k over the fields gone by that they share. The same sums over
    what a single region has are those with a region that has all fields, and give the denominators.
    """
    size, by_field = ubiquity(cells), cells.T.tocsr()
    order = np.argsort(-size, kind="stable")[: np.count_nonzero(size)]
    rarer: NDArray[Any] = co_occurrence(cells.T, diagonal=None)
    whole = np.float32 if rarer.sum(axis=1).max() < EXACT else np.float64
    rarer, rarer_all = rarer.astype(whole), diversity(cells)
    commoner, commoner_all = np.zeros(rarer.shape), np.zeros(len(rarer))
    density = np.full(by_field.shape, np.nan, dtype)
    for start in range(0, len(order), CHUNK):
        places = order[start : start + CHUNK]
        k, of_field = size[places], by_field[places].astype(float)
        of_region, held = of_field.T.tocsr(), of_field.toarray()
        rarer -= of_region.astype(np.int16) @ held.astype(np.int16)
        rarer_all -= of_region.sum(axis=1)
        near = _within(of_field, held, k, own=own)
        sums = of_field @ commoner
        sums += (of_field.astype(whole) @ rarer) / k[:, None]
        sums += (of_region @ near).T
        total = of_field @ rarer_all / k + of_field @ commoner_all + near.sum(axis=1)
        density[places] = np.divide(sums, np.where(total > 0, total, np.nan)[:, None], out=sums)
        commoner += of_region @ (held / k[:, None])
        commoner_all += of_region @ (1 / k)
    density[:, diversity(cells) == 0] = np.nan
    return density.T


def _within(of_field: Cells, held: Floats, size: Floats, *, own: bool) -> Floats:
    """Proximity of the fields of one chunk, 1 on the diagonal or 0."""
    kind = np.int16 if held.shape[1] < 1 << 15 else np.int32
    near: Floats = (of_field.astype(kind) @ np.ascontiguousarray(held.T, dtype=kind)) / np.maximum.outer(size, size)
    if not own:
        np.fill_diagonal(near, 0.0)
    return near

"""Cluster stars: where a field is large, at home and productive at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError
from crossfield.indicators.activity import (
    MISSING,
    NO_FIELD,
    NO_REGION,
    SOME_MISSING,
    Activity,
    by_year,
    cell_keys,
    shaped,
)
from crossfield.indicators.notes import Notes
from crossfield.indicators.quotients import defined, quotient_cells

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

TOP = 0.8
FEWEST = 5
CRITERIA = ("size", "specialisation", "productivity")
MEASURES = ("size", "specialisation", "productivity", "stars")
FEW_REGIONS = "fewer than five regions with activity in the field"
ALL_EQUAL = "all regions are equal"
NOT_JUDGED = "size or specialisation could not be judged"
NO_OUTPUT = "no output in the data"
NO_STAR_TOLD = "productivity not in the data: two stars at most"
ONE_ONLY = "nothing to compare with"
NO_ACTIVITY = "no activity of the region in the field"


def cluster_stars(activity: Any, *, top: float = TOP) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Stars of a region in a field: one each where it is among the first fifth by size, specialisation, productivity.

    .. math:: stars_{rf} = \sum_k [y^k_{rf} \ge Q_{0.8}(y^k_{\cdot f})]

    with y the amount (size), the location quotient (specialisation) and output / amount (productivity), and Q the
    quantile over the regions with activity in the field, interpolated between neighbours.

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0 (people employed, say); ``year`` where there are.
        ``output`` (value added, wages) where the data have it: without it there is no star for productivity.
    top
        The quantile from which there is a star, 0 to 1.

    Returns
    -------
    Table
        Keys (region, field, measure, year), ``measure`` being size, specialisation, productivity (``value`` 1: a star,
        0: none) or stars (``value`` their sum, 0 to 3). Null where the region has no activity in the field, where
        fewer than five regions have any, or where all of them are equal; productivity also where there is no output.
        ``support`` counts the regions compared.

    Raises
    ------
    SchemaError
        As for ``location-quotient-raw``.
    NotComputableError
        ``top`` is no share; else as for ``location-quotient-raw``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"ABCDE"] * 2, "field": [*"fffffggggg"], "amount": [5, 1, 1, 1, 1, 1, 2, 2, 2, 2]}
    >>> rows = cluster_stars(pa.table(table)).to_pylist()
    >>> [row["value"] for row in rows if row["region"] == "A" and row["field"] == "f"]
    [1.0, 1.0, None, 2.0]

    Notes
    -----
    A fifth of the regions gets a star by each criterion whatever the level: stars rank, they do not measure. Size and
    specialisation hang together, and without output there is no third star. Few regions make the quantile rough.

    References
    ----------
    Sölvell, Ketels & Lindqvist (2009), The European Cluster Observatory, EU Cluster Mapping and Strengthening Clusters
    in Europe; European Commission (2016), European Cluster Panorama.
    """
    if not 0 <= top <= 1:
        message = f"The quantile {top} was found; a number from 0 to 1 was expected."
        raise NotComputableError(message, "Give 0.8 for the first fifth of the regions.")
    return by_year(activity, lambda one: _stars(one, top))


def _stars(activity: Activity, top: float) -> pa.Table:
    amount, active = activity.amount, activity.amount > 0
    has_output = "output" in activity.rows.column_names
    output = activity.cells("output") if has_output else np.full(amount.shape, np.nan)
    productivity = np.divide(output, amount, out=np.full(amount.shape, np.nan), where=active)
    quotient = defined(activity, quotient_cells(activity))
    values = {"size": amount, "specialisation": quotient, "productivity": productivity}
    notes = Notes((*amount.shape, len(MEASURES)))
    found, regions = [], []
    for place, name in enumerate(CRITERIA):
        compared = active & ~np.isnan(values[name])
        enough, varied = _comparable(values[name], compared)
        here = np.arange(len(MEASURES)) == place
        _reasons(activity, notes, here)
        notes.null((active & ~compared)[..., None] & here, NO_OUTPUT if name == "productivity" else ONE_ONLY)
        notes.null(np.broadcast_to(~enough[None, :, None], (*amount.shape, 1)) & here, FEW_REGIONS)
        notes.null(np.broadcast_to(~varied[None, :, None], (*amount.shape, 1)) & here, ALL_EQUAL)
        found.append(_at_top(values[name], compared & enough & varied, top))
        regions.append(np.broadcast_to(compared.sum(axis=0), amount.shape))
    together = np.stack(found, axis=-1)
    told = ~np.isnan(together)
    stars = np.where(told.any(axis=-1), np.nansum(together, axis=-1), np.nan)
    last = np.arange(len(MEASURES)) == len(CRITERIA)
    _reasons(activity, notes, last)
    notes.null(np.isnan(stars)[..., None] & last, FEW_REGIONS)
    notes.add((~told[..., -1])[..., None] & last, NO_STAR_TOLD)
    notes.add((~told[..., :-1]).any(axis=-1, keepdims=True) & last, NOT_JUDGED)
    value = np.concatenate([together, stars[..., None]], axis=-1)
    support = np.stack([*regions, regions[0]], axis=-1)
    return shaped(_keys(activity), activity.year, value, support=support, notes=notes)


def _comparable(value: Floats, compared: Bools) -> tuple[Bools, Bools]:
    """Fields with enough regions to compare, and fields in which these are not all equal, shape (F,)."""
    high = np.where(compared, value, -np.inf).max(axis=0)
    low = np.where(compared, value, np.inf).min(axis=0)
    return compared.sum(axis=0) >= FEWEST, high > low * (1 + 1e-9)


def _at_top(value: Floats, usable: Bools, top: float) -> Floats:
    """1 at or above the quantile of the field, 0 below; NaN where it cannot be told."""
    found = np.full(value.shape, np.nan)
    for place in np.flatnonzero(usable.any(axis=0)):
        rows = usable[:, place]
        edge = np.quantile(value[rows, place], top)
        found[rows, place] = value[rows, place] >= edge * (1 - 1e-12)
    return found


def _reasons(activity: Activity, notes: Notes, here: Bools) -> None:
    shape, amount = activity.shape, activity.amount
    notes.null(activity.missing[..., None] & here, MISSING)
    notes.null(np.broadcast_to((amount.sum(axis=1) <= 0)[:, None], shape)[..., None] & here, NO_REGION)
    notes.null(np.broadcast_to((amount.sum(axis=0) <= 0)[None, :], shape)[..., None] & here, NO_FIELD)
    notes.null((amount <= 0)[..., None] & here, NO_ACTIVITY)
    notes.add(np.full(shape, activity.missing.any())[..., None] & here, SOME_MISSING)


def _keys(activity: Activity) -> dict[str, list[str]]:
    keys = {name: [each for each in names for _ in MEASURES] for name, names in cell_keys(activity).items()}
    return keys | {"measure": [*MEASURES] * activity.amount.size}

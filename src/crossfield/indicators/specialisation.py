"""Specialisation of a region in a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from crossfield.indicators.notes import Notes
from crossfield.indicators.shrinkage import Shrunken, shrink, unshrunken
from crossfield.lake.delivery import arrow_schema

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.indicators.window import Window

    Floats = NDArray[np.float64]

FEW = 5


def location_quotient(window: Window) -> pa.Table:
    r"""How much more at home a field is in a region than in Europe, shrunken, with its interval.

    .. math:: LQ_{rf} = \frac{\alpha + n_{rf} / c_f}{\alpha + e_{rf} / c_f}, \quad e_{rf} = N_r n_{+f} / N_+

    Parameters
    ----------
    window
        Counted matrices.

    Returns
    -------
    Table
        field_figure: one row per region × field; ``value`` is a ratio around 1, null where the region is unknown or the
        field has no activity in Europe. Amounts (counting eur) are not shrunken and have no interval.

    Notes
    -----
    Counts EU projects only, and fields as the vocabulary finds them in texts: what no call asks for does not occur.
    Where the tags come from call topics, projects of one topic are not independent, and the interval is too narrow.
    Shrinkage pulls regions with few projects towards 1: their quotient says that little is known, not that they are
    average.

    References
    ----------
    Balassa (1965), The Manchester School 33, 99-123; shrinkage after DuMouchel (1999).
    """
    shape = window.field.shape
    known = np.broadcast_to(window.known[:, None], shape)
    size = np.where(window.known, window.total, 0.0)
    whole, sums = size.sum(), window.field[window.known].sum(axis=0)
    expected = np.outer(size / whole if whole else size, sums)
    amounts = window.counting == "eur"
    unstated = amounts & (window.field_whole > 0) & (window.field == 0)
    notes = Notes(shape)
    notes.null(~known, "region unknown")
    notes.null(np.broadcast_to(window.field_whole[window.known].sum(axis=0) == 0, shape), "no activity in Europe")
    notes.null(unstated | ~(expected > 0), "no contribution stated")
    if amounts:
        notes.add(known, "amounts: not shrunken, no interval")
    notes.add(window.field_whole < FEW, "few records")
    usable = np.where(known & ~unstated, expected, 0.0)
    if amounts:
        found = unshrunken(window.field, usable)
    else:
        scale = np.divide(window.field_squares, sums, out=np.ones_like(sums), where=sums > 0)
        found = shrink(window.field, usable, scale[None, :])
    notes.add(known & found.bound, found.bound_note("specialisation"))
    unit = 100.0 if amounts else 1.0
    return _table(
        window, found, np.where(unstated, np.nan, window.field) / unit, np.where(known, expected, np.nan) / unit, notes
    )


def _table(window: Window, found: Shrunken, count: Floats, expected: Floats, notes: Notes) -> pa.Table:
    regions, fields = window.field.shape
    numbers = {
        "count": count,
        "expected": expected,
        "value": found.value,
        "low": found.low,
        "high": found.high,
        "support": window.field_whole,
    }
    schema = arrow_schema("field_figure")
    arrays: dict[str, pa.Array] = {
        "region": pa.array(np.repeat(np.array(window.regions.names, dtype=object), fields), pa.string()),
        "field": pa.array(window.fields.names * regions, pa.string()),
        "note": notes.array(),
    }
    for name in ("level", "scheme", "counting", "year_from", "year_to"):
        arrays[name] = pa.array([getattr(window, name)] * (regions * fields))
    for name, array in numbers.items():
        flat = array.ravel()
        arrays[name] = pa.array(flat, mask=np.isnan(flat)).cast(schema.field(name).type)
    return pa.table([arrays[name] for name in schema.names], schema=schema)

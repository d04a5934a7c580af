"""Specialisation of a region in a field."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from crossfield.indicators.notes import Notes
from crossfield.indicators.shrinkage import shrink
from crossfield.lake.delivery import arrow_schema

if TYPE_CHECKING:
    from crossfield.indicators.window import Window

FEW = 5


def location_quotient(window: Window) -> pa.Table:
    """How much more at home a field is in a region than in Europe, shrunken, with its interval.

    .. math:: LQ_{rf} = \\frac{\\alpha + n_{rf}}{\\alpha + e_{rf}}, \\quad e_{rf} = N_r n_{+f} / N_+

    Parameters
    ----------
    window
        Counted matrices.

    Returns
    -------
    Table
        field_figure: one row per region × field; ``value`` is a ratio around 1, null where the region is unknown or the
        field has no activity in Europe.

    References
    ----------
    Balassa (1965), The Manchester School 33, 99-123; shrinkage after DuMouchel (1999).
    """
    shape = window.field.shape
    size = np.where(window.known, window.total, 0.0)
    whole = size.sum()
    expected = np.outer(size / whole if whole else size, window.field[window.known].sum(axis=0))
    notes = Notes(shape)
    notes.null(np.broadcast_to(~window.known[:, None], shape), "region unknown")
    notes.null(window.known[:, None] & ~(expected > 0), "no activity in Europe")
    notes.add(window.field_whole < FEW, "few records")
    found = shrink(window.field, np.where(window.known[:, None], expected, 0.0))
    regions, fields = shape
    rows = regions * fields
    numbers = {
        "count": window.field,
        "expected": np.where(window.known[:, None], expected, np.nan),
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
        arrays[name] = pa.array([getattr(window, name)] * rows)
    for name, array in numbers.items():
        flat = array.ravel()
        arrays[name] = pa.array(flat, mask=np.isnan(flat)).cast(schema.field(name).type)
    return pa.table([arrays[name] for name in schema.names], schema=schema)

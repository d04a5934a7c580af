"""Windows of counted projects as a long table, so that what works on a user's own table works on a data version too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.indicators.window import Window

TEXTS = ("topic", "title")


def window_activity(windows: Sequence[Window], coverage: Sequence[float | None] | None = None) -> pa.Table:
    """Long table of one or more windows of the same scheme, level and counting; a window bears its last year.

    Parameters
    ----------
    windows
        Counted matrices, in the order of years.
    coverage
        Coverage of each window, as `window_coverage` gives it; None: not known.

    Returns
    -------
    Table
        ``region, field, year, amount, records, total, exposure, coverage``: all known regions and all fields;
        ``amount`` in the windows' counting, ``records`` whole projects, ``total`` whole tagged projects of the region,
        ``exposure`` tagged project × region incidences with a known region, in whole projects or the counting's parts.
    """
    told = coverage or [None] * len(windows)
    return pa.concat_tables([_rows(one, share) for one, share in zip(windows, told, strict=True)])


def window_coverage(coverage: pa.Table, year_from: int, year_to: int) -> float | None:
    """Part of a window's activity that can be counted: projects with a text × participations with a region.

    Parameters
    ----------
    coverage
        Table coverage of a data version.
    year_from, year_to
        First and last start year.

    Returns
    -------
    float | None
        0 to 1; None where the window has no rows.

    Examples
    --------
    >>> rows = [("project", "topic", 10, 5), ("project", "title", 10, 2), ("participation", "region", 40, 30)]
    >>> names = ("table", "column", "rows", "filled")
    >>> told = [dict(zip(names, row, strict=True)) | {"year": 2015} for row in rows]
    >>> window_coverage(pa.Table.from_pylist(told), 2014, 2016)
    0.375
    """
    year = coverage.column("year")
    inside = pc.and_(pc.greater_equal(year, year_from), pc.less_equal(year, year_to))
    rows = coverage.filter(pc.fill_null(inside, fill_value=False))
    texts = [share for name in TEXTS if (share := _share(rows, "project", name)) is not None]
    regions = _share(rows, "participation", "region")
    return None if not texts or regions is None else max(texts) * regions


def _share(rows: pa.Table, table: str, column: str) -> float | None:
    same = pc.and_(pc.equal(rows.column("table"), table), pc.equal(rows.column("column"), column))
    found = rows.filter(same)
    count = pc.sum(found.column("rows")).as_py()
    return float(pc.sum(found.column("filled")).as_py() / count) if count else None


def _rows(window: Window, coverage: float | None) -> pa.Table:
    known, fields = np.flatnonzero(window.known), len(window.fields.names)
    names = [window.regions.names[place] for place in known]
    count = len(known) * fields
    total = window.total_whole if window.counting == "eur" else window.total
    return pa.table(
        {
            "region": pa.array([name for name in names for _ in range(fields)], pa.string()),
            "field": pa.array(window.fields.names * len(names), pa.string()),
            "year": pa.array([window.year_to] * count, pa.int64()),
            "amount": pa.array(window.field[known].ravel()),
            "records": pa.array(window.field_whole[known].ravel().astype(np.int64)),
            "total": pa.array(np.repeat(window.total_whole[known], fields)),
            "exposure": pa.array([float(total[known].sum())] * count, pa.float64()),
            "coverage": pa.array([coverage] * count, pa.float64()),
        }
    )

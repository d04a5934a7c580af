"""Growth per exposure, and what of it comes from all activity, the field and the region itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import betaincinv

from crossfield.indicators.activity import (
    COVERAGE_CHANGED,
    FEW_RECORDS,
    MISSING,
    SOME_MISSING,
    Activity,
    cell_keys,
    coverage_changed,
    shaped,
    spans,
)
from crossfield.indicators.notes import Notes
from crossfield.indicators.shrinkage import TAIL

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

COMPONENTS = ("all", "mix", "region", "sum")
FEW = 5
NOTHING_BEFORE = "no activity before"
NEW_FIELD = "field new: no growth of it elsewhere to compare with"
NO_EXPOSURE = "exposure unknown"


def growth(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Growth of a region in a field from one year or window to the next, per exposure.

    .. math:: G_{rf} = \frac{x_{rf2} / E_2}{x_{rf1} / E_1} - 1

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0, any unit. ``exposure``, > 0, is what rates of the
        year are divided by (tagged project × region incidences); without it E_1 = E_2. ``coverage``, 0 to 1, is the
        part of the year's activity that the data hold. Both are the same in all rows of a year; a window bears its
        last year.

    Returns
    -------
    Table
        Keys (region, field, year), one row per two consecutive years of the table, under the later; ``value`` -1 or
        more, 0 = as before; null where there was nothing before, an amount is missing, or the coverage of the two
        differs by more than 20 %. Where amounts are counts of records (``records`` says the same), ``low`` and
        ``high`` are the 5 % and 95 % bounds of the ratio of two Poisson counts. ``support`` is the records of both
        years.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        Fewer than two years; two exposures or coverages of one year; else as for ``location-quotient-raw``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": ["A", "A"], "field": ["f", "f"], "year": [2016, 2019], "amount": [10, 30]}
    >>> growth(pa.table(table | {"exposure": [100, 200]})).column("value").to_pylist()  # (30/200) / (10/100) - 1
    [0.5]

    Notes
    -----
    Small numbers before make large rates; the interval shows it on counts, nothing does on amounts. One pair of years
    is no trend. Without ``exposure`` and ``coverage`` a change in what the data hold looks like growth.

    References
    ----------
    Interval after Brown, Cai & DasGupta (2001), Statistical Science 16, 101-133 (Jeffreys), on the share of the later.
    """
    return spans(activity, _growth)


def shift_share(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Change of a region's activity in a field as the sum of three: all activity, the field, the region itself.

    .. math:: x_{rf2} - x_{rf1} = x_{rf1} g + x_{rf1} (g_f - g) + (x_{rf2} - x_{rf1} (1 + g_f))

    with g the growth of all regions and fields, g_f that of the field in all regions; the later amounts are first
    brought to the earlier exposure.

    Parameters
    ----------
    activity
        As for `growth`.

    Returns
    -------
    Table
        Keys (region, field, component, year), ``component`` being all, mix, region or sum; ``value`` in the unit of the
        amounts; the first three add up to the fourth. mix and region are null where the field had no activity anywhere
        before; all are null as for `growth`, but for a cell with nothing before, where region is all there is.

    Raises
    ------
    SchemaError, NotComputableError
        As for `growth`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"ABAB"], "field": ["f"] * 4, "year": [1, 1, 2, 2], "amount": [10, 10, 20, 10]}
    >>> shift_share(pa.table(table)).column("value").to_pylist()[:4]  # g = g_f = 0.5
    [5.0, 0.0, 5.0, 10.0]

    Notes
    -----
    An accounting identity, not an explanation: what is called the region's own part holds all that the field and the
    whole do not. It depends on the base year and on how finely fields are cut; the region's own part of small cells is
    noise.

    References
    ----------
    Dunn (1960), Papers of the Regional Science Association 6, 97-112.
    """
    return spans(activity, _shift_share)


def _growth(before: Activity, after: Activity) -> pa.Table:
    ratio = _ratio(before, after)
    some = (before.amount > 0) & ~before.missing & ~after.missing
    change = np.divide(after.amount * ratio, before.amount, out=np.full(before.shape, np.nan), where=some)
    notes = _notes(before, after)
    notes.null(~some, NOTHING_BEFORE)
    support = before.records + after.records
    bounds = None
    if before.counted and after.counted:
        notes.add(support < FEW, FEW_RECORDS)
        same = (before.amount == before.records).all() and (after.amount == after.records).all()
        bounds = _bounds(before.amount, after.amount, ratio) if same else None
    value = _unless_changed(before, after, change - 1)
    return shaped(cell_keys(after), after.year, value, support=support, notes=notes, bounds=bounds)


def _bounds(before: Floats, after: Floats, ratio: float) -> tuple[Floats, Floats]:
    """Bounds of growth by the share of the later count in both; the lower one stands at -1 where nothing is left."""
    shares = [betaincinv(after + 0.5, before + 0.5, tail) for tail in (TAIL, 1 - TAIL)]
    low, high = (share / (1 - share) * ratio - 1 for share in shares)
    return np.where(after > 0, low, -1.0), high


def _shift_share(before: Activity, after: Activity) -> pa.Table:
    old, new = before.amount, after.amount * _ratio(before, after)
    whole, field = old.sum(), old.sum(axis=0)
    everywhere = new.sum() / whole - 1 if whole else np.nan
    own = np.divide(new.sum(axis=0), field, out=np.full(field.shape, np.nan), where=field > 0) - 1
    parts = [old * everywhere, old * (own - everywhere), new - old * (1 + own), new - old]
    value = np.stack([_unless_changed(before, after, part) for part in parts], axis=-1)
    gone = (before.missing | after.missing)[..., None]
    value = np.where(gone, np.nan, value)
    notes = _notes(before, after, len(COMPONENTS))
    notes.null(np.isnan(value), NEW_FIELD)
    keys = {name: [each for each in names for _ in COMPONENTS] for name, names in cell_keys(after).items()}
    keys["component"] = [*COMPONENTS] * old.size
    support = np.repeat((before.records + after.records).ravel(), len(COMPONENTS))
    return shaped(keys, after.year, value, support=support, notes=notes)


def _ratio(before: Activity, after: Activity) -> float:
    """What brings the later amounts to the earlier exposure; 1 where the table states no exposure."""
    if "exposure" not in before.rows.column_names:
        return 1.0
    old, new = before.of_year("exposure"), after.of_year("exposure")
    return old / new if old > 0 and new > 0 else float("nan")


def _notes(before: Activity, after: Activity, parts: int = 0) -> Notes:
    """Reasons that hold for a whole span, on its cells (and on the parts of each)."""
    shape = (*before.shape, parts) if parts else before.shape
    gone, some = before.missing | after.missing, before.missing.any() or after.missing.any()
    notes = Notes(shape)
    notes.null(np.full(shape, _changed(before, after)), COVERAGE_CHANGED)
    notes.null(np.full(shape, np.isnan(_ratio(before, after))), NO_EXPOSURE)
    notes.null(np.broadcast_to(gone[..., None] if parts else gone, shape), MISSING)
    notes.add(np.full(shape, bool(parts and some)), SOME_MISSING)
    return notes


def _changed(before: Activity, after: Activity) -> bool:
    return coverage_changed(before.of_year("coverage"), after.of_year("coverage"))


def _unless_changed(before: Activity, after: Activity, value: Floats) -> Floats:
    return np.full(value.shape, np.nan) if _changed(before, after) else value

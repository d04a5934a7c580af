"""Entry, exit and persistence: in which fields regions become or cease to be at home, of those in which they could."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import betaincinv

from crossfield.errors import UnknownNameError
from crossfield.indicators.activity import (
    COVERAGE_CHANGED,
    NO_REGION,
    SOME_MISSING,
    Activity,
    cell_keys,
    coverage_changed,
    shaped,
    spans,
)
from crossfield.indicators.notes import Notes
from crossfield.indicators.quotients import specialised_cells
from crossfield.indicators.shrinkage import TAIL

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

PRESENCES = ("quotient", "any")
EVENTS = ("entry", "exit", "persistence")
FEW = 5
NOT_AT_RISK = {"entry": "at home before: cannot enter", "exit": "not at home before: cannot leave"}
NOTHING_AT_RISK = {
    "entry": "at home in every field before",
    "exit": "at home in no field before",
    "persistence": "at home in no field before",
}
FEW_AT_RISK = "few fields at risk"
UNKNOWN = "unknown before or after"


def dynamics(activity: Any, *, presence: str = "quotient") -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Rates at which a region enters fields, leaves them and stays in them, from one year or window to the next.

    .. math:: entry_r = n_r^{01} / n_r^0, \quad exit_r = n_r^{10} / n_r^1, \quad persistence_r = n_r^{11} / n_r^1

    with n^0 and n^1 the fields in which the region was not and was at home before, and n^{01} those of the first in
    which it is now, n^{10} and n^{11} those of the second in which it is not and is.

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0, any unit; ``coverage`` as for `growth`.
    presence
        When a region is at home in a field: ``quotient``, where its location quotient is 1 or more; ``any``, where it
        has any activity.

    Returns
    -------
    Table
        Keys (region, event, year), one row per two consecutive years, under the later; ``value`` 0 to 1, the share of
        the fields at risk; ``low`` and ``high`` its 5 % and 95 % bounds (Jeffreys); ``support`` the fields at risk.
        Null where no field is at risk, the region has no activity in one of the years, or the coverage of the two
        differs by more than 20 %. Fields whose amount is missing are not at risk.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        Fewer than two years; else as for ``location-quotient-raw``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"AAAA"], "field": [*"fgfh"], "year": [1, 1, 2, 2], "amount": [1, 1, 1, 1]}
    >>> dynamics(pa.table(table), presence="any").column("value").to_pylist()  # enters h of {h}; leaves g of {f, g}
    [1.0, 0.5, 0.5]

    Notes
    -----
    Regions that stand near the threshold enter and leave by chance: in small regions most of entry and exit is noise,
    which the interval of few fields at risk does not show. Under ``any`` a region with more records enters more. Where
    coverage changed between the years nothing is said.

    References
    ----------
    Neffke, Henning & Boschma (2011), Economic Geography 87, 237-265; Boschma, Balland & Kogler (2015), Industrial and
    Corporate Change 24, 223-250.
    """
    return spans(activity, lambda before, after: _rates(before, after, presence))


def entry(activity: Any, *, presence: str = "quotient") -> pa.Table:  # noqa: ANN401 -- any frame
    """Which fields a region has entered, of those in which it was not at home before.

    Parameters
    ----------
    activity, presence
        As for `dynamics`.

    Returns
    -------
    Table
        Keys (region, field, year); ``value`` 1 entered, 0 not; null where the region was at home already, one of the
        years is unknown, or the coverage changed.

    Raises
    ------
    SchemaError, NotComputableError
        As for `dynamics`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"AAAA"], "field": [*"fgfh"], "year": [1, 1, 2, 2], "amount": [1, 1, 1, 1]}
    >>> entry(pa.table(table), presence="any").column("value").to_pylist()
    [None, None, 1.0]

    Notes
    -----
    One year at or above 1 counts as an entry, whether it lasts or not; near the threshold it is chance. What was not in
    the data before looks like new.

    References
    ----------
    Boschma, Balland & Kogler (2015), Industrial and Corporate Change 24, 223-250.
    """
    return spans(activity, lambda before, after: _events(before, after, presence, "entry"))


def field_exit(activity: Any, *, presence: str = "quotient") -> pa.Table:  # noqa: ANN401 -- any frame
    """Which fields a region has left, of those in which it was at home before.

    Parameters
    ----------
    activity, presence
        As for `dynamics`.

    Returns
    -------
    Table
        Keys (region, field, year); ``value`` 1 left, 0 stayed; null where the region was not at home before, one of the
        years is unknown, or the coverage changed.

    Raises
    ------
    SchemaError, NotComputableError
        As for `dynamics`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"AAAA"], "field": [*"fgfh"], "year": [1, 1, 2, 2], "amount": [1, 1, 1, 1]}
    >>> field_exit(pa.table(table), presence="any").column("value").to_pylist()
    [0.0, 1.0, None]

    Notes
    -----
    One year below 1 counts as an exit, also of a region that grew less than others did. What is no longer in the data
    looks like left.

    References
    ----------
    Boschma, Balland & Kogler (2015), Industrial and Corporate Change 24, 223-250.
    """
    return spans(activity, lambda before, after: _events(before, after, presence, "exit"))


def _at_home(activity: Activity, presence: str) -> Floats:
    """1 at home, 0 not, NaN unknown, shape (R, F)."""
    if presence not in PRESENCES:
        raise UnknownNameError("presence", presence, PRESENCES, f"Known: {', '.join(PRESENCES)}.")
    if presence == "quotient":
        found = np.nan_to_num(specialised_cells(activity))
    else:
        found = (activity.amount > 0).astype(float)
    empty = activity.amount.sum(axis=1) <= 0
    return np.where(activity.missing | empty[:, None], np.nan, found)


def _risk(before: Activity, after: Activity, presence: str) -> tuple[dict[str, Bools], dict[str, Bools], Bools]:
    """Cells at risk of each event, those it happened to, and those that are known in both years."""
    old, new = _at_home(before, presence), _at_home(after, presence)
    known = ~np.isnan(old) & ~np.isnan(new)
    absent, present = known & (old == 0), known & (old == 1)
    risk = {"entry": absent, "exit": present, "persistence": present}
    happened = {"entry": absent & (new == 1), "exit": present & (new == 0), "persistence": present & (new == 1)}
    return risk, happened, known


def _changed(before: Activity, after: Activity) -> bool:
    return coverage_changed(before.of_year("coverage"), after.of_year("coverage"))


def _rates(before: Activity, after: Activity, presence: str) -> pa.Table:
    risk, happened, _ = _risk(before, after, presence)
    counts = np.column_stack([risk[event].sum(axis=1) for event in EVENTS]).astype(float)
    hits = np.column_stack([happened[event].sum(axis=1) for event in EVENTS]).astype(float)
    changed = np.full(counts.shape, _changed(before, after))
    usable = (counts > 0) & ~changed
    value = np.divide(hits, counts, out=np.full(counts.shape, np.nan), where=usable)
    notes = Notes(counts.shape)
    notes.null(changed, COVERAGE_CHANGED)
    least = np.minimum(before.amount.sum(axis=1), after.amount.sum(axis=1))
    notes.null(np.broadcast_to(least[:, None], counts.shape) <= 0, NO_REGION)
    for place, event in enumerate(EVENTS):
        notes.null((counts == 0) & (np.arange(len(EVENTS)) == place), NOTHING_AT_RISK[event])
    notes.add(counts < FEW, FEW_AT_RISK)
    gone = (before.missing | after.missing).sum(axis=1)
    notes.add(np.broadcast_to(gone[:, None], counts.shape) > 0, SOME_MISSING)
    keys = {
        "region": [name for name in after.regions.names for _ in EVENTS],
        "event": [*EVENTS] * len(after.regions.names),
    }
    return shaped(keys, after.year, value, support=counts, notes=notes, bounds=_bounds(hits, counts))


def _bounds(hits: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """5 % and 95 % bounds of a share (Jeffreys); 0 and 1 are kept where none or all were hit."""
    low, high = (betaincinv(hits + 0.5, counts - hits + 0.5, tail) for tail in (TAIL, 1 - TAIL))
    return np.where(hits > 0, low, 0.0), np.where(hits < counts, high, 1.0)


def _events(before: Activity, after: Activity, presence: str, event: str) -> pa.Table:
    risk, happened, known = _risk(before, after, presence)
    changed = np.full(known.shape, _changed(before, after))
    notes = Notes(known.shape)
    notes.null(changed, COVERAGE_CHANGED)
    notes.null(~known, UNKNOWN)
    notes.null(~risk[event], NOT_AT_RISK[event])
    value = np.where(risk[event] & ~changed, happened[event].astype(float), np.nan)
    return shaped(cell_keys(after), after.year, value, support=before.records + after.records, notes=notes)

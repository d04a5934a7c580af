"""Specialisation from amounts: location quotients, who is at home where, and what is more than chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import gammainc, gammaln

from crossfield.errors import NotComputableError
from crossfield.indicators.activity import (
    FEW_RECORDS,
    ONE_REGION,
    Activity,
    by_year,
    cell_keys,
    note_gaps,
    shaped,
)
from crossfield.indicators.notes import Notes
from crossfield.indicators.presence import binary_presence, location_quotient_cells

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from crossfield.indicators.window import Window

    Floats = NDArray[np.float64]

FLOOR = 5
NO_PEOPLE = "number of people unknown"


def location_quotient_raw(activity: Any, *, floor: int = FLOOR) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Specialisation of a region in a field, relative to all regions.

    .. math:: LQ_{rf} = \frac{x_{rf} / x_{r\cdot}}{x_{\cdot f} / x_{\cdot\cdot}}

    where :math:`x_{rf}` is the activity of region r in field f.

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0, any unit; ``year`` and ``records`` where there are.
    floor
        Fewest records behind a value; below it ``note`` is "few records". Tables without ``records`` get no such note.

    Returns
    -------
    Table
        Keys (region, field, year); ``value`` float >= 0, no unit, 1 = average; null where the region or the field has
        no activity, where the amount is missing, or where there is one region or one field only; ``support`` is the
        records behind the cell (without that column 1 where the amount is above 0); ``note``. Amounts have no interval.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        No rows, a negative or infinite amount, a key that stands twice.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3]})
    >>> location_quotient_raw(table).column("value").to_pylist()
    [1.5, 0.5, 0.5, 1.5]

    Notes
    -----
    Not shrunken: on records use ``location-quotient``. Small regions swing: one plant or one project makes a large
    quotient, and amounts have no interval. A high quotient may come from a small denominator (a field that is rare
    everywhere) as well as from a large region's weight in it. On counts of records take ``significance`` beside it.

    References
    ----------
    Balassa (1965), The Manchester School 33, 99-123.
    """
    return by_year(activity, lambda one: _cells(one, quotient_cells(one), floor))


def quotient_cells(activity: Activity) -> Floats:
    """Location quotients of one year, shape (R, F); NaN in an empty row or column and where the amount is missing.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from crossfield.indicators.activity import activities
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3]})
    >>> quotient_cells(activities(table)[0]).tolist()
    [[1.5, 0.5], [0.5, 1.5]]
    """
    if not activity.amount.any():
        return np.full(activity.shape, np.nan)
    found: Floats = location_quotient_cells(activity.amount)
    return np.where(activity.missing, np.nan, found)


def specialised(activity: Any, *, floor: int = FLOOR) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Whether a region is at home in a field: its location quotient is 1 or more.

    .. math:: M_{rf} = [LQ_{rf} \ge 1]

    Parameters
    ----------
    activity, floor
        As for `location_quotient_raw`.

    Returns
    -------
    Table
        Keys (region, field, year); ``value`` 1 or 0, null as for `location_quotient_raw`. A quotient that misses 1 by
        rounding (1e-12) counts as 1.

    Raises
    ------
    SchemaError, NotComputableError
        As for `location_quotient_raw`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3]})
    >>> specialised(table).column("value").to_pylist()
    [1.0, 0.0, 0.0, 1.0]

    Notes
    -----
    A threshold throws information away: 0.99 and 1.01 fall apart, and in small regions a single record decides. What is
    built on it (relatedness, complexity) inherits that; on counts the shrunken quotient is the safer ground.

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487.
    """
    return by_year(activity, lambda one: _cells(one, specialised_cells(one), floor))


def specialised_cells(activity: Activity, threshold: float = 1.0) -> Floats:
    """1 where the quotient of a cell is at or above the threshold, else 0; NaN as in `quotient_cells`."""
    if not activity.amount.any():
        return np.full(activity.shape, np.nan)
    at_home = binary_presence(activity.amount, threshold=threshold).toarray().astype(float)
    return np.where(np.isnan(quotient_cells(activity)), np.nan, at_home)


def location_quotient_per_capita(activity: Any, *, floor: int = FLOOR) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""A region's activity per head in a field, relative to that of all regions.

    .. math:: LQ^{pc}_{rf} = \frac{x_{rf} / p_r}{x_{\cdot f} / p_\cdot}

    Parameters
    ----------
    activity
        As for `location_quotient_raw`, and ``people``: the region's people, > 0, the same in all its rows.
    floor
        As for `location_quotient_raw`.

    Returns
    -------
    Table
        Keys (region, field, year); ``value`` float >= 0, 1 = as many per head as in all regions together; null where
        the people are unknown, else as for `location_quotient_raw`. Sums run over regions whose people are known.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        Two numbers of people about one region; else as for `location_quotient_raw`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3], "people": [1, 1, 3, 3]}
    >>> location_quotient_per_capita(pa.table(table)).column("value").to_pylist()
    [3.0, 1.0, 0.3333333333333333, 1.0]

    Notes
    -----
    People are one yardstick among several: capitals and regions of commuters stand high in whatever sits where people
    work. Small regions swing as with ``location-quotient-raw``.

    References
    ----------
    Isserman (1977), Journal of the American Institute of Planners 43, 33-41 (quotients on other bases than employment).
    """
    return by_year(activity, lambda one: _per_capita(one, floor))


def poisson_significance(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How likely chance alone gives so many records: one-sided exact mid-p, false discoveries controlled.

    .. math:: p_{rf} = P(X > n_{rf}) + P(X = n_{rf}) / 2, \quad X \sim Poisson(e_{rf}), \quad e_{rf} = N_r n_{+f} / N_+

    Parameters
    ----------
    activity
        As for `location_quotient_raw`; amounts are whole counts. ``total`` is N_r, the same in all rows of a region,
        where a record may count in several fields; without it N_r is the sum over fields.

    Returns
    -------
    Table
        Keys (region, field, year); ``value`` is the p adjusted by Benjamini and Hochberg over all regions and fields of
        the year, 0 to 1: below 0.05, at most 5 of 100 such statements are expected to be wrong. Null as for
        `location_quotient_raw`. ``support`` is the count.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        Amounts are no whole counts; else as for `location_quotient_raw`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [6, 0, 0, 6]})
    >>> [round(value, 4) for value in poisson_significance(table).column("value").to_pylist()]
    [0.1174, 0.9751, 0.9751, 0.1174]

    Notes
    -----
    Never over a filtered list: adjust first, then filter. Records are taken for independent; projects of one call topic
    or one large consortium are not, and then p is too small. In large regions a small excess is significant.

    References
    ----------
    Lancaster (1961), JASA 56, 223-234 (mid-p); Benjamini & Hochberg (1995), JRSS B 57, 289-300.
    """
    return by_year(activity, _significance)


def significance_of_window(window: Window) -> Floats:
    """`poisson_significance` of all regions and fields of a window, on whole counts.

    Parameters
    ----------
    window
        Counted matrices; N_r is the distinct tagged projects of a region.

    Returns
    -------
    array of shape (R, F)
        Adjusted p; NaN where the region is unknown or nothing is expected.
    """
    size = np.where(window.known, window.total_whole, 0.0)
    expected = np.outer(size / max(size.sum(), 1.0), window.field_whole[window.known].sum(axis=0))
    return adjusted_p(mid_p(window.field_whole, expected))


def mid_p(observed: Floats, expected: Floats) -> Floats:
    """Chance of more than was observed plus half the chance of as many, by Poisson; NaN where nothing is expected.

    Parameters
    ----------
    observed
        Whole counts >= 0.
    expected
        Expected counts, of the same shape.

    Examples
    --------
    >>> round(mid_p(np.array([0.0]), np.array([1.0])).item(), 6)  # 1 - exp(-1) / 2
    0.81606

    References
    ----------
    Lancaster (1961), Journal of the American Statistical Association 56, 223-234.
    """
    usable = np.where(expected > 0, expected, 1.0)
    more = gammainc(observed + 1, usable)
    same = np.exp(observed * np.log(usable) - usable - gammaln(observed + 1))
    return np.where(expected > 0, np.clip(more + same / 2, 0.0, 1.0), np.nan)


def adjusted_p(p: Floats) -> Floats:
    r"""P-values adjusted so that a cut at q keeps the share of false discoveries below q.

    .. math:: q_{(i)} = min_{j \ge i} \; p_{(j)} m / j

    Parameters
    ----------
    p
        Any shape, 0 to 1; NaN is no test and stays NaN.

    Returns
    -------
    array of the same shape
        p <= q <= 1, in the order of p.

    Examples
    --------
    >>> adjusted_p(np.array([0.01, 0.04, 0.03, np.nan])).tolist()
    [0.03, 0.04, 0.04, nan]

    References
    ----------
    Benjamini & Hochberg (1995), Journal of the Royal Statistical Society B 57, 289-300.
    """
    found = np.full(p.shape, np.nan)
    tests = np.flatnonzero(~np.isnan(p.ravel()))
    order = tests[np.argsort(p.ravel()[tests], kind="stable")]
    scaled = p.ravel()[order] * (len(order) / np.arange(1, len(order) + 1))
    found.ravel()[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.asarray(np.minimum(found, 1.0))


def _cells(activity: Activity, value: Floats, floor: int) -> pa.Table:
    notes = Notes(activity.shape)
    note_gaps(activity, notes)
    if activity.counted:
        notes.add(activity.records < floor, FEW_RECORDS)
    return shaped(cell_keys(activity), activity.year, defined(activity, value), support=activity.records, notes=notes)


def defined(activity: Activity, value: Floats) -> Floats:
    """Values of a year's cells; NaN throughout where there is one region or one field only.

    Examples
    --------
    >>> import pyarrow as pa
    >>> from crossfield.indicators.activity import activities
    >>> one = activities(pa.table({"region": ["A"], "field": ["f"], "amount": [3]}))[0]
    >>> defined(one, np.array([[1.0]])).tolist()
    [[nan]]
    """
    several = (activity.amount.sum(axis=1) > 0).sum() > 1 and (activity.amount.sum(axis=0) > 0).sum() > 1
    return np.where(several, value, np.nan)


def _per_capita(activity: Activity, floor: int) -> pa.Table:
    people = activity.of_region("people")
    known = people > 0
    sums, everyone = activity.amount[known].sum(axis=0), people[known].sum()
    expected = np.outer(np.where(known, people, 0.0), sums) / (everyone or 1.0)
    usable = (expected > 0) & ~activity.missing & (activity.amount.sum(axis=1) > 0)[:, None]
    value = np.divide(activity.amount, expected, out=np.full(activity.shape, np.nan), where=usable)
    notes = Notes(activity.shape)
    notes.null(np.broadcast_to(~known[:, None], activity.shape), NO_PEOPLE)
    note_gaps(activity, notes)
    notes.null(~usable, NO_PEOPLE)
    alone = np.full(activity.shape, (usable.any(axis=1)).sum() == 1)
    notes.null(alone, ONE_REGION)
    if activity.counted:
        notes.add(activity.records < floor, FEW_RECORDS)
    value = np.where(alone, np.nan, defined(activity, value))
    return shaped(cell_keys(activity), activity.year, value, support=activity.records, notes=notes)


def _significance(activity: Activity) -> pa.Table:
    if (activity.amount != np.floor(activity.amount)).any():
        message = "Significance needs whole counts; the table has parts of numbers."
        raise NotComputableError(message, "Count records whole: an amount in euro or per cent has no chance model.")
    amount = activity.amount
    given = "total" in activity.rows.column_names
    size = np.nan_to_num(activity.of_region("total")) if given else amount.sum(axis=1)
    whole = amount.sum(axis=1) > 0
    size = np.where(whole, size, 0.0)
    expected = np.outer(size, amount.sum(axis=0)) / (size.sum() or 1.0)
    p = np.where(activity.missing, np.nan, mid_p(amount, expected))
    notes = Notes(activity.shape)
    note_gaps(activity, notes)
    notes.null(np.isnan(p), "total of the region unknown")
    return shaped(cell_keys(activity), activity.year, adjusted_p(defined(activity, p)), support=amount, notes=notes)

"""How concentrated a field is in space, and what the regions at home in it have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.indicators.activity import (
    NO_FIELD,
    ONE_FIELD,
    ONE_REGION,
    SOME_MISSING,
    Activity,
    by_year,
    shaped,
)
from crossfield.indicators.notes import Notes
from crossfield.indicators.quotients import quotient_cells

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NO_INCOME = "income of a region with activity unknown"


def locational_gini(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How unevenly a field is spread over regions, against all activity.

    .. math:: G_f = 1/2 - \sum_r (A_r + A_{r-1}) (B_r - B_{r-1}) / 2

    with A and B the running sums of the regions' shares in the field and in all activity, regions ordered by the
    location quotient of the field: half the diagonal's triangle less the area under the Lorenz curve.

    Parameters
    ----------
    activity
        As for `location_quotient_raw`.

    Returns
    -------
    Table
        Keys (field, year); ``value`` 0 (spread as all activity) to below 0.5 (one place), no unit; null where the
        field has no activity, or where there is one region or one field only; ``support`` counts the field's regions
        with activity.

    Raises
    ------
    SchemaError, NotComputableError
        As for `location_quotient_raw`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3]})
    >>> locational_gini(table).column("value").to_pylist()  # 1/2 - (1/4 × 1/2 / 2 + (1/4 + 1) × 1/2 / 2)
    [0.125, 0.125]

    Notes
    -----
    Other authors double it to reach 1; Krugman and EconGeo do not. Knows no map: fields in neighbouring regions and
    at opposite ends of Europe have the same value. Few establishments or records make any field look concentrated;
    compare fields of like size. It depends on how regions are cut.

    References
    ----------
    Krugman (1991), Geography and Trade, MIT Press.
    """
    return by_year(activity, _gini)


def prody(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Income of the regions that are at home in a field.

    .. math:: PRODY_f = \sum_r \frac{LQ_{rf}}{\sum_q LQ_{qf}} y_r

    Parameters
    ----------
    activity
        As for `location_quotient_raw`, and ``income``: income per head y of the region, the same in all its rows.

    Returns
    -------
    Table
        Keys (field, year); ``value`` in the unit of income; null where the field has no activity, where the income of a
        region with activity in it is unknown, or where there is one region or one field only.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        Two incomes of one region; else as for `location_quotient_raw`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3], "income": [20, 20, 40, 40]}
    >>> prody(pa.table(table)).column("value").to_pylist()
    [25.0, 35.0]

    Notes
    -----
    Income is that of the region, whatever earned it: a field that sits in capitals looks rich. It says who is at home
    in a field, not what the field pays.

    References
    ----------
    Hausmann, Hwang & Rodrik (2007), Journal of Economic Growth 12, 1-25.
    """
    return by_year(activity, _prody)


def _gini(activity: Activity) -> pa.Table:
    amount = activity.amount
    active = amount.sum(axis=1) > 0
    everything = amount[active].sum(axis=1)
    size = everything / (everything.sum() or 1.0)
    value = np.array([_lorenz(amount[active][:, place], size) for place in range(amount.shape[1])])
    return _fields(activity, value)


def _lorenz(field: Floats, size: Floats) -> float:
    """Half less the area under the Lorenz curve of a field; NaN without activity."""
    if not field.sum():
        return float("nan")
    share = field / field.sum()
    order = np.argsort(share / size, kind="stable")
    curve = np.concatenate([[0.0], np.cumsum(share[order])])
    return max(float(0.5 - (curve[1:] + curve[:-1]) @ size[order] / 2), 0.0)


def _prody(activity: Activity) -> pa.Table:
    income = activity.of_region("income")
    quotient = np.nan_to_num(quotient_cells(activity))
    sums = quotient.sum(axis=0)
    weight = np.divide(quotient, sums, out=np.zeros_like(quotient), where=sums > 0)
    unknown = ((weight > 0) & np.isnan(income)[:, None]).any(axis=0)
    return _fields(activity, np.where(unknown, np.nan, weight.T @ np.nan_to_num(income)), unknown)


def _fields(activity: Activity, value: Floats, unknown: NDArray[np.bool_] | None = None) -> pa.Table:
    """One row per field."""
    amount, notes = activity.amount, Notes(value.shape)
    active = amount.sum(axis=0) > 0
    few_regions, few_fields = (amount.sum(axis=1) > 0).sum() < 2, active.sum() < 2  # noqa: PLR2004
    notes.null(~active, NO_FIELD)
    notes.null(np.full(value.shape, few_regions), ONE_REGION)
    notes.null(np.full(value.shape, few_fields), ONE_FIELD)
    if unknown is not None:
        notes.null(unknown, NO_INCOME)
    notes.add(np.full(value.shape, activity.missing.any()), SOME_MISSING)
    value = np.where(active & (not few_regions) & (not few_fields), value, np.nan)
    return shaped({"field": activity.fields.names}, activity.year, value, support=(amount > 0).sum(axis=0), notes=notes)

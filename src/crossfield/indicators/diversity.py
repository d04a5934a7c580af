"""How specialised or diverse a region is as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError
from crossfield.indicators.activity import (
    NO_REGION,
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

VARIETIES = ("related", "unrelated", "total")


def krugman(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How far a region's shares of fields are from those of all regions.

    .. math:: K_r = \sum_f | s_{rf} - s_f |, \quad s_{rf} = x_{rf} / x_{r+}, \quad s_f = x_{+f} / x_{++}

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0, any unit; ``year`` where there are.

    Returns
    -------
    Table
        Keys (region, year); ``value`` 0 (as everywhere) to 2 (nothing in common), no unit; null where the region has no
        activity, or where there is one region or one field only; ``support`` counts the region's fields with activity.

    Raises
    ------
    SchemaError, NotComputableError
        As for ``location-quotient-raw``.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3]})
    >>> krugman(table).column("value").to_pylist()
    [0.5, 0.5]

    Notes
    -----
    Compared with all regions, the own one included, as EconGeo does. Krugman compares two regions. Depends on how
    finely fields are cut: more fields, larger distances. In small regions chance alone makes a distance, as their
    shares are rough; compare regions of one size. The mean of all regions includes the region itself.

    References
    ----------
    Krugman (1991), Geography and Trade, MIT Press.
    """
    return by_year(activity, lambda one: _regions(one, _krugman(one)))


def specialisation_coefficient(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Which part of a region's activity had to change its field for the shares of all regions.

    .. math:: C_r = \sum_f | s_{rf} - s_f | / 2

    Parameters
    ----------
    activity
        As for `krugman`.

    Returns
    -------
    Table
        Keys (region, year); ``value`` 0 to 1, no unit; null as for `krugman`.

    Raises
    ------
    SchemaError, NotComputableError
        As for `krugman`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3]})
    >>> specialisation_coefficient(table).column("value").to_pylist()
    [0.25, 0.25]

    Notes
    -----
    Half of Krugman's index, with the same limits: it grows with the number of fields, and with chance in small regions.

    References
    ----------
    Hoover & Giarratani (1984), An Introduction to Regional Economics, 3rd ed., Knopf.
    """
    return by_year(activity, lambda one: _regions(one, _krugman(one) / 2))


def hachman(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How alike a region's shares of fields are to those of all regions.

    .. math:: H_r = 1 / \sum_f s_{rf} LQ_{rf}

    Parameters
    ----------
    activity
        As for `krugman`.

    Returns
    -------
    Table
        Keys (region, year); ``value`` above 0 to 1 (as everywhere), no unit; null as for `krugman`.

    Raises
    ------
    SchemaError, NotComputableError
        As for `krugman`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 1, 3]})
    >>> hachman(table).column("value").to_pylist()  # 1 / (0.75 × 1.5 + 0.25 × 0.5)
    [0.8, 0.8]

    Notes
    -----
    A field that is rare in all regions weighs as its share of the region times its quotient: one such field can pull
    the index down by itself. Chance in small regions lowers it.

    References
    ----------
    Hachman (1995), as in Moore (2001), Utah Economic and Business Review 61.
    """
    return by_year(activity, lambda one: _regions(one, _hachman(one)))


def herfindahl(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How far a region's activity is in few fields.

    .. math:: HHI_r = \sum_f s_{rf}^2

    Parameters
    ----------
    activity
        As for `krugman`.

    Returns
    -------
    Table
        Keys (region, year); ``value`` 1/F (F fields alike) to 1 (one field), no unit; null where the region has no
        activity or the table one field only.

    Raises
    ------
    SchemaError, NotComputableError
        As for `krugman`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [3, 1, 2, 2]})
    >>> herfindahl(table).column("value").to_pylist()
    [0.625, 0.5]

    Notes
    -----
    Sees only the size of shares, not which fields they are nor how near to one another: two regions in quite different
    fields may have the same value. It depends on how fields are cut, and few records make it high.

    References
    ----------
    Herfindahl (1959), Copper Costs and Prices: 1870-1957, Johns Hopkins Press.
    """
    return by_year(activity, lambda one: _regions(one, (_shares(one) ** 2).sum(axis=1), alone=True))


def entropy(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""How evenly a region's activity is spread over fields.

    .. math:: E_r = - \sum_f s_{rf} log_2 s_{rf}

    Parameters
    ----------
    activity
        As for `krugman`.

    Returns
    -------
    Table
        Keys (region, year); ``value`` in bit, 0 (one field) to log2 F (F fields alike); null as for `herfindahl`.

    Raises
    ------
    SchemaError, NotComputableError
        As for `krugman`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = pa.table({"region": [*"AABB"], "field": ["f1", "f2"] * 2, "amount": [4, 0, 2, 2]})
    >>> entropy(table).column("value").to_pylist()
    [0.0, 1.0]

    Notes
    -----
    Is estimated too low where records are few, as fields with small shares do not occur at all. It depends on how
    fields are cut; ``variety`` takes it apart by groups.

    References
    ----------
    Shannon (1948), Bell System Technical Journal 27, 379-423; Attaran (1986), Annals of Regional Science 20, 44-54.
    """
    return by_year(activity, lambda one: _regions(one, _entropy(_shares(one)), alone=True))


def variety(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Variety between the groups of a region's fields (unrelated) and within them (related); total is their sum.

    .. math:: U_r = - \sum_g s_{rg} log_2 s_{rg}, \quad R_r = - \sum_g s_{rg} \sum_{f \in g} (s_{rf} / s_{rg})
              log_2 (s_{rf} / s_{rg})

    Parameters
    ----------
    activity
        As for `krugman`, and ``parent``: the field one level up (NACE division of a class, say), the same in all rows
        of a field; a field without one is a group of its own.

    Returns
    -------
    Table
        Keys (region, variety, year), ``variety`` being related, unrelated or total; ``value`` in bit, >= 0; null as for
        `herfindahl`.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        A field has two parents; else as for `krugman`.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"AAAA"], "field": [*"abcd"], "amount": [1, 1, 1, 1], "parent": [*"xxyy"]}
    >>> variety(pa.table(table)).column("value").to_pylist()
    [1.0, 1.0, 2.0]

    Notes
    -----
    Related means: in the same group of the hierarchy that the table gives. Another hierarchy gives another split; the
    sum stays. Few records make both parts too low.

    References
    ----------
    Frenken, Van Oort & Verburg (2007), Regional Studies 41, 685-697.
    """
    return by_year(activity, _variety)


def _shares(activity: Activity) -> Floats:
    """Shares of fields in each region, shape (R, F); NaN in a region without activity."""
    sums = activity.amount.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(activity.amount, sums, out=np.full(activity.shape, np.nan), where=sums > 0)
    return shares


def _krugman(activity: Activity) -> Floats:
    sums = activity.amount.sum(axis=0)
    return np.asarray(np.abs(_shares(activity) - sums / (sums.sum() or 1.0)).sum(axis=1))


def _hachman(activity: Activity) -> Floats:
    alike = np.nansum(_shares(activity) * quotient_cells(activity), axis=1)
    found: Floats = np.divide(1.0, alike, out=np.full(alike.shape, np.nan), where=alike > 0)
    return found


def _entropy(shares: Floats) -> Floats:
    logs = np.log2(np.where(shares > 0, shares, 1.0))
    return np.asarray(np.abs((shares * logs).sum(axis=1)))


def _regions(activity: Activity, value: Floats, *, alone: bool = False) -> pa.Table:
    """One row per region; ``alone`` where the figure compares with no other region."""
    notes = Notes(value.shape)
    value = _noted(activity, notes, value, alone=alone)
    support = (activity.amount > 0).sum(axis=1)
    return shaped({"region": activity.regions.names}, activity.year, value, support=support, notes=notes)


def _noted(activity: Activity, notes: Notes, value: Floats, *, alone: bool) -> Floats:
    """Say which regions have no value and why, and return the values without those."""
    active = activity.amount.sum(axis=1) > 0
    one_region = not alone and active.sum() < 2  # noqa: PLR2004
    one_field = (activity.amount.sum(axis=0) > 0).sum() < 2 and len(activity.fields.names) < 2  # noqa: PLR2004
    notes.null(~active, NO_REGION)
    notes.null(np.full(value.shape, one_region), ONE_REGION)
    notes.null(np.full(value.shape, one_field), ONE_FIELD)
    notes.add(activity.missing.any(axis=1) | np.asarray(not alone and activity.missing.any()), SOME_MISSING)
    return np.where(active & (not one_region) & (not one_field), value, np.nan)


def _variety(activity: Activity) -> pa.Table:
    groups = _groups(activity)
    shares = _shares(activity)
    total, unrelated = _entropy(shares), _entropy(shares @ groups)
    values = {"related": np.maximum(total - unrelated, 0.0), "unrelated": unrelated, "total": total}
    regions = len(activity.regions.names)
    notes = Notes((regions, len(VARIETIES)))
    inner = Notes((regions,))
    value = _noted(activity, inner, np.ones(regions), alone=True)
    for place, note in enumerate(inner.array().to_pylist()):
        here = np.zeros((regions, len(VARIETIES)), dtype=bool)
        here[place] = note is not None
        (notes.null if np.isnan(value[place]) else notes.add)(here, note or "")
    table = np.column_stack([values[name] for name in VARIETIES]) * value[:, None]
    keys = {
        "region": [name for name in activity.regions.names for _ in VARIETIES],
        "variety": [*VARIETIES] * regions,
    }
    support = np.repeat((activity.amount > 0).sum(axis=1), len(VARIETIES))
    return shaped(keys, activity.year, table, support=support, notes=notes)


def _groups(activity: Activity) -> Floats:
    """Which field belongs to which group, shape (F, groups)."""
    parents: dict[str, str] = {}
    rows = activity.rows
    for field, parent in zip(rows.column("field").to_pylist(), rows.column("parent").to_pylist(), strict=True):
        if parent is not None and parents.setdefault(field, parent) != parent:
            message = f"The field {field} has two parents, {parents[field]} and {parent}."
            raise NotComputableError(message, "A hierarchy gives each field one parent.")
    named = [("parent", parents[name]) if name in parents else ("field", name) for name in activity.fields.names]
    _, places = np.unique(["\t".join(pair) for pair in named], return_inverse=True)
    return np.asarray(np.eye(int(places.max()) + 1)[places])

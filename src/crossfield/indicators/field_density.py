"""Relatedness density on a table: how much of what is related to a field a region has, and which fields make it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from crossfield.indicators.activity import (
    NO_REGION,
    SOME_MISSING,
    Activity,
    activities,
    by_year,
    cell_keys,
    shaped,
)
from crossfield.indicators.density import relatedness_density
from crossfield.indicators.notes import Notes
from crossfield.indicators.presence import binary_presence
from crossfield.indicators.relatedness import proximity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

NOTHING_RELATED = "the field is related to no other"
NONE_THERE = "the region has nothing related to the field"


def density(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Which share of what is related to a field the region has already.

    .. math:: d_{ri} = \frac{\sum_{j \ne i} M_{rj} \varphi_{ij}}{\sum_{j \ne i} \varphi_{ij}}, \quad
              \varphi_{ij} = C_{ij} / \max(k_i, k_j)

    with M = 1 where the location quotient is 1 or more.

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0, any unit; ``year`` where there are.

    Returns
    -------
    Table
        Keys (region, field, year); ``value`` 0 to 1 (other packages: times 100). Null in a region at home in no field,
        and for a field that is related to no other. ``support`` counts the related fields that the region has; which
        they are says ``density-reasons``.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        As for ``location-quotient-raw``.

    Examples
    --------
    C is at home in f and g; both share half their regions with h, so that of what is related to h C has all.

    >>> rows = {"region": [*"AABBCC"], "field": ["f", "h", "g", "h", "f", "g"], "amount": [3, 1, 3, 1, 2, 2]}
    >>> [(row["field"], row["value"]) for row in density(pa.table(rows)).to_pylist() if row["region"] == "C"]
    [('f', 0.5), ('g', 0.5), ('h', 1.0)]

    Notes
    -----
    The field itself is left out, so that having it adds nothing to its own density; packages that keep 1 on the
    diagonal of the proximity give more to fields a region has. Diverse regions have a high density around
    everything: compare fields within a region, not regions. As a forecast it is weak by itself: in our back-test of
    interfaces, the density of pairs reaches an average precision of 0.16, what both fields' own numbers give 0.18.

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487; Balland, Boschma, Crespo & Rigby (2019),
    Regional Studies 53, 1252-1268.
    """
    return by_year(activity, _density)


def density_reasons(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Which fields of a region make its relatedness density around a field.

    .. math:: c_{rij} = \frac{M_{rj} \varphi_{ij}}{\sum_{l \ne i} \varphi_{il}}, \quad \sum_j c_{rij} = d_{ri}

    Parameters
    ----------
    activity
        As for ``density``.

    Returns
    -------
    Table
        Keys (region, field, by, year), for each region and field the fields ``by`` that the region has, largest part
        first, equal ones in code order; ``value`` above 0, the parts add up to the density. One row with the value 0
        and no ``by`` where the region has nothing related, or null as for ``density``. ``support`` counts the regions
        at home in both fields.

    Raises
    ------
    SchemaError, NotComputableError
        As for ``density``.

    Examples
    --------
    >>> rows = {"region": [*"AABBCC"], "field": ["f", "h", "g", "h", "f", "g"], "amount": [3, 1, 3, 1, 2, 2]}
    >>> found = [row for row in density_reasons(pa.table(rows)).to_pylist() if row["region"] == "C"]
    >>> [(row["field"], row["by"], row["value"]) for row in found]
    [('f', 'g', 0.5), ('g', 'f', 0.5), ('h', 'f', 0.5), ('h', 'g', 0.5)]

    Notes
    -----
    The list grows with regions × fields × fields; on large tables ask for few regions. A part says what stands nearby,
    not what caused what.

    References
    ----------
    Hidalgo, Klinger, Barabási & Hausmann (2007), Science 317, 482-487.
    """
    return pa.concat_tables([_reasons(one) for one in activities(activity)])


def _matrices(activity: Activity) -> tuple[NDArray[np.bool_], Floats]:
    """Presence and proximity, the latter 0 where it is undefined."""
    if not activity.amount.any():
        return np.zeros(activity.shape, bool), np.zeros((activity.shape[1],) * 2)
    presence = binary_presence(activity.amount)
    return presence.toarray().astype(bool), np.nan_to_num(proximity(presence))


def _notes(activity: Activity, present: NDArray[np.bool_], near: Floats) -> Notes:
    notes = Notes(activity.shape)
    idle = np.asarray(~present.any(axis=1))
    notes.null(np.broadcast_to(idle[:, None], activity.shape), NO_REGION)
    notes.null(np.broadcast_to(~(near.sum(axis=0) > 0)[None, :], activity.shape), NOTHING_RELATED)
    notes.add(np.full(activity.shape, activity.missing.any()), SOME_MISSING)
    return notes


def _density(activity: Activity) -> pa.Table:
    present, near = _matrices(activity)
    value = relatedness_density(present, near) if present.any() else np.full(activity.shape, np.nan)
    support = present.astype(float) @ (near > 0)
    return shaped(cell_keys(activity), activity.year, value, support=support, notes=_notes(activity, present, near))


def _reasons(activity: Activity) -> pa.Table:
    present, near = _matrices(activity)
    total = near.sum(axis=0)
    parts = np.divide(near, total, out=np.zeros_like(near), where=total > 0)
    together = present.T.astype(float) @ present
    regions, fields = activity.shape
    rows: list[tuple[int, int, int]] = []
    for region in range(regions):
        for field in range(fields):
            made = np.flatnonzero(present[region] & (parts[:, field] > 0))
            order = made[np.argsort(-parts[made, field], kind="stable")]
            rows += [(region, field, int(place)) for place in order] or [(region, field, -1)]
    r, f, by = np.array(rows).T
    value = np.where(by >= 0, parts[by, f], 0.0)
    idle = np.asarray(~present.any(axis=1))[r]
    undefined = idle | ~(total > 0)[f]
    notes = Notes(value.shape)
    notes.null(idle, NO_REGION)
    notes.null(undefined, NOTHING_RELATED)
    notes.add(by < 0, NONE_THERE)
    notes.add(np.full(value.shape, activity.missing.any()), SOME_MISSING)
    names = activity.fields.names
    keys: dict[str, list[str | None]] = {
        "region": [activity.regions.names[place] for place in r],
        "field": [names[place] for place in f],
        "by": [names[place] if place >= 0 else None for place in by],
    }
    support = np.where(by >= 0, together[by, f], 0.0)
    value = np.where(undefined, np.nan, value)
    return shaped(keys, activity.year, value, support=support, notes=notes)  # type: ignore[arg-type]  # a reason may lack a field

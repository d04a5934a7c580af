"""Peers: regions that are comparable by stated criteria, and how far each of them is by each criterion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.activity import NO_REGION, ONE_REGION, SOME_MISSING, Activity, by_year, shaped
from crossfield.indicators.notes import Notes
from crossfield.indicators.presence import binary_presence

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

CRITERIA = ("size", "structure", "specialisation")
ALL = "all"
PEERS = 10
SIGNIFICANT = 9


def peers(
    activity: Any,  # noqa: ANN401 -- any frame that Narwhals knows
    *,
    criteria: Mapping[str, float] | None = None,
    count: int = PEERS,
) -> pa.Table:
    r"""The nearest regions of each region by size, structure and specialisation, with the distance by each.

    .. math:: size_{rq} = 1 - min(x_{r+}, x_{q+}) / max(x_{r+}, x_{q+}), \quad
              structure_{rq} = \sum_f | s_{rf} - s_{qf} | / 2, \quad
              specialisation_{rq} = 1 - |M_r ∩ M_q| / |M_r ∪ M_q|

    with s the shares of fields and M the fields in which a region's location quotient is 1 or more. The distance by all
    criteria is their mean, weighted as stated.

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0, any unit; ``year`` where there are.
    criteria
        Criterion → weight >= 0; None: all three, equally.
    count
        Peers of each region.

    Returns
    -------
    Table
        Keys (region, peer, criterion, year), nearest first, equal ones in code order; ``criterion`` is all or one of
        those asked for; ``value`` 0 (alike) to 1, no unit; ``support`` the fields in which either has activity. A
        region without activity has one row without a peer, ``value`` null.

    Raises
    ------
    UnknownNameError
        No such criterion.
    NotComputableError
        No weight is above 0; else as for ``location-quotient-raw``.
    SchemaError
        A column is missing or of another type.

    Examples
    --------
    >>> import pyarrow as pa
    >>> table = {"region": [*"AABBCC"], "field": [*"fg"] * 3, "amount": [3, 1, 6, 2, 1, 3]}
    >>> [(row["peer"], row["criterion"], row["value"]) for row in peers(pa.table(table), count=1).to_pylist()[:4]]
    [('B', 'all', 0.16666666666666666), ('B', 'size', 0.5), ('B', 'structure', 0.0), ('B', 'specialisation', 0.0)]

    Notes
    -----
    The criteria and their weights are a choice; the distance by each is shown so that another choice can be made.
    Location quotients of small regions are rough, and so are peers by specialisation. Near is not the same as
    comparable in institutions, income or place, which no amount of activity tells.

    References
    ----------
    Navarro, Gibaja, Franco, Murciego, Gianelle, Hegyi & Kleibrink (2014), Regional benchmarking in the smart
    specialisation process, JRC S3 Working Paper 03/2014 (structural distance; the measures here are ours).
    """
    weights = dict.fromkeys(CRITERIA, 1.0) if criteria is None else dict(criteria)
    for name, weight in weights.items():
        if name not in CRITERIA:
            raise UnknownNameError("criterion", name, CRITERIA, f"Known: {', '.join(CRITERIA)}.")
        if not weight >= 0:
            message = f"The criterion {name} has the weight {weight}; a number >= 0 was expected."
            raise NotComputableError(message, "Leave a criterion out with the weight 0.")
    if not sum(weights.values()):
        message = "No criterion has a weight above 0."
        raise NotComputableError(message, f"Weigh at least one of {', '.join(CRITERIA)}.")
    return by_year(activity, lambda one: _peers(one, weights, count))


@dataclass(frozen=True, slots=True)
class Profiles:
    """What regions are compared by; R regions, F fields.

    Parameters
    ----------
    size
        Activity in all fields, shape (R,).
    shares
        Shares of fields, shape (R, F); 0 in a region without activity.
    at_home
        Where the location quotient is 1 or more, shape (R, F).

    Examples
    --------
    >>> import pyarrow as pa
    >>> from crossfield.indicators.activity import activities
    >>> table = pa.table({"region": [*"AABB"], "field": [*"fg"] * 2, "amount": [3, 1, 1, 3]})
    >>> found = Profiles.of(activities(table)[0]).distances(0)
    >>> {name: values.tolist() for name, values in found.items()}
    {'size': [0.0, 0.0], 'structure': [0.0, 0.5], 'specialisation': [0.0, 1.0]}
    """

    size: Floats
    shares: Floats
    at_home: NDArray[np.bool_]

    @classmethod
    def of(cls, activity: Activity) -> Profiles:
        """Profiles of all regions in one year."""
        size = activity.amount.sum(axis=1)
        shares = np.divide(activity.amount, size[:, None], out=np.zeros(activity.shape), where=size[:, None] > 0)
        at_home = binary_presence(activity.amount).toarray() if size.any() else np.zeros(activity.shape)
        return cls(size, shares, at_home.astype(bool))

    def distances(self, region: int) -> dict[str, Floats]:
        """Distance of one region, given by its place, to all by each criterion; NaN where either has no activity."""
        own = self.at_home[region]
        both, either = (self.at_home & own).sum(axis=1), (self.at_home | own).sum(axis=1)
        smaller, larger = (pick(self.size, self.size[region]) for pick in (np.minimum, np.maximum))
        known = smaller > 0
        found = {
            "size": 1 - smaller / np.where(known, larger, 1.0),
            "structure": np.abs(self.shares - self.shares[region]).sum(axis=1) / 2,
            "specialisation": 1 - both / np.maximum(either, 1),
        }
        return {name: np.where(known, value, np.nan) for name, value in found.items()}


def _peers(activity: Activity, weights: Mapping[str, float], count: int) -> pa.Table:
    names, profiles = activity.regions.names, Profiles.of(activity)
    asked = [name for name in CRITERIA if weights.get(name)]
    rows: dict[str, list[str | None]] = {"region": [], "peer": [], "criterion": []}
    values: list[float] = []
    support: list[float] = []
    for place, region in enumerate(names):
        found = profiles.distances(place)
        mean = sum((found[name] * weights[name] for name in asked), np.zeros(len(names))) / sum(weights.values())
        nearest = _nearest(mean, place, count)
        for peer in nearest:
            rows["region"] += [region] * (1 + len(asked))
            rows["peer"] += [names[peer]] * (1 + len(asked))
            rows["criterion"] += [ALL, *asked]
            values += [float(mean[peer]), *(float(found[name][peer]) for name in asked)]
            support += [float(((activity.amount[place] > 0) | (activity.amount[peer] > 0)).sum())] * (1 + len(asked))
        if not nearest:
            for key, name in (("region", region), ("peer", None), ("criterion", ALL)):
                rows[key].append(name)
            values.append(float("nan"))
            support.append(float((activity.amount[place] > 0).sum()))
    notes, value = Notes((len(values),)), np.array(values)
    idle = np.isin(
        np.array(rows["region"], dtype=object), [n for n, s in zip(names, profiles.size, strict=True) if s <= 0]
    )
    notes.null(np.isnan(value) & idle, NO_REGION)
    notes.null(np.isnan(value), ONE_REGION)
    notes.add(np.full(value.shape, activity.missing.any()), SOME_MISSING)
    return shaped(rows, activity.year, value, support=np.array(support), notes=notes)  # type: ignore[arg-type]


def _nearest(distance: Floats, region: int, count: int) -> list[int]:
    """Places of the nearest other regions; equal to 9 significant digits is equal, then code order."""
    others = np.flatnonzero(~np.isnan(distance))
    others = others[others != region]
    rounded = np.array([float(f"{value:.{SIGNIFICANT - 1}e}") for value in distance[others]])
    return [int(place) for place in others[np.argsort(rounded, kind="stable")[:count]]]

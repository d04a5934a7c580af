"""Complexity and fitness on a table, of regions and of fields, each year by itself and on one fixed basis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from crossfield.errors import NotComputableError
from crossfield.indicators.activity import SOME_MISSING, Activity, activities, shaped
from crossfield.indicators.complexity import NARROW_GAP, NOT_IN_BASIS, OTHER_PART, Complexity, complexity
from crossfield.indicators.complexity_ranks import RankIntervals, rank_intervals, ranks
from crossfield.indicators.fitness import fitness as fitness_of
from crossfield.indicators.notes import Notes
from crossfield.indicators.presence import EMPTY_FIELD, EMPTY_REGION, Cells, binary_presence, diversity, ubiquity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

BASES = ("own", "first")
NARROW = "second and third pattern are nearly as strong: ranks may swing"
IN_PARTS = "the network falls into parts: computed on the largest"
NO_PATTERN = "no complexity of this year: too few or too symmetric regions and fields"
NO_INTERVAL = "no interval: too few draws have a complexity"
VANISHED = "run down to nothing: its fields only occur beside the same others"


def complexity_of_regions(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Economic complexity index (ECI) of regions, and their ranks, each with its interval.

    .. math:: ECI_r = \frac{1}{d_r} \sum_f M_{rf} PCI_f, \quad D^{-1} M U^{-1} M^T k = \lambda_2 k

    with ECI the vector k brought to mean 0 and standard deviation 1, d and D diversity, u and U ubiquity, and
    M = 1 where the location quotient is 1 or more. The sign is the one with which ECI rises with diversity.

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0; ``year`` where there are. ``records`` equal to the
        amounts says that they are counts.

    Returns
    -------
    Table
        Keys (region, measure, basis, year). ``measure`` eci: no unit, mean 0 and standard deviation 1 over the regions
        that are connected; rank: 1 is the most complex. ``basis`` own: fitted on the year itself, with ``low`` and
        ``high``, the 5 % and 95 % bounds over 200 draws (of counts as Poisson, else of fields). ``basis`` first: the
        year's fields with the first year's PCI, so that changes are those of the region and not of the yardstick. Null
        for a region at home in no field, or outside the largest connected part. ``support`` is the region's number of
        fields.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        No year has a complexity: no pattern, or none that is the one; else as for ``location-quotient-raw``.

    Examples
    --------
    A nested table: A is at home in three fields, B in two, C in one.

    >>> rows = {"region": [*"AAABBC"], "field": ["f", "g", "h", "g", "h", "h"], "amount": [9, 4, 1, 5, 4, 9]}
    >>> found = complexity_of_regions(pa.table(rows)).to_pylist()
    >>> [(row["region"], row["value"]) for row in found if row["measure"] == "rank"]
    [('A', 1.0), ('B', 2.0), ('C', 3.0)]

    Notes
    -----
    An order, not an amount: it tells which regions have fields that few and diverse regions have, and nothing of size,
    quality or income. On EU projects it follows which fields programmes paid for. A small gap between the second and
    the third eigenvalue means that two orders fit almost as well; then ranks swing, and the note says so. ECI of
    different years are on different scales unless the basis is the first year's.

    References
    ----------
    Hidalgo & Hausmann (2009), PNAS 106, 10570-10575; Mealy, Farmer & Teytelboym (2019), Science Advances 5, eaau1705.
    """
    return _over_years(activity, _regions)


def complexity_of_fields(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Product complexity index (PCI) of fields: the mean complexity of the regions that are at home in them.

    .. math:: PCI_f = (q_f - \bar k) / sd(k), \quad q = U^{-1} M^T k / \lambda_2

    Parameters
    ----------
    activity
        As for ``complexity``.

    Returns
    -------
    Table
        Keys (field, basis, year); ``value`` without unit, on the scale of the regions' ECI: the ECI of a region is the
        mean PCI of its fields. ``basis`` own: fitted on the year; first: from the ECI of the first year's regions that
        are at home in it now. Null for a field in which no region is at home, or outside the largest connected part.
        ``support`` is the number of regions at home in it.

    Raises
    ------
    SchemaError, NotComputableError
        As for ``complexity``.

    Examples
    --------
    >>> rows = {"region": [*"AAABBC"], "field": ["f", "g", "h", "g", "h", "h"], "amount": [9, 4, 1, 5, 4, 9]}
    >>> found = complexity_of_fields(pa.table(rows)).to_pylist()
    >>> [row["field"] for row in sorted(found, key=lambda row: -row["value"])]
    ['f', 'g', 'h']

    Notes
    -----
    A field that one diverse region has alone comes out complex, whatever it is. The index knows no technology: it knows
    who is at home where.

    References
    ----------
    Hidalgo & Hausmann (2009), PNAS 106, 10570-10575.
    """
    return _over_years(activity, _fields)


def fitness(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame
    r"""Fitness of regions and complexity of fields by the other school: sums instead of means.

    .. math:: F_r^{(n)} \propto \sum_f M_{rf} Q_f^{(n-1)}, \quad Q_f^{(n)} \propto \frac{1}{\sum_r M_{rf} / F_r^{(n-1)}}

    after 20 updates from a start of ones, each divided by its mean.

    Parameters
    ----------
    activity
        As for ``complexity``.

    Returns
    -------
    Table
        Keys (name, kind, year), ``kind`` being region or field; ``value`` > 0 with mean 1, no unit. Null for a region
        at home in no field, a field in which no region is, and a value that has run down to nothing. ``support`` is the
        region's number of fields, or the field's number of regions.

    Raises
    ------
    SchemaError, NotComputableError
        As for ``complexity``, but that any table with a cell has a fitness.

    Examples
    --------
    >>> rows = {"region": [*"AAABBC"], "field": ["f", "g", "h", "g", "h", "h"], "amount": [9, 4, 1, 5, 4, 9]}
    >>> found = fitness(pa.table(rows)).to_pylist()
    >>> [row["name"] for row in sorted(found, key=lambda row: -row["value"]) if row["kind"] == "region"]
    ['A', 'B', 'C']

    Notes
    -----
    Rewards diversity more than ECI does. On nested tables values run towards 0 update by update: compare orders, and
    the same number of updates only.

    References
    ----------
    Tacchella, Cristelli, Caldarelli, Gabrielli & Pietronero (2012), Scientific Reports 2, 723.
    """
    return pa.concat_tables([_fitness(one) for one in activities(activity)])


@dataclass(frozen=True, slots=True)
class _Year:
    """One year with its presence and, where there is one, its complexity; and the basis of the first year with one."""

    activity: Activity
    presence: Cells | None
    own: Complexity | None
    first: Complexity | None


def _over_years(activity: Any, rows: Any) -> pa.Table:  # noqa: ANN401 -- any frame; a function of a _Year
    found: list[_Year] = []
    first, reason = None, None
    for one in activities(activity):
        presence = own = None
        try:
            presence = binary_presence(one.amount)
            own = complexity(presence)
        except NotComputableError as error:
            reason = reason or error
        found.append(_Year(one, presence, own, first))
        first = first or own
    if first is None and reason is not None:
        raise reason
    return pa.concat_tables([rows(year) for year in found])


def _regions(year: _Year) -> pa.Table:
    names = year.activity.regions.names
    nothing = np.full(len(names), np.nan)
    sizes = np.zeros(len(names)) if year.presence is None else diversity(year.presence)
    eci = nothing if year.own is None else year.own.eci
    sure = None if year.own is None else _intervals(year.activity)
    told = [("eci", "own", eci, None if sure is None else (sure.eci_low, sure.eci_high))]
    told.append(("rank", "own", ranks(eci), None if sure is None else (sure.low, sure.high)))
    if year.first is not None:
        fixed = nothing if year.presence is None else year.first.regions(year.presence)
        told += [("eci", "first", fixed, None), ("rank", "first", ranks(fixed), None)]
    parts = []
    for measure, basis, value, bounds in told:
        notes = _notes(year, basis, value, sizes)
        if basis == "own":
            notes.add(np.full(value.shape, bounds is None), NO_INTERVAL)
        keys = {"region": names, "measure": [measure] * len(names), "basis": [basis] * len(names)}
        parts.append(shaped(keys, year.activity.year, value, support=sizes, notes=notes, bounds=_around(value, bounds)))
    return pa.concat_tables(parts)


def _around(value: Floats, bounds: tuple[Floats, Floats] | None) -> tuple[Floats, Floats] | None:
    """Bounds that hold the value: quantiles of draws may lie beside it."""
    return None if bounds is None else (np.fmin(bounds[0], value), np.fmax(bounds[1], value))


def _fields(year: _Year) -> pa.Table:
    names = year.activity.fields.names
    nothing = np.full(len(names), np.nan)
    sizes = np.zeros(len(names)) if year.presence is None else ubiquity(year.presence)
    told = [("own", nothing if year.own is None else year.own.pci)]
    if year.first is not None:
        told.append(("first", nothing if year.presence is None else year.first.fields(year.presence)))
    parts = []
    for basis, value in told:
        notes = _notes(year, basis, value, sizes, EMPTY_FIELD)
        keys = {"field": names, "basis": [basis] * len(names)}
        parts.append(shaped(keys, year.activity.year, value, support=sizes, notes=notes))
    return pa.concat_tables(parts)


def _notes(year: _Year, basis: str, value: Floats, sizes: Floats, empty: str = EMPTY_REGION) -> Notes:
    undefined, notes = np.isnan(value), Notes(value.shape)
    notes.null(undefined & (np.nan_to_num(sizes) == 0) & (year.presence is not None), empty)
    if basis == "first":
        notes.null(undefined, NOT_IN_BASIS)
    notes.null(np.full(value.shape, year.own is None) & undefined, NO_PATTERN)
    notes.null(undefined, OTHER_PART)
    used = year.own if basis == "own" else year.first
    if used is not None:
        notes.add(np.full(value.shape, used.gap < NARROW_GAP), NARROW)
        notes.add(np.full(value.shape, OTHER_PART in used.region_notes), IN_PARTS)
    notes.add(np.full(value.shape, year.activity.missing.any()), SOME_MISSING)
    return notes


def _intervals(activity: Activity) -> RankIntervals | None:
    counts = activity.counted and bool((activity.amount == activity.records).all())
    try:
        return rank_intervals(activity.amount, resample="records" if counts else "fields")
    except NotComputableError:
        return None


def _fitness(activity: Activity) -> pa.Table:
    regions, fields = activity.regions.names, activity.fields.names
    value, support = np.full(len(regions) + len(fields), np.nan), np.zeros(len(regions) + len(fields))
    if activity.amount.any():
        presence = binary_presence(activity.amount)
        found = fitness_of(presence)
        value, support = np.concatenate(found), np.r_[diversity(presence), ubiquity(presence)]
    is_region = np.arange(len(value)) < len(regions)
    notes = Notes(value.shape)
    notes.null((support == 0) & is_region, EMPTY_REGION)
    notes.null((support == 0) & ~is_region, EMPTY_FIELD)
    notes.null(np.isnan(value), VANISHED)
    notes.add(np.full(value.shape, activity.missing.any()), SOME_MISSING)
    keys = {"name": [*regions, *fields], "kind": ["region"] * len(regions) + ["field"] * len(fields)}
    return shaped(keys, activity.year, value, support=support, notes=notes)

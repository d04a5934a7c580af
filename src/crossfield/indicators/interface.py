"""Interfaces: strength, bridges and synergy of two fields in a region, and its activity.

Three looks, each observed against expected and shrunken with its interval; they answer different questions and are
never mixed. Strength: is this interface more at home here than the region's size predicts? Bridges: organisations
active in both fields. Synergy: is there more than the two fields' strength and Europe's pattern would give?
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from crossfield.indicators.notes import Notes
from crossfield.indicators.shrinkage import Shrunken, shrink, unshrunken
from crossfield.lake.delivery import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from crossfield.indicators.emerging import Acceleration
    from crossfield.indicators.resampling import Resampling
    from crossfield.indicators.window import OrganisationTables, Window

    Floats = NDArray[np.float64]

YEARS_OF_ACTIVITY = 3
OVERLAP = 0.5
FEW = 5
NO_SYNERGY = "no region-specific synergy can be told apart from chance"
NO_FIELDS = "no synergy where a region has no activity in a or b"
NOT_STATED = "no contribution stated"


def expected_by_size(window: Window, observed: Floats, total: Floats) -> Floats:
    """Spread each pair's sum over known regions by the regions' size.

    .. math:: e_{rab} = N_r J_{+ab} / N_+

    Parameters
    ----------
    window
        Says which regions are known.
    observed
        Shape (R, P).
    total
        Size of every region, shape (R,).

    Returns
    -------
    array of shape (R, P)
        Sums over known regions to the observed sum; 0 for unknown.
    """
    size = np.where(window.known, total, 0.0)
    whole = size.sum()
    return np.outer(size / whole if whole else size, observed[window.known].sum(axis=0))


def expected_by_fields(window: Window, observed: Floats, field: Floats, total: Floats) -> Floats:
    r"""Spread each pair's sum over known regions by what both fields' counts there give.

    .. math:: m_{rab} = n_{ra} n_{rb} / N_r, \; e_{rab} = J_{+ab} m_{rab} / \sum_s m_{sab}

    Returns
    -------
    array of shape (R, P)
        Sums over known regions to the observed sum wherever both fields meet in some region; 0 for unknown.
    """
    size = np.where(window.known & (total > 0), total, np.inf)
    a, b = window.pairs.T
    m = field[:, a] * field[:, b] / size[:, None]
    sums = m.sum(axis=0)
    expected: Floats = np.divide(m, sums, out=np.zeros_like(m), where=sums > 0)
    expected *= observed[window.known].sum(axis=0)
    return expected


def interface_figures(
    window: Window,
    organisations: OrganisationTables | None,
    overlaps: Mapping[tuple[str, str], float],
    change: Acceleration | None = None,
    resampling: Resampling | None = None,
) -> pa.Table:
    """All interfaces of a scheme in all regions over a window.

    Parameters
    ----------
    window
        Counted matrices.
    organisations
        Active and bridging organisations and topics; None: the data version holds no records, bridges are null.
    overlaps
        (field_a, field_b) → share of their definitions that is the same.
    change
        How activity changed over the window; None: not told.
    resampling
        Draws of regions and topics that intervals are widened by; None: intervals take projects as independent.

    Returns
    -------
    Table
        interface_figure: one row per region × pair. ``strength``, ``bridges``, ``synergy`` are ratios around 1 with
        5 % and 95 % bounds; null with a note where the region is unknown, where nothing is expected, or where the
        definitions overlap by more than half.

    Notes
    -----
    Joint projects are few: most ranges hold 1, and where a look cannot tell regions apart at all, its note says so.
    Only what calls asked for can meet, fields are what the vocabulary finds in texts, and projects of one call topic
    are not independent. The three looks answer different questions and are never averaged.

    References
    ----------
    DEFINITIONS: "Three looks at an interface"; shrinkage after DuMouchel (1999).
    """
    shape = window.joint.shape
    notes = Notes(shape)
    overlapping = np.array([overlaps.get(pair, 0.0) > OVERLAP for pair in window.pair_names()], dtype=bool)
    notes.null(np.broadcast_to(~window.known[:, None], shape), "region unknown")
    notes.null(np.broadcast_to(overlapping[None, :], shape), "overlapping definitions")
    usable = window.known[:, None] & ~overlapping[None, :]
    amounts = window.counting == "eur"
    unstated = amounts & (window.joint_whole > 0) & (window.joint == 0)
    by_size = expected_by_size(window, window.joint, window.total)
    by_fields = expected_by_fields(window, window.joint, window.field, window.total)
    _reasons_for_null(window, notes, usable, by_size)
    looks = {
        name: _look(window, np.where(usable & ~unstated, expected, 0.0), name, resampling)
        for name, expected in (("strength", by_size), ("synergy", by_fields))
    }
    notes.add(usable & unstated, NOT_STATED)
    _weaknesses(window, notes, usable)
    notes.add(usable & ~(by_fields > 0), NO_FIELDS)
    for name, found in looks.items():
        notes.add(usable & found.bound, found.bound_note(name))
    unit = 100.0 if amounts else 1.0
    columns = {
        "joint": np.where(unstated, np.nan, window.joint) / unit,
        "expected": np.where(window.known[:, None], by_size, np.nan) / unit,
        **_named("strength", looks["strength"]),
        **_named("synergy", looks["synergy"]),
        **_activity(window, usable, resampling),
        **_acceleration(change, usable, notes),
        "support": window.joint_whole,
        **_organisation_columns(window, organisations, usable, notes, resampling),
    }
    return _table(window, columns, notes)


def _reasons_for_null(window: Window, notes: Notes, usable: NDArray[np.bool_], expected: Floats) -> None:
    europe = window.joint_whole[window.known].sum(axis=0) > 0
    nothing = usable & ~(expected > 0)
    notes.null(nothing & ~europe[None, :], "no joint project in Europe")
    notes.null(nothing, NOT_STATED)


def _look(window: Window, expected: Floats, name: str, resampling: Resampling | None) -> Shrunken:
    """Strength or synergy, its interval widened by what resampling adds."""
    observed = window.joint
    if window.counting == "eur":
        return unshrunken(observed, expected)
    sums = observed[window.known].sum(axis=0)
    scale = np.divide(window.squares, sums, out=np.ones_like(sums), where=sums > 0)
    found = shrink(observed, expected, scale[None, :])
    if resampling is None:
        return found
    widen = resampling.strength if name == "strength" else resampling.synergy
    return widen(found, observed, expected, scale, window.counting)


def _activity(window: Window, usable: NDArray[np.bool_], resampling: Resampling | None) -> dict[str, Floats]:
    """Whole joint projects per three years, by the shrunken strength on whole counts."""
    expected = np.where(usable, expected_by_size(window, window.joint_whole, window.total_whole), 0.0)
    found = shrink(window.joint_whole, expected)
    if resampling is not None:
        found = resampling.strength(found, window.joint_whole, expected, np.ones(len(window.pairs)), "whole")
    rate = expected * YEARS_OF_ACTIVITY / window.years
    return {name: value * rate for name, value in _named("activity", found).items()}


def _acceleration(change: Acceleration | None, usable: NDArray[np.bool_], notes: Notes) -> dict[str, Floats]:
    if change is None:
        return {}
    if change.note:
        notes.add(usable, change.note)
    found = {"": change.value, "_low": change.low, "_high": change.high}
    return {f"acceleration{end}": np.where(usable, numbers, np.nan) for end, numbers in found.items()}


def _weaknesses(window: Window, notes: Notes, usable: NDArray[np.bool_]) -> None:
    support = window.joint_whole
    sums = support[window.known].sum(axis=0)
    notes.add(
        usable & (support > 0) & (support * 2 > sums[None, :]), "more than half of Europe's joint projects are here"
    )
    notes.add(usable & (support == 1), "one project")
    notes.add(usable & (support > 1) & (support < FEW), "few records")
    if window.counting == "eur":
        notes.add(usable, "amounts: not shrunken, no interval")


def _organisation_columns(
    window: Window,
    organisations: OrganisationTables | None,
    usable: NDArray[np.bool_],
    notes: Notes,
    resampling: Resampling | None,
) -> dict[str, Floats]:
    shape = window.joint.shape
    if organisations is None:
        notes.add(usable, "bridges need the organisations: crossfield fetch")
        names = ("bridging_organisations", "bridges", "bridges_low", "bridges_high", "topics", "coverage")
        return {name: np.full(shape, np.nan) for name in names}
    bridging = window.pair_matrix(organisations.bridging, "organisations")
    places = window.regions.places(organisations.active.column("region"))
    active = np.zeros(shape[0])
    np.add.at(
        active, places[places >= 0], np.asarray(organisations.active.column("organisations"), dtype=float)[places >= 0]
    )
    expected = np.where(usable, expected_by_size(window, bridging, active), 0.0)
    topics = window.pair_matrix(organisations.topics, "topics")
    notes.add(usable & (topics == 1) & (window.joint_whole > 1), "one topic")
    rows, known = (float(sum(organisations.known.column(name).to_pylist())) for name in ("rows", "known"))
    bridges = shrink(bridging, expected)
    bridges = resampling.bridges(bridges, bridging, expected) if resampling else bridges
    notes.add(usable & bridges.bound, bridges.bound_note("bridges"))
    return {
        "bridging_organisations": bridging,
        **_named("bridges", bridges),
        "topics": topics,
        "coverage": np.full(shape, known / rows if rows else np.nan),
    }


def _named(name: str, found: Shrunken) -> dict[str, Floats]:
    return {name: found.value, f"{name}_low": found.low, f"{name}_high": found.high}


def _table(window: Window, columns: dict[str, Floats], notes: Notes) -> pa.Table:
    regions, pairs = len(window.regions.names), len(window.pairs)
    rows = regions * pairs
    a, b = (np.tile(side, regions) for side in window.pairs.T)
    arrays: dict[str, pa.Array] = {
        "region": _take(window.regions.names, np.repeat(np.arange(regions), pairs)),
        "field_a": _take(window.fields.names, a),
        "field_b": _take(window.fields.names, b),
        "note": notes.array(),
    }
    constants = {name: getattr(window, name) for name in ("level", "scheme", "counting", "year_from", "year_to")}
    arrays |= {name: pa.array([value] * rows) for name, value in constants.items()}
    schema = arrow_schema("interface_figure")
    for name in schema.names:
        if name in columns:
            numbers = columns[name].ravel()
            arrays[name] = pa.array(numbers, mask=np.isnan(numbers)).cast(schema.field(name).type)
        elif name not in arrays:
            arrays[name] = pa.nulls(rows, schema.field(name).type)
    return pa.table([arrays[name] for name in schema.names], schema=schema)


def _take(names: list[str], places: NDArray[np.int64]) -> pa.Array:
    return pa.array(names, pa.string()).take(pa.array(places))

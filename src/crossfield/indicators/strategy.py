"""Declared against revealed: what a region's strategy names, beside what its activity shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import NotComputableError
from crossfield.indicators.activity import Activity, by_year, cell_keys, note_gaps, shaped
from crossfield.indicators.notes import Notes
from crossfield.indicators.quotients import defined, quotient_cells
from crossfield.indicators.ranking import Ranking

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SIDES = ("declared and revealed", "declared only", "revealed only", "neither", "not known")
MEASURES = ("declared that is revealed", "revealed that is declared", "order")
KINDS = ("field", "interface")
BESIDE = pa.schema(
    [
        *((name, pa.string()) for name in ("region", "field_a", "field_b", "side")),
        ("year", pa.int64()),
        *((name, pa.float64()) for name in ("value", "low", "high")),
        ("support", pa.int64()),
        ("note", pa.string()),
    ]
)
NOTHING_DECLARED = "nothing declared, or nothing computed of it"
NOTHING_REVEALED = "nothing revealed"
ALL_OR_NONE = "all or none are declared: no order to judge"
NO_FIGURE = "no figure computed"
UNSTATED = "not said whether declared"


def strategy(activity: Any) -> pa.Table:  # noqa: ANN401 -- any frame that Narwhals knows
    r"""Fields a region has declared and fields in which its location quotient is 1 or more, side by side.

    Parameters
    ----------
    activity
        One row per (region, field, year): ``amount``, float >= 0, any unit; ``declared``, 1 where the region's strategy
        names the field and 0 where not; ``year`` where there are.

    Returns
    -------
    Table
        Keys (region, field, side, year), ``side`` being declared and revealed, declared only, revealed only, neither,
        or not known; ``value`` is the location quotient, null as for ``location-quotient-raw`` or where it is not said
        whether the field is declared (no row).

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        ``declared`` is neither 0 nor 1; else as for ``location-quotient-raw``.

    Examples
    --------
    >>> table = {"region": [*"AABB"], "field": [*"fg"] * 2, "amount": [3, 1, 1, 3], "declared": [1, 1, 0, 0]}
    >>> [(row["side"], row["value"]) for row in strategy(pa.table(table)).to_pylist()[:2]]
    [('declared and revealed', 1.5), ('declared only', 0.5)]

    Notes
    -----
    A strategy names what shall come, activity shows what was: declared only is no failure. The threshold of 1 is sharp,
    and small regions cross it by chance. Strategies name fields in their own words; the link to data is the
    vocabulary's.

    References
    ----------
    Foray (2015), Smart Specialisation, Routledge; Di Cataldo, Monastiriotis & Rodríguez-Pose (2022), Journal of Common
    Market Studies 60, 1272-1298 (declared against revealed).
    """
    return by_year(activity, _declared_cells)


def beside_declared(
    fields: pa.Table, interfaces: pa.Table, declared: Collection[str], pairs: Collection[tuple[str, str]]
) -> pa.Table:
    """What a region has declared, beside its computed fields and interfaces.

    Parameters
    ----------
    fields
        Rows of field_figure of one region, scheme, window and counting.
    interfaces
        Rows of interface_figure of the same.
    declared, pairs
        Declared fields, and declared pairs in code order.

    Returns
    -------
    Table
        Keys (region, field_a, field_b, side, year), field_b null for fields; fields first, then interfaces, in code
        order. ``value`` is the location quotient or the strength with its bounds; revealed is what has its lower bound
        above 1, or without bounds its value at 1 or more. ``year`` is the window's last year. What is declared but not
        among the figures is a row with a note.

    Examples
    --------
    >>> from crossfield.lake.delivery import arrow_schema
    >>> figure = {"region": "A", "field": "f", "year_to": 2019, "value": 1.5, "low": 1.2, "high": 1.9, "support": 9}
    >>> fields = pa.Table.from_pylist([figure], schema=arrow_schema("field_figure"))
    >>> none = arrow_schema("interface_figure").empty_table()
    >>> rows = beside_declared(fields, none, ["f", "g"], []).to_pylist()
    >>> [(row["field_a"], row["side"], row["note"]) for row in rows]
    [('f', 'declared and revealed', None), ('g', 'not known', 'no figure computed')]

    References
    ----------
    Foray (2015), Smart Specialisation, Routledge.
    """
    named = [(row["field"], None, row, "") for row in fields.to_pylist()]
    met = [(row["field_a"], row["field_b"], row, "strength") for row in interfaces.to_pylist()]
    region = next((row["region"] for _, _, row, _ in [*named, *met]), None)
    wanted: set[tuple[str, str | None]] = {*((name, None) for name in declared), *pairs}
    rows = [_row(a, b, row, prefix, declared=(a, b) in wanted) for a, b, row, prefix in [*named, *met]]
    absent = wanted - {(row["field_a"], row["field_b"]) for row in rows}
    rows += [_absent(region, a, b) for a, b in absent]
    rows.sort(key=lambda row: (row["field_b"] is not None, row["field_a"], row["field_b"] or ""))
    return pa.Table.from_pylist(rows, schema=BESIDE)


def agreement(beside: pa.Table) -> pa.Table:
    r"""How far declared and revealed agree: two shares, and whether the declared stand higher.

    .. math:: order = P(v_d > v_u) + P(v_d = v_u) / 2

    for a declared d and an undeclared u drawn by chance.

    Parameters
    ----------
    beside
        As `beside_declared` gives it.

    Returns
    -------
    Table
        Keys (region, kind, measure, year), kind being field or interface; ``value`` 0 to 1: the share of the declared
        that is revealed, the share of the revealed that is declared, and the order (0.5 = as if drawn by chance). Null
        where nothing is declared, nothing is revealed, or all or none are declared. ``support`` counts what the value
        rests on.

    Examples
    --------
    >>> rows = [("f", 1.5, SIDES[0]), ("g", 0.5, SIDES[1]), ("h", 0.9, SIDES[3])]
    >>> table = [{"region": "A", "field_a": name, "value": v, "side": side, "support": 9} for name, v, side in rows]
    >>> agreement(pa.Table.from_pylist(table, schema=BESIDE)).column("value").to_pylist()
    [0.5, 1.0, 0.5]

    References
    ----------
    Hanley & McNeil (1982), Radiology 143, 29-36 (area under the ROC curve as the order of two groups).
    """
    parts = []
    is_pair = pc.is_valid(beside.column("field_b"))
    for kind, inside in zip(KINDS, (pc.invert(is_pair), is_pair), strict=True):
        rows = beside.filter(inside)
        if rows.num_rows:
            parts.append(_agreement(rows, kind))
    if not parts:
        message = "There is nothing to compare: no field and no interface."
        raise NotComputableError(message, "Check the region and the scheme.")
    return pa.concat_tables(parts)


def _declared_cells(activity: Activity) -> pa.Table:
    declared = activity.cells("declared")
    if np.isin(declared[~np.isnan(declared)], (0, 1), invert=True).any():
        message = "The column declared holds something else than 0 and 1."
        raise NotComputableError(message, "Write 1 where the region's strategy names the field, else 0.")
    unstated = np.isnan(declared)
    value = np.where(unstated, np.nan, defined(activity, quotient_cells(activity)))
    notes = Notes(activity.shape)
    note_gaps(activity, notes)
    notes.null(unstated, UNSTATED)
    sides = [_side(v, v, declared=d == 1) for v, d in zip(value.ravel(), declared.ravel(), strict=True)]
    keys = cell_keys(activity) | {"side": sides}
    return shaped(keys, activity.year, value, support=activity.records, notes=notes)


def _side(value: float | None, told_by: float | None, *, declared: bool) -> str:
    """One of `SIDES`; ``told_by`` is what must reach 1."""
    if value is None or told_by is None or np.isnan(value):
        return SIDES[4]
    return SIDES[(0 if told_by >= 1 else 1) if declared else (2 if told_by >= 1 else 3)]


def _row(a: str, b: str | None, row: dict[str, Any], prefix: str, *, declared: bool) -> dict[str, Any]:
    names = (prefix, f"{prefix}_low", f"{prefix}_high") if prefix else ("value", "low", "high")
    value, low, high = (row[name] for name in names)
    told_by = value if low is None else (1.0 if low > 1 else 0.0)
    found = {"region": row["region"], "field_a": a, "field_b": b, "side": _side(value, told_by, declared=declared)}
    found |= {"year": row["year_to"], "value": value, "low": low, "high": high}
    return found | {"support": row["support"], "note": row["note"]}


def _absent(region: str | None, a: str, b: str | None) -> dict[str, Any]:
    nothing = dict.fromkeys(("year", "value", "low", "high"))
    keys = {"region": region, "field_a": a, "field_b": b, "side": SIDES[4]}
    return keys | nothing | {"support": 0, "note": NO_FIGURE}


def _agreement(rows: pa.Table, kind: str) -> pa.Table:
    sides, value = rows.column("side").to_pylist(), _numbers(rows.column("value").to_pylist())
    known = np.array([side != SIDES[4] for side in sides]) & ~np.isnan(value)
    declared = known & np.array([side in SIDES[:2] for side in sides])
    revealed = known & np.array([side in {SIDES[0], SIDES[2]} for side in sides])
    both, counts = float((declared & revealed).sum()), [float(each.sum()) for each in (declared, revealed, known)]
    order = float("nan")
    if known.any():
        order = Ranking.of(value[known]).roc_area(declared[known].astype(float), np.ones(int(known.sum())))
    shares = [both / count if count else np.nan for count in counts[:2]]
    found, notes = np.array([*shares, order]), Notes((len(MEASURES),))
    for place, reason in enumerate((NOTHING_DECLARED, NOTHING_REVEALED, ALL_OR_NONE)):
        notes.null(np.isnan(found) & (np.arange(len(MEASURES)) == place), reason)
    keys = {"region": [rows.column("region")[0].as_py()] * 3, "kind": [kind] * 3, "measure": [*MEASURES]}
    years = [year for year in rows.column("year").to_pylist() if year is not None]
    return shaped(keys, max(years, default=None), found, support=np.array(counts), notes=notes)


def _numbers(values: Sequence[float | None]) -> Floats:
    return np.array([np.nan if value is None else value for value in values], dtype=float)

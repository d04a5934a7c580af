"""Activity of regions in fields as a long table (region, field[, year], amount), year by year as matrices.

What stands in no row is 0; a row whose amount is null is unknown: it is no 0, and what rests on it says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import NotComputableError, SchemaError
from crossfield.indicators.matrix import Axis, axis_of, matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from crossfield.indicators.notes import Notes

    Floats = NDArray[np.float64]
    Bools = NDArray[np.bool_]

NEEDED = ("region", "field", "amount")
COLUMNS = {
    "region": ("string", "code or name of the region"),
    "field": ("string", "code or name of the field"),
    "year": ("int64", "year; without it the table is one year"),
    "amount": ("double", "activity, >= 0, in any unit; empty: unknown"),
    "records": ("int64", "records behind the amount"),
    "total": ("double", "records of the region, where one may count in several fields"),
    "people": ("double", "people of the region"),
    "income": ("double", "income per head of the region"),
    "output": ("double", "value added or another output of the cell, for productivity"),
    "parent": ("string", "the field one level up"),
    "other": ("double", "another activity of the same region and field, such as patents or employment"),
    "declared": ("double", "1 where the region's strategy names the field, else 0"),
    "exposure": ("double", "what rates of the year are divided by"),
    "coverage": ("double", "part of the year's activity that the data hold, 0 to 1"),
}
FIGURE = ("year", "value", "low", "high", "support", "note")
NO_REGION = "no activity in the region"
NO_FIELD = "no activity in the field"
ONE_REGION = "one region only: nothing to compare with"
ONE_FIELD = "one field only: nothing to compare with"
MISSING = "amount missing"
SOME_MISSING = "some amounts are missing"
FEW_RECORDS = "few records"
COVERAGE_CHANGED = "coverage changed"
MOST_CHANGE = 1.2
SHOWN = 3
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Activity:
    """One year of a table; R regions, F fields, the same ones in every year of the table.

    Parameters
    ----------
    year
        The year; None where the table has none.
    regions, fields
        Axes in code order.
    amount
        Amounts >= 0, shape (R, F); 0 where there is no row, and where the amount is missing.
    missing
        Where a row has no amount, shape (R, F).
    records
        Records behind each cell: the column ``records``, else 1 where a row has an amount above 0; shape (R, F).
    counted
        True where the table says its records.
    rows
        The table's rows of this year.
    """

    year: int | None
    regions: Axis
    fields: Axis
    amount: Floats
    missing: Bools
    records: Floats
    counted: bool
    rows: pa.Table

    @property
    def shape(self) -> tuple[int, int]:
        """Number of regions and of fields."""
        return len(self.regions.names), len(self.fields.names)

    def cells(self, name: str) -> Floats:
        """Another column with a number per region and field, shape (R, F); NaN where there is none."""
        known = self.rows.filter(pc.is_valid(self.rows.column(name)))
        sides = ("region", self.regions), ("field", self.fields)
        there = matrix(known.append_column("one", pa.array(np.ones(known.num_rows))), *sides, "one")
        return np.where(there > 0, matrix(known, *sides, name), np.nan)

    def of_region(self, name: str) -> Floats:
        """A column that says the same in all rows of a region, shape (R,); NaN where it says nothing.

        Raises
        ------
        NotComputableError
            It says two different numbers about one region.
        """
        values = self.cells(name)
        known = ~np.isnan(values)
        low, high = (pick(np.where(known, values, end), axis=1) for pick, end in ((np.min, np.inf), (np.max, -np.inf)))
        wrong = known.any(axis=1) & (low < high)
        if wrong.any():
            region = self.regions.names[int(np.argmax(wrong))]
            message = f"The column {name} says both {low[wrong][0]:g} and {high[wrong][0]:g} about the region {region}."
            raise NotComputableError(message, "Write the region's number into each of its rows.")
        return np.where(known.any(axis=1), low, np.nan)

    def of_year(self, name: str) -> float:
        """A column that says the same in all rows of a year; NaN where the table lacks it or leaves it empty.

        Raises
        ------
        NotComputableError
            It says two different numbers about one year.
        """
        if name not in self.rows.column_names:
            return float("nan")
        found = sorted(value for value in pc.unique(self.rows.column(name)).to_pylist() if value is not None)
        if len(found) > 1:
            message = f"The column {name} says both {found[0]:g} and {found[-1]:g} about {self.year or 'the table'}."
            raise NotComputableError(message, "Write one number per year into all of its rows.")
        return float(found[0]) if found else float("nan")


def activities(table: Any) -> list[Activity]:  # noqa: ANN401 -- any frame that Narwhals knows
    """Check a long table and bring each of its years into matrices.

    Parameters
    ----------
    table
        Any frame that Narwhals knows, or an Arrow table: ``region``, ``field`` (text), ``amount`` (number >= 0, or
        null: unknown), and where there are years ``year`` (whole number); one row per region, field and year. The
        column ``records`` says how many records are behind an amount.

    Returns
    -------
    list
        Years ascending; all have the same regions and fields.

    Raises
    ------
    SchemaError
        A column is missing or of another type.
    NotComputableError
        No rows; a name or year is missing; an amount is negative or not finite; a key stands twice.

    Examples
    --------
    >>> table = pa.table({"region": ["A", "B"], "field": ["f", "f"], "amount": [3, 1]})
    >>> activities(table)[0].amount.tolist()
    [[3.0], [1.0]]
    """
    rows = typed_rows(table)
    _refuse_gaps(rows)
    _refuse_amounts(rows)
    _refuse_repeats(rows)
    axes = axis_of(rows.column("region")), axis_of(rows.column("field"))
    if "year" not in rows.column_names:
        return [_activity(None, *axes, rows)]
    years = sorted(pc.unique(rows.column("year")).to_pylist())
    return [_activity(year, *axes, rows.filter(pc.equal(rows.column("year"), year))) for year in years]


def typed_rows(table: Any) -> pa.Table:  # noqa: ANN401 -- any frame that Narwhals knows
    """Take a frame as an Arrow table of the known columns, with text names, whole years and numbers.

    Raises
    ------
    SchemaError
        One of region, field, amount is missing, or a column is of another type.

    Examples
    --------
    >>> typed_rows(pa.table({"region": ["A"], "field": ["f"], "amount": [3]})).schema.field("amount").type
    DataType(double)
    """
    rows = _arrow(table)
    lacking = [name for name in NEEDED if name not in rows.column_names]
    if lacking:
        message = f"The table has no column {', '.join(lacking)}; found {', '.join(rows.column_names) or 'none'}."
        raise SchemaError(message, "Expected: region, field, amount, and year where there are years.")
    columns = {}
    for name in (name for name in rows.column_names if name in COLUMNS):
        kind = COLUMNS[name][0]
        try:
            columns[name] = pc.cast(rows.column(name), kind)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            message = f"The column {name} holds values of type {rows.schema.field(name).type} that are no {kind}."
            raise SchemaError(message, f"Expected: {COLUMNS[name][1]}.") from error
    return pa.table(columns)


def by_year(table: Any, compute: Callable[[Activity], pa.Table]) -> pa.Table:  # noqa: ANN401 -- as `activities`
    """Compute every year of a table and put the results below one another."""
    return pa.concat_tables([compute(one) for one in activities(table)])


def spans(table: Any, compute: Callable[[Activity, Activity], pa.Table]) -> pa.Table:  # noqa: ANN401 -- as `activities`
    """Compute every two consecutive years of a table and put the results below one another.

    Raises
    ------
    NotComputableError
        The table has fewer than two years; else as `activities`.
    """
    years = activities(table)
    if len(years) < 2:  # noqa: PLR2004
        message = f"Change needs two years at least; the table has {len(years) if years[0].year else 'none'}."
        raise NotComputableError(message, "Give a column year with two years or more.")
    return pa.concat_tables([compute(*pair) for pair in pairwise(years)])


def shaped(
    keys: Mapping[str, Sequence[str]],
    year: int | None,
    value: Floats,
    *,
    support: Floats,
    notes: Notes,
    bounds: tuple[Floats, Floats] | None = None,
) -> pa.Table:
    """Put figures into the one output shape.

    Parameters
    ----------
    keys
        Column → names, one per row.
    year
        The same for all rows.
    value, support
        Numbers in any shape that has as many cells as there are rows; NaN becomes null.
    notes
        Why a value is null or weak, in the same shape.
    bounds
        Lower and upper bound; None: the method has none.

    Returns
    -------
    Table
        The keys, then year, value, low, high, support, note.

    Examples
    --------
    >>> from crossfield.indicators.notes import Notes
    >>> told = {"support": np.array([2.0]), "notes": Notes((1,))}
    >>> shaped({"region": ["A"]}, None, np.array([0.5]), **told).to_pylist()
    [{'region': 'A', 'year': None, 'value': 0.5, 'low': None, 'high': None, 'support': 2, 'note': None}]
    """
    value = np.asarray(value, dtype=float).ravel()
    low, high = bounds or (np.full(value.shape, np.nan),) * 2
    columns: dict[str, pa.Array] = {name: pa.array(list(names), pa.string()) for name, names in keys.items()}
    columns["year"] = pa.array([year] * len(value), pa.int64())
    for name, numbers in (("value", value), ("low", low), ("high", high)):
        flat = np.where(np.isnan(value), np.nan, np.asarray(numbers, dtype=float).ravel())
        columns[name] = pa.array(flat, pa.float64(), mask=~np.isfinite(flat))
    columns["support"] = pa.array(np.asarray(support, dtype=float).ravel().astype(np.int64))
    columns["note"] = notes.array()
    return pa.table(columns)


def cell_keys(activity: Activity) -> dict[str, list[str]]:
    """Names of region and field of every cell, in row order."""
    regions, fields = activity.shape
    return {
        "region": [name for name in activity.regions.names for _ in range(fields)],
        "field": activity.fields.names * regions,
    }


def note_gaps(activity: Activity, notes: Notes) -> None:
    """Say at the cells of a year what is undefined (empty region, empty field, missing amount) and what is weak."""
    shape, amount = activity.shape, activity.amount
    notes.null(activity.missing, MISSING)
    notes.null(np.broadcast_to(amount.sum(axis=1)[:, None] <= 0, shape), NO_REGION)
    notes.null(np.broadcast_to(amount.sum(axis=0)[None, :] <= 0, shape), NO_FIELD)
    notes.null(np.full(shape, (amount.sum(axis=1) > 0).sum() < 2), ONE_REGION)  # noqa: PLR2004
    notes.null(np.full(shape, (amount.sum(axis=0) > 0).sum() < 2), ONE_FIELD)  # noqa: PLR2004
    notes.add(np.full(shape, activity.missing.any()), SOME_MISSING)


def coverage_changed(one: float, other: float) -> bool:
    """True where two coverages differ by more than 20 % of the smaller one; what is unknown has not changed.

    Examples
    --------
    >>> coverage_changed(0.5, 0.6), coverage_changed(0.5, 0.61), coverage_changed(float("nan"), 0.6)
    (False, True, False)
    """
    if np.isnan(one) or np.isnan(other):
        return False
    return max(one, other) > MOST_CHANGE * min(one, other) * (1 + ROUNDING)


def _arrow(table: Any) -> pa.Table:  # noqa: ANN401 -- any frame that Narwhals knows
    if isinstance(table, pa.Table):
        return table
    import narwhals as nw  # noqa: PLC0415 -- slow import

    try:
        frame = nw.from_native(table)
    except TypeError as error:
        message = f"A table was expected, found {type(table).__name__}."
        raise SchemaError(message, "Give an Arrow table or any frame that Narwhals knows.") from error
    eager: Any = frame.collect() if isinstance(frame, nw.LazyFrame) else frame
    return eager.to_arrow()


def _activity(year: int | None, regions: Axis, fields: Axis, rows: pa.Table) -> Activity:
    sides = ("region", regions), ("field", fields)
    amount = matrix(rows, *sides, "amount")
    gaps = rows.filter(pc.is_null(rows.column("amount")))
    missing = matrix(gaps.append_column("one", pa.array(np.ones(gaps.num_rows))), *sides, "one") > 0
    counted = "records" in rows.column_names
    records = matrix(rows, *sides, "records") if counted else (amount > 0).astype(float)
    return Activity(year, regions, fields, amount, missing, records, counted, rows)


def _refuse_gaps(rows: pa.Table) -> None:
    if not rows.num_rows:
        message = "The table has no rows."
        raise NotComputableError(message, "Give one row per region and field.")
    for name in ("region", "field", "year"):
        empty = rows.column(name).null_count if name in rows.column_names else 0
        if empty:
            message = f"{empty} row(s) have no {name}."
            raise NotComputableError(message, f"Give each row its {name}, or leave the row out.")


def _refuse_amounts(rows: pa.Table) -> None:
    for name in ("amount", "records"):
        if name not in rows.column_names:
            continue
        numbers = rows.column(name).to_numpy().astype(float)
        given = rows.column(name).is_valid().to_numpy()
        wrong = np.flatnonzero(given & ~(np.isfinite(numbers) & (numbers >= 0)))
        if wrong.size:
            shown = ", ".join(f"{numbers[place]:g} in row {place + 1}" for place in wrong[:SHOWN])
            message = f"{wrong.size} value(s) of {name} are negative or not finite: {shown}."
            raise NotComputableError(message, "Expected numbers >= 0; leave empty what is unknown.")


def _refuse_repeats(rows: pa.Table) -> None:
    keys = [name for name in ("region", "field", "year") if name in rows.column_names]
    counted = rows.group_by(keys).aggregate([([], "count_all")])
    if counted.num_rows < rows.num_rows:
        first = counted.filter(pc.greater(counted.column("count_all"), 1)).sort_by([(k, "ascending") for k in keys])
        key = ", ".join(str(first.column(name)[0]) for name in keys)
        message = f"{rows.num_rows - counted.num_rows} row(s) repeat a key, first ({key}); expected one row per key."
        raise NotComputableError(message, "Add them up, or leave the second out.")

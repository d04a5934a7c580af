"""What every indicator promises: one shape, unique keys, a note where null, the same answer twice, its docs."""

import inspect
import math
from pathlib import Path

import pyarrow as pa
import pytest

from crossfield.charts.words import note_in, note_parts
from crossfield.errors import CrossfieldError, NotComputableError
from crossfield.indicators import INDICATORS
from crossfield.indicators.activity import COLUMNS, FIGURE
from crossfield.indicators.user_table import run_indicator

ON_TABLES = [part for part in INDICATORS if part.columns]
PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "indicators"
# Computed from the records of a whole data version: no example is small enough for a docstring.
WITHOUT_EXAMPLE = {"location-quotient", "interface", "complementarity"}
TYPES = dict(zip(FIGURE, (pa.int64(), *(pa.float64(),) * 3, pa.int64(), pa.string()), strict=True))
LEAST_WORDS = 20  # fewer cannot say what limits a figure
PER_REGION = {"people": 5.0, "income": 20.0, "total": 40.0}


def rows_of(regions, fields, years, amount):
    return [
        {"region": f"R{r}", "field": f"F{f}", "year": year, "amount": amount(r, f, year), "parent": f"P{f % 2}"}
        | {"other": float(r + f), "declared": float(f % 2), "output": float(3 + r * f), "records": 1 + r + f}
        | {name: value * (1 + r) for name, value in PER_REGION.items()}
        for r in range(regions)
        for f in range(fields)
        for year in years
    ]


def table_of(rows, columns):
    kinds = {"string": pa.string(), "int64": pa.int64(), "double": pa.float64()}
    schema = pa.schema([(name, kinds[COLUMNS[name][0]]) for name in COLUMNS if name in columns])
    return pa.Table.from_pylist(rows, schema=schema)


def plain(r, f, year):
    return float((r * 7 + f * 3 + r * f + year) % 11)


TABLES = {
    "plain": rows_of(6, 6, (2019, 2020), plain),
    "one region": rows_of(1, 6, (2019, 2020), plain),
    "one field": rows_of(6, 1, (2019, 2020), plain),
    "one cell": rows_of(1, 1, (2019, 2020), plain),
    "all equal": rows_of(6, 6, (2019, 2020), lambda *_: 4.0),
    "all zero": rows_of(6, 6, (2019, 2020), lambda *_: 0.0),
    "empty region": rows_of(6, 6, (2019, 2020), lambda r, f, year: 0.0 if r == 2 else plain(r, f, year)),
    "empty field": rows_of(6, 6, (2019, 2020), lambda r, f, year: 0.0 if f == 2 else plain(r, f, year)),
    "missing amounts": rows_of(6, 6, (2019, 2020), lambda r, f, year: None if r == f else plain(r, f, year)),
    "nothing known": rows_of(6, 6, (2019, 2020), lambda *_: None),
    "disconnected": rows_of(6, 6, (2019, 2020), lambda r, f, _: float((r < 3) == (f < 3))),
    "one year empty": rows_of(6, 6, (2019, 2020), lambda r, f, year: 0.0 if year == 2019 else plain(r, f, year)),
}


@pytest.fixture(params=ON_TABLES, ids=lambda part: part.name)
def part(request):
    return request.param


def run(part, rows, more=("year",)):
    """The result, or None where the whole table has no defined value and the error says why."""
    try:
        return run_indicator(part.name, table_of(rows, {*part.columns, *more}))
    except NotComputableError:
        return None


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("more", [("year",), ("year", "records", "output", "total")], ids=["needed", "all columns"])
def test_every_indicator_keeps_the_shape_on_every_table(part, name, more):
    found = run(part, TABLES[name], more)
    if found is None:
        assert name != "plain"
        return
    keys = [column for column in found.column_names if column not in FIGURE]
    assert found.column_names == [*keys, *FIGURE]
    assert keys
    assert {column: found.schema.field(column).type for column in FIGURE} == TYPES
    rows = found.to_pylist()
    assert len({tuple(row[key] for key in (*keys, "year")) for row in rows}) == len(rows)
    for row in rows:
        numbers = [row[column] for column in ("value", "low", "high") if row[column] is not None]
        assert all(math.isfinite(number) for number in numbers)
        assert row["value"] is not None or row["note"]
        assert row["value"] is not None or (row["low"], row["high"]) == (None, None)
        assert row["low"] is None or row["low"] <= row["value"] + 1e-12 <= row["high"] + 2e-12
        assert row["support"] >= 0


def test_every_note_can_be_said_in_german(part):
    tables = [run(part, rows, more) for rows in TABLES.values() for more in (("year",), ("year", "records", "output"))]
    notes = {note for found in tables if found for row in found.column("note").to_pylist() for note in note_parts(row)}
    assert {note for note in notes if note_in(note, "de") == note} == set()


def test_every_indicator_gives_some_value_on_a_plain_table(part):
    found = run(part, TABLES["plain"])
    assert found.column("value").null_count < len(found)


def test_every_indicator_answers_the_same_twice_and_in_any_order_of_rows(part):
    first = run(part, TABLES["plain"])
    assert first.equals(run(part, TABLES["plain"]))
    assert first.equals(run(part, TABLES["plain"][::-1]))


def test_every_indicator_can_do_without_years_unless_it_needs_them(part):
    rows = [row for row in TABLES["plain"] if row["year"] == 2020]
    if "year" in part.columns:
        with pytest.raises(CrossfieldError, match="year"):
            run_indicator(part.name, table_of(rows, set(part.columns) - {"year"}))
    else:
        found = run_indicator(part.name, table_of(rows, part.columns))
        assert found.column("year").null_count == len(found)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"amount": -1.0}, "negative"),
        ({"amount": float("nan")}, "not finite"),
        ({"amount": float("inf")}, "not finite"),
        ({"region": None}, "no region"),
        ({"field": "F1"}, "repeat a key"),
    ],
)
def test_every_indicator_refuses_bad_rows_with_the_reason(part, change, said):
    rows = [row | change if place == 0 else row for place, row in enumerate(TABLES["plain"])]
    with pytest.raises(NotComputableError, match=said):
        run_indicator(part.name, table_of(rows, {*part.columns, "year"}))


def test_no_rows_are_refused(part):
    with pytest.raises(NotComputableError, match="no rows"):
        run_indicator(part.name, table_of([], {*part.columns, "year"}))


@pytest.mark.parametrize("any_part", INDICATORS, ids=lambda part: part.name)
def test_every_indicator_is_documented(any_part):
    doc = inspect.getdoc(any_part.load())
    needed = ["Parameters\n-", "Returns\n-", "Notes\n-", "References\n-"]
    needed += ["Raises\n-"] if any_part.columns else []
    assert [section for section in needed if section not in doc] == []
    assert ("Examples\n-" in doc) is (any_part.name not in WITHOUT_EXAMPLE)
    limits = doc.split("Notes\n-----\n")[1].split("\n\n")[0]
    assert len(limits.split()) >= LEAST_WORDS
    assert (PAGES / f"{any_part.name}.md").is_file()


def test_names_are_unique_and_what_is_needed_is_known():
    assert len({part.name for part in INDICATORS}) == len(INDICATORS)
    assert {column for part in INDICATORS for column in part.columns} <= set(COLUMNS)

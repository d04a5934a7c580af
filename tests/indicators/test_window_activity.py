import pyarrow as pa
import pytest

from crossfield.indicators.growth import growth
from crossfield.indicators.quotients import location_quotient_raw
from crossfield.indicators.window import YearTables, window
from crossfield.indicators.window_activity import window_activity, window_coverage
from crossfield.lake.delivery import arrow_schema

ROWS = [("A", "a", 2015, 8), ("A", "b", 2015, 2), ("B", "a", 2015, 2), ("unknown", "a", 2015, 5), ("A", "a", 2018, 9)]


@pytest.fixture
def windows():
    kinds = {"level": 1, "scheme": "s"}
    fields = [
        {"region": r, "field": f, "year": y, "whole": n, "fractional": n / 2, "squares": n / 4} for r, f, y, n in ROWS
    ]
    sizes = [("A", 2015, 9), ("B", 2015, 2), ("unknown", 2015, 5), ("A", 2018, 9)]
    exposure = [{"region": r, "year": y, "projects": n, "fractional": n / 2} for r, y, n in sizes]
    tables = {"field_year": fields, "interface_year": [], "exposure": exposure}
    counted = YearTables(
        *(
            pa.Table.from_pylist([row | kinds for row in rows], schema=arrow_schema(name))
            for name, rows in tables.items()
        )
    )
    span = {**kinds, "counting": "whole"}
    return [window(counted, **span, year_from=first, year_to=first + 2, fields=["a", "b"]) for first in (2014, 2017)]


def test_a_window_as_a_table_knows_no_unknown_region(windows):
    found = window_activity(windows[:1]).to_pylist()
    assert [(row["region"], row["field"], row["amount"], row["total"]) for row in found] == [
        ("A", "a", 8, 9), ("A", "b", 2, 9), ("B", "a", 2, 2), ("B", "b", 0, 2),
    ]  # fmt: skip
    assert {(row["year"], row["exposure"], row["coverage"]) for row in found} == {(2016, 11, None)}


def test_windows_can_be_run_through_what_works_on_tables(windows):
    table = window_activity(windows, [0.8, 0.7])
    rows = {(row["region"], row["field"]): row for row in growth(table).to_pylist()}
    assert rows["A", "a"]["value"] == pytest.approx(9 / 9 / (8 / 11) - 1)
    assert rows["A", "a"]["year"] == 2019
    assert rows["A", "a"]["low"] is not None
    assert set(growth(window_activity(windows, [0.8, 0.5])).column("note").to_pylist()) == {"coverage changed"}
    assert location_quotient_raw(table).column("support").to_pylist()[:2] == [8, 2]


def test_coverage_is_the_better_text_times_the_region():
    names = ("table", "column", "year", "rows", "filled")
    rows = [
        ("project", "topic", 2014, 10, 10), ("project", "topic", 2015, 10, 0), ("project", "title", 2015, 10, 4),
        ("project", "topic", 2020, 10, 10), ("project", "topic", None, 10, 10),
        ("participation", "region", 2014, 40, 30),
        ("participation", "region", 2015, 40, 10),
    ]  # fmt: skip
    table = pa.Table.from_pylist([dict(zip(names, row, strict=True)) for row in rows])
    assert window_coverage(table, 2014, 2015) == pytest.approx(0.5 * 0.5)
    assert window_coverage(table, 2020, 2021) is None

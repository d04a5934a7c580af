"""Figures of whole regions: those of the indicators on the same counts, dynamics by coverage, other activity beside."""

import numpy as np
import pyarrow as pa
import pytest

from crossfield.indicators.counting import ALL
from crossfield.indicators.diversity import krugman
from crossfield.indicators.figures import Scheme
from crossfield.indicators.region_figures import Beside, activity_of, region_figures
from crossfield.indicators.window import YearTables, window
from crossfield.lake.delivery import arrow_schema

NAMES = ["AA1", "BB1", "CC1", "DD1", "EE1", "FF1", "unknown"]
FIELDS = ["f0", "f1", "f2", "f3", "f4"]
COUNTS = np.random.default_rng(8).poisson(8, (2, 7, 5))
COUNTS[:, 5] = [1, 1, 0, 0, 0]  # too few projects to be listed
SCHEME = Scheme("s", FIELDS, {})


def rows_of(name, rows):
    given = [{"level": 1, "scheme": "s", "fractional": 0.0, "squares": 0.0} | row for row in rows]
    return pa.Table.from_pylist(given, schema=arrow_schema(name))


@pytest.fixture
def years():
    fields, sizes = [], []
    for half, year in enumerate((2015, 2018)):
        for r, name in enumerate(NAMES):
            cells = {field: int(COUNTS[half, r, f]) for f, field in enumerate(FIELDS)}
            sizes.append(
                {"region": name, "year": year, "projects": max(sum(cells.values()) - 1, 1), "organisations": 1}
            )
            fields += [{"region": name, "field": f, "year": year, "whole": n} for f, n in cells.items() if n]
    return YearTables(rows_of("field_year", fields), rows_of("interface_year", []), rows_of("exposure", sizes))


def beside(filled=(100, 100), activity=(), links=()):
    row = {"table": "project", "column": "topic", "country": "all", "rows": 100}
    coverage = [row | {"year": year, "filled": n} for year, n in zip((2015, 2018), filled, strict=True)]
    table = pa.Table.from_pylist(list(activity), schema=arrow_schema("activity"))
    return Beside(coverage, table, [{"scheme": "s", "field": f, "other_field": code} for f, code in links])


def figures(years, told):
    return region_figures(years, [SCHEME], told, level=1, year_from=2014, year_to=2019).to_pylist()


def of(rows, indicator, **asked):
    return [row for row in rows if row["indicator"] == indicator and asked.items() <= row.items()]


def test_structure_is_that_of_the_indicator_on_the_same_counts(years):
    rows = figures(years, beside())
    now = window(years, level=1, scheme="s", counting="whole", year_from=2014, year_to=2019, fields=FIELDS)
    expected = {row["region"]: row["value"] for row in krugman(activity_of(now)).to_pylist()}
    assert {row["region"]: row["value"] for row in of(rows, "krugman")} == {name: expected[name] for name in NAMES[:5]}
    assert {row["region"] for row in rows} == set(NAMES[:5])
    assert {(row["level"], row["scheme"], row["year_from"], row["year_to"]) for row in rows} == {(1, "s", 2014, 2019)}


def test_each_region_has_five_peers_by_every_criterion(years):
    rows = of(figures(years, beside()), "peers", region="AA1")
    assert {row["part"] for row in rows} == {"all", "size", "structure", "specialisation"}
    assert {row["about"] for row in rows} == {"BB1", "CC1", "DD1", "EE1", "FF1"}


def test_complexity_has_its_rank_with_an_interval(years):
    rows = of(figures(years, beside()), "complexity", part="rank")
    assert rows
    assert all(row["low"] <= row["value"] <= row["high"] for row in rows if row["value"] is not None)


def test_change_is_null_where_coverage_changed(years):
    steady, changed = (of(figures(years, beside(filled)), "dynamics") for filled in ((100, 90), (100, 40)))
    assert {row["part"] for row in steady} == {"entry", "exit", "persistence"}
    assert any(row["value"] is not None for row in steady)
    assert {(row["value"], row["note"]) for row in changed} == {(None, "coverage changed")}


def test_growth_is_per_exposure_and_its_parts_add_up(years):
    rows = figures(years, beside((100, 90)))
    sizes = [max(int(COUNTS[half, r].sum()) - 1, 1) for half in (0, 1) for r in range(6)]
    exposure = [sum(sizes[:6]), sum(sizes[6:])]
    before, after = COUNTS[0, 0, 0], COUNTS[1, 0, 0]
    (found,) = of(rows, "growth", region="AA1", about="f0")
    parts = {row["part"]: row["value"] for row in of(rows, "shift-share", region="AA1", about="f0")}

    assert found["value"] == pytest.approx((after / exposure[1]) / (before / exposure[0]) - 1)
    assert found["low"] < found["value"] < found["high"]
    assert parts["all"] + parts["mix"] + parts["region"] == pytest.approx(parts["sum"])


def test_growth_is_null_where_coverage_changed(years):
    rows = figures(years, beside((100, 40)))

    for name in ("growth", "shift-share"):
        assert {(row["value"], row["note"]) for row in of(rows, name)} == {(None, "coverage changed")}


def statistic(field, value):
    keys = {"source": "mine.csv", "measure": "people"}
    return [
        keys | {"region": name, "field": field, "year": 2020, "value": value(n)} for n, name in enumerate(NAMES[:5])
    ]


def test_totals_are_compared_over_regions_and_tell_each_its_place(years):
    sizes = dict(zip(NAMES, COUNTS.sum(axis=(0, 2)) - 2, strict=True))
    rows = of(figures(years, beside(activity=statistic("total", lambda n: float(sizes[NAMES[n]])))), "validity")
    overall = of(rows, "validity", region=ALL)
    assert [(row["part"], row["value"], row["about"]) for row in overall] == [
        ("regions", 1.0, "mine.csv: people, 2020")
    ]
    assert {row["value"] for row in of(rows, "validity", part="place")} == {0.0}
    assert of(rows, "validity", part="fields") == []


def test_linked_fields_are_compared_within_each_region(years):
    told = [
        row
        for f, code in enumerate(("C10", "C20", "C26", "J62", "M72"))
        for row in statistic(code, lambda n, f=f: 9.0 * f + n)
    ]
    links = list(zip(FIELDS, ("C10", "C20", "C26", "J", "M72"), strict=True))
    rows = of(figures(years, beside(activity=told, links=links)), "validity", part="fields")
    assert {row["region"] for row in rows} == set(NAMES[:5])
    assert {row["support"] for row in rows} == {5}


def test_a_measure_of_few_regions_is_left_out(years):
    few = statistic("total", float)[:4]
    assert of(figures(years, beside(activity=few)), "validity") == []


def test_without_projects_there_is_nothing():
    empty = YearTables(*(rows_of(name, []) for name in ("field_year", "interface_year", "exposure")))
    assert figures(empty, beside()) == []
    assert region_figures(empty, [Scheme("s", (), {})], beside(), level=1, year_from=2014, year_to=2019).num_rows == 0

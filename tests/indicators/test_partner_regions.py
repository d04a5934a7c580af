"""The table complementarity: equal to brute force, its order, its ties, its notes; and the check list of Saxony."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from crossfield.indicators.complementarity import HAS_BOTH, proximity_of, soft_lack
from crossfield.indicators.counting import interface_ties, region_ties
from crossfield.indicators.figures import Scheme, level_figures
from crossfield.indicators.partner_regions import BEST, Ties, field_lacks, level_complements, partner_regions
from crossfield.indicators.window import YearTables, window
from crossfield.lake.delivery import arrow_schema

NAMES = ["AA", "BB", "CC", "DD", "EE", "FF", "unknown"]
COUNTS = np.array(
    [[60, 5, 10, 0], [10, 50, 30, 0], [5, 40, 60, 0], [20, 20, 20, 0], [3, 2, 4, 0], [1, 1, 1, 0], [9] * 4]
)
COUNTS[:, 3] = [0, 0, 0, 0, 0, 0, 7]  # a field that only unknown regions have


def rows_of(name, rows):
    schema = arrow_schema(name)
    given = [{"level": 1, "scheme": "s", "year": 2019, "fractional": 0.0, "squares": 0.0} | row for row in rows]
    return pa.Table.from_pylist(given, schema=schema)


@pytest.fixture
def small():
    cells = [(r, f) for r in range(len(NAMES)) for f in range(4)]
    fields = [{"region": NAMES[r], "field": f"f{f}", "whole": int(COUNTS[r, f])} for r, f in cells if COUNTS[r, f]]
    sizes = [
        {"region": name, "projects": int(sum(row)), "organisations": 1} for name, row in zip(NAMES, COUNTS, strict=True)
    ]
    tables = (rows_of("field_year", fields), rows_of("interface_year", []), rows_of("exposure", sizes))
    asked = {"level": 1, "scheme": "s", "counting": "whole", "year_from": 2014, "year_to": 2019}
    return window(YearTables(*tables), **asked, fields=["f0", "f1", "f2", "f3"])


@pytest.fixture
def ties():
    keys = {"scheme": ["s", "s", "t"], "region_a": ["AA", "AA", "AA"], "region_b": ["BB", "CC", "DD"]}
    everywhere = pa.table(keys | {"projects": [5, 2, 9]})
    here = {"scheme": ["s"], "field_a": ["f0"], "field_b": ["f1"], "region_a": ["AA"], "region_b": ["BB"]}
    return Ties(everywhere, pa.table(here | {"projects": [3]}))


def of(table, region, pair):
    return [row for row in table.to_pylist() if (row["region"], row["field_a"], row["field_b"]) == (region, *pair)]


def test_every_row_equals_brute_force(small, ties):
    interfaces = arrow_schema("interface_figure").empty_table()
    table = partner_regions(small, interfaces, ties)
    lack, _ = soft_lack(small)
    lack = np.nan_to_num(lack)
    strength = np.where(np.arange(4) < 3, 1 - lack, 0.0)
    near = proximity_of(strength[:4])
    assert table.num_rows == (4 * 3 + 4) * 4  # A to D have three candidates each, E four; F has too few projects
    for row in table.to_pylist():
        r, s = NAMES.index(row["region"]), NAMES.index(row["partner"])
        sides = [0, 1, 2] if row["field_a"] == "all" else [int(row[side][1]) for side in ("field_a", "field_b")]
        has = sum(lack[r, i] * strength[s, i] for i in sides)
        reach = [near[i].sum() for i in range(4)]
        leads = sum(
            lack[r, i] * sum(near[i, j] * strength[s, j] * lack[r, j] for j in range(4)) / reach[i]
            for i in sides
            if reach[i]
        )
        assert row["has"] == pytest.approx(has, abs=6e-5)
        assert row["leads"] == pytest.approx(leads, abs=6e-5)
        assert row["score"] == pytest.approx(has + leads / 2, abs=6e-5)
        if row["field_a"] != "all":
            assert [row["lack_a"], row["lack_b"]] == [pytest.approx(lack[r, i], abs=6e-5) for i in sides]
            assert [row["has_a"], row["has_b"]] == [pytest.approx(strength[s, i], abs=6e-5) for i in sides]
            assert [row["projects_a"], row["projects_b"]] == [COUNTS[s, i] for i in sides]
        assert row["projects"] == COUNTS[s].sum()


def test_partners_stand_best_first_and_ties_are_told_apart(small, ties):
    table = partner_regions(small, arrow_schema("interface_figure").empty_table(), ties)
    found = of(table, "AA", ("f0", "f1"))
    assert [row["place"] for row in found] == [1, 2, 3]
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)
    told = {row["partner"]: (row["links_here"], row["links"], row["tie"]) for row in found}
    assert told == {"BB": (3, 5, "here"), "CC": (0, 2, "elsewhere"), "DD": (0, 0, "new")}
    assert {row["partner"]: row["tie"] for row in of(table, "BB", ("all", "all"))}["AA"] == "here"
    assert table.schema == arrow_schema("complementarity")


def test_what_a_region_has_already_is_ranked_by_strength(small, ties):
    counts = COUNTS.copy()
    counts[0, :2] = [400, 400]
    counts[1:4, 2] = [4000, 4000, 4000]
    boosted = {"field_whole": counts.astype(float), "total_whole": counts.sum(axis=1).astype(float)}
    figures = [
        {"region": name, "field_a": "f0", "field_b": "f1", "strength": value, "strength_low": 0.5, "strength_high": 2.0}
        | {"bridging_organisations": 2}
        for name, value in (("BB", 1.1), ("CC", 1.3), ("DD", 1.2))
    ]
    rows = pa.Table.from_pylist(figures, schema=arrow_schema("interface_figure"))
    found = of(partner_regions(replace(small, **boosted), rows, ties), "AA", ("f0", "f1"))
    assert found[0]["lack_a"] + found[0]["lack_b"] < 0.1
    assert [row["partner"] for row in found] == ["CC", "DD", "BB"]
    assert {row["note"] for row in found} == {HAS_BOTH}
    assert [(row["strength"], row["bridging_organisations"]) for row in found] == [(1.3, 2), (1.2, 2), (1.1, 2)]


def test_without_two_candidates_there_are_no_rows(small, ties):
    few = replace(small, total_whole=np.minimum(small.total_whole, 29.0))
    assert partner_regions(few, arrow_schema("interface_figure").empty_table(), ties).num_rows == 0


def test_lacks_and_strengths_add_up_to_one(small):
    rows = field_lacks(small).to_pylist()
    assert len(rows) == 6 * 4
    known = [row for row in rows if row["lack"] is not None]
    assert {row["field"] for row in rows if row["lack"] is None} == {"f3"}
    assert all(row["lack"] + row["strength"] == pytest.approx(1, abs=2e-4) for row in known)
    assert {row["support"] for row in rows if (row["region"], row["field"]) == ("AA", "f0")} == {60}


def test_the_built_table_holds_what_the_records_say(small_lake):
    with small_lake.open() as frames:
        rows = frames.arrow("complementarity")
        keys = ("level", "scheme", "region", "field_a", "field_b", "partner")
        assert len({tuple(row[key] for key in keys) for row in rows.to_pylist()}) == rows.num_rows
        beyond = [row for row in rows.to_pylist() if row["place"] > BEST]
        assert {row["tie"] for row in beyond} <= {"new", "elsewhere"}
        assert [row for row in rows.to_pylist() if row["region"] == row["partner"]] == []


@pytest.mark.shared
def test_the_check_list_of_saxony_is_what_the_table_says(reference):
    session = reference.frames.session
    records = reference.records.held(session)
    scheme = Scheme("own", sorted(reference.window().fields.names), {})
    interfaces = level_figures(reference.years, None, [scheme], level=1, year_from=2014, year_to=2019)[1]
    everywhere = session.arrow(region_ties(records, 1))
    ties = Ties(
        everywhere.filter(pa.compute.equal(everywhere["field"], "all")), session.arrow(interface_ties(records, 1))
    )
    lacks, table = level_complements(reference.years, interfaces, ties, [scheme], level=1)
    found = of(table, "DED", ("biotech", "ict"))
    assert [row["partner"] for row in found[:6]] == ["ES3", "LU0", "EL4", "EL6", "CY0", "UKI"]
    assert [row["place"] for row in found][:20] == [*range(1, 21)]
    every = of(table, "DED", ("all", "all"))
    assert [row for row in every if row["place"] > 20 and row["tie"] == "here"] == []
    assert [round(found[0][name], 2) for name in ("lack_a", "lack_b")] == [0.1, 0.98]
    health = [row["lack"] for row in lacks.to_pylist() if (row["region"], row["field"]) == ("DED", "health")]
    assert [round(value, 2) for value in health] == [0.8]
    both = _partners_of("DED", records, session, ("biotech", "ict"))
    assert {row["partner"]: row["links_here"] > 0 for row in found} == {
        row["partner"]: row["partner"] in both for row in found
    }


def _partners_of(region, records, session, pair):
    """Regions with which it shares a project of the pair, counted by hand."""
    pairs = session.arrow(records.pairs).to_pylist()
    projects = {row["project"] for row in pairs if (row["field_a"], row["field_b"]) == pair}
    placed = {}
    for row in session.arrow(records.participations.select("project", "region")).to_pylist():
        if row["project"] in projects and row["region"] != "unknown" and len(row["region"]) >= len(region):
            placed.setdefault(row["project"], set()).add(row["region"][: len(region)])
    return {other for regions in placed.values() if region in regions for other in regions} - {region}

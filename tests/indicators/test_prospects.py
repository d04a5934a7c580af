"""What stands beside a potential, on the starter lake: window, what came, the tenth, and reasons that add up."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.prospects import countings, prospect, reasons
from crossfield.indicators.question import Question
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.manifest import Manifest
from crossfield.lake.store import Frames, Lake

WHOLE = Question("DED", counting="whole")


@pytest.fixture(scope="module")
def frames():
    with Lake().open() as frames:
        yield frames


def test_the_window_follows_the_last_complete_year_and_is_past_by_the_readers_year(frames):
    seen = [prospect(frames, "saxony", "DED", 1, this_year=year) for year in (2022, 2023)]
    assert [(one.basis, one.window, one.is_past) for one in seen] == [
        ((2017, 2019), (2020, 2022), False),
        ((2017, 2019), (2020, 2022), True),
    ]
    assert prospect(frames, "absent", "DED", 1, this_year=2026) is None


def test_what_came_is_counted_by_year(frames):
    found = prospect(frames, "saxony", "DED", 1, this_year=2026)
    rows = frames.read("interface_year", level=1, scheme="saxony", region="DED")
    late = [row for row in rows if 2020 <= row["year"] <= 2022]
    assert sum(found.came.values()) == sum(row["whole"] for row in late) > 0
    assert found.recorded == 2021


def test_beside_an_interface_stand_its_tenth_and_whether_potential_is_unused(frames):
    found = prospect(frames, "saxony", "DED", 1, this_year=2026)
    for row in lookup.interfaces(frames, WHOLE, by="gap", top=20).to_pylist():
        told = found.of_pair(row)
        assert told["back_test"]["observed"] == pytest.approx(row["probability"], abs=6e-4)
        assert told["is_unused"] == (row["gap_low"] > 0)
        assert told["came"] == found.came.get((row["field_a"], row["field_b"]), 0)


def test_reasons_give_the_expectation_and_the_affinity(frames):
    """N_r / N_+ times J_+ab is what is expected; A_ab is J_+ab N_+ / (n_+a n_+b)."""
    answer = lookup.interface(frames, WHOLE, "materials", "production", this_year=2026)
    why, row = answer["reasons"], answer["figures"]
    years = range(row["year_from"], row["year_to"] + 1)
    pairs = [
        one
        for one in frames.read("interface_year", level=1, scheme="saxony", field_a="materials", field_b="production")
        if one["year"] in years and one["region"] != "unknown"
    ]
    fields = [
        one
        for one in frames.read("field_year", level=1, scheme="saxony")
        if one["year"] in years and one["region"] != "unknown"
    ]
    sizes = [
        one
        for one in frames.read("exposure", level=1, scheme="saxony")
        if one["year"] in years and one["region"] != "unknown"
    ]
    joint, whole = sum(one["whole"] for one in pairs), sum(one["projects"] for one in sizes)
    a, b = (sum(one["whole"] for one in fields if one["field"] == name) for name in ("materials", "production"))
    assert why["strength"]["europe_joint"] == pytest.approx(joint, rel=1e-3)
    assert why["strength"]["region_share"] * joint == pytest.approx(row["expected"], rel=1e-3)
    assert why["synergy"]["affinity"] == pytest.approx(joint * whole / (a * b), rel=1e-3)
    assert {one["counting"] for one in answer["countings"]} == {"fractional", "whole"}
    assert all(driver[0] in "+-" for driver in why["potential"]["drivers"])


def test_a_named_interface_has_its_own_figures_and_the_projects_of_all_its_pairs(frames):
    answer = lookup.interface(frames, WHOLE, "c3", this_year=2026)
    assert answer["named"]["side_b"] == "biotechnology;health"
    assert (answer["figures"]["scheme"], answer["figures"]["support"]) == ("saxony:c3", len(answer["projects"]))
    assert answer["prospect"]["window"] == "2020-2022"


def test_an_unknown_name_and_another_window_are_refused(frames):
    with pytest.raises(UnknownNameError, match="named interface of saxony") as refused:
        lookup.interface(frames, WHOLE, "c4")
    assert "c3, mechatronics_ict" in refused.value.hint
    with pytest.raises(NotComputableError, match="2014-2019"):
        lookup.interface(frames, Question("DED", years=(2015, 2016)), "c3")


def made(folder, **tables):
    """A data version of tables given as rows; what a row leaves out is null, or 0 where the column needs a number."""
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows, arrow_schema(name)), folder / f"{name}.parquet")
    return Frames(folder, Manifest("v", "2026-01-01", "full", {}, "f", 2019, [], []))


PLACE = {"level": 1, "scheme": "s"}
SPAN = {"counting": "whole", "year_from": 2018, "year_to": 2019}
FIGURES = (
    PLACE
    | SPAN
    | {"region": "AA1", "field_a": "a", "field_b": "b", "joint": 6.0, "expected": 4.0, "bridging_organisations": 3}
    | {"drivers": "+joint;-size", "gap_low": 0.5, "part": "growth", "decile": 9}
)
# N_r is 12 + 8 of 50 in whole, 10 + 5 of 40 in fractional counting; unknown regions and other years are none of it.
EXPOSURE = [
    PLACE | {"region": region, "year": year, "projects": whole, "fractional": part, "organisations": 1}
    for region, year, whole, part in (
        ("AA1", 2018, 12, 10.0),
        ("AA1", 2019, 8, 5.0),
        ("AA1", 2020, 99, 99.0),
        ("BB1", 2018, 30, 25.0),
        ("unknown", 2018, 7, 7.0),
    )
]
FIELDS = [
    PLACE | SPAN | {"region": "AA1", "field": "a", "count": 9.0, "expected": 8.0, "support": 9},
    PLACE | SPAN | {"region": "AA1", "field": "b", "count": 5.0, "expected": 5.0, "support": 5},
    PLACE | SPAN | {"region": "AA1", "field": "zero", "count": 0.0, "expected": 0.0, "support": 0},
    PLACE | SPAN | {"region": "BB1", "field": "a", "count": 77.0, "expected": 77.0, "support": 77},
]


@pytest.fixture
def small(tmp_path):
    return made(tmp_path, exposure=EXPOSURE, field_figure=FIELDS)


def test_reasons_by_hand(small):
    """20 of 50 projects are here, so 4 expected ones are 10 in Europe; 10 times 50 by 20 of a and 12.5 of b is 2."""
    assert reasons(small, FIGURES) == {
        "strength": {"joint": 6.0, "expected": 4.0, "region_share": 0.4, "europe_joint": 10.0},
        "bridges": {"bridging_organisations": 3},
        "synergy": {"projects_a": 9.0, "projects_b": 5.0, "affinity": 2.0},
        "potential": {"drivers": ["+joint", "-size"]},
    }


def test_fractional_counting_has_sizes_of_its_own(small):
    told = reasons(small, FIGURES | {"counting": "fractional"})

    assert told["strength"] == {
        "joint": 6.0,
        "expected": 4.0,
        "region_share": 15 / 40,
        "europe_joint": pytest.approx(32 / 3),
    }
    assert told["synergy"] == {"projects_a": None, "projects_b": None, "affinity": None}


@pytest.mark.parametrize(
    "other",
    [{"counting": "eur"}, {"level": -1, "region": "all"}, {"region": "unknown"}, {"region": "CC1"}],
    ids=["no size is kept in euro", "Europe is no region", "unknown is no region", "a region without a project"],
)
def test_without_a_size_there_is_no_share_and_no_affinity(small, other):
    told = reasons(small, FIGURES | other)

    assert (told["strength"]["region_share"], told["strength"]["europe_joint"]) == (None, None)
    assert told["synergy"]["affinity"] is None
    assert (told["strength"]["joint"], told["strength"]["expected"]) == (6.0, 4.0)


def test_without_an_expectation_the_share_still_stands(small):
    told = reasons(small, FIGURES | {"expected": None, "drivers": None})

    assert told["strength"] == {"joint": 6.0, "expected": None, "region_share": 0.4, "europe_joint": None}
    assert told["synergy"] == {"projects_a": 9.0, "projects_b": 5.0, "affinity": None}
    assert told["potential"] == {"drivers": []}


@pytest.mark.parametrize(("field", "count"), [("zero", 0.0), ("absent", None)])
def test_a_field_that_is_nowhere_expected_meets_no_other_by_chance(small, field, count):
    for side in ("field_a", "field_b"):
        synergy = reasons(small, FIGURES | {side: field})["synergy"]
        assert (synergy[f"projects_{side[-1]}"], synergy["affinity"]) == (count, None)


@given(st.floats(0.01, 1e6), st.integers(2, 9))
def test_affinity_grows_with_what_europe_has_there_and_share_does_not(tmp_path_factory, expected, times):
    frames = made(tmp_path_factory.mktemp("made"), exposure=EXPOSURE, field_figure=FIELDS)

    one, more = (reasons(frames, FIGURES | {"expected": expected * n}) for n in (1, times))

    assert more["synergy"]["affinity"] == pytest.approx(times * one["synergy"]["affinity"])
    assert more["strength"]["europe_joint"] == pytest.approx(times * one["strength"]["europe_joint"])
    assert more["strength"]["region_share"] == one["strength"]["region_share"] == 0.4


MODEL = PLACE | {"year_from": 2014, "year_to": 2019, "term": "exposure", "weight": 50.0}
TENTH = (
    {"task": "interfaces", "until": 2017, "test_until": 2020, "chance_from": 0.1, "predicted": 0.2, "observed": 0.3}
    | {"observed_low": 0.1, "observed_high": 0.5, "cells": 40, "part": "growth", "decile": 9}
    | PLACE
)


def joint_in(*years, pair=("a", "b"), region="AA1", scheme="s"):
    both = {"level": 1, "scheme": scheme, "region": region, "field_a": pair[0], "field_b": pair[1]}
    return [both | {"year": year, "whole": 2, "fractional": 1.0, "squares": 1.0} for year in years]


def test_what_is_said_beside_a_potential_by_hand(tmp_path):
    rows = [
        *joint_in(2019, 2020, 2022, 2023),
        *joint_in(2021, pair=("a", "c")),
        *joint_in(2021, region="BB1"),
        *joint_in(2021, scheme="t"),
    ]
    late = [EXPOSURE[0] | {"year": 2021}, EXPOSURE[0] | {"year": 2024}]
    other = [TENTH | {"task": "partners"}, TENTH | {"level": 2}, TENTH | {"decile": 1}]
    frames = made(
        tmp_path,
        interface_year=rows,
        exposure=[*EXPOSURE, *late],
        potential_model=[MODEL],
        backtest_decile=[TENTH, *other],
    )

    found = prospect(frames, "s", "AA1", 1, this_year=2022)

    assert (found.basis, found.window, found.is_past) == ((2017, 2019), (2020, 2022), False)
    assert (found.came, found.recorded) == ({("a", "b"): 4, ("a", "c"): 2}, 2021)
    assert sorted(found.tenths) == [("growth", 1), ("growth", 9)]
    assert found.of_pair(FIGURES) == {
        "basis": "2017-2019",
        "window": "2020-2022",
        "past": False,
        "came": 4,
        "recorded": 2021,
        "is_unused": True,
        "back_test": TENTH,
    }
    assert found.of_pair(FIGURES | {"field_b": "d", "decile": None})["came"] == 0
    assert found.of_pair(FIGURES | {"field_b": "d", "decile": None})["back_test"] is None
    assert [found.of_pair(FIGURES | {"gap_low": low})["is_unused"] for low in (None, -0.1, 0.0, 0.1)] == [
        False,
        False,
        False,
        True,
    ]


def test_nothing_recorded_of_the_window_is_null_and_not_none_that_came(tmp_path):
    frames = made(tmp_path, interface_year=[], exposure=EXPOSURE[:2], potential_model=[MODEL], backtest_decile=[])

    found = prospect(frames, "s", "AA1", 1, this_year=2023)

    assert (found.is_past, found.recorded, found.came, found.tenths) == (True, None, {}, {})
    assert (found.of_pair(FIGURES)["came"], found.of_pair(FIGURES)["recorded"]) == (None, None)


def test_a_named_interface_is_recorded_where_the_fields_of_its_scheme_are(tmp_path):
    own = {"scheme": "s:c3"}
    frames = made(
        tmp_path,
        interface_year=joint_in(2020, scheme="s:c3", pair=("c3.a", "c3.b")),
        exposure=EXPOSURE,
        potential_model=[MODEL | own],
        backtest_decile=[TENTH | own],
    )

    found = prospect(frames, "s:c3", "AA1", 1, this_year=2026)

    assert (found.recorded, found.came, sorted(found.tenths)) == (2020, {("c3.a", "c3.b"): 2}, [("growth", 9)])


def test_countings_stand_side_by_side_in_one_order(tmp_path):
    figures = {key: value for key, value in FIGURES.items() if key in arrow_schema("interface_figure").names}
    rows = [figures | {"counting": counting, "joint": joint} for counting, joint in (("whole", 6.0), ("eur", 7.0))]
    frames = made(tmp_path, interface_figure=[*rows, rows[0] | {"region": "BB1"}, rows[0] | {"year_from": 2010}])

    assert [(row["counting"], row["joint"], row["strength"]) for row in countings(frames, FIGURES)] == [
        ("eur", 7.0, None),
        ("whole", 6.0, None),
    ]

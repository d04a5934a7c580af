"""What stands beside a potential, on the starter lake: window, what came, the tenth, and reasons that add up."""

import pytest

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.prospects import prospect
from crossfield.indicators.question import Question
from crossfield.lake.store import Lake

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

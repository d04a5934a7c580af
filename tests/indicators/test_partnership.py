"""Partners read from the starter lake: none from home, the known ones told apart from the new, in a stable order."""

import pytest

from crossfield.errors import UnknownNameError
from crossfield.indicators.lookup import default_years
from crossfield.indicators.partnership import organisations_elsewhere, regions_at, ties_of
from crossfield.indicators.question import Question
from crossfield.lake.store import Lake

PAIR = ("production", "energy")


@pytest.fixture(scope="module")
def frames():
    with Lake().open() as opened:
        yield opened


def test_regions_of_the_same_level_come_strongest_first_without_home_and_unknown(frames):
    rows = regions_at(frames, Question("DED"), PAIR)
    codes, strengths = [row["region"] for row in rows], [row["strength"] for row in rows]

    assert len(codes) == len(set(codes)) > 20
    assert set(codes).isdisjoint({"DED", "unknown"})
    assert {row["level"] for row in rows} == {1}
    assert strengths == sorted(strengths, reverse=True)
    assert {(row["field_a"], row["field_b"]) for row in rows} == {("energy", "production")}
    assert all(row["support"] > 0 and row["name"] for row in rows)


def test_shared_projects_are_those_of_the_table_of_ties(frames):
    rows = {row["region"]: row for row in regions_at(frames, Question("DED"), PAIR)}
    ties = {
        frozenset((row["region_a"], row["region_b"])): row["projects"]
        for row in frames.read("region_tie", level=1, scheme="saxony", field="all")
    }

    assert all(row["shared"] == ties.get(frozenset(("DED", code)), 0) for code, row in rows.items())
    assert ties_of(frames, "saxony", "DED")[0] == {"region": "FR1", "name": "Ile-de-France", "projects": 115}


def test_ties_are_seen_alike_from_both_sides(frames):
    there = {row["region"]: row["projects"] for row in ties_of(frames, "saxony", "DED", "energy")}
    back = {row["region"]: row["projects"] for row in ties_of(frames, "saxony", "FR1", "energy")}

    assert there["FR1"] == back["DED"]


def test_organisations_elsewhere_are_new_first_and_never_from_home(frames):
    rows = organisations_elsewhere(frames, "DED", "saxony", PAIR, top=5)
    known = [row["known"] for row in rows]

    assert len(rows) == 10
    assert known[:5] == [0] * 5
    assert min(known[5:]) > 0
    assert [row for row in rows if row["region"].startswith("DED")] == []
    assert all(row["projects_a"] and row["projects_b"] for row in rows)
    assert rows == organisations_elsewhere(frames, "DED", "saxony", ("energy", "production"), top=5)


def test_known_is_the_sum_of_joint_projects_with_organisations_of_the_region(frames):
    row = next(one for one in organisations_elsewhere(frames, "DED", "saxony", PAIR) if one["known"])
    home = {
        one["organisation"]
        for one in frames.read("organisation")
        if str(one["region"]).startswith("DED") and one["name"] and not one["person"]
    }
    ties = frames.read("organisation_tie")
    joint = sum(
        tie["projects"]
        for tie in ties
        if row["organisation"] in {tie["organisation_a"], tie["organisation_b"]}
        and {tie["organisation_a"], tie["organisation_b"]} & home
    )

    assert row["known"] == joint


def test_an_organisation_without_links_is_reached_through_nobody(frames):
    rows = organisations_elsewhere(frames, "DED", "saxony", ("health", "microelectronics"), top=30)

    assert {type(row["through"]) for row in rows} <= {str, type(None)}
    assert all(row["through"] for row in rows if row["known"])


def test_an_unknown_region_is_refused(frames):
    with pytest.raises(UnknownNameError):
        regions_at(frames, Question("XYZ"), PAIR)


def test_the_window_is_the_default_one(frames):
    row = regions_at(frames, Question("DED"), PAIR)[0]

    assert (row["year_from"], row["year_to"]) == default_years(frames)

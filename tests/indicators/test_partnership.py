"""Partners read from the starter lake: none from home, the known ones told apart from the new, in a stable order."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossfield.errors import UnknownNameError
from crossfield.indicators.lookup import default_years
from crossfield.indicators.partnership import (
    organisation_links,
    organisations_at_interface,
    organisations_elsewhere,
    regions_at,
    shared_projects,
    ties_of,
)
from crossfield.indicators.question import Question
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.store import Frames, Lake

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


def test_a_new_one_is_reached_through_somebody_who_knows_both_sides(frames):
    row = next(
        one for one in organisations_elsewhere(frames, "DED", "saxony", PAIR) if not one["known"] and one["through"]
    )
    names = {one["organisation"]: one for one in frames.read("organisation")}

    def worked(one, other):
        return any(
            {names[tie["organisation_a"]]["name"], names[tie["organisation_b"]]["name"]} == {one, other}
            for tie in frames.read("organisation_tie")
        )

    assert worked(row["name"], row["through"])
    assert worked(row["through"], row["known_by"])
    assert any(one["name"] == row["known_by"] and str(one["region"]).startswith("DED") for one in names.values())
    assert all(
        one["known_by"] is None for one in organisations_elsewhere(frames, "DED", "saxony", PAIR) if one["known"]
    )


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


# Organisation: name, region, natural person, projects in a, in b and with both.
PEOPLE = {
    "own": ("Own Works", "DED21", False, (9, 9, 5)),
    "self": ("Anna Own", "DED21", True, (1, 1, 1)),
    "near": ("Near Institute", "AT13", False, (3, 2, 4)),
    "far": ("Far University", "FR10", False, (7, 6, 4)),
    "lone": ("Lone Lab", "CZ01", False, (8, 8, 8)),
    "nameless": (None, "CZ01", False, (9, 9, 9)),
    "person": ("Erika Muster", "AT13", True, (9, 9, 9)),
}
# near has worked with own; far with near and a person; the person with own; nobody with lone.
TIES = [("near", "own", 3), ("far", "near", 2), ("far", "person", 8), ("own", "person", 6), ("own", "self", 1)]


@pytest.fixture
def made(tmp_path):
    """A lake of seven organisations, two of them natural persons and one without a name."""
    manifest = Lake().manifest()
    last = manifest.last_complete_year
    bridges = [
        {"scheme": "s", "field_a": "a", "field_b": "b", "organisation": code, "region": region}
        | {"projects_a": counts[0], "projects_b": counts[1], "joint": counts[2], "year_from": last - 5, "year_to": last}
        for code, (_, region, _, counts) in PEOPLE.items()
    ]
    tables = {
        "bridge": bridges,
        "organisation": [
            {"organisation": code, "name": name, "region": region, "person": person, "kind": "REC"}
            for code, (name, region, person, _) in PEOPLE.items()
        ],
        "organisation_tie": [
            {"organisation_a": min(a, b), "organisation_b": max(a, b), "projects": n} for a, b, n in TIES
        ],
    }
    for name, rows in tables.items():
        schema = arrow_schema(name)
        known = [{key: value for key, value in row.items() if key in schema.names} for row in rows]
        pq.write_table(pa.Table.from_pylist(known, schema=schema), Path(tmp_path) / f"{name}.parquet")
    return Frames(Path(tmp_path), manifest)


def test_new_ones_come_first_and_who_introduces_them_has_a_name(made):
    rows = organisations_elsewhere(made, "DED", "s", ("b", "a"))
    assert [(row["organisation"], row["known"], row["through"]) for row in rows] == [
        ("lone", 0, None),
        ("far", 0, "Near Institute"),  # the person both know has worked with either more often, and is not named
        ("near", 3, "Own Works"),
    ]


def test_no_person_and_nobody_without_a_name_is_shown(made):
    shown = str(organisations_elsewhere(made, "DED", "s", ("a", "b"))) + str(
        organisations_at_interface(made, "s", ("a", "b"))
    )
    assert [name for name in ("Muster", "Anna", "person", "nameless") if name in shown] == []


def test_as_many_of_each_kind_as_asked_for(made):
    assert [row["organisation"] for row in organisations_elsewhere(made, "DED", "s", ("a", "b"), top=1)] == [
        "lone",
        "near",
    ]
    assert organisations_elsewhere(made, "DED", "s", ("a", "b"), top=0) == []


def test_another_region_sees_the_others(made):
    rows = organisations_elsewhere(made, "FR", "s", ("a", "b"))
    assert [(row["organisation"], row["known"], row["through"]) for row in rows] == [
        ("lone", 0, None),
        ("own", 0, "Near Institute"),
        ("near", 2, "Far University"),
    ]


def test_all_at_an_interface_stand_in_the_order_of_their_codes_whichever_field_is_first(made):
    found = organisations_at_interface(made, "s", ("b", "a"))
    assert [row["organisation"] for row in found] == ["far", "lone", "near", "own"]
    assert found[0] == {
        "organisation": "far", "region": "FR10", "projects_a": 7, "projects_b": 6, "joint": 4,
        "name": "Far University", "kind": "REC",
    }  # fmt: skip
    assert organisations_at_interface(made, "s", ("a", "c")) == organisations_at_interface(made, "t", ("a", "b")) == []


def test_links_are_those_between_the_ones_that_are_asked_for(made):
    assert organisation_links(made, {"own", "near", "far"}) == [("far", "near", 2), ("near", "own", 3)]
    assert organisation_links(made, {"own", "lone"}) == organisation_links(made, set()) == []


def test_projects_of_two_fields_are_added(frames):
    one, other = (shared_projects(frames, "saxony", "DED", [field]) for field in PAIR)
    both = shared_projects(frames, "saxony", "Sachsen", PAIR)
    assert both == {code: one.get(code, 0) + other.get(code, 0) for code in {*one, *other}}
    assert shared_projects(frames, "saxony", "DED", []) == {}

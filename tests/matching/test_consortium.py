"""Consortia on the starter lake, and on the lake of a small dump where records matter."""

import pytest

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.matching.consortium import WHOM, Request, consortium

HEALTH = Request("saxony", needs=("ict:company", "health:university"), rules="horizon", region="DED")


@pytest.fixture(scope="module")
def frames():
    with Lake().open() as opened:
        yield opened


@pytest.fixture(scope="module")
def answer(frames):
    return consortium(frames, HEALTH)


def test_needs_roles_and_rules_are_met(answer):
    partners = answer["partners"]
    assert sorted({label for row in partners for label in row["covers"]}) == ["health:university", "ict:company"]
    roles = {"health:university": "HES", "ict:company": "PRC"}
    assert all(row["type"] == roles[label] for row in partners for label in row["covers"])
    assert len({row["country"] for row in partners}) == len(partners) == 3
    assert any(row["place"].startswith("DED") for row in partners)
    assert [one["found"] for one in answer["rules"]["requirements"]] == [3, 3]
    assert (answer["gap"], answer["score"]) == (0, pytest.approx(sum(row["score"] for row in partners)))


def test_reasons_sum_to_the_score_and_say_what_rests_on_what(answer):
    for row in answer["partners"]:
        assert sum(reason["weight"] for reason in row["reasons"]) == pytest.approx(row["score"])
        assert {reason["name"].partition(":")[0] for reason in row["reasons"]} == {"experience", "focus"}
        assert (row["whom"], row["kind"], row["known"]) == (WHOM, "organisation", row["ties"] > 0)
    assert [row["score"] for row in answer["partners"]] == sorted(
        (row["score"] for row in answer["partners"]), reverse=True
    )


def test_doing_without_somebody_costs_what_the_search_without_them_loses(frames, answer):
    first = answer["partners"][0]
    assert first["without"]["loss"] >= 0
    names = {row["name"] for row in answer["partners"]}
    assert first["without"]["instead"]
    assert not names & set(first["without"]["instead"])


def test_the_same_question_has_the_same_answer(frames, answer):
    assert consortium(frames, HEALTH) == answer


def test_an_interface_asks_for_both_sides_and_a_bridge(frames):
    answer = consortium(
        frames, Request("saxony", interface=("ict+microelectronics", "health"), rules="c3", region="DED")
    )
    assert answer["needs"] == ["ict+microelectronics", "health", "ict+microelectronics × health"]
    assert all(row["place"].startswith("DED") for row in answer["partners"])
    assert [one["found"] for one in answer["rules"]["requirements"]] == [2, 3]


def test_partners_that_are_set_cannot_be_replaced(frames, answer):
    name = answer["partners"][0]["name"]
    found = consortium(frames, Request("saxony", needs=("ict",), partners=2, fixed=(name,), prefer="new"))
    row = next(row for row in found["partners"] if row["name"] == name)
    assert row["without"] is None
    assert found["rules"] is None
    assert {reason["name"] for reason in row["reasons"]} >= {"new"}


def test_an_area_leaves_out_whoever_sits_elsewhere(frames):
    request = Request("saxony", needs=("ict", "energy", "health"), rules="interreg-ce", within="interreg-ce")
    answer = consortium(frames, request)
    assert [one["found"] for one in answer["rules"]["requirements"]] == [3, 3, 3]


def test_more_partners_than_needs(frames):
    found = consortium(frames, Request("saxony", needs=("ict", "energy"), partners=5, per_country=1))
    assert len({row["country"] for row in found["partners"]}) == 5


def test_what_cannot_be_is_said(frames):
    with pytest.raises(NotComputableError) as refusal:
        consortium(frames, Request("saxony", needs=("ict", "energy"), partners=2, rules="horizon"))
    demands = "2 partners; partners from three Member States or associated countries"
    assert refusal.value.message == f"No consortium of these candidates meets all of this together: {demands}."
    for request in (Request("saxony", needs=("ict",), region="Atlantis"), Request("own", needs=("ict",))):
        with pytest.raises(UnknownNameError):
            consortium(frames, request)


def test_projects_prove_the_experience(dump_lake):
    request = Request("saxony", needs=("microelectronics:sme", "biotechnology"), per_country=2)
    with dump_lake.open() as frames:
        answer = consortium(frames, request)
        projects = {row["project"]: row["year"] for row in frames.read("project")}
    for row in answer["partners"]:
        experience = next(reason for reason in row["reasons"] if reason["name"].startswith("experience"))
        assert len(experience["records"]) == min(experience["value"], 5)
        years = [projects[record] for record in experience["records"]]
        assert years == sorted(years, reverse=True)
    assert answer["notes"] == []
    assert "Maria Example" not in str(answer)


def test_who_has_worked_together_is_said(dump_lake):
    with dump_lake.open() as frames:
        found = consortium(frames, Request("saxony", needs=("microelectronics", "biotechnology"), per_country=2))
    chosen = {row["who"] for row in found["partners"]}
    assert all({tie["organisation_a"], tie["organisation_b"]} <= chosen for tie in found["ties"])

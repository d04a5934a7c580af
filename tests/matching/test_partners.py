"""Suggestions of a made-up dump: reasons add up, filters hold, no person is shown, one lake gives one list."""

from collections import Counter
from dataclasses import replace

import pytest

from crossfield.errors import ConfigError, NotComputableError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.matching.partners import Asker, Filters, Idea, PartnerSearch, asker_of, find_organisation, idea_of
from crossfield.matching.reduced import partner_regions, reduced_partners

INTERFACE = Idea("saxony", ("biotechnology", "ict"))


@pytest.fixture(scope="module")
def search(small_lake):
    with small_lake.open() as frames:
        return PartnerSearch(frames)


@pytest.fixture(scope="module")
def germany(small_lake):
    with small_lake.open() as frames:
        return asker_of(frames, "DE")


def test_reasons_add_up_to_the_score(search, germany):
    found = search.suggest(germany, INTERFACE, Filters(), top=5).suggestions
    assert len(found) == 5
    for one in found:
        assert sum(reason.weight for reason in one.reasons) == pytest.approx(one.score, rel=1e-6)
        assert one.who not in germany.members


def test_the_same_lake_gives_the_same_list(small_lake, search, germany):
    with small_lake.open() as frames:
        again = PartnerSearch(frames)
    asked = (germany, INTERFACE, Filters())
    assert again.suggest(*asked).suggestions == search.suggest(*asked).suggestions


def test_filters_hold(search, germany):
    asker = Asker(germany.members[0], germany.members[:1])
    rows = {row["organisation"]: row for row in search.organisations}
    new = search.suggest(asker, Idea(), Filters(new_only=True), top=50).suggestions
    assert new
    assert not any(one.known for one in new)
    assert all(1 <= len(one.through) <= 2 for one in new if one.through)
    widening = search.suggest(asker, Idea(), Filters(widening=True, kinds=("HES",)), top=50).suggestions
    assert {rows[one.who]["kind"] for one in widening} <= {"HES"}
    late = search.suggest(asker, Idea(), Filters(since=2300), top=50)
    assert (late.suggestions, late.without_name) == ((), 0)
    assert {one.place[:2] for one in search.suggest(asker, Idea(), Filters(countries=("FR",))).suggestions} <= {"FR"}
    assert search.suggest(asker, Idea(), Filters(programme="eu"), top=3).suggestions


def test_newcomers_have_at_most_two_projects(search, germany):
    rows = {row["organisation"]: row for row in search.organisations}
    few = search.suggest(germany, INTERFACE, Filters(newcomers=True), top=1000).suggestions
    assert {rows[one.who]["participations"] for one in few} == {1, 2}
    everybody = search.suggest(germany, INTERFACE, Filters(), top=1000).suggestions
    assert [one for one in everybody if rows[one.who]["participations"] <= 2] == list(few)


def test_a_list_is_spread_over_countries(search, germany):
    rows = {row["organisation"]: row for row in search.organisations}
    few = search.suggest(germany, INTERFACE, Filters(per_country=2), top=20)
    counts = Counter(rows[one.who]["country"] for one in few.suggestions)
    assert (len(few.suggestions), counts.most_common(1)[0][1]) == (20, 2)
    everybody = search.suggest(germany, INTERFACE, Filters(), top=1000).suggestions
    for country in counts:
        best = [one for one in everybody if rows[one.who]["country"] == country]
        assert [one for one in few.suggestions if one in best] == best[: counts[country]]


def test_the_back_test_behind_a_list_is_that_of_what_is_known(search, germany):
    assert search.suggest(germany, Idea(), Filters(), top=1).proof == search.proofs["organisation"]
    assert search.suggest(germany, INTERFACE, Filters(), top=1).proof == search.proofs["topic"]
    assert search.proofs["topic"].given == "topic"


def test_persons_and_nameless_are_counted_and_not_shown(search, germany):
    shown = search.suggest(germany, Idea(), Filters(), top=1000)
    named = {row["organisation"] for row in search.organisations if row["name"] and not row["person"]}
    assert {one.who for one in shown.suggestions} <= named


def test_an_idea_alone_finds_by_its_fields(small_lake, search):
    with small_lake.open() as frames:
        idea, notes = idea_of(frames, "saxony", (), "Mikroelektronik für die Biotechnologie")
    assert set(idea.fields) >= {"biotechnology", "microelectronics"}
    assert notes == ()
    assert search.suggest(Asker("idea"), idea, Filters(), top=3).suggestions


def test_bad_input_is_told(small_lake, search):
    with small_lake.open() as frames:
        with pytest.raises(UnknownNameError, match="Unknown field"):
            idea_of(frames, "saxony", ("ict", "moonlight"), "")
        with pytest.raises(ConfigError, match="different fields"):
            idea_of(frames, "saxony", ("ict", "ict"), "")
        with pytest.raises(UnknownNameError, match="region or organisation"):
            asker_of(frames, "Nowhere at all")
        with pytest.raises(NotComputableError, match="No organisation"):
            asker_of(frames, "MT")
    with pytest.raises(NotComputableError, match="none of 1 organisation"):
        search.suggest(Asker("members", ("pic:0",)), Idea(), Filters())
    with pytest.raises(UnknownNameError, match="kind of organisation"):
        Filters(kinds=("DUKE",))
    with pytest.raises(UnknownNameError, match="programme"):
        replace(Filters(), programme="apollo")


def test_an_organisation_is_found_by_name_and_pic():
    row = {"organisation": "pic:1", "name": "Example GmbH", "short_name": "EX", "participations": 1, "person": False}
    assert [find_organisation([row], given) for given in ("1", "pic:1", "example gmbh", "ex")] == [row] * 4
    with pytest.raises(UnknownNameError, match="Closest: Example GmbH"):
        find_organisation([row], "Exampel GmbH")


def test_the_starter_lake_answers_reduced():
    with Lake().open() as frames:
        found = reduced_partners(frames, asker_of(frames, "DED2"), INTERFACE, Filters(new_only=True), top=5)
        clusters = partner_regions(frames, Asker("DED2"), INTERFACE, Filters(), top=3, clusters=True)
        with pytest.raises(NotComputableError, match="neither ties nor fields"):
            reduced_partners(frames, Asker("idea"), Idea(), Filters())
    assert len(found.suggestions) == 5
    assert not any(one.known for one in found.suggestions)
    assert found.notes
    assert {one.kind for one in clusters.suggestions} == {"cluster"}

"""Suggestions of a made-up dump: reasons add up, filters hold, no person is shown, one lake gives one list."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import ConfigError, NotComputableError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.matching.partners import (
    Asker,
    Filters,
    Idea,
    PartnerSearch,
    asker_of,
    find_organisation,
    idea_of,
    is_allowed,
    spread,
)
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


@pytest.mark.parametrize("members", [1, 3, 1000])
def test_shared_partners_and_introductions_are_those_of_the_projects(search, germany, members):
    network = search.network
    names, member = network.organisations.names, network.member.toarray() > 0
    asker = Asker("members", germany.members[:members])
    teams = [{names[place] for place in np.flatnonzero(column)} for column in member.T]
    ties = {name: set().union(*(team for team in teams if name in team)) - {name} for name in names}
    known = set().union(*(ties.get(one, set()) for one in asker.members))
    for one in search.suggest(asker, INTERFACE, Filters(), top=60).suggestions:
        assert one.known is (one.who in known)
        shared = ties[one.who] & known
        (reason,) = [reason for reason in one.reasons if reason.name == "shared-partners"] or [None]
        assert (reason.value if reason else 0.0) == len(shared)
        met = [place for place, team in enumerate(teams) if one.who in team and team & shared]
        latest = sorted(met, key=lambda place: (-network.year[place], place))[:5]
        assert (reason.records if reason else ()) == tuple(network.projects.names[place] for place in latest)
        if one.known:
            assert one.through == ()
        elif shared:
            assert one.through == (busiest(search, shared, ties),)
        else:
            second = {name for name in ties[one.who] if ties[name] & known}
            last = busiest(search, second, ties) if second else None
            assert one.through == ((busiest(search, ties[last] & known, ties), last) if last else ())


def busiest(search, names, ties):
    """The one with the fewest partners, in code order; who cannot show its name only where nobody can."""
    shown = {row["organisation"] for row in search.rows.values() if row["name"] and not row["person"]}
    return min(names & shown or names, key=lambda name: (len(ties[name]), name))


def test_filters_hold(search, germany):
    asker = Asker(germany.members[0], germany.members[:1])
    rows = search.rows
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


def test_within_a_region_the_order_is_that_of_the_whole_list(search, germany):
    everybody = search.suggest(germany, INTERFACE, Filters(), top=1000).suggestions
    region = everybody[-1].place  # the last of all: a list that is cut first would not hold it
    wanted = [one.who for one in everybody if one.place.startswith(region)]
    found = search.suggest(germany, INTERFACE, Filters(region=region), top=3)

    assert [one.who for one in found.suggestions] == wanted[:3]
    assert found.elsewhere == {}
    country = search.suggest(germany, INTERFACE, Filters(region=region[:2]), top=1000).suggestions
    assert [one.who for one in country] == [one.who for one in everybody if one.place.startswith(region[:2])]


def test_where_nobody_sits_it_is_told_where_others_do(search, germany):
    everybody = search.suggest(germany, INTERFACE, Filters(kinds=("REC",)), top=1000).suggestions
    nobody = search.suggest(germany, INTERFACE, Filters(kinds=("REC",), region="XX9"))

    assert nobody.suggestions == ()
    assert nobody.elsewhere == dict(sorted(Counter(one.place for one in everybody).items()))


def test_newcomers_have_at_most_two_projects(search, germany):
    rows = search.rows
    few = search.suggest(germany, INTERFACE, Filters(newcomers=True), top=1000).suggestions
    assert {rows[one.who]["participations"] for one in few} == {1, 2}
    everybody = search.suggest(germany, INTERFACE, Filters(), top=1000).suggestions
    assert [one for one in everybody if rows[one.who]["participations"] <= 2] == list(few)


def test_a_list_is_spread_over_countries(search, germany):
    rows = search.rows
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
    named = {row["organisation"] for row in search.rows.values() if row["name"] and not row["person"]}
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


def named(number, name, short=None, projects=1, *, person=False):
    return {
        "organisation": f"pic:{number}",
        "name": name,
        "short_name": short,
        "participations": projects,
        "person": person,
    }


ROWS = [
    named(1, "Example GmbH", "EX"),
    named(2, "Example GmbH", "EX", projects=9),
    named(3, "Institute of Examples", "IOE"),
    named(4, "EX", None),
    named(5, None),
    named(6, "Erika Exempel", None, person=True),
]


@pytest.mark.parametrize(
    ("given_name", "code"),
    [
        ("example gmbh", "pic:2"),  # of two of one name the one with more projects
        ("EX", "pic:4"),  # a whole name stands before a short one
        ("ioe", "pic:3"),
        ("  PIC:1 ", "pic:1"),
        ("5", "pic:5"),
    ],
)
def test_ids_stand_before_names_and_names_before_short_names(given_name, code):
    assert find_organisation(ROWS, given_name)["organisation"] == code


@pytest.mark.parametrize("blank", ["", "  ", "\t\n"])
def test_nothing_is_the_name_of_nobody(blank):
    with pytest.raises(UnknownNameError) as refusal:
        find_organisation(ROWS, blank)
    assert "Exempel" not in str(refusal.value)


def test_names_that_are_close_are_offered_without_persons_and_each_once():
    with pytest.raises(UnknownNameError) as refusal:
        find_organisation(ROWS, "Exempel")
    assert "Erika" not in str(refusal.value)
    with pytest.raises(UnknownNameError) as refusal:
        find_organisation(ROWS, "example")
    assert refusal.value.hint.startswith("Closest: Example GmbH; Institute of Examples")
    with pytest.raises(UnknownNameError) as refusal:
        find_organisation([], "example")
    assert refusal.value.hint == "Give its name as CORDIS writes it, or its PIC."


PLACE = {"country": "DE", "region": "DED2", "kind": "PRC", "sme": True, "participations": 3}


@pytest.mark.parametrize(
    ("filters", "change", "allowed"),
    [
        (Filters(), {}, True),
        (Filters(countries=("DE", "AT")), {}, True),
        (Filters(countries=("AT",)), {}, False),
        (Filters(countries=("DE",)), {"country": None}, False),
        (Filters(region="DED"), {}, True),
        (Filters(region="DED2"), {"region": "DED21"}, True),
        (Filters(region="DED2"), {"region": "DED"}, False),  # somewhere in Saxony
        (Filters(region="DED2"), {"region": "unknown"}, False),
        (Filters(region="DE"), {"region": "unknown"}, True),
        (Filters(region="DE"), {"region": "unknown", "country": None}, False),
        (Filters(region="DED", countries=("CZ",)), {}, False),
        (Filters(kinds=("HES",)), {}, False),
        (Filters(kinds=("PRC",)), {}, True),
        (Filters(kinds=("SME",)), {}, True),
        (Filters(kinds=("SME",)), {"sme": None}, False),  # not said is no SME
        (Filters(kinds=("HES", "SME")), {}, True),
        (Filters(newcomers=True), {}, False),
        (Filters(newcomers=True), {"participations": 2}, True),
        (Filters(widening=True), {}, False),
        (Filters(widening=True), {"country": "CZ", "region": "CZ06"}, True),
        (Filters(programme="eu"), {}, True),
        (Filters(programme="eu"), {"country": "CH", "region": "CH01"}, False),
        (Filters(programme="interreg-central-europe"), {"region": "unknown"}, False),  # not all of Germany is in it
        (Filters(widening=True, countries=("DE",)), {"country": "CZ", "region": "CZ06"}, False),
    ],
)
def test_each_filter_holds_by_itself_and_all_hold_together(filters, change, allowed):
    assert is_allowed(PLACE | change, filters) is allowed


@given(st.lists(st.sampled_from(["AT", "DE", "CZ", ""]), max_size=20), st.integers(0, 4))
def test_a_list_that_is_spread_keeps_its_order_and_the_best_of_each_country(countries, most):
    ordered = list(enumerate(countries))
    kept = spread(ordered, lambda one: {"country": one[1] or None}, most)
    assert kept == sorted(kept)
    for country in ("AT", "DE", "CZ"):
        own = [one for one in ordered if one[1] == country]
        assert [one for one in kept if one[1] == country] == (own[:most] if most else own)
    assert [one for one in kept if not one[1]] == [one for one in ordered if not one[1]]


def test_filters_name_their_areas_and_say_what_is_known():
    assert [area.name for area in Filters(widening=True, programme="horizon").areas] == ["widening", "horizon"]
    assert Filters().areas == ()
    with pytest.raises(UnknownNameError) as refusal:
        Filters(programme="widening")  # a list of countries, no programme
    assert refusal.value.hint == "Known: eu, horizon, interreg-central-europe."

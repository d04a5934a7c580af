"""The search of a data version: which one it has, read once, and which clusters are left by what is asked."""

import pytest

from crossfield.config import Settings
from crossfield.errors import NotComputableError
from crossfield.lake.store import Lake
from crossfield.matching.partners import Idea
from crossfield.matching.reduced import ReducedSearch
from crossfield.web.evidence.queries import partner_search
from crossfield.web.evidence.queries.asker import Who, find_asker
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.partner_question import PartnerQuestion
from crossfield.web.evidence.queries.partner_search import TOP, search_of, suggestions, takes_seconds

PAIR = ("energy", "production")
ANYTHING = Idea("saxony")
CLUSTER = "silicon-saxony-de"


@pytest.fixture(autouse=True)
def unread():
    """Each test reads its search itself."""
    partner_search._ready.clear()
    yield
    partner_search._ready.clear()


def suggested(question, given=CLUSTER, idea=ANYTHING):
    version = current_version()
    return suggestions(version, question, find_asker(version, given), idea)


def test_a_version_is_read_once_and_only_the_last_is_kept(small_lake, settings):
    first = search_of(current_version())
    again = search_of(current_version())
    starter = current_version()
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    search_of(current_version())

    assert first is again
    assert starter != current_version()
    assert list(partner_search._ready) == [current_version()]


def test_without_records_the_search_is_the_reduced_one():
    assert isinstance(search_of(current_version()), ReducedSearch)


@pytest.mark.parametrize("who", ["organisations", "regions", "clusters"])
def test_the_data_that_ship_are_never_waited_for(who):
    assert not takes_seconds(current_version(), PartnerQuestion("DED", PAIR, who=who))


@pytest.mark.parametrize(("who", "before"), [("organisations", True), ("regions", False), ("clusters", False)])
def test_only_organisations_of_data_of_ones_own_wait_and_only_once(small_lake, settings, who, before):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    version, question = current_version(), PartnerQuestion("DED", PAIR, who=who)
    first = takes_seconds(version, question)
    search_of(version)

    assert (first, takes_seconds(version, question)) == (before, False)


@pytest.mark.parametrize("who", ["regions", "clusters"])
@pytest.mark.parametrize(
    ("asker", "label"),
    [(Who("idea", "", "", ""), "An idea"), (Who("organisation", "pic:1", "Nowhere Ltd", ""), "Nowhere Ltd")],
)
def test_who_has_no_region_has_no_partner_regions(who, asker, label):
    with pytest.raises(NotComputableError) as told:
        suggestions(current_version(), PartnerQuestion("", PAIR, who=who), asker, Idea("saxony", PAIR))

    assert told.value.message.startswith(f"{label} has no region")
    assert told.value.hint == "Name a region, or look for organisations."


def test_a_cluster_is_matched_with_clusters_by_what_it_is_about():
    answer = suggested(PartnerQuestion(CLUSTER, who="clusters"))

    assert 0 < len(answer.suggestions) <= TOP
    assert {one.kind for one in answer.suggestions} == {"cluster"}
    assert CLUSTER not in {one.who for one in answer.suggestions}
    scores = [one.score for one in answer.suggestions]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("countries", [("DE",), ("CZ", "PL"), ("AT",), ("XX",)])
def test_clusters_are_of_the_countries_asked_for_in_the_same_order(countries):
    every = suggested(PartnerQuestion(CLUSTER, who="clusters")).suggestions
    some = suggested(PartnerQuestion(CLUSTER, who="clusters", countries=countries)).suggestions
    wanted = [one.who for one in every if one.place[:2] in countries]

    assert {one.place[:2] for one in some} <= set(countries)
    assert [one.who for one in some][: len(wanted)] == wanted


def test_clusters_are_of_the_region_asked_for_and_else_it_is_told_where_there_are_some():
    every = suggested(PartnerQuestion(CLUSTER, who="clusters", new=False)).suggestions
    region = next(one.place for one in every if len(one.place) > 3)
    some = suggested(PartnerQuestion(CLUSTER, who="clusters", region=region))
    none = suggested(PartnerQuestion(CLUSTER, who="clusters", region="XX"))

    assert {one.place[: len(region)] for one in some.suggestions} == {region}
    assert some.elsewhere == {}
    assert none.suggestions == ()
    assert none.elsewhere[region] >= 1


def test_new_ones_are_those_whose_region_is_not_known():
    new = suggested(PartnerQuestion(CLUSTER, who="clusters", new=True)).suggestions

    assert [one.known for one in new] == [False] * len(new)


def test_with_fields_a_cluster_asks_as_its_region_does():
    idea = Idea("saxony", PAIR)
    question = PartnerQuestion(CLUSTER, PAIR, who="clusters")
    version = current_version()
    who = find_asker(version, CLUSTER)
    region = Who("region", who.region, "x", who.region)

    assert suggested(question, idea=idea) == suggestions(version, question, region, idea)


def test_organisations_for_a_cluster_without_members_are_those_of_its_regions_organisations():
    question = PartnerQuestion(CLUSTER, PAIR)
    answer = suggested(question, idea=Idea("saxony", PAIR))
    with Lake().open() as frames:
        known = {row["organisation"] for row in frames.read("organisation")}

    assert 0 < len(answer.suggestions) <= TOP
    assert {one.who for one in answer.suggestions} <= known
    assert {one.whom for one in answer.suggestions} == {CLUSTER}

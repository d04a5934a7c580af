"""The protocol by hand on a network of six organisations, and the answer's shape on a made-up dump."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st
from scipy import sparse

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.matrix import Axis
from crossfield.matching.backtest import (
    AGAINST,
    MEASURES,
    MODEL,
    THIRDS,
    _measures,
    _reached,
    backtest_partners,
    backtest_rows,
    features_by_year,
    learned_ranker,
    organisation_queries,
    run_partner_backtest,
    topic_queries,
)
from crossfield.matching.embedder import GramEmbedder
from crossfield.matching.features import tied
from crossfield.matching.network import Network

# project: year, members (the first coordinates), topic
PROJECTS = (
    (2016, "AB", "T1"),
    (2016, "AC", "T2"),
    (2017, "BC", "T1"),
    (2017, "CD", "T3"),
    (2018, "ADE", "T1"),  # A meets D; E is new
    (2018, "BA", "T4"),  # known already
    (2019, "DB", "T4"),  # D has one project up to 2017 only
)


def network():
    names = sorted({name for _, members, _ in PROJECTS for name in members})
    member = np.zeros((len(names), len(PROJECTS)))
    for place, (_, members, _) in enumerate(PROJECTS):
        member[[names.index(name) for name in members], place] = 1
    return Network(
        Axis(names),
        Axis([f"p{place}" for place in range(len(PROJECTS))]),
        sparse.csr_array(member),
        np.array([year for year, _, _ in PROJECTS]),
        np.array([names.index(members[0]) for _, members, _ in PROJECTS]),
        sparse.csr_array(member.astype(int)),
        ["", "DE"],
        [""] * len(PROJECTS),
        ["T"] * len(PROJECTS),
        [topic for _, _, topic in PROJECTS],
        {"T1": "laser"},
    )


def split():
    past, later = network().between(0, 2017), network().between(2018, 2020)
    return past, later, tied(past.member)


def test_queries_are_organisations_with_two_projects_that_gain_a_partner():
    past, later, ties = split()
    found = organisation_queries(past, later, ties)
    assert [past.organisations.names[one] for one in found.asker] == ["A", "B"]
    assert found.came.toarray().tolist() == [[0, 0, 0, 1], [0, 0, 0, 1]]  # both meet D; A's B is known
    assert found.unreachable.tolist() == [1, 0]  # E


def test_a_planned_project_asks_for_its_coordinator():
    past, later, ties = split()
    found = topic_queries(past, later, ties)
    assert [(one.coordinator, one.title) for one in found.topics] == [(0, "laser")]
    assert found.came.toarray().tolist() == [[0, 0, 0, 1]]
    assert (found.unreachable.tolist(), found.seen.tolist()) == ([1], [True])


def test_measures_by_hand():
    hits = np.array([[True] + [False] * 20 + [True], [False] * 22])
    assert _measures(hits, np.array([2, 1])).tolist() == [[1.0, 0.5, 1.0], [0.0, 0.0, 0.0]]


@pytest.mark.parametrize("given", ["organisation", "topic"])
def test_the_answer_has_the_shape_of_back_tests(small_lake, given):
    with small_lake.open() as frames:
        found = run_partner_backtest(frames, given)
    assert (found["task"], found["part"]) == ("partners", f"given {given}")
    low, high = found["intervals"]["recall_at_100"]
    assert 0 <= low <= found["model"]["recall_at_100"] <= high <= 1
    assert set(found["baselines"]) == {
        *("popularity", "popularity-in-part", "common-neighbours", "adamic-adar", "resource-allocation", "als", "text"),
        "plain-sum",
    }
    assert found["by"]["all"][MODEL] == {
        name: found["model"][name] for name in ("recall_at_100", "recall_at_20", "mrr")
    }
    assert found["reach"]["partners"] >= found["reach"]["unreachable"]
    newcomers = found["reach"]["newcomers"]
    assert 0 <= newcomers["recall_at_100"] <= newcomers["recall_at_100_of_their_view"] <= 1


def test_what_is_given_must_be_known(small_lake):
    with small_lake.open() as frames, pytest.raises(UnknownNameError, match="part of the back-test"):
        run_partner_backtest(frames, "moon")


def test_too_few_years_are_an_error(dump_lake):
    with dump_lake.open() as frames, pytest.raises(NotComputableError):
        run_partner_backtest(frames, "topic")


def grown(seed=3, organisations=40, projects=160):
    """Made-up projects of 2012 to 2020; neighbours on a ring work together more often than others."""
    generator = np.random.default_rng(seed)
    member = np.zeros((organisations, projects))
    lead = generator.integers(0, organisations, projects)
    for place in range(projects):
        near = (lead[place] + generator.integers(-4, 5, 2)) % organisations
        member[[lead[place], *near, generator.integers(0, organisations)], place] = 1
    return Network(
        Axis([f"o{place:02}" for place in range(organisations)]),
        Axis([f"p{place:03}" for place in range(projects)]),
        sparse.csr_array(member),
        np.sort(generator.integers(2012, 2021, projects)),
        lead,
        sparse.csr_array(member.astype(int)),
        ["", "DE"],
        [f"P{one % 3}" for one in lead],
        ["T"] * projects,
        [f"T{place % 7}" for place in range(projects)],
        {"T1": "laser welding", "T2": "wheat harvest"},
    )


def test_nobody_is_new_to_whom_it_has_met():
    past, later, ties = split()
    for queries in (organisation_queries, topic_queries):
        found = queries(past, later, ties)
        met = ties[found.asker].toarray()
        assert (found.came.toarray() * met).sum() == 0
        assert found.came.toarray()[np.arange(len(found.asker)), found.asker].tolist() == [0] * len(found.asker)


def test_a_later_time_without_new_partners_asks_nothing():
    past, _, ties = split()
    for queries in (organisation_queries, topic_queries):
        found = queries(past, past, ties)
        assert (found.asker.tolist(), found.came.shape[0], found.unreachable.tolist()) == ([], 0, [])


def test_a_project_without_a_known_coordinator_asks_nothing():
    past, later, ties = split()
    nobody = later.coordinator * 0 - 1
    unled = replace(later, coordinator=nobody)
    assert topic_queries(past, unled, ties).topics == ()


def test_without_partners_to_learn_from_there_is_no_ranker():
    features = features_by_year(network(), GramEmbedder())(2017)
    with pytest.raises(NotComputableError, match="No organisation with two projects up to 2017 gains a partner"):
        learned_ranker(features, network().between(2016, 2017), "organisation")


def test_features_of_a_year_are_made_once_and_hold_nothing_later():
    until = features_by_year(network(), GramEmbedder())
    assert until(2017) is until(2017)
    assert until(2017).network.projects.names == ["p0", "p1", "p2", "p3"]
    with pytest.raises(NotComputableError, match="0-2015"):
        until(2015)


@drawn(st.lists(st.lists(st.booleans(), min_size=120, max_size=120), min_size=1, max_size=3), st.integers(0, 40))
def test_measures_stay_between_0_and_1_and_an_earlier_hit_is_no_worse(rows, more):
    hits = np.array(rows)
    wanted = hits.sum(axis=1) + more + (hits.sum(axis=1) == 0)
    found = _measures(hits[:, :100], wanted)
    assert ((found >= 0) & (found <= 1)).all()
    sooner = np.sort(hits[:, :100], axis=1)[:, ::-1]
    assert (_measures(sooner, wanted) >= found - 1e-12).all()
    assert _measures(sooner, wanted)[:, 0].tolist() == found[:, 0].tolist()


def test_of_more_than_twenty_partners_twenty_are_all_that_the_first_twenty_can_have():
    hits = np.zeros((1, 100), bool)
    hits[0, :20] = True
    assert _measures(hits, np.array([50])).tolist() == [[0.4, 1.0, 1.0]]


def test_newcomers_that_came_are_looked_for_among_the_places_alone():
    came = np.array([[True, True, False], [False, False, False], [False, False, True]])
    places = np.array([[0, 2], [0, 1], [2, 0]])
    assert np.array_equal(_reached(came, places), [0.5, np.nan, 1.0], equal_nan=True)


@pytest.mark.parametrize("given", ["organisation", "topic"])
def test_rows_that_are_stored_say_what_the_whole_back_test_says(given):
    records, embedder = grown(), GramEmbedder()
    rows = backtest_rows(records, features_by_year(records, embedder), given, until=2017, test_until=2020)
    whole = backtest_partners(records, embedder, given, until=2017, test_until=2020)
    assert {(row["given"], row["year_from"], row["until"], row["test_until"]) for row in rows} == {
        (given, 2012, 2017, 2020)
    }
    told = {(row["score"], row["measure"]): row for row in rows if row["of"] == "all"}
    (simple,) = AGAINST[given]
    for measure in MEASURES:
        model = told[MODEL, measure]
        assert model["value"] == whole["model"][measure]
        assert model["low"] <= model["high"]
        above = told[simple, f"{measure}_above"]
        assert above["value"] == pytest.approx(model["value"] - told[simple, measure]["value"])
        assert told[simple, measure]["low"] is None  # only the model and what it has above have a range
    assert {row["queries"] for row in told.values()} == {whole["model"]["queries"]}


def test_groups_of_queries_part_them_and_the_whole_is_their_mean():
    kinds = {f"o{place:02}": "HES" if place % 2 else "PRC" for place in range(40)}
    found = backtest_partners(grown(), GramEmbedder(), "organisation", until=2017, test_until=2020, kinds=kinds)
    by, queries = found["by"], found["model"]["queries"]
    for names in (("kind HES", "kind PRC"), tuple(f"{third} third by projects" for third in THIRDS)):
        assert sum(by[name]["queries"] for name in names) == queries
        mean = sum(by[name]["queries"] * by[name][MODEL]["mrr"] for name in names if by[name]["queries"]) / queries
        assert mean == pytest.approx(found["model"]["mrr"])
    assert found["test"] == {"outcome": "2018-2020"}


def test_years_without_queries_and_a_part_that_does_not_exist_are_refused():
    with pytest.raises(NotComputableError):
        backtest_partners(network(), GramEmbedder(), "organisation", until=2018, test_until=2019)
    with pytest.raises(UnknownNameError, match="part of the back-test") as refusal:
        backtest_partners(network(), GramEmbedder(), "topics", until=2017, test_until=2019)
    assert refusal.value.closest == ["topic"]

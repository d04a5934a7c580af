"""The protocol by hand on a network of six organisations, and the answer's shape on a made-up dump."""

import numpy as np
import pytest
from scipy import sparse

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.matrix import Axis
from crossfield.matching.backtest import MODEL, _measures, organisation_queries, run_partner_backtest, topic_queries
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

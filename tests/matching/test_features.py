"""Features by hand on a network of four organisations: A–B and A–C in 2016, B–C and C–D in 2017."""

from dataclasses import replace
from math import exp, log, pi, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from crossfield.indicators.matrix import Axis
from crossfield.matching import features as module
from crossfield.matching.embedder import GramEmbedder
from crossfield.matching.features import ORGANISATION, TOPIC, Features, TopicQuery, along, tied
from crossfield.matching.network import Network, sphere_point

PROJECTS = ((2016, "AB", "P1", "T1"), (2016, "AC", "P1", ""), (2017, "BC", "P2", "T1"), (2017, "CD", "P2", "T2"))
NAMES = "ABCD"
A, B, C, D = range(4)
OLD = 0.5 ** (1 / 4)  # a project a year old counts half after four years


def network(order=(0, 1, 2, 3)):
    projects = [PROJECTS[place] for place in order]
    member = np.array([[float(name in members) for _, members, _, _ in projects] for name in NAMES])
    return Network(
        Axis(list(NAMES)),
        Axis([f"p{place}" for place in order]),
        sparse.csr_array(member),
        np.array([year for year, _, _, _ in projects]),
        np.array([NAMES.index(members[0]) for _, members, _, _ in projects]),
        sparse.csr_array((member * np.array([[1], [1], [2], [2]])).astype(int)),
        ["", "DE", "CZ"],
        [part for _, _, part, _ in projects],
        ["F" if topic else "" for _, _, _, topic in projects],
        [topic for _, _, _, topic in projects],
        {"T1": "laser welding of steel", "T2": "vaccines against influenza"},
    )


@pytest.fixture(scope="module")
def features():
    return Features(network(), GramEmbedder())


def test_shared_partners_are_adamic_adar(features):
    found = features.of_organisations(np.array([A]))["shared-partners"][0]
    # B, with two partners, leads to C; C, with three, leads to B and D; A meets itself by both
    assert found == pytest.approx([1 / log(2) + 1 / log(3), 1 / log(3), 1 / log(2), 1 / log(3)])


def test_activity_counts_every_tie_once_and_recent_ones_more(features):
    old, new = 1 - exp(-OLD), 1 - exp(-1)
    expected = [2 * old, old + new, old + 2 * new, new]
    assert features.of_organisations(np.array([A]))["activity"][0] == pytest.approx(expected)


def test_parts_in_common_weigh_what_who_asks_works_in(features):
    found = features.of_organisations(np.array([D]))["parts-in-common"][0]
    total = np.array([4 * OLD, 4.0]) / (4 * OLD + 4)
    share = (np.array([0.0, 1.0]) + total) / 2  # D has one project, in P2
    expected = [share[0] * sqrt(2 * OLD), share @ [sqrt(OLD), 1], share @ [sqrt(OLD), sqrt(2)], share[1]]
    assert found == pytest.approx(expected)


def test_countries_that_work_together_more_than_their_sizes_give(features):
    found = features.of_organisations(np.array([A]))["country-affinity"][0]
    # ties by country of their ends: DE-DE 2 (A-B both ways), DE-CZ 2 each way (A-C, B-C), CZ-CZ 2 (C-D)
    ends = np.array([4.0, 4.0])
    expected = np.log((np.array([2, 2]) + 20) / (ends[0] * ends / 8 + 20))
    assert found == pytest.approx(expected[[0, 0, 1, 1]])


def test_subjects_are_near_where_the_title_is(features):
    found = features.of_topics([TopicQuery(A, "P2", "F", "Laser welding")])
    near = found["subject-near"][0]
    assert near[A] > 0.1
    assert near[D] < 1e-3
    assert found["activity-in-part"][0] == pytest.approx([0, 1, sqrt(2), 1])
    assert found["topic-family"][0] == pytest.approx([sqrt(OLD), sqrt(OLD + 1), sqrt(2), 1])
    assert set(found) == set(TOPIC)


def test_a_part_and_a_family_that_are_not_known_say_nothing(features):
    found = features.of_topics([TopicQuery(A, "P9", "G", "")])
    for name in ("activity-in-part", "partners-in-part", "topic-family", "subject-near"):
        assert found[name].tolist() == [[0.0] * 4]


def test_without_a_coordinator_only_what_is_asked_for_counts(features):
    found = features.of_topics([TopicQuery(-1, "P2", "F", "Laser welding")])
    assert all(not found[name].any() for name in ORGANISATION)
    assert found["activity-in-part"].any()


def test_a_group_of_one_is_that_organisation(features):
    group = sparse.csr_array(np.array([[1.0, 0, 0, 0]]))
    one, other = features.of_groups(group), features.of_organisations(np.array([A]))
    for name in ORGANISATION:
        assert one[name] == pytest.approx(other[name], rel=1e-9, abs=1e-12)


def test_an_idea_without_anyone_asks_by_its_fields(features):
    nobody = sparse.csr_array((1, 4))
    found = features.of_idea(nobody, [np.array([True, True, False, False])])
    assert not found["shared-partners"].any()
    counts = np.array([2 * OLD, OLD, OLD, 0])
    assert found["activity-in-part"][0] == pytest.approx(np.sqrt(1.5 * counts))


def test_whom_groups_know():
    member = network().member
    assert tied(member).toarray().tolist() == [[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 1], [0, 0, 1, 0]]


@settings(deadline=None, max_examples=24)  # there are no more orders
@given(st.permutations(range(len(PROJECTS))))
def test_the_order_of_projects_changes_nothing(order):
    places = np.arange(4)
    straight, shuffled = (Features(one, GramEmbedder()).of_organisations(places) for one in (network(), network(order)))
    for name in ORGANISATION:
        assert shuffled[name] == pytest.approx(straight[name], rel=1e-9, abs=1e-12)


def test_nearness_is_the_distance_by_its_logarithm_around_the_mean():
    seats = [sphere_point(0, 0), sphere_point(0, 0), sphere_point(90, 0), (0.0, 0.0, 0.0)]
    found = Features(replace(network(), position=np.array(seats)), GramEmbedder())
    here, away = -log(100), -log(6371 * pi / 2 + 100)
    mean = (2 * here + away) / 3  # the fourth sits nowhere that is known
    near = found.of_topics([TopicQuery(A, "P2", "F", "")])["nearness"][0]
    assert near == pytest.approx([here - mean, here - mean, away - mean, 0], abs=1e-9)
    nobody = found.of_idea(sparse.csr_array((1, 4)), [np.array([True, True, False, False])])
    unknown = found.of_topics([TopicQuery(D, "P2", "F", "")])
    assert not nobody["nearness"].any()
    assert not unknown["nearness"].any()


def test_the_middle_of_a_group_asks():
    seats = [sphere_point(0, 0), sphere_point(90, 0), sphere_point(45, 0), sphere_point(180, 0)]
    found = Features(replace(network(), position=np.array(seats)), GramEmbedder())
    near = found.of_idea(sparse.csr_array(np.array([[1.0, 1.0, 0, 0]])), [])["nearness"][0]
    assert near[C] > near[A] == pytest.approx(near[B])
    assert near[D] < near[A]


def test_each_query_is_answered_by_itself(features):
    queries = [
        TopicQuery(A, "P2", "F", "Laser welding"),
        TopicQuery(-1, "P1", "", ""),
        TopicQuery(D, "P9", "F", "Vaccines"),
    ]
    together = features.of_topics(queries)
    for row, query in enumerate(queries):
        alone = features.of_topics([query])
        for name in TOPIC:
            assert together[name][row] == pytest.approx(alone[name][0], rel=1e-9, abs=1e-12)


def test_paths_within_a_part_need_the_part_and_the_coordinator(features):
    found = features.of_topics([TopicQuery(A, "P2"), TopicQuery(A, "P1"), TopicQuery(-1, "P2"), TopicQuery(A, "")])
    inside = found["partners-in-part"]
    assert inside[0][D] > 0  # A knows C, who works with D in P2
    assert inside[1][D] == 0  # D is in no project of P1
    assert inside[2].tolist() == inside[3].tolist() == [0.0] * 4


def test_two_of_a_group_know_what_either_knows(features):
    both = sparse.csr_array(np.array([[1.0, 0, 0, 1.0]]))
    assert features.known_to(both).toarray().tolist() == [[0, 1, 1, 0]]
    found = features.of_groups(both)
    # through B, with two partners, and C, with three, each counted once: B leads to A and C, C to A, B and D
    expected = [1 / log(2) + 1 / log(3), 1 / log(3), 1 / log(2), 1 / log(3)]
    assert found["shared-partners"][0] == pytest.approx(expected)
    assert found["country-affinity"][0][A] == pytest.approx(found["country-affinity"][0][B])


def test_nobody_in_a_group_has_no_ties_and_no_country(features):
    found = features.of_groups(sparse.csr_array((1, 4)))
    for name in (
        "shared-partners",
        "recent-partners",
        "small-consortia",
        "collaboration-factors",
        "subjects-in-common",
    ):
        assert found[name].tolist() == [[0.0] * 4]
    assert found["country-affinity"].tolist() == [[0.0] * 4]
    assert found["activity"].any()  # who is active is so for anybody


def test_an_idea_of_two_fields_puts_those_first_who_have_both(features):
    sides = [np.array([True, False, False, False]), np.array([False, False, True, False])]
    found = features.of_idea(sparse.csr_array((1, 4)), sides)["activity-in-part"][0]
    # A has the first field, C the second, B both: the geometric mean and half of the mean
    expected = [sqrt(OLD / 4), sqrt(sqrt(OLD) + (OLD + 1) / 4), sqrt(1 / 4), 0]
    assert found == pytest.approx(expected)


def test_an_idea_without_fields_is_told_by_its_words(features):
    found = features.of_idea(sparse.csr_array((1, 4)), [], "Laser welding")
    assert found["activity-in-part"].tolist() == found["partners-in-part"].tolist() == [[0.0] * 4]
    assert found["subject-near"][0][A] > found["subject-near"][0][D]
    assert set(found) == set(TOPIC)


def test_the_same_interface_asked_again_has_the_same_paths(features):
    group = sparse.csr_array(np.array([[1.0, 0, 0, 0]]))
    first, other = [np.array([True, True, True, True])], [np.array([False, False, False, True])]
    once = features.of_idea(group, first)["partners-in-part"].tolist()
    between = features.of_idea(group, other)["partners-in-part"].tolist()
    assert features.of_idea(group, first)["partners-in-part"].tolist() == once != between


def test_without_any_title_subjects_say_nothing():
    untitled = Features(replace(network(), titles={}), GramEmbedder())
    assert untitled.topics == []
    found = untitled.of_topics([TopicQuery(A, "P1", "F", "Laser welding")])
    for name in ("subject-share", "subject-projects", "subject-near", "subjects-in-common"):
        assert found[name].tolist() == [[0.0] * 4]


def test_factors_that_are_stored_are_taken_as_they_are(features):
    stored = np.arange(8.0).reshape(4, 2)
    found = Features(network(), GramEmbedder(), stored)
    assert found.factors.tolist() == stored.tolist()
    assert features.until == found.until == 2017


def test_subjects_count_projects_of_topics_with_a_title(features):
    assert features.topics == ["T1", "T2"]
    assert features.subject.toarray().tolist() == [[1, 0], [2, 0], [1, 1], [0, 1]]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 999))
def test_a_group_that_knows_many_has_the_paths_that_single_steps_give(seed):
    generator = np.random.default_rng(seed)
    member = (generator.random((40, 25)) < 0.2).astype(float)
    for half in (0, 20):  # a project has two organisations at least
        member[half + generator.integers(0, 20, 25), np.arange(25)] = 1.0
    many = Network(
        Axis([f"o{place:02}" for place in range(40)]),
        Axis([f"p{place:02}" for place in range(25)]),
        sparse.csr_array(member),
        generator.integers(2014, 2018, 25),
        np.full(25, -1),
        sparse.csr_array(member.astype(int)),
        ["", "DE"],
        ["P"] * 25,
        [""] * 25,
        [""] * 25,
        {},
    )
    features, group = Features(many, GramEmbedder()), generator.random(40) < 0.5
    asking = sparse.csr_array(group[None, :].astype(float))
    ties = tied(many.member).toarray()
    met = (group @ ties > 0).astype(float)
    assert features.known_to(asking).toarray().tolist() == [met.tolist()]
    rarity = 1 / np.log(np.maximum(ties.sum(axis=1), 2))
    found = features.of_groups(asking)
    assert found["shared-partners"][0].tolist() == pytest.approx(((met * rarity) @ ties).tolist())
    alone = features.of_organisations(np.flatnonzero(group))
    for name in ("recent-partners", "small-consortia"):  # of a group they are the sums of its members'
        assert found[name][0].tolist() == pytest.approx(alone[name].sum(axis=0).tolist())


@pytest.mark.parametrize("kind", [np.int8, np.float32, np.float64])
@pytest.mark.parametrize("count", [2, 7, 8])
@pytest.mark.parametrize("step", [2, 3, 100])
def test_ties_in_few_bytes_are_walked_part_by_part_with_the_same_sums(monkeypatch, kind, count, step):
    monkeypatch.setattr(module, "STEP", step)
    full = np.add.outer(np.arange(count), np.arange(count)) * (1 - np.eye(count))
    rows = np.array([np.ones(count), np.eye(count)[0], np.zeros(count)]) / 3
    found = along(sparse.csr_array(rows), sparse.csr_array(full.astype(kind)))
    assert found.dtype == np.float64
    assert np.allclose(found, rows @ full, rtol=1e-14)


def test_the_subjects_of_many_are_added_part_by_part(features, monkeypatch):
    whole = features.of_organisations(np.arange(4))["subjects-in-common"]
    monkeypatch.setattr(module, "AT_ONCE", 1)
    assert np.allclose(features.of_organisations(np.arange(4))["subjects-in-common"], whole, rtol=1e-14)


def test_ties_lie_in_memory_in_few_bytes(features):
    kinds = features.ties.dtype, features._recent._ties.dtype, features._near.dtype
    assert kinds == (np.int8, np.float32, np.float32)
    assert np.shares_memory(features._recent._ties.indices, features._small._ties.indices)

"""Projects of other programmes: hand-counted fields, interfaces and quotients."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.indicators.own_projects import fields_of_projects, own_pairs, project_counts

PHRASES = [
    {"scheme": "s", "field": field, "phrase": phrase, "excludes": False}
    for field, phrase in (("ict", "sensor*"), ("health", "health"), ("energy", "energ*"))
]
ROW = {"text": None, "region": None, "country": None, "amount": None}


def project(name, title, **rest):
    return ROW | {"project": name, "title": title} | rest


def test_a_description_must_speak_of_a_field_twice():
    rows = [project("1", "Health", text="A sensor."), project("2", None, text="A sensor beside sensors.")]

    assert {name: sorted(found) for name, found in fields_of_projects(rows, PHRASES).items()} == {
        "1": ["health"],
        "2": ["ict"],
    }


def test_a_project_counts_once_in_each_region_and_shares_its_amount():
    rows = [
        project("1", "Sensors for health", region="DED21", amount=10.0),
        project("1", "Sensors for health", region="DED51", amount=30.0),
        project("2", "Energy", region="DED21"),
        project("3", "Nothing known", region="DED21"),
    ]
    found = project_counts(rows, PHRASES)
    counts = {(row["region"], row["field"]): (row["projects"], row["amount"]) for row in found.fields}

    assert counts["DED", "ict"] == (1, 20.0)
    assert counts["DED2", "ict"] == (1, 5.0)
    assert counts["DED2", "energy"] == (1, None)
    assert {row["region"]: row["projects"] for row in found.pairs} == {"DE": 1, "DED": 1, "DED2": 1, "DED5": 1}
    assert (found.tagged, found.total) == (2, 3)


def test_quotients_are_those_of_the_numbers_of_projects():
    """Two regions, two fields, 3 and 1 projects against 1 and 3: 1.5 and 0.5."""
    rows = [project(f"a{n}", "Sensors", region="DED2") for n in range(3)]
    rows += [project("b", "Energy", region="DED2"), project("c", "Sensors", region="FR10")]
    rows += [project(f"d{n}", "Energy", region="FR10") for n in range(3)]
    found = project_counts(rows, PHRASES).fields
    values = {(row["region"], row["field"]): row["value"] for row in found if row["level"] == 2}

    assert values == pytest.approx(
        {("DED2", "ict"): 1.5, ("DED2", "energy"): 0.5, ("FR10", "ict"): 0.5, ("FR10", "energy"): 1.5}
    )
    assert {row["note"] for row in found if row["level"] == 2} == {"few records"}


def test_a_row_with_its_country_only_counts_in_the_country():
    found = project_counts([project("1", "Sensors for health", country="DE")], PHRASES)

    assert {(row["level"], row["region"]) for row in found.fields} == {(0, "DE")}


def test_a_row_without_a_place_counts_nowhere_and_is_told():
    found = project_counts([project("1", "Sensors")], PHRASES)

    assert (found.fields, found.pairs, found.tagged, found.total) == ([], [], 1, 1)


def test_fields_in_title_and_description_have_places_of_their_own():
    assert own_pairs({"a": [("title", 0, 5)], "b": [("text", 0, 5)]}) == [("a", "b")]
    assert own_pairs({"a": [("title", 0, 5)], "b": [("title", 3, 9)]}) == []


SPAN = st.tuples(st.sampled_from(["title", "text"]), st.integers(0, 20), st.integers(1, 8)).map(
    lambda span: (span[0], span[1], span[1] + span[2])
)


@given(st.dictionaries(st.sampled_from("abcd"), st.lists(SPAN, min_size=1, max_size=2), max_size=4))
def test_pairs_are_those_with_a_place_each(found):
    def apart(one, other):
        return one[0] != other[0] or set(range(*one[1:])).isdisjoint(range(*other[1:]))

    expected = [
        (a, b)
        for a in sorted(found)
        for b in sorted(found)
        if a < b and any(apart(one, other) for one in found[a] for other in found[b])
    ]
    assert own_pairs(found) == expected


@settings(deadline=None, max_examples=20)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_count(chance):
    rows = [
        project("1", "Sensors for health", region="DED21", amount=10.0),
        project("2", "Energy and sensors", region="FR10", amount=None),
        project("2", "Energy and sensors", region="DED21", amount=4.0),
        project("3", "Health", country="DE", amount=7.0),
        project("4", "Nothing known", region="DED21"),
    ]
    once, again = project_counts(rows, PHRASES), project_counts(chance.sample(rows, len(rows)), PHRASES)
    assert (again.pairs, again.tagged, again.total) == (once.pairs, once.tagged, once.total)
    assert again.fields == once.fields


def test_the_first_text_of_a_project_counts_and_an_empty_one_is_none():
    rows = [project("1", ""), project("1", "Sensors"), project("1", "Energy")]
    assert {name: sorted(found) for name, found in fields_of_projects(rows, PHRASES).items()} == {"1": ["ict"]}
    assert fields_of_projects([], PHRASES) == {}


def test_what_a_vocabulary_excludes_is_not_counted():
    phrases = [*PHRASES, {"scheme": "s", "field": "ict", "phrase": "sensory", "excludes": True}]
    assert fields_of_projects([project("1", "Sensory food")], phrases) == {}


def test_no_row_is_counted_as_nothing():
    found = project_counts([], PHRASES)
    assert (found.fields, found.pairs, found.tagged, found.total) == ([], [], 0, 0)


def test_a_country_of_more_rows_than_projects_counts_projects():
    rows = [project("1", "Sensors", region=region) for region in ("DED2", "DED5", "DE21")]
    found = {(row["level"], row["region"]): row["projects"] for row in project_counts(rows, PHRASES).fields}
    assert found == {(0, "DE"): 1, (1, "DE2"): 1, (1, "DED"): 1, (2, "DE21"): 1, (2, "DED2"): 1, (2, "DED5"): 1}

"""One shape for all matchers; the order of rows decides nothing."""

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.matching.suggestion import Reason, Suggestion, ranked, rounded

REASON = Reason("shared-partners", 3.0, 1.5, ("pic:3", "pic:4"))
FOUND = Suggestion(
    "pic:2",
    "pic:1",
    "organisation",
    known=False,
    score=1.5,
    reasons=(REASON,),
    name="Example GmbH",
    place="AT13",
    through=("pic:3",),
)


def region(who, score):
    return Suggestion(who, "x", "region", known=False, score=score, reasons=())


def test_plain_data_have_the_documented_keys():
    assert json.loads(json.dumps(FOUND.to_dict())) == {
        "who": "pic:2",
        "whom": "pic:1",
        "kind": "organisation",
        "known": False,
        "score": 1.5,
        "reasons": [{"name": "shared-partners", "value": 3.0, "weight": 1.5, "records": ["pic:3", "pic:4"]}],
        "name": "Example GmbH",
        "place": "AT13",
        "through": ["pic:3"],
    }


@given(st.lists(st.tuples(st.integers(0, 5), st.text("abc", min_size=1)), unique_by=lambda pair: pair[1]))
def test_the_order_given_does_not_matter(pairs):
    found = [region(who, score / 3) for score, who in pairs]
    mixed = random.Random(7).sample(found, len(found))
    assert ranked(mixed) == ranked(found)


def test_equal_to_nine_digits_is_equal():
    assert rounded(0.1 + 0.2) == rounded(0.3) == 0.3
    ties = [region("b", 0.3), region("a", 0.1 + 0.2)]
    assert [one.who for one in ranked(ties)] == ["a", "b"]


@given(st.floats(-1e9, 1e9))
def test_rounding_twice_is_rounding_once_and_stays_near(score):
    once = rounded(score)
    assert rounded(once) == once
    assert once == pytest.approx(score, rel=1e-8)
    assert rounded(-score) == -once


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_rounding_turns_no_order_round(one, other):
    low, high = sorted((one, other))
    assert rounded(low) <= rounded(high)


@pytest.mark.parametrize(
    ("score", "kept"),
    [
        (0.0, 0.0),
        (123456789.4, 123456789.0),
        (1234567890.0, 1234567890.0),
        (1 / 3, 0.333333333),
        (2e-12 / 3, 6.66666667e-13),
    ],
)
def test_nine_digits_are_kept_whatever_the_size(score, kept):
    assert rounded(score) == kept


def test_a_reason_that_explains_only_has_no_weight_and_no_records():
    plain = Suggestion("DE2", "DED", "region", known=True, score=1.0, reasons=(Reason("joint-projects", 4.0, None),))
    assert plain.to_dict()["reasons"] == [{"name": "joint-projects", "value": 4.0, "weight": None, "records": []}]
    assert (plain.to_dict()["name"], plain.to_dict()["place"], plain.to_dict()["through"]) == ("", "", [])


def test_lower_scores_stand_behind_and_negative_ones_last():
    given_order = [region("c", -0.5), region("a", 0.0), region("b", 2.0), region("d", -0.25)]
    assert [one.who for one in ranked(given_order)] == ["b", "a", "d", "c"]
    assert ranked([]) == []

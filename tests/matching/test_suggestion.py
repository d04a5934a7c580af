"""One shape for all matchers; the order of rows decides nothing."""

import json
import random

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

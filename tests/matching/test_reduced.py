"""Partners without records: a network small enough to work out by hand, and the starter lake asked many times."""

from math import log

import pyarrow as pa
import pytest

from crossfield.lake.delivery import arrow_schema
from crossfield.lake.store import Lake
from crossfield.matching.partners import Asker, Filters, Idea, asker_of
from crossfield.matching.reduced import ReducedSearch, reduced_partners

IDEA = Idea("s", ("ict",))


class Tables:
    """What the search reads of a data version: me – friend – other, and a stranger in ICT."""

    organisations = (
        ("me", "Me", "DED2", False),
        ("friend", "Friend", "AT13", False),
        ("other", "Other", "CZ06", False),
        ("person", "Maria Muster", "CZ06", True),
        ("stranger", "Stranger", "unknown", False),
    )

    def read(self, _name):
        empty = dict.fromkeys(("kind", "sme"))
        return [
            {"organisation": code, "name": name, "region": region, "country": region[:2], "person": person} | empty
            for code, name, region, person in self.organisations
        ]

    def arrow(self, name):
        if name == "organisation_tie":
            keys = ("organisation_a", "organisation_b", "projects")
            rows = [("friend", "me", 3), ("friend", "other", 1), ("friend", "person", 1)]
        else:
            keys = ("organisation", "scheme", "field", "year", "projects")
            rows = [("stranger", "s", "ict", 2015, 4), ("stranger", "t", "ict", 2019, 9)]
        return pa.Table.from_pylist([dict(zip(keys, row, strict=True)) for row in rows], schema=arrow_schema(name))


def found_of(**filters):
    answer = ReducedSearch(Tables()).suggest(Asker("me", ("me",)), IDEA, Filters(**filters))
    return answer, {one.who: one for one in answer.suggestions}


def test_shared_partners_and_activity_are_added_as_shares_of_their_largest():
    answer, found = found_of()

    assert [(one.who, one.score, one.known) for one in answer.suggestions] == [
        ("other", 1.0, False),  # 1 / ln 3 through the friend, who knows three: as near as anybody
        ("stranger", 1.0, False),  # four projects: nobody has more
    ]
    assert found["other"].through == ("friend",)
    assert found["stranger"].through == ()
    assert found["stranger"].reasons[1].value == pytest.approx((4 + 4 / 2) ** 0.5)
    assert found["other"].reasons[0].records == ("friend",)
    assert log(3) > 1  # the friend counts less than somebody rare would
    assert answer.without_name == 1


@pytest.mark.parametrize(
    ("filters", "expected"),
    [({"countries": ("CZ",)}, ["other"]), ({"since": 2015}, ["stranger"]), ({"since": 2016}, [])],
)
def test_filters_hold(filters, expected):
    assert [one.who for one in found_of(**filters)[0].suggestions] == expected


def test_a_search_asked_often_says_what_a_fresh_one_says():
    with Lake().open() as frames:
        asker, search = asker_of(frames, "DED"), ReducedSearch(frames)
        idea = Idea("saxony", ("energy", "production"))
        search.suggest(asker, Idea("saxony"), Filters())
        assert search.suggest(asker, idea, Filters()) == reduced_partners(frames, asker, idea, Filters())

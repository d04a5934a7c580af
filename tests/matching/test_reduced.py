"""Partners without records: a network small enough to work out by hand, and the starter lake asked many times."""

from math import log

import pyarrow as pa
import pytest

from crossfield.errors import NotComputableError
from crossfield.lake.delivery import arrow_schema
from crossfield.lake.store import Lake
from crossfield.matching.partners import Asker, Filters, Idea, asker_of
from crossfield.matching.reduced import ReducedSearch, partner_regions, reduced_partners

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


def test_only_in_a_region_and_where_else_if_nobody_is_there():
    here, there = found_of(region="CZ0")[0], found_of(region="PL")[0]

    assert ([one.who for one in here.suggestions], here.elsewhere) == (["other"], {})
    assert (there.suggestions, there.elsewhere) == ((), {"CZ06": 1, "un": 1})


@pytest.mark.parametrize("clusters", [False, True])
def test_regions_and_clusters_are_filtered_too_in_the_same_order(clusters):
    with Lake().open() as frames:
        asked = (frames, Asker("DED"), Idea("saxony", ("biotechnology", "ict")))
        every = partner_regions(*asked, Filters(), top=1000, clusters=clusters)
        place = "place" if clusters else "who"
        code = getattr(every.suggestions[-1], place)[:4]
        some = partner_regions(*asked, Filters(region=code), top=1, clusters=clusters)
        none = partner_regions(*asked, Filters(region="XX"), clusters=clusters)

    assert some.suggestions[0] == next(one for one in every.suggestions if getattr(one, place).startswith(code))
    assert some.elsewhere == {}
    assert none.suggestions == ()
    assert sum(none.elsewhere.values()) == sum(getattr(one, place) != "unknown" for one in every.suggestions)


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


def suggested(asker, idea, **filters):
    return ReducedSearch(Tables()).suggest(asker, idea, Filters(**filters))


def test_who_is_known_is_suggested_without_an_introduction_and_left_out_where_new_ones_are_asked_for():
    asker, idea = Asker("other", ("other",)), Idea("s")
    assert [(one.who, one.known, one.through) for one in suggested(asker, idea).suggestions] == [
        ("me", False, ("friend",))
    ]
    two = Asker("members", ("me", "stranger"))
    assert [(one.who, one.known) for one in suggested(two, Idea("s")).suggestions] == [("other", False)]


def test_activity_counts_in_the_scheme_that_is_asked_for():
    other = suggested(Asker("me", ("me",)), Idea("t", ("ict",)), since=2016)
    assert [one.who for one in other.suggestions] == ["stranger"]
    assert other.suggestions[0].reasons[1].value == pytest.approx((9 + 9 / 2) ** 0.5)


def test_a_field_that_nobody_has_leaves_the_ties():
    found = suggested(Asker("me", ("me",)), Idea("s", ("hemp",)))
    assert [(one.who, one.score) for one in found.suggestions] == [("other", 1.0)]


def test_of_two_fields_both_are_wanted():
    one, two = (suggested(Asker("me", ("me",)), Idea("s", fields)) for fields in (("ict",), ("hemp", "ict")))
    value = {name: answer.suggestions[-1].reasons[1].value for name, answer in (("one", one), ("two", two))}
    assert value["one"] == pytest.approx(6**0.5)
    assert value["two"] == pytest.approx(1.0)  # nothing of hemp: half of the mean of 4 and 0 alone


def test_the_first_ones_are_given_and_a_country_may_have_few():
    assert len(ReducedSearch(Tables()).suggest(Asker("me", ("me",)), IDEA, Filters(), top=1).suggestions) == 1
    found = suggested(Asker("me", ("me",)), IDEA, per_country=1)
    assert [one.who for one in found.suggestions] == ["other", "stranger"]
    assert found.notes


@pytest.mark.parametrize(
    "asker", [Asker("idea"), Asker("gone", ("gone",)), Asker("stranger", ("stranger",))], ids=lambda one: one.name
)
def test_without_ties_and_fields_it_says_what_to_give(asker):
    with pytest.raises(NotComputableError, match=f"{asker.name}: neither ties nor fields") as refusal:
        suggested(asker, Idea("s"))
    assert "--interface" in refusal.value.hint


def test_a_person_is_counted_and_named_nowhere():
    found = suggested(Asker("me", ("me",)), IDEA)
    assert found.without_name == 1
    assert "Muster" not in str(found)
    assert all("person" not in reason.records for one in found.suggestions for reason in one.reasons)

"""A consortium as its address asks for it: two ways to write a need, and no way to a file of the computer."""

import pytest
from django.http import QueryDict

from crossfield.errors import UnknownNameError
from crossfield.web.evidence.queries.consortium_question import ConsortiumQuestion, consortium_question


def asked(query, own="DED"):
    return consortium_question(QueryDict(query), own)


def test_everything_that_can_be_asked_is_read_and_said_again():
    query = (
        "field=ict&field=health&need=energy:sme&need=optics&rules=horizon&partners=5&region=AT&prefer=new&within=AT,CZ"
        "&with=Example+GmbH"
    )
    question = asked(query)

    assert question == ConsortiumQuestion(
        ("health", "ict"), (("energy", "sme"), ("optics", "")), "horizon", 5, "AT", "new", "AT,CZ", ("Example GmbH",)
    )
    assert asked(question.query) == question
    assert question.request("saxony").needs == ("energy:sme", "optics")
    assert question.request("saxony").interface == ("health", "ict")


def test_the_rows_of_the_form_are_needs_and_empty_ones_are_none():
    question = asked("need_field=energy&need_role=sme&need_field=&need_role=&need_field=ict&need_role=&region=")

    assert question.needs == (("energy", "sme"), ("ict", ""))
    assert question.is_asked
    assert question.region == ""


def test_one_field_is_no_interface_and_nothing_is_no_question():
    assert asked("field=ict&field=ict") == asked("") == ConsortiumQuestion(region="DED")
    assert not asked("").is_asked


@pytest.mark.parametrize(
    "query",
    ["rules=/etc/hosts.toml", "rules=mine.toml", "need=ict:duke", "prefer=luck", "partners=many", "partners=13",
     "partners=-1", "partners=1e9"],
)  # fmt: skip
def test_what_is_not_there_is_told(query):
    with pytest.raises(UnknownNameError):
        asked(query)

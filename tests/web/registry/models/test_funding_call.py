"""Funding calls in the database: the next deadline first, those without one last."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from crossfield.web.registry.models import Field, FundingCall

pytestmark = pytest.mark.django_db


def test_the_next_deadline_stands_first_and_calls_without_one_last():
    for title, deadline in (("B", None), ("A", None), ("Late", date(2027, 1, 1)), ("Soon", date(2026, 1, 1))):
        FundingCall.objects.create(title=title, deadline=deadline)
    FundingCall.objects.create(title="Also soon", deadline=date(2026, 1, 1))

    assert [str(one) for one in FundingCall.objects.all()] == ["Also soon", "Soon", "Late", "A", "B"]


def test_what_is_not_known_is_empty_and_only_its_owner_sees_it():
    made = FundingCall.objects.create(title="Call")

    assert (made.opens, made.deadline, made.who, made.address, made.programme) == (None, None, "", "", "")
    assert (made.release, made.language, list(made.fields.all())) == ("own", "de", [])


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"programme": "x" * 201}, "programme"),
        ({"address": "javascript:alert(1)"}, "address"),
        ({"address": f"https://example.org/{'x' * 500}"}, "address"),
        ({"deadline": "31.02.2026"}, "deadline"),
    ],
)
def test_what_a_column_does_not_take_is_refused_by_its_name(given, column):
    with pytest.raises(ValidationError) as error:
        FundingCall(**{"title": "Call"} | given).full_clean()

    assert list(error.value.message_dict) == [column]


def test_the_funders_words_are_kept_as_they_are():
    words = "<p>KMU & Hochschulen</p>\n=SUM(A1)"
    FundingCall.objects.create(title="Call", who=words)

    assert FundingCall.objects.get().who == words


def test_a_call_is_deleted_without_its_fields():
    field = Field.objects.create(scheme="s", code="ict")
    made = FundingCall.objects.create(title="Call")
    made.fields.set([field])
    made.delete()

    assert list(Field.objects.all()) == [field]


def test_who_noted_a_call_is_not_deleted(make_user):
    ann = make_user("ann")
    FundingCall.objects.create(title="Call", owner=ann, institution=ann.institution)
    for one in (ann, ann.institution):
        with pytest.raises(ProtectedError):
            one.delete()

    assert FundingCall.objects.get().owner == ann

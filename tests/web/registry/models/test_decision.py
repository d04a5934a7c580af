"""Decisions about fields in the database: they keep both fields, and outlive who decided."""

import pytest
from django.db.models import ProtectedError

from crossfield.web.registry.models import Field, FieldDecision

pytestmark = pytest.mark.django_db


@pytest.fixture
def fields():
    return [Field.objects.create(scheme="s", code=code, title_en=code.title()) for code in ("old", "new", "newer")]


def test_a_decision_says_what_became_of_what(fields):
    made = FieldDecision.objects.create(field=fields[0], successor=fields[1], reason="merged")

    assert (str(made), made.moved, made.language) == ("Old → New", 0, "de")
    assert made.decided is not None


def test_neither_field_of_a_decision_is_deleted(fields):
    FieldDecision.objects.create(field=fields[0], successor=fields[1], reason="merged")
    for field in fields[:2]:
        with pytest.raises(ProtectedError):
            field.delete()
    fields[2].delete()

    assert Field.objects.count() == 2


def test_a_decision_outlives_who_decided(fields, make_user):
    staff = make_user("staff", is_staff=True)
    made = FieldDecision.objects.create(field=fields[0], successor=fields[1], reason="merged", decided_by=staff)
    staff.delete()
    made.refresh_from_db()

    assert (made.decided_by, made.reason) == (None, "merged")


def test_a_field_keeps_all_decisions_the_newest_first(fields):
    first = FieldDecision.objects.create(field=fields[0], successor=fields[1], reason="merged")
    second = FieldDecision.objects.create(field=fields[0], successor=fields[2], reason="corrected")

    assert list(fields[0].decisions.all()) == [second, first]

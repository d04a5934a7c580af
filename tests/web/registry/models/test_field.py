"""Fields as rows: a title in the reader's language, one valid row per code, never deleted under a successor."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from crossfield.web.registry.models import Field


@pytest.mark.parametrize(
    ("german", "english", "titles"),
    [
        ("Gesundheit", "Health", ["Gesundheit", "Health"]),
        ("Gesundheit", "", ["Gesundheit", "Gesundheit"]),
        ("", "Health", ["Health", "Health"]),
        ("", "", ["health", "health"]),
    ],
)
def test_a_title_is_in_the_language_else_in_the_other_else_the_code(german, english, titles):
    field = Field(code="health", title_de=german, title_en=english)

    assert [field.title(language) for language in ("de", "en")] == titles
    assert str(field) == titles[1]


@pytest.mark.django_db
def test_a_code_is_valid_once_per_scheme():
    Field.objects.create(scheme="s", code="ict")
    Field.objects.create(scheme="other", code="ict")
    Field.objects.create(scheme="s", code="ict", valid_to=dt.date(2020, 1, 1))
    Field.objects.create(scheme="s", code="ict", valid_to=dt.date(2021, 1, 1))

    with pytest.raises(IntegrityError), transaction.atomic():
        Field.objects.create(scheme="s", code="ict")

    assert Field.objects.count() == 4


@pytest.mark.django_db
def test_a_field_that_follows_another_is_not_deleted():
    new = Field.objects.create(scheme="s", code="new")
    old = Field.objects.create(scheme="s", code="old", successor=new)

    with pytest.raises(ProtectedError):
        new.delete()

    assert list(new.predecessors.all()) == [old]


@pytest.mark.django_db
def test_fields_stand_in_the_order_of_their_scheme():
    for scheme, position, code in (("b", 1, "x"), ("a", 2, "y"), ("a", 1, "z"), ("a", 1, "w")):
        Field.objects.create(scheme=scheme, position=position, code=code)

    assert [field.code for field in Field.objects.all()] == ["w", "z", "y", "x"]

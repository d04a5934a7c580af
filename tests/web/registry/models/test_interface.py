"""Named interfaces in the database: names in two languages, fields on both sides."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from crossfield.web.registry.models import Cooperation, Field, NamedInterface
from crossfield.web.registry.queries.interface import interfaces_for


@pytest.mark.parametrize(
    ("language", "other_name", "titles"),
    [
        ("de", "Own", ["Eigene", "Own"]),
        ("de", "", ["Eigene", "Eigene"]),
        ("en", "Fremde", ["Fremde", "Eigene"]),
        ("en", "", ["Eigene", "Eigene"]),
    ],
)
def test_its_title_is_in_the_language_asked_for_as_far_as_it_has_one(language, other_name, titles):
    one = NamedInterface(name="Eigene", language=language, other_name=other_name)

    assert [one.title(asked) for asked in ("de", "en")] == titles
    for number, asked in enumerate(("de", "en")):
        with translation.override(asked):
            own = one.title(asked) == "Eigene"
            assert (str(one), one.shown_language == language) == (titles[number], own)
    with translation.override(None):
        assert str(one) == "Eigene"


@pytest.mark.django_db
def test_a_field_stands_on_both_sides_of_different_interfaces():
    one, other = NamedInterface.objects.create(name="b"), NamedInterface.objects.create(name="a")
    field = Field.objects.create(scheme="s", code="ict")
    one.side_a.set([field])
    other.side_b.set([field])
    other.aims.set([field])

    assert list(NamedInterface.objects.filter(side_a=field)) == [one]
    assert list(NamedInterface.objects.filter(side_b=field, aims=field)) == [other]
    assert [found.name for found in NamedInterface.objects.all()] == ["a", "b"]


@pytest.mark.django_db
def test_a_cooperation_stays_when_its_interface_is_deleted():
    one = NamedInterface.objects.create(name="C3")
    made = Cooperation.objects.create(title="T", kind="project", interface=one)
    assert list(one.cooperations.all()) == [made]
    one.delete()
    made.refresh_from_db()

    assert made.interface is None


@pytest.mark.django_db
def test_its_public_id_is_its_own():
    one = NamedInterface.objects.create(name="C3")
    with pytest.raises(IntegrityError), transaction.atomic():
        NamedInterface.objects.create(name="Other", public_id=one.public_id)

    assert NamedInterface.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("release", "seen"),
    [
        ("own", [1, 0, 0, 0, 0]),
        ("institution", [1, 1, 0, 0, 0]),
        ("partners", [1, 1, 1, 0, 0]),
        ("public", [1, 1, 1, 1, 1]),
    ],
)
def test_each_level_of_release_shows_it_to_more_and_once(make_user, release, seen):
    ann, partner, stranger = (make_user(name) for name in ("ann", "pia", "eve"))
    ann.institution.partners.set([partner.institution, make_user("pam").institution])
    NamedInterface.objects.create(name="secret", owner=ann, institution=ann.institution, release=release)
    readers = (ann, make_user("cem", ann.institution), partner, stranger, None)

    assert [interfaces_for(who).count() for who in readers] == seen

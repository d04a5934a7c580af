"""Release levels: four, each holding those before it, and nothing is released unless somebody does so."""

import pytest
from django.db.models import ProtectedError
from django.utils import timezone, translation

from crossfield.web.accounts.models.release import Owned, Release
from crossfield.web.evidence.queries.finding import findings_for
from crossfield.web.registry.models import NamedInterface
from crossfield.web.registry.queries.interface import interfaces_for

LABELS = {
    "de": ["nur ich", "meine Institution", "Partnerinstitutionen", "alle"],
    "en": ["only me", "my institution", "partner institutions", "everyone"],
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_levels_in_both_languages(language):
    with translation.override(language):
        found = [str(level.label) for level in Release]

    assert found == LABELS[language]


def test_the_levels_from_narrow_to_wide():
    assert Release.values == ["own", "institution", "partners", "public"]


def test_what_is_owned_has_no_table_of_its_own():
    assert Owned._meta.abstract


@pytest.mark.django_db
def test_nothing_is_released_unless_somebody_does_so(make_user):
    owner = make_user("ann")
    made = NamedInterface.objects.create(name="Mine", owner=owner, institution=owner.institution)

    assert (made.release, made.released_by, made.released_at) == ("own", None, None)
    assert [list(interfaces_for(who)) for who in (owner, make_user("bob"), None)] == [[made], [], []]


@pytest.mark.django_db
def test_who_released_something_and_when_is_kept(make_user):
    owner, now = make_user("ann"), timezone.now()
    made = NamedInterface.objects.create(
        name="Ours", owner=owner, release=Release.PUBLIC, released_by=owner, released_at=now
    )
    found = NamedInterface.objects.get(pk=made.pk)

    assert (found.released_by, found.released_at, found.created >= now) == (owner, now, True)


@pytest.mark.django_db
def test_an_owner_is_not_deleted_while_something_is_owned(make_user):
    owner = make_user("ann")
    NamedInterface.objects.create(name="Mine", owner=owner, institution=owner.institution)

    for gone in (owner, owner.institution):
        with pytest.raises(ProtectedError):
            gone.delete()


@pytest.mark.django_db
@pytest.mark.parametrize("level", Release.values)
def test_a_level_without_an_institution_reaches_nobody_but_owner_and_public(make_user, level):
    owner, other = make_user("ann"), make_user("bob")
    other.institution = None
    NamedInterface.objects.create(name="Nobody's", owner=owner, release=level)
    seen = [interfaces_for(who).count() for who in (owner, other, None)]

    assert seen == ([1, 1, 1] if level == "public" else [1, 0, 0])
    assert findings_for(owner).count() == 0

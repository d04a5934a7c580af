"""A role in one programme: only roles that a programme knows, each once."""

import pytest
from django.db import IntegrityError, transaction

from crossfield.web.accounts.models import ProgrammeRole

pytestmark = pytest.mark.django_db
PROGRAMME = "c3-saxony-2014"


@pytest.mark.parametrize("role", ["officer", "reviewer", "analyst"])
def test_these_roles_are_given_in_a_programme(make_user, role):
    given = ProgrammeRole.objects.create(user=make_user("ann", name="Ann"), programme=PROGRAMME, role=role)

    assert str(given) == f"Ann: {given.get_role_display()} ({PROGRAMME})"
    assert list(given.user.programme_roles.values_list("role", flat=True)) == [role]


@pytest.mark.parametrize("role", ["visitor", "member", "manager", "administrator", "", "Officer"])
def test_any_other_is_refused_by_the_database(make_user, role):
    user = make_user("ann")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeRole.objects.create(user=user, programme=PROGRAMME, role=role)

    assert not ProgrammeRole.objects.exists()


def test_the_same_role_is_given_once_and_another_beside_it(make_user):
    user = make_user("ann")
    ProgrammeRole.objects.create(user=user, programme=PROGRAMME, role="analyst")
    ProgrammeRole.objects.create(user=user, programme=PROGRAMME, role="reviewer")
    ProgrammeRole.objects.create(user=user, programme="another", role="analyst")
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeRole.objects.create(user=user, programme=PROGRAMME, role="analyst")

    kept = [(one.programme, one.role) for one in user.programme_roles.all()]
    assert kept == [("another", "analyst"), (PROGRAMME, "analyst"), (PROGRAMME, "reviewer")]


def test_who_is_deleted_takes_the_roles_along(make_user):
    user = make_user("ann")
    ProgrammeRole.objects.create(user=user, programme=PROGRAMME, role="analyst")
    user.delete()

    assert not ProgrammeRole.objects.exists()

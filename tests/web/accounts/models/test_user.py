"""Users: one per mail address, whatever its case; at a desk one without a password."""

import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from crossfield.web.accounts.models import Institution, User
from crossfield.web.accounts.models.user import DESK_EMAIL

pytestmark = pytest.mark.django_db
PHRASE = "correct horse staple"


def test_a_user_is_shown_by_name_else_by_mail_address():
    named = User.objects.create_user("ann@example.org", PHRASE, name="Ann")
    unnamed = User.objects.create_user("bob@example.org", PHRASE)

    assert [str(named), str(unnamed)] == ["Ann", "bob@example.org"]


@pytest.mark.parametrize("typed", ["Ann@Example.ORG", " ann@example.org ", "ANN@EXAMPLE.ORG"])
def test_a_mail_address_is_kept_in_lower_case(typed):
    assert User.objects.create_user(typed, PHRASE).email == "ann@example.org"


@pytest.mark.parametrize("typed", ["Ann@Example.ORG", " ann@example.org", "ann@example.org"])
def test_people_sign_in_however_they_type_their_address(typed):
    made = User.objects.create_user("ann@example.org", PHRASE)

    assert authenticate(username=typed.strip(), password=PHRASE) == made
    assert User.objects.get_by_natural_key(typed) == made


def test_an_address_written_otherwise_is_the_same_address():
    User.objects.create_user("ann@example.org", PHRASE)

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ANN@example.org", PHRASE)


def test_checks_of_a_form_bring_an_address_into_lower_case():
    user = User(email="Ann@Example.ORG")
    user.set_password(PHRASE)
    user.full_clean()

    assert user.email == "ann@example.org"


def test_checks_of_a_form_find_an_address_that_is_taken():
    User.objects.create_user("ann@example.org", PHRASE)
    again = User(email="ANN@example.org")
    again.set_password(PHRASE)

    with pytest.raises(ValidationError) as error:
        again.full_clean()

    assert list(error.value.message_dict) == ["email"]


def test_nobody_is_found_under_no_address():
    with pytest.raises(User.DoesNotExist):
        User.objects.get_by_natural_key(None)


def test_a_plain_user_may_neither_administer_nor_everything():
    user = User.objects.create_user("ann@example.org", PHRASE)

    assert (user.is_active, user.is_staff, user.is_superuser) == (True, False, False)
    assert not user.has_perm("accounts.change_user")


def test_a_superuser_may_do_everything():
    user = User.objects.create_superuser("root@example.org", PHRASE)

    assert (user.is_active, user.is_staff, user.is_superuser) == (True, True, True)
    assert user.has_perm("accounts.change_user")


def test_without_a_password_nobody_signs_in():
    user = User.objects.create_user(DESK_EMAIL)

    assert not user.has_usable_password()
    assert [authenticate(username=DESK_EMAIL, password=given) for given in ("", "None", PHRASE)] == [None] * 3


def test_a_closed_account_does_not_sign_in():
    User.objects.create_user("ann@example.org", PHRASE, is_active=False)

    assert authenticate(username="ann@example.org", password=PHRASE) is None


def test_the_user_of_a_desk_is_told_apart():
    desk = User.objects.create_user(DESK_EMAIL)
    other = User.objects.create_user("desk@localhost.example.org", PHRASE)

    assert [desk.is_desk, other.is_desk] == [True, False]


def test_a_password_is_not_stored_as_it_is():
    user = User.objects.create_user("ann@example.org", PHRASE)
    stored = " ".join(str(value) for value in User.objects.values_list().get(pk=user.pk))

    assert PHRASE not in stored


def test_users_stand_by_mail_address():
    for name in ("cem", "ann", "bob"):
        User.objects.create_user(f"{name}@example.org", PHRASE)

    assert [user.email[:3] for user in User.objects.all()] == ["ann", "bob", "cem"]


def test_a_user_needs_no_institution():
    assert User.objects.create_user("ann@example.org", PHRASE).institution is None
    assert Institution.objects.count() == 0

"""Accounts: made once, with a password that is none of the common ones; the local user has none."""

import pytest

from crossfield.errors import ConfigError
from crossfield.web.accounts.actions.account import create_account, ensure_desk_user, remember_region
from crossfield.web.accounts.models import Institution, LogEntry, User
from crossfield.web.accounts.queries.account import has_account_with_password

pytestmark = pytest.mark.django_db


def test_an_account_signs_in_with_its_address_in_any_case():
    user = create_account(" Ann@Example.org ", password="correct horse staple", name="Ann")

    assert (user.email, str(user), user.is_staff, user.is_desk) == ("ann@example.org", "Ann", True, False)
    assert User.objects.get_by_natural_key("ANN@example.org") == user
    assert has_account_with_password()
    assert "correct" not in str(list(LogEntry.objects.values_list()))


@pytest.mark.parametrize(
    ("email", "password", "words"),
    [
        ("ann", "correct horse staple", "'ann'"),
        ("ann@example.org", "short", "12"),
        ("ann@example.org", "password1234", "common"),
        ("longenough@example.org", "longenough@example.org", "similar"),
    ],
)
def test_a_bad_address_or_password_makes_no_account(email, password, words):
    with pytest.raises(ConfigError, match=words):
        create_account(email, password=password)

    assert User.objects.count() == 0


def test_an_address_that_is_taken_is_named():
    create_account("ann@example.org", password="correct horse staple")

    with pytest.raises(ConfigError, match=r"an account for 'ann@example\.org' already"):
        create_account("ANN@example.org", password="another good phrase")


def test_the_local_user_is_made_once_and_cannot_sign_in_elsewhere():
    first, second = ensure_desk_user(), ensure_desk_user()

    assert first == second
    assert first.is_desk
    assert not first.has_usable_password()
    assert not has_account_with_password()
    assert LogEntry.objects.filter(verb="ensure_desk_user").count() == 1
    assert first.institution == Institution.objects.get()


def test_an_account_that_may_not_sign_in_does_not_count():
    create_account("ann@example.org", password="correct horse staple")
    User.objects.update(is_active=False)

    assert not has_account_with_password()


def test_a_region_is_kept(make_user):
    user = make_user("ann")
    remember_region(user, region="DE2")
    remember_region(user, region="DE2")

    assert User.objects.get(pk=user.pk).region == "DE2"

"""Whether somebody can sign in with a password."""

import pytest

from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.user import DESK_EMAIL
from crossfield.web.accounts.queries.account import has_account_with_password

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("phrase", "active", "can"),
    [("correct horse staple", True, True), ("correct horse staple", False, False), (None, True, False)],
)
def test_an_active_account_with_a_password_can_sign_in(phrase, active, can):
    User.objects.create_user("ann@example.org", phrase, is_active=active)

    assert has_account_with_password() is can


def test_without_accounts_nobody_can():
    assert has_account_with_password() is False


def test_the_user_of_a_desk_does_not_count():
    User.objects.create_user(DESK_EMAIL)
    assert has_account_with_password() is False

    User.objects.create_user("ann@example.org", "correct horse staple")
    assert has_account_with_password() is True

"""Accounts: made once, with a password that is none of the common ones; the local user has none."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from crossfield.errors import ConfigError, NotAllowedError, UnknownNameError
from crossfield.web.accounts.actions.account import (
    change_profile,
    change_role,
    close_account,
    create_account,
    end_sessions,
    ensure_desk_user,
    make_demo_accounts,
    remember_region,
    remove_second_step,
    reopen_account,
    set_password,
)
from crossfield.web.accounts.models import Institution, LogEntry, User
from crossfield.web.accounts.models.user import Role
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


def with_session(user):
    """A session of a user, as signing in leaves it."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), django_settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return UserSession.objects.create(
        user=user, ip="192.0.2.7", session_key=store.session_key, user_agent="Firefox/140"
    )


def with_second_step(user):
    return Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})


@pytest.fixture
def boss(make_user):
    return make_user("boss", role="administrator")


@pytest.fixture
def colleague(make_user, boss):
    return make_user("colleague", boss.institution, role="member")


def test_an_account_is_made_at_a_named_institution_with_a_role():
    made = create_account("ann@example.org", password="correct horse staple", role="analyst", institution="New one")
    other = create_account("bob@example.org", password="correct horse staple", institution="New one", administers=False)

    assert (made.role, str(made.institution)) == ("analyst", "New one")
    assert other.institution == made.institution
    assert (other.role, other.is_superuser) == ("administrator", False)
    with pytest.raises(UnknownNameError, match="emperor"):
        create_account("cora@example.org", password="correct horse staple", role="emperor")


def test_name_and_language_are_ones_own(colleague):
    change_profile(colleague, name=" New Name ", language="en")

    assert (colleague.name, colleague.language) == ("New Name", "en")
    assert "New Name" not in str(list(LogEntry.objects.values_list()))


def test_an_administrator_changes_roles_at_home(boss, colleague, make_user):
    change_role(colleague, by=boss, role="manager")

    assert User.objects.get(pk=colleague.pk).role == "manager"
    with pytest.raises(UnknownNameError):
        change_role(colleague, by=boss, role="emperor")


ACTIONS = {
    "role": lambda person, by: change_role(person, by=by, role="administrator"),
    "close": lambda person, by: close_account(person, by=by),
    "reopen": lambda person, by: reopen_account(person, by=by),
    "step": lambda person, by: remove_second_step(person, by=by),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("role", ["visitor", "member", "reviewer", "analyst", "officer", "manager", "stranger", "self"])
def test_nobody_else_changes_an_account(boss, colleague, make_user, role, action):
    asker = {"stranger": lambda: make_user("asker", role="administrator"), "self": lambda: colleague}
    by = asker.get(role, lambda: make_user("asker", boss.institution, role=role))()
    with_second_step(colleague)
    session = with_session(colleague)

    with pytest.raises(NotAllowedError):
        ACTIONS[action](colleague, by)

    kept = User.objects.get(pk=colleague.pk)
    assert (kept.role, kept.is_active) == ("member", True)
    assert Authenticator.objects.filter(user=colleague).count() == 1
    assert session.exists()


def test_who_administers_the_workbench_is_changed_by_the_like_only(boss, make_user):
    root = make_user("root", boss.institution, is_staff=True, is_superuser=True)
    other = make_user("other", boss.institution, is_staff=True, is_superuser=True)

    with pytest.raises(NotAllowedError, match="whole workbench"):
        close_account(root, by=boss)
    close_account(root, by=other)
    assert not User.objects.get(pk=root.pk).is_active


@pytest.mark.parametrize("by", ["boss", None])
def test_closing_ends_the_sessions_and_can_be_undone(boss, colleague, by):
    session, asker = with_session(colleague), boss if by else None

    close_account(colleague, by=asker)
    assert not session.exists()
    assert not User.objects.get(pk=colleague.pk).is_active
    reopen_account(colleague, by=asker)
    assert User.objects.get(pk=colleague.pk).is_active
    verbs = list(LogEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["end_sessions", "close_account", "reopen_account"]


def test_a_lost_second_step_is_removed(boss, colleague):
    with_second_step(colleague)
    remove_second_step(colleague, by=boss)

    assert Authenticator.objects.count() == 0


def test_a_new_password_ends_the_sessions(colleague):
    session = with_session(colleague)
    with pytest.raises(ConfigError):
        set_password(colleague, password="short")
    assert session.exists()
    set_password(colleague, password="another good phrase")

    assert not session.exists()
    assert User.objects.get(pk=colleague.pk).check_password("another good phrase")


def test_only_ones_own_sessions_are_ended(boss, colleague):
    own, other, foreign = with_session(colleague), with_session(colleague), with_session(boss)

    assert end_sessions(colleague, by=colleague, numbers=[own.pk, foreign.pk]) == 1
    assert (own.exists(), other.exists(), foreign.exists()) == (False, True, True)
    assert end_sessions(colleague, by=colleague) == 1
    assert end_sessions(colleague, by=colleague) == 0
    assert foreign.exists()


def test_demo_accounts_are_made_in_demo_mode_only(settings):
    with pytest.raises(NotAllowedError, match="demo mode"):
        make_demo_accounts()
    assert User.objects.count() == 0

    settings.DEMO = True
    first, second = make_demo_accounts(), make_demo_accounts()

    assert list(first) == list(second) == [f"{role}@demo.example" for role in Role.values]
    assert not set(first.values()) & set(second.values())
    user = User.objects.get(email="manager@demo.example")
    assert (user.role, user.is_superuser) == ("manager", False)
    assert user.check_password(second[user.email])
    assert not user.check_password(first[user.email])


def test_the_first_account_administers_the_workbench_and_no_later_one_by_itself():
    phrase = "correct horse staple"
    ensure_desk_user()  # the local user is nobody who signs in
    first = create_account("ann@example.org", password=phrase)
    second = create_account("bob@example.org", password=phrase, institution="Second")
    asked = create_account("cora@example.org", password=phrase, administers=True)

    assert [(one.is_staff, one.is_superuser) for one in (first, second, asked)] == [
        (True, True),
        (False, False),
        (True, True),
    ]
    assert second.role == "administrator"

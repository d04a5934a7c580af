"""The yearly update: a year after the last request, answered or not, as long as it is a member."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from crossfield.web.accounts.actions import mail as accounts_mail
from crossfield.web.accounts.actions.mail import block_address
from crossfield.web.accounts.models import Mail
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.registry.actions.delegate import name_delegate
from crossfield.web.registry.actions.profile import ask_for_profile, confirm_own_profile, confirm_profile
from crossfield.web.registry.models import Profile, ProfileLink
from crossfield.web.registry.queries.profile_request import YEAR
from crossfield.web.registry.tasks.mailing import TRIED_EACH
from crossfield.web.registry.tasks.profile import ask_yearly, send_requests

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


@pytest.fixture
def old(two_institutions):
    """A member that confirmed its profile more than a year ago."""
    manager = two_institutions.silicon.users["manager"]
    link = ask_for_profile(two_institutions.shared[1], by=manager, email="member@example.org", language="en")
    confirm_profile(link, fields=[], offers=[], release="institution", language="en")
    before = timezone.now() - YEAR - timedelta(days=1)
    ProfileLink.objects.update(created=before, used=before, expires=before)
    Profile.objects.update(confirmed=before)
    mail.outbox.clear()
    return link.profile


def test_it_is_asked_once_a_year(old):
    now = timezone.now()

    assert [ask_yearly(now), ask_yearly(now), ask_yearly(now + timedelta(days=100))] == [1, 0, 0]
    assert [one.to for one in mail.outbox] == [["member@example.org"]]
    assert old.links.count() == 2


def test_who_has_answered_within_a_year_is_not_asked(old):
    Profile.objects.update(confirmed=timezone.now())

    assert (ask_yearly(timezone.now()), mail.outbox) == (0, [])


def test_who_has_left_is_not_asked(old, two_institutions):
    two_institutions.silicon.membership.delete()

    assert (ask_yearly(timezone.now()), old.links.count()) == (0, 1)


def test_who_ignored_the_last_mail_is_asked_again_a_year_later_and_then_again(old):
    Profile.objects.update(confirmed=None)
    ProfileLink.objects.update(used=None)
    now = timezone.now()
    later = now + YEAR + timedelta(days=1)

    assert [ask_yearly(now), ask_yearly(later), ask_yearly(later)] == [1, 1, 0]
    assert [one.to for one in mail.outbox] == [["member@example.org"]] * 2
    assert old.links.count() == 3


def test_who_confirmed_by_account_only_is_asked_there(two_institutions):
    silicon = two_institutions.silicon
    member, by = silicon.users["member"], silicon.users["manager"]
    name_delegate(two_institutions.shared[1], by=by, user=member, basis="mandate", source="letter")
    confirm_own_profile(
        two_institutions.shared[1], by=member, fields=[], offers=[], release="institution", language="en"
    )
    now = timezone.now()

    assert [ask_yearly(now), ask_yearly(now + YEAR + timedelta(days=1))] == [0, 1]
    assert [one.to for one in mail.outbox] == [[member.email]]


def test_who_unsubscribed_is_not_asked_and_no_link_is_made(old):
    block_address(address_hash("member@example.org"), kind="update", institution=old.institution)

    assert (ask_yearly(timezone.now()), old.links.count(), mail.outbox) == (0, 1, [])


def test_a_draft_that_nobody_answered_is_no_request(old):
    Profile.objects.update(confirmed=None)
    ProfileLink.objects.update(used=None, sent=None)

    assert (ask_yearly(timezone.now()), old.links.count()) == (0, 1)


def test_an_erased_address_is_not_asked(old):
    ProfileLink.objects.update(email="[erased]")

    assert (ask_yearly(timezone.now()), old.links.count()) == (0, 1)


def test_what_is_above_the_limit_of_the_day_waits_and_is_not_lost(old, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr(accounts_mail, "MOST_A_DAY", 0)
    assert (ask_yearly(now), old.links.count(), mail.outbox) == (0, 2, [])
    monkeypatch.undo()

    assert [send_requests(now), send_requests(now), ask_yearly(now)] == [1, 0, 0]
    assert [one.to for one in mail.outbox] == [["member@example.org"]]


def test_a_membership_that_ends_meanwhile_is_asked_about_before_each_mail(old, two_institutions, monkeypatch):
    monkeypatch.setattr(accounts_mail, "MOST_A_DAY", 0)
    ask_yearly(timezone.now())
    monkeypatch.undo()
    two_institutions.silicon.membership.delete()

    assert (send_requests(timezone.now()), mail.outbox) == (0, [])


def test_a_server_that_refuses_is_tried_again_after_some_hours(old, settings):
    settings.EMAIL_BACKEND = "tests.web.registry.tasks.test_mailing.RefusingOne"
    ProfileLink.objects.update(email="b@example.org")
    now = timezone.now()
    assert [ask_yearly(now), send_requests(now)] == [0, 0]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

    assert send_requests(now) == 0
    Mail.objects.update(at=now - TRIED_EACH - timedelta(minutes=1))
    assert [send_requests(now), send_requests(now)] == [1, 0]


def test_at_a_desk_nobody_is_asked(old, settings):
    settings.DESK = True

    assert (ask_yearly(timezone.now()), old.links.count()) == (0, 1)

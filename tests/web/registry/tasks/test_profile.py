"""The yearly update: a year after the last link, to the address that answered, as long as it is a member."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from crossfield.web.registry.actions.profile import ask_for_profile, confirm_profile
from crossfield.web.registry.models import Profile, ProfileLink
from crossfield.web.registry.tasks.profile import YEAR, ask_yearly

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


def test_an_address_that_never_answered_is_not_asked(old):
    ProfileLink.objects.update(used=None)

    assert (ask_yearly(timezone.now()), old.links.count()) == (0, 1)

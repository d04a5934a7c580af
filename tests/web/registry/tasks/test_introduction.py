"""Introductions ask once after thirty days, whoever made them and still works there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from crossfield.web.accounts.models import User
from crossfield.web.registry.actions.contact import note_contact, take_contact_off, tell_outcome
from crossfield.web.registry.tasks.introduction import ask_introductions

NOON = datetime(2026, 11, 27, 11, tzinfo=UTC)


@pytest.fixture
def introduction(two_institutions):
    first, second, _third = two_institutions.shared
    return note_contact(
        first,
        by=two_institutions.silicon.users["manager"],
        kind="introduction",
        text="secret",
        introduced_to=second,
        day=(NOON - timedelta(days=30)).date(),
    )


def test_it_asks_once_and_leads_to_the_page_where_one_click_is_enough(introduction, settings):
    settings.SITE = "https://bench.example.org"
    asked = [ask_introductions(NOON + timedelta(days=days)) for days in (-1, 0, 1, 40)]
    [sent] = mail.outbox

    assert asked == [0, 1, 0, 0]
    assert sent.to == ["silicon.manager@example.org"]
    assert f"https://bench.example.org/de/register/contacts/{introduction.public_id}/" in sent.body
    assert ("Shared 0" in sent.subject, "secret" in sent.body) == (True, False)


def test_what_is_answered_is_not_asked(introduction, two_institutions):
    tell_outcome(introduction, by=two_institutions.silicon.users["manager"], outcome="nothing")

    assert ask_introductions(NOON) == 0


def test_what_was_taken_off_is_not_asked(introduction, two_institutions):
    take_contact_off(introduction, by=two_institutions.silicon.users["manager"])

    assert (ask_introductions(NOON), mail.outbox) == (0, [])


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": "visitor"}, {"institution": None}])
def test_who_no_longer_works_there_is_not_asked(introduction, change):
    User.objects.filter(pk=introduction.owner.pk).update(**change)

    assert (ask_introductions(NOON), mail.outbox) == (0, [])

"""Sending digests: once a week to each account that has something to do and wants it, in its language."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from crossfield.web.accounts.actions.mail import block_address
from crossfield.web.accounts.models import User
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.desk.tasks.digest import send_digests
from crossfield.web.registry.actions.contact import note_contact

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def busy(two_institutions):
    """Silicon has a step that is due; Bio has one that nobody else is told."""
    for side in (two_institutions.silicon, two_institutions.bio):
        text = f"secret step of {side.institution.name}"
        note_contact(
            two_institutions.shared[0], by=side.users["manager"], kind="call", text="t", next_step=text, due=FRIDAY
        )
    User.objects.exclude(role="manager").update(is_active=False)
    return two_institutions


def test_each_is_told_the_own_things_once_a_week(busy, settings):
    settings.SITE = "https://bench.example.org"
    User.objects.filter(email="bio.manager@example.org").update(language="en")
    sent = [send_digests(FRIDAY + timedelta(days=days)) for days in (0, 1, 3)]
    silicon, bio, *again = sorted(mail.outbox, key=lambda one: one.to, reverse=True)[::2] + mail.outbox[2:]

    assert sent == [2, 0, 2]
    assert (silicon.to, bio.to) == (["silicon.manager@example.org"], ["bio.manager@example.org"])
    assert ("Das steht bis nächste Woche an" in silicon.body, "This needs you" in bio.body) == (True, True)
    assert ("step of Silicon" in silicon.body, "of Bio" in silicon.body) == (True, False)
    assert ("step of Bio" in bio.body, "of Silicon" in bio.body) == (True, False)
    assert "https://bench.example.org/de/register/contacts/" in silicon.body
    assert "https://bench.example.org/en/register/contacts/" in bio.body
    assert len(again) == 2


def test_who_left_it_or_has_nothing_to_do_gets_none(busy):
    block_address(address_hash("silicon.manager@example.org"), kind="digest")
    User.objects.filter(email="bio.manager@example.org").update(is_active=False)
    User.objects.filter(role="visitor").update(is_active=True)

    assert (send_digests(FRIDAY), mail.outbox) == (0, [])

"""Hashes of addresses, the links in mail, and what was sent; no mail address stands in any of them."""

from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from crossfield.web.accounts.models import Institution, Mail
from crossfield.web.accounts.queries.mail import (
    Subscription,
    address_hash,
    is_blocked,
    link_to,
    mail_counts,
    sent_since,
    unsubscribe_behind,
    unsubscribe_token,
)

pytestmark = pytest.mark.django_db


def test_a_hash_depends_on_the_key_and_not_on_the_spelling():
    known = address_hash("Ann@Example.org ")

    assert known == address_hash("ann@example.org") != address_hash("bob@example.org")
    with override_settings(SECRET_KEY="another key"):
        assert known != address_hash("ann@example.org")


@pytest.mark.parametrize(
    "changed", [lambda one: one, lambda one: one[:-1], lambda one: one.replace("digest", "update")]
)
def test_a_link_means_one_kind_and_one_address_as_long_as_it_is_unchanged(changed):
    token = unsubscribe_token("ann@example.org", "digest")
    given = changed(token)

    assert "example" not in token
    known = Subscription("digest", address_hash("ann@example.org"), None)
    assert unsubscribe_behind(given) == (known if given == token else None)


def test_a_link_says_whose_mail_it_is_and_leads_nowhere_where_the_institution_is_gone():
    one = Institution.objects.create(name="One")
    token = unsubscribe_token("ann@example.org", "digest", one)
    found = unsubscribe_behind(token)

    assert (found.institution, found.to_hash) == (one, address_hash("ann@example.org"))
    one.delete()
    assert unsubscribe_behind(token) is None


def test_a_signed_text_of_no_known_kind_means_nothing():
    assert unsubscribe_behind(unsubscribe_token("ann@example.org", "postcard")) is None


def test_a_link_leads_to_the_page_in_a_language(settings):
    settings.SITE = "https://bench.example.org"

    assert link_to("inbox", language="de") == "https://bench.example.org/de/inbox/"
    assert link_to("register_contact", "abc", language="en") == "https://bench.example.org/en/register/contacts/abc/"


def test_nobody_is_blocked_who_did_not_say_so():
    assert is_blocked("ann@example.org", "digest") is False


def test_counts_are_by_kind_and_state_since_a_moment():
    now = timezone.now()
    for number, (kind, state, days) in enumerate(
        [("digest", "sent", 0), ("digest", "sent", 1), ("digest", "failed", 1), ("reminder", "sending", 40)]
    ):
        Mail.objects.create(key=f"{number}", kind=kind, state=state, at=now - timedelta(days=days))

    found = [(str(one["kind"]), str(one["state"]), one["count"]) for one in mail_counts(now - timedelta(days=2))]
    assert found == [("weekly digest", "refused by the mail server", 1), ("weekly digest", "sent", 2)]
    assert (sent_since(now - timedelta(days=2)), sent_since(now - timedelta(days=50))) == (2, 3)

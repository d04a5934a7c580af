"""Asking for profiles and confirming them: once, of recorded members alone, and a new link to the same address."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.mail import block_address
from crossfield.web.accounts.models import LogEntry, Mail
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.registry.actions.profile import (
    AGAIN_AFTER,
    Offered,
    ask_for_profile,
    confirm_profile,
    send_new_link,
)
from crossfield.web.registry.models import Field, Profile, ProfileLink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


@pytest.fixture
def pair():
    return [Field.objects.create(scheme="s", code=code, title_en=code) for code in "ab"]


@pytest.fixture
def ask(two_institutions):
    """Silicon asks a member (Shared 1), or somebody who is none."""

    def asked(number=1, email=" Member@Example.org", language="de"):
        manager = two_institutions.silicon.users["manager"]
        return ask_for_profile(two_institutions.shared[number], by=manager, email=email, language=language)

    return asked


def confirm(link, pair, text="sensors", release="institution"):
    offers = [Offered("offer", text, *pair)]
    return confirm_profile(link, fields=pair[:1], offers=offers, release=release, language="en")


@pytest.mark.parametrize(("language", "words"), [("de", "Guten Tag"), ("en", "Good day")])
def test_a_member_is_sent_its_link_in_its_language(ask, settings, language, words):
    settings.SITE = "https://bench.example.org"
    link = ask(language=language)
    [sent] = mail.outbox

    assert (sent.to, words in sent.body, "Shared 1" in sent.subject) == (["member@example.org"], True, True)
    assert f"https://bench.example.org/{language}/profile/{link.public_id}:" in sent.body
    assert "List-Unsubscribe" in sent.extra_headers
    assert link.sent is not None
    entry = LogEntry.objects.get(verb="ask_for_profile")
    assert (entry.public_id, entry.fields) == (link.profile.public_id, ["email", "language"])
    assert "example.org" not in str(list(LogEntry.objects.values_list()))


def test_without_a_recorded_membership_nothing_is_sent(ask, two_institutions):
    link = ask(0)

    assert (link.sent, mail.outbox, Mail.objects.count()) == (None, [], 0)
    ask(1)
    assert len(mail.outbox) == 1


def test_a_membership_that_another_institution_records_is_no_basis(two_institutions):
    two_institutions.silicon.membership.delete()
    link = ask_for_profile(
        two_institutions.shared[1], by=two_institutions.silicon.users["manager"], email="a@example.org", language="de"
    )

    assert (link.sent, mail.outbox) == (None, [])


def test_who_wants_no_such_mail_gets_none(ask):
    block_address(address_hash("member@example.org"), kind="update")

    assert (ask().sent, mail.outbox) == (None, [])


@pytest.mark.parametrize("role", ["visitor", "member", "analyst", "officer", "reviewer"])
def test_other_roles_ask_nobody(two_institutions, role):
    with pytest.raises(NotAllowedError):
        ask_for_profile(
            two_institutions.shared[1], by=two_institutions.silicon.users[role], email="a@example.org", language="de"
        )
    assert (Profile.objects.count(), mail.outbox) == (0, [])


def test_it_is_confirmed_once_and_the_second_answer_replaces_the_first(ask, pair):
    link = ask()
    profile = confirm(link, pair, release="public")
    with pytest.raises(WrongStateError):
        confirm(link, pair, "again")

    assert [one.text for one in profile.offers.all()] == ["sensors"]
    assert (list(profile.fields.all()), profile.release) == (pair[:1], "public")
    confirm(ask(), pair[::-1], "later")
    profile.refresh_from_db()
    assert [(one.text, one.field_a) for one in profile.offers.all()] == [("later", pair[1])]
    assert (list(profile.fields.all()), profile.release) == (pair[1:], "institution")


def test_a_late_link_and_one_before_a_newer_one_confirm_nothing(ask, pair):
    late, old = ask(0), ask()
    ProfileLink.objects.filter(pk=late.pk).update(expires=timezone.now())
    ask()
    for link in (late, old):
        with pytest.raises(WrongStateError):
            confirm(link, pair)

    assert Profile.objects.filter(confirmed__isnull=False).count() == 0


def test_nobody_else_is_shown_it_than_the_form_offers(ask, pair):
    link = ask()
    with pytest.raises(WrongStateError):
        confirm(link, pair, release="own")

    assert ProfileLink.objects.get(pk=link.pk).used is None


def test_a_used_link_sends_a_new_one_to_the_same_address_but_not_again_at_once(ask, pair):
    link = ask()
    assert send_new_link(link) is False  # it still holds
    confirm(link, pair)
    link.refresh_from_db()
    assert [send_new_link(link), send_new_link(link)] == [True, False]
    newest = link.profile.links.first()

    assert [one.to for one in mail.outbox] == [["member@example.org"]] * 2
    assert newest.public_id in mail.outbox[1].body
    ProfileLink.objects.filter(pk=newest.pk).update(created=timezone.now() - 2 * AGAIN_AFTER)
    assert send_new_link(link) is True


def test_an_erased_address_is_sent_nothing(ask):
    link = ask(0)
    ProfileLink.objects.filter(pk=link.pk).update(email="[erased]", expires=timezone.now() - timedelta(days=1))
    link.refresh_from_db()

    assert (send_new_link(link), mail.outbox) == (False, [])


def test_a_draft_that_was_used_up_is_no_way_to_write_to_somebody_who_is_no_member(ask, pair):
    link = ask(0)
    confirm(link, pair)
    link.refresh_from_db()

    assert (send_new_link(link), mail.outbox, link.profile.links.count()) == (False, [], 1)

"""Asking for profiles and confirming them: once, of recorded members alone, and a new link to the same address."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from tests.web.conftest import AUTHORISED

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.mail import block_address
from crossfield.web.accounts.models import LogEntry, Mail
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.registry.actions.merge import merge_organisations
from crossfield.web.registry.actions.organisation import add_value, represent_organisation
from crossfield.web.registry.actions.profile import (
    AGAIN_AFTER,
    Known,
    Offered,
    ask_for_profile,
    confirm_profile,
    send_new_link,
)
from crossfield.web.registry.actions.proposal import decide_proposal
from crossfield.web.registry.models import CoreProposal, Field, Profile, ProfileLink
from crossfield.web.registry.queries.organisation import organisations_found
from crossfield.web.registry.queries.proposal import proposals_to_decide

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


def values(organisation):
    return list(organisation.values.order_by("key", "pk").values_list("key", "value", "source", "as_of"))


def answered(link, *, right=None, corrected=None):
    told = {"fields": [], "offers": [], "release": "institution", "language": "en"}
    return confirm_profile(link, **told, known=Known(right or {}, corrected or {}))


def test_what_it_says_of_its_core_stands_beside_what_others_say_as_its_own_word(ask, two_institutions):
    link, today = ask(), timezone.localdate().isoformat()
    one, manager = two_institutions.shared[1], two_institutions.silicon.users["manager"]
    two_institutions.bio.membership.delete()
    two_institutions.bio.cooperation.delete()
    add_value(one, by=manager, key="city", value="Dresden", source="press", as_of="2024")
    answered(link, right={"city": "Dresden"}, corrected={"website": "https://one.example", "name": "One AG"})
    one.refresh_from_db()

    own = ("the organisation itself", today)
    assert values(one) == [
        ("city", "Dresden", "press", "2024"),
        ("city", "Dresden", *own),
        ("name", "One AG", *own),
        ("website", "https://one.example", *own),
    ]
    assert (one.name, CoreProposal.objects.count()) == ("One AG", 0)
    assert set(one.values.filter(source=own[0]).values_list("said_by", flat=True)) == {manager.institution_id}
    assert [found.pk for found in organisations_found("one ag")] == [one.pk]
    lines = LogEntry.objects.filter(verb__in=("change_core", "confirm_core")).values_list("verb", "by", "fields")
    assert sorted(lines) == [("change_core", "", ["name"]), ("confirm_core", "", ["city", "name", "website"])]
    answered(ask(), right={"city": "Dresden", "name": "One AG"})
    assert len(values(one)) == 4


def test_where_several_institutions_use_it_a_name_that_it_corrects_waits_for_another_one(ask, two_institutions):
    link, one, bio = ask(), two_institutions.shared[1], two_institutions.bio
    answered(link, right={"region": "DED21"}, corrected={"name": "One AG"})
    one.refresh_from_db()
    (made,) = CoreProposal.objects.all()

    assert (one.name, made.value, made.reason) == ("Shared 1", "One AG", "the organisation itself")
    assert (made.owner, made.institution) == (None, two_institutions.silicon.institution)
    assert list(proposals_to_decide(two_institutions.silicon.users["manager"])) == []
    assert ("name", "One AG") in [row[:2] for row in values(one)]  # it is found by it at once
    assert [found.pk for found in organisations_found("one ag")] == [one.pk]
    answered(ask(), corrected={"name": "One AG"})
    assert CoreProposal.objects.count() == 1
    decide_proposal(made, by=bio.users["manager"], accept=True)
    one.refresh_from_db()
    assert one.name == "One AG"


def test_who_asks_and_speaks_for_it_changes_it_at_once(ask, two_institutions):
    represent_organisation(two_institutions.shared[1], by=two_institutions.silicon.users["administrator"], **AUTHORISED)
    answered(ask(), corrected={"region": "DED51"})
    two_institutions.shared[1].refresh_from_db()

    assert (two_institutions.shared[1].region, CoreProposal.objects.count()) == ("DED51", 0)


def test_a_used_link_corrects_nothing(ask, two_institutions):
    link = ask()
    answered(link)
    with pytest.raises(WrongStateError):
        answered(link, corrected={"name": "Stolen", "city": "Nowhere"})

    assert values(two_institutions.shared[1]) == []
    assert CoreProposal.objects.count() == 0


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


def test_what_an_entry_that_was_merged_away_says_of_itself_is_the_kept_ones(ask, pair, two_institutions):
    manager, kept = two_institutions.silicon.users["manager"], two_institutions.shared[2]
    ask(2)
    link = ask()
    gone = link.profile.organisation
    merge_organisations(kept, gone=gone, by=manager, reason="twice")
    assert ProfileLink.objects.get(pk=link.pk).profile.organisation == gone
    known = Known({}, {"city": "Pirna"})
    confirm_profile(link, fields=pair, offers=[], release="institution", language="en", known=known)

    assert list(kept.values.filter(key="city").values_list("value", flat=True)) == ["Pirna"]
    assert kept.public_id in {one.public_id for one in organisations_found(kept.name)}
    assert gone not in organisations_found(gone.name)

"""Asking all members of a cluster: whom a ground is recorded for, each once, nobody twice within a year."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.mail import block_address
from crossfield.web.accounts.models import LogEntry
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.registry.actions.cluster import begin_membership, end_membership
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.actions.person import (
    add_detail,
    add_function,
    add_person,
    end_function,
    withdraw_detail,
)
from crossfield.web.registry.actions.profile import ask_for_profile
from crossfield.web.registry.actions.profile_request import ask_members
from crossfield.web.registry.models import PersonDetail, Profile, ProfileLink
from crossfield.web.registry.queries.profile_request import asking_of, members_to_ask
from crossfield.web.registry.tasks.profile import send_requests

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
TODAY = timezone.localdate()


@pytest.fixture
def silicon(two_institutions):
    two_institutions.silicon.membership.delete()  # each test has the members it notes
    return two_institutions.silicon


@pytest.fixture
def manager(silicon):
    return silicon.users["manager"]


@pytest.fixture
def member(silicon, manager):
    """Notes a member, and of it a person with a mail address for the support of members, unless told otherwise."""

    def note(name, address="", *, side=None, language="de", until=None, confirmed=False, **detail):
        by = (side or silicon).users["manager"]
        organisation = add_organisation(name, by=None, region="DED21")
        begin_membership((side or silicon).cluster, member=organisation, by=by, source="list")
        if address:
            person = add_person(f"Secret of {name}", by=by, functions=[], language=language)
            function = add_function(person, by=by, organisation=organisation, function="CEO")
            if until:
                end_function(function, by=by, until=until)
            given = {"purpose": "membership", "basis": "contract"} | detail
            kept = add_detail(person, by=by, kind="mail", value=address, **given)
            if confirmed:
                PersonDetail.objects.filter(pk=kept.pk).update(confirmed=timezone.now())
        return organisation

    return note


def asking(silicon, by=None, now=None):
    user = by or silicon.users["manager"]
    return asking_of(members_to_ask(silicon.cluster, user, TODAY), user.institution_id, now or timezone.now())


def test_each_is_asked_once_in_its_language_and_the_log_has_a_common_id(silicon, manager, member):
    one, other = member("A GmbH", "A@example.org"), member("B Ltd", "b@example.org", language="en")
    common = new_public_id()

    assert [ask_members(silicon.cluster, by=manager, public_id=common) for _sending in range(2)] == [2, 2]
    assert mail.outbox == []
    assert [send_requests(timezone.now()) for _turn in range(3)] == [2, 0, 0]
    assert [(sent.to[0], "Good day" in sent.body) for sent in mail.outbox] == [
        ("a@example.org", False),
        ("b@example.org", True),
    ]
    links = ProfileLink.objects.order_by("pk")
    assert [(link.profile.organisation, link.round, link.asked_by) for link in links] == [
        (one, common, manager),
        (other, common, manager),
    ]
    assert list(LogEntry.objects.filter(public_id=common).values_list("verb", "by")) == [
        ("ask_members", manager.public_id)
    ]
    assert LogEntry.objects.filter(verb="ask_for_profile").count() == 2
    assert "example.org" not in str(list(LogEntry.objects.values_list()))


def test_a_second_form_within_a_year_asks_nobody_and_only_who_is_new(silicon, manager, member):
    member("A GmbH", "a@example.org")
    ask_members(silicon.cluster, by=manager, public_id=new_public_id())
    with pytest.raises(WrongStateError, match="no member to ask"):
        ask_members(silicon.cluster, by=manager, public_id=new_public_id())
    member("B GmbH", "b@example.org")

    assert ask_members(silicon.cluster, by=manager, public_id=new_public_id()) == 1
    assert send_requests(timezone.now()) == 2
    assert [one.name for one, _day in asking(silicon).asked] == ["A GmbH", "B GmbH"]
    later = timezone.now() + timedelta(days=366)
    assert [one.email for one in asking(silicon, now=later).waiting] == ["a@example.org", "b@example.org"]


def test_who_was_asked_alone_is_left_out(silicon, manager, member):
    one = member("A GmbH", "a@example.org")
    ask_for_profile(one, by=manager, email="chief@example.org", language="de")

    found = asking(silicon)
    assert (found.waiting, found.asked, found.without) == ([], [(one, TODAY)], [])


@pytest.mark.parametrize(
    ("address", "more", "why"),
    [
        ("", {}, "no mail address of an account or a person is noted"),
        ("a@example.org", {"purpose": "news"}, "noted for another purpose"),
        (
            "a@example.org",
            {"basis": "consent", "way": "talk"},
            "consent not confirmed by the person's own link",
        ),
        ("jürgen@example.org", {}, "letters such as umlauts before the @: write from your own mailbox"),
        ("a@example.org", {"until": TODAY - timedelta(days=1)}, "no mail address of an account or a person is noted"),
        ("a@example.org", {"seen": "own"}, "no mail address of an account or a person is noted"),
        ("left@example.org", {}, "unsubscribed from mail of this kind"),
    ],
    ids=["none", "purpose", "consent", "umlauts", "has left", "kept alone", "unsubscribed"],
)
def test_who_has_no_address_with_a_ground_is_told_with_the_reason(silicon, member, address, more, why):
    block_address(address_hash("left@example.org"), kind="update", institution=silicon.institution)
    one = member("A GmbH", address, **more)

    found = asking(silicon)
    assert (found.waiting, found.without) == ([], [(one, why)])
    with pytest.raises(WrongStateError, match="no member to ask"):
        ask_members(silicon.cluster, by=silicon.users["manager"], public_id=new_public_id())
    assert (ProfileLink.objects.count(), Profile.objects.count()) == (0, 0)


def test_a_confirmed_consent_is_a_ground(silicon, member):
    member("A GmbH", "a@example.org", basis="consent", way="talk", confirmed=True)

    assert [one.email for one in asking(silicon).waiting] == ["a@example.org"]


def test_members_and_people_of_another_institution_are_not_asked(silicon, manager, member, two_institutions):
    theirs = member("Theirs", "secret@example.org", side=two_institutions.bio)
    begin_membership(two_institutions.bio.cluster, member=member("Ours"), by=two_institutions.bio.users["manager"])
    found = asking(silicon)

    assert (found.waiting, [one.name for one, _why in found.without]) == ([], ["Ours"])
    begin_membership(silicon.cluster, member=theirs, by=manager)
    assert "secret@example.org" not in str(asking(silicon))
    assert asking(silicon).waiting == []


def test_thirty_members_cost_as_many_queries_as_one(silicon, member, django_assert_num_queries):
    member("A GmbH", "a@example.org")
    with CaptureQueriesContext(connection) as one:
        asking(silicon)
    for number in range(30):
        member(f"M {number}", f"m{number}@example.org" if number % 2 else "")
    with django_assert_num_queries(len(one)):
        found = asking(silicon)

    assert (len(found.waiting), len(found.without)) == (16, 15)


def test_a_membership_that_has_ended_is_none(silicon, manager, member):
    one = member("A GmbH", "a@example.org")
    end_membership(one.memberships.get(), by=manager, valid_to=TODAY - timedelta(days=1), ended="left")

    found = asking(silicon)
    assert (found.waiting, found.without) == ([], [])


@pytest.mark.parametrize("role", ["visitor", "member", "analyst", "officer", "reviewer"])
def test_other_roles_ask_nobody(silicon, member, role):
    member("A GmbH", "secret@example.org")
    with pytest.raises(NotAllowedError):
        ask_members(silicon.cluster, by=silicon.users[role], public_id=new_public_id())

    assert (ProfileLink.objects.count(), mail.outbox) == (0, [])


def test_at_a_desk_nobody_is_asked(silicon, manager, member, settings):
    member("A GmbH", "a@example.org")
    settings.DESK = True
    with pytest.raises(WrongStateError, match="desk"):
        ask_members(silicon.cluster, by=manager, public_id=new_public_id())

    assert ProfileLink.objects.count() == 0
    settings.DESK = False
    ask_members(silicon.cluster, by=manager, public_id=new_public_id())
    settings.DESK = True
    assert (send_requests(timezone.now()), mail.outbox) == (0, [])


def objected(address, by):
    withdraw_detail(PersonDetail.objects.get(value=address), by=by, way="mail")


def test_who_objects_after_being_asked_is_not_written_to_again(silicon, manager, member):
    one = member("A GmbH", "a@example.org")
    ask_members(silicon.cluster, by=manager, public_id=new_public_id())
    assert send_requests(timezone.now()) == 1
    objected("a@example.org", manager)
    later = timezone.now() + timedelta(days=366)

    assert (asking(silicon, now=later).waiting, asking(silicon, now=later).without) == ([], [(one, "withdrawn")])
    mail.outbox.clear()
    ask_for_profile(one, by=manager, email="A@example.org", language="de")
    assert mail.outbox == []


def test_who_objects_before_a_mail_goes_out_gets_none(silicon, manager, member):
    member("A GmbH", "a@example.org")
    ask_members(silicon.cluster, by=manager, public_id=new_public_id())
    objected("a@example.org", manager)

    assert (send_requests(timezone.now()), mail.outbox) == (0, [])


def test_an_address_that_is_held_for_it_otherwise_is_still_written_to(silicon, manager, member):
    one = member("A GmbH", "a@example.org")
    ask_for_profile(one, by=manager, email="a@example.org", language="de")
    objected("a@example.org", manager)
    person = add_person("Another Secret", by=manager, functions=[(one, "Office")])
    add_detail(person, by=manager, kind="mail", value="a@example.org", purpose="membership", basis="contract")
    later = timezone.now() + timedelta(days=366)

    assert [each.email for each in asking(silicon, now=later).waiting] == ["a@example.org"]


def test_another_institutions_objection_is_none_of_ours(silicon, manager, member, two_institutions):
    one = member("A GmbH", "a@example.org")
    bio = two_institutions.bio.users["manager"]
    person = add_person("Secret", by=bio, functions=[(one, "CEO")])
    kept = add_detail(person, by=bio, kind="mail", value="a@example.org", purpose="membership", basis="contract")
    withdraw_detail(kept, by=bio, way="mail")

    assert [each.email for each in asking(silicon).waiting] == ["a@example.org"]

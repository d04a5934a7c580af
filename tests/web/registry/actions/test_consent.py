"""Double opt-in: nothing is sent before the person has confirmed by the link, and nothing after she took it back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.mail import block_address, unblock_address
from crossfield.web.accounts.models import BlockedAddress, LogEntry
from crossfield.web.accounts.models.mail import MailKind
from crossfield.web.accounts.queries.mail import address_hash, is_blocked
from crossfield.web.registry.actions.consent import (
    ask_for_consent,
    confirm_consent,
    end_all_mail,
    note_answer,
    withdraw_consent,
)
from crossfield.web.registry.actions.erasure import erase_person
from crossfield.web.registry.actions.person import add_detail, add_person, withdraw_detail
from crossfield.web.registry.actions.profile import ask_for_profile
from crossfield.web.registry.models import ConsentEntry, ConsentRequest, PersonDetail
from crossfield.web.registry.queries.consent import (
    can_be_asked,
    consent_request_behind,
    consent_token,
    has_agreed,
    is_left,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
ADDRESS = "secret@example.org"


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def noted(manager):
    """Notes a mail address of somebody, kept on a consent that was given in a talk, unless told otherwise."""

    def note(**rest):
        person = add_person("Somebody", by=manager, functions=[])
        given = {"kind": "mail", "value": ADDRESS, "purpose": "cooperation", "basis": "consent", "way": "talk"}
        return add_detail(person, by=manager, **(given | rest))

    return note


def noted_until(manager, last):
    """Another address, with a last day."""
    person = add_person("Somebody Else", by=manager, functions=[])
    given = {"kind": "mail", "value": f"other-{ADDRESS}", "purpose": "cooperation", "basis": "consent", "way": "talk"}
    return add_detail(person, by=manager, expires=last, **given)


@pytest.fixture
def asked(noted, manager):
    return ask_for_consent(noted(), by=manager, language="de")


def agreed(manager, address=ADDRESS, purposes=("cooperation",), day=None):
    day = day or timezone.localdate()
    return has_agreed(address, institution=manager.institution_id, purposes=purposes, day=day)


def ask_profile(two_institutions, manager):
    """Ask an organisation that is nobody's member: what the workbench sends depends on the consent alone."""
    return ask_for_profile(two_institutions.shared[2], by=manager, email=ADDRESS, language="de")


def test_nothing_is_sent_before_the_person_has_confirmed(asked, manager, two_institutions):
    link = ask_profile(two_institutions, manager)

    assert (mail.outbox, link.sent, agreed(manager)) == ([], None, False)

    confirm_consent(asked, by=None)
    link = ask_profile(two_institutions, manager)

    assert [sent.to for sent in mail.outbox] == [[ADDRESS]]
    assert link.sent is not None


def test_confirming_is_kept_with_day_and_wording_and_uses_the_link_up(asked, manager):
    detail = confirm_consent(asked, by=None)

    given = ConsentEntry.objects.first()
    assert (given.act, given.way, given.wording, given.by, given.day) == (
        "given", "link", "mail-2026-11", "", timezone.localdate(),
    )  # fmt: skip
    assert (given.detail, given.purpose) == (detail.public_id, "cooperation")
    asked.refresh_from_db()
    assert (asked.is_open, asked.holds) == (False, True)
    with pytest.raises(WrongStateError):
        confirm_consent(asked, by=None)
    assert ConsentEntry.objects.count() == 2
    line = LogEntry.objects.filter(verb="confirm_consent").get()
    assert (line.by, line.fields) == ("", ["confirmed"])
    assert ADDRESS not in str(list(LogEntry.objects.values()))


def test_it_holds_for_that_address_purpose_institution_and_time_alone(asked, manager, two_institutions):
    detail = confirm_consent(asked, by=None)
    other = two_institutions.bio.users["manager"]

    assert agreed(manager, " SECRET@example.org")
    assert not agreed(manager, "other@example.org")
    assert not agreed(manager, purposes=("news",))
    assert not agreed(other)
    assert agreed(manager, day=detail.expires)
    assert not agreed(manager, day=detail.expires + timedelta(days=1))


@pytest.mark.parametrize("after_confirming", [True, False])
def test_taking_it_back_ends_mail_for_its_purpose_and_outlives_erasure(
    asked, manager, two_institutions, after_confirming
):
    if after_confirming:
        confirm_consent(asked, by=None)
    detail = withdraw_consent(asked, by=None)

    assert (ConsentEntry.objects.first().act, ConsentEntry.objects.first().way) == ("withdrawn", "link")
    assert not agreed(manager)
    with pytest.raises(WrongStateError):
        withdraw_consent(asked, by=None)
    with pytest.raises(WrongStateError):
        confirm_consent(asked, by=None)
    erase_person(detail.person, by=manager)
    again = add_detail(
        add_person("Somebody", by=manager, functions=[]), by=manager, kind="mail", value=ADDRESS,
        purpose="cooperation", basis="consent", way="talk",
    )  # fmt: skip
    confirm_consent(ask_for_consent(again, by=manager, language="de"), by=None)
    ask_profile(two_institutions, manager)
    assert mail.outbox == []
    [blocked] = BlockedAddress.objects.all()
    assert (blocked.kind, blocked.institution_id) == ("update", manager.institution_id)


def test_taking_it_back_from_one_institution_leaves_others_and_the_own_digest_alone(asked, manager, two_institutions):
    withdraw_consent(asked, by=None)
    other, kinds = two_institutions.bio.institution, [kind for kind in MailKind.values if kind != "update"]

    assert [is_blocked(ADDRESS, kind, other) for kind in MailKind.values] == [False] * len(MailKind)
    assert [is_blocked(ADDRESS, kind, manager.institution) for kind in kinds] == [False] * len(kinds)
    assert is_blocked(ADDRESS, "update", manager.institution) is True

    end_all_mail(asked, by=None)
    assert [is_blocked(ADDRESS, kind, other) for kind in MailKind.values] == [True] * len(MailKind)


def test_who_unsubscribed_and_agrees_again_is_told_that_the_block_holds(asked, manager):
    block_address(address_hash(ADDRESS), kind="update", institution=manager.institution)
    confirm_consent(asked, by=None)

    assert is_left(asked) is True
    unblock_address(address_hash(ADDRESS), kind="update", institution=manager.institution)
    assert is_left(asked) is False


def test_a_withdrawal_that_was_told_ends_the_link_too(asked, manager):
    withdraw_detail(asked.detail, by=manager, way="talk")

    asked = consent_request_behind(consent_token(asked))
    assert (asked.is_open, asked.holds) == (False, False)
    with pytest.raises(WrongStateError):
        confirm_consent(asked, by=None)


@pytest.mark.parametrize(
    "rest",
    [{"kind": "phone", "value": "1"}, {"basis": "contract"}, {"basis": "interest"}],
    ids=["no mail", "contract", "interest"],
)
def test_what_is_no_mail_address_on_a_consent_is_not_asked_about(noted, manager, rest):
    detail = noted(**rest)

    assert not can_be_asked(detail)
    with pytest.raises(WrongStateError):
        ask_for_consent(detail, by=manager, language="de")


def test_a_late_link_is_void_and_a_new_one_ends_the_old_one(asked, manager):
    newer = ask_for_consent(asked.detail, by=manager, language="en")
    ConsentRequest.objects.filter(pk=newer.pk).update(expires=timezone.now())

    for one in ConsentRequest.objects.all():
        assert not one.is_open
        with pytest.raises(WrongStateError):
            confirm_consent(one, by=None)
    assert not agreed(manager)


def test_an_expired_or_confirmed_address_is_not_asked_about(asked, manager):
    PersonDetail.objects.update(expires=timezone.localdate() - timedelta(days=1))
    expired = PersonDetail.objects.get()
    PersonDetail.objects.update(expires=timezone.localdate(), confirmed=timezone.now())

    assert not can_be_asked(expired)
    assert not can_be_asked(PersonDetail.objects.get())


def test_only_writers_of_the_institution_ask(noted, two_institutions):
    detail = noted()
    for user in (two_institutions.silicon.users["analyst"], two_institutions.bio.users["manager"]):
        with pytest.raises(NotAllowedError):
            ask_for_consent(detail, by=user, language="de")
    assert ConsentRequest.objects.count() == 0


@pytest.mark.parametrize("token", ["", "2222222222222222", "2222222222222222:forged"])
def test_no_other_address_leads_anywhere(asked, token):
    assert consent_request_behind(token) is None
    assert consent_request_behind(consent_token(asked)) == asked
    assert str(asked).startswith("Somebody ")


@pytest.mark.parametrize("act", [confirm_consent, withdraw_consent, end_all_mail])
def test_nobody_of_the_institution_answers_for_the_person(asked, two_institutions, act):
    before = list(ConsentEntry.objects.values())
    for user in two_institutions.silicon.users.values():
        with pytest.raises(NotAllowedError):
            act(asked, by=user)

    detail = PersonDetail.objects.get()
    assert (detail.confirmed, detail.withdrawn, list(ConsentEntry.objects.values())) == (None, None, before)
    assert BlockedAddress.objects.count() == 0
    act(asked, by=two_institutions.bio.users["member"])  # who has an account elsewhere may well be the person
    assert ConsentEntry.objects.count() == len(before) + (act is not end_all_mail)


def test_a_link_ends_with_the_address(asked, manager):
    last = timezone.localdate() + timedelta(days=3)
    PersonDetail.objects.update(expires=last)
    sooner = ask_for_consent(PersonDetail.objects.get(), by=manager, language="de")
    later = ask_for_consent(noted_until(manager, timezone.localdate() + timedelta(days=90)), by=manager, language="de")

    assert timezone.localtime(sooner.expires).date() == last
    assert timezone.localtime(later.expires).date() == timezone.localdate() + timedelta(days=30)

    PersonDetail.objects.update(expires=timezone.localdate() - timedelta(days=1))  # it was shortened meanwhile
    found = ConsentRequest.objects.get(pk=later.pk)
    assert not found.is_open
    with pytest.raises(WrongStateError):
        confirm_consent(found, by=None)
    assert not PersonDetail.objects.filter(confirmed__isnull=False).exists()


def test_an_answer_that_was_noted_is_no_ground_on_which_the_workbench_sends_by_itself(noted, manager, two_institutions):
    detail = noted()
    note_answer(detail, by=manager, way="mail")
    link = ask_profile(two_institutions, manager)

    assert (agreed(manager), mail.outbox, link.sent) == (False, [], None)
    assert LogEntry.objects.get(verb="note_answer").public_id == detail.public_id


def test_by_the_link_nobody_answers_for_the_person_and_nobody_notes_it(noted, manager):
    detail = noted()
    before = ConsentEntry.objects.count()
    with pytest.raises(WrongStateError):
        note_answer(detail, by=manager, way="link")
    with pytest.raises(WrongStateError):
        noted(way="link")
    detail.basis = "contract"
    with pytest.raises(WrongStateError):
        note_answer(detail, by=manager, way="talk")

    assert (ConsentEntry.objects.count(), LogEntry.objects.filter(verb="note_answer").count()) == (before, 0)


def test_others_note_no_answers(noted, two_institutions):
    detail = noted()
    for user in (two_institutions.silicon.users["analyst"], two_institutions.bio.users["manager"]):
        with pytest.raises(NotAllowedError):
            note_answer(detail, by=user, way="talk")

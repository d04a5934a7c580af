"""Letters to many go out once each, to those alone who have confirmed a consent, within the limit of the day."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from smtplib import SMTPRecipientsRefused
from typing import ClassVar
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from django.utils.formats import date_format

from crossfield.web.accounts.actions import mail as accounts_mail
from crossfield.web.accounts.actions.mail import Letter, block_address, send_once
from crossfield.web.accounts.models import Mail
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.registry.actions.erasure import erase_person
from crossfield.web.registry.actions.event import record_event
from crossfield.web.registry.actions.mailing import let_mailing_out, stop_mailing, write_mailing
from crossfield.web.registry.actions.person import withdraw_detail
from crossfield.web.registry.models import Mailing, PersonDetail
from crossfield.web.registry.queries.mailing import reach_of
from crossfield.web.registry.tasks.mailing import send_mailings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
BOTH = {"subject_de": "Neues", "text_de": "Lieber Text", "subject_en": "News", "text_en": "Dear text"}


class RefusingOne(EmailBackend):
    """A mail server that takes nothing for one address."""

    error: OSError = ConnectionRefusedError("no such mailbox")
    tries: ClassVar[list] = []

    def send_messages(self, messages):
        if messages[0].to == ["b@example.org"]:
            self.tries.append(messages[0].to)
            raise self.error
        return super().send_messages(messages)


class RefusingForGood(RefusingOne):
    """One that says that there is no such mailbox."""

    error = SMTPRecipientsRefused({"b@example.org": (550, b"no such user")})


class RefusingForNow(RefusingOne):
    """One that says that the mailbox is full."""

    error = SMTPRecipientsRefused({"b@example.org": (450, b"try again later")})


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def going(manager):
    def go(purpose="news", texts=BOTH, event=None):
        return let_mailing_out(write_mailing(purpose, by=manager, texts=texts, event=event), by=manager)

    return go


def sent():
    return sorted(one.to[0] for one in mail.outbox)


def state():
    return Mailing.objects.get().state


def test_each_gets_it_once_in_the_own_language_with_a_way_to_leave_and_why(agreed, going, manager, settings):
    settings.SITE = "https://bench.example.org"
    agreed("anna@example.org", language="de")
    agreed("ben@example.org", language="en")
    going()
    assert [send_mailings(timezone.now()) for _turn in range(3)] == [2, 0, 0]
    german, english = sorted(mail.outbox, key=lambda one: one.to)
    today = timezone.localdate()

    assert (german.subject, english.subject, state()) == ("Neues", "News", "done")
    assert german.body.startswith("Lieber Text\n")
    assert f"weil Sie am {date_format(today, 'j. F Y')} eingewilligt haben: Neuigkeiten aus dem Cluster." in german.body
    assert f"Antworten gehen an: {manager.email}" in german.body
    assert "because you agreed to it" in english.body
    read = message_from_bytes(english.message().as_bytes(), policy=default)
    assert read["List-Unsubscribe"].strip().startswith("<https://bench.example.org/en/unsubscribe/news-")
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "anna@" not in str(list(Mail.objects.values()))


def test_one_click_without_a_page_before_ends_it_for_this_kind(agreed, going, client):
    agreed("a@example.org")
    going()
    send_mailings(timezone.now())
    leave = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")
    path = "/" + leave.split("/", 3)[3]
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200

    second = write_mailing("news", by=Mailing.objects.get().owner, texts=BOTH)
    assert reach_of(second, timezone.localdate()).waiting == []


def test_it_says_to_how_many_it_goes_and_why_not_to_each_other(agreed, manager, two_institutions):
    day = timezone.localdate()
    agreed("goes@example.org")
    agreed("GOES@example.org")
    agreed("left@example.org")
    block_address(address_hash("left@example.org"), kind="news")
    agreed("events@example.org")
    block_address(address_hash("events@example.org"), kind="invitation")
    agreed("open@example.org", confirmed=None)
    agreed("late@example.org", expires=day - timedelta(days=1))
    agreed("contract@example.org", basis="contract")
    withdraw_detail(agreed("back@example.org"), by=manager, way="mail")
    agreed("other@example.org", purpose="events")
    agreed("bio@example.org", side=two_institutions.bio)
    reach = reach_of(write_mailing("news", by=manager, texts=BOTH), day)

    assert [one.value for one in reach.waiting] == ["goes@example.org", "events@example.org"]
    assert reach.left_out == {
        "the same address is noted twice": 1,
        "unsubscribed from mail of this kind": 1,
        "consent not confirmed by the person's own link": 1,
        "expired": 1,
        "kept on another ground than a consent": 1,
        "withdrawn": 1,
    }


def test_exactly_those_whom_the_dry_run_counts_are_written_to(agreed, going, two_institutions):
    for address in ("a@example.org", "b@example.org"):
        agreed(address)
    agreed("open@example.org", confirmed=None)
    agreed("bio@example.org", side=two_institutions.bio)
    agreed("events@example.org", purpose="events")
    made = going()
    counted = [one.value for one in reach_of(made, timezone.localdate()).waiting]
    send_mailings(timezone.now())

    assert sent() == counted == ["a@example.org", "b@example.org"]


def test_who_takes_the_consent_back_after_it_was_let_out_gets_none(agreed, going, manager):
    kept = agreed("a@example.org")
    agreed("b@example.org")
    going()
    withdraw_detail(kept, by=manager, way="talk")
    send_mailings(timezone.now())

    assert (sent(), state()) == (["b@example.org"], "done")


def test_after_a_restart_in_the_middle_nobody_gets_it_twice(agreed, going, monkeypatch):
    for address in ("a@example.org", "b@example.org", "c@example.org"):
        agreed(address)
    going()
    real, turns = accounts_mail.send_mail, []

    def dies_at_the_second(template, **rest):
        turns.append(rest["to"])
        if len(turns) == 2:
            raise KeyboardInterrupt
        real(template, **rest)

    monkeypatch.setattr(accounts_mail, "send_mail", dies_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        send_mailings(timezone.now())
    monkeypatch.setattr(accounts_mail, "send_mail", real)
    send_mailings(timezone.now())

    assert sent() == ["a@example.org", "c@example.org"]
    assert Mail.objects.get(state="sending").to_hash == address_hash("b@example.org")


def test_above_the_limit_of_the_day_the_rest_waits_and_goes_the_next(agreed, going, monkeypatch):
    monkeypatch.setattr(accounts_mail, "MOST_A_DAY", 2)
    for number in range(3):
        agreed(f"{number}@example.org")
    going()
    assert [send_mailings(timezone.now()) for _turn in range(2)] == [2, 0]
    assert state() == "going"
    Mail.objects.update(at=timezone.now() - timedelta(days=2))
    assert send_mailings(timezone.now() + timedelta(days=4)) == 1
    assert (len(mail.outbox), state()) == (3, "done")


def test_what_the_server_refuses_is_tried_for_three_days(agreed, going, settings):
    settings.EMAIL_BACKEND = f"{__name__}.RefusingOne"
    for address in ("a@example.org", "b@example.org"):
        agreed(address)
    going()
    assert [send_mailings(timezone.now()) for _turn in range(2)] == [1, 0]
    assert state() == "going"
    send_mailings(timezone.now() + timedelta(days=3, minutes=1))

    assert (sent(), state()) == (["a@example.org"], "done")
    assert send_mailings(timezone.now() + timedelta(days=4)) == 0


@pytest.mark.parametrize(("server", "tries"), [("RefusingOne", 2), ("RefusingForNow", 2), ("RefusingForGood", 1)])
def test_a_refused_address_is_tried_again_after_hours_and_not_where_there_is_no_such_mailbox(
    agreed, going, settings, server, tries
):
    settings.EMAIL_BACKEND = f"{__name__}.{server}"
    RefusingOne.tries.clear()
    for address in ("a@example.org", "b@example.org"):
        agreed(address)
    made, now = going(), timezone.now()
    for after in (0, 5, 60, 300, 361):
        send_mailings(now + timedelta(minutes=after))
    reach = reach_of(made, timezone.localdate())

    assert (sent(), len(RefusingOne.tries), reach.sent) == (["a@example.org"], tries, 1)
    is_over = server == "RefusingForGood"
    assert reach.left_out == ({"refused for good by the mail server": 1} if is_over else {})
    assert state() == ("done" if is_over else "going")


def test_letters_to_many_leave_room_for_other_mail(agreed, going, monkeypatch):
    monkeypatch.setattr(accounts_mail, "MOST_A_DAY", 5)
    for number in range(6):
        agreed(f"{number}@example.org")
    going()
    other = Letter("digest:2030-W1:a", "digest", "d@example.org", "de", "desk/mail/digest.txt", {})

    assert (send_mailings(timezone.now()), state()) == (4, "going")
    assert send_once(other)


def test_addresses_that_somebody_keeps_alone_get_her_own_letters_only(agreed, going, manager, two_institutions):
    agreed("shared@example.org", seen="keepers")
    agreed("own@example.org", seen="own")
    colleague = two_institutions.silicon.users["administrator"]
    agreed("hers@example.org", seen="own", owner=colleague, confirmed=None)
    theirs = write_mailing("news", by=colleague, texts=BOTH)
    day = timezone.localdate()

    assert [one.value for one in reach_of(theirs, day).waiting] == ["shared@example.org"]
    assert sum(reach_of(theirs, day).left_out.values()) == 1
    made = going()
    assert reach_of(made, day).left_out == {}
    Mailing.objects.filter(pk=theirs.pk).update(owner=None)
    assert [one.value for one in reach_of(Mailing.objects.get(pk=theirs.pk), day).waiting] == ["shared@example.org"]
    send_mailings(timezone.now())
    assert sent() == ["own@example.org", "shared@example.org"]


def test_the_day_of_the_consent_is_the_readers_own(agreed, going):
    agreed("a@example.org", confirmed=datetime(2026, 7, 15, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    going()
    send_mailings(timezone.now())

    assert "weil Sie am 15. Juli 2026 eingewilligt haben" in mail.outbox[0].body


def test_what_is_stopped_goes_no_further_also_in_the_middle(agreed, going, manager, monkeypatch):
    for address in ("a@example.org", "b@example.org"):
        agreed(address)
    made, real = going(), accounts_mail.send_mail

    def stops(template, **rest):
        real(template, **rest)
        stop_mailing(made, by=manager)

    monkeypatch.setattr(accounts_mail, "send_mail", stops)
    assert send_mailings(timezone.now()) == 1
    assert (send_mailings(timezone.now()), state()) == (0, "stopped")


def test_an_invitation_names_the_event_and_goes_to_those_who_want_invitations(agreed, going, manager):
    event = record_event(
        "Fachtag",
        by=manager,
        kind="workshop",
        day=timezone.localdate(),
        place="Dresden",
        address="https://example.org/f",
    )
    agreed("a@example.org", purpose="events")
    agreed("b@example.org", purpose="news")
    going("events", {"subject_de": "Einladung", "text_de": "Kommen Sie"}, event)
    send_mailings(timezone.now())
    [letter] = mail.outbox

    assert (letter.to, letter.subject) == (["a@example.org"], "Einladung")
    for said in ("Fachtag\n", "Dresden\nhttps://example.org/f", "Einladungen zu Veranstaltungen"):
        assert said in letter.body
    assert "/unsubscribe/invitation-" in letter.body


def test_a_mailbox_that_two_share_gets_it_once_also_where_another_institution_erases_it(
    agreed, going, two_institutions
):
    theirs = agreed("info@example.org", side=two_institutions.bio)
    agreed("info@example.org")
    going()
    send_mailings(timezone.now())
    agreed("INFO@example.org")
    agreed("b@example.org")
    Mailing.objects.update(state="going")
    erase_person(theirs.person, by=two_institutions.bio.users["manager"])
    send_mailings(timezone.now())

    assert (sent(), state()) == (["b@example.org", "info@example.org"], "done")


@pytest.mark.parametrize("end", ["done", "stopped"])
def test_who_is_erased_while_a_letter_goes_out_is_forgotten_when_it_ends(agreed, going, manager, end):
    first = agreed("info@example.org")
    agreed("INFO@example.org")
    made = going()
    send_mailings(timezone.now())
    Mailing.objects.update(state="going")
    erase_person(first.person, by=manager)
    assert Mail.objects.get().to_hash == address_hash("info@example.org")
    reach = reach_of(made, timezone.localdate())
    assert (reach.waiting, reach.left_out) == ([], {"no mail address": 1})
    if end == "stopped":
        stop_mailing(Mailing.objects.get(), by=manager)
    else:
        send_mailings(timezone.now())

    assert (len(mail.outbox), Mail.objects.get().to_hash, state()) == (1, "", end)


def test_who_is_there_still_stays_in_the_outbox_as_a_hash(agreed, going):
    agreed("a@example.org")
    going()
    send_mailings(timezone.now())

    assert (Mail.objects.get().to_hash, state()) == (address_hash("a@example.org"), "done")


def test_two_details_of_one_address_are_one_mail_whichever_holds(agreed, going):
    first = agreed("a@example.org")
    agreed("A@example.org")
    going()
    send_mailings(timezone.now())
    PersonDetail.objects.filter(pk=first.pk).update(withdrawn=timezone.now())
    Mailing.objects.update(state="going")
    send_mailings(timezone.now())

    assert len(mail.outbox) == 1


def test_one_bad_address_never_stops_the_others(agreed, going, mail_server, caplog):
    caplog.set_level("CRITICAL", "django")
    bad = ("jürgen@example.org", "b@example.org", "no address", "a@ex..ample", "c@" + "x" * 70 + ".example")
    for address in ("a@example.org", *bad, "info@müller.example", "z@example.org"):
        agreed(address)
    mail_server.refused = {"b@example.org"}
    made = going()
    send_mailings(timezone.now())

    assert mail_server.recipients == ["a@example.org", "info@xn--mller-kva.example", "z@example.org"]
    assert (state(), reach_of(made, timezone.localdate()).left_out) == (
        "done",
        {
            "letters such as umlauts before the @: write from your own mailbox": 1,
            "no mail address": 3,
            "refused for good by the mail server": 1,
        },
    )


def test_an_invitation_brings_the_event_for_calendars_and_answers_go_to_the_institution(
    agreed, going, manager, settings
):
    settings.DEFAULT_FROM_EMAIL = "Workbench <bench@example.org>"
    day = timezone.localdate()
    event = record_event("Fachtag, groß", by=manager, kind="workshop", day=day, place="Dresden")
    agreed("a@example.org", purpose="events")
    manager.institution.name = 'Silicon "Saxony"'
    manager.institution.contact = "office@müller.example"
    manager.institution.save()
    going("events", {"subject_de": "Einladung", "text_de": "Kommen Sie"}, event)
    send_mailings(timezone.now())
    [letter] = mail.outbox
    read = message_from_bytes(letter.message().as_bytes(), policy=default)
    [part] = read.iter_attachments()
    lines = part.get_content().replace("\r\n ", "").split("\r\n")

    assert (read["From"], read["Reply-To"]) == ("Workbench <bench@example.org>", "office@xn--mller-kva.example")
    assert (part.get_content_type(), part.get_param("method"), part.get_filename()) == (
        "text/calendar", "PUBLISH", "event.ics",
    )  # fmt: skip
    assert lines.count("METHOD:PUBLISH") == 1
    assert "ORGANIZER;CN=\"Silicon ^'Saxony^'\":mailto:office@xn--mller-kva.example" in lines
    assert "SUMMARY;LANGUAGE=de:Fachtag\\, groß" in lines
    assert not [line for line in lines if line.startswith("ATTENDEE")]
    assert "Antworten gehen an: office@müller.example" in read.get_body().get_content()


def test_without_a_contact_address_answers_go_to_the_sender_who_publishes_the_event(agreed, going, manager, settings):
    settings.DEFAULT_FROM_EMAIL = "Workbench <bench@example.org>"
    event = record_event("Fachtag", by=manager, kind="workshop", day=timezone.localdate())
    agreed("a@example.org", purpose="events")
    agreed("b@example.org")
    going("events", {"subject_de": "Einladung", "text_de": "Kommen Sie"}, event)
    going()
    send_mailings(timezone.now())
    news, invitation = sorted(mail.outbox, key=lambda one: len(one.attachments))

    assert (news.attachments, news.reply_to, invitation.reply_to) == ([], [], [])
    assert "mailto:bench@example.org" in invitation.attachments[0].get_payload(decode=True).decode()

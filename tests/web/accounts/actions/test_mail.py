"""Mail that goes out by itself: once, not to who wants none, only so much in a day, and kept without address."""

import logging
from smtplib import SMTPRecipientsRefused, SMTPSenderRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from crossfield.web.accounts.actions import mail as actions
from crossfield.web.accounts.actions.mail import (
    Letter,
    block_address,
    forget_address,
    mail_text,
    send_once,
    unblock_address,
)
from crossfield.web.accounts.models import BlockedAddress, Mail
from crossfield.web.accounts.queries.mail import address_hash, is_blocked

pytestmark = pytest.mark.django_db
TEMPLATE = "desk/mail/digest.txt"


class Refusing(EmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, _messages):
        message = "no such mailbox"
        raise ConnectionRefusedError(message)


def letter(key="digest:2026-W48:a", **rest):
    given = {"kind": "digest", "to": "ann@example.org", "language": "de", "template": TEMPLATE, "shown": {}}
    return Letter(key, **(given | rest))


def states():
    return list(Mail.objects.order_by("key").values_list("key", "state"))


def test_a_letter_goes_out_once_in_its_language_and_says_how_to_get_no_more(settings):
    settings.SITE = "https://bench.example.org"
    assert [send_once(letter()), send_once(letter())] == [True, False]
    [sent] = mail.outbox
    leave = sent.extra_headers["List-Unsubscribe"]

    assert (sent.to, sent.content_subtype, sent.attachments) == (["ann@example.org"], "plain", [])
    assert sent.subject.startswith("Ihre Woche")
    assert leave.startswith("<https://bench.example.org/de/unsubscribe/digest-")
    assert leave.strip("<>") in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert states() == [("digest:2026-W48:a", "sent")]
    assert "ann@example.org" not in str(list(Mail.objects.values_list()))


def test_who_left_a_kind_gets_no_more_of_it_but_of_others():
    block_address(address_hash("ann@example.org"), kind="digest")
    block_address(address_hash("ann@example.org"), kind="digest")

    assert [send_once(letter()), send_once(letter("other", kind="reminder"))] == [False, True]
    assert BlockedAddress.objects.count() == 1
    unblock_address(address_hash("Ann@example.org"), kind="digest", institution=None)
    assert (is_blocked("ann@example.org", "digest"), send_once(letter())) == (False, True)


def test_what_the_server_refused_is_tried_again_and_what_broke_off_is_not(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    assert send_once(letter()) is False
    assert states() == [("digest:2026-W48:a", "failed")]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_once(letter()) is True
    Mail.objects.update(state="sending")  # the process died in between

    assert send_once(letter()) is False
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (SMTPRecipientsRefused({"ann@example.org": (550, b"<ann@example.org> unknown")}), "SMTPRecipientsRefused 550"),
        (SMTPSenderRefused(451, b"ann@example.org", "bench@example.org"), "SMTPSenderRefused 451"),
        (ConnectionRefusedError("nobody there"), "ConnectionRefusedError: nobody there"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_the_log_says_why_a_mail_was_refused_and_not_to_whom_it_went(monkeypatch, caplog, refusal, told):
    def refuse(*_given):
        raise refusal

    logging.getLogger("django").addHandler(caplog.handler)
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    send_once(letter())
    logging.getLogger("django").removeHandler(caplog.handler)

    assert {one.getMessage() for one in caplog.records} == {f"A mail was refused: digest:2026-W48:a ({told})"}
    assert "ann@example.org" not in caplog.text


def test_above_the_limit_of_a_day_letters_wait(monkeypatch):
    monkeypatch.setattr(actions, "MOST_A_DAY", 2)
    sent = [send_once(letter(str(number))) for number in range(3)]

    assert sent == [True, True, False]
    assert states() == [("0", "sent"), ("1", "sent")]


def test_a_forgotten_address_is_in_no_row_and_stays_blocked():
    send_once(letter())
    send_once(letter("b", to="bob@example.org"))
    block_address(address_hash("ann@example.org"), kind="digest")

    assert forget_address(" ANN@example.org") == 1
    assert list(Mail.objects.order_by("key").values_list("to_hash", flat=True)) == [address_hash("bob@example.org"), ""]
    assert is_blocked("ann@example.org", "digest") is True


def test_a_subject_is_one_line():
    subject, text = mail_text(TEMPLATE, {})

    assert "\n" not in subject
    assert text.endswith("\n")

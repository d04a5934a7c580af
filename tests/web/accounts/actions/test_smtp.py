"""Mail over a real connection: domains of any letters, what is refused, and what may have been taken."""

import logging
from email import message_from_bytes
from email.policy import default

import pytest

from crossfield.web.accounts.actions.mail import Letter, send_mail, send_once
from crossfield.web.accounts.actions.smtp import EmailBackend, _Telling, _TellingSecure
from crossfield.web.accounts.models import Mail

pytestmark = pytest.mark.django_db
TEMPLATE = "desk/mail/digest.txt"


def letter(to, key="digest:2026-W48:a"):
    return Letter(key, "digest", to, "de", TEMPLATE, {})


def state():
    return Mail.objects.get().state


@pytest.mark.parametrize(
    ("to", "reached"),
    [
        ("ann@example.org", "ann@example.org"),
        ("info@müller.example", "info@xn--mller-kva.example"),
        ("info@straße.example", "info@xn--strae-oqa.example"),  # and not strasse.example, somebody else's
    ],
)
def test_a_domain_of_any_letters_is_reached_by_its_form_in_ascii(mail_server, to, reached):
    assert send_once(letter(to)) is True
    [(recipient, sent)] = mail_server.taken

    assert recipient == reached
    assert message_from_bytes(sent, policy=default)["To"].addresses[0].addr_spec == reached
    assert (sent.isascii(), state()) == (True, "sent")


@pytest.mark.parametrize("to", ["jürgen@example.org", "nobody", "a b@example.org", "a@b@example.org", "a@ex..ample"])
def test_where_no_mail_server_reaches_nothing_is_sent_and_it_is_not_tried_again(mail_server, to, caplog):
    caplog.set_level(logging.CRITICAL, "django")
    assert [send_once(letter(to)), send_once(letter(to))] == [False, False]
    send_mail(TEMPLATE, to=to, shown={})

    assert (mail_server.taken, state()) == ([], "refused")


def test_who_was_refused_is_told_from_who_was_not(mail_server, caplog):
    caplog.set_level(logging.CRITICAL, "django")
    mail_server.refused = {"ben@example.org"}

    assert [send_once(letter("ben@example.org")), send_once(letter("ann@example.org", "b"))] == [False, True]
    assert list(Mail.objects.order_by("key").values_list("state", flat=True)) == ["sent", "refused"]


def test_a_mail_that_the_server_had_before_it_hung_up_is_not_sent_again(mail_server, caplog):
    caplog.set_level(logging.CRITICAL, "django")
    mail_server.hung_up = {"ann@example.org"}

    assert [send_once(letter("ann@example.org")), send_once(letter("ann@example.org"))] == [False, False]
    assert (mail_server.recipients, state()) == (["ann@example.org"], "sending")


def test_a_server_that_is_slow_to_say_that_it_took_a_mail_gets_it_once(mail_server, settings, caplog):
    caplog.set_level(logging.CRITICAL, "django")
    settings.EMAIL_TIMEOUT, mail_server.seconds = 0.5, 1.5

    assert [send_once(letter("ann@example.org")), send_once(letter("ann@example.org"))] == [False, False]
    assert (mail_server.recipients, state()) == (["ann@example.org"], "sending")


def test_a_server_that_is_not_there_is_tried_again(mail_server, settings, caplog):
    caplog.set_level(logging.CRITICAL, "django")
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert (send_once(letter("ann@example.org")), state()) == (False, "failed")
    settings.EMAIL_PORT = port

    assert (send_once(letter("ann@example.org")), state()) == (True, "sent")


def test_a_connection_that_is_encrypted_from_the_start_tells_as_much():
    assert EmailBackend(use_ssl=True, use_tls=False).connection_class is _TellingSecure
    assert EmailBackend(use_ssl=False).connection_class is _Telling
    assert _TellingSecure.data is _Telling.data

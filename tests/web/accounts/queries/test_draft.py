"""Drafts as links and files: read by Python's own parser, whatever stands in address, name and subject."""

from email import message_from_bytes, message_from_string
from email.policy import SMTP, SMTPUTF8
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.accounts.models import User
from crossfield.web.accounts.models.user import DESK_EMAIL
from crossfield.web.accounts.queries.draft import Draft, sendable, sender_of

LONG = "Überlegungen zur Schnittstelle von Mikroelektronik und Biotechnologie " * 8


def read(draft, policy=SMTPUTF8):
    found = message_from_bytes(draft.file, policy=policy)
    assert found.defects == []
    return found


def lines(draft):
    return draft.file.split(b"\r\n")


@pytest.mark.parametrize("subject", ["Kurz", "Grüße", LONG, "x" * 900, "ä" * 300, "a\r\nBcc: x@example.org"])
def test_a_subject_of_any_length_comes_back_whole_and_on_lines_that_servers_take(subject):
    draft = Draft("a@example.org", subject, "Guten Tag,\n\nÄöü\n", ("Ann Über", "ann@example.org"))
    found = read(draft, SMTP)

    assert found["Subject"] == " ".join(subject.split())
    assert found.keys() == [
        "To",
        "From",
        "Subject",
        "X-Unsent",
        "Content-Type",
        "Content-Transfer-Encoding",
        "MIME-Version",
    ]
    assert found.get_content().replace("\r\n", "\n") == "Guten Tag,\n\nÄöü\n"
    assert max(map(len, lines(draft))) <= 998
    assert draft.file.isascii()


@pytest.mark.parametrize(
    ("name", "address"),
    [("", "ann@example.org"), ("Ann Über", "ann@example.org"), ("Über, Ann (Dr.)", "ann@example.org")],
)
def test_who_sends_it_stands_in_it_whatever_the_name(name, address):
    sent = read(Draft("b@example.org", "S", "T", (name, address)))["From"].addresses

    assert [(one.display_name, one.addr_spec) for one in sent] == [(name, address)]


def test_without_a_sender_the_mail_program_puts_one_in():
    assert read(Draft("b@example.org", "S", "T"))["From"] is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("info@müller.example", "info@xn--mller-kva.example"),
        ("info@STRASSE.example", "info@strasse.example"),
        ("info@straße.example", "info@xn--strae-oqa.example"),
        ("a@b@c.example", "a@b@c.example"),
        ("a@-.example", "a@-.example"),
        ("a b@example.org", "a b@example.org"),
    ],
)
def test_a_domain_is_written_as_the_net_knows_it_after_idna_2008(address, written):
    assert sendable(address) == written


def test_an_umlaut_before_the_at_makes_the_file_one_in_utf_8():
    draft = Draft("jürgen@müller.example", LONG, "Grüße", ("Ann", "ann@example.org"))
    found = message_from_string(draft.file.decode(), policy=SMTPUTF8)  # from bytes, headers are read as ASCII alone

    assert (found["To"].addresses[0].username, found["To"].addresses[0].domain) == ("jürgen", "xn--mller-kva.example")
    assert "To: jürgen@xn--mller-kva.example" in draft.file.decode().splitlines()
    assert found["Subject"] == LONG.strip()
    assert max(map(len, lines(draft))) <= 998


@pytest.mark.parametrize("address", ["", "nobody", "a b", "@", "x@", "a@b@c.example", 'a"b@example.org'])
def test_what_is_no_address_makes_a_file_all_the_same(address):
    assert read(Draft(address, "S", "T"))["Subject"] == "S"


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200))
def test_the_link_gives_back_what_was_put_in(text):
    draft = Draft("jürgen+x@müller.example", text, f"{text}\nb & c")
    parts = urlsplit(draft.link)

    assert (parts.scheme, unquote(parts.path)) == ("mailto", "jürgen+x@xn--mller-kva.example")
    assert parse_qs(parts.query, keep_blank_values=True) == {
        "subject": [text], "body": ["\r\n".join([*text.splitlines(), "b & c"] if text else ["", "b & c"])],
    }  # fmt: skip


def test_the_user_of_a_desk_has_no_address_to_send_from():
    assert sender_of(User(email=DESK_EMAIL, name="You")) is None
    assert sender_of(User(email="ann@example.org", name="Ann")) == ("Ann", "ann@example.org")

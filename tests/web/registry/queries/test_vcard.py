"""Cards of people: what other programs write is read, and what is written is read the same again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import SourceError
from crossfield.web.registry.actions.person import add_detail, add_function, add_person, end_function
from crossfield.web.registry.models import Person, PersonDetail
from crossfield.web.registry.queries.vcard import MOST_CARDS, WIDEST, Card, read_cards, write_card

V21 = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCster;=\r\nErika\r\n"
    "TEL;WORK;CELL:+49 351 1\r\nORG;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:T=DCV\r\nEND:VCARD\r\n"
)
V30 = (
    "BEGIN:VCARD\nVERSION:3.0\nN:Muster;Test;;;\nFN:Test Muster\nORG:One\\, Two;Research\nTITLE:Head\nROLE:other\n"
    "item1.EMAIL;type=INTERNET:t@example.org\nitem2.EMAIL:t@example.org\nTEL;TYPE=WORK,VOICE:+49 351\n  2\n"
    "ADR;TYPE=WORK:;;Weg 1;Dresden;;01099;Germany\nPHOTO;ENCODING=b:AAAA\nEND:VCARD\n"
)
V40 = (
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Test Muster\r\nLANG;PREF=1:en-GB\r\nTEL;VALUE=uri:tel:+49-351-3\r\n"
    'EMAIL;TYPE="a:b":mailto:t@example.org\r\nURL:https://example.org/a:b\r\nEND:VCARD\r\n'
)


def test_cards_of_all_versions_are_read():
    assert read_cards(V21 + V30 + V40) == [
        Card("Erika Müster", "TÜV", "", "", [("mobile", "+49 351 1")]),
        Card(
            "Test Muster",
            "One, Two",
            "Head",
            "",
            [("mail", "t@example.org"), ("phone", "+49 351 2"), ("post", "Weg 1, Dresden, 01099, Germany")],
        ),
        Card(
            "Test Muster",
            "",
            "",
            "en",
            [("phone", "+49-351-3"), ("mail", "t@example.org"), ("website", "https://example.org/a:b")],
        ),
    ]


@pytest.mark.parametrize(
    "text",
    ["", "Name;Mail", "BEGIN:VCARD\nFN:A", "FN:A\nEND:VCARD", "BEGIN:VCARD\nFN:A\nEND:VCARD\n" * (MOST_CARDS + 1)],
)
def test_what_is_no_list_of_cards_is_refused(text):
    with pytest.raises(SourceError):
        read_cards(text)


def test_a_card_without_a_name_is_nobody():
    assert read_cards("BEGIN:VCARD\nno property\nEMAIL:a@b.de\nEND:VCARD\n\x00") == []


@pytest.mark.django_db
def test_a_card_holds_what_is_given_and_the_function_that_goes_on(make_user, make_organisation):
    manager = make_user("ann", role="manager")
    person = add_person("Muster, Test; Dr.", by=manager, functions=[(make_organisation("Old"), "Was")], language="en")
    end_function(person.functions.get(), by=manager, until="2026-01-01")
    add_function(person, by=manager, organisation=make_organisation("One, Two"), function="Head")
    values = {"mail": "t@example.org", "phone": "1", "mobile": "2", "post": "Weg 1", "website": "https://e.org/a,b"}
    details = [
        add_detail(person, by=manager, kind=kind, value=value, purpose="news", basis="contract")
        for kind, value in values.items()
    ]
    text = write_card(person, details)

    assert text.startswith(f"BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:crossfield:{person.public_id}\r\n")
    assert read_cards(text) == [
        Card("Muster, Test; Dr.", "One, Two", "Head", "en", list(values.items()), person.public_id)
    ]
    assert read_cards(write_card(person, [])) == [
        Card("Muster, Test; Dr.", "One, Two", "Head", "en", [], person.public_id)
    ]


@pytest.mark.django_db
@given(name=st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=120))
def test_what_is_written_is_read_the_same_and_no_line_is_too_long(name):
    person = Person(pk=0, name=name, language="de")
    text = write_card(person, [PersonDetail(kind="mail", value="a@b.de")])

    assert [(one.name, one.details) for one in read_cards(text)] == [(name, [("mail", "a@b.de")])]
    assert max(len(line.encode()) for line in text.split("\r\n")) <= WIDEST

"""Lists of people become cards: their columns, several addresses in a cell, and what is no such list."""

import pytest

from crossfield.errors import SourceError
from crossfield.web.registry.queries import people_list
from crossfield.web.registry.queries.people_list import cards_of_list
from crossfield.web.registry.queries.vcard import Card, read_cards


def test_names_functions_and_ways_to_reach_somebody_are_read():
    text = (
        "Vorname;Nachname;Firma;Funktion;E-Mail;Telefon;Mobil;Anschrift;Webseite;Sprache\n"
        "Test;Muster, Dr.;A; B;t@example.org, u@example.org;+49 1;+49 2;Weg 1, 01069 Dresden;https://example.org;German\n"
    )
    cards = read_cards(cards_of_list("l.csv", text.replace("A; B", '"A; B";Leitung').encode()))

    details = [
        ("mail", "t@example.org"),
        ("mail", "u@example.org"),
        ("phone", "+49 1"),
        ("mobile", "+49 2"),
        ("post", "Weg 1, 01069 Dresden"),
        ("website", "https://example.org"),
    ]
    assert cards == [Card("Test Muster, Dr.", "A", "Leitung", "de", details)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vorname;Name\nTest;Muster\n", "Test Muster"),
        ("Nachname;Name\nMuster;Test\n", "Test Muster"),
        ("Vorname;Name\n;Test Muster\n", "Test Muster"),
        ("Vorname;Name\nTest;\n", "Test"),
        ("Vorname;Nachname;Name\nTest;Muster;Dr. Test Muster\n", "Dr. Test Muster"),
        ("Vorname;Nachname;Name\nTest;Muster;\n", "Test Muster"),
    ],
)
def test_a_name_beside_a_column_for_one_half_of_it_is_the_other_half(text, name):
    assert [one.name for one in read_cards(cards_of_list("l.csv", text.encode()))] == [name]


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        ("0351 123, App. 45", ["0351 123, App. 45"]),
        ("0351 12345, 0351 67890", ["0351 12345", "0351 67890"]),
        ("0351 12345; 110", ["0351 12345", "110"]),
        ("0351 12345, App. 1, 0351 67890, ext 2", ["0351 12345, App. 1", "0351 67890, ext 2"]),
    ],
)
def test_an_extension_behind_a_comma_belongs_to_its_number(cell, numbers):
    cards = read_cards(cards_of_list("l.csv", f'Name;Telefon\nTest Muster;"{cell}"\n'.encode()))

    assert [value for _kind, value in cards[0].details] == numbers


def test_rows_without_a_name_are_left_out():
    cards = read_cards(cards_of_list("l.csv", b"Person,Mail\nTest Muster,\n,t@example.org\n"))

    assert [(one.name, one.details) for one in cards] == [("Test Muster", [])]


def test_a_line_break_in_a_cell_makes_no_line_of_a_card():
    text = 'Name;Webseite\nTest Muster;"https://example.org\nEND:VCARD"\n'

    assert [one.details for one in read_cards(cards_of_list("l.csv", text.encode()))] == [
        [("website", "https://example.org END:VCARD")]
    ]


@pytest.mark.parametrize(
    ("data", "told"),
    [(b"", "is empty"), (b"Mail\nt@example.org\n", "no column with names"), (b"Name\nA\nB\nC\n", "more than 2 rows")],
)
def test_what_is_no_list_of_people_says_what_to_do(monkeypatch, data, told):
    monkeypatch.setattr(people_list, "MOST_CARDS", 2)
    with pytest.raises(SourceError, match=told) as error:
        cards_of_list("l.csv", data)

    assert error.value.hint

"""What rows of a list say of people: names in halves, several addresses in a cell, functions pair by pair."""

import pytest

from crossfield.web.registry.queries.people_list import details_of, functions_of, language_of, name_of, rows_of_cards
from crossfield.web.registry.queries.vcard import Card


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({"given": "Test", "person": "Muster"}, "Test Muster"),
        ({"family": "Muster", "person": "Test"}, "Test Muster"),
        ({"given": "", "person": "Test Muster"}, "Test Muster"),
        ({"given": "Test", "person": ""}, "Test"),
        ({"given": "Test", "family": "Muster", "person": "Dr. Test Muster"}, "Dr. Test Muster"),
        ({"given": "Test", "family": "Muster"}, "Test Muster"),
        ({"given": "", "family": ""}, ""),
    ],
)
def test_a_name_beside_a_column_for_one_half_of_it_is_the_other_half(told, name):
    assert name_of(told) == name


def test_ways_to_reach_somebody_are_told_one_by_one_and_once():
    told = {
        "mail": "t@example.org, u@example.org; t@example.org",
        "phone": "+49 1",
        "mobile": "+49 2",
        "post": "Weg 1; 01069 Dresden",
        "website": "https://example.org",
    }

    assert details_of(told) == [
        ("mail", "t@example.org"),
        ("mail", "u@example.org"),
        ("phone", "+49 1"),
        ("mobile", "+49 2"),
        ("post", "Weg 1; 01069 Dresden"),
        ("website", "https://example.org"),
    ]


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
    assert [value for _kind, value in details_of({"phone": cell})] == numbers


@pytest.mark.parametrize(
    ("organisation", "function", "pairs"),
    [
        ("A", "Head; of B", [("A", "Head; of B")]),
        ("A; B", "Head; Board", [("A", "Head"), ("B", "Board")]),
        ("A; B", "Head", [("A", "Head"), ("B", "")]),
        ("A; B", "Head; Board; Guest", [("A", "Head"), ("B", "Board")]),
        ("Known; Firm", "Head", [("Known; Firm", "Head")]),
        ("", "Head", []),
        (" ; ", "", []),
    ],
)
def test_functions_are_told_pair_by_pair(organisation, function, pairs):
    assert functions_of({"organisation": organisation, "function": function}, ["known; firm"]) == pairs


@pytest.mark.parametrize(("text", "code"), [("German", "de"), ("Deutsch", "de"), ("EN", "en"), ("fr", ""), ("", "")])
def test_a_language_is_told_by_its_name_or_code(text, code):
    assert language_of({"language": text}) == code


def test_cards_are_rows_whose_parts_do_not_run_into_one_another():
    details = [("phone", "1; 2"), ("phone", "3"), ("website", "https://example.org")]
    headings, rows, mapping = rows_of_cards([Card("A", "X; Y", "Head; Board", "de", details), Card("B")])

    assert list(mapping.values()) == headings
    cells = dict(zip(mapping, rows[0][1], strict=True))
    assert (cells["organisation"], cells["function"], cells["phone"]) == ("X, Y", "Head, Board", "1, 2; 3")
    assert rows[1] == (2, ["B", *[""] * 9])

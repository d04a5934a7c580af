"""Organisations as one searches them: rows by hand."""

from math import log2

import pytest

from crossfield.lake.roster import CANDIDATES, Roster, bare_code, city_words, entry_of, web_domain


def row(organisation, name, city="Dresden", country="DE", **more):
    return {"organisation": organisation, "name": name, "city": city, "country": country} | more


ROWS = [
    row("pic:1", "TECHNISCHE UNIVERSITAET DRESDEN", short_name="TUD", region="DED21"),
    row("pic:2", "TECHNISCHE UNIVERSITAT BERLIN", "Berlin", region="DE300"),
    row("pic:3", "EXAMPLE GMBH", "Radebeul", region="DED2"),
    row("pic:4", "EXAMPLE SRL", "Roma", "IT"),
]


@pytest.fixture
def roster():
    return Roster(map(entry_of, ROWS))


def found(roster, *rows):
    return [
        [roster.entries[number].organisation for number in numbers]
        for numbers in roster.candidates([*map(entry_of, rows)])
    ]


def test_candidates_are_of_the_rows_country_where_it_is_known(roster):
    assert found(roster, row("a", "Example"), row("b", "Example", country=""), row("c", "Example", country="FR")) == [
        ["pic:3"],
        ["pic:3", "pic:4"],
        [],
    ]


def test_a_slip_finds_its_organisation_and_so_does_the_short_name(roster):
    assert found(roster, row("a", "Exmaple")) == [["pic:3"]]
    assert found(roster, row("a", "TUD")) == [["pic:1"]]


def test_joined_words_find_those_apart():
    apart = Roster([entry_of(row("pic:1", "Blue Sky GmbH"))])
    assert found(apart, row("a", "BlueSky")) == [["pic:1"]]


def test_the_nearest_come_first_and_no_more_than_a_few():
    many = Roster(entry_of(row(f"pic:{n}", f"Example {chr(97 + n)}zzzz{n}")) for n in range(3 * CANDIDATES))
    (numbers,) = many.candidates([entry_of(row("a", "Example"))])
    assert len(numbers) == CANDIDATES


def test_rows_beside_it_and_the_order_of_organisations_change_nothing(roster):
    asked = [row("a", "TU Dresden"), row("b", "Example"), row("c", "Other words")]
    turned = Roster(map(entry_of, ROWS[::-1]))
    assert found(roster, *asked) == [found(roster, one)[0] for one in asked] == found(turned, *asked)


def test_rare_words_weigh_more_than_common_ones():
    roster = Roster(entry_of(row(f"pic:{n}", f"Example {n}")) for n in range(40))
    assert roster.bits("example") == pytest.approx(log2(10_001 / 40))
    assert (roster.bits("unheard"), roster.bits("university")) == (12.0, 7.0)


def test_one_of_a_country_is_looked_for_in_all_of_them(roster):
    assert roster.prior("DE") == roster.prior("") == roster.prior("XX") == -log2(251)


def test_a_row_from_a_country_without_organisations_changes_nothing_for_those_after_it():
    roster = Roster(entry_of(row(f"pic:{n}", f"Example {n}")) for n in range(300))
    before = roster.prior("XX"), roster.city_bits("XX", frozenset({"dresden"}))
    assert before == (-log2(301), 0.0)
    assert found(roster, row("a", "Example", country="XX")) == [[]]
    assert (roster.prior("XX"), roster.city_bits("XX", frozenset({"dresden"}))) == before


def test_a_city_is_as_rare_as_its_organisations_in_the_country(roster):
    assert roster.city_bits("DE", frozenset({"dresden"})) == 2.0
    assert roster.city_bits("DE", frozenset({"nowhere"})) == 2.0
    assert roster.city_bits("XX", frozenset({"dresden"})) == 0.0


def test_the_region_of_a_city_is_where_most_of_its_organisations_are(roster):
    assert roster.region_of("DE", frozenset({"dresden"})) == "DED2"
    assert roster.region_of("DE", frozenset({"nowhere"})) == ""


def test_an_empty_roster_has_no_candidates():
    assert Roster([]).candidates([entry_of(row("a", "Example"))]) == [[]]
    assert Roster([]).candidates([]) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("München", "MUNICH"),
        ("Praha 6", "Prague"),
        ("Aarhus C", "Aarhus"),
        ("Paris Cedex 13", "Paris"),
        ("Frankfurt am Main", "Frankfurt Main"),
    ],
)
def test_spellings_of_a_city_meet(one, other):
    assert city_words(one) & city_words(other)


def test_no_city_has_no_words():
    assert city_words(None) == city_words("") == city_words("12") == frozenset()


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.example.org/en/", "example.org"),
        ("example.org:8080", "example.org"),
        ("mailto@example.org", "example.org"),
        ("research.example.ac.uk", "example.ac.uk"),
        ("example", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_the_domain_is_what_an_organisation_registers(address, domain):
    assert web_domain(address) == domain


def test_codes_lose_signs():
    assert (bare_code("de 188.369-991"), bare_code(None)) == ("DE188369991", "")

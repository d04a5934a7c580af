"""Is this row that organisation? Pairs by hand in a small country."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake.matches import (
    CERTAIN,
    CITY_MOST,
    EXTRA_MOST,
    INFLECTED,
    OTHER_CITY,
    SAME_DOMAIN,
    SAME_POSTCODE,
    SAME_SHORT,
    SAME_VAT,
    SHORTENED,
    TOLD_APART,
    TYPO,
    UNCERTAIN,
    Comparison,
    _difference,
    compare,
    parent_of,
)
from crossfield.lake.roster import Roster, entry_of

FILLERS = [
    *("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta", "Omega", "Sigma", "Lambda", "Kappa", "Theta", "Iota"),
    *(
        "Quartz",
        "Falcon",
        "Meadow",
        "Harbour",
        "Lantern",
        "Pebble",
        "Juniper",
        "Walnut",
        "Copper",
        "Velvet",
        "Marina",
        "Martina",
    ),
]


def row(organisation, name, city="Dresden", country="DE", **more):
    return {"organisation": organisation, "name": name, "city": city, "country": country} | more


KNOWN = [
    row("tud", "TECHNISCHE UNIVERSITAET DRESDEN", short_name="TUD", kind="HES", participations=9, region="DED21"),
    row("tub", "TECHNISCHE UNIVERSITAT BERLIN", "Berlin", kind="HES", region="DE300"),
    row(
        "fhg",
        "FRAUNHOFER GESELLSCHAFT ZUR FORDERUNG DER ANGEWANDTEN FORSCHUNG EV",
        "München",
        kind="REC",
        short_name="FHG",
    ),
    row("chip", "CHIPWORKS SYSTEMS GMBH", short_name="CWS", vat="DE 1", address="chipworks.example", postcode="01069"),
    row("lab2", "NOVALAB 2 GMBH"),
    row("zag", "UNIVERSITY OF EXAMPLOGRAD", "Examplograd", "HR", kind="HES"),
    row("bare", "SAXOFIELD RESEARCH", city=None, region="DED2"),
]


@pytest.fixture(scope="module")
def roster():
    fillers = [row(f"f{n}", f"{name} Works GmbH", "Leipzig", region="DED51") for n, name in enumerate(FILLERS)]
    return Roster(map(entry_of, [*KNOWN, *fillers]))


def weigh(roster, organisation, name, city="Dresden", country="DE", **more) -> Comparison:
    entry = next(entry for entry in roster.entries if entry.organisation == organisation)
    return compare(roster, entry_of(row("asked", name, city, country, **more)), entry)


@pytest.mark.parametrize(
    ("organisation", "name", "reason"),
    [
        ("tud", "TU Dresden", "same name"),
        ("tud", "Dresden University of Technology", "same name"),
        ("tud", "TU Dresden (TUD)", "same name"),
        ("tud", "TU Dresden, Fakultät Informatik", "department"),
        ("tud", "Institut für Informatik der TU Dresden", "department"),
        ("chip", "Chipworks Systems", "same name"),
        ("chip", "Chip Works Systems GmbH", "same name"),
        ("chip", "Chipwroks Systems GmbH", "typing error"),
        ("lab2", "Novalab 2", "same name"),
    ],
)
def test_one_organisation_is_told(roster, organisation, name, reason):
    found = weigh(roster, organisation, name)
    assert found.bits >= CERTAIN
    assert reason in found.reasons


@pytest.mark.parametrize(
    ("organisation", "name", "city"),
    [
        ("tud", "TU Berlin", "Berlin"),
        ("tud", "Universitätsklinikum Dresden", "Dresden"),
        ("tud", "Hochschule Dresden", "Dresden"),
        ("tud", "Freunde der TU Dresden", "Dresden"),
        ("tud", "Leibniz-Institut an der TU Dresden", "Dresden"),
        ("tud", "Institut an der TU Dresden e.V.", "Dresden"),
        ("tub", "TU Dresden", "Dresden"),
        ("lab2", "Novalab 3", "Dresden"),
        ("lab2", "Novalab", "Dresden"),
        ("chip", "Chipworks Holding GmbH", "Dresden"),
        ("fhg", "Fraunhofer-Institut für Werkstoff- und Strahltechnik IWS", "Dresden"),
    ],
)
def test_another_organisation_is_not_linked(roster, organisation, name, city):
    assert weigh(roster, organisation, name, city).bits < CERTAIN


def test_another_legal_form_wants_a_look(roster):
    found = weigh(roster, "chip", "Chipworks Systems AG")
    assert found.bits == UNCERTAIN
    assert "other legal form" in found.reasons


def test_a_slip_in_another_city_wants_a_look(roster):
    found = weigh(roster, "chip", "Chipwroks Systems GmbH", "Hamburg")
    assert (found.bits <= UNCERTAIN, found.reasons[-1]) == (True, "other city")


def test_a_word_that_another_organisation_has_is_no_slip(roster):
    marina = FILLERS.index("Marina")
    names = ("Marina Works", "Mariina Works", "Martina Works")
    assert [weigh(roster, f"f{marina}", name, "Leipzig").bits >= CERTAIN for name in names] == [True, True, False]


def test_a_faculty_is_its_university_only_where_the_law_says_so(roster):
    found = weigh(roster, "zag", "University of Examplograd, Faculty of Physics", "Examplograd", "HR")
    assert found.bits <= UNCERTAIN
    assert found.reasons[0] == "department"


def test_a_short_name_with_its_city_is_told_and_with_a_legal_form_wants_a_look(roster):
    named, formed = weigh(roster, "chip", "CWS"), weigh(roster, "chip", "CWS AG")
    assert named.reasons == formed.reasons == ("short name", "same city")
    assert formed.bits == UNCERTAIN < named.bits


def test_identifiers_and_addresses_speak_for_it_and_another_vat_number_against(roster):
    plain = weigh(roster, "chip", "Chipworks").bits
    told = weigh(roster, "chip", "Chipworks", vat="DE1", address="http://www.chipworks.example", postcode="01069")
    other = weigh(roster, "chip", "Chipworks Systems", vat="DE2")
    assert told.reasons[-3:] == ("same vat", "same domain", "same postcode")
    assert told.bits >= plain
    assert other.bits < CERTAIN
    assert other.reasons[-1] == "other vat"


@pytest.mark.parametrize(
    ("city", "reason"), [("Leipzig", "other region"), ("Dresden", "same region"), ("Nowhere", None), (None, None)]
)
def test_where_the_lake_has_no_city_the_region_tells(roster, city, reason):
    found = weigh(roster, "bare", "Saxofield Research", city)
    assert found.reasons == ("same name", *([reason] if reason else []))


@pytest.mark.parametrize(
    ("organisation", "name", "reasons"),
    [
        ("chip", "Chipworks", ("fewer words",)),
        ("chip", "Chipworks Systems Meadows", ("more words",)),
        ("chip", "Chipworks Optics", ("other words",)),
        ("chip", "Chipworks Systems Holding", ("told apart by a word", "more words")),
        ("chip", "Chipworks Systems 7", ("other number", "more words")),
        ("lab2", "Novalab 3 Holding", ("other number", "other words")),
        ("lab2", "Novalab", ("other number", "fewer words")),
        ("tud", "TU Dresden, Klinikum", ("told apart by a word", "more words")),
        ("chip", "Chipw Systems", ("name alike", "abbreviation")),
        ("chip", "CWS Chipworks Systems", ("same name",)),
    ],
)
def test_what_only_one_name_has_is_told(roster, organisation, name, reasons):
    assert weigh(roster, organisation, name).reasons == (*reasons, "same city")


def test_a_word_that_tells_apart_costs_as_much_as_another_number_and_both_cost_once(roster):
    bits = [
        weigh(roster, "chip", f"Chipworks Systems {more}").bits for more in ("Meadows", "Holding", "7", "7 Holding")
    ]
    assert bits[0] > CERTAIN - EXTRA_MOST > max(bits[1:])
    assert bits[3] >= bits[2] + TOLD_APART / 2


def test_an_acronym_of_the_lake_beside_the_name_speaks_for_it(roster):
    plain, both = (weigh(roster, "chip", name).bits for name in ("Chipworks Systems", "CWS Chipworks Systems"))
    assert both == pytest.approx(plain + SAME_SHORT)


def test_the_place_moves_the_weight_by_what_it_says(roster):
    """One city of nine in ten organisations' country says less than an equal name; another one speaks against it."""
    here, nowhere, there = (weigh(roster, "chip", "Chipworks Systems", city).bits for city in ("Dresden", None, "Bonn"))
    dresden = roster.city_bits("DE", frozenset({"dresden"}))
    assert here - nowhere == pytest.approx(min(dresden, CITY_MOST))
    assert there - nowhere == pytest.approx(OTHER_CITY)


@pytest.mark.parametrize(
    ("more", "difference"),
    [
        ({"vat": "DE 1"}, SAME_VAT),
        ({"vat": ""}, 0.0),
        ({"address": "https://www.chipworks.example/en"}, SAME_DOMAIN),
        ({"address": "https://other.example"}, 0.0),
        ({"postcode": "01069"}, SAME_POSTCODE),
        ({"postcode": "04103"}, 0.0),
        ({"postcode": "01069", "vat": "de1"}, SAME_POSTCODE + SAME_VAT),
    ],
)
def test_numbers_add_what_they_weigh(roster, more, difference):
    plain, told = (weigh(roster, "chip", "Chipworks Systems", **one) for one in ({}, more))
    assert told.bits - plain.bits == pytest.approx(difference)


@pytest.mark.parametrize(
    ("word", "other", "cost"),
    [
        ("systems", "system", INFLECTED),
        ("chipw", "chipworks", SHORTENED),
        ("chipworks", "chipw", None),
        ("chi", "chipworks", None),
        ("chipwroks", "chipworks", TYPO),
        ("chipwrkso", "chipworks", TYPO),
        ("mariina", "marina", TYPO),
        ("maarinna", "marina", None),
        ("martina", "marina", None),
        ("abcd", "abce", None),
        ("2", "3", None),
        ("novalab2", "novalabx", None),
        ("works", "walks", None),
    ],
)
def test_two_words_are_one_at_a_cost_or_two(roster, word, other, cost):
    assert _difference(roster, word, other) == cost


def test_an_organisation_is_itself_whatever_else_the_lake_holds(roster):
    for known in KNOWN:
        entry = entry_of(known)
        found = compare(roster, entry, entry)
        assert (known["organisation"], found.bits >= CERTAIN, found.reasons[0]) == (
            known["organisation"],
            True,
            "same name",
        )


WORDS = ("Chipworks", "Systems", "Meadow", "Dresden", "Holding", "Institut", "7", "CWS", "GmbH", "TU", "Chipwroks")
asked_names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5).map(" ".join)


@given(asked_names, st.sampled_from([None, "Dresden", "Leipzig", "Bonn"]), st.sampled_from([*KNOWN, *KNOWN[:1]]))
def test_weights_are_the_same_each_time_and_whatever_the_order_of_organisations(roster, name, city, known):
    turned = Roster(roster.entries[::-1])
    asked, entry = entry_of(row("asked", name, city)), entry_of(known)
    found = compare(roster, asked, entry)
    assert found == compare(roster, asked, entry) == compare(turned, asked, entry)
    assert 0 <= found.score <= 1
    assert len(set(found.reasons)) == len(found.reasons) or "typing error" in found.reasons


@given(st.permutations(["Chipworks", "Systems", "Meadow"]))
def test_the_order_of_words_does_not_weigh(roster, words):
    assert weigh(roster, "chip", " ".join(words)).bits == pytest.approx(
        weigh(roster, "chip", "Chipworks Systems Meadow").bits
    )


def test_the_score_is_the_odds_of_the_bits():
    assert [Comparison(bits, ()).score for bits in (0.0, 1.0, -1.0)] == [0.5, 2 / 3, 1 / 3]
    assert Comparison(1e9, ()).score == Comparison(60.0, ()).score < 1.0 or Comparison(1e9, ()).score == 1.0


@pytest.mark.parametrize(
    ("name", "country", "parent"),
    [
        ("Fraunhofer-Institut für Werkstoff- und Strahltechnik IWS", "DE", "fhg"),
        ("Fraunhofer Institute for Physics", "DE", "fhg"),
        ("Fraunhofer Gesellschaft", "DE", None),
        ("Fraunhofer-Institut für Physik", "AT", None),
        ("Institut für Physik", "DE", None),
    ],
)
def test_an_institute_belongs_to_its_parent(roster, name, country, parent):
    found = parent_of(roster, entry_of(row("asked", name, "Dresden", country)))
    assert (found and found.organisation) == parent

"""Names of regions and cities in other languages, as they ship."""

import pytest

from crossfield.lake.exonyms import city_exonyms, city_spelling, region_exonyms
from crossfield.sources.nuts import regions


def test_names_are_of_units_of_the_default_version_and_say_something_else():
    known = {row["region"]: {row["name"], row["name_latin"]} for row in regions("2016").to_pylist()}
    rows = region_exonyms()

    assert len(rows) > 300
    assert {language for _, language, _ in rows} == {"de", "en"}
    assert {code for code, _, _ in rows} <= known.keys()
    assert [row for row in rows if row[2] in known[row[0]]] == []
    assert len(set(rows)) == len(rows)


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("DED", "en", "Saxony"),
        ("ITI1", "de", "Toskana"),
        ("BE33", "de", "Lüttich"),
        ("PL82", "de", "Karpatenvorland"),
        ("DK02", "en", "Zealand"),
        ("UKM66", "en", "Shetland"),
    ],
)
def test_a_region_is_called_as_people_call_it(code, language, name):
    assert [row[2] for row in region_exonyms() if row[:2] == (code, language)] == [name]


def test_no_region_is_called_as_a_borough_in_it_nor_by_a_piece_of_its_name():
    assert [row for row in region_exonyms() if "Borough" in row[2] or row[2].startswith(("City of", "Peter"))] == []
    assert [row for row in region_exonyms() if row[0] in {"UKI", "UKH11"}] == []


@pytest.mark.parametrize(
    ("country", "name", "other"),
    [
        ("CZ", "Brno", "Brünn"),
        ("PL", "WROCLAW", "Breslau"),
        ("BE", "Leuven", "Löwen"),
        ("SI", "Ljubljana", "Laibach"),
        ("IT", "Milano", "Mailand"),
        ("RO", "Sibiu", "Hermannstadt"),
        ("DE", "Köln", "Cologne"),
        ("IT", "Roma", "Rom"),
        ("DE", "Halle (Saale)", "Halle"),
        ("EL", "Heraklion", "Irakleio"),
    ],
)
def test_a_city_has_its_names_in_other_languages(country, name, other):
    assert other in city_exonyms(country, name)
    assert city_exonyms(country, other) == city_exonyms(country, name)


def test_a_citys_own_name_goes_before_another_names():
    assert city_exonyms("DE", "Freiburg")[0] == "Freiburg"
    assert city_exonyms("DE", "Freiberg")[0] == "Freiberg"
    assert "Freiburg" not in city_exonyms("DE", "Freiberg")


def test_the_larger_city_has_a_name_that_two_have():
    assert city_exonyms("DE", "Halle")[0] == "Halle (Saale)"
    assert city_exonyms("BE", "Halle")[0] == "Halle"
    assert city_exonyms("EL", "IRAKLEIO")[0] == "Irákleion"
    assert city_exonyms("DE", "Verl")[0] == "Verl"  # Werl has a third more people, which is not much larger


def test_codes_of_airports_are_no_names():
    assert "Rom" in city_exonyms("IT", "Rome")
    assert {"ROM", "BRQ"} & {*city_exonyms("IT", "Rome"), *city_exonyms("CZ", "Brno")} == set()


def test_what_is_in_no_list_has_no_other_name():
    assert city_exonyms("CZ", "Nowhere") == ()
    assert city_exonyms("PL", "Brno") == ()


@pytest.mark.parametrize(
    ("country", "name", "spelled"),
    [("SE", "GOTEBORG", "Göteborg"), ("IT", "Torino", "Torino"), ("PL", "Lodz", "Łódź"), ("XX", "Lodz", "Lodz")],
)
def test_accents_that_registers_leave_out_come_back(country, name, spelled):
    assert city_spelling(country, name) == spelled

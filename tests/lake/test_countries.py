"""Countries by code and by name."""

import pytest

from crossfield.lake import countries
from crossfield.lake.countries import country_code, country_name, country_names


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        (" de ", "DE"),
        ("Deutschland", "DE"),
        ("GERMANY", "DE"),
        ("Österreich", "AT"),
        ("Oesterreich", "AT"),
        ("Tschechische Republik", "CZ"),
        ("GR", "EL"),
        ("GB", "UK"),
        ("Vereinigtes Königreich", "UK"),
        ("Türkei", "TR"),
        ("ZZ", None),
        ("", None),
        ("DE;HU", None),
    ],
)
def test_countries_by_code_and_name(text, code):
    assert country_code(text) == code


def test_every_other_name_of_a_country_leads_to_a_country_we_know():
    known = set(country_names().values())
    assert len(known) == 250
    others = (*countries._OTHER_COUNTRY_NAMES.split(", "), *countries._GERMAN.split(", "))
    assert {pair.partition(" ")[0] for pair in others} <= known


@pytest.mark.parametrize(
    ("code", "english", "german"),
    [
        ("CZ", "Czechia", "Tschechien"),
        ("PT", "Portugal", "Portugal"),
        ("UK", "United Kingdom", "Vereinigtes Königreich"),
    ],
)
def test_a_country_is_called_as_its_reader_calls_it(code, english, german):
    assert (country_name(code, "en"), country_name(code, "de")) == (english, german)
    assert country_code(english) == country_code(german) == code


def test_what_is_no_country_has_no_name():
    assert country_name("ZZ", "de") == ""

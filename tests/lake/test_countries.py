"""Countries by code and by name."""

import pytest

from crossfield.lake import countries
from crossfield.lake.countries import country_code, country_names


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
    assert {pair.partition(" ")[0] for pair in countries._OTHER_COUNTRY_NAMES.split(", ")} <= known

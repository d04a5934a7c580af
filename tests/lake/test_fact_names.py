"""How names of regions and cities are taken from CLDR and GeoNames (tools/fact_names.py)."""

import importlib.util
import json
from pathlib import Path

import pytest

PLACE = Path(__file__).resolve().parents[2] / "tools" / "fact_names.py"
CLDR = """<ldml><subdivisions>{}</subdivisions></ldml>"""


@pytest.fixture(scope="module")
def fact_names():
    place = importlib.util.spec_from_file_location("fact_names", PLACE)
    module = importlib.util.module_from_spec(place)
    place.loader.exec_module(module)
    return module


def region(code, level, name):
    return ("2016", code, level, code[:2], code[:-1], name, name, "", "")


def called(fact_names, folder, own, **told):
    """What a region is called where CLDR's languages say so of one subdivision."""
    for language, name in told.items():
        text = CLDR.format(f'<subdivision type="gbxyz">{name}</subdivision>')
        (folder / f"{language}.xml").write_text(text, encoding="utf-8")
    return [(language, name) for _, language, name in fact_names.region_names([region("UKX1", 2, own)], folder)]


@pytest.mark.parametrize(
    ("own", "told", "names"),
    [
        ("London", {"en": "London", "de": "City of London"}, []),
        ("Barnet", {"en": "Barnet", "de": "London Borough of Barnet"}, []),
        ("Leeds", {"en": "Leeds", "de": "Leeds"}, []),
        ("Peterborough", {"en": "Peter", "de": "Peterborough"}, []),
        ("Shetland Islands", {"en": "Shetland", "de": "Shetland Islands"}, [("en", "Shetland")]),
        ("Cymru", {"en": "Wales", "de": "Cymru"}, [("en", "Wales")]),
        ("Çankırı", {"en": "Çankırı", "de": "Çankırı (Provinz)"}, []),
    ],
)
def test_a_region_has_names_that_say_something_else(fact_names, tmp_path, own, told, names):
    assert called(fact_names, tmp_path, own, **told) == names


def city(name, people, *others, country="DE"):
    given = {"geonameid": people, "name": name, "countrycode": country, "population": people}
    return given | {"alternatenames": list(others)}


def names_of(fact_names, folder, *cities):
    path = folder / "cities.json"
    path.write_text(json.dumps({str(number): one for number, one in enumerate(cities)}), encoding="utf-8")
    return {(country, name): others for country, name, others in fact_names.city_names({"DE", "BE", "IT"}, path)}


def test_a_name_of_three_letters_is_one_and_a_code_is_none(fact_names, tmp_path):
    found = names_of(fact_names, tmp_path, city("Rome", 2_000, "Rom", "ROM", "rm", "Ro", "Roma", country="IT"))

    assert found == {("IT", "Rome"): "Rom;Roma"}


@pytest.mark.parametrize(
    ("large", "small", "others"),
    [
        (city("Halle (Saale)", 230, "Halle"), city("Halle", 20), "Halle"),
        (city("Irákleion", 130, "Irakleio"), city("Irákleio", 50), "Irakleio"),
        (city("Halle (Saale)", 30, "Halle"), city("Halle", 20), ""),  # not much larger: which one is meant is open
        (city("Karaman", 175, "Darende"), city("Darende", 20), ""),  # another city's name, not a part of its own
        (city("Podilskyi", 90, "Podilsk"), city("Podilsk", 30), ""),  # the beginning of a word is another word
        (city("Halle (Saale)", 230, "Halle"), city("Halle", 20, country="BE"), ""),
    ],
)
def test_a_city_lends_the_name_of_a_much_smaller_one_that_its_own_begins_with(
    fact_names, tmp_path, large, small, others
):
    found = names_of(fact_names, tmp_path, small, large)

    assert found["DE", large["name"]] == others
    assert list(found)[-1][1] in {large["name"], small["name"]}

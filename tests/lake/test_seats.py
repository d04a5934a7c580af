"""Seats of clusters find their region by code, postcode, city and name, and keep how."""

import pyarrow as pa
import pytest

from crossfield.lake.delivery import arrow_schema
from crossfield.lake.ingredients import Ingredients
from crossfield.lake.seats import PLACE, place_seats
from crossfield.sources import nuts

PLACES = [
    {"country": "DE", "given": "DEG03", "postcode": "", "coordinates": "", "city": "JENA"},
    {"country": "DE", "given": "DED21", "postcode": "", "coordinates": "", "city": "Dresden"},
]


@pytest.fixture(scope="module")
def ingredients():
    return Ingredients([], [], nuts.regions("2016"), nuts.region_links(), "2016", nuts.postcode_regions)


def placed(ingredients, places=PLACES, **told):
    row = dict.fromkeys(arrow_schema("cluster").names) | {"cluster": "a", "name": "A", "region": "unknown"} | told
    known = pa.Table.from_pylist(places, pa.schema([(name, pa.string()) for name in PLACE]))
    (found,) = place_seats(pa.Table.from_pylist([row], arrow_schema("cluster")), known, ingredients).to_pylist()
    return found["region"], found["region_how"], found["region_note"], found["country"]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"country": "DE", "region": "DED2", "city": "Jena"}, ("DED2", "code", None, "DE")),
        ({"country": "FR", "region": "FR21"}, ("FRF2", "converted", None, "FR")),
        ({"country": "DE", "postcode": "04103", "city": "Jena"}, ("DED51", "postcode", None, "DE")),
        ({"country": "DE", "city": "Jena"}, ("DEG03", "city", "city seen elsewhere", "DE")),
        ({"country": "DE", "city": "Baden-Württemberg"}, ("DE1", "name", None, "DE")),
        ({"country": "DE", "city": "Nirgendwo", "region_given": "SACHSEN"}, ("DED", "name", None, "DE")),
        ({"region_given": "Sachsen"}, ("DED", "name", None, "DE")),
        ({"country": "DE", "city": "Leipzig"}, ("DED5", "name", None, "DE")),
        ({"country": "AT", "city": "Sachsen"}, ("AT", "country", None, "AT")),
        ({"country": "DE"}, ("DE", "country", None, "DE")),
        ({"city": "Jena"}, ("unknown", "unknown", None, None)),
    ],
)
def test_the_first_that_tells_wins(told, expected, ingredients):
    assert placed(ingredients, **told) == expected


def test_without_participations_cities_are_told_by_other_clusters_only(ingredients):
    assert placed(ingredients, places=[], country="DE", city="Jena") == ("DE", "country", None, "DE")


def test_a_name_that_two_countries_have_needs_its_country(ingredients):
    assert placed(ingredients, region_given="Freiburg")[0] == "unknown"
    assert placed(ingredients, region_given="Freiburg", country="CH")[0] == "CH022"

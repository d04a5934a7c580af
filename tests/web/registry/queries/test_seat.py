"""Seats by name: a code means itself, a name its region, a name of several is told with their codes."""

import pytest

from crossfield.web.accounts.models import SearchEntry
from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.queries.seat import seats_called

pytestmark = pytest.mark.django_db
REGIONS = (
    ("DED", "Sachsen"),
    ("DED2", "Dresden"),
    ("DED2", "Dresden, Kreisfreie Stadt"),
    ("DEG0", "Jena, Kreisfreie Stadt"),
    ("DE3", "Berlin"),
    ("DE30", "Berlin"),
    ("BE22", "Limburg"),
    ("NL42", "Limburg"),
    ("DE11", "Ulm, Stadtkreis"),
    ("DE", "Deutschland"),
)


@pytest.fixture
def regions():
    for code, name in REGIONS:
        SearchEntry.objects.create(kind="region", public_id=code, text=name, folded=searched(name), title=name)
    SearchEntry.objects.create(kind="organisation", public_id="x", text="Sachsenwerk", folded="sachsenwerk")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("ded21", ["DED21"]),
        (" DE ", ["DE"]),
        ("DED", ["DED"]),
        ("sachsen", ["DED"]),
        ("Dresden", ["DED2"]),
        ("Jena", ["DEG0"]),
        ("Ulm", ["DE11"]),
        ("Berlin", ["DE3"]),
        ("Limburg", ["BE22", "NL42"]),
        ("Deutschland", ["DE"]),
        ("Sachsenwerk", []),
        ("Nirgendwo", []),
        ("DED211", []),
        ("–", []),
    ],
)
def test_a_seat_is_found_by_its_code_or_its_name(regions, typed, codes):
    assert list(seats_called(typed)) == codes


def test_a_code_of_letters_alone_needs_no_region_of_that_name():
    assert (seats_called("FRY"), seats_called("BONN")) == ({"FRY": "FRY"}, {})

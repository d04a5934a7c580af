"""Seats by name: a code means itself, a name its region, a name of several is told with their codes."""

import pytest

from crossfield.web.accounts.models import SearchEntry
from crossfield.web.accounts.models.search import searched
from crossfield.web.registry.queries.seat import regions_told, seats_called, with_codes

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


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("Sachsen; Jena", "Sachsen (DED); Jena (DEG0)"),
        ("Sachsen, Ulm", "Sachsen (DED); Ulm (DE11)"),
        ("Dresden, Kreisfreie Stadt|DE3", "Dresden, Kreisfreie Stadt (DED2); DE3"),
        ("Limburg\nSachsen (DED)", "Limburg; Sachsen (DED)"),
        ("worldwide", "worldwide"),
        ("NRW; USA", "NRW; USA"),
        ("de1; ded2", "DE1; DED2"),
        ("Jena, Sachsen (DED)", "Jena (DEG0); Sachsen (DED)"),
        ("Au; de", "Au; de"),
        ("Sachsen (DED), Jena (DEG0)", "Sachsen (DED); Jena (DEG0)"),
        (" ; ", ""),
    ],
)
def test_regions_in_somebodys_words_get_the_codes_that_are_sure(regions, told, written):
    assert with_codes(told) == written
    assert with_codes(written) == written
    assert [code for _said, code in regions_told(written)] == [
        part[part.rfind("(") + 1 : -1] if "(" in part else part if part in {"DE1", "DE3", "DED2"} else ""
        for part in filter(None, written.split("; "))
    ]


def test_a_region_that_many_rows_name_is_looked_for_once(regions, django_assert_num_queries):
    known = {}
    with_codes("Sachsen", known)

    with django_assert_num_queries(0):
        assert with_codes("Sachsen; Sachsen", known) == "Sachsen (DED); Sachsen (DED)"

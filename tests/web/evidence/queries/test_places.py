"""Cities and the regions with figures that they lie in."""

import pytest

from crossfield.config import Settings
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.places import is_called, known_places, places_found
from crossfield.web.evidence.queries.region import region_labels


def found(wanted, **rest):
    return [(place.city, row["region"]) for place, row in places_found(current_version(), wanted, **rest)]


def test_every_city_leads_to_a_region_with_figures():
    places = known_places(current_version())

    assert len(places) > 1000
    assert {row["region"] for _, row in places} <= region_labels(current_version()).keys()
    assert all(place.region.startswith(row["region"]) for place, row in places)


@pytest.mark.parametrize(
    ("wanted", "regions"),
    [
        ("Brno", [("Brno", "CZ06")]),
        ("Breslau", [("Wrocław", "PL51")]),
        ("Frankfurt", [("Frankfurt am Main", "DE71"), ("Frankfurt (Oder)", "DE40")]),
        ("xyzzy", []),
        ("", []),
    ],
)
def test_a_name_leads_to_all_regions_of_cities_called_so(wanted, regions):
    assert found(wanted) == regions


def test_a_typo_is_none_where_it_must_be_sure():
    assert found("Leuvn") == [("Leuven", "BE24")]
    assert found("Leuvn", is_sure=True) == []


def test_a_typo_of_a_city_is_not_what_it_is_called():
    version = current_version()

    assert is_called(places_found(version, "Breslau"), "breslau")
    assert not is_called(places_found(version, "Leuvn"), "Leuvn")
    assert not is_called([], "Leuven")


def test_a_finer_region_leads_to_the_one_above_it(settings, dump_lake):
    settings.CROSSFIELD = Settings(lake=str(dump_lake.path))

    assert [(place.city, place.region, row["region"]) for place, row in known_places(dump_lake.current())] == [
        ("Dresden", "DED21", "DED2")
    ]

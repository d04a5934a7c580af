"""Cities and the regions they lie in: rows by hand."""

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake.places import fold_place, place_rows, readable_city

NAMES = ("city", "region", "region_how")


def places(*rows):
    """City and region, with how the region was found where it was not the code."""
    told = [(*row, "code")[:3] for row in rows]
    table = pa.Table.from_pylist(
        [dict(zip(NAMES, row, strict=True)) for row in told], pa.schema([(name, pa.string()) for name in NAMES])
    )
    found = place_rows(table).to_pylist()
    return [(one["country"], one["city"], one["region"], one["organisations"], one["share"]) for one in found]


def test_spellings_of_a_city_meet_and_the_most_frequent_one_is_shown():
    rows = [("BRNO", "CZ064"), ("Brno", "CZ064"), ("Brno 2", "CZ064"), ("Muenchen", "DE212"), ("MÜNCHEN", "DE212")]

    assert places(*rows) == [("CZ", "Brno", "CZ064", 3, 1.0), ("DE", "München", "DE212", 2, 1.0)]


@pytest.mark.parametrize(
    ("given", "folded"),
    [("Praha 6", "praha"), ("Wien 12a 3", "wien"), ("Paris 12 e", "paris 12 e"), ("a" + " 11" * 66 + " xx", None)],
)
def test_numbers_of_districts_do_not_count_however_many_there_are(given, folded):
    assert fold_place(given) == (folded or given)  # the last would have been read for longer than anybody lives


def test_a_city_of_one_organisation_is_left_out():
    assert places(("Jena", "DEG03"), ("Weimar", "DEG05"), ("Weimar", "DEG05")) == [("DE", "Weimar", "DEG05", 2, 1.0)]


def test_the_deepest_region_is_that_of_nine_in_ten():
    rows = [("Dresden", "DED21")] * 8 + [("Dresden", "DED2C")] + [("Dresden", "DE300")]

    assert places(*rows) == [("DE", "Dresden", "DED2", 10, 0.9)]


def test_two_cities_of_one_name_are_listed_with_the_share_of_each():
    rows = [("Neustadt", "DE21")] * 2 + [("Neustadt", "DEB38")] * 3 + [("Neustadt", "DE40")]

    assert places(*rows) == [("DE", "Neustadt", "DE21", 6, 2 / 6), ("DE", "Neustadt", "DEB3", 6, 3 / 6)]


def test_a_side_of_less_than_a_tenth_is_left_out():
    rows = [("Athina", "EL303")] * 26 + [("Athina", "EL632")] * 2 + [("Athina", "EL642")] * 4

    assert places(*rows) == [("EL", "Athina", "EL30", 32, 26 / 32), ("EL", "Athina", "EL64", 32, 4 / 32)]


def test_a_region_that_is_known_to_level_1_only_stands_so():
    assert places(("London", "UKI"), ("London", "UKI")) == [("UK", "London", "UKI", 2, 1.0)]
    assert places(*[("Leeds", "UKE")] * 2, *[("Leeds", "UKI31")] * 2) == [
        ("UK", "Leeds", "UKE", 4, 0.5),
        ("UK", "Leeds", "UKI3", 4, 0.5),
    ]


@pytest.mark.parametrize(
    "row",
    [
        ("Graz", "AT"),
        ("Graz", "unknown"),
        ("Graz", None),
        ("Graz", "AT221", "city"),
        ("", "AT221"),
        (None, "AT221"),
        ("--", "AT221"),
    ],
)
def test_what_does_not_say_where_a_city_lies_does_not_count(row):
    assert places(row, row, row) == []
    known = [("Graz", "AT221"), ("Graz", "AT221")]
    assert places(*known, row) == [("AT", "Graz", "AT221", 2, 1.0)]


def test_cities_of_one_name_in_two_countries_are_two():
    assert places(*[("Freiburg", "DE131")] * 2, *[("Freiburg", "CH022")] * 2) == [
        ("CH", "Freiburg", "CH022", 2, 1.0),
        ("DE", "Freiburg", "DE131", 2, 1.0),
    ]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("FRANKFURT AM MAIN", "Frankfurt am Main"),
        ("L'AQUILA", "L'Aquila"),
        ("'S-HERTOGENBOSCH", "'S-Hertogenbosch"),
        ("LA ROCHELLE", "La Rochelle"),
        ("  AIX  EN PROVENCE ", "Aix en Provence"),
        ("Łódź", "Łódź"),
    ],
)
def test_capitals_become_a_name(given, read):
    assert readable_city(given) == read
    assert readable_city(read) == read


@given(st.lists(st.tuples(st.sampled_from(["Ulm", "ULM", "Bonn"]), st.sampled_from(["DE144", "DE1", "DEA22", "DE"]))))
def test_rows_in_any_order_give_the_same_places_and_no_share_is_beyond_1(rows):
    found = places(*rows)

    assert places(*reversed(rows)) == found
    assert all(0.1 <= share <= 1 and count >= 2 for *_, count, share in found)
    assert max(Counter((country, fold_place(city)) for country, city, *_ in found).values(), default=0) <= 3

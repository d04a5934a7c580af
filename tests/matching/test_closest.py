"""Mistyped names of organisations, as people mistype them, against names as records write them."""

import pytest

from crossfield.matching.closest import closest_organisations

NAMES = [
    ("TECHNISCHE UNIVERSITAET DRESDEN", 218),
    ("UNIVERSITAET BREMEN", 90),
    ("DREXEL UNIVERSITY", 2),
    ("Masarykova univerzita", 60),
    ("UNIVERSIDAD DE MALAGA", 55),
    ("INFINEON TECHNOLOGIES AG", 40),
    ("INFINEON TECHNOLOGIES DRESDEN GMBH", 8),
    ("INFINITY LIMITED", 1),
    ("3M", 4),
    ("SILICON SAXONY MANAGEMENT GMBH", 3),
]


@pytest.mark.parametrize(
    ("given", "first"),
    [
        ("Drezden-Universitaet", "TECHNISCHE UNIVERSITAET DRESDEN"),
        ("TU Drsden", "TECHNISCHE UNIVERSITAET DRESDEN"),
        ("Masarik university", "Masarykova univerzita"),
        ("Infinion", "INFINEON TECHNOLOGIES AG"),
        ("silicon saxony e.V.", "SILICON SAXONY MANAGEMENT GMBH"),
        ("3m", "3M"),
    ],
)
def test_the_mistyped_name_finds_its_organisation_first(given, first):
    assert closest_organisations(given, NAMES)[0] == first


def test_where_nothing_is_near_nothing_is_given():
    assert closest_organisations("Qqqq", NAMES) == []
    assert closest_organisations("…", NAMES) == []
    assert closest_organisations("Dresden", []) == []


def test_of_names_equally_near_the_busiest_comes_first_and_no_more_than_asked_for():
    assert closest_organisations("Infineon Technologies", NAMES, 1) == ["INFINEON TECHNOLOGIES AG"]
    assert closest_organisations("Infineon Technologies", reversed(NAMES), 2) == [
        "INFINEON TECHNOLOGIES AG",
        "INFINEON TECHNOLOGIES DRESDEN GMBH",
    ]

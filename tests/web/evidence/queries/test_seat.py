"""Regions of seats by postcode and city: by both, by one of them, and what stays open for a person."""

import pytest

from crossfield.web.evidence.queries.seat import Address, Seat, seats_found

POSTED = "; by Eurostat's list of postcodes"


def found(*told, **more):
    return seats_found([Address(*told, **more)])[0]


@pytest.mark.parametrize(
    ("told", "region"),
    [
        (("DE", "01069", "Dresden"), "DED21"),
        (("", "01069", "Dresden"), "DED21"),
        (("DE", "01069", ""), "DED21"),
        (("CZ", "602 00", "Brünn"), "CZ064"),
        (("DE", "06108", "Halle"), "DEE02"),
        (("DE", "33790", "Halle"), "DEA42"),
        (("DE", "", "Frankfurt (Oder)"), "DE40"),
        (("DE", "", "Frankfurt/Main"), "DE71"),
        (("", "", "Prag"), "CZ01"),
        (("", "", "Berlin"), "DE30"),
    ],
)
def test_a_seat_is_found_by_what_is_told_of_it(told, region):
    assert (found(*told).region, found(*told).among) == (region, ())


def test_the_reason_names_what_was_told_and_who_says_the_region():
    assert found("DE", "01069", "Dresden").why == f"postcode 01069, Dresden{POSTED}"
    assert found("", "", "Prag").why.startswith("Praha; by the data, where ")


def test_a_leading_zero_that_a_spreadsheet_has_left_out_is_put_before():
    seat = found("DE", "1069", "Dresden")

    assert seat == Seat("DED21", f"postcode 1069, Dresden; read with its leading zero{POSTED}", (), "01069")
    assert found("AT", "1010", "Wien").postcode == "1010"


@pytest.mark.parametrize(
    ("told", "among"),
    [
        (("", "", "Halle"), {"DEE0"}),
        (("DE", "", "Frankfurt"), {"DE71", "DE40"}),
        (("DE", "", "Neustadt"), {"DEB3"}),
        (("DE", "01069", "Leipzig"), {"DED21", "DED5"}),
    ],
)
def test_what_may_be_several_places_or_does_not_fit_stays_open(told, among):
    seat = found(*told)

    assert (seat.region, {region for region, _why in seat.among}) == ("", among)


@pytest.mark.parametrize("told", [("", "01069", ""), ("", "01731", "Kreischa"), ("DE", "", "Nirgendwo"), ("", "", "")])
def test_what_nothing_tells_of_is_not_guessed(told):
    assert found(*told) == Seat()


def test_the_country_of_the_list_is_meant_where_none_is_told_unless_the_city_lies_elsewhere():
    assert found("", "01731", "Kreischa", home="DE").region == "DED2F"
    assert found("", "60200", "Brno", home="DE").region == "CZ064"
    assert found("", "1010", "Wien", home="DE").region == "AT130"


def test_without_data_nothing_is_found(monkeypatch, settings, tmp_path):
    settings.CROSSFIELD = type(settings.CROSSFIELD)(lake=str(tmp_path))

    assert seats_found([Address("DE", "01069", "Dresden")]) == [Seat()]

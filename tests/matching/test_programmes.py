"""The lists of countries hold together, and with the rules of consortia."""

from datetime import date

import pytest

from crossfield.matching.programmes import AREAS, PROGRAMMES, WIDENING, Area
from crossfield.matching.rules import area, rule_set

EU = AREAS["eu"].codes


@pytest.mark.parametrize("name", sorted(AREAS))
def test_an_area_names_its_source_and_the_day_it_was_read(name):
    one = AREAS[name]
    assert one.source.startswith("https://")
    assert date.fromisoformat(one.source_date) <= date(2026, 11, 26)
    assert set(one.title) == set(one.check) == {"en", "de"}


def test_programmes_are_the_areas_that_fund():
    assert PROGRAMMES == ("eu", "horizon", "interreg-central-europe")
    assert len(EU) == 27


def test_horizon_is_the_union_and_the_countries_associated_to_all_of_it():
    assert AREAS["horizon"].codes > EU
    associated = AREAS["horizon"].codes - EU
    assert {"CH", "EG", "IL", "NO", "UA", "UK"} <= associated
    assert not associated & {"CA", "JP", "KR", "NZ", "US", "CN", "RU", "BY"}


def test_widening_countries_are_members_associated_or_outermost():
    widening = AREAS[WIDENING]
    assert len(widening.codes & EU) == 15
    assert widening.has("CZ", "unknown")
    assert widening.has("ES", "ES70")
    assert not widening.has("ES", "ES21")
    assert not widening.has("FR", "unknown")


def test_partners_and_consortia_are_told_the_same():
    assert set(rule_set("horizon").requirements[0].among) == AREAS["horizon"].codes
    assert set(rule_set("horizon").requirements[1].among) == EU
    inside = AREAS["interreg-central-europe"]
    assert all(inside.has(code[:2], code) for code in area("interreg-ce"))
    assert all(any(code.startswith(one) for code in area("interreg-ce")) for one in inside.codes)


AREA = Area("own", {"en": "Own"}, frozenset({"AT", "DE1", "CZ06"}), "https://example.org", "2026-11-01", {})


@pytest.mark.parametrize(
    ("country", "region", "inside"),
    [
        ("AT", "AT13", True),  # a whole country
        ("AT", "unknown", True),
        ("DE", "DE1", True),
        ("DE", "DE12", True),  # below a region that counts
        ("DE", "DE2", False),
        ("DE", "DE", False),  # the country is more than its region
        ("DE", "unknown", False),
        ("CZ", "CZ064", True),
        ("CZ", "CZ0", False),
        ("", "unknown", False),
        ("FR", "FR10", False),
    ],
)
def test_codes_hold_all_below_them_and_nothing_above(country, region, inside):
    assert AREA.has(country, region) is inside


def test_an_area_without_codes_holds_nobody():
    nowhere = Area("none", {}, frozenset(), "https://example.org", "2026-11-01", {})
    assert not nowhere.has("DE", "DED2")
    assert not nowhere.has("", "unknown")


@pytest.mark.parametrize("name", sorted(AREAS))
def test_no_code_of_an_area_lies_within_another(name):
    codes = sorted(AREAS[name].codes)
    assert all(2 <= len(code) <= 5 and code.isupper() for code in codes)
    assert [(one, other) for one in codes for other in codes if one != other and other.startswith(one)] == []

"""The lists of countries hold together, and with the rules of consortia."""

from crossfield.matching.programmes import PROGRAMMES, WIDENING
from crossfield.matching.rules import area, rule_set


def test_widening_countries_are_member_states():
    assert PROGRAMMES["eu"] > WIDENING
    assert len(PROGRAMMES["eu"]) == 27
    assert len(WIDENING) == 15


def test_horizon_is_the_union_and_the_associated_countries():
    assert PROGRAMMES["horizon"] > PROGRAMMES["eu"]
    assert {"NO", "IL", "UA", "UK"} <= PROGRAMMES["horizon"]
    assert not PROGRAMMES["horizon"] & {"US", "CN", "JP", "RU", "BY"}


def test_partners_and_consortia_are_told_the_same():
    assert set(rule_set("horizon").requirements[0].among) <= PROGRAMMES["horizon"]
    assert set(rule_set("horizon").requirements[1].among) == PROGRAMMES["eu"]
    inside = tuple(PROGRAMMES["interreg-central-europe"])
    assert all(code.startswith(inside) for code in area("interreg-ce"))
    assert all(any(code.startswith(one) for code in area("interreg-ce")) for one in inside)

"""Declared against revealed, by hand."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError
from crossfield.indicators.strategy import BESIDE, SIDES, agreement, beside_declared, strategy
from crossfield.lake.delivery import arrow_schema

FIELD = {"region": "DED", "level": 1, "scheme": "s", "counting": "whole", "year_from": 2014, "year_to": 2019}


def field_figures(rows):
    told = [
        FIELD
        | {"field": name, "value": value, "low": low, "high": high, "support": 9, "note": None if value else "why"}
        for name, value, low, high in rows
    ]
    return pa.Table.from_pylist(told, schema=arrow_schema("field_figure"))


def interface_figures(rows):
    told = [
        FIELD
        | {"field_a": a, "field_b": b, "strength": value, "strength_low": low, "strength_high": value, "support": 4}
        for a, b, value, low in rows
    ]
    return pa.Table.from_pylist(told, schema=arrow_schema("interface_figure"))


def test_declared_beside_computed_on_a_table():
    table = {"region": [*"AABB"], "field": [*"fg"] * 2, "amount": [3, 1, 1, 3]}
    found = strategy(pa.table(table | {"declared": [1, 1, 0, 0]}))
    assert found.column_names == ["region", "field", "side", "year", "value", "low", "high", "support", "note"]
    sides = ["declared and revealed", "declared only", "neither", "revealed only"]
    assert found.column("side").to_pylist() == sides


def test_what_is_not_said_is_not_known():
    table = {"region": [*"AABB"], "field": [*"fg"] * 2, "amount": [3, 1, 1, 3]}
    found = strategy(pa.table(table | {"declared": pa.array([1, None, 0, 0])}))
    assert found.to_pylist()[1] | {"support": 0} == {
        "region": "A", "field": "g", "side": "not known", "year": None, "value": None, "low": None, "high": None,
        "support": 0, "note": "not said whether declared",
    }  # fmt: skip
    with pytest.raises(NotComputableError, match="something else than 0 and 1"):
        strategy(pa.table(table | {"declared": [1, 2, 0, 0]}))


def test_fields_and_interfaces_of_a_region_beside_its_strategy():
    """Revealed is what is certain: f is, g may be chance though above 1; an amount without bounds is at 1 or more."""
    fields = field_figures(
        [("f", 1.5, 1.2, 1.9), ("g", 1.4, 0.9, 2.0), ("h", 1.1, None, None), ("i", None, None, None)]
    )
    interfaces = interface_figures([("f", "g", 1.6, 1.1), ("f", "h", 0.7, 0.5)])
    found = beside_declared(fields, interfaces, ["f", "g", "z"], [("f", "h")])
    assert [(row["field_a"], row["field_b"], row["side"]) for row in found.to_pylist()] == [
        ("f", None, "declared and revealed"),
        ("g", None, "declared only"),
        ("h", None, "revealed only"),
        ("i", None, "not known"),
        ("z", None, "not known"),
        ("f", "g", "revealed only"),
        ("f", "h", "declared only"),
    ]
    absent = found.to_pylist()[4]
    assert (absent["region"], absent["value"], absent["note"]) == ("DED", None, "no figure computed")
    assert found.column("year").to_pylist()[0] == 2019


def test_agreement_by_hand():
    """Of declared f and g one is revealed; of revealed f and h one is declared; f, g above or below h and i: 3 of 4."""
    fields = field_figures([("f", 1.5, 1.2, 1.9), ("g", 1.0, 0.8, 2.0), ("h", 1.3, 1.1, 2), ("i", 0.4, 0.2, 0.7)])
    found = agreement(beside_declared(fields, interface_figures([]), ["f", "g"], []))
    assert found.column("value").to_pylist() == [0.5, 0.5, 0.75]
    assert found.column("support").to_pylist() == [2, 2, 4]
    assert set(found.column("kind").to_pylist()) == {"field"}


def test_agreement_says_what_it_cannot_tell():
    fields = field_figures([("f", 0.5, 0.2, 0.9), ("g", 0.6, 0.3, 0.9)])
    interfaces = interface_figures([("f", "g", None, None)])
    found = agreement(beside_declared(fields, interfaces, ["f", "g"], [])).to_pylist()
    assert [row["value"] for row in found] == [0, None, None, None, None, None]
    assert [row["note"] for row in found[:3]] == [
        None,
        "nothing revealed",
        "all or none are declared: no order to judge",
    ]
    assert found[3]["note"] == "nothing declared, or nothing computed of it"
    with pytest.raises(NotComputableError, match="nothing to compare"):
        agreement(beside_declared(field_figures([]), interface_figures([]), [], []))


def test_a_quotient_of_exactly_one_is_revealed():
    table = {"region": [*"AABB"], "field": [*"fg"] * 2, "amount": [1, 1, 2, 2], "declared": [1, 0, 0, 1]}
    found = strategy(pa.table(table))
    assert found.column("value").to_pylist() == [1.0] * 4
    assert found.column("side").to_pylist() == [SIDES[0], SIDES[2], SIDES[2], SIDES[0]]


def test_a_range_that_begins_at_one_reveals_nothing():
    fields = field_figures([("f", 1.5, 1.0, 1.9), ("g", 1.0, None, None)])
    sides = beside_declared(fields, interface_figures([]), ["f", "g"], []).column("side").to_pylist()
    assert sides == ["declared only", "declared and revealed"]


def test_what_is_declared_of_a_region_without_figures_is_listed_without_a_region():
    found = beside_declared(field_figures([]), interface_figures([]), ["g", "f"], [("f", "g")]).to_pylist()
    assert [(row["region"], row["field_a"], row["field_b"], row["support"]) for row in found] == [
        (None, "f", None, 0),
        (None, "g", None, 0),
        (None, "f", "g", 0),
    ]
    assert {row["note"] for row in found} == {"no figure computed"}


def test_what_is_not_known_counts_neither_for_nor_against():
    """Of f, g and h, h has no figure: one of one declared is revealed, and f stands above g."""
    fields = field_figures([("f", 1.5, 1.2, 1.9), ("g", 0.5, 0.2, 0.9), ("h", None, None, None)])
    found = agreement(beside_declared(fields, interface_figures([]), ["f", "h"], []))
    assert found.column("value").to_pylist() == [1.0, 1.0, 1.0]
    assert found.column("support").to_pylist() == [1, 1, 2]
    assert found.column("year").to_pylist() == [2019] * 3


def test_fields_and_interfaces_agree_each_by_themselves():
    fields = field_figures([("f", 1.5, 1.2, 1.9), ("g", 0.5, 0.2, 0.9)])
    interfaces = interface_figures([("f", "g", 0.5, 0.2), ("f", "h", 1.6, 1.2)])
    found = agreement(beside_declared(fields, interfaces, ["f"], [("f", "g")])).to_pylist()
    assert [(row["kind"], row["value"]) for row in found] == [
        ("field", 1.0),
        ("field", 1.0),
        ("field", 1.0),
        ("interface", 0.0),
        ("interface", 0.0),
        ("interface", 0.0),
    ]


@given(st.lists(st.tuples(st.integers(1, 5), st.booleans()), min_size=1, max_size=12))
def test_shares_and_order_stay_between_0_and_1_and_null_has_its_reason(cells):
    rows = [
        {"region": "A", "field_a": f"f{place}", "value": value / 3, "support": 1, "year": 2019}
        | {"side": SIDES[(0 if declared else 2) + (value < 3)]}
        for place, (value, declared) in enumerate(cells)
    ]
    found = agreement(pa.Table.from_pylist(rows, schema=BESIDE)).to_pylist()
    for row in found:
        assert (row["value"] is None) == bool(row["note"])
        assert row["value"] is None or 0 <= row["value"] <= 1
    declared, revealed = (sum(one(cell) for cell in cells) for one in (lambda c: c[1], lambda c: c[0] >= 3))
    assert [row["support"] for row in found] == [declared, revealed, len(cells)]

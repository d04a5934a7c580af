"""Regions side by side: a sign for each, filled where certain, told apart by shape and not by colour alone."""

import pytest

from crossfield.charts.comparison import MOST, SHAPES, comparison
from crossfield.charts.document import render
from crossfield.errors import NotComputableError

REGIONS = [("DED", "Sachsen"), ("DE2", "Bayern"), ("NL3", "West-Nederland")]
ROWS = [
    {"title": "Energie"} | {"DED": 2.0, "DED_low": 1.2, "DED_high": 3.0, "DED_support": 7}
    | {"DE2": 1.0, "DE2_low": 0.5, "DE2_high": 9.0, "DE2_support": 3}
    | {"NL3": None, "NL3_low": None, "NL3_high": None},
    {"title": "Informations- und Kommunikationstechnologien für alle, die lange Namen haben"}
    | {"DED": 0.1, "DED_low": None, "DED_high": None} | {"DE2": 0.5, "DE2_low": 0.3, "DE2_high": 0.8},
]  # fmt: skip


def dots(**asked):
    return comparison(ROWS, REGIONS, **asked).to_dict()["datasets"]["dots"]


def test_every_figure_is_drawn_once_and_what_is_undefined_is_not():
    assert [(dot["region"], dot["is_sure"]) for dot in dots()] == [
        ("DED", True), ("DE2", False), ("DED", False), ("DE2", True),
    ]  # fmt: skip


def test_a_figure_stands_on_a_logarithmic_axis_and_at_its_end_beyond_it():
    found = {(dot["region"], dot["pair"][:3]): dot for dot in dots()}
    one, two, least = found["DE2", "Ene"]["cx"], found["DED", "Ene"]["cx"], found["DED", "Inf"]["cx"]
    half = found["DE2", "Inf"]["cx"]

    assert two - one == pytest.approx(one - half, abs=0.2)
    assert least == pytest.approx(one - 2 * (one - half), abs=0.2)
    assert found["DED", "Inf"]["low"] is None


def test_each_region_has_a_shape_of_its_own():
    spec = comparison(ROWS, REGIONS).to_dict()
    shapes = [layer["mark"]["shape"] for layer in spec["layer"] if layer["mark"].get("shape")]

    assert len(set(SHAPES)) == MOST
    assert list(dict.fromkeys(shapes)) == list(SHAPES[:3])


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("small", [False, True])
def test_it_is_drawn_in_every_form(small, dark):
    chart = comparison(ROWS, REGIONS, small=small, title="Q?" if not small else "", sentence="A.", citation="S " * 80)

    assert render(chart, "svg", dark=dark).startswith(b"<svg")


@pytest.mark.parametrize("count", [0, 6])
def test_no_more_than_five_regions_are_told_apart(count):
    with pytest.raises(NotComputableError):
        comparison(ROWS, REGIONS[:1] * count)

"""Regions side by side: a sign for each, filled where certain, told apart by shape and not by colour alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.comparison import HIGHEST, LOWEST, MOST, SHAPES, TICKS, Frame, comparison
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


FRAME = Frame(100.0, 416.0)  # 400 pixels for four doublings


def test_each_doubling_is_as_wide_as_the_one_before():
    assert [FRAME.at(tick) for tick in TICKS] == [108.0, 208.0, 308.0, 408.0, 508.0]
    assert FRAME.width == 536.0


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_higher_figure_stands_no_further_left(one, other):
    low, high = sorted((one, other))
    assert FRAME.at(LOWEST) <= FRAME.at(low) <= FRAME.at(high) <= FRAME.at(HIGHEST)


@pytest.mark.parametrize(
    ("low", "high", "is_sure"),
    [(1.1, 2.0, True), (1.0, 2.0, False), (0.5, 1.0, False), (0.5, 0.9, True), (None, 2.0, False), (1.1, None, False)],
)
def test_a_figure_is_certain_where_its_range_excludes_one(low, high, is_sure):
    rows = [{"title": "Energie", "DED": 1.5, "DED_low": low, "DED_high": high}]
    (dot,) = comparison(rows, REGIONS[:1]).to_dict()["datasets"]["dots"]
    assert dot["is_sure"] is is_sure


@pytest.mark.parametrize(
    ("language", "value", "reach", "support"),
    [("en", "2.00", "1.20 to 3.00", "7"), ("de", "2,00", "1,20 bis 3,00", "7")],
)
def test_what_is_pointed_at_is_said_in_the_language(language, value, reach, support):
    first = dots(language=language)[0]
    assert (first["said_value"], first["said_range"], first["said_support"]) == (value, reach, support)
    assert first["said_all"] == f"Energie, Sachsen: {value}"


def test_a_figure_without_range_or_support_says_a_dash():
    third = dots()[2]
    assert (third["region"], third["said_range"], third["said_support"]) == ("DED", "–", "–")


def test_regions_stand_below_one_another_within_a_field_and_fields_do_not_overlap():
    found = dots()
    first, second = ([dot for dot in found if dot["pair"].startswith(start)] for start in ("Ene", "Inf"))
    assert [dot["cy"] for dot in first] == sorted(dot["cy"] for dot in first)
    assert first[1]["cy"] - first[0]["cy"] == 15.0
    assert max(dot["y2"] for dot in first) < min(dot["y"] for dot in second)


def test_a_narrow_picture_is_narrower_and_says_the_same():
    wide, narrow = comparison(ROWS, REGIONS).to_dict(), comparison(ROWS, REGIONS, small=True).to_dict()
    assert (wide["width"], narrow["width"]) == (890.0, 360.0)
    said = [[dot["said_all"] for dot in spec["datasets"]["dots"]] for spec in (wide, narrow)]
    assert said[0] == said[1]


def test_title_and_sentence_are_the_description_and_a_page_may_say_them_itself():
    alone = comparison(ROWS, REGIONS, title="Where?", sentence="Here.").to_dict()
    assert alone["description"] == "Where? Here."
    assert (alone["title"]["text"], alone["title"]["subtitle"]) == ("Where?", ["Here."])
    inside = comparison(ROWS, REGIONS, sentence="Here.").to_dict()
    assert (inside["description"], inside.get("title")) == ("Here.", None)


def test_a_source_makes_room_for_itself_line_by_line():
    short, long = (comparison(ROWS, REGIONS, citation=text).to_dict()["height"] for text in ("S", "Source " * 60))
    assert comparison(ROWS, REGIONS).to_dict()["height"] == short - 15
    assert (long - short) % 15 == 0
    assert long > short


def test_without_fields_there_is_only_the_key():
    assert comparison([], REGIONS).to_dict()["datasets"]["dots"] == []

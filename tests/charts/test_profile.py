"""Small pictures: where a dot stands, when it is filled, how tall a column is."""

import math

import pytest
from lxml import etree

from crossfield.charts.profile import profile_bar, year_columns


def parts(svg):
    return etree.fromstring(svg)


def test_one_stands_on_the_reference_line_and_the_ends_hold_what_is_beyond():
    middle, lowest, highest = (
        float(parts(profile_bar(x, None, None)).find("circle").get("cx")) for x in (1, 0.001, 99)
    )

    assert (middle, lowest, highest) == (80.0, 6.0, 154.0)
    assert parts(profile_bar(1, None, None)).find("line").get("x1") == "80.0"


def test_two_is_half_way_to_four():
    dot = float(parts(profile_bar(2, 1.5, 3)).find("circle").get("cx"))

    assert dot == pytest.approx(80 + 74 * math.log(2) / math.log(4), abs=0.05)


@pytest.mark.parametrize(
    ("given", "classes"),
    [
        ((2.0, 1.2, 3.0), "more certain"),
        ((2.0, 0.8, 3.0), "more uncertain"),
        ((0.5, 0.2, 0.9), "less certain"),
        ((0.9, 0.2, 1.9), "less uncertain"),
        ((2.0, None, None), "more uncertain"),
    ],
)
def test_only_what_is_certain_is_filled(given, classes):
    assert parts(profile_bar(*given)).find("circle").get("class") == classes


def test_without_a_value_there_is_no_picture():
    assert profile_bar(None, None, None) == ""
    assert year_columns([], [], title="Projects") == ""


def test_columns_grow_with_their_values_and_nothing_has_none():
    drawn = parts(year_columns([(2014, 0.0), (2015, 2.0), (2016, 4.0)], ["0", "2", "4"], title="Projects"))
    tall = [float(one.get("height")) for one in drawn.findall("rect")]

    assert tall == [0.0, 60.0, 120.0]
    assert [one.text for one in drawn.findall("text")] == ["0", "2014", "2", "2015", "4", "2016"]
    assert drawn.get("aria-label") == "Projects"


def test_years_without_projects_are_flat():
    drawn = parts(year_columns([(2014, 0.0)], ["0"], title="Projects"))

    assert [float(one.get("height")) for one in drawn.findall("rect")] == [0.0]

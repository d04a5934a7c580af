"""A consortium as a matrix: a dot for each part of each partner, in its row and column."""

import pytest

from crossfield.charts.coverage_matrix import MOST_NEEDS, MOST_PARTNERS, coverage_matrix
from crossfield.charts.document import render
from crossfield.errors import NotComputableError

NEEDS = ["Health", "Information and communication technologies", "Health × ICT"]
ROWS = [
    {"name": "A", "place": "Wien", "fills": [("Health", 77), ("Health × ICT", 3)]},
    {"name": "B", "place": "", "fills": [("Information and communication technologies", 1234)]},
]


def dots(**asked):
    return coverage_matrix(ROWS, NEEDS, **asked).to_dict()["datasets"]["dots"]


@pytest.mark.parametrize("small", [False, True])
def test_a_dot_stands_where_a_partner_is_in_for_a_part(small):
    found = {(dot["pair"], dot["said_part"]): dot for dot in dots(small=small)}

    assert list(found) == [("A", "Health"), ("A", "Health × ICT"), ("B", NEEDS[1])]
    assert found["A", "Health"]["cy"] == found["A", "Health × ICT"]["cy"] < found["B", NEEDS[1]]["cy"]
    assert found["A", "Health"]["cx"] < found["B", NEEDS[1]]["cx"] < found["A", "Health × ICT"]["cx"]


def test_the_number_beside_a_dot_is_that_of_its_projects_as_the_language_writes_it():
    assert [dot["said_projects"] for dot in dots(language="de")] == ["77", "3", "1.234"]


def test_a_part_that_is_no_column_is_not_drawn():
    found = coverage_matrix([{"name": "A", "place": "", "fills": [("Energy", 1)]}], NEEDS).to_dict()

    assert found["datasets"]["dots"] == []


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("small", "title"), [(False, ""), (False, "Who?"), (True, "")])
def test_it_is_drawn_in_every_form(small, title, dark):
    chart = coverage_matrix(ROWS * 6, NEEDS * 3, small=small, title=title, sentence="A.", citation="S " * 80)

    assert render(chart, "svg", dark=dark).startswith(b"<svg")


@pytest.mark.parametrize(("partners", "needs"), [(0, 1), (1, 0), (MOST_PARTNERS + 1, 1), (1, MOST_NEEDS + 1)])
def test_more_than_a_picture_can_show_is_refused(partners, needs):
    with pytest.raises(NotComputableError):
        coverage_matrix(ROWS[:1] * partners, NEEDS[:1] * needs)

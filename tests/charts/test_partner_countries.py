"""A shortlist by country: a sign for each partner, filled where known, the fullest country first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.document import render
from crossfield.charts.partner_countries import STATES, partner_countries
from crossfield.errors import NotComputableError


def partner(name, country="Austria", state="new"):
    return {"name": name, "country": country, "state": state}


ROWS = [
    partner("A", "Spain", "known"), partner("B", "Austria", "new"), partner("C", "Austria", "known"), partner("D", ""),
    partner("E", "Austria", "unsaid"),
]  # fmt: skip


def signs(rows=ROWS, **asked):
    return partner_countries(rows, **asked).to_dict()["datasets"]["signs"]


def test_the_fullest_country_stands_first_the_known_before_the_new_and_what_has_no_country_last():
    assert [(one["pair"], one["state"]) for one in signs()] == [
        ("C", "known"), ("B", "new"), ("E", "unsaid"), ("A", "known"), ("D", "new"),
    ]  # fmt: skip
    assert [one["said_all"] for one in signs()][-1].startswith("D, country not known: new")


def test_a_state_has_a_sign_of_its_own():
    spec = partner_countries(ROWS).to_dict()
    drawn = [(one["mark"]["style"], one["mark"]["shape"]) for one in spec["layer"] if one["mark"].get("shape")]

    assert drawn == list(STATES.values())
    assert len(set(drawn)) == len(STATES)


@given(st.integers(1, 200), st.booleans())
def test_no_two_signs_stand_on_one_another_and_none_beyond_the_picture(count, small):
    found = signs([partner(str(number)) for number in range(count)], small=small)

    assert len({(one["cx"], one["cy"]) for one in found}) == count
    assert max(one["x2"] for one in found) <= (380 if small else 940)


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("small", "title"), [(False, ""), (False, "Who?"), (True, "")])
def test_it_is_drawn_in_every_form(small, title, dark):
    chart = partner_countries(ROWS * 9, small=small, title=title, sentence="A.", citation="S " * 80, language="de")

    assert render(chart, "svg", dark=dark).startswith(b"<svg")


def test_an_empty_list_is_no_picture():
    with pytest.raises(NotComputableError):
        partner_countries([])

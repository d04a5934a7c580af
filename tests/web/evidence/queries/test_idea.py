"""An idea: its fields with the words that say so, and the region's interfaces at these fields."""

from itertools import combinations

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.errors import UnknownNameError
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.idea import LONGEST, MOST_FIELDS, idea_view
from crossfield.web.evidence.queries.interfaces import interface_rows
from crossfield.web.evidence.queries.look import strength_answer

PATIENT = settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.too_slow])  # opens the data


def view_of(text, language="de", code="DED"):
    with translation.override(language):
        return idea_view(current_version(), code, text, language)


@pytest.mark.parametrize(
    ("language", "titles", "pair"),
    [
        ("de", ["Gesundheit", "Mikroelektronik"], "Mikroelektronik × Gesundheit"),
        ("en", ["Health", "Microelectronics"], "Microelectronics × Health"),
    ],
)
def test_fields_and_interface_of_a_german_text(language, titles, pair):
    view = view_of("Sensoren für die Pflege", language)

    assert [field["title"] for field in view.fields] == titles
    assert [field["words"] for field in view.fields] == ["Pflege", "Sensoren"]
    assert [found["title"] for found in view.interfaces] == [pair]
    assert [found["address"] for found in view.interfaces] == [f"/{language}/interface/DED/health/microelectronics/"]


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_no_text_has_no_fields(text):
    assert (view_of(text).fields, view_of(text).interfaces) == ([], [])


def test_a_text_without_a_field_says_so_by_having_none():
    view = view_of("Lorem ipsum dolor sit amet")

    assert (view.text, view.fields, view.interfaces) == ("Lorem ipsum dolor sit amet", [], [])


def test_one_field_alone_meets_none():
    view = view_of("Pflege")

    assert ([field["field"] for field in view.fields], view.interfaces) == (["health"], [])


def test_a_text_is_read_up_to_its_longest():
    view = view_of("x" * LONGEST + " Pflege und Sensoren")

    assert len(view.text) == LONGEST
    assert view.fields == []


def test_an_idea_of_everything_meets_in_four_fields_at_most():
    view = view_of("Sensoren, Pflege, Batterien, Roboter, Biotechnologie, Landwirtschaft, Nanotechnologie, Software")

    assert len(view.fields) > MOST_FIELDS
    assert len(view.interfaces) <= len(list(combinations(range(MOST_FIELDS), 2)))


def test_what_is_said_is_what_the_page_of_the_interface_says():
    rows = {(row["field_a"], row["field_b"]): row for row in interface_rows(current_version(), "DED")}
    view = view_of("Neue Materialien und Sensoren", "de")
    with translation.override("de"):
        expected = [
            strength_answer(rows[tuple(found["address"].split("/")[4:6])], "Sachsen", found["title"], "de")
            for found in view.interfaces
        ]

    assert [found["said"] for found in view.interfaces] == expected


def test_an_unknown_region_is_told():
    with pytest.raises(UnknownNameError):
        view_of("Pflege", code="nowhere")


@PATIENT
@given(st.text(max_size=200))
def test_any_text_is_answered(text):
    view = view_of(text)

    assert view.text == text[:LONGEST].strip()
    assert len(view.interfaces) <= 6


@pytest.mark.parametrize("language", ["de", "en"])
def test_markup_in_an_idea_is_shown_as_text(desk, language):
    page = desk.get(f"/{language}/idea/", {"text": "<script>alert(1)</script> Pflege und Sensoren"})

    assert page.status_code == 200
    assert b"<script>alert(1)</script>" not in page.content

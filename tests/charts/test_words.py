from __future__ import annotations

import math
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.words import (
    ABOUT_OTHER_LOOKS,
    DE,
    EN,
    NOTES_DE,
    finite,
    note_in,
    note_parts,
    number,
    projects,
    span,
    words_in,
)
from crossfield.errors import UnknownNameError
from crossfield.indicators import activity, complementarity, field_pairs, region_complexity, strategy


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_both_languages_say_everything_with_the_same_places():
    assert DE.keys() == EN.keys()
    assert {key: places(said) for key, said in DE.items()} == {key: places(said) for key, said in EN.items()}


def test_german_is_not_left_in_english():
    same = {key for key in EN if EN[key] == DE[key] and EN[key]}
    assert same == set()


def test_numbers_are_written_as_the_language_does():
    assert number(1.29, "de") == "1,29"
    assert number(1.29, "en") == "1.29"
    assert number(12345.0, "de", 0) == "12.345"
    assert number(2.0, "de", signed=True) == "+2,00"
    assert span(-1.0, 2.5, "de", 1) == "−1,0 bis 2,5"
    assert span(None, 2.5, "de") == ""


def test_a_note_without_translation_stays_readable():
    assert note_in("one project; from Mars", "de") == "ein einziges Projekt; from Mars"
    assert note_in("one project", "en") == "one project"
    assert note_in(None, "de") == ""


def test_an_unknown_language_names_the_known_ones():
    with pytest.raises(UnknownNameError, match="Languages are en, de"):
        words_in("cs")


NOTHING = [None, math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("value", NOTHING)
def test_what_is_no_number_is_a_dash_and_never_a_word_of_the_computer(value):
    assert finite(value) is None
    assert number(value, "de") == number(value, "en", 0, signed=True) == "–"
    assert span(value, 1.0, "en") == span(1.0, value, "en") == ""


def test_a_whole_number_is_as_finite_as_a_float():
    assert finite(3) == 3.0
    assert finite(0) == 0.0
    assert span(0, 0, "en", 0) == "0 to 0"


@given(st.floats(-1e9, 1e9), st.integers(0, 4), st.booleans())
def test_what_is_written_can_be_read_back_in_both_languages(value, digits, signed):
    english = number(value, "en", digits, signed=signed)
    assert float(english.replace(",", "").replace("−", "-")) == round(value, digits)
    assert number(value, "de", digits, signed=signed) == english.translate(str.maketrans(",.", ".,"))
    assert "-" not in english  # the minus is a real one


@pytest.mark.parametrize(
    ("count", "english", "german"),
    [(0, "0 projects", "0 Projekte"), (1, "1 project", "1 Projekt"), (1234, "1,234 projects", "1.234 Projekte")],
)
def test_a_number_of_projects_has_its_noun_and_stays_on_one_line(count, english, german):
    assert projects(count, "en") == english.replace(" ", "\N{NO-BREAK SPACE}")
    assert projects(count, "de") == german.replace(" ", "\N{NO-BREAK SPACE}")


@pytest.mark.parametrize(
    ("note", "parts"),
    [
        (None, []),
        ("", []),
        (" ; ;", []),
        ("few records", ["few records"]),
        (" few records ;coverage changed; ", ["few records", "coverage changed"]),
    ],
)
def test_a_note_is_taken_apart_at_semicolons(note, parts):
    assert note_parts(note) == parts
    assert note_in(note, "en") == "; ".join(parts)


def test_no_note_is_known_only_as_a_whole_that_is_taken_apart_before():
    assert [note for note in NOTES_DE if note_parts(note) != [note]] == []


@pytest.mark.parametrize(
    "note",
    [
        *ABOUT_OTHER_LOOKS,
        *(activity.NO_REGION, activity.NO_FIELD, activity.ONE_REGION, activity.ONE_FIELD),
        *(activity.MISSING, activity.SOME_MISSING, activity.FEW_RECORDS, activity.COVERAGE_CHANGED),
        *(field_pairs.ALONE, field_pairs.NO_FREEDOM, complementarity.HAS_BOTH),
        *(region_complexity.NARROW, region_complexity.IN_PARTS, region_complexity.NO_PATTERN),
        *(region_complexity.NO_INTERVAL, region_complexity.VANISHED, region_complexity.OTHER_PART),
        *(strategy.NOTHING_DECLARED, strategy.NOTHING_REVEALED, strategy.ALL_OR_NONE),
        *(strategy.NO_FIGURE, strategy.UNSTATED),
    ],
)
def test_a_note_that_figures_carry_is_said_in_german(note):
    said = note_in(note, "de")
    assert [part for part in note_parts(note) if part in said] == []
    assert note_in(note, "en") == note


def test_german_ranges_do_not_break_at_their_hyphens():
    assert [key for key, said in DE.items() if re.search("90-%|%-Bereich", said)] == []


@given(st.text(max_size=4).filter(lambda code: code not in {"en", "de"}))
def test_no_other_language_is_answered_in_english(code):
    with pytest.raises(UnknownNameError):
        words_in(code)

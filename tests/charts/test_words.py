from __future__ import annotations

import string

import pytest

from crossfield.charts.words import DE, EN, note_in, number, span, words_in
from crossfield.errors import UnknownNameError


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

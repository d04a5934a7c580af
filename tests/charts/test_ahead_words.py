"""Words on the years ahead are the same in both languages."""

import string

import pytest

from crossfield.charts.ahead_words import DRIVERS, HEADINGS, WORDS
from crossfield.indicators.potential import FEATURES


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_both_languages_have_the_same_words_and_all_features():
    assert WORDS["en"].keys() == WORDS["de"].keys()
    assert HEADINGS["en"].keys() == HEADINGS["de"].keys()
    assert set(DRIVERS["en"]) == set(DRIVERS["de"]) == set(FEATURES)


@pytest.mark.parametrize("key", WORDS["en"])
def test_a_sentence_has_the_same_places_in_both_languages(key):
    assert places(WORDS["de"][key]) == places(WORDS["en"][key])
    assert WORDS["de"][key] != WORDS["en"][key]


@pytest.mark.parametrize("said", [HEADINGS, DRIVERS])
def test_no_two_columns_or_drivers_are_called_the_same(said):
    for words in said.values():
        assert len(set(words.values())) == len(words)
        assert all(words.values())
    assert {key for key in said["en"] if said["en"][key] == said["de"][key]} <= {"codes"}


def test_a_driver_can_stand_in_the_middle_of_a_sentence():
    assert all(text[0].islower() or text.startswith("Organisationen") for text in DRIVERS["de"].values())
    assert all(text[0].islower() for text in DRIVERS["en"].values())
    assert not any(text.endswith(".") for words in DRIVERS.values() for text in words.values())

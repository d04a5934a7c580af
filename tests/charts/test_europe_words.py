"""Words on the map of Europe are the same in both languages, and fit beside it."""

import string

import pytest

from crossfield.charts.europe_words import DE, EN, WORDS
from crossfield.charts.palette import text_width


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def test_both_languages_say_everything_with_the_same_places():
    assert WORDS == {"en": EN, "de": DE}
    assert {key: places(said) for key, said in DE.items()} == {key: places(said) for key, said in EN.items()}


def test_german_is_not_left_in_english():
    assert [key for key in EN if EN[key] == DE[key] and EN[key]] == []


@pytest.mark.parametrize("shows", ["strength", "quotient", "own"])
def test_each_figure_says_what_it_is_and_its_colour_in_two_lines(shows):
    for words in WORDS.values():
        assert words[f"value_{shows}"].count("1 = ") == 1
        assert words[f"colour_{shows}"].split(":")[0] in {"Colour", "Farbe"}
        assert words[f"colour_{shows}_2"][0].islower()


@pytest.mark.parametrize("language", ["en", "de"])
def test_lines_of_the_legend_are_no_wider_than_it(language):
    legend = [key for key in WORDS[language] if key.startswith(("colour_", "certain", "uncertain", "none", "size"))]
    assert max(text_width(WORDS[language][key], 11) for key in legend) < 300

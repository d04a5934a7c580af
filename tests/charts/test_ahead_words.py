"""Words on the years ahead are the same in both languages."""

from crossfield.charts.ahead_words import DRIVERS, HEADINGS, WORDS
from crossfield.indicators.potential import FEATURES


def test_both_languages_have_the_same_words_and_all_features():
    assert WORDS["en"].keys() == WORDS["de"].keys()
    assert HEADINGS["en"].keys() == HEADINGS["de"].keys()
    assert set(DRIVERS["en"]) == set(DRIVERS["de"]) == set(FEATURES)

"""Words on the picture of a network are the same in both languages."""

import string

import pytest

from crossfield.charts.network_words import DE, EN, WORDS


def places(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("key", EN)
def test_a_text_has_its_translation_with_the_same_places(key):
    assert places(DE[key]) == places(EN[key])
    assert bool(DE[key]) == bool(EN[key]) is True


def test_only_the_region_is_called_the_same():
    assert WORDS == {"en": EN, "de": DE}
    assert EN.keys() == DE.keys()
    assert [key for key in EN if EN[key] == DE[key]] == ["region"]


def test_what_is_hidden_is_counted():
    assert EN["hidden"].format(n=3) == "Not drawn: 3 more organisations."
    assert DE["hidden"].format(n=3) == "Nicht gezeichnet: 3 weitere Organisationen."
    assert DE["own"].format(region="Sachsen") == "Gefüllt: Organisationen aus Sachsen"

"""Sentences on the years ahead, in both languages."""

import pytest

from crossfield.cli.ahead import answer_ahead, proof_sentence, window_sentence
from crossfield.cli.ahead_words import DRIVERS, HEADINGS, WORDS
from crossfield.indicators.potential import FEATURES

TENTH = {"part": "entry", "observed": 0.142, "until": 2017, "test_until": 2020}
TOLD = {"basis": "2017-2019", "window": "2020-2022", "past": True, "recorded": 2021, "came": 0}
ROW = {"field_a": "a", "field_b": "b", "potential": 0.84, "potential_low": 0.2, "potential_high": 1.5, "support": 1}


@pytest.mark.parametrize(
    ("share", "language", "said"),
    [
        (0.142, "en", "14 of 100 became active by 2020."),
        (0.004, "en", "fewer than 1 of 100 became active by 2020."),
        (0.142, "de", "wurden bis 2020 14 von 100 aktiv."),
        (0.004, "de", "wurde bis 2020 weniger als 1 von 100 aktiv."),
    ],
)
def test_what_came_is_said_of_a_hundred(share, language, said):
    assert proof_sentence(TENTH | {"observed": share}, language).endswith(said)


def test_growth_is_another_sentence_and_without_a_back_test_there_is_none():
    assert proof_sentence(TENTH | {"part": "growth"}, "en") == (
        "Of the active interfaces that scored like this in 2017, 14 of 100 had a new joint project by 2020."
    )
    assert proof_sentence(None, "de") == ""


def test_a_past_window_is_said_first():
    assert window_sentence(TOLD, "en").startswith("That window is past; what came by 2021")
    assert window_sentence(TOLD, "de").startswith("Dieser Zeitraum ist vorbei")
    assert window_sentence(TOLD | {"recorded": None}, "en").startswith("That window is past, and the data hold nothing")
    assert window_sentence(TOLD | {"past": False}, "en") == "Forecast for 2020-2022 on the basis of 2017-2019."


def test_unused_is_said_only_where_the_gap_is_surely_above_nothing():
    sure, open_ = ({"gap": 0.7, "gap_low": low, "gap_high": 1.4} for low in (0.1, -0.1))
    assert answer_ahead([ROW | sure], {}, "en", "gap")[0].startswith("Potential is unused for certain at a × b: 0.70")
    assert answer_ahead([ROW | open_], {}, "en", "gap")[0].startswith("Nowhere is potential unused for certain")
    assert "unused" not in answer_ahead([ROW | sure], {}, "en", "potential")[0]
    assert answer_ahead([ROW | {"potential": None}], {}, "de", "gap") == (WORDS["de"]["none"], None)


def test_both_languages_have_the_same_words_and_all_features():
    assert WORDS["en"].keys() == WORDS["de"].keys()
    assert HEADINGS["en"].keys() == HEADINGS["de"].keys()
    assert set(DRIVERS["en"]) == set(DRIVERS["de"]) == set(FEATURES)

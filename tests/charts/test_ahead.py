"""Sentences beside a potential, in both languages."""

import pytest

from crossfield.charts.ahead import came_sentence, proof_sentence, window_sentence

TENTH = {"part": "entry", "observed": 0.142, "until": 2017, "test_until": 2020}
TOLD = {"basis": "2017-2019", "window": "2020-2022", "past": True, "recorded": 2021, "came": 0}


@pytest.mark.parametrize(
    ("share", "language", "said"),
    [
        (0.142, "en", "14 of 100 became active by 2020."),
        (0.004, "en", "fewer than 1 of 100 became active by 2020."),
        (0.142, "de", "wurden 14 von 100 bis 2020 aktiv."),
        (0.004, "de", "wurde weniger als 1 von 100 bis 2020 aktiv."),
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
    assert window_sentence(TOLD, "en").startswith("That window is past; what came of it is known up to 2021")
    assert window_sentence(TOLD, "de").startswith("Der Zeitraum der Vorausschau ist vorbei")
    assert window_sentence(TOLD | {"recorded": None}, "en").startswith("That window is past, and the data hold nothing")
    assert window_sentence(TOLD | {"past": False}, "en") == "Forecast for 2020-2022 on the basis of 2017-2019."


def test_what_came_is_said_where_the_data_hold_some_of_the_window():
    assert came_sentence(TOLD, "de") == "Im Zeitraum 2020-2022 kamen bis 2021 hinzu: 0\N{NO-BREAK SPACE}Projekte."
    assert came_sentence(TOLD | {"came": None, "recorded": None}, "de") == ""

from __future__ import annotations

import pytest

from crossfield.charts.palette import DIVERGING, INK, SEQUENTIAL, text_width, theme, wrap_text


def luminance(colour):
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first, second):
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("dark", [False, True])
def test_text_and_marks_stand_out_from_the_ground(dark):
    ink = INK[dark]
    for ground in (ink["ground"], ink["cell"]):
        assert contrast(ink["text"], ground) >= 7
        assert contrast(ink["muted"], ground) >= 4.5
        assert min(contrast(colour, ground) for colour in DIVERGING[dark]) >= 2.3
        assert min(contrast(colour, ground) for colour in SEQUENTIAL[dark]) >= 2


@pytest.mark.parametrize("dark", [False, True])
def test_the_scale_gets_stronger_towards_both_ends(dark):
    steps = [contrast(colour, INK[dark]["ground"]) for colour in DIVERGING[dark]]
    assert steps[0] > steps[1] > steps[2]
    assert steps[4] < steps[5] < steps[6]
    ramp = [contrast(colour, INK[dark]["ground"]) for colour in SEQUENTIAL[dark]]
    assert ramp == sorted(ramp)


def test_a_page_lends_the_chart_its_ground():
    assert theme(ground=False)["background"] == "transparent"
    assert theme(dark=True)["background"] == INK[True]["ground"]


def test_bold_text_is_wider_and_unknown_letters_count_as_average():
    assert text_width("Wort", 12, bold=True) > text_width("Wort", 12)
    assert text_width("ж", 10) == 5.56


def test_words_that_fit_no_line_are_split_at_a_known_part_or_anywhere():
    assert wrap_text("Elektroindustrie", 60, 12) == ["Elektro-", "industrie"]
    lines = wrap_text("Donaudampfschifffahrt", 60, 12)
    assert "".join(line.removesuffix("-") for line in lines) == "Donaudampfschifffahrt"
    assert all(text_width(line, 12) <= 60 for line in lines)


def test_what_belongs_together_stays_on_one_line():
    assert wrap_text("mit 8\N{NO-BREAK SPACE}Projekten", 70, 12) == ["mit", "8\N{NO-BREAK SPACE}Projekten"]

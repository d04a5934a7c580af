from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.palette import DIVERGING, FONT, INK, SEQUENTIAL, SERIES, text_width, theme, wrap_text


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
        assert min(contrast(colour, ground) for colour in (*DIVERGING[dark], *SEQUENTIAL[dark])) >= 3


@pytest.mark.parametrize("dark", [False, True])
def test_in_greyscale_each_step_is_further_from_the_ground_than_the_one_before(dark):
    for scale in (DIVERGING[dark], SEQUENTIAL[dark]):
        lightness = [116 * luminance(colour) ** (1 / 3) - 16 for colour in scale]
        steps = [after - before for before, after in itertools.pairwise(lightness)]
        assert min(steps if dark else [-step for step in steps]) > 4  # of 100; the ends are 40 apart
        assert abs(lightness[-1] - lightness[0]) > 38


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


WORDS = st.text("abcdefgilmWÄß-", min_size=1, max_size=30)


@given(st.lists(WORDS, min_size=1, max_size=6), st.floats(25, 300), st.booleans())
def test_wrapped_lines_hold_every_letter_in_order_and_none_is_too_wide(words, width, bold):
    lines = wrap_text(" ".join(words), width, 12, bold=bold)
    assert all(lines)
    assert all(text_width(line, 12, bold=bold) <= width for line in lines)
    letters = "".join(words).replace("-", "")
    assert "".join(lines).replace(" ", "").replace("-", "") == letters


@given(st.lists(st.text("abcäß", min_size=1, max_size=5), min_size=1, max_size=8))
def test_what_fits_is_one_line_and_left_alone(words):
    text = " ".join(words)
    assert wrap_text(text, text_width(text, 11) + 0.1, 11) == [text]


@pytest.mark.parametrize("text", ["W", "WW", "Chips"])
def test_a_line_narrower_than_a_letter_takes_one_letter(text):
    lines = wrap_text(text, 1, 12)
    assert "".join(line.removesuffix("-") for line in lines) == text


@given(st.text(max_size=30), st.text(max_size=30), st.floats(1, 40))
def test_widths_add_up_and_grow_with_the_size(one, other, size):
    assert text_width(one + other, size) == pytest.approx(text_width(one, size) + text_width(other, size))
    assert text_width(one, 2 * size) == pytest.approx(2 * text_width(one, size))
    assert text_width(one, size, bold=True) == pytest.approx(1.07 * text_width(one, size))


def test_light_and_dark_know_the_same_styles_in_one_font():
    light, dark = theme(), theme(dark=True)
    assert light["style"].keys() == dark["style"].keys()
    for style in light["style"]:
        assert light["style"][style].keys() == dark["style"][style].keys()
        assert light["style"][style].get("font", FONT) == FONT
    assert (light["padding"], theme(ground=False)["padding"]) == (16, 2)


@pytest.mark.parametrize("dark", [False, True])
def test_regions_and_what_is_compared_have_a_style_for_each_colour(dark):
    styles = theme(dark=dark)["style"]
    assert [styles[f"region{place}"]["color"] for place in range(7)] == list(DIVERGING[dark])
    for place, colour in enumerate(SERIES[dark]):
        assert {styles[f"{kind}{place}"]["color"] for kind in ("series", "open", "reach")} == {colour}
        assert (styles[f"series{place}"]["filled"], styles[f"open{place}"]["filled"]) == (True, False)
        assert contrast(colour, INK[dark]["ground"]) >= 4

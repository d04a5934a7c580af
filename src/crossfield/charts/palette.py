"""Colours and type of every picture, light and dark.

The scales are safe for the common kinds of colour blindness (orange against blue), go in one direction from light to
dark (on dark grounds from dark to light), so that they can be read in greyscale and on a copy, and every step keeps
a contrast of 3 : 1 against the ground, so that a thin ring is seen.
Charts name styles only; `theme` says what a style looks like.
"""

from __future__ import annotations

import re
from typing import Any

FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""Liberation Sans is built into vl-convert; Arial and Helvetica have the same letter widths."""

DIVERGING = {
    False: ("#c67517", "#ab7037", "#896c50", "#666562", "#37567e", "#0d3f78", "#00275e"),
    True: ("#aa671e", "#b67c47", "#b39678", "#a8abaf", "#a4c0e5", "#b1d4ff", "#daedff"),
}
SEQUENTIAL = {
    False: ("#6c8bb3", "#4a76ae", "#2c61a3", "#154986", "#002d5f"),
    True: ("#5a79a0", "#6693cd", "#78b0f8", "#a9cfff", "#d7eaff"),
}
SERIES = {
    False: ("#14528c", "#b8590a", "#1f7a5c", "#7b3f98", "#5b5f66"),
    True: ("#84c1fc", "#ee963f", "#5fd0a5", "#d3a3ef", "#c3c8d0"),
}
"""One colour for each thing compared; its sign differs too, so that colour is never all that tells two apart."""
INK = {
    False: {"ground": "#ffffff", "cell": "#f3f3f0", "text": "#1b1d21", "muted": "#5b5f66", "rule": "#c9c9c4"},
    True: {"ground": "#15171b", "cell": "#20242a", "text": "#eceef1", "muted": "#a7adb6", "rule": "#444a53"},
}

_WIDTHS = {
    "'": 191, "ijl": 222, " \u00a0.,:;!/ftI·|": 278, "()r-\u2011": 333, "*": 389, "ckJsvxyz": 500, "–−+=×<>~": 584,
    "TFZ": 611, "ABEKPSVXYÄ&": 667, "CDHNRUwÜ": 722, "GOQÖ": 778, "mM": 833, "%": 889, "W": 944,
}  # fmt: skip
_WIDTH = {letter: width for letters, width in _WIDTHS.items() for letter in letters}
_COMPOUND = re.compile(
    r"(\w{4,}?)(industrie|technologien?|technik|kommunikation|wirtschaft|wissenschaften|materialien|management"
    r"|gewerbe|verarbeitung|versorgung|dienstleistungen|bau)$"
)


def theme(*, dark: bool = False, ground: bool = True) -> dict[str, Any]:
    """Return the Vega-Lite config for light or dark grounds.

    Parameters
    ----------
    dark
        True for light ink on a dark ground.
    ground
        False leaves the ground transparent, for pages that have their own.
    """
    ink = INK[dark]
    return {
        "background": ink["ground"] if ground else "transparent",
        "font": FONT,
        "padding": 16 if ground else 2,
        "view": {"stroke": "transparent"},
        "range": {"diverging": list(DIVERGING[dark]), "ramp": list(SEQUENTIAL[dark])},
        "title": {
            "font": FONT, "color": ink["text"], "fontSize": 20, "offset": 22, "subtitleFont": FONT,
            "subtitleColor": ink["text"], "subtitleFontSize": 14, "subtitleLineHeight": 19, "subtitlePadding": 8,
        },
        "style": _styles(ink) | _land(ink, DIVERGING[dark]) | _series(SERIES[dark]),
    }  # fmt: skip


def _styles(ink: dict[str, str]) -> dict[str, dict[str, Any]]:
    text = {"font": FONT, "color": ink["text"], "fontSize": 12}
    muted = {**text, "color": ink["muted"], "fontSize": 11}
    return {
        "ground": {"color": ink["cell"], "cornerRadius": 3},
        "frame": {"fillOpacity": 0, "stroke": ink["text"], "strokeWidth": 1.6, "cornerRadius": 3},
        "hit": {"fillOpacity": 0, "stroke": ink["text"], "strokeWidth": 1, "cornerRadius": 3},
        "dot": {"color": ink["muted"], "filled": True},
        "inlay": {"color": ink["ground"], "filled": True, "opacity": 1},
        "missing": {"color": ink["muted"], "strokeWidth": 1.4},
        "rule": {"color": ink["rule"], "strokeWidth": 1},
        "label": text,
        "block": {**text, "fontWeight": "bold"},
        "value": {**text, "fontSize": 11, "fontWeight": "bold"},
        "legend": {**text, "fontSize": 11},
        "muted": muted,
    }


def _land(ink: dict[str, str], classes: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Styles of maps: land, ties, names of places, and a region filled by the class of its figure."""
    place = {"font": FONT, "fontSize": 12, "fontWeight": "bold"}
    filled = {
        f"region{number}": {
            "filled": True,
            "color": colour,
            "fillOpacity": 0.45,
            "stroke": ink["ground"],
            "strokeWidth": 0.6,
        }
        for number, colour in enumerate(classes)
    }
    return {
        "land": {"filled": True, "color": ink["cell"], "stroke": ink["rule"], "strokeWidth": 0.8},
        "tie": {"filled": False, "color": ink["muted"], "strokeOpacity": 0.55, "strokeCap": "round"},
        "thread": {"color": ink["muted"], "strokeWidth": 0.7, "opacity": 0.22},
        "ownthread": {"color": ink["text"], "strokeWidth": 1, "opacity": 0.4},
        "halo": {**place, "color": ink["ground"], "stroke": ink["ground"], "strokeWidth": 3, "strokeOpacity": 0.85},
        "place": {**place, "color": ink["text"]},
        **filled,
    }


def _series(colours: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Styles of what is compared: a sign, filled where its figure is certain, and the line of its range."""
    found: dict[str, dict[str, Any]] = {}
    for number, colour in enumerate(colours):
        found[f"series{number}"] = {"filled": True, "color": colour, "opacity": 1}
        found[f"open{number}"] = {"filled": False, "color": colour, "strokeWidth": 2, "opacity": 1}
        found[f"reach{number}"] = {"color": colour, "strokeWidth": 1.6}
    return found


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in pixels, from the letter widths of Liberation Sans.

    Examples
    --------
    >>> round(text_width("ill", 10), 2)
    6.66
    """
    per_mille = sum(_WIDTH.get(letter, 556) for letter in text)
    return per_mille * size / 1000 * (1.07 if bold else 1)


def wrap_text(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than ``width`` pixels; long German compounds get a hyphen.

    Examples
    --------
    >>> wrap_text("Digitale Kommunikation", 90, 12)
    ['Digitale', 'Kommunikation']
    >>> wrap_text("Automobilindustrie", 80, 12)
    ['Automobil-', 'industrie']
    """
    lines: list[str] = []
    for word in (part for whole in text.split(" ") for part in _fit_word(whole, width, size, bold=bold)):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold=bold) <= width and not lines[-1].endswith("\u00ad"):
            lines[-1] = joined
        else:
            lines.append(word)
    return [line.replace("\u00ad", "-") for line in lines]


def _fit_word(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Split one word that is too wide for a line; a soft hyphen marks where it was split."""
    if len(word) < 2 or text_width(word, size, bold=bold) <= width:  # noqa: PLR2004 -- one letter has no parts
        return [word]
    compound = _COMPOUND.match(word)
    if compound:
        return [f"{compound[1]}\u00ad", compound[2]]
    end = len(word) - 1
    while end > 1 and text_width(word[:end] + "-", size, bold=bold) > width:
        end -= 1
    return [f"{word[:end]}\u00ad", *_fit_word(word[end:], width, size, bold=bold)]

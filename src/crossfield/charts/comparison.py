"""Regions side by side: a dot with its range for each region in each field, on one logarithmic axis."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt

from crossfield.charts.interface_layers import PixelLayers, inline, titled
from crossfield.charts.interface_layout import Text
from crossfield.charts.palette import text_width, wrap_text
from crossfield.charts.scales import STRENGTH_LIMITS
from crossfield.charts.words import number, span, words_in
from crossfield.errors import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]

MOST = 5
"""Regions that one picture can tell apart."""
SHAPES = ("circle", "square", "triangle-up", "diamond", "triangle-down")
LOWEST, HIGHEST = 0.25, 4.0
TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)
LABELS, PLOT = 230.0, 640.0
STEP, SPACE = 15.0, 14.0
SIZE = 70.0
FIRST = 16.0
SMALL_PLOT, SMALL_LABELS = 190.0, 150.0


@dataclass(frozen=True, slots=True)
class Frame:
    """Width of the titles and of the plot, in pixels."""

    labels: float
    plot: float

    @property
    def width(self) -> float:
        """Width of the whole."""
        return self.labels + self.plot + 20

    def at(self, value: float) -> float:
        """Pixels from the left; a value beyond the axis stands at its end."""
        inside = min(max(value, LOWEST), HIGHEST)
        share = (math.log(inside) - math.log(LOWEST)) / (math.log(HIGHEST) - math.log(LOWEST))
        return round(self.labels + 8 + (self.plot - 16) * share, 1)


def comparison(
    rows: Sequence[Row],
    regions: Sequence[tuple[str, str]],
    *,
    title: str = "",
    sentence: str = "",
    citation: str = "",
    language: str = "en",
    small: bool = False,
) -> alt.LayerChart:
    """Draw up to five regions side by side: one sign per region and field, with the line of its 90% range.

    A sign is filled where its range excludes 1, else a ring; each region has a sign and a colour of its own. There is
    no area whose size would depend on the order of the fields, as a radar has.

    Parameters
    ----------
    rows
        One per field: ``title``, and for each region's code ``CODE``, ``CODE_low`` and ``CODE_high``.
    regions
        Code and name of each region, in the order of the signs.
    title, sentence, citation
        Above and below the picture where it stands alone; empty inside a page that says them itself.
    language
        en or de.
    small
        True for narrow screens.

    Returns
    -------
    altair.LayerChart
        Its dataset ``dots`` holds every sign once. Colours come from `crossfield.charts.palette`.

    Raises
    ------
    NotComputableError
        More than five regions, or none.
    """
    if not 1 <= len(regions) <= MOST:
        raise NotComputableError(f"A picture compares one to {MOST} regions; found {len(regions)}.", "Take fewer.")
    frame = Frame(SMALL_LABELS, SMALL_PLOT) if small else Frame(LABELS, PLOT)
    keys, head = _key(regions, frame)
    block = len(regions) * STEP + SPACE
    bottom = head + len(rows) * block
    footer = wrap_text(citation, frame.width, 11) if citation else []
    height = bottom + 24 + len(footer) * 15
    layers = PixelLayers(frame.width, height, STRENGTH_LIMITS, "strength")
    dots = _dots(rows, regions, frame, head, language)
    texts = [*_titles(rows, frame, head, block), *keys, *_ticks(frame, head - 8, language)]
    texts += [Text(0, bottom + 30 + index * 15, line, "muted") for index, line in enumerate(footer)]
    rules = [{"x": frame.at(tick), "x2": frame.at(tick), "y": head, "y2": bottom} for tick in TICKS]
    lines = [{"x": 0, "x2": frame.width, "y": head + n * block, "y2": head + n * block} for n in range(len(rows) + 1)]
    one = [{"x": frame.at(1.0), "x2": frame.at(1.0), "y": head - 4, "y2": bottom + 4}]
    drawn = [layers.rules(inline([*rules, *lines])), layers.styled(inline(one), "missing")]
    for place in range(len(regions)):
        drawn += _signs(layers, [dot for dot in dots if dot["place"] == place], _samples(regions, frame, place), place)
    drawn += layers.texts(texts)
    said = {words_in(language)["range"]: "said_range", words_in(language)["support"]: "said_support"}
    drawn.append(layers.tips(alt.NamedData("dots"), {"title": "pair", " ": "said_value"} | said))
    return titled(
        alt.LayerChart(layer=drawn, datasets={"dots": dots}, width=frame.width, height=height),
        title,
        sentence,
        frame.width,
    )


def _signs(
    layers: PixelLayers, own: list[dict[str, Any]], samples: list[dict[str, Any]], place: int
) -> list[alt.Chart]:
    """Ranges and signs of one region, those that are certain filled."""
    reach = [{"x": dot["low"], "x2": dot["high"], "y": dot["cy"], "y2": dot["cy"]} for dot in own if dot["low"]]
    drawn = [layers.styled(inline(reach), f"reach{place}")]
    for is_sure, style in ((True, f"series{place}"), (False, f"open{place}")):
        signs = [dot for dot in [*own, *samples] if dot["is_sure"] is is_sure]
        drawn.append(layers.signs(inline(signs), style, SHAPES[place], SIZE))
    return drawn


def _dots(
    rows: Sequence[Row], regions: Sequence[tuple[str, str]], frame: Frame, head: float, language: str
) -> list[dict[str, Any]]:
    found = []
    for line, row in enumerate(rows):
        top = head + line * (len(regions) * STEP + SPACE) + SPACE / 2
        for place, (code, label) in enumerate(regions):
            value, low, high = (row.get(key) for key in (code, f"{code}_low", f"{code}_high"))
            if value is None:
                continue
            reach = None if low is None or high is None else (low, high)
            y, x = top + place * STEP + STEP / 2, frame.at(value)
            found.append(
                {
                    "cx": x, "cy": y, "x": x - 8, "x2": x + 8, "y": y - STEP / 2, "y2": y + STEP / 2, "place": place,
                    "low": frame.at(reach[0]) if reach else None, "high": frame.at(reach[1]) if reach else None,
                    "is_sure": reach is not None and (reach[0] > 1 or reach[1] < 1),
                    "region": code, "pair": f"{row['title']}: {label}",
                    "said_value": number(value, language), "said_range": span(low, high, language) or "–",
                    "said_support": number(row.get(f"{code}_support"), language, 0),
                    "said_all": f"{row['title']}, {label}: {number(value, language)}",
                }
            )  # fmt: skip
    return found


def _titles(rows: Sequence[Row], frame: Frame, head: float, block: float) -> list[Text]:
    texts = []
    for line, row in enumerate(rows):
        wrapped = wrap_text(str(row["title"]), frame.labels - 12, 12)[:3]
        top = head + line * block + block / 2 + 4 - (len(wrapped) - 1) * 7
        texts += [
            Text(frame.labels - 10, top + index * 14, part, "label", "right") for index, part in enumerate(wrapped)
        ]
    return texts


def _ticks(frame: Frame, y: float, language: str) -> list[Text]:
    return [
        Text(
            frame.at(tick), y, number(tick, language, 2 if tick == LOWEST else 1 if tick < 1 else 0), "muted", "center"
        )
        for tick in TICKS
    ]


def _places(regions: Sequence[tuple[str, str]], frame: Frame) -> tuple[list[tuple[float, float]], float]:
    """Where the name of each region stands in the key, line by line, and how far down the key reaches."""
    places, x, y = [], FIRST, 12.0
    for _code, label in regions:
        wide = text_width(label, 12) + 40
        if x > FIRST and x + wide > frame.width:
            x, y = FIRST, y + 20
        places.append((x, y))
        x += wide
    return places, y


def _key(regions: Sequence[tuple[str, str]], frame: Frame) -> tuple[list[Text], float]:
    places, y = _places(regions, frame)
    texts = [Text(x, at, label, "label") for (x, at), (_code, label) in zip(places, regions, strict=True)]
    return texts, max(y + 42, 54)


def _samples(regions: Sequence[tuple[str, str]], frame: Frame, place: int) -> list[dict[str, Any]]:
    x, y = _places(regions, frame)[0][place]
    return [{"cx": x - 9, "cy": y - 4, "is_sure": True}]

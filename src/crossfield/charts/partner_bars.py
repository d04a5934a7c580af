"""Partners as bars: what speaks for each, reason by reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt

from crossfield.charts.comparison import SHAPES
from crossfield.charts.europe_map import slide_width
from crossfield.charts.interface_layers import PixelLayers, inline, titled
from crossfield.charts.interface_layout import Text
from crossfield.charts.palette import text_width, wrap_text
from crossfield.charts.partner_words import WORDS
from crossfield.charts.scales import STRENGTH_LIMITS
from crossfield.charts.words import number
from crossfield.errors import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]

MOST = 10
"""Partners that one picture shows: the rest is in the table."""
SERIES = len(SHAPES)
LABELS, WIDTH, STATUS = 330.0, 940.0, 96.0
SMALL_WIDTH = 380.0
STEP, BAR, SMALL_STEP, SMALL_BAR = 44.0, 20.0, 58.0, 16.0
SIGN, NARROWEST = 34.0, 15.0
KEY, FOOT, LINE = 22.0, 12.0, 15.0
LEAST_SLIDE, FOOTING = 430.0, 12.0
WIDER = 1.18
"""How much wider than the font of files a browser's own may be."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Width of all, where bars begin, how long the longest is, and the room of one partner."""

    width: float
    left: float
    plot: float
    step: float
    bar: float
    is_small: bool

    def above(self, place: int, head: float) -> float:
        """Upper edge of the bar of a partner."""
        room = 34.0 if self.is_small else (self.step - self.bar) / 2
        return head + place * self.step + room


def partner_bars(
    rows: Sequence[Row],
    *,
    title: str = "",
    sentence: str = "",
    citation: str = "",
    language: str = "en",
    small: bool = False,
) -> alt.LayerChart:
    """Draw partners as bars, best first, each cut into the reasons that speak for it.

    Reasons have a colour and a sign each, so that colour is never all that tells two apart; whether a partner is known
    or new stands behind its bar in words. Four reasons are drawn by themselves, the rest together. What counts against
    a partner is not drawn: a bar may be longer than one before it.

    Parameters
    ----------
    rows
        One per partner, 10 at most: ``name``, ``place``, ``status`` and ``parts``, pairs of a reason's name and what it
        adds to the score.
    title, sentence, citation
        Above and below the picture where it stands alone; empty inside a page that says them itself.
    language
        en or de.
    small
        True for narrow screens.

    Returns
    -------
    altair.LayerChart
        Its dataset ``bars`` holds every partner once. Colours come from `crossfield.charts.palette`. With a title it is
        a picture of 16 : 9.

    Raises
    ------
    NotComputableError
        More than 10 partners, or none.
    """
    if not 1 <= len(rows) <= MOST:
        raise NotComputableError(f"A picture shows one to {MOST} partners; found {len(rows)}.", "Give the first ones.")
    words, reasons = WORDS[language], _reasons(rows)
    tall = KEY + len(rows) * (SMALL_STEP if small else STEP) + FOOT + 2 * LINE
    if title:
        tall = max(tall, LEAST_SLIDE)
    frame = _frame(SMALL_WIDTH if small else slide_width(tall, sentence, citation) if title else WIDTH, is_small=small)
    places, head = _key_places([words[name] for name in reasons], frame)
    footer = [
        *wrap_text(words["score"], frame.width / WIDER, 11),
        *(wrap_text(citation, frame.width, 11) if citation else []),
    ]
    body = head + len(rows) * frame.step + FOOT + (len(footer) + 1) * LINE
    height = max(body, tall + (len(footer) - 1) * LINE + FOOTING * bool(citation)) if title else body
    layers = PixelLayers(frame.width, height, STRENGTH_LIMITS, "strength")
    longest = max(sum(weight for _name, weight in row["parts"]) for row in rows) or 1.0
    segments = _segments(rows, reasons, frame, head, longest)
    drawn: list[alt.Chart] = []
    for place in range(len(reasons)):
        own = [one for one in segments if one["place"] == place]
        sample = {"x": places[place][0], "x2": places[place][0] + 16, "y": places[place][1] - 12}
        sample |= {"y2": sample["y"] + 16, "cx": sample["x"] + 8, "cy": sample["y"] + 8}
        drawn.append(layers.boxes(inline([*own, sample]), f"series{place}"))
        signed = [one for one in own if one["x2"] - one["x"] >= NARROWEST]
        drawn.append(layers.signs(inline([*signed, sample]), "inlay", SHAPES[place], SIGN))
    texts = [Text(x + 22, y, words[name], "label") for (x, y), name in zip(places, reasons, strict=True)]
    texts += [text for place, row in enumerate(rows) for text in _labels(row, place, frame, head)]
    texts += [Text(0, height - (len(footer) - index) * LINE + 8, line, "muted") for index, line in enumerate(footer)]
    drawn += layers.texts(texts)
    bars = [_datum(row, place, frame, head, language) for place, row in enumerate(rows)]
    drawn.append(layers.tips(alt.NamedData("bars"), {"title": "pair", words["reasons"]: "said_parts", " ": "status"}))
    return titled(
        alt.LayerChart(layer=drawn, datasets={"bars": bars}, width=frame.width, height=height),
        title,
        sentence,
        frame.width,
    )


def _reasons(rows: Sequence[Row]) -> list[str]:
    """Names of the reasons, the weightiest over all partners first; from the fifth on they are one."""
    total = Counter[str]()
    for row in rows:
        total.update(dict(row["parts"]))
    ordered = [name for name, weight in sorted(total.items(), key=lambda item: (-item[1], item[0])) if weight > 0]
    return ordered if len(ordered) <= SERIES else [*ordered[: SERIES - 1], "other"]


def _frame(width: float, *, is_small: bool) -> Frame:
    if is_small:
        return Frame(width, 0.0, width, SMALL_STEP, SMALL_BAR, is_small=True)
    return Frame(width, LABELS, width - LABELS - STATUS, STEP, BAR, is_small=False)


def _key_places(labels: Sequence[str], frame: Frame) -> tuple[list[tuple[float, float]], float]:
    """Where each reason of the key stands, line by line, and where the bars begin."""
    places: list[tuple[float, float]] = []
    x, y = frame.left, 14.0
    for label in labels:
        wide = WIDER * text_width(label, 12) + 44
        if x > frame.left and x + wide > frame.width:
            x, y = frame.left, y + KEY
        places.append((x, y))
        x += wide
    return places, y + 18


def _segments(
    rows: Sequence[Row], reasons: Sequence[str], frame: Frame, head: float, longest: float
) -> list[dict[str, Any]]:
    """Parts of all bars, side by side in the order of the key."""
    found = []
    for place, row in enumerate(rows):
        top, x, given = frame.above(place, head), frame.left, Counter[str]()
        for name, weight in row["parts"]:
            given[name if name in reasons else "other"] += weight
        for series, name in enumerate(reasons):
            end = x + frame.plot * given[name] / longest
            if given[name] > 0:
                box = {"x": round(x, 1), "x2": round(end, 1), "y": top, "y2": top + frame.bar}
                found.append(box | {"cx": round((x + end) / 2, 1), "cy": top + frame.bar / 2, "place": series})
            x = end
    return found


def _labels(row: Row, place: int, frame: Frame, head: float) -> list[Text]:
    """Name, place and status of a partner."""
    top = frame.above(place, head)
    room = frame.width if frame.is_small else frame.left - 14
    name = shortened(str(row["name"]), (room - (STATUS if frame.is_small and row["status"] else 0)) / WIDER, 12)
    where = shortened(str(row["place"]), room / WIDER, 11)
    if frame.is_small:
        found = [Text(0, top - 20, name, "label"), Text(0, top - 5, where, "muted")]
        return [*found, Text(frame.width, top - 20, str(row["status"]), "value", "right")]
    middle = top + frame.bar / 2
    found = [Text(room, middle - 2, name, "label", "right"), Text(room, middle + 12, where, "muted", "right")]
    return [*found, Text(frame.width - STATUS + 12, middle + 4, str(row["status"]), "value")]


def shortened(text: str, room: float, size: float) -> str:
    """A text that fits into a width, its end cut at a word and marked.

    Examples
    --------
    >>> shortened("Technische Universitaet Dresden", 150, 12)
    'Technische Universitaet …'
    """
    if text_width(text, size) <= room:
        return text
    lines = wrap_text(text, room - text_width(" …", size), size)
    return f"{lines[0]} …"


def _datum(row: Row, place: int, frame: Frame, head: float, language: str) -> dict[str, Any]:
    words, top = WORDS[language], head + place * frame.step
    parts = ", ".join(f"{words.get(name, name)} {number(weight, language)}" for name, weight in row["parts"])
    return {
        "x": 0, "x2": frame.width, "y": top, "y2": top + frame.step, "pair": str(row["name"]), "said_parts": parts,
        "status": str(row["status"]), "said_all": f"{row['name']}: {parts}",
    }  # fmt: skip

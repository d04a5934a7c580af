"""A shortlist by country: one sign for each partner, filled where known, a ring where new."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from crossfield.charts.europe_map import slide_width
from crossfield.charts.interface_layers import PixelLayers, inline, titled
from crossfield.charts.interface_layout import Text
from crossfield.charts.palette import text_width, wrap_text
from crossfield.charts.partner_bars import WIDER, shortened
from crossfield.charts.partner_words import WORDS
from crossfield.charts.scales import STRENGTH_LIMITS
from crossfield.charts.words import number
from crossfield.errors import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]

STATES = {"known": ("series0", "circle"), "new": ("open1", "circle"), "unsaid": ("open4", "diamond")}
"""Style and sign of what is known of a partner."""
WIDTH, LABELS, SMALL_WIDTH, SMALL_LABELS = 940.0, 220.0, 380.0, 120.0
APART, LINE, KEY, FOOT, AREA = 24.0, 15.0, 22.0, 12.0, 150.0
ROOM = 12.0
LEAST_SLIDE, FOOTING = 430.0, 12.0


def partner_countries(
    rows: Sequence[Row],
    *,
    title: str = "",
    sentence: str = "",
    citation: str = "",
    language: str = "en",
    small: bool = False,
) -> alt.LayerChart:
    """Draw partners by country, the country with most of them first.

    Parameters
    ----------
    rows
        One per partner: ``name``, ``country`` (its name, empty: not known) and ``state``: known, new or unsaid.
    title, sentence, citation
        Above and below the picture where it stands alone; empty inside a page that says them itself.
    language
        en or de.
    small
        True for narrow screens.

    Returns
    -------
    altair.LayerChart
        Its dataset ``signs`` holds every partner once. With a title it is a picture of 16 : 9.

    Raises
    ------
    NotComputableError
        There is no partner.
    """
    if not rows:
        raise NotComputableError("There is no partner to draw.", "Keep some on the shortlist.")
    words = WORDS[language]
    countries = _countries(rows, words["nowhere"])
    left = SMALL_LABELS if small else LABELS
    width, tall = SMALL_WIDTH if small else WIDTH, _bottom(countries, WIDTH - left) + 2 * KEY + FOOT
    if title:
        tall = max(tall, LEAST_SLIDE)
        width = slide_width(tall, sentence, citation)
    states = [state for state in STATES if any(row["state"] == state for row in rows)]
    key, head = _key([words[state] for state in states], width)
    footer = wrap_text(citation, width, 11) if citation else []
    body = head + _bottom(countries, width - left) + FOOT + len(footer) * LINE
    height = max(body, tall + len(footer) * LINE + FOOTING * bool(citation)) if title else body
    layers = PixelLayers(width, height, STRENGTH_LIMITS, "strength")
    signs, texts, edges = _signs(countries, left, width, head, language)
    drawn = [layers.rules(inline(edges))]
    for place, state in enumerate(states):
        style, shape = STATES[state]
        x, y = key[place]
        own = [sign for sign in signs if sign["state"] == state]
        drawn.append(layers.signs(inline([*own, {"cx": x, "cy": y - 4}]), style, shape, AREA))
    texts += [Text(x + 14, y, words[state], "label") for (x, y), state in zip(key, states, strict=True)]
    texts += [Text(0, height - (len(footer) - index) * LINE + 8, line, "muted") for index, line in enumerate(footer)]
    drawn += layers.texts(texts)
    drawn.append(layers.tips(alt.NamedData("signs"), {"title": "pair", " ": "said_state"}))
    return titled(
        alt.LayerChart(layer=drawn, datasets={"signs": signs}, width=width, height=height), title, sentence, width
    )


def _countries(rows: Sequence[Row], nowhere: str) -> list[tuple[str, list[Row]]]:
    """Partners by country, the known ones first; those without a country last."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(str(row["country"]), []).append(row)
    order = sorted(found, key=lambda country: (not country, -len(found[country]), country))
    ranks = list(STATES)
    return [
        (country or nowhere, sorted(found[country], key=lambda row: ranks.index(row["state"]))) for country in order
    ]


def _lines(count: int, room: float) -> int:
    """Lines that so many signs take."""
    return -(-count // max(int(room // APART), 1))


def _bottom(countries: Sequence[tuple[str, list[Row]]], room: float) -> float:
    return sum(_lines(len(own), room) * APART + ROOM for _country, own in countries)


def _key(labels: Sequence[str], width: float) -> tuple[list[tuple[float, float]], float]:
    """Where each sign of the key stands, and where the countries begin."""
    places: list[tuple[float, float]] = []
    x, y = 9.0, 14.0
    for label in labels:
        wide = WIDER * text_width(label, 12) + 44
        if x > LINE and x + wide > width:
            x, y = 9.0, y + KEY
        places.append((x, y))
        x += wide
    return places, y + 16


def _signs(
    countries: Sequence[tuple[str, list[Row]]], left: float, width: float, head: float, language: str
) -> tuple[list[dict[str, Any]], list[Text], list[dict[str, Any]]]:
    """Signs, names of the countries with their numbers, and the lines between."""
    signs: list[dict[str, Any]] = []
    texts, edges, top, words = [], [], head, WORDS[language]
    a_line = max(int((width - left) // APART), 1)
    for country, own in countries:
        edges.append({"x": 0, "x2": width, "y": top, "y2": top})
        label = f"{shortened(country, (left - 34) / WIDER, 12)} ({number(len(own), language, 0)})"
        texts.append(Text(0, top + ROOM / 2 + APART / 2 + 4, label, "label"))
        for place, row in enumerate(own):
            x, y = left + (place % a_line + 0.5) * APART, top + ROOM / 2 + (place // a_line + 0.5) * APART
            half = APART / 2
            signs.append(
                {
                    "cx": x, "cy": y, "x": x - half, "x2": x + half, "y": y - half, "y2": y + half,
                    "state": row["state"], "pair": str(row["name"]), "said_state": words[row["state"]],
                    "said_all": f"{row['name']}, {country}: {words[row['state']]}",
                }
            )  # fmt: skip
        top += _lines(len(own), width - left) * APART + ROOM
    return signs, texts, edges

"""A consortium as a matrix: which partner covers which part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from crossfield.charts.europe_map import slide_width
from crossfield.charts.interface_layers import PixelLayers, inline, titled
from crossfield.charts.interface_layout import Text
from crossfield.charts.palette import wrap_text
from crossfield.charts.partner_bars import WIDER, shortened
from crossfield.charts.partner_words import WORDS
from crossfield.charts.scales import STRENGTH_LIMITS
from crossfield.charts.words import number
from crossfield.errors import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]

MOST_PARTNERS, MOST_NEEDS = 12, 9
WIDTH, LABELS, SMALL_WIDTH = 940.0, 330.0, 380.0
STEP, SMALL_STEP, LINE, FOOT = 52.0, 64.0, 15.0, 26.0
AREA, SMALL_AREA = 260.0, 170.0
LEAST_SLIDE, FOOTING = 430.0, 12.0


def coverage_matrix(
    rows: Sequence[Row],
    needs: Sequence[str],
    *,
    title: str = "",
    sentence: str = "",
    citation: str = "",
    language: str = "en",
    small: bool = False,
) -> alt.LayerChart:
    """Draw partners as rows and the parts of a consortium as columns, with a dot where a partner is in for a part.

    Parameters
    ----------
    rows
        One per partner, 12 at most: ``name``, ``place`` and ``fills``, pairs of a part and its projects there.
    needs
        The parts, 9 at most, in the order of the columns.
    title, sentence, citation
        Above and below the picture where it stands alone; empty inside a page that says them itself.
    language
        en or de.
    small
        True for narrow screens: columns have numbers, which a list above explains.

    Returns
    -------
    altair.LayerChart
        Its dataset ``dots`` holds every part of every partner once. With a title it is a picture of 16 : 9.

    Raises
    ------
    NotComputableError
        More partners or parts than a picture can show, or none.
    """
    if not (1 <= len(rows) <= MOST_PARTNERS and 1 <= len(needs) <= MOST_NEEDS):
        message = (
            f"A picture shows up to {MOST_PARTNERS} partners and {MOST_NEEDS} parts; found {len(rows)}, {len(needs)}."
        )
        raise NotComputableError(message, "Give the first ones.")
    words, step = WORDS[language], SMALL_STEP if small else STEP
    tall = len(rows) * step + 4 * LINE + FOOT + LINE
    if title:
        tall = max(tall, LEAST_SLIDE)
    width = SMALL_WIDTH if small else slide_width(tall, sentence, citation) if title else WIDTH
    left = 0.0 if small else LABELS
    column = (width - left) / len(needs)
    heading, head = _headings(needs, left, column, width, is_small=small)
    footer = [*wrap_text(words["covers"], width / WIDER, 11), *(wrap_text(citation, width, 11) if citation else [])]
    body = head + len(rows) * step + FOOT + len(footer) * LINE
    height = max(body, tall + (len(footer) - 1) * LINE + FOOTING * bool(citation)) if title else body
    layers = PixelLayers(width, height, STRENGTH_LIMITS, "strength")
    places = {need: left + (index + 0.5) * column for index, need in enumerate(needs)}
    dots = [dot for line, row in enumerate(rows) for dot in _dots(row, head + (line + 1) * step, places, language)]
    edges = [{"x": 0, "x2": width, "y": head + line * step, "y2": head + line * step} for line in range(len(rows) + 1)]
    drawn = [layers.rules(inline(edges))]
    drawn.append(layers.signs(inline(dots), "series0", "circle", SMALL_AREA if small else AREA))
    texts = [*heading, *(Text(dot["cx"] + 15, dot["cy"] + 4, dot["said_projects"], "label") for dot in dots)]
    for line, row in enumerate(rows):
        texts += _labels(row, head + line * step, width, step, is_small=small)
    texts += [Text(0, height - (len(footer) - index) * LINE + 8, said, "muted") for index, said in enumerate(footer)]
    drawn += layers.texts(texts)
    said = {"title": "pair", words["part"]: "said_part", words["projects"]: "said_projects"}
    drawn.append(layers.tips(alt.NamedData("dots"), said))
    return titled(
        alt.LayerChart(layer=drawn, datasets={"dots": dots}, width=width, height=height), title, sentence, width
    )


def _headings(
    needs: Sequence[str], left: float, column: float, width: float, *, is_small: bool
) -> tuple[list[Text], float]:
    """Titles of the columns and where the rows begin; on narrow screens numbers, and a list of what they mean."""
    if is_small:
        return _numbered(needs, left, column, width)
    wrapped = [wrap_text(need, (column - 8) / WIDER, 12) for need in needs]
    most = max(len(lines) for lines in wrapped)
    return [
        Text(left + (index + 0.5) * column, 12 + (most - len(lines) + place) * LINE, line, "label", "center")
        for index, lines in enumerate(wrapped)
        for place, line in enumerate(lines)
    ], 12 + most * LINE


def _numbered(needs: Sequence[str], left: float, column: float, width: float) -> tuple[list[Text], float]:
    """Numbers over the columns, below a list of what they mean."""
    lines = [line for index, need in enumerate(needs) for line in wrap_text(f"{index + 1} {need}", width / WIDER, 12)]
    found = [Text(0, 12 + index * LINE, line, "label") for index, line in enumerate(lines)]
    y = 12 + len(lines) * LINE + 12
    heads = (Text(left + (index + 0.5) * column, y, str(index + 1), "block", "center") for index in range(len(needs)))
    return [*found, *heads], y + 8


def _dots(row: Row, bottom: float, places: Mapping[str, float], language: str) -> list[dict[str, Any]]:
    found, words = [], WORDS[language]
    for need, projects in row["fills"]:
        if need in places:
            x, y = places[need], bottom - STEP / 2 + 2
            count = number(projects, language, 0)
            found.append(
                {
                    "cx": round(x, 1), "cy": y, "x": x - 20, "x2": x + 40, "y": y - 16, "y2": y + 16,
                    "pair": str(row["name"]), "said_part": need, "said_projects": count,
                    "said_all": f"{row['name']}: {need}, {count} {words['projects']}",
                }
            )  # fmt: skip
    return found


def _labels(row: Row, top: float, width: float, step: float, *, is_small: bool) -> list[Text]:
    """Name and place of a partner: beside its dots, on narrow screens above them."""
    if is_small:
        return [Text(0, top + 16, shortened(str(row["name"]), width / WIDER, 12), "label")]
    room, middle = LABELS - 14, top + step / 2
    return [
        Text(room, middle, shortened(str(row["name"]), room / WIDER, 12), "label", "right"),
        Text(room, middle + 14, shortened(str(row["place"]), room / WIDER, 11), "muted", "right"),
    ]

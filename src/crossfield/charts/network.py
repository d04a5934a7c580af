"""The organisations at an interface as a network: who has worked with whom."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt

from crossfield.charts.interface_layers import PixelLayers, inline, titled
from crossfield.charts.interface_layout import Text
from crossfield.charts.network_layout import network_layout
from crossfield.charts.network_words import WORDS
from crossfield.charts.palette import text_width, wrap_text
from crossfield.charts.scales import STRENGTH_LIMITS
from crossfield.charts.words import number
from crossfield.errors import NotComputableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]
    Link = tuple[str, str, int]

MOST = 300
"""Organisations that one picture can show; the rest is counted."""
BACKBONE, OWN_LINKS = 3, 12
APART = 26.0
LABELS = 26
WIDTH, HEIGHT, MARGIN = 940.0, 600.0, 46.0
SMALL_WIDTH, SMALL_HEIGHT = 380.0, 400.0
SMALL_LABELS = 6
LEGEND = 66.0
LEAST_AREA, LARGEST_AREA = 60.0, 760.0
LONGEST_LABEL = 170.0


@dataclass(frozen=True, slots=True)
class Knot:
    """An organisation as it is drawn."""

    code: str
    label: str
    x: float
    y: float
    area: float
    is_own: bool
    is_linked: bool
    row: Row


def network(
    rows: Sequence[Row],
    links: Sequence[Link],
    *,
    region: str,
    hidden: int = 0,
    title: str = "",
    sentence: str = "",
    citation: str = "",
    language: str = "en",
    small: bool = False,
) -> alt.LayerChart:
    """Draw organisations as knots and their joint projects as lines.

    Knots are filled where the organisation belongs to the region, else rings; their size is the number of projects with
    both fields. The picture is the same for the same rows and links, whatever their order.

    Parameters
    ----------
    rows
        One per organisation: ``organisation``, ``name``, ``place``, ``joint`` and ``is_own``; 300 at most.
    links
        Code of one organisation, of another, and their joint projects; those of others than the rows are left out.
    region
        Name of the region.
    hidden
        Organisations that are not among the rows.
    title, sentence, citation
        Above and below the picture where it stands alone; empty inside a page that says them itself.
    language
        en or de.
    small
        True for narrow screens.

    Returns
    -------
    altair.LayerChart
        Its dataset ``knots`` holds every organisation once. Colours come from `crossfield.charts.palette`.

    Raises
    ------
    NotComputableError
        More than 300 organisations.
    """
    if len(rows) > MOST:
        raise NotComputableError(f"A picture shows {MOST} organisations; found {len(rows)}.", "Give the first ones.")
    width, tall = (SMALL_WIDTH, SMALL_HEIGHT) if small else (WIDTH, HEIGHT)
    knots, drawn_links = knots_of(rows, links, width, tall)
    words, degree = WORDS[language], Counter(code for a, b, _count in drawn_links for code in (a, b))
    data = [_datum(knot, degree[knot.code], language) for knot in knots]
    footer = wrap_text(citation, width, 11) if citation else []
    height = tall + (0 if small else LEGEND) + len(footer) * 15
    layers = PixelLayers(width, height, STRENGTH_LIMITS, "strength")
    drawn = [layers.styled(inline(part), style) for part, style in _lines(knots, drawn_links)]
    for is_own, style in ((False, "open4"), (True, "series0")):
        own = [one for one in reversed(data) if one["is_own"] is is_own]
        drawn.append(layers.sized(inline(own), style))
    names = knot_labels(knots, width, SMALL_LABELS if small else LABELS)
    drawn += layers.texts([Text(one.x, one.y, one.text, "halo", one.align) for one in names]) + layers.texts(names)
    texts = [Text(0, height - (len(footer) - index) * 15 + 8, line, "muted") for index, line in enumerate(footer)]
    drawn += layers.texts(texts if small else [*texts, *_legend(region, hidden, tall, language)])
    told = {words["region"]: "said_place", words["joint"]: "said_joint", words["linked"]: "said_linked"}
    drawn.append(layers.tips(alt.NamedData("knots"), {"title": "pair"} | told))
    return titled(
        alt.LayerChart(layer=drawn, datasets={"knots": data}, width=width, height=height), title, sentence, width
    )


def _legend(region: str, hidden: int, tall: float, language: str) -> list[Text]:
    """What form, size and lines mean, and how many are not drawn."""
    words = WORDS[language]
    said = [words["own"].format(region=region), words["other"], words["size"], words["links"]]
    said += [words["hidden"].format(n=number(hidden, language, 0))] if hidden else []
    lines = wrap_text(" · ".join(said), WIDTH, 11)
    return [Text(0, tall + 24 + index * 15, line, "legend") for index, line in enumerate(lines)]


def knots_of(rows: Sequence[Row], links: Sequence[Link], width: float, tall: float) -> tuple[list[Knot], list[Link]]:
    """Organisations with their places, those of the region and the largest first, and the links that are drawn.

    Those without a link stand in rows below the others.
    """
    ordered = sorted(rows, key=lambda row: (not row["is_own"], -int(row["joint"]), str(row["organisation"])))
    kept = strongest_links(ordered, links)
    linked = {code for a, b, _count in kept for code in (a, b)}
    together = [row for row in ordered if row["organisation"] in linked]
    alone = [row for row in ordered if row["organisation"] not in linked]
    a_row = int((width - 2 * MARGIN) // APART) + 1
    upper = tall - 2 * MARGIN - (-(-len(alone) // a_row)) * APART
    place = {str(row["organisation"]): number for number, row in enumerate(together)}
    wide = (width - 2 * MARGIN) / upper
    at = network_layout(len(together), [(place[a], place[b], float(count)) for a, b, count in kept], wide=wide)
    spots = [(MARGIN + x * upper, MARGIN + y * upper) for x, y in at]
    spots += [
        (MARGIN + (number % a_row) * APART, tall - MARGIN / 2 - (number // a_row) * APART)
        for number in range(len(alone))
    ]
    most = max((int(row["joint"]) for row in ordered), default=1) or 1
    factor = min(1.0, width / WIDTH + 0.15) * min(1.0, math.sqrt(120 / max(len(ordered), 1)))
    knots = [
        Knot(
            code=str(row["organisation"]),
            label=str(row["name"]),
            x=round(x, 1),
            y=round(y, 1),
            area=round(max(LARGEST_AREA * factor * int(row["joint"]) / most, LEAST_AREA * factor), 1),
            is_own=bool(row["is_own"]),
            is_linked=str(row["organisation"]) in linked,
            row=row,
        )
        for row, (x, y) in zip([*together, *alone], spots, strict=True)
    ]
    return knots, kept


def strongest_links(rows: Sequence[Row], links: Sequence[Link]) -> list[Link]:
    """The links that are drawn: the three strongest of each organisation, and all of the region's own up to twelve.

    Examples
    --------
    >>> rows = [{"organisation": code, "is_own": False} for code in "abcde"]
    >>> strongest_links(rows, [("a", other, count) for count, other in enumerate("bcde", 1)] + [("a", "x", 9)])
    [('a', 'b', 1), ('a', 'c', 2), ('a', 'd', 3), ('a', 'e', 4)]
    """
    limits = {str(row["organisation"]): OWN_LINKS if row["is_own"] else BACKBONE for row in rows}
    pairs: list[Link] = [
        (min(a, b), max(a, b), count) for a, b, count in links if a in limits and b in limits and a != b
    ]
    drawn, used = set[tuple[str, str, int]](), Counter[str]()
    for a, b, count in sorted(pairs, key=lambda link: (-link[2], link[0], link[1])):
        if used[a] < limits[a] or used[b] < limits[b]:
            used.update((a, b))
            drawn.add((a, b, count))
    return sorted(drawn)


def _lines(knots: Sequence[Knot], links: Sequence[Link]) -> list[tuple[list[dict[str, float]], str]]:
    """Lines between knots, those from the region in front of the others."""
    at = {knot.code: knot for knot in knots}
    plain: list[dict[str, float]] = []
    own: list[dict[str, float]] = []
    for a, b, _count in links:
        one, other = at[a], at[b]
        line = {"x": one.x, "y": one.y, "x2": other.x, "y2": other.y}
        (own if one.is_own or other.is_own else plain).append(line)
    return [(plain, "thread"), (own, "ownthread")]


def knot_labels(knots: Sequence[Knot], width: float, most: int) -> list[Text]:
    """Names beside knots, the first knots first; a name that would lie on another, or on a larger knot, is left out."""
    taken = [
        _box(knot.x - _radius(knot), knot.x + _radius(knot), knot.y + _radius(knot), 2 * _radius(knot))
        for knot in knots[:most]
    ]
    texts: list[Text] = []
    for knot in (one for one in knots if one.is_linked or one.is_own):
        if len(texts) >= most:
            break
        label = short_name(knot.label)
        wide, reach = text_width(label, 12, bold=True), _radius(knot) + 3
        own = _box(knot.x - _radius(knot), knot.x + _radius(knot), knot.y + _radius(knot), 2 * _radius(knot))
        for left, base in (
            (knot.x + reach, knot.y + 4),
            (knot.x - reach - wide, knot.y + 4),
            (knot.x - wide / 2, knot.y - reach - 2),
            (knot.x - wide / 2, knot.y + reach + 11),
        ):
            box = _box(left, left + wide, base, 13)
            if box[0] >= 0 and box[1] <= width and not any(_meet(box, other) for other in taken if other != own):
                taken.append(box)
                texts.append(Text(round(left, 1), round(base, 1), label, "place"))
                break
    return texts


def short_name(name: str) -> str:
    """A name as a label: cut at a word where it is too long, in capitals no more.

    Examples
    --------
    >>> short_name("TECHNISCHE UNIVERSITAET DRESDEN"), short_name("FRAUNHOFER GESELLSCHAFT ZUR FORDERUNG DER FORSCHUNG")
    ('Technische Universitaet Dresden', 'Fraunhofer Gesellschaft Zur…')
    """
    told = name.title() if name.isupper() and len(name) > 5 else name  # noqa: PLR2004 -- shorter ones are initials
    if text_width(told, 12) <= LONGEST_LABEL + 30:
        return told
    kept = ""
    for word in told.split():
        if text_width(f"{kept} {word}…", 12) > LONGEST_LABEL:
            break
        kept = f"{kept} {word}".strip()
    return f"{kept or told[:24]}…"


def _radius(knot: Knot) -> float:
    return math.sqrt(knot.area) / 2


def _box(left: float, right: float, bottom: float, tall: float) -> tuple[float, float, float, float]:
    return (left, right, bottom - tall, bottom)


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _datum(knot: Knot, degree: int, language: str) -> dict[str, Any]:
    side = max(_radius(knot), 6)
    joint = number(int(knot.row["joint"]), language, 0)
    return {
        "x": knot.x - side, "x2": knot.x + side, "y": knot.y - side, "y2": knot.y + side, "cx": knot.x, "cy": knot.y,
        "area": knot.area, "is_own": knot.is_own, "organisation": knot.code, "pair": knot.label,
        "said_place": str(knot.row["place"]), "said_joint": joint, "said_linked": number(degree, language, 0),
        "said_all": f"{knot.label}: {joint}",
    }  # fmt: skip

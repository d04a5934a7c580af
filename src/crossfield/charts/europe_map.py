"""The map of Europe: a figure of every region as a bubble, and the ties of one region as arcs, over outlines."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import altair as alt

from crossfield.charts.europe_frame import EuropeFrame, Point, arc
from crossfield.charts.europe_words import WORDS
from crossfield.charts.interface_layers import PixelLayers, inline, titled
from crossfield.charts.interface_layout import Text
from crossfield.charts.palette import text_width, wrap_text
from crossfield.charts.scales import STRENGTH_LIMITS, class_values, colour_class, mark_area, sample_sizes
from crossfield.charts.words import note_in, number, span
from crossfield.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, Any]
    Shapes = Sequence[dict[str, Any]]

SHOWN = ("strength", "quotient", "own")
MAP_WIDTH, PANEL, GAP = 640.0, 300.0, 32.0
"""Map, legend and what lies between them."""
SLIDE, MARGIN = 16 / 9, 32.0
TITLE, SUBTITLE, FOOTER = 45.0, 19.0, 15.0
"""Height that a title takes with its distance to the map, and a line of the sentence below it."""
BEST = 14
SMALL_WIDTH = 360.0
MOST_ARCS, MOST_LABELS = 10, 10
LABEL_SIZE = 12.0
LARGEST = 0.8
"""Area of a bubble beside that of a mark on the interface map."""
LINE, SWATCH = 20.0, 40.0
BOX = 7.0


@dataclass(frozen=True, slots=True)
class Spot:
    """A region as it is drawn: where, how large, how sure, and how many projects it shares with the one at home."""

    code: str
    label: str
    at: Point
    value: float | None
    low: float | None
    high: float | None
    support: int
    shared: int
    note: str
    state: str
    area: float


def europe_map(
    rows: Sequence[Row],
    *,
    home: str,
    outlines: Shapes,
    polygons: Shapes = (),
    shows: str = "strength",
    title: str = "",
    sentence: str = "",
    citation: str = "",
    language: str = "en",
    small: bool = False,
) -> alt.LayerChart:
    """Draw a figure of every region of Europe as a bubble, and the ties of one region as arcs.

    Colour is the figure on a scale safe for colour blindness, size the number of projects. Filled bubbles are certain,
    rings are not (the 90% range includes 1, or a note applies). Arcs lead to the ten regions that share most
    projects with the one at home, the wider the more. Where the reader has loaded polygons they are filled by the
    figure beneath the bubbles.

    Parameters
    ----------
    rows
        One per region of a level: ``region``, ``label``, ``longitude``, ``latitude``, ``value``, ``low``, ``high``,
        ``support``, ``shared`` and ``note``. Without a place or outside the frame a region is not drawn.
    home
        Code of the region whose ties are drawn.
    outlines
        Features of GeoJSON with the property ``code``, exterior rings clockwise.
    polygons
        Features of the regions' own outlines, where there are any.
    shows
        strength, quotient or own (the quotient of a table of one's own): what the figure is.
    title, sentence, citation
        Above and below the picture where it stands alone; empty inside a page that says them itself.
    language
        en or de.
    small
        True for narrow screens: the map alone, without legend.

    Returns
    -------
    altair.LayerChart
        Its dataset ``spots`` holds every region that is drawn, once. Colours come from `crossfield.charts.palette`.
        With a title it is a picture of 16 : 9, with the highest figures beside the legend.

    Raises
    ------
    UnknownNameError
        The figure or the language is not known.
    """
    if shows not in SHOWN:
        raise UnknownNameError("figure of the map of Europe", shows, SHOWN, f"It can be {', '.join(SHOWN)}.")
    if language not in WORDS:
        raise UnknownNameError("language", language, WORDS, f"Languages are {', '.join(WORDS)}.")
    frame = EuropeFrame(SMALL_WIDTH if small else MAP_WIDTH)
    spots = map_spots(rows, frame)
    width = frame.width if small else frame.width + GAP + PANEL
    if title:
        width = slide_width(frame.height, sentence, citation)
    footer = wrap_text(citation, width, 11) if citation else []
    height = frame.height + len(footer) * 15 + (12 if footer else 0)
    layers = PixelLayers(width, height, STRENGTH_LIMITS, "strength")
    drawn = _ground(frame, spots, outlines, polygons)
    drawn += _map(layers, frame, spots, home, WORDS[language] | {"language": language, "shows": shows})
    if not small:
        told = _outside(rows, spots, language)
        drawn += _legend(layers, frame, spots, home, (shows, language, told))
    if title:
        drawn += layers.texts(_best(spots, frame.width + 2 * GAP + PANEL, language))
    lines = [Text(0, frame.height + 20 + index * 15, line, "muted") for index, line in enumerate(footer)]
    drawn += layers.texts(lines)
    data = [_datum(spot, language, home) for spot in spots]
    return titled(
        alt.LayerChart(layer=drawn, datasets={"spots": data}, width=width, height=height), title, sentence, width
    )


def slide_width(tall: float, sentence: str, citation: str) -> float:
    """Width that makes a picture of 16 : 9 of a drawing, its title, the sentence below it and the citation.

    Examples
    --------
    >>> round(slide_width(600, "", ""))
    1172
    """
    wide = SLIDE * (tall + TITLE + SUBTITLE + FOOTER + MARGIN)  # as long as the lines are not counted
    lines = [len(wrap_text(text, wide, size)) if text else 0 for text, size in ((sentence, 14), (citation, 11))]
    below = lines[1] * FOOTER + (12 if citation else 0)
    return SLIDE * (tall + TITLE + lines[0] * SUBTITLE + below + MARGIN) - MARGIN


def map_spots(rows: Sequence[Row], frame: EuropeFrame) -> list[Spot]:
    """Regions that lie inside the frame, the largest first, so that no bubble hides a smaller one."""
    largest = max((int(row["support"] or 0) for row in rows), default=0)
    factor = LARGEST * min(1.0, 120 / max(len(rows), 1)) * (frame.width / MAP_WIDTH) ** 2
    found = []
    for row in rows:
        if row["longitude"] is None or row["latitude"] is None:
            continue
        at = frame.place(float(row["longitude"]), float(row["latitude"]))
        if at is not None:
            area = mark_area(int(row["support"] or 0), largest) * factor
            keys = ("value", "low", "high")
            figures = {key: row[key] for key in keys}
            found.append(
                Spot(
                    code=str(row["region"]),
                    label=str(row["label"]),
                    at=(round(at[0], 1), round(at[1], 1)),
                    **figures,
                    support=int(row["support"] or 0),
                    shared=int(row["shared"] or 0),
                    note=str(row["note"] or ""),
                    state=spot_state(row),
                    area=round(area, 1),
                )
            )
    return sorted(found, key=lambda spot: (-spot.area, spot.code))


def spot_state(row: Row) -> str:
    """Say what may be claimed: certain, uncertain, none (no project of the window) or undefined.

    Examples
    --------
    >>> row = {"value": 1.4, "low": 1.1, "high": 1.8, "support": 9, "note": None}
    >>> spot_state(row), spot_state(row | {"low": 0.9}), spot_state(row | {"note": "one project"})
    ('certain', 'uncertain', 'uncertain')
    >>> spot_state(row | {"support": 0}), spot_state(row | {"value": None})
    ('none', 'undefined')
    """
    if not row["support"]:
        return "none"
    if row["value"] is None:
        return "undefined"
    sure = row["low"] is not None and row["high"] is not None and (row["low"] > 1 or row["high"] < 1)
    return "certain" if sure and not row["note"] else "uncertain"


def _shaped(shapes: Shapes, **mark: Any) -> alt.Chart:  # noqa: ANN401 -- what Altair's marks take
    chart: alt.Chart = alt.Chart(alt.InlineData(values=list(shapes))).mark_geoshape(aria=False, **mark)
    # Vega's own projections want spheres; the shapes are in pixels already.
    return chart.project(type="identity", scale=1, translate=[0, 0])


def _ground(frame: EuropeFrame, spots: Sequence[Spot], outlines: Shapes, polygons: Shapes) -> list[alt.Chart]:
    """Outlines of countries, and the regions' own polygons in the colour class of their figure."""
    layers = [_shaped(frame.shapes(outlines), style="land")]
    if polygons:
        values = {spot.code: spot.value for spot in spots if spot.value is not None}
        known = [one for one in frame.shapes(polygons) if one["properties"]["code"] in values]
        for place in sorted({colour_class(values[one["properties"]["code"]], STRENGTH_LIMITS) for one in known}):
            same = [one for one in known if colour_class(values[one["properties"]["code"]], STRENGTH_LIMITS) == place]
            layers.append(_shaped(same, style=f"region{place}"))
    return layers


def _map(
    layers: PixelLayers, frame: EuropeFrame, spots: Sequence[Spot], home: str, words: dict[str, str]
) -> list[alt.Chart]:
    here = next((spot for spot in spots if spot.code == home), None)
    drawn: list[alt.Chart] = []
    tied = sorted(
        (spot for spot in spots if spot.shared and spot.code != home), key=lambda one: (-one.shared, one.code)
    )
    tied = tied[:MOST_ARCS] if here else []
    if here:
        for spot in reversed(tied):
            line = {"type": "Feature", "properties": {}, "geometry": _bow(here.at, spot.at)}
            drawn.append(_shaped([line], style="tie", strokeWidth=tie_width(spot.shared, tied[0].shared)))
    drawn += layers.marks(alt.NamedData("spots"))
    if here:
        side = max(math.sqrt(here.area), 8) / 2 + 3
        x, y = here.at
        drawn.append(layers.boxes(inline([{"x": x - side, "x2": x + side, "y": y - side, "y2": y + side}]), "frame"))
    named = [*([here] if here else []), *tied, *_sure(spots)]
    names = map_labels(named, frame)
    drawn += layers.texts([replace(name, style="halo") for name in names]) + layers.texts(names)
    said = {
        words[f"value_{words['shows']}"]: "said_value",
        words["range"]: "said_range",
        words["projects"]: "said_support",
        words["shared"].format(home=here.label if here else home): "said_shared",
        words["note"]: "said_note",
    }
    return [*drawn, layers.tips(alt.NamedData("spots"), {"title": "pair"} | said)]


def _sure(spots: Sequence[Spot]) -> list[Spot]:
    """Regions certainly above 1, the highest first: after the ties they are what a map is read for."""
    found = [spot for spot in spots if spot.state == "certain" and spot.value is not None and spot.value > 1]
    return sorted(found, key=lambda spot: (-(spot.value or 0), spot.code))


def _best(spots: Sequence[Spot], x: float, language: str) -> list[Text]:
    """The highest figures as a list, each with its range."""
    known = [spot for spot in spots if spot.support and spot.value is not None]
    known.sort(key=lambda spot: (-float(f"{spot.value:.9g}"), spot.code))
    texts = [Text(x, 16, WORDS[language]["best"], "legend")]
    for place, spot in enumerate(known[:BEST]):
        y = 42 + place * 38
        style = "block" if spot.state == "certain" else "label"
        texts.append(Text(x, y, wrap_text(spot.label, PANEL - 40, LABEL_SIZE)[0], style))
        reach = span(spot.low, spot.high, language)
        said = f"{number(spot.value, language)} ({reach})" if reach else number(spot.value, language)
        texts.append(Text(x, y + 15, said, "muted"))
    return texts


def _bow(start: Point, end: Point) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": arc(start, end)}


def tie_width(shared: int, most: int) -> float:
    """Width of an arc in pixels: from 1 to 5, by the square root of the shared projects.

    Examples
    --------
    >>> tie_width(100, 100), tie_width(25, 100), tie_width(0, 100)
    (5.0, 3.0, 1.0)
    """
    return round(1 + 4 * math.sqrt(shared / max(most, 1)), 1)


def map_labels(named: Sequence[Spot], frame: EuropeFrame) -> list[Text]:
    """Names beside their bubbles, the first named first; a name that would lie on another is left out."""
    taken: list[tuple[float, float, float, float]] = []
    texts: list[Text] = []
    done: set[str] = set()
    limit = MOST_LABELS if frame.width == MAP_WIDTH else 4
    for spot in named:
        if spot.code in done or len(texts) >= limit:
            continue
        done.add(spot.code)
        label = spot.label.split(" (")[0]
        wide, reach = text_width(label, LABEL_SIZE, bold=True), math.sqrt(spot.area) / 2 + 4
        x, y = spot.at
        for left, base in ((x + reach, y + 4), (x - reach - wide, y + 4), (x - wide / 2, y - reach - 3)):
            box = (left - 2, left + wide + 2, base - LABEL_SIZE, base + 3)
            inside = box[0] >= 0 and box[1] <= frame.width and box[2] >= 0 and box[3] <= frame.height
            if inside and not any(_meet(box, other) for other in taken):
                taken.append(box)
                texts.append(Text(round(left, 1), round(base, 1), label, "place"))
                break
    return texts


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _datum(spot: Spot, language: str, home: str) -> dict[str, Any]:
    x, y = spot.at
    side = max(math.sqrt(spot.area) / 2, BOX)
    value = number(spot.value, language)
    shared = number(spot.shared, language, 0) if spot.code != home else "–"
    return {
        "x": x - side, "x2": x + side, "y": y - side, "y2": y + side, "cx": x, "cy": y,
        "state": spot.state, "value": spot.value, "area": spot.area, "region": spot.code,
        "pair": f"{spot.label} ({spot.code})",
        "said_value": value,
        "said_range": span(spot.low, spot.high, language) or "–",
        "said_support": number(spot.support, language, 0),
        "said_shared": shared,
        "said_note": note_in(spot.note, language) or "–",
        "said_all": f"{spot.label}: {value}, {WORDS[language]['projects']} {spot.support}",
    }  # fmt: skip


def _outside(rows: Sequence[Row], spots: Sequence[Spot], language: str) -> str:
    """Names of regions with projects that lie outside the frame."""
    drawn = {spot.code for spot in spots}
    names = sorted(str(row["label"]) for row in rows if row["support"] and row["region"] not in drawn)
    if not names:
        return ""
    words = WORDS[language]
    few = 3
    said = ", ".join(names[:few])
    if len(names) > few:
        said = words["more"].format(first=said, n=len(names) - few)
    return words["outside"].format(regions=said)


def _legend(
    layers: PixelLayers, frame: EuropeFrame, spots: Sequence[Spot], home: str, told: tuple[str, str, str]
) -> list[alt.Chart]:
    shows, language, outside = told
    words, x, y = WORDS[language], frame.width + GAP, 16.0
    here = next((spot.label for spot in spots if spot.code == home), home)
    values = class_values(STRENGTH_LIMITS)
    swatches = [
        {"x": x + index * SWATCH, "x2": x + (index + 1) * SWATCH - 2, "y": y + 30, "y2": y + 44, "value": value}
        for index, value in enumerate(values)
    ]
    texts = [Text(x, y, words[f"colour_{shows}"], "legend"), Text(x, y + 16, words[f"colour_{shows}_2"], "legend")]
    for index, limit in enumerate(STRENGTH_LIMITS):
        decimals = len(f"{limit:g}".partition(".")[2])
        at = x + (index + 1) * SWATCH - 1
        texts.append(Text(at, y + 58, number(limit, language, max(decimals, 1)), "muted", "center"))
    y += 92
    texts.append(Text(x, y, words["form"], "legend"))
    samples = []
    for index, state in enumerate(("certain", "uncertain", "none")):
        base = y + 24 + index * LINE
        samples.append({"cx": x + 8, "cy": base - 4, "state": state, "value": values[-2], "area": 150})
        texts.append(Text(x + 24, base, words[state], "legend"))
    y += 24 + 3 * LINE + 16
    texts.append(Text(x, y, words.get(f"size_{shows}", words["size"]), "legend"))
    largest = max((spot.support for spot in spots), default=1)
    factor = spots[0].area / mark_area(largest, largest) if spots else 1.0
    for index, count in enumerate(sample_sizes(largest)):
        area = round(mark_area(count, largest) * factor, 1)
        samples.append(
            {"cx": x + 14 + index * 56, "cy": y + 24, "state": "uncertain", "value": values[-2], "area": area}
        )
        texts.append(Text(x + 14 + index * 56, y + 56, number(count, language, 0), "muted", "center"))
    y += 92
    lines = [words.get(f"ties_{shows}", words["ties"]).format(home=here), words["home"].format(home=here), outside]
    for line in (part for whole in lines if whole for part in wrap_text(whole, PANEL, 11)):
        texts.append(Text(x, y, line, "legend"))
        y += 17
    return [layers.swatches(inline(swatches)), *layers.marks(inline(samples)), *layers.texts(texts)]

"""The interface map: technology × sector × future field in one matrix, as Saxony's strategy draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from crossfield.charts.interface_cells import (
    Cell,
    Row,
    answer,
    check_shown,
    interface_cells,
    named_cell,
    read_fields,
    reading,
)
from crossfield.charts.interface_layers import PixelLayers, inline
from crossfield.charts.interface_layout import LEGEND_HEIGHT, Layout, Text, map_layout
from crossfield.charts.interface_legend import map_legend
from crossfield.charts.palette import wrap_text
from crossfield.charts.scales import colour_limits, mark_area
from crossfield.charts.words import number, span, words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

LEGEND_SPACE = 46


def interface_map(
    rows: Sequence[Row],
    fields: Sequence[Row],
    *,
    region_name: str,
    language: str = "en",
    shows: str = "strength",
    beside: str = "",
    citation: str = "",
    framed: bool = True,
) -> alt.LayerChart:
    """Draw where fields meet in a region: one mark per pair of fields of different kinds.

    Colour is the figure on a scale safe for colour blindness, size the number of joint projects. Filled marks are
    certain, rings are not (the 90% range includes the reference, or a note applies), a dot means no joint project
    and a cross no figure. The cell that the subtitle names has a frame.

    Parameters
    ----------
    rows
        Rows of the table ``interface_figure`` of one region, level, scheme, counting and window; figures may be None.
    fields
        Fields of the scheme: ``field``, ``kind`` (technology, sector or future), ``title_en``, ``title_de``,
        ``position`` (order on the map).
    region_name
        The region as the title names it.
    language
        ``en`` or ``de``.
    shows
        ``strength``, ``potential`` or ``gap``.
    beside
        What is said behind the answer: window, basis and proof of a forecast.
    citation
        Line under the picture: data version, window, scheme, counting, sources.
    framed
        False leaves out title, answer and citation, for a page that says them itself.

    Returns
    -------
    altair.LayerChart
        Its dataset ``cells`` holds every drawn pair once. Colours come from `crossfield.charts.palette.theme`.

    Raises
    ------
    SchemaError
        A pair or a field is there twice, or a field lacks a column.
    NotComputableError
        The fields are all of one kind.
    UnknownNameError
        The language or the figure is not known.
    """
    check_shown(shows)
    sorted_fields = read_fields(fields, language)
    cells = interface_cells(rows, sorted_fields, shows=shows, language=language)
    layout = map_layout(sorted_fields, language)
    sentence = " ".join(part for part in (answer(cells, shows=shows, language=language), beside) if part)
    footer = wrap_text(citation, layout.width, 11) if framed and citation else []
    chart = _picture(cells, layout, footer, shows=shows, language=language)
    title = words_in(language)[f"title_{shows}"].format(region=region_name)
    chart = chart.properties(description=f"{title} {sentence}")
    if framed:
        lines = wrap_text(sentence, layout.width, 14)
        chart = chart.properties(title=alt.TitleParams(title, subtitle=lines, anchor="start", frame="group"))
    return chart


def _picture(cells: list[Cell], layout: Layout, footer: list[str], *, shows: str, language: str) -> alt.LayerChart:
    top = layout.bottom + LEGEND_SPACE
    legend = map_legend(cells, shows=shows, language=language, top=top, width=layout.width)
    end = top + LEGEND_HEIGHT - 24
    height = end + len(footer) * 15
    texts = [
        *layout.texts,
        *legend.texts,
        *(Text(0, end + index * 15 + 8, line, "muted") for index, line in enumerate(footer)),
    ]
    named = named_cell(cells, shows)
    layers = PixelLayers(layout.width, height, colour_limits(cells, shows), shows)
    rule = {"x": 0, "x2": layout.width, "y": layout.bottom + 20, "y2": layout.bottom + 20}
    data = [_datum(cell, cells, layout, shows=shows, language=language) for cell in cells]
    frames = [*legend.frames, *([layout.box(named)] if named else [])]
    drawn = [
        layers.boxes(alt.NamedData("cells"), "ground"),
        layers.boxes(inline(frames), "frame"),
        layers.swatches(inline(legend.swatches)),
        layers.rules(inline([rule])),
        *layers.marks(alt.NamedData("cells")),
        *layers.marks(inline(legend.samples)),
        *layers.texts(texts),
        *layers.texts(_values(cells, layout, language)),
        layers.hits(alt.NamedData("cells"), words_in(language), shows),
    ]
    return alt.LayerChart(layer=drawn, datasets={"cells": data}, width=layout.width, height=height)


def _datum(cell: Cell, cells: list[Cell], layout: Layout, *, shows: str, language: str) -> dict[str, Any]:
    """Where a cell stands, what colour and size say, and what its tooltip says in the language."""
    words = words_in(language)
    largest = max(one.support for one in cells)
    counted = {name: cell.figures.get(name) for name in ("topics", "bridging_organisations")}
    said = reading(cell, shows=shows, language=language)
    value = number(cell.value, language, signed=shows == "gap")
    return {
        **layout.box(cell),
        "row": cell.row.code,
        "column": cell.column.code,
        "state": cell.state,
        "value": cell.value,
        "support": cell.support,
        "area": mark_area(cell.support, largest),
        "pair": cell.pair,
        "said_value": value,
        "said_range": span(cell.low, cell.high, language) or "–",
        "said_support": number(cell.support, language, 0),
        "said_topics": number(counted["topics"], language, 0),
        "said_bridging": number(counted["bridging_organisations"], language, 0),
        "said_reading": said,
        "said_note": cell.note or "–",
        "said_all": f"{cell.pair}: {words[shows]} {value}, {words['support']} {cell.support}. {said}.",
    }


def _values(cells: list[Cell], layout: Layout, language: str) -> list[Text]:
    """Print the figure in the corner of every cell where it is certain."""
    boxes = [(cell, layout.box(cell)) for cell in cells if cell.state == "certain"]
    return [
        Text(box["x2"] - 3, box["y"] + 12, number(cell.value, language, 1), "value", "right") for cell, box in boxes
    ]

"""The interface map's legend, in words: colour, form and size."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from crossfield.charts.interface_cells import STATES, Cell, named_cell
from crossfield.charts.interface_layout import Text, legend_columns
from crossfield.charts.scales import class_values, colour_limits, mark_area, sample_sizes
from crossfield.charts.words import number, words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

SWATCH = 48
LINE = 21
SAMPLE_AREA = 150


@dataclass(frozen=True, slots=True)
class Legend:
    """Swatches, sample marks (drawn like cells), a sample frame and texts, in the map's pixels."""

    swatches: list[dict[str, float]] = field(default_factory=list)
    samples: list[dict[str, Any]] = field(default_factory=list)
    frames: list[dict[str, float]] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)


def map_legend(cells: Sequence[Cell], *, shows: str, language: str, top: float, width: float) -> Legend:
    """Place the legend below ``top``: what colour, form and size mean, with the number of interfaces of each form."""
    left, middle, right = legend_columns(width)
    limits = colour_limits(cells, shows)
    sample = class_values(limits)[-2]
    colour = _colours(limits, shows, language, left, top)
    form = _forms(cells, shows, language, sample, (middle, top))
    size = _sizes(cells, language, sample, (right, top))
    return Legend(
        colour.swatches,
        form.samples + size.samples,
        form.frames,
        colour.texts + form.texts + size.texts,
    )


def _colours(limits: Sequence[float], shows: str, language: str, x: float, y: float) -> Legend:
    words = words_in(language)
    values = class_values(limits)
    end = x + len(values) * SWATCH
    swatches = [
        {"x": x + index * SWATCH + 1, "x2": x + (index + 1) * SWATCH - 1, "y": y + 32, "y2": y + 46, "value": value}
        for index, value in enumerate(values)
    ]
    texts = [
        Text(x, y, words[f"colour_{shows}"], "legend"),
        Text(x + 1, y + 26, words[f"low_{shows}"], "muted"),
        Text((x + end) / 2, y + 26, words[f"middle_{shows}"], "muted", "center"),
        Text(end - 1, y + 26, words[f"high_{shows}"], "muted", "right"),
        *(
            Text(x + (index + 1) * SWATCH, y + 60, number(limit, language, _digits(limit)), "muted", "center")
            for index, limit in enumerate(limits)
        ),
    ]
    return Legend(swatches=swatches, texts=texts)


def _forms(cells: Sequence[Cell], shows: str, language: str, sample: float, at: tuple[float, float]) -> Legend:
    words = words_in(language)
    x, y = at
    count = Counter(cell.state for cell in cells)
    lines = [y + 24 + index * LINE for index in range(len(STATES) + 1)]
    samples = [
        {"cx": x + 9, "cy": line - 4, "state": state, "value": sample, "area": SAMPLE_AREA}
        for state, line in zip(STATES, lines, strict=False)
    ]
    texts = [Text(x, y, words["form"], "legend")]
    texts += [
        Text(x + 26, line, f"{words.get(f'{state}_{shows}') or words[state]} ({count[state]})", "legend")
        for state, line in zip(STATES, lines, strict=False)
    ]
    if named_cell(cells, shows) is None:
        return Legend(samples=samples, texts=texts)
    frame = {"x": x + 1, "x2": x + 17, "y": lines[-1] - 12, "y2": lines[-1] + 3}
    return Legend(samples=samples, frames=[frame], texts=[*texts, Text(x + 26, lines[-1], words["framed"], "legend")])


def _sizes(cells: Sequence[Cell], language: str, sample: float, at: tuple[float, float]) -> Legend:
    x, y = at
    largest = max(cell.support for cell in cells)
    counts = [(x + 20 + index * 56, count) for index, count in enumerate(sample_sizes(largest))]
    samples = [
        {"cx": centre, "cy": y + 36, "state": "uncertain", "value": sample, "area": mark_area(count, largest)}
        for centre, count in counts
    ]
    texts = [Text(centre, y + 72, number(count, language, 0), "muted", "center") for centre, count in counts]
    return Legend(samples=samples, texts=[Text(x, y, words_in(language)["size"], "legend"), *texts])


def _digits(value: float) -> int:
    """Return how many of at most five decimals a limit needs; three times 0.1 is 0.3."""
    return next((digits for digits in range(5) if math.isclose(round(value, digits), value)), 5)

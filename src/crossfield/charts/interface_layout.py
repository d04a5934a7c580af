"""Where everything on the interface map stands, in pixels: three blocks that read as one matrix."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from crossfield.charts.interface_cells import Cell, Field, of_kind
from crossfield.charts.palette import text_width, wrap_text
from crossfield.charts.words import words_in

if TYPE_CHECKING:
    from collections.abc import Sequence

CELL_WIDTH = 88
NARROWEST_CELL = 76
MATRIX_WIDTH = 900
NARROWEST_MAP = 980
CELL_HEIGHT = 46
INSET = 1.5
COLUMN_GAP = 30
ROW_GAP = 40
LABEL_WIDTH = 208
LINE = 14
LEGEND_HEIGHT = 152


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text at its baseline, in a style of the palette."""

    x: float
    y: float
    text: str
    style: str = "label"
    align: Literal["left", "center", "right"] = "left"

    def to_dict(self) -> dict[str, float | str]:
        """Return the datum that the chart draws."""
        return {"x": self.x, "y": self.y, "text": self.text}


@dataclass(frozen=True, slots=True)
class Layout:
    """Left edges of columns and upper edges of rows by field, the texts around them, and the size of it all."""

    lefts: dict[str, float]
    tops: dict[str, float]
    bottom: float
    width: float
    cell_width: float
    texts: list[Text] = field(default_factory=list)

    def box(self, cell: Cell) -> dict[str, float]:
        """Return edges and centre of a cell."""
        left, top = self.lefts[cell.column.code], self.tops[cell.row.code]
        return {
            "x": left + INSET,
            "x2": left + self.cell_width - INSET,
            "y": top + INSET,
            "y2": top + CELL_HEIGHT - INSET,
            "cx": left + self.cell_width / 2,
            "cy": top + CELL_HEIGHT / 2,
        }


def map_layout(fields: Sequence[Field], language: str) -> Layout:
    """Place the fields: technologies above sectors at the left, future fields beside sectors along the top.

    Sectors become columns only where there are technologies to meet them, and rows only where there are future fields.
    """
    technologies, sectors, futures = (of_kind(fields, kind) for kind in ("technology", "sector", "future"))
    column_groups = [group for group in (futures, sectors if technologies else []) if group]
    row_groups = [group for group in (technologies, sectors if futures else []) if group]
    count = sum(len(group) for group in column_groups)
    wide = min(CELL_WIDTH, max(NARROWEST_CELL, MATRIX_WIDTH // count))
    head = _head_height(column_groups, wide)
    over = [max(_title_width(group, above, language) for group in row_groups) for above in column_groups]
    lefts, right = _places(column_groups, LABEL_WIDTH, wide, COLUMN_GAP, over)
    tops, bottom = _places(row_groups, head, CELL_HEIGHT, ROW_GAP, [0.0] * len(row_groups))
    texts = [
        *(text for group in column_groups for one in group for text in _column_title(one, lefts[one.code], head, wide)),
        *(text for group in row_groups for one in group for text in _row_title(one, tops[one.code])),
        *_block_titles(row_groups, column_groups, lefts, tops, language),
    ]
    return Layout(lefts, tops, bottom, max(right, NARROWEST_MAP), wide, texts)


def _places(
    groups: list[list[Field]], start: float, size: float, gap: float, least: list[float]
) -> tuple[dict[str, float], float]:
    """Return where each field starts and where the last group ends; no group takes less room than its title needs."""
    places: dict[str, float] = {}
    at = start
    for index, group in enumerate(groups):
        at += gap if index else 0
        places |= {one.code: at + number * size for number, one in enumerate(group)}
        at += max(len(group) * size, least[index])
    return places, at


def _block_title(row_group: list[Field], column_group: list[Field], language: str) -> str:
    words = words_in(language)
    return f"{words[row_group[0].kind]} × {words[column_group[0].kind]}"


def _title_width(row_group: list[Field], column_group: list[Field], language: str) -> float:
    return text_width(_block_title(row_group, column_group, language), 12, bold=True) + INSET


def _head_height(column_groups: list[list[Field]], wide: float) -> float:
    lines = max(len(_column_lines(one, wide)) for group in column_groups for one in group)
    return 34 + lines * LINE


def _column_lines(one: Field, wide: float) -> list[str]:
    return wrap_text(one.title, wide - 2, 12)


def _column_title(one: Field, left: float, head: float, wide: float) -> list[Text]:
    lines = _column_lines(one, wide)
    top = head - 8 - (len(lines) - 1) * LINE
    return [Text(left + wide / 2, top + index * LINE, line, "label", "center") for index, line in enumerate(lines)]


def _row_title(one: Field, top: float) -> list[Text]:
    lines = wrap_text(one.title, LABEL_WIDTH - 14, 12)
    first = top + CELL_HEIGHT / 2 + 4 - (len(lines) - 1) * LINE / 2
    return [Text(LABEL_WIDTH - 10, first + index * LINE, line, "label", "right") for index, line in enumerate(lines)]


def _block_titles(
    row_groups: list[list[Field]],
    column_groups: list[list[Field]],
    lefts: dict[str, float],
    tops: dict[str, float],
    language: str,
) -> list[Text]:
    """Name each block above its upper left cell; the upper blocks' names stand above the column titles."""
    titles: list[Text] = []
    for row_index, row_group in enumerate(row_groups):
        for column_group in column_groups:
            if row_group[0].kind == column_group[0].kind:
                continue
            title = _block_title(row_group, column_group, language)
            y = 12 if row_index == 0 else tops[row_group[0].code] - 9
            titles.append(Text(lefts[column_group[0].code] + INSET, y, title, "block"))
    return titles


def legend_columns(width: float) -> tuple[float, float, float]:
    """Left edges of the three parts of the legend: colour, form and size."""
    return (0, width * 0.39, width * 0.79)


def text_end(text: Text, size: float) -> float:
    """Return how far right a text reaches, for laying out and for checking that nothing is clipped."""
    length = text_width(text.text, size, bold=text.style in ("block", "value"))
    return text.x + {"left": length, "center": length / 2, "right": 0}[text.align]

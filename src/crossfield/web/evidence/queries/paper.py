"""What fits on one sheet of paper: how wide columns are, how many rows have room, where a text ends.

Browsers do not tell before they print how long a page becomes. So heights are estimated from the number of letters, for
a wide font: where the reader's is narrower, some room stays free. The sizes are those of the style sheet for print.
"""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crossfield.web.evidence.queries.listing import Listing, Shown

HEIGHT = 256.0
"""What a page holds, in mm: A4 without its margins, and some to spare."""
LETTERS = 112
"""Letters that a line of a table holds."""
UNITS = 48
"""Parts into which the width of a table is divided."""
PER_LINE, FRAME, HEAD, REST = 3.7, 1.5, 15.0, 6.0
"""Height of a table's line, of the space around a row, of caption and headings, of how many rows are left, in mm."""
BAR, LONGEST_WORD, FEWEST, CAPITAL = 8, 26, 6, 0.25
"""Letters that a bar takes, that a word holds its column open for, that every column has; what a capital adds."""
LONGEST_TEXT = 480
"""Letters of a text that people have written freely; what is beyond stands on the page."""


def shortened(text: str, most: int = LONGEST_TEXT) -> str:
    """A text with at most so many letters; the rest is left out at a word's end.

    Examples
    --------
    >>> shortened("To be continued on the page", 15)
    'To be…'
    """
    told = " ".join(text.split())
    return told if len(told) <= most else f"{told[:most].rsplit(' ', 1)[0].rstrip('.,;:')}…"


def lines_of(text: str, letters: float) -> int:
    """Lines that a text takes where a line holds so many letters; a longer word goes on in the next line.

    Examples
    --------
    >>> lines_of("Bayern und Sachsen", 12), lines_of("", 10), lines_of("Forschungsgemeinschaft", 10)
    (2, 1, 3)
    """
    lines, room = 1, letters
    for word in text.split():
        wide = len(word) + CAPITAL * sum(map(str.isupper, word))
        if wide > room and room < letters:
            lines, room = lines + 1, letters
        more = max(0, ceil(wide / letters) - 1)
        lines, room = lines + more, room - (wide - more * letters) - 1
    return lines


def fitted(listing: Listing, height: float) -> Listing:
    """The table as paper has it: no empty columns, widths by what stands in them, and no more rows than there is room.

    Parameters
    ----------
    listing
        Its rows that are shown at once.
    height
        Room for it, in mm; one row stands there in any case.
    """
    rows = listing.first
    if not rows:
        return listing
    filled = [at for at in range(len(listing.columns)) if at == 0 or any(_letters(row[at]) for row in rows)]
    columns = tuple(listing.columns[at] for at in filled)
    cells = [[_texts(row[at]) for at in filled] for row in rows]
    widths = _widths([[str(column.heading)] for column in columns], cells)
    room, kept = height - HEAD - (REST if listing.left else 0), 0
    for row in cells:
        letters = [unit * LETTERS / UNITS - 1 for unit in widths]
        room -= FRAME + PER_LINE * max(map(_height, row, letters))
        if room < 0 and kept:
            break
        kept += 1
    stays = replace(listing, rows=listing.rows[:kept], at_first=kept, columns=columns, widths=widths, stacks=False)
    return replace(stays, left=listing.left + len(listing.rows) - kept)


def _letters(cell: Shown) -> bool:
    return bool(cell.text or cell.reach or cell.bar or cell.links)


def _texts(cell: Shown) -> list[str]:
    """What stands in a cell, in parts that begin a new line where the first does not leave them room."""
    told = "; ".join(name for name, _address in cell.links) or cell.text
    return [f"{'x' * BAR} {told}" if cell.bar else told, *([cell.reach] if cell.reach else [])]


def _height(texts: Sequence[str], letters: float) -> int:
    return lines_of(" ".join(texts), letters) if len(texts) == 1 else sum(lines_of(one, letters) for one in texts)


def _widths(headings: Sequence[list[str]], cells: Sequence[Sequence[list[str]]]) -> tuple[int, ...]:
    """Width of each column in parts of the table's: its longest word at least, then the fullest first."""
    per = LETTERS / UNITS
    told = [[" ".join(row[at]) for row in cells] for at in range(len(headings))]
    widths = []
    for heading, texts in zip(headings, told, strict=True):
        words = [word for text in (*heading, *texts) for word in text.split()]
        longest = min(LONGEST_WORD, max(map(len, words), default=0))
        widths.append(ceil((max(FEWEST, longest) + 1.5) / per))
    while sum(widths) > UNITS:
        widths[widths.index(max(widths))] -= 1
    whole = [max(map(len, texts)) + 1.5 for texts in told]
    mean = [sum(map(len, texts)) / len(texts) + max(map(len, texts)) for texts in told]
    for _unit in range(UNITS - sum(widths)):
        lacking = [at for at, width in enumerate(widths) if width * per < whole[at]]
        fullest = max(lacking or range(len(widths)), key=lambda at: mean[at] / widths[at])
        widths[fullest] += 1
    return tuple(widths)

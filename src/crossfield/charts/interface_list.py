"""The interfaces as a ranked list with bars and as a table: what the map shows, without a picture and a script."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

from crossfield.charts.interface_cells import BLOCKS, REFERENCE, Cell, ranked
from crossfield.charts.scales import colour_class, colour_limits
from crossfield.charts.words import (
    ABOUT_OTHER_LOOKS,
    NO_SYNERGY,
    finite,
    note_in,
    note_parts,
    number,
    projects,
    span,
    words_in,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

FIRST = 12
_WIDTH = 300
_RANGED = ("strength", "bridges", "synergy", "activity", "potential", "gap")
_PLAIN = {"support": 0, "topics": 0, "bridging_organisations": 0, "joint": 2, "expected": 2}
_SHARES = ("probability", "coverage")


def interface_ranking(cells: Sequence[Cell], *, shows: str, language: str) -> str:
    """Return the interfaces with a figure as an ordered list in HTML, strongest first.

    Every entry has its value, range and number of projects and a bar from the reference to the value: filled where
    the figure is certain, outlined where it is not. All but the first twelve fold away.
    """
    order = ranked(cells)
    if not order:
        return ""
    words = words_in(language)
    entries = [_entry(cell, cells, order, shows, language) for cell in order]
    more = ""
    if len(entries) > FIRST:
        summary = escape(words["ranking_more"].format(n=len(entries) - FIRST))
        rest = "\n".join(entries[FIRST:])
        more = f'<details><summary>{summary}</summary><ol start="{FIRST + 1}">{rest}</ol></details>'
    return (
        f'<section class="ranking" aria-labelledby="ranking"><h2 id="ranking">{escape(words["ranking"])}</h2>'
        f"<p>{escape(words[f'ranking_read_{shows}'])}</p><ol>{chr(10).join(entries[:FIRST])}</ol>{more}</section>"
    )


def _entry(cell: Cell, cells: Sequence[Cell], order: Sequence[Cell], shows: str, language: str) -> str:
    words = words_in(language)
    reach = span(cell.low, cell.high, language)
    said = [
        f"{words['range']} {reach}" if reach else "",
        projects(cell.support, language),
        words[cell.state],
        cell.note,
    ]
    return (
        f'<li><span class="pair">{escape(cell.pair)}</span>'
        f'<strong class="value">{number(cell.value, language, signed=shows == "gap")}</strong>'
        f"{ranking_bar(cell, cells, order, shows)}"
        f'<span class="said">{escape(" · ".join(part for part in said if part))}</span></li>'
    )


def ranking_bar(cell: Cell, cells: Sequence[Cell], order: Sequence[Cell], shows: str) -> str:
    """Draw bar, range and reference line; the figures stand beside it, so that it is hidden from screen readers."""
    value = cell.value or 0.0
    start, end = (_at(one, order, shows) for one in (REFERENCE[shows], value))
    left, width = min(start, end), max(abs(end - start), 1.5)
    names = (
        f"k{colour_class(value, colour_limits(cells, shows))} {cell.state} {'seq' if shows == 'potential' else 'div'}"
    )
    reach = ""
    if cell.low is not None and cell.high is not None:
        low, high = _at(cell.low, order, shows), _at(cell.high, order, shows)
        line = f'x1="{low:.1f}" x2="{high:.1f}" y1="7" y2="7"/>'
        reach = f'<line class="halo" {line}<line class="reach" {line}'
    return (
        f'<svg class="bar" viewBox="0 0 {_WIDTH} 14" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        f'<rect class="{names}" x="{left:.1f}" y="2" width="{width:.1f}" height="10"/>{reach}'
        f'<line class="reference" x1="{start:.1f}" x2="{start:.1f}" y1="0" y2="14"/></svg>'
    )


def _at(value: float, order: Sequence[Cell], shows: str) -> float:
    """Return where a value stands on the bars' axis, which is logarithmic for the strength."""
    bounds = [one for cell in order for one in (cell.value, cell.low, cell.high, REFERENCE[shows]) if one is not None]
    low, high, point = min(bounds), max(bounds), value
    if shows == "strength":
        low, high, point = (math.log(min(max(one, 0.2), 8.0)) for one in (low, high, point))
    share = (point - low) / (high - low) if high > low else 0.5
    return 1 + (_WIDTH - 2) * share


def interface_table(cells: Sequence[Cell], same_kind: Sequence[Cell], *, language: str) -> str:
    """Return all figures as an HTML table: one group of rows per block of the map, then the pairs within a kind.

    Columns without a single figure are left out, and so is synergy where it cannot be told apart from chance: then
    one sentence says so.
    """
    words = words_in(language)
    columns = _columns([*cells, *same_kind])
    general = "".join(
        f"<p>{escape(words['note'])}: {escape(note_in(note, language))}.</p>" for note in _general_notes(cells)
    )
    groups = [
        (
            f"{words[left]} × {words[right]}",
            [cell for cell in cells if (cell.row.kind, cell.column.kind) == (left, right)],
        )
        for left, right in BLOCKS
    ]
    groups.append((words["same_kind"], list(same_kind)))
    head = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in ("interface", *columns, "note"))
    bodies = "\n".join(
        f'<tbody><tr><th class="group" scope="rowgroup" colspan="{len(columns) + 2}">{escape(title)}</th></tr>\n'
        + "\n".join(_table_row(cell, columns, language) for cell in group)
        + "</tbody>"
        for title, group in groups
        if group
    )
    return (
        f'<section class="figures" aria-labelledby="figures"><h2 id="figures">{escape(words["table"])}</h2>'
        f"<p>{escape(words['table_read'])}</p>{general}"
        '<div class="scroll" tabindex="0" role="region" aria-labelledby="figures">'
        f"<table><thead><tr>{head}</tr></thead>\n{bodies}</table></div></section>"
    )


def _columns(cells: Sequence[Cell]) -> list[str]:
    known = (_RANGED[0], *_PLAIN, *_RANGED[1:], *_SHARES)
    found = [name for name in known if any(finite(cell.figures.get(name)) is not None for cell in cells)]
    return [name for name in found if name != "synergy" or NO_SYNERGY not in _general_notes(cells)]


def _general_notes(cells: Sequence[Cell]) -> list[str]:
    """Return the notes on other looks, each once; they hold for a whole table."""
    said = {part for cell in cells for part in note_parts(cell.figures.get("note"))}
    return [note for note in ABOUT_OTHER_LOOKS if note in said]


def _table_row(cell: Cell, columns: Sequence[str], language: str) -> str:
    values = "".join(f"<td>{_said(cell, name, language)}{_reach(cell, name, language)}</td>" for name in columns)
    return f'<tr><th scope="row">{escape(cell.pair)}</th>{values}<td class="note">{escape(cell.note)}</td></tr>'


def _reach(cell: Cell, name: str, language: str) -> str:
    said = span(cell.figures.get(f"{name}_low"), cell.figures.get(f"{name}_high"), language)
    return f' <span class="reach">({said})</span>' if said else ""


def _said(cell: Cell, name: str, language: str) -> str:
    value = finite(cell.figures.get(name))
    if value is None:
        return "–"
    if name in _SHARES:
        return f"{number(100 * value, language, 0)}{' ' if language == 'de' else ''}%"
    if name in _PLAIN:
        return number(value, language, _PLAIN[name])
    return number(value, language, signed=name == "gap")

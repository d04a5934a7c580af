"""What the interface map draws: one cell per pair of fields of different kinds, and what it may claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crossfield.charts.words import ABOUT_OTHER_LOOKS, finite, note_in, note_parts, number, projects, span, words_in
from crossfield.errors import NotComputableError, SchemaError, UnknownNameError

Row = Mapping[str, Any]

KINDS = ("technology", "sector", "future")
BLOCKS = (("technology", "future"), ("technology", "sector"), ("sector", "future"))
STATES = ("certain", "uncertain", "none", "undefined")
SHOWN = ("strength", "potential", "gap")

REFERENCE = {"strength": 1.0, "potential": 0.0, "gap": 0.0}
"""Where a bar starts: what the region's size predicts, or nothing."""

_CERTAIN_ABOVE = {"strength": 1.0, "potential": 1.0, "gap": 0.0}
_FIELD_COLUMNS = ("field", "kind", "title_en", "title_de", "position")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the map, with its title in the language of the picture."""

    code: str
    kind: str
    title: str
    position: float


@dataclass(frozen=True, slots=True)
class Cell:
    """The interface of two fields as drawn: ``row`` stands left of it, ``column`` above.

    ``state`` is ``certain`` or ``uncertain`` where there is a figure, ``none`` where there is no joint project,
    ``undefined`` where there are projects but no figure. A strength without a project is ``none``; potential and
    gap are figures of their own there. ``note`` leaves out what is said about other looks, ``figures`` is the row.
    """

    row: Field
    column: Field
    value: float | None
    low: float | None
    high: float | None
    support: int
    note: str
    state: str
    figures: Row

    @property
    def pair(self) -> str:
        """Both titles, as sentences and headings name the interface."""
        return f"{self.row.title} × {self.column.title}"

    @property
    def codes(self) -> tuple[str, str]:
        """Both codes in code order, which breaks ties in rankings."""
        return (min(self.row.code, self.column.code), max(self.row.code, self.column.code))


def check_shown(shows: str) -> str:
    """Return ``shows`` where the map can show it; raise `UnknownNameError` otherwise."""
    if shows not in SHOWN:
        raise UnknownNameError("figure of the interface map", shows, SHOWN, f"It can be {', '.join(SHOWN)}.")
    return shows


def read_fields(fields: Sequence[Row], language: str) -> list[Field]:
    """Return the fields in the order of their positions; a missing title is taken from the other language.

    Raises
    ------
    SchemaError
        A column is missing, a kind is unknown or a field is there twice.
    """
    words_in(language)
    other = "de" if language == "en" else "en"
    found: dict[str, Field] = {}
    for entry in fields:
        missing = [column for column in _FIELD_COLUMNS if column not in entry]
        if missing:
            raise SchemaError(f"A field of the map lacks {', '.join(missing)}: {dict(entry)!r}.")
        if entry["kind"] not in KINDS:
            raise SchemaError(f"Field {entry['field']!r} has the kind {entry['kind']!r}; expected {', '.join(KINDS)}.")
        if entry["field"] in found:
            raise SchemaError(f"Field {entry['field']!r} is there twice; expected every field once.")
        title = entry[f"title_{language}"] or entry[f"title_{other}"] or entry["field"]
        found[entry["field"]] = Field(entry["field"], entry["kind"], title, entry["position"])
    return sorted(found.values(), key=lambda field: (field.position, field.code))


def interface_cells(rows: Sequence[Row], fields: Sequence[Field], *, shows: str, language: str) -> list[Cell]:
    """Return one cell per pair of fields of different kinds, block by block, row by row.

    A pair without a row becomes a cell without figures that says so; rows of other pairs are left out.

    Raises
    ------
    NotComputableError
        The fields are all of one kind, so that there is no block to draw.
    """
    by_pair = _rows_by_pair(rows)
    cells = [
        _cell(by_pair.get(frozenset((row.code, column.code))), row, column, shows=shows, language=language)
        for kind_row, kind_column in BLOCKS
        for row in of_kind(fields, kind_row)
        for column in of_kind(fields, kind_column)
    ]
    if not cells:
        raise NotComputableError(
            "An interface map needs fields of at least two of the kinds technology, sector and future.",
            "Choose a scheme whose fields have these groups.",
        )
    return cells


def same_kind_cells(rows: Sequence[Row], fields: Sequence[Field], *, shows: str, language: str) -> list[Cell]:
    """Return the cells of pairs within one kind that have a row; the map leaves them out, the table does not."""
    by_pair = _rows_by_pair(rows)
    return [
        _cell(by_pair[frozenset((first.code, second.code))], first, second, shows=shows, language=language)
        for kind in KINDS
        for index, first in enumerate(of_kind(fields, kind))
        for second in of_kind(fields, kind)[index + 1 :]
        if frozenset((first.code, second.code)) in by_pair
    ]


def of_kind(fields: Sequence[Field], kind: str) -> list[Field]:
    """Return the fields of one kind, order kept."""
    return [field for field in fields if field.kind == kind]


def ranked(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells that are drawn with a figure, strongest first, ties by code."""
    shown = [cell for cell in cells if cell.state in ("certain", "uncertain")]
    return sorted(shown, key=lambda cell: (-_rounded(cell.value), cell.codes))


def named_cell(cells: Sequence[Cell], shows: str) -> Cell | None:
    """Return the interface that the answer names: the strongest certain one, else the strongest candidate."""
    order = ranked(cells)
    return next(
        (cell for cell in order if cell.state == "certain" and _above(cell, shows)), order[0] if order else None
    )


def answer(cells: Sequence[Cell], *, shows: str, language: str) -> str:
    """Answer the map's question in one sentence: the strongest certain interface, or how uncertain the first is."""
    words = words_in(language)
    cell = named_cell(cells, shows)
    if cell is None:
        return words["no_answer"]
    said = {
        "pair": cell.pair,
        "value": number(cell.value, language),
        "range": span(cell.low, cell.high, language),
        "support": projects(cell.support, language),
    }
    if cell.state == "certain" and _above(cell, shows):
        return words[f"sure_{shows}"].format(**said)
    return words[f"open_{shows}"].format(**said, why=_why_open(cell, shows, language))


def reading(cell: Cell, *, shows: str, language: str) -> str:
    """Say in words how far a cell's figure can be relied on; for uncertain figures why not."""
    words = words_in(language)
    if cell.state == "uncertain":
        return words["uncertain_why"].format(why=_why_open(cell, shows, language))
    return words.get(f"{cell.state}_{shows}") or words[cell.state]


def _why_open(cell: Cell, shows: str, language: str) -> str:
    words = words_in(language)
    if cell.low is None or cell.high is None:
        return words["why_no_range"]
    if cell.note and _is_sided(cell.low, cell.high, shows):
        return words["why_note"].format(note=cell.note)
    side = "below" if cell.high < _CERTAIN_ABOVE[shows] else "range"
    return words[f"why_{side}_{shows}"].format(range=span(cell.low, cell.high, language))


def _rows_by_pair(rows: Sequence[Row]) -> dict[frozenset[str], Row]:
    by_pair: dict[frozenset[str], Row] = {}
    for row in rows:
        pair = frozenset((row["field_a"], row["field_b"]))
        if pair in by_pair:
            raise SchemaError(
                f"The interface {row['field_a']} × {row['field_b']} is there twice; expected one row per pair.",
                "Give the rows of one region, level, scheme, counting and window.",
            )
        by_pair[pair] = row
    return by_pair


def _cell(figures: Row | None, row: Field, column: Field, *, shows: str, language: str) -> Cell:
    if figures is None:
        note = words_in(language)["not_in_data"]
        return Cell(row, column, None, None, None, 0, note, "none", {})
    value, low, high = (finite(figures.get(name)) for name in (shows, f"{shows}_low", f"{shows}_high"))
    support = int(finite(figures.get("support")) or 0)
    own = [part for part in note_parts(figures.get("note")) if part not in ABOUT_OTHER_LOOKS]
    note = note_in("; ".join(own), language)
    if support == 0 and (value is None or shows == "strength"):
        state = "none"
    elif value is None:
        state = "undefined"
    else:
        state = "certain" if _is_sided(low, high, shows) and not note else "uncertain"
    return Cell(row, column, value, low, high, support, note, state, figures)


def _is_sided(low: float | None, high: float | None, shows: str) -> bool:
    """Return whether the whole range lies on one side of the reference."""
    if low is None or high is None:
        return False
    limit = _CERTAIN_ABOVE[shows]
    return low > limit or (high < limit and shows != "potential")


def _above(cell: Cell, shows: str) -> bool:
    return cell.low is not None and cell.low > _CERTAIN_ABOVE[shows]


def _rounded(value: float | None) -> float:
    return 0.0 if value is None else float(f"{value:.9g}")

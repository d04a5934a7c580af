"""The regions that complement each region best, at every interface and in all fields: the table ``complementarity``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.errors import NotComputableError
from crossfield.indicators.complementarity import (
    HAS_BOTH,
    LITTLE_LACK,
    NOTHING_LEADS,
    Complement,
    SoftSides,
    soft_lack,
)
from crossfield.indicators.counting import ALL
from crossfield.indicators.figures import scheme_window
from crossfield.indicators.matrix import Axis, matrix
from crossfield.indicators.notes import Notes
from crossfield.indicators.ranking import significant
from crossfield.lake.delivery import arrow_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from crossfield.indicators.figures import Scheme
    from crossfield.indicators.window import Window, YearTables

    Floats = NDArray[np.float64]
    Places = NDArray[np.int64]

BEST = 20
BEST_NEW = 10  # of those without a joint project at the interface, wherever they stand
FEWEST = 5  # tagged projects from which a region's lacks say more of it than of Europe
DIGITS = (
    4  # of a probability and of what adds them up: a thousandth of what tells two partners apart, a third of the room
)
TIES = ("new", "elsewhere", "here")
EVERY = (ALL, ALL)
STRENGTH = ("strength", "strength_low", "strength_high")


@dataclass(frozen=True, slots=True)
class Ties:
    """Joint projects of two regions of one level, of one scheme or more.

    Parameters
    ----------
    everywhere
        scheme, region_a, region_b, projects: tagged projects.
    here
        scheme, field_a, field_b, region_a, region_b, projects: at an interface.
    """

    everywhere: pa.Table
    here: pa.Table

    def of_scheme(self, scheme: str) -> Ties:
        """Only the rows of one scheme."""
        return Ties(*(part.filter(pc.equal(part.column("scheme"), scheme)) for part in (self.everywhere, self.here)))


def field_lacks(window: Window) -> pa.Table:
    """Table field_lack of a window in whole counting: lack and strength of each known region in each field."""
    lack, _ = soft_lack(window)
    rows = np.flatnonzero(window.known)
    names, fields = [window.regions.names[row] for row in rows], window.fields.names
    flat, size = lack[rows].ravel(), len(rows) * len(fields)
    columns: dict[str, object] = {
        "region": [name for name in names for _ in fields],
        "field": fields * len(rows),
        "lack": _nullable(flat),
        "strength": _nullable(1 - flat),
        "support": window.field_whole[rows].ravel().astype(np.int64),
    }
    columns |= {name: [getattr(window, name)] * size for name in ("level", "scheme", "year_from", "year_to")}
    schema = arrow_schema("field_lack")
    return pa.table([pa.array(columns[name]).cast(schema.field(name).type) for name in schema.names], schema=schema)


def level_complements(
    years: YearTables, interfaces: pa.Table, ties: Ties, schemes: Iterable[Scheme], *, level: int
) -> tuple[pa.Table, pa.Table]:
    """Tables field_lack and complementarity of one level, for all schemes, sorted.

    Parameters
    ----------
    years
        Counted tables.
    interfaces
        Table interface_figure of the level; its window is the one that is taken.
    ties
        Joint projects of the regions of the level.
    schemes
        Schemes; interfaces are asked for where all fields are known, else the partners in all fields only.
    level
        NUTS level.
    """
    lacks, partners = [arrow_schema("field_lack").empty_table()], [arrow_schema("complementarity").empty_table()]
    for scheme in sorted(schemes, key=lambda scheme: scheme.name):
        own = pc.and_(
            pc.equal(interfaces.column("scheme"), scheme.name), pc.equal(interfaces.column("counting"), "whole")
        )
        rows = interfaces.filter(own)
        if rows.num_rows:
            first, last = (rows.column(name)[0].as_py() for name in ("year_from", "year_to"))
            matrices = scheme_window(years, scheme, level=level, counting="whole", year_from=first, year_to=last)
            lacks.append(field_lacks(matrices))
            partners.append(partner_regions(matrices, rows, ties, pairs=None if scheme.fields else ()))
    return pa.concat_tables(lacks), pa.concat_tables(partners)


def partner_regions(
    window: Window, interfaces: pa.Table, ties: Ties, *, pairs: Sequence[tuple[str, str]] | None = None
) -> pa.Table:
    """Table complementarity of a window: the best partners of regions with 5 tagged projects or more.

    These are the best 20, and of those without a joint project at the interface the best 10 wherever they stand.

    Parameters
    ----------
    window
        Matrices in whole counting.
    interfaces
        Rows of interface_figure of the same window, whole counting.
    ties
        Joint projects of the regions.
    pairs
        Interfaces wanted; None: all pairs of fields with activity in Europe. In all fields is always there.

    Returns
    -------
    Table
        complementarity, sorted for reading; probabilities and scores to 4 decimals. Empty where fewer than two regions
        have 30 tagged projects. Partners stand in the order of S to 9 digits, then by code; where the region lacks less
        than 0.1 of the interface, in the order of their own strength there, with a note.
    """
    schema = arrow_schema("complementarity")
    try:
        sides = SoftSides.of(window)
    except NotComputableError:
        return schema.empty_table()
    ties = ties.of_scheme(window.scheme)
    active = {
        name for name, column in zip(window.fields.names, sides.lack.T, strict=True) if not np.isnan(column).all()
    }
    asked = window.pair_names() if pairs is None else [*pairs]
    facts = _Facts.of(window, interfaces, ties, sides)
    blocks = sorted([EVERY, *(pair for pair in asked if active.issuperset(pair))])
    parts = [_block(facts, pair) for pair in blocks]
    region = np.concatenate([facts.window.regions.places(part.column("region")) for part in parts])
    block = np.repeat(np.arange(len(parts)), [part.num_rows for part in parts])
    # each block is in the order of regions and places: numbers sort faster than names
    return pa.concat_tables(parts).take(pa.array(np.lexsort((block, region))))


@dataclass(frozen=True, slots=True)
class _Facts:
    """What all blocks are made from; links by pair of fields, shape (R, R)."""

    window: Window
    sides: SoftSides
    by_field: dict[str, Complement]
    strength: dict[str, Floats]
    bridging: Floats
    links: Floats
    ties: Ties

    @classmethod
    def of(cls, window: Window, interfaces: pa.Table, ties: Ties, sides: SoftSides) -> _Facts:
        figures = {name: window.pair_matrix(interfaces, name) for name in STRENGTH}
        bridging = window.pair_matrix(interfaces, "bridging_organisations")
        links = _joint(ties.everywhere, window.regions)
        return cls(window, sides, {}, figures, bridging, links, ties)

    def complement(self, pair: tuple[str, str]) -> Complement:
        """Complementarity at an interface, which is that in both fields added up, or in all fields."""
        if pair == EVERY:
            return self.sides.complement()
        for name in pair:
            if name not in self.by_field:
                self.by_field[name] = self.sides.complement([name])
        a, b = (self.by_field[name] for name in pair)
        without = [*a.without_lead, *b.without_lead]
        return Complement(a.candidates, a.has + b.has, a.leads + b.leads, a.lack, without)

    def at(self, pair: tuple[str, str]) -> tuple[Floats, Floats]:
        """Joint projects of all regions at an interface, and in any field."""
        if pair == EVERY:
            return self.links, self.links
        rows = self.ties.here
        chosen = pc.and_(pc.equal(rows.column("field_a"), pair[0]), pc.equal(rows.column("field_b"), pair[1]))
        return _joint(rows.filter(chosen), self.window.regions), self.links


def _joint(rows: pa.Table, regions: Axis) -> Floats:
    one = matrix(rows, ("region_a", regions), ("region_b", regions), "projects")
    return one + one.T


def _block(facts: _Facts, pair: tuple[str, str]) -> pa.Table:
    """Best partners of all regions at one interface, or in all fields."""
    window, sides, every = facts.window, facts.sides, pair == EVERY
    fields = [] if every else [window.fields.names.index(name) for name in pair]
    found = facts.complement(pair)
    looking = np.flatnonzero(window.known & (window.total_whole >= FEWEST))
    lacking = np.nansum(sides.lack if every else sides.lack[:, fields], axis=1)[looking]
    has_both = lacking < LITTLE_LACK
    order = significant(found.score[looking])
    if not every:
        own = facts.strength["strength"][sides.candidates, window.pair_names().index(pair)]
        order = np.where(has_both[:, None] & ~np.isnan(order), significant(own)[None, :], order)
    best = np.argsort(np.where(np.isnan(order), np.inf, -order), axis=1, kind="stable")
    ties = facts.at(pair)
    untied = np.take_along_axis(ties[0][np.ix_(looking, sides.candidates)] <= 0, best, axis=1)
    listed = (np.arange(best.shape[1]) < BEST) | (untied & (untied.cumsum(axis=1) <= BEST_NEW))
    row, place = np.nonzero(listed & ~np.isnan(np.take_along_axis(found.score[looking], best, axis=1)))
    region, at = looking[row], best[row, place]
    notes = Notes(region.shape)
    notes.add(has_both[row], HAS_BOTH)
    notes.add(np.full(region.shape, bool(fields and found.without_lead)), NOTHING_LEADS)
    partner = sides.candidates[at]
    numbers = {name: np.round(getattr(found, name)[region, at], DIGITS) for name in ("has", "leads", "score")}
    numbers |= {"links_here": ties[0][region, partner], "links": ties[1][region, partner], "place": place + 1.0}
    return _rows(facts, pair, (region, partner), numbers, notes)


def _rows(
    facts: _Facts, pair: tuple[str, str], at: tuple[Places, Places], numbers: dict[str, Floats], notes: Notes
) -> pa.Table:
    """The numbers of pairs of regions with what is known of the partner."""
    window, sides, every = facts.window, facts.sides, pair == EVERY
    (region, partner), names = at, pa.array(window.regions.names, pa.string())
    size, here, links = len(region), numbers["links_here"], numbers["links"]
    tie = pa.array(np.where(here > 0, 2, np.where(links > 0, 1, 0)))
    columns: dict[str, object] = {"tie": pa.array(TIES, pa.string()).take(tie), **numbers}
    columns |= {name: names.take(pa.array(places)) for name, places in (("region", region), ("partner", partner))}
    constants = {name: getattr(window, name) for name in ("level", "scheme", "year_from", "year_to")}
    constants |= {"field_a": pair[0], "field_b": pair[1]}
    columns |= {name: pa.repeat(value, size) for name, value in constants.items()}
    columns["projects"] = window.total_whole[partner]
    for side, field in zip("ab", pair, strict=True):
        column = None if every else window.fields.names.index(field)
        lack = np.full((2, size), np.nan) if column is None else sides.lack[:, column][[region, partner]]
        columns |= {f"lack_{side}": _nullable(lack[0]), f"has_{side}": _nullable(1 - lack[1])}
        of_field = window.total_whole if column is None else window.field_whole[:, column]
        columns[f"projects_{side}"] = of_field[partner]
    number = None if every else window.pair_names().index(pair)
    for name in STRENGTH:
        own = np.zeros(size) if number is None else facts.strength[name][partner, number]
        columns[name] = _nullable(np.where(own > 0, own, np.nan))
    bridging = pa.nulls(size, pa.float64()) if number is None else pa.array(facts.bridging[partner, number])
    columns |= {"bridging_organisations": bridging, "note": notes.array()}
    schema = arrow_schema("complementarity")
    return pa.table([pa.array(columns[name]).cast(schema.field(name).type) for name in schema.names], schema=schema)


def _nullable(numbers: Floats) -> pa.Array:
    return pa.array(np.round(numbers, DIGITS), mask=np.isnan(numbers))

"""A window of years as matrices: what the figures of one scheme, level and counting are computed from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from crossfield.indicators.matrix import Axis, axis_of, matrix

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

UNKNOWN = "unknown"
VALUE = {"whole": "whole", "fractional": "fractional", "eur": "eur_cents"}


@dataclass(frozen=True, slots=True)
class YearTables:
    """Counted tables of one data version, any number of levels, schemes and years.

    Parameters
    ----------
    fields, interfaces, exposure
        Tables field_year, interface_year and exposure.
    """

    fields: pa.Table
    interfaces: pa.Table
    exposure: pa.Table


@dataclass(frozen=True, slots=True)
class OrganisationTables:
    """What cannot be added up over years; empty where the data version holds no records.

    Parameters
    ----------
    active
        scheme, region, organisations.
    bridging
        scheme, region, field_a, field_b, organisations.
    topics
        scheme, region, field_a, field_b, topics.
    known
        scheme, rows, known: participations in tagged projects.
    """

    active: pa.Table
    bridging: pa.Table
    topics: pa.Table
    known: pa.Table


@dataclass(frozen=True, slots=True)
class TopicTables:
    """Counts of a window by call topic: what intervals are widened by.

    Parameters
    ----------
    joints
        scheme, topic, region, field_a, field_b, whole, fractional.
    fields
        scheme, topic, region, field, whole, fractional.
    sizes
        scheme, topic, region, whole, fractional.
    bridges
        scheme, topic, region, field_a, field_b, organisations: spread over the topics of their projects.
    active
        scheme, topic, region, organisations.
    """

    joints: pa.Table
    fields: pa.Table
    sizes: pa.Table
    bridges: pa.Table
    active: pa.Table


@dataclass(frozen=True, slots=True)
class Window:
    """Matrices of one scheme, level, counting and span of years; R regions, F fields, P pairs of fields.

    Parameters
    ----------
    regions, fields
        Axes in code order; ``unknown`` is a region.
    pairs
        Places (a, b) of each pair on the axis of fields, a before b.
    known
        Which regions are known, shape (R,).
    total
        N_r in this counting, shape (R,).
    field
        n_rf in this counting, shape (R, F).
    field_whole
        n_rf in whole projects, shape (R, F).
    joint, joint_whole
        J_rab in this counting and in whole projects, shape (R, P).
    field_squares, squares
        sum over known regions of (v u)^2 per field, shape (F,), and of (v w)^2 per pair, shape (P,); 1 per project in
        whole counting.
    """

    level: int
    scheme: str
    counting: str
    year_from: int
    year_to: int
    regions: Axis
    fields: Axis
    pairs: NDArray[np.int64]
    known: NDArray[np.bool_]
    total: Floats
    total_whole: Floats
    field: Floats
    field_whole: Floats
    joint: Floats
    joint_whole: Floats
    field_squares: Floats
    squares: Floats

    @property
    def years(self) -> int:
        """Number of start years in the window."""
        return self.year_to - self.year_from + 1

    def pair_names(self) -> list[tuple[str, str]]:
        """Field codes of each pair."""
        return [(self.fields.names[a], self.fields.names[b]) for a, b in self.pairs]

    def pair_places(self, table: pa.Table) -> NDArray[np.int64]:
        """Number of each row's pair of fields; -1 where there is none."""
        size = len(self.fields.names)
        number = np.full((size + 1, size + 1), -1)
        number[self.pairs[:, 0], self.pairs[:, 1]] = np.arange(len(self.pairs))
        a, b = (self.fields.places(table.column(name)) for name in ("field_a", "field_b"))
        return np.asarray(number[a, b])

    def pair_matrix(self, table: pa.Table, value: str) -> Floats:
        """Sum a table with region, field_a, field_b into shape (R, P)."""
        names = Axis([f"{a}\t{b}" for a, b in self.pair_names()])
        joined = pc.binary_join_element_wise(table.column("field_a"), table.column("field_b"), "\t")
        keyed = pa.table({"region": table.column("region"), "pair": joined, "value": table.column(value)})
        return matrix(keyed, ("region", self.regions), ("pair", names), "value")


def window(
    tables: YearTables,
    *,
    level: int,
    scheme: str,
    counting: str,
    year_from: int,
    year_to: int,
    fields: Sequence[str] = (),
) -> Window:
    """Add up the years of a window.

    Parameters
    ----------
    tables
        Tables field_year, interface_year and exposure.
    level, scheme
        NUTS level and scheme to take from them.
    counting
        whole, fractional or eur.
    year_from, year_to
        First and last start year.
    fields
        All fields of the scheme; none: those that occur.
    """
    chosen = (tables.fields, tables.interfaces, tables.exposure)
    by_field, by_pair, exposure = (_rows(table, level, scheme, year_from, year_to) for table in chosen)
    regions = axis_of(exposure.column("region"))
    axis = Axis(sorted(fields)) if fields else axis_of(by_field.column("field"))
    known = np.array([name != UNKNOWN for name in regions.names], dtype=bool)
    sides = ("region", regions), ("field", axis)
    spread = "squares" if counting == "fractional" else VALUE[counting]
    asked = (VALUE[counting], "whole", spread)
    field, field_whole, field_squares = (matrix(by_field, *sides, value) for value in asked)
    one = exposure.append_column("one", pa.array(["1"] * exposure.num_rows, pa.string()))
    sizes = (matrix(one, ("region", regions), ("one", Axis(["1"])), name)[:, 0] for name in ("projects", "fractional"))
    total = dict(zip(("whole", "fractional"), sizes, strict=True)) | {"eur": field.sum(axis=1)}
    shell = Window(
        level=level,
        scheme=scheme,
        counting=counting,
        year_from=year_from,
        year_to=year_to,
        regions=regions,
        fields=axis,
        pairs=np.array(list(combinations(range(len(axis.names)), 2)), dtype=np.int64).reshape(-1, 2),
        known=known,
        total=total[counting],
        total_whole=total["whole"],
        field=field,
        field_whole=field_whole,
        field_squares=field_squares[known].sum(axis=0),
        joint=np.zeros((0, 0)),
        joint_whole=np.zeros((0, 0)),
        squares=np.zeros(0),
    )
    joint, joint_whole, squares = (shell.pair_matrix(by_pair, value) for value in asked)
    return replace(shell, joint=joint, joint_whole=joint_whole, squares=squares[known].sum(axis=0))


def _rows(table: pa.Table, level: int, scheme: str, year_from: int, year_to: int) -> pa.Table:
    inside = pc.and_(pc.greater_equal(table.column("year"), year_from), pc.less_equal(table.column("year"), year_to))
    same = pc.and_(pc.equal(table.column("level"), level), pc.equal(table.column("scheme"), scheme))
    return table.filter(pc.and_(inside, same))

"""Cells counted again and again with topics drawn anew: sums by topic once, then one product a draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from crossfield.indicators.cells import Cells
from crossfield.indicators.matrix import row_product

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from crossfield.indicators.cells import CellRecords

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DrawnCells:
    """Counts of a span of years by call topic; R regions, F fields, P pairs, T topics.

    Parameters
    ----------
    records
        The projects.
    year_from, year_to
        First and last start year.
    joint
        Joint projects of each topic, shape (T, R P).
    added
        What each topic adds to the counts of `Cells`, shape (R F + R P + R P + R, T): field, joint, both, tagged.
        They stand in one matrix: of a small table a product takes as long as its beginning.
    by_unit
        Projects of each (organisation, region) unit in a field, shape (places of ``unit_region``, T), above those
        of each unit and pair that carry both, shape (K, T).
    unit_region, unit_name
        Region and field of each of these places.
    met_first, met_second
        Places of the two fields of a pair that a unit is active in, for each unit and pair, shape (K,).
    met_cell
        Cell R P of each unit and pair.
    total
        All projects of a region.
    """

    records: CellRecords
    year_from: int
    year_to: int
    joint: sparse.csr_array
    added: sparse.csc_array
    by_unit: sparse.csc_array
    unit_region: Ints
    unit_name: Ints
    met_first: Ints
    met_second: Ints
    met_cell: Ints
    total: Floats

    def counted(self, often: Floats) -> Cells:
        """Count with every topic as often as it was drawn.

        Parameters
        ----------
        often
            Shape (T,), in the order of the topics' numbers.

        Returns
        -------
        Cells
            As `CellRecords.counted` with these weights; Europe's own counts are left out (empty).
        """
        regions, pairs = len(self.records.regions.names), len(self.records.pairs)
        fields = len(self.records.fields.names)
        ends = np.cumsum((fields, pairs, pairs)) * regions
        field, joint, both, tagged = np.split(self.added @ often, ends)
        bridging, active = self._organisations(often)
        return Cells(
            field=field.reshape(regions, -1),
            joint=joint.reshape(regions, pairs),
            both=both.reshape(regions, pairs),
            tagged=tagged,
            total=np.maximum(self.total, tagged),
            bridging=bridging.reshape(regions, pairs),
            active=active.reshape(regions, pairs),
            exposure=float(tagged.sum()),
            europe_field=np.empty(0),
            europe_joint=np.empty(0),
        )

    def topics_met(self) -> Floats:
        """Distinct topics with a joint project in each cell, shape (R, P)."""
        regions, pairs = len(self.records.regions.names), len(self.records.pairs)
        return np.bincount(self.joint.indices, minlength=regions * pairs).reshape(regions, pairs).astype(np.float64)

    def _organisations(self, often: Floats) -> tuple[Floats, Floats]:
        """Bridging and active organisations: a unit's projects in one field less those that carry both."""
        regions, (a, b) = len(self.records.regions.names), self.records.pairs.T
        size = regions * len(a)
        projects, carried = np.split(self.by_unit @ often, (len(self.unit_region),))
        first, second = projects[self.met_first], projects[self.met_second]
        product = np.sqrt((first - carried) * (second - carried))
        bridging: Floats = np.bincount(self.met_cell, product, size).astype(np.float64)
        fields = len(self.records.fields.names)
        place = self.unit_region * fields + self.unit_name
        present = np.bincount(place, projects > 0, regions * fields).reshape(regions, fields)
        active: Floats = (present[:, a] + present[:, b]).ravel().astype(np.float64)
        lost = ((first > 0) & (first == carried)).astype(float) + ((second > 0) & (second == carried))
        lonely: Floats = np.bincount(self.met_cell, lost, size).astype(np.float64)
        return bridging, active - lonely


def drawn_cells(records: CellRecords, year_from: int, year_to: int) -> DrawnCells:
    """Sum the counts of a span of years by topic.

    Parameters
    ----------
    records
        Projects of one scheme and level.
    year_from, year_to
        First and last start year.
    """
    inside = np.flatnonzero((records.year >= year_from) & (records.year <= year_to))
    topics = int(records.topic.max()) + 1 if len(records.topic) else 0
    ones = np.ones(len(inside))
    topic = sparse.csr_array((ones, (records.topic[inside], np.arange(len(inside)))), shape=(topics, len(inside)))
    region, unit = (sparse.csr_array(part[:, inside].T) for part in (records.region_project, records.unit_project))
    field, pair, both = (
        sparse.csr_array(part[inside]) for part in (records.project_field, records.project_pair, records.project_both)
    )
    places = topic @ row_product(unit, field)
    used = np.flatnonzero(np.asarray(abs(places).sum(axis=0)).ravel())
    fields = len(records.fields.names)
    first, second, cell, key = _meetings(records, used // max(fields, 1), used % max(fields, 1))
    years = range(year_from, year_to + 1)
    total = sum(
        (records.totals[year] for year in years if year in records.totals), np.zeros(len(records.regions.names))
    )
    joint = topic @ row_product(region, pair)
    return DrawnCells(
        records=records,
        year_from=year_from,
        year_to=year_to,
        joint=joint,
        added=_beside(topic @ row_product(region, field), joint, topic @ row_product(region, both), topic @ region),
        by_unit=_beside(places[:, used], (topic @ row_product(unit, both))[:, key]),
        unit_region=records.unit_region[used // max(fields, 1)],
        unit_name=used % max(fields, 1),
        met_first=first,
        met_second=second,
        met_cell=cell,
        total=total,
    )


def _beside(*parts: sparse.csr_array) -> sparse.csc_array:
    """Counts by topic one beside the other, so that all are drawn in one product."""
    return sparse.csr_array(sparse.hstack(parts, format="csr")).T


def _meetings(records: CellRecords, unit: Ints, name: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Each unit with every two of its fields: places of both, the cell, and the column of unit × pair."""
    fields, pairs = len(records.fields.names), len(records.pairs)
    number = np.zeros((fields, fields), dtype=np.int64)
    number[records.pairs[:, 0], records.pairs[:, 1]] = np.arange(pairs)
    begin = np.searchsorted(unit, unit, side="left")
    before = np.arange(len(unit)) - begin  # fields of the unit that stand before this one
    second = np.repeat(np.arange(len(unit)), before)
    first = begin[second] + np.arange(len(second)) - np.repeat(np.cumsum(before) - before, before)
    pair = number[name[first], name[second]]
    return first, second, records.unit_region[unit[second]] * pairs + pair, unit[second] * pairs + pair

"""Who worked with whom, as pages ask it again and again: the table organisation_tie as numbers, both ways."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from crossfield.lake.stored_rows import numbers_of, stamp_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from numpy.typing import NDArray

    from crossfield.lake.store import Frames
    from crossfield.lake.stored_rows import Stamp

    Bits = NDArray[np.bool_]
    Places = NDArray[np.int32]
    Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ties:
    """Joint projects of every two organisations that have any.

    Parameters
    ----------
    names
        Ids of the organisations that worked with another, in no order; their places are the numbers below.
    place
        Place of each id.
    begin, other, projects
        The partners of the organisation at place i are ``other[begin[i]:begin[i + 1]]``, with so many joint projects.
    """

    names: list[str]
    place: dict[str, int]
    begin: Counts
    other: Places
    projects: NDArray[np.integer]

    def of(self, organisation: str) -> Counter[str]:
        """Joint projects by partner; none where nobody worked with it."""
        return self.among(organisation, None)

    def among(self, organisation: str, counted: Bits | None) -> Counter[str]:
        """Joint projects by partner, of those that count.

        Parameters
        ----------
        organisation
            Id.
        counted
            Which places count, shape (organisations,), as of `marked`; None: all.
        """
        here = self._rows([organisation])
        if counted is not None:
            here = here[counted[self.other[here]]]
        pairs = zip(self.other[here].tolist(), self.projects[here].tolist(), strict=True)
        return Counter({self.names[place]: projects for place, projects in pairs})

    def marked(self, organisations: Iterable[str]) -> Bits:
        """Which places are those of some organisations, shape (organisations,)."""
        found = np.zeros(len(self.names), np.bool_)
        found[self._places(organisations)] = True
        return found

    def with_group(self, organisations: Iterable[str]) -> Counts:
        """Joint projects of every organisation with each member of a group, added; shape (organisations,)."""
        here = self._rows(organisations)
        return np.bincount(self.other[here], self.projects[here], minlength=len(self.names)).astype(np.int64)

    def at(self, organisation: str, values: Counts) -> int:
        """A value by place, of one organisation; 0 where nobody worked with it."""
        return int(values[self.place[organisation]]) if organisation in self.place else 0

    def between(self, organisations: Collection[str]) -> list[tuple[str, str, int]]:
        """Every two of some organisations that worked together, the first before the second by id, sorted."""
        counted = self.marked(organisations)
        return sorted(
            (one, two, projects)
            for one in set(organisations)
            for two, projects in self.among(one, counted).items()
            if one < two
        )

    def _places(self, organisations: Iterable[str]) -> Counts:
        return np.array([self.place[one] for one in organisations if one in self.place], dtype=np.int64)

    def _rows(self, organisations: Iterable[str]) -> Counts:
        """Where the partners of some organisations stand."""
        ranges = [np.arange(self.begin[one], self.begin[one + 1]) for one in self._places(organisations).tolist()]
        return np.concatenate(ranges) if ranges else np.zeros(0, np.int64)


def all_ties(frames: Frames) -> Ties:
    """All ties of a data version; they are read once and kept while no other version is asked.

    Raises
    ------
    TableMissingError
        The version holds no table organisation_tie.
    LakeError
        It is damaged.
    """
    with frames.reading("organisation_tie") as path:
        return _kept(stamp_of(path))


@lru_cache(maxsize=1)
def _kept(stamp: Stamp) -> Ties:
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

    with pq.ParquetFile(stamp[0]) as file:
        table = file.read(columns=["organisation_a", "organisation_b", "projects"])
    ends = pa.chunked_array([*table.column(0).chunks, *table.column(1).chunks], pa.string()).combine_chunks()
    coded = ends.dictionary_encode()
    names = coded.dictionary.to_pylist()
    places, count = numbers_of(coded.indices), table.num_rows
    projects = numbers_of(table.column(2).combine_chunks())
    order = np.argsort(places, kind="stable")
    return Ties(
        names,
        {name: place for place, name in enumerate(names)},
        np.concatenate([[0], np.cumsum(np.bincount(places, minlength=len(names)))]),
        np.concatenate([places[count:], places[:count]])[order],
        np.concatenate([projects, projects])[order].astype(np.min_scalar_type(projects.max(initial=0))),
    )

"""Rows of stored tables with given values, as a page asks them: kept in memory, found by codes, not copied twice.

A page asks a dozen tables, most of them small and each page the same ones: reading and unpacking them anew would be
half of its work, and comparing texts row by row most of the other half.
"""

from __future__ import annotations

from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

Stamp: TypeAlias = tuple[str, int, int]
Wanted: TypeAlias = "str | int | Collection[str] | Collection[int]"
KEPT_BYTES = 112 * 2**20


def rows_where(path: Path, equals: dict[str, Wanted]) -> pa.Table:
    """Rows of a table in which columns have the given values, in the file's order.

    Parameters
    ----------
    path
        A Parquet file that never changes; another one under its name is told by its time of change and size.
    equals
        By column its value, or several of which it may be any; null equals nothing. Empty: all rows.

    Returns
    -------
    pa.Table
        All columns.

    Raises
    ------
    OSError, pa.ArrowInvalid
        The file cannot be read.

    Examples
    --------
    >>> import tempfile, pathlib, pyarrow as pa, pyarrow.parquet as pq
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "t.parquet"
    >>> pq.write_table(pa.table({"region": ["A", "B", "A"], "n": [1, 2, 3]}), path)
    >>> rows_where(path, {"region": "A"}).column("n").to_pylist()
    [1, 3]
    >>> rows_where(path, {"region": ["A", "C"], "n": 3}).num_rows
    1
    """
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    stamp = stamp_of(path)
    layout = _layout(stamp)
    asked = list(range(layout.num_row_groups))
    for column, value in equals.items():
        bounds = _bounds(stamp, column)
        asked = [number for number in asked if _may_hold(bounds[number], value)]
    tables = [_row_groups.read(stamp, number).where(equals) for number in asked]
    return pa.concat_tables(tables) if tables else layout.schema.to_arrow_schema().empty_table()


def stamp_of(path: Path) -> Stamp:
    """What tells a file from another one under its name: path, time of change and size.

    Raises
    ------
    OSError
        The file is not there.
    """
    stat = path.stat()
    return str(path), stat.st_mtime_ns, stat.st_size


def numbers_of(values: pa.Array) -> NDArray[Any]:
    """Numbers of a column without nulls as they lie in memory: to_numpy loads pandas."""
    width = np.dtype(f"i{values.type.bit_width // 8}")
    return np.frombuffer(values.buffers()[1], width)[values.offset : values.offset + len(values)]


class _RowGroup:
    """A row group in memory, and the codes of the columns that were asked for."""

    def __init__(self, table: pa.Table) -> None:
        self.table = table
        self.bytes = table.nbytes
        self._codes: dict[str, tuple[dict[Any, int], NDArray[Any]]] = {}

    def where(self, equals: dict[str, Wanted]) -> pa.Table:
        """Rows with these values: a part of the table itself where they follow each other."""
        chosen: NDArray[np.bool_] | None = None
        for column, wanted in equals.items():
            here = self._holding(column, wanted)
            if here is None:
                return self.table.slice(0, 0)
            chosen = here if chosen is None else np.logical_and(chosen, here, out=chosen)
        if chosen is None:
            return self.table
        places = np.flatnonzero(chosen)
        if not places.size or places[-1] - places[0] + 1 == places.size:
            return self.table.slice(int(places[0]) if places.size else 0, places.size)
        return self.table.take(places)

    def _holding(self, column: str, wanted: Wanted) -> NDArray[np.bool_] | None:
        """Which rows have a value, or one of several; None: not one of them occurs."""
        code, codes = self._coded(column)
        if isinstance(wanted, (str, int)):
            return np.equal(codes, code[wanted]) if wanted in code else None
        places = [code[value] for value in wanted if value in code]
        if not places:
            return None
        among = np.zeros(len(code), np.bool_)
        among[places] = True
        return np.take(among, codes)

    def _coded(self, column: str) -> tuple[dict[Any, int], NDArray[Any]]:
        """Code of each value of a column, and the codes of its rows in the smallest type that holds them."""
        if column not in self._codes:  # two threads may both work it out; the result is the same
            coded = self.table.column(column).combine_chunks().dictionary_encode(null_encoding="encode")
            code = {value: number for number, value in enumerate(coded.dictionary.to_pylist())}
            self._codes[column] = code, numbers_of(coded.indices).astype(np.min_scalar_type(len(code)))
        return self._codes[column]


class _RowGroups:
    """Row groups that were read, those used last up to a number of bytes: what is published never changes.

    Tables of Arrow may be read by many threads. Codes are not counted: one to two bytes a row in the few columns that
    are asked for.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], _RowGroup] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def read(self, stamp: Stamp, number: int) -> _RowGroup:
        """A row group of the file that the stamp tells: its path, time of change and size."""
        import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import; its dataset module is slower still

        key = (*stamp, number)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with pq.ParquetFile(stamp[0], metadata=_layout(stamp)) as file:
            group = _RowGroup(file.read_row_group(number))
        with self._lock:
            if key not in self._kept and group.bytes <= self._most:
                self._kept[key] = group
                self._bytes += group.bytes
            while self._bytes > self._most:
                _, dropped = self._kept.popitem(last=False)
                self._bytes -= dropped.bytes
        return group


_row_groups = _RowGroups(KEPT_BYTES)


@lru_cache(maxsize=128)
def _layout(stamp: Stamp) -> Any:  # noqa: ANN401 -- pyarrow ships no types
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import; its dataset module is slower still

    return pq.read_metadata(stamp[0])


@lru_cache(maxsize=512)
def _bounds(stamp: Stamp, column: str) -> list[tuple[Any, Any] | None]:
    """Smallest and largest value of a column in each row group; None where nobody wrote them down."""
    layout = _layout(stamp)
    place = layout.schema.to_arrow_schema().get_field_index(column)
    known = (layout.row_group(number).column(place).statistics for number in range(layout.num_row_groups))
    return [(one.min, one.max) if one is not None and one.has_min_max else None for one in known]


def _may_hold(bounds: tuple[Any, Any] | None, wanted: Wanted) -> bool:
    if bounds is None:
        return True
    values = [wanted] if isinstance(wanted, (str, int)) else wanted
    return any(bounds[0] <= value <= bounds[1] for value in values)

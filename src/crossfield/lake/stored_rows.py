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
    from collections.abc import Collection, Iterable, Sequence
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

Stamp: TypeAlias = tuple[str, int, int]
Wanted: TypeAlias = "str | int | Collection[str] | Collection[int]"
KEPT_BYTES = 112 * 2**20
FEW = 4_096
"""Values of a column up to which a dictionary is made of them: of many ids it takes four times the column's memory.

Regions and fields are fewer: Arrow would bring in pandas, where it is there, before it looks through a column.
"""


def rows_where(path: Path, equals: dict[str, Wanted], columns: Sequence[str] | None = None) -> pa.Table:
    """Rows of a table in which columns have the given values, in the file's order.

    Parameters
    ----------
    path
        A Parquet file that never changes; another one under its name is told by its time of change and size.
    equals
        By column its value, or several of which it may be any; null equals nothing. Empty: all rows.
    columns
        Which columns to give, in this order: only these and those in ``equals`` are read. None: all.

    Returns
    -------
    pa.Table
        Shape (rows, columns).

    Raises
    ------
    OSError, pa.ArrowInvalid, KeyError
        The file cannot be read; it has no such column.

    Examples
    --------
    >>> import tempfile, pathlib, pyarrow as pa, pyarrow.parquet as pq
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "t.parquet"
    >>> pq.write_table(pa.table({"region": ["A", "B", "A"], "n": [1, 2, 3]}), path)
    >>> rows_where(path, {"region": "A"}).column("n").to_pylist()
    [1, 3]
    >>> rows_where(path, {"region": ["A", "C"], "n": 3}, ["n"]).to_pydict()
    {'n': [3]}
    """
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    stamp = stamp_of(path)
    layout, schema = _layout(stamp), _schema(stamp)
    given = tuple(schema.names if columns is None else columns)
    asked = list(range(layout.num_row_groups))
    for column, value in equals.items():
        bounds = _bounds(stamp, column)
        asked = [number for number in asked if _may_hold(bounds[number], value)]
    wanted = {column: _quickly_found(value) for column, value in equals.items()}
    tables = [_row_groups.read(stamp, number, (*given, *equals)).where(wanted, given) for number in asked]
    shape = pa.schema([schema.field(name) for name in given])
    found = [table.cast(shape) for table in tables if table.num_rows or not given]
    return pa.concat_tables(found) if found else shape.empty_table()


def _quickly_found(value: Wanted) -> Wanted:
    if isinstance(value, (str, int)):
        return value
    found: frozenset[Any] = frozenset(value)
    return found


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


def _narrowed(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whole numbers, and codes of texts, in the smallest type that holds them: of years two bytes, not eight."""
    import pyarrow as pa  # noqa: PLC0415 -- slow import
    import pyarrow.compute as pc  # noqa: PLC0415 -- slow import

    if pa.types.is_dictionary(column.type):
        found = column.combine_chunks()
        whole = found if isinstance(found, pa.DictionaryArray) else found.chunk(0)
        small = whole.indices.cast(_smallest(0, len(whole.dictionary)))
        return pa.chunked_array([pa.DictionaryArray.from_arrays(small, whole.dictionary)])
    if not pa.types.is_integer(column.type):
        return column
    bounds = pc.min_max(column).as_py()
    return column.cast(_smallest(bounds["min"] or 0, bounds["max"] or 0))


def _smallest(least: int, most: int) -> pa.DataType:
    """The smallest type of whole numbers that holds both.

    Examples
    --------
    >>> [str(_smallest(*both)) for both in ((0, 9), (-1, 200), (2014, 2026), (0, 70_000), (0, 3_000_000_000))]
    ['int8', 'int16', 'int16', 'int32', 'int64']
    """
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    fits = (size for size in (pa.int8(), pa.int16(), pa.int32()) if -least < 2 ** (size.bit_width - 1) > most)
    return next(fits, pa.int64())


class _RowGroup:
    """The columns of a row group that were asked for so far, in memory, and the codes of those looked through."""

    def __init__(self, stamp: Stamp, number: int) -> None:
        self._stamp, self._number = stamp, number
        self._columns: dict[str, pa.ChunkedArray] = {}
        self._codes: dict[str, tuple[_Values, NDArray[Any]]] = {}

    @property
    def bytes(self) -> int:
        """How much memory the columns take."""
        return sum(column.nbytes for column in list(self._columns.values()))

    def lacks(self, names: Iterable[str]) -> list[str]:
        """Which columns have not been read yet."""
        return [name for name in dict.fromkeys(names) if name not in self._columns]

    def load(self, names: list[str]) -> None:
        """Read columns, texts as codes: most of them repeat. Two threads may both do it, with the same result."""
        import pyarrow as pa  # noqa: PLC0415 -- slow import
        import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import; its dataset module is slower still

        layout, schema = _layout(self._stamp), _schema(self._stamp)
        texts = [name for name in names if name in schema.names and pa.types.is_string(schema.field(name).type)]
        with pq.ParquetFile(self._stamp[0], metadata=layout, read_dictionary=texts) as file:
            table = file.read_row_group(self._number, columns=names)
        self._columns |= {name: _narrowed(table.column(name)) for name in names}

    def where(self, equals: dict[str, Wanted], names: tuple[str, ...]) -> pa.Table:
        """Rows with these values, columns as they lie in memory: some as texts, some as codes.

        They are a part of what is in memory itself where they follow each other.
        """
        import pyarrow as pa  # noqa: PLC0415 -- slow import

        chosen: NDArray[np.bool_] | None = None
        table = pa.table([self._columns[name] for name in names], names=list(names))
        for column, wanted in equals.items():
            here = self._holding(column, wanted)
            if here is None:
                return table.slice(0, 0)
            chosen = here if chosen is None else np.logical_and(chosen, here, out=chosen)
        if chosen is None:
            return table
        places = np.flatnonzero(chosen)
        if not places.size or places[-1] - places[0] + 1 == places.size:
            return table.slice(int(places[0]) if places.size else 0, places.size)
        return table.take(places)

    def _holding(self, column: str, wanted: Wanted) -> NDArray[np.bool_] | None:
        """Which rows have a value, or one of several; None: not one of them occurs."""
        values, codes = self._coded(column)
        places = values.places([wanted] if isinstance(wanted, (str, int)) else wanted)
        if not places:
            return None
        if len(places) == 1:
            here: NDArray[np.bool_] = np.equal(codes, places[0])
            return here
        among = np.zeros(len(values), np.bool_)
        among[places] = True
        return np.take(among, codes)

    def _coded(self, column: str) -> tuple[_Values, NDArray[Any]]:
        """The different values of a column, and the codes of its rows in the smallest type that holds them."""
        if column not in self._codes:  # two threads may both work it out; the result is the same
            import pyarrow as pa  # noqa: PLC0415 -- slow import

            found = self._columns[column].combine_chunks()
            if isinstance(found, pa.DictionaryArray) and found.null_count:
                found = found.dictionary_decode()
            if not isinstance(found, pa.DictionaryArray):
                found = found.dictionary_encode(null_encoding="encode")
            codes = found.indices.cast(_smallest(0, len(found.dictionary)))
            kept = pa.DictionaryArray.from_arrays(codes, found.dictionary)  # in the place of the texts
            self._columns[column] = pa.chunked_array([kept])
            self._codes[column] = _Values(found.dictionary), numbers_of(codes)
        return self._codes[column]


class _Values:
    """The different values of a column, each at the place that is its code."""

    def __init__(self, values: pa.Array) -> None:
        self._values = values
        few = values.to_pylist() if len(values) <= FEW else []
        self._code = {value: place for place, value in enumerate(few)}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._values)

    def places(self, wanted: Collection[Any]) -> list[int]:
        """Codes of some values, of those that occur."""
        if len(self) > FEW:
            return self._looked_through(wanted)
        if len(self) < len(wanted):
            return [place for value, place in self._code.items() if value in wanted]
        return [self._code[value] for value in wanted if value in self._code]

    def _looked_through(self, wanted: Collection[Any]) -> list[int]:
        """As `places`, of many values: a tenth of a millisecond for 50,000 of them, and no copy of them in Python."""
        import pyarrow as pa  # noqa: PLC0415 -- slow import
        import pyarrow.compute as pc  # noqa: PLC0415 -- slow import

        try:
            asked = pa.array(list(wanted), self._values.type)
        except (pa.ArrowException, ValueError, OverflowError):  # at least one can be no value of this column
            return [place for place, value in enumerate(self._values.to_pylist()) if value in wanted]
        if len(asked) == 1:
            place = pc.index(self._values, asked[0]).as_py()
            return [place] if place >= 0 else []
        found: list[int] = np.flatnonzero(pc.is_in(self._values, asked).to_numpy(zero_copy_only=False)).tolist()
        return found


class _RowGroups:
    """Row groups that were read, those used last up to a number of bytes: what is published never changes.

    Tables of Arrow may be read by many threads. Codes are not counted: one to two bytes a row in the few columns that
    are asked for.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[object, ...], tuple[_RowGroup, int]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def read(self, stamp: Stamp, number: int, names: Iterable[str]) -> _RowGroup:
        """A row group of the file that the stamp tells, with some of its columns."""
        key = (*stamp, number)
        with self._lock:
            group, held = self._kept.get(key) or (_RowGroup(stamp, number), 0)
            if held:
                self._kept.move_to_end(key)
            lacking = group.lacks(names)
        if not lacking:
            return group
        group.load(lacking)
        with self._lock:
            size, (_, held) = group.bytes, self._kept.pop(key, (group, 0))
            self._bytes -= held
            if size > self._most:  # it would push out all others and stay no longer itself
                return group
            self._bytes += size
            self._kept[key] = group, size
            while self._bytes > self._most:
                _, (_, dropped) = self._kept.popitem(last=False)
                self._bytes -= dropped
        return group


_row_groups = _RowGroups(KEPT_BYTES)


@lru_cache(maxsize=128)
def _layout(stamp: Stamp) -> Any:  # noqa: ANN401 -- pyarrow ships no types
    import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import; its dataset module is slower still

    return pq.read_metadata(stamp[0])


@lru_cache(maxsize=128)
def _schema(stamp: Stamp) -> pa.Schema:
    return _layout(stamp).schema.to_arrow_schema()


@lru_cache(maxsize=512)
def _bounds(stamp: Stamp, column: str) -> list[tuple[Any, Any] | None]:
    """Smallest and largest value of a column in each row group; None where nobody wrote them down."""
    layout = _layout(stamp)
    place = _schema(stamp).get_field_index(column)
    known = (layout.row_group(number).column(place).statistics for number in range(layout.num_row_groups))
    return [(one.min, one.max) if one is not None and one.has_min_max else None for one in known]


def _may_hold(bounds: tuple[Any, Any] | None, wanted: Wanted) -> bool:
    if bounds is None:
        return True
    values = [wanted] if isinstance(wanted, (str, int)) else wanted
    return any(bounds[0] <= value <= bounds[1] for value in values)

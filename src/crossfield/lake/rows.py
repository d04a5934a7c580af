"""Rows of a table, kept by column: each is made when it is asked for, and a text that stands in many is kept once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crossfield.lake.stored_rows import rows_where, stamp_of

if TYPE_CHECKING:
    import pyarrow as pa

    from crossfield.lake.store import Frames
    from crossfield.lake.stored_rows import Stamp

Row = dict[str, Any]
ORGANISATION = ("organisation", "name", "short_name", "kind", "sme", "country", "region", "participations", "person")


class KeyedRows(Mapping[str, Row]):
    """Rows of a table by the text in one column, in the table's order; a fifth of the memory of as many dictionaries.

    Parameters
    ----------
    table
        Any table.
    key
        Column of texts, each once.

    Examples
    --------
    >>> import pyarrow as pa
    >>> rows = KeyedRows(pa.table({"region": ["DED2", "DED4"], "level": [2, 2]}), "region")
    >>> rows["DED4"], list(rows), "DED5" in rows
    ({'region': 'DED4', 'level': 2}, ['DED2', 'DED4'], False)
    """

    def __init__(self, table: pa.Table, key: str) -> None:
        self._names = table.column_names
        self._columns = _columns(table)
        self._place = {text: place for place, text in enumerate(self._columns[self._names.index(key)])}

    def __getitem__(self, key: str) -> Row:
        """Row of a key, a new dictionary each time."""
        place = self._place[key]
        return {name: column[place] for name, column in zip(self._names, self._columns, strict=True)}

    def __iter__(self) -> Iterator[str]:
        """Keys, in the table's order."""
        return iter(self._place)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self._place)

    def __contains__(self, key: object) -> bool:
        """Whether there is a row of this key."""
        return key in self._place


def organisation_rows(frames: Frames) -> KeyedRows:
    """Rows of the table organisation by id, read once for all who ask and kept while no other data version is asked.

    Raises
    ------
    TableMissingError
        The version holds no table organisation.
    LakeError
        It is damaged.
    """
    with frames.reading("organisation") as path:
        return _organisations(stamp_of(path))


@lru_cache(maxsize=1)
def _organisations(stamp: Stamp) -> KeyedRows:
    return KeyedRows(rows_where(Path(stamp[0]), {}, ORGANISATION), "organisation")


def _columns(table: pa.Table) -> list[list[Any]]:
    import pyarrow as pa  # noqa: PLC0415 -- slow import

    def values(column: pa.ChunkedArray) -> list[Any]:
        if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
            return list(column.to_pylist())
        encoded = column.combine_chunks().dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        return [None if code is None else texts[code] for code in encoded.indices.to_pylist()]

    return [values(column) for column in table.columns]

"""What a table is: typed columns with units and the meaning of null, a key, an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from crossfield.errors import SchemaError

if TYPE_CHECKING:
    import narwhals as nw

KINDS = {"string": "String", "int": "Int64", "float": "Float64", "bool": "Boolean", "date": "Date"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Parameters
    ----------
    name
        Name in every table, address, option and JSON.
    kind
        One of `KINDS`: string, int, float, bool, date.
    doc
        What a value means, one line.
    unit
        Unit of a number; empty for counts, codes and text.
    null
        What null means; empty where the column is never null.
    """

    name: str
    kind: str
    doc: str
    unit: str = ""
    null: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the lake.

    Parameters
    ----------
    name
        Its name; the file is ``NAME.parquet``.
    doc
        What one row is.
    columns
        Columns in their order.
    key
        Names of the columns that together are unique.
    order
        Columns the file is sorted by for reading; the key where empty.
    """

    name: str
    doc: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    order: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Column names in their order."""
        return [column.name for column in self.columns]

    @property
    def sorted_by(self) -> list[str]:
        """Columns the written file is sorted by."""
        return list(self.order or self.key)

    def select(self, frame: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """Bring a frame into this table's columns, order and types.

        Raises
        ------
        SchemaError
            The frame lacks a column.
        """
        import narwhals as nw  # noqa: PLC0415 -- slow import, and what only reads figures needs none

        have = set(frame.collect_schema().names())
        missing = [name for name in self.names if name not in have]
        if missing:
            message = f"Table {self.name} lacks the column(s) {', '.join(missing)}; found {', '.join(sorted(have))}."
            raise SchemaError(message, "Check the file's header line.")
        return frame.select(nw.col(column.name).cast(narwhals_type(column.kind)) for column in self.columns)


def narwhals_type(kind: str) -> nw.dtypes.DType:
    """Narwhals' type for a column of one of `KINDS`."""
    import narwhals as nw  # noqa: PLC0415 -- slow import

    found: nw.dtypes.DType = getattr(nw, KINDS[kind])()
    return found


def columns(*specs: str) -> tuple[Column, ...]:
    """Read columns from lines of the form ``name kind[unit] | meaning | meaning of null``.

    Examples
    --------
    >>> columns("share float[%] | part of all | no denominator")[0].unit
    '%'
    """
    return tuple(_column(spec) for spec in specs)


def _column(spec: str) -> Column:
    head, doc, *null = (part.strip() for part in spec.split("|"))
    name, kind = head.split(maxsplit=1)
    kind, _, unit = kind.rstrip("]").partition("[")
    return Column(name, kind, doc, unit, null[0] if null else "")

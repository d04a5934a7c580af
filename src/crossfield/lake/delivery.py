"""What a source hands over to the build."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import narwhals as nw
import pyarrow as pa

from crossfield.tables import TABLES, narwhals_type

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from crossfield.lake.engine import DuckSession, Frame
    from crossfield.parts import Origin

PROBLEM = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.string()),
        ("column", pa.string()),
        ("value", pa.string()),
        ("reason", pa.string()),
        ("kept", pa.bool_()),
    ]
)


@dataclass(slots=True)
class Delivery:
    """Typed frames of one source, and what was wrong with its rows.

    Parameters
    ----------
    frames
        Table name → frame in that table's columns. ``participation_given`` holds the place columns
        ``given, postcode, coordinates, city`` beside those of participation that need no region.
    problems
        Tables with the columns of `PROBLEM`.
    files
        File name → rows read.
    tables
        File name → table that its rows go to.
    rows
        File name → columns project and value (what else tells it) of every row that belongs to a project.
    columns
        File name → column → heading that was taken for it, where headings are free.
    absent
        What a partial dump lacks, in words.
    """

    frames: dict[str, Frame] = field(default_factory=dict)
    problems: list[pa.Table] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Frame] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    def add_file(self, name: str, rows: int, table: str) -> None:
        """Note that a file was read, how many rows it has, and which table they go to."""
        self.files[name] = rows
        self.tables[name] = table

    def add_columns(self, name: str, chosen: Mapping[str, str | None]) -> None:
        """Note which heading of a file was taken for which column."""
        self.columns[name] = {column: heading for column, heading in chosen.items() if heading}

    def add_problems(self, file: str, rows: pa.Table, *, kept: bool) -> None:
        """Keep rows with the columns row, column, value, reason as problems of a file."""
        if rows.num_rows:
            count = rows.num_rows
            rows = rows.append_column("file", pa.array([file] * count, pa.string()))
            rows = rows.append_column("kept", pa.array([kept] * count, pa.bool_()))
            self.problems.append(rows.select(PROBLEM.names).cast(PROBLEM))


class SourceReader(Protocol):
    """What a module in ``sources/`` states: where its data come from, and how they are read."""

    name: str
    origin: Origin

    def read(self, session: DuckSession, files: dict[str, Path]) -> Delivery:
        """Read the files of a snapshot, by name, into frames of the session."""


def arrow_schema(name: str) -> pa.Schema:
    """Arrow schema of a table of the lake."""
    kinds = {"string": pa.string(), "int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "date": pa.date32()}
    return pa.schema([(column.name, kinds[column.kind]) for column in TABLES[name].columns])


def nothing(session: DuckSession, name: str) -> Frame:
    """Give an empty frame of a table."""
    return session.keep(session.register(arrow_schema(name).empty_table()))


def null(kind: str) -> nw.Expr:
    """A column of nulls of a type."""
    return nw.lit(None).cast(narwhals_type(kind))

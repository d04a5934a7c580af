"""One expression, two engines: Narwhals' lazy frames over DuckDB (default) or Spark.

DuckDB allows one thread per connection, so a session is one connection, and frames never leave their session.
"""

from __future__ import annotations

import os
import re
import tempfile
import warnings
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol, Self

import duckdb
import narwhals as nw

from crossfield.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

Frame = nw.LazyFrame[Any]
GROUP = 50_000
SPARK = {
    "spark.log.level": "ERROR",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "4",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}
_STARTING = Lock()
WRITE_ERRORS = (duckdb.IOException, duckdb.OutOfMemoryException)


class Session(Protocol):
    """What the lake asks of an engine: read Parquet, take Arrow, hold a result, write Parquet, give Arrow back."""

    def scan(self, path: Path) -> Frame:
        """Open a Parquet file as a lazy frame."""

    def register(self, table: pa.Table) -> Frame:
        """Take an Arrow table into the engine as a lazy frame."""

    def write(self, frame: Frame, path: Path, order: list[str], *, group: int = GROUP) -> int:
        """Write a frame, sorted by ``order``, as one Parquet file in groups of rows; return its rows."""

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once and hold its rows for this session."""

    def arrow(self, frame: Frame) -> pa.Table:
        """Compute a frame into an Arrow table."""

    def batches(self, frame: Frame, rows: int) -> Iterator[pa.RecordBatch]:
        """Compute a frame into Arrow batches of about ``rows`` rows."""

    def close(self) -> None:
        """Free what the session holds."""


class DuckSession:
    """A DuckDB connection of its own.

    Parameters
    ----------
    threads
        Threads for one query; None takes all cores. A server gives each query one.
    memory
        Memory limit as DuckDB writes it ("1500MB"); beyond it DuckDB spills to ``spill``.
    spill
        Folder for what does not fit into memory.
    """

    def __init__(self, *, threads: int | None = None, memory: str = "1200MB", spill: Path | None = None) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {"memory_limit": memory}
        if threads:
            config["threads"] = threads
        if spill:
            config["temp_directory"] = str(spill)
        self.connection = duckdb.connect(":memory:", config=config)
        self.connection.sql("SET preserve_insertion_order = true")
        self.connection.sql("SET enable_progress_bar = false")
        self._count = 0

    def __enter__(self) -> Self:
        """Use the session in a with statement."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def scan(self, path: Path) -> Frame:
        """Open a Parquet file as a lazy frame."""
        return nw.from_native(self.connection.read_parquet(_literal(path)))

    def register(self, table: pa.Table) -> Frame:
        """Take an Arrow table into the engine as a lazy frame."""
        name = self._name()
        self.connection.register(name, table)
        return nw.from_native(self.connection.table(name))

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once and hold its rows for this session."""
        name = self._name()
        frame.to_native().create(name)
        return nw.from_native(self.connection.table(name))

    def write(self, frame: Frame, path: Path, order: list[str], *, group: int = GROUP) -> int:
        """Write a frame, sorted by ``order``, as one Parquet file in groups of rows; return its rows."""
        if order:
            frame = frame.sort(*order, nulls_last=True)
        frame.to_native().write_parquet(str(path), compression="zstd", row_group_size=group)
        file = quote(_literal(path))
        ((rows,),) = self.connection.sql(f"SELECT num_rows FROM parquet_file_metadata({file})").fetchall()  # noqa: S608 -- quoted
        return int(rows)

    def arrow(self, frame: Frame) -> pa.Table:
        """Compute a frame into an Arrow table."""
        return frame.to_native().to_arrow_table()

    def batches(self, frame: Frame, rows: int) -> Iterator[pa.RecordBatch]:
        """Compute a frame into Arrow batches of about ``rows`` rows."""
        yield from frame.to_native().to_arrow_reader(rows)

    def aside(self, frame: Frame, rows: int) -> Iterator[pa.RecordBatch]:
        """Compute a frame of tables that the session holds into batches, for another thread: its connection is its own.

        The frame is read as it is now; the session goes on with other work meanwhile.
        """
        query = frame.to_native().sql_query()
        return _batches(self.connection.cursor(), query, rows)

    def close(self) -> None:
        """Free what the session holds."""
        self.connection.close()

    def _name(self) -> str:
        self._count += 1
        return f"t{self._count}"


def _batches(connection: duckdb.DuckDBPyConnection, query: str, rows: int) -> Iterator[pa.RecordBatch]:
    with connection:
        yield from connection.sql(query).to_arrow_reader(rows)


class SparkSession:
    """A local or remote Spark session (extra ``spark``, needs Java).

    Parameters
    ----------
    master
        Address of the cluster; ``local[2]`` runs in this process's Java with two threads.

    Raises
    ------
    ConfigError
        PySpark or Java is missing, or Java could not start.
    """

    def __init__(self, master: str = "local[2]") -> None:
        with _STARTING:
            self.spark = _started_spark(master)

    def __enter__(self) -> Self:
        """Use the session in a with statement."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def scan(self, path: Path) -> Frame:
        """Open a Parquet file as a lazy frame."""
        opened: Frame = nw.from_native(self.spark.read.parquet(str(path)))
        return opened

    def register(self, table: pa.Table) -> Frame:
        """Take an Arrow table into the engine as a lazy frame."""
        taken: Frame = nw.from_native(self.spark.createDataFrame(table))
        return taken

    def keep(self, frame: Frame) -> Frame:
        """Compute a frame once and hold its rows for this session."""
        kept: Frame = nw.from_native(frame.to_native().cache())
        return kept

    def write(self, frame: Frame, path: Path, order: list[str], *, group: int = GROUP) -> int:
        """Write a frame, sorted by ``order``, as one Parquet file in groups of rows; return its rows."""
        import pyarrow.parquet as pq  # noqa: PLC0415 -- slow import

        table = self.arrow(frame.sort(*order, nulls_last=True) if order else frame)
        pq.write_table(table, path, compression="zstd", row_group_size=group)
        return int(table.num_rows)

    def arrow(self, frame: Frame) -> pa.Table:
        """Compute a frame into an Arrow table."""
        return frame.to_native().toArrow()

    def batches(self, frame: Frame, rows: int) -> Iterator[pa.RecordBatch]:
        """Compute a frame into Arrow batches of about ``rows`` rows."""
        yield from self.arrow(frame).to_batches(max_chunksize=rows)

    def close(self) -> None:
        """Leave the session to the process: Spark starts slowly and is shared."""


@cache
def _started_spark(master: str) -> Any:  # noqa: ANN401 -- PySpark ships no types
    """Start Spark once per process, silent: what its Java says is kept in a file for the message if it fails."""
    try:
        from pyspark import SparkConf, SparkContext, java_gateway  # noqa: PLC0415 -- optional dependency
        from pyspark.errors import PySparkRuntimeError  # noqa: PLC0415
        from pyspark.sql import SparkSession as Started  # noqa: PLC0415
    except ImportError as error:
        message = "The engine 'spark' needs the extra 'spark' and Java."
        raise ConfigError(message, "Install it with: pip install 'crossfield[spark]'") from error
    warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # Arrow alone is used
    if active := Started.getActiveSession():
        return active
    local = {}
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        local = {"spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1"}
    conf = SparkConf().setMaster(master).setAppName("crossfield").setAll(list((SPARK | local).items()))
    launch: Any = java_gateway.launch_gateway  # untyped where PySpark is installed, unknown where it is not
    with tempfile.TemporaryFile() as said:
        try:
            running = SparkContext._gateway  # the Java of a session that ended serves again: a second one would be lost
            context = SparkContext(conf=conf, gateway=running or launch(conf, {"stderr": said}))
        except (PySparkRuntimeError, OSError) as error:
            said.seek(0)
            reason = said.read().decode(errors="replace").strip().splitlines() or [str(error)]
            message = f"The engine 'spark' could not start Java: {reason[0]}."
            raise ConfigError(message, "Install Java 17 or later: apt-get install default-jre-headless") from error
    return Started(context)


def quote(value: object) -> str:
    """Write a value as an SQL string.

    Examples
    --------
    >>> quote("it's")
    "'it''s'"
    """
    return "'" + str(value).replace("'", "''") + "'"


def _literal(path: Path) -> str:
    """Write a path so that DuckDB takes its signs as they are: the folder ``a[1]`` is not the folder ``a1``."""
    return re.sub(r"[*?[]", r"[\g<0>]", str(path))

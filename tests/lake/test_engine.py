"""A session reads, takes, keeps, writes and gives back; on Spark the same, where Spark is at hand."""

import gc
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import chain

import duckdb
import narwhals as nw
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import ConfigError
from crossfield.lake.engine import GROUP, WRITE_ERRORS, DuckSession, SparkSession, quote

ROWS = {"region": ["b", None, "a", "a"], "n": [1, 2, None, 3]}
SORTED = {"region": ["a", "a", "b", None], "n": [3, None, 1, 2]}
CELLS = st.tuples(
    st.none() | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3),
    st.none() | st.integers(-3, 3),
)


@pytest.fixture(scope="module")
def session():
    with DuckSession() as session:
        yield session


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return tmp_path_factory.mktemp("written") / "t.parquet"


@pytest.fixture
def rows(session):
    return session.register(pa.table(ROWS))


def settings(session):
    names = ("threads", "memory_limit", "temp_directory", "preserve_insertion_order", "enable_progress_bar")
    asked = ", ".join(f"current_setting('{name}')" for name in names)
    return session.connection.sql(f"SELECT {asked}").fetchall()[0]


def groups(path):
    with pq.ParquetFile(path) as file:
        return [file.metadata.row_group(number).num_rows for number in range(file.metadata.num_row_groups)]


# --- what is asked of the engine ------------------------------------------------------------------------------------


def test_threads_memory_and_spill_are_what_was_asked_for(tmp_path):
    with DuckSession(threads=1, memory="512MiB", spill=tmp_path / "spill") as session:
        assert settings(session) == (1, "512.0 MiB", str(tmp_path / "spill"), True, False)


def test_without_wishes_a_session_takes_all_cores_and_its_usual_memory(session):
    with duckdb.connect() as plain:
        ((cores,),) = plain.sql("SELECT current_setting('threads')").fetchall()
    assert settings(session)[:2] == (cores, "1.1 GiB")


def test_memory_that_is_no_size_is_refused():
    with pytest.raises(duckdb.ParserException, match="Memory must have a number"):
        DuckSession(memory="much")


def test_leaving_a_session_closes_it():
    with DuckSession() as session:
        frame = session.register(pa.table(ROWS))
        assert session.arrow(frame).num_rows == 4
    with pytest.raises(duckdb.ConnectionException, match="already been closed"):
        session.arrow(frame)
    session.close()


def test_a_session_is_closed_after_an_error_too():
    with pytest.raises(ZeroDivisionError), DuckSession() as session:
        raise ZeroDivisionError
    with pytest.raises(duckdb.ConnectionException):
        session.register(pa.table(ROWS))


# --- taking and keeping ---------------------------------------------------------------------------------------------


def test_what_is_registered_is_a_lazy_frame_of_the_same_rows_and_types(session):
    table = pa.table({"text": ["ä", None], "day": pa.array([0, None], pa.date32()), "yes": [True, None]})
    frame = session.register(table)
    assert isinstance(frame, nw.LazyFrame)
    del table
    gc.collect()
    found = session.arrow(frame)
    assert [str(kind) for kind in found.schema.types] == ["string", "date32[day]", "bool"]
    assert [len(column) - column.null_count for column in found.columns] == [1, 1, 1]


def test_every_frame_has_a_name_of_its_own(session):
    frames = [session.register(pa.table({"n": [number]})) for number in range(3)]
    frames.append(session.keep(frames[0].with_columns(nw.col("n") + 10)))
    assert [session.arrow(frame)["n"].to_pylist() for frame in frames] == [[0], [1], [2], [10]]


def test_what_is_kept_is_computed_once(session, rows, tmp_path):
    session.write(rows, tmp_path / "t.parquet", ["region", "n"])
    kept = session.keep(session.scan(tmp_path / "t.parquet"))
    open_frame = session.scan(tmp_path / "t.parquet")
    (tmp_path / "t.parquet").unlink()
    assert session.arrow(kept).to_pydict() == {"region": ["a", "a", "b", None], "n": [3, None, 1, 2]}
    with pytest.raises(duckdb.IOException):
        session.arrow(open_frame)


def test_frames_never_leave_their_session(session, rows):
    with DuckSession() as other, pytest.raises(duckdb.InvalidInputException, match="different connections"):
        session.arrow(rows.join(other.register(pa.table({"n": [1]})), on="n", how="inner"))


# --- writing and reading --------------------------------------------------------------------------------------------


def test_a_file_is_sorted_with_nulls_last_and_counted(session, rows, tmp_path):
    assert session.write(rows, tmp_path / "t.parquet", ["region", "n"]) == 4
    assert pq.read_table(tmp_path / "t.parquet").to_pydict() == SORTED
    with pq.ParquetFile(tmp_path / "t.parquet") as file:
        assert file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_without_an_order_rows_stay_as_they_are(session, rows, tmp_path):
    assert session.write(rows, tmp_path / "t.parquet", []) == 4
    assert session.arrow(session.scan(tmp_path / "t.parquet")).to_pydict() == ROWS


def test_an_empty_frame_is_a_file_with_columns_and_no_rows(session, rows, tmp_path):
    assert session.write(rows.filter(nw.col("n") > 9), tmp_path / "t.parquet", ["n"]) == 0
    assert pq.read_table(tmp_path / "t.parquet").to_pydict() == {"region": [], "n": []}


@given(st.lists(CELLS, max_size=12))
def test_the_order_is_that_of_code_points_whatever_the_rows(session, shelf, cells):
    table = pa.table({"text": pa.array([c[0] for c in cells], pa.string()), "n": pa.array([c[1] for c in cells])})
    frame = session.register(table.set_column(1, "n", table["n"].cast(pa.int64())))
    assert session.write(frame, shelf, ["text", "n"]) == len(cells)
    found = [tuple(row.values()) for row in pq.read_table(shelf).to_pylist()]
    assert found == sorted(cells, key=lambda cell: [(1,) if value is None else (0, value) for value in cell])


def test_groups_hold_the_rows_asked_for_in_steps_of_the_engine(session, tmp_path):
    frame = session.register(pa.table({"n": range(5000)}))
    written = {}
    for group in (2048, GROUP):
        session.write(frame, tmp_path / f"{group}.parquet", ["n"], group=group)
        written[group] = groups(tmp_path / f"{group}.parquet")
    assert written == {2048: [2048, 2048, 904], GROUP: [5000]}


@pytest.mark.parametrize("place", ["it's", "year=2020", "a[1]", "a*b", "a?", "Ärger und Öl"])
def test_a_folder_may_be_called_anything(session, rows, tmp_path, place):
    other = tmp_path / "a1"
    other.mkdir()
    session.write(rows, other / "t.parquet", [])
    (tmp_path / "aab").mkdir()
    session.write(rows, tmp_path / "aab" / "t.parquet", [])
    (tmp_path / place).mkdir()
    assert session.write(rows.filter(nw.col("n") == 1), tmp_path / place / "t.parquet", ["n"]) == 1
    assert session.arrow(session.scan(tmp_path / place / "t.parquet")).to_pydict() == {"region": ["b"], "n": [1]}


def test_a_file_that_is_not_there_or_cannot_be_written_is_an_error_the_lake_knows(session, rows, tmp_path):
    with pytest.raises(WRITE_ERRORS, match="No files found"):
        session.scan(tmp_path / "none.parquet")
    with pytest.raises(WRITE_ERRORS, match="No such file or directory"):
        session.write(rows, tmp_path / "none" / "t.parquet", ["n"])


def test_more_than_fits_into_memory_is_an_error_the_lake_knows():
    with DuckSession(threads=1, memory="8MB") as session:
        session.connection.sql("SET max_temp_directory_size = '0KB'")
        frame = nw.from_native(session.connection.sql("SELECT hash(range) AS n FROM range(9000000)"))
        with pytest.raises(WRITE_ERRORS, match=r"(?i)memory"):
            session.keep(frame)


def test_batches_hold_about_the_rows_asked_for_in_their_order(session, rows):
    found = [batch.to_pydict()["n"] for batch in session.batches(session.register(pa.table({"n": range(5000)})), 2048)]
    assert [len(batch) for batch in found] == [2048, 2048, 904]
    assert list(chain.from_iterable(found)) == list(range(5000))
    assert list(session.batches(rows.filter(nw.col("n") > 9), 2048)) == []


def test_another_thread_reads_what_the_session_holds_while_the_session_goes_on(session):
    held = session.keep(session.register(pa.table({"n": range(5000)})))
    aside = session.aside(held.filter(nw.col("n") >= 1000), 2048)
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(next, aside).result()
        assert session.arrow(held.select(nw.col("n").sum())).to_pydict() == {"n": [5000 * 4999 // 2]}
        rest = thread.submit(list, aside).result()
    assert list(chain.from_iterable(batch.to_pydict()["n"] for batch in [first, *rest])) == list(range(1000, 5000))


@pytest.mark.parametrize("text", ["", "it's", "''", "a;b -- c", "\\'"])
def test_a_quoted_text_is_itself_in_sql(session, text):
    assert session.connection.sql(f"SELECT {quote(text)}").fetchall() == [(text,)]


# --- Spark ----------------------------------------------------------------------------------------------------------


def test_without_pyspark_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(ConfigError) as error:
        SparkSession("local[7]")
    assert error.value.message == "The engine 'spark' needs the extra 'spark' and Java."
    assert error.value.hint == "Install it with: pip install 'crossfield[spark]'"


@pytest.mark.spark
@pytest.mark.slow
def test_spark_writes_in_exact_groups_and_stays_open_for_the_next_session(tmp_path):
    path = tmp_path / "t.parquet"
    with SparkSession() as session:
        frame = session.register(pa.table(ROWS))
        assert session.write(frame, path, ["region", "n"], group=3) == 4
        assert [batch.num_rows for batch in session.batches(session.scan(path), 3)] == [3, 1]
    assert (pq.read_table(path).to_pydict(), groups(path)) == (SORTED, [3, 1])
    with SparkSession() as again:
        assert again.spark is session.spark
        assert again.write(again.keep(again.scan(path)), tmp_path / "as_is.parquet", []) == 4
    assert pq.read_table(tmp_path / "as_is.parquet").to_pydict() == SORTED


@pytest.mark.spark
@pytest.mark.slow
def test_spark_takes_the_java_of_a_session_that_ended():
    code = """
import warnings
warnings.simplefilter("error", ResourceWarning)
from pyspark import SparkContext
from pyspark.sql import SparkSession as Theirs
Theirs.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate().stop()
first = SparkContext._gateway
from crossfield.lake.engine import SparkSession
print(SparkSession().spark.range(9).count(), SparkContext._gateway is first)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=280, check=False)
    assert (done.returncode, done.stdout) == (0, "9 True\n")
    assert "is still running" not in done.stderr

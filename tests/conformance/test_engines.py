"""One expression, two engines: DuckDB and a local Spark count the same, on the small lake."""

import os
import subprocess
import sys

import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossfield.indicators import counting
from crossfield.indicators.counting import Records
from crossfield.indicators.lookup import interfaces
from crossfield.indicators.question import Question
from crossfield.lake.engine import DuckSession, SparkSession
from crossfield.lake.pairs import pairs_from_tags, tags_from_codes, tags_from_evidence
from crossfield.lake.regions import level_expr

pytestmark = [pytest.mark.spark, pytest.mark.slow]

ENGINES = ("duckdb", "spark")
QUICK = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}  # compiling takes longer than data


@pytest.fixture(scope="module")
def sessions():
    with DuckSession() as duck, SparkSession() as spark:
        for name, value in QUICK.items():
            spark.spark.conf.set(name, value)
        yield {"duckdb": duck, "spark": spark}


def scan(session, lake):
    folder = lake.folder(lake.current())
    return {path.stem: session.scan(path) for path in folder.glob("*.parquet")}


def levels(session, tables):
    cut = {f"at_{level}": level_expr("region", level) for level in range(3)}
    return tables["participation"].select("project", "organisation", **cut)


def tags(session, tables):
    return tags_from_evidence(tables["evidence"])


def code_tags(session, tables):
    given = tables["project_code"].filter(nw.col("scheme") == "euroscivoc").select("code").unique().sort("code")
    codes = session.arrow(given).column("code").to_pylist()
    roll_up = pa.table({"code": codes, "field": [code[:3] for code in codes]})
    numbers = {"start": [int(field[1:]) for field in roll_up["field"].to_pylist()], "stop": [1] * len(codes)}
    for name, values in numbers.items():
        roll_up = roll_up.append_column(name, pa.array(values))
    return tags_from_codes(tables["project_code"], "euroscivoc", session.register(roll_up))


def pairs(session, tables):
    return pairs_from_tags(tables["tag"].filter(nw.col("scheme") != "programme"))


def bridging_at_finest(session, tables):
    return counting.bridging_organisations(Records.of(tables), None)


def incidence(session, tables):
    return counting.incidence(Records.of(tables).participations, 2)


COUNTED = ("field_years", "interface_years", "exposures", "active_organisations", "bridging_organisations")
COUNTED += ("joint_topics", "region_ties", "interface_ties", "known_share", "organisation_fields", "organisation_ties")
EXPRESSIONS = {
    "level_expr": levels,
    "tags_from_evidence": tags,
    "tags_from_codes": code_tags,
    "pairs_from_tags": pairs,
    "bridging at the finest region": bridging_at_finest,
    "incidence": incidence,
}


def assert_same(one, other):
    """Equal row by row: texts and whole numbers exactly, fractions to 1e-9 relative."""
    assert one.num_rows == other.num_rows > 0
    assert sorted(one.column_names) == sorted(other.column_names)
    exact = [field.name for field in one.schema if not pa.types.is_floating(field.type)]
    order = [(name, "ascending") for name in exact]
    one, other = (table.select(one.column_names).sort_by(order) for table in (one, other))
    for name in one.column_names:
        left, right = one.column(name), other.column(name)
        if name in exact:
            assert left.to_pylist() == right.to_pylist(), name
        else:
            numbers = (np.array(column.to_pylist(), dtype=float) for column in (left, right))
            np.testing.assert_allclose(*numbers, rtol=1e-9, atol=0, err_msg=name)


@pytest.fixture(scope="module")
def tables(sessions, small_lake):
    return {engine: scan(session, small_lake) for engine, session in sessions.items()}


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_engines_tag_and_pair_alike(name, sessions, tables):
    assert_same(*(session.arrow(EXPRESSIONS[name](session, tables[engine])) for engine, session in sessions.items()))


@pytest.mark.parametrize("name", COUNTED)
def test_engines_count_alike(name, sessions, tables):
    level = {} if name.startswith("organisation_") else {"level": 1}
    found = []
    for engine, session in sessions.items():
        records = Records.of(tables[engine]).within(2016, 2025)
        found.append(session.arrow(getattr(counting, name)(records, **level)))
    assert_same(*found)


def test_a_window_counted_anew_is_the_same(small_lake):
    found = []
    for engine in ENGINES:
        with small_lake.open(engine=engine) as frames:
            found.append(interfaces(frames, Question("DE", years=(2016, 2021), counting="whole")))
    assert_same(*found)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_session_keeps_writes_and_gives_back(engine, sessions, tmp_path):
    session, table = sessions[engine], pa.table({"region": ["b", None, "a"], "n": [2, 3, 1]})
    kept = session.keep(session.register(table))
    assert session.write(kept, tmp_path / "t.parquet", ["region"]) == 3
    assert pq.read_table(tmp_path / "t.parquet").to_pydict() == {"region": ["a", "b", None], "n": [1, 2, 3]}
    assert session.arrow(session.scan(tmp_path / "t.parquet").filter(nw.col("n") > 2)).to_pydict() == {
        "region": [None],
        "n": [3],
    }
    assert sorted(row["n"] for batch in session.batches(kept, 2) for row in batch.to_pylist()) == [1, 2, 3]


def run(*arguments, **environment):
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


def test_spark_says_nothing_on_standard_error():
    code = "from crossfield.lake.engine import SparkSession as S; s = S(); print(s.spark.range(9).count())"
    found = run("-W", "error", "-c", code)
    assert (found.stdout, found.stderr, found.returncode) == ("9\n", "", 0)


def test_without_java_one_message_says_what_to_do():
    code = "from crossfield.lake.engine import SparkSession as S; S()"
    found = run("-c", code, JAVA_HOME="/nowhere")
    last = found.stderr.strip().splitlines()[-1]
    assert last.startswith("crossfield.errors.ConfigError: The engine 'spark' could not start Java: ")
    assert "/nowhere/bin/java" in last
    assert last.endswith("17 or later: apt-get install default-jre-headless")

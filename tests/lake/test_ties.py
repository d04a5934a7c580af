"""Ties both ways by hand, and that of a real version no tie is lost."""

from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crossfield.errors import LakeError, TableMissingError
from crossfield.lake.store import Frames, Lake
from crossfield.lake.ties import all_ties

ROWS = [("a", "b", 3), ("a", "c", 1), ("b", "d", 2), ("c", "d", 5)]


@pytest.fixture
def frames(tmp_path):
    with Lake().open() as starter:
        manifest = starter.manifest
    columns = zip(*ROWS, strict=True)
    names = ("organisation_a", "organisation_b", "projects")
    table = pa.table(dict(zip(names, (list(column) for column in columns), strict=True)))
    pq.write_table(table, tmp_path / "organisation_tie.parquet", row_group_size=3)
    return Frames(tmp_path, manifest)


def test_partners_of_one_among_all_and_among_some(frames):
    ties = all_ties(frames)
    assert ties.of("b") == Counter({"a": 3, "d": 2})
    assert ties.among("d", ties.marked(["c", "x"])) == Counter({"c": 5})
    assert ties.of("x") == Counter()


def test_a_group_meets_everybody_as_often_as_its_members_together(frames):
    ties = all_ties(frames)
    met = ties.with_group(["a", "d", "x"])
    assert {name: ties.at(name, met) for name in "abcdx"} == {"a": 0, "b": 5, "c": 6, "d": 0, "x": 0}
    assert not ties.with_group([]).any()


def test_between_some_each_pair_once(frames):
    assert all_ties(frames).between(["d", "c", "b", "x", "c"]) == [("b", "d", 2), ("c", "d", 5)]
    assert all_ties(frames).between([]) == []


def test_of_a_real_version_every_tie_is_there_both_ways():
    with Lake().open() as frames:
        ties, rows = all_ties(frames), frames.read("organisation_tie")
        assert all_ties(frames) is ties
    assert len(ties.other) == 2 * len(rows)
    assert np.diff(ties.begin).min() >= 1
    for row in rows[:: len(rows) // 200]:
        assert ties.of(row["organisation_a"])[row["organisation_b"]] == row["projects"]
        assert ties.of(row["organisation_b"])[row["organisation_a"]] == row["projects"]


def test_another_file_under_the_name_is_read_anew(frames, tmp_path):
    before = all_ties(frames)
    table = pq.read_table(tmp_path / "organisation_tie.parquet")
    pq.write_table(table.slice(0, 0), tmp_path / "organisation_tie.parquet")
    assert (all_ties(frames).names, len(before.names)) == ([], 4)


def test_a_damaged_and_a_missing_table_are_told(frames, tmp_path):
    (tmp_path / "organisation_tie.parquet").write_bytes(b"no table")
    with pytest.raises(LakeError, match="organisation_tie"):
        all_ties(frames)
    (tmp_path / "organisation_tie.parquet").unlink()
    with pytest.raises(TableMissingError, match="organisation_tie"):
        all_ties(frames)

"""Rows of stored tables are found by their values, in order, and kept as long as there is room."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake.stored_rows import _RowGroup, _RowGroups, rows_where

TABLE = {
    "region": ["A", "A", "B", None, "B", "C", "A"],
    "year": [2014, 2015, 2014, 2015, None, 2014, 2014],
    "n": [1, 2, 3, 4, 5, 6, 7],
}
CELLS = st.tuples(st.none() | st.sampled_from("ABC"), st.none() | st.integers(1, 3))


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table(TABLE), path, row_group_size=3)
    return path


@pytest.mark.parametrize(
    ("equals", "found"),
    [
        ({}, [1, 2, 3, 4, 5, 6, 7]),
        ({"region": "A"}, [1, 2, 7]),
        ({"region": "A", "year": 2014}, [1, 7]),
        ({"year": 2014}, [1, 3, 6, 7]),
        ({"region": ["C", "B"]}, [3, 5, 6]),
        ({"region": {"A", "unheard of"}, "year": 2015}, [2]),
        ({"region": ()}, []),
        ({"region": ["unheard of"]}, []),
        ({"region": "unheard of"}, []),
        ({"region": "B", "year": 2015}, []),
        ({"n": 4}, [4]),
    ],
)
def test_rows_are_those_with_the_values_in_the_order_of_the_file(path, equals, found):
    table = rows_where(path, equals)

    assert table["n"].to_pylist() == found
    assert table.schema.names == ["region", "year", "n"]
    assert [TABLE["region"][n - 1] for n in found] == table["region"].to_pylist()


def test_neighbours_are_a_part_of_the_table_itself():
    group = _RowGroup(pa.table({"region": ["A", "A", "B"], "n": [1, 2, 3]}))
    part = group.where({"region": "A"})

    whole, own = (table["n"].chunk(0).buffers()[1].address for table in (group.table, part))
    assert own == whole


def test_a_group_with_more_values_than_a_byte_holds():
    names = [f"r{n:03d}" for n in range(300)] + [None, "r299"]
    group = _RowGroup(pa.table({"region": names, "n": list(range(302))}))

    assert group.where({"region": "r299"})["n"].to_pylist() == [299, 301]
    assert group.where({"region": ["r000", "r255", "r256"]})["n"].to_pylist() == [0, 255, 256]


@given(st.lists(CELLS, max_size=30), st.sets(st.sampled_from("ABCD")), st.integers(1, 3))
def test_rows_are_those_that_a_plain_look_finds(rows, regions, year):
    group = _RowGroup(
        pa.table(
            {
                "region": pa.array([row[0] for row in rows], pa.string()),
                "year": pa.array([row[1] for row in rows], pa.int64()),
                "n": pa.array(range(len(rows)), pa.int64()),
            }
        )
    )

    expected = [n for n, row in enumerate(rows) if row[0] in regions and row[1] == year]
    assert group.where({"region": regions, "year": year})["n"].to_pylist() == expected


def test_a_damaged_file_is_told_by_the_reader(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"no table")
    with pytest.raises(pa.ArrowInvalid):
        rows_where(path, {})


def test_a_row_group_is_read_once_and_anew_when_its_file_has_changed(tmp_path):
    path = tmp_path / "numbers.parquet"
    groups = _RowGroups(10_000)

    def stamp():
        stat = path.stat()
        return str(path), stat.st_mtime_ns, stat.st_size

    pq.write_table(pa.table({"n": [1, 2]}), path)
    first = groups.read(stamp(), 0)
    assert groups.read(stamp(), 0) is first
    pq.write_table(pa.table({"n": list(range(50))}), path)
    assert groups.read(stamp(), 0).table.num_rows == 50
    assert first.table["n"].to_pylist() == [1, 2]


def test_row_groups_are_kept_up_to_a_number_of_bytes(tmp_path):
    groups, stamps = _RowGroups(1000), []
    for name in ("a", "b", "large"):
        path = tmp_path / f"{name}.parquet"
        pq.write_table(pa.table({"n": list(range(1000 if name == "large" else 100))}), path)
        stamps.append((str(path), path.stat().st_mtime_ns, path.stat().st_size))
    a, b, large = (groups.read(stamp, 0) for stamp in stamps)

    assert groups.read(stamps[1], 0) is b
    assert groups.read(stamps[0], 0) is not a
    assert groups.read(stamps[2], 0) is not large

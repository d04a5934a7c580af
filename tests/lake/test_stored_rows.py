"""Rows of stored tables are found by their values, in order, and kept as long as there is room."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake import stored_rows
from crossfield.lake.stored_rows import _RowGroup, _RowGroups, rows_where, stamp_of

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


def grouped(table):
    """A row group in memory, without a file."""
    group = _RowGroup(("", 0, 0), 0)
    group._columns = {name: table.column(name) for name in table.column_names}
    return group


def test_neighbours_are_a_part_of_the_table_itself():
    group = grouped(pa.table({"region": ["A", "A", "B"], "n": [1, 2, 3]}))
    tables = group.where({}, ("n",)), group.where({"region": "A"}, ("n",))

    whole, own = (table["n"].chunk(0).buffers()[1].address for table in tables)
    assert own == whole


def test_a_group_with_more_values_than_a_byte_holds():
    names = [f"r{n:03d}" for n in range(300)] + [None, "r299"]
    group = grouped(pa.table({"region": names, "n": list(range(302))}))

    assert group.where({"region": "r299"}, ("n",))["n"].to_pylist() == [299, 301]
    assert group.where({"region": ["r000", "r255", "r256"]}, ("n",))["n"].to_pylist() == [0, 255, 256]


@pytest.mark.parametrize("columns", [["n"], ["n", "region"], ["year", "n"], []])
def test_only_the_columns_asked_for_in_their_order(path, columns):
    table = rows_where(path, {"region": "A"}, columns)

    assert (table.num_rows, table.column_names) == (3, columns) if columns else table.column_names == []
    assert rows_where(path, {"region": "nobody"}, columns).column_names == columns
    assert table.to_pydict() == {name: [TABLE[name][n] for n in (0, 1, 6)] for name in columns}


def test_a_column_that_is_not_there_is_an_error(path):
    with pytest.raises(KeyError, match="nothing"):
        rows_where(path, {}, ["nothing"])


@given(st.lists(CELLS, max_size=30), st.sets(st.sampled_from("ABCD")), st.integers(1, 3))
def test_rows_are_those_that_a_plain_look_finds(rows, regions, year):
    group = grouped(
        pa.table(
            {
                "region": pa.array([row[0] for row in rows], pa.string()),
                "year": pa.array([row[1] for row in rows], pa.int64()),
                "n": pa.array(range(len(rows)), pa.int64()),
            }
        )
    )

    expected = [n for n, row in enumerate(rows) if row[0] in regions and row[1] == year]
    assert group.where({"region": regions, "year": year}, ("n",))["n"].to_pylist() == expected


def test_a_damaged_file_is_told_by_the_reader(tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"no table")
    with pytest.raises(pa.ArrowInvalid):
        rows_where(path, {})


def test_a_row_group_is_read_once_and_anew_when_its_file_has_changed(tmp_path):
    path = tmp_path / "numbers.parquet"
    groups = _RowGroups(10_000)
    pq.write_table(pa.table({"n": [1, 2]}), path)
    first = groups.read(stamp_of(path), 0, ["n"])
    assert groups.read(stamp_of(path), 0, ["n"]) is first
    pq.write_table(pa.table({"n": list(range(50))}), path)
    assert groups.read(stamp_of(path), 0, ["n"]).where({}, ("n",)).num_rows == 50
    assert first.where({}, ("n",))["n"].to_pylist() == [1, 2]


def test_a_column_is_read_when_it_is_first_asked_for_and_counted_then(tmp_path):
    path, groups = tmp_path / "t.parquet", _RowGroups(10_000)
    pq.write_table(pa.table({"n": list(range(100)), "m": list(range(100))}), path)
    group = groups.read(stamp_of(path), 0, ["n"])
    alone = groups._bytes
    assert groups.read(stamp_of(path), 0, ["m", "n"]) is group
    assert groups._bytes == 2 * alone == group.bytes


def test_row_groups_are_kept_up_to_a_number_of_bytes(tmp_path):
    groups, stamps = _RowGroups(1000), []
    for name in ("a", "b", "large"):
        path = tmp_path / f"{name}.parquet"
        count = 1000 if name == "large" else 100
        pq.write_table(pa.table({"n": [number / 2 for number in range(count)]}), path)
        stamps.append(stamp_of(path))
    a, b, large = (groups.read(stamp, 0, ["n"]) for stamp in stamps)

    assert groups.read(stamps[1], 0, ["n"]) is b
    assert groups.read(stamps[0], 0, ["n"]) is not a
    assert groups.read(stamps[2], 0, ["n"]) is not large
    assert groups._bytes <= 1000


NUMBERS = st.lists(st.none() | st.integers(-(2**62), 2**62) | st.integers(-200, 200), max_size=20)


@given(NUMBERS, st.lists(st.none() | st.text(max_size=2), max_size=20))
def test_what_is_kept_in_smaller_types_comes_out_as_it_was_written(tmp_path_factory, numbers, texts):
    count = min(len(numbers), len(texts))
    table = pa.table(
        {"n": pa.array(numbers[:count], pa.int64()), "t": pa.array(texts[:count], pa.string())},
    )
    path = tmp_path_factory.mktemp("kept") / "t.parquet"
    pq.write_table(table, path, row_group_size=7)
    assert rows_where(path, {}).equals(table)
    for value in {text for text in texts[:count] if text is not None}:
        found = rows_where(path, {"t": value})
        assert found.schema == table.schema
        assert found["n"].to_pylist() == [n for n, t in zip(numbers, texts, strict=False) if t == value]
    for value in {number for number in numbers[:count] if number is not None}:
        found = rows_where(path, {"n": value}, ["t"])
        assert found["t"].to_pylist() == [t for n, t in zip(numbers, texts, strict=False) if n == value]


WANTED = st.sets(st.sampled_from(["A", "B", "C", "E", 1, 2, 70_000, 2**70, "\ud800"]))


@given(st.lists(CELLS, min_size=1, max_size=30), WANTED, WANTED, st.sampled_from("ABCD"))
def test_among_many_values_the_same_rows_are_found_as_among_few(rows, regions, numbers, region):
    places, counts = zip(*rows, strict=True)
    table = pa.table({"region": pa.array(places, pa.string()), "n": pa.array(counts, pa.int64())})
    for equals in ({"region": regions}, {"n": numbers}, {"region": region}, {"region": regions, "n": 2}):
        few = grouped(table).where(equals, ("region", "n")).to_pylist()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stored_rows, "FEW", 0)
            assert grouped(table).where(equals, ("region", "n")).to_pylist() == few

"""Long tables to matrices, location quotients, presence, and counts by each way of counting."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators import presence
from crossfield.indicators.presence import (
    binary_presence,
    co_occurrence_blocks,
    location_quotient_cells,
    presence_cells,
    present_where,
    read_amounts,
    read_amounts_by_year,
)

# EconGeo, mat100 and location.quotient (../shared/oracles/oracle_econgeo.txt)
MAT100 = np.array([[44, 63, 8, 83], [48, 42, 10, 1], [74, 54, 96, 16], [39, 26, 28, 13], [89, 61, 45, 76]], float)
QUOTIENTS = np.array(
    [
        [0.6923658352, 1.1847745750, 0.1979149787, 2.03163914275],
        [1.4807031724, 1.5484182565, 0.4849896754, 0.04798575096],
        [0.9606575964, 0.8378048780, 1.9593582888, 0.32310405644],
        [1.1463226800, 0.9133302654, 1.2939158511, 0.59438953779],
        [1.0232196200, 0.8381483815, 0.8133867435, 1.35918311564],
    ]
)
PRESENT = [[0, 1, 0, 1], [1, 1, 0, 0], [0, 0, 1, 0], [1, 0, 1, 0], [1, 0, 0, 1]]


def test_location_quotients_are_those_of_econgeo():
    assert location_quotient_cells(MAT100) == pytest.approx(QUOTIENTS, rel=1e-9)
    assert location_quotient_cells(sparse.csr_array(MAT100)).toarray() == pytest.approx(QUOTIENTS, rel=1e-9)
    assert binary_presence(MAT100).toarray().tolist() == PRESENT


@pytest.mark.parametrize("threshold", [0.5, 1.0, 1.359183115639167])
def test_presence_is_the_same_from_quotients_that_are_known_already(threshold):
    quotients = location_quotient_cells(sparse.csr_array(MAT100))
    found = present_where(quotients, threshold=threshold)
    assert (found.dtype, found.shape) == (np.uint8, MAT100.shape)
    assert found.toarray().tolist() == binary_presence(MAT100, threshold=threshold).toarray().tolist()


@settings(deadline=None)
@given(
    st.lists(st.floats(0.01, 1e6), min_size=2, max_size=8),
    st.lists(st.floats(0.01, 1e6), min_size=2, max_size=8),
)
def test_quotients_of_a_proportional_table_are_one_and_all_are_present(rows, columns):
    table = np.outer(rows, columns)
    assert location_quotient_cells(table) == pytest.approx(np.ones(table.shape), rel=1e-12)
    assert binary_presence(table).toarray().all()


def test_empty_rows_and_columns_are_undefined_and_not_zero():
    found = location_quotient_cells(np.array([[3.0, 0.0, 1.0], [0.0, 0.0, 0.0], [1.0, 0.0, 3.0]]))
    assert np.isnan(found).tolist() == [[False, True, False], [True, True, True], [False, True, False]]
    assert found[0, 0] == 1.5
    kept = binary_presence(np.array([[3.0, 0.0, 1.0], [0.0, 0.0, 0.0], [1.0, 0.0, 3.0]]))
    assert kept.toarray().tolist() == [[1, 0, 0], [0, 0, 0], [0, 0, 1]]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[1.0, -2.0]], "-2 in cell 2"),
        ([[1.0, np.nan]], "nan in cell 2"),
        ([[np.inf, 1.0]], "inf in cell 1"),
        ([[0.0, 0.0]], "All amounts are 0"),
        ([1.0, 2.0], "1 dimension"),
    ],
)
def test_bad_amounts_are_refused_with_the_reason(table, said):
    for compute in (location_quotient_cells, binary_presence):
        with pytest.raises(NotComputableError, match=said):
            compute(np.array(table))


@pytest.mark.parametrize("threshold", [0.0, -1.0, np.nan])
def test_a_threshold_that_is_not_positive_is_refused(threshold):
    with pytest.raises(NotComputableError, match="threshold"):
        binary_presence(MAT100, threshold=threshold)
    with pytest.raises(NotComputableError, match="a number above 0 was expected"):
        present_where(sparse.csr_array(QUOTIENTS), threshold=threshold)


def test_presence_that_is_not_binary_or_empty_is_refused():
    with pytest.raises(NotComputableError, match="something else than 0 and 1"):
        presence_cells(np.array([[0.0, 2.0]]))
    with pytest.raises(NotComputableError, match="something else than 0 and 1"):
        presence_cells(np.array([[1.0, np.nan]]))
    with pytest.raises(NotComputableError, match="No region"):
        presence_cells(np.zeros((2, 2)))


def test_presence_leaves_what_it_was_given_as_it_was():
    given_cells = sparse.csr_array((np.array([1, 0, 1], np.uint8), ([0, 0, 1], [0, 1, 1])), shape=(2, 2))
    assert presence_cells(given_cells).nnz == 2
    assert given_cells.nnz == 3
    repeated = sparse.csr_array((np.array([0.5, 0.5]), np.array([1, 1]), np.array([0, 2])), shape=(1, 2))
    assert presence_cells(repeated).toarray().tolist() == [[0, 1]]
    assert repeated.nnz == 2


@pytest.mark.parametrize(
    "kind",
    [
        list,
        np.array,
        lambda names: np.array(names, object),
        pa.array,
        lambda names: pa.chunked_array([names[:1], names[1:]]),
        lambda names: pa.chunked_array([pa.array(names).dictionary_encode()]),
    ],
)
def test_a_long_table_of_any_kind_of_names_is_read(kind):
    found = read_amounts(kind(["B", "A", "B"]), kind(["y", "x", "x"]), [1, 2, 3])
    assert found.regions.tolist() == ["A", "B"]
    assert found.fields.tolist() == ["x", "y"]
    assert found.cells.toarray().tolist() == [[2.0, 0.0], [3.0, 1.0]]


def test_whole_numbers_are_names_too_and_keep_their_order():
    found = read_amounts(np.array([10, 9]), np.array([3, 3]), [1.0, 2.0])
    assert found.regions.tolist() == [9, 10]
    assert found.cells.toarray().tolist() == [[2.0], [1.0]]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ((["A", "A"], ["x", "x"], [1, 2]), r"1 row\(s\) repeat a key, first \(A, x\)"),
        ((["A", None], ["x", "x"], [1, 2]), "no region"),
        ((["A", "B"], ["x", None], [1, 2]), "no field"),
        ((["A"], ["x"], [-1]), "-1 in row 1"),
        ((["A"], ["x"], [np.nan]), "nan in row 1"),
        ((["A", "B"], ["x", "y"], [1]), "2 regions, 2 fields and 1 amounts"),
        (([], [], []), "0 regions"),
        ((pa.chunked_array([], pa.string()), pa.chunked_array([], pa.string()), []), "0 regions"),
    ],
)
def test_bad_long_tables_are_refused_with_the_reason(table, said):
    with pytest.raises(NotComputableError, match=said):
        read_amounts(*table)


def test_repeated_keys_are_added_up_if_asked():
    assert read_amounts(["A", "A"], ["x", "x"], [1, 2], repeated="sum").cells.toarray().tolist() == [[3.0]]


@pytest.mark.parametrize(
    "kind",
    [
        np.array,
        pa.array,
        lambda names: pa.chunked_array([names[:700], names[700:]]),
        lambda names: pa.array(names).dictionary_encode(),
        lambda names: pa.array(names, pa.large_string()),
    ],
)
def test_a_long_table_sorted_by_region_is_read_as_one_in_any_order(kind):
    names = [("Łódź", "Ä", "Z", "a")[n // 500] for n in range(2000)]
    fields = [f"f{n % 500}" for n in range(2000)]
    amounts = np.arange(1.0, 2001)
    found = read_amounts(kind(names), kind(fields), amounts)

    assert found.regions.tolist() == ["Z", "a", "Ä", "Łódź"]
    assert found.fields.tolist() == sorted(set(fields))
    order = np.random.default_rng(3).permutation(2000)
    mixed = read_amounts(kind([names[n] for n in order]), kind([fields[n] for n in order]), amounts[order])
    assert (found.cells != mixed.cells).nnz == 0
    assert found.cells[2, found.fields.tolist().index("f7")] == 508.0


@pytest.mark.parametrize("length", [presence.LOOKED_AT - 1, presence.LOOKED_AT, presence.LOOKED_AT + 1])
def test_runs_are_looked_for_where_a_table_is_long_enough_only(length):
    names, ends = presence._runs(pa.array(["a"] * (length - 1) + ["b"]))

    assert (len(names), ends is None) == ((length, True) if length < presence.LOOKED_AT else (2, False))
    assert presence._runs(pa.array([str(n) for n in range(length)]))[1] is None


def test_years_share_their_regions_and_fields_in_any_order_of_rows():
    years, regions, fields, amounts = [2021, 2020, 2021], ["A", "B", "B"], ["x", "x", "y"], [1, 2, 3]
    found = read_amounts_by_year(years, regions, fields, amounts)
    assert list(found) == [2020, 2021]
    assert found[2020].cells.toarray().tolist() == [[0.0, 0.0], [2.0, 0.0]]
    assert found[2021].cells.toarray().tolist() == [[1.0, 0.0], [0.0, 3.0]]
    ordered = read_amounts_by_year(
        *(list(part) for part in zip(*sorted(zip(years, regions, fields, amounts, strict=True)), strict=True))
    )
    assert (ordered[2021].cells != found[2021].cells).nnz == 0


def _counts(cells):
    counts = np.zeros((cells.shape[1],) * 2)
    for columns, block in co_occurrence_blocks(cells):
        counts[: columns.stop, columns] = block
    return np.triu(counts)


@pytest.mark.parametrize(
    ("shape", "fill"),
    [
        ((300, 60), 0.6),
        ((300, 60), 0.05),
        ((4000, 40), 0.02),
        ((40_000, 30), 0.3),
        ((40_000, 300), 0.005),
        ((40, 1200), 0.1),
        ((3, 2), 0.9),
    ],
)
def test_counts_are_exact_by_every_way_of_counting(shape, fill):
    table = np.random.default_rng(1).random(shape) < fill
    assert (_counts(presence_cells(table)) == np.triu(table.T.astype(int) @ table.astype(int))).all()


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_counts_in_small_blocks_are_the_same(data):
    rows, columns = data.draw(st.integers(1, 12)), data.draw(st.integers(1, 12))
    table = np.array(data.draw(st.lists(st.booleans(), min_size=rows * columns, max_size=rows * columns)))
    table = table.reshape(rows, columns)
    table[0, 0] = True
    before, presence.BLOCK = presence.BLOCK, 3
    try:
        assert (_counts(presence_cells(table)) == np.triu(table.T.astype(int) @ table.astype(int))).all()
    finally:
        presence.BLOCK = before

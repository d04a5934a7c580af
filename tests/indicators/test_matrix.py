import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from crossfield.indicators.matrix import Axis, axis_of, matrix, row_product, sparse_matrix

TABLE = pa.table({"region": ["B", "A", "B", "C"], "field": ["x", "y", "x", "x"], "n": [1, 2, None, 8]})


def test_an_axis_holds_distinct_names_in_order():
    axis = axis_of(pa.chunked_array([["b", None, "a"], ["b"]]), pa.chunked_array([["c"]]))
    assert axis.names == ["a", "b", "c"]
    assert axis.places(pa.chunked_array([["c", "z", None, "a"]])).tolist() == [2, -1, -1, 0]


def test_cells_are_added_up_and_null_counts_as_zero():
    found = matrix(TABLE, ("region", Axis(["A", "B"])), ("field", Axis(["x", "y"])), "n")
    assert found.tolist() == [[0, 2], [1, 0]]


def test_what_lies_outside_the_axes_is_left_out():
    assert matrix(TABLE, ("region", Axis(["C"])), ("field", Axis(["y"])), "n").tolist() == [[0]]


def test_an_empty_table_gives_zeros():
    found = matrix(TABLE.slice(0, 0), ("region", Axis(["A"])), ("field", Axis(["x", "y"])), "n")
    np.testing.assert_array_equal(found, np.zeros((1, 2)))


@pytest.mark.parametrize(("rows", "left", "right"), [(0, 2, 3), (4, 3, 5), (7, 1, 1)])
def test_a_row_product_is_the_outer_product_of_rows(rows, left, right):
    generator = np.random.default_rng(rows)
    one, other = (generator.integers(0, 3, (rows, size)).astype(float) for size in (left, right))
    found = row_product(sparse.csr_array(one), sparse.csr_array(other))
    assert found.toarray().tolist() == np.einsum("na,nb->nab", one, other).reshape(rows, left * right).tolist()


CELLS = st.lists(st.tuples(st.sampled_from("ABCZ"), st.sampled_from("xyz"), st.integers(-3, 9)), max_size=20)
SIDES = ("region", Axis(["A", "B", "C"])), ("field", Axis(["x", "y"]))


def long(cells):
    schema = pa.schema([("region", pa.string()), ("field", pa.string()), ("n", pa.int64())])
    return pa.Table.from_pylist([dict(zip(schema.names, cell, strict=True)) for cell in cells], schema=schema)


@given(CELLS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_sum(cells, chance):
    mixed = chance.sample(cells, len(cells))
    found = matrix(long(cells), *SIDES, "n")
    assert matrix(long(mixed), *SIDES, "n").tolist() == found.tolist()
    assert found.sum() == sum(n for region, field, n in cells if region != "Z" and field != "z")


@given(CELLS)
def test_a_sparse_matrix_is_the_dense_one(cells):
    table = long(cells)
    places = tuple(axis.places(table.column(name)) for name, axis in SIDES)
    found = sparse_matrix(table, "n", places, (3, 2))
    assert found.shape == (3, 2)
    assert found.toarray().tolist() == matrix(table, *SIDES, "n").tolist()


def test_what_has_no_place_on_a_side_is_left_out_of_a_sparse_matrix():
    places = (np.array([0, -1, 1, 1]), np.array([0, 0, -1, 1]))
    table = pa.table({"n": [5, 7, 9, 2]})
    assert sparse_matrix(table, "n", places, (2, 2)).toarray().tolist() == [[5, 0], [0, 2]]


def test_an_axis_of_nothing_has_no_places():
    axis = axis_of(pa.chunked_array([], pa.string()))
    assert axis.names == []
    assert axis.places(pa.chunked_array([["A", None]], pa.string())).tolist() == [-1, -1]


@given(st.integers(0, 10**6))
def test_a_row_product_has_as_many_entries_as_pairs_and_the_product_of_row_sums(seed):
    generator = np.random.default_rng(seed)
    one, other = (generator.integers(0, 3, (5, size)) * (generator.random((5, size)) < 0.5) for size in (3, 4))
    left, right = sparse.csr_array(one.astype(float)), sparse.csr_array(other.astype(float))
    found = row_product(left, right)
    assert found.nnz == int((np.diff(left.indptr) * np.diff(right.indptr)).sum())
    assert found.sum(axis=1).tolist() == (one.sum(axis=1) * other.sum(axis=1)).tolist()

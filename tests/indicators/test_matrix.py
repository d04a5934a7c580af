import numpy as np
import pyarrow as pa
import pytest
from scipy import sparse

from crossfield.indicators.matrix import Axis, axis_of, matrix, row_product

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

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from crossfield.errors import NotComputableError, SchemaError
from crossfield.indicators.activity import activities, coverage_changed, typed_rows

TABLE = {"region": ["B", "A", "A"], "field": ["f", "g", "f"], "amount": [1.0, 2.0, 3.0]}


def test_rows_in_any_order_become_one_matrix_by_code():
    (one,) = activities(pa.table(TABLE))
    assert (one.year, one.regions.names, one.fields.names) == (None, ["A", "B"], ["f", "g"])
    assert one.amount.tolist() == [[3, 2], [1, 0]]
    assert one.records.tolist() == [[1, 1], [1, 0]]
    assert not one.counted


def test_years_share_their_axes():
    early, late = activities(pa.table(TABLE | {"year": [2020, 2019, 2020]}))
    assert (early.year, late.year) == (2019, 2020)
    assert early.amount.tolist() == [[0, 2], [0, 0]]
    assert late.amount.tolist() == [[3, 0], [1, 0]]


def test_what_is_missing_is_no_zero():
    (one,) = activities(pa.table(TABLE | {"amount": [None, 2.0, 3.0]}))
    assert one.missing.tolist() == [[False, False], [True, False]]


def test_any_frame_that_narwhals_knows_goes_in():
    frame = pd.DataFrame(TABLE)
    for given in (frame, nw.from_native(frame), nw.from_native(frame).lazy()):
        assert activities(given)[0].amount.tolist() == [[3, 2], [1, 0]]


def test_numbers_as_names_and_years_as_floats_are_taken():
    rows = typed_rows(pa.table({"region": [1, 2], "field": ["f", "f"], "amount": [1, 2], "year": [2019.0, 2020.0]}))
    assert rows.column("region").to_pylist() == ["1", "2"]
    assert rows.column("year").to_pylist() == [2019, 2020]


@pytest.mark.parametrize(
    ("change", "error", "said"),
    [
        ({"amount": [1, -2, 3]}, NotComputableError, "-2 in row 2"),
        ({"amount": [1, float("nan"), 3]}, NotComputableError, "nan in row 2"),
        ({"amount": [1, float("inf"), 3]}, NotComputableError, "inf in row 2"),
        ({"amount": ["1", "x", "3"]}, SchemaError, "column amount"),
        ({"region": ["A", "A", None]}, NotComputableError, "1 row\\(s\\) have no region"),
        ({"field": ["f", "f", "f"]}, NotComputableError, "repeat a key, first \\(A, f\\)"),
        ({"year": [2019.5, 2019, 2019]}, SchemaError, "column year"),
        ({"records": [-1, 1, 1]}, NotComputableError, "of records are negative"),
    ],
)
def test_bad_rows_are_refused_with_their_place(change, error, said):
    with pytest.raises(error, match=said):
        activities(pa.table(TABLE | change))


def test_what_is_no_table_is_refused():
    with pytest.raises(SchemaError, match="found list"):
        activities([1, 2])
    with pytest.raises(SchemaError, match="no column field, amount"):
        activities(pa.table({"region": ["A"]}))
    with pytest.raises(NotComputableError, match="no rows"):
        activities(pa.table(TABLE).slice(0, 0))


def test_a_regions_number_is_one():
    (one,) = activities(pa.table(TABLE | {"people": [5.0, 7.0, None]}))
    assert one.of_region("people").tolist() == [7, 5]
    (two,) = activities(pa.table(TABLE | {"people": [5.0, 7.0, 8.0]}))
    with pytest.raises(NotComputableError, match="both 7 and 8 about the region A"):
        two.of_region("people")
    (none,) = activities(pa.table(TABLE | {"people": pa.nulls(3, pa.float64())}))
    assert np.isnan(none.of_region("people")).all()


def test_a_years_number_is_one():
    (one,) = activities(pa.table(TABLE | {"exposure": [5.0, 5.0, None]}))
    assert one.of_year("exposure") == 5
    assert np.isnan(one.of_year("coverage"))
    (two,) = activities(pa.table(TABLE | {"exposure": [5.0, 6.0, None]}))
    with pytest.raises(NotComputableError, match="both 5 and 6"):
        two.of_year("exposure")


@pytest.mark.parametrize(("one", "other", "changed"), [(0.5, 0.6, False), (0.6, 0.49, True), (0.0, 0.0, False)])
def test_coverage_has_changed_beyond_a_fifth_of_the_smaller(one, other, changed):
    assert coverage_changed(one, other) is coverage_changed(other, one) is changed

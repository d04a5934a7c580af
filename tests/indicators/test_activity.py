import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from crossfield.errors import NotComputableError, SchemaError
from crossfield.indicators.activity import (
    FIGURE,
    activities,
    by_year,
    cell_keys,
    coverage_changed,
    note_gaps,
    shaped,
    spans,
    typed_rows,
)
from crossfield.indicators.notes import Notes

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


def one_year(matrix, **more):
    amounts = [value for row in matrix for value in row]
    names = [(f"R{r}", f"f{f}") for r in range(len(matrix)) for f in range(len(matrix[0]))]
    columns = {
        "region": [r for r, _ in names],
        "field": [f for _, f in names],
        "amount": pa.array(amounts, pa.float64()),
    }
    return pa.table(columns | more)


def gaps(matrix):
    (one,) = activities(one_year(matrix))
    notes = Notes(one.shape)
    note_gaps(one, notes)
    return notes.array().to_pylist()


@pytest.mark.parametrize(
    ("matrix", "notes"),
    [
        ([[1, 2], [3, 4]], [None] * 4),
        ([[0, 0], [1, 2], [2, 1]], ["no activity in the region"] * 2 + [None] * 4),
        ([[1, 2, 0], [2, 1, 0]], [None, None, "no activity in the field"] * 2),
        ([[0, 0], [0, 0]], ["no activity in the region"] * 4),
        ([[1, 2], [0, 0]], ["one region only: nothing to compare with"] * 2 + ["no activity in the region"] * 2),
        ([[1], [2]], ["one field only: nothing to compare with"] * 2),
        (
            [[None, 2], [3, 4]],
            ["amount missing", "some amounts are missing", "some amounts are missing", "some amounts are missing"],
        ),
        (
            [[None, 0], [3, 4]],
            ["amount missing", "no activity in the region"] + ["one region only: nothing to compare with"] * 2,
        ),
    ],
)
def test_each_gap_has_its_reason_the_nearest_first(matrix, notes):
    assert gaps(matrix) == notes


def test_another_column_is_a_matrix_with_gaps():
    table = one_year([[1, 2], [3, 4]], other=pa.array([5.0, None, -1.0, 0.0]))
    found = activities(table)[0].cells("other")
    assert np.isnan(found[0, 1])
    assert (found[0, 0], found[1].tolist()) == (5.0, [-1.0, 0.0])


def test_records_are_told_or_counted():
    (told,) = activities(one_year([[1, 0], [0, 4]], records=[7, 0, 0, 2]))
    assert (told.counted, told.records.tolist()) == (True, [[7, 0], [0, 2]])
    (counted,) = activities(one_year([[1, 0], [0, 4]]))
    assert (counted.counted, counted.records.tolist()) == (False, [[1, 0], [0, 1]])


def test_names_of_cells_are_in_row_order():
    assert cell_keys(activities(one_year([[1, 2, 3], [4, 5, 6]]))[0]) == {
        "region": ["R0", "R0", "R0", "R1", "R1", "R1"],
        "field": ["f0", "f1", "f2", "f0", "f1", "f2"],
    }


def sums(one):
    value = one.amount.sum(axis=1)
    return shaped({"region": one.regions.names}, one.year, value, support=value, notes=Notes(value.shape))


def test_years_are_computed_one_by_one_and_stand_below_one_another():
    table = pa.concat_tables([one_year([[1, 2], [3, 4]], year=[year] * 4) for year in (2020, 2018)])
    found = by_year(table, sums)
    assert tuple(found.column_names) == ("region", *FIGURE)
    assert [(row["year"], row["region"], row["value"]) for row in found.to_pylist()] == [
        (2018, "R0", 3.0),
        (2018, "R1", 7.0),
        (2020, "R0", 3.0),
        (2020, "R1", 7.0),
    ]


def test_spans_are_two_consecutive_years_of_the_table_even_with_a_gap_between():
    table = pa.concat_tables([one_year([[1]], year=[year]) for year in (2014, 2019, 2020)])
    seen = []

    def compute(before, after):
        seen.append((before.year, after.year))
        return sums(after)

    assert spans(table, compute).column("year").to_pylist() == [2019, 2020]
    assert seen == [(2014, 2019), (2019, 2020)]


@pytest.mark.parametrize(("more", "said"), [({}, "has none"), ({"year": [2020]}, "has 1")])
def test_change_needs_two_years(more, said):
    with pytest.raises(NotComputableError, match=f"Change needs two years at least; the table {said}"):
        spans(one_year([[1]], **more), lambda _, after: sums(after))


def test_a_value_that_is_undefined_has_no_bounds_and_an_endless_bound_is_null():
    value = np.array([1.0, np.nan, 2.0])
    bounds = np.array([0.5, 0.5, -np.inf]), np.array([np.inf, 2.0, 3.0])
    found = shaped({"region": ["A", "B", "C"]}, 2020, value, support=np.ones(3), notes=Notes((3,)), bounds=bounds)
    assert [(row["value"], row["low"], row["high"]) for row in found.to_pylist()] == [
        (1.0, 0.5, None),
        (None, None, None),
        (2.0, None, 3.0),
    ]


def test_unknown_columns_are_left_out_and_known_ones_keep_their_type():
    rows = typed_rows(one_year([[1]], remark=["x"], records=[3.0], people=[7]))
    assert rows.schema == pa.schema([
        ("region", pa.string()), ("field", pa.string()), ("amount", pa.float64()),
        ("records", pa.int64()), ("people", pa.float64()),
    ])  # fmt: skip


def test_many_bad_amounts_are_counted_and_the_first_three_shown():
    with pytest.raises(NotComputableError) as refusal:
        activities(one_year([[-1, -2], [-3, -4]]))
    assert refusal.value.message == (
        "4 value(s) of amount are negative or not finite: -1 in row 1, -2 in row 2, -3 in row 3."
    )

"""Relatedness on tables: equal to the matrix functions, by hand, null with its reason, refusals."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.errors import NotComputableError
from crossfield.indicators import relatedness as measures
from crossfield.indicators.bicm import co_occurrence_significance
from crossfield.indicators.field_pairs import MEASURES, co_occurrence, relatedness, relatedness_significance
from crossfield.indicators.presence import binary_presence


def square(found, measure, fields):
    """A measure of a table as a matrix with an empty diagonal."""
    out = np.zeros((fields, fields))
    for row in found.to_pylist():
        if row["measure"] == measure:
            a, b = int(row["field_a"][1:]), int(row["field_b"][1:])
            out[a, b] = out[b, a] = np.nan if row["value"] is None else row["value"]
    return out


AMOUNTS = np.random.default_rng(3).poisson(3.0, (9, 5)) + 1.0


def test_each_measure_is_that_of_the_matrix(table_of):
    present = binary_presence(AMOUNTS)
    counts = measures.co_occurrence(present)
    found = relatedness(table_of(AMOUNTS))
    expected = {
        "count": counts,
        "association": measures.association_strength(counts),
        "cosine": measures.cosine(counts),
        "jaccard": measures.jaccard(counts),
        "probability": measures.probability(counts),
        "proximity-min": measures.proximity(present),
        "proximity-max": measures.proximity(present, kind="max"),
    }
    assert tuple(expected) == MEASURES
    for name, matrix in expected.items():
        np.testing.assert_allclose(square(found, name, 5), matrix, err_msg=name)
    assert [row["support"] for row in found.to_pylist()[::7]] == [
        int(counts[i, j]) for i in range(5) for j in range(i + 1, 5)
    ]


def test_co_occurrence_counts_any_activity(table_of):
    projects = [[1, 1, 0], [1, 1, 0], [0, 1, 1], [1, 0, 0]]
    counted = square(co_occurrence(table_of(projects)), "count", 3)
    assert counted.tolist() == [[0, 2, 0], [2, 0, 1], [0, 1, 0]]
    assert square(co_occurrence(table_of(projects)), "proximity-min", 3)[0, 1] == pytest.approx(2 / 3)


def test_significance_is_that_of_the_configuration_model(table_of):
    model = co_occurrence_significance(binary_presence(AMOUNTS))
    found = relatedness_significance(table_of(AMOUNTS))
    np.testing.assert_allclose(square(found, "p", 5), np.nan_to_num(model.p), rtol=1e-12)
    np.testing.assert_allclose(square(found, "significant", 5), model.significant.astype(float))
    np.testing.assert_allclose(square(found, "expected", 5), np.nan_to_num(model.expected), rtol=1e-12)


def test_a_field_alone_and_an_empty_field_have_a_reason(table_of):
    alone = relatedness(table_of([[9, 0, 0], [0, 5, 1], [0, 1, 5]])).to_pylist()
    assert {row["note"] for row in alone if row["value"] is None} == {"the field occurs with no other"}
    empty = relatedness(table_of([[3, 1, 0], [1, 3, 0]])).to_pylist()
    notes = {(row["field_b"], row["note"]) for row in empty if row["measure"] == "proximity-min"}
    assert notes == {("f1", None), ("f2", "field in no region")}


def test_a_year_without_activity_keeps_its_pairs(table_of):
    table = pa.concat_tables([table_of(AMOUNTS, year=2020), table_of(AMOUNTS * 0, year=2021)])
    rows = [row for row in relatedness(table).to_pylist() if row["year"] == 2021]
    assert len(rows) == 10
    assert {(row["value"], row["note"]) for row in rows} == {(None, "field in no region")}


def test_one_field_is_refused(table_of):
    for way in (relatedness, co_occurrence, relatedness_significance):
        with pytest.raises(NotComputableError, match="one field, f0"):
            way(table_of([[1], [2]]))


WHOLE = st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=2, max_size=6).filter(
    lambda rows: any(map(any, rows))
)


def by_pair(found):
    return {(row["field_a"], row["field_b"], row["measure"]): row["value"] for row in found.to_pylist()}


@settings(deadline=None, max_examples=30)
@given(WHOLE, st.randoms(use_true_random=False))
def test_the_order_of_regions_changes_no_pair(table_of, rows, chance):
    mixed = chance.sample(rows, len(rows))
    for way in (relatedness, co_occurrence):
        once, again = by_pair(way(table_of(rows))), by_pair(way(table_of(mixed)))
        assert {key: pytest.approx(value) if value is not None else None for key, value in once.items()} == again


@settings(deadline=None, max_examples=30)
@given(WHOLE)
def test_measures_stay_within_their_bounds_and_null_has_its_reason(table_of, rows):
    for row in co_occurrence(table_of(rows)).to_pylist():
        assert (row["value"] is None) <= bool(row["note"])
        if row["value"] is not None:
            highest = {"count": len(rows), "association": np.inf, "probability": np.inf}.get(row["measure"], 1.0)
            assert 0 <= row["value"] <= highest + 1e-12
        assert 0 <= row["support"] <= len(rows)


@settings(deadline=None, max_examples=30)
@given(WHOLE, st.sampled_from([0.01, 3.0, 1e6]))
def test_the_unit_of_amounts_does_not_matter(table_of, rows, unit):
    scaled = (np.array(rows) * unit).tolist()
    assert by_pair(co_occurrence(table_of(scaled))) == by_pair(co_occurrence(table_of(rows)))


def test_missing_amounts_weaken_every_pair(table_of):
    table = table_of([[3, 1, 2], [1, 3, 2]])
    amounts = pa.array([None, 1.0, 2.0, 1.0, 3.0, 2.0])
    found = co_occurrence(table.set_column(2, "amount", amounts)).to_pylist()
    assert all("some amounts are missing" in row["note"] for row in found if row["value"] is not None)


def test_a_single_field_at_home_gives_no_significance(table_of):
    found = relatedness_significance(table_of([[0, 2], [0, 3]])).to_pylist()
    assert [(row["measure"], row["value"], row["note"]) for row in found] == [("count", None, "field in no region")]


def test_fields_that_are_everywhere_leave_no_choice(table_of):
    found = {row["measure"]: row for row in relatedness_significance(table_of([[1, 1], [1, 1]])).to_pylist()}
    assert (found["z"]["value"], found["z"]["support"]) == (None, 2)
    assert found["z"]["note"] == "both fields are in all regions: no other table has the same sums"

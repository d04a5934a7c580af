"""Relatedness on tables: equal to the matrix functions, by hand, null with its reason, refusals."""

import numpy as np
import pyarrow as pa
import pytest

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

"""Relatedness against EconGeo, brute force and the trade table; laws; refusals."""

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossfield.errors import NotComputableError
from crossfield.indicators.presence import binary_presence, read_amounts
from crossfield.indicators.relatedness import (
    association_strength,
    co_occurrence,
    co_occurrence_z,
    cosine,
    jaccard,
    probability,
    proximity,
)

# EconGeo: mat01, cooc6 and the four relatedness matrices of it (../shared/oracles/oracle_econgeo.txt)
MAT01 = np.array([[0, 1, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]])
COOC6 = np.array(
    [
        [0, 10, 1, 5, 5, 9],
        [10, 8, 0, 1, 5, 7],
        [1, 0, 0, 9, 4, 4],
        [5, 1, 9, 6, 6, 5],
        [5, 5, 4, 6, 8, 1],
        [9, 7, 4, 5, 1, 10],
    ]
)
UPPER = {
    probability: """1.7013876041 0.2216666667 0.7433687003 0.9391199518 1.3380636605 0 0.1998012902 1.2628551064
        1.3986090315 2.3436317781 1.3172690763 1.0416141236 1.3236058547 0.8727810651 0.2206009758""",
    association_strength: """2.0869565217 0.2666666667 0.9230769231 1.1428571429 1.6615384615 0 0.2408026756
        1.4906832298 1.6856187291 2.7692307692 1.5238095238 1.2307692308 1.5824175824 1.0650887574 0.2637362637""",
    cosine: """0.38069349381 0.04303314829 0.17902871851 0.19920476822 0.32225169332 0 0.04089304101 0.22750787760
        0.28625128704 0.41602514717 0.20573779995 0.18490006541 0.25677629551 0.19230769231 0.04279604925""",
    jaccard: """0.23255813953 0.02127659574 0.09803921569 0.10869565217 0.19148936170 0 0.02083333333 0.12820512821
        0.16666666667 0.25714285714 0.11428571429 0.10000000000 0.14634146341 0.10638297872 0.02173913043""",
}
PATENTS = np.array(
    [[0, 0, 0, 1, 1], [0, 0, 0, 0, 1], [0, 0, 1, 1, 0], [1, 1, 1, 1, 0], [1, 0, 1, 0, 0], [1, 0, 1, 0, 1]]
)
Z = np.array(
    [
        [-2.2360679775, 1.0000000000, 1.5811388301, -0.7453559925, -0.7453559925],
        [1.0000000000, -0.4472135955, 0.7071067812, 1.0000000000, -1.0000000000],
        [1.5811388301, 0.7071067812, -4.4721359550, 0.0000000000, -1.5811388301],
        [-0.7453559925, 1.0000000000, 0.0000000000, -2.2360679775, -0.7453559925],
        [-0.7453559925, -1.0000000000, -1.5811388301, -0.7453559925, -2.2360679775],
    ]
)

presences = arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))).filter(lambda table: table.any())


@pytest.mark.parametrize("measure", UPPER)
def test_relatedness_is_that_of_econgeo(measure):
    found = measure(COOC6)
    assert found[np.triu_indices(6, 1)] == pytest.approx(np.array(UPPER[measure].split(), float), rel=1e-9, abs=1e-12)
    assert (found == found.T).all()
    assert (np.diag(found) == 0).all()
    assert (np.diag(measure(COOC6, diagonal=1.0)) == 1).all()


def test_co_occurrence_is_that_of_econgeo():
    assert co_occurrence(MAT01).tolist() == [[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 0], [1, 1, 0, 0]]
    assert np.diag(co_occurrence(MAT01, diagonal=None)).tolist() == [2, 2, 1, 4]


def test_z_is_that_of_econgeo_with_its_diagonal_of_no_pairs():
    sizes = PATENTS.sum(axis=0)
    assert co_occurrence_z(co_occurrence(PATENTS), sizes, 6, diagonal=None) == pytest.approx(Z, abs=1e-9)
    found = co_occurrence_z(co_occurrence(PATENTS), sizes, 6)
    assert np.isnan(np.diag(found)).all()
    assert found[~np.eye(5, dtype=bool)] == pytest.approx(Z[~np.eye(5, dtype=bool)], abs=1e-9)


def test_z_is_undefined_for_a_field_everywhere_or_nowhere():
    table = np.array([[1, 1, 0, 1], [1, 0, 0, 0], [1, 0, 0, 1]])
    found = co_occurrence_z(co_occurrence(table), table.sum(axis=0), 3)
    assert np.isnan(found[0]).all()
    assert np.isnan(found[2]).all()
    assert found[1, 3] == pytest.approx((1 - 2 / 3) / np.sqrt(2 / 3 * (2 / 3) * (1 / 2)))


@pytest.mark.parametrize("measure", UPPER)
def test_a_field_that_occurs_with_no_other_is_undefined_and_not_zero(measure):
    found = measure(np.array([[0, 2, 0], [2, 0, 0], [0, 0, 5]]))
    assert np.isnan(found).tolist() == [[False, False, True], [False, False, True], [True, True, True]]


@pytest.mark.parametrize("measure", UPPER)
@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([[0, 1, 2]], "square"),
        ([0, 1], "square"),
        ([[0, 1], [2, 0]], "not symmetric"),
        ([[0, -1], [-1, 0]], "negative"),
        ([[0, np.nan], [np.nan, 0]], "missing"),
        ([[4, 0], [0, 4]], "No two fields occur together"),
        ([[3]], "No two fields occur together"),
    ],
)
def test_bad_counts_are_refused_with_the_reason(measure, counts, said):
    with pytest.raises(NotComputableError, match=said):
        measure(np.array(counts))


@pytest.mark.parametrize(("sizes", "rows"), [([1, 1], 1), ([3, 1], 2), ([-1, 1], 2), ([np.nan, 1], 2)])
def test_z_refuses_impossible_sizes(sizes, rows):
    with pytest.raises(NotComputableError, match="two rows at least"):
        co_occurrence_z(np.zeros((2, 2)), np.array(sizes), rows)


def test_an_unknown_kind_of_proximity_is_refused():
    with pytest.raises(NotComputableError, match="min, max"):
        proximity(MAT01, kind="mean")


def _conditional(table, first, second):
    return (table[:, first] & table[:, second]).sum() / table[:, second].sum()


@settings(deadline=None)
@given(presences)
def test_proximity_is_the_smaller_or_larger_conditional_probability(table):
    smaller, larger = proximity(table), proximity(table, kind="max", diagonal=1.0)
    for i in range(table.shape[1]):
        for j in range(table.shape[1]):
            if not (table[:, i].any() and table[:, j].any()):
                assert np.isnan([smaller[i, j], larger[i, j]]).all()
            elif i == j:
                assert (smaller[i, j], larger[i, j]) == (0.0, 1.0)
            else:
                both = _conditional(table, i, j), _conditional(table, j, i)
                assert (smaller[i, j], larger[i, j]) == pytest.approx((min(both), max(both)))


@settings(deadline=None)
@given(presences, st.randoms(use_true_random=False))
def test_relatedness_is_symmetric_and_permutations_permute(table, random):
    order = random.sample(range(table.shape[1]), table.shape[1])
    rows = random.sample(range(table.shape[0]), table.shape[0])
    found = proximity(table)
    assert np.array_equal(found, found.T, equal_nan=True)
    assert np.array_equal(proximity(table[rows][:, order]), found[np.ix_(order, order)], equal_nan=True)


def test_single_precision_is_the_exact_value_rounded_once():
    table = np.random.default_rng(2).random((400, 700)) < 0.2
    single = proximity(table, dtype=np.float32)
    assert single.dtype == np.float32
    assert (single == proximity(table).astype(np.float32)).all()


@pytest.mark.shared
def test_proximity_of_the_trade_table_is_that_by_hand(shared):
    with gzip.open(shared / "oracles" / "world_trade_1998_2000.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    columns = ([row[name] for row in rows] for name in ("country", "product"))
    present = binary_presence(read_amounts(*columns, [float(row["value"]) for row in rows]).cells)
    assert (present.shape, present.nnz) == ((226, 785), 31_951)
    table = present.toarray().astype(float)
    shared_by = table.T @ table
    expected = shared_by / np.maximum.outer(np.diag(shared_by), np.diag(shared_by))
    np.fill_diagonal(expected, 0)
    np.testing.assert_allclose(proximity(present), expected, rtol=1e-12)

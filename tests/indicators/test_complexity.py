"""Complexity against EconGeo, the trade table and the Hidalgo-Hausmann example; its laws, warnings and refusals."""

import csv
import gzip

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from crossfield.errors import NotComputableError
from crossfield.indicators import complexity as module
from crossfield.indicators.complexity import OTHER_PART, complexity
from crossfield.indicators.presence import EMPTY_FIELD, EMPTY_REGION, binary_presence, read_amounts

# EconGeo: KCI and TCI (../shared/oracles/oracle_econgeo.txt), the eigenvectors on a scale of their own
MAT01 = np.array([[0, 1, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]])
KCI = np.array([-0.1324646476, -0.6837448866, -0.6837448866, -0.1324646476, 0.6324190684])
TCI = np.array([0.3452347031, 0.3452347031, 0.8731496849, -0.5636190910])
MAT10 = np.array([[0, 6, 9, 4], [10, 10, 3, 6], [7, 8, 1, 6], [9, 10, 0, 5], [10, 0, 0, 1]])
KCI_RCA = np.array([3.1055896886, -1.4323712265, 0.7578924903, -1.4323712265, -1.9987397258])
TCI_RCA = np.array([-0.5974598332, -0.2587186599, 1.1443351113, 0.7118433818])
# Hidalgo & Hausmann (2009), supplement, four countries
HH = np.array([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
KCI_HH = np.array([0.539412300, 6.399529656, -2.619416209, -3.319525746])
TCI_HH = np.array([0.4611315166, 2.9659731785, -0.8886487108, -1.5384559843])


def random_table(shape, fill, seed):
    """Presence with a pattern: regions and fields of different size."""
    chance = np.random.default_rng(seed)
    odds = np.add.outer(chance.normal(size=shape[0]), chance.normal(size=shape[1])) + np.log(fill / (1 - fill))
    pattern = np.outer(chance.normal(size=shape[0]), chance.normal(size=shape[1]))
    return chance.random(shape) < 1 / (1 + np.exp(-odds - pattern))


def standard(values):
    return (values - values.mean()) / values.std()


def up_to_sign(values, expected):
    return values * np.sign(values @ expected)


def second(transitions):
    """Second eigenvector of a matrix, the plain way."""
    values, vectors = np.linalg.eig(transitions)
    return vectors[:, np.argsort(-values.real)[1]].real


@pytest.mark.parametrize(
    ("table", "kci", "tci"),
    [(MAT01, KCI, TCI), (binary_presence(MAT10).toarray(), KCI_RCA, TCI_RCA), (HH, KCI_HH, TCI_HH)],
    ids=["mat01", "mat10", "Hidalgo-Hausmann"],
)
def test_complexity_is_that_of_econgeo_but_for_its_rounding(table, kci, tci):
    """EconGeo rounds the transitions to 4 digits before it solves: with that we meet it to all its digits."""
    found, d, u = complexity(table), table.sum(axis=1), table.sum(axis=0)
    for values, published, transitions in (
        (found.eci, kci, (table / u) @ table.T / d[:, None]),
        (found.pci, tci, (table.T / d) @ table / u[:, None]),
    ):
        exact, rounded = standard(second(transitions)), standard(second(transitions.round(4)))
        assert up_to_sign(standard(values), exact) == pytest.approx(exact, abs=1e-12)
        assert up_to_sign(rounded, published) == pytest.approx(standard(published), abs=1e-8)
        assert up_to_sign(standard(values), published) == pytest.approx(standard(published), abs=3e-4)


def test_the_sign_is_that_of_diversity_also_where_econgeo_turns_it():
    assert np.corrcoef(KCI_HH, HH.sum(axis=1))[0, 1] < 0
    assert np.corrcoef(complexity(HH).eci, HH.sum(axis=1))[0, 1] > 0
    assert np.corrcoef(complexity(MAT01).eci, MAT01.sum(axis=1))[0, 1] > 0


@pytest.fixture(scope="module")
def trade(shared):
    with gzip.open(shared / "oracles" / "world_trade_1998_2000.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    columns = ([row[name] for row in rows] for name in ("country", "product"))
    return binary_presence(read_amounts(*columns, [float(row["value"]) for row in rows]).cells)


@pytest.mark.shared
def test_the_second_eigenvalue_of_the_trade_table_is_the_published_one(trade):
    found = complexity(trade)
    assert found.eigenvalue == pytest.approx(0.17913392, abs=5e-9)
    assert found.gap == pytest.approx(1 - 0.12094886 / 0.17913392, abs=1e-7)
    assert found.warnings == ()
    table = trade.toarray().astype(float)
    vector = second(table / table.sum(axis=1)[:, None] @ (table / table.sum(axis=0)).T)
    np.testing.assert_allclose(found.eci, standard(vector) * np.sign(vector @ found.eci), atol=1e-9)


@pytest.mark.parametrize("shape", [(20, 30), (30, 20), (90, 200), (200, 90)])
def test_eci_is_the_second_eigenvector_and_the_mean_pci_of_own_fields(shape):
    table = random_table(shape, 0.2, 5)
    table[:, 0], table[0] = True, True
    found = complexity(table)
    cells = table.astype(float)
    d, u = cells.sum(axis=1), cells.sum(axis=0)
    vector = found.eci * found.spread + found.centre
    step = (cells / u) @ (cells.T @ vector)
    np.testing.assert_allclose(step / d, found.eigenvalue * vector, atol=1e-10)
    assert np.sort(np.linalg.eigvals((cells / u) @ cells.T / d[:, None]).real)[-2] == pytest.approx(found.eigenvalue)
    assert d @ vector == pytest.approx(0, abs=1e-8)
    np.testing.assert_allclose((cells @ found.pci) / d, found.eci, atol=1e-10)
    assert (found.eci.mean(), found.eci.std()) == pytest.approx((0, 1))
    assert np.corrcoef(d, found.eci)[0, 1] > 0


@settings(deadline=None)
@given(
    arrays(bool, st.tuples(st.integers(2, 8), st.integers(2, 8))).filter(lambda table: table.any()),
    st.randoms(use_true_random=False),
)
def test_permutations_permute_complexity(table, random):
    rows = random.sample(range(table.shape[0]), table.shape[0])
    columns = random.sample(range(table.shape[1]), table.shape[1])
    try:
        found = complexity(table)
    except NotComputableError as refused:
        with pytest.raises(NotComputableError, match=refused.message[:20]):
            complexity(table[rows][:, columns])
        return
    assume(found.gap > 1e-3)
    again = complexity(table[rows][:, columns])
    assert again.eci == pytest.approx(found.eci[rows], abs=1e-7, nan_ok=True)
    assert again.pci == pytest.approx(found.pci[columns], abs=1e-7, nan_ok=True)
    assert again.region_notes == [found.region_notes[n] for n in rows]


@settings(deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 7), st.integers(1, 7))).filter(lambda table: table.any()))
def test_a_value_is_there_or_a_note_says_why_not(table):
    try:
        found = complexity(table)
    except NotComputableError:
        return
    for values, notes in ((found.eci, found.region_notes), (found.pci, found.field_notes)):
        assert [note is None for note in notes] == (~np.isnan(values)).tolist()
    empty = [note == EMPTY_REGION for note in found.region_notes]
    assert empty == (~table.any(axis=1)).tolist()


@pytest.mark.parametrize("seed", range(5))
def test_all_solvers_and_both_sides_give_the_same(monkeypatch, seed):
    table = random_table((70, 80), 0.2, seed)
    found = complexity(table)
    doubled = complexity(np.hstack([table, table]))
    np.testing.assert_allclose(doubled.eci, found.eci, atol=1e-9)
    monkeypatch.setattr(module, "STEPS", 3)
    dense_as_a_last_resort = complexity(table)
    monkeypatch.setattr(module, "SMALL", 1000)
    small = complexity(table)
    for other in (dense_as_a_last_resort, small):
        np.testing.assert_allclose(other.eci, found.eci, atol=1e-9)
        assert (other.eigenvalue, other.gap) == pytest.approx((found.eigenvalue, found.gap), rel=1e-7)


def test_a_second_part_of_the_network_is_null_with_a_note_and_a_warning():
    core = random_table((12, 10), 0.4, 7)
    core[0], core[:, 0] = True, True
    table = np.zeros((15, 13), bool)
    table[:12, :10] = core
    table[12:14, 10:12] = True
    found, alone = complexity(table), complexity(core)
    assert found.eci[:12] == pytest.approx(alone.eci)
    assert found.pci[:10] == pytest.approx(alone.pci)
    assert np.isnan(found.eci[12:]).all()
    assert found.region_notes[11:] == [None, OTHER_PART, OTHER_PART, EMPTY_REGION]
    assert found.field_notes[9:] == [None, OTHER_PART, OTHER_PART, EMPTY_FIELD]
    assert found.warnings[:2] == (
        "1 region(s) without any field and 1 field(s) in no region are left out",
        "the network falls into 2 parts; computed on the largest, 12 regions and 10 fields",
    )


def test_a_narrow_gap_is_a_warning():
    close, wide = (complexity(np.random.default_rng(seed).random((40, 40)) < 0.5) for seed in (5, 4))
    assert close.gap == pytest.approx(0.040167279)
    assert close.warnings == ("second and third eigenvalue are within 4.0 %: ranks may swing with small changes",)
    assert wide.gap == pytest.approx(0.252749208)
    assert wide.warnings == ()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (np.ones((4, 5)), "same fields"),
        (np.ones((1, 5)), r"1 region\(s\) and 5 field\(s\)"),
        (np.ones((5, 1)), r"5 region\(s\) and 1 field\(s\)"),
        (np.eye(4), "4 parts, and the two largest have the same size"),
        (np.zeros((3, 3)), "No region is present"),
        (np.ones((80, 90)), "same fields"),
        (np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), "occurs twice"),
        (np.kron(np.array([[1, 1, 0], [0, 1, 1], [1, 0, 1]]), np.ones((30, 40))), "occurs twice"),
        (np.array([[1, 1, 0], [0, 1, 1]]), "nothing tells its sign"),
        (np.full((2, 2), np.nan), "something else than 0 and 1"),
        (-np.ones((2, 2)), "something else than 0 and 1"),
    ],
)
def test_what_has_no_complexity_is_refused_with_the_reason(table, said):
    with pytest.raises(NotComputableError, match=said):
        complexity(table)
    with pytest.raises(NotComputableError, match=said):
        complexity(sparse.csr_array(table))


def test_a_basis_held_fixed_places_other_regions_fields_and_years():
    table = random_table((40, 30), 0.3, 10)
    table[0], table[:, 0] = True, True
    basis = complexity(table)
    np.testing.assert_allclose(basis.regions(table), basis.eci, atol=1e-10)
    np.testing.assert_allclose(basis.fields(table), basis.pci, atol=1e-9)
    later = table.copy()
    later[3] = False
    later[4] = table[5]
    moved = basis.regions(later)
    assert np.isnan(moved[3])
    assert moved[4] == pytest.approx(basis.eci[5])
    np.testing.assert_allclose(np.delete(moved, [3, 4]), np.delete(basis.eci, [3, 4]), atol=1e-10)
    assert basis.fields(table[:, [7, 7, 2]]) == pytest.approx(basis.pci[[7, 7, 2]])


def test_a_basis_leaves_out_fields_it_does_not_know():
    table = np.hstack([random_table((20, 12), 0.4, 11), np.zeros((20, 1), bool)])
    table[0, :12] = True
    basis = complexity(table)
    only_unknown, half = np.zeros((1, 13)), np.zeros((1, 13))
    only_unknown[0, 12] = 1
    half[0, [3, 12]] = 1
    assert np.isnan(basis.regions(only_unknown)).all()
    assert basis.regions(half) == pytest.approx(basis.pci[[3]])
    with pytest.raises(NotComputableError, match="fitted on 13 names on this side, the matrix has 12"):
        basis.regions(table[:, :12])

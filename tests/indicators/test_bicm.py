"""The configuration model meets its sums; its p-values are exact where they decide."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossfield.errors import NotComputableError
from crossfield.indicators import bicm
from crossfield.indicators.bicm import co_occurrence_significance, configuration_model

presences = arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))).filter(lambda table: table.any())


def planted(regions=150, fields=60, seed=0):
    """Regions and fields of different size, in eight groups that go together."""
    chance = np.random.default_rng(seed)
    sizes = chance.lognormal(0, 0.5, (regions, 1)), chance.lognormal(0, 0.5, (1, fields))
    together = np.equal.outer(np.arange(regions) % 8, np.arange(fields) % 8)
    table = chance.random((regions, fields)) < 1 - np.exp(-0.05 * sizes[0] * sizes[1] * np.where(together, 40, 1))
    return table[table.any(axis=1)][:, table.any(axis=0)]


def tails(coins):
    mass = np.ones(1)
    for q in coins:
        mass = np.convolve(mass, [1 - q, q])
    return mass[::-1].cumsum()[::-1]


def brute(table):
    """P-value of every pair, coin by coin."""
    cells = configuration_model(table).probabilities()
    p = np.full((table.shape[1],) * 2, np.nan)
    for i in range(table.shape[1]):
        for j in range(i):
            if table[:, i].any() and table[:, j].any():
                p[i, j] = p[j, i] = tails(cells[:, i] * cells[:, j])[(table[:, i] & table[:, j]).sum()]
    return p


def passed(p, share):
    """Benjamini and Hochberg, plainly."""
    ordered = np.sort(p[np.triu_indices(len(p), 1)])
    ordered = ordered[~np.isnan(ordered)]
    passing = [value for rank, value in enumerate(ordered, 1) if value <= share * rank / len(ordered)]
    return p <= max(passing, default=-1.0)


@settings(deadline=None, max_examples=200)
@given(presences)
def test_sums_are_met_on_average_also_with_certain_regions_and_fields(table):
    cells = configuration_model(table).probabilities()
    assert ((cells >= 0) & (cells <= 1)).all()
    assert cells.sum(axis=1) == pytest.approx(table.sum(axis=1), abs=1e-7)
    assert cells.sum(axis=0) == pytest.approx(table.sum(axis=0), abs=1e-7)


def test_cells_are_of_the_form_x_y_over_one_plus_x_y():
    cells = configuration_model(planted()).probabilities()
    odds = np.log(cells / (1 - cells))
    inner = odds - odds.mean(axis=0) - odds.mean(axis=1)[:, None] + odds.mean()
    assert np.abs(inner).max() < 1e-9


def test_a_perfectly_nested_table_is_certain():
    nested = np.tril(np.ones((5, 5), int))
    assert configuration_model(nested).probabilities().tolist() == nested.tolist()
    found = co_occurrence_significance(nested)
    assert found.p[np.triu_indices(5, 1)].tolist() == [1.0] * 10
    assert np.isnan(found.z).all()
    assert not found.significant.any()


@settings(deadline=None, max_examples=25)
@given(presences.filter(lambda table: table.any(axis=0).sum() > 1))
def test_p_values_are_those_coin_by_coin(table):
    found = co_occurrence_significance(table)
    assert found.p == pytest.approx(brute(table), rel=1e-7, abs=1e-12, nan_ok=True)
    assert np.array_equal(found.p, found.p.T, equal_nan=True)


def test_mean_and_z_are_those_of_the_model():
    table = planted()
    found, cells = co_occurrence_significance(table), configuration_model(table).probabilities()
    mean = cells.T @ cells
    spread = np.sqrt(mean - (cells**2).T @ cells**2)
    i, j = np.triu_indices(table.shape[1], 1)
    np.testing.assert_allclose(found.expected[i, j], mean[i, j], rtol=1e-10)
    shared = table.T.astype(int) @ table.astype(int)
    np.testing.assert_allclose(found.z[i, j], ((shared - mean) / spread)[i, j], rtol=1e-8, atol=1e-10)
    assert np.isnan(np.diag(found.expected)).all()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("share", [0.001, 0.05, 0.2])
def test_quick_p_values_pass_exactly_the_pairs_that_exact_ones_do(seed, share, monkeypatch):
    table = planted(seed=seed)
    expected = brute(table)
    for limit in (0, 10**9):
        monkeypatch.setattr(bicm, "EXACT_PAIRS", limit)
        found = co_occurrence_significance(table, false_discoveries=share)
        assert (found.significant == passed(expected, share)).all()
        known = ~np.isnan(expected)
        np.testing.assert_allclose(found.p[known], expected[known], rtol=0.2 if limit == 0 else 1e-9)
    assert found.significant.any()


def test_a_table_drawn_from_the_model_has_few_false_discoveries():
    cells = configuration_model(planted(regions=300, fields=80)).probabilities()
    chance = np.random.default_rng(4)
    pairs = 80 * 79 / 2
    for _ in range(3):
        found = co_occurrence_significance(chance.random(cells.shape) < cells)
        assert found.significant.sum() / 2 < 0.01 * pairs
        assert np.nanmean(found.p) > 0.5


def test_fields_in_no_region_are_undefined_and_no_pair():
    table = np.hstack([planted(), np.zeros((len(planted()), 1), bool)])
    found, without = co_occurrence_significance(table), co_occurrence_significance(table[:, :-1])
    assert np.isnan(found.p[-1]).all()
    assert not found.significant[-1].any()
    assert found.threshold == pytest.approx(without.threshold)


def test_permutations_permute_significance():
    table = planted()
    order = np.random.default_rng(5).permutation(table.shape[1])
    found = co_occurrence_significance(table)
    again = co_occurrence_significance(table[np.random.default_rng(6).permutation(len(table))][:, order])
    np.testing.assert_allclose(again.p, found.p[np.ix_(order, order)], rtol=1e-7)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1, np.nan])
def test_an_impossible_share_of_false_discoveries_is_refused(share):
    with pytest.raises(NotComputableError, match="between 0 and 1"):
        co_occurrence_significance(np.eye(3), false_discoveries=share)


def test_one_field_has_no_pair():
    with pytest.raises(NotComputableError, match="Only one field"):
        co_occurrence_significance(np.array([[1, 0], [1, 0]]))


def test_equations_that_are_not_solved_are_refused(monkeypatch):
    monkeypatch.setattr(bicm, "STEPS", 1)
    with pytest.raises(NotComputableError, match="not solved in 1 steps"):
        configuration_model(planted())

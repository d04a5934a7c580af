"""Relatedness density against EconGeo and brute force, by both routes; its reasons and averages."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crossfield.errors import NotComputableError
from crossfield.indicators import density
from crossfield.indicators.density import (
    density_averages,
    density_reasons,
    proximity_density,
    relatedness_density,
)
from crossfield.indicators.relatedness import proximity

# EconGeo: relatedness.density and its kin (../shared/oracles/oracle_econgeo.txt); percent, rounded there
HAS = np.array([[0, 1, 0, 1], [0, 0, 0, 1], [0, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 0]])
NEAR = np.array([[1, 1, 0, 1], [1, 1, 1, 1], [0, 1, 1, 1], [1, 1, 1, 0]])
DENSITY = np.array(
    [
        [66.67, 50, 66.67, 33.33],
        [33.33, 25, 33.33, 0],
        [33.33, 25, 33.33, 0],
        [66.67, 50, 33.33, 33.33],
        [66.67, 75, 66.67, 100],
    ]
)
INTERNAL, EXTERNAL = [42, 0, 0, 50, 70], [67, 30, 30, 42, 100]

presences = arrays(bool, st.tuples(st.integers(1, 9), st.integers(1, 9))).filter(lambda table: table.any())


def test_density_is_that_of_econgeo_with_the_own_cell():
    assert (100 * relatedness_density(HAS, NEAR, own=True)).round(2).tolist() == DENSITY.tolist()


def test_averages_are_those_of_econgeo_on_its_rounded_cells():
    found = density_averages(HAS, (100 * relatedness_density(HAS, NEAR, own=True)).round())
    assert found.internal.round().tolist() == INTERNAL
    assert found.external.round().tolist() == EXTERNAL
    exact = density_averages(HAS, relatedness_density(HAS, NEAR, own=True))
    assert exact.internal.tolist() == pytest.approx([5 / 12, 0, 0, 1 / 2, 25 / 36])


def _brute(table, near, *, own):
    regions, fields = table.shape
    found = np.full(table.shape, np.nan)
    for r in range(regions):
        for i in range(fields):
            others = [j for j in range(fields) if (own or j != i) and not np.isnan(near[i, j])]
            total = sum(near[i, j] for j in others)
            if total > 0 and table[r].any():
                found[r, i] = sum(near[i, j] for j in others if table[r, j]) / total
    return found


@settings(deadline=None)
@given(presences, st.booleans())
def test_density_is_that_by_hand_on_both_routes(table, own):
    expected = _brute(table, proximity(table, diagonal=1.0), own=own)
    general = relatedness_density(table, proximity(table, diagonal=1.0), own=own)
    assert general == pytest.approx(expected, abs=1e-12, nan_ok=True)
    assert proximity_density(table, own=own) == pytest.approx(expected, abs=1e-12, nan_ok=True)
    over_regions = density._over_regions(density.presence_cells(table), own=own)
    assert over_regions == pytest.approx(expected, abs=1e-12, nan_ok=True)


@pytest.mark.parametrize(("shape", "fill"), [((40, 900), 0.05), ((40, 900), 0.5), ((900, 40), 0.05), ((30, 1100), 0.2)])
def test_both_routes_agree_on_tables_of_several_chunks(shape, fill):
    table = np.random.default_rng(3).random(shape) < fill
    table[3], table[:, 5] = False, False
    for own in (False, True):
        general = relatedness_density(table, proximity(table, diagonal=1.0), own=own)
        np.testing.assert_allclose(proximity_density(table, own=own), general, rtol=1e-11, atol=1e-13)
        assert np.isnan(general[3]).all()
        assert np.isnan(general[:, 5]).all()


def test_density_from_a_single_precision_proximity_is_off_by_its_rounding_only():
    table = np.random.default_rng(4).random((200, 300)) < 0.2
    single = relatedness_density(table, proximity(table, dtype=np.float32))
    assert np.abs(single / proximity_density(table) - 1).max() < 1.2e-7


@settings(deadline=None)
@given(presences, st.randoms(use_true_random=False))
def test_permutations_permute_density(table, random):
    fields = random.sample(range(table.shape[1]), table.shape[1])
    rows = random.sample(range(table.shape[0]), table.shape[0])
    found = proximity_density(table)[rows][:, fields]
    assert proximity_density(table[rows][:, fields]) == pytest.approx(found, abs=1e-12, nan_ok=True)


@settings(deadline=None)
@given(presences, st.booleans())
def test_reasons_add_up_to_the_density_of_their_cell(table, own):
    near = proximity(table, diagonal=1.0)
    found = relatedness_density(table, near, own=own)
    for r, i in np.ndindex(table.shape):
        if np.isnan(found[r, i]):
            with pytest.raises(NotComputableError, match="there is no density"):
                density_reasons(table, near, r, i, own=own)
            continue
        places, parts = density_reasons(table, near, r, i, own=own)
        assert parts.sum() == pytest.approx(found[r, i])
        assert (parts > 0).all()
        assert (np.diff(parts) <= 0).all()
        assert table[r, places].all()
        assert own or i not in places


def test_averages_are_undefined_where_a_region_has_all_or_nothing():
    found = density_averages(
        np.array([[1, 1], [0, 0], [1, 0]]), np.array([[0.5, np.nan], [np.nan, np.nan], [0.2, 0.3]])
    )
    assert found.internal.tolist() == pytest.approx([0.5, np.nan, 0.2], nan_ok=True)
    assert found.external.tolist() == pytest.approx([np.nan, np.nan, 0.3], nan_ok=True)


@pytest.mark.parametrize(
    ("near", "said"),
    [(np.ones((3, 3)), "of the same fields"), (np.ones(4), "same fields"), (-np.ones((4, 4)), "negative")],
)
def test_bad_relatedness_is_refused(near, said):
    with pytest.raises(NotComputableError, match=said):
        relatedness_density(HAS, near)
    with pytest.raises(NotComputableError, match=said):
        density_reasons(HAS, near, 0, 0)


def test_averages_of_another_table_are_refused():
    with pytest.raises(NotComputableError, match="same regions and fields"):
        density_averages(HAS, np.ones((5, 3)))


def test_single_precision_over_regions_is_the_exact_value_rounded_once():
    table = np.random.default_rng(5).random((40, 900)) < 0.1
    single = proximity_density(table, dtype=np.float32)
    assert single.dtype == np.float32
    np.testing.assert_array_equal(single, proximity_density(table).astype(np.float32))


@pytest.mark.parametrize("fill", [0.1, 0.3, 0.7])
def test_single_precision_is_off_by_as_many_roundings_as_the_region_has_fields_at_most(fill):
    table = np.random.default_rng(5).random((300, 400)) < fill * np.linspace(0, 2, 300)[:, None]
    near = proximity(table)
    single, exact = relatedness_density(table, near, dtype=np.float32), relatedness_density(table, near)
    many = table.sum(axis=1) > density.FULL_SINGLE * table.shape[1]
    roundings = np.where(many, 1, table.sum(axis=1) + 3)
    assert single.dtype == np.float32
    assert (np.isnan(single) == np.isnan(exact)).all()
    assert (np.abs(single - exact) <= np.nan_to_num(exact) * (roundings * 2.0**-24)[:, None])[~np.isnan(exact)].all()
    np.testing.assert_array_equal(single[many], exact[many].astype(np.float32))


def test_single_precision_all_the_way_adds_one_more_rounding():
    table = np.random.default_rng(7).random((300, 400)) < 0.15 * np.linspace(0.1, 2, 300)[:, None]
    single = relatedness_density(table, proximity(table, dtype=np.float32), dtype=np.float32)
    exact = relatedness_density(table, proximity(table))
    assert single.dtype == np.float32
    assert (np.abs(single - exact) <= exact * ((table.sum(axis=1) + 5) * 2.0**-24)[:, None]).all()


def test_sums_too_large_for_single_precision_are_kept_in_double(monkeypatch):
    table = np.random.default_rng(6).random((40, 900)) < 0.1
    expected = proximity_density(table)
    monkeypatch.setattr(density, "EXACT", 0)
    np.testing.assert_allclose(proximity_density(table), expected, rtol=1e-13)

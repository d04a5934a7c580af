"""Complementarity: the check list of the definitions, brute force, and refusals."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossfield.errors import NotComputableError
from crossfield.indicators.complementarity import SoftSides, candidates_of, complementarity, proximity_of, soft_lack
from crossfield.indicators.matrix import Axis


def window_of(counts, *, unknown=False):
    """A window with these whole counts region × field; the last region unknown if asked."""
    counts = np.asarray(counts, float)
    names = [f"R{place}" for place in range(len(counts))]
    known = np.ones(len(counts), bool)
    if unknown:
        names[-1], known[-1] = "unknown", False
    return SimpleNamespace(
        regions=Axis(names),
        fields=Axis([f"f{place}" for place in range(counts.shape[1])]),
        known=known,
        total_whole=counts.sum(axis=1),
        field_whole=counts,
    )


COUNTS = np.array([[60, 5, 10, 20], [10, 50, 30, 5], [5, 40, 60, 8], [20, 20, 20, 20], [3, 2, 4, 1]])


def test_it_equals_brute_force():
    window = window_of(COUNTS)
    wanted = ("f1", "f2")
    found = complementarity(window, wanted)
    assert [window.regions.names[place] for place in found.candidates] == ["R0", "R1", "R2", "R3"]
    lack, _ = soft_lack(window)
    strength = (1 - lack)[found.candidates]
    near = proximity_of(strength)
    for r in range(5):
        for place, s in enumerate(found.candidates):
            if r == s:
                assert np.isnan(found.has[r, place])
                continue
            has = sum(lack[r, i] * strength[place, i] for i in (1, 2))
            leads = sum(
                lack[r, i] * sum(near[i, j] * strength[place, j] * lack[r, j] for j in range(4)) / near[i].sum()
                for i in (1, 2)
                if near[i].sum() > 0
            )
            assert found.has[r, place] == pytest.approx(has)
            assert found.leads[r, place] == pytest.approx(leads)
            assert found.score[r, place] == pytest.approx(has + leads / 2)


def test_no_fields_means_all_fields():
    window = window_of(COUNTS)
    every = complementarity(window, ("f0", "f1", "f2", "f3"))
    np.testing.assert_allclose(complementarity(window).score, every.score)


def test_unknown_regions_complement_nobody():
    window = window_of(COUNTS, unknown=True)
    found = complementarity(window, ("f1",))
    assert 4 not in found.candidates
    assert np.isnan(found.has[4]).all()
    assert np.isnan(found.lack[4]).all()


def test_two_candidates_at_least():
    with pytest.raises(NotComputableError, match="1 region"):
        complementarity(window_of([[60, 20], [3, 2]]))


def test_a_field_nothing_leads_to_is_named():
    found = complementarity(window_of([[60, 20], [20, 60]]), ("f0",))
    assert found.without_lead == [0]
    assert np.nansum(found.leads) == 0


def test_proximity_is_symmetric_with_an_empty_diagonal():
    near = proximity_of(np.random.default_rng(1).uniform(size=(12, 6)))
    np.testing.assert_array_equal(near, near.T)
    np.testing.assert_array_equal(np.diag(near), 0)
    assert (near >= 0).all()


@pytest.mark.shared
def test_the_check_list_of_saxony_comes_out(reference):
    window = reference.window()
    found = complementarity(window, ("ict", "biotech"))
    saxony = window.regions.names.index("DED")
    lack = dict(zip(window.fields.names, found.lack[saxony], strict=True))
    assert [round(float(lack[name]), 2) for name in ("ict", "health", "biotech")] == [0.98, 0.8, 0.1]
    order = np.argsort(-np.nan_to_num(found.score[saxony], nan=-1.0))[:6]
    assert [window.regions.names[found.candidates[place]] for place in order] == [
        "ES3",
        "LU0",
        "EL4",
        "EL6",
        "CY0",
        "UKI",
    ]
    assert round(soft_lack(window)[1], 2) == 9.02


TABLES = st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=3, max_size=6).filter(
    lambda rows: sum(sum(row) >= 30 for row in rows) >= 2
)


@settings(deadline=None, max_examples=40)
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_regions_permutes_the_answer(rows, chance):
    order = chance.sample(range(len(rows)), len(rows))
    found, mixed = (complementarity(window_of(table), ("f0", "f1")) for table in (rows, [rows[one] for one in order]))

    def by_region(complement, places):
        score = complement.score
        return {
            (places[row], places[candidate]): score[row, column]
            for row in range(len(rows))
            for column, candidate in enumerate(complement.candidates)
        }

    straight = by_region(found, list(range(len(rows))))
    assert by_region(mixed, order) == pytest.approx(straight, rel=1e-6, abs=1e-9, nan_ok=True)


@settings(deadline=None, max_examples=40)
@given(TABLES)
def test_scores_stay_within_the_number_of_fields_and_lack_is_a_chance(rows):
    found = complementarity(window_of(rows), ("f1", "f2"))
    lack = found.lack[~np.isnan(found.lack)]
    assert ((lack >= 0) & (lack <= 1)).all()
    for part in (found.has, found.leads):
        known = part[~np.isnan(part)]
        assert ((known >= 0) & (known <= 2 + 1e-9)).all()
    assert np.nanmax(found.score) <= 3 + 1e-9


def test_what_a_candidate_has_of_several_fields_is_the_sum_of_each():
    sides = SoftSides.of(window_of(COUNTS))
    whole = sides.complement(("f0", "f2"))
    parts = [sides.complement((name,)) for name in ("f0", "f2")]
    np.testing.assert_allclose(whole.has, parts[0].has + parts[1].has)
    np.testing.assert_allclose(whole.leads, parts[0].leads + parts[1].leads)


def test_who_is_stronger_lacks_less():
    lack, alpha = soft_lack(window_of([[40, 10], [30, 20], [20, 30], [10, 40]]))
    assert lack[:, 0].tolist() == sorted(lack[:, 0])
    assert lack[:, 1].tolist() == sorted(lack[:, 1], reverse=True)
    assert alpha > 0
    assert lack[0, 0] < 0.5 < lack[3, 0]


def test_a_field_without_any_project_is_neither_lacked_nor_had():
    found = complementarity(window_of([[30, 10, 0], [10, 40, 0], [25, 25, 0]]), ("f2",))
    assert np.isnan(found.lack[:, 2]).all()
    assert np.nansum(found.has) == np.nansum(found.leads) == 0
    assert found.without_lead == [2]


@pytest.mark.parametrize(("projects", "places"), [([30, 30, 29], [0, 1]), ([1000, 0, 30], [0, 2])])
def test_candidates_have_thirty_projects(projects, places):
    assert candidates_of(window_of([[one, 0] for one in projects])).tolist() == places


def test_an_unknown_region_is_no_candidate_however_large():
    with pytest.raises(NotComputableError, match=r"1 region\(s\) have 30 or more") as refusal:
        candidates_of(window_of([[30, 0], [900, 0]], unknown=True))
    assert refusal.value.hint == "Take a longer span of years or a higher NUTS level."


def test_proximity_by_hand():
    """Regions have f0 and f1 for certain, or f2 alone: f0 and f1 share all, the median of 1, 0 and 0 is 0."""
    near = proximity_of(np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]))
    assert near.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert proximity_of(np.array([[0.5], [0.2]])).tolist() == [[0]]  # one field is near to nothing

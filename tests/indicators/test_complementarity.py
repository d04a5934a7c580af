"""Complementarity: the check list of the definitions, brute force, and refusals."""

from types import SimpleNamespace

import numpy as np
import pytest

from crossfield.errors import NotComputableError
from crossfield.indicators.complementarity import complementarity, proximity_of, soft_lack
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

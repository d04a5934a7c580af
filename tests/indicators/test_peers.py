"""Peers by hand, and by law."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.activity import activities
from crossfield.indicators.peers import Profiles, peers


def long_table(matrix):
    regions, fields = len(matrix), len(matrix[0])
    return pa.table(
        {
            "region": [f"R{r}" for r in range(regions) for _ in range(fields)],
            "field": [f"F{f}" for _ in range(regions) for f in range(fields)],
            "amount": pa.array([x for row in matrix for x in row], pa.float64()),
        }
    )


def of(table, region):
    rows = [row for row in table.to_pylist() if row["region"] == region]
    return {(row["peer"], row["criterion"]): row["value"] for row in rows}


THREE = [[3, 1], [6, 2], [1, 3]]


def test_distances_by_hand():
    """R1 is twice R0 with the same shares; R2 has R0's size and is at home where R0 is not."""
    found = of(peers(long_table(THREE)), "R0")
    assert found == pytest.approx({
        ("R1", "all"): 1 / 6, ("R1", "size"): 1 / 2, ("R1", "structure"): 0, ("R1", "specialisation"): 0,
        ("R2", "all"): 1 / 2, ("R2", "size"): 0, ("R2", "structure"): 1 / 2, ("R2", "specialisation"): 1,
    })  # fmt: skip
    assert next(iter(found)) == ("R1", "all")


def test_criteria_are_stated_and_weighed():
    by_size = of(peers(long_table(THREE), criteria={"size": 1}), "R0")
    assert list(by_size) == [("R2", "all"), ("R2", "size"), ("R1", "all"), ("R1", "size")]
    weighed = of(peers(long_table(THREE), criteria={"size": 3, "structure": 1, "specialisation": 0}), "R0")
    assert weighed["R1", "all"] == pytest.approx(3 / 8)
    assert ("R1", "specialisation") not in weighed


def test_as_many_peers_as_asked_for_equal_ones_in_code_order():
    found = peers(long_table([[1, 2]] * 4), count=2)
    assert [key for key in of(found, "R2") if key[1] == "all"] == [("R0", "all"), ("R1", "all")]


def test_who_has_no_activity_has_no_peer():
    found = peers(long_table([*THREE, [0, 0]]))
    rows = [row for row in found.to_pylist() if row["region"] == "R3"]
    assert [(row["peer"], row["value"], row["note"]) for row in rows] == [(None, None, "no activity in the region")]
    assert all(peer != "R3" for peer, _ in of(found, "R0"))
    alone = peers(long_table([[1, 2]])).to_pylist()
    assert [(row["value"], row["note"]) for row in alone] == [(None, "one region only: nothing to compare with")]


def test_missing_amounts_are_said():
    assert set(peers(long_table([[1, 2], [None, 2]])).column("note").to_pylist()) == {"some amounts are missing"}


@given(st.lists(st.lists(st.integers(0, 20), min_size=4, max_size=4), min_size=2, max_size=6))
def test_distances_are_symmetric_between_0_and_1_and_0_to_oneself(matrix):
    profiles = Profiles.of(activities(long_table(matrix))[0])
    for name in ("size", "structure", "specialisation"):
        found = np.array([profiles.distances(place)[name] for place in range(len(matrix))])
        assert found == pytest.approx(found.T, nan_ok=True)
        known = found[~np.isnan(found)]
        assert ((known >= 0) & (known <= 1)).all()
        own = np.diag(found)
        assert (np.isnan(own) == (np.array(matrix).sum(axis=1) == 0)).all()
        assert (own[~np.isnan(own)] == 0).all()


@pytest.mark.parametrize(
    ("criteria", "error"),
    [({"height": 1}, UnknownNameError), ({"size": -1}, NotComputableError), ({"size": 0}, NotComputableError)],
)
def test_criteria_that_make_no_sense_are_refused(criteria, error):
    with pytest.raises(error):
        peers(long_table(THREE), criteria=criteria)


MATRIX = st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=2, max_size=5)


@given(MATRIX, st.sampled_from([0.5, 4.0, 1024.0]))
def test_the_unit_of_amounts_changes_no_peer(matrix, unit):
    scaled = [[value * unit for value in row] for row in matrix]
    once, again = peers(long_table(matrix)).to_pylist(), peers(long_table(scaled)).to_pylist()
    assert [(row["region"], row["peer"], row["criterion"]) for row in again] == [
        (row["region"], row["peer"], row["criterion"]) for row in once
    ]
    assert [row["value"] for row in again] == pytest.approx([row["value"] for row in once])


@given(MATRIX, st.integers(1, 3))
def test_fewer_peers_are_the_first_of_more(matrix, count):
    few, many = peers(long_table(matrix), count=count), peers(long_table(matrix), count=count + 1)
    for region in {row["region"] for row in many.to_pylist()}:
        assert list(of(many, region).items())[: len(of(few, region))] == list(of(few, region).items())


@given(MATRIX)
def test_the_distance_by_all_is_the_mean_of_the_others(matrix):
    rows = peers(long_table(matrix)).to_pylist()
    for place, row in enumerate(rows):
        if row["criterion"] == "all" and row["peer"] is not None:
            others = [one["value"] for one in rows[place + 1 : place + 4]]
            assert row["value"] == pytest.approx(sum(others) / 3)


def test_each_year_has_its_own_peers():
    early, late = long_table([[3, 1], [6, 2], [1, 3]]), long_table([[3, 1], [1, 3], [6, 2]])
    table = pa.concat_tables(
        [one.append_column("year", pa.array([year] * 6)) for year, one in ((2018, early), (2019, late))]
    )
    first = [row for row in peers(table, count=1).to_pylist() if row["region"] == "R0" and row["criterion"] == "all"]
    assert [(row["year"], row["peer"]) for row in first] == [(2018, "R1"), (2019, "R2")]


def test_support_counts_the_fields_of_either():
    rows = peers(long_table([[1, 0, 0, 2], [0, 3, 0, 1]])).to_pylist()
    assert {row["support"] for row in rows} == {3}


def test_a_weight_that_is_no_number_is_refused_with_its_name():
    with pytest.raises(NotComputableError, match="criterion size has the weight nan") as refusal:
        peers(long_table(THREE), criteria={"size": float("nan")})
    assert refusal.value.hint == "Leave a criterion out with the weight 0."
    with pytest.raises(NotComputableError, match="No criterion has a weight above 0"):
        peers(long_table(THREE), criteria={})

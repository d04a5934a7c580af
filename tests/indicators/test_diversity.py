"""Regions as a whole against the field's R package, by hand, and by law."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError
from crossfield.indicators.diversity import (
    entropy,
    hachman,
    herfindahl,
    krugman,
    specialisation_coefficient,
    variety,
)

INDICES = (krugman, specialisation_coefficient, hachman, herfindahl, entropy)
# The example of EconGeo (R), as in ../shared/oracles/oracle_econgeo.txt. Its entropy is rounded to three digits.
ECONGEO = [[44, 63, 8, 83], [48, 42, 10, 1], [74, 54, 96, 16], [39, 26, 28, 13], [89, 61, 45, 76]]
VALUES = {
    krugman: [0.5249658154, 0.6031389165, 0.3917030568, 0.2139326028, 0.1631270243],
    specialisation_coefficient: [0.26248290768, 0.30156945826, 0.19585152838, 0.10696630139, 0.08156351214],
    hachman: [0.7191781398, 0.7162856327, 0.7751983400, 0.9429776165, 0.9606729639],
    herfindahl: [0.3279767371, 0.4086854230, 0.3101388889, 0.2803488786, 0.2647431271],
}
ROUNDED_ENTROPY = [1.721, 1.433, 1.797, 1.907, 1.956]


def long_table(matrix, parents=None):
    regions, fields = len(matrix), len(matrix[0])
    table = {
        "region": [f"R{r}" for r in range(regions) for _ in range(fields)],
        "field": [f"I{f}" for _ in range(regions) for f in range(fields)],
        "amount": [None if x is None else float(x) for row in matrix for x in row],
    }
    return pa.table(table | ({"parent": pa.array(list(parents) * regions, pa.string())} if parents else {}))


def values(table):
    return table.column("value").to_pylist()


@pytest.mark.parametrize("index", VALUES, ids=lambda index: index.__name__)
def test_the_indices_are_those_of_econgeo(index):
    assert values(index(long_table(ECONGEO))) == pytest.approx(VALUES[index], abs=5e-11)


def test_entropy_is_that_of_econgeo_before_it_rounds():
    found = values(entropy(long_table(ECONGEO)))
    assert [round(value, 3) for value in found] == ROUNDED_ENTROPY
    shares = np.array(ECONGEO[0]) / 198
    assert found[0] == pytest.approx(-(shares * np.log2(shares)).sum(), abs=1e-12)


@pytest.mark.parametrize("index", INDICES, ids=lambda index: index.__name__)
def test_shape_support_and_empty_regions(index):
    table = index(long_table([[3, 1, 0], [1, 3, 1], [0, 0, 0]]))
    assert table.column_names == ["region", "year", "value", "low", "high", "support", "note"]
    assert table.column("support").to_pylist() == [2, 3, 0]
    assert (values(table)[2], table.column("note").to_pylist()) == (None, [None, None, "no activity in the region"])


@pytest.mark.parametrize("index", [krugman, specialisation_coefficient, hachman])
def test_without_other_regions_there_is_nothing_to_compare_with(index):
    table = index(long_table([[3, 1], [0, 0]]))
    assert values(table) == [None, None]
    assert table.column("note").to_pylist() == [
        "one region only: nothing to compare with",
        "no activity in the region",
    ]


def test_what_compares_with_no_other_region_needs_none():
    assert values(herfindahl(long_table([[3, 1]]))) == [0.625]
    assert values(entropy(long_table([[2, 2]]))) == [1.0]


@pytest.mark.parametrize("index", INDICES, ids=lambda index: index.__name__)
def test_one_field_tells_nothing(index):
    table = index(long_table([[3], [1]]))
    assert values(table) == [None, None]
    assert table.column("note").to_pylist() == ["one field only: nothing to compare with"] * 2


def test_missing_amounts_weaken_their_region_and_what_is_compared():
    own = herfindahl(long_table([[3, None], [1, 3]])).column("note").to_pylist()
    compared = krugman(long_table([[3, None], [1, 3]])).column("note").to_pylist()
    assert (own, compared) == (["some amounts are missing", None], ["some amounts are missing"] * 2)


@pytest.mark.parametrize(
    ("index", "value"), [(krugman, 0), (specialisation_coefficient, 0), (hachman, 1), (herfindahl, 0.25), (entropy, 2)]
)
def test_all_equal_tables(index, value):
    assert values(index(long_table([[7] * 4] * 3))) == pytest.approx([value] * 3)


tables = st.integers(2, 6).flatmap(
    lambda fields: st.tuples(
        st.lists(st.lists(st.integers(0, 50), min_size=fields, max_size=fields), min_size=2, max_size=5),
        st.lists(st.sampled_from(["x", "y", "z", None]), min_size=fields, max_size=fields),
    )
)


@given(tables)
def test_related_and_unrelated_variety_add_up_to_entropy(given_table):
    matrix, parents = given_table
    found = np.array(values(variety(long_table(matrix, parents))), dtype=object).reshape(-1, 3)
    for (related, unrelated, total), whole in zip(found, values(entropy(long_table(matrix))), strict=True):
        assert (total is None) is (related is None) is (unrelated is None) is (whole is None)
        if whole is not None:
            assert related + unrelated == pytest.approx(total, abs=1e-12)
            assert total == pytest.approx(whole, abs=1e-12)
            assert related >= 0


@given(tables)
def test_bounds_and_permutations(given_table):
    matrix, _ = given_table
    bounds = {krugman: (0, 2), specialisation_coefficient: (0, 1), hachman: (0, 1), herfindahl: (0, 1), entropy: (0, 3)}
    for index, (low, high) in bounds.items():
        found = values(index(long_table(matrix)))
        assert all(value is None or low <= value <= high + 1e-12 for value in found)
        turned = values(index(long_table([row[::-1] for row in matrix])))
        assert turned == pytest.approx(found, abs=1e-12)


def test_variety_by_hand():
    """Two groups with half each: 1 bit between; within x two halves, within y all in one: 0.5 × 1 + 0.5 × 0."""
    table = variety(long_table([[1, 1, 2]], ["x", "x", "y"]))
    assert table.column("variety").to_pylist() == ["related", "unrelated", "total"]
    assert values(table) == pytest.approx([0.5, 1.0, 1.5])


def test_a_field_without_a_parent_is_a_group_of_its_own():
    assert values(variety(long_table([[1, 1]], [None, None]))) == [0, 1, 1]
    named = pa.table({"region": ["A", "A"], "field": ["x", "a"], "amount": [1, 1], "parent": [None, "x"]})
    assert values(variety(named)) == [0, 1, 1]


def test_variety_says_what_is_null_or_weak():
    table = variety(long_table([[1, None], [0, 0]], ["x", "x"]))
    assert values(table) == [0, 0, 0, None, None, None]
    assert table.column("note").to_pylist() == ["some amounts are missing"] * 3 + ["no activity in the region"] * 3


def test_two_parents_are_refused():
    table = pa.table({"region": ["A", "B"], "field": ["f", "f"], "amount": [1, 1], "parent": ["x", "y"]})
    with pytest.raises(NotComputableError, match="field f has two parents, x and y"):
        variety(table)


@given(tables, st.sampled_from([0.5, 3.0, 1e6]))
def test_the_unit_of_amounts_does_not_matter(given_table, unit):
    matrix, parents = given_table
    scaled = [[value * unit for value in row] for row in matrix]
    for index in INDICES:
        assert values(index(long_table(scaled))) == pytest.approx(values(index(long_table(matrix))), abs=1e-9)
    assert values(variety(long_table(scaled, parents))) == pytest.approx(
        values(variety(long_table(matrix, parents))), abs=1e-9
    )


@given(tables)
def test_the_coefficient_is_half_of_krugmans_index(given_table):
    table = long_table(given_table[0])
    whole, half = krugman(table), specialisation_coefficient(table)
    assert [value and value / 2 for value in values(whole)] == pytest.approx(values(half))
    assert whole.column("note").to_pylist() == half.column("note").to_pylist()


@given(tables)
def test_null_has_a_reason_and_support_counts_fields(given_table):
    matrix, _ = given_table
    for index in INDICES:
        rows = index(long_table(matrix)).to_pylist()
        assert [row["value"] is None for row in rows] == [bool(row["note"]) for row in rows]
        assert [row["support"] for row in rows] == [sum(value > 0 for value in row) for row in matrix]


@given(st.integers(2, 8))
def test_one_field_alone_and_all_alike_are_the_ends(fields):
    alone, alike = [1] + [0] * (fields - 1), [1] * fields
    assert values(herfindahl(long_table([alone, alike]))) == pytest.approx([1, 1 / fields])
    assert values(entropy(long_table([alone, alike]))) == pytest.approx([0, np.log2(fields)], abs=1e-12)


def test_regions_with_nothing_in_common_are_as_far_as_can_be_from_the_larger():
    table = long_table([[1, 0], [0, 999_999]])
    assert values(krugman(table))[0] == pytest.approx(2, abs=1e-5)
    assert values(hachman(table))[0] == pytest.approx(0, abs=1e-5)


@given(tables)
def test_one_group_of_all_is_all_related_and_groups_of_one_are_all_unrelated(given_table):
    matrix, _ = given_table
    fields = len(matrix[0])
    together = np.array(values(variety(long_table(matrix, ["x"] * fields))), dtype=float).reshape(-1, 3)
    apart = np.array(values(variety(long_table(matrix, [f"g{place}" for place in range(fields)]))), dtype=float)
    apart = apart.reshape(-1, 3)
    assert together[:, 0] == pytest.approx(together[:, 2], nan_ok=True, abs=1e-12)
    assert apart[:, 1] == pytest.approx(apart[:, 2], nan_ok=True, abs=1e-12)

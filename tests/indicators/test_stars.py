"""Cluster stars by hand."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError
from crossfield.indicators.stars import cluster_stars


def long_table(matrix, output=None):
    regions, fields = len(matrix), len(matrix[0])
    table = {
        "region": [f"R{r}" for r in range(regions) for _ in range(fields)],
        "field": [f"F{f}" for _ in range(regions) for f in range(fields)],
        "amount": pa.array([x for row in matrix for x in row], pa.float64()),
    }
    return pa.table(table | ({"output": pa.array([x for row in output for x in row], pa.float64())} if output else {}))


def stars(table, region, field="F0", what="value"):
    rows = [row for row in table.to_pylist() if (row["region"], row["field"]) == (region, field)]
    return {row["measure"]: row[what] for row in rows}


# R0 is the largest in F0 but most at home is R1; R4 is the most productive.
SIX = [[90, 90], [20, 1], [5, 5], [5, 5], [5, 5], [0, 9]]
OUTPUT = [[90, 9], [20, 9], [5, 9], [5, 9], [50, 9], [0, 9]]


def test_stars_by_hand():
    """Five regions with activity: the edge is the fourth of five values in ascending order, weighed by a fifth."""
    found = cluster_stars(long_table(SIX, OUTPUT))
    assert stars(found, "R0") == {"size": 1, "specialisation": 0, "productivity": 0, "stars": 1}
    assert stars(found, "R1") == {"size": 0, "specialisation": 1, "productivity": 0, "stars": 1}
    assert stars(found, "R4") == {"size": 0, "specialisation": 0, "productivity": 1, "stars": 1}
    assert stars(found, "R4", what="support") == dict.fromkeys(stars(found, "R4"), 5)


def test_without_output_there_are_two_stars_at_most():
    found = cluster_stars(long_table(SIX))
    assert stars(found, "R0") == {"size": 1, "specialisation": 0, "productivity": None, "stars": 1}
    assert stars(found, "R0", what="note")["productivity"] == "no output in the data"
    assert stars(found, "R0", what="note")["stars"] == "productivity not in the data: two stars at most"


def test_no_activity_is_no_star_lost_but_none_told():
    found = cluster_stars(long_table(SIX, OUTPUT))
    assert set(stars(found, "R5").values()) == {None}
    assert set(stars(found, "R5", what="note").values()) == {"no activity of the region in the field"}


def test_few_regions_and_equal_regions_are_not_compared():
    few = cluster_stars(long_table(SIX[1:], OUTPUT[1:]))
    assert set(stars(few, "R0").values()) == {None}
    assert set(stars(few, "R0", what="note").values()) == {"fewer than five regions with activity in the field"}
    equal = cluster_stars(long_table([[1, 1]] * 5, [[1, 1]] * 5))
    assert set(equal.column("value").to_pylist()) == {None}
    assert stars(equal, "R0", what="note")["size"] == "all regions are equal"


def test_the_edge_can_be_moved():
    found = cluster_stars(long_table(SIX, OUTPUT), top=0.0)
    assert stars(found, "R2") == {"size": 1, "specialisation": 1, "productivity": 1, "stars": 3}


def test_one_field_has_size_and_nothing_to_compare_with():
    found = cluster_stars(long_table([[x] for x in (1, 2, 3, 4, 9)]))
    assert stars(found, "R4") == {"size": 1, "specialisation": None, "productivity": None, "stars": 1}
    assert stars(found, "R4", what="note")["specialisation"] == "nothing to compare with"


def test_missing_amounts_are_said():
    found = cluster_stars(long_table([*SIX[:5], [None, 9]]))
    assert set(stars(found, "R5", what="note").values()) == {"amount missing"}
    assert "some amounts are missing" in stars(found, "R0", what="note")["size"]


MATRIX = st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=2), min_size=5, max_size=9)


@given(MATRIX)
def test_stars_are_the_sum_of_what_is_told_and_null_has_its_reason(matrix):
    found = cluster_stars(long_table(matrix, [[value * 2 + 1 for value in row] for row in matrix]))
    for region in range(len(matrix)):
        for field in ("F0", "F1"):
            told, notes = (stars(found, f"R{region}", field, what) for what in ("value", "note"))
            single = [value for name, value in told.items() if name != "stars" and value is not None]
            assert set(single) <= {0.0, 1.0}
            assert told["stars"] == (sum(single) if single else None)
            assert all(notes[name] for name, value in told.items() if value is None)


@given(MATRIX, st.sampled_from([0.5, 7.0, 1e6]))
def test_the_unit_of_amounts_moves_no_star(matrix, unit):
    scaled = [[value * unit for value in row] for row in matrix]
    once, again = (cluster_stars(long_table(table)).column("value").to_pylist() for table in (matrix, scaled))
    assert again == once


@given(MATRIX)
def test_a_lower_edge_gives_no_fewer_stars(matrix):
    table = long_table(matrix)
    high, low = (cluster_stars(table, top=top).column("value").to_pylist() for top in (0.8, 0.4))
    assert all((one is None) is (other is None) for one, other in zip(high, low, strict=True))
    assert all(one <= other for one, other in zip(high, low, strict=True) if one is not None)


def test_who_is_level_with_the_edge_has_a_star():
    found = cluster_stars(long_table([[value, 10] for value in (1, 1, 5, 5, 5)]))
    assert [stars(found, f"R{place}")["size"] for place in range(5)] == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("top", [-0.1, 1.5, float("nan")])
def test_an_edge_that_is_no_share_is_refused(top):
    with pytest.raises(NotComputableError, match="0 to 1 was expected"):
        cluster_stars(long_table(SIX), top=top)

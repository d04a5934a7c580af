"""Cluster stars by hand."""

import pyarrow as pa

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

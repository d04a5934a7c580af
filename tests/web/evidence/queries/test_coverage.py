"""How well the data cover each year: shares of a hundred, undefined where nothing is counted, never zero."""

from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.evidence.queries.coverage import coverage_by_year


def row(table, column, year, rows, filled):
    return {"table": table, "column": column, "year": year, "rows": rows, "filled": filled}


def test_parts_of_a_year_are_added_before_the_share():
    rows = [row("project", "topic", 2015, 1, 1), row("project", "topic", 2015, 3, 0)]

    assert coverage_by_year(rows) == [{"year": 2015, "rows": 4, "topic": 25, "region": None}]


def test_what_has_no_year_and_other_columns_do_not_count():
    rows = [row("project", "topic", None, 9, 9), row("project", "title", 2015, 9, 9), row("topic", "topic", 2015, 1, 1)]

    assert coverage_by_year(rows) == []


def test_a_year_without_projects_has_no_share():
    assert coverage_by_year([row("project", "topic", 2015, 0, 0)])[0]["topic"] is None


COUNTS = st.tuples(st.integers(2014, 2020), st.integers(0, 50), st.integers(0, 50))


@given(st.lists(COUNTS), st.randoms())
def test_the_order_of_the_rows_changes_nothing(counts, chance):
    rows = [row("project", "topic", year, max(pair), min(pair)) for year, *pair in counts]
    shuffled = chance.sample(rows, len(rows))
    found = coverage_by_year(rows)

    assert coverage_by_year(shuffled) == found
    assert all(0 <= one["topic"] <= 100 for one in found if one["topic"] is not None)
    assert sum(one["rows"] for one in found) == sum(max(pair) for _year, *pair in counts)

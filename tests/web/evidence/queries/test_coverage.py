"""How well the data cover each year: shares of a hundred, undefined where nothing is counted, never zero."""

from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.coverage import coverage_by_year, programme_rows, years_by_source


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


@pytest.fixture
def manifest():
    return Lake().manifest()


def rows_of(manifest, years):
    with translation.override("en"):
        return {row["programme"]: (row["loaded"], row["hides"]) for row in programme_rows(manifest, years)}


def test_years_are_those_of_each_source():
    with Lake().open() as frames:
        assert years_by_source(frames) == {"cordis-h2020": (2014, 2021), "cordis-horizon": (2021, 2024)}


def test_a_programme_says_what_a_partial_dump_lacks(manifest):
    rows = rows_of(manifest, {"cordis-h2020": (2014, 2021), "cordis-horizon": (2021, 2024)})

    said = "No science fields: fields come from the text of the call topics."
    late = "Years after 2019 are not complete and enter no trend."
    assert rows["Horizon 2020, 2014–2020"] == ("Projects that start in 2014 to 2021", f"{said} {late}")
    assert rows["7th Framework Programme, 2007–2013"] == ("no", "Nothing before 2014 is seen: no long trend.")
    assert rows["List of cluster organisations"][0] == "loaded"


def test_a_whole_programme_lacks_nothing(manifest):
    whole = replace(manifest.sources[0], absent=[])

    rows = rows_of(replace(manifest, sources=[whole]), {"cordis-h2020": (2014, 2019)})
    assert rows["Horizon 2020, 2014–2020"][1] == "Whole programme, as of the date below."
    assert rows["List of cluster organisations"][0] == "no"
    dateless = rows_of(replace(manifest, sources=[replace(whole, absent=["odd.csv is missing"])]), {})
    assert dateless["Horizon 2020, 2014–2020"] == ("loaded", "odd.csv is missing")

import pytest

from crossfield.lake.coverage import coverage_notes, last_complete_year, shares


@pytest.mark.parametrize(
    ("counts", "year"),
    [
        ({}, None),
        ({2014: 5}, 2014),
        ({2014: 10, 2015: 9}, 2015),
        ({2014: 10, 2015: 8}, 2014),
        ({2014: 10, 2015: 10, 2016: 10, 2017: 9, 2018: 2}, 2017),
        ({2014: 379, 2015: 4706, 2016: 4945, 2017: 4974, 2018: 5069, 2019: 5547, 2020: 4419, 2021: 1400}, 2019),
        ({2013: 3000, 2021: 1000, 2022: 950}, 2022),
    ],
)
def test_the_last_year_with_nine_tenths_of_the_three_before(counts, year):
    assert last_complete_year(counts) == year


@pytest.mark.parametrize("stray", [{2041: 1}, {2041: 1, 2042: 1}, {2041: 3, 2099: 1}, {1914: 1}])
def test_a_mistyped_year_does_not_count(stray):
    assert last_complete_year({2014: 1000, 2015: 1000, 2016: 1000} | stray) == 2016


def described(column, table="project", **filled):
    return [
        {"table": table, "column": column, "year": int(year[1:]), "country": "all", "rows": 100, "filled": value}
        for year, value in filled.items()
    ]


def test_a_column_that_empties_is_noted():
    rows = described("topic", y2014=100, y2015=100, y2016=60, y2017=60)
    assert coverage_notes(rows, 2014, 2017) == [
        "coverage changed: project.topic filled 100 % in 2014-2015 and 60 % in 2016-2017"
    ]


def test_a_column_that_stays_is_not():
    assert coverage_notes(described("topic", y2014=100, y2015=85), 2014, 2015) == []


def test_years_after_the_last_complete_one_are_named():
    rows = described("topic", y2014=90, y2015=90, y2016=90, y2017=90)
    assert coverage_notes(rows, 2014, 2015) == ["incomplete: 2016, 2017 enter no trend"]


def test_a_column_without_rows_has_no_share():
    assert shares([], "project", "topic", range(2014, 2016)) is None
    assert coverage_notes([], 2014, 2019) == []

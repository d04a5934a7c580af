import pytest

from crossfield.lake.coverage import last_complete_year


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

"""By year: columns where there are several, a sentence where one would stand alone."""

import pytest
from django.utils import translation

from crossfield.web.evidence.queries.trend import by_year


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([(2014, 0), (2015, 3), (2016, 0)], "<p>3 in 2015, nothing in the other years.</p>"),
        ([(2015, 3)], "<p>3 in 2015.</p>"),
        ([], ""),
    ],
)
def test_one_year_alone_is_told_in_words(years, expected):
    with translation.override("en"):
        assert by_year(years, [str(value) for _year, value in years], title="T") == expected


def test_what_is_told_is_text():
    with translation.override("en"):
        assert by_year([(2015, 3)], ["<b>"], title="T") == "<p>&lt;b&gt; in 2015.</p>"


@pytest.mark.parametrize("years", [[(2014, 1), (2015, 3)], [(2014, 0), (2015, 0)]])
def test_several_years_and_none_are_columns(years):
    assert by_year(years, ["a", "b"], title="T").startswith("<svg")

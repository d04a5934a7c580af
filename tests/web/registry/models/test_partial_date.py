"""Dates as exact as they are known."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.registry.models.partial_date import (
    check_partial_date,
    earliest,
    latest,
    partial_date_field,
    read_partial_date,
    span_written,
    written,
)


@pytest.mark.parametrize("text", ["2014", "2014-07", "2014-07-14", "2016-02-29"])
def test_years_months_and_days_are_taken(text):
    assert check_partial_date(text) is None


@pytest.mark.parametrize("text", ["", "14", "2014-13", "2014-02-30", "2014-7", "July 2014", "2014-07-14T00:00", "0000"])
def test_anything_else_is_refused(text):
    with pytest.raises(ValidationError):
        check_partial_date(text)


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31)), st.sampled_from([4, 7, 10]))
def test_a_day_lies_within_what_it_is_shortened_to(day, length):
    text = day.isoformat()[:length]

    assert earliest(text) <= day <= latest(text)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("14.7.2014", "2014-07-14"), ("14. 7.2014", "2014-07-14"), ("07.2014", "2014-07"), (" 2014 ", "2014"), ("x", "x")],
)
def test_german_writing_is_understood(typed, stored):
    assert read_partial_date(typed) == stored


@given(
    st.dates(min_value=date(1800, 1, 1), max_value=date(2200, 12, 31)),
    st.sampled_from([4, 7, 10]),
    st.sampled_from(["de", "en"]),
)
def test_what_a_page_writes_is_read_again(day, length, language):
    text = day.isoformat()[:length]
    with translation.override(language):
        assert read_partial_date(written(text)) == text


@pytest.mark.parametrize("text", ["Herbst 2014", "Marine 2014", "Ma 2014", "Mai", "Juli 14"])
def test_words_that_are_no_month_stay_as_they_are(text):
    assert read_partial_date(text) == text


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("de", "2014-07-14", "14. Juli 2014"),
        ("en", "2014-07-14", "July 14, 2014"),
        ("de", "2014-02", "Februar 2014"),
        ("de", "2014", "2014"),
        ("de", "about 2014", "about 2014"),
    ],
)
def test_dates_are_written_as_people_read_them(language, text, said):
    with translation.override(language):
        assert written(text) == said


@pytest.mark.parametrize(
    ("began", "ended", "said"),
    [
        ("2014-02", "2016-01", "Februar 2014 – Januar 2016"),
        ("2014", "", "seit 2014"),
        ("", "2016", "bis 2016"),
        ("", "", ""),
        ("2014", "2014", "2014"),
    ],
)
def test_a_period_is_told_as_far_as_known(began, ended, said):
    with translation.override("de"):
        assert span_written(began, ended) == said


def test_the_column_has_a_name_of_its_own_or_as_of():
    with translation.override("de"):
        assert [str(partial_date_field(label).verbose_name) for label in ("Beginn", "")] == ["Beginn", "Stand"]

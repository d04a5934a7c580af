"""Pictures of findings: said in a few words, redrawn from the rows that are kept."""

import pytest

from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.finding_chart import chart_of, drawing_of, drawn_bar, drawn_years
from crossfield.web.evidence.queries.listing import Column, Listing

YEAR, SUM, VALUE = Column("year", "Year", "year"), Column("sum", "Sum", "number"), Column("value", "LQ", "ranged")
NAME = Column("name", "Name")


def kept(rows, chart, columns=(YEAR, SUM)):
    shown = [{"key": one.key, "heading": one.heading, "form": one.form} for one in columns]
    return Finding(title="<T>", language="de", columns=shown, rows=rows, chart=chart)


@pytest.mark.parametrize(
    ("columns", "bar", "expected"),
    [
        ((YEAR, SUM), None, {"kind": "years", "x": "year", "y": "sum"}),
        ((YEAR, NAME), None, None),
        ((NAME, VALUE), str, {"kind": "ranges", "value": "value"}),
        ((NAME, VALUE), None, None),
        ((NAME, SUM), str, None),
    ],
)
def test_how_a_table_is_drawn(columns, bar, expected):
    assert chart_of(Listing("t", "T", columns, [], bar=bar)) == expected


YEARS = {"kind": "years", "x": "year", "y": "sum"}


def test_years_are_redrawn_from_the_rows():
    picture = drawn_years(
        kept([{"year": 2014, "sum": 2.5}, {"year": 2015, "sum": None}, {"year": 2016, "sum": 1}], YEARS)
    )

    assert picture.startswith("<svg")
    assert "2014" in picture
    assert "2,5" in picture
    assert drawn_years(kept([{"year": 2014, "sum": 2.5}], None)) == ""


def test_a_year_that_stands_alone_is_told_in_the_language_of_the_finding():
    assert drawn_years(kept([{"year": 2014, "sum": 2.5}], YEARS)) == "<p>2,5 im Jahr 2014.</p>"


def test_a_heading_in_a_picture_is_text():
    columns = (YEAR, Column("sum", "A & <b>", "count"))

    picture = drawn_years(kept([{"year": 2014, "sum": 2}, {"year": 2015, "sum": 1}], YEARS, columns))

    assert "A &amp; &lt;b&gt;" in picture
    assert "<b>" not in picture


def test_a_row_is_redrawn_with_its_range():
    bar = drawn_bar({"kind": "ranges", "value": "value"}, (NAME, VALUE))

    assert 'class="more certain"' in bar({"name": "a", "value": 2.0, "low": 1.5, "high": 2.6})
    assert bar({"name": "a", "value": None, "low": None, "high": None}) == ""


@pytest.mark.parametrize(
    "chart", [None, {"kind": "years", "x": "year", "y": "sum"}, {"kind": "ranges", "value": "gone"}]
)
def test_other_tables_have_no_picture_in_their_rows(chart):
    assert drawn_bar(chart, (NAME, VALUE)) is None


def test_a_drawing_brings_its_own_data():
    drawing = {"kind": "drawing", "spec": {}, "framed": {}, "light": {}, "dark": {}}

    assert drawing_of(kept([], drawing)) == drawing
    assert drawing_of(kept([], None)) is None

"""Rows written in Python: headings, ranges, links and buttons as a reader sees them, and every text escaped."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.evidence.queries.listing import BUTTON, Column, Listing
from crossfield.web.evidence.templatetags.listing import as_read, file_said, level_said

ROWS = Template("{% load listing %}{% table_rows listing listing.first %}")


def shown(listing, **context):
    with translation.override("en"):
        return ROWS.render(Context({"listing": listing} | context))


def plain(columns, *rows, **more):
    return Listing("t", "T", tuple(Column(*column) for column in columns), list(rows), **more)


@pytest.mark.parametrize(
    ("columns", "row", "expected"),
    [
        ([("a", "A")], {"a": "x"}, '<th scope="row">x</th>'),
        (
            [("a", "A"), ("n", "N", "count")],
            {"a": "x", "n": 1234},
            '<th scope="row">x</th><td class="count">1,234</td>',
        ),
        (
            [("a", "A"), ("v", "V", "ranged")],
            {"a": "x", "v": 1.5, "v_low": 1.0, "v_high": 2.0},
            '<th scope="row">x</th><td class="ranged">1.50 <span class="reach">1.00 to 2.00</span></td>',
        ),
        ([("a", "A"), ("b", "B")], {"a": "x", "b": None}, '<th scope="row">x</th><td class="text"></td>'),
        (
            [("a", "A"), ("b", "B")],
            {"a": "x", "b": "two", "b_links": [("one", "/1/"), ("other", "")]},
            '<th scope="row">x</th><td class="text"><a href="/1/">one</a>; other</td>',
        ),
        (
            [("a", "A")],
            {"a": "x", "a_about": "below & beside"},
            '<th scope="row">x <span class="reach">below &amp; beside</span></th>',
        ),
    ],
)
def test_a_cell_is_what_its_column_says(columns, row, expected):
    assert shown(plain(columns, row)) == f"<tr>{expected}</tr>"


def test_a_table_for_paper_says_its_headings_in_each_row_for_narrow_screens():
    listing = plain([("a", "A"), ("b", "B & C")], {"a": "x", "b": "y"}, widths=(20, 28))

    assert shown(listing) == '<tr><th scope="row">x</th><td class="text" data-label="B &amp; C">y</td></tr>'


def test_a_linked_cell_leads_where_its_row_says_and_the_picture_stands_in_it():
    listing = plain(
        [("v", "V", "ranged"), ("a", "A")],
        {"v": 1.0, "v_low": None, "v_high": None, "a": "x"},
        address=lambda row: ("v", f'/x/?a={row["a"]}&b="'),
        bar=lambda _row: "<svg></svg>",
    )
    expected = '<th scope="row"><a href="/x/?a=x&amp;b=&quot;"><svg></svg>1.00</a></th><td class="text">x</td>'
    assert shown(listing) == f"<tr>{expected}</tr>"


def test_rows_that_stack_carry_the_heading_of_each_cell_but_the_first():
    listing = plain([("a", "A"), ("b", 'B "and" <C>')], {"a": "x", "b": "y"}, stacks=True)
    label = "B &quot;and&quot; &lt;C&gt;"
    assert shown(listing) == f'<tr><th scope="row">x</th><td class="text" data-label="{label}">y</td></tr>'


def test_each_row_is_one_of_the_table_and_no_row_is_nothing():
    assert shown(plain([("a", "A")], {"a": "1"}, {"a": "2"})).count("<tr>") == 2
    assert shown(plain([("a", "A")])) == ""


def test_a_button_belongs_to_its_row_and_says_whom_it_keeps():
    listing = plain(
        [("name", "Name"), ("code", "", BUTTON)], {"name": "A <b>", "code": "7"}, {"name": "B", "code": "8"}
    )
    found = shown(listing, kept={"8"}, asked="region=DED", csrf_token="t0")

    assert re.findall(r'id="(keep-\d)"', found) == ["keep-7", "keep-8"]
    assert found.count('name="asked" value="region=DED"') == 2
    assert found.count('value="t0"') == 2
    assert 'aria-label="Keep on the shortlist: A &lt;b&gt;"' in found
    assert 'aria-label="Take off the shortlist: B"' in found


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_text_becomes_html(first, second):
    found = shown(plain([("a", "A"), ("b", "B")], {"a": f"-{first}", "b": f"-{second}"}))
    assert found == f'<tr><th scope="row">-{escape(first)}</th><td class="text">-{escape(second)}</td></tr>'


def test_file_formats_are_called_as_people_call_them():
    assert [file_said(form) for form in ("xlsx", "csv", "json", "parquet")] == ["XLSX", "CSV", "JSON", "Parquet"]


@pytest.mark.parametrize(("code", "said"), [("DE", "Land"), ("DE4", "NUTS 1"), ("DE40", "NUTS 2")])
def test_the_level_of_a_region_is_said(code, said):
    with translation.override("de"):
        assert level_said(code) == said


def test_names_are_read_as_words_one_by_one():
    assert as_read("VIB VZW → UNIVERSITEIT GENT") == "VIB VZW → Universiteit Gent"


@pytest.mark.parametrize(("stacks", "count"), [(True, 1), (False, 0)])
def test_a_minor_column_is_marked_where_a_row_is_a_block_of_its_own_on_a_narrow_screen(stacks, count):
    columns = (Column("name", "Name"), Column("a", "A", "count", is_minor=True), Column("b", "B", "count"))
    listing = Listing("t", "T", columns, [{"name": "n", "a": 1, "b": 2}], stacks=stacks)
    shown = Template("{% load listing %}{% table_rows listing listing.first %}").render(Context({"listing": listing}))

    assert shown.count('class="count minor"') == count
    assert (">1</td>" in shown, ">2</td>" in shown) == (True, True)

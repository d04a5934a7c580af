"""Filling a page's form in again: letter by letter the same page, but for what was typed."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.accounts.forms.refill import refilled

PAGE = """<p>Note &amp; say</p>
<details><summary>More</summary><form method="post" action="/en/x/">
<input type="hidden" name="csrfmiddlewaretoken" value="t"><input type="hidden" name="version" value="3">
<input name="title" value="old" required><input type="date" name="day"><input type="password" name="pass">
<textarea name="text" rows="3">
before</textarea><select name="kind"><option value="a" selected>A</option><option value="b">B</option></select>
<input type="checkbox" name="many" value="1" checked><input type="checkbox" name="many" value="2">
<input type="radio" name="one" value="x"><button name="choice" value="y">Go</button></form></details>
<form method="get" action="/en/x/"><input name="title" value="asked"></form>
<form method="post" action="/en/y/"><input name="title" value="other"></form>
"""
TYPED = [
    ("version", "2"), ("title", 'new "& <b>'), ("day", "2026-02-03"), ("pass", "hidden"), ("text", "a\nb </textarea>"),
    ("kind", "b"), ("many", "2"), ("one", "x"), ("choice", "y"),
]  # fmt: skip


def fill(fields, page=PAGE, action="/en/x/"):
    return refilled(page, path="/en/x/", action=action, fields=fields)


def test_every_kind_of_field_holds_what_was_typed():
    made = fill(TYPED)

    for expected in (
        '<input type="hidden" name="version" value="2">',
        '<input name="title" required value="new &quot;&amp; &lt;b&gt;">',
        '<input type="date" name="day" value="2026-02-03">',
        '<textarea name="text" rows="3">\na\nb &lt;/textarea&gt;</textarea>',
        '<option value="a">A</option><option value="b" selected>B</option>',
        '<input type="checkbox" name="many" value="1"><input type="checkbox" name="many" value="2" checked>',
        '<input type="radio" name="one" value="x" checked><button name="choice" value="y">Go</button>',
    ):
        assert expected in made
    assert "hidden" not in made.partition('name="pass"')[2][:10]


def test_the_fold_in_which_the_form_stands_is_open_and_other_forms_stay():
    made = fill(TYPED)

    assert made.startswith("<p>Note &amp; say</p>\n<details open><summary>")
    assert made.endswith(PAGE.partition("</details>")[2])


def test_fields_of_one_name_are_filled_in_their_order():
    page = '<form method="post"><input name="a"><input name="a"><input name="a"></form>'

    made = fill([("a", "1"), ("a", "2")], page)

    assert made == (
        '<form method="post"><input name="a" value="1"><input name="a" value="2"><input name="a" value=""></form>'
    )


def test_a_page_without_the_form_stays_as_it_is():
    assert fill(TYPED, action="/en/z/") == PAGE


def test_of_two_forms_for_one_address_the_first_is_filled():
    page = '<form method="post"><input name="a"></form>' * 2

    assert fill([("a", "1")], page) == page.replace('name="a"', 'name="a" value="1"', 1)


class Values(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag == "input":
            self.found.append(dict(attrs)["value"])


@pytest.mark.parametrize("before", ["", "<p>\u2028\x0b\r\n</p>\n"])
@given(st.text(st.characters(exclude_characters="\r\x00", exclude_categories=("Cs",))))
def test_whatever_was_typed_is_read_back_as_it_was(before, typed):
    page = f'{before}<form method="post"><input name="a" value="b"></form>'

    made = Values()
    made.feed(fill([("a", typed)], page))

    assert made.found == [typed]


def test_a_form_that_is_shown_again_is_marked_and_keeps_what_stands_in_it():
    made = refilled(PAGE, path="/en/x/", action="/en/x/", fields=None, mark=("kept", "a"))

    begun = '<form method="post" action="/en/x/">'
    marked = PAGE.replace(begun, f'{begun}<input type="hidden" name="kept" value="a">')
    assert made == marked.replace("<details>", "<details open>")

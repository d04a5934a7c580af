"""What fits on paper: no empty columns, widths that fill the table, no more rows than there is room, texts that end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.evidence.queries.listing import Column, Listing
from crossfield.web.evidence.queries.paper import FRAME, HEAD, PER_LINE, REST, UNITS, fitted, lines_of, shortened
from crossfield.web.evidence.queries.sheet import short

COLUMNS = (Column("name", "Name"), Column("until", "Until"), Column("why", "Why"))
ROWS = [{"name": f"Institute {number}", "until": None, "why": "Sensors"} for number in range(9)]
ONE_ROW = FRAME + PER_LINE


def table(rows=ROWS, **rest) -> Listing:
    return Listing("members", "Members", COLUMNS, [dict(row) for row in rows], **rest)


def test_columns_in_which_nothing_stands_are_left_out():
    assert [column.key for column in fitted(table(), 200).columns] == ["name", "why"]


@pytest.mark.parametrize("rows", [1, 4, 9])
def test_rows_of_one_line_fill_the_height(rows):
    found = fitted(table(), HEAD + (rows + 0.1) * ONE_ROW)

    assert (len(found.rows), found.at_first, found.left) == (rows, rows, 9 - rows)


def test_one_row_stands_there_in_any_case():
    found = fitted(table(), 0)

    assert (len(found.rows), found.left) == (1, 8)


def test_rows_beyond_those_shown_at_once_are_counted():
    found = fitted(table(at_first=3), 200)

    assert (len(found.rows), found.left) == (3, 6)


def test_rows_that_a_sheet_left_away_before_are_counted_too_and_the_line_that_says_so_takes_room():
    height = HEAD + REST + 3.1 * ONE_ROW
    whole, cut = fitted(table(), height), fitted(short(table(), 7), height)

    assert [(len(one.rows), one.left) for one in (whole, cut)] == [(4, 5), (3, 6)]


def test_a_long_text_takes_the_room_of_its_lines():
    rows = [ROWS[0] | {"why": "Sensors and data for care at home " * 12}, *ROWS[1:]]
    long, short = (fitted(table(told), 60) for told in (rows, ROWS))

    assert len(long.rows) < len(short.rows)
    assert long.widths[1] > short.widths[1]


def test_a_table_without_rows_stays_as_it_is():
    empty = table([])

    assert fitted(empty, 100) is empty


words = st.text("abcdefgh XYZäöü", max_size=160)


@given(st.lists(st.tuples(words, words, words), min_size=1, max_size=9), st.floats(0, 250))
def test_widths_are_those_of_the_whole_table_and_no_row_is_lost(rows, height):
    told = [dict(zip(("name", "until", "why"), row, strict=True)) for row in rows]
    found = fitted(table(told), height)

    assert sum(found.widths) == UNITS
    assert len(found.widths) == len(found.columns)
    assert found.rows == told[: len(found.rows)]
    assert found.left == len(told) - len(found.rows)


@given(words, st.integers(6, 80))
def test_lines_hold_all_letters(text, letters):
    assert lines_of(text, letters) >= 1
    assert lines_of(text, letters) * letters >= len("".join(text.split()))
    assert lines_of(text, letters) <= max(1, 2 * len(text))


@pytest.mark.parametrize(
    ("text", "most", "said"),
    [
        ("To be continued on the page", 15, "To be…"),
        ("Short.", 15, "Short."),
        ("Two  lines\nin one", 80, "Two lines in one"),
        ("One sentence. Another one.", 14, "One sentence…"),
    ],
)
def test_a_text_ends_at_a_word(text, most, said):
    assert shortened(text, most) == said

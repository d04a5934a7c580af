import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.indicators.notes import Notes, with_note


def test_a_reason_for_null_stands_alone_and_the_first_stays():
    notes = Notes((3,))
    notes.add(np.array([True, False, False]), "few records")
    notes.null(np.array([True, True, False]), "region unknown")
    notes.null(np.array([True, True, False]), "overlapping definitions")
    notes.add(np.array([True, True, False]), "one topic")
    assert notes.array().to_pylist() == ["region unknown", "region unknown", None]


def test_weaknesses_are_parted_by_semicolons():
    notes = Notes((2, 2))
    notes.add(np.array([[True, True], [False, False]]), "one project")
    notes.add(np.array([[True, False], [True, False]]), "one topic")
    assert notes.array().to_pylist() == ["one project; one topic", "one project", "one topic", None]


def test_without_cells_there_are_no_notes():
    notes = Notes((0, 4))
    notes.add(np.zeros((0, 4), dtype=bool), "one project")
    assert notes.array().to_pylist() == []


def told(steps, size):
    """The same by hand, cell by cell."""
    texts: list[list[str]] = [[] for _ in range(size)]
    closed: list[str | None] = [None] * size
    for is_null, cells, text in steps:
        for place in range(size):
            if not cells[place] or closed[place]:
                continue
            if is_null:
                closed[place] = text
            else:
                texts[place].append(text)
    return [closed[place] or "; ".join(texts[place]) or None for place in range(size)]


STEP = st.tuples(st.booleans(), st.lists(st.booleans(), min_size=4, max_size=4), st.sampled_from("abc"))


@given(st.lists(STEP, max_size=8))
def test_notes_are_those_of_each_cell_by_itself(steps):
    notes = Notes((4,))
    for is_null, cells, text in steps:
        (notes.null if is_null else notes.add)(np.array(cells), text)
    assert notes.array().to_pylist() == told(steps, 4)


def test_notes_of_a_matrix_stand_in_row_order():
    notes = Notes((2, 3))
    notes.null(np.array([[False, True, False], [True, False, False]]), "region unknown")
    assert notes.array().to_pylist() == [None, "region unknown", None, "region unknown", None, None]


@pytest.mark.parametrize(
    ("before", "where", "after"),
    [
        ([None, None], [True, False], ["new", None]),
        (["old", "old; older"], [True, True], ["old; new", "old; older; new"]),
        (["old", None], [False, False], ["old", None]),
        ([], [], []),
    ],
)
def test_a_note_is_added_to_some_rows_of_a_column(before, where, after):
    column = pa.chunked_array([pa.array(before, pa.string())])
    assert with_note(column, np.array(where, bool), "new").to_pylist() == after

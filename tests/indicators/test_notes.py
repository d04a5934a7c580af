import numpy as np

from crossfield.indicators.notes import Notes


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

import numpy as np
import pyarrow as pa
import pytest

from crossfield.indicators.window import YearTables, window

KEYS = {"level": 1, "scheme": "s"}
FIELDS = [
    ("A", "a", 2014, 4, 2.0, 0.5, 100.0),
    ("A", "a", 2015, 2, 1.0, 0.25, None),
    ("A", "b", 2015, 1, 0.5, 0.25, 50.0),
    ("unknown", "a", 2015, 1, 0.5, 0.125, 10.0),
    ("A", "a", 2016, 9, 9.0, 9.0, 9.0),
]
PAIRS = [
    ("A", "a", "b", 2014, 3, 1.5, 0.75, None),
    ("A", "a", "b", 2015, 1, 0.5, 0.25, 20.0),
    ("unknown", "a", "b", 2015, 1, 0.5, 0.25, None),
]
SIZES = [("A", 2014, 5, 2.5, 3), ("A", 2015, 2, 1.5, 2), ("B", 2015, 1, 1.0, 1), ("unknown", 2015, 1, 0.5, 1)]


def table(rows, *names):
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    return pa.table({**{key: [value] * len(rows) for key, value in KEYS.items()}, **columns})


@pytest.fixture
def tables():
    counts = ("year", "whole", "fractional", "squares", "eur_cents")
    other = table([("A", "a", 2015, 70, 7.0, 7.0, 7.0)], "region", "field", *counts)
    other = other.set_column(0, "level", pa.array([2]))
    fields = pa.concat_tables([table(FIELDS, "region", "field", *counts), other])
    return YearTables(
        fields,
        table(PAIRS, "region", "field_a", "field_b", *counts),
        table(SIZES, "region", "year", "projects", "fractional", "organisations"),
    )


def of(tables, counting, **asked):
    return window(tables, **KEYS, counting=counting, year_from=2014, year_to=2015, **asked)


def test_years_of_the_window_are_added_up(tables):
    at = of(tables, "whole")
    assert (at.regions.names, at.fields.names, at.pair_names()) == (["A", "B", "unknown"], ["a", "b"], [("a", "b")])
    assert at.known.tolist() == [True, True, False]
    assert at.field.tolist() == [[6, 1], [0, 0], [1, 0]]
    assert at.joint.tolist() == [[4], [0], [1]]
    assert at.total.tolist() == [7, 1, 1]
    assert (at.years, at.squares.tolist(), at.field_squares.tolist()) == (2, [4], [6, 1])


def test_fractional_counting_keeps_the_whole_counts_beside(tables):
    at = of(tables, "fractional")
    assert at.field.tolist() == [[3, 0.5], [0, 0], [0.5, 0]]
    assert at.field_whole.tolist() == [[6, 1], [0, 0], [1, 0]]
    assert (at.joint.tolist(), at.joint_whole.tolist()) == ([[2], [0], [0.5]], [[4], [0], [1]])
    assert (at.total.tolist(), at.total_whole.tolist()) == ([4, 1, 0.5], [7, 1, 1])
    assert (at.squares.tolist(), at.field_squares.tolist()) == ([1.0], [0.75, 0.25])


def test_amounts_are_the_sum_over_fields(tables):
    at = of(tables, "eur")
    assert at.field.tolist() == [[100, 50], [0, 0], [10, 0]]
    assert at.total.tolist() == [150, 0, 10]
    assert at.joint.tolist() == [[20], [0], [0]]


def test_fields_of_the_scheme_stand_even_without_a_project(tables):
    at = of(tables, "whole", fields=("c", "b", "a"))
    assert at.pair_names() == [("a", "b"), ("a", "c"), ("b", "c")]
    assert at.field[:, 2].tolist() == [0, 0, 0]
    assert at.joint.tolist() == [[4, 0, 0], [0, 0, 0], [1, 0, 0]]


def test_a_window_without_projects_is_empty(tables):
    at = window(tables, **KEYS, counting="whole", year_from=1990, year_to=1991, fields=("a", "b"))
    assert (at.regions.names, at.joint.shape, at.total.shape) == ([], (0, 1), (0,))
    np.testing.assert_array_equal(at.squares, [0])


def test_pairs_of_a_table_have_their_number_and_strangers_none(tables):
    at = of(tables, "whole", fields=("a", "b", "c"))
    rows = pa.table({"field_a": ["b", "a", "a", "b", "z"], "field_b": ["c", "b", "c", "a", "a"]})
    assert at.pair_names() == [("a", "b"), ("a", "c"), ("b", "c")]
    assert at.pair_places(rows).tolist() == [2, 0, 1, -1, -1]


def test_a_table_of_pairs_is_added_up_and_strangers_are_left_out(tables):
    at = of(tables, "whole", fields=("a", "b", "c"))
    rows = pa.table(
        {
            "region": ["A", "A", "B", "Z", "A"],
            "field_a": ["a", "a", "b", "a", "b"],
            "field_b": ["b", "b", "c", "b", "a"],
            "n": [1, 4, 7, 50, 60],
        }
    )
    assert at.pair_matrix(rows, "n").tolist() == [[5, 0, 0], [0, 0, 7], [0, 0, 0]]


def test_another_scheme_or_level_counts_nothing(tables):
    asked = {"counting": "whole", "year_from": 2014, "year_to": 2015, "fields": ("a", "b")}
    for keys in ({"level": 1, "scheme": "other"}, {"level": 0, "scheme": "s"}):
        at = window(tables, **keys, **asked)
        assert (at.regions.names, at.field.shape, at.joint.shape) == ([], (0, 2), (0, 1))


def test_two_windows_add_up_to_the_whole_one(tables):
    def within(first, last):
        at = window(tables, **KEYS, counting="fractional", year_from=first, year_to=last, fields=("a", "b"))
        place = {name: row for row, name in enumerate(at.regions.names)}
        return {name: (at.total[row], *at.field[row], *at.joint[row]) for name, row in place.items()}

    early, late, whole = within(2014, 2014), within(2015, 2015), within(2014, 2015)
    for name, numbers in whole.items():
        nothing = (0.0,) * len(numbers)
        parts = zip(early.get(name, nothing), late.get(name, nothing), strict=True)
        assert numbers == tuple(one + other for one, other in parts)


def test_one_field_has_no_pair(tables):
    at = of(tables, "whole", fields=("a",))
    assert (at.pair_names(), at.joint.shape, at.squares.tolist()) == ([], (3, 0), [])

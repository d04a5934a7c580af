from __future__ import annotations

from pathlib import Path

import pytest

from crossfield.charts.interface_cells import (
    answer,
    check_shown,
    interface_cells,
    named_cell,
    ranked,
    read_fields,
    reading,
    same_kind_cells,
)
from crossfield.charts.words import NO_BRIDGES, NO_SYNERGY
from crossfield.errors import NotComputableError, SchemaError, UnknownNameError
from crossfield.indicators import interface


def cells_of(rows, fields, shows="strength", language="en"):
    return interface_cells(rows, read_fields(fields, language), shows=shows, language=language)


def states(cells):
    return {cell.codes: cell.state for cell in cells}


def test_every_pair_of_different_kinds_is_there_once_in_block_order(rows, fields):
    pairs = [(cell.row.code, cell.column.code) for cell in cells_of(rows, fields)]
    assert pairs == [
        ("chips", "energy"),
        ("chips", "health"),
        ("ict", "energy"),
        ("ict", "health"),
        ("chips", "machines"),
        ("ict", "machines"),
        ("machines", "energy"),
        ("machines", "health"),
    ]


def test_a_state_follows_from_range_note_support_and_value(rows, fields):
    assert states(cells_of(rows, fields)) == {
        ("chips", "energy"): "certain",
        ("chips", "health"): "uncertain",
        ("energy", "ict"): "uncertain",
        ("health", "ict"): "undefined",
        ("chips", "machines"): "certain",
        ("ict", "machines"): "none",
        ("energy", "machines"): "none",
        ("health", "machines"): "none",
    }


def test_a_pair_without_a_row_says_so_in_the_language(rows, fields):
    (cell,) = (cell for cell in cells_of(rows, fields, language="de") if cell.codes == ("ict", "machines"))
    assert (cell.value, cell.support, cell.note) == (None, 0, "in diesem Datenstand nicht enthalten")


def test_a_range_without_bounds_is_uncertain(rows, fields):
    rows[0]["strength_low"] = None
    cell = cells_of(rows, fields)[0]
    assert cell.state == "uncertain"
    assert reading(cell, shows="strength", language="en") == "Uncertain: its range is not known"


def test_a_figure_that_is_no_number_is_no_figure(rows, fields):
    rows[0]["strength"] = float("nan")
    assert cells_of(rows, fields)[0].state == "undefined"


@pytest.mark.parametrize(("low", "state"), [(0.2, "certain"), (-0.1, "uncertain"), (None, "uncertain")])
def test_a_gap_is_a_figure_where_there_is_no_project_yet(rows, fields, low, state):
    rows[5] |= {"gap": 1.5, "gap_low": low, "gap_high": 3.0}
    assert states(cells_of(rows, fields, "gap"))["energy", "machines"] == state


@pytest.mark.parametrize(("low", "high", "state"), [(1.1, 3.0, "certain"), (0.2, 0.8, "uncertain")])
def test_a_potential_is_certain_only_above_one_project(rows, fields, low, high, state):
    rows[0] |= {"potential": 0.9, "potential_low": low, "potential_high": high}
    assert cells_of(rows, fields, "potential")[0].state == state


def test_the_order_is_by_value_then_code(rows, fields):
    rows[1]["strength"] = 1.29
    order = [cell.codes for cell in ranked(cells_of(rows, fields))]
    assert order == [("energy", "ict"), ("chips", "energy"), ("chips", "health"), ("chips", "machines")]


def test_pairs_of_one_kind_are_kept_beside_the_map(rows, fields):
    pairs = same_kind_cells(rows, read_fields(fields, "en"), shows="strength", language="en")
    assert [(cell.pair, cell.value) for cell in pairs] == [("Chips × Ict", 2.5)]


def test_the_answer_names_the_strongest_certain_interface_not_the_strongest(rows, fields):
    cells = cells_of(rows, fields)
    assert answer(cells, shows="strength", language="en") == (
        "Most clearly at Chips × Energy: 1.29 times the joint projects that the region's size predicts "
        "(90% range 1.05 to 1.77; 8\N{NO-BREAK SPACE}projects)."
    )
    assert answer(cells_of(rows, fields, language="de"), shows="strength", language="de").startswith(
        "Am deutlichsten bei „Mikroelektronik × Energie“: 1,29-mal so viele gemeinsame Projekte"
    )


@pytest.mark.parametrize(
    ("left", "why"),
    [
        (["health"], "by its 90% range 0.90 to 3.10 there may as well be as many as expected (3"),
        (["health", "ict"], "with a reservation: few records (12"),
        (["machines"], "its 90% range 0.20 to 0.70 lies below 1 (40"),
    ],
)
def test_where_nothing_is_certain_the_answer_says_why(rows, fields, left, why):
    """Only rows with one of the named fields are kept, and none of the certain one."""
    kept = [row for row in rows[1:] if {row["field_a"], row["field_b"]} & set(left)]
    said = answer(cells_of(kept, fields), shows="strength", language="en")
    assert said.startswith("Nowhere for certain yet: the strongest candidate is ")
    assert why in said


def test_without_any_figure_the_answer_says_that(rows, fields):
    cells = cells_of([], fields)
    assert named_cell(cells, "strength") is None
    assert answer(cells, shows="strength", language="de") == (
        "Noch lässt sich keine Kennzahl berechnen; die Hinweise sagen, warum."
    )


@pytest.mark.parametrize("shows", ["potential", "gap"])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("bounds", [(2.0, 4.0), (-1.0, 4.0), (-4.0, -3.0)])
def test_potential_and_gap_answer_in_both_languages(rows, fields, shows, language, bounds):
    rows[0] |= {shows: 3.0, f"{shows}_low": bounds[0], f"{shows}_high": bounds[1]}
    said = answer(cells_of(rows, fields, shows, language), shows=shows, language=language)
    assert ("3,00" if language == "de" else "3.00") in said
    assert "{" not in said
    assert said.startswith(("Nowhere", "Noch nirgends")) == (bounds[0] < 0)


def test_a_title_is_taken_from_the_other_language_rather_than_left_out(fields):
    titles = {field.code: field.title for field in read_fields(fields, "de")}
    assert titles["chips"] == "Mikroelektronik"
    assert titles["health"] == "Health"


def test_the_position_orders_the_fields(fields):
    fields[0]["position"] = 99
    assert [field.code for field in read_fields(fields, "en")] == ["ict", "machines", "energy", "health", "chips"]


def test_what_cannot_be_drawn_is_refused_with_what_was_found(rows, fields):
    with pytest.raises(SchemaError, match="lacks kind, position"):
        read_fields([{"field": "a", "title_en": "A", "title_de": "A"}], "en")
    with pytest.raises(SchemaError, match="has the kind 'country'"):
        read_fields([fields[0] | {"kind": "country"}], "en")
    with pytest.raises(SchemaError, match="'chips' is there twice"):
        read_fields([fields[0], fields[0]], "en")
    with pytest.raises(SchemaError, match="chips × energy is there twice"):
        cells_of([rows[0], rows[0]], fields)
    with pytest.raises(NotComputableError, match="at least two of the kinds"):
        cells_of(rows, fields[:2])
    with pytest.raises(UnknownNameError, match="strength"):
        check_shown("strenght")
    with pytest.raises(UnknownNameError, match="fr"):
        read_fields(fields, "fr")


def test_a_note_on_another_look_makes_no_figure_uncertain(rows, fields):
    rows[0]["note"] = NO_SYNERGY
    rows[3]["note"] = f"few records; {NO_BRIDGES}"
    cells = {cell.codes: cell for cell in cells_of(rows, fields)}
    assert (cells["chips", "energy"].state, cells["chips", "energy"].note) == ("certain", "")
    assert (cells["chips", "machines"].state, cells["chips", "machines"].note) == ("uncertain", "few records")


def test_the_notes_on_other_looks_are_the_indicators_own_words():
    source = Path(interface.__file__).read_text("utf-8")
    assert interface.NO_SYNERGY == NO_SYNERGY
    assert f'"{NO_BRIDGES}"' in source

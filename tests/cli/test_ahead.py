"""What the terminal says of the years ahead: never more than the figures, in German and English."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.words import number
from crossfield.cli.ahead import (
    ahead_cells,
    answer_ahead,
    counting_line,
    pair_of,
    proof_lines,
    reason_lines,
    span_of,
)
from crossfield.indicators.prospects import Prospect

TITLES = {"a": "Energie", "b": "Mobilität"}
ROW = {
    "field_a": "a", "field_b": "b", "potential": 1.5, "potential_low": 1.0, "potential_high": 2.25, "gap": 0.5,
    "gap_low": 0.25, "gap_high": 0.75, "probability": 0.456, "support": 3, "note": None, "part": "entry", "decile": 9,
}  # fmt: skip
TENTH = {"part": "entry", "decile": 9, "observed": 0.142, "until": 2017, "test_until": 2020}


@pytest.mark.parametrize(
    ("rows", "by", "begins", "about"),
    [
        ([], "gap", "Potenzial ließ sich nicht angeben", None),
        ([ROW | {"potential": None}], "gap", "Potenzial ließ sich nicht angeben", None),
        ([ROW], "gap", "Sicher ungenutzt ist Potenzial bei „Energie × Mobilität“: 0,50 [0,25; 0,75]", "a"),
        ([ROW | {"gap_low": 0.0}], "gap", "Nirgends ist Potenzial sicher ungenutzt; am ehesten bei", "a"),
        ([ROW], "potential", "Am meisten lässt sich bei „Energie × Mobilität“ erwarten: 1,50 [1,00; 2,25]", "a"),
        # The larger gap is uncertain: the smaller one that is certain is named.
        ([ROW | {"field_a": "x", "gap": 9.0, "gap_low": -1.0}, ROW], "gap", "Sicher ungenutzt", "a"),
        # Equal values: the first by code.
        ([ROW | {"field_a": "b", "field_b": "c"}, ROW], "potential", "Am meisten", "a"),
    ],
)
def test_the_answer_names_the_right_interface(rows, by, begins, about):
    said, best = answer_ahead(rows, TITLES, "de", by)

    assert said.startswith(begins)
    assert (best["field_a"] if best else None) == about


bound = st.floats(-5, 20).map(lambda x: round(x, 2))


@st.composite
def drawn(draw):
    gap, potential = (sorted(draw(st.tuples(bound, bound, bound))) for _ in range(2))
    keys = [f"{name}{end}" for name in ("gap", "potential") for end in ("_low", "", "_high")]
    return ROW | dict(zip(keys, [*gap, *potential], strict=True)) | {"support": draw(st.integers(0, 40))}


@given(st.lists(drawn(), max_size=5), st.sampled_from(["gap", "potential"]), st.sampled_from(["de", "en"]))
def test_unused_is_said_only_where_a_range_stays_above_zero(rows, by, language):
    said, _best = answer_ahead(rows, TITLES, language, by)
    sure = by == "gap" and any(row["gap_low"] > 0 for row in rows)

    assert said.startswith({"de": "Sicher ungenutzt", "en": "Potential is unused for certain"}[language]) == sure


@given(st.lists(drawn(), max_size=5), st.sampled_from(["gap", "potential"]), st.sampled_from(["de", "en"]))
def test_every_number_of_the_answer_stands_in_its_row(rows, by, language):
    said, best = answer_ahead(rows, TITLES, language, by)
    known = {number(value, language) for value in (best or {}).values() if isinstance(value, float)}

    assert set(re.findall(r"−?\d+[.,]\d\d", said)) <= known


def test_cells_of_a_row():
    cells = ahead_cells(ROW | {"note": "few records; coverage changed"}, 2, TITLES, "de")

    assert {key: str(value) for key, value in cells.items()} == {
        "interface": "Energie × Mobilität",
        "potential": "1,50 [1,00; 2,25]",
        "gap": "0,50 [0,25; 0,75]",
        "is_unused": "ja",
        "of_100": "46",
        "came": "2",
        "support": "3",
        "note": "wenige Fälle",
        "codes": "a × b",
    }


def test_what_is_undefined_is_an_empty_cell_and_never_zero():
    undefined = dict.fromkeys(("potential", "gap", "gap_low", "probability"))
    cells = ahead_cells(ROW | undefined, None, TITLES, "en")

    assert [cells[key] for key in ("potential", "gap", "is_unused", "of_100", "came")] == [""] * 5
    assert ahead_cells(ROW, 0, TITLES, "en")["came"] == "0"


def test_the_proof_is_told_once_per_tenth_most_promising_first():
    tenths = {("entry", 9): TENTH, ("entry", 2): TENTH | {"decile": 2, "observed": 0.3}}
    ahead = Prospect((2017, 2019), (2020, 2022), is_past=True, recorded=2021, came={}, tenths=tenths)
    rows = [ROW, ROW, ROW | {"decile": 2}, ROW | {"decile": None}, ROW | {"decile": 5}]
    lines = proof_lines(rows, ahead, "en")

    assert [re.search(r"\d+ of 100", line).group() for line in lines] == ["30 of 100", "14 of 100"]
    assert proof_lines([], ahead, "en") == []


WHY = {
    "strength": {"joint": 0.5018, "expected": 0.1048, "region_share": 0.00799, "europe_joint": 13.123},
    "synergy": {"projects_a": 4.4568, "projects_b": 1.9225, "affinity": 0.55889},
    "potential": {"drivers": ["+europe_joint", "-bridging", "+unheard_of"]},
}


def test_reasons_in_german():
    assert reason_lines({"figures": ROW, "reasons": WHY}, TITLES, "de") == [
        (
            "Stärke: Die Region hat 0,8 % der europäischen Projekte mit Feldern; von den 13,1 gemeinsamen Projekten "
            "Europas wären das 0,10, gefunden sind 0,50."
        ),
        (
            "Synergie: 4,46 Projekte in „Energie“, 1,92 in „Mobilität“; in Europa treffen beide 0,56-mal so oft "
            "aufeinander, wie der Zufall es ergäbe."
        ),
        "Das Potenzial erhöht: wie oft beide Felder anderswo in Europa aufeinandertreffen; unheard_of.",
        "Das Potenzial mindert: Organisationen mit getrennten Projekten in beiden Feldern.",
    ]


@pytest.mark.parametrize("reasons", [None, {}])
def test_without_reasons_none_are_told(reasons):
    assert reason_lines({"figures": ROW, "reasons": reasons}, TITLES, "en") == []


def test_what_is_undefined_is_left_out_of_the_reasons():
    why = WHY | {
        "strength": WHY["strength"] | {"region_share": None},
        "synergy": WHY["synergy"] | {"affinity": None},
        "potential": {"drivers": []},
    }

    assert reason_lines({"figures": ROW, "reasons": why}, TITLES, "en") == []


def test_countings_are_told_where_there_are_two():
    rows = [
        {"counting": "fractional", "joint": 0.5018, "expected": 0.1048, "strength": 1.428},
        {"counting": "whole", "joint": 5.0, "expected": 1.274, "strength": 1.347},
        {"counting": "eur", "joint": None, "expected": None, "strength": None},
    ]

    assert counting_line({"countings": rows}, "de") == (
        "Nach Zählung: anteilig 0,50 gefunden, 0,10 erwartet, Stärke 1,43; ganz 5,00 gefunden, 1,27 erwartet, "
        "Stärke 1,35."
    )
    assert [counting_line(found, "de") for found in ({}, {"countings": rows[:1]}, {"countings": rows[1:]})] == [""] * 3


def test_a_pair_and_a_range():
    assert pair_of(ROW | {"field_b": "unnamed"}, TITLES) == "Energie × unnamed"
    assert span_of(ROW, "gap", "en") == "0.50 [0.25, 0.75]"
    assert span_of(ROW | {"gap": None}, "gap", "en") == ""

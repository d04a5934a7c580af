from __future__ import annotations

import pytest

from crossfield.charts.interface_cells import interface_cells, read_fields
from crossfield.charts.interface_legend import map_legend


def legend_of(rows, fields, shows="strength", language="en"):
    cells = interface_cells(rows, read_fields(fields, language), shows=shows, language=language)
    return map_legend(cells, shows=shows, language=language, top=500, width=1000)


def said(legend, left, right):
    return [(text.x, text.y, text.text, text.align) for text in legend.texts if left <= text.x < right]


@pytest.mark.parametrize(
    ("language", "words", "limits"),
    [
        (
            "en",
            (
                "Colour: joint projects, as a multiple of what the region's size predicts",
                *("fewer", "as predicted", "more"),
            ),
            ("0.5", "0.67", "0.9", "1.1", "1.5", "2"),
        ),
        (
            "de",
            (
                "Farbe: gemeinsame Projekte, gemessen an der Größe der Region",
                *("weniger", "wie zu erwarten", "mehr"),
            ),
            ("0,5", "0,67", "0,9", "1,1", "1,5", "2"),
        ),
    ],
)
def test_colours_are_named_at_both_ends_and_at_every_limit(rows, fields, language, words, limits):
    legend = legend_of(rows, fields, language=language)

    heading, low, middle, high = words
    assert said(legend, 0, 390) == [
        (0, 500, heading, "left"),
        (1, 526, low, "left"),
        (168, 526, middle, "center"),
        (335, 526, high, "right"),
        *((48 * number, 560, limit, "center") for number, limit in enumerate(limits, start=1)),
    ]


def test_swatches_stand_side_by_side_with_a_value_of_their_class(rows, fields):
    swatches = legend_of(rows, fields).swatches

    assert [one["value"] for one in swatches] == pytest.approx([0.4, 0.585, 0.785, 1.0, 1.3, 1.75, 2.1])
    assert [(one["x"], one["x2"]) for one in swatches] == [(48 * number + 1, 48 * number + 47) for number in range(7)]
    assert {(one["y"], one["y2"]) for one in swatches} == {(532, 546)}


@pytest.mark.parametrize(
    ("shows", "largest", "limits"),
    [
        ("potential", 12.0, ["2", "4", "6", "8"]),
        ("potential", 0.5, ["0.1", "0.2", "0.3", "0.4"]),  # 3 × 0.1 is not 0.3 to a computer
        ("potential", 0.04, ["0.005", "0.01", "0.015", "0.02"]),
        ("gap", 1.5, ["−1", "−0.5", "−0.125", "0.125", "0.5", "1"]),
    ],
)
def test_a_limit_is_written_with_the_decimals_it_needs(rows, fields, shows, largest, limits):
    rows[0] |= {shows: largest}

    legend = legend_of(rows, fields, shows)

    assert [text for _, y, text, _ in said(legend, 0, 390) if y == 560] == limits


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Form: how sure it is (number of interfaces)",
                "Certain: the 90% range excludes 1 (2)",
                "Uncertain: the range includes 1, or a note applies (2)",
                "No joint project here (3)",
                "No figure; the note says why (1)",
                "Named in the sentence above",
            ],
        ),
        (
            "de",
            [
                "Form: wie sicher es ist (Zahl der Schnittstellen)",
                "Sicher: Der 90‑%‑Bereich schließt 1 aus (2)",
                "Unsicher: Der Bereich schließt 1 ein, oder mit Hinweis (2)",
                "Kein gemeinsames Projekt (3)",
                "Keine Kennzahl; der Hinweis sagt, warum (1)",
                "Im Satz oben genannt",
            ],
        ),
    ],
)
def test_forms_are_counted_and_the_frame_is_explained(rows, fields, language, lines):
    legend = legend_of(rows, fields, language=language)

    ys = (500, 524, 545, 566, 587, 608)
    xs = (390, *[416] * 5)
    assert said(legend, 390, 790) == [(x, y, line, "left") for x, y, line in zip(xs, ys, lines, strict=True)]
    assert legend.frames == [{"x": 391, "x2": 407, "y": 596, "y2": 611}]


def test_samples_of_forms_stand_beside_their_lines_in_one_colour(rows, fields):
    samples = legend_of(rows, fields).samples[:4]

    assert [(one["state"], one["cx"], one["cy"], one["area"]) for one in samples] == [
        ("certain", 399, 520, 150),
        ("uncertain", 399, 541, 150),
        ("none", 399, 562, 150),
        ("undefined", 399, 583, 150),
    ]
    assert [one["value"] for one in samples] == [1.75] * 4


def test_where_nothing_is_named_no_frame_is_explained(fields):
    legend = legend_of([], fields)

    assert legend.frames == []
    assert [text for _, _, text, _ in said(legend, 390, 790)][-2:] == [
        "No joint project here (8)",
        "No figure; the note says why (0)",
    ]


@pytest.mark.parametrize(
    ("largest", "language", "sizes"),
    [
        (40, "en", [("1", 45), ("10", 250), ("20", 500)]),
        (4000, "de", [("1", 45), ("1.000", 250), ("2.000", 500)]),
        (1, "en", [("1", 100)]),
    ],
)
def test_sample_sizes_are_rings_as_large_as_on_the_map(rows, fields, largest, language, sizes):
    kept = [rows[3] | {"support": largest}]

    legend = legend_of(kept, fields, language=language)

    heading = {"en": "Size: joint projects behind it", "de": "Größe: gemeinsame Projekte (Fallzahl)"}[language]
    centres = [810 + 56 * number for number in range(len(sizes))]
    assert said(legend, 790, 1000) == [
        (790, 500, heading, "left"),
        *((x, 572, size, "center") for x, (size, _) in zip(centres, sizes, strict=True)),
    ]
    assert [(one["state"], one["cx"], one["cy"], one["area"]) for one in legend.samples[4:]] == [
        ("uncertain", x, 536, area) for x, (_, area) in zip(centres, sizes, strict=True)
    ]

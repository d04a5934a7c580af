from __future__ import annotations

import altair as alt
import pytest

from crossfield.charts.interface_layers import CROSS, PixelLayers, inline
from crossfield.charts.interface_layout import Text
from crossfield.charts.words import words_in

CELLS = alt.NamedData("cells")
SCALE = {"type": "threshold", "domain": [-1.0, 1.0], "range": "diverging"}
BOX = {
    "x": {
        "field": "x",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, 980], "nice": False, "zero": False},
    },
    "x2": {"field": "x2"},
    "y": {
        "field": "y",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [0, 400], "nice": False, "zero": False, "reverse": True},
    },
    "y2": {"field": "y2"},
}


@pytest.fixture
def layers():
    return PixelLayers(980, 400, (-1.0, 1.0), "gap")


def spec_of(layer):
    spec = layer.to_dict()
    return spec["mark"], spec["encoding"]


def rows_of(layer):
    spec = layer.to_dict()
    return spec["data"].get("values") or spec["datasets"][spec["data"]["name"]]


def test_rows_of_any_sequence_become_the_data_of_a_layer():
    assert inline(({"x": 1}, {"x": 2})).to_dict() == {"values": [{"x": 1}, {"x": 2}]}


def test_boxes_and_rules_stand_on_pixels_with_y_growing_downwards(layers):
    assert spec_of(layers.boxes(CELLS, "ground")) == ({"type": "rect", "style": "ground", "aria": False}, BOX)
    assert spec_of(layers.rules(CELLS)) == ({"type": "rule", "style": "rule", "aria": False}, BOX)


def test_a_swatch_is_filled_by_its_value_without_a_legend_of_its_own(layers):
    fill = {"field": "value", "type": "quantitative", "legend": None, "scale": SCALE}

    assert spec_of(layers.swatches(CELLS)) == ({"type": "rect", "aria": False}, BOX | {"fill": fill})


def test_marks_stand_on_centres_and_their_areas_are_pixels(layers):
    drawn = [spec_of(mark) for mark in layers.marks(CELLS)]
    common = {"type": "point", "aria": False, "opacity": 1}

    assert [mark for mark, _ in drawn] == [
        common | {"shape": "circle", "strokeWidth": 0},
        common | {"shape": "circle", "strokeWidth": 2.2, "filled": False},
        common | {"shape": "circle", "style": "dot", "size": 12},
        common | {"shape": CROSS, "style": "missing", "size": 60},
    ]
    assert [(places["x"]["field"], places["y"]["field"]) for _, places in drawn] == [("cx", "cy")] * 4
    assert [places.get("size") for _, places in drawn] == [
        {"field": "area", "type": "quantitative", "scale": None},
        {"field": "area", "type": "quantitative", "scale": None},
        None,
        None,
    ]


def test_texts_of_one_style_and_alignment_share_a_layer(layers):
    first, second = Text(1, 2, "a", "muted", "right"), Text(3, 4, "b", "label")
    third = Text(5, 6, "c", "muted", "right")

    label, muted = layers.texts([first, second, third])

    said = {"type": "text", "aria": False, "baseline": "alphabetic"}
    assert spec_of(label)[0] == said | {"style": "label", "align": "left"}
    assert spec_of(muted)[0] == said | {"style": "muted", "align": "right"}
    assert rows_of(label) == [{"x": 3, "y": 4, "text": "b"}]
    assert rows_of(muted) == [{"x": 1, "y": 2, "text": "a"}, {"x": 5, "y": 6, "text": "c"}]
    assert spec_of(muted)[1]["text"] == {"field": "text", "type": "nominal"}


def test_without_texts_there_is_no_layer(layers):
    assert layers.texts([]) == []


@pytest.mark.parametrize(
    ("language", "shows", "titles"),
    [
        ("en", "gap", ["Unused potential", "90% range", "Joint projects", "Call topics", "Bridging organisations"]),
        (
            "de",
            "potential",
            [
                "Potenzial",
                "90‑%‑Bereich",
                "Gemeinsame Projekte (Fallzahl)",
                "Ausschreibungsthemen",
                "Organisationen in beiden Feldern",
            ],
        ),
    ],
)
def test_the_pointer_is_told_all_figures_in_the_language(layers, language, shows, titles):
    mark, places = spec_of(layers.hits(CELLS, words_in(language), shows))

    last = ["Reading", "Note"] if language == "en" else ["Lesart", "Hinweis"]
    assert mark == {"type": "rect", "style": "hit"}
    assert [entry["title"] for entry in places["tooltip"]] == ["title", *titles, *last]
    assert [entry["field"].removeprefix("said_") for entry in places["tooltip"]] == [
        *("pair", "value", "range", "support", "topics", "bridging", "reading", "note")
    ]
    assert places["description"] == {"field": "said_all", "type": "nominal"}


def test_only_the_cell_under_the_pointer_is_outlined(layers):
    spec = layers.hits(CELLS, words_in("en"), "gap").to_dict()

    assert spec["encoding"]["strokeOpacity"] == {
        "condition": [{"param": "hover", "empty": False, "value": 1}],
        "value": 0,
    }
    assert [(one["name"], one["select"]) for one in spec["params"]] == [
        ("hover", {"type": "point", "on": "pointerover", "clear": "pointerout", "fields": ["pair"]})
    ]

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from crossfield.charts.interface_cells import interface_cells, read_fields
from crossfield.charts.interface_layout import legend_columns, map_layout, text_end
from crossfield.charts.interface_legend import map_legend
from crossfield.charts.interface_map import interface_map
from crossfield.charts.palette import theme
from crossfield.errors import UnknownNameError


def spec_of(rows, fields, **more):
    return interface_map(rows, fields, region_name="Sachsen", **more).to_dict()


def values_of(spec, layer):
    """The rows behind a layer; Altair keeps all of them under names."""
    return spec["datasets"][layer["data"]["name"]]


def drawn(spec):
    """The pairs that each layer of marks draws, by the state it is for."""
    cells = spec["datasets"]["cells"]
    layers = [layer for layer in spec["layer"] if layer["data"].get("name") == "cells" and "transform" in layer]
    filters = [layer["transform"][0]["filter"] for layer in layers]
    return {
        one["equal"]: [(cell["row"], cell["column"]) for cell in cells if cell[one["field"]] == one["equal"]]
        for one in filters
    }


def mark_of(spec, state):
    return next(
        layer["mark"] | {"encoding": sorted(layer["encoding"])}
        for layer in spec["layer"]
        if layer.get("transform", [{}])[0].get("filter", {}).get("equal") == state
    )


def test_every_pair_is_drawn_by_exactly_one_layer(rows, fields):
    spec = spec_of(rows, fields)
    by_state = drawn(spec)
    pairs = [pair for layer in by_state.values() for pair in layer]
    assert len(pairs) == len(set(map(frozenset, pairs))) == len(spec["datasets"]["cells"]) == 8
    assert set(by_state) == {"certain", "uncertain", "none", "undefined"}


def test_null_is_a_cross_and_no_project_a_dot_and_neither_has_a_colour_of_the_scale(rows, fields):
    spec = spec_of(rows, fields)
    assert drawn(spec)["undefined"] == [("ict", "health")]
    assert drawn(spec)["none"] == [("ict", "machines"), ("machines", "energy"), ("machines", "health")]
    for state in ("undefined", "none"):
        assert mark_of(spec, state)["encoding"] == ["x", "y"]
    assert mark_of(spec, "undefined")["shape"].startswith("M")


def test_uncertain_marks_differ_by_form(rows, fields):
    spec = spec_of(rows, fields)
    assert mark_of(spec, "certain")["encoding"] == ["fill", "size", "x", "y"]
    assert mark_of(spec, "uncertain")["encoding"] == ["size", "stroke", "x", "y"]
    assert mark_of(spec, "uncertain")["filled"] is False


def test_strength_has_fixed_classes_around_one(rows, fields):
    scale = next(
        layer["encoding"]["fill"]["scale"] for layer in spec_of(rows, fields)["layer"] if "fill" in layer["encoding"]
    )
    assert scale == {"type": "threshold", "domain": [0.5, 0.67, 0.9, 1.1, 1.5, 2.0], "range": "diverging"}
    assert len(theme()["range"]["diverging"]) == len(scale["domain"]) + 1


def test_the_potential_has_a_scale_without_a_middle(rows, fields):
    rows[0] |= {"potential": 9.0, "potential_low": 5.0, "potential_high": 14.0}
    spec = spec_of(rows, fields, shows="potential")
    scale = next(layer["encoding"]["fill"]["scale"] for layer in spec["layer"] if "fill" in layer["encoding"])
    assert scale == {"type": "threshold", "domain": [1.0, 2.0, 3.0, 4.0], "range": "ramp"}
    assert len(theme()["range"]["ramp"]) == len(scale["domain"]) + 1


def test_area_grows_with_support(rows, fields):
    areas = {cell["support"]: cell["area"] for cell in spec_of(rows, fields)["datasets"]["cells"]}
    assert areas[40] == 1000
    assert areas[12] == 300
    assert areas[0] == 45


def test_blocks_share_their_rows_and_columns(rows, fields):
    cells = {(cell["row"], cell["column"]): cell for cell in spec_of(rows, fields)["datasets"]["cells"]}
    assert cells["ict", "energy"]["cy"] == cells["ict", "machines"]["cy"]
    assert cells["ict", "energy"]["cx"] == cells["machines", "energy"]["cx"]
    inside = cells["ict", "health"]["x"] - cells["ict", "energy"]["x2"]
    between = cells["ict", "machines"]["x"] - cells["ict", "health"]["x2"]
    assert between > 5 * inside


def test_the_named_interface_has_a_frame(rows, fields):
    spec = spec_of(rows, fields)
    frames = next(values_of(spec, layer) for layer in spec["layer"] if layer["mark"].get("style") == "frame")
    named = next(cell for cell in spec["datasets"]["cells"] if (cell["row"], cell["column"]) == ("chips", "energy"))
    assert frames[-1] == {key: named[key] for key in ("x", "x2", "y", "y2", "cx", "cy")}


@pytest.mark.parametrize(
    ("language", "title", "figure"),
    [
        ("en", "Where do fields meet in Sachsen?", ("1.29", "1.05 to 1.77", "8")),
        ("de", "Wo treffen in Sachsen Felder aufeinander?", ("1,29", "1,05 bis 1,77", "8")),
    ],
)
def test_title_answer_and_tooltip_speak_the_language(rows, fields, language, title, figure):
    spec = spec_of(rows, fields, language=language, citation="Datenstand 1")
    assert spec["title"]["text"] == title
    assert figure[0] in " ".join(spec["title"]["subtitle"])
    cell = spec["datasets"]["cells"][0]
    assert (cell["said_value"], cell["said_range"], cell["said_support"]) == figure
    titles = [entry["title"] for entry in spec["layer"][-1]["encoding"]["tooltip"]]
    assert len(titles) == len(set(titles)) == 8
    assert ("Hinweis" in titles) == (language == "de")


def test_the_tooltip_gives_the_note_and_why_a_figure_is_uncertain(rows, fields):
    cells = {cell["pair"]: cell for cell in spec_of(rows, fields, language="de")["datasets"]["cells"]}
    assert cells["IKT × Energie"]["said_note"] == "wenige Fälle"
    assert cells["IKT × Energie"]["said_reading"] == "Unsicher: mit Vorbehalt: wenige Fälle"
    assert cells["IKT × Health"]["said_value"] == "–"
    assert cells["IKT × Health"]["said_bridging"] == "6"


def test_a_german_map_writes_no_decimal_points(rows, fields):
    spec = spec_of(rows, fields, language="de")
    texts = [datum["text"] for layer in spec["layer"] for datum in values_of(spec, layer) if "text" in datum] + [
        said for cell in spec["datasets"]["cells"] for key, said in cell.items() if key.startswith("said_")
    ]
    assert "1,5" in texts
    assert not [text for text in texts if re.search(r"\d\.\d", text)]


def test_an_unframed_map_leaves_heading_and_source_to_the_page(rows, fields):
    spec = spec_of(rows, fields, citation="the source", framed=False)
    assert "title" not in spec
    assert "the source" not in str(spec)
    assert spec["description"].startswith("Where do fields meet in Sachsen? Most clearly at")


def test_nothing_is_loaded_from_elsewhere(rows, fields):
    spec = spec_of(rows, fields)
    assert spec.pop("$schema").startswith("https://vega.github.io/")
    assert "http" not in str(spec)


def test_an_unknown_figure_is_refused_with_the_known_ones(rows, fields):
    with pytest.raises(UnknownNameError, match="It can be strength, potential, gap"):
        spec_of(rows, fields, shows="bridges")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("shows", ["strength", "potential", "gap"])
def test_no_text_is_clipped_and_legend_parts_do_not_touch(rows, fields, language, shows):
    known = read_fields(fields, language)
    layout = map_layout(known, language)
    cells = interface_cells(rows, known, shows=shows, language=language)
    legend = map_legend(cells, shows=shows, language=language, top=500, width=layout.width)
    assert max(text_end(text, 12) for text in layout.texts) <= layout.width
    assert max(text_end(text, 11) for text in legend.texts) <= layout.width
    edges = legend_columns(layout.width)
    for start, end in pairwise(edges):
        assert max(text_end(text, 11) for text in legend.texts if start <= text.x < end) < end


def test_without_sectors_the_map_is_one_block(rows, fields):
    kept = [field for field in fields if field["kind"] != "sector"]
    titles = [text.text for text in map_layout(read_fields(kept, "en"), "en").texts if text.style == "block"]
    assert titles == ["Key technologies × Future fields"]


def test_technologies_and_sectors_alone_are_a_map_too(rows, fields):
    kept = [field for field in fields if field["kind"] != "future"]
    spec = spec_of(rows, kept)
    assert [(cell["row"], cell["column"]) for cell in spec["datasets"]["cells"]] == [
        ("chips", "machines"),
        ("ict", "machines"),
    ]


def test_many_columns_get_narrower_cells(fields):
    more = [{**fields[3], "field": f"f{index}", "position": 10 + index} for index in range(12)]
    layout = map_layout(read_fields([*fields, *more], "en"), "en")
    assert layout.cell_width == 76
    assert layout.width > 980
    assert max(text_end(text, 12) for text in layout.texts) <= layout.width


def test_titles_of_narrow_blocks_do_not_touch(fields):
    kept = [field for field in fields if field["field"] != "health"]
    layout = map_layout(read_fields(kept, "de"), "de")
    upper, beside = [text for text in layout.texts if text.style == "block" and text.y == 12]
    assert text_end(upper, 12) < beside.x

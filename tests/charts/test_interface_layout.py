from __future__ import annotations

import pytest

from crossfield.charts.interface_cells import Cell, Field
from crossfield.charts.interface_layout import Layout, Text, legend_columns, map_layout, text_end
from crossfield.charts.palette import text_width


def some(kind, *titles):
    return [Field(title[:2], kind, title, number) for number, title in enumerate(titles)]


TECHNOLOGIES = some("technology", "chips", "lasers")
SECTORS = some("sector", "machines")
FUTURES = some("future", "energy", "health", "space", "water")


def styled(layout, style):
    return [(text.x, text.y, text.text, text.align) for text in layout.texts if text.style == style]


@pytest.mark.parametrize("language", ["en", "de"])
def test_three_blocks_share_rows_and_columns(language):
    layout = map_layout([*TECHNOLOGIES, *SECTORS, *FUTURES], language)

    # Columns from 208 on, 88 wide, 30 between the groups; rows from 34 + 14 on, 46 high, 40 between the groups.
    assert layout.lefts == {"en": 208, "he": 296, "sp": 384, "wa": 472, "ma": 590}
    assert layout.tops == {"ch": 48, "la": 94, "ma": 180}
    assert (layout.bottom, layout.width, layout.cell_width) == (226, 980, 88)


@pytest.mark.parametrize(
    ("language", "technology", "sector", "future"),
    [
        ("en", "Key technologies", "Sectors", "Future fields"),
        ("de", "Schlüsseltechnologien", "Branchen", "Zukunftsfelder"),
    ],
)
def test_every_block_but_sectors_among_themselves_has_a_name(language, technology, sector, future):
    layout = map_layout([*TECHNOLOGIES, *SECTORS, *FUTURES], language)

    assert styled(layout, "block") == [
        (209.5, 12, f"{technology} × {future}", "left"),
        (591.5, 12, f"{technology} × {sector}", "left"),
        (209.5, 171, f"{sector} × {future}", "left"),
    ]


def test_a_narrow_group_takes_the_room_of_its_name():
    layout = map_layout([*TECHNOLOGIES, *SECTORS, *FUTURES[:1]], "en")

    name = text_width("Key technologies × Future fields", 12, bold=True)
    assert name > 88
    assert layout.lefts == {"en": 208, "ma": pytest.approx(208 + name + 1.5 + 30)}


def test_sectors_and_future_fields_alone_are_one_block():
    layout = map_layout([*SECTORS, *FUTURES], "en")

    assert (list(layout.lefts), list(layout.tops)) == (["en", "he", "sp", "wa"], ["ma"])
    assert styled(layout, "block") == [(209.5, 12, "Sectors × Future fields", "left")]


@pytest.mark.parametrize(("columns", "wide", "width"), [(10, 88, 1088), (11, 81, 1099), (12, 76, 1120)])
def test_cells_get_narrower_down_to_a_least_width(columns, wide, width):
    futures = [Field(f"f{number}", "future", "f", number) for number in range(columns)]

    layout = map_layout([*TECHNOLOGIES, *futures], "en")

    assert (layout.cell_width, layout.width) == (wide, width)


def test_titles_of_one_line_stand_on_the_lowest_line_and_beside_the_middle_of_the_row():
    layout = map_layout([*TECHNOLOGIES[:1], *some("future", "Digitale Kommunikation", "energy")], "en")

    assert layout.tops == {"ch": 62}
    assert styled(layout, "label") == [
        (252, 40, "Digitale", "center"),
        (252, 54, "Kommunikation", "center"),
        (340, 54, "energy", "center"),
        (198, 89, "chips", "right"),
    ]


def test_a_row_title_of_two_lines_is_centred():
    long = some("technology", "Advanced materials and nanotechnology")

    layout = map_layout([*long, *FUTURES], "en")

    rows = [place for place in styled(layout, "label") if place[3] == "right"]
    assert rows == [(198, 68, "Advanced materials and", "right"), (198, 82, "nanotechnology", "right")]


def test_a_cell_has_edges_inside_its_place_and_a_centre():
    layout = Layout({"en": 208}, {"ch": 48}, 94, 980, 88)
    cell = Cell(TECHNOLOGIES[0], FUTURES[0], None, None, None, 0, "", "none", {})

    assert layout.box(cell) == {"x": 209.5, "x2": 294.5, "y": 49.5, "y2": 92.5, "cx": 252, "cy": 71}


@pytest.mark.parametrize(
    ("style", "align", "end"),
    [
        ("label", "left", 107.992),  # 3 letters of 222 per mille at 12 pixels
        ("label", "center", 103.996),
        ("label", "right", 100),
        ("block", "left", 108.55144),  # bold: 7 % more
        ("value", "center", 104.27572),
    ],
)
def test_where_a_text_ends(style, align, end):
    assert text_end(Text(100, 0, "ill", style, align), 12) == pytest.approx(end)


def test_a_text_is_drawn_from_its_place_and_letters():
    assert Text(1, 2, "ill", "muted", "right").to_dict() == {"x": 1, "y": 2, "text": "ill"}


def test_the_parts_of_the_legend_grow_with_the_map():
    assert legend_columns(1000) == (0, 390, 790)

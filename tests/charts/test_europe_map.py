"""The map of Europe: every region once, honest forms, labels apart, and the same picture for the same data."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.document import render
from crossfield.charts.europe_frame import EuropeFrame
from crossfield.charts.europe_map import (
    MAP_WIDTH,
    SLIDE,
    europe_map,
    map_labels,
    map_spots,
    slide_width,
    spot_state,
    tie_width,
)
from crossfield.charts.palette import text_width
from crossfield.errors import UnknownNameError

LAND = [[[5.0, 47.0], [5.0, 55.0], [15.0, 55.0], [15.0, 47.0], [5.0, 47.0]]]
OUTLINES = [
    {"type": "Feature", "properties": {"code": "DE"}, "geometry": {"type": "MultiPolygon", "coordinates": [LAND]}}
]
PLACES = {"DED": (13.4, 51.1), "DE2": (11.6, 48.9), "FR1": (2.3, 48.8), "ITC": (9.2, 45.5), "ES7": (-15.6, 28.0)}
FIGURES = {
    "DED": (1.3, 1.1, 1.6, 8),
    "DE2": (0.7, 0.5, 0.9, 20),
    "FR1": (1.0, 0.8, 1.3, 30),
    "ITC": (None, None, None, 0),
    "ES7": (1.2, 0.9, 1.5, 3),
}


@pytest.fixture
def rows():
    return [
        {
            **dict(zip(("value", "low", "high", "support"), FIGURES[code], strict=True)),
            "region": code,
            "label": f"Region {code}",
            "longitude": at[0],
            "latitude": at[1],
            "shared": None if code == "DED" else place * 3,
            "note": None,
        }
        for place, (code, at) in enumerate(PLACES.items())
    ]


def drawn(rows, **asked):
    return europe_map(rows, home="DED", outlines=OUTLINES, **asked).to_dict()


def texts_of(spec):
    return [
        row["text"] for data in spec["datasets"].values() for row in data if isinstance(row, dict) and "text" in row
    ]


def test_every_region_inside_the_frame_is_drawn_once_the_largest_first(rows):
    spots = drawn(rows)["datasets"]["spots"]

    assert [spot["region"] for spot in spots] == ["FR1", "DE2", "DED", "ITC"]
    assert {spot["region"]: spot["state"] for spot in spots} == {
        "FR1": "uncertain",
        "DE2": "certain",
        "DED": "certain",
        "ITC": "none",
    }


def test_what_is_not_on_the_map_is_named(rows):
    assert "Not on this map: Region ES7." in texts_of(drawn(rows))
    assert not any(text.startswith("Not on this map") for text in texts_of(drawn(rows[:4])))
    many = [row | {"region": f"X{n}", "label": f"Far {n}"} for n, row in itertools.product(range(5), rows[4:])]
    assert "Far 0, Far 1, Far 2 and 2 more" in " ".join(texts_of(drawn([*rows[:4], *many])))


def test_a_region_without_a_place_is_not_drawn(rows):
    rows[1] |= {"longitude": None, "latitude": None}

    assert "DE2" not in {spot["region"] for spot in drawn(rows)["datasets"]["spots"]}


def test_arcs_lead_to_those_that_share_projects(rows):
    lines = [layer for layer in drawn(rows)["layer"] if layer["mark"].get("style") == "tie"]

    assert len(lines) == 3
    assert [line["mark"]["strokeWidth"] for line in lines] == sorted(line["mark"]["strokeWidth"] for line in lines)
    away = europe_map(rows, home="ES7", outlines=OUTLINES).to_dict()
    assert [layer for layer in away["layer"] if layer["mark"].get("style") == "tie"] == []


@pytest.mark.parametrize(("shared", "width"), [(0, 1.0), (4, 2.6), (25, 5.0)])
def test_the_width_of_an_arc_follows_the_root_of_the_projects(shared, width):
    assert tie_width(shared, 25) == width


def test_labels_never_lie_on_one_another(rows):
    frame = EuropeFrame(MAP_WIDTH)
    crowd = [
        row | {"region": f"R{n}", "label": f"A long name {n}", "longitude": 10 + n / 10}
        for n, row in enumerate(rows[:1] * 12)
    ]
    labels = map_labels(map_spots(crowd, frame), frame)
    boxes = [(text.x, text.x + text_width(text.text, 12), text.y - 12, text.y) for text in labels]

    assert labels
    for one, other in itertools.combinations(boxes, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
    assert map_labels(map_spots(rows[:1], frame) * 2, frame) == map_labels(map_spots(rows[:1], frame), frame)


def test_polygons_that_were_loaded_are_filled_by_class(rows):
    own = [OUTLINES[0] | {"properties": {"code": code, "level": 1}} for code in ("DED", "DE2", "XX")]
    styles = [layer["mark"].get("style") for layer in drawn(rows, polygons=own)["layer"]]

    assert [style for style in styles if style and style.startswith("region")] == ["region2", "region4"]


def test_a_picture_that_stands_alone_is_sixteen_to_nine(rows):
    svg = render(
        europe_map(rows, home="DED", outlines=OUTLINES, title="Where?", sentence="Here. " * 30, citation="x " * 300),
        "svg",
    )
    width, height = (float(svg.split(f'{name}="'.encode())[1].split(b'"')[0]) for name in ("width", "height"))

    assert width / height == pytest.approx(SLIDE, rel=0.03)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("shows", ["strength", "quotient"])
def test_the_same_data_give_the_same_picture_in_every_form(rows, language, shows):
    for small in (False, True):
        asked = {"language": language, "shows": shows, "small": small}
        first = render(europe_map(rows, home="DED", outlines=OUTLINES, **asked), "png", dark=small, scale=1)
        assert first == render(europe_map(rows, home="DED", outlines=OUTLINES, **asked), "png", dark=small, scale=1)
        assert first.startswith(b"\x89PNG")


def test_without_projects_the_map_is_there(rows):
    assert drawn([])["datasets"]["spots"] == []
    assert drawn([row | {"support": 0} for row in rows])["datasets"]["spots"]


@pytest.mark.parametrize("asked", [{"shows": "beauty"}, {"language": "fr"}])
def test_what_is_not_known_is_refused(rows, asked):
    with pytest.raises(UnknownNameError):
        drawn(rows, **asked)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "certain"),
        ({"low": 0.2, "high": 0.9}, "certain"),
        ({"low": 1.0}, "uncertain"),
        ({"low": 0.5, "high": 1.0}, "uncertain"),
        ({"low": None}, "uncertain"),
        ({"high": None}, "uncertain"),
        ({"note": "few records"}, "uncertain"),
        ({"note": ""}, "certain"),
        ({"value": None}, "undefined"),
        ({"support": None}, "none"),
        ({"support": 0, "value": None}, "none"),
    ],
)
def test_no_more_is_claimed_than_the_figures_say(change, state):
    row = {"value": 1.4, "low": 1.1, "high": 1.8, "support": 9, "note": None}
    assert spot_state(row | change) == state


@pytest.mark.parametrize(
    ("language", "value", "reach", "note"),
    [("en", "1.30", "1.10 to 1.60", "few records"), ("de", "1,30", "1,10 bis 1,60", "wenige Fälle")],
)
def test_what_is_pointed_at_is_said_in_the_language(rows, language, value, reach, note):
    rows[0] |= {"note": "few records"}
    spots = {spot["region"]: spot for spot in drawn(rows, language=language)["datasets"]["spots"]}
    home = spots["DED"]
    assert (home["said_value"], home["said_range"], home["said_note"]) == (value, reach, note)
    assert (home["pair"], home["said_shared"]) == ("Region DED (DED)", "–")
    assert (spots["DE2"]["said_shared"], spots["ITC"]["said_value"], spots["ITC"]["said_range"]) == ("3", "–", "–")


def test_the_order_of_rows_changes_nothing(rows):
    assert drawn(rows[::-1])["datasets"]["spots"] == drawn(rows)["datasets"]["spots"]


def test_a_region_without_projects_outside_the_frame_is_not_missed(rows):
    rows[4] |= {"support": 0}
    assert not any(text.startswith("Not on this map") for text in texts_of(drawn(rows)))


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500))
def test_arcs_are_between_one_and_five_pixels_and_wider_for_more(one, other, more):
    low, high = sorted((one, other))
    most = high + more
    assert 1 <= tie_width(low, most) <= tie_width(high, most) <= 5


@given(st.integers(300, 900), st.integers(0, 5), st.integers(0, 5))
def test_more_words_make_a_wider_picture(tall, lines, more):
    assert slide_width(tall, "Word " * 20 * lines, "") <= slide_width(tall, "Word " * 20 * (lines + more), "")
    assert slide_width(tall, "", "S " * 50 * lines) <= slide_width(tall, "", "S " * 50 * (lines + more))
    assert slide_width(tall, "", "") < slide_width(tall + 1, "", "")

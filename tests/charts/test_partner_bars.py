"""Partners as bars: each reason a part, its length what it adds, colours never alone."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.charts.comparison import SHAPES
from crossfield.charts.document import render
from crossfield.charts.palette import text_width
from crossfield.charts.partner_bars import MOST, partner_bars, shortened
from crossfield.errors import NotComputableError


def partner(name="A", *parts, status="new"):
    return {"name": name, "place": "Wien (AT13), Österreich", "status": status, "parts": list(parts)}


ROWS = [
    partner("A", ("shared-partners", 1.0), ("field-activity", 0.5), status="known"),
    partner("B", ("field-activity", 0.6), ("shared-partners", 0.15)),
]


def data_of(spec, layer):
    data = layer["data"]
    return data["values"] if "values" in data else spec["datasets"][data["name"]]


def parts_of(chart, place):
    """Widths of the parts of one reason, the sample in the key left out."""
    spec = chart.to_dict()
    return [one["x2"] - one["x"] for one in data_of(spec, spec["layer"][2 * place]) if "place" in one]


def texts_of(chart):
    spec = chart.to_dict()
    return [one["text"] for layer in spec["layer"] for one in data_of(spec, layer) if "text" in one]


def test_a_part_is_as_long_as_what_its_reason_adds():
    chart = partner_bars(ROWS)
    shared, active = parts_of(chart, 0), parts_of(chart, 1)

    assert shared[0] / active[0] == pytest.approx(2, rel=0.01)
    assert shared[0] / shared[1] == pytest.approx(1 / 0.15, rel=0.01)
    assert sum((shared[0], active[0])) == pytest.approx(940 - 330 - 96, abs=0.3)


def test_each_reason_has_a_sign_of_its_own_and_each_partner_its_status_in_words():
    chart = partner_bars(ROWS, language="de")
    shapes = [layer["mark"]["shape"] for layer in chart.to_dict()["layer"] if layer["mark"].get("shape")]
    texts = texts_of(chart)

    assert shapes == list(SHAPES[:2])
    assert {"gemeinsame Partner", "Projekte in den Feldern", "known", "new"} <= set(texts)


def test_from_the_fifth_on_reasons_are_drawn_as_one():
    names = ["shared-partners", "field-activity", "subject", "near", "country", "activity"]
    chart = partner_bars([partner("A", *((name, 6.0 - place) for place, name in enumerate(names)))])

    assert [name for name in texts_of(chart) if name == "other reasons"] == ["other reasons"]
    assert parts_of(chart, 4)[0] / parts_of(chart, 0)[0] == pytest.approx((2 + 1) / 6, rel=0.01)


def test_every_partner_answers_the_pointer_with_its_reasons():
    bars = partner_bars(ROWS).to_dict()["datasets"]["bars"]

    assert [bar["said_all"] for bar in bars] == [
        "A: shared partners 1.00, projects in the fields 0.50",
        "B: projects in the fields 0.60, shared partners 0.15",
    ]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("small", [False, True])
def test_it_is_drawn_in_every_form(small, dark):
    chart = partner_bars(ROWS * 5, small=small, title="" if small else "Q?", sentence="A.", citation="S " * 80)

    assert render(chart, "svg", dark=dark).startswith(b"<svg")


@pytest.mark.parametrize("count", [1, 5, 10])
@pytest.mark.parametrize("sentence", ["An answer.", "An answer. " * 30])
def test_with_a_title_it_is_a_slide(count, sentence):
    drawn = render(partner_bars(ROWS[:1] * count, title="Q?", sentence=sentence, citation="S " * 90), "svg").decode()
    width, height = (float(drawn.split(f'{side}="', 1)[1].split('"', 1)[0]) for side in ("width", "height"))

    assert math.isclose(width / height, 16 / 9, rel_tol=0.04)


@pytest.mark.parametrize("count", [0, MOST + 1])
def test_a_picture_shows_one_to_ten_partners(count):
    with pytest.raises(NotComputableError):
        partner_bars(ROWS[:1] * count)


@given(st.text("abcdefgh Ä", min_size=1, max_size=80), st.floats(30, 400))
def test_a_text_that_is_cut_fits_and_begins_as_it_did(text, room):
    cut = shortened(text, room, 12)

    assert text_width(cut, 12) <= max(room, text_width("m-", 12) + text_width(" …", 12))
    assert cut == text or cut.endswith(" …")

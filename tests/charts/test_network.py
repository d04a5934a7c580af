"""The network of organisations: stable, at most 300, the region's own told by form, names that do not collide."""

import itertools
import random

import pytest

from crossfield.charts.document import render
from crossfield.charts.network import HEIGHT, MOST, WIDTH, knot_labels, knots_of, network, short_name, strongest_links
from crossfield.charts.palette import text_width
from crossfield.errors import NotComputableError


def organisations(count, own=2):
    return [
        {
            "organisation": f"o{n:03}",
            "name": f"ORGANISATION NUMBER {n}",
            "place": "X",
            "joint": 1 + n % 7,
            "is_own": n < own,
        }
        for n in range(count)
    ]


LINKS = [(f"o{a:03}", f"o{b:03}", 1 + (a * b) % 5) for a, b in itertools.combinations(range(20), 2) if (a + b) % 3 == 0]


def test_every_organisation_is_drawn_once_inside_the_picture():
    knots = network(organisations(30), LINKS, region="R").to_dict()["datasets"]["knots"]

    assert sorted(knot["organisation"] for knot in knots) == [f"o{n:03}" for n in range(30)]
    assert all(0 <= knot["cx"] <= WIDTH and 0 <= knot["cy"] <= HEIGHT for knot in knots)


def test_the_order_of_rows_and_links_changes_nothing():
    rows, links = organisations(30), list(LINKS)
    first = knots_of(rows, links, WIDTH, HEIGHT)
    random.Random(1).shuffle(rows)
    links = [(b, a, count) for a, b, count in reversed(links)]

    assert knots_of(rows, links, WIDTH, HEIGHT) == first


def test_those_without_a_link_stand_below_the_others():
    knots, _links = knots_of(organisations(30), LINKS, WIDTH, HEIGHT)
    linked, alone = ([knot.y for knot in knots if knot.is_linked is has] for has in (True, False))

    assert len(alone) == 10
    assert max(linked) < min(alone)


def test_an_organisation_keeps_its_strongest_links_and_the_regions_own_keep_more():
    rows = organisations(20, own=1)
    kept = strongest_links(rows, LINKS)
    own = [link for link in kept if "o000" in link]

    assert set(kept) <= set(LINKS)
    assert len(own) == len([link for link in LINKS if "o000" in link])
    assert len(kept) <= 3 * 20 + 12
    assert strongest_links(rows, [("o001", "o001", 9), ("o001", "gone", 9)]) == []


def test_names_do_not_lie_on_one_another_and_the_regions_come_first():
    knots, _links = knots_of(organisations(40, own=3), LINKS, WIDTH, HEIGHT)
    labels = knot_labels(knots, WIDTH, 26)
    boxes = [(one.x, one.x + text_width(one.text, 12), one.y - 13, one.y) for one in labels]

    assert labels
    assert len(labels) <= 26
    for one, other in itertools.combinations(boxes, 2):
        assert one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]


@pytest.mark.parametrize(
    ("name", "short"),
    [("IQE plc", "IQE plc"), ("IQE", "IQE"), ("A" * 80, f"{('A' * 80).title()[:24]}…")],
)
def test_a_long_name_is_cut(name, short):
    assert short_name(name) == short


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("language", ["de", "en"])
def test_it_is_drawn_in_every_form_and_says_what_is_not(small, language):
    chart = network(organisations(12), LINKS, region="R", hidden=7, language=language, small=small, citation="S " * 90)
    texts = [row["text"] for data in chart.to_dict()["datasets"].values() for row in data if "text" in row]

    assert render(chart, "svg", dark=small).startswith(b"<svg")
    assert any("7" in text for text in texts if "R" in text or "Organisation" in text) or small
    titled = network(organisations(3), [], region="R", title="Who?", sentence="They.").to_dict()
    assert titled["title"]["text"] == "Who?"


def test_nothing_is_a_picture_too_and_too_much_is_none():
    assert network([], [], region="R").to_dict()["datasets"]["knots"] == []
    with pytest.raises(NotComputableError):
        network(organisations(MOST + 1), [], region="R")

"""The network of organisations: stable, at most 300, the region's own told by form, names that do not collide."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


CODES = st.sampled_from("abcdef")
DRAWN_LINKS = st.lists(
    st.tuples(CODES, CODES, st.integers(1, 9)), max_size=20, unique_by=lambda link: frozenset(link[:2])
)


def rows_of(codes, own=""):
    return [
        {"organisation": code, "name": code, "place": "", "joint": 1, "is_own": code in own} for code in sorted(codes)
    ]


@given(DRAWN_LINKS, st.sets(CODES), st.sets(CODES))
def test_drawn_links_are_some_of_those_given_and_everybody_keeps_the_strongest(links, codes, own):
    kept = strongest_links(rows_of(codes, own), links)
    inside = [(min(a, b), max(a, b), n) for a, b, n in links if a != b and {a, b} <= codes]
    assert set(kept) <= set(inside)
    assert kept == sorted(set(kept))
    for code in codes:
        mine = [link for link in inside if code in link[:2]]
        if mine:
            assert max(n for *_, n in mine) in [n for a, b, n in kept if code in (a, b)]
        if code in own:
            assert [link for link in kept if code in link[:2]] == sorted(mine)


@given(DRAWN_LINKS, st.sets(CODES, min_size=1))
def test_linked_are_those_with_a_line_and_all_stand_inside(links, codes):
    knots, kept = knots_of(rows_of(codes), links, WIDTH, HEIGHT)
    assert {knot.code for knot in knots if knot.is_linked} == {code for a, b, _ in kept for code in (a, b)}
    assert sorted(knot.code for knot in knots) == sorted(codes)
    assert all(0 <= knot.x <= WIDTH and 0 <= knot.y <= HEIGHT for knot in knots)


def test_the_size_follows_the_projects_with_both_fields_down_to_a_least_one():
    rows = [row | {"joint": joint} for row, joint in zip(rows_of("abc"), (100, 50, 1), strict=True)]
    areas = {knot.code: knot.area for knot in knots_of(rows, [], WIDTH, HEIGHT)[0]}
    assert areas == {"a": 760.0, "b": 380.0, "c": 60.0}
    small = {knot.code: knot.area for knot in knots_of(rows, [], 380.0, 400.0)[0]}
    assert small["b"] == pytest.approx(small["a"] / 2, abs=0.1)


def test_the_regions_own_and_the_largest_come_first():
    rows = [row | {"joint": joint} for row, joint in zip(rows_of("abcd", own="cd"), (9, 8, 1, 2), strict=True)]
    assert [knot.code for knot in knots_of(rows, [], WIDTH, HEIGHT)[0]] == ["d", "c", "a", "b"]


@pytest.mark.parametrize(("language", "said"), [("en", "1,234"), ("de", "1.234")])
def test_what_is_pointed_at_is_said_in_the_language(language, said):
    rows = [row | {"joint": 1234, "place": "DED2"} for row in rows_of("ab", own="a")]
    knots = network(rows, [("a", "b", 3)], region="R", language=language).to_dict()["datasets"]["knots"]
    assert [(one["said_joint"], one["said_place"], one["said_linked"]) for one in knots] == [(said, "DED2", "1")] * 2
    assert [one["said_all"] for one in knots] == [f"a: {said}", f"b: {said}"]


@given(st.text("ABCDE abcdeÄÖÜß-.", max_size=70))
def test_a_label_is_never_wider_than_its_room(name):
    label = short_name(name)
    assert text_width(label, 12) <= 200 or label.endswith("…")
    assert len(label) <= max(len(name), 25) + 1

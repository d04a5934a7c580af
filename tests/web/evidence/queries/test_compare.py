"""Regions side by side: the figures of each region's own page, and differences only where ranges do not overlap."""

import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.charts.words import number
from crossfield.errors import UnknownNameError
from crossfield.web.evidence.queries import compare as module
from crossfield.web.evidence.queries.compare import (
    chosen_regions,
    compare_answer,
    compare_drawing,
    compare_view,
    proposed,
)
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.region import region_view

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
LABELS = {"A": "Astadt", "B": "Bstadt", "C": "Cstadt"}


def test_regions_are_found_by_code_or_name_each_once_and_five_at_most():
    given = ["Sachsen", "DED", "", "DE2", "bayern", "NL3", "FR1", "ITC4", "ES3"]

    assert chosen_regions(current_version(), given) == ("DED", "DE2", "NL3", "FR1", "ITC4")
    assert chosen_regions(current_version(), []) == ()
    with pytest.raises(UnknownNameError):
        chosen_regions(current_version(), ["DED", "nowhere"])


def test_a_region_is_compared_with_those_most_like_it():
    codes = proposed(current_version(), "DED", "en")

    assert codes[0] == "DED"
    assert len(codes) == len(set(codes)) == 5


def test_figures_are_those_of_the_regions_own_pages():
    view = compare_view(current_version(), ("DED", "DE2"), "en")
    rows = {row["field"]: row for row in view.listings["fields"].rows}
    for code in ("DED", "DE2"):
        for own in region_view(current_version(), code, "en").listings["fields"].rows:
            row = rows[own["field"]]
            found = [row[key] for key in (code, f"{code}_low", f"{code}_high", f"{code}_support")]
            assert found == [own[key] for key in ("value", "low", "high", "support")]
        money = region_view(current_version(), code, "en").listings["money_compared"].rows[0]
        (shown,) = [row for row in view.listings["money"].rows if row["region"] == code]
        assert shown["million_euro"] == money["million_euro"]


def test_interfaces_with_most_joint_projects_come_first():
    rows = compare_view(current_version(), ("DED", "DE2"), "en").listings["interfaces"].rows
    support = [row["DED_support"] + row["DE2_support"] for row in rows]

    assert support == sorted(support, reverse=True)
    assert len(rows) == 20


def test_one_region_alone_asks_for_others_and_levels_are_told_apart():
    assert compare_view(current_version(), ("DED",), "en").answer == "Name up to four other regions."
    assert compare_view(current_version(), ("DED", "DED2"), "en").is_mixed
    assert not compare_view(current_version(), ("DED", "DE2"), "en").is_mixed


def test_each_region_can_be_left_out():
    view = compare_view(current_version(), ("DED", "DE2"), "en")

    assert [address for _place, address in view.without] == ["/en/compare/DE2/", "/en/compare/DED/"]


bound = st.floats(0.01, 20).map(lambda x: round(x, 2))


@st.composite
def fields(draw):
    rows = []
    for title in draw(st.lists(st.sampled_from("RSTUV"), unique=True, max_size=5)):
        row = {"title": f"Field{title}"}
        for code in LABELS:
            low, middle, high = sorted(draw(st.tuples(bound, bound, bound)))
            has = draw(st.booleans())
            row |= {code: middle, f"{code}_low": low if has else None, f"{code}_high": high if has else None}
        rows.append(row)
    return rows


@PATIENT
@given(fields(), st.sampled_from(["de", "en"]))
def test_nothing_is_above_anything_where_ranges_overlap(rows, language):
    with translation.override(language):
        said = compare_answer(rows, LABELS, language)
    apart = {
        (row["title"], LABELS[high], LABELS[low])
        for row in rows
        for high in LABELS
        for low in LABELS
        if None not in (row[f"{high}_low"], row[f"{low}_high"]) and row[f"{high}_low"] > row[f"{low}_high"]
    }
    told = set(re.findall(r"(Field\w): (\wstadt) \([^)]*\) (?:certainly above|sicher über) (\wstadt)", said))

    assert told <= apart
    assert len(told) == min(3, len(apart))
    assert (("overlap." in said) or ("überlappen." in said and not apart) or bool(apart)) is True
    known = {number(row[key], language) for row in rows for key in row if key != "title" and row[key] is not None}
    assert set(re.findall(r"\d+[.,]\d\d", said)) <= known


def test_the_drawing_holds_a_sign_for_every_region_and_field():
    drawn = compare_drawing(current_version(), ("DED", "DE2", "NL3"), "de")

    assert len(drawn["spec"]["datasets"]["dots"]) == 3 * 16


def field(title, **ranges):
    """A row: each region's low and high; its figure lies in the middle."""
    row = {"title": title}
    for code in LABELS:
        low, high = ranges.get(code, (None, None))
        row |= {code: None if low is None else (low + high) / 2, f"{code}_low": low, f"{code}_high": high}
    return row


APART = field("Light", A=(2.0, 4.0), B=(0.5, 1.5))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "In no field can these regions be told apart with certainty: all 90% ranges overlap."),
        ([field("Dark")], "In no field can these regions be told apart with certainty: all 90% ranges overlap."),
        (
            [field("Touch", A=(1.0, 2.0), B=(2.0, 3.0))],
            "In no field can these regions be told apart with certainty: all 90% ranges overlap.",
        ),
        (
            [field("Dark"), APART],
            (
                "Ranges that do not overlap exist in 1 of 2 fields. Light: Astadt (3.00; 2.00 to 4.00) certainly above "
                "Bstadt (1.00; 0.50 to 1.50)."
            ),
        ),
    ],
)  # fmt: skip
def test_only_what_ranges_tell_apart_is_said(rows, said):
    with translation.override("en"):
        assert compare_answer(rows, LABELS, "en") == said


def test_the_widest_distances_are_told_first_and_three_at_most():
    rows = [field(f"F{gap}", A=(5.0 + gap, 6.0 + gap), B=(1.0, 2.0)) for gap in (1, 4, 2, 3)]
    with translation.override("en"):
        said = compare_answer(rows, LABELS, "en")

    assert said.startswith("Ranges that do not overlap exist in 4 of 4 fields.")
    assert re.findall(r"(F\d):", said) == ["F4", "F3", "F2"]


def test_one_region_alone_is_asked_for_others_in_german_too():
    with translation.override("de"):
        assert compare_answer([APART], {"A": "Astadt"}, "de") == "Nennen Sie bis zu vier weitere Regionen."


def test_a_region_that_lacks_a_field_has_null_and_no_project_there():
    figures = {
        "A": {"ict": {"value": 1.5, "low": 1.0, "high": 2.0, "support": 7}},
        "B": {"new": {"value": 9.0, "low": 8.0, "high": 9.5, "support": 1}},
    }
    (row,) = module._side_by_side(figures, "value", {"ict": "ICT"}, ("field",))

    assert row == {
        "title": "ICT", "field": "ict", "A": 1.5, "A_low": 1.0, "A_high": 2.0, "A_support": 7,
        "B": None, "B_low": None, "B_high": None, "B_support": 0,
    }  # fmt: skip


def test_interfaces_stand_side_by_side_with_their_two_fields():
    pair = {"strength": 1.5, "strength_low": 1.0, "strength_high": None, "support": None}
    (row,) = module._side_by_side({"A": {("x", "y"): pair}}, "strength", {("x", "y"): "X × Y"}, ("field_a", "field_b"))

    assert row == {
        "title": "X × Y", "field_a": "x", "field_b": "y", "A": 1.5, "A_low": 1.0, "A_high": None, "A_support": 0,
    }  # fmt: skip


@pytest.mark.parametrize(("per_head", "keys"), [(None, []), (12.5, ["euro_per_head"])])
def test_money_per_head_is_a_column_where_any_region_has_it(per_head, keys):
    places = [{"region": "AA1", "label": "Astadt", "level": 1}, {"region": "BB1", "label": "Bstadt", "level": 1}]
    money = {1: {"AA1": {"million_euro": 3.0, "projects": 4, "euro_per_head": per_head}}}
    listing = module._money(places, money, "cited")

    assert [column.key for column in listing.columns] == ["label", "million_euro", "projects", *keys]
    assert listing.rows[1] == {
        "label": "Bstadt", "region": "BB1", "million_euro": None, "projects": None, "euro_per_head": None,
    }  # fmt: skip
    with translation.override("de"):
        assert listing.address(listing.rows[1]) == ("label", "/de/region/BB1/")

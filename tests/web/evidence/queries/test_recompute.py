"""A finding beside today's table: cells that differ, rows that came and went, and what cannot be computed anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.lake.store import Lake
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.listing import Column
from crossfield.web.evidence.queries.recompute import changes, comparison_of, recomputed

NAME, COUNT, RANGED, NOTE = (
    Column("name", "Name"), Column("count", "Count", "count"), Column("value", "LQ", "ranged"), Column("note", "Note"),
)  # fmt: skip


def told(found):
    return [(row["row"], row["what"], row["old"], row["new"], row["difference"]) for row in found]


def test_a_number_that_changed_has_its_difference():
    found = changes((NAME, COUNT), [{"name": "a", "count": 2}], [{"name": "a", "count": 5}])

    assert told(found) == [("a", "Count", 2, 5, 3)]


def test_the_ends_of_a_range_are_compared_too():
    old = [{"name": "a", "value": 1.0, "low": 0.5, "high": 2.0}]
    new = [{"name": "a", "value": 1.0, "low": 0.25, "high": 2.0}]

    assert told(changes((NAME, RANGED), old, new)) == [("a", "LQ: from (5%)", 0.5, 0.25, -0.25)]


def test_a_text_that_changed_has_no_difference():
    found = changes((NAME, NOTE), [{"name": "a", "note": "few"}], [{"name": "a", "note": ""}])

    assert told(found) == [("a", "Note", "few", "", None)]


def test_a_number_that_is_unknown_now_is_no_zero():
    found = changes((NAME, COUNT), [{"name": "a", "count": 2}], [{"name": "a", "count": None}])

    assert told(found) == [("a", "Count", 2, None, None)]


def test_rows_that_went_and_came_are_told():
    found = changes((NAME, COUNT), [{"name": "a", "count": 2}], [{"name": "b", "count": 2}])

    assert told(found) == [
        ("a", "the whole row", "there", "gone", None),
        ("b", "the whole row", "not there", "new", None),
    ]


def test_rows_of_one_name_are_compared_in_their_order():
    old = [{"name": "a", "count": 1}, {"name": "a", "count": 2}]
    new = [{"name": "a", "count": 1}, {"name": "a", "count": 3}, {"name": "a", "count": 4}]

    assert told(changes((NAME, COUNT), old, new)) == [
        ("a", "Count", 2, 3, 1),
        ("a", "the whole row", "not there", "new", None),
    ]


def test_an_empty_text_is_nothing_and_a_last_digit_is_no_change():
    old = [{"name": "a", "count": 0.1 + 0.2, "note": ""}]
    new = [{"name": "a", "count": 0.3, "note": None}]

    assert changes((NAME, COUNT, NOTE), old, new) == []


ROWS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("abc"), "count": st.none() | st.integers(0, 9)}), max_size=6
)


@given(ROWS)
def test_a_table_does_not_differ_from_itself(rows):
    assert changes((NAME, COUNT), rows, rows) == []


@given(ROWS, ROWS)
def test_the_other_way_round_has_as_many_changes_of_the_other_sign(old, new):
    there, back = changes((NAME, COUNT), old, new), changes((NAME, COUNT), new, old)

    assert len(there) == len(back)
    assert sorted(row["difference"] or 0 for row in there) == sorted(-(row["difference"] or 0) for row in back)


def finding(**parameters):
    shown = [{"key": "title", "heading": "Feld", "form": "text"}, {"key": "support", "heading": "N", "form": "count"}]
    rows = [{"title": "Mikroelektronik", "support": 1}]
    return Finding(title="T", language="de", columns=shown, rows=rows, parameters=parameters, data_version="older")


def test_the_table_is_computed_in_the_findings_language():
    version = Lake().current()
    kept = finding(page="region", region="DED", table="fields")

    found = comparison_of(kept, version)

    row = next(row for row in found.listing.rows if row["row"] == "Mikroelektronik")
    assert (row["what"], row["old"]) == ("N", 1)
    assert row["new"] == next(one["support"] for one in found.new.rows if one["title"] == "Mikroelektronik")
    assert found.reasons == ["What it rested on was not noted yet when it was kept; the data version was older."]


@pytest.mark.parametrize(
    "asked",
    [
        {"page": "interfaces", "region": "DED", "table": "interfaces"},
        {"page": "interfaces", "region": "DED", "table": "interfaces", "shows": "gap"},
        {"page": "interface", "region": "DED", "table": "regions", "field_a": "energy", "field_b": "production"},
    ],
)
def test_every_page_of_evidence_can_be_asked_again(asked):
    assert recomputed(finding(**asked), Lake().current()).rows


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({}, NotComputableError),
        ({"page": "shortlist", "table": "x"}, NotComputableError),
        ({"page": "region", "region": "DED", "table": "gone"}, NotComputableError),
        ({"page": "region", "region": "XYZ", "table": "fields"}, UnknownNameError),
    ],
)
def test_what_cannot_be_computed_anew_says_so(asked, error):
    with pytest.raises(error):
        recomputed(finding(**asked), Lake().current())

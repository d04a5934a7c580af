"""What another data version changes for a region: hand-worked sentences, and old beside new."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from crossfield.errors import UnknownNameError
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries import changes
from crossfield.web.evidence.queries.changes import changes_view
from crossfield.web.evidence.queries.data import current_version

OLD = {"field_a": "energy", "field_b": "production", "strength": 1.4, "strength_low": 0.8, "strength_high": 2.2}


def changed(language="en"):
    with translation.override(language):
        return changes_view(Lake().current(), current_version(), "DED", language)


def test_old_stands_beside_new(loaded):
    view = changed()
    counts = {row["what"]: (row["old"], row["new"], row["difference"]) for row in view.listings["counts"].rows}

    assert view.question == "What has changed for Sachsen?"
    old, new, difference = counts["Projects with a field"]
    assert difference == new - old
    assert counts["Organisations in the data"][0] is None
    assert counts["Organisations in the data"][2] is None
    first = view.listings["interfaces"].rows[0]
    assert first["difference"] == pytest.approx(first["new"] - first["old"])
    known = [round(row["new"], 9) for row in view.listings["interfaces"].rows if row["new"] is not None]
    assert known == sorted(known, reverse=True)
    assert view.listings["interfaces"].address(first)[1].startswith("/en/interface/DED/")
    assert {row["field"] for row in view.listings["fields"].rows} >= {"Photonics", "Energy"}


@pytest.mark.parametrize(
    ("language", "word"), [("de", "Projekte mit einem Feld beginnen"), ("en", "with a field start")]
)
def test_the_answer_speaks_the_readers_language(loaded, language, word):
    assert word in changed(language).answer


def test_a_version_beside_itself_has_no_change():
    starter = Lake().current()
    with translation.override("en"):
        view = changes_view(starter, starter, "DED", "en")

    assert view.answer.startswith("As before, ")
    assert "unchanged" in view.answer
    rows = [row for one in view.listings.values() for row in one.rows]
    assert {row["difference"] for row in rows} <= {0, None}


@pytest.mark.parametrize("versions", [("gone", ""), ("", "gone")])
def test_a_version_that_is_gone_is_said_to_be(versions):
    starter = Lake().current()

    with pytest.raises(UnknownNameError, match="data version"):
        changes_view(versions[0] or starter, versions[1] or starter, "DED", "en")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            {"projects": 5, "years": "2014–2019"},
            {"projects": 8, "years": "2014–2019"},
            "8 projects with a field start in 2014–2019; before, it was 5.",
        ),
        (
            {"projects": 5, "years": "2013–2018"},
            {"projects": 8, "years": "2014–2019"},
            "8 projects with a field start in 2014–2019; before, it was 5 in 2013–2018.",
        ),
        (
            {"projects": 5, "years": "2014–2019"},
            {"projects": 5, "years": "2014–2019"},
            "As before, 5 projects with a field start in 2014–2019.",
        ),
    ],
)
def test_counts_are_said(old, new, said):
    with translation.override("en"):
        assert changes._counts_said([old, new], "en") == said


@pytest.mark.parametrize(
    ("values", "overlaps"),
    [((1.5, 0.9, 2.3), True), ((3.0, 2.3, 4.0), False), ((3.0, 2.2, 4.0), True), ((1.5, None, None), False)],
)
def test_ranges_that_overlap_are_no_certain_change(values, overlaps):
    new = OLD | dict(zip(("strength", "strength_low", "strength_high"), values, strict=True))

    assert changes._overlap(OLD, new) is overlaps


def test_a_difference_below_the_digits_that_are_kept_is_none():
    assert changes._pair_row({}, 1.4301, 1.4304)["difference"] == 0
    assert changes._pair_row({}, 1.43, 1.44)["difference"] == pytest.approx(0.01)
    assert changes._pair_row({}, None, 1.44)["difference"] is None
    assert changes._pair_row({}, 0, 0)["difference"] == 0


def test_a_figure_that_is_gone_is_null_and_comes_last():
    figure = {"value": 2.0, "low": 1.0, "high": 3.0, "support": 7, "note": None}
    lost = changes._old_and_new({"field": "x"}, figure, None, "value")

    assert (lost["old"], lost["new"], lost["new_low"], lost["projects_new"]) == (2.0, None, None, None)
    assert list(changes._order({"a": {"value": 1.0}}, {"b": figure, "a": figure}, "value")) == ["a", "b"]


def test_a_region_that_one_version_does_not_know_has_nothing_there(loaded):
    """Bayern has no project in the dump that was loaded."""
    with translation.override("en"):
        view = changes_view(current_version(), Lake().current(), "DE2", "en")

    assert view.listings["counts"].rows[0]["old"] == 0
    assert {row["old"] for row in view.listings["interfaces"].rows} == {None}
    assert "No interface had a figure before" in view.answer


def compared(old, new):
    """Strengths as `named_row` gives them, with ranges of a quarter below and above."""
    return [
        None
        if value is None
        else OLD | {"strength": value, "strength_low": 0.75 * value, "strength_high": 1.25 * value}
        for value in (old, new)
    ]


@pytest.mark.parametrize(
    ("old", "new", "overlaps"), [(1.0, 1.2, True), (1.0, 2.0, False), (2.0, 1.0, False), (1.0, 5 / 3, True)]
)
def test_two_ranges_overlap_whichever_is_the_older(old, new, overlaps):
    one, other = compared(old, new)

    assert changes._overlap(one, other) is changes._overlap(other, one) is overlaps


@pytest.mark.parametrize(("language", "said"), [("de", "1,40 (0,80 bis 2,20)"), ("en", "1.40 (0.80 to 2.20)")])
def test_a_figure_is_told_with_its_range(language, said):
    assert changes._ranged(OLD, language) == said


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [(None, None, None), (None, 0, None), (0, None, None), (0, 3, 3), (3, 0, -3), (2000, 2001, 0), (2000, 2002, 2)],
)
def test_a_difference_needs_both(old, new, difference):
    assert changes._pair_row({"what": "x"}, old, new) == {"what": "x", "old": old, "new": new, "difference": difference}


values = st.floats(-1e6, 1e6)


@given(values, values)
def test_the_way_back_is_the_same_difference_the_other_way_round(old, new):
    there = changes._pair_row({}, old, new)["difference"]

    assert changes._pair_row({}, new, old)["difference"] == -there
    assert changes._pair_row({}, old, old)["difference"] == 0


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.none() | values),
    st.dictionaries(st.sampled_from("abcdef"), st.none() | values),
)
def test_every_field_of_either_version_stands_once_the_highest_of_today_first(old, new):
    as_rows = [{code: {"value": value} for code, value in one.items()} for one in (new, old)]
    order = list(changes._order(*as_rows, "value"))
    today = [new[code] for code in order if new.get(code) is not None]

    assert sorted(order) == sorted({*old, *new})
    assert order[: len(today)] == [code for code in order if new.get(code) is not None]
    assert [float(f"{value:.9g}") for value in today] == sorted((float(f"{one:.9g}") for one in today), reverse=True)


def test_the_last_digit_decides_no_place():
    new = {"b": {"value": 1.0000000001}, "a": {"value": 1.0}}

    assert list(changes._order(new, {}, "value")) == ["a", "b"]


@pytest.mark.parametrize(
    ("new", "note"),
    [
        (None, None),
        ({"value": 1.0, "low": None, "high": None, "support": 1, "note": "few records"}, None),
        ({"value": None, "low": None, "high": None, "support": 0, "note": "no records"}, "no records"),
        ({"value": None, "low": None, "high": None, "support": 0}, None),
    ],
)
def test_a_note_stands_where_there_is_no_figure_now(new, note):
    assert changes._old_and_new({}, None, new, "value")["note"] == note


def test_ranges_of_an_interface_stand_beside_its_figure_in_both_versions():
    figure = OLD | {"support": 7, "note": None}
    row = changes._old_and_new({"pair": "x"}, None, figure, "strength")

    assert {key: row[key] for key in ("old", "old_low", "old_high", "projects_old")} == dict.fromkeys(
        ("old", "old_low", "old_high", "projects_old")
    )
    assert [row[key] for key in ("new", "new_low", "new_high", "projects_new", "difference")] == [
        1.4,
        0.8,
        2.2,
        7,
        None,
    ]


@pytest.mark.parametrize(("note", "keys"), [(None, []), ("few records", ["note"])])
def test_a_column_of_notes_is_there_where_there_is_a_note(note, keys):
    columns = [column.key for column in changes._ranged_columns("Before", "Now", [{"note": None}, {"note": note}])]

    assert columns == ["old", "new", "difference", "projects_old", "projects_new", *keys]


@pytest.mark.parametrize(
    ("language", "note"),
    [("de", "im mitgelieferten Datenstand nicht vollständig"), ("en", "not complete in the data that ship")],
)
def test_a_count_that_one_version_lacks_is_null_and_says_why(language, note):
    known = {"projects": 5, "interfaces": 2, "certain": 1, "organisations": 9}
    with translation.override(language):
        rows = changes._counts_listing([known | {"organisations": None}, known], "", language).rows

    assert [(row["old"], row["new"], row["difference"], row["note"]) for row in rows] == [
        (5, 5, 0, None), (2, 2, 0, None), (1, 1, 0, None), (None, 9, None, note),
    ]  # fmt: skip

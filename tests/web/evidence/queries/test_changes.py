"""What another data version changes for a region: hand-worked sentences, and old beside new."""

import pytest
from django.utils import translation

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

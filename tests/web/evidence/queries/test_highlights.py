"""The start page's sentences hold for every kind of region, the smallest too; each leads to a page that is there."""

import pytest
from django.utils import translation

from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.highlights import region_highlights
from crossfield.web.evidence.queries.idea import idea_view
from crossfield.web.evidence.queries.interfaces import interface_rows
from crossfield.web.evidence.queries.look import LEAST_UNUSED, interface_looks
from crossfield.web.evidence.queries.region import regions_with_figures


def some_regions() -> list[str]:
    """Every twentieth region, with the one that has fewest projects at its level."""
    return [row["region"] for row in regions_with_figures(current_version(), own_settings().scheme)][::20]


@pytest.mark.parametrize("language", ["de", "en"])
def test_three_sentences_each_with_a_page(desk, language):
    broken, said = {}, set()
    for code in some_regions():
        with translation.override(language):
            label, highlights = region_highlights(current_version(), code, language)
        assert len(highlights) == 3
        said |= {one.question.replace(label, "…") for one in highlights}
        for one in highlights:
            if one.address and desk.get(one.address.partition("#")[0]).status_code != 200:
                broken[code] = one.address

    assert broken == {}
    assert len(said) >= 3


@pytest.mark.parametrize("code", ["DED", "DE2", "LU", "PT1"])
def test_the_second_sentence_names_what_is_unused_for_certain_and_what_it_rests_on(code):
    rows = [row for row in interface_rows(current_version(), code) if (row["gap_low"] or 0) > 0]
    with translation.override("en"):
        _label, highlights = region_highlights(current_version(), code, "en")
    if rows:
        best = max(rows, key=lambda row: row["gap"])
        assert highlights[1].address == f"/en/interface/{code}/{best['field_a']}/{best['field_b']}/"
        beyond, little = (
            f": {best['gap']:.2f} joint projects per three years beyond",
            f"with {best['gap']:.2f} (90% range",
        )
        assert (beyond in highlights[1].answer) == (best["gap"] >= LEAST_UNUSED)
        assert (little in highlights[1].answer) == (best["gap"] < LEAST_UNUSED)
        assert "That window is past" in highlights[1].basis
        assert "that scored like this in 2017" in highlights[1].basis
        assert highlights[1].paper == ""
    else:
        assert highlights[1].answer.startswith("Nowhere for certain yet")


def test_a_region_without_data_names_nothing(desk):
    rows = [row["region"] for row in regions_with_figures(current_version(), own_settings().scheme)]
    statuses = {desk.get(f"/de/interfaces/{code}/").status_code for code in rows[::25]}

    assert statuses <= {200, 404}
    assert 200 in statuses


def test_no_text_is_no_idea():
    view = idea_view(current_version(), "DED", "   ", "de")

    assert (view.text, view.fields, view.interfaces) == ("", [], [])


@pytest.mark.parametrize(
    ("low", "words"),
    [(0.2, "bleiben ungenutzt"), (-0.2, "Nichts lässt sich sicher ungenutzt nennen"), (None, "Nichts")],
)
def test_unused_is_said_only_where_the_range_stays_above_zero(low, words):
    row = {
        **dict.fromkeys(("strength", "strength_low", "strength_high", "bridges", "bridges_low", "bridges_high")),
        **dict.fromkeys(("synergy", "synergy_low", "synergy_high", "note", "bridging_organisations")),
        "joint": 0.5, "expected": 0.1, "support": 1, "topics": 1, "activity": 0.3,
        "potential": 1.5, "potential_low": 1.0, "potential_high": 2.0, "gap": 1.2, "gap_low": low, "gap_high": 2.0,
    }  # fmt: skip
    with translation.override("de"):
        looks = {look.name: look.answer for look in interface_looks(row, "de")}

    assert words in looks["gap"]
    assert (
        looks["potential"] == "1,50 gemeinsame Projekte in drei Jahren sind zu erwarten (90‑%‑Bereich 1,00 bis 2,00)."
    )
    assert "nicht bekannt" in looks["bridges"]
    assert "keine Kennzahl" in looks["synergy"]

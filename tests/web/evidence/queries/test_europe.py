"""The map of Europe: figures are the stored ones, sentences keep to them, and every region has a place."""

import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.charts.words import number, projects
from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators.partnership import ties_of
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.europe import (
    chosen_fields,
    europe_drawing,
    europe_picture,
    europe_rows,
    europe_sentences,
    europe_view,
    region_points,
)

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
PAIR = ("energy", "production")
HOME = {"region": "A", "label": "Astadt"}


def test_figures_of_an_interface_are_the_stored_ones():
    rows = {row["region"]: row for row in europe_rows(current_version(), "DED", PAIR)}
    asked = {"level": 1, "scheme": "saxony", "counting": "fractional", "field_a": PAIR[0], "field_b": PAIR[1]}
    with Lake().open() as frames:
        stored = [row for row in frames.read("interface_figure", **asked) if row["region"] != "unknown"]

    assert {code: (row["value"], row["low"], row["high"], row["support"]) for code, row in rows.items()} == {
        row["region"]: (row["strength"], row["strength_low"], row["strength_high"], row["support"]) for row in stored
    }


def test_figures_of_a_field_are_the_stored_ones_and_ties_those_of_the_table():
    rows = {row["region"]: row for row in europe_rows(current_version(), "DED", ("energy",))}
    with Lake().open() as frames:
        stored = frames.read("field_figure", level=1, scheme="saxony", counting="fractional", field="energy")
        ties = {row["region"]: row["projects"] for row in ties_of(frames, "saxony", "DED", "energy")}

    assert {code: row["value"] for code, row in rows.items()} == {
        row["region"]: row["value"] for row in stored if row["region"] != "unknown"
    }
    assert rows["DED"]["shared"] is None
    assert {code: row["shared"] for code, row in rows.items() if row["shared"]} == {
        code: count for code, count in ties.items() if code in rows
    }


def test_regions_without_a_project_come_last_and_the_highest_first():
    rows = europe_rows(current_version(), "DED", PAIR)
    values = [row["value"] for row in rows if row["support"] and row["value"] is not None]

    assert values == sorted(values, reverse=True)
    assert [bool(row["support"]) for row in rows] == sorted((bool(row["support"]) for row in rows), reverse=True)


def test_norway_lies_in_norway_and_every_region_of_the_map_has_a_place():
    points = region_points(current_version())

    assert 58 < points["NO0"][1] < 70
    assert 58 < points["NO"][1] < 70
    assert points["UKF2"] == points["UKF"]
    for fields in (PAIR, ("energy",)):
        assert [row for row in europe_rows(current_version(), "DED2", fields) if row["latitude"] is None] == []


@pytest.mark.parametrize(
    ("given", "fields"),
    [(("production", "energy"), PAIR), (("energy", ""), ("energy",)), (("energy", "energy"), ("energy",)), ((), PAIR)],
)
def test_fields_stand_in_code_order_and_without_any_the_strongest_interface_is_shown(given, fields):
    assert chosen_fields(current_version(), "DED", given) == fields


def test_an_unknown_field_and_an_unknown_region_are_told():
    with pytest.raises(UnknownNameError) as error:
        chosen_fields(current_version(), "DED", ("enrgy",))
    assert "energy" in error.value.closest
    with pytest.raises(UnknownNameError):
        europe_view(current_version(), "XX", PAIR, "de")


def test_fields_of_which_no_figure_is_stored_are_no_interface():
    with pytest.raises(NotComputableError):
        europe_rows(current_version(), "DED", ("energy", "nothing"))


bound = st.floats(0.01, 20).map(lambda x: round(x, 2))


@st.composite
def regions(draw):
    rows = []
    for code in draw(st.lists(st.sampled_from("ABCDE"), unique=True, max_size=5)):
        low, middle, high = sorted(draw(st.tuples(bound, bound, bound)))
        support = draw(st.integers(0, 9))
        rows.append(
            {"region": code, "label": f"Region {code}", "support": support}
            | {"value": middle if draw(st.booleans()) else None, "low": low, "high": high}
            | {"shared": None if code == "A" else draw(st.integers(0, 9)), "note": draw(st.sampled_from([None, "x"]))}
        )
    return sorted(rows, key=lambda row: (not row["support"], row["value"] is None, -(row["value"] or 0)))


@PATIENT
@given(regions(), st.sampled_from(["de", "en"]))
def test_nothing_is_said_to_be_certain_that_is_not(rows, language):
    with translation.override(language):
        highest, own, _partners = europe_sentences(rows, HOME, language)
    figures = [row for row in rows if row["support"] and row["value"] is not None and not row["note"]]
    sure = [row for row in figures if row["low"] > 1]
    here = [row for row in figures if row["region"] == "A"]

    assert highest.startswith({"de": "Sicher in ", "en": "For certain in "}[language]) == bool(sure)
    more, less = {"de": ("sicher mehr", "sicher weniger"), "en": ("certainly more", "certainly less")}[language]
    assert (more in own) == any(row["low"] > 1 for row in here)
    assert (less in own) == any(row["high"] < 1 for row in here)


@PATIENT
@given(regions(), st.sampled_from(["de", "en"]))
def test_every_number_of_a_sentence_is_in_the_table(rows, language):
    with translation.override(language):
        said = " ".join(europe_sentences(rows, HOME, language))
    known = {number(row[key], language) for row in rows for key in ("value", "low", "high") if row[key] is not None}
    counts = {projects(row["support"], language) for row in rows}

    assert set(re.findall(r"\d+[.,]\d\d", said)) <= known
    assert {
        one.replace(" ", "\N{NO-BREAK SPACE}") for one in re.findall(r"\d+.(?:Projekte?|projects?)", said)
    } <= counts
    assert {int(one) for one in re.findall(r"Region \w \((\d+)\)", said)} <= {row["shared"] for row in rows}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_view_says_what_its_table_holds(language):
    with translation.override(language):
        view = europe_view(current_version(), "sachsen", PAIR, language)
        rows = list(europe_rows(current_version(), "DED", PAIR))

    assert view.place["region"] == "DED"
    assert view.fields == PAIR
    assert len(view.sentences) == 3
    assert view.listing.rows == rows
    assert sum(len(fields) for _kind, fields in view.choices) == 16


def test_a_click_on_a_bubble_leads_to_the_regions_page():
    drawn = europe_drawing(current_version(), "DED", PAIR, "de")
    spots = {spot["region"]: spot["address"] for spot in drawn["spec"]["datasets"]["spots"]}

    assert spots["DE2"].endswith("/interface/DE2/energy/production/")
    assert len(spots) > 100
    assert set(drawn) == {"spec", "light", "dark"}
    alone = europe_drawing(current_version(), "DED", ("energy",), "de")["spec"]["datasets"]["spots"]
    assert next(spot for spot in alone if spot["region"] == "DE2")["address"].endswith("/region/DE2/")


def test_polygons_that_the_reader_has_loaded_are_drawn(settings, tmp_path):
    import json
    from dataclasses import replace

    from crossfield.web.evidence.queries import europe

    ring = [[12.0, 50.3], [12.0, 51.5], [15.0, 51.5], [15.0, 50.3], [12.0, 50.3]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    one = {"type": "Feature", "properties": {"NUTS_ID": "DED", "LEVL_CODE": 1}, "geometry": shape}
    (tmp_path / "own.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [one]}))
    settings.CROSSFIELD = replace(settings.CROSSFIELD, gisco=str(tmp_path / "own.geojson"))
    europe._polygons.cache_clear()
    europe_picture.cache_clear()
    try:
        chart = europe_picture(current_version(), "DED", PAIR, "en", "small").to_dict(validate=False)
    finally:
        europe._polygons.cache_clear()
        europe_picture.cache_clear()

    styles = [layer["mark"].get("style") or "" for layer in chart["layer"]]
    assert [style for style in styles if style.startswith("region")] == ["region4"]


def test_what_is_kept_for_a_language_is_in_it_whichever_language_the_page_has():
    from crossfield.web.evidence.queries import europe

    europe._view.cache_clear()
    with translation.override("en"):
        view = europe_view(current_version(), "DED", PAIR, "de")

    assert "Wo in Europa" in view.question
    assert str(view.listing.columns[0].heading) == "Region"
    assert " with " not in " ".join(view.sentences)

"""The interfaces of a region: map, ranking and table say the same, in both languages, and no more than the figures."""

import re

import pytest
from django.utils import translation

from crossfield.charts.words import number
from crossfield.errors import NotComputableError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.indicators.question import Question
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.interfaces import (
    RANKED,
    computed,
    field_titles,
    interface_address,
    interface_drawing,
    interface_rows,
    interfaces_view,
    mapped_fields,
    named_row,
    pair_title,
    scheme_fields,
)

LOOKS = ("strength", "potential", "gap")
CODES = ("DED", "DE", "DED2", "LU", "EL4")


def view_of(code="DED", shows="strength", language="de"):
    with translation.override(language):
        return interfaces_view(current_version(), code, shows, language)


def test_rows_are_those_of_the_indicator():
    with Lake().open() as frames:
        expected = lookup.interfaces(frames, Question("DED", own_settings().scheme)).to_pylist()

    assert list(interface_rows(current_version(), "DED")) == expected


@pytest.mark.parametrize("code", CODES)
def test_what_is_computed_can_be_shown(code):
    shown = computed(current_version(), code)

    assert set(shown) <= set(LOOKS)
    for shows in shown:
        assert view_of(code, shows).choices == shown


def test_beside_a_forecast_stand_window_basis_and_proof_and_beside_a_strength_nothing():
    assert view_of("DED", "strength").beside == ""
    for shows in ("potential", "gap"):
        assert re.fullmatch(
            r"Der Zeitraum der Vorausschau ist vorbei; .* Vorausgesagt für 2020-2022 auf der Grundlage von "
            r"2017-2019\. Im .* Von den .*Schnittstellen.*, die 2017 ähnlich abschnitten, .* bis 2020 .*\.",
            view_of("DED", shows).beside,
        )


@pytest.mark.parametrize("language", ["de", "en"])
def test_titles_in_the_language(language):
    titles = field_titles(current_version(), language)

    assert titles["health"] == {"de": "Gesundheit", "en": "Health"}[language]
    assert titles.keys() == {row["field"] for row in scheme_fields(current_version())}
    assert all(titles.values())


@pytest.mark.parametrize(
    ("pair", "title"),
    [
        (("health", "microelectronics"), "Mikroelektronik × Gesundheit"),
        (("microelectronics", "health"), "Mikroelektronik × Gesundheit"),
        (("energy", "production"), "Fortgeschrittene Produktionstechnologien × Energie"),
    ],
)
def test_a_technology_stands_before_where_it_is_used(pair, title):
    assert pair_title(current_version(), pair, "de") == title


def test_an_address_has_its_fields_in_one_order():
    with translation.override("en"):
        found = {interface_address("DED", *pair) for pair in (("b", "a"), ("a", "b"))}

    assert found == {"/en/interface/DED/a/b/"}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("shows", LOOKS)
def test_every_number_of_the_answer_stands_in_one_row(language, shows):
    for code in CODES:
        view = view_of(code, shows, language)
        said = set(re.findall(r"\d+[.,]\d\d", view.answer))
        keys = (shows, f"{shows}_low", f"{shows}_high")
        rows = [{number(row[key], language) for key in keys if row[key] is not None} for row in view.listing.rows]
        assert said <= next((row for row in rows if said <= row), set()), (code, view.answer)


@pytest.mark.parametrize("shows", LOOKS)
def test_an_answer_is_certain_only_where_the_range_allows(shows):
    bar = {"strength": 1, "potential": 1, "gap": 0}[shows]
    for code in CODES:
        view = view_of(code, shows)
        low = [row[f"{shows}_low"] for row in view.listing.rows if row[f"{shows}_low"] is not None]
        if view.answer.startswith(("Am deutlichsten", "Am meisten")):
            assert any(bound > bar for bound in low), (code, view.answer)


@pytest.mark.parametrize("shows", LOOKS)
def test_the_table_is_sorted_by_what_is_shown_with_the_undefined_last(shows):
    values = [row[shows] for row in view_of("DED", shows).listing.rows]
    known = [value for value in values if value is not None]

    assert values == sorted(known, reverse=True) + [None] * (len(values) - len(known))


def test_the_ranking_is_short_and_each_entry_leads_to_its_page(desk):
    ranking = view_of().ranking

    assert 0 < len(ranking) <= RANKED
    assert [desk.get(entry.address).status_code for entry in ranking] == [200] * len(ranking)
    assert len({entry.pair for entry in ranking}) == len(ranking)


def test_the_interface_that_is_named_is_the_one_of_the_start_page():
    row = named_row(current_version(), "DED", "de")

    assert view_of().named == f"/de/interface/DED/{row['field_a']}/{row['field_b']}/"


def test_a_map_has_fields_of_three_kinds():
    kinds = {row["kind"] for row in mapped_fields(current_version())}

    assert kinds == {"technology", "sector", "future"}


@pytest.mark.parametrize("shows", ["", "support", "Strength", "<script>"])
def test_a_figure_that_is_not_there_is_told(shows):
    with pytest.raises(UnknownNameError):
        view_of(shows=shows)


def test_a_region_that_is_not_there_is_told():
    with pytest.raises(UnknownNameError):
        view_of("nowhere")


def test_a_region_without_projects_in_the_window_has_no_rows():
    with pytest.raises(NotComputableError):
        interface_rows(current_version(), "PL52")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_drawing_names_no_schema_to_load_and_holds_the_pages_language(language):
    with translation.override(language):
        drawn = interface_drawing(current_version(), "DED", "strength", language)
    cells = drawn["spec"]["datasets"]["cells"]

    assert set(drawn["spec"]) & {"$schema", "config"} == set()
    assert {"de": "Gesundheit", "en": "Health"}[language] in {cell["pair"].split(" × ")[1] for cell in cells}

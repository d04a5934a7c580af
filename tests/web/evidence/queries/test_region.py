"""Regions: every one that is listed has a page, is found by code and name, and its sentence keeps to its figures."""

import re

import pytest
from django.utils import translation
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.charts.words import number, projects
from crossfield.errors import NoProjectsError, UnknownNameError
from crossfield.indicators import lookup
from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.region import (
    MONEY_TABLES,
    default_region,
    find_region,
    matching,
    name_of,
    region_labels,
    region_view,
    regions_with_figures,
    specialisation_answer,
)

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault
SOME = [
    {"region": "AT", "name": "Österreich", "name_latin": "Osterreich"},
    {"region": "AT1", "name": "Ostösterreich", "name_latin": None},
    {"region": "EL4", "name": "Νησιά Αιγαίου, Κρήτη", "name_latin": "Nisia Aigaiou, Kriti"},
    {"region": "LU", "name": "Luxembourg", "name_latin": None},
    {"region": "LU0", "name": "Luxembourg", "name_latin": None},
]


def all_regions():
    return regions_with_figures(current_version(), own_settings().scheme)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("AT", ["AT"]),
        ("at", ["AT"]),
        ("  at1 ", ["AT1"]),
        ("Österreich", ["AT"]),
        ("OSTERREICH", ["AT"]),
        ("osterr", ["AT", "AT1"]),
        ("kriti", ["EL4"]),
        ("Κρήτη", ["EL4"]),
        ("luxembourg", ["LU"]),
        ("lu0", ["LU0"]),
        ("", []),
        (" \t\n", []),
        ("nowhere", []),
        ("%", []),
        ("a' or '1'='1", []),
    ],
)
def test_a_text_means_these_regions(wanted, found):
    assert [row["region"] for row in matching(SOME, wanted)] == found


@PATIENT
@given(st.text(max_size=30))
def test_any_text_means_some_of_the_regions_each_once(wanted):
    found = [row["region"] for row in matching(SOME, wanted)]

    assert len(found) == len(set(found))
    assert set(found) <= {row["region"] for row in SOME}


def test_every_listed_region_is_found_by_its_code():
    codes = [row["region"] for row in all_regions()]

    assert [row["region"] for code in codes for row in matching(all_regions(), code)] == codes


def test_a_list_is_sorted_and_holds_countries_and_large_regions_only():
    rows = all_regions()

    assert [row["region"] for row in rows] == sorted(row["region"] for row in rows)
    assert {row["level"] for row in rows} == {0, 1, 2}


def test_every_listed_region_has_figures():
    with Lake().open() as frames:
        scheme, years = own_settings().scheme, lookup.default_years(frames)
        figured = {row["region"] for row in frames.read("interface_figure", scheme=scheme, year_to=years[1])}

    assert {row["region"] for row in all_regions()} <= figured


def test_a_region_whose_projects_began_outside_the_window_is_not_listed(desk):
    with Lake().open() as frames:
        years = range(*lookup.default_years(frames))
        exposed = frames.read("exposure", scheme=own_settings().scheme)
    inside = {row["region"] for row in exposed if row["year"] in [*years, years.stop]}
    outside = sorted({row["region"] for row in exposed} - inside)

    assert "PL52" in outside
    assert set(region_labels(current_version())) & set(outside) == set()
    assert {desk.post("/de/own-region/", {"region": code}).status_code for code in outside} == {404}
    assert desk.get("/de/").status_code == 200


@pytest.mark.parametrize(
    ("wanted", "code", "above"), [("PL52", "PL52", "PL5"), ("Opolskie", "PL52", "PL5"), ("DED21", "DED21", "DED2")]
)
def test_a_region_without_figures_is_told_from_an_unknown_one(wanted, code, above):
    with pytest.raises(NoProjectsError) as error:
        find_region(current_version(), wanted)

    assert (error.value.region, error.value.above) == (code, above)
    assert error.value.years == (2014, 2019)


@pytest.mark.parametrize(("language", "said"), [("de", "Kein Projekt mit Feldern"), ("en", "no project with fields")])
def test_its_page_says_so_and_leads_to_the_region_above(desk, language, said):
    answer = desk.get(f"/{language}/region/PL52/")
    text = answer.content.decode()

    assert answer.status_code == 404
    assert said in text
    assert f'href="/{language}/region/PL5/"' in text


@pytest.mark.parametrize("wanted", ["Sachsn", "", "DED99", "x" * 5000, "\x00", "../../etc/passwd"])
def test_an_unknown_region_is_told(wanted):
    with pytest.raises(UnknownNameError):
        find_region(current_version(), wanted)


def test_a_name_of_several_names_the_closest():
    with pytest.raises(UnknownNameError) as error:
        find_region(current_version(), "nord")

    assert error.value.closest
    assert set(error.value.closest) <= set(region_labels(current_version()))


@pytest.mark.parametrize(
    ("code", "name", "latin", "german", "english"),
    [
        ("EL", "Ελλάδα", "Elláda", "Griechenland", "Greece"),
        ("CZ0", "Česko", "Česko", "Tschechien", "Czechia"),
        ("EL52", "Κεντρική Μακεδονία", "Kentriki Makedonia", "Kentriki Makedonia", "Kentriki Makedonia"),
        ("AT1", "Ostösterreich", "Ostosterreich", "Ostösterreich", "Ostösterreich"),
        ("DED", "Sachsen", None, "Sachsen", "Sachsen"),
        ("ZZ", "Nirgends", "", "Nirgends", "Nirgends"),
    ],
)
def test_a_country_has_the_readers_name_and_all_else_latin_letters(code, name, latin, german, english):
    row = {"region": code, "name": name, "name_latin": latin}
    assert (name_of(row, "de"), name_of(row, "en")) == (german, english)


def test_a_country_is_found_by_the_readers_name():
    with override("de"):
        assert find_region(current_version(), "griechenland")["region"] == "EL"
        assert region_labels(current_version())["EL"] == "Griechenland"
    with override("en"):
        assert region_labels(current_version())["EL"] == "Greece"


@pytest.mark.parametrize(("chosen", "region"), [("DE2", "DE2"), ("", "DED"), ("nowhere", "DED"), ("de2", "DED")])
def test_the_own_region_is_the_chosen_one_else_the_example(chosen, region):
    assert default_region(chosen) == region


bound = st.floats(0.01, 20).map(lambda x: round(x, 2))


@st.composite
def figures(draw):
    rows = []
    for title in draw(st.lists(st.sampled_from("ABCDE"), unique=True, max_size=4)):
        low, middle, high = sorted(draw(st.tuples(bound, bound, bound)))
        has = draw(st.sampled_from(["all", "value", "none"]))
        rows.append(
            {
                "title": title,
                "value": None if has == "none" else middle,
                "low": low if has == "all" else None,
                "high": high if has == "all" else None,
                "support": draw(st.integers(0, 50)),
            }
        )
    return sorted(rows, key=lambda row: -(row["value"] or 0))


@PATIENT
@given(figures(), st.sampled_from(["de", "en"]))
def test_a_sentence_is_certain_only_where_the_range_lies_above_one(rows, language):
    with translation.override(language):
        said = specialisation_answer(rows, language)
    sure = [row for row in rows if row["value"] is not None and row["low"] is not None and row["low"] > 1]

    assert said.startswith({"de": "Sicher auf ", "en": "For certain in "}[language]) == bool(sure)
    assert ({"de": "Ebenfalls sicher: ", "en": "Also for certain: "}[language] in said) == (len(sure) > 1)


@PATIENT
@given(figures(), st.sampled_from(["de", "en"]))
def test_every_number_of_the_sentence_is_in_the_rows(rows, language):
    with translation.override(language):
        said = specialisation_answer(rows, language)
    keys = ("value", "low", "high")
    known = {number(row[key], language) for row in rows for key in keys if row[key] is not None}
    counts = {projects(row["support"], language) for row in rows}

    assert set(re.findall(r"\d+[.,]\d\d", said)) <= known
    assert not rows or rows[0]["value"] is None or any(count in said for count in counts)


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_view_of_a_region_is_whole(language):
    with translation.override(language):
        view = region_view(current_version(), "sachsen", language)
        said = specialisation_answer(view.listings["fields"].rows, language)

    assert (
        view.question == {"de": "Worauf ist Sachsen spezialisiert?", "en": "What is Sachsen specialised in?"}[language]
    )
    assert set(view.listings) == {"fields", "peers", "organisations", "strategy", *MONEY_TABLES}
    assert [listing.name for listing in view.money_listings] == list(MONEY_TABLES)
    assert view.answer == said
    assert {listing.citation for listing in view.listings.values()} == {view.citation}
    assert [row["year"] for row in view.listings["money"].rows] == list(range(view.years[0], view.years[1] + 1))


def test_the_figures_of_the_view_are_those_of_the_indicator():
    from crossfield.indicators.question import Question

    with Lake().open() as frames:
        expected = lookup.fields_of_region(frames, Question("DED", own_settings().scheme)).to_pylist()
    with translation.override("de"):
        found = region_view(current_version(), "DED", "de").listings["fields"].rows

    assert [{key: row[key] for key in expected[0]} for row in found] == expected


@pytest.mark.parametrize(
    ("given", "region"),
    [("Upper Austria", "AT31"), ("oberösterreich", "AT31"), ("Saxony", "DED"), ("Toskana", "ITI1"), ("Prague", "CZ01")],
)
def test_a_region_is_found_by_what_english_and_german_call_it(given, region):
    assert find_region(current_version(), given)["region"] == region

"""The page on the data: sources with their licence, coverage by year, links that are safe."""

from dataclasses import replace

import pytest
from django.utils import translation
from django.utils.timezone import localtime

from crossfield.lake.store import Lake
from crossfield.web.evidence.queries.coverage import coverage_by_year
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.source import data_shown, data_view, version_before, versions_known


def view(language):
    with translation.override(language):
        return data_view(current_version(), language)


HEADINGS = {
    "de": ["Quelle", "Herausgeber", "Stand", "Zeilen", "Nicht lesbare Zeilen", "Lizenz"],
    "en": ["Source", "Publisher", "As of", "Rows", "Rows that could not be read", "Licence"],
}


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_source_of_the_manifest_is_listed_with_its_licence(language):
    listing = view(language).listings["sources"]
    with Lake().open() as frames:
        expected = [(source.title, source.licence, source.rows_kept) for source in frames.manifest.sources]

    assert [(row["title"], row["licence"], row["rows"]) for row in listing.rows] == expected
    assert [str(column.heading) for column in listing.columns] == HEADINGS[language]
    assert all(row["licence"] for row in listing.rows)


def test_only_safe_addresses_are_links():
    listing = view("en").listings["sources"]
    given = ["https://example.org/a", "http://example.org/a", "javascript:alert(1)", "clusters.csv", ""]

    assert [listing.address({"address": one})[1] for one in given] == ["https://example.org/a", "", "", "", ""]


def test_coverage_is_that_of_the_table():
    with Lake().open() as frames:
        expected = coverage_by_year(frames.read("coverage"))

    assert view("de").listings["coverage"].rows == expected
    assert [row["year"] for row in expected] == sorted({row["year"] for row in expected})
    assert all(0 <= row[key] <= 100 for row in expected for key in ("topic", "region") if row[key] is not None)


def test_the_starter_data_are_said_to_be_some(settings, tmp_path):
    assert view("de").is_starter is True


@pytest.mark.parametrize(("language", "word"), [("de", "Stand"), ("en", "as of")])
def test_the_line_of_every_page_is_that_of_the_data_page(language, word):
    with translation.override(language):
        assert data_shown() == view(language).line
    assert word in view(language).line


def test_without_data_the_line_says_so_and_names_no_command(settings, tmp_path):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(tmp_path))
    with translation.override("en"):
        said = data_shown()

    assert said == "none that can be read"


def test_versions_are_listed_newest_first_and_the_starter_data_last(loaded):
    found = versions_known()

    assert [(one.name, one.is_starter, one.is_shown) for one in found] == [
        (loaded.current(), False, True),
        (Lake().current(), True, False),
    ]
    assert found[0].sources == ["Horizon 2020 (2014-2020)"]
    with translation.override("de"):
        assert found[1].label == "kommt mit crossfield"
        assert found[0].label.startswith(f"{localtime(found[0].built).day}. ")


def test_the_version_before_one_is_the_next_older(loaded):
    assert version_before(loaded.current()) == Lake().current()
    assert version_before(Lake().current()) == ""
    assert version_before("gone") == ""


def test_a_lake_that_was_named_stands_alone(settings, built_lake):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(built_lake.path))

    assert [one.name for one in versions_known()] == [built_lake.current()]


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_missing_is_named_programme_by_programme(language):
    rows = view(language).listings["programmes"].rows

    assert len(rows) == 8
    assert all(row["programme"] and row["loaded"] and row["hides"] for row in rows)
    assert [row["loaded"] for row in rows[4:]] == [{"de": "nein", "en": "no"}[language]] * 4

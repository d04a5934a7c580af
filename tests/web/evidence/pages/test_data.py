"""The page on the data and its files."""

import json
from dataclasses import replace

import pytest
from lxml import html

from crossfield.web.evidence.queries.source import data_view


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_names_every_source_with_its_licence(desk, language):
    rows = json.loads(desk.get(f"/{language}/data/sources.json").content)
    page = html.fromstring(desk.get(f"/{language}/data/").content.decode()).text_content()

    assert len(rows) >= 3
    for row in rows:
        assert row["title"] in page
        assert row["licence"] in page


@pytest.mark.parametrize("name", ["nothing.csv", "sources.exe", "coverage.html", "manifest.json"])
def test_there_is_no_other_file(desk, name):
    assert desk.get(f"/de/data/{name}").status_code == 404


@pytest.mark.parametrize("form", ["csv", "json", "xlsx", "parquet"])
@pytest.mark.parametrize("name", ["sources", "coverage"])
def test_a_file_is_a_download_of_its_kind(desk, name, form):
    answer = desk.get(f"/de/data/{name}.{form}")

    assert answer["Content-Disposition"] == f'attachment; filename="crossfield-data-{name}.{form}"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_pages_years_are_those_of_the_file(desk):
    rows = json.loads(desk.get("/en/data/coverage.json").content)
    page = html.fromstring(desk.get("/en/data/").content.decode())
    years = page.xpath("//table[.//th[contains(., 'with a call topic')]]/tbody/tr/*[1]")

    assert [cell.text_content().strip() for cell in years] == [str(row["year"]) for row in rows]


def test_the_data_are_read_only(desk):
    assert [desk.post(address).status_code for address in ("/de/data/", "/de/data/sources.csv")] == [405, 405]


def test_where_no_version_is_shown_the_page_loads_data_and_shows_another(desk, loaded, settings):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(loaded.path))
    version = loaded.current()
    (loaded.path / "CURRENT").unlink()

    lost = desk.get("/en/data/")
    page = html.fromstring(lost.content.decode())
    desk.post("/en/data/version/", {"version": version})

    assert lost.status_code == 503
    assert page.xpath("//section[@id='load']//form/@action")
    assert page.xpath("//section[@id='versions']//input[@name='version']/@value") == [version]
    assert desk.get("/en/data/").status_code == 200


def test_a_version_that_cannot_be_read_is_not_offered(desk, loaded, settings):
    settings.CROSSFIELD = replace(settings.CROSSFIELD, lake=str(loaded.path))
    for manifest in loaded.path.rglob("manifest.json"):
        manifest.write_text("{", encoding="utf-8")
    data_view.cache_clear()  # a test before this one may have read a version of this name

    lost = desk.get("/de/data/")

    assert lost.status_code == 503
    assert not html.fromstring(lost.content.decode()).xpath("//section[@id='versions']")

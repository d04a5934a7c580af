"""The page on the data and its files."""

import json

import pytest
from lxml import html


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

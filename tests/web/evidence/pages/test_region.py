"""Pages of regions: found, chosen, listed by country; tables that are the command line's; hostile addresses."""

import csv
import io
import json

import openpyxl
import pyarrow.parquet as pq
import pytest
from lxml import html
from typer.testing import CliRunner

from crossfield.cli.app import app
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.data import current_version, own_settings
from crossfield.web.evidence.queries.region import regions_with_figures

TABLES = ("fields", "organisations", "money")


def tree(answer):
    return html.fromstring(answer.content.decode())


def rows_of(desk, address):
    return json.loads(desk.get(address).content)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_region_is_on_the_list_once(desk, language):
    page = tree(desk.get(f"/{language}/regions/"))
    links = [link for link in page.xpath("//main//a/@href") if f"/{language}/region/" in link]
    codes = [row["region"] for row in regions_with_figures(current_version(), own_settings().scheme)]

    assert sorted(set(links)) == sorted(f"/{language}/region/{code}/" for code in codes)


@pytest.mark.parametrize(
    ("wanted", "status"), [("DED", 302), ("sachsen", 302), ("nord", 200), ("xyzzy", 200), ("", 200), ("%" * 300, 200)]
)
def test_one_hit_leads_there_and_others_are_a_page(desk, wanted, status):
    assert desk.get("/de/regions/", {"q": wanted}).status_code == status


def test_what_was_looked_for_is_shown_as_text(desk):
    page = desk.get("/de/regions/", {"q": '"><script>alert(1)</script>'})

    assert page.status_code == 200
    assert b"<script>alert(1)</script>" not in page.content


@pytest.mark.parametrize("table", TABLES)
def test_every_file_of_a_table_holds_the_same_rows(desk, table):
    base = f"/en/region/DED/{table}"
    rows = rows_of(desk, f"{base}.json")
    lines = [line for line in desk.get(f"{base}.csv").content.decode().splitlines() if not line.startswith("#")]
    written = list(csv.DictReader(lines))
    columns = pq.read_table(io.BytesIO(desk.get(f"{base}.parquet").content)).to_pylist()
    sheet = openpyxl.load_workbook(io.BytesIO(desk.get(f"{base}.xlsx").content)).worksheets[0]
    cells = [row for row in sheet.iter_rows(values_only=True) if any(value is not None for value in row)]

    assert [list(row.values()) for row in columns] == [list(row.values()) for row in rows]
    begins = [str(next(iter(row.values()))) for row in rows]
    assert [next(iter(row.values())) for row in written[: len(rows)]] == begins
    assert [str(row[0]) for row in cells[1 : len(rows) + 1]] == begins


@pytest.mark.parametrize("code", ["DED", "DE", "DED2"])
def test_figures_equal_those_of_the_command_line_to_the_last_digit(desk, code):
    said = CliRunner().invoke(app, ["region", code, "--format", "json"])
    keys = ("value", "low", "high", "support", "note")
    expected = [[row[key] for key in keys] for row in json.loads(said.stdout)]

    assert [[row[key] for key in keys] for row in rows_of(desk, f"/de/region/{code}/fields.json")] == expected


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_shows_the_figures_of_the_file(desk, language):
    point = "," if language == "de" else "."
    rows = rows_of(desk, f"/{language}/region/DED/fields.json")
    page = tree(desk.get(f"/{language}/region/DED/")).text_content()

    for row in rows:
        if row["value"] is not None:
            assert f"{row['value']:.2f}".replace(".", point) in page


@pytest.mark.parametrize(
    "code",
    ["XX", "DED99", "..%2F..", "%00", "DE%27%20OR%201=1", "x" * 3000, "%3Cscript%3E", "%F0%9F%98%80", "-1", "%20"],
)
@pytest.mark.parametrize("page", ["", "fields.csv", "a4/"])
def test_a_hostile_code_gets_a_clear_page(desk, code, page):
    answer = desk.get(f"/de/region/{code}/{page}")

    assert answer.status_code == 404
    assert b"<script>" not in answer.content
    assert b"Traceback" not in answer.content


@pytest.mark.parametrize("name", ["fields.exe", "fields.html", "nothing.csv", "FIELDS.csv", "organisations.sql"])
def test_there_is_no_other_table_and_no_other_form(desk, name):
    assert desk.get(f"/de/region/DED/{name}").status_code == 404


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_pinned_with_its_rows(desk, table):
    rows = rows_of(desk, f"/de/region/DED/{table}.json")

    assert desk.post(f"/de/region/DED/{table}/pin/").status_code == 302
    assert [{key: row[key] for key in rows[0]} for row in Finding.objects.get().rows] == rows


def test_what_is_not_there_is_not_pinned(desk):
    assert desk.post("/de/region/DED/nothing/pin/").status_code == 404
    assert desk.post("/de/region/XX/fields/pin/").status_code == 404
    assert Finding.objects.count() == 0


def test_a_region_is_made_ones_own_from_its_page(desk):
    first = tree(desk.get("/de/region/DE2/"))
    assert first.xpath("//form//input[@name='region']/@value") == ["DE2"]

    desk.post("/de/own-region/", {"region": "DE2"})

    assert tree(desk.get("/de/region/DE2/")).xpath("//form//input[@name='region']/@value") == []


def test_a_mistyped_region_is_offered_what_was_meant(desk):
    page = html.fromstring(desk.get("/de/regions/?q=Saxen").content.decode())
    links = page.xpath("//main//p[starts-with(., 'Am ähnlichsten')]/a/@href")

    assert links[0] == "/de/regions/?q=Sachsen"
    assert desk.get(links[0])["Location"] == "/de/region/DED/"


def test_regions_of_one_name_are_told_apart_by_their_level(desk):
    page = html.fromstring(desk.get("/de/regions/?q=brandenb").content.decode())
    found = [" ".join(one.text_content().split()) for one in page.xpath("//section[1]//ul[@class='places']/li")]

    assert found == ["Brandenburg DE4 NUTS 1", "Brandenburg DE40 NUTS 2"]


@pytest.mark.parametrize("given", ["Jihomoravský kraj", "jihomoravsky", "CZ064"])
def test_a_part_of_a_region_leads_to_the_region_with_figures(desk, given):
    page = html.fromstring(desk.get("/en/regions/", {"q": given}).content.decode())
    found = page.xpath("//li[contains(., 'is part of')]")

    assert found[0].text_content().startswith("Jihomoravský kraj (CZ064) is part of")
    assert found[0].xpath("./a/@href") == ["/en/region/CZ06/"]


@pytest.mark.parametrize("given", ["Brno", "brünn", "Brnno"])
def test_a_city_leads_to_the_region_it_lies_in(desk, given):
    page = html.fromstring(desk.get("/de/regions/", {"q": given}).content.decode())
    found = page.xpath("//section[1]//ul[@class='places']/li")

    assert [" ".join(one.text_content().split()) for one in found] == [
        "Jihovýchod CZ06 Brno liegt dort (32 von 32 Organisationen der Stadt)"
    ]
    assert found[0].xpath("./a/@href") == ["/de/region/CZ06/"]


@pytest.mark.parametrize(
    ("given", "regions"), [("Frankfurt", ["DE71", "DE40"]), ("Freiburg", ["DE13", "CH02"]), ("Limburg", None)]
)
def test_a_name_of_several_cities_lists_the_regions_of_all(desk, given, regions):
    page = html.fromstring(desk.get("/en/regions/", {"q": given}).content.decode())
    found = page.xpath("//section[1]//ul[@class='places']/li/code/text()")

    assert found == (regions or ["BE22", "NL42"])


@pytest.mark.parametrize("given", ["Dresden", "Wien", "Berlin", "Bayern"])
def test_a_city_that_is_called_like_its_region_leads_there(desk, given):
    assert desk.get("/de/regions/", {"q": given}).status_code == 302


@pytest.mark.parametrize("address", ["region/Breslau/", "interfaces/Breslau/", "compare/DED,Breslau/"])
def test_a_city_in_an_address_leads_to_the_region_it_lies_in(desk, address):
    answer = desk.get(f"/en/{address}")
    (place,) = html.fromstring(answer.content.decode()).xpath("//ul[@class='cities']/li")

    assert answer.status_code == 404
    assert " ".join(place.text_content().split()) == (
        "Dolnośląskie PL51 Wrocław lies there (17 of 17 organisations of the city)"
    )
    assert place.xpath("./a/@href") == ["/en/region/PL51/"]


def test_what_a_region_is_named_for_is_told_once(desk):
    page = html.fromstring(desk.get("/de/regions/?q=Leuven").content.decode())

    assert page.xpath("//section[1]//ul[@class='places']/li/code/text()") == ["BE24"]
    assert page.xpath("//ul[@class='parts']") == []

"""Regions side by side as a page: one address, its form without a script, files, pictures, sheet, hostile input."""

import json

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding

PAGE = "/de/compare/DED,DE2/"


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/de/compare/?region=DED&region=Bayern", PAGE),
        ("/de/compare/?region=DED,DE2", PAGE),
        ("/de/compare/Sachsen,DE2,DED/", PAGE),
    ],
)
def test_the_same_regions_have_one_address(desk, address, leads):
    assert desk.get(address)["Location"] == leads


def test_without_regions_one_is_compared_with_those_like_it(desk):
    led = desk.get("/de/compare/")["Location"]

    assert led.startswith("/de/compare/DED,")
    assert led.count(",") == 4


def test_a_region_is_added_and_left_out_without_a_script(desk):
    page = tree(desk.get(PAGE))

    assert page.xpath("//form[@class='choose']/input/@value") == ["DED", "DE2"]
    assert page.xpath("//ul[@class='leave']//a/@href") == ["/de/compare/DE2/", "/de/compare/DED/"]
    full = tree(desk.get("/de/compare/DED,DE2,NL3,FR1,ITC/"))
    assert full.xpath("//form[@class='choose']//input[@id='more']") == []


@pytest.mark.parametrize("table", ["fields", "interfaces", "money"])
def test_tables_are_taken_along_and_pinned_with_the_same_rows(desk, table):
    rows = json.loads(desk.get(f"{PAGE}{table}.json").content)

    assert rows
    assert desk.post(f"{PAGE}{table}/pin/").status_code == 302
    assert [{key: row[key] for key in rows[0]} for row in Finding.objects.get().rows] == rows


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_picture_is_a_file(desk, form):
    answer = desk.get(f"{PAGE}regions.{form}")

    assert answer.content.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[form])


@pytest.mark.parametrize("size", ["", "?size=small"])
def test_the_picture_stands_inside_the_page(desk, size):
    assert desk.get(f"{PAGE}picture/{size}").content.startswith(b"<svg")


def test_the_sheet_is_whole(desk):
    page = tree(desk.get(f"{PAGE}a4/"))

    assert len(page.xpath("//ol[@class='sentences']/li")) == 3
    assert page.xpath("//img/@src") == [f"{PAGE}picture/"]


@pytest.mark.parametrize(
    "address",
    ["XX/", "DED,XX/", ",,,/", f"{'x' * 3000}/", "%3Cscript%3E/", "DED/regions.exe", "DED/secrets.csv", "?region=%00"],
)
def test_a_hostile_address_gets_a_clear_page(desk, address):
    answer = desk.get(f"/de/compare/{address}")

    assert answer.status_code == 404
    assert b"<script>" not in answer.content

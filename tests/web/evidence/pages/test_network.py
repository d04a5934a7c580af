"""The network as a page: one address, files, pictures, sheet, and hostile input."""

import json

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding

PAGE = "/de/network/DED/energy/production/"


def tree(answer):
    return html.fromstring(answer.content.decode())


def test_the_fields_stand_in_one_order(desk):
    assert desk.get("/de/network/sachsen/production/energy/")["Location"] == PAGE


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_picture_is_a_file(desk, form):
    answer = desk.get(f"{PAGE}network.{form}")

    assert answer.content.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[form])


@pytest.mark.parametrize("size", ["", "?size=small"])
def test_the_picture_stands_inside_the_page(desk, size):
    assert desk.get(f"{PAGE}picture/{size}").content.startswith(b"<svg")


@pytest.mark.parametrize("table", ["organisations", "rest"])
def test_tables_are_taken_along_and_pinned_with_the_same_rows(desk, table):
    rows = json.loads(desk.get(f"{PAGE}{table}.json").content)

    assert rows
    assert desk.post(f"{PAGE}{table}/pin/").status_code == 302
    assert [{key: row[key] for key in rows[0]} for row in Finding.objects.get().rows] == rows


def test_the_sheet_is_whole(desk):
    page = tree(desk.get(f"{PAGE}a4/"))

    assert len(page.xpath("//ol[@class='sentences']/li")) == 3
    assert len(page.xpath("//tbody/tr")) == 6


@pytest.mark.parametrize(
    "address",
    [
        "XX/energy/production/", "DED/energy/energy/", "DED/energy/enrgy/", "DED/energy/production/network.exe",
        "DED/energy/production/secrets.csv", f"DED/{'x' * 3000}/energy/", "DED/%3Cscript%3E/energy/",
    ],
)  # fmt: skip
def test_a_hostile_address_gets_a_clear_page(desk, address):
    answer = desk.get(f"/de/network/{address}")

    assert answer.status_code == 404
    assert b"<script>" not in answer.content

"""The map of Europe as a page: one address, its files, its pictures, its sheet, and hostile input."""

import json

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding

PAGE = "/de/europe/DED/energy,production/"


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/de/europe/DED/", PAGE),
        ("/de/europe/DED/?a=production&b=energy", PAGE),
        ("/de/europe/Sachsen/?a=energy", "/de/europe/DED/energy/"),
        ("/de/europe/Sachsen/energy,production/", PAGE),
        ("/de/europe/DED/production,energy/", PAGE),
    ],
)
def test_every_map_has_one_address(desk, address, leads):
    assert desk.get(address)["Location"] == leads


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_says_first_what_its_table_shows(desk, language):
    page = tree(desk.get(PAGE.replace("/de/", f"/{language}/")))

    assert page.xpath("//h1")[0].text.endswith("?")
    assert page.xpath("//select[@id='a']/option[@selected]/@value | //select[@id='a']//option[@selected]/@value") == [
        "energy"
    ]
    assert page.xpath("//select[@id='b']//option[@selected]/@value") == ["production"]
    order = [one.tag for one in page.xpath("//table | //figure")]
    assert order[0] == "table"  # a screen reader comes to the table first


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_map_is_a_file(desk, form):
    answer = desk.get(f"{PAGE}map.{form}")

    assert answer.content.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[form])
    assert answer["Content-Disposition"].endswith(f'crossfield-DED-europe-energy-production.{form}"')


@pytest.mark.parametrize("size", ["", "?size=small"])
def test_the_map_stands_inside_the_page_without_a_script(desk, size):
    answer = desk.get(f"{PAGE}picture/{size}")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_sheet_has_three_sentences_and_the_map(desk):
    page = tree(desk.get(f"{PAGE}a4/"))

    assert len(page.xpath("//ol[@class='sentences']/li")) == 3
    assert page.xpath("//img/@src") == [f"{PAGE}picture/"]
    assert len(page.xpath("//tbody/tr")) == 5


def test_the_table_is_taken_along_and_pinned_with_the_same_rows(desk):
    rows = json.loads(desk.get(f"{PAGE}europe.json").content)

    assert len(rows) > 100
    assert desk.get(f"{PAGE}europe.csv").status_code == 200
    assert desk.post(f"{PAGE}europe/pin/").status_code == 302
    found = Finding.objects.get()
    assert [{key: row[key] for key in rows[0]} for row in found.rows] == rows
    assert found.address == PAGE


@pytest.mark.parametrize(
    "address",
    [
        "XX/energy/", "DED/enrgy/", "DED/energy,enrgy/", "DED/,/x", "DED/energy/map.exe", "DED/energy/secrets.csv",
        "DED/%3Cscript%3E/", f"DED/{'x' * 3000}/", "DED/?a=%00", "DED/energy/europe.docx",
    ],
)  # fmt: skip
def test_a_hostile_address_gets_a_clear_page(desk, address):
    answer = desk.get(f"/de/europe/{address}")

    assert answer.status_code == 404
    assert b"<script>" not in answer.content


def test_the_drawing_holds_outlines_and_every_bubble(desk):
    drawn = json.loads(desk.get(f"{PAGE}drawing.json").content)

    assert len(drawn["spec"]["datasets"]["spots"]) > 100
    assert len(drawn["spec"]["datasets"]) > 1
    assert len(json.dumps(drawn)) < 400_000

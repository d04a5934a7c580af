"""The map's pages: every look in both languages, files under a safe name, hostile addresses, pinning."""

import json

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding

LOOKS = ("strength", "potential", "gap")


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("shows", LOOKS)
def test_each_look_has_its_question_and_answer(desk, language, shows):
    page = tree(desk.get(f"/{language}/interfaces/DED/?shows={shows}"))
    files = page.xpath("//a/@href[contains(., 'interfaces.json')]")

    assert page.xpath("string(//h1)").endswith("?")
    assert len(page.xpath("//p[@class='answer']")) == 1
    assert len(files) >= 1


@pytest.mark.parametrize("shows", ["", "nothing", "STRENGTH", "strength ", "<script>", "x" * 500, "support", "note"])
@pytest.mark.parametrize("page", ["", "drawing.json", "map.svg", "interfaces.csv", "a4/", "picture/"])
def test_a_look_that_is_not_there_is_no_defect(desk, shows, page):
    answer = desk.get(f"/de/interfaces/DED/{page}", {"shows": shows})

    assert answer.status_code == 404
    assert b"<script>" not in answer.content


@pytest.mark.parametrize(
    ("given", "led_to"),
    [
        ("/de/interfaces/Sachsen/", "/de/interfaces/DED/"),
        ("/de/interfaces/ded/", "/de/interfaces/DED/"),
        ("/en/interfaces/sachsen/?shows=gap", "/en/interfaces/DED/?shows=gap"),
        (
            "/en/interfaces/ded/?shows=gap&next=//evil.example.org",
            "/en/interfaces/DED/?shows=gap&next=%2F%2Fevil.example.org",
        ),
    ],
)
def test_a_name_leads_to_the_code_and_keeps_the_look(desk, given, led_to):
    answer = desk.get(given)

    assert (answer.status_code, answer["Location"]) == (301, led_to)


@pytest.mark.parametrize("code", ["DED", "ded", "Sachsen", "DED%0A", "%20DED%0D%0A"])
def test_a_picture_is_named_by_the_code_whatever_the_address_said(desk, code):
    answer = desk.get(f"/de/interfaces/{code}/map.svg")

    assert answer.status_code == 200
    assert answer["Content-Disposition"] == 'attachment; filename="crossfield-DED-interfaces.svg"'


@pytest.mark.parametrize("form", ["gif", "exe", "json", "html", "csv"])
def test_there_is_no_other_kind_of_picture(desk, form):
    assert desk.get(f"/de/interfaces/DED/map.{form}").status_code == 404


@pytest.mark.parametrize("shows", LOOKS)
def test_the_picture_inside_the_page_is_the_one_of_the_look(desk, shows):
    answer = desk.get(f"/de/interfaces/DED/picture/?shows={shows}")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert b"<script" not in answer.content


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_picture_alone_says_answer_and_source(desk, language):
    alone = html.fromstring(desk.get(f"/{language}/interfaces/DED/map.svg").content).text_content()
    inside = html.fromstring(desk.get(f"/{language}/interfaces/DED/picture/").content).text_content()
    question = tree(desk.get(f"/{language}/interfaces/DED/")).xpath("string(//h1)")

    assert (question in alone, question in inside) == (True, False)
    assert ("CORDIS" in alone, "CORDIS" in inside) == (True, False)


def test_the_table_starts_with_what_the_map_shows(desk):
    for shows in LOOKS:
        rows = json.loads(desk.get(f"/de/interfaces/DED/interfaces.json?shows={shows}").content)
        known = [row[shows] for row in rows if row[shows] is not None]
        assert known == sorted(known, reverse=True)
        assert list(rows[0])[1] == shows


def test_the_table_is_pinned_as_it_is(desk):
    rows = json.loads(desk.get("/de/interfaces/DED/interfaces.json").content)

    assert desk.get("/de/interfaces/DED/interfaces/pin/").status_code == 405
    answer = desk.post("/de/interfaces/DED/interfaces/pin/")

    pinned = Finding.objects.get()
    assert answer.status_code == 302
    assert [row["pair"] for row in pinned.rows] == [row["pair"] for row in rows]
    assert [row["strength"] for row in pinned.rows] == [row["strength"] for row in rows]


@pytest.mark.parametrize("address", ["interfaces/DED/", "interfaces/DED/drawing.json", "interfaces/DED/map.svg"])
def test_elsewhere_nobody_reads_without_an_account(served, address):
    answer = served.get(f"/de/{address}")

    assert answer.status_code == 302
    assert b"Mikroelektronik" not in answer.content
    assert served.post("/de/interfaces/DED/interfaces/pin/").status_code == 302
    assert Finding.objects.count() == 0

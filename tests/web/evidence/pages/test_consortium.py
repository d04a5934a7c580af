"""The page of a consortium: the answer alone where the script asks, files and pins of what has an answer only."""

import json

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding

QUERY = "field=health&field=ict&rules=horizon&region=DED"


def test_the_form_says_again_what_is_asked(desk):
    page = html.fromstring(
        desk.get(
            f"/de/consortium/?{QUERY}&need_field=energy&need_role=sme&prefer=new&within=AT,CZ,DED"
        ).content.decode()
    )

    assert page.xpath("//select[@name='field']/option[@selected]/@value") == ["health", "ict"]
    assert page.xpath("//select[@name='need_field']/option[@selected]/@value") == ["energy"]
    assert page.xpath("//select[@name='need_role']/option[@selected]/@value") == ["sme"]
    assert page.xpath("//input[@checked]/@value") == ["new"]


def test_the_answer_alone_comes_with_its_address(desk):
    answer = desk.get(f"/de/consortium/?{QUERY}&within=", headers={"hx-request": "true"})

    assert answer["HX-Push-Url"] == f"/de/consortium/?{QUERY}"
    assert b"<html" not in answer.content
    assert b"<table" in answer.content


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "Zum Beispiel"),
        ("field=health&field=ict&partners=3&within=AT", 200, "Kein Konsortium erfüllt"),
        ("need=ict&rules=c3", 200, "Das können diese Daten nicht beantworten"),
        ("need=ict&rules=/etc/hosts.toml", 404, "nichts bekannt"),
        ("need=%3Cscript%3Ealert(1)%3C/script%3E", 404, "nichts bekannt"),
    ],
)
def test_every_question_gets_a_clear_page(desk, query, status, said):
    answer = desk.get(f"/de/consortium/?{query}")

    assert answer.status_code == status
    assert said in answer.content.decode()
    assert b"<script>alert" not in answer.content


def test_what_has_an_answer_is_pinned_and_taken_along(desk):
    rows = json.loads(desk.get(f"/de/consortium/consortium.json?{QUERY}").content)
    made = desk.post(f"/de/consortium/consortium/pin/?{QUERY}")["Location"]

    assert desk.get(made).status_code == 200
    assert Finding.objects.get().rows == rows
    assert desk.get(f"/de/consortium/a4/?{QUERY}").status_code == 200


@pytest.mark.parametrize("query", ["", "field=health&field=ict&partners=3&within=AT"])
def test_without_an_answer_there_is_nothing_to_take_along(desk, query):
    for address in ("consortium.csv", "a4/"):
        assert desk.get(f"/de/consortium/{address}?{query}").status_code == 404
    assert desk.post(f"/de/consortium/consortium/pin/?{query}").status_code == 404

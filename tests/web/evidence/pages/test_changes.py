"""The page on a change: choices, files, pins, versions that are gone."""

import json

import pytest
from lxml import html

from crossfield.lake.store import Lake
from crossfield.web.evidence.models import Finding


def tree(answer):
    return html.fromstring(answer.content.decode())


def test_with_one_version_the_page_says_what_to_do(desk):
    page = tree(desk.get("/de/data/changes/"))

    assert "Es gibt erst einen Datenstand" in page.xpath("string(//main)")
    assert page.xpath("//main//a[@class='button']/@href") == ["/de/data/#load"]


def test_the_last_two_versions_stand_side_by_side(desk, loaded):
    page = tree(desk.get("/de/data/changes/"))

    assert page.xpath("string(//h1)") == "Was hat sich für Sachsen geändert?"
    chosen = page.xpath("//select/option[@selected]/@value")
    assert chosen == [Lake().current(), loaded.current(), "DED"]


def test_another_region_and_other_versions_are_chosen_by_address(desk, loaded):
    new, starter = loaded.current(), Lake().current()
    page = tree(desk.get("/en/data/changes/", {"before": new, "after": starter, "region": "DED2"}))

    assert page.xpath("//select/option[@selected]/@value") == [new, starter, "DED2"]


@pytest.mark.parametrize(
    "asked", [{"before": "gone"}, {"after": "gone"}, {"region": "XYZ"}, {"after": "../../x"}, {"region": "<script>"}]
)
def test_what_is_not_there_is_a_clear_page(desk, loaded, asked):
    answer = desk.get("/de/data/changes/", asked)

    assert answer.status_code == 404
    assert len(tree(answer).xpath("//h1")) == 1
    assert b"<script>" not in answer.content


def test_a_version_that_was_removed_under_a_reader_is_told(desk, loaded):
    answer = desk.get("/de/data/changes/", {"after": "2020-01-01T000000Z-abcdef"})
    page = tree(answer)

    assert page.xpath("string(//h1)") == "Dieser Datenstand ist nicht mehr da"
    assert page.xpath("//main//a/@href")[0] == "/de/data/"


@pytest.mark.parametrize("name", ["counts", "interfaces", "fields"])
def test_each_table_is_a_file_and_can_be_pinned(desk, loaded, name):
    rows = json.loads(desk.get(f"/de/data/changes/{name}.json").content)
    answer = desk.post(f"/de/data/changes/{name}/pin/")

    assert rows
    assert answer.status_code == 302
    kept = Finding.objects.get()
    assert kept.data_version == loaded.current()
    assert kept.parameters["before"] == Lake().current()
    assert len(kept.rows) == len(rows)
    assert len(tree(desk.get(f"/de/findings/{kept.public_id}/recompute/")).xpath("//h1")) == 1


def test_files_and_pins_keep_what_was_asked_for(desk, loaded):
    page = tree(desk.get("/de/data/changes/?region=DED2"))
    files = page.xpath("//p[@class='files']/a/@href")
    pins = page.xpath("//form[@class='pin']/@action")

    assert [one for one in [*files, *pins] if not one.endswith("?region=DED2")] == []
    assert desk.get(files[0]).status_code == 200


def test_a_change_on_paper_keeps_what_was_asked(desk, loaded):
    asked = f"?before={Lake().current()}&after={loaded.current()}&region=DED2"
    page = tree(desk.get(f"/en/data/changes/a4/{asked}"))

    assert page.xpath("//p[@class='where no-print']/a/@href") == [f"/en/data/changes/{asked}"]
    assert len(page.xpath("//ol[@class='sentences']/li")) == 3
    assert page.xpath("//article//section[@id='interfaces']//tbody/tr")


def test_without_another_version_paper_leads_to_the_page_that_says_so(desk):
    assert desk.get("/en/data/changes/a4/")["Location"] == "/en/data/changes/"

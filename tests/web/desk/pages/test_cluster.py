"""Pages of clusters: a name leads to the id, tables and the list are pinned, files hold the rows."""

import json

import pytest
from lxml import html

from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries.data import current_version


def test_a_name_leads_to_the_id(desk):
    assert desk.get("/de/cluster/Silicon%20Saxony/")["Location"] == "/de/cluster/silicon-saxony-de/"


@pytest.mark.parametrize(
    "address", ["cluster/silicon-saxony-de/fields", "cluster/silicon-saxony-de/matches", "clusters/clusters"]
)
def test_a_table_is_pinned_with_the_rows_of_its_file(desk, address):
    rows = json.loads(desk.get(f"/de/{address}.json").content)
    made = desk.post(f"/de/{address}/pin/")["Location"]

    assert desk.get(made).status_code == 200
    assert Finding.objects.get().rows == rows


def test_every_cluster_of_the_list_has_an_address(desk):
    page = desk.get("/de/clusters/").content.decode()

    assert page.count('href="/de/cluster/') > 40


@pytest.mark.parametrize(
    ("language", "heading", "told"),
    [("de", "Silicon Saxony", "Es geht um"), ("en", "Silicon Saxony", "It is about")],
)
def test_a_cluster_is_told_in_both_languages_on_its_page_and_on_paper(desk, language, heading, told):
    for end in ("", "a4/"):
        page = html.fromstring(desk.get(f"/{language}/cluster/silicon-saxony-de/{end}").content.decode())
        assert heading in page.xpath("string(//h1)")
        assert told in page.text_content()


@pytest.mark.parametrize("end", ["", "a4/", "fields.csv", "matches.json"])
@pytest.mark.parametrize("code", ["nobody", "<b>", "%00", "x" * 400])
def test_a_cluster_that_is_not_there_is_not_found_and_not_repeated_as_markup(desk, code, end):
    answer = desk.get(f"/en/cluster/{code}/{end}")

    assert (answer.status_code, b"<b></" in answer.content) == (404, False)


@pytest.mark.parametrize(
    "end", ["cluster/silicon-saxony-de/recipes.csv", "cluster/silicon-saxony-de/fields.exe", "clusters/clusters.exe"]
)
def test_a_table_or_form_that_is_not_there_is_not_found(desk, end):
    assert desk.get(f"/de/{end}").status_code == 404


def test_nothing_is_pinned_of_what_is_not_there_or_by_reading(desk):
    answers = [
        desk.post("/de/cluster/nobody/fields/pin/"),
        desk.post("/de/cluster/silicon-saxony-de/recipes/pin/"),
        desk.get("/de/cluster/silicon-saxony-de/fields/pin/"),
        desk.get("/de/clusters/clusters/pin/"),
        desk.post("/de/clusters/"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 405, 405, 405]
    assert Finding.objects.count() == 0


def test_what_is_pinned_says_where_it_is_from(desk):
    desk.post("/en/cluster/silicon-saxony-de/matches/pin/")
    kept = Finding.objects.get()

    assert kept.parameters == {
        "page": "cluster",
        "cluster": "silicon-saxony-de",
        "table": "matches",
        "language": "en",
    }
    assert (kept.language, kept.data_version, kept.release) == ("en", current_version(), "own")
    assert kept.answer.startswith("It is about ")


def test_the_matches_are_other_clusters_best_first(desk):
    rows = json.loads(desk.get("/en/cluster/silicon-saxony-de/matches.json").content)
    scores = [row["score"] for row in rows]

    assert scores == sorted(scores, reverse=True)
    assert [score for score in scores if not 0 <= score <= 1] == []
    assert "Silicon Saxony" not in {row["name"] for row in rows}


def test_the_list_is_by_name_in_both_languages(desk):
    lists = [json.loads(desk.get(f"/{language}/clusters/clusters.json").content) for language in ("de", "en")]
    names = [[row["name"] for row in rows] for rows in lists]

    assert names[0] == names[1] == sorted(names[0], key=str.casefold)


def test_a_cluster_of_the_data_leads_to_the_register_and_back(desk):
    adopt_vocabularies()
    page = desk.get("/en/cluster/silicon-saxony-de/").content.decode()
    (there,) = html.fromstring(page).xpath("//a[contains(@href, '/register/clusters/')]/@href")

    assert 'href="/en/cluster/silicon-saxony-de/"' in desk.get(there).content.decode()

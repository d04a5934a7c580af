"""The start page: three sentences, each a link; the own region per user; the box for an idea."""

import pytest
from lxml import html

from crossfield.web.accounts.models import User


def tree(answer):
    return html.fromstring(answer.content.decode())


@pytest.mark.parametrize("language", ["de", "en"])
def test_three_questions_each_answered_with_a_link(desk, language):
    page = tree(desk.get(f"/{language}/"))
    sections = page.xpath("//div[@class='said']/section")

    assert len(sections) == 3
    assert all(section.xpath("string(h2)").endswith("?") for section in sections)
    links = [section.xpath("p/a/@href")[0].partition("#")[0] for section in sections]
    assert [desk.get(link).status_code for link in links] == [200, 200, 200]


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_sentence_is_the_one_of_the_page_it_leads_to(desk, language):
    start = tree(desk.get(f"/{language}/")).xpath("string(//div[@class='said']/section[1]/p[1])")

    answer = tree(desk.get(f"/{language}/interfaces/DED/")).xpath("//p[@class='answer']/text()")[0]
    assert answer.strip() == start.strip()


@pytest.mark.parametrize("region", ["", "nowhere", "<script>", "x" * 5000, "\x00", "PL52"])
def test_a_region_that_is_not_there_changes_nothing(desk, region):
    answer = desk.post("/de/own-region/", {"region": region})

    assert answer.status_code == 404
    assert b"<script>" not in answer.content
    assert User.objects.get().region == ""
    assert desk.get("/de/").status_code == 200


def test_a_region_is_chosen_by_a_form_only(desk):
    assert desk.get("/de/own-region/", {"region": "DE2"}).status_code == 405


def test_the_own_region_is_ones_own(served, make_user):
    ann, bob = make_user("ann"), make_user("bob")
    served.force_login(ann)
    served.post("/de/own-region/", {"region": "DE2"})
    headings = []
    for user in (ann, bob):
        served.force_login(user)
        headings.append(tree(served.get("/de/")).xpath("string(//h1)").partition(":")[0])

    assert headings == ["Bayern", "Sachsen"]


def test_without_an_account_no_region_is_chosen(served):
    assert served.post("/de/own-region/", {"region": "DE2"}).status_code == 302
    assert User.objects.count() == 0


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("text", ["", " ", "x" * 20000, "\x00", "%s %(x)s {0}", "Pflege" * 2000])
def test_any_idea_is_answered(desk, language, text):
    assert desk.get(f"/{language}/idea/", {"text": text}).status_code == 200


def test_an_idea_is_only_read(desk):
    assert desk.post("/de/idea/", {"text": "Pflege"}).status_code == 405


def test_a_mistyped_region_offers_what_may_be_meant_and_keeps_what_was_typed(desk):
    answer = desk.post("/de/own-region/", {"region": "Jihovichod"})
    page = answer.content.decode()
    assert answer.status_code == 404
    assert 'value="Jihovichod"' in page
    assert '<button class="quiet" name="region" value="Jihovýchod"' in page
    chosen = desk.post("/de/own-region/", {"region": ["Jihovichod", "Jihovýchod"]}, follow=True)
    assert "Jihovýchod" in chosen.content.decode().partition("</h1>")[0]


def test_a_city_offers_the_region_it_lies_in(desk):
    answer = desk.post("/de/own-region/", {"region": "Leuven"})
    page = answer.content.decode()

    assert answer.status_code == 404
    assert '<button class="quiet" name="region" value="BE24"' in page
    assert "Leuven liegt dort (28 von 29 Organisationen der Stadt)" in page
    chosen = desk.post("/de/own-region/", {"region": ["Leuven", "BE24"]}, follow=True)
    assert "Vlaams-Brabant" in chosen.content.decode().partition("</h1>")[0]


def test_what_is_typed_as_a_region_stays_text(desk):
    page = desk.post("/en/own-region/", {"region": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page

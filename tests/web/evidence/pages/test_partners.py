"""The search page: the answer alone where the page's script asks, filters in the address, nothing that leaks."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from lxml import html

from crossfield.config import Settings
from crossfield.web.evidence.models import Finding
from crossfield.web.evidence.queries import partner_search
from crossfield.web.evidence.queries.partners import partners_view
from crossfield.web.evidence.queries.recompute import recomputed

ASKED = "/de/partners/?for=DED&field=energy&field=production&new=1"


def tree(answer):
    return html.fromstring(answer.content.decode())


def test_the_form_says_again_what_is_asked(desk):
    page = tree(desk.get(f"{ASKED}&country=CZ&region=Brno&kind=SME&widening=1&programme=eu&since=2015&text=Pflege"))

    assert page.xpath("//input[@name='for']/@value") == ["Sachsen"]
    assert page.xpath("//select[@name='field']/option[@selected]/@value") == ["energy", "production"]
    assert page.xpath("//input[@checked]/@value") == ["organisations", "1", "SME", "1", "CZ"]
    assert page.xpath("//select[@name='programme']/option[@selected]/@value") == ["eu"]
    assert page.xpath("//input[@name='since']/@value") == ["2015"]
    assert page.xpath("//input[@name='region']/@value") == ["Brno"]
    assert page.xpath("//textarea[@name='text']")[0].text.strip() == "Pflege"


def test_countries_of_the_nuts_come_first_and_one_that_is_asked_for_is_not_folded_away(desk):
    closed, opened = tree(desk.get(ASKED)), tree(desk.get(f"{ASKED}&country=US"))
    first = "//fieldset[@id='countries']/label/input/@value"
    others = "//fieldset[@id='countries']/details//input/@value"

    assert {"DE", "CZ", "NO"} <= set(closed.xpath(first))
    assert {"US", "CA"} <= set(closed.xpath(others))
    assert not set(closed.xpath(first)) & set(closed.xpath(others))
    assert [len(one.xpath("//fieldset[@id='countries']/details[@open]")) for one in (closed, opened)] == [0, 1]


def test_each_country_is_offered_once(desk):
    offered = tree(desk.get(ASKED)).xpath("//input[@name='country']/@value")

    assert len(offered) == len(set(offered)) > 60


@pytest.mark.parametrize(("given", "told"), [("CZ06", ""), ("Brünn", "Brno liegt in Jihovýchod (CZ06): 32 von 32 ")])
def test_partners_in_a_region_are_the_same_on_every_way_out(desk, given, told):
    asked = f"{ASKED}&region={given}"
    page = tree(desk.get(asked))
    names = page.xpath("//table[@class='stacks']//tbody//th/a/text()")
    rows = desk.get(asked.replace("?", "partners.json?")).json()

    assert "Wer in Jihovýchod (CZ06) passt zu Sachsen an der Schnittstelle" in page.xpath("//h1")[0].text
    assert told in page.text_content()
    assert len(names) == len(rows) > 3
    assert {row["place"] for row in rows} == {"Jihovýchod (CZ06), Tschechien"}
    assert "CZ06" in desk.get(asked.replace("?", "a4/?")).content.decode()
    files = [desk.get(asked.replace("?", f"partners.{form}?")) for form in ("csv", "xlsx", "parquet")]
    assert [answer.status_code for answer in files] == [200] * 3
    assert files[0].content.decode("utf-8-sig").count("Jihovýchod (CZ06), Tschechien") == len(rows)


def test_a_region_is_pinned_with_the_question_and_computed_anew(desk):
    desk.post("/de/partners/partners/pin/?for=DED&new=1&region=Brno")
    finding = Finding.objects.get()
    with translation.override("de"):
        listing = recomputed(finding, finding.data_version)

    assert finding.parameters["query"] == "for=DED&new=1&region=Brno"
    assert finding.address == "/de/partners/?for=DED&new=1&region=Brno"
    assert len(listing.rows) == len(finding.rows) > 3


def test_where_nobody_sits_the_page_leads_to_where_others_do(desk):
    asked = f"{ASKED}&region=Brno&kind=PUB&since=2019"
    page = tree(desk.get(asked))
    links = page.xpath("//section[@class='empty near']//li/a/@href")
    everywhere = page.xpath("//section[@class='empty near']/p/a/@href")

    assert "Niemand in Jihovýchod (CZ06), Tschechien in diesen Daten" in page.text_content()
    rest = "/de/partners/?for=DED&field=energy&field=production&new=1&kind=PUB&since=2019"
    assert everywhere == [rest]
    assert links
    for link in links:
        assert link.startswith(f"{rest}&region=")
        assert tree(desk.get(link)).xpath("//table[@class='stacks']//tbody/tr")


@pytest.mark.parametrize(
    ("given", "links"),
    [
        ("Frankfurt", ["?region=DE71&for=DED&new=1", "?region=DE40&for=DED&new=1"]),
        ("brnoo", ["?region=CZ06&for=DED&new=1"]),
        ("Sachsn", ["?region=Sachsen&for=DED&new=1", "?region=Sachsen-Anhalt&for=DED&new=1"]),
    ],
)
def test_a_place_that_is_not_understood_has_links_to_those_that_may_be_meant(desk, given, links):
    asked = f"/de/partners/?for=DED&new=1&region={given}"
    found = tree(desk.get(asked)).xpath("//section[@class='empty']//a/@href")

    assert desk.get(asked).status_code == 404
    assert desk.get(asked, headers={"hx-request": "true"}).status_code == 200
    assert [link.removeprefix("/de/partners/") for link in found][: len(links)] == links
    assert desk.get(found[0]).status_code == 200
    assert desk.get(asked.replace("?", "partners.csv?")).status_code == 404


@pytest.mark.parametrize("given", ["%00", "x" * 5000, "%3Cscript%3E", " "])
def test_nonsense_as_a_place_gets_a_clear_page(desk, given):
    answer = desk.get(f"{ASKED}&region={given}")

    assert answer.status_code in {200, 404}
    assert "<script>" not in answer.content.decode()


def test_the_answer_alone_comes_with_its_address_and_title(desk):
    answer = desk.get(f"{ASKED}&country=&since=", headers={"hx-request": "true"})
    text = answer.content.decode()

    assert answer["HX-Push-Url"] == ASKED
    assert "HX-Request" in answer["Vary"]
    assert "<html" not in text
    assert text.count("<h1>") == 1
    assert 'hx-swap-oob="true"' in text
    assert "<title>Wer in Europa" in text


def test_nobody_by_that_name_is_an_answer_with_links_to_the_closest(desk):
    asked = "/de/partners/?for=Technische+Universit%C3%A4t+Dresdn"
    page = tree(desk.get(asked))

    assert desk.get(asked).status_code == 404
    assert desk.get(asked, headers={"hx-request": "true"}).status_code == 200
    [above] = page.xpath("//div[@id='said']//a[@href='#suggested']/text()")  # on a phone the rest is below the form
    assert "Technische Universität Dresdn" in above
    links = page.xpath("//section[@class='empty']//a/@href")
    assert "/de/partners/?for=Technische%20Universitaet%20Dresden" in links
    assert desk.get(links[0]).status_code == 200


def test_what_the_data_cannot_answer_is_said(desk):
    answer = desk.get("/de/partners/?for=&who=regions")

    assert answer.status_code == 200
    assert "Das können diese Daten nicht beantworten" in answer.content.decode()


def test_a_page_comes_at_once_where_the_search_has_yet_to_be_read(desk, settings, small_lake):
    settings.CROSSFIELD = Settings(lake=str(small_lake.path))
    partner_search._ready.clear()
    partners_view.cache_clear()  # a test before this one may have asked the same
    asked = "/de/partners/?for=DE&field=biotechnology&field=ict"
    page = tree(desk.get(asked))

    assert page.xpath("//div[@id='suggested']//@hx-trigger") == ["load"]
    assert page.xpath("//table") == []
    assert page.xpath("//noscript//a/@href") == [f"{asked}&wait=1"]
    assert len(tree(desk.get(f"{asked}&wait=1")).xpath("//table//tbody/tr")) > 5
    assert len(tree(desk.get(asked)).xpath("//table//tbody/tr")) > 5


def test_an_answer_is_pinned_with_its_question(desk):
    address = desk.post("/de/partners/partners/pin/?for=DED&field=energy&field=production&new=1")["Location"]
    finding = Finding.objects.get()

    assert desk.get(address).status_code == 200
    assert finding.address == ASKED
    assert finding.parameters["query"] == "for=DED&field=energy&field=production&new=1"
    assert [column["key"] for column in finding.columns][:3] == ["name", "place", "kind"]
    assert finding.answer.startswith("An erster Stelle")


def test_a_long_idea_is_pinned_as_well(desk):
    desk.post(f"/de/partners/partners/pin/?for=DED&text={'Sensoren+Pflege+' * 300}")

    assert Finding.objects.get().address == "/de/partners/"


@pytest.mark.parametrize("address", ["", "partners.csv", "a4/"])
def test_a_stranger_is_sent_to_sign_in(served, address):
    answer = served.get(f"/de/partners/{address}")

    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_a_list_asks_the_database_as_often_with_ten_as_with_thirty(desk, django_assert_num_queries):
    few = f"{ASKED}&country=LU"
    desk.get(few)
    with CaptureQueriesContext(connection) as asked:
        short = tree(desk.get(few))
    count = len(asked)
    desk.get(ASKED)

    with django_assert_num_queries(count):
        long = tree(desk.get(ASKED))
    assert len(short.xpath("//tbody/tr")) < len(long.xpath("//tbody/tr")) == 30


@pytest.mark.parametrize(
    "address",
    [
        "partners/partners/pin/?for=DED&new=1",
        "organisation/pic:999897729/fields/pin/",
        "cluster/silicon-saxony-de/matches/pin/",
    ],
)
def test_what_is_pinned_is_computed_anew_and_is_the_same_on_the_same_data(desk, address):
    made = desk.post(f"/de/{address}")["Location"]
    finding = Finding.objects.get()
    with translation.override("de"):
        listing = recomputed(finding, finding.data_version)

    assert desk.get(made).status_code == 200
    assert len(listing.rows) == len(finding.rows)
    assert [column.key for column in listing.kept] == [column["key"] for column in finding.columns]


def test_a_city_as_who_asks_leads_to_the_partners_of_its_region(desk):
    page = html.fromstring(desk.get("/en/partners/", {"for": "Breslau", "wait": "1"}).content.decode())
    (place,) = page.xpath("//ul[@class='cities']/li")

    assert " ".join(place.text_content().split()) == (
        "Dolnośląskie PL51 Wrocław lies there (17 of 17 organisations of the city)"
    )
    assert place.xpath("./a/@href") == ["/en/partners/?for=PL51"]


def test_the_rest_of_the_question_stays_where_who_asks_is_corrected(desk):
    page = tree(
        desk.get("/en/partners/", {"for": "Breslau", "field": "energy", "new": "1", "text": "a <b>", "wait": "1"})
    )

    assert page.xpath("//ul[@class='cities']/li/a/@href") == [
        "/en/partners/?for=PL51&field=energy&new=1&text=a+%3Cb%3E"
    ]


@pytest.mark.parametrize("asked", [{"for": "DED", "field": "wien"}, {"for": "DED", "kind": "wien"}])
def test_a_city_in_another_place_of_the_question_is_no_region(desk, asked):
    page = tree(desk.get("/en/partners/", asked | {"wait": "1"}))

    assert page.xpath("//ul[@class='cities']") == []
    assert "Which region do you mean?" not in page.text_content()

"""Pictures of partners, consortium and shortlist: as files, inside the page, kept with a finding, one's own alone."""

import json

import pytest
from lxml import html

from crossfield.web.evidence.models import Finding, ShortlistEntry

PARTNERS = "for=DED&field=energy&field=production&new=1"
CONSORTIUM = "field=health&field=ict&rules=horizon&region=DED"
PAGES = (("partners", PARTNERS), ("consortium", CONSORTIUM), ("shortlist", ""))


def keep(client, count=2):
    page = html.fromstring(client.get(f"/de/partners/?{PARTNERS}").content.decode())
    for code in page.xpath("//form[@class='keep']//input[@name='code']/@value")[:count]:
        client.post("/de/shortlist/keep/", {"code": code, "asked": PARTNERS})


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
@pytest.mark.parametrize(("name", "query"), PAGES)
def test_the_picture_is_a_file(desk, name, query, form):
    keep(desk)
    answer = desk.get(f"/de/{name}/picture.{form}?{query}")

    assert answer.content.startswith({"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}[form])
    assert f".{form}" in answer["Content-Disposition"]


@pytest.mark.parametrize(("name", "query"), PAGES)
def test_the_sheet_of_paper_has_the_picture(desk, name, query):
    empty = html.fromstring(desk.get(f"/de/{name}/a4/?{query if name == 'consortium' else 'for='}").content.decode())
    keep(desk)
    page = html.fromstring(desk.get(f"/de/{name}/a4/?{query}").content.decode())
    (address,) = page.xpath("//img[@class='paper']/@src")

    assert desk.get(address).content.startswith(b"<svg")
    assert len(page.xpath("//article//h2")) == 2  # of the picture and of the table
    assert bool(empty.xpath("//img[@class='paper']")) == (name == "consortium")


@pytest.mark.parametrize("size", ["", "size=small&"])
@pytest.mark.parametrize(("name", "query"), PAGES)
def test_the_picture_stands_inside_the_page(desk, name, query, size):
    keep(desk)

    assert desk.get(f"/de/{name}/picture/?{size}{query}").content.startswith(b"<svg")


@pytest.mark.parametrize(("name", "query"), PAGES)
def test_the_table_comes_before_the_picture_for_those_who_listen_and_the_data_of_the_picture_later(desk, name, query):
    keep(desk)
    page = html.fromstring(desk.get(f"/de/{name}/?{query}").content.decode())
    shown = page.xpath("//div[@class='pictured']/*")
    address = page.xpath("//figure/@data-drawing")[0]

    assert [part.tag for part in shown] == ["ol" if name == "shortlist" else "section", "figure"]
    assert page.xpath("//figure//img[@class='small']/@alt")[0]
    assert set(json.loads(desk.get(address).content)) == {"spec", "light", "dark"}
    assert all(script.get("defer") is not None for script in page.xpath("//script[@src]"))


@pytest.mark.parametrize(("name", "query"), PAGES)
def test_a_pinned_table_keeps_its_picture(desk, name, query):
    keep(desk)
    made = desk.post(f"/de/{name}/{name}/pin/?{query}")["Location"]
    kept = json.loads(desk.get(f"{made}drawing.json").content)

    assert kept["spec"] == json.loads(desk.get(f"/de/{name}/drawing.json?{query}").content)["spec"]
    assert desk.get(f"{made}picture.svg").content.startswith(b"<svg")
    assert Finding.objects.get().chart["kind"] == "drawing"


@pytest.mark.parametrize(
    "address",
    [
        "partners/picture.exe?for=DED", "partners/drawing.json?for=DED&field=energy&field=production&country=XX",
        "partners/picture/?for=Nirgendwo+GmbH+am+Ende", "consortium/picture.svg", "consortium/drawing.json",
        "consortium/picture/?field=health&field=ict&partners=3&within=AT", "shortlist/picture.svg",
        "shortlist/drawing.json", "shortlist/picture/", "consortium/picture.exe?field=health&field=ict",
    ],
)  # fmt: skip
def test_what_has_no_picture_is_not_there(desk, address):
    assert desk.get(f"/de/{address}").status_code == 404


@pytest.mark.parametrize("part", ["", "drawing.json", "picture/", "picture.svg", "shortlist.json"])
def test_a_shortlist_is_ones_own(served, make_user, part):
    ann, ben = make_user("ann"), make_user("ben")
    served.force_login(ann)
    keep(served, 1)
    name = ShortlistEntry.objects.get(owner=ann).name.split()[0].casefold()
    served.force_login(ben)
    answer = served.get(f"/de/shortlist/{part}")

    assert name not in answer.content.decode().casefold()
    assert answer.status_code == (404 if part in {"drawing.json", "picture/", "picture.svg"} else 200)


@pytest.mark.parametrize(("name", "query"), PAGES)
@pytest.mark.parametrize("part", ["drawing.json", "picture/", "picture.svg"])
def test_elsewhere_people_sign_in_first(served, name, query, part):
    answer = served.get(f"/de/{name}/{part}?{query}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/de/sign-in/")


def test_the_answer_of_a_consortium_stands_above_its_form_and_is_renewed_with_it(desk):
    whole = desk.get(f"/de/consortium/?{CONSORTIUM}").content.decode()
    part = desk.get(f"/de/consortium/?{CONSORTIUM}", headers={"hx-request": "true"}).content.decode()

    assert whole.index('class="answer"') < whole.index('<form class="ask"') < whole.index("<figure")
    assert part.count('class="answer"') == part.count('hx-swap-oob="true"') == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_why_leads_to_sentences(desk, language):
    page = html.fromstring(desk.get(f"/{language}/partners/?{PARTNERS}").content.decode())
    start = html.fromstring(desk.get(f"/{language}/interface/DED/energy/production/").content.decode())
    why = page.xpath("//section[@id='why']/ul/li")

    assert page.xpath("//figcaption//a[@href='#why']")
    assert len(why) == 10
    assert all(one.text_content().rstrip().endswith(".") for one in why)
    assert len(start.xpath("//section[@id='why']/ul/li")) == 3
    assert start.xpath("//section[@id='why-regions']/ul/li")


@pytest.mark.parametrize("language", ["de", "en"])
def test_two_lists_that_answer_two_questions_say_so_and_lead_to_each_other(desk, language):
    search = f"/{language}/partners/?for=DED&field=energy&field=production"
    interface = html.fromstring(desk.get(f"/{language}/interface/DED/energy/production/").content.decode())
    partners = html.fromstring(desk.get(search).content.decode())
    said = {"de": "jemand anderen zuerst nennen", "en": "may name somebody else first"}[language]

    assert interface.xpath(f"//p/a[contains(., '{said}')]/@href") == [f"{search}&new=1"]
    assert partners.xpath(f"//p/a[contains(., '{said}')]/@href") == [
        f"/{language}/interface/DED/energy/production/#partners"
    ]
    assert (
        interface.xpath("//section[@id='partners']//tbody/tr[1]/th/a")[0].text
        != partners.xpath("//section[@id='partners']//tbody/tr[1]/th/a")[0].text
    )


@pytest.mark.parametrize(
    ("page", "table"),
    [
        ("interface/DED/energy/production/", "partners"), ("interface/DED/energy/production/", "organisations"),
        ("interface/DED/energy/production/", "complements"), ("region/DED/", "organisations"),
    ],
)  # fmt: skip
def test_wide_tables_are_blocks_with_their_headings_on_narrow_screens(desk, page, table):
    shown = html.fromstring(desk.get(f"/en/{page}").content.decode())
    cells = shown.xpath(f"(//section[@id='{table}']//table[contains(@class, 'stacks')]//tbody/tr[1])[1]/td")

    assert all(cell.get("data-label") for cell in cells)
    assert 2 <= len([cell for cell in cells if "minor" not in cell.get("class")]) <= 4

"""Every page in both languages: it answers, is whole, in its language, and says nothing that is not there."""

import json
import re
from functools import cache

import pytest
from lxml import html

from crossfield.config import Settings
from crossfield.lake.store import Lake
from crossfield.tables.spelling import readable_name
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation_index import organisation_index

PAGES = (
    "",
    "regions/",
    "regions/?q=sach",
    "region/DED/",
    "region/DE/",
    "region/EL4/",
    "interfaces/DED/",
    "interfaces/DED2/",
    "interfaces/DED/?field=energy",
    "search/",
    "search/?q=sachsn",
    "search/?q=xyzzyx",
    "interface/DED/energy/production/",
    "interface/DED/automotive/biotechnology/",
    "interface/DE/energy/production/",
    "network/DED/energy/production/",
    "network/DED2/automotive/biotechnology/",
    "network/DED/energy/production/a4/",
    "method/",
    "method/strength/",
    "method/complexity/",
    "vocabulary/",
    "vocabulary/?text=Sensoren+f%C3%BCr+die+Pflege",
    "vocabulary/saxony/energy/",
    "vocabulary/clustrat/active_ageing/",
    "compare/DED,DE2,NL3/",
    "compare/DED/",
    "compare/DED,DE2/a4/",
    "europe/DED/energy,production/",
    "europe/DED2/energy/",
    "europe/DED/energy,production/a4/",
    "idea/?text=Sensoren+f%C3%BCr+die+Pflege",
    "partners/",
    "partners/?for=DED&field=energy&field=production&new=1",
    "partners/?for=DED&field=energy&field=production&who=regions",
    "partners/?for=DED&field=energy&field=production&who=clusters",
    "partners/?for=silicon-saxony-de&who=clusters",
    "partners/?for=silicon-saxony-de",
    "partners/?for=Technische+Universit%C3%A4t+Dresden",
    "partners/?for=&text=Sensoren+f%C3%BCr+die+Pflege",
    "partners/a4/?for=DED&field=energy&field=production",
    "shortlist/",
    "shortlist/a4/",
    "consortium/",
    "consortium/?field=health&field=ict&rules=horizon&region=DED",
    "consortium/?field=health&field=ict&partners=3&within=AT",
    "consortium/a4/?field=health&field=ict&rules=horizon",
    "organisation/pic:999897729/",
    "organisation/pic:999897729/a4/",
    "clusters/",
    "cluster/silicon-saxony-de/",
    "cluster/silicon-saxony-de/a4/",
    "data/",
    "data/changes/",
    "tables/",
    "findings/",
    "named/",
    "named/new/",
    "region/DED/a4/",
    "interfaces/DED/a4/",
    "interface/DED/energy/production/a4/",
    "register/cooperations/",
    "register/cooperations/?by=countries",
    "register/cooperations/?by=interfaces",
    "register/cooperations/?by=partners",
    "register/cooperations/new/",
    "register/cooperations/a4/",
    "register/followed/",
    "register/followed/a4/",
    "register/clusters/",
    "register/organisations/",
    "register/organisations/new/",
    "register/lists/",
    "register/contacts/",
    "register/contacts/new/",
    "register/events/",
    "register/events/new/",
    "register/calls/",
    "register/calls/new/",
    "register/people/",
    "register/people/new/",
    "register/people/bring/",
    "register/mailings/",
    "register/mailings/new/",
    "register/leaving/",
    "check-in/",
    "inbox/",
    "schedule/",
    "about/imprint/",
    "about/privacy/",
    "about/accessibility/",
    "about/licences/",
)
ENGLISH = re.compile(r"\b(the|and|with|projects|figures|which|organisations)\b", re.IGNORECASE)
GERMAN = re.compile(r"\b(der|die|das|und|mit|Projekte|nicht|Schnittstelle)\b")


def tree(answer):
    return html.fromstring(answer.content.decode())


def own_text(page) -> str:
    """Text of a page without what is in another language by its nature: citations, names, data."""
    for part in page.xpath(
        "//*[@lang and not(self::html)] | //*[@class='citation'] | //tbody | //script | //textarea"
        " | //section[@class='why']//strong | //ul[@class='places'] | //details[@class='country']"
        " | //fieldset[@id='countries']"
    ):
        part.drop_tree()
    for part in page.xpath("//footer//p | //p[@class='answer'][contains(., 'Horizon')]"):
        part.drop_tree()
    text = " ".join(page.xpath("//body")[0].text_content().split())
    for name in names():
        text = text.replace(name, "")
    return text


@cache
def names() -> list[str]:
    """Names of organisations, in whatever language, the long ones first."""
    rows = organisation_index(current_version()).rows.values()
    found = {" ".join(readable_name(row["name"]).split()) for row in rows if row["name"]}
    return sorted((name for name in found if " " in name), key=len, reverse=True)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_answers_in_its_language(desk, language, address):
    answer = desk.get(f"/{language}/{address}")
    page = tree(answer)
    foreign = ENGLISH if language == "de" else GERMAN

    assert answer.status_code == 200
    assert page.get("lang") == language
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//title")[0].text.endswith("crossfield")
    assert [one.get("aria-current") for one in page.xpath("//nav//a")].count("page") <= 1
    assert foreign.findall(own_text(page)) == []


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("address", PAGES)
def test_a_page_loads_from_here_only_and_has_nothing_inline(desk, language, address):
    page = tree(desk.get(f"/{language}/{address}"))
    loaded = page.xpath("//script/@src | //link/@href | //img/@src")

    assert [one for one in loaded if not one.startswith("/") or one.startswith("//")] == []
    assert page.xpath("//style | //@style | //script[not(@src)] | //@onclick | //*[@hx-on]") == []
    ids = page.xpath("//@id")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("address", PAGES)
def test_the_other_language_is_one_link_away(desk, address):
    page = tree(desk.get(f"/de/{address}"))

    assert page.xpath("//header//a[@hreflang='en']/@href") == [f"/en/{address}"]


WITH_NAMES = (
    "region/DED/",
    "region/DED/a4/",
    "interface/DED/energy/production/",
    "interface/DED/energy/production/a4/",
    "network/DED/energy/production/",
    "partners/?for=DED&field=energy&field=production&new=1",
    "partners/?for=Technische+Universit%C3%A4t+Dresden",
    "partners/a4/?for=DED&field=energy&field=production",
    "consortium/?field=health&field=ict&rules=horizon&region=DED",
    "consortium/a4/?field=health&field=ict&rules=horizon",
    "organisation/pic:999897729/",
    "organisation/pic:999897729/a4/",
    "cluster/silicon-saxony-de/",
    "search/?q=universitaet+dresden",
    "",
)


@pytest.mark.parametrize("address", WITH_NAMES)
def test_no_page_shows_a_name_in_capitals(desk, address):
    """Three long words in capitals, one behind the other, are a name as the official data have it."""
    page = tree(desk.get(f"/de/{address}"))
    for part in page.xpath("//script"):
        part.drop_tree()
    texts = page.xpath("//body//text() | //@aria-label | //@value | //title/text()")
    shown = [" ".join(text.split()) for text in texts]

    assert [text for text in shown if re.search(r"\b[A-Z]{4,}(?: [A-Z]{4,}){2}", text)] == []


def test_links_of_the_main_pages_lead_somewhere(desk):
    seen = set()
    for address in (
        "/de/",
        "/de/region/DED/",
        "/de/interfaces/DED/",
        "/de/interface/DED/energy/production/",
        "/de/data/",
    ):
        seen |= set(tree(desk.get(address)).xpath("//a/@href"))
    own = sorted(link for link in seen if link.startswith("/") and "map." not in link)
    chosen = [link for link in own if "/interface/" not in link][:60] + [link for link in own if "/interface/" in link][
        :12
    ]
    broken = {link: status for link in chosen if (status := desk.get(link).status_code) not in {200, 302}}

    assert broken == {}
    assert [link for link in seen if not link.startswith(("/", "#", "?", "https://"))] == []


def test_the_menu_has_at_most_five_entries_each_with_a_page(desk):
    page = tree(desk.get("/de/"))
    entries = page.xpath("//nav//a")

    assert 1 <= len(entries) <= 5
    assert [desk.get(one.get("href")).status_code for one in entries] == [200] * len(entries)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("region/XYZ/", 404),
        ("region/%3Cscript%3E/", 404),
        ("interfaces/DED/?shows=beauty", 404),
        ("interfaces/DED/?field=beauty", 404),
        ("interface/DED/energy/energy/", 404),
        ("interface/DED/energy/enrgy/", 404),
        ("interface/DED/energy/production/projects.docx", 404),
        ("interface/DED/energy/production/secrets.csv", 404),
        ("region/DED/fields.exe", 404),
        ("interfaces/DED/map.exe", 404),
        ("about/secrets/", 404),
        ("nowhere/", 404),
        ("document/abc/", 404),
        ("data/load/abc/", 404),
        ("tables/abc/", 404),
        ("tables/abc/columns/", 404),
        ("tables/abc/fields.csv", 404),
        ("data/changes/?after=gone", 404),
        ("data/changes/?before=%00&after=../../x", 404),
        ("organisation/pic:1/", 404),
        ("organisation/%3Cscript%3E/", 404),
        ("organisation/pic:999897729/secrets.csv", 404),
        ("cluster/nothing/", 404),
        ("partners/?for=Nirgendwo+GmbH+am+Ende", 404),
        ("partners/?for=DED&field=enrgy", 404),
        ("partners/?for=DED&who=dukes", 404),
        ("partners/?for=DED&kind=DUKE", 404),
        ("partners/?for=DED&programme=apollo", 404),
        ("partners/?for=DED&since=yesterday", 404),
        ("partners/?for=&who=regions", 200),
        ("partners/?for=%3Cscript%3E", 404),
        (f"partners/?for={'x' * 5000}&text={'y' * 9000}&country=%00", 404),
        ("partners/?for=DED&country=%3Cb%3E&new=2&widening=x", 200),
        ("partners/partners.docx", 404),
        (f"region/{'A' * 3000}/", 404),
        ("regions/?q=%00%FF%27%3B--", 200),
        (f"regions/?q={'x' * 5000}", 200),
        (f"idea/?text={'%3Cb%3E' * 500}", 200),
    ],
)
@pytest.mark.parametrize("language", ["de", "en"])
def test_bad_input_gets_a_clear_page(desk, language, address, status):
    answer = desk.get(f"/{language}/{address}")

    assert answer.status_code == status
    assert len(tree(answer).xpath("//h1")) == 1
    assert b"<script>" not in answer.content
    assert b"Traceback" not in answer.content


def test_an_unknown_field_names_the_closest(desk):
    text = tree(desk.get("/de/interface/DED/energy/microelectronic/")).text_content()

    assert "Am ähnlichsten: microelectronics" in text


@pytest.mark.parametrize("given", ["Sachsen", "ded", "sachsen"])
def test_a_region_is_found_by_name_and_led_to_its_code(desk, given):
    assert desk.get(f"/de/region/{given}/")["Location"] == "/de/region/DED/"
    assert desk.get(f"/de/regions/?q={given}")["Location"] == "/de/region/DED/"


def test_the_fields_of_an_interface_stand_in_one_order(desk):
    assert desk.get("/de/interface/DED/production/energy/")["Location"] == "/de/interface/DED/energy/production/"


def test_a_desk_that_speaks_german_is_led_to_german_pages(desk):
    assert desk.get("/", headers={"accept-language": "de-DE,de;q=0.9"})["Location"] == "/de/"
    assert desk.get("/", headers={"accept-language": "fr"})["Location"] == "/en/"


@pytest.mark.parametrize(
    "address",
    [
        "region/DED/fields",
        "region/DED/organisations",
        "region/DED/money",
        "interfaces/DED/interfaces",
        "interface/DED/energy/production/organisations",
        "interface/DED/energy/production/partners",
        "interface/DED/energy/production/regions",
        "interface/DED/energy/production/projects",
        "data/programmes",
        "partners/partners",
        "organisation/pic:999897729/fields",
        "organisation/pic:999897729/interfaces",
        "organisation/pic:999897729/partners",
        "clusters/clusters",
        "cluster/silicon-saxony-de/fields",
        "cluster/silicon-saxony-de/matches",
        "data/sources",
        "data/coverage",
    ],
)
def test_a_table_is_there_in_every_format_with_the_same_rows(desk, address):
    rows = json.loads(desk.get(f"/de/{address}.json").content)
    lines = desk.get(f"/de/{address}.csv").content.decode()
    other = json.loads(desk.get(f"/en/{address}.json").content)

    assert rows
    assert lines.splitlines()[0] == ",".join(rows[0])
    assert [list(row) for row in rows] == [list(row) for row in other]
    for form in ("xlsx", "parquet"):
        answer = desk.get(f"/de/{address}.{form}")
        assert answer.status_code == 200
        assert f'.{form}"' in answer["Content-Disposition"]


def test_figures_of_a_page_equal_the_command_lines(desk):
    from crossfield.indicators import lookup
    from crossfield.indicators.question import Question

    rows = json.loads(desk.get("/de/interfaces/DED/interfaces.json").content)
    with Lake().open() as frames:
        expected = {
            (row["field_a"], row["field_b"]): row for row in lookup.interfaces(frames, Question("DED")).to_pylist()
        }
    strengths = sorted(row["strength"] for row in rows if row["strength"] is not None)

    assert strengths == sorted(row["strength"] for row in expected.values() if row["strength"] is not None)


def test_the_choice_of_a_region_is_remembered(desk):
    assert "Sachsen" in tree(desk.get("/de/")).xpath("//h1")[0].text

    assert desk.post("/de/own-region/", {"region": "Bayern"})["Location"] == "/de/"

    page = tree(desk.get("/de/"))
    assert page.xpath("//h1")[0].text.startswith("Bayern")
    assert page.xpath("//nav//a/@href")[0] == "/de/region/DE2/"
    assert desk.post("/de/own-region/", {"region": "nirgendwo"}).status_code == 404


def test_an_idea_is_answered_alone_where_the_script_asks(desk):
    whole = desk.get("/de/idea/", {"text": "Sensoren für die Pflege älterer Menschen zu Hause"})
    part = desk.get("/de/idea/", {"text": "Sensoren für die Pflege älterer Menschen"}, headers={"hx-request": "true"})

    assert "Gesundheit" in whole.content.decode()
    assert "/de/interface/DED/health/microelectronics/" in whole.content.decode()
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert "kein Ausdruck" in desk.get("/de/idea/", {"text": "Lorem ipsum"}).content.decode()
    assert "nur einem Feld" in desk.get("/de/idea/", {"text": "Pflege"}).content.decode()


def test_the_example_idea_has_an_answer_in_both_languages(desk):
    for language in ("de", "en"):
        example = tree(desk.get(f"/{language}/")).xpath("//textarea")[0].text
        answer = tree(desk.get(f"/{language}/idea/", {"text": example}))
        assert len(answer.xpath("//ul[@class='meets']/li")) >= 1


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
def test_the_map_is_a_file_drawn_by_the_worker(desk, form):
    answer = desk.get(f"/de/interfaces/DED/map.{form}")
    begins = {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF"}

    assert answer.status_code == 200
    assert answer.content.startswith(begins[form])


def test_the_drawing_holds_every_cell_in_the_pages_language(desk):
    drawn = json.loads(desk.get("/de/interfaces/DED/drawing.json").content)
    cells = drawn["spec"]["datasets"]["cells"]

    assert len(cells) == 7 * 6 + 7 * 3 + 3 * 6
    assert "Gesundheit" in {cell["pair"].split(" × ")[1] for cell in cells}
    assert set(drawn) == {"spec", "light", "dark"}


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_read_only(desk, method):
    assert getattr(desk, method)("/de/region/DED/").status_code == 405


@pytest.mark.parametrize("address", ["", "region/DED/", "interfaces/DED/", "data/", "idea/?text=Pflege"])
def test_without_data_a_page_says_what_to_do(desk, settings, tmp_path, address):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "gone"))

    answer = desk.get(f"/de/{address}")

    assert answer.status_code == 503
    assert "Der Datenstand lässt sich gerade nicht lesen" in answer.content.decode()
    assert "crossfield " not in tree(answer).xpath("string(//main)")
    assert tree(answer).xpath("//main//a[@href='/de/data/']|//main//form[@action='/de/data/load/']")


def test_a_figure_that_is_not_computed_says_so_instead_of_being_empty(desk):
    answer = desk.get("/de/interfaces/DED/?shows=gap")

    assert answer.status_code in {200, 404}
    assert len(tree(answer).xpath("//h1")) == 1


def test_the_map_is_a_picture_inside_a_sheet(desk):
    answer = desk.get("/de/interfaces/DED/picture/")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg")
    assert "Content-Disposition" not in answer.headers


def test_the_icon_is_found_where_browsers_look(desk):
    assert desk.get("/favicon.ico")["Location"] == "/static/crossfield/icon.svg"


def test_a_number_that_names_its_row_stands_under_its_heading(desk):
    heads = tree(desk.get("/de/region/DED/")).xpath("//section[@id='money']//thead//th/@class")

    assert heads == ["number", "number"]  # of three columns: the first one names the row and stands left

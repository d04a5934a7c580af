"""The pages of cooperations: figures say what they include, filters narrow, a form sent twice records once."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from tests.web.conftest import AUTHORISED

from crossfield.web.accounts.models import User
from crossfield.web.desk.queries.cooperation import TABLES
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.models import Finding
from crossfield.web.registry.actions.cooperation import prove_cooperation, record_cooperation
from crossfield.web.registry.actions.organisation import represent_organisation
from crossfield.web.registry.models import Cooperation, Field, NamedInterface, Organisation

pytestmark = pytest.mark.django_db
HERE = "/de/register/cooperations/"
BY_COUNTRY = "?by=countries"


@pytest.fixture
def example(desk):
    adopt_vocabularies()
    return desk


def tree(answer):
    return html.fromstring(answer.content.decode())


def titles(answer):
    return tree(answer).xpath("//section[@id='cooperations']//tbody//th//a/text()")


def test_the_answer_says_how_the_cooperations_are_known(example):
    said = [tree(example.get(f"{HERE}{asked}")).xpath("string(//p[@class='answer'])") for asked in ("", BY_COUNTRY)]
    known = "Von beiden Seiten bestätigt: 0; belegt: 5; nur von einer Seite genannt: 0."

    assert said == [
        f"5 Kooperationen sind verzeichnet. {known}",
        f"5 Kooperationen sind verzeichnet, mit Partnern aus 16 Ländern. {known}",
    ]


def test_the_page_has_one_table_at_a_time_and_keeps_what_it_was_narrowed_to(example):
    """Each of the four is a look of its own at the database."""
    for name in TABLES:
        page = tree(example.get(f"{HERE}?by={name}&country=CZ"))
        ways = page.xpath("//p[@class='shows']/a")

        assert page.xpath("//section[@class='listing']/@id") == [name]
        assert page.xpath("//p[@class='shows']/a[@aria-current]/@href") == [f"?by={name}&country=CZ"]
        assert [way.get("href") for way in ways] == [f"?by={one}&country=CZ" for one in TABLES]
        assert page.xpath("//form[@class='choose']//input[@name='by']/@value") == [name][: name != "cooperations"]
        assert page.xpath("//form[@class='choose']//a[text()='Alle zeigen']/@href") == [
            HERE if name == "cooperations" else f"{HERE}?by={name}"
        ]
    page = tree(example.get(f"{HERE}?by=nothing"))
    assert page.xpath("//section[@class='listing']/@id") == ["cooperations"]
    assert page.xpath("//form[@class='choose']//a[text()='Alle zeigen']") == []
    assert example.get(f"{HERE}nothing.csv").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 5),
        ("country=CZ", 1),
        ("country=DE", 4),
        ("kind=mutual", 1),
        ("standing=documented", 5),
        ("standing=confirmed", 0),
        ("kind=nonsense&standing=%00", 0),
        ("partner=nobody", 0),
        ("interface=none", 0),
    ],
)
def test_it_is_narrowed_down(example, query, count):
    answer = example.get(f"{HERE}?{query}")

    assert (answer.status_code, len(titles(answer))) == (200, count)
    found = json.loads(example.get(f"{HERE}cooperations.json?{query}").content)
    assert [row["title"] for row in found] == titles(answer)


def test_by_interface_and_partner_lead_back_to_the_narrowed_page(example):
    page = tree(example.get(f"{HERE}?by=interfaces"))
    interface = page.xpath("//section[@id='interfaces']//tbody//a/@href")

    assert len(interface) == 1
    assert titles(example.get(interface[0])) == ["Silicon Saxony ↔ biosaxony", "C3-Saxony"]
    partner = Cooperation.objects.get(title="EXCITE").partners.first().organisation.public_id
    assert titles(example.get(f"{HERE}?partner={partner}"))[-1] == "EXCITE"


def test_an_interface_of_two_fields_is_a_way_to_its_cooperations_and_what_has_none_is_told(desk, make_organisation):
    ann = desk.get("/de/about/imprint/") and User.objects.get()
    one, other = (Field.objects.create(scheme="s", code=code, title_de=code, title_en=code) for code in "ab")
    parts = [(make_organisation(name, ""), "partner", "") for name in ("One", "Other")]
    given = {"by": ann, "kind": "project", "partners": parts}
    for title, sides in (("There", (one, other)), ("Back", (other, one)), ("Nowhere", (None, None))):
        record_cooperation(title, **given, **dict(zip(("side_a", "side_b"), sides, strict=True)))
    page, listed, lands = (tree(desk.get(f"{HERE}{asked}")) for asked in ("?by=interfaces", "", BY_COUNTRY))
    [link] = page.xpath("//section[@id='interfaces']//tbody//a/@href")
    own = tree(desk.get(listed.xpath("//section[@id='cooperations']//tbody//a[text()='There']/@href")[0]))

    assert sorted(titles(desk.get(link))) == ["Back", "There"]
    assert own.xpath("//p[starts-with(., 'Schnittstelle')]/a/@href") == [link]
    assert "1 Kooperation nennt keine Schnittstelle." in page.text_content()
    assert "Von 3 Kooperationen ist von keinem Partner der Sitz" in lands.text_content()


def test_the_page_of_an_organisation_says_how_its_cooperations_are_known(example):
    one = Organisation.objects.get(name="Silicon Saxony")
    said = tree(example.get(f"/de/register/organisations/{one.public_id}/")).xpath("string(//p[@class='answer'])")

    assert said == (
        "3 Kooperationen sind hier verzeichnet. Von beiden Seiten bestätigt: 0; belegt: 3; "
        "nur von einer Seite genannt: 0."
    )


def test_the_mutual_membership_of_2014_is_documented_with_source_and_date(example):
    one = Cooperation.objects.get(kind="mutual")
    page = tree(example.get(f"{HERE}{one.public_id}/"))

    assert page.xpath("string(//p[starts-with(@class, 'standing')])") == "belegt"
    assert "14. Juli 2014" in page.xpath("string(//section[.//h2='Was belegt es?']//li)")
    assert len(page.xpath("//form[contains(@action, 'prove')]")) == 0  # it is the program's


def test_partners_known_as_a_number_only_are_told(example):
    one = Cooperation.objects.get(title="CluStrat")
    page = tree(example.get(f"{HERE}{one.public_id}/"))

    assert len(page.xpath("//tbody/tr")) == 18
    assert "Und 7 weitere Partner, die nur als Zahl bekannt sind." in page.text_content()


def test_a_table_is_pinned_as_it_was_narrowed(example):
    answer = example.post(f"{HERE}cooperations/pin/?country=CZ")
    kept = Finding.objects.get()

    assert answer.status_code == 302
    assert [row["title"] for row in kept.rows] == ["CluStrat"]
    assert (kept.data_version, kept.sources, kept.basis) == ("Register", [], {})
    assert kept.address == f"{HERE}?country=CZ"
    assert example.get(answer["Location"]).status_code == 200
    assert example.get(f"{answer['Location']}recompute/").status_code in {200, 404}
    assert example.post(f"{HERE}nothing/pin/").status_code == 404


def test_on_paper_stands_the_same(example):
    page = tree(example.get(f"{HERE}a4/?kind=mutual"))

    assert page.xpath("//article//tbody//th//text()") == ["Silicon Saxony ↔ biosaxony"]
    assert "1 Kooperation ist verzeichnet" in page.xpath("string(//article)")


def test_what_one_institution_alone_confirmed_is_one_side_and_the_page_says_why(served, two_institutions):
    silicon, shared = two_institutions.silicon, two_institutions.shared
    for organisation in shared[:2]:
        represent_organisation(organisation, by=silicon.users["administrator"], **AUTHORISED)
    both = [(organisation, "partner", "") for organisation in shared[:2]]
    made = record_cooperation("Own", by=silicon.users["manager"], kind="project", partners=both)
    served.force_login(silicon.users["analyst"])
    pages = []
    for proof in (None, {"source": "press", "title": "Notice", "address": "https://example.org/"}):
        if proof:
            prove_cooperation(made, by=silicon.users["manager"], **proof)
        page = tree(served.get(f"{HERE}{made.public_id}/"))
        said = "Für alle Partner hat allein Silicon sie bestätigt" in page.text_content()
        pages.append((page.xpath("string(//p[starts-with(@class, 'standing')])"), said))

    assert pages == [("von einer Seite genannt", True), ("belegt", False)]


def test_an_empty_register_says_so(desk):
    page = tree(desk.get(HERE))

    assert page.xpath("string(//p[@class='answer'])") == "Hier ist noch keine Kooperation verzeichnet."
    assert page.xpath("string(//a[@class='button'])") == "Kooperation verzeichnen"


def test_thirty_cost_as_many_queries_as_one(desk, make_organisation):
    def add(count):
        for number in range(count):
            partners = [(make_organisation(f"{count}-{number}-{side}"), "partner", "") for side in "ab"]
            record_cooperation(f"C{number}", by=None, kind="project", partners=partners)

    def asked():
        counts = []
        for name in TABLES:
            with CaptureQueriesContext(connection) as queries:
                desk.get(f"{HERE}?by={name}")
            counts.append(len(queries))
        return counts

    add(1)
    desk.get(HERE)
    few = asked()
    add(30)

    assert asked() == few


def test_a_long_table_begins_on_the_page_and_is_whole_in_its_file(desk, make_organisation, monkeypatch):
    monkeypatch.setattr("crossfield.web.desk.pages.cooperation.SHOWN", 2)
    partners = [(make_organisation(name), "partner", "") for name in "ab"]
    for number in range(3):
        record_cooperation(f"C{number}", by=None, kind="project", partners=partners)

    assert len(titles(desk.get(HERE))) == 2
    assert len(json.loads(desk.get(f"{HERE}cooperations.json").content)) == 3


def test_of_many_partners_the_page_names_those_with_the_most_and_says_how_many_more(
    desk, make_organisation, monkeypatch
):
    monkeypatch.setattr("crossfield.web.desk.queries.cooperation.MOST_ROWS", 2)
    first, *others = [make_organisation(name) for name in "zabc"]
    for other in others:
        record_cooperation("Both", by=None, kind="project", partners=[(one, "partner", "") for one in (first, other)])
    table = tree(desk.get(f"{HERE}?by=partners")).get_element_by_id("partners")
    everybody = json.loads(desk.get(f"{HERE}partners.json").content)

    assert table.xpath(".//tbody/tr/th//text()") == ["z", "a"]
    assert "2 weitere Zeilen stehen in den Dateien." in table.text_content()
    assert [(row["name"], row["cooperations"]) for row in everybody] == [("z", 3), ("a", 1), ("b", 1), ("c", 1)]


def sent(**rest):
    return {"title": "A und B", "kind": "mutual", "status": "running", "partners": "A\nb\n", **rest}


def test_a_form_that_is_sent_twice_records_once(desk, make_organisation):
    for name in ("A", "B"):
        make_organisation(name)
    once = tree(desk.get(f"{HERE}new/?partner=A")).xpath("//input[@name='once']/@value")[0]
    answers = [desk.post(f"{HERE}new/", sent(once=once, began="14.7.2014")) for _ in range(2)]
    made = Cooperation.objects.get()

    assert [answer["Location"] for answer in answers] == [f"{HERE}{once}/"] * 2
    assert (made.public_id, made.began, made.language, made.standing) == (once, "2014-07-14", "de", "stated")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"partners": "A"}, "Nennen Sie zwei bis 60 Organisationen"),
        ({"partners": "A\nBo\nC"}, "„C“ steht nicht im Register"),
        ({"partners": "A\nA"}, "mindestens zwei Partner"),
        ({"began": "irgendwann"}, "Schreiben Sie einen Tag"),
        ({"began": "2016", "ended": "2014"}, "würde enden, bevor sie beginnt"),
        ({"kind": "friendship"}, "Kind"),
        ({"title": ""}, ""),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(desk, make_organisation, given, told):
    for name in ("A", "B"):
        make_organisation(name)
    answer = desk.post(f"{HERE}new/", sent(text="mein Text <b>", **given))
    page = tree(answer)

    assert answer.status_code == 422
    assert Cooperation.objects.count() == 0
    assert page.xpath("string(//textarea[@name='text'])").strip() == "mein Text <b>"
    assert told in page.text_content() or told == "Kind"
    assert page.xpath("//*[@class='errorlist' or contains(@class, 'errorlist')]")


def test_one_field_alone_is_no_interface(example):
    from crossfield.web.registry.models import Field

    field, before = Field.objects.filter(scheme="saxony")[:2], NamedInterface.objects.count()
    partners = "Silicon Saxony\nbiosaxony"
    alone = example.post(f"{HERE}new/", sent(partners=partners, side_a=field[0].pk))
    both = example.post(f"{HERE}new/", sent(partners=partners, side_a=field[0].pk, side_b=field[1].pk))

    assert [alone.status_code, both.status_code] == [422, 302]
    page = tree(example.get(f"{HERE}?kind=mutual&by=interfaces"))
    assert " × " in page.xpath("string(//section[@id='interfaces']//tbody)")
    assert NamedInterface.objects.count() == before

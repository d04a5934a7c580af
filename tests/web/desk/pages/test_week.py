"""Her week on its pages: a contact in one sentence, an introduction that becomes a cooperation, an event."""

import sqlite3
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from lxml import html

from crossfield.web.accounts.models import User
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.event import add_funding_call, record_event
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.actions.person import add_person
from crossfield.web.registry.models import Contact, Cooperation, Event, Field, FundingCall

pytestmark = pytest.mark.django_db
HERE = "/de/register/"


def tree(answer):
    return html.fromstring(answer.content.decode())


def answer_of(answer):
    return (tree(answer) if hasattr(answer, "content") else answer).xpath("string(//p[@class='answer'])")


@pytest.fixture
def manager(desk):
    desk.get("/de/about/imprint/")
    return User.objects.get()


@pytest.fixture
def two_fields():
    for code, title in (("photonics", "Photonik"), ("health", "Gesundheit")):
        Field.objects.create(scheme="s", code=code, title_de=title, title_en=code)


def test_a_contact_at_two_fields_becomes_a_cooperation_there(desk, make_organisation, two_fields):
    for name in ("One", "Other"):
        make_organisation(name)
    at = "?scheme=s&side_a=photonics&side_b=health"
    form = tree(desk.get(f"{HERE}contacts/new/{at}"))
    chosen = [form.xpath(f"string(//select[@name='{side}']/option[@selected])") for side in ("side_a", "side_b")]
    sides = {side: form.xpath(f"//select[@name='{side}']/option[@selected]/@value")[0] for side in ("side_a", "side_b")}
    given = {"organisation": "One", "introduced_to": "Other", "text": "Endoskope", "kind": "introduction", **sides}
    noted = desk.post(f"{HERE}contacts/new/", given)
    alone = desk.post(f"{HERE}contacts/new/", given | {"side_b": ""})

    assert (chosen, alone.status_code) == (["Photonik", "Gesundheit"], 422)
    assert "Schnittstelle: Photonik × Gesundheit" in tree(desk.get(noted["Location"])).text_content()
    assert "Photonik × Gesundheit" in desk.get(f"{HERE}contacts/contacts.csv").content.decode()
    made = desk.post(f"{noted['Location']}outcome/", {"outcome": "cooperation"})
    assert "Schnittstelle: Photonik × Gesundheit" in tree(desk.get(made["Location"])).text_content()


@pytest.mark.parametrize("query", ["?scheme=s&side_a=photonics", "?scheme=x&side_a=a&side_b=b", "?interface=nobody"])
def test_an_address_that_names_no_interface_chooses_none(desk, two_fields, query):
    form = tree(desk.get(f"{HERE}events/new/{query}"))

    assert [
        form.xpath(f"count(//select[@name='{side}']/option[@selected and @value!=''])") for side in ("side_a", "side_b")
    ] == [0, 0]


def test_an_event_at_two_fields_is_told_with_them_and_changed(desk, two_fields):
    form = tree(desk.get(f"{HERE}events/new/?scheme=s&side_a=photonics&side_b=health"))
    sides = {side: form.xpath(f"//select[@name='{side}']/option[@selected]/@value")[0] for side in ("side_a", "side_b")}
    made = desk.post(f"{HERE}events/new/", {"title": "Runde", "kind": "group", "day": "2026-11-27", **sides})[
        "Location"
    ]
    changed = tree(desk.get(f"{made}change/"))

    assert "Schnittstelle: Photonik × Gesundheit" in tree(desk.get(made)).text_content()
    assert "Photonik × Gesundheit" in desk.get(f"{HERE}events/events.csv").content.decode()
    assert changed.xpath("string(//select[@name='side_a']/option[@selected])") == "Photonik"
    again = {
        "title": "Runde",
        "kind": "group",
        "day": "2026-11-27",
        "side_a": sides["side_b"],
        "side_b": sides["side_a"],
    }
    desk.post(f"{made}change/", again | {"version": changed.xpath("//input[@name='version']/@value")[0]})
    assert "Schnittstelle: Gesundheit × Photonik" in tree(desk.get(made)).text_content()


def test_who_has_no_members_yet_is_told_how_to_begin(desk, manager, make_organisation):
    begin = "//h2[text()='Womit beginnen?']/following-sibling::ol//a/@href"
    first = tree(desk.get("/de/inbox/")).xpath(begin)
    cluster = make_cluster(make_organisation("Our cluster"), by=None)
    begin_membership(cluster, member=make_organisation("Member"), by=manager)

    assert first == [f"{HERE}clusters/", f"{HERE}organisations/new/?cluster=1", f"{HERE}lists/", "/de/"]
    assert tree(desk.get("/de/inbox/")).xpath(begin) == []


def test_a_contact_takes_an_organisation_and_one_sentence(desk, make_organisation):
    one = make_organisation("One")
    form = tree(desk.get(f"{HERE}contacts/new/?organisation=One"))
    assert form.xpath("//input[@name='organisation']/@value") == ["One"]
    once = form.xpath("//input[@name='once']/@value")[0]
    answers = [
        desk.post(f"{HERE}contacts/new/", {"once": once, "organisation": "one", "text": "Sucht <b>", "kind": "call"})
        for _ in range(2)
    ]

    assert [answer["Location"] for answer in answers] == [f"{HERE}contacts/{once}/"] * 2
    assert Contact.objects.get().organisation == one
    assert b"<b>" not in desk.get(f"{HERE}contacts/{once}/").content
    assert answer_of(desk.get(f"{HERE}contacts/")) == "1 Kontakt ist notiert."
    assert "Sucht <b>" in tree(desk.get(f"{HERE}organisations/{one.public_id}/")).text_content()
    assert "Sucht" in desk.get(f"{HERE}contacts/contacts.csv").content.decode()


@pytest.mark.parametrize(
    "given", [{"organisation": "Nobody"}, {"text": ""}, {"kind": "introduction"}, {"day": "2999-01-01"}]
)
def test_what_is_wrong_is_told_and_nothing_is_noted(desk, make_organisation, given):
    make_organisation("One")
    answer = desk.post(f"{HERE}contacts/new/", {"organisation": "One", "text": "x", "kind": "call", **given})

    assert (answer.status_code, Contact.objects.count()) == (422, 0)
    assert tree(answer).xpath("//ul[contains(@class, 'errorlist')]")


def test_from_an_introduction_to_a_cooperation_with_one_click(desk, manager, make_organisation):
    day = timezone.localdate() - timedelta(days=31)
    one = note_contact(
        make_organisation("One"), by=manager, kind="introduction", text="x", day=day,
        introduced_to=make_organisation("Two"), next_step="Call", due=timezone.localdate(),
    )  # fmt: skip
    inbox = desk.get("/de/inbox/")
    assert answer_of(inbox) == "2 Dinge warten heute auf Sie."
    where = tree(inbox).xpath("//section[@id='today']//a/@href")[0]
    assert len(tree(desk.get(where)).xpath("//button[@name='outcome']")) == 3
    desk.post(f"{where}done/")
    answer = desk.post(f"{where}outcome/", {"outcome": "cooperation"})
    made = Cooperation.objects.get()

    assert answer["Location"] == f"{HERE}cooperations/{made.public_id}/"
    assert answer_of(desk.get("/de/inbox/")) == "Heute wartet nichts auf Sie."
    again = desk.post(f"{where}outcome/", {"outcome": "nothing"}, follow=True)
    assert "Nicht gespeichert" in tree(again).text_content()
    one.refresh_from_db()
    assert one.outcome == "cooperation"
    assert desk.post(f"{where}done/", follow=True).status_code == 200


def test_an_event_with_its_list_becomes_figures(desk, make_organisation):
    make_organisation("One")
    answer = desk.post(f"{HERE}events/new/", {"title": "Workshop", "kind": "workshop", "day": "2014-07-14"})
    where = answer["Location"]
    assert answer_of(desk.get(where)) == "Wie viele kamen, ist hier nicht bekannt: Es wurde keine Liste eingelesen."
    row = tree(desk.get(f"{HERE}events/")).xpath("//section[@id='events']//tbody//td/text()")
    assert row[-4:] == ["–"] * 4
    told = desk.post(f"{where}guests/", {"names": "One\nOne\nOther\n", "state": "attended"}, follow=True)
    desk.post(f"{where}guests/", {"names": "Third", "state": "invited"})
    desk.post(f"{where}followed/", {"followed": "Zwei Kooperationen", "version": "1"})

    assert "2 Organisationen, davon 1 im Register." in tree(told).text_content()
    assert answer_of(desk.get(where)) == "2 Organisationen waren da, mit 3 Personen; angemeldet waren 2, eingeladen 3."
    row = tree(desk.get(f"{HERE}events/")).xpath("//section[@id='events']//tbody//td/text()")
    assert row[-4:] == ["3", "2", "2", "3"]
    assert b"Third" in desk.get(f"{where}guests.csv").content
    assert "Zwei Kooperationen" in tree(desk.get(where)).text_content()
    assert desk.post(f"{where}release/", {"release": "public"}).status_code == 302
    assert Event.objects.get().release == "public"


def test_a_wrong_check_in_is_taken_off_on_the_page_and_the_figures_follow(desk):
    where = desk.post(f"{HERE}events/new/", {"title": "W", "kind": "fair", "day": timezone.localdate()})["Location"]
    desk.post(f"{where}check-in/", {"choice": "open"})
    code = Event.objects.get().code
    for name, people in (("A <b>", "2"), ("B", "90")):
        desk.post(f"/de/check-in/{code}/", {"name": name, "people": people, "kind": "company"})
    rows = tree(desk.get(where)).xpath("//section[@id='check_ins']//tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == ["B", "A <b>"]
    assert rows[0].xpath("string(.//button/@aria-label)") == "Nicht mitzählen: B"
    undo = rows[0].xpath(".//form/@action")[0]

    answer = desk.post(undo, {"choice": "off"})
    page = tree(desk.get(where))
    assert answer["Location"] == f"{where}#check_ins"
    assert answer_of(page) == "1 Organisation war da, mit 2 Personen; angemeldet waren 1, eingeladen 1."
    row = page.xpath("//section[@id='check_ins']//tbody/tr")[0]
    assert row.xpath("string(td[3])") == "nein, herausgenommen"
    assert "B: 90 → 0" in tree(desk.get(f"{HERE}history/event/{where.split('/')[-2]}/")).text_content()
    assert b"90" not in desk.get(f"{where}figures.csv").content

    desk.post(undo, {"choice": "again"})
    assert answer_of(desk.get(where)).startswith("2 Organisationen waren da, mit 92 Personen")


def test_an_event_that_ends_before_it_begins_is_refused(desk):
    sent = {"title": "W", "kind": "fair", "day": "2014-07-14", "last_day": "2014-07-13"}

    assert (desk.post(f"{HERE}events/new/", sent).status_code, Event.objects.count()) == (422, 0)


def test_an_event_goes_into_a_calendar(desk):
    from datetime import date

    made = record_event(
        "A, B; C\\", by=None, kind="fair", day=date(2014, 12, 30), last_day=date(2014, 12, 31), place="Dresden\nX"
    )
    answer = desk.get(f"{HERE}events/{made.public_id}/event.ics")
    lines = answer.content.decode().split("\r\n")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert [line for line in lines if line.startswith(("DT", "SUM", "LOC"))][1:] == [
        "DTSTART;VALUE=DATE:20141230", "DTEND;VALUE=DATE:20150101", "SUMMARY;LANGUAGE=de:A\\, B\\; C\\\\",
        "LOCATION;LANGUAGE=de:Dresden\\nX",
    ]  # fmt: skip
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_a_funding_call_is_noted_and_never_called_eligible(desk):
    sent = {"title": "Call", "deadline": "2014-07-14", "address": "https://example.org", "who": "KMU"}
    answers = [desk.post(f"{HERE}calls/new/", {**sent, "once": "2222222222222222"}) for _ in range(2)]
    page = tree(desk.get(f"{HERE}calls/"))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert FundingCall.objects.count() == 1
    assert "geschlossen" in page.xpath("string(//section[@id='calls']//tbody)")
    assert "Es entscheidet allein der Förderer." in page.text_content()
    assert desk.post(f"{HERE}calls/new/", {**sent, "opens": "2015-01-01"}).status_code == 422
    desk.post(f"{HERE}calls/new/", {**sent, "title": "Later", "opens": "2999-01-01", "deadline": ""})
    desk.post(f"{HERE}calls/new/", {**sent, "title": "Open", "opens": "2014-01-01", "deadline": ""})
    desk.post(f"{HERE}calls/new/", {**sent, "title": "Undated", "deadline": ""})
    text = desk.get(f"{HERE}calls/calls.csv").content.decode()
    assert [state in text for state in ("noch nicht offen", "offen", "geschlossen")] == [True] * 3


def test_a_call_has_a_page_and_is_changed_there_and_both_texts_stay(desk, two_fields):
    sent = {"title": "Call", "deadline": "2999-07-14", "address": "www.example.org", "who": "KMU <b>"}
    field = Field.objects.get(code="photonics")
    where = desk.post(f"{HERE}calls/new/", {**sent, "fields_of": [field.pk]})["Location"]
    page = tree(desk.get(where))
    forms = [tree(desk.get(f"{where}change/")).xpath("//input[@name='seen']/@value")[0] for _ in range(2)]

    assert page.xpath("string(//p[@class='answer'])") == "Frist: 14. Juli 2999."
    assert page.xpath("//p[@class='do']/a/@href") == [
        f"{where}deadline.ics", "https://www.example.org", f"{where}change/",
    ]  # fmt: skip
    assert b"DTSTART;VALUE=DATE:29990714" in desk.get(f"{where}deadline.ics").content
    assert ("KMU <b>" in page.text_content(), "Photonik" in page.text_content()) == (True, True)
    assert desk.get(f"{where}members.csv").status_code == 200
    first = desk.post(f"{where}change/", {**sent, "title": "First", "seen": forms[0]})
    second = desk.post(f"{where}change/", {**sent, "title": "Second", "seen": forms[1]})
    assert (first["Location"], second.status_code) == (where, 422)
    both = tree(second)
    assert both.xpath("//section[@class='warning']//dd/text()") == ["First"]
    assert both.xpath("//input[@name='title']/@value") == ["Second"]
    again = both.xpath("//input[@name='seen']/@value")[0]
    assert desk.post(f"{where}change/", {**sent, "title": "Second", "seen": again}).status_code == 302
    assert (FundingCall.objects.get().title, list(FundingCall.objects.get().fields.all())) == ("Second", [])
    early = desk.post(f"{where}change/", {**sent, "opens": "2999-12-31", "seen": again})
    assert early.status_code == 422


@pytest.mark.parametrize(("opens", "deadline"), [("2014-01-01", ""), ("", "")])
def test_a_call_without_a_deadline_says_so(desk, opens, deadline):
    sent = {"title": "Call", "opens": opens, "deadline": deadline, "address": "https://example.org"}
    where = desk.post(f"{HERE}calls/new/", sent)["Location"]
    page = tree(desk.get(where))

    assert desk.get(f"{where}deadline.ics").status_code == 404
    begun = "; Beginn 1. Januar 2014" if opens else ""
    assert page.xpath("string(//p[@class='answer'])") == f"Keine Frist ist notiert{begun}."


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes more variables")
@pytest.mark.parametrize("name", ["events", "calls"])
def test_a_file_may_have_more_rows_than_sqlite_takes_variables(desk, manager, name):
    owned = {"owner": manager, "institution": manager.institution, "release": "institution"}
    Event.objects.bulk_create([Event(title="E", day=timezone.localdate(), **owned) for _ in range(1_200)])
    FundingCall.objects.bulk_create([FundingCall(title="C", **owned) for _ in range(1_200)])
    limit = connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 1_100)
    try:
        text = desk.get(f"{HERE}{name}/{name}.csv").content.decode()
    finally:
        connection.connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, limit)
    assert len(text.splitlines()) > 1_200


@pytest.mark.parametrize(("language", "title"), [("de", "Gesundheit"), ("en", "Health")])
def test_fields_are_chosen_by_their_title_in_the_pages_language(desk, language, title):
    from crossfield.web.registry.models import Field

    Field.objects.create(scheme="s", code="health", title_de="Gesundheit", title_en="Health")
    options = [
        tree(desk.get(f"/{language}/register/{page}/new/")).xpath(f"//option[text()='{title}']")
        for page in ("calls", "organisations", "cooperations")
    ]

    assert [len(found) for found in options] == [1, 1, 2]


def test_the_guests_of_an_event_that_is_public_stay_with_the_institution(served, two_institutions):
    from crossfield.web.registry.actions.event import list_guests, release_event

    silicon, bio = two_institutions.silicon, two_institutions.bio
    made = record_event("Open", by=bio.users["manager"], kind="fair", day=timezone.localdate())
    list_guests(made, by=bio.users["manager"], names=["Secret guest"], state="attended")
    release_event(made, by=bio.users["manager"], release="public")
    for side, seen in ((silicon, False), (bio, True)):
        served.force_login(side.users["analyst"])
        for end in ("events/", f"events/{made.public_id}/", f"events/{made.public_id}/guests.csv", "events/events.csv"):
            content = served.get(f"{HERE}{end}").content
            assert (b"Secret guest" in content) is (seen and str(made.public_id) in end)
        counted = tree(served.get(f"{HERE}events/")).xpath("//section[@id='events']//tbody//td/text()")[-4:]
        assert counted == (["1"] * 4 if seen else ["–"] * 4)


@pytest.mark.parametrize("name", ["contacts", "events", "calls", "people"])
@pytest.mark.parametrize("rows", [2, 3])
def test_a_table_that_is_long_says_how_many_rows_only_its_files_have(desk, manager, monkeypatch, name, rows):
    for page in ("week", "person"):
        monkeypatch.setattr(f"crossfield.web.desk.pages.{page}.SHOWN", 2)
    for number in range(rows):
        if name == "contacts":
            note_contact(add_organisation(f"Firm {number}", by=None), by=manager, kind="call", text="x")
        elif name == "events":
            record_event(f"Event {number}", by=manager, kind="workshop", day=timezone.localdate())
        elif name == "calls":
            add_funding_call(f"Call {number}", by=manager)
        else:
            add_person(f"Person {number}", by=manager)

    page = tree(desk.get(f"{HERE}{name}/"))
    file = desk.get(f"{HERE}{name}/{name}.csv").content.decode()

    shown = page.xpath("//table/tbody/tr")
    assert len(shown) == 2
    assert str(rows) in page.xpath("string(//p[@class='answer'])").split()
    assert [one for one in page.xpath("//section//p/text()") if "weitere Zeile" in one] == (
        ["1 weitere Zeile steht in den Dateien."] if rows > len(shown) else []
    )
    assert len(file.strip().splitlines()) == 1 + rows + 1  # headings, and the source below

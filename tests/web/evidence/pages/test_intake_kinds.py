"""Lists of clusters, events and calls on their pages: from the list's own page to the register and back."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from crossfield.web.registry.actions.event import record_event, release_event
from crossfield.web.registry.models import Cluster, Event, FundingCall, Intake, Organisation

pytestmark = pytest.mark.django_db
LISTS = {
    "clusters": ("clusters/", "Cluster;Land;Stand\nHolz <i>Cluster</i>;AT;\nX;Nirgendwo;\n", "country"),
    "events": ("events/", "Titel;Datum\nHolz <i>Cluster</i>;14.7.2014\nX;bald\n", "day"),
    "calls": ("calls/", "Titel;Frist\nHolz <i>Cluster</i>;14.7.2027\nX;bald\n", "deadline"),
}
SAID = {
    "de": {
        "clusters": "kein Land heißt „Nirgendwo“",
        "events": "„bald“ ist kein Datum mit Tag, Monat und Jahr",
        "calls": "„bald“ ist kein Datum mit Tag, Monat und Jahr",
        "taken": ("Übernommen; 1 Organisation ist neu.", "Übernommen: 1 neu, 0 geändert."),
        "link": "Liste übernehmen",
        "undone": "Rückgängig gemacht.",
    },
    "en": {
        "clusters": "no country is called “Nirgendwo”",
        "events": "“bald” is no day",
        "calls": "“bald” is no day",
        "taken": ("Taken over; 1 organisation is new.", "Taken over: 1 new, 0 changed."),
        "link": "Bring in a list",
        "undone": "Undone.",
    },
}
MODELS = {"clusters": Cluster, "events": Event, "calls": FundingCall}


def tree(answer):
    return html.fromstring(answer.content.decode())


def messages(page):
    return " ".join(page.xpath("//p[@class='message']/text()"))


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", LISTS)
def test_from_the_page_of_a_kind_to_the_register_and_back(desk, kind, language):
    where, text, column = LISTS[kind]
    said, model = SAID[language], MODELS[kind]
    link = tree(desk.get(f"/{language}/register/{where}")).xpath(f"//a[contains(@href, 'kind={kind}')]")[0]
    assert link.text == said["link"]
    form = tree(desk.get(link.get("href")))
    assert form.xpath("//select[@name='kind']/option[@selected]/@value") == [kind]
    file = SimpleUploadedFile("l.csv", text.encode())
    sent = desk.post(f"/{language}/register/lists/", {"file": file, "source": "CRM", "kind": kind})
    columns = tree(desk.get(sent["Location"]))
    headings = {one.get("name"): one.xpath("string(option[@selected])") for one in columns.xpath("//form//select")}
    assert headings[column]
    chosen = {name: heading for name, heading in headings.items() if heading in text}
    preview = tree(desk.post(sent["Location"], chosen, follow=True))
    assert said[kind] in preview.xpath("string(//section[@id='error'])")
    assert "Holz <i>Cluster</i>" in preview.xpath("string(//section[@id='new'])")
    assert model.objects.count() == 0
    here = f"/{language}/register/lists/{Intake.objects.get().public_id}/"
    taken = tree(desk.post(f"{here}take/", follow=True))
    assert said["taken"][kind != "clusters"] in messages(taken)
    assert model.objects.count() == 1
    listed = desk.get(f"/{language}/register/{where}")
    assert b"Holz &lt;i&gt;Cluster&lt;/i&gt;" in listed.content
    assert said["undone"] in messages(tree(desk.post(f"{here}undo/", follow=True)))
    assert (model.objects.count(), Organisation.objects.count()) == (0, 0)


def test_a_doubtful_event_shows_what_would_change_and_is_decided(desk):
    for day, choice in (("14.7.2014", None), ("15.7.2014", "same")):
        file = SimpleUploadedFile("l.csv", f"Titel;Datum\nTreffen;{day}\n".encode())
        sent = desk.post("/en/register/lists/", {"file": file, "source": "CRM", "kind": "events"})
        page = tree(desk.post(sent["Location"], {"title": "Titel", "day": "Datum"}, follow=True))
        here = f"/en/register/lists/{Intake.objects.first().public_id}/"
        if choice:
            text = " ".join(page.xpath("string(//article)").split())
            assert "same title; other day · Day: 2014-07-14 → 2014-07-15" in text
            desk.post(f"{here}rows/2/", {"choice": choice})
        desk.post(f"{here}take/")

    assert [one.day.isoformat() for one in Event.objects.all()] == ["2014-07-15"]


def test_columns_are_remembered_by_kind_and_source(desk):
    for kind, column in (("events", "place"), ("calls", "programme")):
        file = SimpleUploadedFile("l.csv", b"Titel;Datum;Feld X\nA;14.7.2014;B\n")
        where = desk.post("/en/register/lists/", {"file": file, "source": "CRM", "kind": kind})["Location"]
        asked = {"title": "Titel", column: "Feld X"} | ({"day": "Datum"} if kind == "events" else {})
        desk.post(where, asked)
    for kind, column in (("events", "place"), ("calls", "programme"), ("members", "")):
        file = SimpleUploadedFile("l.csv", b"Titel;Datum;Feld X\nA;14.7.2014;B\n")
        where = desk.post("/en/register/lists/", {"file": file, "source": "CRM", "kind": kind})["Location"]
        page = tree(desk.get(where))
        taken = [
            one.get("name")
            for one in page.xpath("//form//select")
            if one.xpath("string(option[@selected])") == "Feld X"
        ]
        assert taken == ([column] if column else [])


def test_guests_are_listed_of_events_of_the_own_institution_only(served, two_institutions):
    silicon, bio = (side.users["manager"] for side in (two_institutions.silicon, two_institutions.bio))
    for title, by in (("Ours", silicon), ("Theirs", bio)):
        made = record_event(title, by=by, kind="fair", day=date(2030, 1, 2))
        release_event(made, by=by, release="public")  # seen by all
    served.force_login(silicon)
    here = reverse("register_intakes")

    offered = tree(served.get(here)).xpath("//select[@name='event']/option[@value != '']/text()")
    sent = {"kind": "guests", "source": "s", "file": SimpleUploadedFile("g.csv", b"Firma\nA\n"), "event": made.pk}
    answer = served.post(here, sent)

    assert offered == ["Ours"]
    assert (answer.status_code, Intake.objects.count()) == (422, 0)

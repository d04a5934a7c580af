"""Bringing people in on the pages: a ground first, then looked at, taken over and undone; seen by who keeps them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import Intake, Person, PersonDetail

CARD = "BEGIN:VCARD\nVERSION:3.0\nFN:Grüne Person\nORG:Shared 0\nTITLE:Head\nEMAIL:neu@example.org\nEND:VCARD\n"
GROUND = {"purpose": "events", "basis": "contract", "seen": "readers"}
SAID = {
    "de": ("Übernommen: 1 neu, 0 geändert.", "Rückgängig gemacht.", "Mail: alt@example.org → alt@example.org, n@b.de"),
    "en": ("Taken over: 1 new, 0 changed.", "Undone.", "Mail: alt@example.org → alt@example.org, n@b.de"),
}


@pytest.fixture
def manager(served, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    return two_institutions.silicon.users["manager"]


def text(answer):
    return " ".join(html.fromstring(answer.content.decode()).xpath("//main")[0].text_content().split())


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("as_file", [True, False])
def test_cards_are_looked_at_first_taken_over_then_and_undone(served, manager, as_file, language):
    file = SimpleUploadedFile("people.vcf", CARD.encode("cp1252"))
    sent = {**GROUND, **({"file": file} if as_file else {"text": CARD})}
    answer = served.post(f"/{language}/register/people/bring/", sent)
    where = answer["Location"]
    page = text(served.get(where))

    assert where == f"/{language}/register/lists/{Intake.objects.get().public_id}/"
    assert "Grüne Person" in page
    assert "neu@example.org" in page
    assert Person.objects.count() == 0
    taken, undone, _differs = SAID[language]
    assert taken in text(served.post(f"{where}take/", follow=True))
    assert str(Person.objects.get().functions.get()) == "Head, Shared 0"
    assert PersonDetail.objects.get().value == "neu@example.org"
    assert undone in text(served.post(f"{where}undo/", follow=True))
    assert Person.objects.count() == 0


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_list_is_looked_at_after_its_columns_and_shows_what_differs(served, manager, two_institutions, language):
    person = add_person("Test Muster", by=manager, functions=[(two_institutions.shared[0], "Head")])
    add_detail(person, by=manager, kind="mail", value="alt@example.org", purpose="news", basis="contract")
    file = SimpleUploadedFile("l.csv", b"Wer;Elektropost\nTest Muster;n@b.de\n;x\n")
    where = f"/{language}/register/people/bring/"
    refused = served.post(where, {**GROUND, "file": file})
    assert refused.status_code == 422  # no heading that anybody understands
    file = SimpleUploadedFile("l.csv", b"Name;Elektropost\nTest Muster;n@b.de\n;x\n")
    columns = {"person": "Name", "mail": "Elektropost"}
    answer = served.post(where, {**GROUND, "file": file, "source": "CRM"})
    assert answer["Location"].endswith("/columns/")
    looked = served.post(answer["Location"], columns, follow=True)

    page = text(looked)
    assert SAID[language][2] in page
    assert {"de": "kein Name", "en": "no name"}[language] in page
    file = SimpleUploadedFile("m.csv", b"Name;Elektropost\nTest Muster;n@b.de\n")
    again = served.post(where, {**GROUND, "file": file, "source": "CRM"})
    chosen = html.fromstring(served.get(again["Location"]).content.decode())
    assert chosen.xpath("string(//select[@name='mail']/option[@selected]/@value)") == "Elektropost"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "Choose a file, or paste its text."),
        ({"text": CARD[:-10]}, "no complete list of vCards"),
        ({"text": CARD, "basis": "consent"}, "Say how the person agreed"),
        ({"text": CARD, "expires": "2020-01-01"}, "The last day is over."),
    ],
)
def test_what_is_no_list_or_has_no_ground_is_told_and_nothing_is_kept(served, manager, sent, told):
    answer = served.post("/en/register/people/bring/", {**GROUND, **sent})

    assert (answer.status_code, told in text(answer)) == (422, True)
    assert (Intake.objects.count(), Person.objects.count()) == (0, 0)


@pytest.mark.parametrize("seen", ["readers", "own"])
@pytest.mark.parametrize("role", ["manager", "administrator", "analyst", "visitor"])
def test_only_who_keeps_the_register_opens_the_list(served, manager, two_institutions, seen, role):
    status = 200 if role == "manager" or (role, seen) == ("administrator", "readers") else 404
    served.post("/en/register/people/bring/", {**GROUND, "seen": seen, "text": CARD})
    where = f"/en/register/lists/{Intake.objects.get().public_id}/"
    for side, expected in ((two_institutions.bio, 404), (two_institutions.silicon, status)):
        served.force_login(side.users[role])
        answers = [served.get(f"{where}{part}").status_code for part in ("", "rows.csv", "columns/")]
        assert answers == [expected] * 3
    assert (where in served.get("/en/inbox/").content.decode()) is (status == 200)

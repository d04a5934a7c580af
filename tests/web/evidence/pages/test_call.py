"""Writing a funding call whose fields its text names: suggested, confirmed by a person, and never saved unseen."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import html

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.registry.actions.event import add_funding_call
from crossfield.web.registry.actions.intake import leave_fields_out
from crossfield.web.registry.actions.take_over import take_over
from crossfield.web.registry.models import Field, FundingCall, Intake

pytestmark = pytest.mark.django_db
NEW = "/en/register/calls/new/"
SENT = {"title": "Photonics for all", "who": "Companies in medical technology", "address": "https://example.org"}


@pytest.fixture
def fields(db):
    made = [("photonics", "Photonics"), ("health", "Health"), ("energy", "Energy")]
    return {code: Field.objects.create(scheme="saxony", code=code, title_en=title) for code, title in made}


def tree(answer):
    return html.fromstring(answer.content.decode())


def chosen(page):
    return page.xpath("//select[@name='fields_of']/option[@selected]/text()")


def said(page):
    return page.xpath("string(//p[@class='answer'])")


def test_a_call_without_fields_is_shown_once_more_with_those_that_its_text_names(desk, fields):
    answer = desk.post(NEW, SENT)
    page = tree(answer)

    assert (answer.status_code, FundingCall.objects.count()) == (200, 0)
    assert said(page).startswith("Suggested from the text: Health (medical), Photonics (Photonics).")
    assert sorted(chosen(page)) == ["Health", "Photonics"]
    assert page.xpath("//input[@name='title']/@value | //textarea[@name='who']/text()") == [
        SENT["title"], "\n" + SENT["who"],
    ]  # fmt: skip
    assert page.xpath("//ul[contains(@class, 'errorlist')]") == []
    looked = page.xpath("//input[@name='looked']/@value")[0]
    desk.post(NEW, {**SENT, "looked": looked, "fields_of": [fields["health"].pk]})
    assert list(FundingCall.objects.get().fields.all()) == [fields["health"]]
    desk.post(NEW, {**SENT, "title": "Photonics, again", "looked": looked})
    assert list(FundingCall.objects.get(title="Photonics, again").fields.all()) == []


def test_a_call_whose_fields_are_chosen_or_whose_text_names_none_is_saved_at_once(desk, fields):
    answers = [
        desk.post(NEW, {**SENT, "fields_of": [fields["energy"].pk]}),
        desk.post(NEW, {**SENT, "title": "Call", "who": ""}),
    ]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert sorted(list(one.fields.all()) for one in FundingCall.objects.all()) == [[], [fields["energy"]]]


def test_suggestions_are_asked_for_beside_what_is_chosen_and_typed(desk, fields):
    asked = {"title": SENT["title"], "who": "", "address": "", "fields_of": [fields["energy"].pk], "suggest": "fields"}
    page = tree(desk.post(NEW, asked))
    none = tree(desk.post(NEW, {**asked, "title": "Call"}))

    assert (sorted(chosen(page)), FundingCall.objects.count()) == (["Energy", "Photonics"], 0)
    assert (chosen(none), said(none)) == (["Energy"], "The text names no field of the vocabulary.")


def test_a_call_that_stands_without_fields_is_given_them_from_its_text(desk, fields, make_user):
    desk.post(NEW, {**SENT, "looked": "1"})
    call = FundingCall.objects.get()
    here = f"/en/register/calls/{call.public_id}/change/"
    seen = tree(desk.get(here)).xpath("//input[@name='seen']/@value")[0]
    page = tree(desk.post(here, {**SENT, "title": "Energy and photonics", "seen": seen, "suggest": "fields"}))

    call.refresh_from_db()
    assert (call.title, sorted(chosen(page))) == (SENT["title"], ["Energy", "Health", "Photonics"])
    assert page.xpath("//input[@name='seen']/@value") == [seen]
    assert desk.post(here, {**SENT, "seen": seen}).status_code == 302  # emptied by a person: it stays so
    assert list(call.fields.all()) == []
    other = add_funding_call("secret", by=make_user("bob", role="manager"))
    assert desk.post(f"/en/register/calls/{other.public_id}/change/", {"suggest": "fields"}).status_code == 404


def test_who_may_not_write_is_suggested_nothing(served, fields, two_institutions):
    served.force_login(two_institutions.silicon.users["analyst"])

    assert served.post(NEW, {**SENT, "suggest": "fields"}).status_code == 403


LIST = """Titel;Felder;Wer
Photonics for all;;
Energie und Gesundheit;Photonics;
Photonik zum Dritten;;Medizintechnik
Holz;;
"""


def test_fields_of_a_list_of_calls_are_suggested_and_taken_unless_unticked(desk, fields):
    file = SimpleUploadedFile("l.csv", LIST.encode())
    sent = desk.post("/en/register/lists/", {"file": file, "source": "CRM", "kind": "calls"})
    columns = {"title": "Titel", "fields": "Felder", "who": "Wer"}
    page = tree(desk.post(sent["Location"], columns, follow=True))
    here = f"/en/register/lists/{Intake.objects.get().public_id}/"
    ticks = page.xpath("//input[@name='suggested']")

    assert [(one.get("value"), one.get("checked"), one.get("form")) for one in ticks] == [
        ("2", "checked", "take"), ("4", "checked", "take"),
    ]  # fmt: skip
    assert "Health (Medizintechnik), Photonics (Photonik)" in ticks[1].xpath("string(..)")
    assert "Fields, suggested from the text: Photonics (Photonics)" in page.xpath("string(//section[@id='new'])")
    assert b"suggested from the text" in desk.get(f"{here}rows.csv").content
    desk.post(f"{here}take/", {"offered": ["2", "4", "3", "x"], "suggested": ["4"]})
    found = {one.title: {field.code for field in one.fields.all()} for one in FundingCall.objects.all()}
    assert found == {
        "Photonics for all": set(),
        "Energie und Gesundheit": {"photonics"},
        "Photonik zum Dritten": {"health", "photonics"},
        "Holz": set(),
    }
    assert tree(desk.get(here)).xpath("//input[@name='suggested']") == []


def test_ticks_of_another_institutions_list_change_nothing(desk, fields, two_institutions):
    file = SimpleUploadedFile("l.csv", LIST.encode())
    sent = desk.post("/en/register/lists/", {"file": file, "source": "CRM", "kind": "calls"})
    desk.post(sent["Location"], {"title": "Titel", "fields": "Felder", "who": "Wer"})
    intake = Intake.objects.get()
    sides = (two_institutions.silicon, two_institutions.bio)
    other = next(side for side in sides if side.institution != intake.institution)
    with pytest.raises(NotAllowedError):
        leave_fields_out(intake, by=other.users["manager"], numbers=[2])
    assert intake.rows.filter(values__has_key="suggested").count() == 2
    assert leave_fields_out(intake, by=intake.owner, numbers=[2, 3, 99]) == 1
    take_over(intake, by=intake.owner)
    with pytest.raises(WrongStateError):
        leave_fields_out(intake, by=intake.owner, numbers=[4])

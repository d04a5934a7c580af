"""Writing people: a ground for each detail, and what two people write at once."""

from datetime import UTC, date, datetime

import pytest
from lxml import html

from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import FieldChange
from crossfield.web.registry.actions.clear_details import purge_details
from crossfield.web.registry.actions.event import record_event, release_event
from crossfield.web.registry.actions.person import add_detail, add_person, rename_person
from crossfield.web.registry.models import ConsentEntry, Event, FundingCall, Person, PersonDetail

HERE = "/en/register/people/"
GROUND = {"purpose": "events", "basis": "contract", "seen": "readers"}


@pytest.fixture
def manager(served, two_institutions):
    served.force_login(two_institutions.silicon.users["manager"])
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def person(manager, two_institutions):
    return add_person("Test Muster", by=manager, functions=[(two_institutions.shared[0], "Head")])


def tree(answer):
    return html.fromstring(answer.content.decode())


def text(answer):
    return " ".join(tree(answer).xpath("//main")[0].text_content().split())


def test_what_the_own_sheet_says_stands_beside_the_form(served, manager, two_institutions):
    from crossfield.web.registry.actions.organisation import write_sheet

    shared = two_institutions.shared[0]
    write_sheet(shared, by=manager, given={"contacts": "Head of sales"}, version=1)
    page = served.get(f"{HERE}new/?organisation=Shared+0")
    assert "Head of sales" in text(page)
    assert tree(page).xpath("//input[@name='organisation']/@value") == ["Shared 0"]
    assert "Head of sales" not in text(served.get(f"{HERE}new/"))
    page = served.get(f"/en/register/organisations/{shared.public_id}/")
    assert "Turn contacts of your own sheet into people" in text(page)


def test_a_person_is_added_once_however_often_it_is_sent(served, manager):
    once = tree(served.get(f"{HERE}new/")).xpath("//input[@name='once']/@value")[0]
    sent = {"name": "<b>Test</b> Muster", "organisation": "shared 0", "function": "Head", "language": "en"}
    answers = [served.post(f"{HERE}new/", {**sent, "once": once}) for _ in range(2)]

    assert [one["Location"] for one in answers] == [f"{HERE}{once}/"] * 2
    made = Person.objects.get()
    assert (made.public_id, made.name, made.language) == (once, "<b>Test</b> Muster", "en")
    assert b"<b>Test" not in served.get(f"{HERE}{once}/").content
    assert served.post(f"{HERE}new/", {**sent, "organisation": "Unheard"}).status_code == 422


def test_a_detail_says_its_ground_and_what_is_wrong_is_told_with_the_input_kept(served, person):
    where = f"{HERE}{person.public_id}/details/"
    page = served.get(where)
    assert "I agree that the institution keeps this contact detail" in text(page)
    for wrong, told in (
        ({"value": "no address"}, "Enter a valid email address."),
        ({"basis": "consent"}, "Say how the person agreed"),
        ({"day": "2999-01-01", "basis": "consent", "way": "mail"}, "This day is yet to come."),
        ({"expires": "2020-01-01"}, "The last day is over."),
    ):
        answer = served.post(where, {"kind": "mail", "value": "t@example.org", **GROUND} | wrong)
        assert (answer.status_code, told in text(answer)) == (422, True)
        assert tree(answer).xpath("//select[@name='purpose']/option[@selected]/@value") == ["events"]
    assert PersonDetail.objects.count() == 0

    sent = {"kind": "mail", "value": "t@example.org", **GROUND, "basis": "consent", "way": "talk"}
    assert served.post(where, sent)["Location"] == f"{HERE}{person.public_id}/"
    assert ConsentEntry.objects.get().way == "talk"


def test_a_detail_is_noted_once_however_often_it_is_sent(served, person):
    where = f"{HERE}{person.public_id}/details/"
    once = tree(served.get(where)).xpath("//input[@name='once']/@value")[0]
    sent = {"kind": "mail", "value": "t@example.org", **GROUND, "basis": "consent", "way": "talk", "once": once}
    refused = served.post(where, {**sent, "value": "no address"})
    led = [served.post(where, sent)["Location"] for _sending in range(2)]

    assert tree(refused).xpath("//input[@name='once']/@value") == [once]
    assert led == [f"{HERE}{person.public_id}/"] * 2
    assert PersonDetail.objects.get().public_id == once
    assert ConsentEntry.objects.count() == 1


def test_a_detail_is_withdrawn_by_a_button(served, manager, person):
    detail = add_detail(
        person, by=manager, kind="website", value="https://example.org", purpose="news", basis="interest"
    )
    assert "https://example.org" in text(served.get(f"{HERE}{person.public_id}/"))
    served.post(f"{HERE}details/{detail.public_id}/withdraw/", {"way": "unheard"})
    assert ConsentEntry.objects.count() == 0

    served.post(f"{HERE}details/{detail.public_id}/withdraw/", {"way": "mail"})
    page = served.get(f"{HERE}{person.public_id}/")
    assert ("https://example.org" in text(page), "withdrawn" in text(page)) == (False, True)
    assert served.post(f"{HERE}details/{detail.public_id}/withdraw/", {"way": "mail"}).status_code == 404


def test_the_page_says_what_expired_and_when_its_value_was_removed(served, manager, person):
    add_detail(person, by=manager, kind="mail", value="gone@example.org", purpose="events", basis="contract")
    PersonDetail.objects.update(expires=date(2026, 1, 2))
    purge_details(datetime(2026, 2, 3, 12, tzinfo=UTC))

    page = text(served.get(f"{HERE}{person.public_id}/"))
    ended = "mail address: expired, its last day was Jan. 2, 2026; its value was removed on Feb. 3, 2026"
    assert (ended in page, "gone@example.org" in page) == (True, False)


def test_a_detail_without_end_that_was_withdrawn_is_told(served, manager, person):
    add_detail(person, by=manager, kind="mail", value="gone@example.org", purpose="events", basis="contract")
    PersonDetail.objects.update(expires=date.max, withdrawn=datetime(2026, 1, 2, 12, tzinfo=UTC))

    assert "withdrawn on Jan. 2, 2026; its value" in text(served.get(f"{HERE}{person.public_id}/"))


def test_who_saves_later_sees_both(served, manager, person):
    where = f"{HERE}{person.public_id}/change/"
    rename_person(person, by=manager, name="Saved Name", language="de", version=1)
    answer = served.post(where, {"name": "My Name", "language": "en", "version": 1})

    assert (answer.status_code, "Saved Name" in text(answer)) == (422, True)
    form = tree(answer)
    assert form.xpath("//input[@name='name']/@value | //input[@name='version']/@value") == ["My Name", "2"]
    answer = served.post(where, {"name": "Both Names", "language": "en", "version": 2})
    assert (answer.status_code, Person.objects.get().name) == (302, "Both Names")


def test_functions_are_added_and_end(served, person):
    where = f"{HERE}{person.public_id}/"
    served.post(f"{where}functions/", {"organisation": "Shared 1", "function": "Board", "since": "2026-02-01"})
    assert "Board, Shared 1, since Feb. 1, 2026" in text(served.get(where))
    served.post(f"{where}functions/2/end/", {"until": "2026-03-01"})
    assert "until March 1, 2026" in text(served.get(where))
    assert [
        served.post(f"{where}functions/{number}/end/", {"until": "2026-03-01"}).status_code for number in (0, 3)
    ] == [
        404,
        404,
    ]


def test_a_person_is_erased_when_somebody_is_sure(served, person):
    where = f"{HERE}{person.public_id}/erase/"
    assert served.post(where, {}).status_code == 422
    assert Person.objects.count() == 1

    answer = served.post(where, {"sure": "on"}, follow=True)
    assert "Erased" in text(answer)
    assert (Person.objects.count(), served.get(f"{HERE}{person.public_id}/").status_code) == (0, 404)


@pytest.mark.parametrize("number", [None, 1_234_567])
def test_a_change_is_taken_back_on_the_page_of_the_history(served, manager, person, number):
    rename_person(person, by=manager, name="New Name", language="de", version=1)
    if number:  # as it is in a register that has been kept for years
        FieldChange.objects.filter(old="Test Muster", new="New Name").update(id=number)
    where = f"/en/register/history/person/{person.public_id}/"
    page = served.get(where)
    change = tree(page).xpath("//input[@name='change']/@value")
    assert len(change) == 1
    assert not number or change == [str(number)]

    answer = served.post(f"{where}restore/", {"change": change[0]}, follow=True)
    assert "Taken back" in text(answer)
    assert Person.objects.get().name == "Test Muster"
    again = served.post(f"{where}restore/", {"change": change[0]}, follow=True)
    assert "changed again since" in text(again)


@pytest.mark.parametrize("change", ["", "x", "0", "9" * 30, "١"])
def test_no_other_change_is_taken_back(served, manager, person, change):
    where = f"/en/register/history/person/{person.public_id}/restore/"

    assert served.post(where, {"change": change}).status_code == 404
    assert FundingCall.objects.count() == 0


def test_a_change_of_what_another_keeps_alone_is_answered_as_if_it_were_not_there(served, manager, two_institutions):
    silicon = two_institutions.silicon
    event = record_event("Meeting", by=manager, kind="workshop", day=date(2026, 1, 2))
    event = Event.objects.get(pk=event.pk)
    event.title = "Secret meeting"
    event.save()
    write_log(event, verb="change", by=manager)
    release_event(event, by=manager, release="own")
    change = FieldChange.objects.get(field="title", new="Secret meeting")
    served.force_login(silicon.users["administrator"])
    where = "/en/register/history/event"
    answers = [
        served.post(f"{where}/{public_id}/restore/", {"change": change.pk})
        for public_id in (event.public_id, "2" * len(event.public_id))
    ]

    assert [one.status_code for one in answers] == [404, 404]
    assert served.get(f"{where}/{event.public_id}/").status_code == 404
    assert Event.objects.get(pk=event.pk).title == "Secret meeting"

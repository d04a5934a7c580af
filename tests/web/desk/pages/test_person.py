"""Pages of people and of the history: what may be shown, the same in files and cards, and no more."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import PersonDetail
from crossfield.web.registry.queries.vcard import read_cards

HERE = "/en/register/people/"


@pytest.fixture
def side(two_institutions):
    return two_institutions.silicon


@pytest.fixture
def people(side, two_institutions):
    """Three people of Silicon; of the second one detail is expired and one is for keepers."""
    manager = side.users["manager"]
    made = [
        add_person(f"Test Muster {number}", by=manager, functions=[(two_institutions.shared[number], f"Head {number}")])
        for number in range(3)
    ]
    for kind, value, rest in (
        ("mail", "shown@example.org", {}),
        ("phone", "+49 351 1", {}),
        ("mail", "secret-keepers@example.org", {"seen": "keepers"}),
        ("mail", "secret-expired@example.org", {}),
    ):
        add_detail(made[1], by=manager, kind=kind, value=value, purpose="news", basis="contract", **rest)
    PersonDetail.objects.filter(value__contains="expired").update(expires=timezone.localdate() - timedelta(days=1))
    return made


def text(answer):
    return " ".join(html.fromstring(answer.content.decode()).xpath("//main")[0].text_content().split())


@pytest.mark.parametrize(
    ("role", "mail"),
    [("manager", "shown@example.org, secret-keepers@example.org"), ("analyst", "shown@example.org"), ("visitor", None)],
)
def test_page_file_and_cards_show_the_same_to_each_role(served, side, people, role, mail):
    served.force_login(side.users[role])
    page, cards = text(served.get(HERE)), served.get(f"{HERE}people.vcf").content.decode()
    rows = {
        row["name"]: row
        for row in csv.DictReader(io.StringIO(served.get(f"{HERE}people.csv").content.decode("utf-8-sig")))
        if row.get("mail") is not None
    }

    if mail is None:
        assert (cards, "Muster" in page, rows) == ("", False, {})
        return
    assert rows["Test Muster 1"]["mail"] == mail
    assert mail in page
    assert rows["Test Muster 1"]["phone"] == "'+49 351 1"  # spreadsheets would take it for a formula
    told = {one.name: [value for kind, value in one.details if kind == "mail"] for one in read_cards(cards)}
    assert told["Test Muster 1"] == mail.split(", ")
    assert "secret-expired" not in page + cards + str(rows)


def test_a_list_is_narrowed_and_says_how_many_fit(served, side, people):
    served.force_login(side.users["analyst"])

    assert "1 person fits." in text(served.get(f"{HERE}?q=head+2"))
    assert "Your institution knows 3 people." in text(served.get(HERE))
    assert "Nobody is listed here." in text(served.get(f"{HERE}?q=%00nobody"))
    assert b"Muster 2" in served.get(f"{HERE}people.vcf?q=head+2").content
    assert b"Muster 1" not in served.get(f"{HERE}people.vcf?q=head+2").content


def test_a_page_shows_functions_details_contacts_and_who_changed_what(served, side, people, two_institutions):
    note_contact(two_institutions.shared[1], by=side.users["manager"], kind="call", text="Sensors", person=people[1])
    served.force_login(side.users["analyst"])
    page = text(served.get(f"{HERE}{people[1].public_id}/"))

    assert "Head 1, Shared 1" in page
    assert ("shown@example.org" in page, "Sensors" in page, "secret" in page) == (True, True, False)
    history = text(served.get(f"/en/register/history/person/{people[1].public_id}/"))
    assert ("shown@example.org" in history, "secret-keepers" in history) == (True, False)
    assert "Take back" not in history
    file = served.get(f"/en/register/history/person/{people[1].public_id}/history.csv").content
    assert (b"shown@example.org" in file, b"secret-keepers" in file) == (True, False)
    organisation = text(served.get(f"/en/register/organisations/{two_institutions.shared[1].public_id}/"))
    assert "Test Muster 1, Head 1" in organisation


def test_a_guest_sees_no_people_on_an_organisation(served, side, people, two_institutions):
    served.force_login(side.users["visitor"])
    page = served.get(f"/en/register/organisations/{two_institutions.shared[1].public_id}/").content

    assert (b"Muster" in page, b"/history/" in page) == (False, False)


@pytest.mark.parametrize("kind", ["user", "document", "membership", "persondetail", "unheard"])
def test_what_has_no_page_of_its_history_is_not_there(served, side, people, kind):
    served.force_login(side.users["manager"])

    assert served.get(f"/en/register/history/{kind}/{people[0].public_id}/").status_code == 404


def test_a_list_asks_the_database_as_often_for_three_as_for_thirty(served, side, people, two_institutions):
    served.force_login(side.users["analyst"])
    served.get(HERE)
    with CaptureQueriesContext(connection) as few:
        served.get(HERE)
    for number in range(27):
        one = add_person(
            f"More {number}", by=side.users["manager"], functions=[(two_institutions.shared[0], f"f{number}")]
        )
        add_detail(one, by=side.users["manager"], kind="mail", value="a@b.de", purpose="news", basis="contract")
    with CaptureQueriesContext(connection) as many:
        served.get(HERE)

    assert len(many) == len(few)


@pytest.mark.parametrize("kind", ["contact", "cooperation", "event", "fundingcall", "organisation"])
def test_every_page_leads_to_its_history(served, side, two_institutions, kind):
    from crossfield.web.registry.actions.event import add_funding_call, record_event

    manager = side.users["manager"]
    made = {
        "contact": lambda: note_contact(two_institutions.shared[0], by=manager, kind="call", text="x"),
        "cooperation": lambda: side.cooperation,
        "event": lambda: record_event("x", by=manager, kind="workshop", day=timezone.localdate()),
        "fundingcall": lambda: add_funding_call("x", by=manager),
        "organisation": lambda: two_institutions.shared[0],
    }[kind]()
    served.force_login(manager)
    pages = {"fundingcall": "calls"}.get(kind, f"{kind}s")
    page = html.fromstring(served.get(f"/en/register/{pages}/{made.public_id}/").content.decode())
    where = page.xpath("//a[contains(@href, '/history/')]/@href")

    assert where == [f"/en/register/history/{kind}/{made.public_id}/"]
    assert served.get(where[0]).status_code == 200

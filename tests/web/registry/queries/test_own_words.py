"""What the own institution wrote and has to do is found by its words, by it alone; numbers lead to what has them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from crossfield.web.registry.actions.contact import finish_contact, note_contact
from crossfield.web.registry.actions.cooperation import agree_step, finish_step
from crossfield.web.registry.actions.intake import stage_list
from crossfield.web.registry.actions.organisation import write_sheet
from crossfield.web.registry.actions.person import add_function, add_person
from crossfield.web.registry.actions.proposal import change_core
from crossfield.web.registry.models import Cooperation, Organisation, OrganisationIdentifier, PersonDetail
from crossfield.web.registry.queries.own_words import entries_holding, numbered

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
READERS = {"analyst", "officer", "manager", "administrator"}


def found(user, text):
    with translation.override("en"):
        return [(one.kind, one.title) for one in entries_holding(user, text)]


def by_number(user, text):
    with translation.override("en"):
        return [one.title for one in numbered(user, text, TODAY)]


def test_a_sharp_s_is_found_as_two(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    note_contact(two_institutions.shared[0], by=manager, kind="call", text="Der Fußweg zum Werk")

    assert found(manager, "fussweg") == found(manager, "FUẞWEG".replace("ẞ", "ß")) != []


@pytest.fixture
def week(two_institutions):
    """Tasks of Silicon of every kind, each with a word of its own."""
    silicon, manager = two_institutions.silicon, two_institutions.silicon.users["manager"]
    firm, other = two_institutions.shared[:2]
    given = {"tags": "Messtechnik", "next_step": "Rückruf Förderantrag", "next_step_due": TODAY}
    write_sheet(firm, by=manager, given=given, version=1)
    contact = note_contact(firm, by=manager, kind="call", text="Reinraum", next_step="Angebot senden", due=TODAY)
    note_contact(firm, by=manager, kind="introduction", introduced_to=other, text="Lasermodul")
    step = agree_step(silicon.cooperation, by=manager, text="Konsortialvertrag")
    change_core(other, by=two_institutions.bio.users["manager"], key="name", value="Neuname", reason="renamed")
    rows = [(2, ["One"])]
    mapping = {"name": "Name"}
    stage_list("warteliste.csv", by=manager, source="CRM", headings=["Name"], rows=rows, mapping=mapping)
    return contact, step


@pytest.mark.parametrize(
    ("text", "kind", "title"),
    [
        ("Reinraum", "To do", "Shared 0: Angebot senden"),
        ("angebot", "To do", "Shared 0: Angebot senden"),
        ("Lasermodul", "Contact", "Shared 0: Lasermodul"),
        ("konsortial", "To do", "secret plan of silicon: Konsortialvertrag"),
        ("messtechnik", "Own sheet", "Shared 0"),
        ("rueckruf", "To do", "Shared 0: Rückruf Förderantrag"),
        ("Ruckruf foerderantrag", "To do", "Shared 0: Rückruf Förderantrag"),
        ("secret-silicon-1", "Own sheet", "Shared 0"),
        ("Neuname", "To do", "Shared 1: another institution proposes “Neuname”."),
        ("warteliste", "To do", "The list warteliste.csv waits to be taken over."),
    ],
)
def test_each_task_and_note_is_found_by_its_words_by_readers_of_its_institution_alone(
    two_institutions, week, text, kind, title
):
    deciding = READERS if text != "Neuname" else {"manager", "administrator"}
    finds = {name for name, user in two_institutions.silicon.users.items() if (kind, title) in found(user, text)}

    assert finds == deciding
    assert [one for user in (None, *two_institutions.bio.users.values()) if (one := found(user, text))] == []


def test_what_is_done_is_no_task(two_institutions, week):
    manager = two_institutions.silicon.users["manager"]
    contact, step = week
    finish_contact(contact, by=manager)
    finish_step(step, by=manager)

    assert found(manager, "Angebot") == [("Contact", "Shared 0: Reinraum")]
    assert found(manager, "Konsortialvertrag") == []


def test_steps_of_a_cooperation_that_somebody_keeps_alone_are_hers(two_institutions, week):
    users = two_institutions.silicon.users
    Cooperation.objects.filter(pk=two_institutions.silicon.cooperation.pk).update(release="own")

    assert [bool(found(users[name], "Konsortialvertrag")) for name in ("manager", "administrator")] == [True, False]


@pytest.mark.parametrize("text", ["", "!", "%", "_", "\\", "'; --", "a" * 120, "\ue000"])
def test_nonsense_finds_nothing_and_breaks_nothing(two_institutions, week, text):
    assert found(two_institutions.silicon.users["manager"], text) == []


def test_thirty_notes_cost_as_many_queries_as_one(two_institutions, week, make_organisation):
    manager = two_institutions.silicon.users["manager"]

    def asked():
        with CaptureQueriesContext(connection) as queries:
            titles = found(manager, "Reinraum")
        return len(queries), len(titles)

    few, one = asked()
    for number in range(30):
        note_contact(make_organisation(f"Firm {number}"), by=manager, kind="call", text="Reinraum")
    many, all_of_them = asked()

    assert (one, all_of_them, many) == (1, 31, few)


@pytest.fixture
def person(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    made = add_person("Muster Person", by=manager)
    add_function(made, by=manager, organisation=two_institutions.shared[0], function="Leitung Einkauf")
    rest = {"purpose": "contact", "basis": "consent", "expires": TODAY + timedelta(9), "owner": manager}
    for kind, value in (("phone", "+49 351 / 123 45-67"), ("mail", "muster@example.org")):
        PersonDetail.objects.create(person=made, kind=kind, value=value, **rest)
    return made


@pytest.mark.parametrize(
    "text", ["0351 1234567", "+49 351 12345-67", "0351/1234567", "1234567", "muster@example.org", "Einkauf"]
)
def test_a_person_is_found_by_function_number_and_address_as_far_as_it_is_shown(two_institutions, person, text):
    users, of_details = two_institutions.silicon.users, text != "Einkauf"
    others = [by_number(user, text) for user in (None, *two_institutions.bio.users.values())]

    assert {name for name, user in users.items() if by_number(user, text) == ["Muster Person"]} == READERS
    assert [one for one in others if one] == []
    PersonDetail.objects.update(seen=PersonDetail.Seen.KEEPERS)
    assert bool(by_number(users["analyst"], text)) != of_details
    PersonDetail.objects.update(expires=TODAY - timedelta(1))
    assert bool(by_number(users["manager"], text)) != of_details
    PersonDetail.objects.update(expires=TODAY, withdrawn=timezone.now())
    assert bool(by_number(users["manager"], text)) != of_details


@pytest.mark.parametrize("text", ["1234", "0351", "12345678", "example.org", "other@example.org"])
def test_few_digits_and_other_addresses_name_nobody(two_institutions, person, text):
    assert by_number(two_institutions.silicon.users["manager"], text) == []


def test_a_number_of_an_organisation_is_everyones(two_institutions):
    one = Organisation.objects.get(name="Shared 2")
    OrganisationIdentifier.objects.create(organisation=one, scheme="vat", value="DE123456789")

    assert by_number(None, " DE123456789 ") == ["Shared 2"]
    assert by_number(None, "DE12345678") == []

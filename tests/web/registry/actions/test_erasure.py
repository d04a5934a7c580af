"""Erasure: after it, no table and no byte of the database holds what was known of a person."""

import json
import logging
from contextlib import contextmanager
from datetime import date
from urllib.parse import quote_plus

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone

from crossfield.config import Settings
from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.actions.kept_form import keep_form
from crossfield.web.accounts.actions.mail import block_address
from crossfield.web.accounts.models import FieldChange, KeptForm, LogEntry, SearchEntry
from crossfield.web.accounts.models.mail import BlockedAddress, Mail
from crossfield.web.accounts.queries.mail import address_hash
from crossfield.web.accounts.queries.search import search
from crossfield.web.evidence.models import Finding
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.erasure import erase_person, settle, texts_of_institutions
from crossfield.web.registry.actions.event import record_event
from crossfield.web.registry.actions.history import restore_change
from crossfield.web.registry.actions.intake import stage_list
from crossfield.web.registry.actions.organisation import write_sheet
from crossfield.web.registry.actions.person import add_detail, add_person, rename_person
from crossfield.web.registry.models import ConsentEntry, Contact, IntakeRow, OrganisationSheet, Person
from crossfield.web.settings import database

NAME, MAIL, OLD = "Änne Beispielgraf", "aenne.beispielgraf@example.org", "+49 351 0000000"
GROUND = {"purpose": "news", "basis": "consent", "way": "mail"}


def known_to(side, shared):
    """A person with everything that an institution may note of it, in whichever place."""
    manager = side.users["manager"]
    person = add_person("Vorher Namens", by=manager, functions=[(shared, "Head")])
    person = rename_person(person, by=manager, name=NAME, language="de", version=1)
    add_detail(person, by=manager, kind="mail", value=MAIL, **GROUND)
    phone = add_detail(person, by=manager, kind="phone", value="old number", **GROUND)
    phone.value = OLD
    phone.save()
    note_contact(shared, by=manager, kind="call", text=f"Spoke with {NAME.upper()} ({MAIL})", person=person)
    sheet = OrganisationSheet.objects.get(organisation=shared, institution=side.institution)
    write_sheet(shared, by=manager, given={"contacts": f"{NAME}\nSomebody Else"}, version=sheet.version)
    record_event(f"Talk by {NAME}", by=manager, kind="workshop", day=date(2026, 1, 2))
    stage_list(
        "list.csv", by=manager, source="s", headings=["Name"], rows=[(2, [f"{NAME}; {MAIL}"]), (3, ["Other"])],
        mapping={},
    )  # fmt: skip
    Finding.objects.create(
        owner=manager, institution=side.institution, title="f", note=f"ask {MAIL}", columns=[],
        rows=[{"who": NAME, "figures": [1, None]}], parameters={}, address="/", language="en", data_version="v1",
    )  # fmt: skip
    return person


def rows_that_hold(*words):
    """Every table's text, with what JSON writes as numbers."""
    found = []
    for model in apps.get_models():
        for row in model._default_manager.values():
            text = json.dumps(row, default=str, ensure_ascii=False).lower()
            found += [(model.__name__, word) for word in words if word.lower() in text]
    return found


@pytest.mark.django_db
def test_no_table_and_no_byte_holds_an_erased_person(two_institutions, django_capture_on_commit_callbacks):
    silicon, shared = two_institutions.silicon, two_institutions.shared[0]
    person = known_to(silicon, shared)
    words = (NAME, MAIL, OLD, "Vorher Namens")
    assert {word for _table, word in rows_that_hold(*words)} == set(words)

    with django_capture_on_commit_callbacks(execute=True):
        changed = erase_person(person, by=silicon.users["administrator"])

    assert changed == 8  # contact, sheet and event with what the history says of them, a row of the list, a finding
    assert rows_that_hold(*words) == []
    if connection.vendor == "sqlite":
        data = connection.connection.serialize().lower()
        forms = {form for word in words for form in (word, json.dumps(word)[1:-1])}
        assert [form for form in forms if form.lower().encode() in data] == []
    assert search("beispielgraf", user=silicon.users["manager"], language="en", kinds=["person", "event"]) == []


@pytest.mark.django_db
def test_the_rest_of_a_text_stays_and_others_keep_what_they_know(two_institutions):
    silicon, bio, shared = two_institutions.silicon, two_institutions.bio, two_institutions.shared[0]
    person, other = known_to(silicon, shared), known_to(bio, shared)
    erase_person(person, by=silicon.users["manager"])

    own, foreign = (
        Contact.objects.get(institution=side.institution, text__startswith="Spoke") for side in (silicon, bio)
    )
    assert (own.text, own.person) == ("Spoke with [erased] ([erased])", None)
    assert (foreign.text, foreign.person) == (f"Spoke with {NAME.upper()} ({MAIL})", other)
    sheets = OrganisationSheet.objects.order_by("pk").values_list("contacts", flat=True)
    assert list(sheets) == ["[erased]\nSomebody Else", f"{NAME}\nSomebody Else"]
    rows = IntakeRow.objects.filter(intake__institution=silicon.institution).values_list("cells", flat=True)
    assert list(rows) == [["[erased]; [erased]"], ["Other"]]
    titles = [
        hit.title
        for hit in search("talk", user=silicon.users["manager"], language="en", kinds=["event"])
        if hit.title.startswith("Talk")
    ]
    assert titles == ["Talk by [erased]"]
    assert list(Person.objects.all()) == [other]


@pytest.mark.django_db
def test_that_somebody_was_erased_and_agreed_is_kept_without_values(two_institutions):
    silicon = two_institutions.silicon
    person = known_to(silicon, two_institutions.shared[0])
    public_id = person.public_id
    erase_person(person, by=silicon.users["manager"])

    entry = LogEntry.objects.get(verb="erase_person")
    assert (entry.public_id, entry.by, entry.fields) == (public_id, silicon.users["manager"].public_id, [])
    assert [one.act for one in ConsentEntry.objects.filter(person=public_id)] == ["given"] * 2
    assert not FieldChange.objects.filter(public_id=public_id).exists()
    assert not SearchEntry.objects.filter(public_id=public_id).exists()


@pytest.mark.django_db
def test_a_mailbox_that_others_of_the_institution_share_stays_theirs(two_institutions):
    manager, other = two_institutions.silicon.users["manager"], two_institutions.bio.users["manager"]
    gone, stays = (add_person(name, by=manager) for name in ("Erste Person", "Zweite Person"))
    foreign = add_person("Dritte Person", by=other)
    for person, by in ((gone, manager), (stays, manager), (foreign, other)):
        add_detail(person, by=by, kind="mail", value="desk@example.org", **GROUND)
    add_detail(gone, by=manager, kind="mail", value="only@example.org", **GROUND)

    erase_person(gone, by=manager)

    assert [one.value for person in (stays, foreign) for one in person.details.all()] == ["desk@example.org"] * 2
    assert rows_that_hold("only@example.org", "Erste Person") == []


@pytest.mark.django_db
def test_a_name_of_one_word_stays_in_texts(two_institutions):
    silicon, shared = two_institutions.silicon, two_institutions.shared[0]
    manager = silicon.users["manager"]
    person = add_person("Muster", by=manager)
    note_contact(shared, by=manager, kind="call", text="Muster AG wants sensors")

    assert erase_person(person, by=manager) == 0
    assert Contact.objects.get(text__startswith="Muster").text == "Muster AG wants sensors"


@pytest.mark.django_db
@pytest.mark.parametrize("who", [("silicon", "analyst"), ("bio", "administrator")])
def test_who_may_not_erases_nobody(two_institutions, who):
    person = add_person(NAME, by=two_institutions.silicon.users["manager"])
    with pytest.raises(NotAllowedError):
        erase_person(person, by=getattr(two_institutions, who[0]).users[who[1]])

    assert Person.objects.get() == person


@pytest.mark.django_db
def test_every_room_with_free_text_of_an_institution_is_looked_through():
    found = {model.__name__: (scope, columns) for model, scope, columns in texts_of_institutions()}

    assert found["Contact"][0] == found["Finding"][0] == "institution"
    assert found["IntakeRow"][0] == "intake__institution"
    assert found["CooperationStep"] == ("cooperation__institution", ["text"])
    assert {"old", "new"} <= set(found["FieldChange"][1])
    assert not {"LogEntry", "ConsentEntry", "Organisation", "User", "KeptForm"} & set(found)


@pytest.mark.django_db
def test_what_was_kept_of_forms_goes_in_whichever_way_it_names_the_person(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    person = add_person(NAME, by=silicon.users["manager"])
    add_detail(person, by=silicon.users["manager"], kind="phone", value=OLD, **GROUND)
    name = quote_plus(NAME)
    for user in (silicon.users["analyst"], bio.users["manager"]):
        keep_form(user, action="/a/", page=f"/en/register/people/?q={name}", fields=[("text", OLD.replace(" ", ""))])

    erase_person(person, by=silicon.users["manager"])

    assert [one.user for one in KeptForm.objects.all()] == [bio.users["manager"]]


@pytest.mark.django_db
def test_an_erased_person_is_not_brought_back(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    person = add_person("Vorher Namens", by=manager)
    rename_person(person, by=manager, name=NAME, language="de", version=1)
    change = FieldChange.objects.get(kind="person", field="name", new=NAME)
    erase_person(person, by=manager)
    with pytest.raises(WrongStateError):
        restore_change(change, by=manager)


@pytest.mark.django_db
def test_no_file_of_sqlite_holds_what_was_erased(tmp_path):
    """The workbench's own settings, on a file, with the journal that others read from."""
    file = tmp_path / "own" / "own.sqlite3"
    file.parent.mkdir()
    entry = database(Settings()) | {"NAME": file}
    own = ConnectionHandler({"default": entry})["default"]
    with own.cursor() as cursor:
        cursor.execute("CREATE TABLE person (name TEXT)")
        cursor.executemany("INSERT INTO person VALUES (%s)", [(f"{MAIL} {number}",) for number in range(2_000)])
        cursor.execute("DELETE FROM person WHERE name LIKE %s", ["%7"])
        cursor.execute("DELETE FROM person WHERE name NOT LIKE %s", ["%1"])
        cursor.execute("UPDATE person SET name = 'x'")
    settle(own)
    held = b"".join(path.read_bytes() for path in file.parent.iterdir())
    own.close()

    assert len(held) > 8_000
    assert MAIL.encode() not in held


@pytest.mark.django_db
def test_where_others_use_the_file_it_is_left_for_the_next_time(tmp_path, caplog):
    logging.getLogger("django").addHandler(caplog.handler)
    file = tmp_path / "own" / "own.sqlite3"
    file.parent.mkdir()
    own, other = (ConnectionHandler({"default": database(Settings()) | {"NAME": file}})["default"] for _ in range(2))
    with own.cursor() as cursor:
        cursor.execute("CREATE TABLE person (name TEXT)")
    with transaction_of(other) as cursor:
        cursor.execute("INSERT INTO person VALUES ('x')")
        settle(own)
    with own.cursor() as cursor:
        timeout = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    own.close()
    other.close()

    logging.getLogger("django").removeHandler(caplog.handler)
    assert {one.getMessage() for one in caplog.records} == {
        "The file of the workspace is in use and was not written anew"
    }
    assert timeout == 20_000


@contextmanager
def transaction_of(database):
    with database.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        yield cursor
        cursor.execute("ROLLBACK")


@pytest.mark.django_db
def test_mail_that_was_sent_to_an_erased_person_is_known_no_more(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    person = add_person(NAME, by=manager)
    add_detail(person, by=manager, kind="mail", value=MAIL, **GROUND)
    sent = Mail.objects.create(key="x", kind="digest", to_hash=address_hash(MAIL), state="sent", at=timezone.now())
    block_address(address_hash(MAIL), kind="digest")
    erase_person(person, by=manager)

    sent.refresh_from_db()
    assert (sent.to_hash, BlockedAddress.objects.get().to_hash) == ("", address_hash(MAIL))


@pytest.mark.django_db
def test_inside_of_a_transaction_the_journal_is_left_alone():
    assert connection.in_atomic_block
    assert settle(connection) is None


@pytest.mark.django_db
@pytest.mark.parametrize("change", [str.lower, str.upper])
def test_a_name_in_other_capitals_goes_from_what_json_holds_too(two_institutions, change):
    silicon, name = two_institutions.silicon, "Änne Ölmüller"
    manager = silicon.users["manager"]
    person = add_person(name, by=manager)
    note_contact(two_institutions.shared[0], by=manager, kind="call", text=f"Spoke with {change(name)}")
    erase_person(person, by=manager)

    assert rows_that_hold(name) == []

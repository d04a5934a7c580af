"""People: known to one institution, reached on a ground and until a day, and what they take back is gone."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from crossfield.errors import NotAllowedError, UnknownNameError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.accounts.queries.search import search
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.person import (
    add_detail,
    add_function,
    add_person,
    end_function,
    rename_person,
    withdraw_detail,
)
from crossfield.web.registry.models import ConsentEntry, Person, PersonDetail, PersonFunction
from crossfield.web.registry.queries.person import (
    consent_of,
    details_for,
    details_for_writing,
    people_at,
    people_for,
    person_todos,
)

pytestmark = pytest.mark.django_db
GROUND = {"purpose": "cooperation", "basis": "contract"}


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def person(manager, two_institutions):
    return add_person("Test  Muster ", by=manager, functions=[(two_institutions.shared[0], "Head")])


def shown(user, person, today=None):
    found = details_for(user, [person], today or timezone.localdate())
    return sorted(one.value for one in found.get(person.pk, []))


def found(word, user):
    return [hit.title for hit in search(word, user=user, language="en", kinds=["person"])]


def test_a_person_belongs_to_one_institution_whatever_the_organisation(person, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    readers = {role for role, user in silicon.users.items() if people_for(user).exists()}

    assert (person.name, person.institution, str(person.functions.get())) == (
        "Test Muster", silicon.institution, "Head, Shared 0",
    )  # fmt: skip
    assert readers == {"manager", "officer", "analyst", "administrator"}
    assert [people_for(user).count() for user in (*bio.users.values(), None)] == [0] * (len(bio.users) + 1)
    assert list(people_at(two_institutions.shared[0], silicon.users["analyst"])) == [person]
    assert list(people_at(two_institutions.shared[1], silicon.users["analyst"])) == []


def test_a_person_is_found_by_readers_of_the_institution(person, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    assert {role for role, user in silicon.users.items() if found("muster", user)} >= {"manager", "analyst"}
    assert found("muster", silicon.users["visitor"]) == []
    assert [found("muster", user) for user in (*bio.users.values(), None)] == [[]] * (len(bio.users) + 1)


@pytest.mark.parametrize("word", ["muster", "HEAD", "shared 0", " ", "a\x00b"])
def test_a_list_is_narrowed_by_name_function_and_organisation(person, manager, word):
    add_person("Somebody Else", by=manager)

    assert [one.name for one in people_for(manager, word)] == {
        " ": ["Somebody Else", "Test Muster"], "a\x00b": [],
    }.get(word, ["Test Muster"])  # fmt: skip


@pytest.mark.parametrize("role", ["visitor", "member", "analyst", "officer", "reviewer"])
def test_who_does_not_write_adds_and_changes_nobody(person, two_institutions, role):
    user, shared = two_institutions.silicon.users[role], two_institutions.shared[0]
    detail = add_detail(person, by=two_institutions.silicon.users["manager"], kind="mail", value="a@b.de", **GROUND)
    for act in (
        lambda: add_person("X", by=user),
        lambda: add_function(person, by=user, organisation=shared, function="y"),
        lambda: end_function(person.functions.get(), by=user, until=date(2026, 1, 1)),
        lambda: rename_person(person, by=user, name="X", language="en", version=1),
        lambda: add_detail(person, by=user, kind="mail", value="x@y.de", **GROUND),
        lambda: withdraw_detail(detail, by=user, way="mail"),
    ):
        with pytest.raises(NotAllowedError):
            act()

    assert (Person.objects.count(), PersonDetail.objects.count()) == (1, 1)


def test_another_institution_changes_nobody(person, two_institutions):
    bio = two_institutions.bio.users["administrator"]
    with pytest.raises(NotAllowedError):
        rename_person(person, by=bio, name="X", language="en", version=1)
    with pytest.raises(NotAllowedError):
        note_contact(two_institutions.shared[0], by=bio, kind="call", text="x", person=person)


def test_a_contact_names_a_person_of_the_own_institution(person, manager, two_institutions):
    made = note_contact(two_institutions.shared[0], by=manager, kind="call", text="x", person=person)

    assert list(person.contacts.all()) == [made]


def test_who_saves_later_is_told_and_nothing_is_lost(person, manager):
    changed = rename_person(person, by=manager, name="Test Beispiel", language="en", version=1)
    with pytest.raises(WrongStateError, match="Somebody else has saved"):
        rename_person(person, by=manager, name="Other", language="de", version=1)

    assert (Person.objects.get().name, changed.version) == ("Test Beispiel", 2)
    assert (found("beispiel", manager), found("muster", manager)) == (["Test Beispiel"], [])


def test_functions_are_noted_once_and_end(person, manager, two_institutions):
    with pytest.raises(WrongStateError):
        add_function(person, by=manager, organisation=two_institutions.shared[0], function=" Head ")
    made = add_function(
        person, by=manager, organisation=two_institutions.shared[1], function="Board", since=date(2026, 2, 1)
    )
    with pytest.raises(WrongStateError):
        end_function(made, by=manager, until=date(2026, 1, 31))

    assert end_function(made, by=manager, until=date(2026, 3, 1)).until == date(2026, 3, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonFunction.objects.filter(pk=made.pk).update(until=date(2026, 1, 1))


def test_a_detail_is_kept_as_long_as_its_ground_says(person, manager):
    today = timezone.localdate()
    made = {
        basis: add_detail(person, by=manager, kind="mail", value="a@b.de", purpose="news", basis=basis, way="talk")
        for basis in ("consent", "contract", "interest")
    }

    assert {basis: (one.expires - today).days for basis, one in made.items()} == {
        "consent": 730, "contract": 1095, "interest": 365,
    }  # fmt: skip
    assert "a@b.de" not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"basis": "consent"}, WrongStateError),
        ({"basis": "unheard"}, UnknownNameError),
        ({"purpose": "unheard"}, UnknownNameError),
        ({"expires": date(2020, 1, 1)}, WrongStateError),
    ],
)
def test_a_detail_without_ground_is_refused(person, manager, wrong, error):
    with pytest.raises(error):
        add_detail(person, by=manager, kind="mail", value="a@b.de", **GROUND | wrong)

    assert (PersonDetail.objects.count(), ConsentEntry.objects.count()) == (0, 0)


def test_a_detail_is_shown_to_those_it_is_meant_for_until_its_last_day(person, manager, two_institutions):
    users, day = two_institutions.silicon.users, timezone.localdate() + timedelta(days=3)
    for seen in PersonDetail.Seen.values:
        add_detail(person, by=manager, kind="mail", value=f"{seen}@b.de", seen=seen, expires=day, **GROUND)
    everything = ["keepers@b.de", "own@b.de", "readers@b.de"]

    assert shown(manager, person, day) == everything
    assert shown(users["administrator"], person, day) == ["keepers@b.de", "readers@b.de"]
    assert shown(users["analyst"], person, day) == ["readers@b.de"]
    assert [shown(users[role], person, day) for role in ("visitor", "member", "reviewer")] == [[]] * 3
    assert shown(None, person, day) == shown(two_institutions.bio.users["manager"], person, day) == []
    assert shown(manager, person, day + timedelta(days=1)) == []
    assert {one.value for one in details_for_writing(users["administrator"])} == {"keepers@b.de", "readers@b.de"}
    assert {one.value for one in details_for_writing(users["analyst"])} == {"readers@b.de"}
    assert list(details_for_writing(None)) == list(details_for_writing(users["visitor"])) == []


def test_what_is_taken_back_is_shown_nowhere_and_written_down(person, manager):
    detail = add_detail(
        person, by=manager, kind="mail", value="a@b.de", purpose="news", basis="consent", way="writing",
        day=date(2026, 11, 1),
    )  # fmt: skip
    withdraw_detail(detail, by=manager, way="mail")
    with pytest.raises(WrongStateError):
        withdraw_detail(detail, by=manager, way="mail")

    assert shown(manager, person) == []
    told = [(one.act, one.way, one.wording, one.basis, one.by) for one in consent_of(person)]
    assert told == [
        ("withdrawn", "mail", "", "consent", manager.public_id),
        ("given", "writing", "2026-11", "consent", manager.public_id),
    ]
    assert str(consent_of(person)[1]) == f"2026-11-01 given {person.public_id}"
    assert "a@b.de" not in str(list(ConsentEntry.objects.values()))


def test_the_consent_log_is_never_changed(person, manager):
    add_detail(person, by=manager, kind="mail", value="a@b.de", purpose="news", basis="consent", way="talk")
    entry = ConsentEntry.objects.get()
    for act in (
        entry.save, entry.delete, ConsentEntry.objects.all().delete, lambda: ConsentEntry.objects.update(way="mail"),
    ):  # fmt: skip
        with pytest.raises(NotAllowedError):
            act()
    for line in ("UPDATE registry_consententry SET way = 'mail'", "DELETE FROM registry_consententry"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(line)

    assert ConsentEntry.objects.get().way == "talk"


def test_what_expires_within_thirty_days_stands_in_the_inbox_of_those_who_can_ask(person, manager, two_institutions):
    users, today = two_institutions.silicon.users, timezone.localdate()
    for days in (30, 31):
        add_detail(person, by=manager, kind="phone", value="1", expires=today + timedelta(days=days), **GROUND)
    add_detail(person, by=manager, kind="mail", value="1", seen="own", expires=today, **GROUND)
    told = [(one.text, one.due) for one in person_todos(manager, today)]

    assert told == [
        ("Test Muster: mail address expires. Ask again, or let it go.", today),
        ("Test Muster: telephone expires. Ask again, or let it go.", today + timedelta(days=30)),
    ]
    assert [len(person_todos(users[role], today)) for role in ("administrator", "analyst", "visitor")] == [1, 0, 0]
    assert person_todos(two_institutions.bio.users["manager"], today) == []

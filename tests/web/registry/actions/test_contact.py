"""Contacts: one sentence is enough, and an introduction becomes a cooperation with one click."""

from datetime import date

import pytest
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.registry.actions.contact import finish_contact, note_contact, tell_outcome
from crossfield.web.registry.models import Contact, Cooperation

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def introduction(manager, make_organisation):
    one, two = make_organisation("One"), make_organisation("Two")
    return note_contact(one, by=manager, kind="introduction", text=" Sensors ", introduced_to=two, day=date(2026, 1, 2))


def test_a_contact_is_of_today_and_of_the_own_institution(manager, make_organisation):
    made = note_contact(make_organisation("One"), by=manager, kind="call", text="secret words")

    assert (made.day, made.institution, made.release) == (timezone.localdate(), manager.institution, "institution")
    assert "secret" not in str(list(LogEntry.objects.values()))
    assert str(made).endswith("One")


def test_only_an_introduction_names_another_one(manager, make_organisation):
    one, two = make_organisation("One"), make_organisation("Two")
    for kind, other in (("introduction", None), ("introduction", one), ("call", two)):
        with pytest.raises(WrongStateError):
            note_contact(one, by=manager, kind=kind, text="x", introduced_to=other)

    assert Contact.objects.count() == 0


def test_a_next_step_is_done_once(manager, make_organisation):
    one = make_organisation("One")
    made = note_contact(one, by=manager, kind="call", text="x", next_step="Send the programme", due=date(2026, 3, 1))
    finish_contact(made, by=manager)
    for again in (made, note_contact(one, by=manager, kind="call", text="x")):
        with pytest.raises(WrongStateError):
            finish_contact(again, by=manager)

    assert made.done == timezone.localdate()


def test_an_introduction_becomes_a_cooperation_once(introduction, manager):
    tell_outcome(introduction, by=manager, outcome="going_on")
    tell_outcome(introduction, by=manager, outcome="cooperation")
    made = Cooperation.objects.get()

    assert (introduction.cooperation, made.title, made.text) == (made, "One – Two", "Sensors")
    assert (made.standing, made.partners.count()) == ("stated", 2)
    with pytest.raises(WrongStateError):
        tell_outcome(introduction, by=manager, outcome="cooperation")
    assert Cooperation.objects.count() == 1


def test_a_call_has_no_outcome(manager, make_organisation):
    with pytest.raises(WrongStateError):
        tell_outcome(
            note_contact(make_organisation("One"), by=manager, kind="call", text="x"), by=manager, outcome="nothing"
        )


@pytest.mark.parametrize("role", ["manager", "analyst"])
def test_others_change_nothing(introduction, make_user, make_organisation, role):
    other = make_user("bob", role=role)
    for act in (
        lambda: finish_contact(introduction, by=other),
        lambda: tell_outcome(introduction, by=other, outcome="nothing"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    if role == "analyst":
        with pytest.raises(NotAllowedError):
            note_contact(make_organisation("X"), by=other, kind="call", text="x")
    introduction.refresh_from_db()
    assert introduction.outcome == ""

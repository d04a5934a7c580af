"""Attendance by a code: organisations and numbers, each sending once, and nobody's name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.registry.actions.check_in import check_in, close_check_in, open_check_in
from crossfield.web.registry.actions.event import list_guests, record_event
from crossfield.web.registry.models import CheckIn, Event, EventGuest
from crossfield.web.registry.queries.week import event_checking_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def event(manager):
    return record_event("Workshop", by=manager, kind="workshop", day=timezone.localdate())


def come(event, name, people=1, kind="company", public_id=""):
    return check_in(event, name=name, kind=kind, people=people, public_id=public_id or new_public_id())


def counted(event):
    return {one.name: (one.state, one.people, one.kind) for one in event.guests.all()}


def test_organisations_count_themselves_and_known_ones_are_found(event, manager, two_institutions):
    open_check_in(event, by=manager)
    list_guests(event, by=manager, names=["Shared 0", "Shared 0", "Late GmbH"], state="registered")

    come(event, " shared  0 ", 3, "research")
    come(event, "Unknown & Co", 1)
    come(event, "unknown & co", 2)

    assert counted(event) == {
        "Shared 0": ("attended", 3, "research"),
        "Unknown & Co": ("attended", 3, "company"),
        "Late GmbH": ("registered", 1, ""),
    }
    assert event.guests.get(name="Shared 0").organisation == two_institutions.shared[0]
    line = LogEntry.objects.filter(verb="check_in").first()
    assert (line.by, line.public_id, line.fields) == ("", event.public_id, ["attended"])
    assert "Unknown" not in str(list(LogEntry.objects.values()))
    assert str(CheckIn.objects.last()).endswith(": 2")


def test_a_form_that_is_sent_twice_counts_once(event, manager):
    open_check_in(event, by=manager)
    twice = new_public_id()

    first, second = (come(event, "One", 2, public_id=twice) for _sending in range(2))

    assert first == second
    assert counted(event) == {"One": ("attended", 2, "company")}


def test_a_code_is_read_however_it_is_written_and_no_other_leads_anywhere(event, manager):
    code = open_check_in(event, by=manager).code

    for written in (code, code.upper(), f"{code[:4]}-{code[4:]}", f" {code[:4]} {code[4:]} "):
        assert event_checking_in(written) == event
    for wrong in ("", code[:-1], f"{code}2", "2" * 8, "\0", "ä" * 8):
        assert event_checking_in(wrong) is None


def test_a_closed_check_in_and_one_of_yesterday_count_nobody(event, manager):
    code = open_check_in(event, by=manager).code
    Event.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert event_checking_in(code) is None
    with pytest.raises(WrongStateError):
        come(event, "One")
    with pytest.raises(WrongStateError):
        open_check_in(Event.objects.get(), by=manager)
    Event.objects.update(last_day=timezone.localdate())
    assert event_checking_in(code) == event

    close_check_in(Event.objects.get(), by=manager)
    assert event_checking_in(code) is None
    assert event_checking_in("") is None
    with pytest.raises(WrongStateError):
        come(event, "One")
    assert EventGuest.objects.count() == 0


def test_a_new_code_ends_the_old_one(event, manager):
    old = open_check_in(event, by=manager).code
    new = open_check_in(event, by=manager).code

    assert (event_checking_in(old), event_checking_in(new)) == (None, event)


def test_who_plays_with_the_code_does_not_fill_the_register(event, manager, monkeypatch):
    monkeypatch.setattr("crossfield.web.registry.actions.check_in.MOST_GUESTS", 2)
    open_check_in(event, by=manager)
    for name in ("One", "Two", "one"):
        come(event, name)

    with pytest.raises(WrongStateError):
        come(event, "Three")
    assert event.guests.count() == 2


def test_only_writers_of_the_institution_open_and_close(event, two_institutions):
    for user in (two_institutions.silicon.users["analyst"], two_institutions.bio.users["manager"]):
        for act in (open_check_in, close_check_in):
            with pytest.raises(NotAllowedError):
                act(event, by=user)
    assert Event.objects.get().code == ""

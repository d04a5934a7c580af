"""Attendance by a code: organisations and numbers, each sending once, and nobody's name."""

from datetime import timedelta

import pytest
from django.utils import timezone

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.accounts.models.public_id import new_public_id
from crossfield.web.registry.actions.check_in import (
    check_in,
    close_check_in,
    count_check_in_again,
    open_check_in,
    take_check_in_off,
)
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


def test_what_is_taken_off_counts_no_longer_and_what_lists_say_holds_again(event, manager):
    open_check_in(event, by=manager)
    list_guests(event, by=manager, names=["Listed GmbH"] * 2, state="registered")
    first, wrong = come(event, "listed gmbh", 3, "research"), come(event, "Listed GmbH", 40, "company")

    take_check_in_off(wrong, by=manager)
    assert counted(event) == {"Listed GmbH": ("attended", 3, "research")}
    take_check_in_off(first, by=manager)
    assert counted(event) == {"Listed GmbH": ("registered", 2, "")}
    take_check_in_off(first, by=manager)

    told = FieldChange.objects.filter(field="check_ins").order_by("pk").values_list("new", "entry__by")
    assert list(told) == [("Listed GmbH: 40 → 0", manager.public_id), ("listed gmbh: 3 → 0", manager.public_id)]
    lines = LogEntry.objects.filter(verb="take_check_in_off")
    assert [one.fields for one in lines] == [["attended"]] * 2
    assert "isted" not in str(list(lines.values()))


def test_who_came_by_a_wrong_check_in_alone_is_no_guest_and_comes_back_when_it_counts_again(event, manager):
    open_check_in(event, by=manager)
    wrong = come(event, "Nobody AG", 7, "public")
    take_check_in_off(wrong, by=manager)
    assert (counted(event), CheckIn.objects.get().guest) == ({}, None)
    assert check_in(event, name="Nobody AG", kind="public", people=7, public_id=wrong.public_id) == wrong
    assert counted(event) == {}

    for _twice in range(2):
        count_check_in_again(wrong, by=manager)
    assert counted(event) == {"Nobody AG": ("attended", 7, "public")}
    assert FieldChange.objects.filter(field="check_ins").latest("pk").new == "Nobody AG: 0 → 7"
    assert LogEntry.objects.filter(verb="count_check_in_again").count() == 1


def test_a_list_that_came_after_a_check_in_is_what_is_left_without_it(event, manager):
    open_check_in(event, by=manager)
    wrong = come(event, "One", 9)
    list_guests(event, by=manager, names=["One", "One"], state="attended")
    take_check_in_off(wrong, by=manager)

    assert counted(event) == {"One": ("attended", 2, "")}


def test_counting_again_makes_no_more_guests_than_an_event_may_have(event, manager, monkeypatch):
    monkeypatch.setattr("crossfield.web.registry.actions.check_in.MOST_GUESTS", 1)
    open_check_in(event, by=manager)
    wrong = come(event, "One")
    take_check_in_off(wrong, by=manager)
    come(event, "Two")

    with pytest.raises(WrongStateError):
        count_check_in_again(wrong, by=manager)
    assert list(counted(event)) == ["Two"]


def test_only_writers_of_the_institution_take_check_ins_off(event, manager, two_institutions):
    open_check_in(event, by=manager)
    one = come(event, "One", 2)
    for user in (two_institutions.silicon.users["analyst"], two_institutions.bio.users["manager"]):
        for act in (take_check_in_off, count_check_in_again):
            with pytest.raises(NotAllowedError):
                act(one, by=user)
    assert counted(event) == {"One": ("attended", 2, "company")}

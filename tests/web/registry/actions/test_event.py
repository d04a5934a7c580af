"""Events and their lists, funding calls of others."""

from datetime import date

import pytest

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.registry.actions.event import (
    add_funding_call,
    list_guests,
    record_event,
    release_event,
    tell_what_followed,
)
from crossfield.web.registry.models import Event, EventGuest, Field, FundingCall

pytestmark = pytest.mark.django_db
DAY = date(2014, 7, 14)


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def workshop(manager):
    return record_event(" Workshop ", by=manager, kind="workshop", day=DAY, place="Dresden")


def test_an_event_belongs_to_the_institution_or_to_everyone(workshop, manager):
    shipped = record_event("Shipped", by=None, kind="fair", day=DAY)

    assert (workshop.title, workshop.institution, workshop.release) == ("Workshop", manager.institution, "institution")
    assert (shipped.institution, shipped.release, str(shipped)) == (None, "public", "Shipped")


def test_it_does_not_end_before_it_begins(manager):
    with pytest.raises(WrongStateError):
        record_event("X", by=manager, kind="fair", day=DAY, last_day=date(2014, 7, 13))

    assert Event.objects.count() == 0


def test_a_list_becomes_figures(workshop, manager, make_organisation):
    known = make_organisation("Silicon Saxony")
    for name in ("Twice", "Twice"):
        make_organisation(name)
    lines = ["Silicon  Saxony", "silicon saxony", "", "Unknown <b>", "Twice"]
    answer = list_guests(workshop, by=manager, names=lines, state="attended")
    guests = {guest.name: (guest.organisation, guest.people, guest.state) for guest in workshop.guests.all()}

    assert answer == (3, 1)
    assert guests == {
        "Silicon Saxony": (known, 2, "attended"), "Unknown <b>": (None, 1, "attended"), "Twice": (None, 1, "attended"),
    }  # fmt: skip


def test_who_was_there_stays_so_when_an_older_list_comes_later(workshop, manager):
    for names, state in ((["A"], "attended"), (["A", "B"], "invited"), (["B"], "registered")):
        list_guests(workshop, by=manager, names=names, state=state)

    assert dict(workshop.guests.values_list("name", "state")) == {"A": "attended", "B": "registered"}
    assert str(EventGuest.objects.first()) == "A · Workshop"


def test_what_followed_and_who_sees_it(workshop, manager):
    tell_what_followed(workshop, by=manager, followed=" Two cooperations ")
    release_event(workshop, by=manager, release="public")

    assert (workshop.followed, workshop.release, workshop.released_by) == ("Two cooperations", "public", manager)


def test_a_call_closes_after_it_opens(manager):
    field = Field.objects.create(scheme="s", code="ict")
    made = add_funding_call(" Call ", by=manager, fields=[field], opens=date(2026, 1, 1), deadline=date(2026, 3, 1))
    with pytest.raises(WrongStateError):
        add_funding_call("X", by=manager, opens=date(2026, 3, 1), deadline=date(2026, 1, 1))

    assert (str(made), list(made.fields.all()), FundingCall.objects.count()) == ("Call", [field], 1)


@pytest.mark.parametrize("role", ["manager", "officer"])
def test_others_change_nothing(workshop, make_user, role):
    other = make_user("bob", role=role)
    for act in (
        lambda: list_guests(workshop, by=other, names=["A"], state="invited"),
        lambda: tell_what_followed(workshop, by=other, followed="x"),
        lambda: release_event(workshop, by=other, release="public"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    if role == "officer":
        for act in (
            lambda: record_event("X", by=other, kind="fair", day=DAY),
            lambda: add_funding_call("X", by=other),
        ):
            with pytest.raises(NotAllowedError):
                act()
    assert (workshop.guests.count(), Event.objects.count(), FundingCall.objects.count()) == (0, 1, 0)

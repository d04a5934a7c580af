"""What needs a person today: own things only, due ones only, and introductions once after thirty days."""

from datetime import date, timedelta
from pkgutil import resolve_name

import pytest

from crossfield.web.registry.actions.contact import note_contact, tell_outcome
from crossfield.web.registry.actions.cooperation import (
    agree_step,
    confirm_cooperation,
    record_cooperation,
    release_cooperation,
)
from crossfield.web.registry.actions.event import add_funding_call, record_event
from crossfield.web.registry.actions.intake import stage_list
from crossfield.web.registry.actions.organisation import write_sheet
from crossfield.web.registry.panels import TODOS
from crossfield.web.registry.queries.week import (
    calls_for,
    contact_todos,
    contacts_for,
    contacts_with,
    cooperation_todos,
    events_for,
    intake_todos,
    sheet_todos,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture
def all_due(two_institutions):
    """Something due for Silicon in every way, and the same for Bio."""
    for side in (two_institutions.silicon, two_institutions.bio):
        manager, name = side.users["manager"], side.institution.name
        one, two, _three = two_institutions.shared
        note_contact(one, by=manager, kind="call", text="x", next_step=f"step of {name}", due=TODAY, day=TODAY)
        introduced = {"introduced_to": two, "day": TODAY - timedelta(days=30)}
        note_contact(one, by=manager, kind="introduction", text=f"x {name}", **introduced)
        agree_step(side.cooperation, by=manager, text=f"agreed by {name}", due=TODAY)
        given = {"next_step": f"sheet of {name}", "next_step_due": TODAY}
        write_sheet(one, by=manager, given=given, version=side.sheet.version)
        stage_list(f"list of {name}", by=manager, source="s", headings=["Name"], rows=[], mapping={})
        add_funding_call(f"call of {name}", by=manager, deadline=TODAY + timedelta(days=14))
    return two_institutions


def todos(user, today=TODAY):
    return [todo for _name, path in TODOS for todo in resolve_name(path)(user, today)]


def test_each_way_is_told_once_and_only_the_own_ones(all_due):
    found = [todo.text for todo in todos(all_due.silicon.users["manager"])]

    assert len(found) == 6
    assert [text for text in found if "Bio" in text or "bio" in text] == []


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer"])
def test_other_roles_have_nothing(all_due, role):
    assert todos(all_due.silicon.users[role]) == []
    assert contacts_for(None).count() == 0


def test_what_is_not_due_waits(all_due):
    manager, before = all_due.silicon.users["manager"], TODAY - timedelta(days=1)

    assert contact_todos(manager, before) == cooperation_todos(manager, before) == sheet_todos(manager, before) == []
    assert len(intake_todos(manager, before)) == 1
    assert [todo.due for todo in todos(manager, TODAY + timedelta(days=15)) if "call" in todo.text] == []


def test_an_introduction_asks_once(all_due):
    manager = all_due.silicon.users["manager"]
    one = contacts_for(manager).get(kind="introduction")
    tell_outcome(one, by=manager, outcome="going_on")

    assert [todo.text for todo in contact_todos(manager, TODAY)] == ["Shared 0: step of Silicon"]


def test_what_others_recorded_waits_for_confirmation(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    both = [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    made = record_cooperation("S ↔ B", by=silicon.users["manager"], kind="mutual", partners=both)
    asked = [todo.text for todo in cooperation_todos(bio.users["manager"], TODAY)]
    confirm_cooperation(made, by=bio.users["manager"])

    assert asked == ["Please confirm: S ↔ B"]
    assert cooperation_todos(bio.users["manager"], TODAY) == []


def test_what_somebody_keeps_alone_waits_for_no_confirmation(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    both = [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    made = record_cooperation("secret S ↔ B", by=silicon.users["manager"], kind="mutual", partners=both)
    release_cooperation(made, by=silicon.users["manager"], release="own")

    assert [cooperation_todos(side.users["manager"], TODAY) for side in (silicon, bio)] == [[], []]


def test_events_and_calls_are_seen_as_far_as_released(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    own = record_event("Own", by=silicon.users["manager"], kind="fair", day=TODAY)
    shipped = record_event("Shipped", by=None, kind="fair", day=TODAY)
    call = add_funding_call("Call", by=silicon.users["manager"])

    assert set(events_for(silicon.users["analyst"])) == {own, shipped}
    assert set(events_for(bio.users["manager"])) == set(events_for(silicon.users["member"])) == {shipped}
    assert [list(calls_for(one.users["manager"])) for one in (silicon, bio)] == [[call], []]


def test_contacts_are_found_from_both_sides_of_an_introduction(all_due):
    manager = all_due.silicon.users["manager"]

    assert [contacts_with(one, manager).count() for one in all_due.shared] == [2, 1, 0]


def test_a_step_of_a_cooperation_that_somebody_keeps_alone_needs_nobody_else(two_institutions):
    silicon = two_institutions.silicon
    manager = silicon.users["manager"]
    agree_step(silicon.cooperation, by=manager, text="secret step", due=TODAY)
    release_cooperation(silicon.cooperation, by=manager, release="own")
    told = {role: [one.text for one in cooperation_todos(user, TODAY)] for role, user in silicon.users.items()}

    assert {role for role, texts in told.items() if texts} == {"manager"}
    assert told["manager"] == ["secret plan of silicon: secret step"]

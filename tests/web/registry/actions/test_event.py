"""Events and their lists, funding calls of others."""

from datetime import date, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry, SearchEntry
from crossfield.web.registry.actions.event import (
    ORDER,
    add_funding_call,
    change_event,
    change_funding_call,
    list_guests,
    record_event,
    release_event,
)
from crossfield.web.registry.models import Event, EventGuest, Field, FundingCall
from crossfield.web.registry.queries.week import call_fingerprint

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
    changed = change_event(workshop, by=manager, version=1, given={"followed": " Two cooperations "})
    release_event(changed, by=manager, release="public")

    assert (changed.followed, changed.release, changed.released_by) == ("Two cooperations", "public", manager)


def test_who_saves_upon_a_version_that_is_no_longer_there_is_told_and_nothing_is_lost(workshop, manager):
    change_event(workshop, by=manager, version=1, given={"title": "First", "place": "Dresden"})

    with pytest.raises(WrongStateError) as error:
        change_event(workshop, by=manager, version=1, given={"title": "Second"})

    kept = Event.objects.get()
    assert error.value.message == "Somebody else has saved this event since you opened the form."
    assert (kept.title, kept.place, kept.version) == ("First", "Dresden", 2)
    assert change_event(workshop, by=manager, version=2, given={"title": "Both"}).version == 3
    assert sorted(SearchEntry.objects.filter(kind="event").values_list("text", flat=True)) == ["Both", "Dresden"]


def test_an_event_is_not_changed_to_end_before_it_begins(workshop, manager):
    with pytest.raises(WrongStateError):
        change_event(workshop, by=manager, version=1, given={"last_day": DAY - timedelta(days=1), "title": "X"})

    assert Event.objects.get().title == "Workshop"


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
        lambda: change_event(workshop, by=other, version=1, given={"followed": "x"}),
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


def test_a_list_that_comes_again_replaces_the_count_and_not_the_guest(workshop, manager):
    list_guests(workshop, by=manager, names=["A AG"] * 3, state="registered")
    list_guests(workshop, by=manager, names=["a ag", "B AG"], state="registered")

    assert list(workshop.guests.values_list("name", "people")) == [("A AG", 1), ("B AG", 1)]


@pytest.mark.parametrize("names", [[], ["", "  ", "\t\n"]])
def test_a_list_without_names_changes_nothing(workshop, manager, names):
    assert list_guests(workshop, by=manager, names=names, state="attended") == (0, 0)
    assert workshop.guests.count() == 0


def test_a_guest_is_linked_once_the_register_knows_one_of_its_name_and_one_only(workshop, manager, make_organisation):
    seen = []
    for _ in range(3):
        seen.append(list_guests(workshop, by=manager, names=["A AG"], state="invited"))
        seen.append(workshop.guests.get().organisation_id is not None)
        make_organisation("A AG")

    assert seen == [(1, 0), False, (1, 1), True, (1, 0), False]


def test_names_are_cut_and_kept_as_text(workshop, manager):
    list_guests(workshop, by=manager, names=["<script>", "=1+1", "ä" * 301, "ä" * 302], state="invited")

    assert dict(workshop.guests.values_list("name", "people")) == {"<script>": 1, "=1+1": 1, "ä" * 300: 2}


@settings(deadline=None, max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(st.sampled_from([one.value for one in ORDER]), min_size=1, max_size=5))
def test_in_whatever_order_lists_come_a_guest_is_as_far_as_the_furthest_says(workshop, manager, states):
    workshop.guests.all().delete()
    for state in states:
        list_guests(workshop, by=manager, names=["A AG"], state=state)

    furthest = max(states, key=["invited", "registered", "attended"].index)
    assert list(workshop.guests.values_list("name", "state", "people")) == [("A AG", furthest, 1)]


@pytest.mark.parametrize("last", [None, DAY, date(2014, 7, 15)])
def test_an_event_lasts_a_day_or_more(manager, last):
    made = record_event("T" * 301, by=manager, kind="delegation", day=DAY, last_day=last)

    assert (made.day, made.last_day, made.title) == (DAY, last, "T" * 300)


@pytest.mark.parametrize(
    ("opens", "deadline"), [(None, DAY), (DAY, None), (DAY, DAY), (None, None), (date(2014, 7, 13), DAY)]
)
def test_a_call_may_close_on_the_day_it_opens_or_leave_a_day_open(manager, opens, deadline):
    made = add_funding_call("Call", by=manager, opens=opens, deadline=deadline)

    assert (made.opens, made.deadline, made.institution, made.release) == (
        opens,
        deadline,
        manager.institution,
        "institution",
    )


def test_days_in_the_wrong_order_are_told_in_german(manager):
    early = date(2014, 7, 13)
    said = []
    with translation.override("de"):
        for act in (
            lambda: record_event("X", by=manager, kind="fair", day=DAY, last_day=early),
            lambda: add_funding_call("X", by=manager, opens=DAY, deadline=early),
        ):
            with pytest.raises(WrongStateError) as error:
                act()
            said.append(error.value.message)

    assert said == [
        "Die Veranstaltung würde enden, bevor sie beginnt.",
        "Der Aufruf würde enden, bevor er beginnt.",
    ]


def test_each_act_has_one_line_of_the_log_and_none_holds_a_name(manager):
    made = record_event("secret event", by=manager, kind="fair", day=DAY, place="secret place")
    list_guests(made, by=manager, names=["secret guest"], state="invited")
    change_event(made, by=manager, version=1, given={"followed": "secret deal"})
    release_event(made, by=manager, release="partners")
    call = add_funding_call("secret call", by=manager, who="secret words")

    lines = LogEntry.objects.filter(public_id__in=(made.public_id, call.public_id)).order_by("pk")
    assert list(lines.values_list("kind", "verb", "fields")) == [
        ("event", "record_event", ["day", "kind", "place", "title"]),
        ("event", "list_guests", ["invited"]),
        ("event", "change_event", ["followed"]),
        ("event", "release_event", ["release"]),
        ("fundingcall", "add_funding_call", ["title", "who"]),
    ]
    assert "secret" not in str(list(LogEntry.objects.values()))


def test_a_call_is_changed_by_its_institution_upon_what_was_shown(make_user):
    manager, other = make_user("ann", role="manager"), make_user("bob", role="manager")
    field = Field.objects.create(scheme="s", code="x", title_en="X")
    made = add_funding_call("Call", by=manager, deadline=DAY)
    seen = call_fingerprint(made)
    changed = change_funding_call(made, by=manager, seen=seen, given={"title": " New "}, fields=[field])

    assert (changed.title, list(changed.fields.all()), changed.deadline) == ("New", [field], DAY)
    assert LogEntry.objects.filter(verb="change_funding_call").get().fields == ["fields", "title"]
    for by, told, changes, error in (
        (other, call_fingerprint(changed), {}, NotAllowedError),
        (manager, seen, {}, WrongStateError),
        (manager, call_fingerprint(changed), {"opens": DAY + timedelta(days=1)}, WrongStateError),
    ):
        with pytest.raises(error):
            change_funding_call(made, by=by, seen=told, given=changes, fields=[])
    again = change_funding_call(made, by=manager, seen=call_fingerprint(changed), given={}, fields=[field])
    assert again.title == "New"

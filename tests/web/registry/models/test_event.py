"""Events in the database: the last day is not before the first, and a guest stands once."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from crossfield.web.registry.models import Event, EventGuest, NamedInterface

pytestmark = pytest.mark.django_db
DAY = date(2014, 7, 14)


@pytest.fixture
def event():
    return Event.objects.create(title="Workshop", day=DAY)


@pytest.mark.parametrize(
    ("last", "holds"),
    [(None, True), (DAY, True), (date(2014, 7, 15), True), (date(2014, 7, 13), False), (date(2013, 7, 14), False)],
)
def test_the_last_day_is_not_before_the_first(last, holds):
    one = Event(title="Workshop", day=DAY, last_day=last)
    if holds:
        one.save()
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            one.save()

    assert list(Event.objects.values_list("last_day", flat=True)) == ([last] if holds else [])


def test_a_new_event_is_a_workshop_that_only_its_owner_sees(event):
    assert (event.kind, event.release, event.language, event.followed) == ("workshop", "own", "de", "")


def test_a_guest_stands_once_at_an_event_and_again_at_another(event):
    other = Event.objects.create(title="Fair", day=DAY)
    for where in (event, other):
        EventGuest.objects.create(event=where, name="A AG")
    with pytest.raises(IntegrityError), transaction.atomic():
        EventGuest.objects.create(event=event, name="A AG", state="attended")

    assert [str(one) for one in EventGuest.objects.order_by("pk")] == ["A AG · Workshop", "A AG · Fair"]


def test_a_new_guest_is_one_person_that_was_invited(event):
    made = EventGuest.objects.create(event=event, name="A AG")

    assert (made.state, made.people, made.organisation) == ("invited", 1, None)


def test_guests_go_with_the_event_and_keep_their_organisation(event, make_organisation):
    known = make_organisation("A AG")
    EventGuest.objects.create(event=event, name="A AG", organisation=known)
    with pytest.raises(ProtectedError):
        known.delete()
    event.delete()

    assert EventGuest.objects.count() == 0
    assert known.event_parts.count() == 0


def test_an_event_stays_when_its_interface_is_deleted(event):
    event.interface = NamedInterface.objects.create(name="C3")
    event.save()
    event.interface.delete()
    event.refresh_from_db()

    assert (event.title, event.interface) == ("Workshop", None)


def test_the_newest_event_stands_first_and_equal_days_by_title(event):
    for title, day in (("B", date(2016, 1, 1)), ("A", date(2016, 1, 1)), ("Old", date(2012, 1, 1))):
        Event.objects.create(title=title, day=day)

    assert [one.title for one in Event.objects.all()] == ["A", "B", "Workshop", "Old"]


@pytest.mark.parametrize(
    ("language", "kinds", "states"),
    [
        (
            "de",
            ["Workshop", "Arbeitsgruppe", "Delegation", "Messe", "andere Veranstaltung"],
            ["eingeladen", "angemeldet", "war da"],
        ),
        (
            "en",
            ["workshop", "working group", "delegation", "fair", "other event"],
            ["invited", "registered", "was there"],
        ),
    ],
)
def test_kinds_and_states_are_told_in_both_languages(language, kinds, states):
    with translation.override(language):
        assert [str(one.label) for one in Event.Kind] == kinds
        assert [str(one.label) for one in EventGuest.State] == states

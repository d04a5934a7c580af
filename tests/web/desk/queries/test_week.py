"""Contacts, events and calls as tables: what is not known stays empty, and who was there was registered, too."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import translation

from crossfield.web.desk.queries.week import (
    calls_listing,
    contacts_listing,
    event_answer,
    events_listing,
    guest_figures,
    guests_listing,
    todos_listing,
    todos_of,
)
from crossfield.web.registry.models import Contact, Event, EventGuest, FundingCall, NamedInterface, Organisation
from crossfield.web.registry.queries.week import Todo

TODAY = date(2014, 7, 14)
SILICON, BIO = Organisation(name="Silicon Saxony"), Organisation(name="biosaxony")


def guest(state, people=1, organisation=None):
    return EventGuest(name="Somebody", state=state, people=people, organisation=organisation)


@pytest.mark.parametrize(
    ("states", "figures"),
    [
        ([], (None, None, None, None)),
        ([("invited", 1)], (1, 0, 0, 0)),
        ([("registered", 3)], (1, 1, 0, 0)),
        ([("attended", 2)], (1, 1, 1, 2)),
        ([("invited", 9), ("registered", 9), ("attended", 2), ("attended", 3)], (4, 3, 2, 5)),
        ([("attended", 0)], (1, 1, 1, 0)),
    ],
)
def test_who_was_there_was_registered_and_who_was_registered_was_invited(states, figures):
    counted = guest_figures([guest(*one) for one in states])

    assert tuple(counted[key] for key in ("invited", "registered", "attended", "people")) == figures


@pytest.mark.parametrize(
    ("language", "figures", "said"),
    [
        ("en", (None, None, None, None), "How many came is not known here: no list was brought in."),
        ("de", (4, 3, 1, 1), "1 Organisation war da, mit 1 Person; angemeldet waren 3, eingeladen 4."),
        ("en", (4, 3, 1, 5), "1 organisation was there, with 5 people, of 3 registered and 4 invited."),
        ("en", (4, 3, 2, 5), "2 organisations were there, with 5 people, of 3 registered and 4 invited."),
        ("en", (4, 3, 0, 0), "0 organisations were there, with 0 people, of 3 registered and 4 invited."),
    ],
)
def test_an_events_figures_in_one_sentence(language, figures, said):
    with translation.override(language):
        assert event_answer(dict(zip(("invited", "registered", "attended", "people"), figures, strict=True))) == said


def test_the_german_sentence_has_all_the_figures():
    with translation.override("de"):
        text = event_answer({"invited": 40, "registered": 30, "attended": 20, "people": 25})
        none = event_answer(dict.fromkeys(("invited", "registered", "attended", "people")))

    assert [number for number in ("20", "25", "30", "40") if number in text] == ["20", "25", "30", "40"]
    assert "organisation" not in text.replace("Organisation", "")
    assert not any(sign.isdigit() for sign in none)


def test_todos_stand_as_a_table_with_their_day_or_without():
    todos = [
        Todo("Call Silicon Saxony", TODAY, "/en/register/contacts/1/", "contact"),
        Todo("Look through a list", None, "/en/register/lists/2/", "list"),
    ]
    with translation.override("en"):
        listing = todos_listing(todos)

    assert [(row["text"], row["due"], row["kind"]) for row in listing.rows] == [
        ("Call Silicon Saxony", "July 14, 2014", "contact"),
        ("Look through a list", "", "list"),
    ]
    assert [listing.address(row) for row in listing.rows] == [
        ("text", "/en/register/contacts/1/"),
        ("text", "/en/register/lists/2/"),
    ]


def test_where_nothing_is_due_the_table_says_what_will_show_up():
    with translation.override("de"):
        listing = todos_listing([])

    assert listing.rows == []
    assert "fällig" in listing.empty


@pytest.mark.django_db
def test_a_user_without_a_role_has_nothing_to_do(make_user):
    visitor = make_user("visitor", role="visitor")

    assert todos_of(visitor, TODAY) == []


def contact(**rest):
    return Contact(organisation=SILICON, day=TODAY, text="Sensors for clinics", kind="call", **rest)


@pytest.mark.parametrize(
    ("rest", "shown"),
    [
        ({}, {"organisation": "Silicon Saxony", "kind": "call", "interface": "", "due": "", "outcome": ""}),
        ({"introduced_to": BIO}, {"organisation": "Silicon Saxony ↔ biosaxony"}),
        ({"interface": NamedInterface(name="C3-Saxony")}, {"interface": "C3-Saxony"}),
        ({"next_step": "Send a paper", "due": date(2014, 8, 1)}, {"next_step": "Send a paper", "due": "Aug. 1, 2014"}),
        ({"due": date(2014, 8, 1), "done": date(2014, 7, 20)}, {"due": "done"}),
        ({"outcome": "going_on"}, {"outcome": "they are talking"}),
    ],
)
def test_a_contact_shows_what_is_known_of_it(rest, shown):
    with translation.override("en"):
        listing = contacts_listing([contact(public_id="abc", **rest)])
        address = listing.address(listing.rows[0])
    [row] = listing.rows

    expected = {"day": "July 14, 2014", "text": "Sensors for clinics", **shown}
    assert {key: row[key] for key in expected} == ({**expected, "day": row["day"]})
    assert row["day"] == "July 14, 2014"
    assert address == ("organisation", "/en/register/contacts/abc/")


def test_without_contacts_the_table_says_how_to_note_one():
    with translation.override("en"):
        assert "Note a contact" in contacts_listing([]).empty


def event(pk, title, **rest):
    return Event(pk=pk, public_id=f"id{pk}", title=title, day=TODAY, kind="workshop", **rest)


def test_events_have_figures_where_a_list_is_there():
    events = [event(1, "Dresden", place="Hotel de Saxe"), event(2, "Leipzig", interface=NamedInterface(name="C3"))]
    guests = {1: [guest("attended", 2), guest("invited")]}
    with translation.override("en"):
        listing = events_listing(events, guests)
        addresses = [listing.address(row) for row in listing.rows]

    keys = ("title", "place", "interface", "invited", "registered", "attended", "people")
    assert [tuple(row[key] for key in keys) for row in listing.rows] == [
        ("Dresden", "Hotel de Saxe", "", 2, 1, 1, 2),
        ("Leipzig", "", "C3", None, None, None, None),
    ]
    assert addresses == [("title", "/en/register/events/id1/"), ("title", "/en/register/events/id2/")]


def test_guests_of_the_register_lead_to_their_page_and_others_nowhere():
    known = Organisation(public_id="sil", name="Silicon Saxony")
    guests = [guest("attended", 2, known), guest("registered")]
    for one in guests:
        one.event = Event(public_id="eve", title="Treffen", day=date(2014, 7, 14))
    with translation.override("en"):
        listing = guests_listing(guests)
        addresses = [listing.address(row) for row in listing.rows]

    assert [(row["state"], row["people"], row["known"]) for row in listing.rows] == [
        ("was there", 2, "yes"),
        ("registered", 1, "no"),
    ]
    assert [(row["event"], row["day"], row["event_id"], row["organisation_id"]) for row in listing.rows] == [
        ("Treffen", "July 14, 2014", "eve", "sil"),
        ("Treffen", "July 14, 2014", "eve", ""),
    ]
    assert addresses == [("name", "/en/register/organisations/sil/"), ("name", "")]


class Named:
    """A field as a call's query gives it."""

    def __init__(self, name):
        self.name = name

    def title(self, language):
        return f"{self.name} ({language})"


def call(fields=(), **rest):
    """A call as the query gives it, with the fields it is about."""
    kept = FundingCall(title="Cross-cluster projects", address="https://funder.example.org/call", **rest)
    shown = {
        key: getattr(kept, key) for key in ("public_id", "title", "programme", "opens", "deadline", "who", "address")
    }
    return SimpleNamespace(fields=SimpleNamespace(all=lambda: [Named(one) for one in fields]), **shown)


@pytest.mark.parametrize(
    ("opens", "deadline", "state"),
    [
        (None, None, ""),
        (date(2014, 7, 1), None, "open"),
        (None, date(2014, 7, 14), "open"),
        (None, date(2014, 7, 13), "closed"),
        (date(2014, 7, 15), None, "not open yet"),
        (date(2014, 7, 14), date(2014, 7, 14), "open"),
        (date(2014, 8, 1), date(2014, 9, 1), "not open yet"),
        (date(2014, 5, 1), date(2014, 6, 1), "closed"),
    ],
)
def test_a_call_is_open_on_its_first_and_its_last_day(opens, deadline, state):
    with translation.override("en"):
        [row] = calls_listing([call(opens=opens, deadline=deadline)], "en", TODAY).rows

    assert row["state"] == state


def test_a_call_says_who_may_apply_in_the_funders_words_and_never_that_one_may():
    given = call(programme="CIP", who="SMEs with a seat in the region", fields=["ICT", "Health"])
    with translation.override("en"):
        listing = calls_listing([given], "de", TODAY)
        address = listing.address(listing.rows[0])
    [row] = listing.rows

    assert (row["programme"], row["who"]) == ("CIP", "SMEs with a seat in the region")
    assert row["fields"] == "ICT (de), Health (de)"
    assert address == ("title", f"/en/register/calls/{given.public_id}/")
    assert row["address"] == "https://funder.example.org/call"
    assert "eligible" not in str(listing.rows).casefold()

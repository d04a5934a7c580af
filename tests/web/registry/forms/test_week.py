"""Contacts, events and funding calls as people type them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict

from crossfield.web.registry.forms.week import (
    MOST_NAMES,
    CallForm,
    ContactForm,
    EventForm,
    FollowedForm,
    GuestsForm,
    OutcomeForm,
)
from crossfield.web.registry.models import Field, NamedInterface

pytestmark = pytest.mark.django_db


@pytest.fixture
def interfaces():
    return [NamedInterface.objects.create(name=name) for name in ("offered", "secret")]


def wrong(form):
    return {name: [str(one) for one in errors] for name, errors in form.errors.items()}


def test_two_fields_are_a_contact(make_organisation):
    known = make_organisation("Known")
    form = ContactForm({"organisation": "known", "text": " Sensors ", "kind": "call"})

    assert wrong(form) == {}
    assert {name: value for name, value in form.cleaned_data.items() if value} == {
        "organisation": known,
        "text": "Sensors",
        "kind": "call",
    }


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"organisation": ""}, ["organisation"]),
        ({"organisation": "Nobody"}, ["organisation"]),
        ({"text": "  "}, ["text"]),
        ({"text": "x" * 501}, ["text"]),
        ({"kind": "gossip"}, ["kind"]),
        ({"introduced_to": "Nobody"}, ["introduced_to"]),
        ({"function": "x" * 101}, ["function"]),
        ({"next_step": "x" * 301}, ["next_step"]),
        ({"due": "31.02.2026"}, ["due"]),
        ({"day": "2026"}, ["day"]),
        ({"interface": "999999"}, ["interface"]),
        ({"text": "", "due": "x"}, ["due", "text"]),
    ],
)
def test_what_is_wrong_with_a_contact_is_told_where_it_is(make_organisation, given, fields):
    make_organisation("Known")
    form = ContactForm({"organisation": "Known", "text": "x", "kind": "visit"} | given)

    assert sorted(wrong(form)) == fields


@pytest.mark.parametrize(("days", "is_taken"), [(-1, True), (0, True), (1, False)])
def test_a_contact_has_taken_place_and_its_next_step_is_to_come(make_organisation, days, is_taken):
    make_organisation("Known")
    day = (timezone.localdate() + timedelta(days=days)).isoformat()
    given = {"organisation": "Known", "text": "x", "kind": "visit"}
    with translation.override("de"):
        as_day, as_due = ContactForm(given | {"day": day}), ContactForm(given | {"next_step": "Call", "due": day})
        said = [] if is_taken else ["Ein Kontakt hat stattgefunden; was noch kommt, ist ein nächster Schritt."]
        assert wrong(as_day).get("day", []) == said

    assert wrong(as_due) == {}


@pytest.mark.parametrize(
    ("given", "due"),
    [
        ({"soon": "2026-11-27"}, date(2026, 11, 27)),
        ({"soon": "2026-11-27", "due": "2026-12-24"}, date(2026, 12, 24)),
        ({"soon": "", "due": ""}, None),
    ],
)
def test_the_day_that_was_typed_goes_before_the_one_that_was_tapped(make_organisation, given, due):
    make_organisation("Known")
    form = ContactForm({"organisation": "Known", "text": "x", "kind": "call", "next_step": "Call"} | given)

    assert wrong(form) == {}
    assert (form.cleaned_data["due"], "soon" in form.cleaned_data) == (due, False)


def test_a_day_without_a_next_step_is_asked_for_it(make_organisation):
    make_organisation("Known")
    form = ContactForm({"organisation": "Known", "text": "x", "kind": "call", "soon": "2026-11-27"})

    assert wrong(form) == {"next_step": ["Say what is next by that day, or choose no day."]}


def test_an_interface_says_enough_of_what_it_was_about(make_organisation, interfaces):
    make_organisation("Known")
    offered = NamedInterface.objects.filter(pk=interfaces[0].pk)
    form = ContactForm({"organisation": "Known", "kind": "call", "interface": interfaces[0].pk}, interfaces=offered)

    assert wrong(form) == {}
    assert form.cleaned_data["text"] == ""


@pytest.mark.parametrize(
    ("given", "is_open"),
    [({}, False), ({"function": "head"}, True), ({"day": "2999-01-01"}, True), ({"text": ""}, False)],
)
def test_folded_questions_open_by_themselves_where_they_hold_something(make_organisation, given, is_open):
    make_organisation("Known")
    form = ContactForm({"organisation": "Known", "text": "x", "kind": "call"} | given)

    assert [one.name for one in form.folded()] == ["person", "function", "day"]
    assert (form.unfolds(), ContactForm().unfolds()) == (is_open, False)


def test_a_name_that_nobody_has_can_be_added_and_one_that_two_share_cannot(make_organisation):
    make_organisation("Same")
    make_organisation("Same")
    given = {"text": "x", "kind": "call"}
    forms = {name: ContactForm(given | {"organisation": name}) for name in ("New", "Same")}
    added = {name: ContactForm(given | {"organisation": name, "add": "yes"}) for name in ("New", "Same")}

    assert {name: form.is_known() for name, form in forms.items()} == {"New": False, "Same": True}
    assert {name: form.is_valid() for name, form in added.items()} == {"New": True, "Same": False}
    assert added["New"].cleaned_data["organisation"] == "New"


@pytest.mark.parametrize("kind", [ContactForm, EventForm])
def test_only_interfaces_that_are_offered_can_be_chosen(interfaces, kind):
    offered, hidden = interfaces
    seen = NamedInterface.objects.filter(pk=offered.pk)

    assert "interface" not in kind({"interface": offered.pk}, interfaces=seen).errors
    assert "interface" in kind({"interface": hidden.pk}, interfaces=seen).errors
    assert "interface" in kind({"interface": offered.pk}).errors
    assert "secret" not in str(kind(interfaces=seen)["interface"])


@pytest.mark.parametrize("outcome", ["cooperation", "going_on", "nothing"])
def test_an_introduction_has_one_of_three_outcomes(outcome):
    assert OutcomeForm({"outcome": outcome}).is_valid()
    assert wrong(OutcomeForm({"outcome": f"{outcome}?"})) == {
        "outcome": [f"Select a valid choice. {outcome}? is not one of the available choices."]
    }


def test_an_event_has_a_title_a_kind_and_a_day():
    assert sorted(EventForm({}).errors) == ["day", "kind", "title"]
    form = EventForm({"title": "W", "kind": "workshop", "day": "14.07.2014", "address": "example.org/w"})

    assert wrong(form) == {}
    assert (form.cleaned_data["day"], form.cleaned_data["last_day"]) == (date(2014, 7, 14), None)
    assert form.cleaned_data["address"] == "https://example.org/w"


@pytest.mark.parametrize("kind", [EventForm, CallForm])
@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "https://"])
def test_a_link_leads_to_the_web_or_is_refused(kind, address):
    assert "address" in kind({"address": address}).errors


def test_a_list_is_its_lines_that_hold_a_name():
    form = GuestsForm({"state": "attended", "names": "A AG\r\n\n  \n B GmbH \nA AG"})

    assert wrong(form) == {}
    assert form.cleaned_data["names"] == ["A AG", " B GmbH ", "A AG"]


@pytest.mark.parametrize("names", ["", "   ", "\n\n"])
def test_a_list_without_a_name_is_none(names):
    assert wrong(GuestsForm({"state": "attended", "names": names})) == {"names": ["This field is required."]}


def test_a_list_is_as_long_as_can_be_looked_through():
    full = "\n".join(f"Firm {number}" for number in range(MOST_NAMES))

    assert len(GuestsForm({"state": "invited", "names": full}).fields["names"].clean(full).splitlines()) == 2_000
    assert GuestsForm({"state": "invited", "names": full}).is_valid()
    with translation.override("de"):
        form = GuestsForm({"state": "invited", "names": f"{full}\nOne more"})
        assert wrong(form) == {"names": ["Eine Liste hat höchstens 2000 Zeilen."]}


def test_a_list_says_how_far_they_got():
    assert wrong(GuestsForm({"state": "dreamt", "names": "A"})) == {
        "state": ["Select a valid choice. dreamt is not one of the available choices."]
    }
    assert GuestsForm()["state"].value() == "attended"


@pytest.mark.parametrize("followed", ["", "Two cooperations", "<b>bold</b>"])
def test_what_followed_may_be_nothing_and_is_kept_as_typed(followed):
    form = FollowedForm({"followed": followed, "version": "3"})

    assert (form.is_valid(), form.cleaned_data) == (True, {"followed": followed, "version": 3})


def test_a_call_has_a_title_and_a_link_and_fields_that_are_offered():
    one, other = (Field.objects.create(scheme="s", code=code) for code in ("a", "b"))
    offered = Field.objects.filter(pk=one.pk)

    def asked(*fields):
        keys = [str(field.pk) for field in fields]
        given = MultiValueDict({"title": ["C"], "address": ["https://example.org"], "fields_of": keys})
        return CallForm(given, fields=offered)

    assert sorted(CallForm({}).errors) == ["address", "title"]
    assert list(asked(one).fields["fields_of"].clean([one.pk])) == [one]
    assert asked(one).is_valid()
    assert list(asked(one, other).errors) == ["fields_of"]

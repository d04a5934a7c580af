"""Contacts in the database: who is spoken with is not deleted, what comes of it may be."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.utils import translation

from crossfield.web.accounts.rules import is_released_to
from crossfield.web.registry.models import Contact, Cooperation, NamedInterface

pytestmark = pytest.mark.django_db
DAY = date(2014, 7, 14)


@pytest.fixture
def pair(make_organisation):
    return [make_organisation(name) for name in ("One", "Two")]


def test_a_new_contact_is_a_call_that_only_its_owner_sees(pair):
    made = Contact.objects.create(organisation=pair[0], day=DAY, text="x")

    assert (made.kind, made.release, made.outcome, made.done, made.due) == ("call", "own", "", None, None)
    assert str(made) == "2014-07-14 One"
    assert len(made.public_id) == 16


def test_both_sides_of_an_introduction_stay_as_long_as_it_does(pair):
    made = Contact.objects.create(organisation=pair[0], introduced_to=pair[1], kind="introduction", day=DAY, text="x")
    for one in pair:
        with pytest.raises(ProtectedError):
            one.delete()

    assert [list(pair[0].contacts.all()), list(pair[1].introductions.all())] == [[made], [made]]
    made.delete()
    assert [one.delete()[0] >= 1 for one in pair] == [True, True]


def test_a_contact_outlives_its_interface_and_its_cooperation(pair):
    interface, cooperation = (
        NamedInterface.objects.create(name="C3"),
        Cooperation.objects.create(title="T", kind="project"),
    )
    made = Contact.objects.create(
        organisation=pair[0], day=DAY, text="x", interface=interface, cooperation=cooperation, outcome="cooperation"
    )
    interface.delete()
    cooperation.delete()
    made.refresh_from_db()

    assert (made.interface, made.cooperation, made.outcome) == (None, None, "cooperation")


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"kind": "gossip"}, "kind"),
        ({"outcome": "glory"}, "outcome"),
        ({"text": ""}, "text"),
        ({"text": "x" * 501}, "text"),
        ({"function": "x" * 101}, "function"),
        ({"next_step": "x" * 301}, "next_step"),
        ({"day": None}, "day"),
        ({"release": "world"}, "release"),
    ],
)
def test_what_a_column_does_not_take_is_refused_by_its_name(pair, given, column):
    with pytest.raises(ValidationError) as error:
        Contact(**{"organisation": pair[0], "day": DAY, "text": "x"} | given).full_clean()

    assert list(error.value.message_dict) == [column]


def test_the_newest_contact_stands_first_and_of_a_day_the_last_one(pair):
    for text, day in (("a", DAY), ("b", date(2015, 1, 1)), ("c", DAY)):
        Contact.objects.create(organisation=pair[0], day=day, text=text)

    assert [one.text for one in Contact.objects.all()] == ["b", "c", "a"]


def test_the_own_institution_sees_a_contact_and_no_other(pair, make_user):
    ann, bob = make_user("ann"), make_user("bob")
    colleague = make_user("cem", ann.institution)
    Contact.objects.create(
        organisation=pair[0], day=DAY, text="secret", owner=ann, institution=ann.institution, release="institution"
    )
    seen = [Contact.objects.filter(is_released_to(who)).count() for who in (ann, colleague, bob, None)]

    assert seen == [1, 1, 0, 0]


@pytest.mark.parametrize(
    ("language", "kinds"),
    [
        ("de", ["Anfrage", "Telefonat", "Besuch", "Vermittlung"]),
        ("en", ["inquiry", "call", "visit", "introduction"]),
    ],
)
def test_kinds_are_told_in_both_languages(language, kinds):
    with translation.override(language):
        assert [str(one.label) for one in Contact.Kind] == kinds

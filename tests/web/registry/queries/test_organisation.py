"""Organisations are found by name and number; sheets by the own institution alone."""

import pytest

from crossfield.errors import UnknownNameError
from crossfield.web.registry.actions.organisation import add_value, relate_organisations
from crossfield.web.registry.queries.organisation import (
    current_values,
    organisation_named,
    organisations_found,
    relations_of,
    sheet_for,
    sheets_for,
)

pytestmark = pytest.mark.django_db


def test_a_part_of_a_name_or_a_number_finds(make_organisation):
    one = make_organisation("Beispiel AG", identifiers={"pic": "999999999"})
    two = make_organisation("Anderes Institut")

    found = [list(organisations_found(text)) for text in ("beispiel", "999999999", " ", "x\x00y")]
    assert found == [[one], [one], [two, one], []]


def test_a_name_means_one_organisation_whatever_its_case(make_organisation):
    one = make_organisation("Silicon Saxony")

    assert [organisation_named(text) for text in ("silicon SAXONY ", one.public_id)] == [one, one]


@pytest.mark.parametrize(
    ("text", "close"), [("Silicon Saxoni", ["Silicon Saxony"]), ("zzz", []), ("", []), ("Twice", ["Twice"])]
)
def test_names_that_mean_none_or_several_tell_the_closest(make_organisation, text, close):
    for name in ("Silicon Saxony", "Twice", "Twice"):
        make_organisation(name)
    with pytest.raises(UnknownNameError) as error:
        organisation_named(text)

    assert error.value.closest == close


def test_the_newest_value_is_the_one_shown(make_user, make_organisation):
    known, manager = make_organisation("C"), make_user("ann", role="manager")
    for value, as_of in (("650", "2026-02"), ("350", "2019"), ("280", "")):
        add_value(known, by=manager, key="members", value=value, source="s", as_of=as_of)

    assert {key: one.value for key, one in current_values(known).items()} == {"members": "650"}


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer"])
def test_a_sheet_is_the_institutions_and_of_its_readers(two_institutions, role):
    silicon, bio, known = two_institutions.silicon, two_institutions.bio, two_institutions.shared[0]

    assert sheet_for(silicon.users["analyst"], known) == silicon.sheet
    assert sheet_for(bio.users["analyst"], known) == bio.sheet
    assert (sheet_for(silicon.users[role], known), sheet_for(None, known)) == (None, None)
    assert sheets_for(silicon.users["manager"], [known.pk]) == {known.pk: silicon.sheet}
    assert (sheets_for(silicon.users[role], [known.pk]), sheets_for(None, [known.pk])) == ({}, {})


def test_relations_are_seen_from_both_sides(make_user, make_organisation):
    one, two = make_organisation("a"), make_organisation("b")
    made = relate_organisations(one, other=two, kind="successor", by=make_user("ann", role="manager"))

    assert (relations_of(one), relations_of(two)) == ([made], [made])

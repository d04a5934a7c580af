"""Organisations are found by name and number; sheets by the own institution alone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crossfield.errors import UnknownNameError
from crossfield.web.accounts.models import SearchEntry
from crossfield.web.registry.actions.merge import merge_organisations
from crossfield.web.registry.actions.organisation import add_value
from crossfield.web.registry.actions.proposal import change_core
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.queries.organisation import (
    FORMS,
    current_values,
    newest_values,
    organisation_named,
    organisations_found,
    organisations_named,
    other_names,
    relations_of,
    sheet_for,
    sheets_for,
    without_form,
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


def test_a_legal_form_may_be_left_out_where_one_alone_is_meant(make_organisation):
    one, club = make_organisation("Beispiel GmbH & Co. KG"), make_organisation("Silicon Saxony")
    for name in ("Doppel GmbH", "Doppel AG"):
        make_organisation(name)

    assert [organisation_named(text) for text in ("beispiel", "Silicon Saxony e. V.")] == [one, club]
    for text in ("Doppel", "Beispiel AG"):
        with pytest.raises(UnknownNameError):
            organisation_named(text)


@pytest.mark.parametrize("form", ["UG (haftungsbeschränkt)", "plc", "Oy", "s.r.o.", "kft"])
def test_each_legal_form_is_one(make_organisation, form):
    one = make_organisation(f"Beispiel {form}")

    assert (without_form(one.name), organisation_named("Beispiel")) == ("beispiel", one)
    assert [known for known in FORMS if known != " ".join(known.split())] == []


def test_names_that_begin_as_typed_are_told_first(make_organisation):
    for name in ("OptoNet Photoniknetzwerk Thüringen", "Optonut"):
        make_organisation(name)
    with pytest.raises(UnknownNameError) as error:
        organisation_named("optonet")

    assert error.value.closest == ["OptoNet Photoniknetzwerk Thüringen", "Optonut"]


def test_a_merged_entrys_name_means_the_last_one_that_stays(make_user, make_organisation):
    manager, three = (
        make_user("ann", role="manager"),
        [make_organisation(name) for name in ("First", "Second", "Third")],
    )
    for kept, gone in ((1, 0), (2, 1)):
        merge_organisations(three[kept], gone=three[gone], by=manager, reason="same")

    assert organisations_named(["first", "SECOND", "Third"]) == {
        "first": [three[2]], "second": [three[2]], "third": [three[2]],
    }  # fmt: skip


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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("%", ["100 % AG"]),
        ("_", ["a_b"]),
        ("a_b", ["a_b"]),
        ("axb", ["axb"]),
        ("' OR 1=1 --", []),
        ("99999999", []),
        (" 999999999 ", ["axb"]),
        ("x" * 301, []),
    ],
)
def test_signs_are_letters_and_numbers_are_whole(make_organisation, text, found):
    make_organisation("100 % AG")
    make_organisation("a_b")
    make_organisation("axb", identifiers={"pic": "999999999"})

    assert [one.name for one in organisations_found(text)] == found


def test_an_organisation_with_two_numbers_is_found_once(make_organisation):
    one = make_organisation("7", identifiers={"pic": "777777777", "vat": "777777777"})

    assert list(organisations_found("777777777")) == [one]


@pytest.mark.parametrize("value", ["old", "new"])
def test_of_two_values_of_one_day_the_later_written_is_shown(make_user, make_organisation, value):
    known, manager = make_organisation("C"), make_user("ann", role="manager")
    for said in ("first", value):
        add_value(known, by=manager, key="city", value=said, source="s", as_of="2014")

    assert current_values(known)["city"].value == value
    assert newest_values([known.pk]) == {known.pk: {"city": value}}


def test_values_of_several_are_read_at_once_and_agree_with_those_of_each(make_user, make_organisation):
    manager, known = make_user("ann", role="manager"), [make_organisation(name) for name in "abc"]
    for number, (value, as_of) in enumerate((("3", "2014-07"), ("1", "2014"), ("2", ""), ("4", "2015"))):
        add_value(known[number % 2], by=manager, key="members", value=value, source="s", as_of=as_of)
    with CaptureQueriesContext(connection) as asked:
        found = newest_values([one.pk for one in known])

    assert found == {known[0].pk: {"members": "3"}, known[1].pk: {"members": "4"}}
    assert len(asked) == 1
    each = {one.pk: {key: kept.value for key, kept in current_values(one).items()} for one in known}
    assert each == found | {known[2].pk: {}}


def test_sheets_of_several_are_the_institutions_and_of_its_readers(two_institutions):
    keys = [one.pk for one in two_institutions.shared]
    silicon, bio = two_institutions.silicon, two_institutions.bio
    readers = (silicon.users["analyst"], bio.users["officer"], silicon.users["member"], None)

    assert [[sheet.text for sheet in sheets_for(one, keys).values()] for one in readers] == [
        ["secret note of silicon"],
        ["secret note of bio"],
        [],
        [],
    ]
    assert sheets_for(silicon.users["analyst"], []) == {}
    assert sheets_for(silicon.users["analyst"], keys[1:]) == {}


@pytest.mark.parametrize("asked", ["müller", "MUELLER", "muller", "Müller Gmbh"])
def test_it_does_not_matter_how_an_umlaut_is_written(make_organisation, asked):
    one = make_organisation("Müller GmbH")
    make_organisation("Miller GmbH")

    assert list(organisations_found(asked)) == [one]


def test_names_are_the_same_but_for_capitals_and_not_for_signs(make_organisation):
    one, other = make_organisation("ÖKO AG"), make_organisation("Öko AG")
    make_organisation("Oeko AG")
    make_organisation("Öko-AG")

    assert organisations_named(["öko ag", "other"]) == {"öko ag": [one, other]}
    assert organisations_named([]) == {}


def test_another_name_is_found_and_means_it_where_nobody_is_shown_under_it(make_user, make_organisation):
    by = make_user("ann", role="manager")
    one, shown = make_organisation("Technische Universität"), make_organisation("TUD")
    for name in ("TUD", "T.U. Dresden", "TECHNISCHE UNIVERSITAET"):
        add_value(one, by=by, key="name", value=name, source="s")

    assert list(organisations_found("u. dre")) == [one]
    assert list(organisations_found("tud")) == [shown, one]
    assert organisations_named(["t.u. dresden", "tud"]) == {"t.u. dresden": [one], "tud": [shown]}
    assert other_names([one.pk, shown.pk]) == {one.pk: ["T.U. Dresden", "TUD"]}
    assert sorted(SearchEntry.objects.filter(public_id=one.public_id).values_list("text", flat=True)) == [
        *("T.U. Dresden", "TUD", "Technische Universität")
    ]


def test_a_name_that_is_shown_no_longer_is_found_still(make_user, make_organisation):
    by, one = make_user("ann", role="manager"), make_organisation("Old")
    add_value(one, by=by, key="name", value="Old", source="s")
    change_core(one, by=by, key="name", value="New", reason="s")

    assert [list(organisations_found(name)) for name in ("old", "new")] == [[one], [one]]


def test_a_changed_name_is_found_under_the_new_one(make_organisation):
    one = make_organisation("Old")
    one.name = "Brücke"
    one.save(update_fields=["name"])

    assert [list(organisations_found(text)) for text in ("old", "brucke")] == [[], [one]]

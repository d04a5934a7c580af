"""Links that the program was sure of are corrected: to another organisation, to a new one, and back."""

import pytest

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.intake import look_up
from crossfield.web.evidence.actions.intake_link import correct_link, decide_and_compare, restore_link
from crossfield.web.registry.actions.intake import choose_columns, decide_row
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import take_over
from crossfield.web.registry.models import IntakeRow, Membership, Organisation

pytestmark = pytest.mark.django_db
LIST = """\
Firma;Ort;Land;Webseite;Eintritt;Austritt
Technische Universitaet Dresden;Dresden;DE;;;
Beispiel GmbH;Jena;DE;https://beispiel.example;1.1.2010;31.12.2012
Beispiel GmbH;Jena;DE;;1.1.2015;
Neue GmbH;Jena;DE;;;
;Jena;DE;;;
"""
ANSWERS = ("number", "answer", "choice", "organisation__name", "found", "reason")


@pytest.fixture
def manager(two_institutions):
    return two_institutions.silicon.users["manager"]


@pytest.fixture
def other(make_organisation):
    return make_organisation("Other Beispiel AG", "DEG03")


@pytest.fixture
def intake(bring_list, manager, two_institutions, make_organisation):
    """One row is found in the data, two are one organisation of the register, one is new, one has no name."""
    make_organisation("Beispiel GmbH", "DEG03")
    return bring_list("members", LIST, by=manager, cluster=two_institutions.silicon.cluster)


def row(intake, number):
    return intake.rows.select_related("intake").get(number=number)


def told(intake):
    return [one[1:4] for one in intake.rows.order_by("number").values_list(*ANSWERS)]


AS_FOUND = [
    ("evidence", "", None),
    ("register", "", "Beispiel GmbH"),
    ("register", "", "Beispiel GmbH"),
    ("new", "", None),
    ("error", "", None),
]


def test_another_organisation_is_compared_anew_for_all_rows_of_the_name_and_back_again(intake, manager, other):
    assert told(intake) == AS_FOUND
    before = list(IntakeRow.objects.order_by("number").values())

    assert correct_link(row(intake, 3), by=manager, organisation=other) == 2
    assert told(intake)[1:3] == [("register", "same", "Other Beispiel AG")] * 2
    first, further = row(intake, 3), row(intake, 4)
    assert [one["column"] for one in first.changes] == ["city", "website", "membership"]
    assert [one["column"] for one in further.changes] == ["membership"]
    assert (first.reason, first.was["reason"], first.score) == ("decided", "same name", None)
    assert correct_link(row(intake, 4), by=manager, organisation=None) == 2
    assert restore_link(row(intake, 3), by=manager) == 2
    assert list(IntakeRow.objects.order_by("number").values()) == before
    kept = LogEntry.objects.filter(verb="correct_link").values_list("fields", flat=True)
    assert list(kept) == [["row 3", "row 4"]] * 3


def test_what_was_corrected_is_taken_over_so_and_undone(intake, manager, other):
    correct_link(row(intake, 2), by=manager, organisation=None)
    correct_link(row(intake, 3), by=manager, organisation=other)
    decide_row(row(intake, 5), by=manager, choice="leave")
    take_over(intake, by=manager)

    since = [str(one.valid_from) for one in Membership.objects.filter(member=other).order_by("valid_from")]
    assert since == ["2010-01-01", "2015-01-01"]
    assert not Membership.objects.filter(member__name="Beispiel GmbH").exists()
    made = Organisation.objects.get(name="Technische Universitaet Dresden")
    assert (made.identifiers.count(), made.region) == (0, "DED2")
    assert not Organisation.objects.filter(name="Neue GmbH").exists()

    undo_intake(intake, by=manager)
    assert not Membership.objects.filter(member=other).exists()
    assert not Organisation.objects.filter(name="Technische Universitaet Dresden").exists()
    with pytest.raises(WrongStateError):
        correct_link(row(intake, 3), by=manager, organisation=None)


def test_a_row_left_out_comes_in_after_all_and_a_new_one_may_be_somebody(intake, manager, other):
    for choice in ("leave", ""):
        decide_row(row(intake, 2), by=manager, choice=choice)
    correct_link(row(intake, 5), by=manager, organisation=other)

    assert told(intake)[0] == AS_FOUND[0]
    assert told(intake)[3] == ("register", "same", "Other Beispiel AG")


def test_columns_that_are_chosen_anew_forget_corrections(intake, manager, other):
    correct_link(row(intake, 3), by=manager, organisation=other)
    choose_columns(intake, by=manager, mapping=intake.mapping)

    assert set(intake.rows.values_list("choice", flat=True)) == {""}
    assert [one.was for one in intake.rows.all()] == [{}] * 5


def test_what_was_found_is_doubtful_where_it_is_gone_since(intake, manager, other):
    correct_link(row(intake, 3), by=manager, organisation=other)
    Organisation.objects.get(name="Beispiel GmbH").delete()
    restore_link(row(intake, 3), by=manager)

    assert told(intake)[1:3] == [("review", "", None)] * 2


def test_a_row_that_cannot_be_taken_over_or_was_not_corrected_is_refused(intake, manager, other):
    for act in (
        lambda: correct_link(row(intake, 6), by=manager, organisation=other),
        lambda: restore_link(row(intake, 3), by=manager),
        lambda: decide_row(row(intake, 6), by=manager, choice="leave"),
    ):
        with pytest.raises(WrongStateError):
            act()

    assert told(intake) == AS_FOUND


def test_rows_that_are_no_organisations_are_left_out_but_not_linked(bring_list, manager, other):
    intake = bring_list("calls", "Titel;Programm\nOne;H2020\nTwo;H2020\n", by=manager)
    with pytest.raises(WrongStateError):
        correct_link(row(intake, 2), by=manager, organisation=other)
    decide_row(row(intake, 2), by=manager, choice="leave")

    assert take_over(intake, by=manager).restore["calls"] == 1


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer", "officer", "analyst", "manager", "administrator"])
def test_neither_readers_nor_another_institution_correct_a_link(intake, two_institutions, other, role):
    users = [two_institutions.bio.users[role]]
    users += [two_institutions.silicon.users[role]] if role not in {"manager", "administrator"} else []
    for user in users:
        for act in (
            lambda user=user: correct_link(row(intake, 3), by=user, organisation=other),
            lambda user=user: correct_link(row(intake, 2), by=user, organisation=None),
            lambda user=user: restore_link(row(intake, 3), by=user),
        ):
            with pytest.raises(NotAllowedError):
                act()

    assert told(intake) == AS_FOUND


def test_what_is_left_out_stays_so_where_the_link_of_its_name_is_corrected(intake, manager, other):
    decide_and_compare(row(intake, 4), by=manager, choice="leave")
    correct_link(row(intake, 3), by=manager, organisation=other)
    corrected = told(intake)[1:3]
    restore_link(row(intake, 3), by=manager)

    assert corrected == [("register", "same", "Other Beispiel AG"), ("register", "leave", "Other Beispiel AG")]
    assert told(intake)[1:3] == [("register", "", "Beispiel GmbH"), ("register", "leave", "Beispiel GmbH")]


def test_where_the_first_row_is_left_out_the_next_one_brings_what_it_says(intake, manager):
    def changes(number):
        return [one["column"] for one in row(intake, number).changes]

    decide_and_compare(row(intake, 3), by=manager, choice="leave")
    assert changes(4) == ["city", "membership"]
    decide_and_compare(row(intake, 3), by=manager, choice="")
    assert (changes(3), changes(4)) == (["city", "website", "membership"], ["membership"])
    decide_and_compare(row(intake, 3), by=manager, choice="leave")
    take_over(intake, by=manager)

    [one] = Organisation.objects.filter(name="Beispiel GmbH")
    assert dict(one.values.filter(key__in=("city", "website")).values_list("key", "value")) == {"city": "Jena"}
    assert [each.valid_from.year for each in Membership.objects.filter(member=one)] == [2015]


TWICE = """\
Firma;Ort;Land;Webseite;Mitgliedsnummer
Neue GmbH;Jena;DE;https://alt.example;1
Neue GmbH;Jena;DE;https://neu.example;2
Neue GmbH;Jena;DE;;3
"""


@pytest.fixture
def doubles(bring_list, manager, two_institutions):
    return bring_list("members", TWICE, by=manager, cluster=two_institutions.silicon.cluster)


def problems(intake):
    return [one.problems for one in intake.rows.order_by("number")]


def decide(intake, manager, *decisions):
    for number, choice in decisions:
        decide_and_compare(row(intake, number), by=manager, choice=choice)


AS_FIRST = [[], ["stands in line 2 already"], ["stands in line 2 already"]]


def test_where_the_first_row_is_left_out_the_one_that_stood_twice_is_taken(doubles, manager):
    assert problems(doubles) == AS_FIRST
    decide(doubles, manager, (2, "leave"))
    assert problems(doubles) == [[], [], ["stands in line 3 already"]]
    decide(doubles, manager, (2, ""))
    assert problems(doubles) == AS_FIRST
    decide(doubles, manager, (2, "leave"))
    take_over(doubles, by=manager)

    [one] = Organisation.objects.filter(name="Neue GmbH")
    assert one.values.get(key="website").value == "https://neu.example"
    assert [one[:2] for one in told(doubles)] == [("new", "leave"), ("new", ""), ("error", "")]


def test_in_whatever_order_rows_are_left_out_and_taken_in_one_of_them_is_taken(doubles, manager):
    decide(doubles, manager, (2, "leave"), (3, "leave"))
    assert problems(doubles) == [[], [], []]
    decide(doubles, manager, (2, ""), (3, ""))
    assert problems(doubles) == AS_FIRST
    decide(doubles, manager, (2, "leave"), (3, "leave"), (3, ""), (2, ""))
    assert problems(doubles) == AS_FIRST
    take_over(doubles, by=manager)

    assert Membership.objects.filter(member__name="Neue GmbH").count() == 1


def test_the_one_that_steps_in_is_linked_as_a_person_has_corrected_the_first(doubles, manager, other):
    correct_link(row(doubles, 2), by=manager, organisation=other)
    decide(doubles, manager, (2, "leave"))

    assert told(doubles)[:2] == [("register", "leave", "Other Beispiel AG"), ("register", "same", "Other Beispiel AG")]
    assert "website" in [one["column"] for one in row(doubles, 3).changes]
    restore_link(row(doubles, 3), by=manager)
    assert told(doubles)[:2] == [("new", "leave", None), ("new", "", None)]
    decide(doubles, manager, (2, ""))
    assert problems(doubles) == AS_FIRST


def test_the_one_that_steps_in_keeps_the_region_of_its_seat_where_it_is_a_new_organisation(
    bring_list, manager, two_institutions, make_organisation
):
    make_organisation("Neue GmbH", "DEG03")
    seated = TWICE.replace("Jena;DE", "07743 Jena;DE")
    intake = bring_list("members", seated, by=manager, cluster=two_institutions.silicon.cluster)
    assert [one[:2] for one in told(intake)] == [("register", ""), ("error", ""), ("error", "")]
    correct_link(row(intake, 2), by=manager, organisation=None)
    decide(intake, manager, (2, "leave"))

    assert told(intake)[1][:2] == ("new", "other")
    assert row(intake, 3).seat["region"] == row(intake, 2).seat["region"] == "DEG03"
    restore_link(row(intake, 3), by=manager)
    assert told(intake)[1] == ("register", "", "Neue GmbH")


def test_one_that_stood_twice_steps_in_only_where_no_other_row_says_the_same(bring_list, manager, two_institutions):
    times = """\
Firma;Ort;Land;Eintritt;Austritt
Neue GmbH;Jena;DE;1.1.2010;31.12.2012
Neue GmbH;Jena;DE;1.1.2011;31.12.2016
Neue GmbH;Jena;DE;1.1.2015;
"""
    intake = bring_list("members", times, by=manager, cluster=two_institutions.silicon.cluster)
    assert problems(intake) == [[], ["stands in line 2 already"], []]
    decide(intake, manager, (2, "leave"))
    assert problems(intake) == [[], ["stands in line 4 already"], []]
    decide(intake, manager, (4, "leave"))
    assert problems(intake) == [[], [], []]
    decide(intake, manager, (2, ""), (4, ""))

    assert problems(intake) == [[], ["stands in line 2 already"], []]
    assert row(intake, 3).changes == []


def test_what_is_wrong_otherwise_never_steps_in(bring_list, manager, two_institutions):
    wrong = TWICE.replace("https://neu.example;2", "https://neu.example;" + "9" * 41)
    intake = bring_list("members", wrong, by=manager, cluster=two_institutions.silicon.cluster)
    decide(intake, manager, (2, "leave"))

    assert [bool(one) for one in problems(intake)] == [False, True, False]
    assert "40" in problems(intake)[1][0]


def test_nobody_decides_while_the_rows_are_still_being_looked_up(doubles, manager, other):
    choose_columns(doubles, by=manager, mapping=doubles.mapping)
    look_up(doubles, by=manager, most=1)
    for act in (
        lambda one: decide_and_compare(one, by=manager, choice="leave"),
        lambda one: correct_link(one, by=manager, organisation=other),
        lambda one: restore_link(one, by=manager),
    ):
        with pytest.raises(WrongStateError, match="still being looked up"):
            act(row(doubles, 2))


def test_as_it_was_found_the_first_row_that_is_taken_over_brings_what_it_says(intake, manager, other):
    correct_link(row(intake, 3), by=manager, organisation=other)
    decide_and_compare(row(intake, 3), by=manager, choice="leave")
    restore_link(row(intake, 4), by=manager)

    assert [one["column"] for one in row(intake, 4).changes] == ["city", "membership"]

"""Clusters and memberships: no day twice, and only the own ones are ended."""

import itertools
from datetime import date

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry, SearchEntry
from crossfield.web.registry.actions.cluster import (
    begin_membership,
    change_cluster_fields,
    change_membership,
    end_membership,
    make_cluster,
    put_membership_back,
    unmake_cluster,
    withdraw_membership,
)
from crossfield.web.registry.actions.merge import merge_organisations, undo_merge
from crossfield.web.registry.models import Cluster, Field, Membership
from crossfield.web.registry.queries.cluster import fields_stand, membership_stands
from crossfield.web.registry.queries.proposal import used_by_others
from crossfield.web.registry.queries.searchable import CLUSTER, ORGANISATION

pytestmark = pytest.mark.django_db
DAY = date(2014, 7, 14)


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def cluster(make_organisation):
    return make_cluster(make_organisation("Cluster"), by=None)


def test_a_cluster_is_an_organisation_with_fields(manager, make_organisation):
    known, field = make_organisation("Cluster"), Field.objects.create(scheme="s", code="ict")
    made = make_cluster(known, by=manager, fields=[field])

    assert make_cluster(known, by=manager, fields=[field]) == made
    assert [list(made.fields.all()), Cluster.objects.count()] == [[field], 1]


@pytest.mark.parametrize(
    ("days", "again"),
    [
        ((None, None), False),
        ((date(2014, 1, 1), None), False),
        ((None, date(2012, 1, 1)), False),
        ((None, date(2011, 12, 31)), True),
        ((date(2013, 1, 2), date(2014, 1, 1)), True),
        ((date(2013, 1, 1), None), False),
    ],
)
def test_a_member_is_one_once_on_a_day(manager, cluster, make_organisation, days, again):
    first, last = days
    member = make_organisation("Member")
    begin_membership(cluster, member=member, by=manager, valid_from=date(2012, 1, 1), valid_to=date(2013, 1, 1))
    begin_membership(cluster, member=member, by=manager, valid_from=date(2015, 1, 1))
    if again:
        begin_membership(cluster, member=member, by=manager, valid_from=first, valid_to=last)
    else:
        with pytest.raises(WrongStateError):
            begin_membership(cluster, member=member, by=manager, valid_from=first, valid_to=last)

    assert Membership.objects.count() == 2 + again


def test_what_another_institution_keeps_does_not_stand_in_the_way(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    begin_membership(silicon.cluster, member=two_institutions.shared[1], by=bio.users["manager"])

    assert Membership.objects.filter(cluster=silicon.cluster).count() == 2


def test_a_cluster_is_not_its_own_member_and_days_stand_in_order(manager, cluster, make_organisation):
    with pytest.raises(WrongStateError):
        begin_membership(cluster, member=cluster.organisation, by=manager)
    with pytest.raises(WrongStateError):
        begin_membership(cluster, member=make_organisation("M"), by=manager, valid_from=DAY, valid_to=date(2014, 7, 13))
    assert Membership.objects.count() == 0


def test_a_membership_ends_once_with_reason_and_successor(manager, cluster, make_organisation):
    made = begin_membership(cluster, member=make_organisation("M"), by=manager, valid_from=date(2012, 1, 1))
    after = make_organisation("After")
    with pytest.raises(WrongStateError):
        end_membership(made, by=manager, valid_to=date(2011, 1, 1), ended="left")
    end_membership(made, by=manager, valid_to=DAY, ended="merged", successor=after)
    with pytest.raises(WrongStateError):
        end_membership(made, by=manager, valid_to=DAY, ended="left")
    made.refresh_from_db()

    assert (made.valid_to, made.ended, made.successor) == (DAY, "merged", after)
    assert LogEntry.objects.filter(verb="end_membership").count() == 1


def test_other_roles_and_other_institutions_change_nothing(two_institutions, make_organisation):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    with pytest.raises(NotAllowedError):
        end_membership(bio.membership, by=silicon.users["manager"], valid_to=DAY, ended="left")
    with pytest.raises(NotAllowedError):
        begin_membership(silicon.cluster, member=make_organisation("M"), by=silicon.users["analyst"])
    with pytest.raises(NotAllowedError):
        make_cluster(make_organisation("N"), by=silicon.users["member"])

    assert Membership.objects.filter(valid_to=None).count() == 2


def test_fields_of_a_cluster_are_those_that_were_said_last(manager, cluster):
    one, other = (Field.objects.create(scheme="s", code=code) for code in ("a", "b"))
    make_cluster(cluster.organisation, by=manager, fields=[one])
    make_cluster(cluster.organisation, by=manager, fields=[other])

    assert list(cluster.fields.all()) == [other]
    make_cluster(cluster.organisation, by=manager)
    assert list(cluster.fields.all()) == []


@pytest.mark.parametrize(("first", "last"), [(None, DAY), (DAY, DAY), (date(2014, 7, 13), DAY)])
def test_a_membership_may_end_on_the_day_it_began(manager, cluster, make_organisation, first, last):
    made = begin_membership(cluster, member=make_organisation("M"), by=manager, valid_from=first, source="s" * 301)
    end_membership(made, by=manager, valid_to=last, ended="dissolved")
    made.refresh_from_db()

    assert (made.valid_from, made.valid_to, made.ended, made.successor) == (first, last, "dissolved", None)
    assert made.source == "s" * 300


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    spans=st.lists(st.tuples(*[st.none() | st.dates(date(2014, 1, 1), date(2014, 1, 9))] * 2), min_size=1, max_size=6)
)
def test_whatever_is_tried_nobody_is_a_member_twice_on_a_day(manager, cluster, make_organisation, spans):
    Membership.objects.all().delete()
    member, taken, refused = make_organisation("M"), [], []
    for first, last in spans:
        try:
            begin_membership(cluster, member=member, by=manager, valid_from=first, valid_to=last)
        except WrongStateError:
            refused.append((first or date.min, last or date.max))
        else:
            taken.append((first or date.min, last or date.max))

    assert all(one[1] < other[0] for one, other in itertools.pairwise(sorted(taken)))
    assert all(a > b or any(a <= end and begin <= b for begin, end in taken) for a, b in refused)


def test_what_is_refused_is_told_in_german_with_the_members_name(manager, cluster, make_organisation):
    member = make_organisation("Beispiel AG")
    there = begin_membership(cluster, member=member, by=manager, valid_from=DAY, valid_to=DAY)
    acts = {
        "Ein Cluster ist nicht sein eigenes Mitglied.": lambda: begin_membership(
            cluster, member=cluster.organisation, by=manager
        ),
        "Beispiel AG ist an einigen dieser Tage schon Mitglied.": lambda: begin_membership(
            cluster, member=member, by=manager, valid_from=DAY
        ),
        "Diese Mitgliedschaft ist schon beendet.": lambda: end_membership(
            there, by=manager, valid_to=DAY, ended="left"
        ),
    }
    said = []
    for act in acts.values():
        with translation.override("de"), pytest.raises(WrongStateError) as error:
            act()
        said.append(error.value.message)

    assert said == list(acts)


def test_each_act_has_one_line_of_the_log_without_a_value(manager, cluster, make_organisation):
    made = begin_membership(cluster, member=make_organisation("secret"), by=manager, source="secret list")
    end_membership(made, by=manager, valid_to=DAY, ended="excluded")
    lines = LogEntry.objects.filter(public_id=made.public_id).order_by("pk")

    assert list(lines.values_list("verb", "fields")) == [
        ("begin_membership", ["valid_from", "valid_to"]),
        ("end_membership", ["ended", "successor", "valid_to"]),
    ]
    assert "secret" not in str(list(LogEntry.objects.values()))


@pytest.fixture
def made(manager, cluster, make_organisation):
    return begin_membership(cluster, member=make_organisation("M"), by=manager, valid_from=date(2012, 1, 1))


def change(one, by, **given):
    one = Membership.every.get(pk=one.pk)
    return change_membership(one, by=by, stands=membership_stands(one), given=given)


def withdraw(one, by):
    one = Membership.every.get(pk=one.pk)
    return withdraw_membership(one, by=by, stands=membership_stands(one))


def test_a_wrong_end_is_corrected_and_taken_away_again(manager, made, make_organisation):
    after, other = make_organisation("After"), make_organisation("Other")
    end_membership(made, by=manager, valid_to=DAY, ended="left", successor=other)
    one = change(made, manager, valid_to=date(2013, 1, 1), ended="merged", successor=after, source=" list ")
    assert (one.valid_to, one.ended, one.successor, one.source) == (date(2013, 1, 1), "merged", after, "list")

    change(made, manager, valid_to=None, ended="", successor=None)
    one = Membership.objects.get()
    assert (one.valid_from, one.valid_to, one.ended, one.successor) == (date(2012, 1, 1), None, "", None)
    assert list(LogEntry.objects.filter(verb="change_membership").order_by("pk").values_list("fields", flat=True)) == [
        ["ended", "source", "successor", "valid_to"],
        ["ended", "successor", "valid_to"],
    ]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"valid_to": date(2011, 12, 31)}, "end before it begins"),
        ({"ended": "left"}, "has not ended"),
        ({"valid_to": DAY, "successor": "itself"}, "does not succeed itself"),
        ({"valid_to": date(2015, 1, 1)}, "some of these days"),
        ({"valid_from": None, "valid_to": None}, "some of these days"),
    ],
)
def test_a_change_that_cannot_be_is_refused_and_nothing_changes(manager, cluster, made, given, told):
    change(made, manager, valid_to=DAY)
    begin_membership(cluster, member=made.member, by=manager, valid_from=date(2015, 1, 1))
    given = {key: made.member if value == "itself" else value for key, value in given.items()}
    with pytest.raises(WrongStateError, match=told):
        change(made, manager, **({"valid_to": None} | given))
    one = Membership.objects.get(pk=made.pk)

    assert (one.valid_from, one.valid_to, one.ended, one.successor) == (date(2012, 1, 1), DAY, "", None)


def test_who_changes_second_is_told(manager, made):
    seen = membership_stands(made)
    change(made, manager, source="first")
    for late in (
        lambda: change_membership(made, by=manager, stands=seen, given={"source": "second"}),
        lambda: withdraw_membership(made, by=manager, stands=seen),
    ):
        with pytest.raises(WrongStateError, match="Somebody has changed"):
            late()
    one = Membership.objects.get()
    Membership.every.all().delete()
    with pytest.raises(WrongStateError, match="Somebody has changed"):
        change_membership(one, by=manager, stands=membership_stands(one), given={"source": "third"})

    assert one.source == "first"


def test_what_was_recorded_by_mistake_is_nowhere_until_it_is_put_back(manager, cluster, made):
    withdraw(made, manager)
    assert (Membership.objects.count(), Membership.every.count(), cluster.memberships.count()) == (0, 1, 0)
    with pytest.raises(WrongStateError, match="is taken off"):
        change(made, manager, source="x")
    again = begin_membership(cluster, member=made.member, by=manager)
    with pytest.raises(WrongStateError, match="some of these days"):
        put_membership_back(made, by=manager)
    withdraw(again, manager)
    for _twice in range(2):
        put_membership_back(made, by=manager)

    assert list(Membership.objects.all()) == [made]
    assert LogEntry.objects.filter(verb="put_membership_back").count() == 1


def test_nobody_else_changes_takes_off_or_puts_back(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    one = Membership.objects.get(pk=bio.membership.pk)
    off = withdraw(begin_membership(bio.cluster, member=two_institutions.shared[2], by=bio.users["manager"]), one.owner)
    for user in (silicon.users["manager"], bio.users["analyst"]):
        for act in (
            lambda user=user: change(one, user, source="mine"),
            lambda user=user: withdraw(one, user),
            lambda user=user: put_membership_back(off, by=user),
        ):
            with pytest.raises(NotAllowedError):
                act()

    assert list(Membership.objects.filter(institution=bio.institution).values_list("source", flat=True)) == [
        "secret list of bio"
    ]


def test_a_membership_of_the_past_is_recorded_with_how_it_ended(manager, cluster, make_organisation):
    heir = make_organisation("Heir")
    one = begin_membership(
        cluster, member=make_organisation("M"), by=manager, valid_to=DAY, ended="merged", successor=heir
    )
    with pytest.raises(WrongStateError, match="does not succeed itself"):
        begin_membership(cluster, member=heir, by=manager, valid_to=DAY, successor=heir)

    assert (one.ended, one.successor, Membership.objects.count()) == ("merged", heir, 1)
    assert LogEntry.objects.get(public_id=one.public_id).fields == ["ended", "successor", "valid_from", "valid_to"]


def test_a_membership_that_is_taken_off_goes_along_when_entries_are_merged(manager, cluster, made, make_organisation):
    kept = make_organisation("Kept")
    begin_membership(cluster, member=kept, by=manager)
    withdraw(made, manager)
    merge = merge_organisations(kept, gone=made.member, by=manager, reason="r")
    assert Membership.every.get(pk=made.pk).member == kept
    with pytest.raises(WrongStateError, match="some of these days"):
        put_membership_back(made, by=manager)
    undo_merge(merge, by=manager)
    put_membership_back(made, by=manager)

    assert Membership.objects.count() == 2


@pytest.fixture
def two_fields():
    return [Field.objects.create(scheme="s", code=code) for code in ("a", "b")]


def kind_found(organisation):
    return SearchEntry.objects.get(public_id=organisation.public_id).kind


def test_fields_of_a_cluster_are_changed_and_who_comes_second_is_told(manager, cluster, two_fields):
    one, other = two_fields
    change_cluster_fields(cluster, by=manager, fields=[one], stands=[])
    with pytest.raises(WrongStateError, match="Somebody has changed"):
        change_cluster_fields(cluster, by=manager, fields=[other], stands=[])
    assert list(cluster.fields.all()) == [one]
    change_cluster_fields(cluster, by=manager, fields=[other], stands=[one.pk])

    assert fields_stand(cluster) == [other.pk]


def test_an_organisation_is_a_cluster_by_mistake_and_none_again(manager, make_organisation, two_fields):
    known = make_organisation("Club")
    made = make_cluster(known, by=manager, fields=two_fields)
    assert kind_found(known) == CLUSTER
    with pytest.raises(WrongStateError, match="Somebody has changed"):
        unmake_cluster(made, by=manager, stands=[])
    unmake_cluster(made, by=manager, stands=fields_stand(made))

    assert (Cluster.objects.exists(), kind_found(known)) == (False, ORGANISATION)
    with pytest.raises(WrongStateError, match="Somebody has changed"):
        unmake_cluster(made, by=manager, stands=[])
    unmake_cluster(make_cluster(known, by=manager), by=manager, stands=[])


def test_a_cluster_with_members_stays_one(manager, cluster, made):
    withdraw(made, manager)  # it can be put back
    with pytest.raises(WrongStateError, match="Members of this cluster"):
        unmake_cluster(cluster, by=manager, stands=[])

    assert list(Cluster.objects.all()) == [cluster]


def test_fields_that_others_use_are_changed_by_who_speaks_for_the_cluster(two_institutions, two_fields):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    begin_membership(silicon.cluster, member=two_institutions.shared[2], by=bio.users["manager"])
    acts = (
        lambda user: change_cluster_fields(silicon.cluster, by=user, fields=two_fields, stands=[]),
        lambda user: unmake_cluster(silicon.cluster, by=user, stands=[]),
    )
    for act in acts:
        with pytest.raises(WrongStateError, match="Another institution uses"):
            act(bio.users["manager"])
        with pytest.raises(NotAllowedError):
            act(silicon.users["analyst"])
    assert fields_stand(silicon.cluster) == []
    change_cluster_fields(silicon.cluster, by=silicon.users["manager"], fields=two_fields, stands=[])

    assert fields_stand(silicon.cluster) == [one.pk for one in two_fields]


def test_who_called_a_shared_organisation_a_cluster_by_mistake_takes_it_back(two_institutions):
    one, silicon, bio = two_institutions.shared[0], two_institutions.silicon, two_institutions.bio
    wrong = make_cluster(one, by=silicon.users["manager"])  # both keep a sheet of it
    with pytest.raises(WrongStateError, match="Another institution uses"):
        unmake_cluster(wrong, by=bio.users["manager"], stands=[])

    unmake_cluster(wrong, by=silicon.users["manager"], stands=[])

    assert not Cluster.objects.filter(organisation=one).exists()


def test_a_membership_that_was_taken_off_is_no_use_of_its_organisation(two_institutions, make_organisation):
    silicon, bio, one = two_institutions.silicon, two_institutions.bio, make_organisation("Alone")
    manager = silicon.users["manager"]
    made = begin_membership(silicon.cluster, member=one, by=manager)
    used = used_by_others([one.pk], bio.users["manager"])
    withdraw_membership(made, by=manager, stands=membership_stands(made))

    assert (set(used), set(used_by_others([one.pk], bio.users["manager"]))) == ({one.pk}, set())

"""Who was a member on 14 July 2014."""

from datetime import date
from itertools import product

import pytest

from crossfield.web.accounts.models import SearchEntry
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.organisation import add_value
from crossfield.web.registry.models import Membership
from crossfield.web.registry.queries.cluster import (
    clusters_found,
    lasting_on,
    members_on,
    memberships_for,
    memberships_of,
    registered_clusters,
)

pytestmark = pytest.mark.django_db
DAY = date(2014, 7, 14)


@pytest.mark.parametrize(
    ("first", "last", "is_member"),
    [
        (None, None, True),
        (DAY, None, True),
        (None, DAY, True),
        (DAY, DAY, True),
        (date(2014, 7, 15), None, False),
        (None, date(2014, 7, 13), False),
    ],
)
def test_both_days_count(two_institutions, make_organisation, first, last, is_member):
    side = two_institutions.silicon
    Membership.objects.all().delete()
    made = begin_membership(
        side.cluster, member=make_organisation("M"), by=side.users["manager"], valid_from=first, valid_to=last
    )

    assert list(members_on(side.cluster, side.users["analyst"], DAY)) == [made] * is_member


def test_on_every_day_those_are_members_whose_days_hold_it(two_institutions, make_organisation):
    side, days = two_institutions.silicon, [None, *(date(2014, 7, day) for day in (13, 14, 15))]
    Membership.objects.all().delete()
    for number, (first, last) in enumerate(product(days, days)):
        if not (first and last and last < first):
            member = make_organisation(f"M{number:02}")
            begin_membership(side.cluster, member=member, by=side.users["manager"], valid_from=first, valid_to=last)
    kept = list(Membership.objects.order_by("member__name"))

    assert len(kept) == 13
    for day in (date(2014, 7, day) for day in range(12, 17)):
        inside = [one for one in kept if (one.valid_from or day) <= day <= (one.valid_to or day)]
        assert list(members_on(side.cluster, side.users["analyst"], day)) == inside
    assert [Membership.objects.filter(lasting_on(date(2014, 7, day))).count() for day in range(12, 17)] == [
        4,
        8,
        9,
        8,
        4,
    ]


def test_members_of_a_day_are_those_of_one_cluster_and_by_name(two_institutions, make_organisation):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    for name, cluster in (("B", silicon.cluster), ("A", silicon.cluster), ("C", bio.cluster)):
        begin_membership(cluster, member=make_organisation(name), by=silicon.users["manager"])

    found = members_on(silicon.cluster, silicon.users["analyst"], DAY)
    assert [one.member.name for one in found] == ["A", "B", "Shared 1"]


def test_memberships_of_an_organisation_stand_newest_first(two_institutions, make_organisation):
    side, member = two_institutions.silicon, make_organisation("M")
    for year in (2012, 2014, 2010):
        begin_membership(
            side.cluster,
            member=member,
            by=side.users["manager"],
            valid_from=date(year, 1, 1),
            valid_to=date(year, 12, 31),
        )

    assert [one.valid_from.year for one in memberships_of(member, side.users["manager"])] == [2014, 2012, 2010]
    assert list(memberships_of(member, two_institutions.bio.users["manager"])) == []


@pytest.mark.parametrize(("release", "seen"), [("institution", [True, False, False]), ("public", [True, True, True])])
def test_a_membership_is_seen_as_far_as_it_is_released(two_institutions, release, seen):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    Membership.objects.filter(pk=silicon.membership.pk).update(release=release)
    readers = (silicon.users["analyst"], bio.users["manager"], None)

    assert [silicon.membership in memberships_for(reader) for reader in readers] == seen


def test_another_institution_knows_of_none(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio

    assert list(members_on(silicon.cluster, bio.users["manager"], DAY)) == []
    assert list(memberships_for(bio.users["manager"])) == [bio.membership]
    assert list(memberships_for(silicon.users["member"])) == []
    assert list(memberships_of(two_institutions.shared[1], silicon.users["officer"])) == [silicon.membership]


def test_clusters_are_everyones_and_by_name(two_institutions):
    names = [one.organisation.name for one in registered_clusters()]

    assert names == ["Cluster bio", "Cluster silicon"]


def test_clusters_stand_in_the_order_of_their_letters_whatever_their_case(make_organisation):
    for name in ("Zeta", "biosaxony", "Ökopol", "Cool Silicon", "Autoland"):
        make_cluster(make_organisation(name), by=None)

    names = [one.organisation.name for one in registered_clusters()]
    assert names == ["Autoland", "biosaxony", "Cool Silicon", "Ökopol", "Zeta"]


def test_a_cluster_is_found_by_another_of_its_names(make_user, make_organisation):
    one = make_cluster(make_organisation("Silicon Saxony"), by=None)
    add_value(one.organisation, by=make_user("ann", role="manager"), key="name", value="Halbleiterverein", source="s")

    assert list(clusters_found("leiterv")) == [one]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"Chips", "Holz", "See", "Wald"}),
        ("hol", {"Holz"}),
        ("Sachsen", {"Chips", "Holz", "Wald"}),
        ("DED4", {"Chips", "Wald"}),
        ("DED2", {"Holz", "Wald"}),
        ("CZ", {"Holz"}),
        ("AT", set()),
        ("czx", set()),
        ("sea", set()),
    ],
)
def test_clusters_are_found_by_their_seat_and_by_the_regions_in_which_they_work(
    make_user, make_organisation, asked, found
):
    SearchEntry.objects.create(kind="region", public_id="DED", text="Sachsen", folded="sachsen", title="Sachsen")
    manager = make_user("ann", role="manager")
    for name, seat, regions in (
        ("Chips", "DED41", ""),
        ("Holz", "CZ04", "DED2"),
        ("Wald", "", "Sachsen"),
        ("See", "", "Sverige (SE)"),
    ):
        one = make_cluster(make_organisation(name, seat), by=None).organisation
        if regions:
            add_value(one, by=manager, key="regions", value=regions, source="s")

    assert {one.organisation.name for one in clusters_found(asked)} == found

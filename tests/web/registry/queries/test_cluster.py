"""Who was a member on 14 July 2014."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.registry.actions.cluster import begin_membership
from crossfield.web.registry.models import Membership
from crossfield.web.registry.queries.cluster import (
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


@given(first=st.none() | st.dates(), length=st.none() | st.integers(0, 400), day=st.dates())
def test_a_day_is_within_if_it_is_neither_before_nor_behind(first, length, day):
    from datetime import timedelta

    start = min(first or date.min, date(9990, 1, 1))
    last = None if length is None else start + timedelta(days=length)
    one = Membership(valid_from=first and start, valid_to=last)
    inside = (one.valid_from is None or one.valid_from <= day) and (last is None or day <= last)

    assert inside == (not (one.valid_from and day < one.valid_from) and not (last and day > last))


def test_another_institution_knows_of_none(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio

    assert list(members_on(silicon.cluster, bio.users["manager"], DAY)) == []
    assert list(memberships_for(bio.users["manager"])) == [bio.membership]
    assert list(memberships_for(silicon.users["member"])) == []
    assert list(memberships_of(two_institutions.shared[1], silicon.users["officer"])) == [silicon.membership]


def test_clusters_are_everyones_and_by_name(two_institutions):
    names = [one.organisation.name for one in registered_clusters()]

    assert names == ["Cluster bio", "Cluster silicon"]

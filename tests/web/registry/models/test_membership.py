"""Memberships in the database: they never end before they begin."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from crossfield.web.registry.models import Cluster, Membership, Representation

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(make_organisation):
    return Cluster.objects.create(organisation=make_organisation("C"))


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [
        (date(2014, 7, 14), date(2014, 7, 14), True),
        (None, date(2014, 7, 14), True),
        (date(2014, 7, 14), None, True),
        (date(2014, 7, 14), date(2014, 7, 13), False),
    ],
)
def test_the_last_day_is_not_before_the_first(cluster, make_organisation, first, last, holds):
    one = Membership(cluster=cluster, member=make_organisation("M"), valid_from=first, valid_to=last)
    if holds:
        one.save()
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            one.save()

    assert Membership.objects.count() == int(holds)


def test_names_say_who_and_where(cluster, make_organisation, make_user):
    user = make_user("ann")
    speaks = Representation(organisation=cluster.organisation, institution=user.institution)

    assert str(cluster) == "C"
    assert str(Membership(cluster=cluster, member=make_organisation("M"))) == "M · C"
    assert str(speaks) == "Institution of ann: C"

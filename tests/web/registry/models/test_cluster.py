"""Clusters in the database: an organisation is one once, and one institution speaks for it."""

import pytest
from django.db import IntegrityError, transaction

from crossfield.web.accounts.models import Institution
from crossfield.web.registry.models import Cluster, Field, Membership, Organisation, Representation

pytestmark = pytest.mark.django_db


@pytest.fixture
def cluster(make_organisation):
    return Cluster.objects.create(organisation=make_organisation("Beta"))


def test_an_organisation_is_a_cluster_once(cluster):
    with pytest.raises(IntegrityError), transaction.atomic():
        Cluster.objects.create(organisation=cluster.organisation)

    assert [str(one) for one in Cluster.objects.all()] == ["Beta"]


def test_clusters_stand_by_the_name_of_their_organisation(cluster, make_organisation):
    for name in ("Gamma", "Alpha"):
        Cluster.objects.create(organisation=make_organisation(name))

    assert [str(one) for one in Cluster.objects.all()] == ["Alpha", "Beta", "Gamma"]


def test_a_cluster_goes_with_its_organisation_and_its_members_stay(cluster, make_organisation):
    member = make_organisation("Member")
    Membership.objects.create(cluster=cluster, member=member)
    cluster.organisation.delete()

    assert (Cluster.objects.count(), Membership.objects.count()) == (0, 0)
    assert list(Organisation.objects.all()) == [member]


def test_fields_of_a_cluster_are_found_from_both_ends(cluster):
    one, other = (Field.objects.create(scheme="s", code=code) for code in ("a", "b"))
    cluster.fields.set([one])

    assert [list(one.clusters.all()), list(other.clusters.all())] == [[cluster], []]


def test_one_institution_speaks_for_an_organisation_and_may_speak_for_several(cluster, make_organisation):
    first, second = (Institution.objects.create(name=name) for name in ("First", "Second"))
    for organisation in (cluster.organisation, make_organisation("Alpha")):
        Representation.objects.create(organisation=organisation, institution=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        Representation.objects.create(organisation=cluster.organisation, institution=second)

    assert [str(one) for one in Representation.objects.all()] == ["First: Alpha", "First: Beta"]
    first.delete()
    assert (Representation.objects.count(), Organisation.objects.count()) == (0, 2)

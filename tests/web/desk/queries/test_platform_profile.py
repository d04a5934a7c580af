"""A cluster's profile for the European platform: what the register knows, in its fields, and what it asks."""

from datetime import date

import pytest
from django.utils import translation

from crossfield.web.desk.queries.platform_profile import platform_listing
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.organisation import add_value
from crossfield.web.registry.models import Field
from crossfield.web.registry.queries.cluster import members_on

pytestmark = pytest.mark.django_db
DAY = date(2014, 7, 14)
PLACES = {"DE": "Deutschland", "DED2": "Dresden"}


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


def profile(cluster, user):
    listing = platform_listing(cluster, members_on(cluster, user, DAY), PLACES, DAY)
    return {row["field"]: (row["value"], row["met"]) for row in listing.rows}


def test_what_is_known_is_filled_in_and_what_is_asked_is_compared(make_organisation, manager):
    fields = [Field.objects.create(scheme="s", code="a", title_de="Optik", title_en="Optics")]
    values = {"website": "https://example.org", "label": "go-cluster", "city": "Freital"}
    cluster = make_cluster(make_organisation("Chips e.V.", values=values), by=None, fields=fields)
    for number in range(15):
        member = make_organisation(f"Firm {number}")
        begin_membership(cluster, member=member, by=manager)
        if number:
            add_value(member, by=manager, key="type", value="research" if number == 1 else "company", source="x")

    with translation.override("de"):
        assert profile(cluster, manager) == {
            "Name of the cluster organisation": ("Chips e.V.", ""),
            "Country": ("Deutschland (DE)", "ja"),
            "Website": ("https://example.org", "nicht bekannt"),
            "Cluster management": ("", "nicht bekannt"),
            "Cluster members": ("15 (July 14, 2014)", "ja"),
            "Member composition": ("company: 13; research: 1; not known: 1", "ja"),
            "Regional/National Support Programmes": ("go-cluster", ""),
            "Region": ("Freital, Dresden (DED21)", ""),
            "Sectors and industrial ecosystems": ("Optics", ""),
        }


def test_where_no_member_is_recorded_the_count_of_a_source_stands_in_its_place(make_organisation, manager):
    cluster = make_cluster(make_organisation("Chips", region=""), by=None)
    add_value(cluster.organisation, by=manager, key="members", value="14", source="press", as_of="2013")

    known = profile(cluster, manager)
    assert known["Cluster members"] == ("14 (2013; press)", "no")
    assert (known["Country"], known["Website"]) == (("", "not known"), ("", "no"))
    assert known["Member composition"] == ("", "not known")


def test_a_count_of_a_source_that_nobody_has_stops_no_page(make_organisation, manager):
    cluster = make_cluster(make_organisation("Chips", region=""), by=None)
    add_value(cluster.organisation, by=manager, key="members", value="9" * 5_000, source="press", as_of="2013")

    assert profile(cluster, manager)["Cluster members"][1] == "not known"


def test_members_that_another_institution_keeps_are_not_counted(make_organisation, manager, make_user):
    cluster = make_cluster(make_organisation("Chips"), by=None)
    begin_membership(cluster, member=make_organisation("Secret"), by=make_user("eve", role="manager"))

    assert profile(cluster, manager)["Cluster members"] == ("", "not known")


def test_each_demand_says_where_the_platform_makes_it(make_organisation, manager):
    listing = platform_listing(make_cluster(make_organisation("Chips"), by=None), [], PLACES, DAY)

    assert {row["source"] for row in listing.rows} == {
        "Register your profile",
        "https://clustercollaboration.eu/content/gdpr",
        "https://clustercollaboration.eu/policy-makers",
    }

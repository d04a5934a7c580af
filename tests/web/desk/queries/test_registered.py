"""Clusters, members and organisations as tables: the newest value counts, and each says who says so."""

from datetime import date

import pytest
from django.utils import translation

from crossfield.web.desk.queries.registered import (
    clusters_listing,
    members_answer,
    members_listing,
    organisations_listing,
    place_said,
    values_listing,
)
from crossfield.web.registry.models import Cluster, Membership, Organisation, OrganisationSheet, OrganisationValue

DAY = date(2014, 7, 14)
PLACES = {"DED2": "Dresden", "DED": "Sachsen", "DE": "Deutschland"}


@pytest.mark.parametrize(
    ("region", "city", "said"),
    [
        ("", "", ""),
        ("", "Dresden", "Dresden"),
        ("DED2", "", "Dresden (DED2)"),
        ("DED2", "Dresden", "Dresden (DED2)"),
        ("DED2", "Radeberg", "Radeberg, Dresden (DED2)"),
        ("DED21", "Radeberg", "Radeberg, Dresden (DED21)"),
        ("XX99", "", "XX99"),
        ("XX99", "Nowhere", "Nowhere, XX99"),
        ("DE", "", "Deutschland (DE)"),
    ],
)
def test_a_seat_is_said_as_far_as_it_is_known_and_no_place_twice(region, city, said):
    assert place_said(Organisation(name="One", region=region), PLACES, city) == said


def stored(name, region="DED2", **values):
    made = Organisation.objects.create(name=name, region=region)
    for key, given in values.items():
        for value, as_of in given if isinstance(given, list) else [(given, "")]:
            OrganisationValue.objects.create(
                organisation=made, key=key, value=value, as_of=as_of, source="https://example.org/about"
            )
    return made


@pytest.mark.django_db
def test_a_cluster_shows_the_newest_count_of_members_with_its_date():
    made = stored(
        "Silicon Saxony", members=[("280", "2012"), ("300", "2014-07"), ("290", "2013")], founded="2000", city="Dresden"
    )
    with translation.override("en"):
        listing = clusters_listing([Cluster.objects.create(organisation=made)], PLACES, "en")
        address = listing.address(listing.rows[0])
    [row] = listing.rows

    assert (row["name"], row["place"], row["founded"]) == ("Silicon Saxony", "Dresden (DED2)", "2000")
    assert (row["members"], row["as_of"]) == (300, "July 2014")
    assert address == ("name", f"/en/register/clusters/{made.public_id}/")


@pytest.mark.django_db
@pytest.mark.parametrize("stated", ["about 100", "9" * 5_000], ids=["words", "digits"])
def test_a_count_that_is_no_number_is_not_counted_and_nothing_is_made_up(stated):
    made = stored("biosaxony", members=stated, fields="life sciences", label="Gold")
    [row] = clusters_listing([Cluster.objects.create(organisation=made)], {}, "en").rows
    bare = clusters_listing([Cluster.objects.create(organisation=stored("Bare", region=""))], {}, "en").rows[0]

    assert (row["members"], row["fields"], row["label"], row["place"]) == (None, "life sciences", "Gold", "DED2")
    assert {key: bare[key] for key in ("place", "fields", "founded", "members", "as_of", "label")} == {
        "place": "",
        "fields": "",
        "founded": "",
        "members": None,
        "as_of": "",
        "label": "",
    }


def membership(name, **rest):
    member = Organisation(pk=len(name), public_id=name.casefold(), name=name, region="DED2")
    return Membership(member=member, cluster=Cluster(organisation=Organisation(name="Cluster")), **rest)


def test_members_have_their_dates_and_what_the_own_sheet_says():
    sheet = OrganisationSheet(member_number="M-7", contribution_class="B")
    members = [
        membership("Alpha", valid_from=date(2012, 1, 1)),
        membership("Be", valid_to=DAY, ended="merged", successor=Organisation(name="Gamma")),
        membership("Delta-X", valid_to=DAY, ended="left"),
    ]
    with translation.override("en"):
        listing = members_listing(members, {5: sheet}, PLACES)
        address = listing.address(listing.rows[0])

    keys = ("name", "place", "since", "until", "ended", "number", "contribution")
    assert [tuple(row[key] for key in keys) for row in listing.rows] == [
        ("Alpha", "Dresden (DED2)", "Jan. 1, 2012", "", "", "M-7", "B"),
        ("Be", "Dresden (DED2)", "", "July 14, 2014", "merged into another organisation; Gamma", "", ""),
        ("Delta-X", "Dresden (DED2)", "", "July 14, 2014", "left", "", ""),
    ]
    assert address == ("name", "/en/register/organisations/alpha/")


@pytest.mark.parametrize(
    ("count", "stated", "said"),
    [
        (0, [], "On July 14, 2014, 0 members of Silicon Saxony are recorded here."),
        (1, [], "On July 14, 2014, 1 member of Silicon Saxony is recorded here."),
        (
            2,
            [{"value": "300", "as_of": "2014"}],
            "On July 14, 2014, 2 members of Silicon Saxony are recorded here. A source counts 300 members (2014).",
        ),
        (
            2,
            [{"value": "300", "as_of": ""}, {"value": "280", "as_of": "2012"}],
            (
                "On July 14, 2014, 2 members of Silicon Saxony are recorded here. A source counts 300 members "
                "(date not stated)."
            ),
        ),
    ],
)
def test_what_is_recorded_stands_beside_what_a_source_counts(count, stated, said):
    with translation.override("en"):
        assert members_answer("Silicon Saxony", DAY, count, stated) == said


@pytest.mark.django_db
def test_sources_that_disagree_stand_side_by_side_the_newest_first():
    made = stored("One", founded=[("1999", "2010"), ("2000-10-18", "2014")])
    OrganisationValue.objects.create(
        organisation=made, key="website", value="https://one.example.org", source="by hand"
    )
    with translation.override("en"):
        listing = values_listing(made)
        addresses = [listing.address(row) for row in listing.rows]

    assert [(row["kind"], row["value"], row["as_of"]) for row in listing.rows] == [
        ("founded", "Oct. 18, 2000", "2014"),
        ("founded", "1999", "2010"),
        ("website", "https://one.example.org", ""),
    ]
    assert addresses == [
        ("source", "https://example.org/about"),
        ("source", "https://example.org/about"),
        ("source", ""),
    ]


@pytest.mark.django_db
def test_a_source_that_is_no_web_address_leads_nowhere():
    with translation.override("en"):
        listing = values_listing(Organisation.objects.create(name="One"))

    assert listing.address({"source": "javascript:alert(1)"}) == ("source", "")
    assert listing.rows == []


@pytest.mark.django_db
def test_numbers_stand_below_what_sources_say_where_it_is_known_who_says_them():
    one = Organisation.objects.create(name="One")
    for day in (None, "2024", "2026-02"):
        one.values.create(key="city", value=f"of {day}", source="list", as_of=day)
    one.identifiers.create(scheme="pic", value="999999999", source="letter", as_of="2026")
    one.identifiers.create(scheme="ror", value="0abcdef12")
    with translation.override("en"):
        rows = [(row["key"], row["value"], row["as_of"]) for row in values_listing(one).rows]

    assert rows == [
        ("city", "of 2026-02", "February 2026"),
        ("city", "of 2024", "2024"),
        ("city", "of None", ""),
        ("PIC", "999999999", "2026"),
    ]


def test_organisations_lead_to_their_pages_and_no_hit_says_what_to_try():
    found = [Organisation(public_id="a1", name="Alpha", region="DED2"), Organisation(public_id="b2", name="Beta")]
    with translation.override("en"):
        listing, none = organisations_listing(found, PLACES), organisations_listing([], PLACES)
        addresses = [listing.address(row) for row in listing.rows]

    assert [(row["name"], row["place"]) for row in listing.rows] == [("Alpha", "Dresden (DED2)"), ("Beta", "")]
    assert addresses == [("name", "/en/register/organisations/a1/"), ("name", "/en/register/organisations/b2/")]
    assert "another spelling" in none.empty

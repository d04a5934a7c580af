"""Figures for the board, counted by hand: members by what they are, guests by type; what is not known is a row."""

from datetime import date

import pytest

from crossfield.web.desk.queries.board import figures_listing, glance_listing, on_one_page
from crossfield.web.registry.actions.cluster import begin_membership, make_cluster
from crossfield.web.registry.actions.event import list_guests, record_event
from crossfield.web.registry.actions.organisation import write_sheet
from crossfield.web.registry.models import OrganisationValue

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def company(make_organisation):
    """Makes companies."""

    def make(name, region="DED21", kind="company"):
        made = make_organisation(name, region)
        if kind:
            OrganisationValue.objects.create(organisation=made, key="type", value=kind, source="list")
        return made

    return make


def counted(listing, what):
    keys = ("value", "members", "joined", "left")
    return [tuple(row[key] for key in keys) for row in listing.rows if row["what"] == what]


def test_members_are_counted_by_what_they_are(manager, company, make_organisation):
    cluster = make_cluster(make_organisation("Cluster"), by=None)
    one, two, three = company("A"), company("B", "CZ01"), company("C", "", kind="")
    made = [begin_membership(cluster, member=member, by=manager) for member in (one, two, three)]
    write_sheet(one, by=manager, given={"contribution_class": "I"})
    sets = {"members": made, "joined": made[:1], "left": made[2:]}
    listing = glance_listing(manager, "en", sets)

    assert counted(listing, "All") == [("", 3, 1, 1)]
    assert counted(listing, "Type") == [("company", 2, 1, 0), ("not known", 1, 0, 1)]
    assert counted(listing, "Contribution class") == [("I", 1, 1, 0), ("not known", 2, 0, 1)]
    assert counted(listing, "Country") == [("Czechia", 1, 0, 0), ("Germany", 1, 1, 0), ("not known", 1, 0, 1)]
    assert counted(listing, "Field") == [("not known", 3, 1, 1)]


def test_one_page_has_the_largest_of_each_kind_and_what_is_not_known(manager, company, make_organisation):
    cluster = make_cluster(make_organisation("Cluster"), by=None)
    members = [company(f"C{number}", kind=f"type {number}") for number in range(9)] + [company("X", kind="")]
    made = [begin_membership(cluster, member=member, by=manager) for member in members]
    listing = on_one_page(glance_listing(manager, "en", {"members": made, "joined": [], "left": []}))

    assert [row[0] for row in counted(listing, "Type")] == [*(f"type {number}" for number in range(6)), "not known"]
    assert counted(listing, "All") == [("", 10, 0, 0)]


def test_two_memberships_of_one_organisation_count_once(manager, company, make_organisation):
    cluster, member = make_cluster(make_organisation("Cluster"), by=None), company("A")
    first = begin_membership(cluster, member=member, by=manager, valid_to=date(2014, 1, 1))
    second = begin_membership(cluster, member=member, by=manager, valid_from=date(2015, 1, 1))
    listing = glance_listing(manager, "en", {"members": [first, second], "joined": [], "left": []})

    assert counted(listing, "All") == [("", 1, 0, 0)]


def test_without_members_there_is_no_row_and_a_sentence(manager):
    listing = glance_listing(manager, "en", {"members": [], "joined": [], "left": []})

    assert (listing.rows, listing.empty) == ([], "No member is recorded for this day or its year.")


def test_contribution_classes_of_another_institution_stay_there(manager, make_user, company, make_organisation):
    cluster, member = make_cluster(make_organisation("Cluster"), by=None), company("A")
    made = [begin_membership(cluster, member=member, by=manager)]
    write_sheet(member, by=manager, given={"contribution_class": "secret"})
    other = glance_listing(make_user("bob", role="manager"), "en", {"members": made, "joined": [], "left": []})

    assert counted(other, "Contribution class") == [("not known", 1, 0, 0)]


def test_guests_are_counted_by_type_and_in_all(manager, company):
    company("A")
    company("B")
    company("U", kind="university")
    company("N", kind="")
    event = record_event("Workshop", by=manager, kind="workshop", day=date(2014, 7, 14))
    list_guests(event, by=manager, names=["A", "A", "B", "U", "N", "Elsewhere"], state="attended")
    list_guests(event, by=manager, names=["B"], state="invited")
    list_guests(event, by=manager, names=["Nobody"], state="registered")
    listing = figures_listing(list(event.guests.select_related("organisation")), "en")

    keys = ("type", "invited", "registered", "attended", "people")
    assert [tuple(row[key] for key in keys) for row in listing.rows] == [
        ("company", 2, 2, 2, 3),
        ("not in the register", 2, 2, 1, 1),
        ("type not known", 1, 1, 1, 1),
        ("university", 1, 1, 1, 1),
        ("All", 6, 6, 5, 6),
    ]


def test_without_a_list_nothing_is_counted(manager):
    assert figures_listing([], "en").rows == []

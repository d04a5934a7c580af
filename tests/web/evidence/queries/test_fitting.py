"""Members that work in a field of a funding call: counted by the data, and never said to be eligible."""

import pytest

from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.queries.fitting import fitting_members
from crossfield.web.registry.actions.cluster import begin_membership
from crossfield.web.registry.actions.event import add_funding_call
from crossfield.web.registry.models import Field

pytestmark = pytest.mark.django_db
DRESDEN = "999897729"


@pytest.fixture
def silicon(two_institutions, make_organisation):
    side = two_institutions.silicon
    for name, pic in (("TU Dresden", DRESDEN), ("Unknown GmbH", "")):
        member = make_organisation(name, identifiers={"pic": pic} if pic else {})
        begin_membership(side.cluster, member=member, by=side.users["manager"])
    adopt_vocabularies()
    return side


def call_of(side, *codes):
    fields = Field.objects.filter(scheme="saxony", code__in=codes)
    return add_funding_call("Call", by=side.users["manager"], fields=fields)


def test_members_stand_with_their_projects_in_the_fields_of_the_call(silicon):
    says, listing = fitting_members(silicon.users["manager"], call_of(silicon, "ict", "biotechnology"), "en")

    assert [(row["name"], row["fields"]) for row in listing.rows] == [
        ("TU Dresden", "Information and communication technologies: 21 projects; Biotechnology: 2 projects")
    ]
    assert says == "1 of 3 members works in a field of this call, as far as these data know them: 1 of the 3."
    assert listing.address(listing.rows[0])[1].startswith("/en/register/organisations/")


def test_without_fields_nothing_is_said_and_without_members_what_to_do(silicon, two_institutions):
    says, listing = fitting_members(silicon.users["manager"], call_of(silicon), "en")
    nobody, empty = fitting_members(None, call_of(silicon, "ict"), "en")

    assert (says, listing.rows) == ("", [])
    assert listing.empty == "No member that these data know works in a field of this call."
    assert (nobody, empty.rows, empty.empty.partition(".")[0]) == ("", [], "No member is recorded yet")


def test_another_institutions_members_are_not_counted(silicon, two_institutions):
    says, listing = fitting_members(two_institutions.bio.users["manager"], call_of(silicon, "ict"), "en")

    assert (says.partition(" members")[0], listing.rows) == ("0 of 1", [])

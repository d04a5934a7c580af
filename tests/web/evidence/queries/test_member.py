"""Members at an interface, gaps between them, and calls that may suit them; other institutions' lists stay theirs."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from crossfield.config import Settings
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.member import calls_panel, gaps_panel, members_panel, own_members, work_of
from crossfield.web.registry.actions.cluster import begin_membership, end_membership
from crossfield.web.registry.actions.event import add_funding_call
from crossfield.web.registry.models import Field, FundingCall
from crossfield.web.registry.queries.panel import AskedInterface

pytestmark = pytest.mark.django_db

DRESDEN = "999897729"


def asked(region="DED", side_a=("biotechnology",), side_b=("ict",), language="en"):
    return AskedInterface(region, "saxony", side_a, side_b, "ICT × Biotechnology", language)


@pytest.fixture
def silicon(two_institutions, make_organisation):
    """An institution with a member that the data know, beside the one they do not."""
    side = two_institutions.silicon
    member = make_organisation("TU Dresden", identifiers={"pic": DRESDEN})
    begin_membership(side.cluster, member=member, by=side.users["manager"])
    return side


@pytest.mark.parametrize("role", ["manager", "officer", "analyst", "administrator"])
def test_a_member_at_the_interface_is_shown_with_what_it_works_in(silicon, role):
    panel = members_panel(silicon.users[role], asked())

    assert [row["name"] for row in panel.rows] == ["TU Dresden"]
    assert panel.rows[0]["fields"] == (
        "Information and communication technologies: 21 projects; Biotechnology: 2 projects"
    )
    assert panel.says.startswith("Members that work on both sides: 1 of 2.")
    assert "these data know 1 of them" in panel.says


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer"])
@pytest.mark.parametrize("panel", [members_panel, gaps_panel, calls_panel])
def test_other_roles_see_no_panel(silicon, role, panel):
    assert panel(silicon.users[role], asked()) is None
    assert panel(None, asked()) is None


def test_another_institution_sees_and_counts_none_of_it(silicon, two_institutions):
    bio = two_institutions.bio.users["manager"]
    panel = members_panel(bio, asked())

    assert (panel.rows, panel.says.partition(".")[0]) == ([], "Members that work on both sides: 0 of 1")
    assert "TU Dresden" in {str(one) for one in own_members(silicon.users["manager"], date(2026, 1, 1))}
    assert {str(one) for one in own_members(bio, date(2026, 1, 1))} == {"Shared 1"}


def test_who_has_left_is_no_member_any_more(silicon):
    manager, today = silicon.users["manager"], timezone.localdate()
    membership = silicon.cluster.memberships.get(member__name="TU Dresden")
    end_membership(membership, by=manager, valid_to=today - timedelta(days=1), ended="left")

    assert members_panel(manager, asked()).rows == []
    assert "TU Dresden" in {str(one) for one in own_members(manager, today - timedelta(days=1))}


def test_gaps_are_organisations_of_the_region_on_both_sides_without_the_members(silicon):
    panel = gaps_panel(silicon.users["manager"], asked())
    names = [row["name"] for row in panel.rows]

    assert "TECHNISCHE UNIVERSITAET DRESDEN" not in [name.upper() for name in names]
    assert len(names) == 2
    assert panel.says == "2 organisations of the region work on both sides and are not members."
    assert all(row["address"].startswith("/en/organisation/pic:") for row in panel.rows)


def test_where_no_member_covers_it_the_sentence_says_so(two_institutions):
    panel = gaps_panel(two_institutions.bio.users["manager"], asked())

    assert len(panel.rows) == 3
    assert panel.says == "No member covers ICT × Biotechnology; these 3 organisations of the region do."


def test_a_named_interface_takes_any_field_of_each_side(silicon):
    wide = asked(side_a=("biotechnology", "health"), side_b=("ict", "microelectronics"))
    rows = gaps_panel(silicon.users["manager"], wide).rows

    assert {row["name"] for row in rows} >= {row["name"] for row in gaps_panel(silicon.users["manager"], asked()).rows}


def test_without_members_the_panel_says_what_to_do_and_nothing_is_a_gap(make_user):
    ann = make_user("ann", role="manager")
    panel = members_panel(ann, asked())

    assert (panel.rows, panel.says) == ([], "")
    assert panel.empty.startswith("No member is recorded yet.")
    assert panel.do == (("Bring in a member list", "/en/register/clusters/"),)
    assert gaps_panel(ann, asked()) is None


def test_a_call_names_members_that_work_in_its_fields_and_never_says_that_they_may_apply(silicon):
    adopt_vocabularies()
    manager, today = silicon.users["manager"], timezone.localdate()
    ict = Field.objects.filter(scheme="saxony", code="ict")
    other = Field.objects.filter(scheme="saxony", code="mobility")
    add_funding_call("Open", by=manager, fields=ict, deadline=today, who="Companies", address="https://example.org/c")
    add_funding_call("Closed", by=manager, fields=ict, deadline=today - timedelta(days=1))
    add_funding_call("Elsewhere", by=manager, fields=other)
    panel = calls_panel(manager, asked())

    assert [(row["title"], row["members"], row["who"], row["address"]) for row in panel.rows] == [
        (
            "Open",
            "TU Dresden (Information and communication technologies: 21 projects)",
            "Companies",
            f"/en/register/calls/{FundingCall.objects.get(title='Open').public_id}/",
        )
    ]
    assert "only the funder says" in panel.says
    assert "eligible" not in str(panel).lower()


def test_a_call_nobody_fits_says_so(two_institutions):
    adopt_vocabularies()
    manager = two_institutions.bio.users["manager"]
    add_funding_call("Open", by=manager, fields=Field.objects.filter(scheme="saxony", code="ict"))
    (row,) = calls_panel(manager, asked()).rows

    made = FundingCall.objects.get()
    assert (row["members"], row["address"]) == ("none that these data know", f"/en/register/calls/{made.public_id}/")


def test_more_than_five_members_are_counted(silicon, make_organisation):
    adopt_vocabularies()
    manager = silicon.users["manager"]
    work = work_of(current_version(), "saxony")
    busy = [code.removeprefix("pic:") for code in sorted(work) if "ict" in work[code] and code != f"pic:{DRESDEN}"][:7]
    for pic in busy:
        member = make_organisation(f"Member {pic}", identifiers={"pic": pic})
        begin_membership(silicon.cluster, member=member, by=manager)
    add_funding_call("Open", by=manager, fields=Field.objects.filter(scheme="saxony", code="ict"))
    (row,) = calls_panel(manager, asked()).rows

    assert row["members"].endswith("; 3 more")


def test_without_data_members_are_counted_all_the_same(silicon, settings, tmp_path):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "nowhere"))
    manager = silicon.users["manager"]

    assert members_panel(manager, asked()).says.startswith("Members that work on both sides: 0 of 2.")
    assert gaps_panel(manager, asked()) is None
    assert calls_panel(manager, asked()).rows == []


def test_thirty_members_cost_as_many_queries_as_two(silicon, make_organisation, django_assert_max_num_queries):
    manager = silicon.users["manager"]
    for number in range(30):
        begin_membership(silicon.cluster, member=make_organisation(f"Member {number}"), by=manager)
    with django_assert_max_num_queries(3):
        panel = members_panel(manager, asked())

    assert panel.says.startswith("Members that work on both sides: 1 of 32")

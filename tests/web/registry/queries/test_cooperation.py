"""Whose cooperations are seen, and how they count."""

import pytest

from crossfield.web.registry.actions.cooperation import record_cooperation, release_cooperation
from crossfield.web.registry.queries.cooperation import (
    cooperations_for,
    cooperations_of,
    partner_count,
    partner_countries,
    standings,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", ["manager", "officer", "analyst", "administrator"])
def test_readers_see_their_institutions_own(two_institutions, role):
    seen = cooperations_for(two_institutions.silicon.users[role])

    assert list(seen) == [two_institutions.silicon.cooperation]


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer"])
def test_other_roles_see_public_ones_only(two_institutions, role):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    assert list(cooperations_for(silicon.users[role])) == []
    release_cooperation(bio.cooperation, by=bio.users["manager"], release="public")

    assert list(cooperations_for(silicon.users[role])) == [bio.cooperation]
    assert list(cooperations_for(None)) == [bio.cooperation]


def test_a_partner_that_is_spoken_for_sees_it_unless_it_is_only_somebodys_own(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    both = [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    made = record_cooperation("S ↔ B", by=silicon.users["manager"], kind="mutual", partners=both)
    seen = [set(cooperations_for(bio.users[role])) for role in ("manager", "member")]
    release_cooperation(made, by=silicon.users["manager"], release="own")

    assert seen == [{bio.cooperation, made}, set()]
    assert set(cooperations_for(bio.users["manager"])) == {bio.cooperation}


def test_those_of_an_organisation(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    found = [list(cooperations_of(one, manager)) for one in two_institutions.shared]

    assert found == [[two_institutions.silicon.cooperation]] * 2 + [[]]


def test_counting_leaves_no_kind_of_proof_out(two_institutions):
    assert standings([two_institutions.bio.cooperation]) == {"confirmed": 0, "documented": 0, "stated": 1}


def test_partners_and_countries_are_counted_as_far_as_known(make_user, make_organisation):
    partners = [
        (make_organisation(name, region), "partner", "")
        for name, region in zip("abc", ("CZ", "DED21", ""), strict=False)
    ]
    made = record_cooperation("X", by=make_user("ann", role="manager"), kind="project", partners=partners, others=7)

    assert (partner_countries(made), partner_count(made)) == (["CZ", "DE"], 10)

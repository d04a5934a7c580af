"""Whose cooperations are seen, and how they count."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.conftest import AUTHORISED

from crossfield.web.registry.actions.cooperation import prove_cooperation, record_cooperation, release_cooperation
from crossfield.web.registry.actions.organisation import represent_organisation
from crossfield.web.registry.models import Field, NamedInterface
from crossfield.web.registry.queries.cooperation import (
    cooperations_for,
    cooperations_of,
    known_by_country,
    known_by_interface,
    known_by_partner,
    partner_count,
    partner_countries,
    standings,
    standings_of,
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


@pytest.mark.parametrize(
    ("release", "seen"),
    [
        ("own", [True, False, False, False]),
        ("institution", [True, True, False, False]),
        ("partners", [True, True, False, False]),
        ("public", [True, True, True, True]),
    ],
)
def test_a_cooperation_is_seen_as_far_as_it_is_released(two_institutions, release, seen):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    manager = silicon.users["manager"]
    release_cooperation(silicon.cooperation, by=manager, release=release)
    readers = (manager, silicon.users["analyst"], bio.users["manager"], None)

    assert [silicon.cooperation in cooperations_for(reader) for reader in readers] == seen


def test_two_parts_of_one_institution_do_not_show_a_cooperation_twice(two_institutions, make_organisation):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    second = make_organisation("Second cluster of bio")
    represent_organisation(second, by=bio.users["administrator"], **AUTHORISED)
    partners = [(one, "partner", "") for one in (bio.cluster.organisation, second)]
    made = record_cooperation("Both", by=silicon.users["manager"], kind="project", partners=partners)

    assert sorted(cooperations_for(bio.users["manager"]), key=str) == [made, bio.cooperation]


def test_thirty_partners_cost_as_many_queries_as_two(two_institutions, make_organisation):
    manager = two_institutions.silicon.users["manager"]
    record_cooperation(
        "Many",
        by=manager,
        kind="project",
        partners=[(make_organisation(f"P{number}", "FR101"), "partner", "") for number in range(30)],
    )
    with CaptureQueriesContext(connection) as asked:
        found = [(str(one), partner_count(one), partner_countries(one)) for one in cooperations_for(manager)]

    assert len(asked) == 2
    assert sorted(found) == [("Many", 30, ["FR"]), ("secret plan of silicon", 2, ["DE"])]


def test_partners_stand_in_the_order_they_were_named(two_institutions, make_organisation):
    manager = two_institutions.silicon.users["manager"]
    partners = [(make_organisation(name), "partner", "") for name in ("Z", "A", "M")]
    made = record_cooperation("In order", by=manager, kind="project", partners=partners)

    read = cooperations_for(manager).get(pk=made.pk)
    assert [part.organisation.name for part in read.partners.all()] == ["Z", "A", "M"]


def test_nothing_is_counted_as_nothing():
    assert standings([]) == {"confirmed": 0, "documented": 0, "stated": 0}


def test_the_database_counts_what_counting_one_by_one_gives(two_institutions, make_organisation):
    manager = two_institutions.silicon.users["manager"]
    fields = [Field.objects.create(scheme="s", code=code, title_en=code.upper()) for code in "ab"]
    named = NamedInterface.objects.create(name="N", owner=manager, release="public")
    places = ("DED21", "DE300", "CZ010", "")
    organisations = [make_organisation(f"O{number}", place) for number, place in enumerate(places)]
    for number in range(12):
        rest = ({"interface": named}, {"side_a": fields[0], "side_b": fields[1]}, {})[number % 3]
        partners = [(organisations[(number + step) % 4], "partner", "") for step in range(2 + number % 3)]
        made = record_cooperation(f"C{number}", by=manager, kind="project", partners=partners, **rest)
        if number % 2:
            prove_cooperation(made, by=manager, source="s", title="t", address="https://example.org")
    found = cooperations_for(manager)
    one_by_one = list(found)

    def counted(of):
        told = {}
        for one in one_by_one:
            for key in of(one):
                told.setdefault(key, []).append(one)
        return {key: standings(ones) for key, ones in told.items()}

    assert standings_of(found) == standings(one_by_one)
    assert {one.key: one.standings for one in known_by_country(found)} == counted(partner_countries)
    assert {one.key: one.standings for one in known_by_partner(found)} == counted(
        lambda one: [part.organisation.public_id for part in one.partners.all()]
    )
    assert [(one.key, one.title, one.cooperations) for one in known_by_interface(found, None, "en")] == [
        ("s:a:b", "A × B", 4),
        (named.public_id, "N", 4),
    ]
    counts = [one.cooperations for one in known_by_partner(found)]
    assert counts == sorted(counts, reverse=True)


def test_what_is_not_seen_is_not_counted(two_institutions):
    found = cooperations_for(two_institutions.silicon.users["visitor"])

    assert standings_of(found) == {"confirmed": 0, "documented": 0, "stated": 0}
    assert known_by_country(found) == known_by_partner(found) == known_by_interface(found, None, "en") == []

"""The register in the search: each action keeps it, rights are those of the entry, what goes is found no more."""

from datetime import date

import pytest

from crossfield.web.accounts.actions.account import ensure_desk_user
from crossfield.web.accounts.models import SearchEntry
from crossfield.web.desk.queries.search import SEARCHABLE, search_view
from crossfield.web.evidence.actions.intake import look_up
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.cooperation import record_cooperation, release_cooperation
from crossfield.web.registry.actions.event import add_funding_call, record_event, release_event
from crossfield.web.registry.actions.example import add_example
from crossfield.web.registry.actions.example_reset import reset_example
from crossfield.web.registry.actions.intake import choose_columns, stage_list
from crossfield.web.registry.actions.person import add_person
from crossfield.web.registry.actions.search import (
    KINDS,
    fill_register_search,
    is_register_filled,
    make_organisations_findable,
)
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import take_over
from crossfield.web.registry.models import Cluster, Cooperation, Event, Organisation

pytestmark = pytest.mark.django_db
DAY = date(2014, 7, 14)


def found(text, user):
    view = search_view(text, version=current_version(), user=user, asked=("DED", "en"), limit=20)
    return [(hit.kind, hit.title) for hit in view.found]


def table():
    return sorted(
        SearchEntry.objects.filter(kind__in=KINDS).values_list("kind", "public_id", "text", "institution", "release")
    )


def test_an_organisation_is_found_by_everybody_and_becomes_a_cluster(make_organisation, make_user):
    ann, made = make_user("ann"), make_organisation("Lausitzer Glaswerke")
    assert found("lausizer glas", ann) == [("Organisation in the register", "Lausitzer Glaswerke")]

    make_cluster(made, by=None)
    assert found("glaswerke", ann) == [("Cluster in the register", "Lausitzer Glaswerke")]


@pytest.mark.parametrize("word", ["plan", "meeting", "tender"])
def test_what_an_institution_keeps_is_found_by_its_readers_only(two_institutions, word):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    manager = silicon.users["manager"]
    record_event("Unusual meeting", by=manager, kind="workshop", day=DAY)
    add_funding_call("Unusual tender", by=manager)
    record_cooperation(
        "Unusual plan", by=manager, kind="project", partners=[(one, "partner", "") for one in two_institutions.shared]
    )
    readers = {role for role, user in silicon.users.items() if found(f"unusual {word}", user)}

    assert readers == {"manager", "officer", "analyst", "administrator"}
    assert [found(f"unusual {word}", user) for user in bio.users.values()] == [[]] * len(bio.users)
    assert found(f"unusual {word}", None) == []


def test_a_release_is_part_of_the_query_at_once(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    manager, visitor = silicon.users["manager"], bio.users["visitor"]
    assert found("secret plan silicon", visitor) == []

    release_cooperation(silicon.cooperation, by=manager, release="public")
    assert found("secret plan silicon", visitor) == [("Cooperation", "secret plan of silicon")]
    release_cooperation(silicon.cooperation, by=manager, release="institution")
    assert found("secret plan silicon", visitor) == []


def test_a_partners_institution_finds_what_waits_for_it_and_its_visitors_do_not(two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    partners = [(side.cluster.organisation, "partner", "") for side in (silicon, bio)]
    made = record_cooperation("Unusual pact", by=silicon.users["manager"], kind="mutual", partners=partners)
    expected = [("Cooperation", "Unusual pact")]
    assert [found("unusual pact", bio.users[role]) for role in ("manager", "visitor")] == [expected, []]
    assert found("secret plan silicon", bio.users["manager"]) == [("Cooperation", "secret plan of bio")]

    release_cooperation(made, by=silicon.users["manager"], release="own")
    assert found("unusual pact", bio.users["manager"]) == []


def test_a_released_event_is_found(two_institutions):
    silicon = two_institutions.silicon
    made = record_event("Unusual meeting", by=silicon.users["manager"], kind="workshop", day=DAY)
    release_event(made, by=silicon.users["manager"], release="public")

    assert found("unusual meeting", two_institutions.bio.users["member"]) == [("Event", "Unusual meeting")]


def test_filling_anew_finds_what_the_actions_wrote_and_mends_what_is_missing(two_institutions):
    add_funding_call("Call", by=two_institutions.silicon.users["manager"])
    add_person("Test Muster", by=two_institutions.silicon.users["manager"])
    add_example()
    before = table()
    assert not is_register_filled()
    assert fill_register_search() == 0
    assert is_register_filled()

    SearchEntry.objects.filter(kind="cooperation").delete()
    SearchEntry.objects.create(kind="event", public_id="gone", text="Gone", folded="gone")
    assert fill_register_search() == Cooperation.objects.count() + 1
    assert table() == before
    kinds = {kind for kind, *_rest in before}
    assert kinds == set(KINDS)
    events = Event.objects.count() + Event.objects.exclude(place="").count()
    assert len(before) == Organisation.objects.count() + Cooperation.objects.count() + events + 2
    assert sum(kind == "register_cluster" for kind, *_rest in before) == Cluster.objects.count()


def test_a_reset_example_is_found_once():
    add_example()
    before = [row[0:1] + row[2:] for row in table()]
    reset_example()

    assert [row[0:1] + row[2:] for row in table()] != []
    assert sorted(row[0:1] + row[2:] for row in table()) == sorted(before)
    assert fill_register_search() == 0


def test_a_list_that_is_taken_over_is_found_until_it_is_undone(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    rows = [(2, ["Lausitzer Glaswerke"]), (3, ["Oderbrucher Optik"])]
    intake = stage_list("list.csv", by=manager, source="CRM", headings=["Name"], rows=rows, mapping={})
    choose_columns(intake, by=manager, mapping={"name": "Name"})
    look_up(intake, by=manager)
    take_over(intake, by=manager)
    assert found("oderbrucher", manager) == [("Organisation in the register", "Oderbrucher Optik")]

    undo_intake(intake, by=manager)
    assert found("oderbrucher", manager) == []
    assert fill_register_search() == 0


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_page(desk, kind, two_institutions):
    add_example()
    entry = SearchEntry.objects.filter(kind=kind, release="public").order_by("pk").first()
    if kind == "person":  # nobody is public: somebody whom the local user knows
        entry = add_person("Test Muster", by=ensure_desk_user())
    if kind == "funding_call":  # the example has none
        entry = add_funding_call("Call", by=ensure_desk_user())
    address = SEARCHABLE[kind].address(entry.public_id if entry else "2222222222222222", "DED")

    assert desk.get(address).status_code == 200


def test_thirty_organisations_cost_as_many_queries_as_two(make_organisation, django_assert_max_num_queries):
    made = [make_organisation(f"Organisation {number}") for number in range(30)]
    SearchEntry.objects.all().delete()
    with django_assert_max_num_queries(10):
        assert make_organisations_findable(made) == 30

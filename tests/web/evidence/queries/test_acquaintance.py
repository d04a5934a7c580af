"""Who knows whom: ways through members, contacts and cooperations of one's own institution, and of nobody else's."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from crossfield.config import Settings
from crossfield.web.evidence.queries.acquaintance import Way, ways_answer, ways_listing, ways_to
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.organisation import ties_of
from crossfield.web.registry.actions.cluster import begin_membership
from crossfield.web.registry.actions.contact import note_contact
from crossfield.web.registry.actions.cooperation import record_cooperation
from crossfield.web.registry.actions.erasure import erase_person
from crossfield.web.registry.actions.person import add_person, end_function
from crossfield.web.registry.models import Cooperation, PersonFunction

pytestmark = pytest.mark.django_db

DRESDEN = "pic:999897729"


@pytest.fixture
def partner():
    """Code and joint projects of the organisation that worked most with the one in Dresden."""
    return max(ties_of(current_version(), DRESDEN).items(), key=lambda one: (one[1], one[0]))


@pytest.fixture
def silicon(two_institutions, make_organisation):
    """An institution whose member is the one in Dresden."""
    side = two_institutions.silicon
    side.member = make_organisation("TU Dresden", identifiers={"pic": DRESDEN.removeprefix("pic:")})
    begin_membership(side.cluster, member=side.member, by=side.users["manager"])
    return side


def told(ways):
    return [(way.through.name if way.through else "", way.is_member, way.projects, way.cooperations) for way in ways]


def test_a_member_that_worked_with_it_is_a_way(silicon, partner):
    code, projects = partner

    assert told(ways_to(silicon.users["analyst"], code=code, organisation=None)) == [("TU Dresden", True, projects, [])]
    assert ways_to(silicon.users["analyst"], code="", organisation=None) == []
    assert ways_to(silicon.users["analyst"], code="pic:0", organisation=None) == []


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer"])
def test_who_does_not_read_the_register_is_told_no_way(silicon, partner, role):
    assert ways_to(silicon.users[role], code=partner[0], organisation=None) == []
    assert ways_to(None, code=partner[0], organisation=None) == []


def test_members_and_contacts_of_another_institution_are_no_way(silicon, two_institutions, partner):
    note_contact(silicon.member, by=silicon.users["manager"], kind="call", text="secret", function="secret function")

    assert ways_to(two_institutions.bio.users["manager"], code=partner[0], organisation=None) == []


def test_whom_we_know_there_is_a_function_of_the_newest_contact_that_names_one(silicon, partner):
    manager = silicon.users["manager"]
    for day, function in ((1, "Older"), (2, "Head of transfer"), (3, "")):
        note_contact(silicon.member, by=manager, kind="visit", text="x", function=function, day=date(2026, 3, day))
    (way,) = ways_to(manager, code=partner[0], organisation=None)

    assert (way.contact.function, way.contact.day.day) == ("Head of transfer", 2)
    assert ways_answer([way]) == "The shortest way leads through TU Dresden, where we know: Head of transfer."


def test_the_function_is_at_the_organisation_that_was_spoken_with(silicon, partner, make_organisation):
    manager, spoken = silicon.users["manager"], make_organisation("Somebody else")
    note_contact(
        spoken, by=manager, kind="introduction", text="x", function="Head of transfer", introduced_to=silicon.member
    )
    (way,) = ways_to(manager, code=partner[0], organisation=None)

    assert (way.through, way.contact.function) == (silicon.member, "")
    assert ways_answer([way]) == "The shortest way leads through TU Dresden."


def test_a_contact_that_is_no_member_is_a_way_too(two_institutions, make_organisation, partner):
    manager = two_institutions.bio.users["manager"]
    known = make_organisation("Technische Universität Dresden")
    note_contact(known, by=manager, kind="call", text="x")

    assert told(ways_to(manager, code=partner[0], organisation=None)) == [
        ("Technische Universität Dresden", False, partner[1], [])
    ]


def test_a_member_goes_before_a_contact_that_worked_more_with_it(silicon):
    ways = [
        Way(silicon.cluster.organisation, projects=90, contact=None),
        Way(silicon.member, is_member=True, projects=1),
    ]

    assert [way.is_member for way in sorted(ways, key=lambda way: way.length)] == [True, False]


def test_a_recorded_cooperation_is_a_way_without_any_data(silicon, make_organisation, settings, tmp_path):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "nowhere"))
    manager, other = silicon.users["manager"], make_organisation("Partner abroad", "CZ01")
    partners = [(one, "partner", "") for one in (silicon.member, other)]
    record_cooperation("Sensors", by=manager, kind="project", partners=partners)

    assert told(ways_to(manager, code="", organisation=other)) == [("TU Dresden", True, 0, [("Sensors", "stated")])]
    assert told(ways_to(silicon.users["visitor"], code="", organisation=other)) == []


def test_a_cooperation_says_how_it_is_known_and_one_that_was_given_up_leads_nowhere(silicon, make_organisation):
    manager, other = silicon.users["manager"], make_organisation("Partner abroad", "CZ01")
    partners = [(one, "partner", "") for one in (silicon.member, other)]
    made = record_cooperation("Sensors", by=manager, kind="project", partners=partners)
    given_up = record_cooperation("Secret failure", by=manager, kind="project", partners=partners)
    Cooperation.objects.filter(pk=given_up.pk).update(status="given_up")
    said = []
    for standing in ("stated", "documented", "confirmed"):
        Cooperation.objects.filter(pk=made.pk).update(standing=standing)
        said += [row["why"] for row in ways_listing(ways_to(manager, code="", organisation=other), "en", "c").rows]

    assert said == ["Sensors (stated by one side)", "Sensors (documented)", "Sensors (confirmed by both sides)"]
    Cooperation.objects.filter(pk=made.pk).update(status="given_up")
    assert ways_to(manager, code="", organisation=other) == []


def test_where_no_contact_tells_a_function_the_register_of_people_does(silicon, partner):
    manager = silicon.users["manager"]
    person = add_person("Secret Name", by=manager, functions=[(silicon.member, "Head of transfer")])
    (way,) = ways = ways_to(silicon.users["analyst"], code=partner[0], organisation=None)
    (row,) = ways_listing(ways, "en", "c").rows

    assert ways_answer(ways) == "The shortest way leads through TU Dresden, where we know: Head of transfer."
    assert (way.people, row["function"], row["contact"]) == (["Head of transfer"], "Head of transfer", "")
    assert "Secret Name" not in f"{row}{ways_answer(ways)}"
    note_contact(silicon.member, by=manager, kind="call", text="x")
    assert ways_to(manager, code=partner[0], organisation=None)[0].function == "Head of transfer"
    note_contact(silicon.member, by=manager, kind="call", text="x", function="Dean")
    assert ways_to(manager, code=partner[0], organisation=None)[0].function == "Dean"
    erase_person(person, by=manager)
    assert ways_to(manager, code=partner[0], organisation=None)[0].people == []


def test_a_function_that_has_ended_or_not_begun_is_none(silicon, partner):
    manager, today = silicon.users["manager"], timezone.localdate()
    person = add_person("Secret Name", by=manager, functions=[(silicon.member, "Dean"), (silicon.member, "Head")])
    past, later = person.functions.order_by("function")
    end_function(past, by=manager, until=today - timedelta(days=1))
    PersonFunction.objects.filter(pk=later.pk).update(since=today + timedelta(days=1))
    (way,) = ways_to(manager, code=partner[0], organisation=None)

    assert (way.function, way.people) == ("", [])
    end_function(past, by=manager, until=today)
    assert ways_to(manager, code=partner[0], organisation=None)[0].function == "Dean"


def test_people_of_another_institution_never_appear(silicon, two_institutions, make_organisation, partner):
    code, _projects = partner
    other = make_organisation("Partner", identifiers={"pic": code.removeprefix("pic:")})
    theirs = two_institutions.bio.users["manager"]
    add_person("Secret Name", by=theirs, functions=[(silicon.member, "Secret dean"), (other, "Secret head")])
    ours = ways_to(silicon.users["manager"], code=code, organisation=other)

    assert [(way.through, way.people) for way in ours] == [(silicon.member, [])]
    assert "Secret" not in f"{ways_listing(ours, 'en', 'c').rows}{ways_answer(ours)}"
    assert [way.people for way in ways_to(theirs, code=code, organisation=other)] == [["Secret head"], ["Secret dean"]]
    assert ways_to(two_institutions.bio.users["visitor"], code=code, organisation=other) == []


def test_whom_we_know_at_the_organisation_itself_is_the_shortest_way(silicon, make_organisation, partner):
    manager, other = silicon.users["manager"], make_organisation("Partner abroad", "CZ01")
    add_person("Secret Name", by=manager, functions=[(other, "Research office")])
    ways = ways_to(manager, code="", organisation=other)
    (row,) = ways_listing(ways, "en", "c").rows

    assert ways_answer(ways) == "We know it ourselves: Research office."
    assert (row["through"], row["why"], row["address"]) == ("directly", "we know somebody there", "")


def test_who_spoke_with_it_comes_first(silicon, make_organisation, partner):
    manager = silicon.users["manager"]
    code, _projects = partner
    other = make_organisation("Partner", identifiers={"pic": code.removeprefix("pic:")})
    note_contact(other, by=manager, kind="call", text="x", function="Research office")
    ways = ways_to(manager, code=code, organisation=other)

    assert [way.through for way in ways] == [None, silicon.member]
    assert ways_answer(ways) == "We know it ourselves: Research office."
    rows = ways_listing(ways, "en", "c").rows
    assert [(row["through"], row["what"]) for row in rows] == [("directly", ""), ("TU Dresden", "our member")]
    assert rows[0]["address"].startswith("/en/register/contacts/")


@pytest.mark.parametrize(
    ("language", "said", "shortest"),
    [
        ("en", "joint project", "The shortest way leads through TU Dresden."),
        ("de", "gemeinsame Projekte", "Der kürzeste Weg führt über TU Dresden."),
    ],
)
def test_it_is_said_in_words(silicon, partner, language, said, shortest):
    with translation.override(language):
        ways = ways_to(silicon.users["manager"], code=partner[0], organisation=None)
        (row,) = ways_listing(ways, language, "c").rows

        assert row["why"].startswith(f"{partner[1]} ")
        assert said in row["why"]
        assert ways_answer(ways) == shortest
        assert ways_answer([]) == ""


def test_a_contact_without_a_function_is_known_all_the_same(silicon, partner):
    note_contact(silicon.member, by=silicon.users["manager"], kind="call", text="x")
    ways = ways_to(silicon.users["manager"], code="", organisation=silicon.member)

    assert ways_answer(ways) == "We know it ourselves."


def test_thirty_members_cost_as_many_queries_as_one(silicon, make_organisation, partner, django_assert_max_num_queries):
    manager = silicon.users["manager"]
    ties = ties_of(current_version(), partner[0])
    for code in sorted(ties)[:20]:
        if code != DRESDEN:
            member = make_organisation(f"M {code}", identifiers={"pic": code.removeprefix("pic:")})
            begin_membership(silicon.cluster, member=member, by=manager)
            add_person(f"P {code}", by=manager, functions=[(member, "Head")])
    with django_assert_max_num_queries(6):
        ways = ways_to(manager, code=partner[0], organisation=None)

    assert len(ways) == len({*sorted(ties)[:20], DRESDEN})

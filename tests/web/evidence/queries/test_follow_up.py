"""Who sees which suggestions were taken up, what they became, and how that is said."""

import pytest
from django.utils import translation

from crossfield.web.evidence.actions.finding import release_finding, remove_finding
from crossfield.web.evidence.actions.follow_up import follow_suggestion, set_origin
from crossfield.web.evidence.models import Finding, ShortlistEntry
from crossfield.web.evidence.queries.follow_up import (
    follow_up_answer,
    follow_up_listing,
    follow_ups_for,
    origins_of,
)
from crossfield.web.registry.actions.contact import tell_outcome
from crossfield.web.registry.actions.cooperation import prove_cooperation, release_cooperation

pytestmark = pytest.mark.django_db


def shortlisted(user, name="TU Dresden", code="pic:999897729"):
    given = {"kind": "organisation", "code": code, "name": name, "language": "en", "asked": "Partners", "why": "near"}
    return ShortlistEntry.objects.create(owner=user, institution=user.institution, data_version="v1", **given)


def kept(user, title="Peers"):
    given = {"columns": [], "rows": [], "parameters": {}, "address": "/", "language": "en", "data_version": "v1"}
    return Finding.objects.create(owner=user, institution=user.institution, title=title, **given)


@pytest.fixture
def followed(two_institutions):
    """Silicon has introduced a partner of its manager's shortlist to its cluster."""
    silicon = two_institutions.silicon
    manager = silicon.users["manager"]
    told = {"kind": "introduction", "text": "x", "introduced_to": silicon.cluster.organisation}
    return follow_suggestion(shortlisted(manager), by=manager, **told)


def test_readers_of_the_institution_see_it_and_nobody_else(followed, two_institutions):
    silicon, bio = two_institutions.silicon, two_institutions.bio
    seen = {role for role, user in silicon.users.items() if followed in follow_ups_for(user)}

    assert seen == {"manager", "officer", "analyst", "administrator"}
    assert [list(follow_ups_for(user)) for user in (*bio.users.values(), None)] == [[]] * (len(bio.users) + 1)


def test_a_row_leads_to_the_contact_and_then_to_the_cooperation(followed, two_institutions):
    manager = two_institutions.silicon.users["manager"]

    def row():
        listing = follow_up_listing(list(follow_ups_for(manager)), "c")
        (one,) = listing.rows
        return one["outcome"], one["cooperation"], one["standing"], listing.address(one)

    contact = f"/en/register/contacts/{followed.contact.public_id}/"
    assert row() == ("", "", "", ("contact", contact))

    made = tell_outcome(followed.contact, by=manager, outcome="cooperation").cooperation
    address = f"/en/register/cooperations/{made.public_id}/"
    assert row() == ("a cooperation", "TU Dresden – Cluster silicon", "stated by one side", ("cooperation", address))


SAID = {
    "en": (
        "No suggestion has been taken up yet.",
        "1 suggestion was taken up; 0 of them became cooperations.",
        "1 suggestion was taken up; 1 of them became a cooperation.",
        " Confirmed by both sides: 0; documented: 1; stated by one side only: 0.",
    ),
    "de": (
        "Noch ist kein Vorschlag aufgegriffen.",
        "1 Vorschlag ist aufgegriffen; 0 davon wurden Kooperationen.",
        "1 Vorschlag ist aufgegriffen; 1 davon wurde eine Kooperation.",
        " Von beiden Seiten bestätigt: 0; belegt: 1; nur von einer Seite genannt: 0.",
    ),
}


@pytest.mark.parametrize("language", SAID)
def test_the_sentence_counts_and_names_the_kinds(followed, two_institutions, language):
    manager, (none, one, became, kinds) = two_institutions.silicon.users["manager"], SAID[language]
    with translation.override(language):
        assert follow_up_answer([]) == none
        assert follow_up_answer(list(follow_ups_for(manager))) == one
        made = tell_outcome(followed.contact, by=manager, outcome="cooperation").cooperation
        prove_cooperation(made, by=manager, source="s", title="t", address="https://example.org")
        assert follow_up_answer(list(follow_ups_for(manager))) == became + kinds


def test_two_suggestions_of_one_cooperation_count_its_kind_once(followed, two_institutions):
    silicon = two_institutions.silicon
    manager = silicon.users["manager"]
    for title in ("One", "Two"):
        set_origin(silicon.cooperation, by=manager, source=kept(manager, title))
    said = follow_up_answer(list(follow_ups_for(manager)))

    assert said.startswith("3 suggestions were taken up; 2 of them became cooperations.")
    assert said.endswith("stated by one side only: 1.")


def test_an_origin_links_only_what_its_reader_sees(followed, two_institutions):
    silicon = two_institutions.silicon
    manager, analyst = silicon.users["manager"], silicon.users["analyst"]
    finding = kept(manager)
    set_origin(silicon.cooperation, by=manager, source=finding)

    def linked(user):
        return [(row["one"].name, row["address"]) for row in origins_of(silicon.cooperation, user)]

    address = f"/en/findings/{finding.public_id}/"
    assert (linked(manager), linked(analyst)) == ([("Peers", address)], [("Peers", "")])
    release_finding(finding, by=manager, release="institution")
    assert linked(analyst) == [("Peers", address)]
    remove_finding(finding, by=manager)
    assert linked(manager) == [("Peers", "")]
    assert linked(two_institutions.bio.users["manager"]) == []


def test_the_origin_of_a_contact_is_that_of_its_cooperation(followed, two_institutions):
    manager = two_institutions.silicon.users["manager"]
    address = f"/en/shortlist/#{followed.entry.public_id}"
    assert [row["address"] for row in origins_of(followed.contact, manager)] == [address]

    made = tell_outcome(followed.contact, by=manager, outcome="cooperation").cooperation
    assert [row["one"] for row in origins_of(made, manager)] == [followed]


def test_thirty_rows_cost_as_many_queries_as_one(followed, two_institutions, django_assert_num_queries):
    silicon = two_institutions.silicon
    manager = silicon.users["manager"]
    for number in range(30):
        set_origin(silicon.cooperation, by=manager, source=kept(manager, f"F{number}"))
    with django_assert_num_queries(1):
        assert len(follow_up_listing(list(follow_ups_for(manager)), "").rows) == 31
    with django_assert_num_queries(2):  # what came of findings, and these
        assert len(origins_of(silicon.cooperation, manager)) == 30


@pytest.mark.parametrize("at_once", [False, True])
def test_what_became_a_cooperation_that_somebody_keeps_alone_is_told_to_nobody_else(
    followed, two_institutions, at_once
):
    silicon = two_institutions.silicon
    manager = silicon.users["manager"]
    if at_once:
        made, followed = silicon.cooperation, set_origin(silicon.cooperation, by=manager, source=kept(manager))
    else:
        made = tell_outcome(followed.contact, by=manager, outcome="cooperation").cooperation
    release_cooperation(made, by=manager, release="own")

    assert {role for role, user in silicon.users.items() if followed in follow_ups_for(user)} == {"manager"}

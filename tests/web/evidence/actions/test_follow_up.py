"""Taking a suggestion up: the partner comes into the register once, contact and cooperation know their origin."""

import pytest

from crossfield.config import Settings
from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.follow_up import follow_suggestion, register_suggested, set_origin
from crossfield.web.evidence.models import Finding, FollowUp, ShortlistEntry
from crossfield.web.registry.actions.contact import tell_outcome
from crossfield.web.registry.actions.example import add_example
from crossfield.web.registry.models import Contact, Organisation, OrganisationIdentifier

pytestmark = pytest.mark.django_db

DRESDEN = "pic:999897729"


@pytest.fixture
def side(two_institutions):
    return two_institutions.silicon


def shortlisted(user, kind="organisation", code=DRESDEN, name="TU Dresden"):
    given = {"kind": kind, "code": code, "name": name, "language": "de", "asked": "Partner für Sachsen", "why": "nah"}
    return ShortlistEntry.objects.create(
        owner=user, institution=user.institution, data_version="v1", citation="CORDIS 2020", **given
    )


def kept(user):
    given = {"columns": [], "rows": [], "parameters": {}, "address": "/", "language": "en", "data_version": "v1"}
    said = {"title": "Peers", "answer": "Three peers", "note": "for the board"}
    return Finding.objects.create(owner=user, institution=user.institution, **given, **said)


def test_a_suggested_organisation_comes_into_the_register_with_its_number_seat_and_source(side):
    manager = side.users["manager"]
    made = follow_suggestion(
        shortlisted(manager),
        by=manager,
        kind="introduction",
        text="Sensors",
        introduced_to=side.cluster.organisation,
    )
    partner = made.contact.organisation

    assert (partner.name, partner.region) == ("TU Dresden", "DED2")
    assert [str(one) for one in partner.identifiers.all()] == [DRESDEN]
    assert (made.name, made.asked, made.why, made.data_version) == ("TU Dresden", "Partner für Sachsen", "nah", "v1")
    assert (made.institution, made.release, made.became) == (side.institution, "institution", None)
    assert (made.contact.kind, made.contact.introduced_to) == ("introduction", side.cluster.organisation)


def test_who_is_in_the_register_already_is_not_added_again(side, make_organisation):
    manager = side.users["manager"]
    numbered = make_organisation("Known by number", identifiers={"pic": "999897729"})

    assert register_suggested(shortlisted(manager), by=manager) == numbered
    assert register_suggested(shortlisted(manager, "organisation", "pic:1", "X"), by=manager).name == "X"


def test_a_suggested_cluster_is_the_one_of_the_register(side):
    add_example()
    manager = side.users["manager"]
    number = OrganisationIdentifier.objects.filter(scheme="crossfield", organisation__cluster__isnull=False).first()
    before = Organisation.objects.count()
    by_number = register_suggested(shortlisted(manager, "cluster", number.value, "Another name"), by=manager)
    by_name = register_suggested(shortlisted(manager, "cluster", "x", number.organisation.name.upper()), by=manager)
    new = register_suggested(shortlisted(manager, "cluster", "y", "Nobody's cluster"), by=manager)

    assert (by_number, by_name) == (number.organisation, number.organisation)
    assert (new.name, Organisation.objects.count()) == ("Nobody's cluster", before + 1)


@pytest.mark.parametrize("source", ["region", "finding"])
def test_what_names_no_organisation_needs_one(side, source):
    manager = side.users["manager"]
    made = shortlisted(manager, "region", "AT13", "Wien") if source == "region" else kept(manager)
    with pytest.raises(WrongStateError, match="no single organisation"):
        follow_suggestion(made, by=manager, kind="call", text="x")

    told = follow_suggestion(made, by=manager, organisation=side.cluster.organisation, kind="call", text="x")
    assert (told.kind, told.contact.organisation) == (source, side.cluster.organisation)


def test_a_refused_contact_leaves_nothing_behind(side):
    manager = side.users["manager"]
    before = Organisation.objects.count()
    with pytest.raises(WrongStateError, match="introduction"):
        follow_suggestion(shortlisted(manager, code="pic:1", name="X"), by=manager, kind="introduction", text="x")

    assert (Organisation.objects.count(), Contact.objects.count(), FollowUp.objects.count()) == (before, 0, 0)


@pytest.mark.parametrize("role", ["visitor", "member", "reviewer", "officer", "analyst"])
def test_others_may_not(side, role):
    user = side.users[role]
    with pytest.raises(NotAllowedError):
        follow_suggestion(shortlisted(user), by=user, kind="call", text="x")
    with pytest.raises(NotAllowedError):
        set_origin(side.cooperation, by=user, source=kept(user))


def test_an_introduction_that_becomes_a_cooperation_keeps_its_origin(side):
    manager = side.users["manager"]
    told = {"kind": "introduction", "text": "x", "introduced_to": side.cluster.organisation}
    made = follow_suggestion(shortlisted(manager), by=manager, **told)
    tell_outcome(made.contact, by=manager, outcome="cooperation")

    assert FollowUp.objects.get().became == made.contact.cooperation


def test_an_origin_is_kept_once_and_only_by_the_institution_of_the_cooperation(side, two_institutions):
    manager, bio = side.users["manager"], two_institutions.bio.users["manager"]
    finding, entry = kept(manager), shortlisted(manager)
    first = set_origin(side.cooperation, by=manager, source=finding)

    assert set_origin(side.cooperation, by=manager, source=finding) == first
    assert set_origin(side.cooperation, by=manager, source=entry) != first
    assert (first.name, first.asked, first.why, first.became) == (
        "Peers",
        "Three peers",
        "for the board",
        side.cooperation,
    )
    with pytest.raises(NotAllowedError):
        set_origin(side.cooperation, by=bio, source=kept(bio))


def test_the_log_holds_references_and_no_names(side):
    manager = side.users["manager"]
    made = set_origin(side.cooperation, by=manager, source=kept(manager))
    entry = LogEntry.objects.get(verb="follow_suggestion")

    assert (entry.public_id, entry.fields) == (made.public_id, ["cooperation"])
    assert "Peers" not in str(vars(entry))


def test_without_data_a_partner_has_no_seat(side, settings, tmp_path):
    settings.CROSSFIELD = Settings(lake=str(tmp_path / "nowhere"))
    manager = side.users["manager"]

    assert register_suggested(shortlisted(manager), by=manager).region == ""

"""The worked example put right: as it ships, beside all that people entered."""

import pytest
from tests.web.conftest import AUTHORISED

from crossfield.web.accounts.models import LogEntry, SearchEntry
from crossfield.web.registry.actions.cluster import begin_membership
from crossfield.web.registry.actions.cooperation import confirm_cooperation, record_cooperation
from crossfield.web.registry.actions.delegate import name_delegate
from crossfield.web.registry.actions.example import add_example, add_example_interface
from crossfield.web.registry.actions.example_reset import reset_example
from crossfield.web.registry.actions.field import adopt_fields
from crossfield.web.registry.actions.merge import merge_organisations
from crossfield.web.registry.actions.organisation import add_value, remove_value, represent_organisation, write_sheet
from crossfield.web.registry.actions.profile import confirm_own_profile
from crossfield.web.registry.actions.proposal import change_core
from crossfield.web.registry.actions.relation import change_relation, remove_relation
from crossfield.web.registry.actions.take_over import take_over
from crossfield.web.registry.models import (
    Cooperation,
    Delegate,
    Event,
    EventGuest,
    Field,
    Intake,
    Membership,
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationValue,
    Profile,
    Representation,
)
from crossfield.web.registry.queries.relation import relation_stands

pytestmark = pytest.mark.django_db
TABLES = (Organisation, OrganisationIdentifier, OrganisationValue, OrganisationRelation, Cooperation, Event)
CODES = ("ict", "microelectronics", "biotechnology", "health")


@pytest.fixture(autouse=True)
def example(db):
    """The example with the fields of its interface, as a start brings it."""
    keys = {"scheme": "saxony", "kind": None, "title_de": "", "title_en": "", "position": 1}
    adopt_fields([keys | {"field": code} for code in CODES])
    add_example_interface()
    add_example()


@pytest.fixture
def saxony():
    return Organisation.objects.get(name="Silicon Saxony")


def shipped():
    """All rows of the example but for their keys."""
    organisations = sorted(
        (
            *(one.name, one.region, *one.identifiers.values_list("value", "source").get()),
            sorted(one.cluster.fields.values_list("code", flat=True)) if hasattr(one, "cluster") else None,
            sorted(one.values.values_list("key", "value", "source", "as_of", "folded"), key=str),
        )
        for one in Organisation.objects.filter(identifiers__scheme="crossfield")
    )
    relations = sorted(OrganisationRelation.objects.values_list("organisation__name", "other__name", "kind", "source"))
    cooperations = sorted(
        (
            *(one.title, one.kind, one.text, one.status, one.began, one.ended, one.others, one.standing, one.release),
            str(one.interface),
            list(one.partners.values_list("organisation__name", "role", "part", "position")),
            list(one.proofs.values_list("source", "title", "address", "dated")),
        )
        for one in Cooperation.objects.filter(institution=None)
    )
    events = sorted(
        Event.objects.filter(institution=None).values_list(
            "title", "kind", "day", "place", "text", "followed", "address"
        )
    )
    return organisations, relations, cooperations, events


def test_an_example_that_nobody_touched_is_left_alone():
    before, entries = shipped(), LogEntry.objects.count()

    assert reset_example() == 0
    assert (shipped(), LogEntry.objects.count()) == (before, entries)


def test_members_that_a_list_brought_stay_with_their_cluster(saxony, manager, looked_up):
    intake = looked_up({}, {}, {}, cluster=saxony.cluster)
    take_over(intake, by=manager)
    begin_membership(saxony.cluster, member=Organisation.objects.get(name="AGIL GmbH Leipzig"), by=manager)
    before = [shipped(), set(Membership.objects.values_list("pk", flat=True)), Organisation.objects.count()]
    Organisation.objects.filter(pk=saxony.pk).update(name="Spoilt")

    assert reset_example() == 1
    assert [shipped(), set(Membership.objects.values_list("pk", flat=True)), Organisation.objects.count()] == before
    assert len(before[1]) == 4
    assert Intake.objects.get().cluster == saxony.cluster
    assert Intake.objects.get().rows.count() == 3


def test_what_people_keep_of_an_organisation_stays(saxony, make_user, manager):
    admin = make_user("eva", role="administrator", institution=manager.institution)
    member = make_user("mia", role="member", institution=manager.institution)
    represent_organisation(saxony, by=admin, **AUTHORISED)
    name_delegate(saxony, by=manager, user=member, basis=Delegate.Basis.values[0], source="Letter")
    field = Field.objects.get(code="health")
    profile = confirm_own_profile(saxony, by=member, fields=[field], offers=[], release="institution", language="en")
    sheet = write_sheet(saxony, by=manager, given={"text": "Ours"})
    own = add_value(saxony, by=manager, key="members", value="700", source="Board")
    confirm_cooperation(Cooperation.objects.get(kind="mutual"), by=manager)
    guest = EventGuest.objects.create(event=Event.objects.get(day="2014-07-14"), name="Guest")
    Event.objects.filter(day="2014-07-14").update(place="Spoilt")
    reset_example()

    assert Representation.objects.get().organisation == saxony
    assert Delegate.objects.get().organisation == saxony
    assert (Profile.objects.get(), list(profile.fields.all()), saxony.sheets.get()) == (profile, [field], sheet)
    assert sorted(saxony.values.filter(key="members").values_list("value", flat=True)) == ["650", "700"]
    assert OrganisationValue.objects.get(pk=own.pk).said_by == manager.institution
    assert saxony.cooperation_parts.get(cooperation__kind="mutual").confirmed_by == manager.institution
    assert (guest.event.guests.get(), Event.objects.get(day="2014-07-14").place) == (
        guest,
        "Dresden, Hotel de Saxe, Neumarkt 9",
    )


def test_a_renamed_organisation_without_a_value_has_both_again(saxony, manager):
    before = shipped()
    assert change_core(saxony, by=manager, key="name", value="Silicon", reason="Short") is None
    remove_value(saxony.values.get(key="website"), by=manager)
    saxony.cluster.fields.clear()
    said = set(saxony.values.values_list("value", "said_by"))
    assert reset_example() == 1

    saxony.refresh_from_db()
    assert saxony.name == "Silicon Saxony"
    assert saxony.values.get(key="website").value == "https://silicon-saxony.de"
    assert {one.code for one in saxony.cluster.fields.all()} == {"ict", "microelectronics"}
    assert said < set(saxony.values.values_list("value", "said_by"))
    saxony.values.exclude(said_by=None).delete()
    assert shipped() == before
    assert SearchEntry.objects.filter(public_id=saxony.public_id, text="Silicon Saxony").exists()
    entry = LogEntry.objects.get(verb="reset_example")
    assert (entry.public_id, entry.by, entry.fields) == (saxony.public_id, "", ["fields", "name", "website"])


def test_spoilt_rows_are_written_in_place():
    before = shipped()
    keys = [set(model.objects.values_list("pk", flat=True)) for model in TABLES]
    Cooperation.objects.filter(title="CluStrat").update(title="Spoilt", status="running", others=0)
    Cooperation.objects.get(title="C3-Saxony").partners.update(role="associated", position=9)
    Event.objects.filter(day="2014-07-14").update(title="Spoilt", kind="fair")
    OrganisationIdentifier.objects.filter(value="wfs").update(source="")
    OrganisationRelation.objects.update(source="")
    OrganisationValue.objects.filter(key="members").update(value="1")
    Organisation.objects.filter(name="SMWA").update(region="XX")
    assert shipped() != before
    assert reset_example() > 5

    assert shipped() == before
    assert [set(model.objects.values_list("pk", flat=True)) for model in TABLES] == keys
    assert reset_example() == 0


def test_what_was_taken_off_is_there_again():
    before = shipped()
    OrganisationIdentifier.objects.filter(value="wfs").delete()
    Organisation.objects.get(name="Minalogic").values.all().delete()
    Cooperation.objects.get(title="CluStrat").proofs.all().delete()
    Cooperation.objects.get(title="C3-Saxony").partners.first().delete()
    Cooperation.objects.filter(title="EXCITE").delete()
    Event.objects.all().delete()
    OrganisationRelation.objects.all().delete()
    reset_example()

    assert shipped() == before
    assert Organisation.objects.count() == 70


def test_relations_that_people_stated_stand_beside(manager):
    one, other = OrganisationRelation.objects.order_by("pk")
    source = one.source
    change_relation(one, by=manager, stands=relation_stands(one), source="Register", valid_from=one.valid_from)
    remove_relation(other, by=manager, stands=relation_stands(other))
    reset_example()

    found = OrganisationRelation.objects.values_list("other", "source")
    assert sorted(found) == sorted([(one.other_id, "Register"), (one.other_id, source), (other.other_id, source)])
    assert OrganisationRelation.objects.get(pk=one.pk).source == "Register"


def test_an_entry_merged_into_ones_own_leaves_that_ones_name(make_organisation, manager):
    own = make_organisation("Wirtschaftsförderung", region="DED21")
    gone = Organisation.objects.get(name="Wirtschaftsförderung Sachsen (WFS)")
    merge_organisations(own, gone=gone, by=manager, reason="The same")
    before = Cooperation.objects.get(title="CluStrat").partners.get(organisation=own)
    reset_example()

    own.refresh_from_db()
    assert (own.name, own.region, hasattr(own, "cluster")) == ("Wirtschaftsförderung", "DED21", False)
    assert Cooperation.objects.get(title="CluStrat").partners.get(organisation=own) == before
    assert Organisation.objects.filter(name__startswith="Wirtschaftsförderung").get() == own


def test_own_cooperations_with_its_organisations_stay(manager):
    parts = [(Organisation.objects.get(name=name), "partner", "") for name in ("biosaxony", "GAIA")]
    own = record_cooperation("CluStrat", by=manager, kind="project", partners=parts)
    reset_example()

    assert (own.partners.count(), Cooperation.objects.filter(title="CluStrat").count()) == (2, 2)


def test_a_value_of_the_same_source_that_an_institution_typed_before_is_no_spoilt_one(saxony, manager):
    source = saxony.values.get(key="members").source
    typed = add_value(saxony, by=manager, key="members", value="640", source=source)
    OrganisationValue.objects.filter(pk=typed.pk).update(said_by=None)  # as before that column
    saxony.values.filter(key="members").exclude(pk=typed.pk).delete()
    reset_example()

    assert sorted(saxony.values.filter(key="members").values_list("value", flat=True)) == ["640", "650"]

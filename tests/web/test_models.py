"""The model graph: no link points upwards, every migration goes back, nothing is left to migrate."""

import io

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.utils import timezone

FLOORS = ("accounts", "registry", "evidence", "programme", "measures", "outreach", "desk")
OWN = [model for model in apps.get_models() if model.__module__.startswith("crossfield.web.")]


def links(model):
    return [field for field in model._meta.get_fields() if field.is_relation and not field.auto_created]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_no_link_points_upwards(model):
    floor = FLOORS.index(model._meta.app_label)
    upward = [
        field.name
        for field in links(model)
        if field.related_model._meta.app_label in FLOORS and FLOORS.index(field.related_model._meta.app_label) > floor
    ]

    assert upward == []


@pytest.mark.parametrize("model", OWN, ids=lambda model: model.__name__)
def test_a_link_says_what_happens_when_its_end_goes(model):
    gone = [field.name for field in links(model) if isinstance(field, models.ForeignKey)]

    assert [name for name in gone if model._meta.get_field(name).remote_field.on_delete is models.DO_NOTHING] == []


def test_what_stands_in_addresses_has_a_random_public_id():
    public = {model.__name__ for model in OWN if any(field.name == "public_id" for field in model._meta.fields)}

    assert public >= {
        "User",
        "Institution",
        "Document",
        "Field",
        "NamedInterface",
        "Organisation",
        "OrganisationSheet",
        "ShortlistEntry",
    }


def test_what_may_be_shared_has_owner_institution_and_release():
    shared = [model for model in OWN if any(field.name == "release" for field in model._meta.fields)]
    columns = {"owner", "institution", "release", "released_by", "released_at"}
    whole = {model.__name__ for model in shared if columns <= {field.name for field in model._meta.fields}}

    assert whole == {model.__name__ for model in shared} - {"SearchEntry"}
    assert whole >= {"Document", "Finding", "NamedInterface", "OrganisationSheet", "Cooperation", "Membership"}


@pytest.mark.django_db
def test_there_is_nothing_left_to_migrate():
    said = io.StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=said)

    assert said.getvalue() == "No changes detected\n"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_migration_goes_back_and_forth():
    from crossfield.web.accounts.models import BlockedAddress, Institution
    from crossfield.web.registry.models import IntakeMapping

    owner, other = (Institution.objects.create(name=name) for name in ("One", "Two"))
    for to_hash, whose in (("a", owner), ("a", other), ("b", other), ("b", None)):
        BlockedAddress.objects.create(kind="news", to_hash=to_hash, institution=whose)
    for kind in ("events", "members", "calls"):
        IntakeMapping.objects.create(institution=owner, kind=kind, source="CRM", mapping={"name": kind})
    _check_in(owner)
    _confirmed(owner, other)
    call_command("migrate", "registry", "0044", verbosity=0)
    assert _standings() == {"alone": "confirmed", "both": "confirmed", "proven": "confirmed", "waits": "stated"}
    call_command("migrate", "registry", verbosity=0)
    assert _standings() == {"alone": "stated", "both": "confirmed", "proven": "documented", "waits": "stated"}
    call_command("migrate", "registry", "0021", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.people, g.name FROM registry_checkin c JOIN registry_eventguest g ON g.id = c.guest_id"
        )
        assert cursor.fetchall() == [(2, "Came GmbH")]
    call_command("migrate", "registry", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, listed, listed_people, listed_kind FROM registry_eventguest ORDER BY name")
        assert cursor.fetchall() == [("Came GmbH", "", None, ""), ("Listed GmbH", "registered", 3, "public")]
        cursor.execute(
            "SELECT e.title, c.name, c.kind FROM registry_checkin c JOIN registry_event e ON e.id = c.event_id"
        )
        assert cursor.fetchall() == [("Workshop", "Came GmbH", "research")]
    call_command("migrate", "registry", "0019", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mapping FROM registry_intakemapping")
        assert ["members" in mapping for (mapping,) in cursor.fetchall()] == [True]

    for app in ("registry", "accounts"):
        for target in ("zero",):
            if app == "registry":
                call_command("migrate", app, target, verbosity=0)
    call_command("migrate", "accounts", "0014", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, to_hash FROM accounts_blockedaddress ORDER BY to_hash")
        assert cursor.fetchall() == [("news", "a"), ("news", "b")]
    call_command("migrate", "accounts", "0001", verbosity=0)
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        again = connection.introspection.table_names(cursor)

    assert "registry_field" not in tables
    assert "registry_field" in again


def _confirmed(owner, other):
    """Cooperations of two organisations, each confirmed by one institution, two, or one of two."""
    from crossfield.web.registry.models import Cooperation, Organisation

    one, two = (Organisation.objects.create(name=name) for name in ("Alpha", "Beta"))
    said = {"alone": (owner, owner), "both": (owner, other), "proven": (owner, owner), "waits": (owner, None)}
    for title, answers in said.items():
        standing = {"both": "confirmed", "proven": "documented"}.get(title, "stated")
        made = Cooperation.objects.create(title=title, kind="project", institution=owner, standing=standing)
        for organisation, institution in zip((one, two), answers, strict=True):
            made.partners.create(organisation=organisation, confirmed_by=institution)
        if title == "proven":
            made.proofs.create(source="press", title="Notice", address="https://example.org/")


def _standings():
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, standing FROM registry_cooperation")
        return dict(cursor.fetchall())


def _check_in(owner):
    """An event with a guest of a list, one of a check-in, and a check-in that was taken off."""
    from crossfield.web.registry.models import CheckIn, Event, EventGuest

    event = Event.objects.create(title="Workshop", day="2026-11-27", institution=owner)
    EventGuest.objects.create(event=event, name="Listed GmbH", state="registered", people=3, kind="public")
    came = EventGuest.objects.create(event=event, name="Came GmbH", state="attended", people=2, kind="research")
    CheckIn.objects.create(event=event, guest=came, name="Came GmbH", kind="research", people=2)
    CheckIn.objects.create(event=event, guest=None, name="Wrong", kind="other", people=9, taken_off=timezone.now())


@pytest.mark.django_db
def test_things_are_called_by_name_in_the_administration():
    from crossfield.web.accounts.models import Document, Notice, ProgrammeRole, SearchEntry, SearchGram, User
    from crossfield.web.registry.models import (
        NamedInterface,
        Organisation,
        OrganisationIdentifier,
        OrganisationRelation,
        OrganisationSheet,
        OrganisationValue,
    )

    one, two = Organisation(name="One"), Organisation(name="Two")
    named = {
        "Offer": Document(title="Offer"),
        "ann@example.org: reviewer (p23)": ProgrammeRole(
            user=User(email="ann@example.org"), programme="p23", role="reviewer"
        ),
        "Legal notice (de)": Notice(kind="imprint", language="de"),
        "region: Sachsen": SearchEntry(kind="region", text="Sachsen"),
        "sac": SearchGram(gram="sac"),
        "C3": NamedInterface(name="C3"),
        "pic:1": OrganisationIdentifier(scheme="pic", value="1"),
        "One parent Two": OrganisationRelation(organisation=one, other=two, kind="parent"),
        "One": OrganisationSheet(organisation=one),
        "city (register)": OrganisationValue(key="city", source="register"),
    }

    assert {name: str(thing) for name, thing in named.items()} == {name: name for name in named}

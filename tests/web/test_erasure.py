"""Erasure in every table: the person is written into each column that takes a text, and is in none of them then."""

import json
import pickle

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import reverse
from tests.web.test_register_permissions import what_each_keeps

from crossfield.web.accounts.models import Document, Invitation, KeptForm
from crossfield.web.evidence.models import Load, NamedFigures, Upload
from crossfield.web.registry.actions.cluster import withdraw_membership
from crossfield.web.registry.actions.erasure import erase_person, texts_of_institutions
from crossfield.web.registry.actions.number import correct_number
from crossfield.web.registry.actions.organisation import add_organisation, add_value
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.actions.relation import relate_organisations
from crossfield.web.registry.models import (
    CooperationProof,
    Field,
    FieldDecision,
    Intake,
    IntakeEntry,
    IntakeItem,
    IntakeMapping,
    Membership,
    NamedInterface,
    OrganisationRelation,
    OrganisationValue,
    Person,
)
from crossfield.web.registry.queries.cluster import membership_stands

NAME, MAIL = "Änne Beispielgraf", "aenne.beispielgraf@example.org"
OWN_ROOMS = "crossfield.web."
LONG = 60
"""Letters of a column that takes name and address; a shorter one takes the address alone."""
PASSED_OVER = {
    # Lines that nobody changes, without values; the database refuses.
    "LogEntry",
    "ConsentEntry",
    # Accounts, and what the people who run the workbench write.
    "User",
    "Institution",
    "Notice",
    "Schedule",
    "ProgrammeRole",
    # Hashes, keys and pieces that the program makes; the pieces of a text go with it.
    "Mail",
    "BlockedAddress",
    "ShareLink",
    "SearchState",
    "SearchEntry",
    "SearchGram",
    # The core that all institutions share: what this one said of it is the last test but one.
    "Field",
    "Organisation",
    "OrganisationIdentifier",
    "OrganisationRelation",
    "OrganisationValue",
}
"""Tables that are not looked through, each for a reason. A new table is."""


def takes_text(field):
    if isinstance(field, models.JSONField | models.TextField):
        return True
    is_text = isinstance(field, models.CharField) and not isinstance(field, models.FileField)
    return is_text and not field.choices and not field.unique and (field.max_length or 0) >= len(MAIL)


def tables_with_texts():
    rooms = [one for one in apps.get_models() if one.__module__.startswith(OWN_ROOMS)]
    columns = {one: [field for field in one._meta.concrete_fields if takes_text(field)] for one in rooms}
    return [(one, fields) for one, fields in columns.items() if fields and one.__name__ not in PASSED_OVER]


def held(*words):
    """Table and column of every row that holds a word, in whatever capitals."""
    found = set()
    for model in apps.get_models():
        for row in model._default_manager.values():
            for column, value in row.items():
                text = json.dumps(value, default=str, ensure_ascii=False).lower()
                found |= {f"{model.__name__}.{column}" for word in words if word.lower() in text}
    return found


def one_of_the_rest(side, shared):
    """A row of each table that the fixture leaves empty."""
    manager, own = side.users["manager"], {"owner": side.users["manager"], "institution": side.institution}
    field, other = Field.objects.all()[:2]
    CooperationProof.objects.create(cooperation=side.cooperation, source="s", title="t", address="https://example.org")
    FieldDecision.objects.create(field=field, successor=other, decided_by=manager, reason="r")
    IntakeMapping.objects.create(institution=side.institution, kind="members", source="s")
    intake = Intake.objects.filter(institution=side.institution).first()
    IntakeEntry.objects.create(intake=intake, number=1, thing="x", title="t")
    IntakeItem.objects.create(intake=intake, number=1, organisation=shared, name="n", folded="n")
    Invitation.objects.create(email="x@example.org", institution=side.institution, role="member", invited_by=manager)
    KeptForm.objects.create(user=manager, action="/a/", page="/p/", fields=[["a", "b"]])
    Load.objects.create(source="s", **own)
    interface = NamedInterface.objects.filter(institution=side.institution).first()
    NamedFigures.objects.create(interface=interface, data_version="v1", sides="a", level=2, rows=[])
    Upload.objects.create(title="t", document=Document.objects.filter(institution=side.institution).first(), **own)


def plant(side):
    """Write name and address into every column that takes a text, of a row of each table that is the institution's."""
    scopes = {model: scope for model, scope, _columns in texts_of_institutions()} | {KeptForm: "user__institution"}
    planted = set()
    for model, fields in tables_with_texts():
        own = model._default_manager.filter(**{scopes.get(model, "institution"): side.institution})
        key = own.order_by("-pk").values_list("pk", flat=True).first()
        for field in fields:
            short = isinstance(field, models.EmailField) or (field.max_length or LONG) < LONG
            text = MAIL if short else f"{NAME} {MAIL}"
            value = [{"told": [text]}] if isinstance(field, models.JSONField) else text
            assert model._default_manager.filter(pk=key).update(**{field.name: value}) == 1, model
            planted.add(f"{model.__name__}.{field.name}")
    return planted


@pytest.fixture
def things(two_institutions):
    """One of everything that an institution keeps."""
    return what_each_keeps(two_institutions)


@pytest.fixture
def person(two_institutions):
    manager = two_institutions.silicon.users["manager"]
    person = add_person(NAME, by=manager)
    add_detail(person, by=manager, kind="mail", value=MAIL, purpose="news", basis="contract")
    return person


@pytest.mark.django_db
def test_no_column_of_any_table_holds_an_erased_person(two_institutions, things, person):
    silicon = two_institutions.silicon
    one_of_the_rest(silicon, two_institutions.shared[0])
    planted = plant(silicon)
    assert planted <= held(NAME, MAIL)
    assert len(planted) > 100

    erase_person(person, by=silicon.users["manager"])

    assert sorted(held(NAME, MAIL)) == []


@pytest.mark.django_db
def test_what_the_institution_said_of_organisations_goes_and_what_others_said_stays(two_institutions, person):
    silicon, bio, (one, other, _third) = two_institutions.silicon, two_institutions.bio, two_institutions.shared
    for side, city in ((silicon, "Dresden"), (bio, "Leipzig")):
        manager = side.users["manager"]
        add_value(one, by=manager, key="city", value=city, source=f"Mail of {NAME} ({MAIL})")
        kind = "parent" if side is silicon else "majority"
        relate_organisations(one, other=other, kind=kind, by=manager, source=f"told by {NAME}")
    add_organisation("New", by=silicon.users["manager"], values={"remark": f"Ask {NAME}"}, source=MAIL)

    erase_person(person, by=silicon.users["manager"])

    told = OrganisationValue.objects.order_by("pk").values_list("value", "source")
    assert list(told) == [
        ("Dresden", "Mail of [erased] ([erased])"),
        ("Leipzig", f"Mail of {NAME} ({MAIL})"),
        ("New", "[erased]"),
        ("Ask [erased]", "[erased]"),
    ]
    relations = OrganisationRelation.objects.order_by("pk").values_list("source", flat=True)
    assert list(relations) == ["told by [erased]", f"told by {NAME}"]


@pytest.mark.django_db
def test_who_said_a_number_is_nobody_who_was_erased(two_institutions, person):
    sides, one = (two_institutions.silicon, two_institutions.bio), add_organisation("New", by=None)
    for side, scheme, number in zip(sides, ("pic", "ror"), ("999999999", "0abcdef12"), strict=True):
        correct_number(one, by=side.users["manager"], scheme=scheme, number=number, source=f"letter of {NAME}")

    erase_person(person, by=two_institutions.silicon.users["manager"])

    assert dict(one.identifiers.values_list("scheme", "source")) == {
        "pic": "letter of [erased]",
        "ror": f"letter of {NAME}",
    }


@pytest.mark.django_db
def test_another_name_of_an_organisation_that_names_her_is_found_no_more(two_institutions, person):
    manager, known = two_institutions.silicon.users["manager"], two_institutions.shared[0]
    add_value(known, by=manager, key="name", value=f"Office {NAME}", source="CRM")

    erase_person(person, by=manager)

    value = OrganisationValue.objects.get()
    assert (value.value, value.folded) == ("Office [erased]", "office erased")
    assert sorted(held(NAME)) == []


@pytest.mark.django_db
def test_no_session_no_cache_and_no_file_holds_somebody_who_came_and_went_by_the_pages(
    served, two_institutions, workspace
):
    served.force_login(two_institutions.silicon.users["manager"])
    list_file = SimpleUploadedFile("people.csv", f"Name;Mail\n{NAME};{MAIL}\n".encode())
    ground = {"purpose": "news", "basis": "contract", "seen": "readers", "source": "fair"}
    brought = served.post(reverse("register_people_bring"), ground | {"file": list_file})
    named = {"name": NAME, "organisation": "Shared 0", "function": "Head", "language": "de"}
    served.post(reverse("register_person_new"), named)
    person = Person.objects.get()
    served.get(reverse("register_people"), {"q": NAME})
    assert brought.status_code == 302
    assert "IntakeRow.cells" in held(NAME)

    served.post(reverse("register_person_erase", args=[person.public_id]), {"sure": "on"})

    assert sorted(held(NAME)) == []
    opaque = [str(one.get_decoded()) for one in Session.objects.all()]
    opaque += [str(pickle.loads(one)) for one in cache._cache.values()]  # noqa: S301 -- the test's own cache
    opaque += [path.read_bytes().decode("utf-8", "replace") for path in workspace.rglob("*") if path.is_file()]
    assert [one for one in opaque if NAME in one or MAIL in one] == []
    assert opaque


@pytest.mark.django_db
def test_a_membership_that_was_taken_off_holds_no_erased_person(two_institutions, person):
    silicon = two_institutions.silicon
    manager, kept = silicon.users["manager"], silicon.membership
    Membership.every.filter(pk=kept.pk).update(source=f"told by {NAME}")
    kept.refresh_from_db()
    withdraw_membership(kept, by=manager, stands=membership_stands(kept))

    erase_person(person, by=manager)

    assert NAME not in Membership.every.get(pk=kept.pk).source

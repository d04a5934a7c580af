"""Organisations: one shared core, numbers that belong to one, relations of two, and sheets nobody else sees."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import translation

from crossfield.web.accounts.rules import is_released_to
from crossfield.web.registry.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationRelation,
    OrganisationSheet,
    OrganisationValue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    return [Organisation.objects.create(name=name, region="DED2") for name in ("Beispiel AG", "Anderes Institut")]


def test_an_organisation_is_called_by_its_name(pair):
    assert [str(one) for one in Organisation.objects.all()] == ["Anderes Institut", "Beispiel AG"]


def test_what_sources_say_stands_side_by_side_newest_first(pair):
    for source, as_of in (("register", dt.date(2020, 1, 1)), ("web page", dt.date(2024, 1, 1))):
        OrganisationValue.objects.create(
            organisation=pair[0], key="employees", value=source, source=source, as_of=as_of
        )

    assert [str(value) for value in pair[0].values.all()] == ["employees (web page)", "employees (register)"]


def test_a_number_belongs_to_one_organisation(pair):
    made = OrganisationIdentifier.objects.create(organisation=pair[0], scheme="pic", value="900000001")

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationIdentifier.objects.create(organisation=pair[1], scheme="pic", value="900000001")

    OrganisationIdentifier.objects.create(organisation=pair[1], scheme="vat", value="900000001")
    assert (str(made), OrganisationIdentifier.objects.count()) == ("pic:900000001", 2)


def test_a_scheme_of_numbers_that_is_unknown_is_refused(pair):
    with pytest.raises(ValidationError) as error:
        OrganisationIdentifier(organisation=pair[0], scheme="made_up", value="1").full_clean()

    assert list(error.value.message_dict) == ["scheme"]


@pytest.mark.parametrize(
    ("language", "labels"),
    [
        ("de", ["PIC", "ROR", "USt-IdNr.", "Wikidata", "Register", "crossfield"]),
        ("en", ["PIC", "ROR", "VAT number", "Wikidata", "register", "crossfield"]),
    ],
)
def test_who_numbers_in_both_languages(language, labels):
    with translation.override(language):
        assert [str(one.label) for one in OrganisationIdentifier.Scheme] == labels


def test_nothing_is_related_to_itself(pair):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationRelation.objects.create(organisation=pair[0], other=pair[0], kind="parent")


def test_a_relation_has_a_direction(pair):
    made = OrganisationRelation.objects.create(
        organisation=pair[0], other=pair[1], kind="majority", share=Decimal("51.50")
    )

    assert str(made) == "Beispiel AG majority Anderes Institut"
    assert [list(one.relations.all()) for one in pair] == [[made], []]
    assert [list(one.relations_from.all()) for one in pair] == [[], [made]]
    assert OrganisationRelation.objects.get().share == Decimal("51.50")


def test_what_hangs_on_an_organisation_goes_with_it(pair):
    OrganisationValue.objects.create(organisation=pair[0], key="k", value="v", source="s")
    OrganisationIdentifier.objects.create(organisation=pair[0], scheme="ror", value="0abc")
    OrganisationRelation.objects.create(organisation=pair[1], other=pair[0], kind="institute")

    pair[0].delete()

    kinds = (OrganisationValue, OrganisationIdentifier, OrganisationRelation)
    assert [kind.objects.count() for kind in kinds] == [0, 0, 0]
    assert Organisation.objects.get() == pair[1]


def test_an_organisation_somebody_works_on_is_not_deleted(pair, make_user):
    user = make_user("ann")
    sheet = OrganisationSheet.objects.create(organisation=pair[0], owner=user, institution=user.institution)

    with pytest.raises(ProtectedError):
        pair[0].delete()

    assert str(sheet) == "Beispiel AG"


def test_an_institution_has_one_sheet_about_an_organisation(pair, make_user):
    ann, bob = make_user("ann"), make_user("bob")
    OrganisationSheet.objects.create(organisation=pair[0], institution=ann.institution)
    OrganisationSheet.objects.create(organisation=pair[0], institution=bob.institution)
    OrganisationSheet.objects.create(organisation=pair[1], institution=ann.institution)

    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationSheet.objects.create(organisation=pair[0], institution=ann.institution)

    assert OrganisationSheet.objects.count() == 3


def test_another_institution_sees_no_sheet_unless_it_is_released(pair, make_user):
    ann, bob = make_user("ann"), make_user("bob")
    colleague = make_user("colleague", ann.institution)
    sheet = OrganisationSheet.objects.create(
        organisation=pair[0], owner=ann, institution=ann.institution, release="institution", text="difficult to reach"
    )
    readers = {"ann": ann, "colleague": colleague, "bob": bob, "nobody": None}

    def seen():
        found = {name: OrganisationSheet.objects.filter(is_released_to(who)) for name, who in readers.items()}
        return [name for name, sheets in found.items() if sheets.exists()]

    assert seen() == ["ann", "colleague"]
    sheet.release = "public"
    sheet.save()
    assert seen() == ["ann", "colleague", "bob", "nobody"]

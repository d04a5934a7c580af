"""Cooperations in the database."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from crossfield.web.registry.models import (
    Cooperation,
    CooperationChange,
    CooperationPartner,
    CooperationProof,
    CooperationStep,
)

pytestmark = pytest.mark.django_db


def test_a_partner_stands_once(make_organisation):
    one, organisation = Cooperation.objects.create(title="C3", kind="project"), make_organisation("O")
    CooperationPartner.objects.create(cooperation=one, organisation=organisation)

    with pytest.raises(IntegrityError), transaction.atomic():
        CooperationPartner.objects.create(cooperation=one, organisation=organisation)


def test_it_is_stated_until_something_says_more():
    assert Cooperation.objects.create(title="C3", kind="project").standing == "stated"


def test_parts_are_called_by_what_they_say(make_organisation):
    one = Cooperation(title="C3")
    change = CooperationChange(cooperation=one, status="ended")
    change.at = timezone.datetime(2016, 1, 31, tzinfo=timezone.get_current_timezone())
    named = [
        one,
        CooperationPartner(cooperation=one, organisation=make_organisation("O")),
        CooperationProof(cooperation=one, title="Page", source="O"),
        CooperationStep(cooperation=one, text="Visit"),
        change,
    ]

    assert list(map(str, named)) == ["C3", "O · C3", "Page (O)", "Visit", "2016-01-31 ended"]

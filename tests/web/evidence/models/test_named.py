"""Figures of named interfaces: once per data version, level and choice of fields, and gone with their interface."""

import pytest
from django.db import IntegrityError, transaction

from crossfield.web.evidence.models import NamedFigures
from crossfield.web.registry.models import NamedInterface

pytestmark = pytest.mark.django_db
KEPT = {"data_version": "2026-01-01T000000Z-abcdef", "sides": "a;b × c", "level": 2}


@pytest.fixture
def interface():
    return NamedInterface.objects.create(name="Eigene <b>")


def test_they_call_themselves_by_interface_version_and_level(interface):
    made = NamedFigures.objects.create(interface=interface, rows=[], **KEPT)

    assert str(made) == "Eigene <b> (2026-01-01T000000Z-abcdef, NUTS 2)"


def test_the_same_figures_are_not_kept_twice(interface):
    NamedFigures.objects.create(interface=interface, rows=[{"strength": 1.5}], **KEPT)
    with pytest.raises(IntegrityError), transaction.atomic():
        NamedFigures.objects.create(interface=interface, rows=[], **KEPT)

    assert NamedFigures.objects.get().rows == [{"strength": 1.5}]


@pytest.mark.parametrize("other", [{"data_version": "other"}, {"sides": "a × c"}, {"level": 1}])
def test_another_version_choice_or_level_is_kept_beside(interface, other):
    for key in (KEPT, KEPT | other):
        NamedFigures.objects.create(interface=interface, rows=[], **key)

    assert interface.figures.count() == 2


def test_another_interface_with_the_same_fields_has_figures_of_its_own(interface):
    for one in (interface, NamedInterface.objects.create(name="Other")):
        NamedFigures.objects.create(interface=one, rows=[], **KEPT)

    interface.delete()
    assert [kept.interface.name for kept in NamedFigures.objects.all()] == ["Other"]


def test_what_is_undefined_stays_null(interface):
    rows = [{"region": "DED", "strength": None, "note": "no joint project", "support": 0}]
    made = NamedFigures.objects.create(interface=interface, rows=rows, **KEPT)
    made.refresh_from_db()

    assert made.rows == rows

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from crossfield.web.accounts.actions.rows import write_objects, write_rows
from crossfield.web.accounts.models import SearchEntry, SearchGram
from crossfield.web.registry.models import Intake, IntakeItem, IntakeRow

AWKWARD = 'a\tb\nc\\N "d" {e}, ä – \\. NULL'
"""What a stream of rows could mistake for its own signs."""


@pytest.mark.django_db
def test_objects_are_stored_as_one_by_one():
    intake = Intake.objects.create(title="list", kind="members")
    cells = [AWKWARD, "", "x"]

    assert write_objects([IntakeRow(intake=intake, number=number, cells=cells) for number in (1, 2)]) == 2
    IntakeRow.objects.create(intake=intake, number=3, cells=cells)

    names = [field.attname for field in IntakeRow._meta.concrete_fields if field.name not in {"id", "number"}]
    first, second, third = IntakeRow.objects.order_by("number").values(*names)
    assert first == second == third
    assert first["cells"] == cells


@pytest.mark.django_db
def test_nothing_is_written_where_nothing_is_given():
    assert write_objects([]) == 0
    assert write_rows(SearchGram, ("entry_id", "gram", "weight"), []) == 0


@pytest.mark.django_db
def test_days_and_what_is_not_known_are_kept():
    intake = Intake.objects.create(title="list", kind="members")
    told = {"number": 1, "name": AWKWARD, "since": date(2014, 7, 14), "until": None, "is_new": True}

    write_objects([IntakeItem(intake=intake, organisation_id_new="orga", folded="", **told)])

    assert IntakeItem.objects.values(*told).get() == told


@pytest.mark.django_db
def test_rows_are_added_as_they_stand():
    entry = SearchEntry.objects.create(kind="x", public_id="y", text=AWKWARD, folded="a", owner="")

    assert write_rows(SearchGram, ("entry_id", "gram", "weight"), [(entry.pk, " \\n", 0.1), (entry.pk, "äöü", 1)]) == 2

    assert set(entry.grams.values_list("gram", "weight")) == {(" \\n", 0.1), ("äöü", 1.0)}


@pytest.mark.django_db
def test_what_the_database_refuses_is_an_error_of_the_database_on_each():
    with pytest.raises(DatabaseError), transaction.atomic():
        write_rows(SearchGram, ("entry_id", "gram", "weight"), [(1, None, 1)])

    assert SearchGram.objects.count() == 0

"""Fields of a vocabulary as rows: added, renamed, ended, never deleted."""

import pytest

from crossfield.web.accounts.models import LogEntry
from crossfield.web.registry.actions.example import add_example_interface
from crossfield.web.registry.actions.field import adopt_fields
from crossfield.web.registry.models import Field
from crossfield.web.registry.queries.interface import interfaces_for

pytestmark = pytest.mark.django_db


def row(code, title="", scheme="s"):
    return {"scheme": scheme, "field": code, "kind": None, "title_de": title, "title_en": None, "position": 1}


def test_a_vocabulary_is_taken_over_once():
    assert adopt_fields([row("a", "Eins"), row("b")]) == 2
    assert adopt_fields([row("a", "Eins"), row("b")]) == 0
    assert [str(one) for one in Field.objects.order_by("code")] == ["Eins", "b"]


def test_a_field_that_is_renamed_keeps_its_public_id_and_one_that_is_gone_ends():
    adopt_fields([row("a", "Eins"), row("b"), row("c", scheme="other")])
    before = Field.objects.get(code="a").public_id

    assert adopt_fields([row("a", "Neu")]) == 2

    assert Field.objects.get(code="a").public_id == before
    assert Field.objects.get(code="a").title("en") == "Neu"
    assert Field.objects.get(code="b").valid_to is not None
    assert Field.objects.get(code="c").valid_to is None
    assert LogEntry.objects.filter(verb="end_field").count() == 1
    renamed = LogEntry.objects.filter(verb="adopt_field", public_id=before).latest("pk")
    assert renamed.fields == ["title_de"]


def test_a_field_that_comes_back_is_a_new_row():
    adopt_fields([row("a"), row("b")])
    adopt_fields([row("a")])
    adopt_fields([row("a"), row("b")])

    assert Field.objects.filter(code="b").count() == 2


def test_the_worked_example_is_there_once_for_everyone():
    assert add_example_interface() is None
    adopt_fields([row(code, scheme="saxony") for code in ("ict", "microelectronics", "biotechnology", "health")])
    first, second = add_example_interface(), add_example_interface()

    assert first == second
    assert [found.name for found in interfaces_for(None)] == ["C3-Saxony"]
    assert [field.code for field in first.side_a.order_by("code")] == ["ict", "microelectronics"]

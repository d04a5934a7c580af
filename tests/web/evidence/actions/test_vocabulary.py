"""Bringing the data version's fields and the example into the workspace: once, logged, and what is gone ends."""

import pytest
from django.utils import timezone

from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.actions.vocabulary import adopt_vocabularies
from crossfield.web.evidence.queries.data import current_version, open_data
from crossfield.web.registry.models import Cooperation, Field, NamedInterface, Organisation

pytestmark = pytest.mark.django_db


def verbs(kind="field"):
    return list(LogEntry.objects.filter(kind=kind).values_list("verb", flat=True).distinct().order_by("verb"))


def test_all_fields_of_the_vocabularies_are_there_and_no_others():
    count = adopt_vocabularies()
    with open_data(current_version()) as frames:
        stated = {(row["scheme"], row["field"]) for row in frames.read("field")}
    kept = set(Field.objects.values_list("scheme", "code"))

    assert kept == {(scheme, code) for scheme, code in stated if scheme not in {"euroscivoc", "programme"}}
    assert count == len(kept) == LogEntry.objects.filter(kind="field", verb="adopt_field").count()


def test_a_second_start_changes_nothing_and_logs_nothing():
    adopt_vocabularies()
    before = [kind.objects.count() for kind in (Field, NamedInterface, Organisation, Cooperation, LogEntry)]

    assert adopt_vocabularies() == 0
    assert [kind.objects.count() for kind in (Field, NamedInterface, Organisation, Cooperation, LogEntry)] == before


def test_a_title_that_is_another_one_now_is_taken_over():
    adopt_vocabularies()
    known = Field.objects.get(scheme="saxony", code="health")
    right = known.title_de
    known.title_de = "Altes Wort"
    known.save()

    assert adopt_vocabularies() == 1
    known.refresh_from_db()
    assert known.title_de == right


def test_a_field_that_the_vocabulary_lost_ends_today_and_keeps_its_row():
    adopt_vocabularies()
    Field.objects.create(scheme="saxony", code="steam", title_de="Dampf", title_en="Steam")

    assert adopt_vocabularies() == 1
    assert Field.objects.get(code="steam").valid_to == timezone.localdate()
    assert verbs() == ["adopt_field", "end_field"]
    assert adopt_vocabularies() == 0


def test_fields_of_a_scheme_that_the_data_do_not_have_stay():
    Field.objects.create(scheme="own", code="x", title_de="X", title_en="X")
    adopt_vocabularies()

    assert Field.objects.get(scheme="own").valid_to is None


def test_the_example_comes_into_an_empty_register():
    adopt_vocabularies()

    assert Organisation.objects.count() > 47
    assert set(Cooperation.objects.values_list("institution", "owner", "release")) == {(None, None, "public")}
    named = sorted(NamedInterface.objects.values_list("name", flat=True))
    assert (named[0], [name.split(":")[0] for name in named[1:]]) == ("C3-Saxony", ["CluStrat-Pilot"] * 4)


def test_a_register_in_which_somebody_wrote_gets_no_example(make_organisation):
    make_organisation("Own")
    adopt_vocabularies()

    assert list(Organisation.objects.values_list("name", flat=True)) == ["Own"]
    assert Cooperation.objects.count() == 0

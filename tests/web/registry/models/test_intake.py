"""Lists in the database: a row stands once, columns are kept once, and what is deleted takes the right things along."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from crossfield.web.accounts.rules import is_released_to
from crossfield.web.registry.models import Cluster, Intake, IntakeMapping, IntakeRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def intake():
    return Intake.objects.create(title="m.csv", source="CRM")


def test_a_new_list_waits_for_its_columns(intake):
    kept = (intake.state, intake.total, intake.done, intake.headings, intake.mapping, intake.restore, intake.taken_at)

    assert kept == ("columns", 0, 0, [], {}, {}, None)
    assert (str(intake), intake.release) == ("m.csv", "own")


def test_two_new_lists_do_not_share_what_they_hold(intake):
    intake.headings.append("Name")
    intake.mapping["name"] = "Name"

    assert (Intake().headings, Intake().mapping, Intake().restore) == ([], {}, {})


def test_a_row_of_a_number_stands_once_in_a_list(intake):
    other = Intake.objects.create(title="o.csv")
    for where in (intake, other):
        IntakeRow.objects.create(intake=where, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeRow.objects.create(intake=intake, number=2)

    assert [str(one) for one in IntakeRow.objects.order_by("pk")] == ["m.csv · 2", "o.csv · 2"]


def test_cells_come_back_as_they_were(intake):
    cells = ["Ärzte", "=1+1", "<b>", "", "\u202eabc", "1\u00a0000"]
    IntakeRow.objects.create(intake=intake, number=2, cells=cells, values={"name": cells[0]})
    row = IntakeRow.objects.get()

    assert (row.cells, row.values, row.problems, row.changes) == (cells, {"name": "Ärzte"}, [], [])
    assert (row.answer, row.choice, row.score) == ("", "", None)


def test_rows_stand_in_the_order_of_the_file(intake):
    for number in (30, 4, 100):
        IntakeRow.objects.create(intake=intake, number=number)

    assert list(intake.rows.values_list("number", flat=True)) == [4, 30, 100]


def test_a_row_stays_when_its_organisation_goes_and_goes_with_its_list(intake, make_organisation):
    row = IntakeRow.objects.create(intake=intake, number=2, organisation=make_organisation("A"), found_name="A")
    row.organisation.delete()
    row.refresh_from_db()

    assert (row.organisation, row.found_name) == (None, "A")
    intake.delete()
    assert IntakeRow.objects.count() == 0


def test_a_list_goes_with_the_cluster_whose_members_it_holds(intake, make_organisation):
    intake.cluster = Cluster.objects.create(organisation=make_organisation("C"))
    intake.save()
    Intake.objects.create(title="o.csv")
    intake.cluster.delete()

    assert [one.title for one in Intake.objects.all()] == ["o.csv"]


def test_columns_are_kept_once_for_a_source_of_an_institution(make_user):
    ann, bob = make_user("ann").institution, make_user("bob").institution
    for institution, source in ((ann, "CRM"), (bob, "CRM"), (ann, "crm")):
        IntakeMapping.objects.create(institution=institution, source=source)
    with pytest.raises(IntegrityError), transaction.atomic():
        IntakeMapping.objects.create(institution=ann, source="CRM")

    ann_kept = IntakeMapping.objects.filter(institution=ann).order_by("pk")
    assert [str(one) for one in ann_kept] == ["CRM", "crm"]


def test_the_newest_list_stands_first(intake):
    Intake.objects.create(title="later.csv")

    assert [one.title for one in Intake.objects.all()] == ["later.csv", "m.csv"]


def test_no_other_institution_sees_a_list(make_user):
    ann, bob = make_user("ann"), make_user("bob")
    Intake.objects.create(title="secret.csv", owner=ann, institution=ann.institution, release="institution")

    assert [Intake.objects.filter(is_released_to(who)).count() for who in (ann, bob, None)] == [1, 0, 0]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("kind", [Intake.State, IntakeRow.Answer, IntakeRow.Choice])
def test_every_state_answer_and_choice_has_words_of_its_own(language, kind):
    with translation.override(language):
        words = [str(one.label) for one in kind]
    with translation.override("en" if language == "de" else "de"):
        others = [str(one.label) for one in kind]

    assert len(set(words)) == len(words) == len(set(words) - set(others))

"""What a list brings and what undoing it takes back stand in the history, under one line of the log each."""

import pytest

from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.intake_history import write_items_history
from crossfield.web.registry.actions.organisation import add_organisation, write_sheet
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import keep_findable, take_over
from crossfield.web.registry.models import Intake, Organisation
from crossfield.web.registry.queries.history import history_of

pytestmark = pytest.mark.django_db


def told(verb):
    rows = FieldChange.objects.filter(entry__verb=verb).order_by("kind", "field", "pk")
    return [(one.kind, one.field, one.old, one.new) for one in rows]


@pytest.fixture
def taken(looked_up, manager):
    """A new organisation with a city and a number, and a known one on whose sheet the list writes."""
    known = add_organisation("Known", by=None)
    write_sheet(known, by=manager, given={"text": "before", "member_number": "1"})
    intake = looked_up(
        {"answer": "new", "values": {"city": "Jena", "member_number": "7", "since": "2020-01-01"}},
        {"answer": "register", "organisation": known, "values": {"member_number": "2"}},
        cluster=make_cluster(add_organisation("Cluster", by=None), by=None),
    )
    return take_over(intake, by=manager)


def test_what_a_list_brings_is_told_under_its_line_of_the_log(taken):
    made = Organisation.objects.get(name__startswith="Firm")

    assert LogEntry.objects.filter(verb="take_over").count() == 1
    assert ("organisation", "name", None, made.name) in told("take_over")
    assert ("organisation", "city", None, "Jena") in told("take_over")
    assert ("organisationsheet", "member_number", "1", "2") in told("take_over")
    assert ("organisationsheet", "member_number", None, "7") in told("take_over")
    assert ("membership", "member", None, made.pk) in told("take_over")
    assert {one.institution for one in FieldChange.objects.filter(entry__verb="take_over")} == {taken.institution}


def test_undoing_tells_the_same_the_other_way_round(taken, manager):
    brought = told("take_over")
    undo_intake(taken, by=manager)

    assert sorted(map(str, told("undo_intake"))) == sorted(
        str((kind, field, new, old)) for kind, field, old, new in brought
    )


def test_what_stays_is_not_told_as_taken_back(taken, manager):
    known = Organisation.objects.get(name="Known")
    write_sheet(known, by=manager, given={"member_number": "9"}, version=2)
    undo_intake(taken, by=manager)

    assert [row for row in told("undo_intake") if row[:2] == ("organisationsheet", "member_number")] == [
        ("organisationsheet", "member_number", "7", None)
    ]
    assert "organisation" in {kind for kind, *_rest in told("undo_intake")}


def test_the_page_of_the_organisation_names_the_list(taken, manager):
    known = Organisation.objects.get(name="Known")
    rows = [
        (one.field, one.old, one.new, one.verb) for one in history_of("organisation", known.public_id, manager, "en")
    ]

    assert ("member number", "1", "2", f"list {taken.title}") in rows


def test_each_portion_is_told_once(taken):
    count = FieldChange.objects.filter(entry__verb="take_over").count()
    Intake.objects.filter(pk=taken.pk).update(searched=0)
    late = Intake.objects.get(pk=taken.pk)
    Intake.objects.filter(pk=taken.pk).update(searched=None)
    keep_findable(late)  # another process has done it in the meantime

    assert FieldChange.objects.filter(entry__verb="take_over").count() == count


def test_what_nobody_took_over_has_no_history(looked_up):
    assert write_items_history(looked_up({"answer": "new"}), []) == 0

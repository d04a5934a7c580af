"""Long lists apart from the page: looked up and taken over in portions, in turn, in the asker's language."""

import pytest
from filelock import FileLock

from crossfield.web.accounts.models import SearchEntry
from crossfield.web.evidence.tasks.intake import work_lists
from crossfield.web.registry.actions.cluster import make_cluster
from crossfield.web.registry.actions.intake import cancel_intake, choose_columns, stage_list
from crossfield.web.registry.actions.organisation import add_organisation
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import ask_take_over, keep_findable, make_ready, write_items
from crossfield.web.registry.models import Intake, Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_list_is_long(monkeypatch):
    monkeypatch.setattr("crossfield.web.registry.queries.intake.AT_ONCE", 0)


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def bring(manager):
    """Makes lists that wait to be looked up."""

    def brought(*names, by=manager):
        rows = [(number, [name]) for number, name in enumerate(names, start=2)]
        made = stage_list("m.csv", by=by, source="CRM", headings=["Name"], rows=rows, mapping={})
        return choose_columns(made, by=by, mapping={"name": "Name"})

    return brought


def states():
    return list(Intake.objects.order_by("pk").values_list("state", "done"))


def test_where_nothing_waits_there_is_nothing_to_do():
    assert work_lists() == 0


def test_lists_that_wait_are_looked_up(bring):
    bring("A", "B")
    bring("C")

    assert work_lists() == 2
    assert states() == [("preview", 2), ("preview", 1)]
    assert Organisation.objects.count() == 0


def test_lists_that_wait_are_taken_over_and_what_is_ready_is_not_made_ready_again(bring, manager):
    intake = bring("A", "B", "C")
    work_lists()
    intake.refresh_from_db()
    make_ready(ask_take_over(intake, by=manager), by=manager, most=1)  # as by a worker that died

    assert work_lists() == 4
    assert states() == [("taken", 3)]
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["A", "B", "C"]


def test_what_was_taken_over_is_found_and_what_was_undone_is_not(bring, manager):
    intake = bring("A", "B")
    add_organisation("Kept", by=None)
    work_lists()
    ask_take_over(Intake.objects.get(), by=manager)
    work_lists()
    found = sorted(SearchEntry.objects.filter(kind="register_organisation").values_list("text", flat=True))
    undo_intake(Intake.objects.get(), by=manager)
    during = SearchEntry.objects.filter(kind="register_organisation").count()
    work_lists()

    assert (found, during) == (["A", "B", "Kept"], 3)
    assert SearchEntry.objects.get(kind="register_organisation").text == "Kept"
    assert (intake.items.count(), Intake.objects.get().searched) == (2, None)


def test_a_list_that_is_undone_while_it_comes_into_the_search_is_gone_through_anew(bring, manager):
    bring("A", "B")
    work_lists()
    intake = ask_take_over(Intake.objects.get(), by=manager)
    while make_ready(intake, by=manager):
        pass
    write_items(intake, by=manager)
    keep_findable(intake, most=1)
    undo_intake(Intake.objects.get(), by=manager)
    keep_findable(intake, most=1)  # of a worker that had read the list before

    assert Intake.objects.get().searched == 0
    work_lists()
    assert not SearchEntry.objects.filter(kind="register_organisation").exists()


def test_a_list_that_is_given_up_is_left(bring, manager):
    intake = bring("A")
    cancel_intake(intake, by=manager)

    assert (work_lists(), states()) == (0, [("cancelled", 0)])


@pytest.mark.parametrize("language", ["de", "en"])
def test_what_is_wrong_is_told_in_the_language_of_whoever_asked(bring, language):
    intake = bring("")
    Intake.objects.update(language=language)
    work_lists()

    assert intake.rows.get().problems == [{"de": "kein Name", "en": "no name"}[language]]


@pytest.mark.parametrize(("asked", "back"), [(False, "columns"), (True, "preview")])
def test_who_lost_the_role_meanwhile_changes_nothing(bring, manager, asked, back):
    intake = bring("A")
    if asked:
        work_lists()
        intake.refresh_from_db()
        ask_take_over(intake, by=manager)
    manager.role = "visitor"
    manager.save()

    assert work_lists() == 1
    assert [state for state, _done in states()] == [back]
    assert Organisation.objects.count() == 0


def test_a_list_that_the_database_refuses_goes_back_and_the_others_go_on(bring, make_organisation):
    bring("A")
    bring("B")
    work_lists()
    faulty, other = Intake.objects.order_by("pk")
    faulty.rows.update(values={"name": "A", "since": "2020-01-01", "until": "2019-01-01"})
    Intake.objects.filter(pk=faulty.pk).update(cluster=make_cluster(make_organisation("Cluster"), by=None))
    for intake in (faulty, other):
        ask_take_over(intake, by=intake.owner)

    work_lists()
    assert [state for state, _done in states()] == ["preview", "taken"]
    assert "membership_ends_after_it_begins" in Intake.objects.get(pk=faulty.pk).trouble
    assert sorted(Organisation.objects.values_list("name", flat=True)) == ["B", "Cluster"]


def test_a_list_with_a_row_that_nobody_thought_of_goes_back_and_the_others_go_on(bring):
    bring("A")
    bring("B")
    work_lists()
    faulty, other = Intake.objects.order_by("pk")
    faulty.rows.update(values={})
    for intake in (faulty, other):
        ask_take_over(intake, by=intake.owner)

    work_lists()
    assert [state for state, _done in states()] == ["preview", "taken"]
    assert "KeyError" in Intake.objects.get(pk=faulty.pk).trouble
    assert (work_lists(), list(Organisation.objects.values_list("name", flat=True))) == (0, ["B"])


def test_a_second_worker_leaves_the_work_to_the_first(bring, settings):
    bring("A")
    with FileLock(settings.WORKSPACE / "lists.lock"):
        assert work_lists(patience=0.01) == 0

    assert states() == [("looking", 0)]

"""A list by hand, row by row: what each row becomes when it is taken over, what undo takes back, and who may."""

import pytest
from django.utils import timezone, translation

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import Institution, LogEntry
from crossfield.web.registry.actions.intake import (
    cancel_intake,
    choose_columns,
    decide_row,
    stage_list,
)
from crossfield.web.registry.actions.take_back import undo_intake
from crossfield.web.registry.actions.take_over import take_over
from crossfield.web.registry.models import (
    Intake,
    IntakeMapping,
    IntakeRow,
    Organisation,
)

pytestmark = pytest.mark.django_db
ROLES = ["visitor", "member", "reviewer", "officer", "analyst"]


@pytest.fixture
def staged(manager):
    """A list of two rows whose columns are not chosen yet."""
    rows = [(2, ["secret one", "Dresden"]), (3, ["secret two", "Jena"])]
    return stage_list("m.csv", by=manager, source="CRM", headings=["Name", "Ort"], rows=rows, mapping={})


def names():
    return sorted(Organisation.objects.values_list("name", flat=True))


def test_a_list_is_put_aside_as_it_came(staged, manager):
    assert (staged.total, staged.done, staged.state, staged.cluster) == (2, 0, "columns", None)
    assert (staged.owner, staged.institution, staged.release) == (manager, manager.institution, "institution")
    assert [(row.number, row.cells, row.answer) for row in staged.rows.all()] == [
        (2, ["secret one", "Dresden"], ""),
        (3, ["secret two", "Jena"], ""),
    ]
    assert names() == []


def test_its_name_and_origin_are_cut_to_what_is_kept(manager):
    made = stage_list("t" * 201, by=manager, source=f"  {'s' * 201}", headings=[], rows=[], mapping={"name": "A"})
    made.refresh_from_db()

    assert (made.title, made.source, made.total, made.mapping) == ("t" * 200, "s" * 200, 0, {"name": "A"})


def test_staging_is_logged_without_a_cell(staged, manager):
    entry = LogEntry.objects.get(public_id=staged.public_id)

    assert (entry.verb, entry.kind, entry.by, entry.fields) == ("stage_list", "intake", manager.public_id, ["rows"])
    assert "secret" not in str(list(LogEntry.objects.values()))


@pytest.mark.parametrize("role", ROLES)
def test_other_roles_stage_nothing(make_user, role):
    with pytest.raises(NotAllowedError):
        stage_list("m.csv", by=make_user("bob", role=role), source="x", headings=["N"], rows=[(2, ["A"])], mapping={})

    assert (Intake.objects.count(), IntakeRow.objects.count()) == (0, 0)


def test_somebody_without_an_institution_stages_nothing(make_user):
    homeless = make_user("bob", role="manager")
    homeless.institution = None
    homeless.save()

    with pytest.raises(NotAllowedError):
        stage_list("m.csv", by=homeless, source="x", headings=["N"], rows=[(2, ["A"])], mapping={})
    assert Intake.objects.count() == 0


def test_choosing_columns_anew_forgets_what_was_found_and_decided(looked_up, manager, make_organisation):
    known = make_organisation("Known")
    intake = looked_up({"answer": "register", "organisation": known}, {"answer": "review", "choice": "same"})
    Intake.objects.filter(pk=intake.pk).update(done=2)

    choose_columns(intake, by=manager, mapping={"name": "Name", "city": "Ort"})
    intake.refresh_from_db()

    assert (intake.state, intake.done, intake.mapping) == ("looking", 0, {"name": "Name", "city": "Ort"})
    assert list(intake.rows.values_list("answer", "choice", "organisation")) == [("", "", None), ("", "", None)]
    assert LogEntry.objects.get(verb="choose_columns").fields == ["city", "name"]


def test_columns_are_remembered_once_for_a_source_and_an_institution(staged, manager, make_user):
    colleague, stranger = make_user("cem", manager.institution, role="administrator"), make_user("eve", role="manager")
    choose_columns(staged, by=manager, mapping={"name": "Name"})
    choose_columns(staged, by=colleague, mapping={"name": "Ort"})
    other = stage_list("o.csv", by=stranger, source="CRM", headings=["N"], rows=[], mapping={})
    choose_columns(other, by=stranger, mapping={"name": "N"})

    kept = {one.institution: one.mapping for one in IntakeMapping.objects.all()}
    assert kept == {manager.institution: {"name": "Ort"}, stranger.institution: {"name": "N"}}


@pytest.mark.parametrize("mapping", [{}, {"name": ""}, {"city": "Ort"}])
def test_without_a_name_nothing_is_remembered_and_the_rows_stay(staged, manager, mapping):
    with translation.override("de"), pytest.raises(WrongStateError) as error:
        choose_columns(staged, by=manager, mapping=mapping)

    assert error.value.message == "Für „Name der Organisation“ ist keine Spalte gewählt."
    assert (Intake.objects.get().state, IntakeMapping.objects.count()) == ("columns", 0)


@pytest.mark.parametrize("choice", ["same", "other", "leave", ""])
def test_a_decision_can_be_changed_until_the_list_is_taken_over(looked_up, manager, choice):
    row = looked_up({"answer": "review"}, {"answer": "review"}).rows.first()
    decide_row(row, by=manager, choice="leave")
    decide_row(row, by=manager, choice=choice)

    assert list(IntakeRow.objects.values_list("number", "choice")) == [(2, choice), (3, "")]
    assert list(LogEntry.objects.filter(verb="decide_row").values_list("fields", flat=True)) == [["row 2"]] * 2


@pytest.mark.parametrize("answer", ["register", "evidence", "new", "error", ""])
def test_only_doubtful_rows_are_decided(looked_up, manager, answer):
    row = looked_up({"answer": "review"}).rows.get()
    IntakeRow.objects.update(answer=answer)  # columns were chosen anew since the page was opened
    with pytest.raises(WrongStateError) as error:
        decide_row(row, by=manager, choice="other")

    assert error.value.hint
    assert (IntakeRow.objects.get().choice, LogEntry.objects.filter(verb="decide_row").count()) == ("", 0)


def test_a_row_that_cannot_be_taken_over_stays_behind_whatever_was_decided(looked_up, manager):
    intake = looked_up({"answer": "error", "choice": "other"}, {"answer": "review", "choice": "other"})
    take_over(intake, by=manager)

    assert names() == ["Firm 3"]


def test_a_row_that_nobody_thought_of_sends_the_list_back_to_its_page(looked_up, manager):
    intake = looked_up({}, {"answer": "new"})
    intake.rows.filter(number=3).update(values={})
    with translation.override("en"), pytest.raises(WrongStateError):
        take_over(intake, by=manager)

    kept = Intake.objects.get()
    assert (kept.state, kept.trouble) == ("preview", "A row of this list could not be worked on (KeyError).")
    assert (intake.state, names()) == ("preview", [])


@pytest.mark.parametrize(
    ("state", "open_for"),
    [
        ("columns", {"choose", "cancel"}),
        ("looking", {"choose", "cancel"}),  # rows that are looked up later would not know of a decision
        ("preview", {"choose", "decide", "cancel", "take"}),
        ("taking", {"cancel"}),
        ("taken", {"undo"}),
        ("undone", set()),
        ("cancelled", set()),
    ],
)
def test_what_may_be_done_in_which_state(looked_up, manager, state, open_for):
    intake = looked_up({"answer": "review"})
    acts = {
        "choose": lambda one: choose_columns(one, by=manager, mapping={"name": "N"}),
        "decide": lambda one: decide_row(one.rows.get(), by=manager, choice="leave"),
        "cancel": lambda one: cancel_intake(one, by=manager),
        "take": lambda one: take_over(one, by=manager),
        "undo": lambda one: undo_intake(one, by=manager),
    }
    done = set()
    for name, act in acts.items():
        Intake.objects.filter(pk=intake.pk).update(state=state, taken_at=timezone.now())
        if not IntakeRow.objects.exists():
            IntakeRow.objects.create(intake=intake, number=2, values={"name": "Firm"})
        IntakeRow.objects.update(answer="review")  # columns that are chosen anew forget it
        try:
            act(Intake.objects.get(pk=intake.pk))
        except WrongStateError:
            assert Intake.objects.get(pk=intake.pk).state == state
        else:
            done.add(name)

    assert done == open_for


def test_a_list_that_is_given_up_leaves_no_row_but_its_name(staged, manager):
    cancel_intake(staged, by=manager)

    assert list(Intake.objects.values_list("title", "state")) == [("m.csv", "cancelled")]
    assert IntakeRow.objects.count() == 0
    assert LogEntry.objects.filter(verb="cancel_intake", public_id=staged.public_id).count() == 1


@pytest.mark.parametrize("role", [*ROLES, "manager", "administrator"])
def test_another_institution_does_nothing_with_a_list_in_any_role(looked_up, make_user, role):
    intake = looked_up({"answer": "review"})
    eve = make_user("eve", Institution.objects.create(name="Elsewhere"), role=role)
    for act in (
        lambda: choose_columns(intake, by=eve, mapping={"name": "N"}),
        lambda: decide_row(intake.rows.get(), by=eve, choice="same"),
        lambda: cancel_intake(intake, by=eve),
        lambda: take_over(intake, by=eve),
        lambda: undo_intake(intake, by=eve),
    ):
        with pytest.raises(NotAllowedError):
            act()

    assert list(intake.rows.values_list("choice")) == [("",)]
    assert (Intake.objects.get().state, names(), IntakeMapping.objects.count()) == ("preview", [], 0)

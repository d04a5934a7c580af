"""Contacts: one sentence is enough, and an introduction becomes a cooperation with one click."""

from datetime import date

import pytest
from django.utils import timezone, translation

from crossfield.errors import NotAllowedError, WrongStateError
from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.registry.actions.contact import (
    change_contact,
    finish_contact,
    note_contact,
    put_contact_back,
    take_contact_off,
    tell_outcome,
)
from crossfield.web.registry.actions.history import restore_change
from crossfield.web.registry.actions.person import add_person
from crossfield.web.registry.models import Contact, Cooperation, NamedInterface, Organisation
from crossfield.web.registry.queries.week import all_contacts_for, contacts_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


@pytest.fixture
def introduction(manager, make_organisation):
    one, two = make_organisation("One"), make_organisation("Two")
    return note_contact(one, by=manager, kind="introduction", text=" Sensors ", introduced_to=two, day=date(2026, 1, 2))


def test_a_contact_is_of_today_and_of_the_own_institution(manager, make_organisation):
    made = note_contact(make_organisation("One"), by=manager, kind="call", text="secret words")

    assert (made.day, made.institution, made.release) == (timezone.localdate(), manager.institution, "institution")
    assert "secret" not in str(list(LogEntry.objects.values()))
    assert str(made).endswith("One")


def test_only_an_introduction_names_another_one(manager, make_organisation):
    one, two = make_organisation("One"), make_organisation("Two")
    for kind, other in (("introduction", None), ("introduction", one), ("call", two)):
        with pytest.raises(WrongStateError):
            note_contact(one, by=manager, kind=kind, text="x", introduced_to=other)

    assert Contact.objects.count() == 0


def test_a_next_step_is_done_once(manager, make_organisation):
    one = make_organisation("One")
    made = note_contact(one, by=manager, kind="call", text="x", next_step="Send the programme", due=date(2026, 3, 1))
    finish_contact(made, by=manager)
    for again in (made, note_contact(one, by=manager, kind="call", text="x")):
        with pytest.raises(WrongStateError):
            finish_contact(again, by=manager)

    assert made.done == timezone.localdate()


def test_an_introduction_becomes_a_cooperation_once(introduction, manager):
    tell_outcome(introduction, by=manager, outcome="going_on")
    tell_outcome(introduction, by=manager, outcome="cooperation")
    made = Cooperation.objects.get()

    assert (introduction.cooperation, made.title, made.text) == (made, "One – Two", "Sensors")
    assert (made.standing, made.partners.count()) == ("stated", 2)
    with pytest.raises(WrongStateError):
        tell_outcome(introduction, by=manager, outcome="cooperation")
    assert Cooperation.objects.count() == 1


def test_a_second_click_makes_no_second_cooperation(introduction, manager):
    second = Contact.objects.get()  # as it was read before the first click was done
    tell_outcome(introduction, by=manager, outcome="cooperation")
    with pytest.raises(WrongStateError):
        tell_outcome(second, by=manager, outcome="cooperation")

    assert Cooperation.objects.count() == 1


def test_a_call_has_no_outcome(manager, make_organisation):
    with pytest.raises(WrongStateError):
        tell_outcome(
            note_contact(make_organisation("One"), by=manager, kind="call", text="x"), by=manager, outcome="nothing"
        )


@pytest.mark.parametrize("role", ["manager", "analyst"])
def test_others_change_nothing(introduction, make_user, make_organisation, role):
    other = make_user("bob", role=role)
    for act in (
        lambda: finish_contact(introduction, by=other),
        lambda: tell_outcome(introduction, by=other, outcome="nothing"),
    ):
        with pytest.raises(NotAllowedError):
            act()
    if role == "analyst":
        with pytest.raises(NotAllowedError):
            note_contact(make_organisation("X"), by=other, kind="call", text="x")
    introduction.refresh_from_db()
    assert introduction.outcome == ""


@pytest.mark.parametrize("outcomes", [["nothing"], ["going_on", "nothing"], ["nothing", "going_on"]])
def test_an_outcome_can_be_told_anew_and_makes_nothing(introduction, manager, outcomes):
    for outcome in outcomes:
        tell_outcome(introduction, by=manager, outcome=outcome)
    introduction.refresh_from_db()

    assert (introduction.outcome, introduction.cooperation, Cooperation.objects.count()) == (outcomes[-1], None, 0)


def test_the_cooperation_is_about_what_the_introduction_was_about(manager, make_organisation):
    interface = NamedInterface.objects.create(name="C3")
    one, two = make_organisation("A" * 200), make_organisation("B" * 200)
    met = note_contact(
        one, by=manager, kind="introduction", text="Sensors", introduced_to=two, interface=interface, language="en"
    )
    made = tell_outcome(met, by=manager, outcome="cooperation").cooperation

    assert (made.interface, made.language, made.kind, made.release) == (interface, "en", "agreement", "institution")
    assert made.began == timezone.localdate().isoformat()
    assert [part.organisation for part in made.partners.all()] == [one, two]
    assert made.title == f"{'A' * 200} – {'B' * 97}"


def test_a_contact_keeps_what_was_said_of_it_and_its_words_are_cut(manager, make_organisation):
    made = note_contact(
        make_organisation("One"),
        by=manager,
        kind="visit",
        text=f"  {'x' * 501}",
        day=date(2014, 7, 14),
        function="head of development",
        due=date(2014, 8, 1),
        next_step="call again",
    )
    made.refresh_from_db()

    assert (made.day, made.due, made.done) == (date(2014, 7, 14), date(2014, 8, 1), None)
    assert (made.text, made.function, made.next_step) == ("x" * 500, "head of development", "call again")


def test_what_is_refused_is_told_in_german(introduction, manager, make_organisation):
    call = note_contact(make_organisation("X"), by=manager, kind="call", text="x")
    acts = {
        "Eine Vermittlung bringt zwei Organisationen zusammen, anderes nicht.": lambda: note_contact(
            call.organisation, by=manager, kind="introduction", text="x"
        ),
        "Dieser Schritt ist schon erledigt.": lambda: finish_contact(introduction, by=manager),
        "Nur aus einer Vermittlung wird etwas, und nur einmal eine Kooperation.": lambda: tell_outcome(
            call, by=manager, outcome="nothing"
        ),
    }
    said = []
    for act in acts.values():
        with translation.override("de"), pytest.raises(WrongStateError) as error:
            act()
        said.append(error.value.message)

    assert said == list(acts)


def test_each_act_has_one_line_of_the_log_that_names_what_was_filled_in_only(manager, make_organisation):
    one, two = make_organisation("One"), make_organisation("Two")
    given = {"introduced_to": two, "next_step": "secret step", "due": date(2026, 3, 1), "function": ""}
    made = note_contact(one, by=manager, kind="introduction", text="secret", **given)
    finish_contact(made, by=manager)
    tell_outcome(made, by=manager, outcome="cooperation")

    lines = LogEntry.objects.filter(public_id=made.public_id).order_by("pk")
    assert list(lines.values_list("verb", "fields")) == [
        ("note_contact", ["day", "due", "introduced_to", "next_step", "text"]),
        ("finish_contact", ["done"]),
        ("tell_outcome", ["outcome"]),
    ]
    assert LogEntry.objects.filter(verb="record_cooperation").count() == 1
    assert "secret" not in str(list(LogEntry.objects.values()))


def test_a_colleague_goes_on_where_another_one_stopped(introduction, manager, make_user):
    colleague = make_user("cem", manager.institution, role="administrator")
    tell_outcome(introduction, by=colleague, outcome="going_on")

    assert (introduction.outcome, introduction.owner) == ("going_on", manager)


def test_what_is_said_of_a_contact_is_changed_with_one_line_of_the_log_and_its_history(manager, make_organisation):
    one, two = make_organisation("One"), make_organisation("Two")
    made = note_contact(one, by=manager, kind="call", text="secret sensors", next_step="Call", due=date(2026, 3, 1))
    given = {"organisation": two, "text": " secret chips ", "function": "", "due": None}
    changed = change_contact(made, by=manager, version=1, given=given)

    assert (changed.organisation, changed.text, changed.due, changed.version) == (two, "secret chips", None, 2)
    line = LogEntry.objects.get(verb="change_contact")
    assert (line.fields, "secret" in str(line.__dict__)) == (["due", "organisation", "text"], False)
    rows = {row.field: (row.old, row.new) for row in line.changes.all()}
    assert rows == {
        "due": ("2026-03-01", None),
        "organisation": (one.pk, two.pk),
        "text": ("secret sensors", "secret chips"),
    }


def test_who_saves_upon_another_state_of_a_contact_is_told_and_nothing_is_lost(manager, make_organisation):
    made = note_contact(make_organisation("One"), by=manager, kind="call", text="x")
    change_contact(made, by=manager, version=1, given={"text": "first"})
    with translation.override("de"), pytest.raises(WrongStateError) as error:
        change_contact(made, by=manager, version=1, given={"text": "second"})
    made.refresh_from_db()

    assert made.text == "first"
    assert error.value.message == (
        "Jemand anderes hat diesen Kontakt gespeichert, seit Sie das Formular geöffnet haben."
    )


def test_a_new_next_step_is_to_be_done_and_an_old_one_stays_done(manager, make_organisation):
    made = note_contact(make_organisation("One"), by=manager, kind="call", text="x", next_step="Call")
    finish_contact(made, by=manager)
    kept = change_contact(made, by=manager, version=1, given={"text": "y", "next_step": "Call"})
    assert kept.done == timezone.localdate()

    assert change_contact(made, by=manager, version=2, given={"next_step": "Write"}).done is None


def test_what_was_no_introduction_has_no_outcome(introduction, manager):
    tell_outcome(introduction, by=manager, outcome="going_on")
    for given in ({"kind": "call"}, {"introduced_to": None}, {"introduced_to": introduction.organisation}):
        with pytest.raises(WrongStateError):
            change_contact(introduction, by=manager, version=1, given=given)
    changed = change_contact(introduction, by=manager, version=1, given={"kind": "call", "introduced_to": None})

    assert (changed.kind, changed.introduced_to, changed.outcome) == ("call", None, "")


def test_between_whom_it_was_stays_once_it_is_a_cooperation(introduction, manager, make_organisation):
    tell_outcome(introduction, by=manager, outcome="cooperation")
    with pytest.raises(WrongStateError) as error:
        change_contact(introduction, by=manager, version=1, given={"organisation": make_organisation("Third")})
    changed = change_contact(introduction, by=manager, version=1, given={"text": "Chips"})

    assert error.value.message == "This introduction became a cooperation; between whom it was stays as it is."
    assert (changed.text, changed.organisation.name) == ("Chips", "One")


def test_a_contact_is_taken_off_once_and_put_back(introduction, manager):
    taken = [take_contact_off(introduction, by=manager).taken_off for _ in range(2)]
    assert (taken[0], contacts_for(manager).count(), all_contacts_for(manager).count()) == (taken[1], 0, 1)
    back = [put_contact_back(introduction, by=manager).taken_off for _ in range(2)]

    assert (back, contacts_for(manager).count()) == ([None, None], 1)
    lines = LogEntry.objects.filter(public_id=introduction.public_id).order_by("pk").values_list("verb", "fields")
    assert list(lines)[1:] == [("take_contact_off", ["taken_off"]), ("put_contact_back", ["taken_off"])]


@pytest.mark.parametrize("role", ["manager", "analyst"])
def test_others_neither_change_a_contact_nor_take_it_off(introduction, make_user, role):
    other = make_user("bob", role=role)
    for act in (
        lambda: change_contact(introduction, by=other, version=1, given={"text": "mine"}),
        lambda: take_contact_off(introduction, by=other),
        lambda: put_contact_back(introduction, by=other),
    ):
        with pytest.raises(NotAllowedError) as error:
            act()
        assert "Sensors" not in str(error.value)
    introduction.refresh_from_db()

    assert (introduction.text, introduction.taken_off) == ("Sensors", None)


def test_a_person_of_another_institution_is_not_named(introduction, manager, make_user):
    person = add_person("Somebody else's", by=make_user("bob", role="manager"), functions=[])
    with pytest.raises(NotAllowedError) as error:
        change_contact(introduction, by=manager, version=1, given={"person": person})

    assert "Somebody" not in str(error.value)
    assert Contact.objects.get().person is None


@pytest.mark.parametrize(
    ("given", "stands"),
    [
        ({"text": "Chips"}, "Sensors"),
        ({"day": date(2026, 1, 3)}, date(2026, 1, 2)),
    ],
)
def test_a_change_of_a_contact_is_taken_back_from_its_history(introduction, manager, given, stands):
    change_contact(introduction, by=manager, version=1, given=given)
    restore_change(FieldChange.objects.get(entry__verb="change_contact"), by=manager)
    introduction.refresh_from_db()

    assert (getattr(introduction, *given), introduction.version) == (stands, 3)


def test_what_is_taken_back_must_hold_and_what_was_taken_off_goes_back(introduction, manager, make_organisation):
    first, third = introduction.organisation, make_organisation("Third")
    change_contact(introduction, by=manager, version=1, given={"organisation": third})
    change_contact(introduction, by=manager, version=2, given={"introduced_to": first})
    with pytest.raises(WrongStateError, match="brings two organisations together"):
        restore_change(FieldChange.objects.get(entry__verb="change_contact", field="organisation"), by=manager)
    take_contact_off(introduction, by=manager)
    restore_change(FieldChange.objects.get(entry__verb="take_contact_off"), by=manager)
    introduction.refresh_from_db()

    assert (introduction.organisation, introduction.taken_off) == (third, None)


def test_a_name_is_added_to_the_register_with_its_contact_or_not_at_all(manager, make_user):
    made = note_contact("New Ltd", by=manager, kind="inquiry", text="x")
    with pytest.raises(WrongStateError):
        note_contact("Newer Ltd", by=manager, kind="introduction", text="x")
    with pytest.raises(NotAllowedError):
        note_contact("Newest Ltd", by=make_user("ana", role="analyst"), kind="call", text="x")

    assert made.organisation.name == "New Ltd"
    assert Organisation.objects.filter(name__startswith="New").count() == 1


def test_of_a_contact_that_was_taken_off_nothing_is_done_and_nothing_comes(introduction, manager):
    take_contact_off(introduction, by=manager)
    introduction.refresh_from_db()
    for act in (
        lambda: finish_contact(introduction, by=manager),
        lambda: tell_outcome(introduction, by=manager, outcome="cooperation"),
    ):
        with pytest.raises(WrongStateError, match="taken off"):
            act()

    introduction.refresh_from_db()
    assert (introduction.done, introduction.cooperation) == (None, None)

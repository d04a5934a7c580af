"""The history: what an action changed, under its line of the log, and nothing that it did not change."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crossfield.web.accounts.actions.history import RESTORABLE, as_stored, purge_history, write_told
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import FieldChange, LogEntry
from crossfield.web.registry.actions.contact import finish_contact, note_contact
from crossfield.web.registry.actions.event import change_event, record_event
from crossfield.web.registry.actions.organisation import write_sheet
from crossfield.web.registry.actions.person import add_detail, add_person
from crossfield.web.registry.models import Contact, Event, OrganisationSheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(make_user):
    return make_user("ann", role="manager")


def changed(**wanted):
    return list(FieldChange.objects.filter(**wanted).order_by("pk").values_list("field", "old", "new"))


def test_a_change_has_who_when_and_what_stood_there(manager, make_organisation):
    event = record_event("Meeting", by=manager, kind="workshop", day=date(2026, 1, 2))
    change_event(Event.objects.get(pk=event.pk), by=manager, version=1, given={"followed": "Talks"})
    change_event(Event.objects.get(pk=event.pk), by=manager, version=2, given={"followed": "A cooperation"})

    rows = list(FieldChange.objects.filter(field="followed").order_by("pk"))
    assert [(one.old, one.new, one.entry.by, one.institution) for one in rows] == [
        (None, "Talks", manager.public_id, manager.institution),
        ("Talks", "A cooperation", manager.public_id, manager.institution),
    ]
    assert [one.entry.verb for one in rows] == ["change_event"] * 2


def test_what_is_made_is_told_column_by_column(manager, make_organisation):
    write_sheet(make_organisation("One"), by=manager, given={"text": "secret", "tags": ""})

    assert ("text", None, "secret") in changed(kind="organisationsheet")
    assert "tags" not in {field for field, _old, _new in changed(kind="organisationsheet")}
    assert "secret" not in str(list(LogEntry.objects.values()))


def test_one_object_in_hand_is_compared_to_what_was_written_last(manager, make_organisation):
    contact = note_contact(make_organisation("One"), by=manager, kind="call", text="x", next_step="y")
    before = FieldChange.objects.count()
    finish_contact(contact, by=manager)

    assert changed(field="done")[0][1] is None
    assert FieldChange.objects.count() == before + 1


def test_what_was_read_in_part_or_anew_is_compared_to_what_was_read(manager, make_organisation):
    made = note_contact(make_organisation("One"), by=manager, kind="call", text="x")
    part = Contact.objects.only("text", "institution").get(pk=made.pk)
    Contact.objects.filter(pk=made.pk).update(text="by another way")
    part.refresh_from_db(fields=["text"])
    FieldChange.objects.all().delete()
    write_log(part, verb="look", by=manager)
    assert changed() == []

    part.text = "z"
    write_log(part, verb="change", by=manager)
    assert changed() == [("text", "by another way", "z")]


def test_changes_of_one_action_share_its_line_of_the_log(manager, make_organisation):
    sheet = write_sheet(make_organisation("One"), by=manager, given={"text": "a", "assessment": "b"})
    rows = FieldChange.objects.filter(public_id=sheet.public_id)

    assert len({one.entry_id for one in rows}) == 1
    assert rows[0].entry.verb == "write_sheet"
    assert str(rows[0]).startswith(f"organisationsheet {sheet.public_id}: ")


def test_what_belongs_to_nobody_is_seen_by_who_changed_it(manager, make_organisation):
    made = make_organisation("By the program")
    assert set(FieldChange.objects.filter(public_id=made.public_id).values_list("institution", flat=True)) == {None}

    from crossfield.web.registry.actions.organisation import add_value

    add_value(made, by=manager, key="city", value="Dresden", source="its website")
    assert changed(institution=manager.institution) == [("city", None, "Dresden (its website)")]


def test_nothing_told_is_nothing_written(manager, make_organisation):
    entry = write_log(make_organisation("One"), verb="look", by=manager, told={"city": ""})

    assert write_told(entry, {}, institution=None) == []
    assert changed(entry=entry) == []


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        (None, None), ("", None), (False, False), (0, 0), ("a", "a"), ([1], [1]), (Decimal("51.00"), "51.00"),
        (date(2014, 7, 14), "2014-07-14"), (datetime(2014, 7, 14, 9, tzinfo=UTC), "2014-07-14T09:00:00+00:00"),
    ],
)  # fmt: skip
def test_a_value_is_kept_as_json_has_it(value, stored):
    assert as_stored(value) == stored


@given(st.one_of(st.text(), st.integers(), st.dates(), st.booleans(), st.none()))
def test_what_is_kept_once_is_kept_the_same_again(value):
    assert as_stored(as_stored(value)) == as_stored(value)


def test_personal_values_are_cleared_after_thirty_days_and_the_rest_stays(manager, make_organisation):
    person = add_person("Test Muster", by=manager, functions=[(make_organisation("One"), "Head")])
    add_detail(person, by=manager, kind="mail", value="test@example.org", purpose="events", basis="contract")
    at = LogEntry.objects.get(verb="add_detail").at

    assert purge_history(at + RESTORABLE - timedelta(seconds=1)) == 0
    assert changed(field="value") == [("value", None, "test@example.org")]
    assert purge_history(at + RESTORABLE) == 1
    assert purge_history(at + RESTORABLE) == 0

    assert changed(cleared=True) == [("value", None, None)]
    assert ("purpose", None, "events") in changed(kind="persondetail")
    assert changed(kind="person", field="name") == [("name", None, "Test Muster")]


def test_whom_a_sheet_named_as_contacts_is_cleared_as_well(manager, make_organisation):
    one = make_organisation("One")
    write_sheet(one, by=manager, given={"contacts": "Test Muster, +49 351 1", "text": "stays"})
    write_sheet(one, by=manager, given={"contacts": "Somebody Else"}, version=1)
    at = LogEntry.objects.filter(verb="write_sheet").latest("at").at

    assert purge_history(at + RESTORABLE) == 2
    assert changed(field="contacts") == [("contacts", None, None)] * 2
    assert changed(kind="organisationsheet", field="text") == [("text", None, "stays")]


def test_columns_that_the_program_keeps_have_no_history():
    assert "version" not in OrganisationSheet.kept_columns()
    assert {"text", "next_step_due", "organisation_id"} <= set(OrganisationSheet.kept_columns())

"""The log is added to and never changed, whichever way one tries."""

import pytest
from django.db import DatabaseError, connection, transaction

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import Institution, LogEntry


@pytest.fixture
def entry(make_user):
    user = make_user("ann")
    return write_log(user.institution, verb="rename", by=user, fields=("name", "created"))


def test_an_entry_holds_references_and_names_of_columns(entry, make_user):
    assert entry.kind == "institution"
    assert entry.fields == ["created", "name"]
    assert len(entry.public_id) == len(entry.by) == 16
    stored = " ".join(str(value) for value in LogEntry.objects.values_list().get(pk=entry.pk))
    assert "ann" not in stored
    assert "example.org" not in stored


def test_the_program_itself_acts_without_a_user(db):
    made = write_log(Institution.objects.create(name="A"), verb="make", by=None)

    assert (made.by, made.institution, made.fields) == ("", "", [])


def test_python_refuses_to_change_or_delete(entry):
    for change in (
        entry.save,
        entry.delete,
        LogEntry.objects.all().delete,
        lambda: LogEntry.objects.update(verb="other"),
    ):
        with pytest.raises(NotAllowedError, match="never"):
            change()


@pytest.mark.parametrize("line", ["UPDATE accounts_logentry SET verb = 'other'", "DELETE FROM accounts_logentry"])
def test_the_database_refuses_too(entry, line):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(line)

    assert LogEntry.objects.get(pk=entry.pk).verb == "rename"

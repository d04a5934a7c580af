"""An entry of the log holds public ids and names of columns, never a value, and stays as it is."""

import pytest

from crossfield.errors import NotAllowedError
from crossfield.web.accounts.actions.log import write_log
from crossfield.web.accounts.models import Institution, LogEntry, User

pytestmark = pytest.mark.django_db


def test_who_did_what_to_which_object_in_which_columns(make_user):
    by = make_user("ann", name="Secret Name")
    subject = Institution.objects.create(name="Secret institution")

    entry = write_log(subject, verb="rename", by=by, fields=["name", "label"])

    kept = LogEntry.objects.get()
    assert kept == entry
    assert (kept.by, kept.institution) == (by.public_id, by.institution.public_id)
    assert (kept.verb, kept.kind, kept.public_id) == ("rename", "institution", subject.public_id)
    assert kept.fields == ["label", "name"]
    assert "Secret" not in str(list(LogEntry.objects.values_list()))
    assert str(kept) == f"{kept.at:%Y-%m-%d %H:%M} rename institution {subject.public_id}"


def test_what_the_program_does_has_nobody_beside_it():
    subject = Institution.objects.create(name="Example")
    write_log(subject, verb="add_example", by=None)

    kept = LogEntry.objects.get()
    assert (kept.by, kept.institution, kept.fields) == ("", "", [])


def test_somebody_without_an_institution_is_named_alone():
    by = User.objects.create_user("ann@example.org")
    write_log(by, verb="sign_up", by=by, fields=iter(["email"]))

    kept = LogEntry.objects.get()
    assert (kept.by, kept.institution, kept.kind, kept.fields) == (by.public_id, "", "user", ["email"])


def test_an_entry_is_neither_changed_nor_deleted(make_user):
    entry = write_log(make_user("ann"), verb="sign_up", by=None)
    entry.verb = "something else"

    with pytest.raises(NotAllowedError, match="never changed"):
        entry.save()
    with pytest.raises(NotAllowedError, match="never shortened"):
        entry.delete()
    with pytest.raises(NotAllowedError, match="never changed"):
        LogEntry.objects.all().update(verb="something else")
    with pytest.raises(NotAllowedError, match="never shortened"):
        LogEntry.objects.all().delete()
    assert LogEntry.objects.get().verb == "sign_up"

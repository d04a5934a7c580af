"""Tables of one's own: what is stored, what is computed, who may, what is logged."""

import pytest

from crossfield.errors import NotAllowedError, SchemaError, SourceError
from crossfield.web.accounts.models import Document, LogEntry
from crossfield.web.evidence.actions import upload as actions
from crossfield.web.evidence.actions.upload import (
    confirm_columns,
    read_upload,
    remove_upload,
    restore_upload,
    store_upload,
)
from crossfield.web.evidence.models import Load, Upload
from crossfield.web.evidence.queries.upload import read_table, tables_folder, uploads_for
from crossfield.web.evidence.tasks.load import run_load

ACTIVITY = "Bundesland;Branche;Beschäftigte\nSachsen;Chips;300\nSachsen;Autos;100\nBayern;Chips;100\nBayern;Autos;300\n"
COLUMNS = {"region": "Bundesland", "field": "Branche", "amount": "Beschäftigte"}


@pytest.fixture
def ann(make_user):
    return make_user("ann")


def verbs() -> list[str]:
    return [entry.verb for entry in LogEntry.objects.order_by("pk") if entry.kind == "upload"]


def test_a_table_is_stored_for_the_institution_and_no_other(ann, make_file, make_user):
    upload = store_upload(make_file(ACTIVITY.encode("cp1252")), by=ann)

    assert (upload.kind, upload.layout, upload.encoding, upload.state) == ("activity", "", "cp1252", "draft")
    assert (upload.owner, upload.institution, upload.release) == (ann, ann.institution, "institution")
    assert upload.document.release == "own"
    colleague, stranger = make_user("colleague", ann.institution), make_user("stranger")
    assert [list(uploads_for(user)) for user in (ann, colleague, stranger, None)] == [[upload], [upload], [], []]
    assert verbs() == ["store_upload"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4", b"just some words", b"\x00\x01\x02", b"PK\x03\x04broken"])
def test_what_is_no_table_is_not_stored(ann, make_file, data):
    with pytest.raises(SourceError) as error:
        store_upload(make_file(data, "cats.pdf"), by=ann)

    assert "cats.pdf" in error.value.message
    assert not Document.objects.exists()
    assert not Upload.objects.exists()


def test_activity_is_read_into_quotients(ann, make_file):
    upload = store_upload(make_file(ACTIVITY.encode("cp1252")), by=ann)

    assert confirm_columns(upload, "activity", COLUMNS | {"year": ""}, by=ann) is None
    figures = {(row["region"], row["field"]): (row["value"], row["amount"]) for row in read_table(upload, "figures")}
    assert figures == {
        ("Sachsen", "Chips"): (1.5, 300.0),
        ("Sachsen", "Autos"): (0.5, 100.0),
        ("Bayern", "Chips"): (0.5, 100.0),
        ("Bayern", "Autos"): (1.5, 300.0),
    }
    assert (upload.state, upload.rows_read, upload.rows_used, upload.problems) == ("ready", 4, 4, 0)
    assert verbs() == ["store_upload", "confirm_columns"]


def test_problems_are_kept_row_by_row(ann, make_file):
    upload = store_upload(make_file((ACTIVITY + "Berlin;Chips;viele\n").encode()), by=ann)
    confirm_columns(upload, "activity", COLUMNS, by=ann)

    assert read_table(upload, "problems") == [
        {
            "row": 6,
            "column": "Beschäftigte",
            "found": "viele",
            "expected": "a number such as 1234.5 or 1.234,50",
            "is_left_out": False,
        }
    ]
    assert (upload.rows_read, upload.rows_used, upload.problems) == (5, 5, 1)


@pytest.mark.parametrize(
    "mapping", [{}, COLUMNS | {"amount": ""}, COLUMNS | {"amount": "Bundesland"}, COLUMNS | {"amount": "Gewinn"}]
)
def test_columns_that_do_not_hold_are_refused_and_nothing_changes(ann, make_file, mapping):
    upload = store_upload(make_file(ACTIVITY.encode()), by=ann)

    with pytest.raises(SchemaError):
        confirm_columns(upload, "activity", mapping, by=ann)
    assert Upload.objects.get().state == "draft"
    assert verbs() == ["store_upload"]


def test_a_table_without_a_usable_row_stays_a_draft(ann, make_file):
    upload = store_upload(make_file(b"Projekt;Titel\n;a\n;b\n"), by=ann)

    with pytest.raises(SchemaError, match="None of 2 rows"):
        confirm_columns(upload, "projects", {"project": "Projekt", "title": "Titel"}, by=ann)
    assert Upload.objects.get().state == "draft"


def test_only_its_owner_changes_a_table(ann, make_file, make_user):
    upload = store_upload(make_file(ACTIVITY.encode()), by=ann)
    other = make_user("other", ann.institution)
    refused = [
        lambda: confirm_columns(upload, "activity", COLUMNS, by=other),
        lambda: remove_upload(upload, by=other),
        lambda: restore_upload(upload, by=other),
    ]
    for act in refused:
        with pytest.raises(NotAllowedError):
            act()
    assert verbs() == ["store_upload"]


def test_a_large_table_is_read_apart(ann, make_file, monkeypatch):
    monkeypatch.setattr(actions, "AT_ONCE", 10)
    upload = store_upload(make_file(ACTIVITY.encode()), by=ann)

    load = confirm_columns(upload, "activity", COLUMNS, by=ann)

    assert (load.source, load.given, load.state, load.owner) == ("own-table", upload.public_id, "waiting", ann)
    assert Upload.objects.get().state == "computing"
    run_load(load)
    assert (Load.objects.get().state, Upload.objects.get().state) == ("done", "ready")


def test_a_table_that_was_read_again_has_the_new_rows(ann, make_file):
    upload = store_upload(make_file(ACTIVITY.encode()), by=ann)
    confirm_columns(upload, "activity", COLUMNS, by=ann)
    confirm_columns(upload, "organisations", {"name": "Branche"}, by=ann)

    assert sorted(path.stem for path in tables_folder(upload).iterdir()) == ["links", "problems", "rows"]
    assert upload.rows_used == 2
    steps = []
    read_upload(upload, report=steps.append)
    assert steps == ["reading the table", "computing figures of the table"]


def test_a_table_is_taken_away_and_brought_back(ann, make_file):
    upload = store_upload(make_file(ACTIVITY.encode()), by=ann)

    remove_upload(upload, by=ann)
    assert list(uploads_for(ann)) == []
    restore_upload(upload, by=ann)
    assert list(uploads_for(ann)) == [upload]
    assert verbs() == ["store_upload", "remove_upload", "restore_upload"]

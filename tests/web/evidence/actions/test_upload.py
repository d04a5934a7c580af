"""Tables of one's own: what is stored, what is computed, who may, what is logged."""

import pytest

from crossfield.errors import NotAllowedError, SchemaError, SourceError, UnknownNameError
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
from crossfield.web.evidence.queries.upload import read_table, removed_uploads, tables_folder, uploads_for
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


def test_removing_is_the_owners_and_leaves_the_files(ann, make_file, make_user):
    upload = store_upload(make_file(ACTIVITY.encode()), by=ann)
    confirm_columns(upload, "activity", COLUMNS, by=ann)
    files = sorted(path.name for path in tables_folder(upload).iterdir())
    remove_upload(upload, by=ann)

    assert list(uploads_for(ann)) == []
    assert list(removed_uploads(ann)) == [upload]
    assert list(removed_uploads(make_user("colleague", ann.institution))) == []
    assert sorted(path.name for path in tables_folder(upload).iterdir()) == files


def test_who_has_no_institution_keeps_a_table_alone(make_file, make_user):
    alone = make_user("alone")
    alone.institution = None
    alone.save()
    upload = store_upload(make_file(ACTIVITY.encode()), by=alone)

    assert (upload.institution, upload.release) == (None, "own")
    assert [list(uploads_for(user)) for user in (alone, make_user("other"), None)] == [[upload], [], []]


@pytest.mark.parametrize(
    ("name", "title"),
    [("../../etc/passwd.csv", "passwd.csv"), ("<b>.csv", "<b>.csv"), ("=1+1.csv", "=1+1.csv")],
)
def test_a_table_is_called_by_its_file_without_folders(ann, make_file, name, title):
    assert store_upload(make_file(ACTIVITY.encode(), name), by=ann).title == title


def test_years_of_all_rows_make_figures_by_year_and_years_of_some_make_none(ann, make_file):
    data = "Bundesland;Branche;Beschäftigte;Jahr\n" + "".join(
        f"{region};{field};{amount};{year}\n"
        for year in (2019, 2020)
        for region, field, amount in (("Sachsen", "Chips", 300), ("Sachsen", "Autos", 100), ("Bayern", "Chips", 400))
    )
    upload = store_upload(make_file(data.encode()), by=ann)
    confirm_columns(upload, "activity", COLUMNS | {"year": "Jahr"}, by=ann)
    by_year = {row["year"] for row in read_table(upload, "figures")}
    partly = store_upload(make_file((data + "Berlin;Autos;7;\n").encode()), by=ann)
    confirm_columns(partly, "activity", COLUMNS | {"year": "Jahr"}, by=ann)

    assert by_year == {2019, 2020}
    assert {row["year"] for row in read_table(partly, "figures")} == {None}


def test_columns_of_another_kind_are_left_out_of_what_is_kept(ann, make_file):
    upload = store_upload(make_file(ACTIVITY.encode()), by=ann)
    confirm_columns(upload, "activity", COLUMNS | {"pic": "Branche", "<b>": "Branche"}, by=ann)

    assert Upload.objects.get().mapping == COLUMNS


def test_a_kind_that_is_not_there_is_refused(ann, make_file):
    upload = store_upload(make_file(ACTIVITY.encode()), by=ann)
    with pytest.raises(UnknownNameError):
        confirm_columns(upload, "recipes", COLUMNS, by=ann)

    assert Upload.objects.get().state == "draft"


def test_projects_are_counted_by_region_field_and_interface(ann, make_file):
    data = (
        "Projekt;Titel;Region\n"
        "1;Photonics and biotechnology for hospitals;DED2\n"
        "2;Photonics alone;DED2\n"
        "3;Nothing that is known;DED5\n"
    )
    upload = store_upload(make_file(data.encode()), by=ann)
    confirm_columns(upload, "projects", {"project": "Projekt", "title": "Titel", "region": "Region"}, by=ann)
    counted = {
        row["field"]: row["projects"]
        for row in read_table(upload, "figures")
        if (row["level"], row["region"]) == (2, "DED2")
    }

    assert (counted["photonics"], counted["biotechnology"]) == (2, 1)
    assert read_table(upload, "totals") == [{"tagged": 2, "total": 3}]
    pairs = [row for row in read_table(upload, "pairs") if (row["level"], row["field_a"]) == (2, "biotechnology")]
    assert [(row["region"], row["projects"]) for row in pairs if row["field_b"] == "photonics"] == [("DED2", 1)]


def test_organisations_that_nobody_knows_are_new_and_have_no_figures(ann, make_file):
    upload = store_upload(make_file(b"Organisation;City;Country\nZzyzx Quux GmbH;Nowhere;DE\n"), by=ann)
    confirm_columns(upload, "organisations", {"name": "Organisation", "city": "City", "country": "Country"}, by=ann)
    (row,) = read_table(upload, "links")

    assert (row["name"], row["organisation"], row["known_as"]) == ("Zzyzx Quux GmbH", None, None)
    assert (row["participations"], row["is_person"]) == (None, False)

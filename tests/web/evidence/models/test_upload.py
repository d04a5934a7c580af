"""Tables of one's own as rows of the workspace: names, order, and that the file they came from cannot go."""

import pytest
from django.db.models import ProtectedError
from django.utils import translation

from crossfield.web.accounts.models import LogEntry
from crossfield.web.evidence.models import Upload
from crossfield.web.evidence.models.upload import UploadKind, UploadState


@pytest.mark.django_db
def test_what_is_stored_is_a_draft_of_no_kind_until_its_columns_are_said(make_upload, make_user):
    ann = make_user("ann")
    blank = Upload(document=make_upload(ann).document)

    assert (blank.state, blank.kind, blank.mapping, blank.removed) == ("draft", "", {}, None)
    assert (blank.rows_read, blank.rows_used, blank.problems) == (0, 0, 0)
    assert Upload.objects.get().state == UploadState.READY


@pytest.mark.django_db
def test_the_newest_table_comes_first_and_each_has_an_id_of_its_own(make_upload, make_user):
    ann = make_user("ann")
    made = [make_upload(ann, name=f"{name}.csv") for name in ("a", "<b>", "=c()")]

    assert [str(one) for one in Upload.objects.all()] == ["=c().csv", "<b>.csv", "a.csv"]
    assert len({one.public_id for one in made}) == 3


@pytest.mark.django_db
def test_the_file_of_a_table_is_kept_as_long_as_the_table(make_upload, make_user):
    upload = make_upload(make_user("ann"))
    with pytest.raises(ProtectedError):
        upload.document.delete()

    assert Upload.objects.get().document == upload.document
    assert LogEntry.objects.filter(kind="upload", verb="store_upload").count() == 1


def test_mappings_of_two_new_tables_are_not_one():
    one, other = Upload(), Upload()
    one.mapping["region"] = "Land"

    assert other.mapping == {}


@pytest.mark.parametrize(
    ("language", "kinds", "states"),
    [
        (
            "en",
            ["Activity by region and field", "Projects of other programmes", "Organisations"],
            ["the columns are to be confirmed", "is being read", "ready"],
        ),
        (
            "de",
            ["Aktivität nach Region und Feld", "Projekte anderer Programme", "Organisationen"],
            ["die Spalten sind noch zu bestätigen", "wird gelesen", "fertig"],
        ),
    ],
)
def test_kinds_and_states_are_said_in_the_readers_language(language, kinds, states):
    with translation.override(language):
        assert [str(one.label) for one in UploadKind] == kinds
        assert [str(one.label) for one in UploadState] == states

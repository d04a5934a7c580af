"""The workspace as a download: at a desk, by POST, and nowhere else."""

import zipfile
from io import BytesIO

import pytest


@pytest.fixture
def kept(workspace, settings):
    (workspace / "secret_key").write_text("a secret", encoding="utf-8")
    settings.FILE_UPLOAD_TEMP_DIR = workspace / "incoming"
    return workspace


def test_at_a_desk_it_comes_as_one_file_of_which_no_copy_stays(kept, desk):
    answer = desk.post("/de/backup/")
    names = zipfile.ZipFile(BytesIO(b"".join(answer))).namelist()

    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="crossfield-')
    assert answer["Cache-Control"] == "no-store"
    assert (names[0].startswith("database."), names[1:]) == (True, ["secret_key", "manifest.json"])
    assert list((kept / "incoming" / "backup").iterdir()) == []


def test_a_link_alone_does_nothing(kept, desk):
    assert desk.get("/de/backup/").status_code == 405
    assert not (kept / "incoming" / "backup").exists()


@pytest.mark.parametrize("role", ["manager", "administrator"])
def test_on_a_server_nobody_gets_it(kept, served, make_user, role):
    served.force_login(make_user("ann", role=role, is_superuser=True, is_staff=True))

    assert served.post("/de/backup/").status_code == 404
    assert not (kept / "incoming" / "backup").exists()


def test_the_page_on_recurring_work_offers_it_at_a_desk(desk):
    assert 'action="/en/backup/"' in desk.get("/en/schedule/").content.decode()


def test_and_says_nothing_of_it_on_a_server(served, make_user):
    served.force_login(make_user("ann", role="administrator", is_superuser=True, is_staff=True))

    answer = served.get("/en/schedule/")

    assert answer.status_code == 200
    assert "backup" not in answer.content.decode().lower()

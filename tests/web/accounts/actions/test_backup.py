"""Writing the workspace into one file, and putting it back."""

import json
import sqlite3
import stat
import zipfile
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection
from filelock import FileLock

from crossfield.errors import ConfigError, SourceError, WrongStateError
from crossfield.web.accounts.actions.backup import hold_workspace, restore_backup, write_backup

AT = datetime(2026, 11, 27, 19, 15, 30, tzinfo=UTC)
THEN = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
ON_SQLITE = connection.vendor == "sqlite"
only_sqlite = pytest.mark.skipif(
    not ON_SQLITE, reason="the file of SQLite; test_postgres.py puts one of PostgreSQL back"
)


@pytest.fixture
def here(workspace, settings, monkeypatch):
    """A workspace with a database of one table, a document and a key."""
    monkeypatch.setitem(connection.settings_dict, "NAME", workspace / "workspace.sqlite3")
    fill(workspace, "before", "first")
    return workspace


def fill(folder, word, key):
    with closing(sqlite3.connect(folder / "workspace.sqlite3")) as database, database:
        database.execute("CREATE TABLE IF NOT EXISTS note (word)")
        database.execute("DELETE FROM note")
        database.execute("INSERT INTO note VALUES (?)", (word,))
    (folder / "documents" / "ab").mkdir(parents=True, exist_ok=True)
    (folder / "documents" / "ab" / "minutes.pdf").write_text(word, encoding="utf-8")
    (folder / "secret_key").write_text(key, encoding="utf-8")


def told(folder):
    with closing(sqlite3.connect(folder / "workspace.sqlite3")) as database:
        word = database.execute("SELECT word FROM note").fetchone()[0]
    document = (folder / "documents" / "ab" / "minutes.pdf").read_text(encoding="utf-8")
    return word, document, (folder / "secret_key").read_text(encoding="utf-8")


def packed(path, contents, compression=zipfile.ZIP_STORED, **about):
    """A backup as `write_backup` lays it out, so that one part can be wrong."""
    rest = {"format": 1, "program": "9.9", "written": AT.isoformat(), "database": connection.vendor, "migrations": []}
    kept = {name: {"size": len(content), "sha256": sha256(content).hexdigest()} for name, content in contents.items()}
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(rest | {"files": kept} | about))
    return path


def taken(here):
    content = {"database.sqlite3": (here / "workspace.sqlite3").read_bytes(), "secret_key": b"first"}
    return content | {"documents/ab/minutes.pdf": b"before"}


@pytest.mark.django_db(transaction=True)
def test_database_documents_and_key_are_written_for_this_user_only(workspace):
    (workspace / "secret_key").write_text("first", encoding="utf-8")
    (workspace / "documents" / "ab").mkdir(parents=True)
    (workspace / "documents" / "ab" / "minutes.pdf").write_bytes(b"%PDF")
    folder = workspace / "backups"
    folder.mkdir()

    made = write_backup(folder, now=AT)

    assert (made.path.name, made.written, made.documents) == ("crossfield-20261127T191530Z.zip", AT, 1)
    assert (made.size, stat.S_IMODE(made.path.stat().st_mode)) == (made.path.stat().st_size, 0o600)
    assert list(folder.iterdir()) == [made.path]
    with zipfile.ZipFile(made.path) as archive:
        copy = "database.sqlite3" if ON_SQLITE else "database.pgdump"
        assert archive.namelist() == [copy, "secret_key", "documents/ab/minutes.pdf", "manifest.json"]
        about = json.loads(archive.read("manifest.json"))
        begins = archive.read(copy)[:6]
    assert begins == (b"SQLite" if ON_SQLITE else b"PGDMP\x01")
    assert (about["database"], about["format"]) == (connection.vendor, 1)
    assert ["accounts", "0001_initial"] in about["migrations"]
    assert about["files"]["secret_key"] == {"size": 5, "sha256": sha256(b"first").hexdigest()}


@pytest.mark.django_db(transaction=True)
def test_a_file_that_exists_is_not_replaced(workspace):
    path = workspace / "mine.zip"
    path.write_bytes(b"older")

    with pytest.raises(WrongStateError, match="a backup replaces none"):
        write_backup(path)

    assert path.read_bytes() == b"older"


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_what_others_write_meanwhile_is_no_part_of_the_copy(make_user, workspace, tmp_path):
    make_user("ann")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE accounts_institution SET name = 'half'")
        made = write_backup(tmp_path / "one.zip")
        writer.execute("ROLLBACK")

    with zipfile.ZipFile(made.path) as archive:
        archive.extract("database.sqlite3", tmp_path)
    with closing(sqlite3.connect(tmp_path / "database.sqlite3")) as copy:
        assert copy.execute("SELECT name FROM accounts_institution").fetchall() == [("Institution of ann",)]


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_without_a_database_there_is_nothing_to_write(workspace, tmp_path, monkeypatch):
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "NAME", tmp_path / "none.sqlite3")

    with pytest.raises(WrongStateError, match="holds no database yet"):
        write_backup(tmp_path / "one.zip")

    connection.close()


@only_sqlite
def test_it_is_put_back_and_what_stood_there_is_kept(here, tmp_path):
    source = packed(tmp_path / "one.zip", taken(here))
    fill(here, "after", "second")
    (here / "documents" / "ab" / "later.pdf").write_bytes(b"later")

    done = restore_backup(source, now=THEN)

    assert told(here) == ("before", "before", "first")
    assert not (here / "documents" / "ab" / "later.pdf").exists()
    assert done.aside == here / "before-restore-20261201T080000Z"
    assert told(done.aside) == ("after", "after", "second")
    assert (done.backup.written, done.backup.documents) == (AT, 1)
    assert stat.S_IMODE((here / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in here.iterdir() if path.name.startswith("restoring")] == []


@only_sqlite
def test_where_files_cannot_be_moved_it_says_where_the_old_ones_are(here, tmp_path, monkeypatch):
    source = packed(tmp_path / "one.zip", taken(here))
    fill(here, "after", "second")
    replace = Path.replace

    def refused(path, target):
        if path.name == "secret_key" and path.parent != here:
            raise PermissionError(13, "Permission denied", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", refused)
    with pytest.raises(ConfigError, match="not put in its place as a whole") as told:
        restore_backup(source, now=THEN)

    aside = here / "before-restore-20261201T080000Z"
    assert str(aside) in told.value.hint
    assert (aside / "secret_key").read_text(encoding="utf-8") == "second"


@only_sqlite
def test_into_an_empty_workspace_nothing_is_kept(here, tmp_path):
    source = packed(tmp_path / "one.zip", taken(here))
    for path in (here / "workspace.sqlite3", here / "secret_key", here / "documents" / "ab" / "minutes.pdf"):
        path.unlink()
    (here / "documents" / "ab").rmdir()
    (here / "documents").rmdir()

    done = restore_backup(source)

    assert (told(here), done.aside) == (("before", "before", "first"), None)


@only_sqlite
@pytest.mark.parametrize(
    ("files", "about", "message"),
    [
        ({}, {"format": 2}, "written by version 9.9, which is newer"),
        ({}, {"migrations": [["registry", "9999_later"]]}, "Not known here: registry.9999_later"),
        ({"../workspace.sqlite3": b"x"}, {}, "holds '../workspace.sqlite3'"),
        ({"documents/../secret_key": b"x"}, {}, "holds 'documents/../secret_key'"),
        ({"documents/..\\..\\x": b"x"}, {}, "which no backup does"),
        ({"documents/D:": b"x"}, {}, "holds 'documents/D:'"),
        ({"secret_key": b"x"}, {"written": "never"}, "is no backup of a workspace"),
        ({"documents": b"x"}, {}, "holds 'documents'"),
        ({"/etc/passwd": b"x"}, {}, "holds '/etc/passwd'"),
        ({"database.sqlite3": b"SQLite format 3\x00" + b"x" * 5000}, {}, "cannot be read"),
        ({"secret_key": b"x"}, {"files": {"secret_key": {"size": 1, "sha256": "0"}}}, "is not what was written"),
        ({}, {"files": {"secret_key": {"size": 1, "sha256": "0"}}}, "is no backup of a workspace"),
        ({}, {"files": None}, "is no backup of a workspace"),
        ({"secret_key": b"x"}, {}, "holds no database.sqlite3"),
    ],
    ids=[
        "format",
        "migration",
        "above",
        "beside",
        "above on Windows",
        "drive on Windows",
        "day",
        "folder",
        "root",
        "database",
        "hash",
        "lacking",
        "manifest",
        "without",
    ],
)
def test_what_cannot_be_put_back_changes_nothing(here, tmp_path, files, about, message):
    source = packed(tmp_path / "one.zip", files, **about)

    with pytest.raises(SourceError) as refused:
        restore_backup(source)

    assert message in str(refused.value)
    assert told(here) == ("before", "before", "first")
    assert not list(here.glob("before-restore-*"))


@pytest.mark.parametrize(("content", "message"), [(None, "There is no file"), (b"text", "is no backup")])
def test_any_other_file_is_refused(workspace, tmp_path, content, message):
    if content:
        (tmp_path / "one.zip").write_bytes(content)

    with pytest.raises(SourceError, match=message):
        restore_backup(tmp_path / "one.zip")


def test_a_folder_is_refused(workspace, tmp_path):
    with pytest.raises(SourceError, match="is no backup"):
        restore_backup(tmp_path)


@only_sqlite
def test_one_whose_bytes_are_spoilt_is_refused(here, tmp_path):
    source = packed(tmp_path / "one.zip", taken(here), compression=zipfile.ZIP_DEFLATED)
    spoilt = bytearray(source.read_bytes())
    begin = 30 + len("database.sqlite3")  # of a part's header
    spoilt[begin : begin + 20] = b"\xff" * 20
    source.write_bytes(spoilt)

    with pytest.raises(SourceError, match="is no backup"):
        restore_backup(source)

    assert told(here) == ("before", "before", "first")


def test_nothing_is_left_of_one_that_breaks_off(workspace, monkeypatch):
    folder = workspace / "backups"
    folder.mkdir()

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("crossfield.web.accounts.actions.backup._pack", fail)
    monkeypatch.setattr("crossfield.web.accounts.actions.backup._applied", lambda: [["a", "0001"]])
    monkeypatch.setattr("crossfield.web.accounts.actions.backup._copy_database", lambda copy: copy.write_bytes(b"all"))

    with pytest.raises(OSError, match="No space left"):
        write_backup(folder)

    assert list(folder.iterdir()) == []


def test_a_backup_of_the_other_kind_of_database_is_refused(workspace, tmp_path):
    source = packed(tmp_path / "one.zip", {}, database="oracle")

    with pytest.raises(ConfigError, match="holds a database of oracle"):
        restore_backup(source)


@only_sqlite
@pytest.mark.parametrize("kind", ["loads", "lists", "search"])
def test_while_a_worker_is_at_work_nothing_is_put_back(here, tmp_path, kind):
    source = packed(tmp_path / "one.zip", taken(here))
    fill(here, "after", "second")

    with FileLock(here / f"{kind}.lock"), pytest.raises(WrongStateError, match=rf"\({kind}\)"):
        restore_backup(source)

    assert told(here) == ("after", "after", "second")


@only_sqlite
def test_while_a_workbench_serves_nothing_is_put_back(here, tmp_path):
    source = packed(tmp_path / "one.zip", taken(here))
    with ExitStack() as first, hold_workspace():
        first.enter_context(hold_workspace())
        for stop in (first.close, lambda: None):
            with pytest.raises(WrongStateError, match=r"\(serving\)"):
                restore_backup(source)
            stop()

    assert told(here) == ("before", "before", "first")
    assert not list(here.glob("serving*"))
    assert restore_backup(source).backup.documents == 1


def test_what_a_workbench_that_was_killed_left_is_tidied(workspace):
    left, runs = workspace / "serving-1.lock", workspace / "serving-2.lock"
    left.touch()

    with FileLock(runs), hold_workspace():
        assert not left.exists()
        assert runs.exists()
        assert len(list(workspace.glob("serving*"))) == 2


@only_sqlite
def test_two_are_not_put_back_at_once(here, tmp_path, monkeypatch):
    monkeypatch.setattr("crossfield.web.accounts.actions.backup.SECONDS_TO_LOCK", 0.1)
    source = packed(tmp_path / "one.zip", taken(here))

    with FileLock(here / "restore.lock"), pytest.raises(WrongStateError, match=r"\(restore\)"):
        restore_backup(source)


def test_while_a_backup_is_put_back_no_workbench_starts(workspace, monkeypatch):
    monkeypatch.setattr("crossfield.web.accounts.actions.backup.SECONDS_TO_LOCK", 0.1)
    with (
        FileLock(workspace / "restore.lock"),
        pytest.raises(WrongStateError, match="is put back"),
        hold_workspace(),
    ):
        pass

    assert not list(workspace.glob("serving*"))


@pytest.mark.skipif(ON_SQLITE, reason="the database of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_a_database_with_tables_is_not_written_over(make_user, workspace, tmp_path):
    make_user("ann")
    (workspace / "secret_key").write_text("first", encoding="utf-8")
    made = write_backup(tmp_path / "one.zip")

    with pytest.raises(WrongStateError, match="expected an empty one"):
        restore_backup(made.path)


@pytest.mark.skipif(ON_SQLITE, reason="the database of PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_programs_that_lack_or_fail_are_told(workspace, tmp_path, monkeypatch):
    connection.ensure_connection()  # it is pg_dump that shall not reach the server
    with monkeypatch.context() as without:  # flushing the tables needs the port again
        without.setitem(connection.settings_dict, "PORT", "1")
        with pytest.raises(ConfigError, match="pg_dump failed: "):
            write_backup(tmp_path / "one.zip")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match="pg_dump is not on this computer"):
        write_backup(tmp_path / "one.zip")

    assert not list(tmp_path.glob("*.zip*"))

"""Django's settings as they follow from crossfield's own."""

import pytest

from crossfield.config import Settings
from crossfield.errors import ConfigError
from crossfield.web.settings import database, is_loopback, names_answered, secret_key


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True)]
    + [(host, False) for host in ("0.0.0.0", "::", "10.0.0.5", "bench.example.org", "localhost.example.org", "")],
)
def test_only_loopback_is_local(host, local):
    assert is_loopback(host) is local


def test_sqlite_holds_its_lock_from_the_start_and_waits_twenty_seconds(tmp_path):
    entry = database(Settings(workspace=str(tmp_path)))

    assert entry["NAME"] == tmp_path / "workspace.sqlite3"
    assert entry["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert entry["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in entry["OPTIONS"]["init_command"]


def test_postgresql_is_one_setting():
    entry = database(Settings(database="postgresql://ann:p%40ss@db.example.org/bench"))

    assert entry["ENGINE"] == "django.db.backends.postgresql"
    assert [entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        *("bench", "ann", "p@ss", "db.example.org", ""),
    ]


@pytest.mark.parametrize("given", ["mysql://db/bench", "bench", "postgresql://db/"])
def test_another_database_is_refused_without_showing_its_password(given):
    with pytest.raises(ConfigError, match="expected postgresql://") as error:
        database(Settings(database=given))

    assert "SQLite" in error.value.hint


def test_the_workbench_answers_to_its_own_names_only():
    assert names_answered(Settings()) == ["localhost", "127.0.0.1", "[::1]"]
    assert names_answered(Settings(host="10.0.0.5")) == ["10.0.0.5"]
    assert names_answered(Settings(host="0.0.0.0", hosts=" a.example.org, b.example.org ,")) == [
        *("a.example.org", "b.example.org"),
    ]


def test_a_kept_key_stays_and_a_missing_one_is_made_up(tmp_path):
    assert len(secret_key(tmp_path)) > 50
    assert secret_key(tmp_path) != secret_key(tmp_path)
    (tmp_path / "secret_key").write_text("kept\n", encoding="ascii")
    assert secret_key(tmp_path) == "kept"

"""Django's settings as they follow from crossfield's own."""

import pytest

from crossfield.config import Settings
from crossfield.errors import ConfigError
from crossfield.web.settings import database, is_loopback, mail_server, names_answered, openid_providers, secret_key


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


def test_without_a_mail_server_mail_is_printed():
    kept = mail_server(Settings(mail_from="bench@example.org"))

    assert kept == {
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
        "DEFAULT_FROM_EMAIL": "bench@example.org",
        "SERVER_EMAIL": "bench@example.org",
    }


@pytest.mark.parametrize(
    ("given", "port", "tls", "ssl"),
    [
        ("smtp://mail.example.org", 587, True, False),
        ("smtp://mail.example.org:2525", 2525, True, False),
        ("smtps://mail.example.org", 465, False, True),
        ("smtp://localhost:1025", 1025, False, False),
    ],
)
def test_a_mail_server_elsewhere_is_spoken_to_in_secret(given, port, tls, ssl):
    kept = mail_server(Settings(mail=given))

    assert (kept["EMAIL_PORT"], kept["EMAIL_USE_TLS"], kept["EMAIL_USE_SSL"]) == (port, tls, ssl)


@pytest.mark.parametrize("given", ["mail.example.org", "http://user:secret@mail.example.org", "smtp://"])
def test_another_address_of_a_mail_server_is_refused_without_showing_its_password(given):
    with pytest.raises(ConfigError, match="expected smtp://") as error:
        mail_server(Settings(mail=given))

    assert "secret" not in str(error.value)


PROVIDER = ('id = "home"', 'name = "Home"', 'institution = "Home"', 'server = "https://id.example.org"',
            'client_id = "bench"', 'secret = "s"')  # fmt: skip


def test_providers_are_read_from_a_file(tmp_path):
    file = tmp_path / "openid.toml"
    file.write_text("\n".join(("[[provider]]", *PROVIDER)), encoding="utf-8")

    [found] = openid_providers(Settings(openid=str(file)))

    assert (found["provider_id"], found["client_id"], found["secret"]) == ("home", "bench", "s")
    assert found["settings"]["institution"] == "Home"


@pytest.mark.parametrize("left_out", range(6))
def test_a_provider_that_lacks_something_is_refused(tmp_path, left_out):
    lines = [line for number, line in enumerate(PROVIDER) if number != left_out]
    file = tmp_path / "openid.toml"
    file.write_text("\n".join(("[[provider]]", *lines)), encoding="utf-8")

    with pytest.raises(ConfigError, match=f"lacks {PROVIDER[left_out].partition(' ')[0]}"):
        openid_providers(Settings(openid=str(file)))


@pytest.mark.parametrize("text", [None, "[[provider", "provider = 1", 'provider = ["x"]'])
def test_a_file_of_providers_that_cannot_be_read_is_said(tmp_path, text):
    file = tmp_path / "openid.toml"
    if text is not None:
        file.write_text(text, encoding="utf-8")

    with pytest.raises(ConfigError, match="cannot be used"):
        openid_providers(Settings(openid=str(file)))

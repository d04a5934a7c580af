"""`crossfield up` and `crossfield account create` as processes of their own, and what they refuse."""

import os
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from crossfield.config import Settings
from crossfield.errors import ConfigError
from crossfield.web.server import Address
from crossfield.web.server import _keep_key as keep_key
from crossfield.web.server import _listen as listen
from crossfield.web.server import _proxy_options as proxy_options
from crossfield.web.server import _ready as ready

PHRASE = "correct horse staple"
COMMAND = [sys.executable, "-u", "-m", "crossfield"]


@pytest.fixture
def env(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    return kept | {"CROSSFIELD_WORKSPACE": str(tmp_path / "workspace"), "XDG_DATA_HOME": str(tmp_path / "share")}


@pytest.fixture
def serve(env, tmp_path):
    started = []

    def up(*words, **more):
        command = [*COMMAND, "up", "--no-browser", "--port", "0", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
        process = subprocess.Popen(command, env=env | more, cwd=tmp_path, **pipes)
        started.append(process)
        for line in process.stdout:
            if "http://" in line:
                return process, next(word for word in line.split() if word.startswith("http://"))
        return process, ""

    yield up
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def refusal(env, tmp_path, *words, **more):
    command = [*COMMAND, "up", "--no-browser", "--port", "0", *words]
    ran = subprocess.run(
        command, env=env | more, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    return ran.returncode, ran.stderr


def make_account(env, tmp_path, email="ann@example.org", password=PHRASE):
    return subprocess.run(
        [*COMMAND, "account", "create", email, "--password", password],
        env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def answered(address, **headers):
    try:
        with urlopen(Request(address, headers=headers), timeout=60) as answer:  # noqa: S310 -- this computer
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


@pytest.mark.slow
def test_a_first_start_makes_everything_and_a_second_finds_it(serve, tmp_path):
    process, address = serve()
    status, page = answered(f"{address}/de/")
    foreign, _ = answered(f"{address}/de/", Host="evil.example.org")
    passed_on, _ = answered(f"{address}/de/", **{"X-Forwarded-For": "192.0.2.7"})
    found, hits = answered(f"{address}/de/search/?q=Photonik")
    asset = page.split('rel="stylesheet" href="')[1].split('"')[0]
    packed, _ = answered(f"{address}{asset}")
    process.send_signal(signal.SIGINT)
    _out, first = process.communicate(timeout=120)
    process, address = serve()
    again, _ = answered(f"{address}/en/region/DED/")
    process.send_signal(signal.SIGTERM)  # as service managers do
    out, second = process.communicate(timeout=120)

    assert (status, foreign, passed_on, packed, again) == (200, 421, 421, 200, 200)
    assert address.startswith("http://localhost:")
    assert "Sachsen" in page
    assert (found, '<ol class="hits">' in hits, "werden gerade gesammelt" in hits) == (200, True, False)
    assert first == "Setting up the pages, once ...\n"
    assert (out, second, process.returncode) == ("Stopped.\n", "", 0)
    workspace = tmp_path / "workspace"
    assert stat.S_IMODE((workspace / "secret_key").stat().st_mode) == 0o600
    with sqlite3.connect(workspace / "workspace.sqlite3") as database:
        fields = database.execute("SELECT count(*) FROM registry_field WHERE scheme = 'saxony'").fetchone()
        once = "SELECT verb, count(*) FROM accounts_logentry WHERE verb IN (?, ?, ?) GROUP BY verb ORDER BY verb"
        made = database.execute(once, ("create_institution", "ensure_desk_user", "add_example_interface")).fetchall()
    assert fields == (16,)
    assert made == [("add_example_interface", 1), ("create_institution", 1), ("ensure_desk_user", 1)]


@pytest.mark.slow
def test_beyond_loopback_it_refuses_until_somebody_can_sign_in(env, serve, tmp_path):
    names = {"CROSSFIELD_HOSTS": "bench.example.org"}
    nobody = refusal(env, tmp_path, "--host", "0.0.0.0", **names)
    desk_user = refusal(env, tmp_path, "--host", "0.0.0.0", **names)  # the local user has no password
    made = make_account(env, tmp_path)
    nameless = refusal(env, tmp_path, "--host", "0.0.0.0")
    _, address = serve("--host", "0.0.0.0", **names)
    here = address.replace("bench.example.org", "127.0.0.1")
    own, page = answered(f"{here}/de/", Host="bench.example.org")
    local, _ = answered(f"{here}/de/", Host="localhost")

    assert (made.returncode, made.stdout) == (0, "ann@example.org can sign in and administers the workbench.\n")
    assert nobody[0] == desk_user[0] == 2
    assert "Nobody could sign in" in nobody[1]
    assert nameless[0] == 2
    assert "stands for every address" in nameless[1]
    assert (own, local) == (200, 421)
    assert "Anmelden" in page
    assert "Mikroelektronik" not in page


def test_an_account_needs_a_mail_address_and_a_password(env, tmp_path):
    ran = make_account(env, tmp_path, "ann", "short")

    assert (ran.returncode, ran.stdout) == (2, "")
    assert "The account 'ann' cannot be made or changed so" in ran.stderr


def test_a_workspace_that_cannot_be_written_is_named(env, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    code, said = refusal(env, tmp_path, CROSSFIELD_WORKSPACE=str(tmp_path / "file" / "below"))

    assert code == 2
    assert "cannot be written" in said
    assert "CROSSFIELD_WORKSPACE" in said


def test_the_key_is_made_once_for_its_owner_only(tmp_path):
    keep_key(tmp_path)
    first = (tmp_path / "secret_key").read_text(encoding="ascii")
    keep_key(tmp_path)

    assert (tmp_path / "secret_key").read_text(encoding="ascii") == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_port_in_use_is_refused_and_a_free_one_listens():
    with closing(listen(Address("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
        with closing(socket.create_connection(("127.0.0.1", port), timeout=5)):
            pass
        with pytest.raises(ConfigError, match=f"Port {port} cannot be used"):
            listen(Address("127.0.0.1", port))


def test_it_is_ready_when_the_vocabulary_is_there(db, capsys, tmp_path):
    page = ready(Address("127.0.0.1", 0), tmp_path, 4711)

    assert page == "http://localhost:4711"
    assert capsys.readouterr().out.startswith("crossfield shows the starter lake (starter-")


def test_it_is_not_ready_for_others_without_accounts_or_names(db, settings, tmp_path, make_user):
    settings.DESK, settings.ALLOWED_HOSTS = False, ["bench.example.org"]
    with pytest.raises(ConfigError, match="Nobody could sign in"):
        ready(Address("10.0.0.5", 0), tmp_path, 80)
    make_user("ann")
    with pytest.raises(ConfigError, match="stands for every address"):
        ready(Address("0.0.0.0", 0), tmp_path, 80)

    assert ready(Address("10.0.0.5", 0), tmp_path, 80) == "http://bench.example.org:80"


@pytest.mark.parametrize(
    ("desk", "proxy", "options"),
    [
        (True, "", {"clear_untrusted_proxy_headers": False}),
        (True, "127.0.0.1", {"clear_untrusted_proxy_headers": False}),
        (False, "", {"clear_untrusted_proxy_headers": True}),
        (
            False,
            "127.0.0.1",
            {
                "trusted_proxy": "127.0.0.1",
                "trusted_proxy_count": 1,
                "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
                "clear_untrusted_proxy_headers": True,
            },
        ),
    ],
)
def test_nobody_is_believed_about_who_asks_but_the_one_proxy(settings, desk, proxy, options):
    settings.DESK, settings.CROSSFIELD = desk, Settings(proxy=proxy)

    assert proxy_options() == options

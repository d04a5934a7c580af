"""The same tests of the workspace on PostgreSQL: a server of its own for as long as the test runs."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from tests.web.test_writers import twelve_people_save

TESTS = ("tests/web/accounts", "tests/web/registry", "tests/web/test_models.py", "tests/web/evidence/test_finding.py")
ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []


@pytest.fixture
def server():
    """Address of a database on a server that ends with the test."""
    if not PROGRAMS:
        reason = "no PostgreSQL: apt-get install postgresql"
        pytest.fail(reason, pytrace=False) if os.environ.get("CI") == "true" else pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="crossfield-postgres-"))  # pytest tidies its own folders while others run
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # the server refuses to run as root
    if user:
        shutil.chown(folder, "postgres")

    def run(program, *words):
        subprocess.run([*user, str(PROGRAMS[-1] / program), *words], check=True, stdout=subprocess.DEVNULL, cwd="/")

    run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "bench")
    options = f"-p {port} -k {folder} -c fsync=off"
    run("pg_ctl", "-D", str(folder / "data"), "-o", options, "-l", str(folder / "log"), "-w", "start")
    yield f"postgresql://bench@127.0.0.1:{port}/postgres"
    run("pg_ctl", "-D", str(folder / "data"), "-m", "immediate", "stop")
    shutil.rmtree(folder)


@pytest.mark.slow
@pytest.mark.timeout(1200)  # all rooms one after the other, in one database
def test_the_workspace_is_the_same_on_postgresql(server):
    env = os.environ | {"CROSSFIELD_DATABASE": server}
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=1100, check=False)

    assert ran.returncode == 0, ran.stdout[-3000:]


@pytest.mark.slow
def test_what_twelve_people_save_at_once_is_there_on_postgresql_too(server):
    twelve_people_save("--database", server)


@pytest.mark.slow
def test_a_backup_goes_into_an_empty_database(server, tmp_path):
    def crossfield(database, *words):
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
        env = kept | {
            "CROSSFIELD_DATABASE": server.removesuffix("postgres") + database,
            "CROSSFIELD_WORKSPACE": str(tmp_path / database),
            "PATH": f"{PROGRAMS[-1]}{os.pathsep}{os.environ['PATH']}",
        }
        command = [sys.executable, "-m", "crossfield", *words]
        ran = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        return ran.returncode, ran.stdout + ran.stderr

    subprocess.run([str(PROGRAMS[-1] / "createdb"), f"--maintenance-db={server}", "other"], check=True)
    made, _ = crossfield("postgres", "account", "create", "ann@example.org", "--password", "correct horse staple")
    written, _ = crossfield("postgres", "backup", "one.zip")
    full, refused = crossfield("postgres", "restore", "one.zip")
    back, _ = crossfield("other", "restore", "one.zip")
    listed, accounts = crossfield("other", "account", "list")

    assert (made, written, full, back, listed) == (0, 0, 2, 0, 0)
    assert "expected an empty one" in refused
    assert [line.split()[0] for line in accounts.splitlines() if "@" in line] == ["ann@example.org"]
    key = (tmp_path / "postgres" / "secret_key").read_bytes()
    assert (tmp_path / "other" / "secret_key").read_bytes() == key

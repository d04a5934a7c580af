"""``crossfield backup`` and ``crossfield restore``: the workspace in one file, and back, as processes of their own."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

PHRASE = "correct horse staple"


@pytest.fixture
def crossfield(tmp_path):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env = kept | {"CROSSFIELD_WORKSPACE": str(tmp_path / "workspace"), "XDG_DATA_HOME": str(tmp_path / "share")}

    def run(*words):
        command = [sys.executable, "-m", "crossfield", *words]
        ran = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        return ran.returncode, ran.stdout, ran.stderr

    return run


def accounts(tmp_path):
    with closing(sqlite3.connect(tmp_path / "workspace" / "workspace.sqlite3")) as database:
        return {address for (address,) in database.execute("SELECT email FROM accounts_user WHERE email LIKE '%@%'")}


@pytest.mark.slow
def test_a_workspace_goes_into_a_file_and_comes_back(crossfield, tmp_path):
    nothing = crossfield("backup", "one.zip")
    crossfield("account", "create", "ann@example.org", "--password", PHRASE)
    written = crossfield("backup", "one.zip")
    again = crossfield("backup", "one.zip")
    nowhere = crossfield("backup", str(tmp_path / "none" / "one.zip"))
    crossfield("account", "create", "bob@example.org", "--password", PHRASE)
    before = accounts(tmp_path)
    back = crossfield("restore", "one.zip")
    code, listed, _ = crossfield("account", "list")

    assert (nothing[0], "holds no database yet. Start the workbench once" in nothing[2]) == (2, True)
    assert (written[0], written[1].startswith("one.zip: "), written[1].endswith("crossfield restore FILE\n")) == (
        0,
        True,
        True,
    )
    assert (again[0], "a backup replaces none" in again[2]) == (2, True)
    assert (nowhere[0], "cannot be written: No such file or directory." in nowhere[2]) == (2, True)
    assert before == {"ann@example.org", "bob@example.org"}
    assert back[0] == 0
    assert "erase them once more" in back[1]
    assert accounts(tmp_path) == {"ann@example.org"}
    assert (code, listed.count("@")) == (0, 1)
    aside = next((tmp_path / "workspace").glob("before-restore-*"))
    assert f"What stood there is in {aside}" in back[1]
    assert (aside / "workspace.sqlite3").is_file()


def test_what_is_no_backup_is_refused(crossfield, tmp_path):
    (tmp_path / "list.csv").write_text("name\n", encoding="utf-8")

    code, _, said = crossfield("restore", "list.csv")

    assert code == 2
    assert "list.csv is no backup of a workspace, or is damaged" in said

"""``crossfield work`` does what is due once, however many processes look at the same time."""

import os
import subprocess
import sys

import pytest

WORKS = ("departure", "details", "digest", "forms", "history", "lists", "mailing", "reminder", "request", "update")


@pytest.mark.slow
def test_of_two_processes_each_work_is_done_by_one(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env |= {"CROSSFIELD_WORKSPACE": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "COLUMNS": "200"}
    command = [sys.executable, "-m", "crossfield"]
    made = [*command, "account", "create", "ann@example.org", "--password", "correct horse staple"]
    subprocess.run(made, env=env, capture_output=True, check=True)  # the tables are there when both begin

    def begin():
        return subprocess.Popen([*command, "work"], env=env, stdout=subprocess.PIPE, text=True)

    with begin() as one, begin() as other:
        said = [one.communicate(timeout=120)[0], other.communicate(timeout=120)[0]]
    lines = [line for text in said for line in text.splitlines() if "\t" in line]

    assert sorted(lines) == [f"{name}\t0" for name in WORKS]

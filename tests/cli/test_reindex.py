"""``crossfield reindex`` fills the search of a workbench, and finds nothing to change the second time."""

import os
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_what_is_right_already_stays(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env |= {"CROSSFIELD_WORKSPACE": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "COLUMNS": "200"}

    def reindex():
        command = [sys.executable, "-m", "crossfield", "reindex"]
        said = subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
        return int(said.split()[0])

    assert reindex() > 5_000
    assert reindex() == 0

"""``crossfield demo`` brings the worked example into a workbench, once, and restores it."""

import os
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_the_example_is_brought_once_and_restored(tmp_path):
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env |= {"CROSSFIELD_WORKSPACE": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "COLUMNS": "200"}

    def demo(*options):
        command = [sys.executable, "-m", "crossfield", "demo", *options]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout.split()[0]

    assert [demo(), demo(), demo("--reset")] == ["0", "0", "0"]  # an empty register gets it when it is made

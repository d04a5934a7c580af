"""The process apart from the server: it takes what waits, says how many there were, and ends."""

import os
import subprocess
import sys

import pytest

from crossfield.web.tasks import main

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("asked", "said"), [((), "0 loads\n"), (("loads",), "0 loads\n"), (("lists",), "0 lists\n")])
def test_where_nothing_waits_it_says_so_and_ends(capsys, asked, said):
    main(*asked)

    assert capsys.readouterr().out == said


def test_it_starts_by_its_name(tmp_path):
    """As a page starts it; on a workspace without tables it fails and says why in its log."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env |= {"CROSSFIELD_WORKSPACE": str(tmp_path), "DJANGO_SETTINGS_MODULE": "crossfield.web.settings"}
    command = [sys.executable, "-m", "crossfield.web.tasks"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "no such table" in done.stderr

"""People who write at the same time over HTTP: each change is there once, and nobody hears of a lock."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_what_twelve_people_save_at_once_is_there_with_its_lines_of_the_log():
    twelve_people_save()


def twelve_people_save(*more):
    """All that they save at once is there; ``more`` says in which database."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    command = [sys.executable, "-m", "benchmarks.register", "writers", "--sessions", "12", "--changes", "6", *more]
    ran = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=200, check=False)

    assert ran.returncode == 0, ran.stdout + ran.stderr[-2000:]
    assert "said to be locked: 0" in ran.stdout
    assert "locked" not in ran.stderr

"""The script that other interpreters run: it needs nothing of crossfield and outlives packages that fail."""

import json
import subprocess
import sys
from pathlib import Path

from crossfield.indicators import package_runner


def test_it_runs_without_crossfield_and_says_what_is_missing():
    given = {"packages": ["no-such-package-of-ours"], "region": ["A"], "field": ["f"], "amount": [1.0]}
    command = [sys.executable, "-I", "-S", str(Path(package_runner.__file__))]
    ran = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {"no-such-package-of-ours": {"missing": True}}


def test_an_error_of_one_step_is_told_and_cut_short():
    def fails():
        raise KeyError("x" * 500)

    told = package_runner._tried(fails)
    assert told["error"].startswith("KeyError: 'xxx")
    assert len(told["error"]) == 200

"""Running commands as a user does who has neither settings nor a lake of their own."""

import os
import subprocess
import sys
from dataclasses import dataclass

import pytest

from crossfield.cli import main


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture(autouse=True)
def alone(monkeypatch, tmp_path):
    """An empty folder, no settings, no lake."""
    for name in list(os.environ):
        if name.startswith("CROSSFIELD_") or name == "PYTHONUNBUFFERED":
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command in this process."""

    def command(*words) -> Ran:
        monkeypatch.setattr(sys, "argv", ["crossfield", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return Ran(end.value.code, said.out, said.err)

    return command


@pytest.fixture
def start():
    """Start a command as a process of its own: what it says at its very end counts too."""
    started = []

    def command(*words, **more) -> subprocess.Popen:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"} | more
        process = subprocess.Popen([sys.executable, "-m", "crossfield", *map(str, words)], **pipes)
        started.append(process)
        return process

    yield command
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.fixture
def finish(start):
    """Run a command as a process of its own to its end."""

    def command(*words) -> Ran:
        process = start(*words)
        out, err = process.communicate(timeout=120)
        return Ran(process.returncode, out, err)

    return command

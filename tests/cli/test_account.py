"""``crossfield account``: made, listed, closed, a new password; what goes wrong says what to do."""

import os
import subprocess
import sys

import pytest

PHRASE, OTHER = "correct horse staple", "battery beside the window"


def runner(folder):
    """Runs ``crossfield account`` on a workspace in a folder."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("CROSSFIELD_", "DJANGO_"))}
    env["CROSSFIELD_WORKSPACE"] = str(folder / "workspace")

    def ran(*words, **more):
        command = [sys.executable, "-m", "crossfield", "account", *words]
        done = subprocess.run(command, env=env | more, cwd=folder, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr.removeprefix("Setting up the pages, once ...\n")

    return ran


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """One workspace with two accounts, for all tests that add none."""
    ran = runner(tmp_path_factory.mktemp("accounts"))
    assert ran("list") == (0, "No accounts yet. Make one: crossfield account create MAIL-ADDRESS\n", "")
    assert ran("create", "ann@example.org", "--password", PHRASE)[0] == 0
    assert ran("create", "bob@example.org", "--password", PHRASE, "--works", "--role", "analyst",
               "--institution", "Agency")[0] == 0  # fmt: skip
    return ran


def test_accounts_are_listed_with_what_they_may(run):
    lines = run("list")[1].splitlines()

    assert lines[:2] == ["ann@example.org\tcrossfield\tadministers the workbench", "bob@example.org\tAgency\tanalyst"]


def test_an_account_is_closed_and_opened_again(run):
    assert run("disable", " BOB@example.org") == (0, "bob@example.org can no longer sign in.\n", "")
    assert "bob@example.org\tAgency\tanalyst\tclosed" in run("list")[1].splitlines()
    assert run("disable", "bob@example.org", "--undo") == (0, "bob@example.org can sign in again.\n", "")


@pytest.mark.parametrize("more", [[], ["--without-second-step"]])
def test_a_new_password(run, more):
    assert run("password", "bob@example.org", "--password", OTHER, *more) == (
        0,
        "bob@example.org has a new password.\n",
        "",
    )
    code, out, error = run("password", "bob@example.org", "--password", "short")
    assert (code, out) == (2, "")
    assert "at least twelve characters" in error
    assert "short'" not in error


def test_an_unknown_address_names_the_closest(run):
    code, out, error = run("disable", "bop@example.org")

    assert (code, out) == (2, "")
    assert error.startswith("Error: Unknown account: 'bop@example.org'. Did you mean bob@example.org")


def test_demo_accounts_are_made_in_demo_mode_only(tmp_path):
    run = runner(tmp_path)
    code, out, error = run("demo")
    assert (code, out) == (2, "")
    assert "demo mode only" in error
    assert "demo.example" not in run("list")[1]

    code, out, _ = run("demo", CROSSFIELD_DEMO="yes")
    pairs = [line.split("\t") for line in out.splitlines()]
    assert (code, len(pairs)) == (0, 7)
    assert len({password for _, password in pairs}) == 7
    assert min(len(password) for _, password in pairs) >= 16
    assert not any(password in run("list")[1] for _, password in pairs)

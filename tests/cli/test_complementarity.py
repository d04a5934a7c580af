"""``crossfield complementarity`` in both languages and as JSON."""

import json

import pytest
from typer.testing import CliRunner

from crossfield.cli.app import app

RUN = CliRunner()


@pytest.fixture
def asked(small_lake):
    with small_lake.open() as frames:
        rows = [row for row in frames.read("complementarity", scheme="saxony", level=0) if row["field_a"] != "all"]
    return ["complementarity", rows[0]["region"], "--lake", str(small_lake.path)], rows[0]


def test_the_table_says_what_fit_means_and_what_it_does_not(asked, monkeypatch):
    command, row = asked
    english = RUN.invoke(app, [*command, "--interface", row["field_a"], row["field_b"]])
    assert english.exit_code == 0
    assert "does not predict ties" in english.stdout
    assert "How surely" in english.stdout
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    german = RUN.invoke(app, command)
    assert "Welche Regionen ergänzen" in german.stdout
    assert "sagt keine Verbindungen voraus" in german.stdout


def test_json_gives_the_rows_of_the_table(asked):
    command, row = asked
    found = RUN.invoke(app, [*command, "--interface", row["field_b"], row["field_a"], "--format", "json"])
    rows = json.loads(found.stdout)
    assert rows[0]["partner"] == row["partner"]
    assert {(each["field_a"], each["field_b"]) for each in rows} == {(row["field_a"], row["field_b"])}

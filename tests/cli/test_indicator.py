"""``crossfield indicator`` and ``indicators``."""

import json
from pathlib import Path

import pytest

TABLE = "region;Feld;year;Wert\nA;f;2019;3\nA;g;2019;1\nB;f;2019;1\nB;g;2019;3\n"


@pytest.fixture
def table():
    Path("mine.csv").write_text(TABLE, encoding="utf-8")
    return "mine.csv"


def test_an_indicator_on_a_table_as_json(run, table):
    found = run("indicator", "location-quotient-raw", "--table", table, "--format", "json")
    assert (found.code, found.err) == (0, "")
    assert json.loads(found.out)[0] == {
        "region": "A", "field": "f", "year": 2019, "value": 1.5, "low": None, "high": None, "support": 1, "note": None,
    }  # fmt: skip


def test_an_indicator_on_a_table_for_people(run, table, monkeypatch):
    lines = run("indicator", "krugman", "--table", table).out.splitlines()
    assert lines[0].split() == ["Region", "Year", "Value", "Support"]
    assert lines[1].split() == ["A", "2019", "0.50", "2"]
    assert lines[-1].endswith("indicator krugman, computed on mine.csv (4 rows).")
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    Path(table).write_text("region,field,amount\nA,f,1\n", encoding="utf-8")
    german = run("indicator", "location-quotient-raw", "--table", table).out
    assert "nur eine Region: kein Vergleich möglich" in german
    assert "Kennzahl location-quotient-raw, berechnet aus mine.csv (1 Zeilen)." in german


def test_headings_can_be_said(run, table):
    Path(table).write_text("Ort,Sparte,Zahl\nA,f,3\nA,g,1\nB,f,1\nB,g,3\n", encoding="utf-8")
    told = ["--column", "region=Ort", "--column", "field=Sparte", "--column", "amount=Zahl"]
    found = run("indicator", "krugman", "--table", table, *told, "--format", "csv")
    assert found.out.splitlines()[1] == "A,,0.5,,,2,"
    wrong = run("indicator", "krugman", "--table", table, "--column", "amount")
    assert (wrong.code, wrong.out) == (2, "")
    assert wrong.err.startswith("Error: --column 'amount' says no heading. Write it as")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("interface", "--table", "mine.csv"), "Error: interface is computed from the records of a data version"),
        (("krugmann", "--table", "mine.csv"), "Error: Unknown indicator: 'krugmann'. Did you mean krugman"),
        (("prody", "--table", "mine.csv"), "Error: prody needs the column income"),
        (("krugman", "--table", "none.csv"), "Error: none.csv cannot be read"),
        (("growth", "--table", "mine.csv"), "Error: Change needs two years at least; the table has 1."),
    ],
)
def test_what_cannot_be_computed_is_one_message(run, table, words, said):
    found = run("indicator", *words)
    assert (found.code, found.out) == (2, "")
    assert found.err.startswith(said)
    assert found.err.count("\n") == 1


def test_a_table_is_needed(run):
    assert run("indicator", "krugman").code == 2


def test_the_list_says_what_each_needs(run):
    rows = {row["name"]: row["columns"] for row in json.loads(run("indicators", "--format", "json").out)}
    assert rows["variety"] == "region, field, amount, parent"
    assert rows["interface"] == ""


@pytest.mark.parametrize(
    ("name", "headings", "words"),
    [
        ("complexity", "Region Maß Grundlage", "eigenes Jahr"),
        ("relatedness", "Feld A Feld B Maß", "Nähe (kleinerer Anteil)"),
        ("density-reasons", "Region Feld Durch Feld", "Durch Feld"),
        ("fitness", "Name Art", "Region"),
        ("peers", "Region Vergleichsregion Kriterium", "Spezialisierung"),
    ],
)
def test_headings_and_words_of_every_kind_are_german(run, monkeypatch, name, headings, words):
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    rows = ["region,field,amount", "A,f,9", "A,g,4", "A,h,1", "B,g,5", "B,h,4", "C,h,9"]
    Path("mine.csv").write_text("\n".join(rows), encoding="utf-8")
    said = run("indicator", name, "--table", "mine.csv").out
    assert " ".join(said.splitlines()[0].split()).startswith(headings)
    assert words in said


def test_programs_get_the_words_as_they_are(run, monkeypatch):
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    Path("mine.csv").write_text("region,field,amount\nA,f,3\nA,g,1\nB,f,1\nB,g,3\n", encoding="utf-8")
    rows = json.loads(run("indicator", "peers", "--table", "mine.csv", "--format", "json").out)
    assert {row["criterion"] for row in rows} == {"all", "size", "structure", "specialisation"}

"""``crossfield consortium``."""

import csv
import io
import json

import pytest

ASKED = (
    "consortium",
    "--need",
    "ict:company",
    "--need",
    "health:university",
    "--region",
    "Sachsen",
    "--rules",
    "horizon",
)


def test_a_consortium_as_json(run):
    found = run(*ASKED, "--format", "json")
    assert (found.code, found.err) == (0, "")
    answer = json.loads(found.out)
    assert answer["needs"] == ["ict:company", "health:university"]
    assert [one["found"] for one in answer["rules"]["requirements"]] == [3, 3]
    assert set(answer["partners"][0]) >= {"who", "whom", "kind", "known", "score", "reasons", "covers", "without"}


def test_a_consortium_as_rows(run):
    rows = list(csv.DictReader(io.StringIO(run(*ASKED, "--format", "csv").out)))
    assert [row["covers"] for row in rows if row["country"] == "DE"] != []
    assert list(rows[0]) == [
        *("who", "name", "country", "place", "type", "known", "ties", "score", "covers", "loss", "instead"),
    ]


def test_a_consortium_for_people_in_both_languages(run, monkeypatch):
    shown = run(*ASKED).out
    assert "proven: no other choice of partners reaches more." in shown
    assert "Information and communication technologies (company)" in shown
    assert "Computed, no legal advice." in shown
    assert "Rules read on 2026-11-26: https://" in shown
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    shown = run("consortium", "--need", "ict:kmu", "--need", "health", "--with", "TECHNISCHE UNIVERSITAET DRESDEN").out
    assert "Informations- und Kommunikationstechnologien (KMU)" in shown
    assert "gesetzt, oder niemand sonst" in shown
    assert "Hinweis: Größe nicht angegeben: Jedes Unternehmen zählt als KMU" in shown
    assert "Die Regeln keines Programms wurden verlangt" in shown


def test_a_consortium_in_a_file(run, tmp_path):
    found = run(*ASKED, "--output", tmp_path / "partners.csv")
    assert (found.code, found.out) == (0, "")
    assert (tmp_path / "partners.csv").read_text(encoding="utf-8").startswith("who,name,country")


def test_who_worked_together_is_said(run, dump_lake):
    asked = ("--need", "microelectronics", "--need", "biotechnology", "--per-country", "2", "--lake", dump_lake.path)
    partners = ("--with", "Beispiel Chips GmbH", "--with", "Universiteit Voorbeeld")
    shown = run("consortium", *asked, *partners).out
    assert "Have worked together: " in shown


def test_both_clusters_are_of_the_region_that_is_set(run, monkeypatch):
    monkeypatch.setenv("CROSSFIELD_REGION", "AT1")
    found = run("consortium", "--interface", "ict", "health", "--rules", "c3", "--format", "json")
    assert {row["place"][:3] for row in json.loads(found.out)["partners"]} == {"AT1"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--need", "ict", "--rules", "horizon", "--partners", "2"),
            "meets all of this together: 2 partners; partners",
        ),
        (
            (
                "--need",
                "ict:chef",
            ),
            "Unknown role: 'chef'",
        ),
        (("--need", "ict", "--rules", "c3"), "both sides of an interface, and none is given"),
        (("--partners", "3"), "No need is given"),
        (("--need", "ict", "--with", "Nobody Ltd"), "Unknown organisation: 'Nobody Ltd'"),
    ],
)
def test_what_cannot_be_is_one_line_on_standard_error(run, words, said):
    found = run("consortium", *words)
    assert (found.code, found.out) == (2, "")
    assert said in found.err

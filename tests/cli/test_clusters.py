"""``crossfield clusters``."""

import csv
import io
import json
from pathlib import Path


def test_the_clusters_are_listed_with_their_fields(run, monkeypatch):
    rows = json.loads(run("clusters", "--format", "json").out)
    known = {row["cluster"]: row for row in rows}
    assert known["biosaxony-de"]["fields"] == "biotechnology; health"
    assert [row["note"] is None for row in rows] == [row["fields"] != "" for row in rows]
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    shown = run("clusters").out
    assert "Biotechnologie; Gesundheit" in shown
    assert "seine Wörter für seine Felder stehen nicht im Vokabular" in shown


def test_a_cluster_is_matched(run):
    found = run("clusters", "match", "biosaxony", "--format", "json", "--top", "3")
    assert (found.code, found.err) == (0, "")
    rows = json.loads(found.out)
    assert len(rows) == 3
    assert {(row["kind"], row["whom"]) for row in rows} == {("cluster", "biosaxony-de")}
    found = run("clusters", "match", "biosaxony", "--format", "csv", "--top", "3")
    table = list(csv.DictReader(io.StringIO(found.out)))
    assert [row["who"] for row in table[:3]] == [row["who"] for row in rows]


def test_a_match_for_people_with_members(run, monkeypatch):
    Path("members.csv").write_text("organisation\nTECHNISCHE UNIVERSITAET DRESDEN\nNobody\n", encoding="utf-8")
    shown = run("clusters", "match", "biosaxony", "--members", "members.csv").out
    assert "Which clusters suit biosaxony" in shown
    assert "Members: 1 are in the data, 1 are not." in shown
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    shown = run("clusters", "match", "biosaxony", "--top", "2").out
    assert "Welche Cluster passen zu biosaxony (Biotechnologie; Gesundheit)" in shown
    assert "Die Gewichte sind gesetzt, nicht gelernt" in shown


def test_an_unknown_cluster_has_its_closest(run):
    found = run("clusters", "match", "Silicn Saxony")
    assert (found.code, found.out) == (2, "")
    assert "Did you mean Silicon Saxony" in found.err

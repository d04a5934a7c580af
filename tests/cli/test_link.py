"""``crossfield link`` and ``crossfield organisations``: what a cluster's manager sees, and what is refused."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from crossfield.cli.terminal import said_reason
from crossfield.cli.words import DE, EN
from crossfield.lake.decisions import read_decisions

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def members(tmp_path):
    def members(*lines, head="Firma;Ort;Land"):
        path = tmp_path / "members.csv"
        path.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
        return path

    return members


def test_rows_are_told_with_their_organisation(run, members, dump_lake):
    path = members("Leipzig Biotech;Leipzig;Deutschland", "Somebody else;Leipzig;Deutschland")
    ran = run("link", path, "--lake", dump_lake.path)
    assert (ran.code, ran.err) == (0, "")
    lines = [line.rstrip() for line in ran.out.splitlines()]
    assert lines[1].endswith(" same name; same city")
    assert "Leipzig Biotech GmbH" in lines[1]
    assert lines[-1] == "Linked: 1, to check: 0, institutes of an organisation: 0, not found: 1."


def test_the_same_in_german(run, members, dump_lake, monkeypatch):
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    lines = run("link", members("Leipzig Biotech;Leipzig;DE"), "--lake", dump_lake.path).out.splitlines()
    assert lines[0].split() == [
        *("Zeile", "Name", "Antwort", "Organisation", "Ort", "Wahrscheinlichkeit", "Begründung"),
    ]
    assert lines[-1].startswith("Zugeordnet: 1, zu prüfen: 0")


def test_json_holds_ids_scores_reasons_and_notes(run, members, dump_lake):
    path = members("Instytut Przykładowy;Breslau;Polen;", "X;;Narnia;", head="Firma;Ort;Land;PIC")
    first, second = json.loads(run("link", path, "--lake", dump_lake.path, "--format", "json").out)
    assert first.pop("score") > 0.98
    assert first == {
        "row": 2,
        "name": "Instytut Przykładowy",
        "city": "Breslau",
        "country": "PL",
        "answer": "linked",
        "organisation": "pic:900000005",
        "organisation_name": "Instytut Przykładowy",
        "organisation_city": "Wrocław",
        "organisation_country": "PL",
        "reason": "same name; same city",
        "others": None,
        "note": None,
        "key": "row:institute przykladowy/wroclaw/PL",
    }
    assert (second["answer"], second["score"], second["reason"]) == ("none", None, None)
    assert second["note"] == "country not known: Narnia; no organisation has a name like it there"


def test_the_reference_has_every_key(run, members, dump_lake):
    (row,) = json.loads(run("link", members("X;Y;DE"), "--lake", dump_lake.path, "--format", "json").out)
    section = (DOCS / "reference" / "json.md").read_text(encoding="utf-8").split("\n## crossfield link\n")[1]
    assert re.findall(r"^\| `(\w+)` \|", section.split("\n## ")[0], re.MULTILINE) == list(row)


def test_a_natural_person_is_told_by_id_only(run, members, dump_lake):
    by_name, by_pic = json.loads(
        run(
            "link",
            members("Maria Example;Wien;AT;", "Maria Example;Wien;AT;900000007", head="Name;Ort;Land;PIC"),
            *("--lake", dump_lake.path, "--format", "json"),
        ).out
    )
    assert (by_name["answer"], by_name["organisation"]) == ("none", None)
    assert (by_pic["organisation"], by_pic["organisation_name"]) == ("pic:900000007", None)
    assert by_pic["note"] == "looks like a natural person: name not shown"


def test_a_heading_may_be_said_and_a_file_is_written(run, members, dump_lake, tmp_path):
    path, target = members("x;Leipzig Biotech;DE", head="Firma;Kunde;Land"), tmp_path / "out.csv"
    ran = run("link", path, "--column", "name=Kunde", "--lake", dump_lake.path, "--output", target)
    assert (ran.code, ran.out) == (0, "")
    assert "pic:900000003" in target.read_text(encoding="utf-8")


def test_the_starter_lake_says_that_it_is_reduced(run, members):
    ran = run("link", members("TU Dresden;Dresden;DE"))
    assert ran.out.splitlines()[-1].startswith("Linked: 1,")
    assert "Starter lake: reduced, organisations with three or more participations" in ran.out


@pytest.mark.parametrize(
    ("content", "message"),
    [("who\nA\n", "no column for the organisation's name"), ("", "is empty"), ("name\n", "a header and no rows")],
)
def test_a_list_that_cannot_be_read_is_told(run, tmp_path, content, message):
    path = tmp_path / "bad.csv"
    path.write_text(content, encoding="utf-8")
    ran = run("link", path)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


@pytest.mark.slow
def test_decisions_are_made_listed_undone_and_built(run, own_lake, members):
    lake = ("--lake", own_lake.path)
    one, other = "pic:900000002", "pic:900000005"
    assert "are one organisation from the next build on" in run("organisations", "merge", one, other, *lake).out
    listed = json.loads(run("organisations", "decisions", *lake, "--format", "json").out)
    day = date.today().isoformat()  # noqa: DTZ011 -- the day the command wrote, give or take midnight
    assert [(row["left"], row["right"], row["decision"], row["date"][:4]) for row in listed] == [
        (one, other, "merge", day[:4])
    ]
    assert run("lake", "rebuild", *lake).out.startswith("Built ")
    assert run("lake", "rebuild", *lake).out.startswith("Nothing has changed")
    (merged,) = json.loads(run("organisations", "review", "--kind", "merged", *lake, "--format", "json").out)
    assert (merged["organisation"], merged["other"], merged["name"]) == (other, one, None)
    assert "Taken back" in run("organisations", "undo", other, one, *lake).out
    assert run("organisations", "decisions", *lake).out == "Nothing found.\n"


def test_a_row_of_a_list_may_be_decided(run, own_lake, members):
    lake = ("--lake", own_lake.path)
    path = members("The house on the hill;Leipzig;DE")
    (row,) = json.loads(run("link", path, *lake, "--format", "json").out)
    assert row["answer"] == "none"
    assert run("organisations", "merge", row["key"], "pic:900000003", *lake).code == 0
    (row,) = json.loads(run("link", path, *lake, "--format", "json").out)
    assert (row["answer"], row["organisation"], row["reason"]) == ("linked", "pic:900000003", "decided")
    assert run("organisations", "split", row["key"], "pic:900000003", *lake).code == 0
    assert [made.decision for made in read_decisions(own_lake.path)] == ["apart"]


def test_review_lists_pairs_of_a_country_and_knows_its_kinds(run, dump_lake):
    ran = run("organisations", "review", "--country", "de", "--lake", dump_lake.path)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "Nothing found.")
    ran = run("organisations", "review", "--kind", "twins", "--lake", dump_lake.path)
    assert "Unknown kind of pair: 'twins'" in ran.err


@pytest.mark.slow
def test_a_pair_to_review_is_listed_until_somebody_decides(run, dump_rows, write_dump, tmp_path):
    for row in dump_rows["organization"]:
        if row["organisationID"] == "900000005":
            row |= {"name": "Leipzig Biotech AG", "city": "Leipzig", "country": "DE", "nutsCode": "DED51"}
    lake = ("--lake", tmp_path / "lake")
    dump = write_dump(tmp_path / "dump", dump_rows)
    assert run("fetch", "cordis-h2020", "--from", dump, *lake).code == 0
    (pair,) = json.loads(run("organisations", "review", *lake, "--format", "json").out)
    assert {pair["name"], pair["other_name"]} == {"Leipzig Biotech GmbH", "Leipzig Biotech AG"}
    assert (pair["score"], pair["reason"], pair["country"]) == (0.5, "same name; other legal form; same city", "DE")
    assert "Leipzig Biotech AG" in run("organisations", "review", *lake).out
    assert run("organisations", "review", "--country", "fr", *lake).out.splitlines()[0] == "Nothing found."
    run("organisations", "split", pair["organisation"], pair["other"], *lake)
    assert json.loads(run("organisations", "review", *lake, "--format", "json").out) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("merge", "pic:900000002", "pic:9000000"), "Unknown organisation: 'pic:9000000'. Did you mean pic:90000000"),
        (("merge", "pic:900000002", "pic:900000002"), "was given twice"),
        (("undo", "pic:900000002", "pic:900000003"), "There is no decision on"),
    ],
)
def test_what_cannot_be_decided_is_told(run, own_lake, words, message):
    ran = run("organisations", *words, "--lake", own_lake.path)
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err


def test_the_starter_lake_has_no_pairs_and_there_is_nothing_to_rebuild(run, tmp_path):
    assert "holds no table 'organisation_link'" in run("organisations", "review").err
    assert "There is no lake" in run("lake", "rebuild", "--lake", tmp_path / "none").err


def test_every_reason_has_its_german_words():
    told = {key.removeprefix("reason ") for key in DE if key.startswith("reason ")}
    assert {key for key in DE if key.startswith("answer ")} == {key for key in EN if key.startswith("answer ")}
    for reason in told:
        assert said_reason(reason, "en") == reason
        assert said_reason(reason, "de") != reason

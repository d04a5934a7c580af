"""``crossfield partners``, on the starter lake: profiles and ties, no projects."""

import csv
import io
import json
from pathlib import Path

ASKED = ("partners", "DED2", "--interface", "ict", "biotechnology")


def rows_of(ran):
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


def test_partners_of_a_region_have_reasons_and_are_told_known_from_new(run):
    rows = rows_of(run(*ASKED, "--top", "30", "--format", "json"))
    assert [row["score"] for row in rows] == sorted((row["score"] for row in rows), reverse=True)
    assert {row["kind"] for row in rows} == {"organisation"}
    assert {row["known"] for row in rows} <= {True, False}
    assert all(row["reasons"] for row in rows)
    assert {tuple(sorted(reason)) for row in rows for reason in row["reasons"]} == {
        ("name", "records", "value", "weight")
    }


def test_new_ones_of_two_countries_come_through_somebody(run):
    asked = (*ASKED, "--new-only", "--country", "cz", "--country", "AT", "--top", "10", "--format", "json")
    rows = rows_of(run(*asked))
    assert len(rows) == 10
    assert {row["known"] for row in rows} == {False}
    assert {row["place"][:2] for row in rows} == {"AT", "CZ"}
    assert all(1 <= len(row["through"]) <= 2 for row in rows)


def test_a_city_or_a_region_by_any_name_is_where_partners_sit(run):
    by_city, by_name = (
        rows_of(run(*ASKED, "--region", given, "--top", "5", "--format", "json")) for given in ("Brünn", "Südmähren")
    )
    everybody = rows_of(run(*ASKED, "--top", "10000", "--format", "json"))

    assert {row["place"] for row in by_city} == {"CZ06"}
    assert by_city == by_name == [row for row in everybody if row["place"] == "CZ06"][:5]
    shown = run(*ASKED, "--region", "Brno", "--top", "1").out
    assert "Brno lies in CZ06 (Jihovýchod): 32 of 32 organisations of the city." in " ".join(shown.split())


def test_nobody_in_a_region_tells_where_others_are(run):
    asked = (*ASKED, "--region", "Brno", "--kind", "PUB", "--new-only", "--since", "2019")
    shown = " ".join(run(*asked).out.split())

    assert "No partner passes the filters." in shown
    assert "Nobody in CZ06 (Jihovýchod); others: CZ0 " in shown
    assert rows_of(run(*asked, "--format", "json")) == []


def test_an_unknown_or_doubtful_place_names_what_is_near(run):
    typo, two = (run(*ASKED, "--region", given) for given in ("brnoo", "Frankfurt"))

    assert (typo.code, two.code) == (2, 2)
    assert "Cities: Brno (CZ06)" in " ".join(typo.err.split())
    assert "Frankfurt am Main: DE71; Frankfurt (Oder): DE40" in " ".join(two.err.split())


def test_people_read_names_of_those_who_prove_it(run, monkeypatch):
    shown = run(*ASKED, "--top", "3").out
    assert "Proof, for instance" in shown
    assert "pic:" not in shown
    assert "Organisations by fields and shared partners alone" in shown
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")
    shown = run(*ASKED, "--top", "3").out
    assert "Belege, zum Beispiel" in shown
    assert "Organisationen nach Feldern und gemeinsamen Partnern allein, ohne gelernte Rangfolge" in shown
    assert "without the learned ranker" not in shown


def test_regions_and_clusters_can_be_asked_for(run):
    regions = rows_of(run("partners", "DED", "--interface", "ict", "health", "--who", "regions", "--format", "json"))
    assert {row["kind"] for row in regions} == {"region"}
    assert [reason["name"] for reason in regions[0]["reasons"]] == [
        "has-itself",
        "has-what-leads-there",
        "joint-projects",
    ]
    clusters = rows_of(run("partners", "DED", "--interface", "ict", "health", "--who", "clusters", "--format", "json"))
    assert {row["kind"] for row in clusters} == {"cluster"}


def test_members_and_an_idea_ask_too(run):
    Path("members.csv").write_text("organisation\nTECHNISCHE UNIVERSITAET DRESDEN\n", encoding="utf-8")
    rows = rows_of(run("partners", "--members", "members.csv", "--top", "3", "--format", "json"))
    assert len(rows) == 3
    idea = "Sensoren warnen ältere Menschen zu Hause vor einem Sturz"
    table = run("partners", "--text", idea, "--top", "3", "--format", "csv")
    assert (table.code, table.err) == (0, "")
    assert [row["known"] for row in csv.DictReader(io.StringIO(table.out))][:3] == ["False"] * 3


def test_whoever_is_unknown_has_the_closest(run):
    found = run("partners", "TECHNISCHE UNIVERSITAET DRESDN")
    assert (found.code, found.out) == (2, "")
    assert "TECHNISCHE UNIVERSITAET DRESDEN" in found.err


def test_what_cannot_be_asked_is_refused_with_what_to_do(run):
    for words, message in (
        ((), "Nobody and nothing is given to find partners for."),
        (("DED2", "--who", "people"), "Known: "),
        (("DED2", "--interface", "ict", "alchemy"), "alchemy"),
        (("DED2", "--interface", "ict", "ict"), "An interface has different fields"),
        (("--members", "none.csv"), "none.csv cannot be read"),
        (("--text", " "), "none that says what it is about"),
        (("DED2", "--text", ""), "none that says what it is about"),  # nothing was pasted: no list for anything instead
    ):
        found = run("partners", *words, *(() if words else ("--top", "3")))
        assert (found.code, found.out) == (2, ""), words
        assert message in found.err
    Path("empty.csv").write_text("who\nx\n", encoding="utf-8")
    assert "names no member; expected a column organisation or name" in run("partners", "--members", "empty.csv").err

"""Formats, and what the terminal shows in English and German."""

import io
import os
import pty
import re
import subprocess
import sys
import time

import pytest

from crossfield.cli import terminal
from crossfield.cli.progress import Progress
from crossfield.cli.show import coverage_by_year, form_of, read_input, write_file
from crossfield.cli.words import DE, EN
from crossfield.errors import ConfigError, UnknownNameError
from crossfield.lake.manifest import Manifest, SourceEntry, TableEntry

ROW = {
    "region": "DED",
    "field_a": "health",
    "field_b": "ict",
    "year_from": 2014,
    "year_to": 2019,
    "joint": 1234.5,
    "expected": 0.25,
    "strength": 1.5,
    "strength_low": 1.25,
    "strength_high": 2.0,
    "bridging_organisations": 12,
    "bridges": None,
    "bridges_low": None,
    "bridges_high": None,
    "synergy": 1.0,
    "synergy_low": 0.5,
    "synergy_high": 1.5,
    "activity": 3.0,
    "activity_low": None,
    "activity_high": None,
    "support": 7,
    "topics": 1,
    "note": "few records; one topic",
}
PLACE = {"region": "DED", "name": "Sachsen"}
TITLES = {"health": "Gesundheit", "ict": "IKT"}


def lines(capsys):
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


# ------------------------------------------------------------------ formats


@pytest.mark.parametrize(
    ("form", "output", "found"),
    [("table", "", "table"), ("table", "a.xlsx", "xlsx"), ("json", "a.txt", "json"), ("csv", "", "csv")],
)
def test_the_format_comes_from_the_option_or_the_name(form, output, found):
    assert form_of(form, output) == found


@pytest.mark.parametrize(
    ("form", "output", "error"),
    [
        ("yaml", "", UnknownNameError),
        ("table", "a", UnknownNameError),
        ("table", "a.table", ConfigError),
        ("parquet", "", ConfigError),
    ],
)
def test_what_is_no_format_is_refused(form, output, error):
    with pytest.raises(error):
        form_of(form, output)


def test_a_file_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"cannot be written: Is a directory\. Choose another place"):
        write_file(tmp_path, b"")


def test_coverage_is_added_up_over_countries_and_sorted():
    cell = {"table": "project", "column": "title", "year": 2015, "rows": 3, "filled": 1}
    rows = [cell, cell | {"filled": 2}, cell | {"year": None}, cell | {"table": "participation"}]

    assert [(row["table"], row["year"], row["rows"], row["filled"]) for row in coverage_by_year(rows, "")] == [
        ("participation", 2015, 3, 1),
        ("project", None, 3, 1),
        ("project", 2015, 6, 3),
    ]
    assert [row["share"] for row in coverage_by_year(rows, "project")] == [1 / 3, 0.5]
    with pytest.raises(UnknownNameError, match="Did you mean project"):
        coverage_by_year(rows, "projekt")


# ------------------------------------------------------------------ terminal


def test_every_word_is_there_in_both_languages():
    spoken = [key for key in DE if not key.startswith("reason ")]  # English reasons are their own words
    assert list(EN) == spoken
    assert [key for key in spoken if EN[key].count("{") != DE[key].count("{")] == []


def test_interfaces_in_english(capsys):
    terminal.print_interfaces(PLACE, [ROW], {}, "en", "line")

    question, *table = lines(capsys)
    assert question == (
        "Where do fields meet in Sachsen (DED)? Most at home for its size: health × ict: 1.50 [1.25, 2.00], 7 projects."
    )
    assert table == [
        "Interface Joint Expected Strength [90 %] Organisations Bridges [90 %] Projects Note Codes",
        "health × ict 1,234.50 0.25 1.50 [1.25, 2.00] 12 7 few records; one topic health × ict",
        "line",
    ]


def test_interfaces_in_german(capsys):
    terminal.print_interfaces(PLACE, [ROW | {"note": "few records"}], TITLES, "de", "Zeile")

    question, *table = lines(capsys)
    assert question == (
        "Wo treffen in Sachsen (DED) Felder aufeinander? "
        "Am stärksten, gemessen an der Größe der Region: Gesundheit × IKT: 1,50 [1,25; 2,00], 7 Projekte."
    )
    assert table == [
        "Schnittstelle Gemeinsam Erwartet Stärke [90 %] Organisationen Brücken [90 %] Projekte Hinweis Codes",
        "Gesundheit × IKT 1.234,50 0,25 1,50 [1,25; 2,00] 12 7 wenige Fälle health × ict",
        "Zeile",
    ]


def test_the_answer_rests_on_all_interfaces_not_on_those_that_are_shown(capsys):
    weaker = ROW | {"field_a": "energy", "strength": 1.2}

    terminal.print_interfaces(PLACE, [weaker, ROW], {}, "en", "", top=1)

    question, _, *table = lines(capsys)
    assert "Most at home for its size: health × ict: 1.50" in question
    assert [line.partition(" 1,234.50")[0] for line in table] == ["energy × ict"]


def test_a_note_that_most_rows_have_is_said_once(capsys):
    rows = [ROW, ROW | {"note": "one topic"}, ROW | {"note": None, "field_a": "energy"}]

    terminal.print_interfaces(PLACE, rows, {}, "en", "")

    shown = lines(capsys)
    assert [line.count("one topic") for line in shown[2:5]] == [0, 0, 0]
    assert shown[5:] == ["At 2 of 3: one topic."]


@pytest.mark.parametrize(
    ("change", "language", "words"),
    [
        ({"strength_low": 0.9}, "en", "No interface is stronger than chance for certain; the strongest candidate is "),
        ({"strength_low": 0.9}, "de", "Keine Schnittstelle ist sicher stärker als der Zufall; am ehesten "),
        ({"strength": None}, "en", "No figure could be computed; the notes say why."),
        ({"strength": None}, "de", "Keine Kennzahl ließ sich berechnen; die Hinweise sagen, warum."),
    ],
)
def test_the_answer_says_how_sure_it_is(change, language, words):
    assert terminal.answer([ROW | change], {}, language).startswith(words)


def test_a_certain_interface_goes_before_a_stronger_candidate():
    candidate = ROW | {"field_a": "chips", "strength": 9.0, "strength_low": 0.5}

    assert "health × ict: 1.50" in terminal.answer([candidate, ROW], {}, "en")


def test_one_interface_lists_ten_organisations_and_projects_and_counts_the_rest(capsys):
    organisation = {"name": "[Beispiel] GmbH", "region": "DED21", "projects_a": 3, "projects_b": 1, "joint": 1}
    project = {"project": "101", "year": 2016, "topic": None, "address": "https://example.org/101"}
    found = {
        "figures": ROW,
        "region": PLACE,
        "organisations": [organisation] * 12,
        "without_name": 37,
        "projects": [project] * 11,
    }

    terminal.print_interface(found, TITLES, "de", "")

    shown = lines(capsys)
    assert shown[0] == "Gesundheit × IKT · Sachsen (DED) · 2014-2019"
    assert "Brücken: Organisationen in beiden Feldern? 12" in shown
    assert "Aktivität: gemeinsame Projekte je drei Jahre 3,00" in shown
    assert shown.count("[Beispiel] GmbH DED21 3 1 1") == 10
    assert "2 weitere und 37 ohne Namen." in shown
    assert shown.count("101 2016 https://example.org/101") == 10
    assert shown[-1] == "1 weitere; alle mit --format json."


def test_one_interface_without_anybody_says_so(capsys):
    found = {"figures": ROW, "region": PLACE, "organisations": [], "without_name": 0, "projects": []}

    terminal.print_interface(found, {}, "en", "line")

    assert lines(capsys)[-3:] == ["No bridging organisation is listed.", "No joint project is listed.", "line"]


def test_the_lake_in_german(capsys):
    source = SourceEntry("cordis", "EU", "Projects", "a.zip", "CC-BY-4.0", "2026-11-01T10:00:00", "0", rows_read=1200)
    manifest = Manifest(
        "v1",
        "2026-11-01",
        "full",
        {"nuts": "2016"},
        "f",
        None,
        [source],
        [TableEntry("project", 1200, 0, "0")],
        ["[n]"],
    )

    terminal.print_lake(manifest, "mein/Ort", "de", "Umfang")

    assert lines(capsys) == [
        "v1 (full), NUTS 2016, in mein/Ort",
        "Letztes vollständiges Jahr: keines. Erstellt 2026-11-01.",
        "Tabelle Zeilen",
        "project 1.200",
        "Quelle Gelesene Zeilen Behalten In Quarantäne Lizenz Abgerufen",
        "cordis 1.200 0 0 CC-BY-4.0 2026-11-01",
        "Hinweis: [n]",
        "Umfang",
    ]


def test_a_text_missing_in_one_language_is_shown_in_the_other(capsys):
    row = {"field": "/21", "level": 2, "kind": "science", "title_en": "medical sciences", "title_de": None}

    terminal.print_fields([row | {"definition_en": None, "definition_de": None}], "de", "")

    assert lines(capsys) == ["Feld Titel Art", "/21 medical sciences science"]


def test_rows_of_any_kind(capsys):
    terminal.print_rows([{"name": None, "current": True}, {"name": "b", "current": False}], "en")
    terminal.print_rows([], "de")

    assert lines(capsys) == ["Name Current", "yes", "b", "Nichts gefunden."]


def on_terminal(command, columns):
    """What a terminal of that width is given."""
    reader, writer = pty.openpty()
    environment = os.environ | {"COLUMNS": str(columns), "TERM": "xterm", "NO_COLOR": "1"}
    process = subprocess.Popen([sys.executable, *command], stdout=writer, stderr=writer, env=environment)
    os.close(writer)
    said = b""
    while True:
        try:
            part = os.read(reader, 65536)
        except OSError:  # Linux ends a terminal so
            break
        if not part:
            break
        said += part
    os.close(reader)
    return process.wait(60), said.decode()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (80, ["Interface", "Strength", "Projects", "Note"]),
        (100, ["Interface", "Strength", "Bridges", "Projects", "Note"]),
        (130, ["Interface", "Joint", "Expected", "Strength", "Organisations", "Bridges", "Projects", "Note"]),
    ],
)
def test_a_narrow_terminal_gets_fewer_columns_and_whole_numbers(dump_lake, columns, words):
    command = ["-m", "crossfield", "interfaces", "DED", "--top", "3", "--lake", str(dump_lake.path)]

    code, said = on_terminal(command, columns)

    shown = re.sub("\x1b[^m]*m", "", said).splitlines()
    assert code == 0
    assert max(len(line.rstrip()) for line in shown) <= columns
    assert re.findall("[A-Z][a-z]+", next(line for line in shown if "Strength" in line)) == words
    assert sum(bool(re.search(r"\d\.\d\d \[\d\.\d\d, \d\.\d\d\]", line)) for line in shown) >= 3


def test_progress_is_seen_on_a_terminal(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")

    with Progress() as progress:
        for told in ((12_000_000, 40_000_000), (13_000_000, None)):
            progress.bytes(*told)
            time.sleep(0.3)
        progress.step("counting years")
        time.sleep(0.3)

    said = capsys.readouterr()
    assert said.out == ""
    assert [word for word in ("12 of 40 MB", "loading 13 MB", "counting years") if word not in said.err] == []


def test_progress_is_seen_nowhere_else(capsys):
    with Progress() as progress:
        progress.bytes(1, 2)
        progress.step("counting")

    assert capsys.readouterr() == ("", "")


def test_standard_input_is_read_as_utf_8(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Läser".encode()), encoding="latin-1"))
    assert read_input() == "Läser"

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Läser".encode("latin-1"))))
    with pytest.raises(ConfigError, match="Standard input is not UTF-8: invalid continuation byte at byte 1"):
        read_input()

"""What the terminal shows beyond what test_show reads of it."""

import re
import sys
from pathlib import Path

import pytest

from crossfield.cli import terminal
from crossfield.lake.manifest import Manifest, TableEntry

PLACE = {"region": "DED", "name": "Sachsen"}
FIGURE = {"field_a": "a", "field_b": "b", "strength": 2.0, "strength_low": 1.5, "strength_high": 3.0, "support": 1}

CANDIDATE = "No interface is stronger than chance for certain; the strongest candidate is"


@pytest.fixture
def lines(capsys):
    """The lines printed so far, blanks made one."""
    return lambda: [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


# ------------------------------------------------------------------ rows


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["Name Region my note Projects Value [90 %] Current", "[b]x[/b] DED21 1,234 0.50 yes"]),
        ("de", ["Name Region my note Projekte Wert [90 %] Aktuell", "[b]x[/b] DED21 1.234 0,50 ja"]),
    ],
)
def test_values_are_written_by_their_kind_and_unknown_columns_keep_their_names(lines, language, shown):
    row = {"name": "[b]x[/b]", "region": "DED21", "my_note": None, "support": 1234, "value": 0.5, "current": True}

    terminal.print_rows([row], language, "line")

    assert lines() == [*shown, "line"]


def test_numbers_stand_at_the_right(capsys):
    terminal.print_rows([{"name": "a", "rows": 5}, {"name": "b", "rows": 1234}], "en")

    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == [
        "Name   Rows",
        "a         5",
        "b     1,234",
    ]


@pytest.mark.parametrize(("empty", "said"), [("", "Nothing found."), ("No such thing.", "No such thing.")])
def test_without_rows_that_is_said_above_the_citation(lines, empty, said):
    terminal.print_rows([], "en", "line", empty)

    assert lines() == [said, "line"]


def test_a_pipe_gets_long_lines_whole(capsys):
    terminal.print_rows([], "en", "word " * 100 + "end")

    assert capsys.readouterr().out.splitlines()[1] == "word " * 100 + "end"


def test_a_terminal_gets_lines_of_its_width(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")

    terminal.print_rows([], "en", "word " * 6 + "end")

    shown = re.sub("\x1b[^m]*m", "", capsys.readouterr().out).splitlines()
    assert [line.rstrip() for line in shown] == ["Nothing found.", "word word word word", "word word end"]


# ------------------------------------------------------------------ fields and tags


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", ["Field  Title      Definition", "1      sciences   all", "11       physics", "12       Chemie"]),
        ("de", ["Feld  Titel           Definition", "1     Wissenschaften  all", "11      physics", "12      Chemie"]),
    ],
)
def test_fields_are_indented_by_level_in_the_language(capsys, language, shown):
    row = {"kind": None, "definition_en": None, "definition_de": None}
    rows = [
        row
        | {"field": "1", "level": None, "title_en": "sciences", "title_de": "Wissenschaften", "definition_en": "all"},
        row | {"field": "11", "level": 2, "title_en": "physics", "title_de": None},
        row | {"field": "12", "level": 2, "title_en": None, "title_de": "Chemie"},
    ]

    terminal.print_fields(rows, language, "")

    assert [line.rstrip() for line in capsys.readouterr().out.splitlines()] == shown


@pytest.mark.parametrize(
    ("language", "shown", "nothing"),
    [
        (
            "en",
            ["Title Field Matches Words", "Health health 2 Medizin; care"],
            "No field's expressions stand in this text.",
        ),
        (
            "de",
            ["Titel Feld Treffer Wörter", "Gesundheit health 2 Medizin; care"],
            "In diesem Text steht kein Ausdruck eines Feldes.",
        ),
    ],
)
def test_the_fields_of_a_text_stand_with_their_words(lines, language, shown, nothing):
    row = {"field": "health", "title_en": "Health", "title_de": "Gesundheit", "matches": 2, "words": "Medizin; care"}

    terminal.print_tags([row], language, "")
    terminal.print_tags([], language, "line")

    assert lines() == [*shown, nothing, "line"]


# ------------------------------------------------------------------ a region


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (
            "en",
            [
                "How much more at home is a field in Sachsen (DED) than in Europe? (1 = as in Europe)",
                "Field Projects counted Expected Location quotient [90 %] Projects Note",
                "Gesundheit 1,500.25 1,000.17 1.50 [1.20, 1.90] 1,700 few records",
                "ict 0.00 – 0",
            ],
        ),
        (
            "de",
            [
                "Wie viel stärker als in Europa ist ein Feld in Sachsen (DED) vertreten? (1 = wie in Europa)",
                "Feld Gezählte Projekte Erwartet Lokalisationsquotient [90 %] Projekte Hinweis",
                "Gesundheit 1.500,25 1.000,17 1,50 [1,20; 1,90] 1.700 wenige Fälle",
                "ict 0,00 – 0",
            ],
        ),
    ],
)
def test_a_region_is_set_against_europe(lines, language, shown):
    row = {"field": "health", "count": 1500.25, "expected": 1000.17, "value": 1.5, "low": 1.2, "high": 1.9}
    none = {"field": "ict", "count": 0.0, "expected": None, "value": None, "low": None, "high": None}
    rows = [row | {"support": 1700, "note": "few records"}, none | {"support": 0, "note": None}]

    terminal.print_region(PLACE, rows, {"health": "Gesundheit"}, language, "line")

    assert lines() == [*shown, "line"]


# ------------------------------------------------------------------ interfaces


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([{}], "Most at home for its size: a × b: 2.00 [1.50, 3.00], 1\xa0project."),
        ([{"field_b": "d"}, {"field_b": "c"}], "Most at home for its size: a × c: 2.00 [1.50, 3.00], 1\xa0project."),
        (
            [{"strength_low": 1.0}],  # a range that begins at 1 excludes nothing
            f"{CANDIDATE} a × b: 2.00 [1.00, 3.00], 1\xa0project.",
        ),
        (
            [{"strength_low": None, "strength_high": None}, {"strength": None}],
            f"{CANDIDATE} a × b: 2.00, 1\xa0project.",
        ),
        ([], "No figure could be computed; the notes say why."),
    ],
)
def test_the_answer_is_the_strongest_certain_interface_ties_by_code(changes, said):
    assert terminal.answer([FIGURE | change for change in changes], {}, "en") == said


@pytest.mark.parametrize(
    ("notes", "common"),
    [
        (["x"], {}),  # one row: nothing is common
        (["x", None], {}),  # half is not most
        (["x", "x; y", None], {"x": 2}),
        (["y; x", "x; y", "x"], {"y": 2, "x": 3}),
        ([], {}),
    ],
)
def test_a_note_is_common_where_more_than_half_of_several_rows_have_it(notes, common):
    assert terminal.common_notes([{"note": note} for note in notes]) == common


@pytest.mark.parametrize(
    ("more", "without_name", "language", "said"),
    [
        (0, 0, "en", []),
        (0, 1234, "en", ["1,234 more without a name."]),
        (0, 37, "de", ["37 weitere ohne Namen."]),
        (1200, 37, "de", ["1.200 weitere und 37 ohne Namen."]),
        (1200, 0, "de", ["1.200 weitere."]),
    ],
)
def test_organisations_that_are_not_listed_are_counted(lines, more, without_name, language, said):
    figures = {"year_from": 2014, "year_to": 2019, "joint": 1.0, "bridging_organisations": None, "topics": None}
    looks = {
        f"{key}{end}": None for key in ("strength", "bridges", "synergy", "activity") for end in ("", "_low", "_high")
    }
    one = {"name": "n", "region": None, "projects_a": 1, "projects_b": 2, "joint": 1}
    project = {"project": "7", "year": 2016, "topic": "T", "address": "https://example.org/7"}
    found = {
        "figures": FIGURE | figures | looks | {"bridges_low": None, "bridges_high": None, "note": None},
        "region": PLACE,
        "organisations": [one] * (10 + more),
        "without_name": without_name,
        "projects": [project] * (10 + more),
    }

    terminal.print_interface(found, {}, language, "")

    shown = lines()
    after = shown.index("n 1 2 1") + 10
    table = "Project Start Topic Public record" if language == "en" else "Projekt Beginn Thema Öffentlicher Eintrag"
    assert shown[after : after + len(said) + 1] == [*said, table]
    rest = ["1.200 weitere; alle mit --format json."] if more else []
    assert shown[after + len(said) + 1 :] == ["7 2016 T https://example.org/7"] * 10 + rest


# ------------------------------------------------------------------ lake and coverage


def test_the_lake_in_english_without_sources_and_scope(lines):
    tables = [TableEntry("project", 12, 0, "0")]
    manifest = Manifest("v1", "2026-11-01", "starter", {"nuts": "2021"}, "f", 2019, [], tables)

    terminal.print_lake(manifest, str(Path("my") / "lake"), "en", "")

    assert lines() == [
        f"v1 (starter), NUTS 2021, at {Path('my') / 'lake'}",
        "Last complete year: 2019. Built 2026-11-01.",
        "Table Rows",
        "project 12",
        "Nothing found.",
    ]


@pytest.mark.parametrize(
    ("language", "head"),
    [
        ("en", ["Filled, of 100 values, by start year; empty: no rows", "Table    Column  2014  2015  no year"]),
        (
            "de",
            ["Gefüllt, von 100 Werten, nach Startjahr; leer: keine Zeilen", "Tabelle  Spalte  2014  2015  ohne Jahr"],
        ),
    ],
)
def test_coverage_has_a_column_for_rows_without_a_year_and_holes_where_there_are_none(capsys, language, head):
    cells = [("title", None, 0.5), ("title", 2015, 1.0), ("topic", 2014, 0.004), ("title", 2014, 0.996)]
    rows = [{"table": "project", "column": name, "year": year, "share": share} for name, year, share in cells]

    terminal.print_coverage(rows, language, "line")

    shown = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    edges = [head[1].index(year) + 4 for year in ("2014", "2015")]
    assert shown[:2] == head
    assert [line.split() for line in shown[2:]] == [
        ["project", "title", "100", "100", "50"],
        ["project", "topic", "0"],
        ["line"],
    ]
    assert [shown[2][edge - 3 : edge] for edge in edges] == ["100", "100"]
    assert len(shown[3]) == edges[0]

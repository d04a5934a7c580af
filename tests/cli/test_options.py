"""Which lake a command opens, what it asks, and how it says what an answer rests on."""

from dataclasses import replace
from pathlib import Path

import pytest

from crossfield.cli import options
from crossfield.config import Settings
from crossfield.errors import ConfigError
from crossfield.indicators.question import Question
from crossfield.lake.store import STARTER, Lake

ROWS = [{"name": "a", "rows": 1234}]


@pytest.fixture
def home(monkeypatch, tmp_path):
    """The user's own lake, empty so far."""
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, *, appauthor: tmp_path / str(appauthor) / name)
    folder = tmp_path / "False" / "crossfield" / "lake"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("given", "setting", "is_built", "opened", "own"),
    [
        ("given", "set", True, "given", "given"),
        ("", "set", True, "set", "set"),
        ("", "", True, "home", "home"),
        ("", "", False, STARTER, "home"),  # a folder without a version is no lake to read yet
    ],
)
def test_the_lake_is_the_one_asked_for_then_set_then_the_users_own(home, given, setting, is_built, opened, own):  # noqa: PLR0917
    if is_built:
        (home / "CURRENT").write_text("v1\n", encoding="utf-8")
    settings = Settings(lake=setting)

    paths = [choose(settings, given).path for choose in (options.open_lake, options.own_lake)]

    assert paths == [home if name == "home" else Path(name) for name in (opened, own)]


@pytest.mark.parametrize("engine", ["duckdb", "spark"])
def test_the_current_version_is_opened_without_starting_the_engine(dump_lake, engine):
    with options.open_frames(Settings(engine=engine), str(dump_lake.path)) as frames:
        assert frames.manifest == dump_lake.manifest()
        assert len(frames.read("project")) == 12
        assert "session" not in vars(frames)


@pytest.mark.parametrize(
    ("scheme", "years", "asked"),
    [
        ("", "", Question("DED", "clustrat", None, "whole")),
        ("saxony", "2014-2019", Question("DED", "saxony", (2014, 2019), "whole")),
    ],
)
def test_options_become_a_question_and_settings_stand_in(scheme, years, asked):
    assert options.ask(Settings(scheme="clustrat"), "DED", scheme, years, "whole") == asked


def test_tags_of_ones_own_are_read_from_a_file(tmp_path):
    (tmp_path / "tags.csv").write_text("project,field,spans\n7,ict,\n", encoding="utf-8")

    tags = options.ask(Settings(), "DED", "", "", "whole", str(tmp_path / "tags.csv")).tags

    assert tags.select(["project", "field", "share"]).to_pylist() == [{"project": "7", "field": "ict", "share": 1.0}]


@pytest.mark.parametrize(
    ("kind", "lacking", "language", "scope"),
    [
        ("full", "records", "en", ""),
        ("starter", "", "en", "Starter lake: full."),
        ("starter", "", "de", "Mitgelieferter Datenstand: vollständig."),
        (
            "starter",
            "bridges",
            "en",
            (
                "Starter lake: reduced, no organisations outside the default window and countings; "
                "needs: crossfield fetch cordis-h2020."
            ),
        ),
        (
            "starter",
            "records",
            "de",
            (
                "Mitgelieferter Datenstand: eingeschränkt, Organisationen ab drei Beteiligungen, Projekte ohne Titel; "
                "nötig: crossfield fetch cordis-h2020."
            ),
        ),
    ],
)
def test_the_scope_is_about_the_starter_lake_only(kind, lacking, language, scope):
    manifest = replace(Lake().manifest(), kind=kind)

    assert options.scope_of(manifest, Settings(language=language), lacking) == scope


@pytest.mark.parametrize(
    ("kind", "scheme", "language", "line"),
    [
        ("full", "", "en", "crossfield, data version v1."),
        ("full", "saxony", "de", "crossfield, Datenstand v1, Schema saxony."),
        ("starter", "saxony", "en", "crossfield, data version v1, scheme saxony. Starter lake: full."),
        ("starter", "", "de", "crossfield, Datenstand v1. Mitgelieferter Datenstand: vollständig."),
    ],
)
def test_rows_without_figures_rest_on_a_version(kind, scheme, language, line):
    manifest = replace(Lake().manifest(), version="v1", kind=kind)

    assert options.basis(manifest, Settings(language=language), scheme) == line


def test_a_sentence_is_followed_by_the_scope_where_a_version_answers(capsys):
    starter = Lake().manifest()
    for settings, manifest in ((Settings(), None), (Settings(language="de"), starter)):
        options.say(settings, "verified", manifest, version="v1", tables=3)

    assert capsys.readouterr().out == (
        "v1: 3 tables as they were built.\n"
        "v1: 3 Tabellen, wie sie erstellt wurden. Mitgelieferter Datenstand: vollständig.\n"
    )


def test_plain_rows_are_a_table_for_people(capsys):
    options.give_plain(Settings(language="de"), ROWS, "table", "", "Zeile")

    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["Name", "Zeilen"],
        ["a", "1.234"],
        ["Zeile"],
    ]


def test_plain_rows_are_as_they_are_for_programs(capfd):
    options.give_plain(Settings(language="de"), ROWS, "csv", "", "Zeile")

    assert capfd.readouterr().out == "name,rows\na,1234\n# Zeile\n"


def test_plain_rows_in_an_unknown_format_leave_no_file(tmp_path):
    with pytest.raises(ConfigError, match="cannot hold a table for the terminal"):
        options.give_plain(Settings(), ROWS, "table", str(tmp_path / "rows.table"), "line")

    assert list(tmp_path.iterdir()) == []

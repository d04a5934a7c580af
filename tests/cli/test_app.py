"""Commands: exit code 0 and nothing on standard error, or exit code 2 and one message there."""

import csv
import io
import json
import signal
import subprocess
import sys
import time

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from typer.main import get_command

import crossfield
from crossfield.cli.app import app
from crossfield.cli.options import user_lake
from crossfield.config import Settings
from crossfield.lake.store import Lake
from crossfield.refresh import fetch

KEYS = [
    *("region", "field_a", "field_b", "year_from", "year_to", "joint", "expected"),
    *("strength", "strength_low", "strength_high", "bridging_organisations", "bridges", "bridges_low", "bridges_high"),
    *("synergy", "synergy_low", "synergy_high", "activity", "activity_low", "activity_high"),
    *("potential", "potential_low", "potential_high", "gap", "gap_low", "gap_high"),
    *("probability", "support", "topics", "counting", "coverage", "note"),
]
SOURCE_KEYS = [
    *("name", "producer", "title", "address", "licence", "retrieved", "sha256", "files"),
    *("rows_read", "rows_kept", "rows_quarantined", "reasons", "absent", "mapping", "columns"),
]
PAIRS = 16 * 15 // 2


def rows_of(ran):
    assert (ran.code, ran.err) == (0, "")
    return json.loads(ran.out)


# ------------------------------------------------------------------ help and start


def test_the_command_alone_gives_its_help(run):
    ran = run()

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: crossfield [OPTIONS] COMMAND [ARGS]...\n")


def test_the_version_is_said(run):
    assert run("--version").out == f"crossfield {crossfield.__version__}\n"


@pytest.mark.parametrize("name", sorted(get_command(app).commands))
def test_every_command_says_in_one_line_what_it_does(run, name):
    ran = run(name, "--help")
    line = next(line for line in run("--help").out.splitlines() if line.startswith(f"  {name} "))

    assert (ran.code, ran.err) == (0, "")
    assert line.endswith(".")
    assert not line.endswith("...")
    assert line.split(maxsplit=1)[1] in ran.out


@pytest.mark.parametrize("name", ["interfaces", "interface", "region", "map", "tags", "fetch"])
def test_a_command_without_its_arguments_gives_its_help_as_an_error(run, name):
    ran = run(name)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Usage: crossfield {name} ")


def test_words_are_completed_in_the_shell(monkeypatch):
    monkeypatch.setenv("_CROSSFIELD_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "crossfield int")
    monkeypatch.setenv("COMP_CWORD", "1")
    script = "import sys; sys.argv = ['crossfield']; from crossfield.cli import main; main()"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert (sorted(done.stdout.split()), done.stderr) == (["interface", "interfaces"], "")


def test_stored_figures_are_read_without_engine_and_numerics(dump_lake):
    """Each of them takes longer to import than the answer takes to find."""
    slow = ["altair", "duckdb", "narwhals", "pandas", "scipy", "rich"]
    script = f"""
import sys
sys.argv = ["crossfield", "interfaces", "DED", "--lake", {str(dump_lake.path)!r}, "--format", "json"]
from crossfield.cli import main
try:
    main()
except SystemExit:
    print(sorted(set({slow}) & set(sys.modules)), file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert len(json.loads(done.stdout)) == PAIRS
    assert done.stderr == "[]\n"


# ------------------------------------------------------------------ errors


ERRORS = {
    "unknown region": ("interfaces Sachse", ["Unknown region: 'Sachse'", "DED (Sachsen)"]),
    "no region at all": ("interfaces ''", ["Unknown region: ''"]),
    "region too fine": ("interfaces DED21", ["levels 0 to 2", "DED21 is of level 3", "Take DED2."]),
    "region without projects": ("interfaces CY", ["No project of 2014-2019", "Take a longer span"]),
    "unknown scheme": ("interfaces DED --scheme saxonia", ["Unknown scheme: 'saxonia'", "Did you mean saxony?"]),
    "scheme without expressions": ("tags laser --scheme euroscivoc", ["Unknown scheme with expressions", "Known: "]),
    "unknown field": ("interface DED ict helth", ["Unknown field of saxony: 'helth'", "Did you mean health"]),
    "one field twice": ("interface DED ict ict", ["An interface has two fields; found 'ict' twice."]),
    "unknown counting": ("interfaces DED --counting half", ["Unknown counting: 'half'", "whole, fractional, eur"]),
    "unknown order": ("interfaces DED --by size", ["Unknown order: 'size'", "Known: strength, "]),
    "no years": ("interfaces DED --years 2014", ["'2014' is no span of years", "such as 2014-2019"]),
    "years backwards": ("region DED --years 2019-2014", ["'2019-2014' is no span of years"]),
    "years without projects": ("interfaces DED --years 1990-1995", ["No project of 1990-1995"]),
    "unknown format": ("fields --format yaml", ["Unknown format: 'yaml'", "Known: table, json, csv, parquet, xlsx."]),
    "format that is a file": ("fields --format xlsx", ["The format xlsx is a file.", "--output FILE.xlsx"]),
    "ending of no format": ("fields --output fields.doc", ["Unknown format: 'doc'"]),
    "unwritable output": ("fields --output no/such/folder.csv", ["cannot be written: No such file", "--output"]),
    "no lake": ("interfaces DED --lake nowhere", ["There is no lake at nowhere", "crossfield fetch"]),
    "no lake to prune": ("lake prune --lake nowhere", ["There is no lake at nowhere"]),
    "unknown version": ("lake verify 2020", ["Unknown data version: '2020'"]),
    "unknown version to keep": ("lake prune --keep 2020", ["Unknown data version: '2020'"]),
    "no tag file": ("interfaces DED --tags tags.csv", ["tags.csv cannot be read: No such file", "Check the path."]),
    "unknown table": ("coverage --table projects", ["Unknown table with coverage", "Did you mean project"]),
    "several tables in one": (
        "interface DED ict health --format csv",
        ["several tables", "--format json", "--output FILE.csv"],
    ),
    "lake as a table": ("lake --format csv", ["several tables", "--format json"]),
    "unknown source": (
        "fetch cordis-h2021 --lake new",
        ["Unknown source: 'cordis-h2021'", "Did you mean cordis-h2020"],
    ),
    "no such path": (
        "fetch cordis --from dump.zip --lake new",
        ["There is no file or folder at dump.zip.", "Give a zip file"],
    ),
    "source without address": ("fetch clusters --lake new", ["no address of its own", "--from PATH"]),
    "ending of no map": ("map DED --output map.doc", ["Unknown ending of a map: '.doc'", ".html"]),
    "unknown language": ("map DED --language fr", ["Unknown language: 'fr'", "en, de"]),
    "unknown figure": ("map DED --shows size", ["Unknown figure of the interface map: 'size'"]),
    "map without kinds": ("map DED --scheme euroscivoc", ["no key technologies", "--scheme saxony"]),
    "server without scheme": ("up --no-browser --lake nowhere", ["There is no lake at nowhere"]),
}


@pytest.mark.parametrize(("command", "words"), ERRORS.values(), ids=ERRORS)
def test_an_error_is_one_message_and_exit_code_2(run, dump_lake, command, words):
    given = [word.strip("'") for word in command.split()]
    more = () if "--lake" in given else ("--lake", dump_lake.path)

    ran = run(*given, *more)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Error: ")
    assert ran.err.count("\n") == 1
    assert [word for word in words if word not in ran.err] == []


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("interfaces DED --nope", "No such option: --nope"),
        ("interfaces DED --top -1", "Invalid value for '--top'"),
        ("interfaces DED DE2", "Got unexpected extra argument"),
        ("interfacs", "No such command 'interfacs'"),
        ("up --port 99999", "Invalid value for '--port'"),
    ],
)
def test_a_wrong_option_shows_the_usage(run, command, words):
    ran = run(*command.split())

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: crossfield ")
    assert "-h' for help.\n\nError: " in ran.err
    assert words in ran.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("lake = ", "crossfield.toml is not valid TOML"),
        ("lang = 'de'", "unknown setting 'lang'"),
        ("language = 'fr'", "The setting 'language' is 'fr'; expected one of en, de."),
        ("engine = 'polars'", "The setting 'engine' is 'polars'; expected one of duckdb, spark."),
    ],
)
def test_broken_settings_are_named(run, tmp_path, text, words):
    (tmp_path / "crossfield.toml").write_text(text, encoding="utf-8")

    ran = run("lake")

    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert ran.err.count("\n") == 1


def test_a_taken_port_is_named(run, start, dump_lake):
    first = start("up", "--no-browser", "--port", "0", "--lake", dump_lake.path)
    port = first.stdout.readline().split("localhost:")[1].split()[0]

    ran = run("up", "--no-browser", "--port", port, "--lake", dump_lake.path)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"Error: Port {port} cannot be used: ")
    assert ran.err.endswith("Choose another with --port, or 0 for any free one.\n")


def test_a_table_that_is_damaged_is_named(run, own_lake):
    (own_lake.folder(own_lake.current()) / "interface_figure.parquet").write_bytes(b"PAR1 no longer")

    ran = run("interfaces", "DED", "--lake", own_lake.path)

    assert (ran.code, ran.out) == (2, "")
    assert "The table 'interface_figure'" in ran.err
    assert "crossfield lake verify" in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("interfaces DED --years 2015-2017 --format csv", 0, ""),
        ("interface DED biotechnology microelectronics", 0, ""),
        ("interfaces CY --years 2015-2017", 2, "Error: No project of 2015-2017"),
    ],
)
def test_nothing_is_added_to_standard_error_when_the_process_ends(finish, dump_lake, command, code, words):
    """DuckDB's and Narwhals' objects must be gone by then, after an error too."""
    ran = finish(*command.split(), "--lake", dump_lake.path)

    assert ran.code == code
    assert ran.err.startswith(words)
    assert ran.err.count("\n") == bool(code)


def test_who_has_read_enough_may_close_the_pipe(start, dump_lake):
    process = start("fields", "--scheme", "euroscivoc", "--format", "json", "--lake", dump_lake.path)

    assert process.stdout.readline() == "[\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(60) == 1


def test_stopping_a_command_is_quiet(start):
    process = start("tags", "-", stdin=subprocess.PIPE)
    time.sleep(1.5)

    process.send_signal(signal.SIGINT)

    assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 130


# ------------------------------------------------------------------ JSON


def test_interfaces_have_the_documented_keys_years_and_order(run, dump_lake):
    rows = rows_of(run("interfaces", "DED", "--lake", dump_lake.path, "--format", "json"))

    assert {tuple(row) for row in rows} == {tuple(KEYS)}
    assert {(row["region"], row["year_from"], row["year_to"], row["counting"]) for row in rows} == {
        ("DED", 2014, 2019, "fractional")
    }
    assert len(rows) == PAIRS
    rank = [
        (row["strength"] is None, -float(f"{row['strength'] or 0:.8e}"), row["field_a"], row["field_b"]) for row in rows
    ]
    assert rank == sorted(rank)
    assert all(row["field_a"] < row["field_b"] for row in rows)
    assert all(row["note"] for row in rows if row["strength"] is None)


def test_top_by_window_and_counting_are_honoured(run, dump_lake):
    asked = ("--years", "2015-2017", "--counting", "whole", "--by", "support", "--top", "3")
    rows = rows_of(run("interfaces", "Sachsen", *asked, "--lake", dump_lake.path, "--format", "json"))

    assert [(row["region"], row["year_from"], row["year_to"], row["counting"]) for row in rows] == [
        ("DED", 2015, 2017, "whole")
    ] * 3
    assert [row["support"] for row in rows] == sorted((row["support"] for row in rows), reverse=True)
    assert rows[0]["support"] > 0


def test_own_tags_are_counted_under_their_own_names(run, dump_lake, tmp_path):
    lines = [
        "project,field,spans",
        *(f"{700001 + number},{name}," for number in range(12) for name in ("chips", "cells")),
    ]
    (tmp_path / "tags.csv").write_text("\n".join(lines), encoding="utf-8")

    rows = rows_of(run("interfaces", "DED", "--tags", "tags.csv", "--lake", dump_lake.path, "--format", "json"))

    assert [(row["field_a"], row["field_b"]) for row in rows] == [("cells", "chips")]
    assert rows[0]["support"] == 12
    table = run("interfaces", "DED", "--tags", "tags.csv", "--lake", dump_lake.path)
    assert "cells × chips" in table.out
    assert "scheme own tags" in table.out


def test_the_lake_document_has_the_documented_keys(run, dump_lake):
    answer = rows_of(run("lake", "--lake", dump_lake.path, "--format", "json"))

    assert list(answer) == ["version", "path", "tables", "sources"]
    assert (answer["version"], answer["path"]) == (dump_lake.current(), str(dump_lake.path))
    assert {tuple(table) for table in answer["tables"]} == {("name", "rows", "quarantined")}
    assert {table["name"]: table["rows"] for table in answer["tables"]}["project"] == 12
    assert [list(source) for source in answer["sources"]] == [SOURCE_KEYS]
    assert answer["sources"][0]["name"] == "cordis-h2020"


def test_one_interface_is_one_document(run, dump_lake):
    answer = rows_of(
        run("interface", "DED", "Mikroelektronik", "biotechnology", "--lake", dump_lake.path, "--format", "json")
    )

    assert list(answer) == [
        *("region", "figures", "named", "countings", "reasons", "prospect"),
        *("organisations", "without_name", "projects", "citation"),
    ]
    assert (answer["prospect"]["basis"], answer["prospect"]["window"]) == ("2017-2019", "2020-2022")
    assert (answer["prospect"]["came"], answer["prospect"]["recorded"]) == (None, None)  # the dump ends before
    assert (answer["figures"]["field_a"], answer["figures"]["field_b"]) == ("biotechnology", "microelectronics")
    assert answer["figures"]["support"] == len(answer["projects"]) == 3
    assert {project["topic"] for project in answer["projects"]} <= {f"BIO-02-{year}" for year in range(2014, 2020)}


# ------------------------------------------------------------------ files


def test_every_file_carries_its_citation(run, dump_lake, tmp_path):
    for suffix in ("csv", "json", "parquet", "xlsx"):
        ran = run("interfaces", "DED", "--lake", dump_lake.path, "--output", f"out.{suffix}")
        assert ran == type(ran)(0, "", "")
    line = (tmp_path / "out.json.citation.txt").read_text("utf-8").strip()
    rows = json.loads((tmp_path / "out.json").read_text("utf-8"))

    assert line.startswith(
        f"crossfield, data version {dump_lake.current()}, start years 2014-2019, "
        "scheme Saxony's innovation strategy, fractional counting. "
        "Sources: Publications Office of the European Union (CORDIS): "
    )
    lines = (tmp_path / "out.csv").read_text("utf-8").splitlines()
    assert lines[-1] == f"# {line}"
    assert [row["field_a"] for row in csv.DictReader(lines[:-1])] == [row["field_a"] for row in rows]
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.schema.metadata[b"citation"].decode() == line
    assert table.to_pylist() == rows
    book = load_workbook(tmp_path / "out.xlsx")
    assert book["Citation"]["A1"].value == line
    assert [cell.value for cell in book["crossfield"][1]] == KEYS
    assert book["crossfield"].max_row == PAIRS + 1


def test_an_interface_is_a_workbook_or_a_file_for_each_of_its_tables(run, dump_lake, tmp_path):
    asked = ("interface", "DED", "microelectronics", "biotechnology", "--lake", dump_lake.path)
    answer = rows_of(run(*asked, "--format", "json"))
    for suffix in ("csv", "json", "parquet", "xlsx"):
        assert run(*asked, "--output", f"one.{suffix}") == type(run("--version"))(0, "", "")

    assert json.loads((tmp_path / "one.json").read_text("utf-8")) == answer
    book = load_workbook(tmp_path / "one.xlsx")
    assert book.sheetnames == ["figures", "organisations", "projects", "Citation"]
    assert [book[name].max_row - 1 for name in book.sheetnames[1:3]] == [
        len(answer["organisations"]),
        len(answer["projects"]),
    ]
    assert book["Citation"]["A1"].value == answer["citation"]
    assert sorted(path.name for path in tmp_path.glob("one-*")) == [
        f"one-{name}.{suffix}" for name in ("figures", "organisations", "projects") for suffix in ("csv", "parquet")
    ]
    assert pq.read_table(tmp_path / "one-projects.parquet").to_pylist() == answer["projects"]
    lines = (tmp_path / "one-figures.csv").read_text("utf-8").splitlines()
    assert lines[-1] == f"# {answer['citation']}"
    assert [row["without_name"] for row in csv.DictReader(lines[:-1])] == [str(answer["without_name"])]


def test_the_lake_is_a_workbook_too(run, dump_lake, tmp_path):
    answer = rows_of(run("lake", "--lake", dump_lake.path, "--format", "json"))

    assert run("lake", "--lake", dump_lake.path, "--output", "lake.xlsx").code == 0
    book = load_workbook(tmp_path / "lake.xlsx")
    assert book.sheetnames == ["tables", "sources", "Citation"]
    assert [tuple(row) for row in book["tables"].iter_rows(min_row=2, values_only=True)] == [
        (table["name"], table["rows"], table["quarantined"]) for table in answer["tables"]
    ]
    assert book["sources"].max_row == 1 + len(answer["sources"])


def test_csv_on_standard_output_is_the_same_with_plain_line_ends(run, dump_lake):
    ran = run("region", "DED", "--lake", dump_lake.path, "--format", "csv")

    assert (ran.code, ran.err) == (0, "")
    assert "\r" not in ran.out
    assert len(list(csv.DictReader(io.StringIO(ran.out)))) == 16 + 1
    assert ran.out.splitlines()[-1].startswith("# crossfield, data version ")


# ------------------------------------------------------------------ lake and fetch


def test_a_fetch_builds_and_an_unchanged_one_says_so(run, dump, tmp_path):
    first = run("fetch", "cordis-h2020", "--from", dump, "--lake", "mine")
    version = Lake(tmp_path / "mine").current()

    assert (first.code, first.err) == (0, "")
    assert first.out.splitlines()[0] == f"Built {version} at mine."
    assert first.out.splitlines()[1].startswith("  cordis-h2020: ")
    assert run("fetch", "cordis-h2020", "--from", dump, "--lake", "mine").out == (
        f"Nothing has changed; {version} at mine is current.\n"
    )


def test_without_a_name_the_lake_is_the_users_own(run, dump, monkeypatch, tmp_path):
    monkeypatch.setattr("crossfield.cli.options.user_lake", lambda: tmp_path / "home")
    run("fetch", "cordis-h2020", "--from", dump)

    answer = rows_of(run("lake", "--format", "json"))

    assert answer["path"] == str(tmp_path / "home")


def test_the_users_own_lake_is_where_the_system_keeps_data():
    assert (user_lake().parent.name, user_lake().name) == ("crossfield", "lake")


@pytest.fixture
def two_versions(own_lake, write_dump, dump_rows, tmp_path):
    """A lake with two versions, oldest first."""
    dump_rows["project"][0]["title"] = "Another title"
    fetch(own_lake, "cordis-h2020", str(write_dump(tmp_path / "newer", dump_rows)), Settings())
    return own_lake


def test_versions_are_listed_oldest_first(run, two_versions):
    rows = rows_of(run("lake", "versions", "--lake", two_versions.path, "--format", "json"))

    assert [list(row) for row in rows] == [["version", "current", "kind", "built", "sources"]] * 2
    assert [(row["version"], row["current"]) for row in rows] == [
        (two_versions.versions()[0], False),
        (two_versions.current(), True),
    ]


def test_the_lake_may_be_named_before_the_subcommand(run, two_versions):
    assert rows_of(run("lake", "--lake", two_versions.path, "versions", "--format", "json"))[1]["current"] is True


def test_pruning_keeps_what_is_named(run, two_versions):
    old, new = two_versions.versions()

    kept = run("lake", "prune", "--keep", old, "--lake", two_versions.path)
    assert (kept.code, kept.out, kept.err) == (0, "Removed 0 version(s).\n", "")
    assert two_versions.versions() == [old, new]
    removed = run("lake", "prune", "--lake", two_versions.path)
    assert (removed.code, removed.out, removed.err) == (0, f"Removed 1 version(s)\n  {old}.\n", "")
    assert two_versions.versions() == [new]


def test_a_version_that_was_changed_is_told(run, own_lake):
    assert run("lake", "verify", "--lake", own_lake.path).out.startswith(f"{own_lake.current()}: ")
    with (own_lake.folder(own_lake.current()) / "region.parquet").open("ab") as file:
        file.write(b"more")

    ran = run("lake", "verify", "--lake", own_lake.path)

    assert (ran.code, ran.out) == (2, "")
    assert "region: the file region.parquet has changed since it was built" in ran.err


# ------------------------------------------------------------------ tags


def found_in(run, text, dump_lake, *more):
    return {
        row["field"]: row["words"]
        for row in rows_of(run("tags", text, "--lake", dump_lake.path, "--format", "json", *more))
    }


def test_german_and_english_texts_get_fields_with_their_words(run, dump_lake):
    assert found_in(run, "Mikroelektronik für die Medizin", dump_lake) == {
        "microelectronics": "Mikroelektronik",
        "health": "Medizin",
    }
    assert found_in(run, "photonics; Photonics, and a laser", dump_lake) == {"photonics": "photonics; Photonics; laser"}
    assert "semiconductors" in found_in(run, "Biotechnology and semiconductors", dump_lake)["microelectronics"]


@pytest.mark.parametrize("text", ["", " ", "\n", "xyzzy"])
def test_a_text_without_fields_says_so(run, dump_lake, text):
    ran = run("tags", text, "--lake", dump_lake.path)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines()[0] == "No field's expressions stand in this text."
    assert found_in(run, text, dump_lake) == {}


def test_a_long_text_comes_from_standard_input(start, dump_lake):
    process = start("tags", "-", "--lake", dump_lake.path, "--format", "json", stdin=subprocess.PIPE)

    out, err = process.communicate("Photonik und Laser in der Medizin, ganz ohne Ende. " * 10_000, timeout=60)

    assert (process.returncode, err) == (0, "")
    assert {row["field"]: row["matches"] for row in json.loads(out)} == {"photonics": 20_000, "health": 10_000}


def test_standard_input_must_be_text(start, dump_lake):
    process = start("tags", "-", "--lake", dump_lake.path, stdin=subprocess.PIPE, encoding=None)

    out, err = process.communicate("Läser".encode("latin-1"), timeout=60)

    assert (process.returncode, out) == (2, b"")
    assert err.decode().startswith("Error: Standard input is not UTF-8: ")


# ------------------------------------------------------------------ maps, fields, coverage, settings


@pytest.mark.parametrize(
    ("name", "begin"), [("m.html", b"<!DOCTYPE html>"), ("m.SVG", b"<svg"), ("m.png", b"\x89PNG"), ("m.pdf", b"%PDF")]
)
def test_a_map_is_written_in_the_format_of_its_name(run, dump_lake, tmp_path, name, begin):
    ran = run("map", "DED", "--lake", dump_lake.path, "--output", name)

    content = (tmp_path / name).read_bytes()
    assert ran == type(ran)(0, f"Wrote {name} ({len(content):,} bytes).\n", "")
    assert content.startswith(begin)


def test_a_map_speaks_the_language_asked_for(run, dump_lake, tmp_path):
    run("map", "DED", "--lake", dump_lake.path, "--language", "de", "--output", "de.html")

    page = (tmp_path / "de.html").read_text("utf-8")
    assert '<html lang="de">' in page
    assert "Wo treffen in Sachsen Felder aufeinander?" in page


def test_fields_of_a_deep_scheme_are_listed_in_its_order(run, dump_lake):
    rows = rows_of(run("fields", "--scheme", "euroscivoc", "--lake", dump_lake.path, "--format", "json"))
    table = run("fields", "--scheme", "euroscivoc", "--lake", dump_lake.path).out.splitlines()

    assert [row["position"] for row in rows] == sorted(row["position"] for row in rows)
    assert [line.split()[0] for line in table[1 : len(rows) + 1]] == [row["field"] for row in rows]


def test_coverage_puts_years_side_by_side(run, dump_lake):
    rows = rows_of(run("coverage", "--table", "project", "--lake", dump_lake.path, "--format", "json"))
    table = run("coverage", "--table", "project", "--lake", dump_lake.path).out.splitlines()

    assert {row["table"] for row in rows} == {"project"}
    assert [row["share"] for row in rows if row["column"] == "title"] == [1.0] * 6
    assert table[1].split() == ["Table", "Column", *map(str, range(2014, 2020))]
    assert ["project", "title", *["100"] * 6] in [line.split() for line in table]


def test_settings_stand_in_for_options(run, dump_lake, tmp_path):
    text = f"lake = '{dump_lake.path.as_posix()}'\nscheme = 'clustrat'\nlanguage = 'de'\nregion = 'DE2'\n"
    (tmp_path / "crossfield.toml").write_text(text, encoding="utf-8")

    assert {row["scheme"] for row in rows_of(run("fields", "--format", "json"))} == {"clustrat"}
    assert run("lake", "verify").out.endswith("Tabellen, wie sie erstellt wurden.\n")


def test_the_engine_that_is_set_counts_other_windows(finish, dump_lake, monkeypatch, tmp_path):
    """Spark without Java, or without PySpark, shows that it was asked; stored figures need neither."""
    monkeypatch.setenv("CROSSFIELD_ENGINE", "spark")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    asked = ("interfaces", "DED", "--lake", dump_lake.path, "--format", "json")

    other = finish(*asked, "--years", "2015-2017")

    assert (other.code, other.out) == (2, "")
    assert other.err.startswith("Error: The engine 'spark' ")
    assert other.err.count("\n") == 1
    assert len(rows_of(finish(*asked))) == PAIRS


def test_indicators_are_listed(run):
    rows = rows_of(run("indicators", "--format", "json"))

    assert "location-quotient" in [row["name"] for row in rows]
    assert "location-quotient" in run("indicators").out

"""``crossfield lake`` beyond what test_app asks of it: both languages, named versions, refusals."""

import json
import shutil

import pytest

from crossfield.lake.store import STARTER, Lake


@pytest.fixture
def aged_lake(own_lake):
    """A lake with a version of the same tables before the current one."""
    older = own_lake.folder("2000-old")
    shutil.copytree(own_lake.folder(own_lake.current()), older)
    manifest = json.loads((older / "manifest.json").read_text("utf-8"))
    (older / "manifest.json").write_text(json.dumps(manifest | {"version": "2000-old"}), encoding="utf-8")
    assert own_lake.versions() == ["2000-old", own_lake.current()]
    return own_lake


@pytest.fixture
def german(monkeypatch):
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", "de")


def test_the_overview_of_a_lake_of_ones_own_says_nothing_of_the_starter_lake(run, dump_lake):
    ran = run("lake", "--lake", dump_lake.path)

    lines = ran.out.splitlines()
    manifest = dump_lake.manifest()
    assert (ran.code, ran.err) == (0, "")
    assert lines[:2] == [
        f"{manifest.version} (full), NUTS 2016, at {dump_lake.path}",
        f"Last complete year: 2019. Built {manifest.built}.",
    ]
    assert ["project", "12"] in [line.split() for line in lines]
    assert [line for line in lines if "Starter lake" in line] == []


def test_the_overview_of_the_starter_lake_ends_with_how_far_it_gets(run, german):
    lines = run("lake").out.splitlines()

    assert lines[0] == f"{Lake().current()} (starter), NUTS 2016, in {STARTER}"
    assert lines[-1] == "Mitgelieferter Datenstand: vollständig."


@pytest.mark.parametrize(("language", "head", "yes"), [("en", "Version", "yes"), ("de", "Datenstand", "ja")])
def test_only_the_current_version_is_marked(run, aged_lake, monkeypatch, language, head, yes):  # noqa: PLR0917
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", language)

    lines = [line.split() for line in run("lake", "versions", "--lake", aged_lake.path).out.splitlines()]

    built = aged_lake.manifest().built
    assert [line[0] for line in lines] == [head, "2000-old", aged_lake.current()]
    assert lines[1:] == [
        ["2000-old", "full", built, "cordis-h2020"],
        [aged_lake.current(), yes, "full", built, "cordis-h2020"],
    ]


def test_the_list_of_versions_becomes_a_file_with_how_far_it_gets(run, tmp_path):
    ran = run("lake", "versions", "--output", "versions.csv")

    head, version, line = (tmp_path / "versions.csv").read_text("utf-8").splitlines()
    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert head == "version,current,kind,built,sources"
    assert version.split(",")[0] == Lake().current()
    assert line == "# Starter lake: full."


def test_a_lake_named_after_the_subcommand_goes_first(run, aged_lake):
    ran = run("lake", "--lake", "nowhere", "verify", "--lake", aged_lake.path)

    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize(
    ("language", "said"), [("en", "{} tables as they were built."), ("de", "{} Tabellen, wie sie erstellt wurden.")]
)
def test_a_version_that_is_named_is_verified_and_no_other(run, aged_lake, monkeypatch, language, said):
    monkeypatch.setenv("CROSSFIELD_LANGUAGE", language)
    (aged_lake.folder(aged_lake.current()) / "region.parquet").unlink()

    ran = run("lake", "verify", "2000-old", "--lake", aged_lake.path)

    tables = len(aged_lake.manifest("2000-old").tables)
    assert (ran.code, ran.out, ran.err) == (0, f"2000-old: {said.format(tables)}\n", "")


def test_all_that_is_damaged_is_named_with_its_version(run, aged_lake):
    folder = aged_lake.folder("2000-old")
    (folder / "region.parquet").unlink()
    (folder / "project.parquet").write_bytes(b"")
    order = [table.name for table in aged_lake.manifest("2000-old").tables if table.name in {"region", "project"}]
    problems = {
        "region": "region: the file region.parquet is missing",
        "project": "project: the file project.parquet has changed since it was built",
    }

    ran = run("lake", "verify", "2000-old", "--lake", aged_lake.path)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        f"Error: Version 2000-old is damaged: {'; '.join(problems[name] for name in order)}. "
        "Build it anew with crossfield fetch.\n"
    )


def test_the_starter_lake_verifies_and_says_how_far_it_gets(run):
    manifest = Lake().manifest()

    assert run("lake", "verify").out == (
        f"{manifest.version}: {len(manifest.tables)} tables as they were built. Starter lake: full.\n"
    )


@pytest.mark.parametrize(("last", "kept"), [(2, 2), (1, 1), (0, 1)])
def test_pruning_keeps_the_newest_and_always_the_current_one(run, aged_lake, german, last, kept):
    names = "" if kept == 2 else "\n  2000-old"
    current = aged_lake.current()

    ran = run("lake", "prune", "--last", last, "--lake", aged_lake.path)

    assert (ran.code, ran.out, ran.err) == (0, f"{2 - kept} Datenstände entfernt{names}.\n", "")
    assert aged_lake.versions() == ["2000-old", current][-kept:]


def test_the_starter_lake_is_never_pruned(run):
    before = Lake().versions()

    ran = run("lake", "prune", "--last", "0", "--lake", STARTER)

    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "Error: The starter lake ships with the package and is never changed. Name a folder of your own with "
        "--lake DIR.\n"
    )
    assert Lake().versions() == before

"""The lake that ships with the package: small, attributed, without texts and persons, as the pipeline computes it."""

import importlib.util
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from crossfield.lake.delivery import arrow_schema
from crossfield.lake.persons import looks_like_person
from crossfield.lake.store import STARTER, Lake
from crossfield.tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
LARGEST = 8_000_000
DATED = 9678  # projects of Horizon Europe that meet two science fields and whose topic names the year of its call
LAKE = Lake()
FOLDER = LAKE.folder(LAKE.current())
NAMES = sorted(path.stem for path in FOLDER.glob("*.parquet"))
# Letters in brackets, so that this file is none of its own findings.
MACHINE = r"/(wor[k]|hom[e]|tm[p]|roo[t]|User[s])/|[A-Z]:\\"


def table(name: str) -> pa.Table:
    return pq.read_table(FOLDER / f"{name}.parquet", partitioning=None)


def test_it_is_the_default_and_small_enough_to_ship():
    files = [path for path in STARTER.rglob("*") if path.is_file()]

    assert LAKE.is_starter
    assert LAKE.versions() == [LAKE.current()]
    assert sum(path.stat().st_size for path in files) <= LARGEST


def test_its_files_are_those_of_the_manifest_unchanged():
    manifest = LAKE.manifest()

    assert LAKE.verify() == []
    assert sorted(entry.name for entry in manifest.tables) == NAMES
    assert {entry.name: entry.rows for entry in manifest.tables} == {name: table(name).num_rows for name in NAMES}


def test_its_manifest_says_where_everything_is_from():
    manifest = LAKE.manifest()
    sources = {entry.name: entry for entry in manifest.sources}

    assert manifest.kind == "starter"
    assert manifest.last_complete_year == 2019
    assert {name: (entry.address, entry.retrieved) for name, entry in sources.items()} == {
        "cordis-h2020": ("https://cordis.europa.eu/data/cordis-h2020projects-csv.zip", "2020-12"),
        "cordis-horizon": ("https://cordis.europa.eu/data/cordis-HORIZONprojects-csv.zip", "2025"),
        "clusters": ("clusters.csv", ""),
    }
    assert {name: entry.rows_read for name, entry in sources.items()} == {
        "cordis-h2020": 230191,
        "cordis-horizon": 74642,
        "clusters": 47,
    }
    for entry in sources.values():
        assert entry.producer
        assert entry.title
        assert entry.licence
        assert re.fullmatch("[0-9a-f]{64}", entry.sha256)
        assert entry.rows_kept + entry.rows_quarantined == entry.rows_read
    assert any("© European Union, CC BY 4.0" in note for note in manifest.notes)


@pytest.mark.parametrize("name", NAMES)
def test_a_table_is_as_its_schema_says(name: str):
    found = table(name)
    keys = found.select(list(TABLES[name].key)).to_pylist()

    assert found.schema.remove_metadata() == arrow_schema(name)
    assert len({tuple(key.values()) for key in keys}) == len(keys)
    assert {
        column.name for column in TABLES[name].columns if not column.null and found[column.name].null_count
    } == set()


def test_it_holds_no_titles_and_no_texts():
    projects = table("project")

    assert set(NAMES) & {"participation", "project_text", "project_code", "evidence", "organisation_id"} == set()
    assert {name for name in projects.column_names if projects[name].null_count < projects.num_rows} <= {
        *("project", "framework", "year", "year_basis", "programme", "topic", "rcn", "source"),
    }
    assert "topic" not in pc.unique(table("field")["scheme"]).to_pylist()
    assert table("quarantine")["value"].null_count == table("quarantine").num_rows


def test_it_names_no_natural_person_and_no_small_organisation():
    organisations = table("organisation").to_pylist()

    assert len(organisations) > 5000
    assert [row["name"] for row in organisations if looks_like_person(row["name"], row["kind"])] == []
    assert [row["name"] for row in table("cluster").to_pylist() if looks_like_person(row["name"])] == []
    assert min(row["participations"] for row in organisations) == 3
    assert {key for row in organisations for key, value in row.items() if value is not None} == {
        *("organisation", "name", "kind", "country", "region", "participations", "person"),
    }


def test_organisations_stand_only_where_they_are_profiled():
    known = set(table("organisation")["organisation"].to_pylist())
    named = {
        "bridge": ["organisation"],
        "organisation_field": ["organisation"],
        "organisation_tie": ["organisation_a", "organisation_b"],
    }

    for name, columns in named.items():
        for column in columns:
            assert set(pc.unique(table(name)[column]).to_pylist()) <= known


def test_listed_and_unlisted_organisations_are_all_there_are():
    unlisted = table("unlisted_organisations")

    assert table("organisation").num_rows + pc.sum(unlisted["organisations"]).as_py() == 35871
    assert (
        pc.sum(table("organisation")["participations"]).as_py() + pc.sum(unlisted["participations"]).as_py() == 144726
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_table_holds_a_path_of_the_machine_that_built_it(name: str):
    found = table(name)
    texts = [found[field.name] for field in found.schema if field.type == pa.string()]

    assert [
        text for column in texts for text in pc.unique(column).to_pylist() if text and re.search(MACHINE, text)
    ] == []


def test_the_manifest_holds_no_path_either():
    assert re.findall(MACHINE, (FOLDER / "manifest.json").read_text(encoding="utf-8")) == []


def test_projects_are_those_that_meet_two_fields_with_what_is_public_of_them():
    projects = table("project").to_pylist()
    keys = {row["project"] for row in projects}

    assert {row["source"] for row in projects} == {"cordis-h2020", "cordis-horizon"}
    assert set(table("pair")["project"].to_pylist()) == keys
    assert set(table("tag")["project"].to_pylist()) == keys
    assert set(table("project_region")["project"].to_pylist()) <= keys
    assert {row["rcn"] for row in projects} <= {None, *keys}


def test_figures_are_the_sums_of_their_years():
    keys = ["level", "scheme", "region", "field_a", "field_b"]
    inside = (pc.field("year") >= 2014) & (pc.field("year") <= 2019) & (pc.field("level") >= 0)
    sums = table("interface_year").filter(inside).group_by(keys).aggregate([("whole", "sum")])
    figures = table("interface_figure").filter((pc.field("counting") == "whole") & (pc.field("joint") > 0))

    def by_key(rows: pa.Table, value: str) -> dict[tuple[object, ...], float]:
        return {tuple(row[key] for key in keys): row[value] for row in rows.to_pylist()}

    assert by_key(figures, "joint") == by_key(sums, "whole_sum")


def test_all_of_europe_is_counted_with_every_project_once():
    everywhere = table("interface_year").filter(pc.field("region") == "all")
    sciences = everywhere.filter(pc.field("scheme") == "euroscivoc")

    assert pc.unique(everywhere["level"]).to_pylist() == [-1]
    assert sorted(pc.unique(sciences["year"]).to_pylist()) == [2021, 2022, 2023, 2024]
    assert pc.sum(sciences["fractional"]).as_py() == pytest.approx(DATED, rel=1e-4)


def digits_of(table_name: str, column: str) -> int:
    """Significant digits that the starter lake keeps."""
    if table_name != "interface_figure":
        return 5
    return 3 if column.startswith(("potential", "gap")) else 4


@pytest.mark.parametrize(("name", "digits"), [("interface_figure", 4), ("field_year", 5), ("tag", 5)])
def test_numbers_have_few_significant_digits(name: str, digits: int):
    for field in arrow_schema(name):
        numbers = pc.unique(table(name)[field.name]).to_pylist() if field.type == pa.float64() else []
        assert digits_of(name, field.name) in {3, digits}
        few = digits_of(name, field.name)
        assert [x for x in numbers if x is not None and x != float(f"{x:.{few}g}")] == []


def test_years_ahead_are_told_for_every_level_of_the_strategy_and_its_named_interfaces():
    figures = table("interface_figure").filter(pc.is_valid(pc.field("potential")))
    schemes = {"saxony", "saxony:c3", "saxony:mechatronics_ict"}
    told = figures.group_by(["scheme", "level"]).aggregate([("gap_low", "count"), ("probability", "count")])
    assert {(row["scheme"], row["level"]) for row in told.to_pylist()} >= {(s, n) for s in schemes for n in (0, 1, 2)}
    for part in ("gap", "gap_low", "gap_high", "potential_low", "potential_high", "part", "drivers"):
        assert figures.column(part).null_count == 0
    tenths = table("backtest_decile").filter(pc.field("scheme") == "saxony")
    assert {(row["level"], row["part"]) for row in tenths.to_pylist()} == {
        (level, part) for level in (0, 1, 2) for part in ("entry", "growth")
    }


def test_the_wheel_carries_it(tmp_path: Path):
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")

    carried = set(zipfile.ZipFile(wheel).namelist())

    files = {path.relative_to(ROOT / "src").as_posix() for path in STARTER.parent.rglob("*") if path.is_file()}
    assert files - carried == set()


@pytest.mark.shared
@pytest.mark.slow
def test_a_rebuild_gives_the_same_tables(shared: Path, tmp_path: Path):
    """What ships is what today's code computes; after a change that is meant: make starter."""
    place = importlib.util.spec_from_file_location("starter", ROOT / "tools" / "starter.py")
    assert place is not None
    assert place.loader is not None
    tool = importlib.util.module_from_spec(place)
    place.loader.exec_module(tool)

    tool.build(shared / "data", tmp_path / "lake")

    rebuilt = Lake(tmp_path / "lake")
    folder = rebuilt.folder(rebuilt.current())
    assert sorted(path.stem for path in folder.glob("*.parquet")) == NAMES
    differing = {name: difference(table(name), pq.read_table(folder / f"{name}.parquet")) for name in NAMES}
    assert {name: columns for name, columns in differing.items() if columns} == {}


def difference(ours: pa.Table, theirs: pa.Table) -> list[str]:
    """Columns that differ; figures agree to 1e-9 from build to build, so that their few digits are the same."""
    if ours.schema != theirs.schema or ours.num_rows != theirs.num_rows:
        return ["shape"]
    found = []
    for name in ours.column_names:
        a, b = ours[name], theirs[name]
        if a.type == pa.float64():
            x, y = (np.asarray(column.to_numpy(zero_copy_only=False), dtype=float) for column in (a, b))
            same = np.allclose(x, y, rtol=1e-9, atol=1e-12, equal_nan=True)
        else:
            same = a.equals(b)
        if not same:
            found.append(name)
    return found

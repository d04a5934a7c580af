"""What a marked test needs; without it the test is skipped with a reason, or fails where CI must have it."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"
H2020 = SHARED / "data" / "cordis-h2020projects-csv.zip"


def lacking(marker: str) -> str:
    """What a marker needs that is not here; empty if all is."""
    if marker == "spark" and not find_spec("pyspark"):
        return "PySpark is not installed: make test with Java at hand, or pip install 'crossfield[spark]'"
    if marker == "spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "no Java: apt-get install default-jre-headless"
    if marker == "browser" and not shutil.which("chromium"):
        return "no Chromium: apt-get install chromium"
    if marker == "shared" and not (SHARED / "data").is_dir():
        return "no folder ../shared/data: the dumps are not part of the repository"
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in ("spark", "browser", "shared"):
        reason = lacking(marker) if item.get_closest_marker(marker) else ""
        # ../shared is beside our own clones only: nobody else's CI can have it.
        if reason and marker != "shared" and os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        if reason:
            pytest.skip(reason)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder ../shared; a test that asks for it is marked ``shared``."""
    return SHARED


@pytest.fixture(scope="session")
def small_lake(tmp_path_factory: pytest.TempPathFactory):
    """A lake of 200 made-up projects, built by the whole pipeline; read-only, as all tests share it."""
    from benchmarks.generate_dump import ARCHIVE_NAME, generate

    from crossfield.config import Settings
    from crossfield.lake.store import Lake
    from crossfield.refresh import fetch

    folder = tmp_path_factory.mktemp("small")
    size = {"projects": 200, "participations": 1200, "organisations": 150, "objective_chars": 300}
    generate(folder, **size, archive=True, data=folder)
    lake = Lake(folder / "lake")
    fetch(lake, "cordis", str(folder / ARCHIVE_NAME), Settings())
    return lake


@pytest.fixture(scope="session")
def h2020_lake(tmp_path_factory: pytest.TempPathFactory):
    """The records of all of Horizon 2020, without vocabularies and figures: what tags of one's own are counted on.

    A test that asks for it is marked ``shared``.
    """
    from crossfield.lake.build import Ingredients, build_tables
    from crossfield.lake.manifest import Manifest
    from crossfield.lake.raw import take_snapshot
    from crossfield.lake.store import Lake
    from crossfield.sources import cordis, nuts

    lake = Lake(tmp_path_factory.mktemp("h2020"))
    snapshot = take_snapshot(lake.path, str(H2020))
    given = Ingredients(
        [(cordis.H2020, snapshot)], [], nuts.regions("2016"), nuts.region_links(), "2016", nuts.postcode_regions
    )
    with lake.building("h2020") as folder:
        built = build_tables(lake.path, folder, given, report=lambda _: None)
        manifest = Manifest("h2020", "", "full", {"nuts": "2016"}, "", 2019, built.sources, built.tables, [])
        (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    return lake

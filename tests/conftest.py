"""What a marked test needs; without it the test is skipped with a reason, or fails where CI must have it."""

import csv
import os
import shutil
from ctypes.util import find_library
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

# No test is timed: on a busy machine the same law takes ten times as long.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

SHARED = Path(__file__).resolve().parents[2] / "shared"
H2020 = SHARED / "data" / "cordis-h2020projects-csv.zip"


def lacking(marker: str) -> str:
    """What a marker needs that is not here; empty if all is."""
    if marker == "spark" and not find_spec("pyspark"):
        return "PySpark is not installed: make test with Java at hand, or pip install 'crossfield[spark]'"
    if marker == "spark" and not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "no Java: apt-get install default-jre-headless"
    if marker == "boost" and not find_library("gomp"):
        return "no libgomp for LightGBM: apt-get install libgomp1"
    if marker == "browser" and not shutil.which("chromium"):
        return "no Chromium: apt-get install chromium"
    if marker == "shared" and not (SHARED / "data").is_dir():
        return "no folder ../shared/data: the dumps are not part of the repository"
    return ""


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in ("spark", "boost", "browser", "shared"):
        reason = lacking(marker) if item.get_closest_marker(marker) else ""
        # ../shared is beside our own clones only: nobody else's CI can have it.
        if reason and marker != "shared" and os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        if reason:
            pytest.skip(reason)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests come first, so that none keeps one core busy when all else is done; the rest as it was shuffled.

    Not those in a browser: they share the workbench of their file with its short ones. Coverage is not counted in long
    ones: counting makes them half as long again, and short ones reach the same lines.
    """
    for item in items:
        if item.get_closest_marker("slow") or item.get_closest_marker("browser"):
            item.add_marker("no_cover")
    items.sort(key=lambda item: not item.get_closest_marker("slow") or bool(item.get_closest_marker("browser")))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The tests' SQLite is a file, as at the user's: one in memory is shared without the waiting for each other."""
    from django.conf import settings

    default = settings.DATABASES["default"]
    if default["ENGINE"].endswith("sqlite3"):
        default.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


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
    from crossfield.lake.build import build_tables
    from crossfield.lake.ingredients import Ingredients
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


ORGANISATIONS = (
    # pic, name, kind, SME, postcode, city, country, NUTS, coordinates
    ("900000001", "Technische Universität Dresden", "HES", "false", "01069", "Dresden", "DE", "DED21", "51.03,13.73"),
    ("900000002", "Beispiel Chips GmbH", "PRC", "true", "01109", "Dresden", "DE", "DED21", ""),
    ("900000003", "Leipzig Biotech GmbH", "PRC", "true", "04103", "Leipzig", "DE", "DED51", ""),
    ("900000004", "Universiteit Voorbeeld", "HES", "false", "2311 EZ", "Leiden", "NL", "NL337", ""),
    ("900000005", "Instytut Przykładowy", "REC", "false", "50-001", "Wrocław", "PL", "", "51.11,17.03"),
    ("900000006", "Example Imaging Limited", "PRC", "true", "", "London", "UK", "UKI", ""),
    ("900000007", "Maria Example", "PRC", "true", "1010", "Wien", "AT", "", ""),
    ("900000008", "Nowhere Research", "REC", "false", "", "", "", "", ""),
)
TOPICS = (
    ("ICT-01", "Microelectronics and photonics for manufacturing"),
    ("BIO-02", "Biotechnology and microelectronics for medical diagnostics"),
    ("NMP-03", "Nanotechnology and advanced materials for batteries"),
    ("ICT-04", "Artificial intelligence for robotics in agriculture"),
)
SCIENCES = (
    ("/21/39", "/natural sciences/physical sciences"),
    ("/25/73/451", "/engineering and technology/electrical engineering, electronic engineering/electronic engineering"),
    ("/27/87", "/agricultural sciences/agricultural biotechnology"),
)
PARTS = ("H2020-EU.2.1.1.", "H2020-EU.2.1.4.", "H2020-EU.3.1.")


def small_rows() -> dict[str, list[dict[str, str]]]:
    """A dump of 12 projects from 2014 to 2019 and 8 organisations, as rows of its five files."""
    rows: dict[str, list[dict[str, str]]] = {
        name: [] for name in ("project", "organization", "topics", "euroSciVoc", "legalBasis")
    }
    for number in range(12):
        project, year = str(700001 + number), 2014 + number // 2
        topic, part = TOPICS[number % 4], PARTS[number % 3]
        rows["project"].append(
            {
                "id": project,
                "acronym": f"P{number}",
                "status": "CLOSED",
                "title": f"{topic[1]}, part {number}",
                "startDate": f"{year}-03-01",
                "endDate": f"{year + 3}-02-28",
                "totalCost": "100000,50",
                "ecMaxContribution": "90000,25",
                "legalBasis": part,
                "topics": f"{topic[0]}-{year}",
                "frameworkProgramme": "H2020",
                "masterCall": f"CALL-{year}",
                "fundingScheme": "RIA",
                "objective": f'First line; “quoted” "text"\nabout {topic[1].lower()} once more.',
                "rcn": str(200000 + number),
            }
        )
        rows["topics"].append({"projectID": project, "topic": f"{topic[0]}-{year}", "title": topic[1]})
        rows["legalBasis"].append(
            {"projectID": project, "legalBasis": part, "title": f"Part {part}", "uniqueProgrammePart": "true"}
        )
        for code, path in SCIENCES[: 1 + number % 3]:
            rows["euroSciVoc"].append(
                {
                    "projectID": project,
                    "euroSciVocCode": code,
                    "euroSciVocPath": path,
                    "euroSciVocTitle": path.split("/")[-1],
                    "euroSciVocDescription": "",
                }
            )
        for place in range(3):
            pic, name, kind, sme, postcode, city, country, nuts, point = ORGANISATIONS[(number + 3 * place) % 8]
            rows["organization"].append(
                {
                    "projectID": project,
                    "projectAcronym": f"P{number}",
                    "organisationID": pic,
                    "vatNumber": "",
                    "name": name,
                    "shortName": "",
                    "SME": sme,
                    "activityType": kind,
                    "postCode": postcode,
                    "city": city,
                    "country": country,
                    "nutsCode": nuts,
                    "geolocation": point,
                    "organizationURL": "",
                    "contentUpdateDate": "2020-01-01 10:00:00",
                    "order": str(place + 1),
                    "role": "participant" if place else "coordinator",
                    "ecContribution": "30000.75",
                    "totalCost": "33333,50",
                    "endOfParticipation": "false",
                }
            )
    return rows


def write_rows(
    folder: Path, rows: dict[str, list[dict[str, str]]], *, delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    """Write rows as CORDIS does: all values quoted, the columns those of the first row."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, records in rows.items():
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(
                file, list(records[0]), delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n"
            )
            writer.writeheader()
            writer.writerows(records)
    return folder


@pytest.fixture
def dump_rows() -> dict[str, list[dict[str, str]]]:
    """Rows of the small dump, for a test to spoil."""
    return small_rows()


@pytest.fixture(scope="session")
def write_dump():
    """The function that writes rows as a dump."""
    return write_rows


@pytest.fixture(scope="session")
def dump(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of the small dump; read-only, as all tests share it."""
    return write_rows(tmp_path_factory.mktemp("dump") / "cordis", small_rows())


@pytest.fixture(scope="session")
def dump_lake(tmp_path_factory: pytest.TempPathFactory, dump: Path):
    """A lake of the small dump; read-only, as all tests share it."""
    from crossfield.config import Settings
    from crossfield.lake.store import Lake
    from crossfield.refresh import fetch

    lake = Lake(tmp_path_factory.mktemp("dumped") / "lake")
    fetch(lake, "cordis-h2020", str(dump), Settings())
    return lake


@pytest.fixture
def own_lake(dump_lake, tmp_path: Path):
    """A copy of the lake of the small dump, for one test to write to."""
    from crossfield.lake.store import Lake

    shutil.copytree(dump_lake.path, tmp_path / "own")
    return Lake(tmp_path / "own")

"""The requirement files: everything pinned and hashed, no address, nothing missing."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "requirements").glob("*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PIN = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^\s;]+)"
    r"(?: ; (?P<marker>.+?))?"
    r"(?P<hashes>(?: --hash=sha256:[0-9a-f]{64})+)"
)


def requirements(path: Path) -> list[str]:
    """Logical lines: continued lines joined, comments and blanks left out."""
    joined = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (" ".join(line.split()) for line in joined.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def pins(name: str) -> dict[str, str]:
    """Name and version of each requirement of a file."""
    found = (PIN.fullmatch(line) for line in requirements(ROOT / "requirements" / name))
    return {match["name"]: match["version"] for match in found if match}


def names(specifiers: list[str]) -> set[str]:
    """Normalised names of requirements as pyproject.toml writes them."""
    found = (re.match(r"[A-Za-z0-9._-]+", specifier) for specifier in specifiers)
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


def test_there_is_one_file_per_need():
    assert [path.name for path in FILES] == ["docs.txt", "runtime.txt", "spark.txt", "test.txt"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed(path: Path):
    assert [line for line in requirements(path) if not PIN.fullmatch(line)] == []
    assert requirements(path) != []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_line_is_an_option_or_an_address(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if line.startswith(("-", "/", ".")) or "://" in line or " @ " in line] == []


@pytest.mark.parametrize(
    "line",
    [
        "narwhals>=2 --hash=sha256:" + "0" * 64,
        "narwhals==2.29.0",
        "narwhals==2.29.0 --hash=md5:" + "0" * 32,
        "narwhals @ file.whl --hash=sha256:" + "0" * 64,
        "--index-url example",
    ],
)
def test_what_is_not_pinned_and_hashed_is_seen(line: str):
    assert PIN.fullmatch(line) is None


@pytest.mark.parametrize(
    ("file", "needed"),
    [
        ("runtime.txt", PROJECT["dependency-groups"]["build"]),
        ("test.txt", PROJECT["dependency-groups"]["build"] + PROJECT["dependency-groups"]["dev"]),
        ("spark.txt", PROJECT["project"]["optional-dependencies"]["spark"]),
        ("docs.txt", PROJECT["dependency-groups"]["docs"]),
    ],
)
def test_a_file_covers_what_the_project_declares(file: str, needed: list[str]):
    declared = names(PROJECT["project"]["dependencies"] + needed)

    assert declared - set(pins(file)) == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_one_version_of_a_package_in_all_files(path: Path):
    tested = pins("test.txt")

    assert {name: version for name, version in pins(path).items() if tested.get(name, version) != version} == {}

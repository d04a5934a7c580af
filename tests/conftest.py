"""What a marked test needs; without it the test is skipped with a reason, or fails where CI must have it."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


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

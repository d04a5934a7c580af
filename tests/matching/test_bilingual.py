"""German questions over English texts, measured on the set that nothing was tuned on; the page must say the same."""

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "explanation" / "text-matching.md"


@pytest.fixture(scope="module")
def table():
    """The script beside this file: test folders are no packages."""
    spec = importlib.util.spec_from_file_location("bilingual_table", HERE / "bilingual_table.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def test_two_sets_of_forty_without_a_common_text(table):
    test, tuning = (table.read(name) for name in ("test", "tuning"))
    assert [len(texts) for texts in (*test, *tuning)] == [40, 40, 40, 40]
    assert len({*test[0], *test[1], *tuning[0], *tuning[1]}) == 160


def test_the_page_shows_what_is_measured(table):
    page = PAGE.read_text(encoding="utf-8")
    shown = [line for line in page.splitlines() if line.startswith(("| character", "| with"))]
    assert shown == list(table.lines("test"))


def test_the_interval_of_a_share(table):
    # Wilson (1927) by hand for 9 of 10 at 90 %: (0.9 + 0.1353 -+ 1.645 √(0.009 + 0.0068)) / 1.2706
    assert table.wilson(9, 10) == pytest.approx((0.6523, 0.9774), abs=1e-4)

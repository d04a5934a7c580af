"""The field tags against labels made by hand before any expression existed, on the half that nobody tuned on."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "explanation" / "tag-quality.md"
PRECISION, RECALL, KAPPA = 0.90, 0.75, 0.8
MEASURED = (
    "biotechnology",
    "digital_communication",
    "energy",
    "environment",
    "health",
    "ict",
    "mobility",
    "production",
)


@pytest.fixture(scope="module")
def table():
    """The script beside this file: test folders are no packages."""
    spec = importlib.util.spec_from_file_location("tag_quality_table", HERE / "table.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def quality(table):
    return table.measure()


def test_six_hundred_titles_in_two_halves_without_a_common_family(table):
    rows = table.read("labels.csv")
    assert len({row["topic"] for row in rows}) == len(rows) == 600
    families = {half: {row["family"] for row in rows if row["half"] == half} for half in ("tuning", "test")}
    assert [sum(row["half"] == half for row in rows) for half in families] == [300, 300]
    assert not families["tuning"] & families["test"]
    assert not any(name in row["topic"] for row in rows for name in ("ERC", "MSCA"))


def test_two_readers_agree(table):
    value, same, titles = table.kappa()
    assert titles == 100
    assert value >= KAPPA
    assert same > 80


@pytest.mark.shared
def test_labels_name_fields_of_the_vocabulary(table, quality):
    assert set.union(*(table.set_of(row["labels"]) for row in table.read("labels.csv"))) == set(quality.fields)


@pytest.mark.shared
def test_precision_and_recall_on_the_test_half(quality):
    assert quality.labelled.shape == (300, 16)
    precision, recall = quality.micro
    assert precision >= PRECISION
    assert recall >= RECALL
    (low, high), (least, most) = quality.bounds()
    assert low < precision < high
    assert least < recall < most


@pytest.mark.shared
def test_macro_values_are_over_fields_with_enough_titles(quality):
    assert tuple(sorted(quality.measured)) == MEASURED
    precision, recall = quality.macro
    assert precision == pytest.approx(np.mean([quality.of(field)[0] for field in MEASURED]))
    assert precision >= PRECISION
    assert recall >= RECALL


@pytest.mark.shared
def test_the_page_shows_what_is_measured(table):
    page = PAGE.read_text(encoding="utf-8").splitlines()
    lines = [line for line in table.table().splitlines() if line]
    assert [line for line in lines[:-1] if line not in page] == []
    text = " ".join(page)
    assert all(field in text for field in lines[-1].removeprefix("Unmeasured: ").removesuffix(".").split(", "))

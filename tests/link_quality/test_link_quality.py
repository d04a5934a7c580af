"""Linking against generated variants, hard negatives and pairs judged by hand, on the rules that nobody tuned on."""

import importlib.util
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "explanation" / "linking.md"
PRECISION, RECALL = 0.99, 0.75


@pytest.fixture(scope="module")
def measure():
    """The script beside this file: test folders are no packages."""
    spec = importlib.util.spec_from_file_location("link_quality_measure", HERE / "measure.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


@pytest.fixture(scope="module")
def rows(measure, h2020_lake):
    return measure.read_organisations(h2020_lake.path)


def row(number, name="EXAMPLE WERKE GMBH", city="MUNCHEN"):
    return {"organisation": f"pic:{number}", "name": name, "city": city, "short_name": "EXW", "kind": "HES"}


def test_three_hundred_pairs_are_labelled_without_any_text(measure):
    labels = measure.read_labels()
    assert len({(label["left"], label["right"]) for label in labels}) == len(labels) == 300
    assert {label["label"] for label in labels} == {"same", "part", "apart"}
    assert {label["right"].partition(":")[0] for label in labels} == {"pic"}


def test_the_same_organisation_gives_the_same_variant_and_each_half_its_own(measure):
    variant = measure._load("variants").variant
    one, again, other = variant(row(1), "tuning"), variant(row(1), "tuning"), variant(row(1), "test")
    assert one == again
    assert {variant(row(n), "tuning")[0] for n in range(60)} & {variant(row(n), "test")[0] for n in range(60)} <= {
        "EXAMPLE WERKE GMBH",
        "Example Werke Gmbh",
        "EXAMPLE WERKE",
        "Example Werke",
    }
    assert isinstance(other[2], list)


def test_no_rule_writes_the_same_in_both_halves(measure):
    variants = measure._load("variants")
    for table in (variants.ACCENTS, variants.FORMS, variants.SHORTER, variants.LANGUAGES, variants.CITIES):
        assert not set(table["tuning"]) & set(table["test"])
    assert not set(variants.DEPARTMENTS["tuning"]) & set(variants.DEPARTMENTS["test"])


def test_organisations_are_parted_once(measure):
    parts = measure.split([row(number) for number in range(400)])
    assert sum(map(len, parts.values())) == 400
    assert set(parts) == {(place, half) for place in ("inside", "out") for half in ("tuning", "test")}


def test_an_interval_after_wilson(measure):
    assert measure.wilson(0, 0) is None
    share, low, high = measure.wilson(9, 10)
    assert (share, round(low, 3), round(high, 3)) == (0.9, 0.596, 0.982)


@pytest.mark.shared
def test_precision_and_recall_keep_their_bars_and_are_those_of_the_page(measure, rows):
    precision, recall = measure.precision_recall(measure.outcomes(rows, "test"))
    assert precision[0] >= PRECISION
    assert recall[0] >= RECALL
    page = PAGE.read_text(encoding="utf-8")
    assert [
        f"| {name} | {measure._told(value)} |" in page for name, value in (("precision", precision), ("recall", recall))
    ] == [
        True,
        True,
    ]


@pytest.mark.shared
def test_pairs_judged_by_hand_are_those_of_the_page(measure, rows):
    told = measure.labelled(rows)
    assert len(told) == 300
    linked = [label["label"] == "same" for label, answer in told if answer == "linked"]
    same = [answer == "linked" for label, answer in told if label["label"] == "same"]
    page = PAGE.read_text(encoding="utf-8")
    for name, hits in (("precision", linked), ("recall", same)):
        assert f"| {name} | {measure._told(measure.wilson(sum(hits), len(hits)))} | {len(hits)} |" in page

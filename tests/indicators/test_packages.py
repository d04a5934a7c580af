"""Other packages beside ours: what differs is named; what is missing or fails is a row; nothing is required."""

import sys

import numpy as np
import pyarrow as pa
import pytest

from crossfield.errors import ConfigError, NotComputableError
from crossfield.indicators.packages import MISSING, PACKAGES, compare_packages, explanation

VALUES = np.array([1.0, 2.0, 4.0, np.nan])
# A package of the name and the functions of economic-complexity, with the habits that the comparison shall name.
PEER = """
import pandas as pd
def rca(table):
    total = table.to_numpy().sum()
    return table * total / table.sum(axis=0) / table.sum(axis=1).to_numpy()[:, None]
def proximity(quotients):
    present = (quotients >= 1).astype(float)
    size = present.sum().to_numpy()
    import numpy as np
    return present.T.dot(present) / np.maximum.outer(size, size)
def relatedness(quotients):
    raise ValueError("no density here")
def complexity(quotients):
    return pd.Series(1.0, quotients.index), pd.Series(range(len(quotients.columns)), quotients.columns)
"""
METADATA = "Metadata-Version: 2.1\nName: economic-complexity\nVersion: 9.9\n"


@pytest.mark.parametrize(
    ("theirs", "others", "why"),
    [
        (VALUES, {}, "the same"),
        (np.nan_to_num(VALUES), {}, "the same; what is undefined here is a number there"),
        (-VALUES, {"opposite sign": -VALUES}, "opposite sign"),
        (VALUES / 3, {}, "another scale: 0.333333 x"),
        (5 - 2 * VALUES, {}, "opposite sign; another scale: -2 x + 5"),
        (np.round(VALUES / 3, 3), {"a third": VALUES / 3}, "a third"),
        (VALUES**2, {}, "differs otherwise"),
        (VALUES + 0.5, {"nearly": VALUES + 0.5001}, "nearly"),
    ],
)
def test_what_differs_is_named(theirs, others, why):
    assert explanation(VALUES, theirs, others)[1] == why


def test_rounding_is_named():
    ours = np.array([1.23456, 2.34567, 9.87654])
    assert explanation(ours, np.round(ours, 2), {}) == (0.0, "rounded to 2 decimals")


@pytest.fixture
def table():
    amounts = np.random.default_rng(5).poisson(4, (8, 6)) + np.eye(8, 6) * 5
    rows = [(f"R{r}", f"f{f}", float(amounts[r, f])) for r in range(8) for f in range(6)]
    return pa.table(dict(zip(("region", "field", "amount"), map(list, zip(*rows, strict=True)), strict=True)))


@pytest.fixture
def peer(tmp_path, monkeypatch):
    """A Python that has one package."""
    (tmp_path / "economic_complexity.py").write_text(PEER, encoding="utf-8")
    (tmp_path / "economic_complexity-9.9.dist-info").mkdir()
    (tmp_path / "economic_complexity-9.9.dist-info" / "METADATA").write_text(METADATA, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))


@pytest.mark.usefixtures("peer")
def test_each_quantity_has_its_largest_difference_and_the_reason(table):
    rows = compare_packages(table, packages=["economic-complexity"]).to_pylist()
    told = {row["quantity"]: row for row in rows}
    assert {row["version"] for row in rows} == {"9.9"}
    assert (told["location quotient"]["why"], told["location quotient"]["compared"]) == ("the same", 48)
    assert (told["proximity"]["why"], told["proximity"]["difference"]) == ("1 on the diagonal", 1.0)
    assert told["proximity"]["left"] < 1e-12
    assert told["density"]["why"] == "ValueError: no density here"
    assert told["density"]["compared"] is None
    assert told["pci"]["why"] == "differs otherwise"


def test_what_is_not_installed_is_a_row(table):
    rows = compare_packages(table, packages=["economic-complexity", "fermi-cref"]).to_pylist()
    assert [(row["package"], row["why"], row["quantity"]) for row in rows] == [
        ("economic-complexity", MISSING, None),
        ("fermi-cref", MISSING, None),
    ]


def test_a_python_that_cannot_run_is_said(table, tmp_path):
    with pytest.raises(ConfigError, match="could not be run"):
        compare_packages(table, python=str(tmp_path / "none"))
    broken = tmp_path / "broken.sh"
    broken.write_text("#!/bin/sh\necho no good >&2\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    with pytest.raises(ConfigError, match="code 3: no good"):
        compare_packages(table, python=str(broken))


def test_a_table_of_nothing_is_refused():
    with pytest.raises(NotComputableError, match="0 or missing"):
        compare_packages(pa.table({"region": ["A"], "field": ["f"], "amount": [0.0]}))


def test_packages_are_known_by_their_names():
    assert PACKAGES == ("econcomplex", "ecomplexity", "fermi-cref", "economic-complexity")
    assert sys.executable


@pytest.mark.parametrize("undefined", [VALUES, np.full(4, np.nan)])
def test_what_is_undefined_on_both_sides_is_no_difference(undefined):
    assert explanation(undefined, undefined.copy(), {"another": undefined * 2}) == (0.0, "the same")


def test_the_first_explanation_that_holds_is_named_and_a_near_one_only_where_none_does():
    theirs = 100 * VALUES
    assert explanation(VALUES, theirs, {"times 100": theirs, "again": theirs}) == (0.0, "times 100")
    left, why = explanation(VALUES, theirs + 1e-5, {"times 100": theirs})
    assert (round(left, 9), why) == (1e-5, "times 100")


def test_rounding_of_another_definition_is_named_with_it():
    ours = np.array([0.123456, 0.654321, 0.777777])
    left, why = explanation(ours, np.round(100 * ours, 2), {"times 100": 100 * ours})
    assert (left, why) == (pytest.approx(0.005, abs=0.005), "times 100")
    assert explanation(ours, np.round(ours, 3), {}) == (0.0, "rounded to 3 decimals")


def test_two_values_are_always_on_a_line_and_so_explain_nothing():
    ours, theirs = np.array([1.0, 2.0, np.nan]), np.array([5.0, 9.0, np.nan])
    assert explanation(ours, theirs, {}) == (7.0, "differs otherwise")


def test_no_package_asked_for_is_no_row_but_the_table_is_checked(table):
    assert compare_packages(table, packages=[]).num_rows == 0
    with pytest.raises(NotComputableError, match="0 or missing"):
        compare_packages(pa.table({"region": ["A"], "field": ["f"], "amount": [0.0]}), packages=[])

"""The script that other interpreters run: it needs nothing of crossfield and outlives packages that fail."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from crossfield.indicators import package_runner


def test_it_runs_without_crossfield_and_says_what_is_missing():
    given = {"packages": ["no-such-package-of-ours"], "region": ["A"], "field": ["f"], "amount": [1.0]}
    command = [sys.executable, "-I", "-S", str(Path(package_runner.__file__))]
    ran = subprocess.run(command, input=json.dumps(given), capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == {"no-such-package-of-ours": {"missing": True}}


def test_an_error_of_one_step_is_told_and_cut_short():
    def fails():
        raise KeyError("x" * 500)

    told = package_runner._tried(fails)
    assert told["error"].startswith("KeyError: 'xxx")
    assert len(told["error"]) == 200


# Stand-ins for the foreign packages, with the calls that the runner makes of each: quotients and presence are right,
# and the rest are numbers that are easy to find again.
def quotients(table):
    return table * table.to_numpy().sum() / table.sum(axis=0) / table.sum(axis=1).to_numpy()[:, None]


def at_home(table):
    return (quotients(table) >= 1).astype(int)


def wide(rows):
    return rows.pivot_table(index="region", columns="field", values="amount", fill_value=0)


def ones(names):
    return pd.Series(1.0, names)


def square(names, value=0.5):
    return pd.DataFrame(value, names, names)


def econcomplex():
    def both(table):
        return ones(table.index), ones(table.columns)

    return SimpleNamespace(
        pivot_to_matrix=lambda rows, *_: wide(rows),
        rca=quotients,
        mcp=at_home,
        proximity=lambda present, **_: {"product": square(present.columns)},
        relatedness_density=lambda present, **_: present * 0.25,
        eci_pci=both,
        fitness_complexity=both,
    )


def ecomplexity():
    def compute(rows, columns, **_):
        table = wide(rows)
        told = quotients(table).stack().rename("rca").reset_index()
        return told.assign(mcp=(told["rca"] >= 1).astype(int), density=0.25, eci=1.0, pci=1.0)

    def proximity(rows, columns):
        fields = sorted(set(rows["field"]))
        return pd.DataFrame(
            [(2000, a, b, 0.5) for a in fields for b in fields], columns=["year", "a", "b", "proximity"]
        )

    return SimpleNamespace(ecomplexity=compute, proximity=proximity)


class Processor:
    """The class of fermi-cref that holds a matrix, in the calls that are made of it."""

    def load(self, table):
        self.table = table
        return self

    def compute_rca(self):
        self.table = quotients(self.table)
        return self

    def binarize(self):
        self.table = (self.table >= 1).astype(int)
        return self

    def get_matrix(self):
        return self.table


def fermi():
    def efc(present):
        both = np.ones((present.shape[0], 1)), np.ones((present.shape[1], 1))
        return SimpleNamespace(get_eci_pci=lambda: both, get_fitness_complexity=lambda: both)

    def relatedness(present):
        near = sparse.csr_array(np.full((present.shape[1],) * 2, 0.5))
        return SimpleNamespace(get_projection=lambda **_: near)

    def predictor(present, **_):
        return SimpleNamespace(predict_network=lambda _: np.full(present.shape, 0.25))

    return SimpleNamespace(MatrixProcessorCA=Processor, RelatednessMetrics=relatedness, ECPredictor=predictor, efc=efc)


def economic_complexity():
    return SimpleNamespace(
        rca=quotients,
        proximity=lambda table: square(table.columns),
        relatedness=lambda table: table * 0 + 0.25,
        complexity=lambda table: (ones(table.index), ones(table.columns)),
    )


PEERS = {"econcomplex": econcomplex, "ecomplexity": ecomplexity, "fermi-cref": fermi}
PEERS |= {"economic-complexity": economic_complexity}


@pytest.mark.parametrize("name", package_runner.PACKAGES)
def test_each_package_is_asked_for_its_quantities_by_name(name, monkeypatch):
    module = {"fermi-cref": "fermi"}.get(name, name.replace("-", "_"))
    monkeypatch.setitem(sys.modules, module, PEERS[name]())
    monkeypatch.setattr(package_runner, "version", lambda _: "1.2.3")
    asked = {"packages": [name], "region": [*"AABBC"], "field": [*"fgfgf"], "amount": [3.0, 1.0, 1.0, 3.0, 2.0]}
    told = package_runner.run(asked)[name]
    found = told["quantities"]
    assert told["version"] == "1.2.3"
    assert [key for key, value in found.items() if "error" in value] == []
    assert [*found][:6] == ["location quotient", "presence", "proximity", "density", "eci", "pci"]
    assert found["presence"] == {"rows": [*"ABC"], "columns": [*"fg"], "values": [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]}
    assert found["proximity"]["values"] == [[0.5, 0.5], [0.5, 0.5]]
    assert (found["eci"]["rows"], found["pci"]["values"]) == ([*"ABC"], [[1.0], [1.0]])


def test_what_is_no_number_is_null():
    frame = pd.DataFrame({"f": [1.0, float("nan")]}, ["A", "B"])
    assert package_runner._plain(frame) == {"rows": ["A", "B"], "columns": ["f"], "values": [[1.0], [None]]}

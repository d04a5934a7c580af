"""What other packages of the field compute on a table; run as a script by any Python that has them.

It reads ``{"packages": […], "region": […], "field": […], "amount": […]}`` from standard input and writes, by package,
its version and its quantities as ``{"rows": […], "columns": […], "values": [[…]]}``, or an error. It imports nothing
of crossfield, so that the packages may live in an environment of their own.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import warnings
from functools import cache, partial
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Found = dict[str, Any]
    Steps = dict[str, Callable[[], Any]]


def econcomplex(rows: Any) -> Steps:  # noqa: ANN401 -- a pandas frame
    """econcomplex: its functions, one by one."""
    package = import_module("econcomplex")
    amounts = package.pivot_to_matrix(rows, "region", "field", "amount")
    present = cache(partial(package.mcp, amounts))
    near = cache(lambda: package.proximity(present(), use_rca=False, threshold=0.5, compute="product")["product"])
    complexity, fitness = cache(partial(package.eci_pci, amounts)), cache(partial(package.fitness_complexity, amounts))
    return {
        "location quotient": partial(package.rca, amounts),
        "presence": present,
        "proximity": near,
        "density": lambda: package.relatedness_density(present(), phi=near(), use_rca=False, threshold=0.5),
        "eci": lambda: complexity()[0],
        "pci": lambda: complexity()[1],
        "fitness": lambda: fitness()[0],
        "field fitness": lambda: fitness()[1],
    }


def ecomplexity(rows: Any) -> Steps:  # noqa: ANN401 -- a pandas frame
    """ecomplexity: its one function, and its proximity."""
    package, dated = import_module("ecomplexity"), rows.assign(year=2000)
    columns = {"time": "year", "loc": "region", "prod": "field", "val": "amount"}
    table = cache(lambda: package.ecomplexity(dated, columns, check_logsupermodularity=False, verbose=False))

    def wide(column: str) -> Any:  # noqa: ANN401 -- a pandas frame
        return table().pivot_table(index="region", columns="field", values=column)

    def of(side: str, column: str) -> Any:  # noqa: ANN401 -- a pandas series
        return table().groupby(side)[column].first()

    def proximity() -> Any:  # noqa: ANN401 -- a pandas frame
        near = package.proximity(dated, columns)
        return near.pivot_table(index=near.columns[1], columns=near.columns[2], values="proximity")

    return {
        "location quotient": partial(wide, "rca"),
        "presence": partial(wide, "mcp"),
        "proximity": proximity,
        "density": partial(wide, "density"),
        "eci": partial(of, "region", "eci"),
        "pci": partial(of, "field", "pci"),
    }


def fermi_cref(rows: Any) -> Steps:  # noqa: ANN401 -- a pandas frame
    """fermi-cref: its classes."""
    package, pandas = import_module("fermi"), import_module("pandas")
    amounts = rows.pivot_table(index="region", columns="field", values="amount", fill_value=0)
    regions, fields = list(amounts.index), list(amounts.columns)
    matrix = package.MatrixProcessorCA().load(amounts).compute_rca()
    quotients = matrix.get_matrix().copy()
    present = matrix.binarize().get_matrix()
    near = cache(lambda: package.RelatednessMetrics(present).get_projection(projection_method="proximity", rows=False))
    complexity = cache(lambda: package.efc(present).get_eci_pci())
    fitness = cache(lambda: package.efc(present).get_fitness_complexity())

    def density() -> Any:  # noqa: ANN401 -- a matrix
        return package.ECPredictor(present, mode="network", normalize=True).predict_network(near().toarray())

    return {
        "location quotient": lambda: pandas.DataFrame(_dense(quotients), regions, fields),
        "presence": lambda: pandas.DataFrame(_dense(present), regions, fields),
        "proximity": lambda: pandas.DataFrame(_dense(near()), fields, fields),
        "density": lambda: pandas.DataFrame(_dense(density()), regions, fields),
        "eci": lambda: pandas.Series(_flat(complexity()[0]), regions),
        "pci": lambda: pandas.Series(_flat(complexity()[1]), fields),
        "fitness": lambda: pandas.Series(_flat(fitness()[0]), regions),
        "field fitness": lambda: pandas.Series(_flat(fitness()[1]), fields),
    }


def economic_complexity(rows: Any) -> Steps:  # noqa: ANN401 -- a pandas frame
    """economic-complexity: its functions, one by one."""
    package = import_module("economic_complexity")
    quotients = package.rca(rows.pivot_table(index="region", columns="field", values="amount", fill_value=0))
    complexity = cache(lambda: package.complexity(quotients))
    return {
        "location quotient": lambda: quotients,
        "presence": lambda: (quotients >= 1).astype(int),
        "proximity": lambda: package.proximity(quotients),
        "density": lambda: package.relatedness(quotients),
        "eci": lambda: complexity()[0],
        "pci": lambda: complexity()[1],
    }


PACKAGES: dict[str, Callable[[Any], Steps]] = {
    "econcomplex": econcomplex,
    "ecomplexity": ecomplexity,
    "fermi-cref": fermi_cref,
    "economic-complexity": economic_complexity,
}


def run(asked: Found) -> Found:
    """Results of the packages asked for, by name."""
    warnings.simplefilter("ignore")
    found: Found = {}
    for name in asked["packages"]:
        try:
            found[name] = {"version": version(name)}
        except PackageNotFoundError:
            found[name] = {"missing": True}
            continue
        rows = import_module("pandas").DataFrame({key: asked[key] for key in ("region", "field", "amount")})
        with contextlib.redirect_stdout(io.StringIO()):
            steps = _tried(lambda name=name, rows=rows: {"steps": PACKAGES[name](rows)})  # type: ignore[misc]  # bound now
            told = {key: _tried(lambda step=step: _plain(step())) for key, step in steps.pop("steps", {}).items()}  # type: ignore[misc]  # bound now
        found[name] |= steps | {"quantities": told}
    return found


def _tried(step: Callable[[], Found]) -> Found:
    """What a step gives, or what went wrong in it: the other steps shall still run."""
    try:
        return step()
    except Exception as error:  # noqa: BLE001 -- foreign code may raise anything
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def _plain(table: Any) -> Found:  # noqa: ANN401 -- a pandas frame or series
    frame = table.to_frame("value") if hasattr(table, "to_frame") else table
    values = [[None if value != value else float(value) for value in row] for row in frame.to_numpy().tolist()]  # noqa: PLR0124 -- NaN alone differs from itself
    return {"rows": [str(row) for row in frame.index], "columns": [str(one) for one in frame.columns], "values": values}


def _dense(matrix: Any) -> Any:  # noqa: ANN401 -- a NumPy, SciPy or pandas matrix
    return (
        matrix.toarray() if hasattr(matrix, "toarray") else matrix.to_numpy() if hasattr(matrix, "to_numpy") else matrix
    )


def _flat(values: Any) -> Any:  # noqa: ANN401 -- a NumPy array or pandas column
    return (values.to_numpy() if hasattr(values, "to_numpy") else values).ravel()


if __name__ == "__main__":
    sys.path.pop(0)  # this folder holds modules that are called as other packages are
    json.dump(run(json.load(sys.stdin)), sys.stdout)

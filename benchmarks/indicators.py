"""Benchmarks of relatedness and complexity on one core, beside the field's packages on the same tables.

From the long table (regions and fields as text, amounts) to location quotients, proximity, density, ECI and PCI; and
the validation of co-occurrence against the configuration model. Each measurement is a fresh process with one thread
that first runs a small table; CPU seconds and peak memory are medians. Packages are measured where they are installed:

    python -m venv /tmp/peers && /tmp/peers/bin/pip install econcomplex fermi-cref ecomplexity bicm
    python benchmarks/indicators.py --peers /tmp/peers/bin/python
"""

# ruff: noqa: PLC0415 -- a child imports what it measures, and is measured without what the others need
from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass, field
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
FACTORS = 8
LIMIT = 600  # CPU seconds a package may take before it is stopped
LONG = 20  # CPU seconds from which one run tells enough


@dataclass(frozen=True)
class Size:
    """A table: regions, fields, share of cells with an amount, years; and what we promise for it."""

    regions: int
    fields: int
    fill: float
    years: int = 1
    cpu: float | None = None
    mebibytes: float | None = None

    @property
    def name(self) -> str:
        """Name in the table."""
        years = f" × {self.years} years" if self.years > 1 else ""
        return f"{self.regions:,} × {self.fields:,}{years}"


SIZES = (
    Size(300, 650, 0.35),
    Size(1500, 1000, 0.15, cpu=0.15),
    Size(1500, 10_000, 0.05, cpu=4.5, mebibytes=0.7 * 1024),
    Size(1500, 1000, 0.15, 20, cpu=2.0),
)
VALIDATION = Size(1500, 1000, 0.15, cpu=0.4)


# ---------------------------------------------------------------- the tables


def write_table(path: Path, size: Size, seed: int = 1) -> None:
    """Poisson amounts with eight latent factors, regions and fields of different size, at a given fill."""
    chance = np.random.default_rng(seed)
    regions = chance.gamma(0.3, 1, (size.regions, FACTORS)) * chance.lognormal(0, 0.5, (size.regions, 1))
    fields = chance.gamma(0.3, 1, (size.fields, FACTORS)) * chance.lognormal(0, 0.5, (size.fields, 1))
    rate = (regions @ fields.T).astype(np.float32)
    low, high = 1e-9, 1e6
    for _ in range(60):
        middle = float(np.sqrt(low * high))
        too_empty = -np.expm1(-middle * rate[::7]).mean() < size.fill
        low, high = (middle, high) if too_empty else (low, middle)
    parts = []
    for year in range(size.years):
        amounts = chance.poisson(rate * middle)
        i, j = np.nonzero(amounts)
        parts.append((np.full(len(i), 2001 + year), i, j, amounts[i, j]))
    year, i, j, amount = (np.concatenate(part) for part in zip(*parts, strict=True))
    np.savez(path, year=year.astype(np.int32), i=i.astype(np.int32), j=j.astype(np.int32), amount=amount.astype(float))


def load(path: Path) -> dict[str, Any]:
    """The long table, with codes for names."""
    with np.load(path) as stored:
        return {name: stored[name] for name in ("year", "i", "j", "amount")}


def _names(letter: str, codes: Any) -> Any:
    return np.array([f"{letter}{n:05d}" for n in range(int(codes.max()) + 1)], object)


def _arrow(table: dict[str, Any]) -> dict[str, Any]:
    """The long table as Arrow columns of text, as our lake hands it over."""
    import pyarrow as pa

    sides = {
        name: pa.DictionaryArray.from_arrays(table[code], _names(letter, table[code])).cast(pa.string())
        for name, letter, code in (("region", "R", "i"), ("field", "F", "j"))
    }
    return {"year": table["year"], "amount": table["amount"]} | sides


def _arrays(table: dict[str, Any]) -> dict[str, Any]:
    """The long table as NumPy arrays of text."""
    sides = {"region": _names("R", table["i"])[table["i"]], "field": _names("F", table["j"])[table["j"]]}
    return {"year": table["year"], "amount": table["amount"]} | sides


def _frame(table: dict[str, Any]) -> Any:
    """The long table as a pandas frame, as the packages take it."""
    import pandas as pd

    return pd.DataFrame(_arrays(table))


# ---------------------------------------------------------------- what a child measures: ours


def ours(table: dict[str, Any]) -> dict[str, Any]:
    """Location quotients, proximity, density, ECI and PCI of one year, or of each year."""
    from crossfield.indicators.presence import read_amounts, read_amounts_by_year

    columns = table["region"], table["field"], table["amount"]
    if table["year"][0] == table["year"][-1]:  # ascending, as they are written
        return _four(read_amounts(*columns))
    found = [_four(amounts) for amounts in read_amounts_by_year(table["year"], *columns).values()]
    return found[-1]  # the last year, as the packages have it


def _four(amounts: Any) -> dict[str, Any]:
    from crossfield.indicators.complexity import complexity
    from crossfield.indicators.density import proximity_density, relatedness_density
    from crossfield.indicators.presence import location_quotient_cells, present_where
    from crossfield.indicators.relatedness import proximity

    quotients = location_quotient_cells(amounts.cells)
    present = present_where(quotients)
    wide = present.shape[1] > 5 * present.shape[0]  # density then needs no fields × fields
    # In single precision, proximity is off by 6e-8 of itself and density by 3e-6 here; both are told with four digits
    # at most. Location quotients, ECI and PCI are in double precision.
    near = proximity(present, dtype=np.float32)
    density = (
        proximity_density(present, dtype=np.float32) if wide else relatedness_density(present, near, dtype=np.float32)
    )
    found = complexity(present)
    return {"present": present.nnz, "near": near, "density": density, "eci": found.eci, "quotients": quotients}


def ours_validated(table: dict[str, Any]) -> dict[str, Any]:
    """Significance of all co-occurrences against the configuration model."""
    from crossfield.indicators.bicm import co_occurrence_significance
    from crossfield.indicators.presence import binary_presence, read_amounts

    present = binary_presence(read_amounts(table["region"], table["field"], table["amount"]).cells)
    begin = time.process_time()
    found = co_occurrence_significance(present)
    return {"seconds": time.process_time() - begin, "pairs": int(found.significant.sum()) // 2}


# ---------------------------------------------------------------- what a child measures: the others


def textbook(table: dict[str, Any]) -> dict[str, Any]:
    """The same by two full float32 matrix products and a dense eigenproblem, in plain NumPy."""
    regions, i = np.unique(table["region"], return_inverse=True)
    fields, j = np.unique(table["field"], return_inverse=True)
    amounts = np.zeros((len(regions), len(fields)), np.float32)
    amounts[i, j] = table["amount"]
    quotients = amounts * amounts.sum() / amounts.sum(axis=1, keepdims=True) / amounts.sum(axis=0)
    present = (quotients >= 1).astype(np.float32)
    d, u = present.sum(axis=1), present.sum(axis=0)
    near = (present.T @ present) / np.maximum.outer(u, u)
    np.fill_diagonal(near, 0)
    density = (present @ near) / near.sum(axis=0)
    half = present / np.sqrt(np.outer(d, u))
    small = half @ half.T if len(d) <= len(u) else half.T @ half
    _, vectors = np.linalg.eigh(small)
    vector = vectors[:, -2] / np.sqrt(d if len(d) <= len(u) else u)
    eci = vector if len(d) <= len(u) else present @ vector / d
    return {"present": int(present.sum()), "near": near, "density": density, "eci": eci, "quotients": quotients}


def econcomplex(frame: Any) -> dict[str, Any]:
    """Function by function, the outlook left out."""
    import econcomplex as ec

    found = {}
    for _, part in frame.groupby("year"):
        amounts = ec.pivot_to_matrix(part, "region", "field", "amount")
        quotients, present = ec.rca(amounts), ec.mcp(amounts)
        near = ec.proximity(present, use_rca=False, threshold=0.5, compute="product")["product"]
        density = ec.relatedness_density(present, phi=near, use_rca=False, threshold=0.5)
        eci, _ = ec.eci_pci(amounts)
        found = {
            "present": int(present.to_numpy().sum()),
            "near": near,
            "density": density,
            "eci": eci,
            "quotients": quotients,
        }
    return found


def econcomplex_pipeline(frame: Any) -> dict[str, Any]:
    """Its own pipeline, the outlook left out."""
    import econcomplex as ec

    columns = {"loc": "region", "act": "field", "val": "amount", "time": "year"}
    return {"all": ec.compute_complexity(frame, columns, compute_coi_cog=False)}


def ecomplexity(frame: Any) -> dict[str, Any]:
    """Its one function; it computes the outlook as well."""
    from ecomplexity import ecomplexity as compute

    columns = {"time": "year", "loc": "region", "prod": "field", "val": "amount"}
    return {"all": compute(frame, columns, check_logsupermodularity=False, verbose=False)}


def fermi(frame: Any) -> dict[str, Any]:
    """fermi-cref: its classes for each of the four."""
    import fermi as package

    found = {}
    for _, part in frame.groupby("year"):
        wide = part.pivot_table(index="region", columns="field", values="amount", fill_value=0)
        matrix = package.MatrixProcessorCA().load(wide).compute_rca()
        quotients = matrix.get_matrix().copy()
        present = matrix.binarize().get_matrix()
        near = package.RelatednessMetrics(present).get_projection(projection_method="proximity", rows=False)
        density = package.ECPredictor(present, mode="network", normalize=True).predict_network(near.toarray())
        eci, _ = package.efc(present).get_eci_pci()
        found = {"present": int(present.sum()), "near": near, "density": density, "eci": eci, "quotients": quotients}
    return found


def bicm(frame: Any) -> dict[str, Any]:
    """Its Poisson approximation; its normal ones (normal, rna) take the lower tail, its exact way is far slower."""
    from bicm import BipartiteGraph

    wide = frame.pivot_table(index="region", columns="field", values="amount", fill_value=0).to_numpy()
    present = (wide * wide.sum() >= np.outer(wide.sum(axis=1), wide.sum(axis=0))).astype(int)
    begin = time.process_time()
    graph = BipartiteGraph(biadjacency=present)
    graph.compute_projection(rows=False, alpha=0.05, approx_method="poisson", threads_num=1, progress_bar=False)
    seconds = time.process_time() - begin
    return {"seconds": seconds, "pairs": sum(len(others) for others in graph.projected_cols_adj_list.values())}


@dataclass(frozen=True)
class Way:
    """One way to compute: who, the function, the module it needs, its name on the registry."""

    name: str
    compute: Callable[[Any], dict[str, Any]]
    module: str
    package: str
    own: bool = False
    sizes: tuple[int, ...] = (0, 1, 2, 3)


WAYS = (
    Way("crossfield", ours, "crossfield", "crossfield", own=True),
    Way("plain NumPy, textbook", textbook, "numpy", "numpy", sizes=(0, 1, 2)),
    Way("fermi-cref", fermi, "fermi", "fermi-cref"),
    Way("econcomplex", econcomplex, "econcomplex", "econcomplex"),
    Way("econcomplex, pipeline", econcomplex_pipeline, "econcomplex", "econcomplex", sizes=(0, 1)),
    Way("ecomplexity (with outlook)", ecomplexity, "ecomplexity", "ecomplexity", sizes=(0, 1)),
)
VALIDATORS = (
    Way("crossfield", ours_validated, "crossfield", "crossfield", own=True),
    Way("bicm (approximate, poisson)", bicm, "bicm", "bicm"),
)
PREPARED = dict.fromkeys((fermi, econcomplex, econcomplex_pipeline, ecomplexity, bicm), _frame) | dict.fromkeys(
    (ours, ours_validated), _arrow
)


def run_child(name: str, path: Path, small: Path, runs: int) -> None:
    """Measure one way on one table and write the result as a line of JSON."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT, LIMIT + 1))
    way = next(way for way in (*WAYS, *VALIDATORS) if f"{way.name}:{way.compute.__name__}" == name)
    if find_spec(way.module) is None:
        print(json.dumps({"missing": way.package}))
        return
    warnings.simplefilter("ignore")
    found, seconds = {}, []
    with contextlib.redirect_stdout(io.StringIO()):
        prepared = PREPARED.get(way.compute, _arrays)
        way.compute(prepared(load(small)))
        given = prepared(load(path))
        for _ in range(runs):
            found = {}
            begin = time.process_time()
            found = way.compute(given)
            seconds.append(found.get("seconds", time.process_time() - begin))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    result = {"seconds": statistics.median(seconds), "mebibytes": peak, "version": version(way.package)}
    print(json.dumps(result | _summary(found)))


def _summary(found: dict[str, Any]) -> dict[str, Any]:
    """What tells whether two ways computed the same."""
    told: dict[str, Any] = {name: found[name] for name in ("present", "pairs") if name in found}
    if "density" in found:
        told["density"] = float(np.nanmean(np.asarray(found["density"], dtype=float)))
        told["eci"] = np.nan_to_num(np.asarray(found["eci"], dtype=float)).tolist()
    return told


# ---------------------------------------------------------------- the runs


@dataclass
class Bench:
    """Where the tables lie, which Python has the packages, how often to measure."""

    work: Path
    peers: str
    processes: int
    table: list[str] = field(default_factory=list)

    def path(self, size: Size) -> Path:
        """Table of a size, written at first need."""
        path = self.work / f"{size.regions}-{size.fields}-{size.years}.npz"
        if not path.exists():
            write_table(path, size)
        return path

    def measure(self, way: Way, size: Size, processes: int) -> dict[str, Any]:
        """Medians over some processes; ``missing`` or ``failed`` where there is nothing to measure."""
        python = sys.executable if way.own or way.module == "numpy" else self.peers
        small = self.path(Size(40, 60, 0.4))
        runs = 5 if size.fields * size.years < 10_000 else 1  # as many for all: a first run is slower than the others
        arguments = [f"{way.name}:{way.compute.__name__}", str(self.path(size)), str(small), str(runs)]
        results = []
        for _ in range(processes):
            done = subprocess.run(
                [python, __file__, "--child", *arguments],
                env=os.environ | dict.fromkeys(THREADS, "1"),
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
                return {"failed": f"stopped after {LIMIT} s of CPU, or out of memory"}
            if done.returncode:
                return {"failed": (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1][:90]}
            results.append(json.loads(done.stdout.splitlines()[-1]))
            if "missing" in results[0]:
                return results[0]
            if results[-1]["seconds"] > LONG:
                break
        middle = {name: statistics.median(result[name] for result in results) for name in ("seconds", "mebibytes")}
        return results[0] | middle

    def compare(self, ways: tuple[Way, ...], size: Size, title: str) -> None:
        """One part of the table: all ways on one size."""
        first: dict[str, Any] = {}
        for way in ways:
            print(f"{title}: {way.name}", file=sys.stderr, flush=True)
            result = self.measure(way, size, self.processes if way.own else min(self.processes, 3))
            first = first or result
            self.say(_row(title, way, size, result, first))

    def say(self, line: str) -> None:
        """Print a line of the table as soon as it is known, and keep it."""
        print(line, flush=True)
        self.table.append(line)


def _row(title: str, way: Way, size: Size, result: dict[str, Any], first: dict[str, Any]) -> str:
    if "missing" in result or "failed" in result:
        why = f"not installed: pip install {result['missing']}" if "missing" in result else result["failed"]
        return f"| {title} | {way.name} | – | – | – | – | {why} |"
    cpu, memory = f"{result['seconds']:.3f}", f"{result['mebibytes']:,.0f}"
    target = [f"≤ {size.cpu:g} s"] if size.cpu and way.own else []
    target += [f"≤ {size.mebibytes:,.0f} MiB"] if size.mebibytes and way.own else []
    times = "" if way.own else f"{result['seconds'] / first['seconds']:.1f} ×"
    cells = [title, f"{way.name} {result['version']}", cpu, memory, ", ".join(target), times, _same(result, first)]
    return f"| {' | '.join(cells)} |"


def _same(result: dict[str, Any], first: dict[str, Any]) -> str:
    if "pairs" in result:
        return f"{result['pairs']:,} pairs"
    if "eci" not in result:
        return ""
    likeness = (
        abs(np.corrcoef(result["eci"], first["eci"])[0, 1]) if len(result["eci"]) == len(first["eci"]) else np.nan
    )
    return f"{result['present']:,} present, mean density {result['density']:.6f}, ECI r = {likeness:.6f}"


def main() -> None:
    """Run the benchmarks and print their table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument(
        "--peers", default=sys.executable, metavar="PYTHON", help="Python with the packages to compare with"
    )
    parser.add_argument("--processes", type=int, default=5, help="processes to take the median of (default: 5)")
    parser.add_argument("--sizes", type=int, nargs="*", default=[0, 1, 2, 3], help="which of the four tables")
    parser.add_argument("--no-validation", action="store_true", help="leave out the configuration model")
    parser.add_argument("--work", type=Path, metavar="DIR", help="folder for the tables; they stay there")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table into a file as well")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        name, path, small, runs = options.child
        run_child(name, Path(path), Path(small), int(runs))
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = (options.work or Path(temporary)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        bench = Bench(work, options.peers, options.processes)
        bench.say("| table | package | CPU s | peak MiB | target | times ours | what came out |")
        bench.say("|---|---|---:|---:|---:|---:|---|")
        for number in options.sizes:
            ways = tuple(way for way in WAYS if number in way.sizes)
            bench.compare(ways, SIZES[number], SIZES[number].name)
        if not options.no_validation:
            bench.compare(VALIDATORS, VALIDATION, "validation, " + VALIDATION.name)
        used = f"{platform.system()}, Python {platform.python_version()}, NumPy {np.__version__}"
        bench.say(f"\nOne thread, medians of CPU seconds; {used}.")
    if options.output:
        options.output.write_text("\n".join(bench.table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

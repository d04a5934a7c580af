"""Benchmarks on a full-size dump: reading and tagging against bare DuckDB, memory, second fetch, command line.

Everything that is compared is measured in the same run, turn and turn about, each time in a fresh process; medians
are reported. The dump is synthetic and made once per folder and parameters (see `generate_dump.py`). Where the real
dump of Horizon 2020 lies beside the project, its whole fetch is measured as well.
"""

# ruff: noqa: PLC0415 -- a child imports what it measures, the parent stays small: a child's peak begins with its own

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL = {"projects": 60_000, "participations": 460_000, "organisations": 60_000, "objective-chars": 2_000}
SMALL = {"projects": 3_000, "participations": 23_000, "organisations": 3_000, "objective-chars": 500}
REGION = "DED"
TIMES_BARE, SECOND_FETCH, HELP, INTERFACES, MEMORY, FIGURES = 3.0, 1.0, 0.3, 1.5, 2048, 60.0
H2020 = Path(__file__).parents[2] / "shared" / "data" / "cordis-h2020projects-csv.zip"
COMPRESSIONS = ("zstd", "snappy")


# ---------------------------------------------------------------- what a child measures


def bare(dump: Path, out: Path, compression: str) -> dict[str, Any]:
    """Let DuckDB turn the CSV files into Parquet as they are; only the options that are needed to read them."""
    import duckdb

    out.mkdir(parents=True, exist_ok=True)
    begin = _now()
    with duckdb.connect() as connection:
        for path in sorted(dump.glob("*.csv")):
            rows = f"read_csv('{path}', all_varchar=true, delim=';', quote='\"', escape='\"', header=true)"
            target = f"'{out / path.stem}.parquet' (FORMAT parquet, COMPRESSION {compression})"
            connection.execute(f"COPY (SELECT * FROM {rows}) TO {target}")  # noqa: S608
    return _since(begin)


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(begin: tuple[float, float]) -> dict[str, Any]:
    """Seconds by the clock, and processor seconds of all threads."""
    return {"seconds": time.perf_counter() - begin[0], "cpu": time.process_time() - begin[1]}


def tables(lake: Path, out: Path) -> dict[str, Any]:
    """Read, place, tag and link the dump into the tables of records: what a fetch does before the figures."""
    from crossfield.lake.build import build_tables
    from crossfield.lake.ingredients import Ingredients
    from crossfield.lake.raw import Snapshot
    from crossfield.parts import find_part
    from crossfield.sources import SOURCES
    from crossfield.sources.nuts import postcode_regions, region_links, regions
    from crossfield.sources.sciences import euroscivoc_fields
    from crossfield.sources.vocabulary import shipped_vocabularies

    out.mkdir(parents=True)
    _warm()
    steps = _Steps()
    snapshot = Snapshot(**json.loads((lake / "snapshot.json").read_text(encoding="utf-8")))
    ingredients = Ingredients(
        readers=[(find_part(SOURCES, "cordis", "source").load(), snapshot)],
        vocabularies=[*shipped_vocabularies()],
        regions=regions("2016"),
        region_links=region_links(),
        nuts="2016",
        postcode=postcode_regions,
        sciences=[*euroscivoc_fields()],
    )
    built = build_tables(lake, out, ingredients, report=steps)
    return steps.result() | {"rows": {table.name: table.rows for table in built.tables}}


def _warm() -> None:
    """Let PyArrow look for pandas, as it does with its first array: an import, and of no use here."""
    import pyarrow as pa

    pa.array([0])


def take(dump: Path, lake: Path) -> dict[str, Any]:
    """Take the dump into a lake, so that `tables` reads it from there."""
    from dataclasses import asdict

    from crossfield.lake.raw import take_snapshot

    lake.mkdir(parents=True)
    (lake / "snapshot.json").write_text(json.dumps(asdict(take_snapshot(lake, str(dump)))), encoding="utf-8")
    return {"seconds": 0.0}


def refresh(dump: Path, lake: Path, source: str = "cordis") -> dict[str, Any]:
    """Fetch the dump: tables, figures, a published version."""
    from crossfield.config import Settings
    from crossfield.lake.store import Lake
    from crossfield.refresh import fetch

    _warm()
    steps = _Steps()
    fetch(Lake(lake), source, str(dump), Settings(), report=steps)
    return steps.result()


class _Steps:
    """Called with the name of each step as it begins; how long each took."""

    def __init__(self) -> None:
        self.begin = _now()
        self.seen = [("taking the files", self.begin)]

    def __call__(self, name: str) -> None:
        self.seen.append((name, _now()))

    def result(self) -> dict[str, Any]:
        told = _since(self.begin)
        self("")
        pairs = zip(self.seen, self.seen[1:], strict=False)
        steps = [[name, *(b - a for a, b in zip(start, end, strict=True))] for (name, start), (_, end) in pairs]
        return told | {"steps": steps}


CHILDREN = {"bare": bare, "tables": tables, "take": take, "refresh": refresh}


def run_child(name: str, arguments: Sequence[str]) -> None:
    """Run one measurement and write its result as a line of JSON."""
    import resource

    result = CHILDREN[name](*map(Path, arguments[:2]), *arguments[2:])  # type: ignore[operator]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result["mebibytes"] = peak / (2**20 if sys.platform == "darwin" else 2**10)
    print(json.dumps(result))


# ---------------------------------------------------------------- the runs


@dataclass(frozen=True)
class Line:
    """One line of the table; a target of None is reported only."""

    what: str
    measured: float
    unit: str
    target: float | None = None
    memory: float | None = None
    cpu: float | None = None

    @classmethod
    def of(cls, what: str, results: Sequence[dict[str, Any]], target: float | None = None) -> Line:
        """A line of the medians of some runs; memory is the highest of all."""
        seconds, cpu = (statistics.median(result[name] for result in results) for name in ("seconds", "cpu"))
        return cls(what, seconds, "s", target, max(result.get("mebibytes", 0) for result in results) or None, cpu)

    @property
    def is_missed(self) -> bool:
        """Whether it is above its target by the clock, or was not measured."""
        return self.target is not None and not self.measured <= self.target

    @property
    def is_missed_by_processor(self) -> bool:
        """Whether even its processor time is above its target."""
        return self.is_missed and self.target is not None and not (self.cpu or self.measured) <= self.target


class Bench:
    """A folder to work in, and the runs."""

    def __init__(self, work: Path, size: dict[str, int]) -> None:
        self.work = work
        self.dump = work / ("dump-" + "-".join(str(number) for number in size.values()))
        self.size = size
        self.count = 0

    def child(self, name: str, *arguments: object) -> dict[str, Any]:
        """Measure in a fresh process."""
        command = [sys.executable, __file__, "--child", name, *map(str, arguments)]
        run = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        return dict(json.loads(run.stdout.splitlines()[-1]))

    def fresh(self, name: str) -> Path:
        """Give a folder that does not exist yet."""
        self.count += 1
        return self.work / "runs" / f"{name}-{os.getpid()}-{self.count}"

    def make_dump(self) -> None:
        """Make the dump unless it is there."""
        if not self.dump.is_dir():
            part = self.dump.with_name(self.dump.name + ".part")
            options = [text for name, number in self.size.items() for text in (f"--{name}", str(number))]
            script = Path(__file__).with_name("generate_dump.py")
            subprocess.run(
                [sys.executable, str(script), *options, "--output", str(part)], check=True, stdout=sys.stderr
            )
            part.rename(self.dump)

    def against_bare(self, runs: int) -> list[Line]:
        """Measure bare DuckDB and the tables in turn, so that a busy machine is as busy for both."""
        lake = self.fresh("lake")
        self.child("take", self.dump, lake)
        found: dict[str, list[dict[str, Any]]] = {name: [] for name in (*COMPRESSIONS, "tables")}
        for number in range(runs):
            for compression in COMPRESSIONS:
                out = self.fresh("bare")
                found[compression].append(self.child("bare", self.dump, out, compression))
                _remove(out)
            out = self.fresh("tables")
            found["tables"].append(self.child("tables", lake, out))
            _remove(out)
            told = ", ".join(f"{name} {results[-1]['seconds']:.2f} s" for name, results in found.items())
            _say(f"run {number + 1} of {runs}: {told}")
        _remove(lake)
        _tell_steps(found["tables"][-1])
        own = Line.of("reading and tagging to tables (zstd)", found["tables"])
        bare = {name: Line.of(f"bare DuckDB, CSV to Parquet ({name})", found[name]) for name in COMPRESSIONS}
        # The lake writes zstd, so that is the fair comparison; the other is told because it is the engine's default.
        times = [_times(own, line, TIMES_BARE if name == "zstd" else None) for name, line in bare.items()]
        memory = Line("… peak memory", own.memory or 0, "MiB", MEMORY)
        return [*bare.values(), own, *times, memory]

    def whole(self, runs: int) -> list[Line]:
        """Measure a first fetch with figures, then what is done with its lake."""
        lake = self.fresh("lake")
        first = self.child("refresh", self.dump, lake)
        _tell_steps(first)
        fetch = ["fetch", "cordis", "--from", str(self.dump), "--lake", str(lake)]
        lines = [
            Line.of("first fetch with all figures", [first]),
            self.command("second fetch of unchanged input (`crossfield fetch`)", fetch, SECOND_FETCH, runs),
            self.command("`crossfield --help`", ["--help"], HELP, runs),
        ]
        show = ["interfaces", REGION, "--lake", str(lake), "--format", "json"]
        lines.append(self.command(f"`crossfield interfaces {REGION}`", show, INTERFACES, runs))
        _remove(lake)
        return lines

    def real(self) -> list[Line]:
        """Measure the fetch of the real dump of Horizon 2020, and its figures alone."""
        lake = self.fresh("h2020")
        first = self.child("refresh", H2020, lake, "cordis-h2020")
        _remove(lake)
        _tell_steps(first)
        names = [name for name, *_ in first["steps"]]
        figures = first["steps"][names.index("counting years") : names.index("publishing")]
        seconds, cpu = (sum(step[place] for step in figures) for place in (1, 2))
        return [
            Line.of("Horizon 2020, the real dump: first fetch", [first]),
            Line("… of it all figures", seconds, "s", FIGURES, cpu=cpu),
        ]

    def command(self, what: str, arguments: list[str], target: float, runs: int) -> Line:
        """Measure a command as a user starts it, imports included, warm."""
        command = [sys.executable, "-m", "crossfield", *arguments]
        results = []
        for _ in range(runs + 1):
            begin, before = time.perf_counter(), os.times()
            run = subprocess.run(command, capture_output=True, text=True, check=False)
            seconds, after = time.perf_counter() - begin, os.times()
            if run.returncode:
                _say(f"left out: {what}: {run.stderr.strip().splitlines()[-1:] or run.returncode}")
                return Line(f"{what} (does not run)", float("nan"), "s", target)
            cpu = after.children_user + after.children_system - before.children_user - before.children_system
            results.append({"seconds": seconds, "cpu": cpu})
        return Line.of(what, results[1:], target)


def _times(line: Line, other: Line, target: float | None) -> Line:
    """How many times as long as another, by the clock and in processor time."""
    cpu = (line.cpu or 0) / other.cpu if other.cpu else None
    return Line(f"… in times {other.what}", line.measured / other.measured, "×", target, cpu=cpu)


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _tell_steps(result: dict[str, Any]) -> None:
    for name, seconds, cpu in result["steps"]:
        _say(f"  {seconds:6.2f} s  {cpu:6.2f} s of processor time  {name}")


# ---------------------------------------------------------------- the table


def markdown(lines: list[Line], size: dict[str, int]) -> str:
    """Write the lines as a table, with what they were measured on."""
    rows = ["| what | by the clock | processor time | target | clock / target | peak memory |"]
    rows.append("|---|---:|---:|---:|---:|---:|")
    for line in lines:
        target = f"≤ {line.target:g} {line.unit}" if line.target else "reported"
        share = f"{line.measured / line.target:.2f}" if line.target else ""
        memory = f"{line.memory:,.0f} MiB" if line.memory else ""
        measured, cpu = (_number(value, line.unit) for value in (line.measured, line.cpu))
        rows.append(f"| {line.what} | {measured} | {cpu} | {target} | {share} | {memory} |")
    asked = ", ".join(f"{number:,} {name.replace('-', ' ')}" for name, number in size.items())
    used = (
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, DuckDB {version('duckdb')}"
    )
    load = "" if sys.platform == "win32" else f"; {os.getloadavg()[2]:.1f} processes ran or waited to, ours included"
    said = f"A synthetic dump with {asked}; {used}{load}. Medians; memory is the highest of all runs."
    missed = [line for line in lines if line.is_missed]
    verdict = "All targets are kept."
    if missed:
        told = "; ".join(f"{line.what}, {_number(line.measured, line.unit)}" for line in missed)
        surely = "; ".join(line.what for line in missed if line.is_missed_by_processor) or "none"
        verdict = f"**Missed by the clock**: {told}. **In processor time as well**: {surely}."
    return "\n".join([*rows, "", said, verdict])


def _number(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.{0 if unit == 'MiB' else 2}f} {unit}"


def main() -> None:
    """Run the benchmarks and print their table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--work", type=Path, metavar="DIR", help="folder for the lakes and the dump, which stays there")
    parser.add_argument("--small", action="store_true", help="a small dump, to see that everything runs")
    parser.add_argument("--runs", type=int, default=5, help="builds to take the median of (default: 5)")
    parser.add_argument("--commands", type=int, default=10, help="runs of each command (default: 10)")
    parser.add_argument("--no-figures", action="store_true", help="leave out the whole fetch and the commands")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table into a file as well")
    parser.add_argument("--child", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        run_child(options.child[0], options.child[1:])
        return
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench((options.work or Path(temporary)).resolve(), SMALL if options.small else FULL)
        bench.work.mkdir(parents=True, exist_ok=True)
        bench.make_dump()
        lines = bench.against_bare(options.runs)
        if not options.no_figures:
            lines += bench.whole(options.commands)
        if H2020.is_file() and not (options.no_figures or options.small):
            lines += bench.real()
        _remove(bench.work / "runs")
    table = markdown(lines, bench.size)
    print(table)
    if options.output:
        options.output.write_text(table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

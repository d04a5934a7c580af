"""Benchmark of partners on a made-up network: ``python benchmarks/partners.py [--small] [--output FILE]``.

60,000 organisations with 500,000 participations in 60,000 projects. The promises: a partner query in 100 ms once the
search is loaded, a back-test in 120 s on two cores, 2 GiB of memory. In the same run stands beside them what cannot be
undercut: Adamic–Adar alone as one sparse product of SciPy, for the same queries.
"""

# ruff: noqa: PLC0415 -- a child imports what it measures, the parent stays small: a child's peak begins with its own

from __future__ import annotations

import argparse
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from scipy import sparse

FULL = {"projects": 60_000, "participations": 500_000, "organisations": 60_000}
SMALL = {"projects": 400, "participations": 3_000, "organisations": 300}
LAST = 2021  # last complete year: the features end in 2019, and the partners of 2020 to 2022 are to be found
QUERY, BACKTEST, MEMORY = 0.1, 120.0, 2048
ASKED = 40
QUERIES = (
    *("one organisation", "a region at an interface", "an idea in a sentence"),
    *("in one region, a region at an interface", "where nobody is, a region at an interface"),
)
IDEA = "Sensoren für die Überwachung von Zellkulturen mit künstlicher Intelligenz"


# ---------------------------------------------------------------- what a child measures


def build(lake: Path, *, small: bool) -> dict[str, Any]:
    """Write the dump, its tables and the partner model: what the others ask. Figures of interfaces are left out."""
    import pyarrow.parquet as pq
    from generate_dump import generate

    from crossfield.lake.build import build_tables
    from crossfield.lake.ingredients import Ingredients
    from crossfield.lake.manifest import Manifest, TableEntry
    from crossfield.lake.raw import take_snapshot
    from crossfield.lake.store import Lake
    from crossfield.matching.embedder import text_embedder
    from crossfield.matching.model import partner_factors, partner_model
    from crossfield.matching.network import network_of
    from crossfield.parts import find_part
    from crossfield.sources import SOURCES
    from crossfield.sources.nuts import postcode_regions, region_links, regions
    from crossfield.sources.vocabulary import shipped_vocabularies

    dump = lake / "dump"
    size = SMALL if small else FULL
    generate(
        dump,
        projects=size["projects"],
        participations=size["participations"],
        organisations=size["organisations"],
        objective_chars=0,
    )
    readers = [(find_part(SOURCES, "cordis", "source").load(), take_snapshot(lake, str(dump)))]
    words = [*shipped_vocabularies()]
    given = Ingredients(readers, words, regions("2016"), region_links(), "2016", postcode_regions)
    with Lake(lake).building("benchmark") as folder:
        built = build_tables(lake, folder, given, report=lambda _: None)
        manifest = Manifest("benchmark", "", "full", {"nuts": "2016"}, "", LAST, built.sources, built.tables, [])
        (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    with Lake(lake).open() as frames:
        network, embedder = network_of(frames), text_embedder(frames)
    folder = lake / "versions" / "benchmark"
    begin = _now()
    tables = {"partner_model": partner_model(network, embedder, LAST)[0], "partner_factor": partner_factors(network)}
    taken = _since(begin)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
        manifest.tables.append(TableEntry(name, table.num_rows, 0, ""))
    (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    return taken


def query(lake: Path) -> dict[str, Any]:
    """Load the search, ask once to warm up, then the same forty times: seconds of each kind of question."""
    from crossfield.lake.store import Lake
    from crossfield.matching.partners import Asker, Filters, Idea, PartnerSearch, asker_of

    begin = _now()
    with Lake(lake).open() as frames:
        search = PartnerSearch(frames)
        regions = Counter(str(row["region"])[:4] for row in search.rows.values() if row["region"] != "unknown")
        (most, _), (there, _) = regions.most_common(2)
        region = asker_of(frames, most)  # the one with most organisations: the dearest to ask
    loaded, names = _since(begin), search.network.organisations.names
    interface = Idea("saxony", ("biotechnology", "ict"))
    ways: dict[str, Callable[[int], object]] = {
        QUERIES[0]: lambda one: search.suggest(_one(names, one, Asker), Idea(), Filters(new_only=True)),
        QUERIES[1]: lambda _: search.suggest(region, interface, Filters()),
        QUERIES[2]: lambda _: search.suggest(Asker("idea"), Idea("saxony", ("ict",), IDEA), Filters()),
        QUERIES[3]: lambda _: search.suggest(region, interface, Filters(region=there)),
        QUERIES[4]: lambda _: search.suggest(region, interface, Filters(region="XX")),
    }
    return {"loaded": loaded} | {name: _asked(ask) for name, ask in ways.items()}


def _one(names: list[str], place: int, asker: Any) -> Any:
    name = names[place * (len(names) // ASKED)]
    return asker(name, (name,))


def _asked(ask: Callable[[int], object]) -> dict[str, Any]:
    ask(0)
    taken = []
    for number in range(ASKED):
        begin = _now()
        ask(number)
        taken.append(_since(begin))
    return {key: statistics.median(one[key] for one in taken) for key in ("seconds", "cpu")}


def backtest(lake: Path, given: str) -> dict[str, Any]:
    """The whole back-test, data read included."""
    from crossfield.lake.store import Lake
    from crossfield.matching.backtest import run_partner_backtest

    begin = _now()
    with Lake(lake).open() as frames:
        found = run_partner_backtest(frames, given)
    return _since(begin) | {"queries": found["model"]["queries"]}


def limit(lake: Path) -> dict[str, Any]:
    """Adamic–Adar alone by SciPy: one row of the product and its best 20; the best 100 for all who ask."""
    import numpy as np
    from scipy import sparse

    from crossfield.lake.store import Lake
    from crossfield.matching.backtest import organisation_queries
    from crossfield.matching.network import network_of

    with Lake(lake).open() as frames:
        network = network_of(frames)
    begin = _now()
    past, later = network.between(0, LAST - 2), network.between(LAST - 1, LAST + 1)
    ties = sparse.csr_array(past.member @ past.member.T)
    ties.setdiag(0)
    ties.eliminate_zeros()
    ties.data = np.ones_like(ties.data)
    asked = organisation_queries(past, later, ties)
    rarity = 1 / np.log(np.maximum(np.diff(ties.indptr), 2))
    weighed = sparse.csr_array(ties.multiply(rarity[:, None]))
    for row, place in enumerate(asked.asker):
        score = _row(ties, weighed, place)
        score[[place, *ties.indices[ties.indptr[place] : ties.indptr[place + 1]]]] = -1
        asked.came[[row]].toarray()[0][np.argpartition(-score, 100)[:100]].sum()
    whole, step = _since(begin), len(asked.asker) // ASKED
    single = _asked(lambda number: np.argpartition(-_row(ties, weighed, asked.asker[number * step]), 20)[:20])
    return {"backtest": whole | {"queries": len(asked.asker)}, "query": single}


def _row(ties: sparse.csr_array, weighed: sparse.csr_array, place: int) -> Any:
    return (ties[[place]] @ weighed).toarray()[0]


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _since(begin: tuple[float, float]) -> dict[str, Any]:
    """Seconds by the clock, and processor seconds of all threads."""
    return {"seconds": time.perf_counter() - begin[0], "cpu": time.process_time() - begin[1]}


# ---------------------------------------------------------------- what the parent writes


def measured(lake: Path, child: str, *more: str) -> dict[str, Any]:
    """What a child measured in a process of its own, with its highest memory in MiB."""
    command = [sys.executable, __file__, "--child", child, "--lake", str(lake), *more]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return found


def table(lake: Path, *, small: bool) -> str:
    """Measure everything and write the table."""
    more = ["--small"] if small else []
    made, asked = measured(lake, "build", *more), measured(lake, "query")
    tests = {given: measured(lake, given) for given in ("organisation", "topic")}
    peer = measured(lake, "limit")
    lines = [
        "| what | by the clock | processor time | target | clock / target | peak memory |",
        "|---|---:|---:|---:|---:|---:|",
        *(_line(f"partner query, {name}", asked[name], QUERY, asked["peak"]) for name in QUERIES),
        _line("… Adamic–Adar alone, one row of a sparse product (SciPy)", peer["query"], None, peer["peak"]),
        *(
            _line(f"back-test given {given}, {one['queries']:,} queries", one, BACKTEST, one["peak"])
            for given, one in tests.items()
        ),
        _line(
            f"… Adamic–Adar alone, {peer['backtest']['queries']:,} queries (SciPy)",
            peer["backtest"],
            None,
            peer["peak"],
        ),
        _line("loading the search", asked["loaded"], None, asked["peak"]),
        _line("fitting the model and its factors at the build", made, None, made["peak"]),
    ]
    size = SMALL if small else FULL
    told = ", ".join(f"{count:,} {name}" for name, count in size.items())
    load = f"{_load():.1f} processes ran or waited to, ours included"
    day = datetime.now(UTC).date().isoformat()
    lines += ["", f"A synthetic network of {told}; {platform.system()}, Python {platform.python_version()}; {load}."]
    lines += [f"Medians of {ASKED} questions; memory is the highest of the process (target {MEMORY:,} MiB). {day}."]
    return "\n".join(lines)


def _load() -> float:
    """Processes that ran or waited to in the last minute, on average."""
    return float(Path("/proc/loadavg").read_text(encoding="ascii").split()[0])


def _line(what: str, one: dict[str, Any], target: float | None, peak: float) -> str:
    unit, factor = ("ms", 1000) if one["seconds"] < 1 else ("s", 1)
    clock, cpu = (f"{factor * one[key]:.1f} {unit}" for key in ("seconds", "cpu"))
    bar = f"≤ {factor * target:g} {unit} | {one['seconds'] / target:.2f}" if target else "reported |"
    return f"| {what} | {clock} | {cpu} | {bar} | {peak:,.0f} MiB |"


def main() -> None:
    """Measure one thing as a child, or everything as the parent."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="a small network, to see that everything runs")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table here as well")
    parser.add_argument("--child", choices=("build", "query", "organisation", "topic", "limit"), help=argparse.SUPPRESS)
    parser.add_argument("--lake", type=Path, metavar="DIR", help="folder to work in (default: a temporary one)")
    options = parser.parse_args()
    if options.child:
        ways: dict[str, Callable[[], dict[str, Any]]] = {
            "build": lambda: build(options.lake, small=options.small),
            "query": lambda: query(options.lake),
            "limit": lambda: limit(options.lake),
        }
        found = ways.get(options.child, lambda: backtest(options.lake, options.child))()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found | {"peak": peak}))
        return
    with tempfile.TemporaryDirectory() as folder:
        text = table(options.lake or Path(folder), small=options.small)
    print(text)
    if options.output:
        options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Benchmark of linking: quality beside cleanco with rapidfuzz and beside Splink, and the speed of 50,000 names.

All methods answer the same queries over the same lake (`tests/link_quality`), with name, city and country alone.
Thresholds are set on the tuning half, to the most recall with a precision of at least 0.99, and measured on the test
half; the linker has none but its own.
cleanco and Splink are measured where they are installed:

    python -m venv /tmp/peers && /tmp/peers/bin/pip install cleanco "splink>=5" .
    /tmp/peers/bin/python benchmarks/linking.py LAKE

Without LAKE, Horizon 2020 is built from ../shared/data into a folder for this run.
"""

# ruff: noqa: PLC0415 -- packages to compare with are measured where they are installed

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import random
import resource
import sys
import tempfile
import time
from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from rapidfuzz import fuzz, process

from crossfield.lake.linkage import LINKED, link_names
from crossfield.lake.names import plain_words
from crossfield.lake.roster import Roster, entry_of

QUALITY = Path(__file__).parents[1] / "tests" / "link_quality" / "measure.py"
H2020 = Path(__file__).resolve().parents[2] / "shared" / "data" / "cordis-h2020projects-csv.zip"
NAMES, TARGET = 50_000, 0.99
SECONDS, MEBIBYTES = 30, 2048


def load_measure():
    """The script beside the labels: test folders are no packages."""
    spec = importlib.util.spec_from_file_location("link_quality_measure", QUALITY)
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ours(inside, asked):
    """Answer of the linker for each query: organisation and score; None where it is not certain."""
    entries = [query.entry(number) for number, query in enumerate(asked)]
    links = link_names(Roster(map(entry_of, inside)), entries)
    return [(link.organisation, 1.0) if link.answer == LINKED else (None, 0.0) for link in links]


def cleaned(inside, asked):
    """Most similar name of the country by sorted words after cleanco; the same city is worth ten of a hundred."""
    from cleanco import basename

    def clean(name):
        return basename(" ".join(plain_words(name)))

    countries = defaultdict(list)
    for row in inside:
        countries[row["country"]].append((clean(row["name"]), (row["city"] or "").casefold(), row["organisation"]))
    found = []
    for query in asked:
        rows = countries[query.country]
        near = process.extract(clean(query.name), [row[0] for row in rows], scorer=fuzz.token_sort_ratio, limit=5)
        city = query.city.casefold()
        told = [(value + 10 * (rows[number][1] == city), rows[number][2]) for _, value, number in near]
        best = max(told, default=(0.0, None))
        found.append((best[1], best[0]))
    return found


def splink(inside, asked):
    """Most probable organisation by a Splink model, trained on the two tables without labels."""
    import logging

    import splink.comparison_library as cl
    from cleanco import basename
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    def row(number, name, city, country):
        words = basename(" ".join(plain_words(name))).split()
        return {
            "unique_id": str(number),
            "name": " ".join(sorted(words)),
            "first": min(words, key=lambda word: (-len(word), word))[:4] if words else "",
            "city": " ".join(plain_words(city or "")) or None,
            "country": country,
        }

    import pyarrow as pa

    logging.getLogger("splink").setLevel(logging.ERROR)
    left = pa.Table.from_pylist([row(n, query.name, query.city, query.country) for n, query in enumerate(asked)])
    right = pa.Table.from_pylist([row(one["organisation"], one["name"], one["city"], one["country"]) for one in inside])
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.99, 0.95, 0.9, 0.8]).configure(term_frequency_adjustments=False),
            cl.JaroWinklerAtThresholds("city", [0.95, 0.85]).configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("country", "first"),
            block_on("country", "city", "substr(name, 1, 3)"),
        ],
    )
    api = DuckDBAPI()
    tables = [api.register(left, table_name="asked"), api.register(right, table_name="known")]
    linker = Linker(tables, settings)
    linker.training.estimate_probability_two_random_records_match([block_on("country", "name")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("country", "first"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("country", "city"))
    pairs = linker.inference.predict(threshold_match_weight=-20).as_pyarrow_table().to_pylist()
    best = {}
    for pair in pairs:
        ends = sorted((pair["unique_id_l"], pair["unique_id_r"]), key=lambda end: end.startswith("pic:"))
        weight = pair["match_weight"]
        if ends[0] not in best or (weight, ends[1]) > best[ends[0]]:
            best[ends[0]] = (weight, ends[1])
    return [best.get(str(number), (float("-inf"), None))[::-1] for number in range(len(asked))]


def quality(answers, asked, threshold):
    """Precision and recall of answers with at least this score."""
    linked = [(name, query) for (name, score), query in zip(answers, asked, strict=True) if name and score >= threshold]
    right = sum(name == query.truth for name, query in linked)
    positives = sum(query.truth is not None for query in asked)
    return right / len(linked) if linked else 0.0, right / positives


def best_threshold(answers, asked):
    """The lowest score from which on the precision holds; what lies below is not linked."""
    ranked = sorted(
        ((score, name == query.truth) for (name, score), query in zip(answers, asked, strict=True) if name),
        reverse=True,
    )
    right, best = 0, float("inf")
    for count, (score, hit) in enumerate(ranked, start=1):
        right += hit
        if right / count >= TARGET:
            best = score
    return best


def compare(rows, measure):
    """Print the table of all methods that are installed."""
    halves = {half: measure.queries(rows, half) for half in ("tuning", "test")}
    print("| method | threshold | precision | recall | CPU seconds, 3,800 names |")
    print("|---|---:|---:|---:|---:|")
    needed = {"cleaned": ("cleanco",), "splink": ("cleanco", "splink"), "ours": ()}
    for method in (cleaned, splink, ours):
        lacking = [name for name in needed[method.__name__] if not importlib.util.find_spec(name)]
        if lacking:
            print(f"| {method.__name__}: not installed | | | | |")
            continue
        threshold = best_threshold(method(*halves["tuning"]), halves["tuning"][1])
        began = time.process_time()
        answers = method(*halves["test"])
        seconds = time.process_time() - began
        precision, recall = quality(answers, halves["test"][1], threshold)
        print(f"| {method.__name__} | {threshold:.1f} | {precision:.4f} | {recall:.3f} | {seconds:.1f} |", flush=True)


def speed(rows, measure, names):
    """Print the time and memory of so many names over the whole lake, roster included."""
    variant = measure._load("variants").variant
    chance = random.Random(1)
    chosen = chance.choices(rows, k=names)
    told = [
        variant(row | {"organisation": f"{row['organisation']}/{number}"}, "test") for number, row in enumerate(chosen)
    ]
    began, wall = time.process_time(), time.perf_counter()
    roster = Roster(map(entry_of, rows))
    entries = [
        entry_of({"organisation": str(number), "name": name, "city": city, "country": row["country"]})
        for number, ((name, city, _), row) in enumerate(zip(told, chosen, strict=True))
    ]
    links = link_names(roster, entries)
    seconds, wall = time.process_time() - began, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    linked = sum(link.answer == LINKED for link in links)
    print(
        f"{names:,} names over {len(rows):,} organisations: {seconds:.1f} CPU s, {wall:.1f} s, {peak:,.0f} MiB peak, ",
        end="",
    )
    print(f"{linked:,} linked; bars {SECONDS} s, {MEBIBYTES} MiB")
    return 0 if seconds <= SECONDS and peak <= MEBIBYTES else 1


def built_lake(folder: Path) -> Path:
    """All of Horizon 2020 as a lake."""
    from crossfield.config import Settings
    from crossfield.lake.store import Lake
    from crossfield.refresh import fetch

    fetch(Lake(folder), "cordis-h2020", str(H2020), Settings())
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("lake", nargs="?", help="a lake of Horizon 2020; default: built from ../shared/data")
    parser.add_argument("--names", type=int, default=NAMES, help="names to link")
    options = parser.parse_args()
    if not H2020.is_file():
        print("linking: not measured, no folder ../shared/data")
        return 0
    measure = load_measure()
    with tempfile.TemporaryDirectory(prefix="crossfield-linking-") as folder:
        rows = measure.read_organisations(options.lake or built_lake(Path(folder)))
    code = speed(rows, measure, options.names)
    compare(rows, measure)
    packages = [
        f"{name} {version(name)}" for name in ("rapidfuzz", "cleanco", "splink") if importlib.util.find_spec(name)
    ]
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, {', '.join(packages)}")
    return code


if __name__ == "__main__":
    raise SystemExit(main())

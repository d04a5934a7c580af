"""Benchmark of the consortium: made-up candidates and needs, CPU seconds: ``python benchmarks/consortium.py``.

The promise is 5 s for 8,000 candidates and 15 needs, proven optimal or with its gap. What it costs to do without each
partner is measured beside it.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from crossfield.matching.candidates import Need, Pool
from crossfield.matching.rules import rule_set
from crossfield.matching.selection import Plan, choose

COUNTRIES = (
    "AT",
    "BE",
    "CH",
    "CZ",
    "DE",
    "DK",
    "EL",
    "ES",
    "FI",
    "FR",
    "HU",
    "IE",
    "IT",
    "NL",
    "NO",
    "PL",
    "PT",
    "RO",
    "SE",
    "SI",
    "SK",
)


def candidates(count: int, needs: int, seed: int) -> Pool:
    """Candidates of unequal size, each active in about half of the fields."""
    random = np.random.default_rng(seed)
    projects = random.poisson(0.3 * random.pareto(1.2, (count, 1)), (count, needs)) * (
        random.random((count, needs)) < 0.5
    )
    fit = 0.75 * projects / (projects + 3) + 0.25 * projects / np.maximum(projects.sum(axis=1, keepdims=True), 1)
    names = [f"o{number:05}" for number in range(count)]
    countries = random.choice(COUNTRIES, count).tolist()
    ties = random.poisson(0.5, count).astype(float)
    return Pool(names, names, countries, countries, ["PRC"] * count, projects.astype(float), fit, ties)


def main() -> None:
    """Print one line for each plan and seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--candidates", type=int, default=8000)
    parser.add_argument("--needs", type=int, default=15)
    given = parser.parse_args()
    needs = tuple(Need(((f"f{number}",),)) for number in range(given.needs))
    one, two = given.needs, given.needs // 2 + 1
    plans = {
        "one need each": Plan(needs, one, per_country=3, rules=rule_set("horizon"), home="DE", prefer="known"),
        "two needs each": Plan(needs, two, most_needs=2, per_country=2, rules=rule_set("interreg-ce"), prefer="new"),
    }
    print("| plan | seed | score | gap | solved, CPU s | with all replacements, CPU s |")
    print("| --- | --: | --: | --: | --: | --: |")
    for name, plan in plans.items():
        for seed in range(3):
            pool, begin = candidates(given.candidates, given.needs, seed), time.process_time()
            selection, found = choose(pool, plan)
            solved = time.process_time() - begin
            for place in found.members:
                selection.best(without=[place])
            total = time.process_time() - begin
            print(f"| {name} | {seed} | {found.score:.4f} | {found.gap:.1e} | {solved:.2f} | {total:.2f} |")


if __name__ == "__main__":
    main()

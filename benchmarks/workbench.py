"""How fast pages answer: open arrivals, ten a second for a minute, each page asked for at most twice.

    python -m benchmarks.workbench [--lake DIR] [--seconds 60] [--rate 10]

Starts a workbench of its own on a free port, on the same machine as the generator. Kinds of pages have equal shares:
start, region, interface map, its drawing, interface, a table as a file, map of Europe, comparison of regions, partners,
search, data, method and own tables. Prints one line per kind: requests, median, 95 %, 99 %, largest, errors; then the
memory of the server's process.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from itertools import product
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from crossfield.indicators.lookup import fields_of_scheme
from crossfield.lake.store import Lake

MILLI = 1000
KINDS = (
    *("start", "region", "map", "drawing", "interface", "file"),
    *("europe", "compare", "partners", "search", "data", "method", "tables"),
)
WORDS = ("Dresden", "Energie", "Materialien", "universitat", "photonik", "health")


def addresses(lake: Lake, count: int) -> list[tuple[str, str]]:
    """Kind and address of each request: kinds in equal shares, region × fields × language drawn without repeats."""
    with lake.open() as frames:
        known = set(frames.arrow("exposure", scheme="saxony").column("region").to_pylist())
        regions = [
            row["region"] for row in frames.read("region") if row["region"] in known and row["level"] in (0, 1, 2)
        ]
        fields = sorted(row["field"] for row in fields_of_scheme(frames, "saxony"))
    rng = random.Random(7)
    pairs = [(a, b) for a, b in product(fields, fields) if a < b]
    per_kind = -(-count // len(KINDS))
    found = []
    places = [(language, region) for language in ("de", "en") for region in regions]
    for kind in KINDS:
        for language, region in rng.sample(places, min(per_kind, len(places))):
            a, b = rng.choice(pairs)
            path = {
                "start": f"/{language}/",
                "region": f"/{language}/region/{region}/",
                "map": f"/{language}/interfaces/{region}/",
                "drawing": f"/{language}/interfaces/{region}/drawing.json",
                "interface": f"/{language}/interface/{region}/{a}/{b}/",
                "file": f"/{language}/interface/{region}/{a}/{b}/regions.csv",
                "europe": f"/{language}/europe/{region}/{a}/",
                "compare": f"/{language}/compare/{region},{rng.choice(regions)}/",
                "partners": f"/{language}/partners/?region={region}&a={a}&b={b}",
                "search": f"/{language}/search/?q={rng.choice(WORDS)}+{region}",
                "data": f"/{language}/data/",
                "method": f"/{language}/method/",
                "tables": f"/{language}/tables/",
            }[kind]
            found.append((kind, path))
    rng.shuffle(found)
    return found[:count]


def ask(base: str, kind: str, path: str, due: float, results: list[tuple[str, float, str]]) -> None:
    """Time one request from when it was due, so that waiting in a queue counts."""
    try:
        with urlopen(Request(base + path), timeout=30) as answer:  # noqa: S310 -- this computer
            answer.read()
            error = ""
    except HTTPError as refused:
        error = "" if refused.code == 404 else f"{refused.code} {path}"  # a region without figures says so
    except (URLError, OSError) as broken:
        error = f"{broken} {path}"
    results.append((kind, time.perf_counter() - due, error))


def quantile(times: list[float], share: float) -> float:
    """Smallest time that at least this share of the requests does not exceed."""
    return sorted(times)[max(0, -(-int(len(times) * share * 1000) // 1000) - 1)]


def main() -> None:
    """Start, ask, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lake", default="")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=10)
    given = parser.parse_args()
    plan = addresses(Lake(given.lake or None), given.seconds * given.rate)
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"CROSSFIELD_WORKSPACE": folder}
        command = [sys.executable, "-u", "-m", "crossfield", "up", "--no-browser", "--port", "0"]
        command += ["--lake", given.lake] if given.lake else []
        with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, encoding="utf-8") as process:
            assert process.stdout is not None  # noqa: S101 -- it is a pipe
            base = next(word for line in process.stdout for word in line.split() if word.startswith("http://"))
            started = time.perf_counter()
            with urlopen(f"{base}/de/", timeout=60) as answer:  # noqa: S310 -- this computer
                answer.read()
            print(f"first page after the start: {MILLI * (time.perf_counter() - started):,.0f} ms")
            results, threads, begin = [], [], time.perf_counter() + 0.5
            for number, (kind, path) in enumerate(plan):
                due = begin + number / given.rate
                time.sleep(max(0.0, due - time.perf_counter()))
                thread = threading.Thread(target=ask, args=(base, kind, path, due, results))
                thread.start()
                threads.append(thread)
            for thread in threads:
                thread.join()
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            process.send_signal(signal.SIGINT)
    for kind in (*KINDS, "all"):
        times = [seconds for name, seconds, _ in results if kind in {name, "all"}]
        said = " ".join(f"{MILLI * quantile(times, share):>8,.0f}" for share in (0.5, 0.95, 0.99, 1))
        print(f"{kind:<10} {len(times):>5} {said} ms")
    errors = [error for _, _, error in results if error]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"errors: {len(errors)} {errors[:3]}")
    peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    print(f"server: {int(peak) / 1024:,.0f} MiB at most, {used.ru_utime + used.ru_stime:.1f} CPU s, start included")


if __name__ == "__main__":
    main()

"""Run all benchmarks and write their tables into the documentation: ``python -m benchmarks [--peers PYTHON]``.

With ``--small`` nothing is written: small tables only show that everything runs.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
WRITTEN = ("build", "indicators", "partners")
REGISTER = ("take-over", "writers")
"""Parts of the register that need no PostgreSQL; its pages do: ``python -m benchmarks.register pages --database …``."""
NAMES = ("build", "indicators", "partners", "consortium", "linking", *REGISTER)
PAGE = HERE.parent / "docs" / "explanation" / "benchmarks.md"


def main() -> int:
    """Run one after the other; those that have their own part of the page write it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])  # type: ignore[union-attr]
    parser.add_argument("--small", action="store_true", help="small tables, to see that everything runs")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="Python with the packages to compare")
    parser.add_argument("--only", choices=NAMES, help="one of them")
    options = parser.parse_args()
    given: dict[str, list[str]] = {
        "build": ["--small"] if options.small else [],
        "indicators": ["--peers", options.peers, *(["--sizes", "0", "--processes", "1"] if options.small else [])],
        "partners": ["--small"] if options.small else [],
        "consortium": ["--candidates", "300", "--needs", "6"] if options.small else [],
        "linking": ["--names", "2000"] if options.small else [],
        "take-over": ["--rows", "500"] if options.small else [],
        "writers": ["--sessions", "4", "--changes", "10"] if options.small else [],
    }
    codes = []
    with tempfile.TemporaryDirectory() as folder:
        for name in [options.only] if options.only else given:
            output = Path(folder) / f"{name}.md"
            written = ["--output", str(output)] if name in WRITTEN else []
            module = ["benchmarks.register", name] if name in REGISTER else [f"benchmarks.{name}"]
            command = [sys.executable, "-m", *module, *given[name], *written]
            codes.append(subprocess.run(command, check=False, cwd=HERE.parent).returncode)
            if written and not codes[-1] and not options.small:
                PAGE.write_text(
                    with_table(PAGE.read_text(encoding="utf-8"), name, output.read_text(encoding="utf-8")),
                    encoding="utf-8",
                )
    return max(codes)


def with_table(page: str, name: str, table: str) -> str:
    """The page with what stands between the two comments of a name replaced."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    found, count = re.subn(
        f"{re.escape(begin)}.*{re.escape(end)}", lambda _: f"{begin}\n\n{table.strip()}\n\n{end}", page, flags=re.DOTALL
    )
    if count != 1:
        raise SystemExit(f"{PAGE} has not one place for {name}: {begin} … {end}")
    return found


if __name__ == "__main__":
    raise SystemExit(main())

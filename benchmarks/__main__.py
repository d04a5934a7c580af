"""Run all benchmarks, one after the other: ``python -m benchmarks [--small]``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run the build with the arguments given, then the others, small where the build is small."""
    given = sys.argv[1:]
    own = ["--sizes", "0", "--processes", "1"] if "--small" in given else []
    few = ["--candidates", "300", "--needs", "6"] if "--small" in given else []
    codes = [
        subprocess.run([sys.executable, str(HERE / name), *arguments], check=False).returncode
        for name, arguments in (("build.py", given), ("indicators.py", own), ("consortium.py", few))
    ]
    return max(codes)


if __name__ == "__main__":
    raise SystemExit(main())

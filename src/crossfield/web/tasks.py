"""Work apart from the server: ``python -m crossfield.web.tasks`` takes what waits, and ends."""

from __future__ import annotations

import sys
from importlib import import_module

import django


def main() -> None:
    """Work through the loads that wait, and say how many there were, for the log."""
    django.setup()
    load = import_module("crossfield.web.evidence.tasks.load")  # its tables are there after the set-up only
    sys.stdout.write(f"{load.work_loads()} loads\n")


if __name__ == "__main__":
    main()

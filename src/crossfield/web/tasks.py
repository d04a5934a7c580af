"""Work apart from the server: ``python -m crossfield.web.tasks [loads|lists]`` takes what waits of a kind, and ends."""

from __future__ import annotations

import sys
from importlib import import_module

import django

WORKERS = {
    "loads": ("crossfield.web.evidence.tasks.load", "work_loads"),
    "lists": ("crossfield.web.evidence.tasks.intake", "work_lists"),
}
"""Each kind has a process of its own, so that a list does not wait until data are loaded."""


def main(kind: str = "loads") -> None:
    """Work through what waits of a kind, and say how many there were, for the log."""
    django.setup()
    module, name = WORKERS[kind]
    work = getattr(import_module(module), name)  # its tables are there after the set-up only
    sys.stdout.write(f"{work()} {kind}\n")


if __name__ == "__main__":
    main(*sys.argv[1:2])

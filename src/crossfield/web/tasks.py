"""Work apart from requests: ``python -m crossfield.web.tasks [KIND]`` takes what waits of a kind, and ends.

Recurring work is listed here; the server looks once a minute what is due, and ``crossfield work`` does it once.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from importlib import import_module
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    import threading

WORKERS = {
    "loads": ("crossfield.web.evidence.tasks.load", "work_loads"),
    "lists": ("crossfield.web.evidence.tasks.intake", "work_lists"),
    "search": ("crossfield.web.evidence.tasks.search", "work_search"),
}
"""Each kind has a process of its own, so that a list does not wait until data are loaded."""
RECURRING = (
    ("digest", timedelta(hours=6), "crossfield.web.desk.tasks.digest:send_digests"),
    ("reminder", timedelta(hours=6), "crossfield.web.registry.tasks.introduction:ask_introductions"),
    ("mailing", timedelta(minutes=5), "crossfield.web.registry.tasks.mailing:send_mailings"),
    ("history", timedelta(hours=24), "crossfield.web.accounts.actions.history:purge_history"),
    ("details", timedelta(hours=24), "crossfield.web.registry.actions.clear_details:purge_details"),
    ("forms", timedelta(hours=6), "crossfield.web.accounts.actions.kept_form:purge_forms"),
    ("lists", timedelta(hours=1), "crossfield.web.registry.tasks.intake:finish_lists"),
    ("departure", timedelta(hours=24), "crossfield.web.registry.actions.departure:purge_departures"),
    ("update", timedelta(hours=6), "crossfield.web.registry.tasks.profile:ask_yearly"),
    ("request", timedelta(minutes=5), "crossfield.web.registry.tasks.profile:send_requests"),
)
"""Name, how long after a run the next one is due, function ``(now) → int``; each sends nothing twice."""
BEHIND = 10
"""How far work apart stands behind the pages where both want the processor, as ``nice`` counts."""
LOOKS = 60.0
"""Seconds between two looks at what is due."""


def main(kind: str = "loads") -> None:
    """Work through what waits of a kind, and say how many there were, for the log."""
    django.setup()
    module, name = WORKERS[kind]
    work = getattr(import_module(module), name)  # its tables are there after the set-up only
    sys.stdout.write(f"{work()} {kind}\n")


def work_once() -> dict[str, int]:
    """Do the recurring work that is due; needs Django to be set up.

    Returns
    -------
    dict[str, int]
        How much was done, by the name of the work.
    """
    from crossfield.web.accounts.actions.schedule import Work, run_due  # noqa: PLC0415 -- its tables are there by then

    return run_due(Work(*one) for one in RECURRING)


def follow_schedule(stop: threading.Event, seconds: float = LOOKS) -> threading.Thread:
    """Do what is due beside the requests, until told to stop.

    Parameters
    ----------
    stop
        Set when the program ends.
    seconds
        How long to wait before looking again.
    """
    from crossfield.web.accounts.actions.beside import keep_looking  # noqa: PLC0415 -- its tables are there by then

    return keep_looking(work_once, stop, name="schedule", failed="The recurring work broke off", seconds=seconds)


if __name__ == "__main__":
    if hasattr(os, "nice"):  # not on Windows
        os.nice(BEHIND)
    main(*sys.argv[1:2])

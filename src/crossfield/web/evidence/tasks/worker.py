"""Work in a process of its own, one worker of a kind at a time: who finds another at work ends at once.

A worker that died leaves no lock behind.
"""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Thread
from typing import TYPE_CHECKING

from django.conf import settings
from filelock import Timeout

from crossfield.web.evidence.queries.load import worker_lock

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 5
"""Seconds a worker waits for the one before it to end."""


def start_worker(kind: str = "loads") -> subprocess.Popen[bytes] | None:
    """Start the process that works through what waits of a kind; pages that are closed do not end it.

    It survives the server, too, but for the search's, which ends with it.

    Parameters
    ----------
    kind
        As in ``crossfield.web.tasks``: loads, lists or search.

    Returns
    -------
    subprocess.Popen or None
        The process; None where work is not done apart.
    """
    if not settings.LOADS_APART:
        return None
    settings.WORKSPACE.mkdir(parents=True, exist_ok=True)
    with (settings.WORKSPACE / "loads.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603 -- own program; the kind is one of a few words of ours
            [sys.executable, "-m", "crossfield.web.tasks", kind],
            env=os.environ | {"DJANGO_SETTINGS_MODULE": "crossfield.web.settings"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    Thread(target=process.wait, daemon=True).start()  # so that it leaves no dead process behind
    return process


def work_alone(kind: str, waits: Callable[[], object], work: Callable[[], int], *, patience: float) -> int:
    """Work while something waits, unless another worker of the kind does.

    Parameters
    ----------
    kind
        Names the lock.
    waits
        Whether something waits (truth value).
    work
        Works through all that waits now, and tells how much it was.
    patience
        Seconds to wait for the worker before to end.

    Returns
    -------
    int
        How much was worked on.
    """
    lock, count = worker_lock(patience, kind), 0
    while waits():
        try:
            lock.acquire()
        except Timeout:
            return count
        try:
            count += work()
        finally:
            lock.release()  # what was queued after the last look is seen by the next one
    return count

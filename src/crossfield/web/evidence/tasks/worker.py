"""One worker of a kind at a time: whoever finds another at work ends at once; one that died leaves no lock behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filelock import Timeout

from crossfield.web.evidence.queries.load import worker_lock

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 5
"""Seconds a worker waits for the one before it to end."""


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

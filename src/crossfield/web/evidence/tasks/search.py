"""Filling the search table, in a process of its own: for the names of a large lake no page shall wait."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from crossfield.errors import CrossfieldError
from crossfield.web.accounts.actions.beside import keep_looking
from crossfield.web.evidence.actions.search import fill_search, is_filled
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.tasks.worker import PATIENCE, start_worker, work_alone
from crossfield.web.registry.actions.search import fill_register_search, is_register_filled

if TYPE_CHECKING:
    from subprocess import Popen
    from threading import Event, Thread

LOOKS = 10.0
"""Seconds between two looks whether another data version is shown."""


def work_search(*, patience: float = PATIENCE) -> int:
    """Make the search table that of the register and the data version shown, unless another worker does.

    Returns
    -------
    int
        Parts that were filled.
    """
    return work_alone("search", _lacks, _fill, patience=patience)


def follow_data(stop: Event, seconds: float = LOOKS) -> Thread:
    """Keep the search table that of the register and the data version shown, beside the requests, until told to stop.

    Nobody waits: until it has been filled, what was there before is found. The process that fills it is ended with the
    program: what it had begun is taken back, and begun anew at the next start.

    Parameters
    ----------
    stop
        Set when the program ends.
    seconds
        How long to wait before looking again.
    """
    workers: list[Popen[bytes]] = []

    def look() -> None:
        if any(one.poll() is None for one in workers) or not _lacks():
            return
        worker = start_worker("search")
        workers[:] = [worker] if worker else []
        if not worker:
            work_search()

    def end() -> None:
        for one in workers:
            one.terminate()
            one.wait()

    failed = "The search could not be filled"
    return keep_looking(look, stop, name="search", failed=failed, seconds=seconds, at_once=True, end=end)


def _lacks() -> list[str]:
    """Parts that are not filled; the data are none while there are none: every page says so."""
    parts = [] if is_register_filled() else ["register"]
    with suppress(CrossfieldError):
        version = current_version()
        parts += [] if is_filled(version) else [version]
    return parts


def _fill() -> int:
    parts = _lacks()
    for part in parts:
        if part == "register":
            fill_register_search()
        else:
            fill_search(part)
    return len(parts)

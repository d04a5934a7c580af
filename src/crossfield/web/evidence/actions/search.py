"""Bringing what a data version holds into the search table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crossfield.errors import CrossfieldError
from crossfield.web.accounts.actions.beside import keep_looking
from crossfield.web.accounts.actions.search import Text, keep_texts, note_state
from crossfield.web.accounts.models import SearchState
from crossfield.web.evidence.queries.data import current_version
from crossfield.web.evidence.queries.searchable import KINDS, evidence_texts
from crossfield.web.registry.actions.search import fill_register_search, is_register_filled

if TYPE_CHECKING:
    import threading

ORIGIN = "evidence"
FILLING = "2"
"""Counted up where the texts are made in another way, so that the table is filled anew after an upgrade."""


def is_filled(version: str) -> bool:
    """Tell whether the search table holds what a data version has."""
    return SearchState.objects.filter(origin=ORIGIN, state=f"{FILLING}:{version}").exists()


def fill_search(version: str) -> int:
    """Make regions, fields, interfaces, clusters and organisations of a data version findable.

    Who may: the program, when it starts or another data version is shown. Not logged.

    Returns
    -------
    int
        Entries that were added, changed or taken away.
    """
    changed = keep_texts(KINDS, (Text(**row) for row in evidence_texts(version)))
    note_state(ORIGIN, f"{FILLING}:{version}")
    return changed


def follow_data(stop: threading.Event, seconds: float = 10.0) -> threading.Thread:
    """Keep the search table that of the register and the data version shown, beside the requests, until told to stop.

    Who may: the program. Nobody waits: until it has been filled, what was there before is found.

    Parameters
    ----------
    stop
        Set when the program ends.
    seconds
        How long to wait before looking again.
    """
    return keep_looking(
        _look, stop, name="search", failed="The search could not be filled", seconds=seconds, at_once=True
    )


def _look() -> None:
    try:
        if not is_register_filled():
            fill_register_search()
        version = current_version()
        if not is_filled(version):
            fill_search(version)
    except CrossfieldError:  # no data yet: every page says so, and they are looked for again
        pass
